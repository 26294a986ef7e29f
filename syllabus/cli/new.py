"""``syllabus new``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from syllabus.jobs.scaffold import lay_down
from syllabus.report import shown_path


@click.command(
    "new",
    epilog="""\b
Example:
  syllabus new cs101 && syllabus build cs101
""",
)
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Lay down a small, complete course to start from.

    FOLDER is made; if it is there, it must be empty.
    """
    lay_down(folder)
    shown = shlex.quote(shown_path(folder))
    if shown.startswith("-"):
        shown = f"./{shown}"
    click.echo(f"{shown}: a course to start from; edit {shown}/course.yaml, then run")
    click.echo(f"  syllabus build {shown}")
