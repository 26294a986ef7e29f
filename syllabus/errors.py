"""Failures of the world, each with the exit code it leaves the program with.

A mistake in a course is not a failure: it is a `syllabus.core.diagnostics.Diagnostic`.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program tells the shell."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    ENVIRONMENT = 3
    DELIVERY = 4
    BUG = 70
    INTERRUPTED = 130


class SyllabusError(Exception):
    """Something outside the course prevents the work.

    The message says what is; notes (`add_note`) say what to do.
    """

    exit_code = ExitCode.ENVIRONMENT
