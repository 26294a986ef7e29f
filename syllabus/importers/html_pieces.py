"""What an element of an HTML page says: pieces for cells, Markdown for prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syllabus.importers.dates import read_dates
from syllabus.importers.html_text import place, unmarked
from syllabus.importers.page import EM, STRONG, Aside, Piece, bare_addresses
from syllabus.importers.prose import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syllabus.core.diagnostics import Where

STRUCK = {"del", "s", "strike"}
SILENT = {
    *("head", "script", "style", "template", "noscript", "svg", "math", "iframe"),
    *("object", "canvas", "audio", "video", "select", "button", "textarea", "map"),
}
"""Elements whose text is not the page's."""
LINES = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "section"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "details", "summary"),
    *("article", "figure", "figcaption", "address", "center", "hr"),
}
"""Elements that begin a new line, and end it."""

_MARKS = {"em": EM, "i": EM, "strong": STRONG, "b": STRONG}


class Teller:
    """Tells what elements say, and notes as asides what is not for a reader."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.asides: list[Aside] = []
        self.silent: set[tuple[str, Where]] = set()
        self.struck = 0

    def aside(self, what: str, element: Any, text: str) -> None:
        """Note what is left out; what is without words needs no account."""
        if words := " ".join(unmarked(text).split()):
            self.asides.append(Aside(what, words, place(element, self.file)))

    def leaves_out(self, element: Any) -> bool:
        """Whether an element is not for a reader, or no longer; noted where it is."""
        tag = element.tag
        if not isinstance(tag, str):  # a comment
            self.aside("a comment of the site", element, element.text or "")
            return True
        if tag in SILENT:
            self.silent.add((tag, place(element, self.file)))
            return True
        if tag in STRUCK:
            self.struck += 1
            self.aside("struck out on the page", element, all_text(element))
            return True
        if is_hidden(element):
            self.aside("hidden on the page", element, all_text(element))
            return True
        return False

    def pieces(self, run: Iterable[Any]) -> tuple[Piece, ...]:
        """What texts and elements say; line breaks are pieces, as in Markdown."""
        found = _Pieces(self.leaves_out)
        for part in run:
            found.add(part, 0, None)
        pieces = found.pieces
        while pieces and pieces[-1].text == "\n":
            pieces.pop()
        return tuple(p for piece in pieces for p in bare_addresses(piece))

    def markdown(self, run: Iterable[Any]) -> str:
        """The same as Markdown, a line for each of its lines."""
        text = "".join(map(_as_markdown, self.pieces(run)))
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return "\n".join(filter(None, lines))


class _Pieces:
    """Collects pieces."""

    def __init__(self, leaves_out: Callable[[Any], bool]) -> None:
        self.pieces: list[Piece] = []
        self._leaves_out = leaves_out

    def add(self, part: Any, mark: int, href: str | None) -> None:
        """Add a text or an element."""
        if part is None or isinstance(part, str):
            self._text(part, mark, href)
        elif not self._leaves_out(part):
            self._element(part, mark, href)

    def _inside(self, element: Any, mark: int, href: str | None) -> None:
        self._text(element.text, mark, href)
        for child in element:
            self.add(child, mark, href)
            self._text(child.tail, mark, href)

    def _element(self, child: Any, mark: int, href: str | None) -> None:
        tag = child.tag
        if tag in LINES or tag == "br":
            self._line()
        elif tag in {"td", "th"} and self.pieces and self.pieces[-1].text != "\n":
            self.pieces.append(Piece(", "))  # of a table within a cell
        if tag == "img":
            source = unmarked(child.get("src") or "")
            if words := unmarked(child.get("alt") or "").strip():
                self.pieces.append(Piece(words, mark, href or source))
            return
        if tag == "a" and child.get("href") is not None:
            href = unmarked(child.get("href")).strip()
        if tag == "time":
            self._time(child, mark, href)
            return
        self._inside(child, mark | _MARKS.get(tag, 0), href)
        if tag in LINES:
            self._line()

    def _time(self, element: Any, mark: int, href: str | None) -> None:
        """A date that is written out for programs: its year may stand only there."""
        said = re.match(r"((?:19|20)\d\d)-\d\d-\d\d", element.get("datetime") or "")
        shown = " ".join(all_text(element).split())
        if said:
            dates = read_dates(shown).dates
            if not dates:
                shown = f"{shown} {said[0]}"
            elif not dates[0].year:
                shown = f"{shown} {said[1]}"
        self._text(shown, mark, href)

    def _line(self) -> None:
        if self.pieces and self.pieces[-1].text != "\n":
            self.pieces.append(Piece("\n"))

    def _text(self, text: str | None, mark: int, href: str | None) -> None:
        folded = re.sub(r"\s+", " ", text or "")
        if not folded or (folded == " " and not self.pieces):
            return
        last = self.pieces[-1] if self.pieces else None
        if last and last.text != "\n" and (last.mark, last.href) == (mark, href):
            self.pieces[-1] = Piece(last.text + folded, mark, href)
        else:
            self.pieces.append(Piece(folded, mark, href))


def all_text(element: Any) -> str:
    """All text inside an element, seen or not, comments apart."""
    return "".join(element.itertext("*"))


def is_hidden(element: Any) -> bool:
    """Whether a reader of the page does not see an element, by the page itself."""
    style = re.sub(r"\s+", "", element.get("style") or "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _as_markdown(piece: Piece) -> str:
    if piece.text == "\n":
        return "\n"
    text = escaped(piece.text)
    inner = text.strip()
    if not inner:
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    if piece.href:
        same = inner == escaped(piece.href)
        inner = piece.href if same else f"[{inner}]({piece.href.replace(' ', '%20')})"
    if piece.mark & STRONG:
        inner = f"**{inner}**"
    if piece.mark & EM:
        inner = f"*{inner}*"
    return f"{before}{inner}{after}"
