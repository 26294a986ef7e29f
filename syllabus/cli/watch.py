"""``syllabus watch``."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.folder import course_file, course_name
from syllabus.report import print_problems, problem_data, shown_path, tally

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.jobs.build import Built
    from syllabus.jobs.watch import Outcome
    from syllabus.jobs.watch_server import Preview, Shown


@click.command(
    "watch",
    epilog="""\b
Examples:
  syllabus watch                  the course in this folder
  syllabus watch cs101 --serve    with its page in a browser
  syllabus watch --serve --port 0 on any port that is free
""",
)
@options.course_argument
@click.option(
    "--serve",
    is_flag=True,
    help="Serve the outputs to browsers on this machine; the page loads itself anew.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="NUMBER",
    help="With --serve: the port; 0 for any that is free.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="build",
    show_default=True,
    help="The folder to write to; the course gets a folder in it.",
)
@options.quiet_option
def command(course: Path, serve: bool, port: int, out: Path, quiet: bool) -> None:
    """Build a course whenever a file of it is saved, until Ctrl-C.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    With --serve the page is built first and all else after it, and problems are shown
    over the last good page.
    """
    from syllabus.jobs.build import Order
    from syllabus.jobs.interrupts import Interrupts
    from syllabus.jobs.watch import Watch
    from syllabus.jobs.watch_server import Preview, served
    from syllabus.jobs.workers import Crew

    source = course_file(course)

    def order(only: tuple[str, ...]) -> Order:
        return Order(source, out, options.now(), only)

    preview = Preview(out / course_name(source)) if serve else None
    told = _Told(preview, quiet=quiet)
    try:
        with Crew() as crew, served(preview, port) if preview else nullcontext():
            if preview:
                click.echo(f"{preview.address} shows the page; Ctrl-C ends")
            watch = Watch(source, order, crew, told, ("html",) if preview else ())
            with Interrupts():
                watch.run()
    except KeyboardInterrupt:
        # The usual end: nothing to tell.
        raise click.exceptions.Exit(ExitCode.INTERRUPTED) from None


class _Told:
    """Says how each build ended, on the terminal and in the browser."""

    def __init__(self, preview: Preview | None, *, quiet: bool) -> None:
        self._preview, self._quiet = preview, quiet
        self._problems: tuple[Diagnostic, ...] = ()

    def __call__(self, outcome: Outcome) -> None:
        if isinstance(outcome, SyllabusError):
            self._failed(outcome)
        else:
            self._built(outcome)

    def _built(self, built: Built) -> None:
        if built.failed or built.problems != self._problems:
            print_problems(built.problems)
        self._problems = built.problems
        if built.failed:
            click.echo("nothing was written", err=True)
        elif not self._quiet:
            names = ", ".join(path.name for path in built.outputs)
            state = "is up to date" if built.unchanged else "written"
            click.echo(f"{shown_path(built.outputs[0].parent)}: {names} {state}")
        if self._preview:
            shown = tuple(map(_shown, built.problems))
            self._preview.show(tally(built.problems), shown, failed=built.failed)

    def _failed(self, error: SyllabusError) -> None:
        from syllabus.jobs.watch_server import Shown

        notes = getattr(error, "__notes__", ())
        self._problems = ()
        click.echo("\n  ".join((f"syllabus: {error}", *notes)), err=True)
        if self._preview:
            shown = Shown(str(error), hint="; ".join(notes))
            self._preview.show("not built", (shown,), failed=True)


def _shown(problem: Diagnostic) -> Shown:
    from syllabus.jobs.watch_server import Shown

    data = problem_data(problem)
    where = f"{data['file']}:{data['line']}:{data['column']}"
    return Shown(
        f"{data['severity']}: {data['message']} [{data['code']}]",
        where if data["line"] else str(data["file"]),
        str(data["severity"]),
        str(data["excerpt"]),
        str(data["hint"]),
    )
