"""Every file of the corpus becomes pages or a clear problem, in the time of a deck."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from syllabus.jobs.workers import Workers
from syllabus.packet.assemble import assemble
from syllabus.packet.deck import DeckFacts, DeckState, inspect_deck
from syllabus.packet.opening import DeckRefused
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.tags import Tagging
from syllabus.packet.verify import read_back
from tests.needs import ROOT, SHARED
from tests.packet.corpus_table import row_of, summary
from tests.packet.make import deck, footer_font, plan_for

pytestmark = pytest.mark.needs("shared", "qpdf")

CORPUS = sorted((SHARED / "corpus").glob("*/*.pdf"))


def packet_of(data: bytes) -> tuple[DeckFacts, bytes | None, list[str]]:
    """Look at a file, prepare it and join it between two plain decks."""
    facts = inspect_deck(data)
    if not facts.ready:
        with pytest.raises(DeckRefused):
            prepare_deck(data)
        return facts, None, []
    prepared = prepare_deck(data, tagging=Tagging("en"))
    assert prepared.pages == facts.pages
    assert prepared.tags is not None
    plain = prepare_deck(deck(1), tagging=Tagging("en")).data
    plan = plan_for(1, prepared.pages, 1)
    packet = assemble(None, [plain, prepared.data, plain], plan, footer_font())
    return facts, packet, read_back(packet, plan)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as some:
        yield some


@pytest.mark.parametrize(
    "path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_file_becomes_pages_or_a_clear_problem(
    path: Path, workers: Workers, tmp_path: Path
) -> None:
    # A build gives a deck as long; what takes longer raises
    task = workers.submit(f"{__name__}:packet_of", path.read_bytes())
    facts, packet, differences = task.result()

    assert differences == []
    if packet is None:
        assert facts.state is not DeckState.READY
        assert facts.reason
        assert facts.pages == 0
        return
    assert facts.reason == ""
    file = tmp_path / "packet.pdf"
    file.write_bytes(packet)
    check = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


def test_most_of_the_corpus_becomes_pages() -> None:
    states = [inspect_deck(path).state for path in CORPUS]

    assert len(states) > 300
    assert states.count(DeckState.READY) >= 296
    assert states.count(DeckState.LOCKED) == 18


def test_the_document_tells_what_becomes_of_the_corpus() -> None:
    written = (ROOT / "docs" / "packet.md").read_text("utf-8")

    assert "\n".join(summary([row_of(path) for path in CORPUS])) in written
