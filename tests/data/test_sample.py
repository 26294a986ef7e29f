"""The sample decks are those that the script makes, and differ as real decks do."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml

from tests.needs import ROOT
from tests.verapdf import Verapdf

COURSES = ROOT / "data" / "courses"
SAMPLE = COURSES / "dlsys-2017"
SCRIPT = SAMPLE / "make_decks.py"
DECKS = sorted(
    deck["file"] for deck in yaml.safe_load((SAMPLE / "decks.yaml").read_text("utf-8"))
)


def make(folder: Path) -> Path:
    subprocess.run([sys.executable, str(SCRIPT), str(folder)], check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("decks"))


def relative_files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.glob("*/slides/*"))


def texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_the_script_makes_the_committed_decks(made: Path) -> None:
    assert relative_files(made) == relative_files(COURSES) == DECKS


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_says_what_the_script_says(made: Path, deck: str) -> None:
    # Bytes depend on the libraries' versions, words and pages do not.
    assert texts(made / deck) == texts(COURSES / deck)


def test_the_script_makes_the_same_bytes_twice(made: Path, tmp_path: Path) -> None:
    again = make(tmp_path)

    for deck in DECKS:
        assert (again / deck).read_bytes() == (made / deck).read_bytes(), deck


def test_the_decks_are_small() -> None:
    sizes = [(COURSES / deck).stat().st_size for deck in DECKS]

    assert max(sizes) < 50_000
    assert sum(sizes) < 500_000


def test_every_deck_has_4_to_12_pages_and_a_title() -> None:
    for deck in DECKS:
        with pikepdf.open(COURSES / deck) as pdf:
            assert 4 <= len(pdf.pages) <= 12, deck
            assert "/Title" in pdf.docinfo, deck


def test_all_text_is_in_the_shipped_fonts() -> None:
    for deck in DECKS:
        with pikepdf.open(COURSES / deck) as pdf:
            fonts = [
                str(o.BaseFont)
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
            ]
        assert fonts, deck
        assert all("+Deck-" in font for font in fonts), deck


def traits(path: Path) -> set[str]:
    """What a packet has to cope with in a deck."""
    with pikepdf.open(path) as pdf:
        pages, root = pdf.pages, pdf.Root
        links = [link for page in pages for link in page.get("/Annots", [])]
        found = {
            "outline": "/Outlines" in root,
            "tagged": "/StructTreeRoot" in root,
            "labels": "/PageLabels" in root,
            "name tree": "/Names" in root and "/Dests" in root.Names,
            "old names": "/Dests" in root,
            "turned": any("/Rotate" in page for page in pages),
            "cropped": any(page.cropbox != page.mediabox for page in pages),
            "inner link": any("/Dest" in link for link in links),
            "web link": any("/URI" in link.get("/A", {}) for link in links),
        }
        _, _, width, height = (float(side) for side in pages[0].cropbox)
        size = f"{width:.0f}x{height:.0f}"
    return {size, *(trait for trait, there in found.items() if there)}


def test_the_decks_differ_as_real_ones_do() -> None:
    count = Counter(
        trait for deck in DECKS if "dlsys" in deck for trait in traits(COURSES / deck)
    )

    assert count == {
        "720x405": 6,
        "720x540": 2,
        "842x595": 2,
        "792x612": 1,
        "960x540": 1,
        "1920x1080": 1,
        "363x272": 1,
        "outline": 11,
        "tagged": 1,
        "labels": 1,
        "name tree": 13,
        "old names": 1,
        "turned": 1,
        "cropped": 1,
        "inner link": 6,
        "web link": 3,
    }


def page_of(pdf: pikepdf.Pdf, name: str) -> int:
    if "/Dests" in pdf.Root:
        place = pdf.Root.Dests[name]
    else:
        place = pikepdf.NameTree(pdf.Root.Names.Dests)[name]
    return pikepdf.Page(place[0]).index + 1


@pytest.mark.parametrize("deck", DECKS)
def test_page_names_that_all_decks_share_lead_to_their_own_pages(deck: str) -> None:
    with pikepdf.open(COURSES / deck) as pdf:
        slash = "/" if "/Dests" in pdf.Root else ""
        for number in range(1, len(pdf.pages) + 1):
            assert page_of(pdf, f"{slash}page.{number}") == number


def test_a_contents_page_leads_to_the_sections() -> None:
    with pikepdf.open(SAMPLE / "slides" / "lecture1.pdf") as pdf:
        links = [str(link.Dest) for link in pdf.pages[1].Annots]
        pages = [page_of(pdf, link) for link in links]

    assert links == ["section.1", "section.2", "section.3"]
    assert pages == [3, 4, 7]


def test_the_tagged_deck_passes_the_validator(verapdf: Verapdf) -> None:
    [result] = verapdf.check([SAMPLE / "slides" / "lecture4.pdf"])

    assert result["compliant"], result
