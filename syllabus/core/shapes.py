"""What the small values of a course file look like, as JSON Schema for editors.

A shape never refuses what `core.values` and its neighbours take, but for digits of
other scripts than Latin; what takes a calendar, a list of places or another value to
judge, only they refuse. An editor reads YAML 1.2,
so that a text may come as a number or as true. ``patternErrorMessage`` is what editors
that know this word (the YAML language server) say in the place of the pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syllabus.core import announcing, deadlines, model, sections, texts, values, zones
from syllabus.core.deadlines import KINDS
from syllabus.core.values import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

Shape = dict[str, Any]
"""A JSON Schema, draft 7; its patterns mean the same to ECMA 262 and to `re`."""


def any_case(pattern: str) -> str:
    """A pattern in small letters that takes capitals, too: ECMA has no flag inside."""
    return re.sub(
        r"\\.|\[[^\]]*\]|[a-z]",
        lambda m: m[0] if m[0][1:] else f"[{m[0].upper()}{m[0]}]",
        pattern,
    )


def _written(pattern: str, message: str, *types: str) -> Shape:
    """A value of a pattern, with white space around it or not."""
    return {
        "type": ["string", *types] if types else "string",
        "pattern": rf"^\s*({pattern})\s*$",
        "patternErrorMessage": message,
    }


def has(key: str) -> Shape:
    """A mapping with a value for a key."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


_SCALAR = ["string", "number", "boolean"]
TEXT: Shape = {
    "type": _SCALAR,
    "pattern": r"\S",
    "patternErrorMessage": "This text is empty: fill it in, or remove the line.",
}
LANGUAGE = _written(
    r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "Write a language tag like en or de-AT."
)
WORDS: Shape = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "description": "The same text in several languages, by their tags",
            "minProperties": 1,
            "propertyNames": LANGUAGE,
            "additionalProperties": TEXT,
        },
    ]
}

_DAY = r"(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DAY = _written(_DAY, "Write a day like 2017-03-28.")
DAYS = _written(
    rf"{_DAY}(\s+(to|–|-)\s+{_DAY})?",
    "Write a day, 2017-11-23, or days, 2017-11-23 to 2017-11-26.",
)

_HALF = r"\s*[AaPp]\.?[Mm]\.?"
_HOUR_12 = r"(0?[1-9]|1[0-2])(:[0-5][0-9])?"
_TIME = rf"(([01]?[0-9]|2[0-3]):[0-5][0-9]|{_HOUR_12}{_HALF})"
_TO = r"(\s*[-–—]\s*|\s+to\s+)"
HOURS = _written(
    rf"{_TIME}{_TO}{_TIME}|{_HOUR_12}{_TO}{_HOUR_12}{_HALF}",
    "Write hours like 10:30-11:50 or 1:30-2:50 pm.",
)


def _from_three_letters(name: str) -> str:
    """A name or at least three letters of it."""
    rest = "".join(f"({letter}" for letter in name[3:]) + ")?" * len(name[3:])
    return name[:3] + rest


_WEEKDAY = any_case(
    rf"({'|'.join(_from_three_letters(name.lower()) for name in WEEKDAYS)})s?\.*"
)
_WEEKDAY_WORD = rf"{_WEEKDAY}(\s*[-–]\s*{_WEEKDAY})?|" + any_case(
    r"(th|tu|sa|su|mo|we|fr|[mtwrfMTWRF]){1,10}"
)
_AND = r"\s*(,\s*and\b|[/,&+]|\band\b)\s*"
WEEKDAY = _written(_WEEKDAY, "Write a weekday: Mon, Tue, Wed, …")
WEEKDAYS_TOGETHER: Shape = {
    "anyOf": [
        _written(
            rf"({_WEEKDAY_WORD})({_AND}({_WEEKDAY_WORD}))*",
            "Write weekdays like Tue/Thu, Mon-Fri or MWF.",
        ),
        {
            "type": "array",
            "minItems": 1,
            "items": _written(_WEEKDAY_WORD, "Write a weekday: Mon, Tue, Wed, …"),
        },
    ]
}

NUMBER: Shape = {
    "minimum": 0,
    "exclusiveMaximum": 1_000_000,
    **_written(
        r"[0-9]{1,6}(\.[0-9]{1,6})?\s*%?", "Write a share like 40 or 12.5.", "number"
    ),
}
FLAG = _written(any_case("yes|no|true|false"), "Write yes or no.", "boolean")

_MAIL = r'[^@\s<>"(),:;]+@[^@\s<>.]+(\.[^@\s<>.]+)+'
_PART = r'[^\s<>"\\^`{|}]'
_ADDRESS = (
    any_case("https?") + rf":\/\/(?![\/?#]){_PART}+|"
    + any_case("mailto") + rf":{_PART}+@{_PART}+"
)  # fmt: skip
MAIL = _written(rf"(mailto:)?{_MAIL}", "Write a mail address like ada@example.edu.")
MAILBOX = _written(
    rf"[^<>]*<\s*(mailto:)?{_MAIL}\s*>|(mailto:)?{_MAIL}",
    "Write a mail address, with a name or without: Staff <cs101@example.edu>.",
)
SIZE = _written(
    r"[0-9]{1,6}(\.[0-9]{1,3})?\s*[kMG]B", "Write a size like 10 MB or 500 kB."
)
ADDRESS = _written(
    _ADDRESS, "Write the whole address, like https://example.org/page, or mailto:…"
)
ROOM: Shape = {
    "type": _SCALAR,
    "pattern": rf"^(?![\s\S]*:\/\/)[\s\S]*\S|^\s*({_ADDRESS})\s*$",
    "patternErrorMessage": "Write a room, or the whole address of a meeting link.",
}

_OUTSIDE = r"(?!\s*([\/\\~]|[A-Za-z]:))(?![\s\S]*:\/\/)"
FILE: Shape = {
    "type": _SCALAR,
    "pattern": rf"^{_OUTSIDE}(?!\s*([\s\S]*[\/\\])?\.\.([\/\\]|\s*$))[\s\S]*\S",
    "patternErrorMessage": "Name a file of the course folder from there.",
}
OUTER_FILE: Shape = {
    "type": "string",
    "pattern": rf"^{_OUTSIDE}[\s\S]*\.ya?ml\s*$",
    "patternErrorMessage": "Name a YAML file from here, like ../institution.yaml.",
}
INCLUDE = _written(
    r"[a-z0-9]+(-[a-z0-9]+)*(\.md)?", "Write the name of a shared text: late-work.",
    "number",
)  # fmt: skip
ZONE = _written(
    r"[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*",
    "Write a name of the tz database, like America/Los_Angeles.",
)
PICTURE = _written(
    r"[1-9][0-9]{0,3}(\.[1-9][0-9]{0,2}| drawing)?|drawings",
    "Write a slide, 3, or a picture of it, 3.2, or 3 drawing, or drawings.",
)

_COUNT = "[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten"
_MOVED = f"(({_COUNT}) (day|week)s? (after|before) |(the )?{_WEEKDAY} after )?"
_MEETING = f"(the )?({'|'.join(KINDS[:-1])}) #?[0-9]{{1,3}}"
_WEEK = f"(the )?{_WEEKDAY} (of|in) week [0-9]{{1,2}}"
_CLOCK = f"( at ({_TIME}|noon)|( |t){_TIME})?"


def _moment(*others: str) -> str:
    anchors = "|".join((_DAY, _MEETING, _WEEK, *others))
    return any_case(f"{_MOVED}({anchors}){_CLOCK}").replace(" ", r"\s+")


_MOMENT = "Write 2017-04-20 17:00, lecture 4, 1 week after lecture 6 at 17:00, …"
DEADLINE = _written(_moment(), _MOMENT)
DUE = _written(_moment("out"), _MOMENT)
RELEASE = _written(
    rf"{_moment()}|" + any_case(r"after\s+class|never"),
    "Write a moment (lecture 4, 2017-04-20 17:00), after class, or never.",
)

SHAPES: dict[Callable[[object], object], Shape] = {
    values.parse_text: TEXT,
    values.parse_words: WORDS,
    values.parse_language: LANGUAGE,
    values.parse_date: DAY,
    values.parse_date_range: DAYS,
    values.parse_hours: HOURS,
    values.parse_weekday: WEEKDAY,
    values.parse_weekdays: WEEKDAYS_TOGETHER,
    values.parse_number: NUMBER,
    values.parse_flag: FLAG,
    values.parse_address: ADDRESS,
    values.parse_mail: MAIL,
    values.parse_room: ROOM,
    values.parse_path: FILE,
    values.parse_outer_path: OUTER_FILE,
    values.parse_picture: PICTURE,
    texts.parse_include: INCLUDE,
    announcing.parse_mailbox: MAILBOX,
    announcing.parse_size: SIZE,
    announcing.parse_folder: TEXT,
    zones.parse_zone: ZONE,
    deadlines.parse_deadline: DEADLINE,
    deadlines.parse_due: DUE,
    deadlines.parse_release: RELEASE,
    model.parse_kind: {"type": "string", "enum": list(KINDS)},
    sections.parse_section: {"type": "string", "enum": list(sections.SECTIONS)},
}
"""The shape of what each reader of a value takes."""
