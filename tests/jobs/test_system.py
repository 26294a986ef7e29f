"""System packages are installed without asking, or named in one line."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

from syllabus.errors import ExitCode
from syllabus.jobs import system
from syllabus.render.libraries import LIBRARIES, Library
from tests.needs import ROOT

REQUIRED = [library for library in LIBRARIES if library.required]
OPTIONAL = [library for library in LIBRARIES if not library.required]


class FakeMachine:
    """A machine whose packages are a list: installing real ones would change ours."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        missing: list[Library],
        *,
        refuses: Sequence[str] = (),
        root: bool = True,
        programs: Sequence[str] = ("apt-get", "sudo"),
        sudo_asks: bool = False,
    ) -> None:
        self.missing = missing
        self.refuses = refuses
        self.sudo_asks = sudo_asks
        self.commands: list[list[str]] = []
        monkeypatch.setattr(system, "missing_libraries", lambda: self.missing)
        monkeypatch.setattr(system, "system_kind", lambda: "debian")
        monkeypatch.setattr(system, "find_spec", lambda name: object())
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(
            "shutil.which", lambda name: name if name in programs else None
        )
        monkeypatch.setattr(system, "_run", self.run)

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        self.commands.append(list(command))
        code = int(
            bool(set(self.refuses) & set(command))
            or (self.sudo_asks and command[0] == "sudo")
        )
        if "install" in command and code == 0:
            self.missing = [
                library
                for library in self.missing
                if library.debian_package not in command
            ]
        return subprocess.CompletedProcess(command, code, stdout="E: no such package\n")


def test_nothing_is_run_where_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = FakeMachine(monkeypatch, [])

    assert system.main() == ExitCode.OK
    assert machine.commands == []


def test_root_installs_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = FakeMachine(monkeypatch, list(LIBRARIES))

    assert system.main() == ExitCode.OK
    assert machine.missing == []
    assert all(command[0] == "apt-get" for command in machine.commands)


def test_sudo_is_used_only_where_it_does_not_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = FakeMachine(monkeypatch, REQUIRED, root=False)

    assert system.main() == ExitCode.OK
    assert all(command[:2] == ["sudo", "-n"] for command in machine.commands)


@pytest.mark.parametrize(
    "limits",
    [
        {"root": False, "sudo_asks": True},
        {"root": False, "programs": ["apt-get"]},
        {"programs": []},
    ],
    ids=["sudo asks", "no sudo", "no apt"],
)
def test_one_line_names_what_could_not_be_installed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    limits: dict[str, object],
) -> None:
    FakeMachine(monkeypatch, REQUIRED, **limits)  # type: ignore[arg-type]

    assert system.main() == ExitCode.ENVIRONMENT
    output = capsys.readouterr().err
    assert output.count("\n") == 1
    assert all(library.debian_package in output for library in REQUIRED)


def test_an_optional_library_is_done_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = FakeMachine(
        monkeypatch, list(LIBRARIES), refuses=[OPTIONAL[0].debian_package]
    )

    assert system.main() == ExitCode.OK
    assert machine.missing == OPTIONAL
    assert "half the time" in capsys.readouterr().err


def test_a_python_without_ensurepip_needs_debians_package_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakeMachine(monkeypatch, [], programs=[])
    monkeypatch.setattr(system, "find_spec", lambda name: None)

    assert system.main() == ExitCode.ENVIRONMENT
    assert f"python3.{sys.version_info.minor}-venv" in capsys.readouterr().err


def test_it_runs_before_anything_is_installed() -> None:
    # -S: no site-packages.
    subprocess.run(
        [sys.executable, "-S", "-c", "import syllabus.jobs.system"],
        cwd=ROOT,
        check=True,
    )
