"""The tests' own rules hold: needs, golden files, caches, warnings."""

from pathlib import Path

import pytest
from weasyprint import HTML

from tests.needs import ROOT
from tests.verapdf import Verapdf

pytest_plugins = ["pytester"]


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """An empty test run under our conftest."""
    pytester.makeconftest(
        "from tests.conftest import *\nfrom tests.conftest import _fail"
    )
    pytester.syspathinsert(ROOT)
    return pytester


SKIPPED = """
    import pytest

    @pytest.mark.needs("qpdf")
    def test_a():
        pass
"""


@pytest.mark.parametrize(("ci", "outcome"), [("", "skipped"), ("true", "errors")])
def test_what_is_not_there_skips_a_test_and_fails_it_in_ci(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    inner.makepyfile(SKIPPED)

    result = inner.runpytest_subprocess("-rsE")

    result.assert_outcomes(**{outcome: 1})
    result.stdout.fnmatch_lines(["*qpdf is not installed (Debian: qpdf)*"])


@pytest.mark.parametrize(("ci", "outcome"), [("", "skipped"), ("true", "errors")])
def test_a_module_skipped_in_ci_is_an_error(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    monkeypatch.setenv("CI", ci)
    inner.makepyfile("import pytest\npytest.importorskip('not_there')")

    inner.runpytest_subprocess().assert_outcomes(**{outcome: 1})


def test_an_expected_failure_is_no_skip_in_ci(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    inner.makepyfile("import pytest\n@pytest.mark.xfail\ndef test_a(): assert False")

    inner.runpytest_subprocess().assert_outcomes(xfailed=1)


def test_a_logged_weasyprint_warning_fails_a_test(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import logging

        def test_warned():
            logging.getLogger("weasyprint").warning("bad property")

        def test_meant(weasyprint_log):
            logging.getLogger("weasyprint").warning("bad property")
            assert weasyprint_log == ["bad property"]
            weasyprint_log.clear()
        """
    )

    inner.runpytest_subprocess().assert_outcomes(passed=2, errors=1)


def test_each_test_has_an_empty_cache(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import os
        from pathlib import Path
        import pytest

        @pytest.mark.parametrize("n", [1, 2])
        def test_a(n):
            folder = Path(os.environ["XDG_CACHE_HOME"])
            assert not folder.exists()
            folder.mkdir()
        """
    )

    inner.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_golden_file_is_compared_and_rewritten_on_demand(
    inner: pytest.Pytester,
) -> None:
    inner.makeconftest(
        "from tests.conftest import *\n"
        "import tests.conftest\n"
        "tests.conftest.GOLDEN = Path(__file__).parent / 'golden'"
    )
    inner.makepyfile("def test_a(golden): golden('sub/a.txt', 'é\\n')")

    inner.runpytest_subprocess().assert_outcomes(failed=1)
    inner.runpytest_subprocess("--update-golden").assert_outcomes(passed=1)
    inner.runpytest_subprocess().assert_outcomes(passed=1)


def test_verapdf_tells_a_conforming_file_from_another(
    verapdf: Verapdf, shared: Path, tmp_path: Path
) -> None:
    page = "<html lang=en><title>A</title><h1>A</h1>"
    tagged = tmp_path / "tagged.pdf"
    HTML(string=page).write_pdf(tagged, pdf_variant="pdf/ua-1")
    untagged = shared / "courses" / "latex-decks" / "dqn.pdf"
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")

    results = verapdf.check([tagged, untagged, broken])

    assert [result["compliant"] for result in results] == [True, False, False]
    assert results[1]["failures"]
    assert results[2]["error"]
