from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from syllabus.core.checks.subject import DeckFile, DeckState, Inventory
from syllabus.core.pages import held_back, page_map, releases
from syllabus.core.view.handout import content_version, handout_view
from syllabus.core.view.packet import packet_view
from tests.core.courses import CLASS, HEAD, subject_of

if TYPE_CHECKING:
    from syllabus.core.pages import PageMap
    from syllabus.core.view.handout import HandoutView
    from syllabus.core.view.packet import PacketView
    from syllabus.core.view.schedule import RowView

NOW = dt.datetime.fromisoformat("2017-04-05T12:00")

FILES = Inventory(
    decks={
        "a.pdf": DeckFile(DeckState.READY, 10),
        "b.pdf": DeckFile(DeckState.READY, 5),
        "x/a.pdf": DeckFile(DeckState.READY, 3),
        "locked.pdf": DeckFile(DeckState.LOCKED, 0, "the file is locked"),
        "gone.pdf": DeckFile(DeckState.MISSING, 0, "there is no such file"),
    }
)


def pages_of(text: str, now: dt.datetime = NOW) -> PageMap:
    return page_map(subject_of(text, FILES), now)


def view_of(text: str, now: dt.datetime = NOW) -> HandoutView:
    subject = subject_of(text, FILES)
    return handout_view(subject, page_map(subject, now), now)


def packet_of(text: str) -> PacketView:
    subject = subject_of(text, FILES)
    return packet_view(subject, page_map(subject, NOW), NOW)


def rows_of(text: str, now: dt.datetime = NOW) -> list[RowView]:
    [table] = view_of(text, now).timetables
    return [row for week in table.weeks for row in week.rows]


def row_of(entry: str) -> RowView:
    return rows_of(f"{CLASS}schedule: [{entry}]\n")[0]


# The page map


def test_pages_count_from_the_first_divider() -> None:
    pages = pages_of(
        f"{CLASS}schedule: [{{topic: x, decks: [a.pdf, b.pdf]}}, y, "
        "{topic: z, decks: x/a.pdf}]\n"
    )

    assert [part.page for part in pages.parts] == [1, 17]
    assert [(d.page, d.pages) for p in pages.parts for d in p.decks] == [
        *((2, 10), (12, 5), (18, 3))
    ]
    assert pages.slides == 18


def test_a_deck_stands_with_its_first_lecture_by_date() -> None:
    pages = pages_of(
        f"{CLASS}schedule: [{{topic: late, date: 2017-04-04, decks: a.pdf}}, "
        "{topic: early, decks: [a.pdf, b.pdf]}]\n"
    )

    assert [[d.file for d in p.decks] for p in pages.parts] == [["a.pdf", "b.pdf"], []]
    assert pages.parts[1].repeats == ("a.pdf",)


def test_decks_of_one_name_have_destinations_of_their_own() -> None:
    def names(*decks: str) -> dict[str, str]:
        text = f"{CLASS}schedule: [{{topic: x, decks: [{', '.join(decks)}]}}]\n"
        return {deck.file: deck.name for deck in pages_of(text).parts[0].decks}

    both = names("a.pdf", "x/a.pdf")
    assert len(set(both.values())) == 2
    assert names("x/a.pdf", "a.pdf") == both, "a name stays when the schedule moves"
    assert names("Lecture 1.pdf") == {"Lecture 1.pdf": "deck-lecture-1"}
    assert names("讲义.pdf")["讲义.pdf"] != names("幻灯.pdf")["幻灯.pdf"]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("locked.pdf", "The file is locked with a password."),
        ("gone.pdf", "There is no such file."),
    ],
)
def test_a_deck_that_is_not_ready_has_one_page_that_says_why(
    file: str, says: str
) -> None:
    pages = pages_of(f"{CLASS}schedule: [{{topic: x, decks: {file}}}]\n")
    [deck] = pages.parts[0].decks

    assert (deck.pages, deck.absence) == (1, says)
    assert pages.slides == 0


@pytest.mark.parametrize(
    ("release", "absence"),
    [
        ("never", "These slides are not handed out."),
        ("after class", ""),
        ("2017-04-05", ""),
        ("2017-04-05 12:00", ""),
        (
            "2017-04-05 12:01",
            "These slides are handed out on Wednesday, April 5, 2017.",
        ),
        (
            "1 week after lecture 2",
            "These slides are handed out on Thursday, April 6, 2017.",
        ),
    ],
)
def test_a_deck_is_held_back_until_its_release(release: str, absence: str) -> None:
    deck = f"{{file: a.pdf, release: {release}}}"
    pages = pages_of(f"{CLASS}schedule: [{{topic: x, decks: {deck}}}, y]\n")

    assert pages.parts[0].decks[0].absence == absence


def test_a_deck_is_held_back_until_the_end_of_its_class() -> None:
    deck = "{file: a.pdf, release: after class}"
    text = f"{CLASS}schedule: [{{topic: x, decks: {deck}}}]\n"
    ends = dt.datetime.fromisoformat("2017-03-28T11:50")
    before = pages_of(text, ends - dt.timedelta(minutes=1))

    assert before.parts[0].decks[0].absence == (
        "These slides are handed out after class."
    )
    assert pages_of(text, ends).parts[0].decks[0].absence == ""
    assert list(releases(subject_of(text))) == [ends]


# The handout


@pytest.mark.parametrize(
    ("entry", "headline", "tag", "byline"),
    [
        ("Tensors", "Tensors", "", ""),
        ("{lab: Tensors}", "Tensors", "Lab", ""),
        ("{lab: Tensor lab}", "Tensor lab", "", ""),
        ("{lab: Labor and machines}", "Labor and machines", "Lab", ""),
        ("{exam: Examples of all kinds}", "Examples of all kinds", "Exam", ""),
        ("{kind: exam}", "Exam", "", ""),
        ("{break: Reading day}", "Reading day", "No class", ""),
        ("{guest: FPGA, speaker: Ada}", "FPGA", "", "Guest lecture by Ada"),
        (
            "{guest: FPGA, speaker: A, affiliation: B}",
            "FPGA",
            "",
            "Guest lecture by A, B",
        ),
        ("{guest: FPGA}", "FPGA", "Guest lecture", ""),
        ("{guest: , speaker: Ada, affiliation: B}", "Guest lecture by Ada", "", "B"),
        ("{guest: FPGA, affiliation: B}", "FPGA", "Guest lecture", "B"),
        ("{topic: x, speaker: Ada}", "x", "", "with Ada"),
    ],
)
def test_how_a_meeting_is_called(
    entry: str, headline: str, tag: str, byline: str
) -> None:
    row = row_of(entry)

    assert (row.headline, row.tag, row.byline) == (headline, tag, byline)


@pytest.mark.parametrize(
    ("entry", "marks"),
    [
        ("x", []),
        ("{topic: x, room: CSE 305}", ["Room: CSE 305"]),
        ("{topic: x, room: https://x.org/meet}", ["Online"]),
        ("{topic: x, hours: 9:00-10:00}", ["Hours: 9:00–10:00\N{NO-BREAK SPACE}AM"]),
        ("{topic: x, date: 2017-03-27, partner: CSE 548}", ["Joint with CSE 548"]),
        (
            "{topic: x, date: 2017-03-29, instead_of: 2017-03-28}",
            ["Instead of Tue, Mar 28"],
        ),
        ("{topic: x, date: 2017-03-29, extra: yes}", ["Extra meeting"]),
    ],
)
def test_what_is_not_as_usual_is_marked(entry: str, marks: list[str]) -> None:
    assert [mark.text for mark in row_of(entry).marks] == marks


def test_rows_are_in_weeks_of_the_term() -> None:
    [table] = view_of(f"{CLASS}schedule: [a, b, c]\n").timetables

    assert [(week.number, len(week.rows)) for week in table.weeks] == [(1, 2), (2, 1)]
    assert [row.day for row in table.weeks[1].rows] == ["Tue, Apr 4"]


def test_a_holiday_that_takes_a_class_day_has_a_row() -> None:
    holidays = (
        "holidays:\n  2017-04-01: A Saturday\n  2017-03-29 to 2017-04-04: Festival\n"
        "  2017-03-30: Also\n"
    )
    rows = rows_of(f"{CLASS}{holidays}schedule: [a, b]\n")

    assert [(row.kind, row.day, row.headline) for row in rows] == [
        ("lecture", "Tue, Mar 28", "a"),
        ("holiday", "Wed, Mar 29 – Tue, Apr 4", "Festival"),
        ("holiday", "Thu, Mar 30", "Also"),
        ("lecture", "Thu, Apr 6", "b"),
    ]


def test_holidays_that_begin_before_the_term_have_anchors_of_their_own() -> None:
    holidays = "holidays: {2017-03-20 to 2017-03-28: A, 2017-03-27 to 2017-03-28: B}\n"
    anchors = [row.anchor for row in rows_of(f"{CLASS}{holidays}schedule: [a]\n")]

    assert len(set(anchors)) == 3


WORK = (
    "assignments:\n"
    "  - {id: a, title: A, link: https://x.org/a, out: 2017-03-28,\n"
    "     due: 2017-04-01 17:00}\n"
    "  - {id: b, title: B, due: 2017-03-30, weight: 12.5}\n"
    "  - {id: c, title: C}\n"
)


def test_work_stands_with_the_meeting_of_its_day_or_on_its_own() -> None:
    rows = rows_of(f"{CLASS}{WORK}schedule: [x, {{break: y}}]\n")

    assert [
        (r.kind, [m.text for m in r.out], [m.text for m in r.due]) for r in rows
    ] == [
        ("lecture", ["A out"], []),
        ("break", [], ["B due"]),
        ("deadline", [], ["A due at 5:00\N{NO-BREAK SPACE}PM"]),
    ]
    assert rows[0].out[0].href == "https://x.org/a"


def test_work_on_a_day_without_class_stands_in_its_row_in_every_form() -> None:
    holidays = "holidays: {2017-03-30: H, 2017-04-04 to 2017-04-06: J}\n"
    work = WORK + "  - {id: d, title: D, due: 2017-04-04}\n"
    rows = rows_of(f"{CLASS}{holidays}{work}schedule: [x, y]\n")

    assert [(r.kind, r.day[5:], [m.text for m in r.due]) for r in rows[:5]] == [
        ("lecture", "Mar 28", []),
        ("holiday", "Mar 30", ["B due"]),
        ("deadline", "Apr 1", ["A due at 5:00\N{NO-BREAK SPACE}PM"]),
        ("holiday", "Apr 4 – Thu, Apr 6", []),
        ("deadline", "Apr 4", ["D due"]),
    ]


def test_deadlines_are_listed_by_day_and_what_is_never_due_last() -> None:
    [table] = view_of(f"{CLASS}{WORK}schedule: [x]\n").timetables

    assert [(d.title, d.out, d.due, d.weight) for d in table.deadlines] == [
        ("B", "", "Thu, Mar 30", "12.5%"),
        ("A", "Tue, Mar 28", "Sat, Apr 1, 5:00\N{NO-BREAK SPACE}PM", ""),
        ("C", "", "", ""),
    ]


def test_work_that_is_out_before_the_term_stands_in_week_1() -> None:
    text = (
        f"{CLASS}assignments: [{{id: a, title: A, out: 2017-03-01}}]\nschedule: [x]\n"
    )
    [table] = view_of(text).timetables

    assert [week.number for week in table.weeks] == [1]


@pytest.mark.parametrize(
    ("deck", "href", "note"),
    [
        ("a.pdf", "packet.pdf#deck-a", "packet p. 2"),
        ("{file: a.pdf, link: https://x.org/a}", "https://x.org/a", "packet p. 2"),
        ("gone.pdf", "", "not available"),
        ("{file: gone.pdf, link: https://x.org/a}", "https://x.org/a", ""),
        ("{file: a.pdf, link: https://x.org/a, release: never}", "", "not handed out"),
    ],
)
def test_where_a_decks_link_leads(deck: str, href: str, note: str) -> None:
    [link] = row_of(f"{{topic: x, decks: {deck}}}").links

    assert (link.href, link.note) == (href, note)


def test_logistics_have_pattern_term_finals_and_holidays() -> None:
    text = (
        CLASS.replace("06-01}", "06-09, finals: 2017-06-05 to 2017-06-09}")
        + "holidays: {2017-05-29: Memorial Day}\nschedule: [x]\n"
    )
    facts = {f.label: [p.text for p in f.parts] for f in view_of(text).facts}

    assert facts == {
        "Class": ["Tuesday and Thursday", "10:30–11:50\N{NO-BREAK SPACE}AM", "CSE 403"],
        "Term": ["March 28 – June 9, 2017"],
        "Finals": ["Mon, June 5 – Fri, June 9"],
        "No class": ["Mon, May 29: Memorial Day"],
    }


def test_each_section_has_a_timetable_and_its_logistics() -> None:
    text = HEAD + (
        "sections:\n  - {name: A, pattern: {days: Mon}, staff: Ada}\n"
        "  - {name: B, pattern: [{days: Tue}, {days: Fri, kind: lab}]}\nschedule: [x]\n"
    )
    view = view_of(text)

    assert [table.section for table in view.timetables] == ["A", "B"]
    assert [fact.label for fact in view.facts][:3] == ["A", "B", "B, Lab"]


def test_the_version_changes_with_the_text() -> None:
    one = subject_of(f"{CLASS}schedule: [x]\n")
    other = subject_of(f"{CLASS}schedule: [y]\n")

    assert content_version(one) != content_version(other)
    assert len(content_version(one)) == 7


# The packet


def test_the_packet_has_a_part_for_each_meeting_with_decks() -> None:
    view = packet_of(
        f"{CLASS}schedule: [{{topic: x, decks: [a.pdf, gone.pdf]}}, y, "
        "{lab: z, decks: [a.pdf, {file: b.pdf, title: More}]}]\n"
    )
    shown = [
        (p.label, [(d.title, d.slides) for d in p.decks], [d.name for d in p.repeats])
        for p in view.parts
    ]

    assert view.summary == "15 slides in 2 lectures"
    assert shown == [
        ("Lecture 1", [("Slides 1", "10 slides"), ("Slides 2", "no slides")], []),
        ("Lab", [("More", "5 slides")], ["deck-a"]),
    ]


def test_a_divider_says_what_is_out_and_due_that_day() -> None:
    text = (
        f"{CLASS}assignments: [{{id: a, title: A, due: lecture 1}}]\n"
        "schedule: [{topic: x, decks: a.pdf}]\n"
    )

    assert [mark.text for mark in packet_of(text).parts[0].due] == ["A due"]


def test_a_deck_that_one_lecture_holds_back_is_held_back_in_all() -> None:
    text = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-03-30}
pattern: {days: Tue/Thu}
schedule:
  - {lecture: First, decks: slides/a.pdf}
  - {lecture: Second, decks: {file: slides/a.pdf, release: 2017-03-30}}
"""
    subject = subject_of(text)

    assert held_back(subject, "slides/a.pdf", dt.datetime(2017, 3, 29))  # noqa: DTZ001 - local
    assert not held_back(subject, "slides/a.pdf", dt.datetime(2017, 3, 30))  # noqa: DTZ001


def test_a_day_that_follows_another_weekday_says_so() -> None:
    subject = subject_of("""\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-03-31}
pattern: {days: Tue}
day_swaps: {2017-03-30: Tuesday}
schedule: [First, Second]
""")
    pages = page_map(subject, NOW)
    view = handout_view(subject, pages, NOW)
    rows = [row for week in view.timetables[0].weeks for row in week.rows]

    assert [mark.text for mark in rows[1].marks] == ["Follows Tuesday’s schedule"]
    assert rows[0].marks == ()
    facts = {fact.label: fact.parts[0].text for fact in view.facts}
    assert facts["Changed day"] == "Thu, Mar 30 follows Tuesday’s schedule"
