"""The titles of slides, and the bookmarks that they become."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from syllabus.packet.prepare import prepare_deck
from syllabus.packet.titles import slide_titles, titled_outline
from tests.packet.look import bookmarks
from tests.packet.make import add_page, deck, saved

Line = tuple[float, float, float, str]
"""Size, place from the left and from the bottom, and words."""

BODY: list[Line] = [
    (18, 60, 380, "• Tables have keys and rows"),
    (18, 60, 350, "• Views are queries with a name"),
    (18, 60, 320, "• Indexes cost space and save time"),
    (18, 60, 290, "• A plan is a tree of operators"),
]
FOOT: list[Line] = [(10, 40, 12, "Database Systems, Spring 2027"), (10, 680, 12, "7")]


def page_of(lines: list[Line]) -> bytes:
    """Content that writes lines with the font F."""
    return b"\n".join(
        f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET".encode("cp1252")
        for size, x, y, text in lines
    )


def deck_of(*slides: list[Line]) -> bytes:
    """A deck with a page of lines for each slide."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )
        for lines in slides:
            page = add_page(pdf, page_of(lines))
            page["/Resources"] = Dictionary(Font=Dictionary(F=font))
        return saved(pdf)


def slide(title: str, size: float = 28, y: float = 480) -> list[Line]:
    return [*BODY, (size, 40, y, title), *FOOT]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        pytest.param(slide("Joins"), "Joins", id="at the top"),
        pytest.param(slide("Joins", 19), "Joins", id="little larger, at the top"),
        pytest.param(
            [(34, 100, 260, "Storage"), (24, 100, 200, "Part two"), *FOOT],
            "Storage",
            id="in the middle of a slide of little else",
        ),
        pytest.param(
            [*slide("What is a join"), (28, 40, 448, "and what does it cost?")],
            "What is a join and what does it cost?",
            id="of two lines",
        ),
        pytest.param(
            [*slide("Joins"), (60, 100, 200, "up to 42 percent")],
            "Joins",
            id="beside a large number",
        ),
        pytest.param(
            [(12, 40, 520, "Chapter 3"), *slide("Joins")],
            "Joins",
            id="below a small head",
        ),
        pytest.param(slide("  Joins\xa0 and\tkeys "), "Joins and keys", id="spaced"),
        pytest.param([*BODY, *FOOT], "", id="a list alone"),
        pytest.param([(18, 60, y, "A line of text") for y in range(40, 500, 20)], ""),
        pytest.param([(40, 60, 300, "12 + 30 = 42")], "", id="no word"),
        pytest.param([], "", id="nothing"),
        pytest.param([(40, 900, 300, "Out of sight")], "", id="off the page"),
    ],
)
def test_the_title_is_the_largest_text_near_the_top(
    lines: list[Line], title: str
) -> None:
    assert slide_titles(deck_of(lines)) == (title,)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_slide_has_the_title_that_one_reads(turn: int) -> None:
    # The same slide, drawn so that it is upright on a page that is shown turned.
    matrix = {90: "0 1 -1 0 540 0", 180: "-1 0 0 -1 720 540", 270: "0 -1 1 0 0 720"}
    box = (0, 0, 720, 540) if turn == 180 else (0, 0, 540, 720)
    with pikepdf.open(_file(deck_of(slide("Joins")))) as pdf:
        page = pdf.pages[0].obj
        page["/Contents"] = pdf.make_stream(
            f"{matrix[turn]} cm\n".encode() + page_of(slide("Joins"))
        )
        page["/MediaBox"], page["/Rotate"] = Array(box), turn
        assert slide_titles(saved(pdf)) == ("Joins",)


def _file(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def test_what_stands_on_most_slides_is_no_title() -> None:
    names = [
        "Keys",
        "Rows",
        "Views",
        "Joins",
        "Plans",
        "Locks",
        "Logs",
        "Pages",
        "Trees",
    ]
    head: Line = (32, 40, 510, "Database Systems 101")
    slides = [[head, *slide(name, 28, 440)] for name in names]

    assert slide_titles(deck_of(*slides)) == tuple(names)


def test_a_long_title_ends_between_words() -> None:
    words = "On the cost of joins that nobody asked for and everybody pays " * 3
    title = slide_titles(deck_of([(11, 10, 480, words), (8, 10, 300, "Text")]))[0]

    assert len(title) <= 101
    assert title.endswith(" nobody…")


def test_ligatures_are_letters_and_rare_letters_shift_nothing() -> None:
    def change(pdf: Pdf) -> None:
        font = pdf.pages[0].obj.Resources.Font.F
        font["/ToUnicode"] = pdf.make_stream(
            b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
            b"2 beginbfchar <01> <fb01> <02> <d835dc53> endbfchar endcmap"
        )

    letters = "\x02 \x02 \x02 \x02 \x02 \x02"
    data = deck_of([(12, 40, 300, letters), (28, 40, 480, "Pro\x01t"), *FOOT])
    with pikepdf.open(_file(data)) as pdf:
        change(pdf)
        titles = slide_titles(saved(pdf))

    assert titles == ("Profit",)


def test_a_sequence_that_builds_up_stands_once() -> None:
    titles = ("Cover", "Joins", "Joins", "", "joins (cont.)", "Plans", "Joins", "")

    assert titled_outline(titles) == [
        ("Cover", 0),
        ("Joins", 1),
        ("Plans", 5),
        ("Joins", 6),
    ]


def test_a_deck_without_bookmarks_gets_its_titles() -> None:
    data = deck_of(slide("Joins"), slide("Joins"), slide("Plans"))

    assert bookmarks(prepare_deck(data).data) == [(0, "Joins", 0), (0, "Plans", 2)]
    assert bookmarks(prepare_deck(data, titles=False).data) == []


def test_a_deck_with_bookmarks_keeps_its_own() -> None:
    with pikepdf.open(_file(deck_of(slide("Joins"), slide("Plans")))) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Mine", 1))
        data = saved(pdf)

    assert bookmarks(prepare_deck(data).data) == [(0, "Mine", 1)]


def test_what_a_deck_hides_does_not_show_in_bookmarks() -> None:
    with pikepdf.open(_file(deck_of(slide("Answer: 42")))) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Answers")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(MC0=layer)
        shown = page.Contents.read_bytes()
        page["/Contents"] = pdf.make_stream(b"/OC /MC0 BDC\n" + shown + b"\nEMC")
        data = saved(pdf)

    assert bookmarks(prepare_deck(data).data) == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 and no more", deck(1)[:200]])
def test_a_file_that_cannot_be_read_has_no_titles(data: bytes) -> None:
    assert slide_titles(data) == ()


@pytest.mark.needs("shared")
def test_real_slides_have_the_titles_that_one_sees(shared: Path) -> None:
    decks = shared / "courses" / "dlsys-2017" / "pdf"
    found = slide_titles((decks / "lecture12.pdf").read_bytes())

    assert found[0] == "Lecture 12: Distributed Training and Communication Protocols"
    assert found[1:3] == ("Where are we", "Where are we")
    assert found[-1] == "Discussion: What’s Special about Communication"
    assert len(titled_outline(found)) == 29


@pytest.mark.needs("shared")
def test_nearly_every_real_slide_has_a_title(shared: Path) -> None:
    decks = sorted((shared / "courses" / "dlsys-2017" / "pdf").glob("*.pdf"))
    titles = [t for path in decks for t in slide_titles(path.read_bytes())]

    assert len(titles) == 476
    assert titles.count("") <= 2
    assert max(map(len, titles)) <= 101
