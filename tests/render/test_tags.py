"""A listener hears each element once, whole and in its place."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pikepdf
import pydyf
import pytest
import weasyprint

from syllabus.render.html import render_handout_html, render_packet_html
from syllabus.render.pdf import render_pdf
from syllabus.render.tags import TagsMovedError, keep_marks, write_structure
from tests.render import views
from tests.render.pages import link_annotations, structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = (
    "<html lang=en><title>x</title>"
    "<style>@page {{ size: 6cm 5cm; margin: 5mm }}</style>{}"
)


def elements(page: str, **more: Any) -> list[tuple[int, str, dict[str, str]]]:
    return list(structure(render_pdf(PAGE.format(page), **more).data))


def roles(page: str) -> list[str]:
    return [f"{'.' * depth}{role}" for depth, role, _ in elements(page)]


def test_what_relies_on_weasyprint_was_tried_with_this_version() -> None:
    assert weasyprint.__version__.split(".")[0] == "70"


def test_what_crosses_a_page_is_one_element() -> None:
    paragraph = "<p>" + "long text " * 60
    assert roles(f"<section>{paragraph}</p></section>") == ["Document", ".Sect", "..P"]


def test_a_table_over_pages_is_one_table_with_one_head() -> None:
    rows = "<tr><th scope=row>a<td>b" * 40
    counts = Counter(
        role
        for _, role, _ in elements(
            f"<table><thead><tr><th>A<th>B</thead><tbody>{rows}</table>"
        )
    )

    assert counts == Counter(Document=1, Table=1, THead=1, TBody=1, TR=41, TH=42, TD=40)


def test_header_cells_say_what_they_head() -> None:
    found = elements(
        "<table><tr><th scope=col>a<th scope=col>b"
        "<tr><th scope=row>c<td colspan=2>d</table>"
    )

    said = [(role, attributes) for _, role, attributes in found if role in {"TH", "TD"}]
    assert said == [
        ("TH", {"Scope": "/Column"}),
        ("TH", {"Scope": "/Column"}),
        ("TH", {"Scope": "/Row"}),
        ("TD", {"ColSpan": "2"}),
    ]


def test_an_item_of_a_list_has_a_label_and_a_body() -> None:
    assert roles("<ul><li>a<ul><li>b</ul></ul>") == [
        "Document",
        ".L",
        "..LI",
        "...Lbl",
        "...LBody",
        "....L",
        ".....LI",
        "......Lbl",
        "......LBody",
    ]
    assert roles("<ul style='list-style: none'><li>a</ul>") == [
        *("Document", ".L", "..LI", "...LBody")
    ]


def test_lists_say_how_they_are_numbered() -> None:
    found = elements("<ol><li>a</ol><ul><li>b</ul><dl><dt>c<dd>d</dl>")

    assert [said for _, role, said in found if role == "L"] == [
        {"ListNumbering": "/Decimal"},
        {"ListNumbering": "/Disc"},
        {"ListNumbering": "/None"},
    ]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("lower-alpha", "LowerAlpha"),
        ("upper-roman", "UpperRoman"),
        ("square", "Square"),
        ("none", "None"),
        ("arabic-indic", "Decimal"),
        ("'-'", "Decimal"),
    ],
)
def test_a_list_is_numbered_as_its_style_says(style: str, said: str) -> None:
    found = elements(f'<ol style="list-style-type: {style}"><li>a</ol>')

    assert found[1][1:] == ("L", {"ListNumbering": f"/{said}"})


def test_a_term_has_all_its_definitions() -> None:
    assert roles("<dl><dt>a<dd>b<dd>c<dt>d<dd>e</dl>") == [
        *("Document", ".L", "..LI", "...Lbl", "...LBody", "....P", "....P"),
        *("..LI", "...Lbl", "...LBody", "....P"),
    ]


def test_what_holds_a_term_and_its_definitions_together_is_not_heard() -> None:
    assert roles(
        "<dl><div><dt>a<dd>b<dd>c</div><div><dt>d<dd>e</div></dl><div><p>f</div>"
    ) == [
        *("Document", ".L", "..LI", "...Lbl", "...LBody", "....P", "....P"),
        *("..LI", "...Lbl", "...LBody", "....P"),
        *(".Div", "..P"),
    ]


def test_a_head_over_a_group_of_rows_is_one_of_its_columns() -> None:
    found = elements(
        "<table><tbody><tr><th scope=rowgroup colspan=2>a"
        "<tr><th scope=row>b<td>c</table>"
    )

    assert [said for _, role, said in found if role == "TH"] == [
        {"Scope": "/Column", "ColSpan": "2"},
        {"Scope": "/Row"},
    ]


def test_text_alone_is_a_paragraph_and_what_is_empty_is_left_out() -> None:
    assert roles("<div>a</div><div><p>b</div><p></p><section></section>") == [
        *("Document", ".P", ".Div", "..P")
    ]


def test_words_between_blocks_are_paragraphs() -> None:
    assert roles(
        "<section>a <em>b</em><p>c</p><a href='https://e.org/'>d</a></section>e"
    ) == [*("Document", ".Sect", "..P", "..P", "..P", "...Link", ".P")]
    assert roles("<div><a id=x href='#x'>d</a></div><address>e</address>") == [
        *("Document", ".P", "..Link", ".P")
    ]


def test_an_abbreviation_says_what_it_stands_for() -> None:
    found = elements("<p><abbr title='Teaching assistant'>TA</abbr> <abbr>x</abbr>")

    assert found[1:] == [(1, "P", {}), (2, "Span", {"E": "Teaching assistant"})]


def test_a_footnote_is_heard_where_it_is_called(weasyprint_log: list[str]) -> None:
    data = render_pdf(
        PAGE.format(
            "<style>span { float: footnote }</style>"
            "<p>a<span>n</span> b<span lang=fr>m <em>c</em></span><p>d"
        )
    ).data

    assert [one[:2] for one in structure(data)][1:] == [
        *((1, "P"), (2, "Reference"), (2, "Note"), (3, "Lbl")),
        *((2, "Reference"), (2, "Note"), (3, "Lbl"), (1, "P")),
    ]
    assert [said for _, role, said in structure(data) if role == "Note"] == [
        {"ID": "note-0001"},
        {"ID": "note-0002", "Lang": "fr"},
    ]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert [names[name].S for name in names] == ["/Note", "/Note"]


def test_a_note_that_says_that_it_is_one_is_one() -> None:
    found = elements(
        "<p>a<a role=doc-noteref href='#n'>1</a><p id=n role=doc-footnote>b"
    )

    assert [one[:2] for one in found[1:]] == [
        *((1, "P"), (2, "Reference"), (1, "P"), (2, "Note"))
    ]


@pytest.mark.parametrize(
    ("picture", "heard"),
    [
        ("<svg {} role=img aria-label='A bar'><text y=9>x</text></svg>", "Figure"),
        ("<svg {} role=math aria-label='A bar'><text y=9>x</text></svg>", "Formula"),
        ("<svg {} aria-label='A bar'><text y=9>x</text></svg>", "Figure"),
        ("<svg {}><title>A bar</title><text y=9>x</text></svg>", "Figure"),
        ("<span role=img aria-label='A bar'>|</span>", "Figure"),
        ("<svg {} aria-label='A bar' aria-hidden=true><text y=9>x</text></svg>", ""),
        ("<svg {}><text y=9>x</text></svg>", ""),
    ],
)
def test_a_drawing_is_one_picture_with_its_words(picture: str, heard: str) -> None:
    data = render_pdf(PAGE.format(f"<p>a {picture.format('width=9 height=9')} b")).data

    expected = [(2, heard, {"Alt": "A bar"})] if heard else []
    assert list(structure(data))[2:] == expected
    if heard:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            figure = pdf.Root.StructTreeRoot.K[0].K[0].K[1]
            left, bottom, right, top = map(float, figure.A.BBox)
            page = list(map(float, pdf.pages[0].MediaBox))
        assert page[0] < left < right < page[2]
        assert page[1] < bottom < top < page[3]


def test_an_item_and_a_link_over_pages_are_one_each() -> None:
    long = "many words " * 60
    assert roles(f"<ul style='list-style: none'><li>{long}</ul>") == [
        *("Document", ".L", "..LI", "...LBody")
    ]
    data = render_pdf(PAGE.format(f"<p><a href='https://e.org'>{long}</a>")).data
    assert [role for _, role, _ in structure(data)] == ["Document", "P", "Link"]
    assert len(link_annotations(data)) > 10


def test_a_cell_over_pages_is_one() -> None:
    long = "many words " * 60
    found = roles(f"<table><tr><th scope=row>a<td>{long}</table>")

    assert found == ["Document", ".Table", "..TBody", "...TR", "....TH", "....TD"]


def test_a_link_without_words_says_its_address_and_one_that_is_broken_is_none(
    weasyprint_log: list[str],
) -> None:
    data = render_pdf(
        PAGE.format(
            "<p>x<a href='https://e.org/'><span role=img></span>.</a>"
            "<a href='https://e.org/'><span role=img>*</span></a>"
            "<a href='#nowhere'>y</a><a>z</a><a href='#x' aria-label='Up'>u</a>"
            "<p id=x>."
        )
    ).data

    assert [link["contents"] for link in link_annotations(data)] == [
        *(".", "https://e.org/", "Up")
    ]
    assert [role for _, role, _ in structure(data)] == [
        *("Document", "P", "Link", "Link", "Span", "Link", "P")
    ]
    weasyprint_log.clear()  # which misses an anchor


def test_a_viewer_shows_the_title_and_knows_language_and_order() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(PAGE.format("<h1>a</h1>")).data)) as pdf:
        root: Any = pdf.Root
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "x"
        assert {page.Tabs for page in pdf.pages} == {"/S"}
        with pdf.open_outline() as outline:
            assert [str(item.title) for item in outline.root] == ["a"]


def test_a_link_is_described_by_its_words() -> None:
    data = render_pdf(
        PAGE.format(
            "<p><a href='https://example.org/'>a long <em>enough</em>\n link to be on "
            "two lines of its paragraph</a> <a href='#x'>inside</a><p id=x>x"
        )
    ).data

    found = link_annotations(data)
    words = "a long enough link to be on two lines of its paragraph"
    assert [link["contents"] for link in found] == [words] * 3 + ["inside"]
    assert [role for _, role, _ in structure(data)].count("Link") == 2


def test_a_language_of_its_own_is_kept() -> None:
    found = elements("<p>a <span lang=de>Bär</span> <em>b</em><p lang=fr>c")

    assert [(role, said) for _, role, said in found][1:] == [
        ("P", {}),
        ("Span", {"Lang": "de"}),
        ("P", {"Lang": "fr"}),
    ]


def test_a_picture_has_its_words_and_one_that_says_nothing_is_not_heard(
    tmp_path: Path, weasyprint_log: list[str]
) -> None:
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    )

    found = elements(
        "<p>x<img src=a.svg alt='A graph'><img src=a.svg alt=''>",
        course_folder=tmp_path,
    )

    assert found[2:] == [(2, "Figure", {"Alt": "A graph"})]
    weasyprint_log.clear()  # which finds that the other ought to say something


def test_an_element_that_runs_on_each_page_is_heard_once() -> None:
    found = roles(
        "<style>@page { @top-left { content: element(run) } }"
        "p:first-of-type { position: running(run) }</style>"
        "<p>Run<p>x<p style='break-before: page'>y"
    )

    assert found == ["Document", ".P", ".P", ".P"]


def test_running_heads_are_not_heard() -> None:
    data = render_pdf(
        PAGE.format("<style>@page { @top-left { content: 'Run' } }</style><p>x")
    ).data

    assert [role for _, role, _ in structure(data)] == ["Document", "P"]


@pytest.mark.needs("shared", "pdftotext", "pdfinfo")
@pytest.mark.parametrize("page", ["handout", "packet"])
def test_all_that_is_printed_but_running_heads_is_reached(
    page: str, shared: Path, tmp_path: Path
) -> None:
    html = (
        render_handout_html(views.DLSYS)
        if page == "handout"
        else render_packet_html(views.DLSYS_PACKET)
    )
    path = tmp_path / "page.pdf"
    path.write_bytes(render_pdf(html).data)

    run = subprocess.run(
        [sys.executable, str(shared / "tools" / "coverage.py"), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )

    counts = re.search(
        r"painted but not in tags (\d+) .* not painted (\d+)", run.stdout
    )
    assert counts
    # On each of three pages its number, on two the running heads and where it is made
    # from again, on one the head of a table again; in the packet two numbers.
    running = ["Pageiof3"] * 3 + ["CSE599WDeepLearningSystems", "Spring2017"] * 2
    running += ["Madefromcourse.yaml,version1a2b3c4"] * 2
    running += ["WeekDateNo.TopicAssignments"]
    expected = len("".join(running)) if page == "handout" else len("ii" + "iii")
    assert (int(counts[1]), int(counts[2])) == (expected, 0)


@pytest.mark.needs("noto")
def test_a_glyph_that_is_part_of_a_letter_has_a_text() -> None:
    # The vowel sign is a glyph, and so is the letter below it.
    with pikepdf.open(io.BytesIO(render_pdf(PAGE.format("<p>أُنشئ")).data)) as pdf:
        texts = [
            font.ToUnicode.read_bytes()
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font
        ]

    assert b"> <2060>" in b"".join(texts)
    assert b"<>" not in b"".join(texts)


def finished(finish: Callable[[Any, Any, Any], None]) -> None:
    """Let WeasyPrint write a page, and something of ours finish it."""
    page = weasyprint.HTML(string=PAGE.format("<p>x"))
    document = page.render(pdf_variant="pdf/ua-1")
    marks = keep_marks(document)
    document.write_pdf(
        pdf_variant="pdf/ua-1", finisher=lambda _, pdf: finish(document, pdf, marks)
    )


def test_marks_are_kept_by_box() -> None:
    found: list[Any] = []
    finished(lambda document, pdf, marks: found.extend(marks[0].items()))

    ((box, mark),) = found
    assert (type(box).__name__, mark["mcid"]) == ("TextBox", 0)


def test_weasyprints_own_tags_are_gone() -> None:
    def finish(document: Any, pdf: Any, marks: Any) -> None:
        write_structure(document, pdf, marks)
        objects = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary)]
        roles = Counter(one["S"] for one in objects if "S" in one)
        assert roles == {"/P": 1, "/Document": 1}
        numbers = [one.number for one in pdf.objects]
        assert numbers == list(range(len(numbers)))

    finished(finish)


def no_marks(document: Any, pdf: Any, marks: Any) -> None:
    marks.clear()


def a_mark_too_many(document: Any, pdf: Any, marks: Any) -> None:
    marks[0]["a box that is nowhere"] = {"mcid": 1}


def no_structure(document: Any, pdf: Any, marks: Any) -> None:
    del pdf.catalog["StructTreeRoot"]


def something_after_the_metadata(document: Any, pdf: Any, marks: Any) -> None:
    pdf.add_object(pydyf.Dictionary({}))


def something_among_the_tags(document: Any, pdf: Any, marks: Any) -> None:
    metadata = pdf.objects.pop()
    pdf.add_object(pydyf.Dictionary({"Type": "/Font"}))
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


@pytest.mark.parametrize(
    "move",
    [
        no_marks,
        a_mark_too_many,
        no_structure,
        something_after_the_metadata,
        something_among_the_tags,
    ],
)
def test_it_fails_when_what_it_relies_on_moves(move: Any) -> None:
    def finish(document: Any, pdf: Any, marks: Any) -> None:
        move(document, pdf, marks)
        write_structure(document, pdf, marks)

    with pytest.raises(TagsMovedError):
        finished(finish)
