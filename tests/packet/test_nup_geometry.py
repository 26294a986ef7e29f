"""Slides stand on sheets within their cells, in proportion and in order."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.packet.pages import Box
from syllabus.packet.paper.booklet import folded_order
from syllabus.packet.paper.geometry import MOST_ENLARGED, PageShape
from syllabus.packet.paper.groups import SlideGroup, slide_groups
from syllabus.packet.paper.layout import Layout, LayoutKind, Order, Paper
from syllabus.packet.paper.moved import on_sheet
from syllabus.packet.paper.sheets import plan_sheets
from syllabus.packet.plan import Footer, PacketPlan, Run

SLIDE = PageShape(Box(0, 0, 720, 540))
WIDE = PageShape(Box(0, 0, 720, 405))
UPRIGHT = PageShape(Box(0, 0, 612, 792))
ON_A_SHEET = {"1": 1, "2": 2, "3-notes": 3, "4": 4, "6": 6, "booklet": 4}

corners = st.floats(-3000, 3000, allow_nan=False)
sides = st.floats(20, 5000, allow_nan=False)


@st.composite
def page_shapes(draw: st.DrawFn) -> PageShape:
    x, y = draw(corners), draw(corners)
    box = Box(x, y, x + draw(sides), y + draw(sides))
    turned = draw(st.sampled_from([0, 90, 180, 270]))
    return PageShape(box, turned, draw(st.floats(0.25, 8)))


layouts = st.builds(
    Layout,
    kind=st.sampled_from(LayoutKind),
    paper=st.sampled_from(Paper),
    order=st.sampled_from(Order),
    margin=st.floats(18, 72),
    gap=st.floats(0, 18),
    note_lines=st.integers(0, 30),
    numbers=st.booleans(),
)


def overlap(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1e-6 and up > 1e-6


@given(st.lists(page_shapes(), min_size=1, max_size=14), layouts)
def test_slides_keep_their_proportions_and_clear_of_all_else(
    shapes: list[PageShape], layout: Layout
) -> None:
    sheets = plan_sheets(shapes, [SlideGroup(0, len(shapes))], layout)

    shown = [page for sheet in sheets for page in sheet.pages]
    assert sorted(shown) == list(range(len(shapes)))
    margin = layout.margin * (0.8 if layout.kind is LayoutKind.BOOKLET else 1) - 1e-6
    for sheet in sheets:
        area = Box(margin, margin, sheet.width - margin, sheet.height - margin)
        taken = [placed.place for placed in sheet.placements]
        for leaf in sheet.leaves:
            taken += leaf.notes + ((leaf.foot,) if leaf.foot else ())
        for place in taken:
            assert place.around(area) == area
        for one, other in combinations(taken, 2):
            assert not overlap(one, other)
        for placed in sheet.placements:
            shape = shapes[placed.page]
            across = placed.place.width / shape.shown_width
            assert across == pytest.approx(placed.place.height / shape.shown_height)
            assert across <= MOST_ENLARGED + 1e-9
            assert on_sheet(placed.matrix, shape.box) == pytest.approx(
                placed.place, abs=1e-3
            )


@given(page_shapes(), layouts)
def test_a_slide_is_not_mirrored(shape: PageShape, layout: Layout) -> None:
    (placed,) = plan_sheets([shape], [SlideGroup(0, 1)], layout)[0].placements

    a, b, c, d, _, _ = placed.matrix
    assert a * d - b * c > 0


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("kind", LayoutKind)
def test_a_sheet_holds_as_many_as_its_layout_says(
    kind: LayoutKind, paper: Paper
) -> None:
    many = ON_A_SHEET[kind]

    sheets = plan_sheets(
        [SLIDE] * (8 * many), [SlideGroup(0, 8 * many)], Layout(kind, paper)
    )

    assert [len(sheet.placements) for sheet in sheets] == [many] * 8
    assert {tuple(sorted((s.width, s.height))) for s in sheets} == {paper.size}


@pytest.mark.parametrize(
    ("kind", "shape", "wide"),
    [
        (LayoutKind.ONE, SLIDE, True),
        (LayoutKind.ONE, UPRIGHT, False),
        (LayoutKind.TWO, WIDE, False),
        (LayoutKind.TWO, UPRIGHT, True),
        (LayoutKind.THREE_NOTES, WIDE, False),
        (LayoutKind.FOUR, SLIDE, True),
        (LayoutKind.FOUR, UPRIGHT, False),
        (LayoutKind.SIX, SLIDE, False),
        (LayoutKind.SIX, UPRIGHT, True),
        (LayoutKind.BOOKLET, SLIDE, True),
    ],
)
def test_paper_is_turned_so_that_slides_come_out_large(
    kind: LayoutKind, shape: PageShape, wide: bool
) -> None:
    (sheet, *_) = plan_sheets([shape] * 4, [SlideGroup(0, 4)], Layout(kind))

    assert (sheet.width > sheet.height) == wide


def test_slides_follow_each_other_by_row_or_by_column() -> None:
    def places(order: Order) -> list[tuple[float, float]]:
        (sheet,) = plan_sheets(
            [SLIDE] * 6, [SlideGroup(0, 6)], Layout(LayoutKind.SIX, order=order)
        )
        return [(p.place.x0, -p.place.y0) for p in sheet.placements]

    by_row, by_column = places(Order.ROW), places(Order.COLUMN)

    assert by_row == sorted(by_row, key=lambda place: place[::-1])
    assert by_column == sorted(by_column)
    assert sorted(by_row) == by_column


def test_each_group_begins_on_a_new_sheet_and_other_pages_stay_whole() -> None:
    groups = [SlideGroup(2, 5, "Lecture 1"), SlideGroup(7, 1, "Lecture 2")]

    sheets = plan_sheets(
        [UPRIGHT] * 2 + [SLIDE] * 6 + [UPRIGHT], groups, Layout(LayoutKind.FOUR)
    )

    assert [s.pages for s in sheets] == [(0,), (1,), (2, 3, 4, 5), (6,), (7,), (8,)]
    assert [leaf.words for s in sheets for leaf in s.leaves] == [
        *("", "", "Lecture 1", "Lecture 1", "Lecture 2", "")
    ]


def test_a_whole_page_of_the_paper_s_size_is_kept_as_it_is() -> None:
    shapes = [UPRIGHT, PageShape(Box(0, 0, 595.5, 842)), UPRIGHT]

    sheets = plan_sheets(shapes, [], Layout(LayoutKind.ONE), [True, True, False])

    assert [sheet.kept for sheet in sheets] == [0, None, None]
    assert sheets[2].placements[0].place == Box(0, 0, 612, 792)
    # A4 on letter: smaller, centred
    assert sheets[1].placements[0].place == pytest.approx((26, 0, 586, 792), abs=1)


def test_a_small_whole_page_is_not_enlarged() -> None:
    (sheet,) = plan_sheets([PageShape(Box(0, 0, 100, 200))], [], Layout(LayoutKind.ONE))

    assert sheet.placements[0].place == Box(256, 296, 356, 496)


@pytest.mark.parametrize(
    "groups",
    [
        [SlideGroup(0, 3), SlideGroup(2, 1)],
        [SlideGroup(3, 2)],
        [SlideGroup(-1, 2)],
        [SlideGroup(2, 1), SlideGroup(0, 1)],
    ],
)
def test_groups_that_overlap_or_go_beyond_the_packet_are_refused(
    groups: list[SlideGroup],
) -> None:
    with pytest.raises(ValueError, match="within 4 pages"):
        plan_sheets([SLIDE] * 4, groups, Layout(LayoutKind.TWO))


@pytest.mark.parametrize(
    "wrong", [{"margin": -1}, {"margin": 200}, {"gap": 40}, {"note_lines": 31}]
)
def test_a_layout_without_room_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="0 to"):
        Layout(LayoutKind.TWO, **wrong)  # type: ignore[arg-type]


def test_a_booklet_of_eight_pages_folds_into_order() -> None:
    assert folded_order(8) == [(7, 0), (1, 6), (5, 2), (3, 4)]


@given(st.integers(0, 60))
def test_a_folded_booklet_reads_in_order(quads: int) -> None:
    sides = folded_order(4 * quads)

    assert read_in_order(sides) == list(range(4 * quads))


def read_in_order(sides: list[tuple[int, int]]) -> list[int]:
    """The pages of sheets that are folded into each other, as one turns them.

    Up to the fold in the middle these are right halves of fronts and left halves of
    backs, then the other halves from the innermost sheet outward.
    """
    first = [side[1] if i % 2 == 0 else side[0] for i, side in enumerate(sides)]
    second = [side[0] if i % 2 == 0 else side[1] for i, side in enumerate(sides)]
    return first + second[::-1]


@given(st.integers(0, 60), st.integers(1, 12))
def test_signatures_read_in_order_one_after_the_other(quads: int, sheets: int) -> None:
    sides = folded_order(4 * quads, sheets)

    stacks = [sides[n : n + 2 * sheets] for n in range(0, len(sides), 2 * sheets)]
    pages = [page for stack in stacks for page in read_in_order(stack)]
    assert pages == list(range(4 * quads))
    assert all(len(stack) == 2 * sheets for stack in stacks[:-1])


def test_a_thick_booklet_is_laid_out_in_signatures() -> None:
    layout = Layout(LayoutKind.BOOKLET, signature=1)
    sheets = plan_sheets([SLIDE] * 11, [SlideGroup(0, 11, "L")], layout)

    # Pages of two slides: 4 and 1, 2 and 3; then two pages on a sheet that is not full
    assert [sheet.pages for sheet in sheets] == [
        *((6, 7, 0, 1), (2, 3, 4, 5)),
        *((8, 9), (10,)),
    ]


@pytest.mark.parametrize("sheets", [-1, 51])
def test_a_signature_of_no_thickness_or_too_many_sheets_is_refused(sheets: int) -> None:
    with pytest.raises(ValueError, match="signature"):
        Layout(LayoutKind.BOOKLET, signature=sheets)


def test_a_booklet_is_filled_up_with_blank_pages() -> None:
    sheets = plan_sheets(
        [UPRIGHT, *[SLIDE] * 5], [SlideGroup(1, 5, "L")], Layout(LayoutKind.BOOKLET)
    )

    # Pages: the whole page; slides 1, 2; 3, 4; 5
    assert [sheet.pages for sheet in sheets] == [(5, 0), (1, 2, 3, 4)]
    sheets = plan_sheets(
        [UPRIGHT, *[SLIDE] * 7], [SlideGroup(1, 7, "L")], Layout(LayoutKind.BOOKLET)
    )
    assert [sheet.pages for sheet in sheets] == [(0,), (1, 2), (3, 4), (5, 6, 7)]


def test_numbers_in_a_booklet_stand_outward() -> None:
    sheets = plan_sheets(
        [SLIDE] * 16, [SlideGroup(0, 16, "L")], Layout(LayoutKind.BOOKLET)
    )

    for sheet in sheets:
        left, right = sheet.leaves
        assert left.number_left
        assert not right.number_left
        assert all(p.place.x1 < sheet.width / 2 for p in left.placements)
        assert all(p.place.x0 > sheet.width / 2 for p in right.placements)


def test_the_decks_of_a_lecture_are_one_group() -> None:
    def run(source: int, count: int, words: str) -> Run:
        return Run(source, 0, count, (Footer(words),) * count)

    plan = PacketPlan(
        title="",
        language="en",
        runs=(
            Run(0, 0, 3),
            run(1, 4, "Lecture 1"),
            run(2, 2, "Lecture 1"),
            run(3, 5, "Lecture 2"),
            Run(0, 3, 1),
            run(4, 1, "Lecture 2"),
            Run(5, 0, 2),
            Run(6, 0, 2),
        ),
    )

    assert slide_groups(plan) == (
        SlideGroup(3, 6, "Lecture 1"),
        SlideGroup(9, 5, "Lecture 2"),
        SlideGroup(15, 1, "Lecture 2"),
        SlideGroup(16, 2),
        SlideGroup(18, 2),
    )


def test_a_divider_opens_a_lecture_with_what_stands_for_its_missing_decks() -> None:
    footers = (Footer("Lecture 1"),) * 4
    plan = PacketPlan(
        title="",
        language="en",
        runs=(
            Run(0, 0, 2),
            Run(0, 2, 1, opens=True),
            Run(0, 3, 1),
            Run(1, 0, 4, footers),
            Run(2, 0, 4, footers),
            Run(0, 4, 1, opens=True),
        ),
    )

    assert slide_groups(plan) == (
        SlideGroup(2, 10, "Lecture 1", headed=True),
        SlideGroup(12, 1, headed=True),
    )


@pytest.mark.parametrize("kind", LayoutKind)
def test_a_heading_stands_above_the_first_slides_and_takes_no_sheet(
    kind: LayoutKind,
) -> None:
    strip = PageShape(Box(0, 0, 400, 56))
    count = 3 * ON_A_SHEET[kind]
    group = SlideGroup(0, 1 + count, headed=True)
    sheets = plan_sheets([strip, *[WIDE] * count], [group], Layout(kind))
    leaves = sorted(
        (leaf for sheet in sheets for leaf in sheet.leaves if leaf.placements),
        key=lambda leaf: leaf.placements[0].page,
    )

    assert len(leaves) == (6 if kind is LayoutKind.BOOKLET else 3)
    head, *slides = leaves[0].placements
    assert not head.framed
    assert head.place.width <= 400
    assert leaves[0].foot
    assert head.place.x0 == pytest.approx(leaves[0].foot.x0)
    assert all(slide.place.y1 < head.place.y0 for slide in slides)
    assert all(slide.place.y0 > leaves[0].foot.y0 for slide in slides)


def test_a_heading_without_slides_has_a_page_of_its_own() -> None:
    (sheet,) = plan_sheets(
        [WIDE], [SlideGroup(0, 1, headed=True)], Layout(LayoutKind.SIX)
    )

    assert sheet.pages == (0,)
