"""Make the small decks of the sample courses from decks.yaml.

    python data/courses/dlsys-2017/make_decks.py [FOLDER]

Writes FOLDER/dlsys-2017/slides/*.pdf and FOLDER/starter/slides/*.pdf; FOLDER is
data/courses if it is left out. The decks differ as real ones do: in size and looks, in
outlines, links and tags; and they share the names of their destinations.
"""

from __future__ import annotations

import io
import string
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
import yaml
from fontTools import subset  # type: ignore[import-untyped]
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from pikepdf import Array, Dictionary, Name, Pdf, String
from weasyprint import HTML

from syllabus.render.folder import templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
COURSES = HERE.parent
FONTS = (
    "SourceSans3-Regular.otf",
    "SourceSans3-Semibold.otf",
    "SourceSans3-It.otf",
    "SourceCodePro-Regular.otf",
)
BLOCKS = ("flow", "bars", "table", "points", "code", "note")
PATH = frozenset(["m", "l", "c", "v", "y", "h", "re", "W", "W*"])
PAINTING = frozenset(["f", "F", "f*", "B", "B*", "b", "b*", "S", "s"])
ARTIFACT = pikepdf.ContentStreamInstruction([Name.Artifact], pikepdf.Operator("BMC"))
END_OF_MARK = pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))
Deck = dict[str, Any]
"""A deck of decks.yaml, whose head says what its keys mean."""


class Theme(NamedTuple):
    """The colours of a deck; text has a contrast of 4.5 or more on what it is on."""

    paper: str
    ink: str
    quiet: str
    strong: str
    tint: str
    head: str
    head_ink: str


THEMES = {
    "band": Theme(
        "#ffffff", "#1f2933", "#52606d", "#1d4e89", "#e8eff7", "#1d4e89", "#ffffff"
    ),
    "plain": Theme(
        "#ffffff", "#222222", "#5a5a5a", "#8c2f39", "#f6ecec", "none", "#8c2f39"
    ),
    "dark": Theme(
        "#1b2130", "#f2f4f8", "#b8c0d0", "#ffc857", "#2b3449", "none", "#ffc857"
    ),
    "paper": Theme(
        "#faf6ec", "#2d2a26", "#5c564c", "#2f6b4f", "#ebe7d6", "none", "#2f6b4f"
    ),
}


def make_deck(deck: Deck, fonts: Path) -> bytes:
    """Render a deck with the fonts of a folder; the same input gives the same bytes."""
    tags = {"pdf_variant": "pdf/ua-1"} if deck.get("tagged") else {}
    page = HTML(string=_html(deck), base_url=f"{fonts.as_uri()}/")
    with pikepdf.open(io.BytesIO(page.write_pdf(**tags))) as pdf:
        if not tags:
            _mark_decoration(pdf, deck)
        if number := deck.get("turned"):
            _turn(pdf, pdf.pages[number - 1])
        if deck.get("cropped"):
            _crop(pdf)
        if deck.get("labelled"):
            _label(pdf)
        if deck.get("prefixed"):
            _prefix(pdf)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _html(deck: Deck) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = _markdown
    width, height = deck["size"]
    return environment.get_template("deck.html.j2").render(
        deck={"agenda": False, "outline": False, "cropped": False} | deck,
        slides=list(_slides(deck)),
        sections=[s["section"] for s in deck["slides"] if "section" in s],
        theme=THEMES[deck["theme"]],
        width=width,
        height=height,
        em=round(min(width / 33, height / 19), 2),
    )


def _slides(deck: Deck) -> Iterator[dict[str, Any]]:
    """Number the slides as pages, and those that begin a section."""
    section = 0
    for number, slide in enumerate(deck["slides"], 3 if deck.get("agenda") else 2):
        section += "section" in slide
        yield {
            **slide,
            "number": number,
            "begins": section if "section" in slide else 0,
            "blocks": [(k, b) for k, b in slide.items() if k in BLOCKS],
        }


def _markdown(text: str) -> Markup:
    # S704: CommonMark without raw HTML, from a file of this folder
    return Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text))  # noqa: S704


def _mark_decoration(pdf: Pdf, deck: Deck) -> None:
    """Call lines and shapes decoration, but for bars, which show something.

    The boxes and arrows of a flow say nothing that their words do not.
    """
    bars = {s["number"] for s in _slides(deck) if "bars" in s}
    for number, page in enumerate(pdf.pages, start=1):
        if number not in bars:
            page.Contents = pdf.make_stream(_with_artifacts(page))


def _with_artifacts(page: pikepdf.Page) -> bytes:
    """Put each path that is painted between the marks of an artifact."""
    marked: list[Any] = []
    path: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        path.append(instruction)
        operator = str(instruction.operator)
        if operator in PAINTING:
            marked += [ARTIFACT, *path, END_OF_MARK]
        elif operator not in PATH:
            marked += path
        if operator not in PATH:
            path = []
    return pikepdf.unparse_content_stream(marked)


def _turn(pdf: Pdf, page: pikepdf.Page) -> None:
    """Lay a page without links on its side, and have the viewer turn it back."""
    _, _, width, height = page.mediabox
    page.contents_add(pdf.make_stream(b"q 0 1 -1 0 %.2f 0 cm" % height), prepend=True)
    page.contents_add(pdf.make_stream(b"Q"))
    for box in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"):
        if box in page:
            page[box] = Array([0, 0, height, width])
    page.Rotate = 90


def _crop(pdf: Pdf) -> None:
    """Show the page itself, without the printer's marks around it."""
    for page in pdf.pages:
        page.cropbox = page.trimbox


def _label(pdf: Pdf) -> None:
    cover, others = Dictionary(P=String("Cover")), Dictionary(S=Name.D, St=1)
    pdf.Root["/PageLabels"] = Dictionary(Nums=Array([0, cover, 1, others]))


def _prefix(pdf: Pdf) -> None:
    """Move the destinations from the name tree to the older dictionary of names."""
    places = pikepdf.NameTree(pdf.Root.Names.Dests)
    named = Dictionary({f"/{name}": place for name, place in places.items()})
    pdf.Root["/Dests"] = pdf.make_indirect(named)
    del pdf.Root.Names["/Dests"]
    for page in pdf.pages:
        for link in page.get("/Annots", Array()):
            if "/Dest" in link:
                link["/Dest"] = Name(f"/{link['/Dest']}")


def _cut_fonts(text: str, folder: Path) -> None:
    """Write the fonts with the characters of a text only: what they lose saves 60 %."""
    options = subset.Options(layout_features=["kern"], recalc_timestamp=False)
    for name in FONTS:
        font = subset.load_font(templates_folder() / "fonts" / name, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        subset.save_font(font, folder / name, options)


def main(folder: Path) -> None:
    """Make every deck of decks.yaml."""
    text = (HERE / "decks.yaml").read_text("utf-8")
    with tempfile.TemporaryDirectory() as fonts:
        _cut_fonts(text + string.printable + "→•", Path(fonts))
        for deck in yaml.safe_load(text):
            path = folder / deck["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make_deck(deck, Path(fonts)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else COURSES)
