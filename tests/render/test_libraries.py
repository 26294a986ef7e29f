"""The libraries that WeasyPrint needs are those we look for."""

import ast
import ctypes.util
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from syllabus.errors import ExitCode
from syllabus.render.libraries import (
    LIBRARIES,
    MissingLibrariesError,
    install_line,
    loading_by_name_only,
    missing_libraries,
    system_kind,
)

PACKAGES = ["libpango-1.0-0", "libharfbuzz0b"]


def names_in_weasyprint() -> dict[tuple[str, ...], bool]:
    """Read from WeasyPrint's source the names it tries, and whether it needs them."""
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("text") / "ffi.py"
    return {
        tuple(ast.literal_eval(name) for name in call.args[1:]): not call.keywords
        for call in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "_dlopen"
    }


def test_the_names_are_those_that_weasyprint_tries() -> None:
    theirs = names_in_weasyprint()

    assert {library.names for library in LIBRARIES} <= set(theirs)


def test_the_libraries_that_weasyprint_cannot_do_without_are_required() -> None:
    needed = {names for names, required in names_in_weasyprint().items() if required}

    assert {library.names for library in LIBRARIES if library.required} == needed


def test_nothing_required_is_missing_where_weasyprint_can_be_imported() -> None:
    assert [library for library in missing_libraries() if library.required] == []


def test_a_library_that_does_not_load_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", refuse)

    assert missing_libraries() == list(LIBRARIES)


@pytest.mark.parametrize(
    ("system", "release", "kind"),
    [
        ("linux", {"ID": "debian"}, "debian"),
        ("linux", {"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ("linux", {"ID": "fedora"}, "fedora"),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ("linux", {"ID": "arch"}, ""),
        ("linux", {}, ""),
        ("darwin", {}, "macos"),
        ("win32", {}, "windows"),
    ],
)
def test_the_system_is_known_by_its_family(
    system: str, release: dict[str, str], kind: str
) -> None:
    assert system_kind(system, release) == kind


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("debian", "apt-get install libpango-1.0-0 libharfbuzz0b"),
        ("fedora", "dnf install pango"),
        ("macos", "brew install pango"),
        ("windows", "mingw-w64-ucrt-x86_64-pango"),
        ("", "libpango-1.0-0"),
    ],
)
def test_one_line_says_what_to_install(kind: str, expected: str) -> None:
    line = install_line(kind, PACKAGES)

    assert expected in line
    assert "\n" not in line


def test_a_missing_library_is_a_failure_of_the_environment() -> None:
    error = MissingLibrariesError(LIBRARIES[:1])

    assert error.exit_code == ExitCode.ENVIRONMENT
    assert "libglib2.0-0" in str(error)
    assert "install" in error.__notes__[0]


def test_weasyprint_can_be_imported_without_searching_for_libraries() -> None:
    code = (
        "from syllabus.render.libraries import loading_by_name_only\n"
        "with loading_by_name_only():\n"
        "    import weasyprint"
    )

    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_searching_for_libraries_works_again_afterwards() -> None:
    before = ctypes.util.find_library

    with loading_by_name_only():
        pass

    assert ctypes.util.find_library is before
