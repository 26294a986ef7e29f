"""The lock files pin everything, and every licence goes together with ours."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from tests.needs import ROOT

LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text("utf-8")

COMPATIBLE = re.compile(r"\b(MIT|BSD|Apache|MPL|Mozilla|PSF)\b")


def pins(lock: Path) -> dict[str, str]:
    """Map each package of a lock file to its version."""
    found = re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE)
    return dict(found)


def licences(package: str) -> list[str]:
    """List what a package says of its licence; of alternatives, each one."""
    fields = metadata(package)
    return [
        line
        for key in ("License-Expression", "License", "Classifier")
        for line in fields.get_all(key) or []
        if key != "Classifier" or line.startswith("License")
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_is_pinned_by_version_and_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", lock.read_text("utf-8"))[1:]

    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_file_names_an_index_or_a_folder(lock: Path) -> None:
    text = lock.read_text("utf-8")

    assert (
        re.findall("^.*(?:/|--(?:extra-)?index|--find-links).*$", text, re.MULTILINE)
        == []
    )


def test_what_is_developed_with_is_what_is_shipped() -> None:
    runtime, development = map(pins, LOCKS)

    assert runtime.items() <= development.items()


def test_the_document_lists_the_runtime_packages_and_no_other() -> None:
    rows = re.findall(r"^\| ([\w-]+) \|", DOCUMENT, re.MULTILINE)

    assert sorted(set(rows) - {"package", "---"}) == sorted(pins(LOCKS[0]))


@pytest.mark.parametrize("package", pins(LOCKS[0]))
def test_a_runtime_package_may_be_used_under_a_compatible_licence(package: str) -> None:
    try:
        stated = licences(package)
    except PackageNotFoundError:
        assert package == "brotlicffi", "only this one is for another Python"
        return

    assert any(COMPATIBLE.search(licence) for licence in stated), stated
    assert not any(" AND " in line and "GPL" in line for line in stated), stated
