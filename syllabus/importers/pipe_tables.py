"""Tables of Markdown with pipes: their rows, and the line below the head."""

from __future__ import annotations

import re

RULE = re.compile(r"^(?=.{0,3}[|:+-])(?=[^-]*--)[:+|= -]+$")
"""A line that divides rows: below the head, and in kramdown between others."""


def split_cells(line: str) -> list[tuple[int, str]]:
    """Split a row of a table into (column counted from 0, text) of its cells.

    GFM's rule: every pipe divides, in code too, unless a backslash stands before it.
    """
    row = line.strip()
    start = len(line) - len(line.lstrip())
    cells: list[tuple[int, str]] = []
    for text in re.split(r"(?<!\\)\|", row):
        cells.append((start, text))
        start += len(text) + 1
    # The pipes at both ends of a row divide nothing.
    first = 1 if row.startswith("|") else 0
    last = len(cells) - 1 if len(cells) > 1 and not cells[-1][1] else len(cells)
    return cells[first:last]


def without_blanked_rows(body: str, masked: str) -> tuple[list[int], list[str]]:
    """Drop lines that were blanked out amid a table: they would end it.

    Returns:
        For each line that is left its number in the body, and its text.
    """
    numbers: list[int] = []
    lines: list[str] = []
    before, after = body.split("\n"), masked.split("\n")
    for number, line in enumerate(after):
        blanked = not line.strip() and before[number].strip()
        if blanked and lines and lines[-1].lstrip().startswith("|"):
            continue
        if RULE.match(line):
            line = _rule_below(lines[-1] if lines else "", line)
        lines.append(line)
        numbers.append(number)
    return numbers, lines


def _rule_below(row: str, rule: str) -> str:
    """The line below the head of a table as GFM wants it.

    kramdown and Org write |---+---|, and Pandoc counts no columns in it.
    """
    rule = rule.replace("+", "|")
    columns = len(split_cells(row))
    if "|" not in rule or "|" not in row or len(split_cells(rule)) == columns:
        return rule
    return "|" + "---|" * columns
