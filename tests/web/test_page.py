"""The web page in a real browser."""

from __future__ import annotations

import re
import shutil
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


def test_the_next_meeting_is_marked(browser: Chrome, pages: dict[str, Path]) -> None:
    on_the_day = "2017-04-18T09:00:00-07:00"
    clock = f"""
        const Real = Date;
        Date = class extends Real {{
          constructor(...given) {{
            given.length ? super(...given) : super("{on_the_day}");
          }}
        }};
    """
    added = browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": clock}
    )
    try:
        show(browser, pages["sample"], width=360)
        marked = browser.execute_script(
            "return [...document.querySelectorAll('.next')].map(row =>"
            " [row.querySelector('time').dateTime, row.getAttribute('aria-current')])"
        )
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)

    assert marked == [["2017-04-18", "date"]]


def test_formulas_are_set_by_the_browser(
    browser: Chrome, pages: dict[str, Path]
) -> None:
    show(browser, pages["en"], width=360)

    heights = browser.execute_script(
        "return [...document.querySelectorAll('math')].map(formula =>"
        " [formula.getAttribute('alttext'), formula.getBoundingClientRect().height])"
    )
    assert [source for source, _ in heights] == ["n", r"\frac{1}{n} \sum_{i=1}^{n} x_i"]
    # The fraction is taller than the letter, so it was not shown as its source.
    assert heights[1][1] > heights[0][1] > 0
    assert 'role="math"' not in pages["en"].read_text()


def test_the_skip_link_comes_first_and_leads_to_the_content(
    browser: Chrome, pages: dict[str, Path]
) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    show(browser, pages["sample"], width=1280)
    ActionChains(browser).send_keys(Keys.TAB).send_keys(Keys.ENTER).perform()

    assert browser.execute_script("return document.activeElement.id") == "main"
