"""Install system packages where that can be done without asking, else say which.

`python -m syllabus.jobs.system` does so for what the program needs. The set-up runs it
before there is an environment: nothing but the standard library is imported.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from syllabus.errors import ExitCode
from syllabus.render.libraries import (
    install_line,
    missing_libraries,
    system_kind,
)

APT_GET = (
    "apt-get",
    "--quiet=2",
    "--option=DPkg::Lock::Timeout=600",  # another may be installing just now
    "--option=Dpkg::Use-Pty=0",
)


def main() -> ExitCode:
    """Install what is missing; say in one line what could not be."""
    required, optional = _missing_packages()
    if required or optional:
        # Apart, so that an optional package that this Debian lacks spoils nothing.
        install_packages(required)
        install_packages(optional)
        required, optional = _missing_packages()
    if required:
        return _say(
            f"install first: {install_line(system_kind(), [*required, *optional])}"
        )
    if optional:
        line = install_line(system_kind(), optional)
        _say(f"PDFs would take half the time with {' '.join(optional)}: {line}")
    return ExitCode.OK


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages if apt is here and asks nobody for a password.

    Returns:
        Whether all of them are installed now.
    """
    sudo = _without_asking()
    if not packages or sudo is None:
        return not packages
    sys.stderr.write(f"installing {' '.join(packages)}\n")
    # An unreachable source fails the update, and yet the packages may be had.
    _run([*sudo, *APT_GET, "update"])
    done = _run(
        [*sudo, *APT_GET, "install", "--yes", "--no-install-recommends", *packages]
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
    return done.returncode == 0


def _missing_packages() -> tuple[list[str], list[str]]:
    """List Debian's names of what is needed and of what is only wanted."""
    missing = missing_libraries()
    required = [library.debian_package for library in missing if library.required]
    # Debian keeps this part of the standard library in a package of its own.
    if find_spec("ensurepip") is None:
        required.append(f"python3.{sys.version_info.minor}-venv")
    return required, [
        library.debian_package for library in missing if not library.required
    ]


def _without_asking() -> list[str] | None:
    """Return what to put before apt-get, or None if it cannot be run."""
    if os.name != "posix" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (package names of our own, no shell)
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )


def _say(line: str) -> ExitCode:
    sys.stderr.write(f"{line}\n")
    return ExitCode.ENVIRONMENT


if __name__ == "__main__":
    raise SystemExit(main())
