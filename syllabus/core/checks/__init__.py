"""The rules of a course that need more than one of its parts to judge.

Every rule has one signature: it takes what there is to know and yields diagnostics.
Adding one is a function and a line in its module's list. A module's rules are left out
where a part of the course that they need could not be understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.checks import dates, files, grading, prose, work
from syllabus.core.diagnostics import in_order

if TYPE_CHECKING:
    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic


def check_course(subject: Subject) -> list[Diagnostic]:
    """Run every rule; the problems are in the order of the file."""
    rules = [
        rule
        for module in (dates, work, grading, prose, files)
        if not module.NEEDS & subject.broken
        for rule in module.CHECKS
    ]
    return in_order([problem for rule in rules for problem in rule(subject)])
