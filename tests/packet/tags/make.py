"""Tagged decks and packets for tests, and eyes and ears to judge them with."""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Object, Pdf

from syllabus.packet.font import FooterFont
from syllabus.packet.identity import describe
from syllabus.packet.opening import open_pdf
from syllabus.packet.pages import list_pages
from syllabus.packet.plan import Footer, FooterMode
from syllabus.packet.prepare import prepare_in_place
from syllabus.packet.stamp import ContentsLink, Stamper
from syllabus.packet.tags import (
    TaggedRun,
    TaggedSource,
    TagReport,
    join_tags,
    tag_deck,
)
from syllabus.packet.tags.items import Hold, Kind
from syllabus.packet.tags.lookup import Lookup
from syllabus.packet.tags.page import content_of
from syllabus.packet.tags.reader import ContentReader
from tests.packet.make import footer_font, saved


class Tagged(NamedTuple):
    """A prepared deck before and after it was tagged."""

    plain: bytes
    data: bytes
    report: TagReport


def tagged(
    data: bytes | Path,
    alternatives: Mapping[tuple[int, int], str] | None = None,
    language: str = "en",
) -> Tagged:
    """Prepare a deck and tag it; the author's tree is there when it is tagged."""
    with open_pdf(data) as pdf:
        kept = {k: pdf.Root[k] for k in ("/StructTreeRoot", "/Lang") if k in pdf.Root}
        prepare_in_place(pdf)
        for key, value in kept.items():
            pdf.Root[key] = value
        plain = saved(pdf)
        report = tag_deck(pdf, alternatives or {}, language)
        return Tagged(plain, saved(pdf), report)


def packet(
    decks: Sequence[bytes],
    front: bytes | None = None,
    front_pages: int = 0,
    claims_ua: bool = False,
) -> bytes:
    """Join tagged decks, each after its divider if there is front matter.

    The front matter has ``front_pages`` pages before the first divider.
    """
    with pikepdf.new() as pdf:
        given = ([front] if front else []) + list(decks)
        files = [pikepdf.open(io.BytesIO(data)) for data in given]
        own = [[pdf.copy_foreign(p.obj) for p in file.pages] for file in files]
        sources = [
            TaggedSource(f, pages, "" if front and n == 0 else f"Deck {n}")
            for n, (f, pages) in enumerate(zip(files, own, strict=True))
        ]
        runs = _runs(own, front_pages, has_front=front is not None)
        list_pages(pdf, [p for r in runs for p in own[r.source][r.first :][: r.count]])
        _stamp(
            pdf,
            [page for n, pages in enumerate(own) for page in pages if n or not front],
        )
        join_tags(pdf, sources, runs, "en")
        describe(pdf, "All slides", "en", claims_ua=claims_ua)
        return saved(pdf)


def _runs(
    own: Sequence[Sequence[Object]], front_pages: int, *, has_front: bool
) -> list[TaggedRun]:
    if not has_front:
        return [TaggedRun(n, 0, len(pages)) for n, pages in enumerate(own)]
    runs = [TaggedRun(0, 0, front_pages)]
    for number, pages in enumerate(own[1:], start=1):
        section = f"Lecture {number}"
        runs.append(TaggedRun(0, front_pages + number - 1, 1, section))
        runs.append(TaggedRun(number, 0, len(pages), section))
    return runs


def _stamp(pdf: Pdf, pages: Sequence[Object]) -> None:
    font = FooterFont(footer_font(), {"Contents", "Course", "1"})
    target = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    stamper = Stamper(
        pdf, font, FooterMode.MARGIN, ContentsLink("Contents", "Contents", target)
    )
    for page in pages:
        stamper.stamp(page, Footer("Course", "1", "1"))


def pictures(data: bytes, scale: float = 0.4) -> list[bytes]:
    """What a reader shows of each page."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [bytes(page.render(scale=scale).buffer) for page in pdf]
    finally:
        pdf.close()


def _characters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def painted(file: Path) -> Counter[str]:
    """The characters on the pages, as poppler reads them."""
    return _characters(_said("pdftotext", str(file), "-"))


def reachable(file: Path) -> Counter[str]:
    """The characters that the tags lead to."""
    listed = _said("pdfinfo", "-struct-text", str(file))
    return _characters("".join(re.findall(r'^\s*"(.*)"$', listed, re.MULTILINE)))


def artifacts(data: bytes) -> Counter[str]:
    """The characters that stand in artifacts: footers, running heads, hidden layers."""
    return _characters("".join(artifact_texts(data)))


def artifact_texts(data: bytes) -> list[str]:
    """What is shown in artifacts, a string for each piece of text."""
    lookup = Lookup()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        readings = [
            ContentReader(content_of(page.obj), page.obj.Resources, lookup).read()
            for page in pdf.pages
        ]
        return [
            item.text()
            for reading in readings
            for item in reading.items
            if item.kind is Kind.TEXT and item.hold is Hold.ARTIFACT
        ]


def structure(file: Path) -> str:
    """The tree as poppler lists it, with its text."""
    return _said("pdfinfo", "-struct-text", str(file))


def _said(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, check=False)
    return result.stdout.decode("utf-8", "replace")


def tree(data: bytes) -> list[object]:
    """The tree as nested lists: type, then kids; content as numbers."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return _outlined(pdf.Root.StructTreeRoot)


def _outlined(element: Object) -> list[object]:
    name = str(element.get("/S", "/Root"))[1:]
    kids = element.get("/K")
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    shown: list[object] = [name]
    for kid in listed:
        if isinstance(kid, Dictionary) and "/S" in kid:
            shown.append(_outlined(kid))
        elif isinstance(kid, Dictionary):
            shown.append(str(kid.Type))
        elif kid is not None:
            shown.append(kid)
    return shown
