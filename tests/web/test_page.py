"""The web page in a real browser."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from syllabus.jobs.build import Order, build_course
from tests.jobs.small import NOW
from tests.needs import ROOT
from tests.web.browser import axe, chromium, show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

pytestmark = pytest.mark.needs("chromium", "chromedriver", "node_modules")

COURSES = ROOT / "data" / "courses"
LANGUAGES = ("en", "de", "fr", "es", "zh-Hans", "ar")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as opened:
        yield opened


def page_of(name: str, folder: Path, language: str = "en") -> Path:
    """Build the page of a sample course, in a language."""
    course = folder / name
    shutil.copytree(COURSES / name, course, dirs_exist_ok=True)
    text = re.sub("(?m)^language:.*$", "", (course / "course.yaml").read_text())
    (course / "course.yaml").write_text(f"{text}\nlanguage: {language}\n")
    built = build_course(
        Order(course / "course.yaml", folder / "build", NOW, only=("html",))
    )
    assert not built.failed, built.problems
    return folder / "build" / name / "syllabus.html"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    def folder(language: str) -> Path:
        return tmp_path_factory.mktemp(language)

    pages = {tag: page_of("starter", folder(tag), tag) for tag in LANGUAGES}
    return {"sample": page_of("dlsys-2017", folder("sample")), **pages}


@pytest.mark.parametrize("name", ["sample", *LANGUAGES])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(
    browser: Chrome, pages: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    show(browser, pages[name], width=width, dark=dark)

    assert axe(browser) == []


@pytest.mark.parametrize("name", ["sample", *LANGUAGES])
def test_nothing_is_wider_than_a_phone(
    browser: Chrome, pages: dict[str, Path], name: str
) -> None:
    show(browser, pages[name], width=360)

    wide = "return document.documentElement.scrollWidth"
    assert browser.execute_script(wide) == 360


def test_the_page_is_one_file_that_asks_for_no_other(
    browser: Chrome, pages: dict[str, Path]
) -> None:
    show(browser, pages["sample"], width=1280)

    asked = browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert [name for name in asked if not name.startswith("data:")] == []
    text = pages["sample"].read_text()
    assert not re.search(r'<(?:link|iframe|object|embed)\b|\ssrc="(?!data:)', text)


def test_without_scripts_the_page_says_the_same(
    browser: Chrome, pages: dict[str, Path]
) -> None:
    words = "return document.body.innerText"
    show(browser, pages["sample"], width=1280)
    with_scripts = browser.execute_script(words)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(browser, pages["sample"], width=1280)
    finally:
        browser.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": False}
        )

    assert browser.execute_script(words) == with_scripts


@contextmanager
def on(browser: Chrome, moment: str) -> Iterator[None]:
    """Let pages believe that it is another day."""
    clock = f"""
        const Real = Date;
        Date = class extends Real {{
          constructor(...given) {{
            given.length ? super(...given) : super("{moment}");
          }}
        }};
    """
    command = "Page.addScriptToEvaluateOnNewDocument"
    added = browser.execute_cdp_cmd(command, {"source": clock})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def marked(browser: Chrome) -> list[list[str]]:
    found: list[list[str]] = browser.execute_script(
        "return [...document.querySelectorAll('.next')].map(row =>"
        " [row.querySelector('time').dateTime, row.getAttribute('aria-current')])"
    )
    return found


def test_the_next_meeting_is_marked(browser: Chrome, pages: dict[str, Path]) -> None:
    with on(browser, "2017-04-18T09:00:00-07:00"):
        show(browser, pages["sample"], width=360)

        assert marked(browser) == [["2017-04-18", "date"]]


def test_each_section_has_its_next_meeting(browser: Chrome, tmp_path: Path) -> None:
    course = tmp_path / "sections"
    course.mkdir()
    (course / "course.yaml").write_text(
        "title: Sections\ntimezone: UTC\n"
        "term: {name: T, first_day: 2027-03-15, last_day: 2027-03-26}\n"
        "sections:\n  - {name: A, pattern: {days: Mon}}\n"
        "  - {name: B, pattern: {days: Wed}}\n"
        "assignments: [{id: a, title: W, due: 2027-03-16}]\n"
        "schedule: [One, Two]\n"
    )
    build_course(Order(course / "course.yaml", tmp_path, NOW, only=("html",)))

    with on(browser, "2027-03-16T09:00:00Z"):
        show(browser, tmp_path / "sections" / "syllabus.html", width=360)

        assert marked(browser) == [["2027-03-22", None], ["2027-03-17", None]]


def test_the_skip_link_comes_first_and_leads_to_the_content(
    browser: Chrome, pages: dict[str, Path]
) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    show(browser, pages["sample"], width=1280)
    ActionChains(browser).send_keys(Keys.TAB).send_keys(Keys.ENTER).perform()

    assert browser.execute_script("return document.activeElement.id") == "main"
