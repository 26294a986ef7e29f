"""A course file as a person would like to have written it.

Values are quoted only where YAML needs it, long prose is folded at `WIDTH`, and entries
of more than one line stand apart.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

from syllabus.core.values import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.importers.draft import Draft, DraftEntry, DraftLink, DraftPattern

WIDTH = 88

# YAML 1.2, 7.3.3: what a plain scalar may not begin with, hold or end with.
_NEEDS_QUOTES = re.compile(
    r"^$|^[-?:](?:\s|$)|^[,\[\]{}#&*!|>'\"%@`]|:(?:\s|$)|\s#|^\s|\s$|[\n\t]"
    r"|^(?:~|null|Null|NULL|---.*|\.\.\..*|<<|=)$"
)
_UNPRINTABLE = re.compile(
    r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_BREAKS = {"\x85", "\u2028", "\u2029", "\xa0"}


def scalar(text: str, *, flow: bool = False) -> str:
    """A value as a YAML scalar on one line, plain where that reads back the same.

    Args:
        text: The value.
        flow: Whether it stands inside ``[…]``, where commas and brackets divide.
    """
    special = _NEEDS_QUOTES.search(text) or _unprintable(text)
    if not special and not (flow and re.search(r"[,\[\]{}]|^[?:-]", text)):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[^\x20-\x7e]", _escape_if_needed, quoted)


def _unprintable(text: str) -> bool:
    return bool(_UNPRINTABLE.search(text.replace("\n", ""))) or any(
        char in text for char in _BREAKS
    )


def _escape_if_needed(match: re.Match[str]) -> str:
    char = match[0]
    if not _unprintable(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def key_value(key: str, text: str, indent: int = 0) -> list[str]:
    """``key: value`` in as many lines as it takes; ``key`` may begin with “- ”."""
    pad = " " * indent
    inner = indent + 2 + 2 * key.startswith("- ")
    if "\n" in text and not _unprintable(text) and not text.startswith((" ", "\n")):
        lines = text.rstrip("\n").split("\n")
        # Spaces at the end of a line break it (CommonMark, 6.7).
        body = [f"{' ' * inner}{line}" if line else "" for line in lines]
        return [f"{pad}{_colon(key)} |-", *body]
    line = f"{pad}{_colon(key)} {scalar(text)}"
    if len(line) <= WIDTH or not _folds(text):
        return [line]
    wrapped = textwrap.wrap(
        text,
        WIDTH - inner,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [f"{pad}{_colon(key)} >-", *(" " * inner + part for part in wrapped)]


def _colon(key: str) -> str:
    return key if key == "-" else f"{key}:"


def _folds(text: str) -> bool:
    """Whether folding at spaces and reading back gives the same text."""
    return (
        " " in text
        and text == " ".join(text.split(" "))
        and not (re.search(r"  |[\t\n]|^\s|\s$", text) or _unprintable(text))
    )


def course_text(draft: Draft, page_name: str) -> str:
    """Write a course file; reading it gives the same course back."""
    sections = [
        _heading(draft, page_name),
        _pattern(draft),
        _numbered(draft),
        _holidays(draft),
        _notices(draft),
        _assignments(draft),
        ["schedule:", *_spaced(list(_entry(entry)) for entry in draft.entries)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _heading(draft: Draft, page_name: str) -> list[str]:
    name = re.sub(r"[\x00-\x1f\x7f-\x9f]", "?", page_name)
    lines = [
        f"# Imported from {name}.",
        "# A date stands only where the pattern would not give it; all others follow",
        "# from the term, the pattern and the order of the schedule. Yours to add is",
        "# what a page does not say: institution, timezone, staff, grading, policies.",
    ]
    if draft.code:
        lines += key_value("code", draft.code)
    lines += _commented(draft, "title", key_value("title", draft.title))
    if draft.language:
        lines += key_value("language", draft.language)
    if draft.timezone:
        lines += key_value("timezone", draft.timezone)
    lines += ["term:", *key_value("name", draft.term, 2)]
    lines += [f"  first_day: {draft.first_day}", f"  last_day: {draft.last_day}"]
    if draft.finals:
        lines.append(f"  finals: {draft.finals.first} to {draft.finals.last}")
    return lines


def _commented(draft: Draft, key: str, lines: list[str]) -> list[str]:
    comment = draft.comments.get(key)
    return [f"# {comment}", *lines] if comment else lines


def _pattern(draft: Draft) -> list[str]:
    if not draft.patterns:
        return []
    if len(draft.patterns) == 1:
        return ["pattern:", *_indented(_pattern_lines(draft.patterns[0]), "  ")]
    lines = ["pattern:"]
    for pattern in draft.patterns:
        first, *rest = _pattern_lines(pattern)
        lines += [f"  - {first}", *_indented(rest, "    ")]
    return lines


def _pattern_lines(pattern: DraftPattern) -> list[str]:
    lines = [f"days: {'/'.join(WEEKDAYS[day][:3] for day in pattern.days)}"]
    if pattern.hours:
        lines.append(f"hours: {pattern.hours}")
    if pattern.room:
        lines.append(f"room: {scalar(pattern.room)}")
    if pattern.kind:
        lines.append(f"kind: {pattern.kind}")
    if pattern.first_day:
        lines.append(f"first_day: {pattern.first_day}")
    if pattern.last_day:
        lines.append(f"last_day: {pattern.last_day}")
    return lines


def _indented(lines: Iterable[str], pad: str) -> list[str]:
    return [pad + line for line in lines]


def _numbered(draft: Draft) -> list[str]:
    if draft.numbered is None:
        return []
    return _commented(draft, "numbered", [f"numbered: [{', '.join(draft.numbered)}]"])


def _holidays(draft: Draft) -> list[str]:
    if not draft.holidays:
        return []
    lines = ["holidays:"]
    for days, name in sorted(draft.holidays.items()):
        key = (
            f"{days.first} to {days.last}"
            if days.last > days.first
            else f"{days.first}"
        )
        lines += key_value(key, name, 2)
    return lines


def _notices(draft: Draft) -> list[str]:
    if not draft.notices:
        return []
    return [
        "notices:",
        *(line for text in draft.notices for line in key_value("-", text, 2)),
    ]


def _assignments(draft: Draft) -> list[str]:
    lines: list[str] = []
    for work in draft.work.values():
        lines += key_value("- id", work.id, 2) + key_value("title", work.title, 4)
        for key in ("link", "out", "due"):
            if value := getattr(work, key):
                lines += key_value(key, value, 4)
    return ["assignments:", *lines] if lines else []


def _spaced(entries: Iterable[list[str]]) -> Iterator[str]:
    """Put a blank line around entries of more than one line."""
    before = 1
    for i, lines in enumerate(entries):
        if i and (len(lines) > 1 or before > 1):
            yield ""
        yield from lines
        before = len(lines)


def _entry(entry: DraftEntry) -> Iterator[str]:
    body = [line for lines in _entry_lines(entry) for line in lines]
    if entry.comment:
        yield f"  # {entry.comment}"
    only_topic = entry.kind == "lecture" and len(list(_entry_lines(entry))) == 1
    plain = key_value("-", entry.topic, 2)
    # “- word: …” would be a mapping; scalar() has put quotes around such a topic.
    if only_topic and len(plain) == 1:
        yield from plain
        return
    yield f"  - {body[0].strip()}"
    yield from body[1:]


def _entry_lines(entry: DraftEntry) -> Iterator[list[str]]:
    if entry.topic:
        yield key_value(entry.kind, entry.topic, 4)
    else:
        yield [f"    kind: {entry.kind}"]
    pinned = entry.pinned or entry.instead_of is not None
    for key, value in (
        ("part", entry.part),
        ("speaker", entry.speaker),
        ("affiliation", entry.affiliation),
        ("date", str(entry.date) if pinned else ""),
        ("instead_of", str(entry.instead_of or "")),
        ("extra", "yes" if entry.extra else ""),
        ("partner", entry.partner),
        ("hours", entry.hours),
        ("room", entry.room),
    ):
        if value:
            yield key_value(key, value, 4)
    yield from _entry_lists(entry)


def _entry_lists(entry: DraftEntry) -> Iterator[list[str]]:
    if entry.decks:
        lines = ["    decks:"]
        for deck in entry.decks:
            lines += key_value("- file", deck.file, 6)
            lines += key_value("title", deck.title, 8) if deck.title else []
            lines += key_value("link", deck.link, 8) if deck.link else []
        yield lines
    for key in ("links", "readings"):
        links: list[DraftLink] = getattr(entry, key)
        if links:
            yield [f"    {key}:", *(line for link in links for line in _link(link))]
    for key in ("out", "due"):
        ids: list[str] = getattr(entry, key)
        if ids:
            shown = ", ".join(scalar(one, flow=True) for one in ids)
            yield [f"    {key}: {shown if len(ids) == 1 else f'[{shown}]'}"]
    if entry.notes:
        yield key_value("notes", "\n\n".join(entry.notes), 4)


def _link(link: DraftLink) -> list[str]:
    if link.link is None:
        return key_value("-", link.title, 6)
    return key_value("- title", link.title, 6) + key_value("link", link.link, 8)
