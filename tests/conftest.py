"""What all tests share: where things lie, what they need, and what fails them.

- ``shared``: the folder beside the repository; ``verapdf``: a validator.
- ``golden``: compares text with a file in tests/golden; ``--update-golden`` writes it.
- ``@pytest.mark.needs("qpdf", "shared")``: skips where one of them is not there. With
  CI=true nothing may be skipped: there a skip is a failure.
- Every test has a cache folder of its own, and a logged WeasyPrint warning fails it.
"""

import logging
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.needs import PROGRAMS, ROOT, SHARED, why_missing
from tests.verapdf import Verapdf

GOLDEN = ROOT / "tests" / "golden"
IN_CI = os.environ.get("CI") == "true"

# No test is timed: machines differ. A run that decides whether a change lands tries the
# same examples each time; all others look for new ones.
hypothesis.settings.register_profile("ours", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests get into tests/golden; then read the diff",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"needs(*names): of: shared, noto, node_modules, {', '.join(sorted(PROGRAMS))}",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for need in marker.args:
            skip_without(need)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # An expected failure is reported as a skip too.
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if IN_CI and report.skipped:  # a whole module
        _fail(report)
    return report


def skip_without(need: str) -> None:
    if reason := why_missing(need):
        pytest.skip(reason)


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    report.outcome = "failed"
    report.longrepr = f"in CI nothing may be skipped: {reason}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared: real courses, a corpus of PDFs, independent checks."""
    skip_without("shared")
    return SHARED


@pytest.fixture(scope="session")
def verapdf(shared: Path) -> Iterator[Verapdf]:
    """veraPDF, started by the first test that asks for it."""
    skip_without("java")
    server = Verapdf(shared / "tools" / "vera.py")
    yield server
    server.stop()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with tests/golden/NAME."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        expected = path.read_bytes().decode() if path.exists() else ""
        assert text == expected, f"differs from {name}; if meant: --update-golden"

    return check


@pytest.fixture(scope="session", autouse=True)
def session_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep fixtures that serve a whole session out of the user's cache, too."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def cache_home(
    request: pytest.FixtureRequest, session_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give each test an empty cache; it is made by the program, if at all."""
    folder = session_cache / f"{id(request.node):x}"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def weasyprint_log() -> Iterator[list[str]]:
    """Fail a test in which WeasyPrint warns.

    A test that means it to looks into this list and clears it.
    """
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield messages
    logger.removeHandler(handler)
    assert messages == [], "WeasyPrint warned"
