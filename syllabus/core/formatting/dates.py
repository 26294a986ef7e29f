"""Days that lack a nought: 2017-4-3, where a day is meant."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from syllabus.core.deadlines import parse_due, parse_release
from syllabus.core.formatting.pieces import Pieces, spliced
from syllabus.core.parse import parse_course
from syllabus.core.values import parse_date_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.formatting.pieces import Edit

_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_REFUSED = {"bad-value", "bad-deadline"}


def padded(value: Any) -> Any:
    """A text, or the texts of a list or mapping, with days in full."""
    if isinstance(value, dict):
        return {padded(key): padded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [padded(one) for one in value]
    return _DAY.sub(_in_full, value) if isinstance(value, str) else value


def _in_full(match: re.Match[str]) -> str:
    try:
        return str(dt.date(*map(int, match.groups())))
    except ValueError:
        return match[0]


def with_days_in_full(text: str) -> str:
    """The text with the days written in full that the course file refuses."""
    return spliced(text, _edits(text))


def _edits(text: str) -> Iterator[Edit]:
    if padded(text) == text:
        return
    problems = parse_course(text.encode(), "").problems
    refused = {
        (one.where.line - 1, one.where.column - 1)
        for one in problems
        if one.code in _REFUSED
    }
    pieces = Pieces(text)
    for start, end in pieces.scalars:
        old = text[start:end]
        new = padded(old)
        here = (pieces.line_of(start), pieces.column_of(start))
        if new != old and here in refused and _is_moment(new.strip("'\"")):
            yield start, end, new


def _is_moment(text: str) -> bool:
    """Whether it is a day, days or a deadline."""
    for parse in (parse_date_range, parse_due, parse_release):
        try:
            parse(text)
        except PydanticCustomError:
            continue
        return True
    return False
