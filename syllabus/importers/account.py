"""What became of each thing on a page: the report of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.diagnostics import Where


class Verdict(StrEnum):
    """What became of a thing."""

    KEPT = "kept"
    UNDERSTOOD = "understood"
    NOTED = "not understood"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Account:
    """What became of some words of the page: ``as_what`` they are in the course."""

    where: Where
    words: str
    verdict: Verdict
    as_what: str


@dataclass
class Report:
    """The report: findings first, then an account of everything on the page.

    ``findings`` are (subject, sentence): how the year, the term and so on were found.
    """

    file: str
    findings: list[tuple[str, str]] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    def find(self, subject: str, sentence: str) -> None:
        """Say how something was found."""
        self.findings.append((subject, sentence))

    def tell(self, where: Where, words: str, verdict: Verdict, as_what: str) -> None:
        """Account for words of the page."""
        self.accounts.append(Account(where, " ".join(words.split()), verdict, as_what))

    def count(self, verdict: Verdict) -> int:
        """How many things got a verdict."""
        return sum(account.verdict is verdict for account in self.accounts)


_SIGNS = {
    Verdict.KEPT: "",
    Verdict.UNDERSTOOD: "",
    Verdict.NOTED: "NOT UNDERSTOOD: ",
    Verdict.LEFT_OUT: "left out: ",
}


def report_text(report: Report) -> str:
    """The report as lines of text, by the lines of the page."""
    lines = []
    width = max((len(subject) for subject, _ in report.findings), default=0)
    shown = ""
    for subject, sentence in report.findings:
        label = subject if subject != shown else ""
        lines.append(f"{label:{width}}  {sentence}")
        shown = subject
    if lines:
        lines.append("")
    accounts = sorted(report.accounts, key=lambda account: _order(account.where))
    for (file, row), group in groupby(
        accounts, key=lambda a: (a.where.file, a.where.row)
    ):
        lines.append(f"{file}:{row}")
        lines += _counted(f"  {_sentence(account)}" for account in group)
    lines.append("")
    lines.append(summary(report))
    return "\n".join(lines)


def _order(where: Where) -> tuple[int, int, str]:
    """Lines count on where several files are read as one, so they go first."""
    return where.line, where.column, where.file


def _counted(sentences: Iterable[str]) -> Iterator[str]:
    """Each sentence once; an event that is held each week says the same each time."""
    for sentence, times in Counter(sentences).items():
        yield sentence if times == 1 else f"{sentence} ({times} times)"


def _sentence(account: Account) -> str:
    words = f"“{account.words}” → " if account.words else ""
    return f"{words}{_SIGNS[account.verdict]}{account.as_what}"


def summary(report: Report) -> str:
    """One line: how many things were understood, and how many were not."""
    good = report.count(Verdict.KEPT) + report.count(Verdict.UNDERSTOOD)
    noted = report.count(Verdict.NOTED)
    left = report.count(Verdict.LEFT_OUT)
    return (
        f"{good} things understood, {noted} not understood and kept as notes, "
        f"{left} left out (for the site, not for readers)"
    )
