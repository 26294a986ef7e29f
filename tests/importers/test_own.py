"""What the program wrote itself is imported: each form gives back what it carries."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.parse import parse_course
from syllabus.core.view.handout import handout_view
from syllabus.core.view.resolved import course_data
from syllabus.importers.account import report_text
from syllabus.importers.own import import_own
from syllabus.importers.own_csv import import_own_csv
from syllabus.importers.own_html import import_own_html
from syllabus.importers.own_ics import import_own_ics
from syllabus.importers.own_json import import_own_json, read_json
from syllabus.jobs.forms import Forms
from tests.core.courses import WORDS, courses, subject_of
from tests.importers.importing import course_of
from tests.needs import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.core.view.data import CourseData, TimetableData
    from syllabus.importers.schedule_page import Imported
    from tests.core.courses import Generated

NOW = dt.datetime.fromisoformat("1989-01-01T00:00")


def data_of(text: str) -> CourseData:
    """The resolved course, without places in a packet: there are no decks."""
    subject = subject_of(text)
    language = Language.of_course(subject.course)
    return course_data(subject, page_map(subject, NOW), NOW, language)


def forms_of(text: str) -> Forms:
    """What makes the forms of a course."""
    subject = subject_of(text)
    pages = page_map(subject, NOW)
    view = handout_view(subject, pages, NOW)
    return Forms(subject, view, pages, NOW, None, folder=Path())


def facts(data: CourseData) -> dict[str, Any]:
    """All that the data says but how a date came about: written, or by the pattern."""
    found = data.model_dump(mode="json", exclude_defaults=True)
    for table in found["timetables"]:
        for meeting in table["meetings"]:
            meeting.pop("pinned", None)
    return found


FORMS = {
    "json": "syllabus.json",
    "html": "syllabus.html",
    "csv": "schedule.csv",
    "calendar": "calendar.ics",
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_sample_course_gives_its_course_and_report(
    form: str, golden: Callable[[str, str], None]
) -> None:
    text = (ROOT / "data" / "courses" / "dlsys-2017" / "course.yaml").read_text("utf-8")

    imported = import_own(forms_of(text).make(form), FORMS[form])

    assert imported
    course_of(imported)
    assert imported.text
    golden(f"importers/own-{form}.yaml", imported.text)
    # Where the data stands in the page is no matter.
    told = re.sub(r"syllabus\.html:\d+", "syllabus.html", report_text(imported.report))
    golden(f"importers/own-{form}.txt", f"{told}\n")


PROSE = st.lists(WORDS.map(str.strip), min_size=1, max_size=3).map("\n\n- ".join)
LINK = st.sampled_from(("https://example.org/a?b=c#d", "mailto:staff@example.org"))


class Fuller:
    """Adds to a course what the data has beside the schedule, by chance."""

    def __init__(self, draw: st.DrawFn, *, bilingual: bool) -> None:
        self._draw = draw
        both = st.fixed_dictionaries({"de": WORDS, "en": WORDS})
        self.words = st.one_of(WORDS, both) if bilingual else WORDS
        self.link = st.fixed_dictionaries({"title": self.words, "link": LINK})
        noted = st.fixed_dictionaries({"title": WORDS, "link": LINK, "note": PROSE})
        self.items = st.lists(st.one_of(WORDS, noted), min_size=1, max_size=2)

    def maybe(self, of: dict[str, Any], /, **values: st.SearchStrategy[Any]) -> None:
        for key, value in values.items():
            if self._draw(st.booleans()):
                of[key] = self._draw(value)

    def course(self, data: dict[str, Any]) -> None:
        self.maybe(
            data,
            code=WORDS,
            institution=WORDS,
            timezone=st.just("Europe/Berlin"),
            numbered=st.sampled_from((["lecture", "lab"], ["lecture"], ["exam"])),
            staff=st.just([{"name": "Instructor", "mail": "i@example.org"}, "Tutor"]),
            description=PROSE,
            outcomes=st.lists(PROSE, min_size=1, max_size=2),
            prerequisites=PROSE,
            materials=self.items,
            channels=self.items,
            grading=st.just({"components": {"A: b": "12.5%", "-": 87.5}, "note": "x"}),
            policies=st.just([{"title": "Late", "text": "a  \nb\n\n  - c\n"}]),
            accessibility=PROSE,
            notices=st.lists(PROSE, min_size=1, max_size=2),
        )
        weeks = st.sampled_from(("Sunday", "Wednesday"))
        self.maybe(data["term"], week_begins=weeks)

    def work(self, work: dict[str, Any]) -> None:
        weight = st.sampled_from((5, 12.25))
        self.maybe(work, link=LINK, weight=weight, note=self.words)

    def entry(self, entry: dict[str, Any]) -> None:
        links = st.lists(self.link, max_size=2)
        self.maybe(entry, notes=self.words, part=self.words, links=links)
        if entry.get("kind") == "break" or "break" in entry:
            return
        deck = {"file": "slides/c.pdf", "link": "https://example.org/c"}
        self.maybe(
            entry,
            hours=st.sampled_from(("18:15-19:45", "10:30-11:50")),
            room=st.sampled_from(("A 1", "B 2", "https://example.org/room")),
            readings=self.items,
            decks=st.just(["slides/a b.pdf", deck]),
        )


@st.composite
def full_courses(draw: st.DrawFn) -> str:
    """Courses that say everything that the data has, some of it in two languages."""
    course: Generated = draw(courses())
    data: dict[str, Any] = json.loads(json.dumps(course.data))
    bilingual = draw(st.booleans())
    if bilingual:
        data |= {"language": "de", "second_language": "en"}
    fuller = Fuller(draw, bilingual=bilingual)
    fuller.course(data)
    for work in data["assignments"]:
        fuller.work(work)
    for entry in data["schedule"]:
        fuller.entry(entry)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


@settings(deadline=None, max_examples=50)
@given(full_courses())
def test_the_data_gives_the_course_back(text: str) -> None:
    data = data_of(text)

    imported = import_own_json(data.text().encode(), "syllabus.json")

    assert imported
    course_of(imported)
    assert imported.text
    assert facts(data_of(imported.text)) == facts(data)
    # Who subscribes sees no event twice.
    assert forms_of(imported.text).make("calendar") == forms_of(text).make("calendar")


@settings(deadline=None, max_examples=25)
@given(full_courses())
def test_the_web_page_gives_the_course_back(text: str) -> None:
    data = data_of(text)

    imported = import_own_html(forms_of(text).make("html"), "syllabus.html")

    assert imported
    course_of(imported)
    assert imported.text
    assert facts(data_of(imported.text)) == facts(data)


@settings(deadline=None, max_examples=40)
@given(full_courses())
def test_the_sheet_gives_its_rows_back(text: str) -> None:
    sheet = forms_of(text).make("csv")

    imported = import_own_csv(sheet, "schedule.csv")

    assert imported
    course_of(imported)
    assert imported.text
    assert forms_of(imported.text).make("csv").decode() == sheet.decode()


def told_of(table: TimetableData, *, hours: bool = True) -> list[Any]:
    """What a calendar says of a timetable, with the hours and rooms of its meetings."""
    meetings = sorted(
        (m.date, m.kind, m.topic, m.partner)
        + ((str(m.starts), str(m.ends), m.room) if hours else ())
        for m in table.meetings
    )
    due = [(w.due.date, str(w.due.time), w.title) for w in table.assignments if w.due]
    return [meetings, sorted(due)]


@settings(deadline=None, max_examples=40)
@given(full_courses())
def test_the_calendar_gives_its_events_back(text: str) -> None:
    data = data_of(text)

    imported = import_own_ics(forms_of(text).make("calendar"), "calendar.ics")

    assert imported
    course_of(imported)
    assert imported.text
    back = data_of(imported.text)
    assert sorted(map(str, back.holidays)) == sorted(map(str, data.holidays))
    assert told_of(back.timetables[0]) == told_of(data.timetables[0])
    # Sections that meet alike are told once; off the pattern, the first one's hours go.
    again = {table.section: table for table in back.timetables}
    for table in data.timetables[1:]:
        other = again.get(table.section, back.timetables[0])
        assert told_of(other, hours=False) == told_of(table, hours=False)


def test_a_calendar_tells_what_it_left_out_and_what_no_calendar_has() -> None:
    raw = forms_of(FULL).make("calendar")
    status = b"STATUS:CONFIRMED"
    assert raw.count(status) > 1

    imported = import_own_ics(raw.replace(status, b"STATUS:CANCELLED", 1), "a.ics")

    assert imported
    told = report_text(imported.report)
    assert told.count("it was called off") == 1
    assert "the term's own days stand in no calendar" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PRODID:-//syllabus//course", "PRODID:-//other//course"),
        ("SUMMARY:CS 1: ", "SUMMARY:CS 2: "),
        ("CATEGORIES:guest", "CATEGORIES:party"),
        ("BEGIN:VCALENDAR", "BEGIN:VCALENDER"),
        ("DTSTART;", "DTSTAND;"),
        ("DTSTART;TZID=Europe/Berlin:20270413T101500", "DTSTART:soon"),
    ],
)
def test_a_calendar_that_others_wrote_or_changed_is_read_as_any_other(
    old: str, new: str
) -> None:
    raw = forms_of(FULL).make("calendar").decode()
    assert old in raw

    assert import_own_ics(raw.replace(old, new).encode(), "a.ics") is None


SPOILT_ROWS = [
    ("2027-04-20", "20.4.2027", 5),
    ("lecture,", "lesson,", 4),
    (",Beginn,", ",", 4),
    ("10:15", "quarter past", 3),
    ("Tuesday", "Dienstag", 3),
    ("term,2027-04-12", "term,", 2),
]


@pytest.mark.parametrize(("old", "new", "line"), SPOILT_ROWS)
def test_a_sheet_that_was_changed_is_one_problem(old: str, new: str, line: int) -> None:
    sheet = forms_of(SMALL).make("csv").decode()
    assert old in sheet

    imported = import_own_csv(sheet.replace(old, new, 1).encode(), "schedule.csv")

    assert imported
    assert imported.text is None
    (problem,) = imported.problems
    assert problem.where.line == line


def test_a_sheet_that_an_office_saved_anew_is_read() -> None:
    rows = list(
        csv.reader(forms_of(SMALL).make("csv").decode("utf-8-sig").splitlines())
    )
    anew = io.StringIO()
    csv.writer(anew, delimiter=";", quoting=csv.QUOTE_ALL).writerows([*rows, [], [""]])

    imported = import_own_csv(anew.getvalue().encode("cp1252"), "Plan.csv")

    assert imported
    assert imported.text
    assert [m.topic for m in data_of(imported.text).timetables[0].meetings] == [
        "Beginn",
        "Uhren",
    ]


SMALL = """\
title: Verteilte Systeme
term: {name: Sommer 2027, first_day: 2027-04-12, last_day: 2027-05-07}
pattern: {days: Tue, hours: 10:15-11:45}
schedule: [Beginn, Uhren]
"""


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (lambda text: "{", 1, "this is not JSON"),
        (lambda text: '"' + text, 1, "this is not JSON"),
        (lambda text: "[]", 0, "this JSON is not the data of a course"),
        (lambda text: text.replace("$schema", "schema"), 0, "is not the data of"),
        (lambda text: text.replace("data:1", "data:2"), 0, "course-data:2; this"),
        (lambda text: text.replace('"format": 1', '"format": 2'), 0, "as format 2"),
        (lambda text: text.replace("04-20", "04-31"), 40, "meetings.1.date: "),
        (lambda text: text.replace('"topic"', '"tropic"'), 24, "Field required"),
        (lambda text: text + " " * 1_000_001, 0, "has at most 1,000 kB"),
        (lambda text: "[" * 100_000, 0, "this is not JSON"),
    ],
)
def test_data_that_cannot_be_read_is_one_problem(
    change: Callable[[str], str], line: int, told: str
) -> None:
    raw = change(data_of(SMALL).text()).encode()

    _, problems = read_json(raw, "syllabus.json")

    (problem,) = problems
    assert told in problem.message
    assert problem.where.line == line
    assert import_own_json(raw, "syllabus.json") is None


VALUES = st.sampled_from(
    (
        *("", "x", "-", "!!", "zz-Zzzz", "0001-01-01", "9999-12-31", "25:00", "break"),
        *(
            "lecture-9",
            f"lecture-{'9' * 500}",
            "\x00",
            "a\u2028b",
            "https://[",
            "Monday",
        ),
        *(0, -1, 1e300, 10**30, True, None, [], {}, ["x"], {"x": "y"}),
    )
)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, key))


FULL = """\
title: Systems
code: CS 1
language: de
second_language: en
timezone: Europe/Berlin
term: {name: T, first_day: 2027-04-12, last_day: 2027-05-07, finals: 2027-05-07}
sections:
  - {name: A, pattern: {days: Tue, hours: 10:15-11:45, room: B 1}, staff: Tutor}
  - {name: {de: Rot, en: Red}, pattern: {days: Wed}}
holidays: {2027-04-20: {de: Feier, en: Feast}}
day_swaps: {2027-04-30: Tuesday}
staff: [{name: Instructor, mail: i@example.org}]
materials: [{title: Book, link: "https://example.org"}]
grading: {components: {Work: 100}}
policies: [{title: Late, text: Not at all.}]
assignments: [{id: a1, title: Sheet, out: 2027-04-13, due: 2027-04-15 at 17:00}]
schedule:
  - {kind: guest, speaker: Guest, affiliation: School, decks: [a.pdf, b.pdf]}
  - topic: {de: Uhren, en: Clocks}
    notes: Read
    links: [{title: L, link: "mailto:a@b.org"}]
  - {exam: Test, date: 2027-05-05, instead_of: 2027-05-04, hours: 9:00-10:00}
"""


@settings(deadline=None, max_examples=150)
@given(chance=st.data())
def test_changed_data_is_a_course_file_or_one_problem(chance: st.DataObject) -> None:
    data = json.loads(data_of(FULL).text())
    *path, last = chance.draw(st.sampled_from(list(leaves(data))))
    at = data
    for key in path:
        at = at[key]
    at[last] = chance.draw(VALUES)
    raw = json.dumps(data).encode()

    _, problems = read_json(raw, "syllabus.json")
    imported = import_own_json(raw, "syllabus.json")

    assert len(problems) + bool(imported and imported.text) == 1
    if imported:
        assert imported.text
        assert parse_course(imported.text.encode(), "course.yaml").course


def spoilt_page(old: str, new: str) -> Imported | None:
    """The page of a course with something changed where a reader sees it."""
    raw = forms_of(FULL).make("html").decode()
    head, body = raw.split("<body>")
    assert old in body
    return import_own_html(f"{head}<body>{body.replace(old, new)}".encode(), "a.html")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('datetime="2027-04-27"', 'datetime="2027-04-29"', "not show 2027-04-27"),
        ("Uhren", "Uhr", "it does not show “Uhren”"),
        ("Sheet", "Blatt", "it does not show “Sheet”"),
        ("</main>", '<time datetime="2027-04-29"></main>', "has no 2027-04-29"),
    ],
)
def test_a_page_that_shows_something_else_than_its_data_is_one_problem(
    old: str, new: str, told: str
) -> None:
    imported = spoilt_page(old, new)

    assert imported
    assert imported.text is None
    (problem,) = imported.problems
    assert told in problem.message
    assert problem.where.line > 1


def test_a_page_that_lost_its_data_is_one_problem() -> None:
    raw = forms_of(SMALL).make("html")

    bare = re.sub(rb"<script.*?</script>", b"", raw, flags=re.DOTALL)

    imported = import_own_html(bare, "page.html")

    assert imported
    assert imported.text is None
    assert "has no data of its course any more" in imported.problems[0].message
    assert import_own_html(b"<ul><li>Apr 3: Files</ul>", "page.html") is None


def test_a_page_carries_the_data_of_what_it_shows() -> None:
    text = f"{FULL}handout: {{sections: [schedule, grading]}}\n"
    subject = subject_of(text)
    pages = page_map(subject, NOW)
    view = handout_view(subject, pages, NOW)
    sections = ("schedule", "grading")
    forms = Forms(subject, view, pages, NOW, None, sections=sections, folder=Path())

    imported = import_own_html(forms.make("html"), "page.html")

    assert imported
    assert imported.text
    data = data_of(imported.text)
    assert data.grading
    assert not data.staff
    assert not data.policies
    assert b"i@example.org" not in forms.make("html")
