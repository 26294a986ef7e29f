"""``syllabus build``."""

from __future__ import annotations

from pathlib import Path

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.build import OUTPUTS, Order, build_course
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, progress, shown_path


def _chosen(_context: object, _option: object, value: str | None) -> tuple[str, ...]:
    if value is None:
        return tuple(OUTPUTS)
    names = tuple(name.strip() for name in value.split(","))
    for name in names:
        if name not in OUTPUTS:
            raise click.BadParameter(f"“{name}” is not one of {', '.join(OUTPUTS)}")
    return tuple(name for name in OUTPUTS if name in names)


@click.command(
    "build",
    epilog="""\b
Examples:
  syllabus build                        the course in this folder
  syllabus build cs101 --only syllabus  its handout alone
  syllabus build cs101 --out public     into public/cs101/
""",
)
@options.course_argument
@click.option(
    "--only",
    metavar="NAMES",
    callback=_chosen,
    help=f"Build only these, with commas between: {', '.join(OUTPUTS)}.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="build",
    show_default=True,
    help="The folder to write to; the course gets a folder in it.",
)
@options.strict_option
@click.option("--keep-html", is_flag=True, help="Also write the page that was printed.")
@options.format_option
@options.quiet_option
@options.verbose_option
def command(
    course: Path,
    only: tuple[str, ...],
    out: Path,
    strict: bool,
    keep_html: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the handout and the packet of a course.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    order = Order(course_file(course), out, options.now(), only, strict, keep_html)
    with progress(quiet=quiet, verbose=verbose) as tell:
        built = build_course(order, tell)
    print_problems(built.problems, form)
    if built.failed:
        click.echo("nothing was written", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "text" and not quiet:
        for path in built.outputs:
            state = "is up to date" if built.unchanged else "written"
            click.echo(f"{shown_path(path)} {state}")
