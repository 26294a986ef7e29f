"""The LaTeX source, set by the TeX that is installed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from syllabus.errors import SyllabusError

LONGEST = 180
"""Seconds that TeX may take."""

_LINES = 8
# LuaLaTeX sets every script; with pdfLaTeX what its fonts lack shows as code points.
_ENGINES = (("lualatex", "-lualatex"), ("pdflatex", "-pdf"))


class NoTexError(SyllabusError):
    """There is no TeX to set the source with."""

    def __init__(self) -> None:
        super().__init__("there is no latexmk, or neither lualatex nor pdflatex")
        self.add_note(
            "install TeX (Debian: latexmk texlive-luatex texlive-latex-recommended "
            "lmodern), or leave latex-pdf out: syllabus.tex is written without it"
        )


class TexFailedError(SyllabusError):
    """TeX did not set the source.

    Args:
        why: The end of what it said.
    """

    def __init__(self, why: str) -> None:
        super().__init__("TeX could not set syllabus.tex")
        self.add_note(why)


def latex_pdf(source: bytes) -> bytes:
    """The PDF of a LaTeX source; the same source gives the same bytes.

    TeX reads and writes in a folder of its own and runs no other program.

    Raises:
        NoTexError: TeX is not installed.
        TexFailedError: It ended with an error, or not in time.
    """
    engine = next((flag for name, flag in _ENGINES if shutil.which(name)), None)
    if engine is None or not shutil.which("latexmk"):
        raise NoTexError
    with tempfile.TemporaryDirectory(prefix="syllabus-") as folder:
        return _without_moment(_set(source, engine, Path(folder)))


def _set(source: bytes, engine: str, folder: Path) -> bytes:
    (folder / "syllabus.tex").write_bytes(source)
    command = ["latexmk", "-norc", engine, "-interaction=nonstopmode", "-halt-on-error"]
    command += ["-latexoption=-no-shell-escape", "syllabus.tex"]
    epoch = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    # Paranoid: nothing outside of the folder is read or written.
    fenced = {"openin_any": "p", "openout_any": "p"}
    try:
        ran = subprocess.run(  # noqa: S603 - words of our own, and no shell
            command,
            cwd=folder,
            env={**os.environ, **epoch, **fenced},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as error:
        raise TexFailedError(f"it took more than {LONGEST} seconds") from error
    made = folder / "syllabus.pdf"
    if ran.returncode or not made.is_file():
        raise TexFailedError(_complaint(ran.stdout.decode(errors="replace")))
    return made.read_bytes()


def _complaint(said: str) -> str:
    """What TeX says of its first error; else its last lines."""
    lines = said.strip().splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith("!")), None)
    if first is None:
        return "\n".join(lines[-_LINES:])
    shown = lines[first : first + _LINES]
    # The place in the source takes two lines; then come figures about memory.
    place = next((n for n, line in enumerate(shown) if line.startswith("l.")), _LINES)
    return "\n".join(shown[: place + 2])


def _without_moment(data: bytes) -> bytes:
    """The PDF with an identifier that comes from its content."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        # TeX's own is new each time.
        del pdf.trailer["/ID"]
        pdf.save(written, deterministic_id=True)
    return written.getvalue()
