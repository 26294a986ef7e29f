"""The prose of a page: its title, the sentence with the pattern, and notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from syllabus.core.prose import find_in_prose
from syllabus.importers.account import Report, Verdict
from syllabus.importers.addresses import is_web_address
from syllabus.importers.markers import find_hours
from syllabus.importers.names import ENGLISH, month_of, weekdays_of
from syllabus.importers.site import SITE_TITLE
from syllabus.importers.spoken import LANGUAGE_KEYS
from syllabus.importers.terms import TERM
from syllabus.importers.vocabulary import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.diagnostics import Where
    from syllabus.importers.page import Block, Page, Table


@dataclass(frozen=True)
class SaidPattern:
    """A pattern in words. ``options`` are the sets of weekdays it can mean.

    ``hours_words`` are the page's own for the hours.
    """

    options: tuple[frozenset[int], ...]
    words: str
    where: Where
    hours: str = ""
    room: str = ""
    hours_words: str = ""

    @property
    def taken(self) -> str:
        """What was taken from the words, for the report."""
        parts = ["the class's weekdays"]
        parts += [f"hours ({self.hours})"] if self.hours else []
        parts += [f"room ({self.room})"] if self.room else []
        return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


@dataclass
class Prose:
    """What is on a page outside its tables.

    ``leads`` are headings right above a table, by the line of the table's first row;
    ``parts`` those that surely name a part of the course.
    """

    language: str = ENGLISH
    title: str = ""
    code: str = ""
    title_source: str = ""
    pattern: SaidPattern | None = None
    notices: list[str] = field(default_factory=list)
    leads: dict[int, tuple[str, Where]] = field(default_factory=dict)
    parts: dict[int, tuple[str, Where]] = field(default_factory=dict)


_GENERIC = (
    r"(?:(?:course|class|lecture|tentative|weekly|the|our|full|detailed)\s+)*"
    r"(?:schedules?|syllabus|calendar|lectures?|home|index|timetable|overview|course|"
    r"welcome|readme|course information|about|page|untitled"
    rf"|{TITLES})"
)
_SEASON = r"(?:spring|summer|fall|autumn|winter)(?:\s+(?:term|quarter|semester))?"
_ACADEMIC = (
    r"(?:(?:année\s+universitaire|curso(?:\s+académico)?|studienjahr)\s+)?"
    r"(?:20|19)\d\d\s?[/–-]\s?(?:20)?\d\d(?!\d)"
)
_TERM = (
    rf"(?:{_SEASON}[\s,]*(?:(?:20|19)\d\d|['’]\d\d)|(?:20|19)\d\d\s+{_SEASON}"
    rf"|{TERM}|{_ACADEMIC}|\(?(?:20|19)\d\d\)?)"
)
_ENDS = re.compile(
    rf"^(?:{_GENERIC}|{_TERM})(?:\s*[-–—:,|(·]\s*|\s+(?:for|of)\s+|\s*$)"
    rf"|(?:^|\s*[-–—:,|(·]\s*|\s+)(?:{_GENERIC}|{_TERM})[\s)]*$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?P<code>[A-Z]{2,6}[ -]?\d{2,4}[A-Z]?\d?)\b\s*[:–—|-]?\s*(?P<rest>.*)"
)
_TITLE_KEYS = ("course_title", "course", "course_name", "title", "subtitle", SITE_TITLE)


def plain_title(text: str) -> str:
    """A title without “Schedule” and the term at its ends; "" if that is all it is.

    One end at a time: “Schedule, Spring 2025” would else leave the season alone.
    """
    text = " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", text).split())
    while (shorter := _ENDS.sub("", text, count=1).strip(" ,:–—-|(")) != text:
        text = shorter
    return "" if re.fullmatch(_SEASON, text, re.IGNORECASE) else text


def read_prose(
    page: Page, tables: Sequence[Table], report: Report, language: str = ENGLISH
) -> Prose:
    """Read what stands outside the tables; each block is accounted for.

    Args:
        page: The page.
        tables: Its tables.
        report: Takes the account.
        language: Of the page's dates.
    """
    prose = Prose(language=language)
    _front(page, prose, report)
    for aside in page.asides:
        report.tell(aside.where, aside.text, Verdict.LEFT_OUT, aside.what)
    starts = sorted(
        cells[0].where.line for table in tables for cells in table.rows[:1] if cells
    )
    lead: Block | None = None
    for block in page.blocks:
        if lead and _table_between(lead, block, starts):
            _keep_lead(prose, lead, starts)
            lead = None
        if block.kind in {"heading", "part"}:
            _flush(prose, lead)
            lead = _heading(prose, block, report)
        else:
            _block(prose, page, block, lead, report)
            lead = None
    if lead and any(start > lead.where.line for start in starts):
        _keep_lead(prose, lead, starts)
    else:
        _flush(prose, lead)
    return prose


def _front(page: Page, prose: Prose, report: Report) -> None:
    """Front matter is for the site; its title may be the course's."""
    values = {key.lower(): text for key, text, _ in page.front}
    chosen = next((k for k in _TITLE_KEYS if plain_title(values.get(k, ""))), "")
    if chosen:
        _take_title(prose, values[chosen], f"the front matter's “{chosen}”")
    for key, text, where in page.front:
        words = f"{key}: {text}" if key else text
        if key.lower() == chosen:
            report.tell(where, words, Verdict.KEPT, "the course's title")
        elif key.lower() in {"term", "year", "semester", "quarter", "session", "date"}:
            report.tell(where, words, Verdict.UNDERSTOOD, "evidence for the year")
        elif key.lower() in LANGUAGE_KEYS:
            report.tell(where, words, Verdict.UNDERSTOOD, "the language of the page")
        elif key.lower() in {"description", "subtitle", "excerpt"} and text.strip():
            prose.notices.append(text)
            report.tell(where, words, Verdict.KEPT, "a notice")
        else:
            report.tell(where, words, Verdict.LEFT_OUT, "front matter for the site")


def _take_title(prose: Prose, text: str, source: str) -> None:
    title = plain_title(text)
    if match := _CODE.match(title):
        prose.code = match["code"]
        title = match["rest"].strip() or match["code"]
    prose.title, prose.title_source = title, source


def _heading(prose: Prose, block: Block, report: Report) -> Block | None:
    """The course's title, a name for the schedule, or the head of what follows."""
    if block.kind == "part":
        shown = "the name of a part of the course"
        report.tell(block.where, block.text, Verdict.KEPT, shown)
        return block
    title = plain_title(block.text)
    again = title in {prose.title, f"{prose.code} {prose.title}"}
    if not title or month_of(title, prose.language) or again:
        report.tell(
            block.where, block.text, Verdict.UNDERSTOOD, "the schedule's heading"
        )
        return None
    if not prose.title:
        _take_title(prose, block.text, f"the heading on line {block.where.row}")
        report.tell(block.where, block.text, Verdict.KEPT, "the course's title")
        return None
    report.tell(block.where, block.text, Verdict.KEPT, "the head of a notice or note")
    return block


def _table_between(lead: Block, block: Block, starts: list[int]) -> bool:
    return any(lead.where.line < start < block.where.line for start in starts)


def _keep_lead(prose: Prose, lead: Block, starts: list[int]) -> None:
    start = next(start for start in starts if start > lead.where.line)
    kept = prose.parts if lead.kind == "part" else prose.leads
    kept[start] = (lead.text, lead.where)


def _flush(prose: Prose, lead: Block | None) -> None:
    if lead:
        prose.notices.append(lead.text)


def _block(
    prose: Prose, page: Page, block: Block, lead: Block | None, report: Report
) -> None:
    text = block.text
    if block.kind == "paragraph":
        kept = list(_sentences(prose, block, report))
        text = " ".join(kept)
    elif block.kind == "html":
        verdict = "a notice, its HTML taken off" if text else "HTML without text"
        report.tell(block.where, text, Verdict.NOTED, verdict)
    else:
        before = prose.pattern
        _pattern_in_list(prose, block)
        said = prose.pattern if before is None else None
        shown = f"a notice; it also gives {said.taken}" if said else "a notice"
        report.tell(block.where, text, Verdict.KEPT, shown)
    if lead:
        joint = "\n\n" if "\n" in text or block.kind != "paragraph" else " "
        text = f"**{lead.text}**{joint}{text}" if text else lead.text
    if text.strip():
        prose.notices.append(safe_markdown(text, page))


def _sentences(prose: Prose, block: Block, report: Report) -> Iterator[str]:
    """The sentences that stay a notice; the one with the pattern is understood."""
    held: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z*\[“\"])", block.text):
        pattern = None
        if not prose.pattern:
            pattern = said_pattern(sentence, block.where, prose.language)
        if pattern is None:
            held.append(sentence)
            continue
        prose.pattern = pattern
        whole = _is_all_pattern(sentence, pattern, prose.language)
        shown = pattern.taken + ("; and kept as a notice" if not whole else "")
        report.tell(block.where, sentence, Verdict.UNDERSTOOD, shown)
        if not whole:
            yield sentence
    if held:
        report.tell(block.where, " ".join(held), Verdict.KEPT, "a notice")
    yield from held


def _pattern_in_list(prose: Prose, block: Block) -> None:
    """Find the pattern in a line like “- Lecture: Mon & Wed, 12:30pm - 1:45pm”."""
    for line in block.text.split("\n"):
        if prose.pattern is None:
            prose.pattern = said_pattern(line, block.where, prose.language)


_CLASS = re.compile(
    r"\b(class(?:es)?|lectures?|course|seminar|meets?|meetings?|sessions?|hours?|times?|held|"
    r"taught|vorlesung(?:en)?|veranstaltung|findet|termine?|cours|séances?|clases?|"
    r"sesiones|horario)\b",
    re.IGNORECASE,
)
_NOT_PATTERN = re.compile(
    r"\b(instead|office|due|deadlines?|exams?|mid-?terms?|except|cancell?ed|posted|"
    r"released|no class|sections?|recitations?|labs?|sprechstunden?|klausur|prüfung|"
    r"abgaben?|übung(?:en)?|tutorium|permanences?|examens?|à rendre|td|tp|tutorías?|"
    r"examen(?:es)?|entregas?|prácticas?)\b",
    re.IGNORECASE,
)
_PACKED = {
    "mwf": (0, 2, 4),
    "mw": (0, 2),
    "mtwthf": (0, 1, 2, 3, 4),
    "tth": (1, 3),
    "tuth": (1, 3),
    "tr": (1, 3),
    "wf": (2, 4),
    "mf": (0, 4),
    "mwth": (0, 2, 3),
}
_ROOM = re.compile(
    r"\b(?:in|room:?|location:?|at|im|en|Raum:?|Hörsaal:?|[Ss]alle:?|[Aa]ula:?)\s+"
    r"(?:(?:room|Raum|Hörsaal|[Ss]alle|[Aa]ula)\s+)?(?P<room>[A-Z][\w-]*(?:\s+[A-Z][\w-]*)?"
    r"\s+\w?\d[\w-]*)"
)
_FILLER = re.compile(
    r"the|a|normal|regular|usual|usually|course|courses|hours?|class|classes|lectures?|"
    r"is|are|will|be|meets?|meetings?|sessions?|on|at|in|from|and|to|times?|every|each|"
    r"held|taught|seminar|room|location|we|our|this|week|days?|twice|schedule|am|pm",
    re.IGNORECASE,
)


def said_pattern(
    sentence: str, where: Where, language: str = ENGLISH
) -> SaidPattern | None:
    """The pattern that a sentence tells: weekdays, and hours and a room beside them."""
    if not _CLASS.search(sentence) or _NOT_PATTERN.search(sentence):
        return None
    named: list[frozenset[int]] = []
    for word in re.findall(r"[^\W\d_]+", sentence):
        if word.lower() in _PACKED:
            named += [frozenset({day}) for day in _PACKED[word.lower()]]
        elif _may_be_day(word, language) and (days := weekdays_of(word, language)):
            named.append(days)
    if not named or len(named) > 7:
        return None
    # Days that are named one after the other are not the same day twice.
    options = {frozenset(option) for option in product(*named)}
    most = max(len(option) for option in options)
    ordered = sorted((o for o in options if len(o) == most), key=sorted)
    room = _ROOM.search(sentence)
    hours, hours_words = find_hours(sentence)
    return SaidPattern(
        tuple(ordered),
        sentence,
        where,
        hours,
        room["room"] if room else "",
        hours_words,
    )


def _may_be_day(word: str, language: str) -> bool:
    """Whether a word in a sentence is written as a weekday: “dienstags”, not “so”."""
    if language == ENGLISH:
        return len(word) > 1 and word[0].isupper()
    return len(word) > 3


def _is_all_pattern(sentence: str, pattern: SaidPattern, language: str) -> bool:
    rest = sentence
    for taken in filter(None, (pattern.room, pattern.hours_words)):
        rest = rest.replace(taken, " ", 1)
    return not re.search(r"\d", rest) and all(
        weekdays_of(word, language)
        or word.lower() in _PACKED
        or _FILLER.fullmatch(word)
        for word in re.findall(r"[^\W\d_]+", rest)
    )


def safe_markdown(text: str, page: Page) -> str:
    """Markdown that a course file can hold: no raw HTML, no address of the site's own.

    A link that only the page's site can follow becomes “words (address)”.
    """

    def shown(match: re.Match[str]) -> str:
        bang, words, href = match["bang"], match["words"], match["href"]
        if not bang and is_web_address(href):
            return f"[{words}]({href})"
        return f"{words} ({href})" if words else href

    def referred(match: re.Match[str]) -> str:
        label = " ".join((match["label"] or match["words"]).split()).upper()
        href = page.references.get(label)
        return f"{match['bang']}[{match['words']}]({href})" if href else match[0]

    text = re.sub(
        r"(?P<bang>!?)\[(?P<words>[^\[\]]*)\]\[(?P<label>[^\[\]]*)\]", referred, text
    )
    text = re.sub(
        r"(?P<bang>!?)\[(?P<words>[^\[\]]*)\]\((?P<href>(?:[^\s()]|\([^\s()]*\))*)(?:\s+[\"'][^\"']*[\"'])?\)",
        shown,
        text,
    )
    text = re.sub(r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1", text)
    text = re.sub(r"<(?=/?[A-Za-z!?])[^<>]*>", " ", text)
    return text.strip("\n")


def escaped(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    text = re.sub(r"([\\*`<\[\]])", r"\\\1", text)
    return re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)


def harmless(texts: list[str]) -> list[str]:
    """The texts, as plain text where the program would refuse something in them.

    `safe_markdown` knows the usual forms of links and HTML; this is the program's own
    reading of what is left.
    """
    texts = [text.strip() for text in texts]  # as the program reads them
    found = find_in_prose("\n\n".join(texts))
    if all(one.kind == "link" and is_web_address(one.target) for one in found):
        return texts
    return [_harmless(text) for text in texts]


def _harmless(text: str) -> str:
    found = find_in_prose(text)
    fine = all(one.kind == "link" and is_web_address(one.target) for one in found)
    return text if fine else escaped(text)
