"""Secrets are found where they belong, in their order, and are shown nowhere."""

from __future__ import annotations

import pickle
import sys
import types
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syllabus.announce.secrets import (
    Account,
    NoSecretError,
    OpenFileError,
    Secret,
    Secrets,
)
from syllabus.announce.target import RefusedError
from syllabus.cli import program

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = Account("my class", "smtp.x.edu", "cs101")
PLACES = ("file", "environment", "keyring", "netrc", "terminal")


def secrets(
    folder: Path, monkeypatch: pytest.MonkeyPatch, places: tuple[str, ...]
) -> Secrets:
    """Places that know the secret by their own names, and others that do not."""
    file, netrc = folder / "secrets.yaml", folder / "netrc"
    environment = {"NETRC": str(netrc)}
    if "file" in places:
        file.write_text("cs101@smtp.x.edu: canary-file\nother: x\n")
        file.chmod(0o600)
    if "environment" in places:
        environment["SYLLABUS_SECRET_MY_CLASS"] = "canary-environment"
    keyring = types.SimpleNamespace(
        get_password=lambda service, user: (
            "canary-keyring"
            if (service, user) == ("syllabus:smtp.x.edu", "cs101")
            and "keyring" in places
            else None
        ),
        errors=types.SimpleNamespace(KeyringError=RuntimeError),
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    if "netrc" in places:
        netrc.write_text("machine smtp.x.edu login cs101 password canary-netrc\n")
        netrc.chmod(0o600)
    ask = (lambda _: "canary-terminal") if "terminal" in places else None
    return Secrets(file, environment, ask)


@pytest.mark.parametrize("first", range(len(PLACES)), ids=PLACES)
def test_the_first_place_that_knows_it_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    found = secrets(tmp_path, monkeypatch, PLACES[first:]).find(ACCOUNT)

    assert found.reveal() == f"canary-{PLACES[first]}"


def test_what_nobody_knows_is_one_clear_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoSecretError, match=r"cs101@smtp\.x\.edu \(target “my class”"):
        secrets(tmp_path, monkeypatch, ()).find(ACCOUNT)


@pytest.mark.parametrize("name", ["secrets.yaml", "netrc"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mode: int
) -> None:
    places = ("file",) if name == "secrets.yaml" else ("netrc",)
    known = secrets(tmp_path, monkeypatch, places)
    (tmp_path / name).chmod(mode)

    with pytest.raises(OpenFileError, match="others can read") as caught:
        known.find(ACCOUNT)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("text", ["canary-a: [", "- canary-b", "a: {\x00", "canary"])
def test_a_file_that_is_no_list_of_secrets_shows_nothing_of_itself(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "secrets.yaml"
    file.write_text(text)
    file.chmod(0o600)

    with pytest.raises(RefusedError) as caught:
        Secrets(file, {"NETRC": "/no/netrc"}).find(ACCOUNT)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("canary-shown")

    shown = (repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{[secret]}")
    assert "canary" not in "".join(shown)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_key_that_is_not_known_may_be_a_secret_and_is_not_shown(
    tmp_path: Path,
) -> None:
    (tmp_path / "course.yaml").write_text(
        "title: A\nterm: {name: B, first_day: 2027-01-11, last_day: 2027-01-12}\n"
        "announce:\n  targets:\n    class: {kind: mail, pasword: canary-misspelt}\n"
        "schedule:\n  - {topic: C, date: 2027-01-11, extra: yes}\n"
    )

    result = CliRunner().invoke(program, ["check", str(tmp_path)])

    assert "unknown-key" in result.output
    assert "missing-value" in result.output
    assert "canary" not in result.output


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize(
    "target",
    [
        "{kind: mail, server: h, password: canary-inline}",
        "{kind: mail, sevrer: h, token: canary-beside-another-mistake}",
        "{kind: folder, to: x, Secret: canary-in-capitals}",
    ],
)
def test_a_secret_in_a_course_file_is_a_problem_that_does_not_repeat_it(
    tmp_path: Path, form: str, target: str
) -> None:
    (tmp_path / "course.yaml").write_text(
        "title: A\nterm: {name: B, first_day: 2027-01-11, last_day: 2027-01-12}\n"
        f"announce:\n  targets:\n    class: {target}\nschedule:\n"
        "  - {topic: C, date: 2027-01-11, extra: yes}\n"
    )
    arguments = ["check", str(tmp_path), "--format", form]

    result = CliRunner().invoke(program, arguments)
    built = CliRunner().invoke(program, ["build", str(tmp_path), "--out", "x"])

    assert result.exit_code == built.exit_code == 1
    assert "secret-in-course" in result.output
    assert "canary" not in result.output + built.output
