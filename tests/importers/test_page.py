"""What is on a page, and where."""

import pytest

from syllabus.importers.page import EM, STRONG, Page, Piece, read_page, split_cells


def page_of(text: str) -> Page:
    page, problems = read_page(text.encode(), "page.md")
    assert problems == []
    return page


def pieces_of(cell: str, after: str = "") -> list[Piece]:
    page = page_of(f"| a | b |\n|---|---|\n| x | {cell} |\n\n{after}")
    return list(page.tables[0].rows[0][1].pieces)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", [(1, " a "), (5, " b ")]),
        ("a | b", [(0, "a "), (3, " b")]),
        (r"| a \| b |", [(1, r" a \| b ")]),
        ("  | a |", [(3, " a ")]),
        ("| a | |", [(1, " a "), (5, " ")]),
        ("|", []),
        ("", [(0, "")]),
    ],
)
def test_a_row_is_split_at_its_pipes(row: str, cells: list[tuple[int, str]]) -> None:
    assert split_cells(row) == cells


@pytest.mark.parametrize(
    ("cell", "href"),
    [
        ("[s](pdf/a.pdf)", "pdf/a.pdf"),
        ("[s](<pdf/a b.pdf> 'A title')", "pdf/a b.pdf"),
        ("[s](a_(1).pdf)", "a_(1).pdf"),
        ("[s][ref]", "r.pdf"),
        ("[ref]", "r.pdf"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("see https://example.org/a.", "https://example.org/a"),
        ('<a class="x" href="a.pdf">s</a>', "a.pdf"),
        ("[s]({{ site.baseurl }}/pdf/a.pdf)", "/pdf/a.pdf"),
        ('[s]({{ "/pdf/a.pdf" | relative_url }})', "/pdf/a.pdf"),
        ("[s]({% link pdf/a.pdf %})", "/pdf/a.pdf"),
    ],
)
def test_a_link_keeps_the_address_that_the_page_has(cell: str, href: str) -> None:
    hrefs = {piece.href for piece in pieces_of(cell, "[ref]: r.pdf") if piece.href}

    assert hrefs == {href}


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("*a*", EM), ("**a**", STRONG), ("***a***", EM + STRONG), ("__a__", STRONG)],
)
def test_emphasis_is_told(cell: str, mark: int) -> None:
    assert [(p.text, p.mark) for p in pieces_of(cell) if p.text] == [("a", mark)]


def test_places_count_from_the_top_of_the_file() -> None:
    page = page_of("---\ntitle: A\n---\n\n| a |\n|---|\n| x | *y* |\n")

    x, y = page.tables[0].rows[0]

    assert (str(x.where), str(y.where)) == ("page.md:7:3", "page.md:7:7")


def test_liquid_amid_a_table_does_not_end_it() -> None:
    page = page_of("| a |\n|---|\n| x |\n{% comment %} no {% endcomment %}\n| y |\n")

    assert [row[0].text for row in page.tables[0].rows] == ["x", "y"]
    assert [aside.text for aside in page.asides] == [
        "{% comment %} no {% endcomment %}"
    ]


def test_front_matter_that_is_no_yaml_is_kept_line_by_line() -> None:
    page = page_of("---\ntitle: [\nyear: 2017\n---\ntext\n")

    assert [text for _, text, _ in page.front] == ["title: [", "year: 2017"]


def test_every_liquid_tag_comes_back_as_it_was() -> None:
    cell = "{{ a }}{{ b }} and {% c %}"

    assert "".join(piece.text for piece in pieces_of(cell)) == cell
