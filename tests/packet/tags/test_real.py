"""Real decks and a corpus of hard files, tagged and joined, heard by others.

poppler says what can be reached, veraPDF what a validator finds, pdfium whether
a pixel has changed.
"""

import json
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from syllabus.packet.opening import DeckRefused
from syllabus.packet.tags import Origin, Rule
from tests.packet.tags.make import (
    Tagged,
    packet,
    painted,
    pictures,
    reachable,
    tagged,
)
from tests.packet.tags.slides import assert_well_marked
from tests.packet.tags.test_join import assert_parent_tree_agrees, opened
from tests.verapdf import Verapdf

pytestmark = pytest.mark.needs("shared", "pdfinfo", "pdftotext")

# What a validator finds, by the rule of ours that says the same beforehand.
REPORTED = {
    "7.3-1": Rule.FIGURE_WITHOUT_DESCRIPTION,
    "7.21.4.1-1": Rule.FONT_NOT_EMBEDDED,
    "7.21.7-1": Rule.TEXT_WITHOUT_UNICODE,
    "7.21.7-2": Rule.TEXT_WITHOUT_UNICODE,
    "7.21.8-1": Rule.GLYPH_MISSING,
}
UNCLAIMED = {"5-1"}
"""The file does not say that it is PDF/UA, since it falls short."""
QUICKLY_READ = {"lecture1-p2-rnn", "lecture1", "lecture12", "lecture7", "lecture8"}
"""poppler's time grows with the square of a packet's length."""
_FEW = 2
_MANY = 30
COMBINED = set("\u0301\u0303\u0304\u0300\u0302\u0308\u030c")
"""Accents that poppler joins to their letters on a page and not in the tree."""


class Deck(NamedTuple):
    name: str
    made: Tagged


@pytest.fixture(scope="module")
def decks(shared: Path) -> list[Deck]:
    courses = shared / "courses"
    files = sorted((courses / "latex-decks").glob("*.pdf"))
    files += sorted((courses / "dlsys-2017" / "pdf").glob("*.pdf"))
    return [Deck(file.stem, tagged(file)) for file in files]


@pytest.fixture(scope="module")
def joined(decks: list[Deck], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("packet") / "packet.pdf"
    file.write_bytes(packet([deck.made.data for deck in decks]))
    return file


@pytest.fixture(scope="module")
def heard(
    decks: list[Deck], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """What is painted and what can be reached in each deck."""
    folder = tmp_path_factory.mktemp("decks")
    files = [folder / f"{name}.pdf" for name, _ in decks]
    for file, (_, made) in zip(files, decks, strict=True):
        file.write_bytes(made.data)
    with ThreadPoolExecutor() as pool:  # poppler takes half a minute for some
        found = pool.map(lambda file: (painted(file), reachable(file)), files)
        return {deck.name: pair for deck, pair in zip(decks, found, strict=True)}


def test_every_character_but_artifacts_can_be_reached(
    decks: list[Deck], heard: dict[str, tuple[Counter[str], Counter[str]]]
) -> None:
    for name, _ in decks:
        shown, told = heard[name]
        assert set(shown - told - known_artifacts(name)) <= COMBINED, name


def known_artifacts(deck: str) -> Counter[str]:
    """The characters of a deck's running heads and feet, as they were looked through.

    The file has how often each word of them stands in it.
    """
    known = json.loads(Path(__file__).with_name("artifacts.json").read_text("utf-8"))
    words: dict[str, int] = known.get(deck, {})
    return Counter("".join(word * count for word, count in words.items()))


def test_what_a_deck_reaches_the_packet_reaches(
    decks: list[Deck],
    heard: dict[str, tuple[Counter[str], Counter[str]]],
    tmp_path: Path,
) -> None:
    some = [deck for deck in decks if deck.name in QUICKLY_READ]
    file = tmp_path / "packet.pdf"
    file.write_bytes(packet([deck.made.data for deck in some]))
    expected: Counter[str] = Counter()
    for name, _ in some:
        expected += heard[name][1]

    assert len(some) == len(QUICKLY_READ)
    assert expected - reachable(file) == {}


def test_no_pixel_changes(decks: list[Deck]) -> None:
    for name, made in decks:
        assert pictures(made.data, 0.3) == pictures(made.plain, 0.3), name


def test_marks_nest_in_every_deck(decks: list[Deck]) -> None:
    for _, made in decks:
        assert_well_marked(made.data)


def test_the_joined_tree_agrees_with_itself(joined: Path) -> None:
    with pikepdf.open(joined) as pdf:
        assert_parent_tree_agrees(pdf)


def test_most_slides_have_a_heading(decks: list[Deck]) -> None:
    headed = pages = 0
    for _, made in decks:
        with opened(made.data) as pdf:
            for sect in pdf.Root.StructTreeRoot.K[0].K:
                kids = sect.K if isinstance(sect.K, pikepdf.Array) else [sect.K]
                headed += any(str(kid.S)[:2] == "/H" for kid in kids)
                pages += 1
    assert headed > 0.8 * pages


@pytest.mark.needs("qpdf")
def test_qpdf_finds_nothing_wrong(joined: Path) -> None:
    result = subprocess.run(["qpdf", "--check", joined], capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


def test_a_validator_finds_in_decks_what_their_reports_say(
    decks: list[Deck], verapdf: Verapdf, tmp_path: Path
) -> None:
    """Each deck by itself in a packet, which has title and language."""
    files = []
    for name, made in decks:
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(packet([made.data]))

    for (name, made), result in zip(decks, verapdf.check(files), strict=True):
        rules = {failure["rule"] for failure in result["failures"]} - UNCLAIMED
        assert rules <= REPORTED.keys(), name
        assert {REPORTED[rule] for rule in rules} <= made.report.falls_short.keys()


@pytest.mark.parametrize("name", ["dlsys-2017/pdf/lecture8.pdf", "latex-decks/dqn.pdf"])
def test_a_deck_with_every_picture_described_passes(
    name: str, shared: Path, verapdf: Verapdf, tmp_path: Path
) -> None:
    """All that keeps most of the decks from PDF/UA is what a person must write."""
    deck = shared / "courses" / name
    silent = tagged(deck)
    pages = {s.page for s in silent.report.shortfalls}
    described = dict.fromkeys(silent.report.undescribed, "A picture")
    described |= {(page, -1): "A drawing" for page in pages if page is not None}

    made = tagged(deck, described)
    file = tmp_path / "deck.pdf"
    file.write_bytes(packet([made.data], claims_ua=True))

    assert made.report.shortfalls == ()
    (result,) = verapdf.check([file])
    assert result["failures"] == []
    assert result["compliant"]


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[Deck]:
    made = []
    for file in sorted((shared / "corpus").rglob("*.pdf")):
        try:
            made.append(Deck(str(file.relative_to(shared / "corpus")), tagged(file)))
        except DeckRefused:
            continue
    return made


def test_every_file_of_the_corpus_is_tagged(corpus: list[Deck]) -> None:
    origins = Counter(made.report.origin for _, made in corpus)

    assert len(corpus) > 290
    assert origins[Origin.AUTHOR] >= 25
    for name, made in corpus:
        with opened(made.data) as pdf:
            assert "/StructTreeRoot" in pdf.Root, name
    with opened(packet([made.data for _, made in corpus])) as pdf:
        assert_parent_tree_agrees(pdf)


def test_no_pixel_of_the_corpus_changes(corpus: list[Deck]) -> None:
    for name, made in corpus:
        if _page_count(made) > _MANY:
            continue
        assert pictures(made.data, 0.2) == pictures(made.plain, 0.2), name


def test_what_the_corpus_reaches_its_packet_reaches(
    corpus: list[Deck], tmp_path: Path
) -> None:
    short = [made.data for _, made in corpus if _page_count(made) <= _FEW]
    assert len(short) > 200
    for start in range(0, len(short), 20):
        some = short[start : start + 20]
        expected: Counter[str] = Counter()
        for number, data in enumerate(some):
            file = tmp_path / f"{number}.pdf"
            file.write_bytes(data)
            expected += reachable(file)
        file = tmp_path / "packet.pdf"
        file.write_bytes(packet(some))
        assert expected - reachable(file) == {}


def _page_count(made: Tagged) -> int:
    with opened(made.data) as pdf:
        return len(pdf.pages)
