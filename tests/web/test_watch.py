"""`syllabus watch`: as a process, over HTTP and in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.needs import ROOT
from tests.packet.make import deck
from tests.web.browser import chromium
from tests.web.watching import Watching, until, watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

STARTER = ROOT / "data" / "courses" / "starter"
OVERLAY = """
    const host = document.querySelector("syllabus-problems");
    return host ? host.shadowRoot.textContent : null
"""
in_a_browser = pytest.mark.needs("chromium", "chromedriver")


def copied(folder: Path) -> Path:
    course = folder / "course"
    shutil.copytree(STARTER, course)
    return course


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A course that is built in less time."""
    course = copied(tmp_path)
    with (course / "course.yaml").open("a") as file:
        file.write("\noutputs: [syllabus, calendar, latex]\n")
    return course


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    """A watch that has built everything; tests leave the course as they found it."""
    with watching(copied(tmp_path_factory.mktemp("w")), "--serve", "--port=0") as watch:
        until(lambda: watch.rests)
        yield watch


@pytest.fixture(scope="module")
def browser(watch: Watching) -> Iterator[Chrome]:
    with chromium() as opened:
        opened.get(watch.address)
        yield opened


@pytest.fixture
def course(watch: Watching) -> Iterator[Path]:
    """The course that is watched; what a test changes in it is put back."""
    arguments = watch.process.args
    assert isinstance(arguments, list)
    course = Path(arguments[2])
    page = shown_page(watch)
    yield course
    for file in [file for file in course.rglob("*") if file.is_file()]:
        if not (STARTER / file.relative_to(course)).exists():
            file.unlink()
    shutil.copytree(STARTER, course, dirs_exist_ok=True)
    until(lambda: shown_page(watch) == page)


def shown_page(watch: Watching) -> str:
    """The page that the browser was last told of, once it was told on the terminal."""
    with urlopen(f"{watch.address}.watch/events", timeout=30) as events:
        digest = json.loads(events.readline().removeprefix(b"data: "))["page"]
    page = asked(watch, "/")[1].decode()
    return page if digest in page else ""


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def page_says(browser: Chrome, words: str) -> bool:
    return words in browser.execute_script("return document.body.innerText")


def overlay(browser: Chrome) -> str:
    """What is shown over the page."""
    return str(browser.execute_script(OVERLAY) or "")


def asked(watch: Watching, path: str, **headers: str) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection(urlsplit(watch.address).netloc, timeout=30)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.read(), response.headers


@in_a_browser
def test_a_saved_change_is_on_the_page(browser: Chrome, course: Path) -> None:
    edit(course / "course.yaml", "Title of Your Course", "Another Title")

    until(lambda: page_says(browser, "Another Title"))
    assert "Another Title" in browser.title


@in_a_browser
def test_a_broken_file_shows_its_problem_and_keeps_the_page_until_it_is_mended(
    browser: Chrome, course: Path
) -> None:
    file = course / "course.yaml"
    lines = file.read_text().splitlines()
    line = next(i for i, text in enumerate(lines, start=1) if "first_day:" in text)
    edit(file, "2027-01-11", "2027-01-<b>")

    until(lambda: "2027-01-<b>" in overlay(browser))
    assert f"course.yaml:{line}:" in overlay(browser)
    assert "[bad-value]" in overlay(browser)
    assert page_says(browser, "Title of Your Course")

    edit(file, "2027-01-<b>", "2027-01-11")
    until(lambda: "bad-value" not in overlay(browser))
    assert page_says(browser, "Title of Your Course")


@in_a_browser
def test_a_broken_theme_shows_its_problem_until_it_is_mended(
    browser: Chrome, course: Path
) -> None:
    (course / "theme").mkdir(exist_ok=True)
    template = course / "theme" / "handout.html.j2"
    template.write_text("\n{{ nothing_of_the_kind }}")
    until(lambda: "theme/handout.html.j2:2:" in overlay(browser))

    shutil.rmtree(course / "theme")
    until(lambda: "bad-template" not in overlay(browser))


@in_a_browser
def test_an_included_policy_is_on_the_page(browser: Chrome, course: Path) -> None:
    edit(course / "policies" / "academic-integrity.md", "Work with", "Collaborate with")

    until(lambda: page_says(browser, "Collaborate with others"))


@pytest.mark.parametrize("where", ["slides/welcome.pdf", "theme/handout.css"])
def test_a_deck_and_a_theme_file_make_all_outputs_anew(
    watch: Watching, course: Path, where: str
) -> None:
    rests, file = watch.rests, course / where
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(deck(3) if file.suffix == ".pdf" else b"h1 { color: #036 }")

    until(lambda: watch.rests > rests)


def test_a_hundred_saves_in_a_second_are_built_once_or_twice(
    watch: Watching, course: Path
) -> None:
    pages, file = watch.pages, course / "course.yaml"
    text = file.read_text()
    for number in range(1, 101):
        file.write_text(text.replace("Title of", f"{number}. title of"))
        time.sleep(0.01)
    until(lambda: "100. title of" in shown_page(watch))

    assert 1 <= watch.pages - pages <= 2


def test_what_an_editor_leaves_beside_a_file_is_not_built(
    watch: Watching, course: Path
) -> None:
    pages, file = watch.pages, course / "course.yaml"
    (course / ".course.yaml.swp").write_bytes(b"swap")
    (course / "course.yaml~").write_text(file.read_text())
    file.touch()
    # As an editor that saves by renaming does, with its own moments without a file.
    file.rename(course / "4913")
    (course / "4913").rename(file)
    time.sleep(0.5)
    edit(file, "Title of Your Course", "Renamed in Place")
    new = course / "course.yaml.new"
    new.write_text(file.read_text())
    new.replace(file)

    until(lambda: "Renamed in Place" in shown_page(watch))
    assert watch.pages == pages + 1


def test_the_file_stays_as_it_was_built(watch: Watching, course: Path) -> None:
    status, page, headers = asked(watch, "/")
    built = (course.parent / "build" / "course" / "syllabus.html").read_bytes()

    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert b"/.watch/live.js" in page
    assert b"/.watch/" not in built


@pytest.mark.parametrize("name", ["syllabus.pdf", "calendar.ics"])
def test_the_other_outputs_are_served(watch: Watching, course: Path, name: str) -> None:
    file = course.parent / "build" / "course" / name

    assert asked(watch, f"/{name}")[:2] == (200, file.read_bytes())


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "127.0.0.1", ""])
@pytest.mark.parametrize("path", ["/", "/syllabus.pdf", "/.watch/events"])
def test_a_server_called_by_another_name_does_not_answer(
    watch: Watching, path: str, host: str
) -> None:
    status, text, _ = asked(watch, path, Host=host)

    assert status == 403
    assert text == b"403 This server is for its own machine\n"


@pytest.mark.parametrize(
    "path",
    [
        *("/../../course/course.yaml", "/%2e%2e/%2e%2e/course/course.yaml"),
        *("/..%2f..%2fcourse%2fcourse.yaml", "//etc/passwd", "/%2fetc/passwd"),
        *("/x/../../../course/course.yaml", "/%00", "/.hidden", "/link", "/."),
        *("/..", "/nothing.html", "/.watch/", "/%ff"),
    ],
)
def test_nothing_outside_the_outputs_is_served(
    watch: Watching, course: Path, path: str
) -> None:
    outputs = course.parent / "build" / "course"
    (outputs / ".hidden").write_text("hidden")
    if not (outputs / "link").is_symlink():
        (outputs / "link").symlink_to(course / "course.yaml")

    assert asked(watch, path)[:2] == (404, b"404 Not Found\n")


def ended(watch: Watching) -> list[int]:
    """Interrupt a watch; those of its processes that are still there then."""
    workers = watch.workers()
    watch.process.send_signal(signal.SIGINT)
    watch.process.wait(timeout=30)
    return [worker for worker in workers if Path(f"/proc/{worker}").exists()]


@pytest.mark.parametrize("options", [[], ["--serve", "--port=0"]])
def test_an_interrupt_ends_it_in_the_middle_of_a_build(
    other: Path, options: list[str]
) -> None:
    with watching(other, *options) as watch:
        until(watch.workers)
        for worker in watch.workers():
            os.kill(worker, signal.SIGSTOP)  # workers that are never done
        left = ended(watch)

        assert watch.process.returncode == 130
        assert left == []
        assert "interrupted" not in "\n".join(watch.lines)
        assert not watch.rests


def test_an_interrupt_ends_it_while_it_waits(other: Path) -> None:
    with watching(other, "--serve", "--port=0") as watch:
        until(lambda: watch.rests)
        assert watch.workers()

        assert ended(watch) == []
        assert watch.process.returncode == 130


def test_without_a_page_there_is_one_that_shows_the_problems(other: Path) -> None:
    edit(other / "course.yaml", "2027-01-11", "2027-01-32")
    with watching(other, "--serve", "--port=0") as watch:
        until(lambda: "nothing was written" in watch.lines)

        status, page, _ = asked(watch, "/")
        assert status == 200
        assert b"/.watch/live.js" in page


def test_a_course_file_that_goes_away_is_told_and_taken_up_again(
    other: Path,
) -> None:
    with watching(other) as watch:
        file, away = other / "course.yaml", other / "away"
        until(lambda: watch.rests)
        file.rename(away)
        until(lambda: any("there is no course file" in line for line in watch.lines))
        away.write_text(away.read_text().replace("Title of", "The title of"))
        away.rename(file)

        until(lambda: watch.rests == 2)


def test_a_port_that_is_taken_is_a_failure_with_a_way_out(
    other: Path, watch: Watching
) -> None:
    port = str(urlsplit(watch.address).port)
    with watching(other, "--serve", "--port", port) as late:
        assert late.process.wait(timeout=60) == 3
        until(lambda: "--port" in "\n".join(late.lines))
