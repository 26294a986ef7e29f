"""What some tests need from outside the repository: programs and the shared folder.

`python -m tests.needs` installs the programs where apt can do so without asking. Tests
that need what is then still not there are skipped (`pytest.mark.needs`).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from syllabus.jobs.system import install_packages
from syllabus.render.libraries import install_line, system_kind

ROOT = Path(__file__).parents[1]
# Real courses, a corpus of hard PDFs and independent checks.
SHARED = ROOT.parent / "shared"

# Fonts of scripts that ours lack: a family and the Debian package that brings it.
FONTS = {"Noto Naskh Arabic": "fonts-noto-core", "Noto Serif CJK SC": "fonts-noto-cjk"}

# A program and the Debian packages that bring it and what it needs.
PROGRAMS = {
    "chromedriver": "chromium-driver",
    "chromium": "chromium",
    "dovecot": "dovecot-imapd",
    "fc-list": "fontconfig",
    "fish": "fish",
    "git": "git",
    "java": "default-jre-headless",
    "latexmk": "latexmk",
    "lualatex": "texlive-luatex",
    "node": "nodejs",
    "npm": "npm",
    "openssl": "openssl",
    "pdfinfo": "poppler-utils",
    "pdflatex": "texlive-latex-recommended lmodern",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "postfix": "postfix",
    "qpdf": "qpdf",
    "soffice": "libreoffice-writer-nogui",
    "zsh": "zsh",
}

# JavaScript packages, pinned in the lock file beside them.
NPM = ROOT / "tests" / "npm"
NODE_MODULES = NPM / "node_modules"


def why_missing(need: str) -> str:
    """Say why a need is not met: shared, root, noto, node_modules, or of `PROGRAMS`."""
    if need == "shared":
        return "" if SHARED.is_dir() else "there is no folder ../shared"
    if need == "node_modules":
        wanted = _versions(NPM / "package-lock.json").items()
        # npm writes this file last.
        there = _versions(NODE_MODULES / ".package-lock.json").items()
        return "" if wanted <= there else "not all packages of tests/npm are installed"
    if need == "root":
        return "" if os.geteuid() == 0 else "the servers have to be started as root"
    if need == "noto":
        return f"there is no font {missing[0]}" if (missing := _missing_fonts()) else ""
    if shutil.which(need):
        return ""
    return f"{need} is not installed (Debian: {PROGRAMS[need]})"


def install() -> None:
    """Install the programs that are missing, or say which tests will be skipped."""
    if missing := _missing_packages():
        install_packages(missing)
    if why_missing("node_modules") and not why_missing("npm"):
        command = ["npm", "ci", "--no-audit", "--no-fund", "--prefix", str(NPM)]
        subprocess.run(command, check=False)
    if missing := _missing_packages():
        line = install_line(system_kind(), missing)
        sys.stderr.write(f"some tests will be skipped; to run them: {line}\n")


def _versions(lock: Path) -> dict[str, str]:
    """The packages that a lock file of npm lists, and their versions."""
    if not lock.is_file():
        return {}
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    return {name: one["version"] for name, one in packages.items() if name}


def _missing_packages() -> list[str]:
    programs = {
        package
        for name, packages in PROGRAMS.items()
        if why_missing(name)
        for package in packages.split()
    }
    return sorted(programs | {FONTS[name] for name in _missing_fonts()})


def _missing_fonts() -> list[str]:
    """The families that fontconfig does not know; all where it cannot be asked."""
    if not shutil.which("fc-list"):
        return list(FONTS)
    ran = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, check=True, text=True
    )
    return [name for name in FONTS if name not in ran.stdout]


if __name__ == "__main__":
    install()
