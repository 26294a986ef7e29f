"""What a problem's code means: its section of the page of problems."""

from __future__ import annotations

import re
from pathlib import Path

from syllabus.core.diagnostics import CODES
from syllabus.errors import ExitCode, SyllabusError

PAGE = "problems.md"


class UnknownCodeError(SyllabusError):
    """No problem has this code."""

    exit_code = ExitCode.USAGE

    def __init__(self, code: str) -> None:
        from difflib import get_close_matches

        near = get_close_matches(code, CODES, n=1)
        guess = f"; did you mean “{near[0]}”?" if near else ""
        super().__init__(f"no problem has the code “{code}”{guess}")
        self.add_note("`syllabus explain` lists all codes")


def explanation(code: str) -> str:
    """What a code means and what to do, as Markdown.

    Raises:
        UnknownCodeError: There is no such code.
    """
    if code not in CODES:
        raise UnknownCodeError(code)
    text = _page().read_text("utf-8")
    section = re.search(
        rf"^### `{re.escape(code)}`\n+(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return section[1].strip() if section else ""


def _page() -> Path:
    """The page of problems: in the package, or in the documents of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / PAGE
    return installed if installed.is_file() else package.parent / "docs" / PAGE
