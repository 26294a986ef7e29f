"""What a cell says: facts, each with the words of the page that it accounts for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from syllabus.importers.addresses import (
    deck_title,
    is_deck,
    is_web_address,
    link_title,
    says_only_slides,
)
from syllabus.importers.markers import (
    Marker,
    bare,
    find_marker,
    find_markers,
    has_topic,
    work_in,
)
from syllabus.importers.moments import read_moment
from syllabus.importers.names import ENGLISH
from syllabus.importers.page import EM, STRONG, Cell, Piece
from syllabus.importers.topics import is_label, looks_like_name, read_topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.diagnostics import Where


class Role(StrEnum):
    """What the cells of a column are about."""

    DATE = "date"
    WEEKDAY = "weekday"
    WEEK = "week"
    NUMBER = "number"
    TOPIC = "topic"
    SLIDES = "slides"
    READINGS = "readings"
    OUT = "out"
    DUE = "due"
    WORK = "assignments"
    ROOM = "room"
    HOURS = "hours"
    SPEAKER = "speaker"
    NOTES = "notes"
    OTHER = "other"


@dataclass(frozen=True)
class Fact:
    """A thing that a cell says.

    ``what`` names it (“topic”, “deck”, “out”, …), ``value`` is what goes into the
    course, ``words`` are the page's own that it accounts for. ``detail`` is a moment
    (“2017-04-20”, “at 17:00”) for work and a kind for topics. ``understood`` is false
    for what is kept as a note.
    """

    what: str
    value: str
    words: str
    where: Where
    href: str | None = None
    detail: str = ""
    understood: bool = True


def read_cell(
    cell: Cell, role: Role, heading: str = "", language: str = ENGLISH
) -> list[Fact]:
    """Read a cell as its column asks for; `read_date_cell` reads those of dates.

    Args:
        cell: Any cell of a row.
        role: What its column is about.
        heading: The column's, as the page has it; notes from other columns say it.
        language: Of the page's dates.
    """
    reader = _Reader(cell, heading, language)
    if role in {Role.OUT, Role.DUE, Role.WORK}:
        facts = list(reader.work(role))
    elif role is Role.READINGS:
        facts = list(reader.readings())
    elif role in _PLAIN:
        facts = list(reader.plain(role))
    else:
        facts = list(reader.topic(role))
    facts += unaccounted(cell, facts)
    # As a reader comes upon them, so that the report can be read beside the page.
    return sorted(facts, key=lambda fact: _position(cell, fact))


def _position(cell: Cell, fact: Fact) -> int:
    place = cell.text.find(" ".join(fact.words.split()))
    return place if place >= 0 else len(cell.text)


_PLAIN = {Role.ROOM: "room", Role.WEEK: "week", Role.NUMBER: "number"}
_PLAIN |= {Role.SPEAKER: "speaker", Role.HOURS: "hours"}


def words_of(text: str) -> list[str]:
    """The words of a text; what stands between them needs no account."""
    return re.findall(r"\w+", text.lower())


def unaccounted(cell: Cell, facts: Iterable[Fact]) -> Iterator[Fact]:
    """A note of the words that no fact accounts for: nothing is lost silently."""
    left = words_of(" ".join(fact.words for fact in facts))
    missing = []
    for word in re.findall(r"\S+", cell.text):
        parts = words_of(word)
        if all(part in left for part in parts):
            for part in parts:
                left.remove(part)
        else:
            missing.append(word)
    if missing:
        text = " ".join(missing)
        yield Fact("note", text, text, cell.where, understood=False)


@dataclass
class _Chunk:
    """Pieces in a row that belong together, and what divides them from the last."""

    pieces: list[Piece]
    before: str = ""

    @property
    def text(self) -> str:
        return " ".join("".join(piece.text for piece in self.pieces).split())

    @property
    def bare(self) -> str:
        """The text outside links."""
        parts = (piece.text for piece in self.pieces if piece.href is None)
        return " ".join(" ".join(parts).split())

    @property
    def links(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.href is not None]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold, as labels are."""
        inked = [piece for piece in self.pieces if piece.text.strip()]
        return bool(inked) and all(piece.mark & STRONG for piece in inked)

    @property
    def shouted(self) -> bool:
        """Whether all of it is bold and italic, as markers are."""
        inked = [piece for piece in self.pieces if piece.text.strip()]
        return bool(inked) and all(piece.mark == EM + STRONG for piece in inked)


_STOP = r"(?<!\b[JDMS]r)(?<!\bSt)\.\s+"
"""A full stop that ends something, not that of Jr. or St."""
_DIVIDER = re.compile(rf"(\s*[;,\n]\s*|{_STOP}|\s+[-–—|]\s+|\s*[()]\s*)")


_LIST_DIVIDER = re.compile(r"(\s*[;,\n]\s*|\.\s+)")


def _chunks(
    pieces: Iterable[Piece],
    language: str,
    divider: re.Pattern[str] = _DIVIDER,
    *,
    at_marks: bool = True,
) -> list[_Chunk]:
    """Divide a cell at punctuation and line breaks.

    Args:
        pieces: The cell's.
        language: Of the page's dates.
        divider: The punctuation.
        at_marks: Whether a change of emphasis divides too.
    """
    chunks = [_Chunk([])]
    mark = 0
    for piece in pieces:
        if at_marks and piece.mark != mark and (chunks[-1].pieces or chunks[-1].before):
            chunks.append(_Chunk([], " "))
        mark = piece.mark
        parts = [piece.text] if piece.href is not None else divider.split(piece.text)
        for i, part in enumerate(parts):
            if i % 2:
                if chunks[-1].pieces:
                    chunks.append(_Chunk([], part))
                else:
                    chunks[-1].before += part
            elif part or piece.href is not None:
                chunks[-1].pieces.append(replace(piece, text=part))
    return _with_moments(chunks, language)


def _with_moments(chunks: list[_Chunk], language: str, role: str = "") -> list[_Chunk]:
    """Join what punctuation divides in one moment: “due Fri, March 7, 5pm”.

    Args:
        chunks: Those of a cell.
        language: Of the page's dates.
        role: “out” or “due” where the cell's column says it.
    """
    joined: list[_Chunk] = []
    for chunk in chunks:
        last = joined[-1] if joined else None
        tied = chunk.before.strip() in {",", "(", "."}
        if last and tied and _may_date(chunk.text, language):
            whole = f"{last.text}{chunk.before}{chunk.text}"
            marker = find_marker(whole, "", language)
            marker = marker or find_marker(whole, "work", language)
            marker = marker or work_in(whole, role, language)
            if marker and marker.what in {"out", "due"} and marker.detail:
                tie = Piece(chunk.before)
                joined[-1] = replace(last, pieces=[*last.pieces, tie, *chunk.pieces])
                continue
        joined.append(chunk)
    return joined


def _may_date(text: str, language: str) -> bool:
    return text[:1].isdigit() or read_moment(text, language) is not None


class _Reader:
    """Reads one cell."""

    def __init__(self, cell: Cell, heading: str, language: str) -> None:
        self.cell = cell
        self.heading = heading
        self.language = language
        self.chunks = _chunks(cell.pieces, language)

    def fact(self, what: str, value: str, words: str, **more: object) -> Fact:
        """A fact of this cell."""
        return Fact(what, value, words, self.cell.where, **more)  # type: ignore[arg-type]  # its own keys

    def note(self, text: str) -> Fact:
        """What was not understood."""
        prefix = f"{self.heading}: " if self.heading else ""
        return self.fact("note", prefix + text, text, understood=False)

    # -- topics, slides and notes

    def topic(self, role: Role) -> Iterator[Fact]:
        """Markers, links and, of what is left, the topic."""
        left: list[_Chunk] = []
        named = ""
        for chunk in self.chunks:
            marker = find_marker(chunk.text, named, self.language)
            if marker and not (role is Role.TOPIC and has_topic(marker)):
                named = marker.value if marker.what in {"out", "due"} else named
                yield from self._marked(marker, chunk)
            elif chunk.shouted and not chunk.links:
                yield self.note(chunk.text)
            else:
                left.append(chunk)
        text = _joined(_with_label(left))
        for marker in find_markers(text, self.language):
            yield from self._marked(marker, _Chunk([]))
            text = text.replace(marker.words, " ", 1)
        links = [piece for chunk in left for piece in chunk.links]
        if role is Role.TOPIC:
            text = self._named(text, links)
        for link in links:
            yield from self.link(link)
        text = _trimmed(text)
        # A bare full stop or dash says nothing, unless it is all of a topic.
        if words_of(text) or "?" in text or (role is Role.TOPIC and not links):
            yield from self._rest(text, role)

    def _named(self, text: str, links: list[Piece]) -> str:
        """The topic, where links say it: the first that says more than “slides”.

        A cell is all links, or has a label (“Section”) before them.
        """
        label = text.rstrip(" :") if is_label(text) else ""
        if words_of(text) and not label:
            return text
        for link in links:
            title = " ".join(link.text.split())
            if not says_only_slides(title) and not is_web_address(title):
                return f"{label}: {title}" if label else title
        return text

    def _rest(self, text: str, role: Role) -> Iterator[Fact]:
        if not text:
            return
        if role is Role.TOPIC:
            for part in read_topic(text):
                understood = part.what != "bracket"
                yield self.fact(
                    part.what,
                    part.value,
                    part.words,
                    detail=part.kind,
                    understood=understood,
                )
        elif role is Role.SLIDES and says_only_slides(text):
            yield self.fact("slides to come", text, text)
        elif words_of(text):
            yield self.note(text)

    def _marked(self, marker: Marker, chunk: _Chunk) -> Iterator[Fact]:
        links = chunk.links
        href = links[0].href if links and marker.what in {"out", "due"} else None
        web = href if href and is_web_address(href) else None
        yield self.fact(
            marker.what,
            marker.value,
            marker.words,
            href=web,
            detail=marker.detail,
            understood=marker.what != "unclear",
        )
        for link in links:
            if link.href != web and marker.what in {"out", "due"}:
                # The sheet of an assignment is no deck, even if it is a PDF.
                shown = f"{marker.value}: {link.href}"
                yield self.fact("note", shown, "", href=link.href, understood=False)
            elif link.href != web:
                yield from self.link(link, said=True)

    def link(self, piece: Piece, *, said: bool = False) -> Iterator[Fact]:
        """A deck, a link on the web, or one that only the page's own site has.

        Args:
            piece: The link.
            said: Whether the link's words are accounted for already.
        """
        href = piece.href or ""
        title = link_title(piece.text, href)
        words = "" if said else piece.text
        if is_deck(href):
            yield self.fact("deck", deck_title(piece.text), words, href=href)
        elif is_web_address(href):
            yield self.fact("link", title, words, href=href)
        else:
            shown = f"{title} ({href})" if href else title
            yield self.fact("note", shown, words, href=href, understood=False)

    # -- work

    def work(self, role: Role) -> Iterator[Fact]:
        """Names of assignments, out or due as the column says or they say."""
        named = ""
        language = self.language
        chunks = _chunks(self.cell.pieces, language, _LIST_DIVIDER, at_marks=False)
        for chunk in _with_moments(chunks, language, str(role)):
            text = bare(chunk.text)
            if not words_of(text):
                yield from (f for link in chunk.links for f in self.link(link))
                continue
            marker = find_marker(text, named, language)
            marker = marker or work_in(text, str(role), language)
            if marker is None:
                yield self.note(text)
                yield from (f for k in chunk.links for f in self.link(k, said=True))
                continue
            named = marker.value if marker.what in {"out", "due"} else named
            yield from self._marked(marker, chunk)

    # -- readings and plain cells

    def readings(self) -> Iterator[Fact]:
        """What to read: each link, and each line or item between semicolons."""
        for chunk in _lines(self.cell.pieces):
            marker = find_marker(chunk.text, "", self.language)
            if marker:
                yield from self._marked(marker, chunk)
                continue
            for item in _readings(chunk):
                yield from self._reading(item)

    def _reading(self, chunk: _Chunk) -> Iterator[Fact]:
        links = [link for link in chunk.links if is_web_address(link.href or "")]
        others = [link for link in chunk.links if link not in links]
        joint = chunk.before.strip(" ,;")
        if len(links) == 1 and not others:
            title = _trimmed(chunk.text)
            shown = link_title(title, links[0].href or "")
            words = f"{joint} {chunk.text}"
            yield self.fact("reading", shown, words, href=links[0].href)
            return
        for link in links:
            title = link_title(link.text, link.href or "")
            words, joint = f"{joint} {link.text}", ""
            yield self.fact("reading", title, words, href=link.href)
        for link in others:
            title = link_title(link.text, link.href or "")
            words, joint = f"{joint} {link.text}", ""
            yield self.fact(
                "reading", f"{title} ({link.href})", words, understood=False
            )
        if words_of(bare := _trimmed(chunk.bare)):
            yield self.fact("reading", bare, f"{joint} {bare}")

    def plain(self, role: Role) -> Iterator[Fact]:
        """A cell whose text is its value."""
        text = self.cell.text
        marker = find_marker(text)
        if marker and marker.what == "room":
            yield self.fact("room", marker.value, text)
        elif words_of(text):
            counts = role in {Role.WEEK, Role.NUMBER}
            odd = counts and not re.search(r"\d", text)
            yield self.fact(_PLAIN[role], text, text, understood=not odd)
        for piece in self.cell.pieces:
            if piece.href is not None:
                yield from self.link(piece, said=True)


def _lines(pieces: Iterable[Piece]) -> list[_Chunk]:
    chunks = [_Chunk([])]
    for piece in pieces:
        parts = (
            [piece.text] if piece.href is not None else re.split(r"[;\n]", piece.text)
        )
        for i, part in enumerate(parts):
            if i:
                chunks.append(_Chunk([]))
            chunks[-1].pieces.append(replace(piece, text=part))
    return [chunk for chunk in chunks if chunk.text]


_BETWEEN = re.compile(r"\s*,\s*(?:and\s+|&\s*)?|\s+and\s+|\s*[&+|•]\s*|\s+/\s+")
_OF_THE_LINK = re.compile(
    r"(?:ch(?:ap(?:ter)?)?s?|sec(?:tion)?s?|pp?|pages?|parts?|vol|figs?|appendix|slides?|"
    r"up\s+to|through|only|optional)\b.*|§.*|\d.*|.*\bet\s+al\b.*|"
    r"[^\d]*(?:['’]\d\d|\(?(?:19|20)\d\d\)?)",
    re.IGNORECASE,
)


def _readings(chunk: _Chunk) -> list[_Chunk]:
    """Divide readings where a comma or “and” stands right beside a link.

    A comma elsewhere is the reading's own (“ch. 1.1, 1.3”), and so is what only says
    more about the link: its authors, year or pages.
    """
    items = [_Chunk([], chunk.before)]
    for i, piece in enumerate(chunk.pieces):
        if piece.href is not None:
            items[-1].pieces.append(piece)
            continue
        text = piece.text
        if i and (match := _BETWEEN.match(text)):
            rest = text[match.end() :]
            more = _BETWEEN.split(rest)[0].strip() if rest else ""
            if not (more and _says_more(more)):
                items.append(_Chunk([], match[0]))
                text = rest
        follows = i + 1 < len(chunk.pieces)
        ends = [m for m in _BETWEEN.finditer(text) if m.end() == len(text)]
        if follows and ends and not _is_author(text[: ends[-1].start()]):
            items[-1].pieces.append(replace(piece, text=text[: ends[-1].start()]))
            items.append(_Chunk([], ends[-1][0]))
        elif text:
            items[-1].pieces.append(replace(piece, text=text))
    return [item for item in items if item.text]


def _says_more(text: str) -> bool:
    return bool(_OF_THE_LINK.fullmatch(text)) or looks_like_name(text)


def _is_author(text: str) -> bool:
    return looks_like_name(text.strip()) or bool(
        re.search(r"\bet\s+al\.?\s*(?:\(?\d{4}\)?)?$", text.strip())
    )


def _joined(chunks: Iterable[_Chunk]) -> str:
    """The text outside links, with the punctuation that divided it."""
    text = ""
    for chunk in chunks:
        text += ("; " if "\n" in chunk.before and text else chunk.before) + chunk.bare
        text += " " * bool(chunk.links)
    return " ".join(text.split())


def _with_label(chunks: list[_Chunk]) -> list[_Chunk]:
    """What follows a bold label (“**Lab 2** Locks”) stands behind a colon."""
    if len(chunks) < 2 or not (chunks[0].bold and is_label(chunks[0].text)):
        return chunks
    first, second, *rest = chunks
    return [first, replace(second, before=f": {second.before.strip(' :–—-')}"), *rest]


# Between two words they are nobody's; in “C++” and “/etc” they are part of one.
_ALONE = re.compile(r"^(?:[/&+|,;:–—-]+(?: |$))+|(?:(?:^| )[/&+|,;:–—-]+)+$")


def _trimmed(text: str) -> str:
    """Without the punctuation that markers and links leave behind."""
    text = re.sub(r"(?<!\w)(?:\(\s*[,;:]*\s*\)|\[\s*[|,;]*\s*\])", " ", text)
    text = re.sub(r"\s+([,;:.)])", r"\1", text)
    text = re.sub(r"([,;:–—-])(?:\s*[,;])+", r"\1", text)
    text = re.sub(r"\(\s+", "(", re.sub(r"^\s*\.\s+", "", text))
    text = _ALONE.sub("", " ".join(text.split()).strip(" ,;:–—-|"))
    text = re.sub(r"(?<=[^.])\.$", "", text.strip(" ,;:–—-|"))
    if text.count("(") != text.count(")"):
        text = text.strip("()") if text[:1] == "(" or text[-1:] == "(" else text
        text = text if text.count("(") >= text.count(")") else text.rstrip(")")
    return text.strip()
