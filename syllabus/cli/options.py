"""Arguments that several commands take, and the one look at the clock."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from syllabus.core.diagnostics import Diagnostic


class _Day(click.ParamType[dt.date]):
    """A day written 2027-02-01, as a date."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The date; a usage error for what is none."""
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no day: write it like 2027-02-01", param, ctx)


DAY = _Day()


def completes_course(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem[str]]:
    """Let a shell complete folders and YAML files, as `completion` knows them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="course")]


def completes_theme(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[str]:
    """The themes that a shell completes."""
    from syllabus.render.themes import shipped_themes

    return [name for name in shipped_themes() if name.startswith(begun)]


course_argument = click.argument(
    "course",
    type=click.Path(path_type=Path),
    default=".",
    metavar="[COURSE]",
    shell_complete=completes_course,
)
strict_option = click.option(
    "--strict", is_flag=True, help="Let warnings fail as errors do."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How problems are printed.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")


def _lines(_context: object, _option: object, file: IO[str] | None) -> tuple[str, ...]:
    """The lines of the file; it may be a pipe, and is not kept open."""
    return tuple(filter(None, file.read().splitlines())) if file else ()


password_file_option = click.option(
    "--password-file",
    type=click.File("r", encoding="utf-8"),
    callback=_lines,
    metavar="FILE",
    help="Open locked decks with the passwords in this file, one a line.",
)
ask_password_option = click.option(
    "--ask-password",
    is_flag=True,
    help="Ask for a password that opens locked decks.",
)
verbose_option = click.option(
    "--verbose", "-v", is_flag=True, help="Print every step as it is taken."
)


def passwords(from_file: tuple[str, ...], *, ask: bool) -> tuple[str, ...]:
    """What opens locked decks: the lines of a file, and what is typed in."""
    if not ask:
        return from_file
    typed: str = click.prompt(
        "Password of locked decks", hide_input=True, default="", show_default=False
    )
    return (*from_file, typed) if typed else from_file


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
