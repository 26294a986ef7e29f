"""The Markdown page: what it shows, and that the importer reads it back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syllabus.core.said import folded
from syllabus.core.view.blocks import (
    Document,
    Listing,
    Prose,
    Run,
    Table,
    TableRow,
)
from syllabus.importers.account import Verdict
from syllabus.importers.own_page import import_own_page
from syllabus.jobs.build import Order, build_course
from syllabus.jobs.importing import import_course
from syllabus.render.markdown import render_markdown
from tests.core.courses import CLASS, diagnose
from tests.needs import ROOT
from tests.test_forms import NOW, forms_of, varied

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.importers.schedule_page import Imported

LANGUAGES = ("en", "de", "fr", "es", "zh-Hans", "ar", "en-GB", "de-AT")


def document_of(*blocks: Any, **more: Any) -> Document:
    """A document of blocks, without anything else that is worth a test."""
    about: dict[str, Any] = dict.fromkeys(("code", "institution", "term"), "")
    about |= {"title": "Title", "language": "en", "direction": "ltr", "paper": "a4"}
    about |= {"colophon": "Made"}
    return Document(**{**about, "blocks": blocks, **more})


def shown(source: str) -> str:
    """The page as HTML, as a repository shows it: raw HTML goes through."""
    return str(MarkdownIt("commonmark").enable("table").render(source))


def page_of(text: str) -> str:
    return forms_of(text)[0]["markdown"].decode()


def back(page: str) -> Imported:
    found = import_own_page(page.encode(), "syllabus.md")
    assert found is not None
    return found


def told(text: str) -> dict[str, Any]:
    """What a course file says of its days, as data."""
    data: dict[str, Any] = json.loads(forms_of(text)[0]["json"])
    return {
        "term": data["term"],
        "holidays": data.get("holidays", []),
        "timetables": [
            {
                "section": table.get("section", ""),
                "meetings": [
                    {
                        key: folded(value) if isinstance(value, str) else value
                        for key, value in meeting.items()
                        if key in _TOLD
                        and not (meeting["kind"] == "break" and key in _OF_BREAKS)
                    }
                    for meeting in table["meetings"]
                ],
                "deadlines": [
                    {key: work.get(key) for key in ("title", "out", "due")}
                    for work in table.get("assignments", ())
                ],
            }
            for table in data["timetables"]
        ],
    }


_TOLD = {
    *("kind", "topic", "date", "starts", "ends", "room", "number", "week"),
    *("instead_of", "speaker", "partner"),
}


# A break takes its day, whatever hours a class would have had.
_OF_BREAKS = {"starts", "ends", "room"}


def same(one: Any) -> Any:
    """Data with its white space folded, work by its day."""
    if isinstance(one, str):
        return folded(one)
    if isinstance(one, list):
        return [same(each) for each in one]
    if isinstance(one, dict):
        found = {key: same(value) for key, value in one.items()}
        if "deadlines" in found:
            found["deadlines"] = sorted(found["deadlines"], key=json.dumps)
        return found
    return one


@st.composite
def in_a_language(draw: st.DrawFn) -> str:
    """A course in any language, by either clock."""
    data = yaml.safe_load(draw(varied()))
    data["language"] = draw(st.sampled_from(LANGUAGES))
    if draw(st.booleans()):
        data["clock"] = draw(st.sampled_from(("12", "24")))
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


@settings(max_examples=15, deadline=None)
@given(in_a_language())
def test_the_importer_reads_the_page_back(text: str) -> None:
    found = back(page_of(text))

    assert found.text is not None
    assert [problem for problem in diagnose(found.text) if problem.is_error] == []
    assert same(told(found.text)) == same(told(text))
    assert found.report.count(Verdict.NOTED) == 0


@pytest.mark.parametrize("name", ["starter", "dlsys-2017"])
def test_a_sample_course_is_read_back_whole(name: str, tmp_path: Path) -> None:
    built = build_course(
        Order(
            ROOT / "data" / "courses" / name / "course.yaml",
            tmp_path / "build",
            NOW,
            only=("markdown",),
        )
    )
    assert not built.failed
    page = tmp_path / "build" / name / "syllabus.md"
    result = import_course(page, tmp_path / "again")
    assert not result.failed
    again = build_course(
        Order(
            tmp_path / "again" / "course.yaml", tmp_path / "b", NOW, only=("markdown",)
        )
    )
    assert not again.failed

    def comparable(text: str) -> list[str]:
        # The slides are not there, a citation is plain text now, and it is not the
        # same file.
        text = re.sub(r"\[([^]]*)\]\(<packet[^)]*\)", r"\1", text)
        text = re.sub(r"(?s)\n## Reading list.*?(?=\n\*Made)", "", text)
        gone = r" \((?:packet p\. \d+|not available)\)|version \w+"
        return re.sub(gone, "", text).splitlines()

    written = (tmp_path / "b" / "again" / "syllabus.md").read_text()
    assert comparable(written) == comparable(page.read_text())


def test_every_cell_of_the_page_has_an_account() -> None:
    page = page_of(FULL)
    report = back(page).report
    accounted = {account.where.line for account in report.accounts}
    lines = page.splitlines()
    in_prose = range(
        lines.index("## About the course") + 2, lines.index("## Learning outcomes")
    )
    for number, line in enumerate(lines, start=1):
        is_head = number < len(lines) and lines[number].startswith("| ---")
        is_rule = line.startswith("| ---")
        if line.startswith(("| ", "- ", "# ", "## ", "### ", "*", "1. ")) and not (
            is_head or is_rule or number in in_prose
        ):
            assert number in accounted, line


FULL = f"""\
{CLASS}
code: CSE 1
institution: The University
staff: {{name: The Instructor, role: Instructor, mail: a@example.edu, hours: Mon}}
description: |
  Text with `code`, <tags> and | signs.

  ### A heading

  - a list
outcomes: ["Say *why*.", "Write `x | y`:\\n\\n```\\na | b\\n```\\n\\nagain"]
materials: [{{title: A book, link: https://example.edu/b, note: "Any | edition"}}]
grading: {{components: {{Work: 62.5, Exam: 37.5}}, note: Rounded up.}}
policies: [{{title: Late work, text: "Never.\\n\\n## Really\\n\\nNever."}}]
notices: [First., Second.]
holidays: {{2017-05-29: Memorial Day}}
assignments:
  - {{id: a1, title: One, out: lecture 1, due: lecture 2 at 17:00, weight: 62.5}}
schedule:
  - topic: One
    part: The beginning
    notes: "Bring *it* | all.\\n\\n- a list"
    readings: [A paper, {{title: A book, link: https://example.edu/c}}]
    links: [{{title: A page, link: https://example.edu/d}}]
  - {{kind: guest, speaker: The Guest, affiliation: An Office}}
  - {{guest: Another view, speaker: The Guest, room: https://example.edu/meet}}
  - {{topic: Off, date: 2017-04-07, extra: yes, hours: 9:00-10:00, partner: CSE 2}}
  - {{lab: Lab work}}
  - {{exam: Exam}}
"""


def test_prose_and_people_are_read_back() -> None:
    found = back(page_of(FULL))
    assert found.text is not None
    data, given = yaml.safe_load(found.text), yaml.safe_load(FULL)

    for key in ("code", "institution", "title"):
        assert data[key] == given[key]
    assert data["staff"] == [given["staff"]]
    assert data["description"] == given["description"].strip()
    assert data["outcomes"] == given["outcomes"]
    assert data["materials"] == given["materials"]
    assert data["grading"] == given["grading"]
    assert data["policies"] == [
        {"title": "Late work", "text": "Never.\n\n#### Really\n\nNever."}
    ]
    assert data["notices"] == ["First.\n\nSecond."]
    one, alone, guest, lab, off, exam = data["schedule"]
    assert one["part"] == "The beginning"
    assert one["notes"] == "Bring *it* | all.\n- a list"
    assert one["readings"] == given["schedule"][0]["readings"]
    assert one["links"] == given["schedule"][0]["links"]
    assert alone == given["schedule"][1]
    assert guest == given["schedule"][2]
    assert (off["partner"], off["hours"]) == ("CSE 2", "09:00-10:00")
    assert (lab, exam) == ({"lab": "Lab work"}, {"exam": "Exam"})


def test_other_pages_are_not_ours() -> None:
    page = page_of(FULL)
    last = page.rstrip().rpartition("\n")[0]

    assert import_own_page(last.encode(), "a.md") is None
    assert import_own_page(b"\xff", "a.md") is None
    assert import_own_page(b"*Made from course.yaml, version 1*", "a.md") is None
    assert import_own_page(page.encode(), "a.md") is not None


def test_a_row_that_was_changed_by_hand_is_reported() -> None:
    page = page_of(FULL).replace("Tue, Mar 28 |", "Some day |", 1)
    report = back(page).report

    assert "Some day" in [
        account.words for account in report.accounts if account.verdict is Verdict.NOTED
    ]


@given(
    st.text(min_size=1, max_size=30) | st.text("#*_`|<>[]()!&$~+-=1.\\ ", min_size=1)
)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    line = (Run(text),)
    table = Table("", ("Column",), (TableRow(((line,),)),), (1,))
    doc = document_of(Listing(((line,),)), table, title=f"T{text}", term=f"t{text}")
    html = shown(render_markdown(doc))

    def bare(tag: str) -> str:
        found = re.search(rf"(?s)<{tag}>(.*?)</{tag}>", html)
        assert found, html
        words = re.sub(r"<br ?/?>|<p>|</p>", "", found[1])
        assert "<" not in words, html
        for sign, char in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", '"'),
            ("&amp;", "&"),
        ):
            words = words.replace(sign, char)
        return folded(words)

    expected = folded(text.replace("\0", "\ufffd"))
    assert bare("h1") == folded(f"T{expected}" if text[:1].strip() else f"T {expected}")
    assert bare("li") == bare("td") == expected


def test_blocks_in_items_and_cells_are_whole() -> None:
    prose = Prose("First:\n\n```\na | b\n```\n\n$$\nx\n$$\n\nlast")
    table = Table("", ("A",), (TableRow(((prose,),)),), (1,))
    html = shown(render_markdown(document_of(Listing(((prose,),)), table)))

    assert "<pre><code>a | b\n</code></pre>" in html
    assert "First:<br><code>a | b</code><br>$x$<br>last</td>" in html


def test_code_that_is_not_ended_does_not_swallow_the_page() -> None:
    doc = document_of(Prose("```\ncode"), Prose("~~~~\nmore"), Prose("words"))

    assert "<p>words</p>" in shown(render_markdown(doc))
