"""The sample course's packet is PDF/UA by its own word, and by that of a validator."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from syllabus.jobs.build import Order, build_course
from tests.needs import ROOT
from tests.packet.tags.make import artifact_texts, artifacts, painted, reachable
from tests.verapdf import Verapdf

NOW = dt.datetime(2017, 3, 1, tzinfo=dt.UTC)
COURSE = ROOT / "data" / "courses" / "dlsys-2017" / "course.yaml"
FOOTERS = re.compile(
    r"Contents|Slide \d+ of \d+|CSE 599G1 · Lecture \d+"  # below each slide
    r"|\d+|[ivx]+"  # there, below slides by their decks, below front matter
)


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    built = build_course(Order(COURSE, out, NOW))
    assert all(note.endswith(("tagged here", "its author")) for note in built.notes)
    return next(path for path in built.outputs if path.name == "packet.pdf")


def test_the_sample_s_packet_claims_pdf_ua_and_keeps_the_promise(
    packet: Path, verapdf: Verapdf
) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in packet.read_bytes()
    (result,) = verapdf.check([packet])
    assert result["failures"] == []
    assert result["compliant"]


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_nothing_but_artifacts_is_out_of_reach_in_the_sample_s_packet(
    packet: Path,
) -> None:
    data = packet.read_bytes()

    assert painted(packet) - reachable(packet) - artifacts(data) == {}
    decks = yaml.safe_load((COURSE.parent / "decks.yaml").read_text("utf-8"))
    feet = {deck["title"] for deck in decks}
    texts = set(artifact_texts(data))
    assert {text for text in texts if not FOOTERS.fullmatch(text)} <= feet
    assert len(texts) > 100
