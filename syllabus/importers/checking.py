"""Whether the program itself takes a course file that an import wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.diagnostics import in_order
from syllabus.core.parse import parse_course
from syllabus.core.schedule import resolve

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic


def course_errors(text: str, file: str) -> list[Diagnostic]:
    """The errors of a course file, its slides and other files not looked at.

    An import is meant to yield none: what a page has wrong is kept as a note.
    """
    parsed = parse_course(text.encode(), file)
    problems = list(parsed.problems)
    if course := parsed.course:
        tables = tuple(resolve(course))
        subject = Subject(course, parsed.source, tables, Inventory(), parsed.broken)
        problems += check_course(subject)
    return in_order([problem for problem in problems if problem.is_error])
