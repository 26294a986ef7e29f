"""Marker words in a schedule: work that is out or due, rooms, days without class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.importers import vocabulary
from syllabus.importers.moments import is_timely, read_moment
from syllabus.importers.names import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Marker:
    """A marker: ``what`` is out, due, room, partner, no class, hours or unclear.

    ``value`` is the work's name, the room, the course or the reason. ``detail`` is a
    moment (`SaidMoment.text`) for work that is not simply out or due on its row's day.
    Unclear is work whose moment is not understood: no day is guessed for it.
    """

    what: str
    value: str
    words: str
    detail: str = ""


_LONGEST = 90
"""Characters a marker may have; what is longer is a sentence."""

_WORK_WORD = (
    r"(?:assignments?|assn|asgn|assgn|homeworks?|home\s?work|hws?|problem\s?sets?|p-?sets?"
    r"|ps|projects?|proj|proposals?|reports?|milestones?|essays?|papers?|exercises?|"
    r"drafts?|check-?points?|posters?|portfolios?|worksheets?|write-?ups?|deliverables?|"
    r"take-?home|labs?|quiz(?:zes)?|mps?|pa|reviews?|abstracts?|final"
    rf"|{vocabulary.WORK})"
)
_NUMBER = r"\s*#?\s*\d{1,2}[a-z]?"
_NAME = (
    rf"(?:[\w'’/&.-]+\s+){{0,4}}?{_WORK_WORD}(?:{_NUMBER})?(?:\s+[\w'’/&-]+){{0,4}}?"
)
_NAME = rf"(?P<name>{_NAME}|[apm]{_NUMBER})"
_OUT = (
    r"(?P<out>out|released?|posted|assigned|handed\s+out|available|goes\s+out|starts?"
    rf"|{vocabulary.OUT})"
)
_DUE = (
    r"(?P<due>due|deadline|hand-?in|submission|submit|turn\s+in|turned\s+in"
    rf"|{vocabulary.DUE})"
)
_WHEN = (
    rf"(?P<when>(?:\s*[,(]?\s*(?:by|at|on|@|before|until|{vocabulary.BEFORE_DAY})?"
    r"\s*[^()]{1,45}\)?)?)"
)
_IS = r"(?:\s+(?:is|are|will\s+be))?"

_AFTER = re.compile(
    rf"{_NAME}{_IS}\s*[:(-]?\s*\b(?:{_OUT}|{_DUE})\b{_WHEN}\)?", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"(?:{_OUT}|{_DUE})\s*[:-]?\s*(?:today\s*:?\s*)?{_NAME}(?P<when>)", re.IGNORECASE
)
_AGAIN = re.compile(rf"(?:{_OUT}|{_DUE})\b{_WHEN}", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<![\w-])(?P<name>(?:assignment|homework|hw|problem\s?set|pset|ps|pa|mp|project|lab)"
    rf"{_NUMBER})\s+{_IS.strip()}\s*(?:{_OUT}|{_DUE})\b(?P<when>)",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:due|deadline|out|released?|posted|assigned|handed\s+out)\b", re.IGNORECASE
)
_BEFORE_DAY = re.compile(
    rf"[\s(]+(?:by|at|on|before|until|{vocabulary.BEFORE_DAY})$", re.IGNORECASE
)
_NOTHING = re.compile(
    r"(?:tb[acd]|none|nothing|n/?a|no|\?+)$|\d+[./]\d+[.)]*$|\d+\s*uhr\b", re.IGNORECASE
)
_ROOM = re.compile(
    r"(?:(?:note\s*:?\s*)?(?:new\s+|in\s+)?(?:rooms?(?:\s+changes?)?|location|venue|place|"
    r"where)\s*(?:changed?\s+to|is)?\s*[:=]\s*|(?:new|different)\s+room\s+|"
    r"room\s+(?:change\s+to|changed\s+to)\s+|in\s+room\s+"
    rf"|{vocabulary.ROOM}\s*[:=]\s*)(?P<room>\S.{{0,60}})",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"joint(?:ly)?(?:\s+(?:session|class|lecture|meeting))?\s+with\s+(?P<course>\S.{0,60})",
    re.IGNORECASE,
)
HOLIDAYS = (
    r"(?:thanksgiving|memorial\s+day|labou?r\s+day|veterans?\W*\s*day|presidents?\W*\s*day|"
    r"independence\s+day|juneteenth|columbus\s+day|indigenous\s+peoples?\W*\s*day|"
    r"m\.?l\.?k\.?\s*(?:jr\.?)?\s*day|martin\s+luther\s+king[\w\s,.]*|good\s+friday|"
    r"easter(?:\s+monday)?|christmas|new\s+year\W*s?\s*(?:day|eve)?|patriots\W*\s*day|"
    r"(?:spring|fall|autumn|winter|summer|mid-?term|reading|university|term)\s+"
    r"(?:break|recess|holidays?|vacation)|reading\s+(?:days?|week|period)|ascension\s+day|"
    r"(?:public|bank|university|federal|national)\s+holiday)"
)
_HOLIDAY = re.compile(
    rf"(?P<name>{HOLIDAYS}(?:\s+(?:day|break|recess|holidays?|week|weekend))?|holidays?|recess"
    rf"|{vocabulary.HOLIDAYS})(?:\W+(?:holiday|no\s+(?:class(?:es)?|lectures?|meetings?)"
    rf"|{vocabulary.NO_CLASS}))?\W*",
    re.IGNORECASE,
)
_HOLIDAY_HERE = re.compile(vocabulary.HOLIDAYS_HERE, re.IGNORECASE)
_NO_CLASS = re.compile(
    r"(?:there\s+is\s+|we\s+have\s+)?no\s+(?:class(?:es)?|lectures?|meetings?|lab|section)"
    r"(?:\s+today)?\W*(?P<reason>.*)"
    r"|(?:class|lecture|meeting|lab)(?:es)?\s+(?:is\s+)?cancell?ed\W*(?P<because>.*)"
    r"|(?P<why>.+?)\s*[:,–—-]\s*(?:so\s+)?no\s+(?:class(?:es)?|lectures?|meetings?)"
    rf"|{vocabulary.NO_CLASS}\W*(?P<motive>.*)"
    rf"|(?P<cause>.+?)\s*[:,–—-]\s*{vocabulary.NO_CLASS}",
    re.IGNORECASE,
)
_CLOCK = r"\d{1,2}(?:[:.h]\d\d|\s?h\b)?\s*(?:[ap]\.?m\.?|uhr)?"
_HOURS = re.compile(
    rf"(?P<from>{_CLOCK})\s*(?:-|–|—|to|bis|à|a)\s*(?P<to>{_CLOCK})", re.IGNORECASE
)
_SAYS_CLOCK = re.compile(r"[:.h]\d\d|[ap]\.?m|\dh|\bh\b|uhr", re.IGNORECASE)


def bare(text: str) -> str:
    """A text without the punctuation around it, but with the last dot of “3.11.”."""
    plain = text.strip(" ,;:!*")
    day = re.search(r"(?:^|\D)\d{1,2}\.\s?\d{1,2}\.$", plain)
    return plain.lstrip(".") if day else plain.strip(" .,;:!*")


def find_marker(text: str, named: str = "", language: str = ENGLISH) -> Marker | None:
    """The marker that a chunk of a cell is, all of it; None if it is none.

    Args:
        text: A part of a cell, between punctuation.
        named: The work that the chunk before was about: “HW1 out, due 4/20”.
        language: Of the page's dates.
    """
    plain = bare(text)
    if len(plain) > _LONGEST:
        return None
    if marker := _work(plain, language):
        return marker
    for find in (_room, _partner, _no_class, _only_hours):
        if marker := find(plain):
            return marker
    if language != ENGLISH and _HOLIDAY_HERE.fullmatch(plain):
        return Marker("no class", plain, plain, "holiday")
    match = _AGAIN.fullmatch(plain) if named else None
    if match and not match["when"].strip(" ,()"):
        return _work_marker(match, plain, named)
    if match and (moment := read_moment(match["when"], language)):
        return _work_marker(match, plain, named, moment.text)
    timely = match and is_timely(match["when"], language)
    return Marker("unclear", plain, plain) if timely else None


def find_markers(text: str, language: str = ENGLISH) -> Iterator[Marker]:
    """The markers of work inside running text: “Backprop HW1 out”."""
    for match in _INSIDE.finditer(text):
        yield _work_inside(match, text[match.end() :], language)
    for match in re.finditer(r"\((joint[^()]*)\)", text, re.IGNORECASE):
        if marker := _partner(match[1]):
            yield Marker(marker.what, marker.value, match[0])


_SHORT = re.compile(rf".+\s(?:hws?|homework|p-?set|ps|pa|mp){_NUMBER}.*", re.IGNORECASE)


def has_topic(marker: Marker) -> bool:
    """Whether words before a short name are a topic's: “Backprop HW1 out”."""
    work = marker.what in {"out", "due", "unclear"}
    return work and bool(_SHORT.fullmatch(marker.value))


def _work_inside(match: re.Match[str], after: str, language: str) -> Marker:
    """Work named in running text, with the longest moment that follows it."""
    ends = [m.end() for m in re.finditer(r"[^\s.;]+(?:\.(?=\s*[\w]))?", after)][:6]
    for end in reversed(ends):
        if moment := read_moment(after[:end], language):
            words = match[0] + after[:end].rstrip(" ,;")
            return _work_marker(match, words, match["name"], moment.text)
    if is_timely(after, language):
        phrase = re.match(r"[^,;.()]*", after)
        words = match[0] + (phrase[0].rstrip() if phrase else "")
        return Marker("unclear", words, words)
    return _work_marker(match, match[0], match["name"])


def work_in(text: str, role: str, language: str = ENGLISH) -> Marker | None:
    """Work named in a column that says whether it is out or due.

    A text that says itself that something is due or out, and was not understood, names
    no work: “HW1 due Sunday” would else be the name of an assignment.
    """
    plain = bare(text)
    if role not in {"out", "due"} or len(plain.split()) > 14:
        return None
    says_no_name = _NOTHING.match(plain) or _STATE.search(plain)
    if says_no_name or read_moment(plain, language):
        return None
    for gap in re.finditer(r"\s*[,(@]\s*|\s+", plain):
        name, when = plain[: gap.start()], plain[gap.end() :]
        moment = read_moment(when, language)
        if name and moment:
            name = _BEFORE_DAY.sub("", name)
            name = name.strip(" ,(@")
            whole = name.count("(") == name.count(")")
            return Marker(role, name, text, moment.text) if whole else None
    return Marker(role, plain, text) if len(plain.split()) <= 8 else None


def _work(plain: str, language: str) -> Marker | None:
    unclear = None
    for pattern in (_AFTER, _BEFORE):
        if match := pattern.fullmatch(plain):
            if not match["when"].strip(" ,()"):
                return _work_marker(match, plain, match["name"])
            if moment := read_moment(match["when"], language):
                return _work_marker(match, plain, match["name"], moment.text)
            if is_timely(match["when"], language):
                unclear = Marker("unclear", plain, plain)
    return unclear


def _work_marker(
    match: re.Match[str], words: str, name: str, moment: str = ""
) -> Marker:
    what = "out" if match["out"] else "due"
    return Marker(what, " ".join(name.split()), words, moment)


def _room(plain: str) -> Marker | None:
    match = _ROOM.fullmatch(plain)
    return Marker("room", match["room"].strip(), plain) if match else None


def _partner(plain: str) -> Marker | None:
    match = _PARTNER.fullmatch(plain)
    return Marker("partner", match["course"].strip(" ()"), plain) if match else None


def _no_class(plain: str) -> Marker | None:
    if match := _NO_CLASS.fullmatch(plain):
        reason = next(filter(None, match.groups()), "").strip(" ()-–—:,;.")
        holiday = _HOLIDAY.fullmatch(reason)
        kind = "holiday" if holiday else ""
        return Marker("no class", reason, plain, kind)
    if match := _HOLIDAY.fullmatch(plain):
        return Marker("no class", match["name"].strip(), plain, "holiday")
    return None


def hours_in(text: str) -> str:
    """Hours as a course file has them, “10:30-11:50”; "" if there are none."""
    return find_hours(text)[0]


def find_hours(text: str) -> tuple[str, str]:
    """Hours as a course file has them, and the page's words; "" if there are none.

    “1:30-2:50pm” is in the afternoon at both ends; “11-12:20pm” begins before noon.
    Hours from 1 to 6 without am or pm are in the afternoon: nobody teaches at night.
    """
    match = _HOURS.search(text)
    # Without minutes or halves of the day, “28-30” are days.
    if not match or not _SAYS_CLOCK.search(match[0]):
        return "", ""
    start, end = _minutes(match["from"]), _minutes(match["to"])
    if start is None or end is None:
        return "", ""
    first, last = start[0], end[0]
    if not end[1] and last < 7 * 60:
        last += 720
    if not start[1] and (first < 7 * 60 or (end[1] and first + 720 < last)):
        first += 720
    if first >= last:
        return "", ""
    hours = f"{first // 60}:{first % 60:02}-{last // 60}:{last % 60:02}"
    return hours, match[0].strip()


def _minutes(text: str) -> tuple[int, bool] | None:
    """Minutes since midnight, and whether the text says which half of the day."""
    match = re.fullmatch(
        r"(\d{1,2})(?:[:.h](\d\d)|\s?h)?\s*(?:([ap])\.?m\.?|uhr)?",
        text.strip(),
        re.IGNORECASE,
    )
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + 12 * (match[3].lower() == "p")
    return hour * 60 + int(match[2] or 0), bool(match[3]) or hour > 12


def _only_hours(plain: str) -> Marker | None:
    if _HOURS.fullmatch(plain) and (hours := hours_in(plain)):
        return Marker("hours", hours, plain)
    return None
