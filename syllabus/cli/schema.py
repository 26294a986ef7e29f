"""``syllabus schema``."""

from __future__ import annotations

from pathlib import Path

import click

from syllabus.cli import options
from syllabus.jobs.folder import course_file
from syllabus.report import shown_path


@click.command(
    "schema",
    epilog="""\b
Examples:
  syllabus schema                    print it
  syllabus schema --write cs101      lay it beside a course, and name it there
""",
)
@click.option(
    "--write",
    "course",
    type=click.Path(path_type=Path),
    metavar="COURSE",
    shell_complete=options.completes_course,
    help="Lay it beside this course, and name it in the first line of its file.",
)
def command(course: Path | None) -> None:
    """Print the JSON Schema of the course file, with which editors complete and check.

    A course of `syllabus new` has it already, of the version that laid it down.
    """
    from syllabus.jobs.schema import schema_bytes, write_schema

    if course is None:
        click.echo(schema_bytes(), nl=False)
    else:
        click.echo(shown_path(write_schema(course_file(course))))
