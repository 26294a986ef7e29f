"""Arguments that several commands take, and the one look at the clock."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic

course_argument = click.argument(
    "course", type=click.Path(path_type=Path), default=".", metavar="[COURSE]"
)
strict_option = click.option(
    "--strict", is_flag=True, help="Let warnings fail as errors do."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How problems are printed.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
verbose_option = click.option(
    "--verbose", "-v", is_flag=True, help="Print every step as it is taken."
)


def now() -> dt.datetime:
    """The present moment, or the one that SOURCE_DATE_EPOCH stands for.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(
            "SOURCE_DATE_EPOCH is not a number of seconds"
        ) from error


def failed(
    problems: tuple[Diagnostic, ...] | list[Diagnostic], *, strict: bool
) -> bool:
    """Whether the problems fail a run."""
    return any(strict or problem.is_error for problem in problems)
