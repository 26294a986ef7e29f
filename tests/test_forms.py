"""All forms of a course say the same: dates, hours, rooms and deadlines."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import html as lxml_html  # type: ignore[import-untyped]  # no stubs

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.prose import parser
from syllabus.core.values import Hours
from syllabus.core.view.handout import handout_view
from syllabus.importers.own_page import import_own_page
from syllabus.jobs.forms import Forms
from syllabus.render.html import render_handout_html
from tests.core.courses import courses, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.core.courses import Generated

NOW = dt.datetime.fromisoformat("1989-01-01T00:00")
ENGLISH = Language.of("en")
Rows = list[list[str]]


@dataclass(frozen=True)
class Written:
    """A form as it is read back: its schedules, its deadlines, and all its words."""

    schedule: Rows
    deadlines: Rows
    words: str


@st.composite
def varied(draw: st.DrawFn) -> str:
    """A course some of whose meetings are held elsewhere or at another time."""
    course: Generated = draw(courses())
    data: dict[str, Any] = json.loads(json.dumps(course.data))
    for entry in data["schedule"]:
        if "break" in entry or entry.get("kind") == "break":
            continue
        if draw(st.booleans()):
            entry["room"] = draw(st.sampled_from(("B 2", "Hall & Annex_3")))
        if draw(st.booleans()):
            entry["hours"] = "18:15-19:45"
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def forms_of(text: str) -> tuple[dict[str, bytes], str]:
    subject = subject_of(text)
    pages = page_map(subject, NOW)
    view = handout_view(subject, pages, NOW)
    forms = Forms(subject, view, pages, NOW, None, folder=Path())
    names = ("json", "calendar", "html", "markdown", "word", "latex")
    return {name: forms.make(name) for name in names}, render_handout_html(view)


def plain(text: str) -> str:
    """Words as they compare: without space, and without marks for emphasis."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def page(source: str) -> Written:
    root = lxml_html.fromstring(source)
    schedule = [
        [plain(row.find(".//time").text_content()), plain(row.text_content())]
        for row in root.xpath(
            "//*[contains(@class, 'meetings')]/li"
            " | //table[contains(@class, 'schedule')]//tr[th/time]"
        )
    ]
    deadlines = [
        [plain(cell.text_content()) for cell in row]
        for row in root.xpath("//table[contains(@class, 'deadlines')]/tbody/tr")
    ]
    return Written(schedule, deadlines, plain(root.text_content()))


def markdown(source: str) -> Written:
    tables: list[Rows] = []
    for token in parser().parse(source):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type == "inline" and tables and token.level > 3:
            words = "".join(t.content or " " for t in token.children or ())
            tables[-1][-1].append(plain(words.replace("<br>", " ")))
    return _from_tables(tables, source)


def word(source: bytes) -> Written:
    document = docx.Document(io.BytesIO(source))
    tables = [
        [[_cell_words(cell) for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]
    paragraphs = " ".join(paragraph.text for paragraph in document.paragraphs)
    return _from_tables(tables, paragraphs)


def _cell_words(cell: Any) -> str:
    return plain(" ".join(paragraph.text for paragraph in cell.paragraphs))


def latex(source: str) -> Written:
    tables = [
        [
            [_tex_words(cell) for cell in re.split(r"(?<!\\)&", row)]
            for row in re.split(r"\\\\\*?\n", body)
        ]
        for body in re.findall(
            r"\\bottomrule \\endlastfoot\n(.*?)\\end\{longtable\}", source, re.DOTALL
        )
    ]
    # The header is part of the opening.
    headed = [[["head"], *table] for table in tables]
    return _from_tables(headed, _tex_words(source))


def _tex_words(text: str) -> str:
    text = re.sub(r"\\text(bf|it)\{", "", text)
    text = re.sub(r"\\(href)\{[^}]*\}\{|\\(par|kern0pt|allowbreak)\b(\{\})?", " ", text)
    text = text.replace(r"\_", "_").replace(r"\&", "&")
    return plain(text.replace("{}", "").replace("}", ""))


def _from_tables(tables: list[Rows], words: str) -> Written:
    """The tables by what they are: a schedule has five columns or four, by its days."""
    schedule: Rows = []
    deadlines: Rows = []
    for table in tables:
        for row in table[1:]:
            if len(row) >= 4:
                schedule.append([row[1], " ".join(row)])
            elif len(row) == 3:
                deadlines.append(row)
    return Written(schedule, deadlines, plain(words))


def expected_days(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in data["timetables"]:
        for meeting in table["meetings"]:
            yield ENGLISH.short_day(dt.date.fromisoformat(meeting["date"])), meeting


def special(meeting: dict[str, Any]) -> list[str]:
    """What a row says of a meeting that is not held as usual."""
    said = []
    if meeting.get("room") in {"B 2", "Hall & Annex_3"}:
        said.append(meeting["room"])
    if meeting.get("starts") == "18:15:00":
        said.append(ENGLISH.hours(Hours(dt.time(18, 15), dt.time(19, 45))))
    return said


@settings(max_examples=30)
@given(varied())
def test_every_form_has_the_same_days_hours_rooms_and_deadlines(text: str) -> None:
    forms, printed = forms_of(text)
    data = json.loads(forms["json"])
    written = {
        "print": page(printed),
        "html": page(forms["html"].decode()),
        "markdown": markdown(forms["markdown"].decode()),
        "word": word(forms["word"]),
        "latex": latex(forms["latex"].decode()),
    }
    meetings = list(expected_days(data))
    for name, form in written.items():
        rows = [row for row in form.schedule if row[0]]
        days = [row[0] for row in rows]
        for day, meeting in meetings:
            told = [row[1] for row in rows if row[0] == day]
            assert told, (name, day, days)
            for words in special(meeting):
                assert any(plain(words) in row for row in told), (name, words, told)
        assert len(rows) >= len(meetings), name
        dues = [row[0] for row in form.deadlines]
        assert dues == deadlines_of(data), name
    agree_with_calendar(data, forms["calendar"])


def deadlines_of(data: dict[str, Any]) -> list[str]:
    """The days that work is due, as each form prints them, section by section."""
    found = []
    for table in data["timetables"]:
        works = [work["due"] for work in table.get("assignments", ())]
        works.sort(key=lambda due: (due["date"], due.get("time", "")))
        for due in works:
            day = ENGLISH.short_day(dt.date.fromisoformat(due["date"]))
            found.append(f"{day}, {ENGLISH.clock(dt.time.fromisoformat(due['time']))}")
    return [plain(due) for due in found]


def agree_with_calendar(data: dict[str, Any], calendar: bytes) -> None:
    """Every meeting and deadline is an event at its moment and place, and no other."""
    events = {
        (str(event.start)[:16], str(event.get("location", "")))
        for event in Calendar.from_ical(calendar).events
        if "holiday" not in event.categories
    }
    expected = set()
    for table in data["timetables"]:
        for meeting in table["meetings"]:
            time = f" {meeting['starts'][:5]}" if meeting.get("starts") else ""
            expected.add((meeting["date"] + time, meeting.get("room", "")))
        for work in table.get("assignments", ()):
            expected.add((f"{work['due']['date']} {work['due']['time'][:5]}", ""))
    assert events == expected


BILINGUAL = """\
title: Verteilte Systeme
language: de
second_language: en
term: {name: Sommer 2027, first_day: 2027-04-12, last_day: 2027-05-07}
sections:
  - name: {de: Gruppe Rot, en: Red group}
    pattern: {days: Tue, hours: 10:15-11:45}
holidays:
  2027-04-20: {de: Projektwoche, en: Project week}
assignments:
  - title: {de: Blatt, en: Sheet}
    id: a1
    note: {de: Allein., en: On your own.}
    due: 2027-04-27
schedule:
  - topic: {de: Beginn, en: Introduction}
    part: {de: Grundlagen, en: Foundations}
    links: [{title: {de: Skript, en: Handbook}, link: "https://example.org"}]
  - lab: {de: Uhren, en: Clocks}
    room: B 2
    notes: {de: Rechner mitbringen., en: Bring a laptop.}
"""


def test_every_form_has_the_schedule_in_both_languages() -> None:
    forms, printed = forms_of(BILINGUAL)
    source = forms["markdown"].decode()
    word_form = word(forms["word"])
    written = {
        "markdown": source,
        "word": f"{word_form.words} {word_form.schedule} {word_form.deadlines}",
        "latex": forms["latex"].decode(),
        "html": forms["html"].decode(),
        "print": printed,
        # Data has no headings, so one is lent.
        "json": forms["json"].decode() + "Terminplan, Schedule",
    }
    for name, words in written.items():
        for text in (
            *("Beginn", "Introduction", "Grundlagen", "Foundations", "Uhren", "Clocks"),
            *("Gruppe Rot", "Red group", "Projektwoche", "Project week"),
            *("Blatt", "Sheet", "Allein.", "On your own.", "Skript", "Handbook"),
            *("Rechner mitbringen.", "Bring a laptop.", "Terminplan", "Schedule"),
        ):
            assert text in words, (name, text)
    assert r"\foreignlanguage{english}{\textit{Introduction}}" in written["latex"]
    together = (
        r"\foreignlanguage{english}{\textit{\textbf{No class: }}\textit{Project week}}"
    )
    assert together in written["latex"]
    assert '<span lang="en">*Introduction*</span>' in source

    imported = import_own_page(forms["markdown"], "syllabus.md")
    assert imported
    assert imported.text
    # The second language is said to be missing; none of it is taken for something else.
    assert "Introduction" not in imported.text
    assert "Grundlagen" in imported.text
    assert "Rechner mitbringen." in imported.text
    assert any("Second language" in str(one) for one in imported.report.findings)


@pytest.mark.parametrize(("second", "slants"), [("fr", True), ("ar", False)])
def test_a_second_language_slants_where_its_script_does(
    second: str, slants: bool
) -> None:
    text = BILINGUAL.replace("second_language: en", f"second_language: {second}")
    forms, _ = forms_of(text.replace("en: ", f"{second}: "))

    source = forms["latex"].decode()

    assert (r"\textit{Introduction}" in source) is slants
    assert "Introduction" in source
