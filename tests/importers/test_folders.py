"""A folder as source: the page that is taken, what is told of the others."""

import re
from pathlib import Path

import pytest

from syllabus.importers.account import report_text
from syllabus.jobs.importing import import_course
from syllabus.jobs.sources import in_order
from tests.importers.test_importing import make_pdf, written


def page(*days: str, title: str = "Systems, Spring 2017") -> str:
    rows = "".join(f"| {day} | Topic {day} |\n" for day in days)
    return f"# {title}\n\n| Date | Topic |\n|---|---|\n{rows}"


DAYS = ("Mar 28", "Mar 30", "Apr 4", "Apr 6")


def put(top: Path, **files: str) -> Path:
    for name, text in files.items():
        path = top / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return top


def test_the_page_with_the_schedule_is_found(tmp_path: Path) -> None:
    site = put(
        tmp_path / "site",
        docs__schedule_dot_md=page(*DAYS),
        docs__staff_dot_md="# Staff\n\n| Who | Where |\n|---|---|\n| TA | CSE 305 |\n",
        docs__exam_dot_md=page("Jun 6"),
        _site__schedule_dot_md=page(*DAYS),
        _dot_old__schedule_dot_md=page(*DAYS),
    )

    result = import_course(site, tmp_path / "mine")

    assert "Topic Apr 6" in written(result)
    told = [text for subject, text in result.report.findings if subject == "Source"]
    assert [text.replace(f"{site.as_posix()}/", "") for text in told] == [
        "docs/schedule.md has 4 days: the schedule of this folder",
        "docs/exam.md has 1 day too; not imported",
    ]


def test_two_pages_that_can_be_it_are_one_problem(tmp_path: Path) -> None:
    site = put(
        tmp_path / "site",
        a_dot_md=page(*DAYS),
        b_dot_md=page(*DAYS[:3], title="Systems, Spring 2016"),
    )

    (problem,) = import_course(site, tmp_path / "mine").problems

    assert problem.code == "several-schedules"
    assert "a.md has 4 days" in problem.message
    assert "b.md has 3 days" in problem.message
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "files", [{}, {"a_dot_txt": page(*DAYS)}, {"a_dot_md": "text"}, {"a_dot_csv": "x"}]
)
def test_a_folder_without_a_schedule_is_one_problem(
    tmp_path: Path, files: dict[str, str]
) -> None:
    (tmp_path / "site").mkdir()

    result = import_course(put(tmp_path / "site", **files), tmp_path / "mine")

    assert [problem.code for problem in result.problems] == ["no-schedule-table"]


def test_a_folder_of_too_many_files_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syllabus.jobs.sources.MOST_FILES", 1)
    site = put(tmp_path, a_dot_md=page(*DAYS), b_dot_md="")

    result = import_course(site, tmp_path / "mine")

    assert [problem.code for problem in result.problems] == ["file-too-large"]


def test_a_file_that_cannot_be_read_is_told_and_left(tmp_path: Path) -> None:
    site = put(tmp_path / "site", schedule_dot_md=page(*DAYS))
    (site / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")

    result = import_course(site, tmp_path / "mine")

    assert result.course_file
    (told,) = [text for _, text in result.report.findings if "photo.csv" in text]
    assert "was not read: this cannot be read as a table" in told


def test_decks_are_found_from_the_folder_s_top(tmp_path: Path) -> None:
    deck = page(*DAYS).replace("Topic Mar 28", "Files [slides](/pdf/a.pdf)")
    site = put(tmp_path / "site", docs__schedule_dot_md=deck)
    make_pdf(site / "pdf" / "a.pdf")

    result = import_course(site, tmp_path / "mine")

    assert (result.copied, result.missing) == (1, 0)


def test_links_to_files_elsewhere_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", a_dot_md=page(*DAYS))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.md").symlink_to(outside / "a.md")
    (tmp_path / "site" / "b").symlink_to(outside)

    result = import_course(tmp_path / "site", tmp_path / "mine")

    assert [problem.code for problem in result.problems] == ["no-schedule-table"]


def test_weeks_come_in_their_order() -> None:
    names = ["w10.md", "w2.md", "w1.md", "a/2/b.md", "a/b.md"]

    assert sorted(names, key=in_order) == [
        *("a/2/b.md", "a/b.md", "w1.md", "w2.md", "w10.md")
    ]


def module(title: str, *days: str) -> str:
    lines = "".join(f"{day}\n: Topic {day}\n\n" for day in days)
    return f"---\ntitle: {title}\n---\n{lines}"


SITE = "title: CSE 143 Computer Programming II, Autumn 2020\n"


def test_modules_are_one_schedule_and_parts_of_the_course(tmp_path: Path) -> None:
    site = put(
        tmp_path / "cse143",
        **{
            "_config_dot_yml": SITE,
            "index_dot_md": "{% for module in site.modules %}{{ module }}{% endfor %}",
            "_modules__week-1_dot_md": module("Lists", "Sep 30", "Oct 2"),
            "_modules__week-2_dot_md": module("Nodes", "Oct 7", "Oct 9"),
            "_modules__week-10_dot_md": module("Sorting", "Dec 2", "Someday", "Dec 4"),
            "_staffers__ta_dot_md": module("Staff"),
        },
    )

    result = import_course(site, tmp_path / "mine")

    text = written(result)
    assert "title: Computer Programming II\n" in text
    assert "name: Autumn 2020" in text
    days = ["Sep 30", "Oct 2", "Oct 7", "Oct 9", "Dec 2", "Dec 4"]
    assert re.findall(r"Topic (\w+ \d+)", text) == days
    assert re.findall(r"part: (\w+)", text) == ["Lists", "Nodes", "Sorting"]
    (problem,) = result.problems
    assert (problem.code, problem.where.line) == ("date-unclear", 7)
    assert problem.where.file.endswith("_modules/week-10.md")
    assert problem.excerpt == "Someday"
    report = report_text(result.report)
    assert report.index("week-1.md:4") < report.index("week-2.md:4")
    assert report.index("week-2.md:4") < report.index("week-10.md:4")


@pytest.mark.parametrize(
    ("names", "days"),
    [
        # Last year's page is no part of this year's, whatever it is called.
        (("plan-2016", "plan-2017"), (("Mar 28", "May 2"), ("Mar 27", "May 1"))),
        (("plan-16", "plan-17"), (("Mar 28", "May 2"), ("Mar 27", "May 1"))),
        (("one", "two"), (("Mar 28",), ("May 2",))),
    ],
)
def test_pages_of_two_courses_are_not_joined(
    tmp_path: Path, names: tuple[str, ...], days: tuple[tuple[str, ...], ...]
) -> None:
    pages = {
        f"{name}_dot_md": page(*each) for name, each in zip(names, days, strict=True)
    }

    (problem,) = import_course(put(tmp_path / "site", **pages), tmp_path / "m").problems

    assert problem.code == "several-schedules"


@pytest.mark.parametrize(
    ("names", "days"),
    [
        (("week1", "week2"), (("Sep 28",), ("Oct 2",))),
        (("week01", "week10"), (("Dec 13",), ("Jan 10",))),
        (("_m__b", "_m__a"), (("Sep 28",), ("Oct 2",))),
    ],
)
def test_pages_of_one_course_are_joined_in_the_order_of_their_days(
    tmp_path: Path, names: tuple[str, ...], days: tuple[tuple[str, ...], ...]
) -> None:
    pages = {
        f"{name}_dot_md": page(*each, title="A, Fall 2016")
        for name, each in zip(names, days, strict=True)
    }

    result = import_course(put(tmp_path / "site", **pages), tmp_path / "mine")

    text = written(result)
    assert re.findall(r"Topic (\w+ \d+)", text) == [
        day for each in days for day in each
    ]


def test_news_are_no_rival_of_a_table(tmp_path: Path) -> None:
    news = "".join(f"## {day}: news\n\nText.\n\n" for day in (*DAYS, "Apr 11"))
    site = put(
        tmp_path / "site",
        index_dot_md=f"# Systems\n\n{news}",
        schedule_dot_md=page(*DAYS),
    )

    result = import_course(site, tmp_path / "mine")

    assert "Topic Apr 6" in written(result)
    told = [text for _, text in result.report.findings if "not imported" in text]
    assert [text.rpartition("/")[2] for text in told] == [
        "index.md has 5 days too; not imported"
    ]
