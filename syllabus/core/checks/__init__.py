"""The rules of a course that need more than one of its parts to judge.

Every rule has one signature: it takes what there is to know and yields diagnostics.
Adding one is a function and a line in its module's `CHECKS`, which says what parts of
the course the rule needs: where one of them could not be understood, it keeps silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.checks import (
    dates,
    files,
    grading,
    languages,
    library,
    prose,
    theme,
    work,
)
from syllabus.core.diagnostics import Diagnostic, in_order

if TYPE_CHECKING:
    from syllabus.core.checks.subject import Subject


def check_course(subject: Subject) -> list[Diagnostic]:
    """Run every rule; the problems are in the order of the file."""
    problems = list[Diagnostic]()
    broken = set(subject.broken)
    if "term" not in broken and (problems := list(dates.term_in_order(subject))):
        broken.add("term")  # no date is right in a term that is wrong
    for module in (languages, dates, work, grading, prose, library, theme, files):
        for rule, needs in module.CHECKS.items():
            if not needs & broken:
                problems += rule(subject)
    return in_order(problems)
