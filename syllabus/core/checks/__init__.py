"""The rules of a course that need more than one of its parts to judge.

Every rule has one signature: it takes what there is to know and yields diagnostics.
Adding one is a function and a line in its module's list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.checks import dates, files, prose, work
from syllabus.core.diagnostics import in_order

if TYPE_CHECKING:
    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic

CHECKS = (*dates.CHECKS, *work.CHECKS, *prose.CHECKS, *files.CHECKS)


def check_course(subject: Subject) -> list[Diagnostic]:
    """Run every rule; the problems are in the order of the file."""
    return in_order([problem for rule in CHECKS for problem in rule(subject)])
