"""``syllabus explain``."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from syllabus.core.diagnostics import CODES
from syllabus.jobs.explaining import explanation


def _codes(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """The codes that a shell completes."""
    return [CompletionItem(code) for code in CODES if code.startswith(begun)]


@click.command(
    "explain",
    epilog="""\b
Examples:
  syllabus explain                          all codes
  syllabus explain meeting-off-pattern      what one means, and what to do
""",
)
@click.argument("code", required=False, shell_complete=_codes)
def command(code: str | None) -> None:
    """Say what the code of a problem means and what to do.

    CODE is the word in brackets behind a problem; without it, all codes are listed.
    """
    if code is None:
        for name, severity in CODES.items():
            click.echo(f"{severity:<7}  {name}")
        return
    code = code.strip("[]`")
    click.echo(f"{code}\n\n{explanation(code)}")
