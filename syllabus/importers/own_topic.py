"""What a row of our own schedule says of its meeting: line by line, in a fixed order.

The order is that of `syllabus.core.view.document`: kind and topic, speaker, what is not
as usual, slides and links, readings, notes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syllabus.core.deadlines import KINDS
from syllabus.core.said import fields
from syllabus.importers.account import Verdict
from syllabus.importers.page import EM, STRONG, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.said import Said
    from syllabus.importers.account import Report
    from syllabus.importers.page import Cell

_BETWEEN = re.compile(r"(?: \((?P<remark>[^()]*)\))?(?:, )?")
_MARKS_BETWEEN = "; "


class TopicReader:
    """Reads the lines of a meeting into an entry of the course file."""

    def __init__(self, said: Said, report: Report) -> None:
        self._said, self._language, self._report = said, said.language, report
        self._kinds = {self._language.kind(kind): kind for kind in KINDS}
        text = self._language.text
        guest = self._language.kind("guest")
        self._guest = text("{kind} by {speaker}", kind=guest, speaker="<speaker>")
        self._with = text("with {speaker}", speaker="<speaker>")
        self._who = text(
            "{speaker}, {affiliation}",
            speaker="<speaker>",
            affiliation="<affiliation>",
        )
        self._page = text("packet p. {page}", page="<page>")
        self._reading = f"{text('Reading:')} "

    def read(self, lines: Sequence[Cell]) -> dict[str, Any]:
        """The entry of a meeting, its keys in no order."""
        first, *rest = lines
        entry = self._topic(first)
        readers = [self._byline, self._marks, self._links]
        while rest:
            # Each may be there or not, but none comes before the ones that it follows.
            while readers and not readers[0](rest[0], entry):
                readers.pop(0)
            if readers:
                readers.pop(0)
                rest.pop(0)
            else:
                break
        self._rest(rest, entry)
        return entry

    def _tell(self, line: Cell, words: str, as_what: str) -> None:
        self._report.tell(line.where, words, Verdict.UNDERSTOOD, as_what)

    def _topic(self, line: Cell) -> dict[str, Any]:
        label, pieces = _label(line.pieces)
        kind = self._kinds.get(label)
        topic = _text(pieces if kind else line.pieces)
        for way in () if kind else fields(self._guest, topic):
            self._tell(line, topic, "a guest lecture, and who speaks")
            return {"kind": "guest", **way}
        self._tell(line, line.text, kind or "lecture")
        return {kind or "topic": topic}

    def _byline(self, line: Cell, entry: dict[str, Any]) -> bool:
        """“Guest lecture by …” or “with …”; alone, where a speaker works."""
        if any(piece.mark != EM for piece in line.pieces if piece.text.strip()):
            return False
        for message in (self._guest, self._with):
            for way in fields(message, line.text):
                entry.update(next(fields(self._who, way["speaker"]), way))
                if message == self._guest and "topic" in entry:
                    entry["guest"] = entry.pop("topic")
                self._tell(line, line.text, "who speaks")
                return True
        entry["affiliation"] = line.text
        self._tell(line, line.text, "where the speaker works")
        return True

    # -- what is not as usual

    def _marks(self, line: Cell, entry: dict[str, Any]) -> bool:
        href = next((piece.href for piece in line.pieces if piece.href), "")
        found = next(self._marked(line.text, 0, href), None)
        if found is None:
            return False
        entry.update(found)
        entry.pop("swap", None)  # said by day_swaps
        self._tell(line, line.text, "what is not as usual")
        return True

    def _marked(self, words: str, first: int, href: str) -> Iterator[dict[str, str]]:
        """Every way to read words as marks, from the mark of that number on."""
        if not words:
            yield {}
        for number, (name, message) in list(enumerate(self._messages()))[first:]:
            for mark, rest in _cuts(words) if words else ():
                for value in filter(None, self._values(name, message, mark, href)):
                    for more in self._marked(rest, number + 1, href):
                        yield {name: value, **more}

    def _values(self, name: str, message: str, mark: str, href: str) -> Iterator[str]:
        """What a mark says, if it is this message."""
        if mark == message:
            yield href if name == "room" else "yes"
        elif f"<{name}>" in message:
            yield from (self._value(name, way[name]) for way in fields(message, mark))

    def _messages(self) -> list[tuple[str, str]]:
        """The marks in their order, and the keys of the course file that they are."""
        text = self._language.text
        return [
            ("swap", text("Follows {weekday}’s schedule", weekday="<swap>")),
            ("partner", text("Joint with {partner}", partner="<partner>")),
            ("instead_of", text("Instead of {day}", day="<instead_of>")),
            ("extra", text("Extra meeting")),
            ("hours", text("Hours: {hours}", hours="<hours>")),
            ("room", text("Online")),
            ("room", text("Room: {room}", room="<room>")),
        ]

    def _value(self, name: str, words: str) -> str:
        """The value of a mark; "" where its words are none."""
        if name == "swap":
            return "yes" if self._said.weekday(words) is not None else ""
        if name == "instead_of":
            return str(self._said.day(words) or "")
        if name == "hours":
            hours = self._said.hours(words)
            return f"{hours.starts:%H:%M}-{hours.ends:%H:%M}" if hours else ""
        return words

    # -- what belongs to it

    def _links(self, line: Cell, entry: dict[str, Any]) -> bool:
        """Slides and links in a row, each with its remark."""
        found = list(_linked(line.pieces))
        if not found or not all(title for title, _, _ in found):
            return False
        for title, href, remark in found:
            in_packet = next(fields(self._page, remark), None) is not None
            if in_packet and "://" in href:
                entry.setdefault("decks", []).append(self._deck(title, href, href))
            elif in_packet:
                entry.setdefault("decks", []).append(self._deck(title, href, ""))
            else:
                link = {"title": title, "link": href}
                entry.setdefault("links", []).append(link)
            self._tell(line, title, "slides" if in_packet else "a link")
        return True

    def _deck(self, title: str, href: str, link: str) -> dict[str, str]:
        usual = title == self._language.text("Slides")
        found = {"file": href, "title": "" if usual else title, "link": link}
        return {key: value for key, value in found.items() if value}

    def _rest(self, lines: Sequence[Cell], entry: dict[str, Any]) -> None:
        """Readings, and then notes."""
        notes = []
        for line in lines:
            if line.text.startswith(self._reading):
                href = next((piece.href for piece in line.pieces if piece.href), "")
                title = line.text.removeprefix(self._reading)
                reading = {"title": title, "link": href} if href else title
                entry.setdefault("readings", []).append(reading)
                self._tell(line, line.text, "a reading")
            else:
                notes.append(line.source)
                self._report.tell(line.where, line.text, Verdict.KEPT, "a note")
        if notes:
            entry["notes"] = "\n".join(notes)


def _text(pieces: Sequence[Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).split())


def _label(pieces: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
    """The words in bold that a line begins with, and what is behind them."""
    count = next((n for n, p in enumerate(pieces) if p.mark != STRONG), len(pieces))
    return _text(pieces[:count]).removesuffix(":"), pieces[count:]


def _cuts(words: str) -> Iterator[tuple[str, str]]:
    """Every way to cut words behind a mark, the shortest mark first."""
    parts = words.split(_MARKS_BETWEEN)
    for n in range(1, len(parts) + 1):
        yield _MARKS_BETWEEN.join(parts[:n]), _MARKS_BETWEEN.join(parts[n:])


def _linked(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str]]:
    """Links in a row with the remark behind each; a nameless one for anything else."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        begins = piece.href and (last is None or piece.href != last.href)
        if begins or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    for group in groups:
        href = group[0].href or ""
        title = _text([piece for piece in group if piece.href])
        behind = "".join(piece.text for piece in group if not piece.href)
        match = _BETWEEN.fullmatch(" ".join(behind.split(" ")))
        yield (title, href, match["remark"] or "") if match else ("", "", "")
