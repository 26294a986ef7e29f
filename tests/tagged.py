"""A tagged PDF as a listener gets it: poppler's dump of the structure tree."""

import re
import subprocess
from pathlib import Path

_LINE = re.compile(r'(?P<indent> *)(?:"(?P<text>.*)"|(?P<element>\w+))')


def table_rows(pdf: Path) -> list[list[str]]:
    """The rows of all tables, each the texts of its cells, in reading order."""
    done = subprocess.run(
        ["pdfinfo", "-struct-text", pdf], capture_output=True, text=True, check=True
    )
    rows: list[list[str]] = []
    inside: int | None = None  # the indentation of the row that we are in
    for line in done.stdout.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        indent, element = len(match["indent"]), match["element"]
        if element == "TR":
            rows.append([])
            inside = indent
        elif inside is None or (element and indent <= inside):
            inside = None
        elif element in {"TH", "TD"}:
            rows[-1].append("")
        elif element == "P" and rows[-1]:
            rows[-1][-1] += "\n"
        elif match["text"]:
            rows[-1][-1] = _joined(rows[-1][-1], match["text"])
    return [[cell.strip() for cell in row] for row in rows]


def _joined(before: str, text: str) -> str:
    """Text after text: the space at the end of a line is not painted."""
    parted = before == "" or before[-1].isspace() or re.match(r"[\s,.;:)]", text)
    return before + ("" if parted else " ") + text
