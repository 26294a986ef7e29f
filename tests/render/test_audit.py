"""A file is checked by another program, and claims nothing that it does not keep."""

from __future__ import annotations

import io

import pikepdf
import pytest

from syllabus.render.pdf import PdfResult, render_pdf

PAGE = "<html lang=en><title>x</title><h1>A</h1>{}"


def claims_ua(data: bytes) -> bool:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()


def printed(body: str) -> PdfResult:
    return render_pdf(PAGE.format(body))


def test_a_sound_file_claims_to_be_what_it_is() -> None:
    result = printed("<p>a")

    assert result.findings == ()
    assert claims_ua(result.data)


@pytest.mark.parametrize(
    ("body", "said", "traces"),
    [
        (
            "<table><tr><th scope=col>One<th scope=col>b<tr><td colspan=3>c</table>",
            "rows spanning different numbers of columns",
            ("One b c", "One"),
        ),
        (
            "<p lang=not_a_tag>Mots en français",
            "/Lang",
            ("Mots en français",) * 2,
        ),
        ("<ul><p>Not an item</ul>", "a child other than L, LI", ("Not an item",) * 2),
    ],
)
def test_what_falls_short_is_told_with_its_words(
    body: str, said: str, traces: tuple[str, ...]
) -> None:
    result = printed(body)

    [finding] = [f for f in result.findings if f.code == "falls-short"]
    assert said in finding.message
    assert finding.traces == traces
    assert not claims_ua(result.data)


def test_what_is_no_element_has_no_words() -> None:
    [finding, *_] = render_pdf("<html lang=en><h1>a</h1>").findings

    assert "title" in finding.message
    assert finding.traces == ()


def test_a_file_that_falls_short_is_the_same_each_time() -> None:
    body = "<ul><p>Not an item</ul>"

    assert printed(body).data == printed(body).data


def test_a_long_table_is_checked() -> None:
    rows = "<tr><td>b" * 1100
    result = printed(f"<table><tr><th scope=col>a{rows}</table>")

    assert result.findings == ()
    assert claims_ua(result.data)


def test_what_cannot_be_checked_is_told_and_not_claimed() -> None:
    head = "<th scope=col colspan=999>a"
    result = printed(f"<table><tr>{head}{head}</table>")

    [finding] = result.findings
    assert "cannot be held to PDF/UA-1" in finding.message
    assert not claims_ua(result.data)
