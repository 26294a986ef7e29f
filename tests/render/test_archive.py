"""A handout for an archive keeps its sources, and is PDF/A-3a and PDF/UA-1 at once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest

from syllabus.render.html import render_handout_html
from syllabus.render.pdf import render_pdf
from tests.render import views

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verapdf import Verapdf

FILES = {"course.yaml": b"title: x\n", "policies/late.md": "Später\n".encode()}


@pytest.fixture(scope="module")
def data() -> bytes:
    result = render_pdf(render_handout_html(views.DLSYS), attached=FILES)
    assert result.findings == ()
    return result.data


@pytest.mark.needs("shared", "java")
def test_it_passes_both_validators(
    data: bytes, verapdf: Verapdf, tmp_path: Path
) -> None:
    path = tmp_path / "archive.pdf"
    path.write_bytes(data)

    for profile in ("3a", "ua1"):
        [report] = verapdf.check([path], profile)
        assert report["compliant"], report


def test_the_sources_are_inside_as_they_were(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        files = {name: pdf.attachments[name].get_file() for name in pdf.attachments}
        assert {name: file.read_bytes() for name, file in files.items()} == FILES
        assert [file.mime_type for file in files.values()] == [
            *("application/yaml", "text/markdown")
        ]
        assert {str(one.AFRelationship) for one in pdf.Root.AF} == {"/Source"}


def test_the_same_sources_give_the_same_bytes_and_others_do_not(data: bytes) -> None:
    html = render_handout_html(views.DLSYS)
    other = render_pdf(html, attached=FILES | {"course.yaml": b"title: y\n"}).data

    assert render_pdf(html, attached=FILES).data == data
    assert other != data


def test_it_claims_neither_if_it_falls_short() -> None:
    page = "<html lang=en><title>x</title><h1>a</h1><ul><p>Not an item</ul>"
    result = render_pdf(page, attached=FILES)

    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
    assert {finding.code for finding in result.findings} == {"falls-short"}
    assert b"pdfaid:part=" not in metadata
    assert b"pdfuaid:part=" not in metadata
