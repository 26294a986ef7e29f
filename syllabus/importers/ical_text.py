"""Texts of a calendar as cells: plain, or HTML as some programs write it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from syllabus.importers.page import Cell, Piece, bare_addresses, plain_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.diagnostics import Where

_ANCHOR = re.compile(
    r"""<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)[^>]*>(.*?)</a\s*>""",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"<(?:br|/?p|/?li|/?div|/?ul|/?ol)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def plain_cell(where: Where, text: str) -> Cell:
    """A cell of plain text."""
    text = plain_characters(text).strip()
    return Cell(where, text, tuple(bare_addresses(Piece(text))))


def described(where: Where, texts: Sequence[str]) -> Cell:
    """A cell of texts, a line each, with their links."""
    lines = [text for text in map(plain_characters, texts) if text.strip()]
    pieces: list[Piece] = []
    for text in lines:
        pieces += [Piece("\n")] if pieces else []
        pieces += _pieces(text) if _TAG.search(text) else bare_addresses(Piece(text))
    return Cell(where, "\n".join(lines), tuple(pieces))


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for match in _ANCHOR.finditer(text):
        yield from bare_addresses(Piece(_words(text[end : match.start()])))
        address = html.unescape(match[1])
        yield Piece(_words(match[2]) or address, href=address)
        end = match.end()
    yield from bare_addresses(Piece(_words(text[end:])))


def _words(text: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
