"""What no check of a PDF sees: whether words can be read, and say what they must.

The rules are those of WCAG 2.1, levels A and AA, as far as a program can judge them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from syllabus.core.colour import LEAST_CONTRAST, contrast, mixed
from syllabus.core.prose import is_vague
from syllabus.render.audit import Finding
from syllabus.render.roles import words
from syllabus.render.structure import POINTS_PER_PIXEL, placed

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST_CONTRAST_OF_LARGE = 3.0
_LARGE_PT, _LARGE_BOLD_PT, _BOLD = 18, 14, 700
_SHOWN = 40
_PAPER = "#ffffff"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def lint(root: Any, document: Any) -> list[Finding]:
    """Look at a page and at how it came out.

    Args:
        root: The page's element.
        document: Its pages, laid out.
    """
    found = [*_headings(root), *_links(root), *_tables(root), *_pictures(root)]
    return [*found, *_faint_texts(document)]


def _headings(root: Any) -> Iterator[Finding]:
    """Headings go down one level at a time, from h1. Source: WCAG 2.1, 1.3.1."""
    hint = "give it the level below the heading that it stands under"
    above = 0
    for element in (one for one in root.iter() if one.tag in _HEADINGS):
        level, said = _HEADINGS[element.tag], words(element)
        if level > above + 1:
            message = f"“{_cut(said)}” skips a level of headings: {element.tag}"
            message += f" below h{above}" if above else ", and there is none above it"
            yield Finding("heading-skipped", message, hint, (said,))
        above = level
    if not above:
        yield Finding("heading-skipped", "the page has no heading", "give it an h1")


def _links(root: Any) -> Iterator[Finding]:
    """The words of a link say where it leads. Source: WCAG 2.1, 2.4.4."""
    for element in root.iter("a"):
        if (address := element.get("href")) and is_vague(said := words(element)):
            yield Finding(
                "vague-link",
                f"“{said}” does not say where the link leads",
                "say what is there, in a few words",
                (f"{said} {address}", f"{address} {said}"),
            )


def _tables(root: Any) -> Iterator[Finding]:
    """A table has heads, and they say what they head. Source: WCAG 2.1, 1.3.1."""
    hint = 'write <th scope="col"> or <th scope="row">'
    for table in root.iter("table"):
        if table.get("role") == "presentation":
            continue
        heads = list(table.iter("th"))
        if not heads:
            cells = [words(cell) for cell in table.iter("td")]
            first = next(filter(None, cells), "")
            message = f"the table that begins with “{_cut(first)}” has no heads"
            yield Finding("table-without-heads", message, hint, (first,))
        for head in heads:
            if not head.get("scope"):
                message = f"“{_cut(words(head))}” does not say what it heads"
                yield Finding("table-without-heads", message, hint, (words(head),))


def _pictures(root: Any) -> Iterator[Finding]:
    """A picture has words, or says that it needs none. Source: WCAG 2.1, 1.1.1."""
    for picture in root.iter("img"):
        if picture.get("alt") is None:
            file = picture.get("src") or ""
            yield Finding(
                "image-without-description",
                f"the picture {file} has no description",
                'write alt="what it shows", or alt="" if it only adorns the page',
                (file,),
            )


class _Ink(NamedTuple):
    """The colours of a text, #rrggbb, and the least contrast that they may have."""

    colour: str
    ground: str
    least: float


def _faint_texts(document: Any) -> Iterator[Finding]:
    """Text can be told from its ground. Source: WCAG 2.1, 1.4.3."""
    texts: dict[_Ink, str] = {}
    for page in document.pages:
        for ink, text in _texts(page._page_box, _PAPER, 1.0):  # noqa: SLF001 (tags.py)
            texts.setdefault(ink, text)
    for ink, text in texts.items():
        ratio = contrast(ink.colour, ink.ground)
        if ratio < ink.least:
            yield Finding(
                "faint-text",
                f"“{_cut(text)}” is {ink.colour} on {ink.ground}: "
                f"{ratio:.1f} to 1, and {ink.least:g} to 1 is the least",
                "take a darker colour, or a lighter ground",
                (*_as_written(ink.colour), text),
            )


def _texts(box: Any, ground: str | None, opacity: float) -> Iterator[tuple[_Ink, str]]:
    """The texts of a box with their colours; not those on a picture.

    Args:
        box: The box.
        ground: What is behind it; None for a picture.
        opacity: How much of what it paints covers that, from 0 to 1.
    """
    style = box.style
    opacity *= style["opacity"]
    if any(kind != "none" for kind, _ in style["background_image"]):
        ground = None
    elif ground and style["background_color"] != "currentcolor":
        ground = _painted(style["background_color"], ground, opacity)
    text = getattr(box, "text", "").strip()
    if text and ground and style["visibility"] == "visible":
        least = _least_contrast(style["font_size"], style["font_weight"])
        yield _Ink(_painted(style["color"], ground, opacity), ground, least), text
    for child in getattr(box, "children", ()):
        yield from _texts(placed(child), ground, opacity)


def _least_contrast(size_px: float, weight: float) -> float:
    large = _LARGE_BOLD_PT if weight >= _BOLD else _LARGE_PT
    size_pt = round(size_px * POINTS_PER_PIXEL, 3)
    return _LEAST_CONTRAST_OF_LARGE if size_pt >= large else LEAST_CONTRAST


def _painted(colour: Any, ground: str, opacity: float) -> str:
    """The colour that results when one is painted over another."""
    coordinates, share = tuple(colour.coordinates), colour.alpha * opacity
    return _over(colour.__class__, colour.space, coordinates, share, ground)


@cache
def _over(
    kind: Any, space: str, coordinates: tuple[float, ...], share: float, ground: str
) -> str:
    colour = kind(space, coordinates, 1).to("srgb")
    parts = (min(max(part, 0), 1) for part in colour.coordinates)
    opaque = "#" + "".join(f"{round(255 * part):02x}" for part in parts)
    return opaque if share == 1 else mixed(opaque, ground, share)


def _as_written(colour: str) -> Iterator[str]:
    """The ways to write a colour, #rrggbb, in a style."""
    yield colour
    if all(colour[i] == colour[i + 1] for i in (1, 3, 5)):
        yield "#" + colour[1::2]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
