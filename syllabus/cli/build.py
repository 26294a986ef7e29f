"""``syllabus build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.build import OUTPUTS, Order, build_course
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, progress, shown_path

if TYPE_CHECKING:
    import datetime as dt

    from syllabus.core.editions import Choice
    from syllabus.packet.paper.layout import Layout


def _chosen(
    _context: object, _option: object, value: str | None
) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = tuple(name.strip() for name in value.split(","))
    for name in names:
        if name not in OUTPUTS:
            raise click.BadParameter(f"“{name}” is not one of {', '.join(OUTPUTS)}")
    return tuple(name for name in OUTPUTS if name in names)


def _outputs(_context: object, _option: object, begun: str) -> list[str]:
    """The names that a shell completes: the last of those with commas between."""
    before, comma, last = begun.rpartition(",")
    named = before.split(",")
    left = (name for name in OUTPUTS if name not in named and name.startswith(last))
    return [f"{before}{comma}{name}" for name in left]


def _numbers(_context: object, _option: object, value: str | None) -> tuple[int, ...]:
    if value is None:  # then nothing of the course needs importing yet
        return ()
    from syllabus.core.editions import parse_numbers

    try:
        return parse_numbers(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _range(_context: object, _option: object, value: str | None) -> Choice | None:
    if value is None:
        return None
    from syllabus.core.editions import parse_range

    try:
        return parse_range(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _since(
    _context: object, _option: object, value: str | None
) -> dt.date | Literal["published"] | None:
    if value is None:
        return None
    from syllabus.core.editions import parse_since

    try:
        return parse_since(value)
    except ValueError as error:
        message = f"“{value}” is not a day; write it like 2027-02-01, or “published”"
        raise click.BadParameter(message) from error


def _choice(
    lectures: tuple[int, ...],
    within: Choice | None,
    since: dt.date | Literal["published"] | None,
) -> Choice | None:
    """What all three say together; None if none was given."""
    if not (lectures or within or since):
        return None
    from syllabus.core.editions import Choice

    return Choice(
        within.weeks if within else (),
        lectures or (within.lectures if within else ()),
        since,
    )


def _layout(
    kind: str | None, order: str | None, signature: int | None, *, borders: bool | None
) -> Layout | None:
    if signature and kind != "booklet":
        raise click.UsageError("--signature goes with --layout booklet")
    if kind is None:
        if order or borders is not None:
            raise click.UsageError("--order and --borders go with --layout")
        return None
    from syllabus.packet.paper import layout as paper

    return paper.Layout(
        paper.LayoutKind(kind),
        order=paper.Order(order or "row"),
        border=borders is not False,
        signature=signature or 0,
    )


@click.command(
    "build",
    epilog="""\b
Examples:
  syllabus build                        the course in this folder
  syllabus build cs101 --only syllabus  its handout alone
  syllabus build cs101 --out public     into public/cs101/
  syllabus build cs101 --theme large    its handout in large print
  syllabus build cs101 --layout 3-notes three slides a page, with lines for notes
  syllabus build cs101 --lectures 3-5   packet-lectures-3-5.pdf
""",
)
@options.course_argument
@click.option(
    "--only",
    metavar="NAMES",
    callback=_chosen,
    shell_complete=_outputs,
    help=f"Build only these, with commas between: {', '.join(OUTPUTS)}.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="build",
    show_default=True,
    help="The folder to write to; the course gets a folder in it.",
)
@click.option(
    "--theme",
    metavar="NAME",
    shell_complete=options.completes_theme,
    help="A theme in the place of the course's: see `syllabus theme list`.",
)
@click.option(
    "--lectures",
    metavar="NUMBERS",
    callback=_numbers,
    help="A packet of these lectures alone: 3,5-8.",
)
@click.option(
    "--range",
    "within",
    metavar="RANGE",
    callback=_range,
    help="A packet of this range alone: “week 1-4”.",
)
@click.option(
    "--since",
    metavar="DATE",
    callback=_since,
    help="A packet of the lectures from this day on, or “published”: of those whose "
    "slides are new or changed since the course was published.",
)
@click.option(
    "--layout",
    type=click.Choice(["1", "2", "3-notes", "4", "6", "booklet"]),
    help="Lay the slides out on paper, for printing.",
)
@click.option(
    "--order",
    type=click.Choice(["row", "column"]),
    help="With --layout: in which direction slides follow, by row if not said.",
)
@click.option(
    "--borders/--no-borders",
    default=None,
    help="With --layout: draw a line around each slide, as is usual.",
)
@click.option(
    "--signature",
    type=click.IntRange(1, 50),
    metavar="SHEETS",
    help="With --layout booklet: fold so many sheets at a time, for thick packets.",
)
@options.password_file_option
@options.ask_password_option
@click.option(
    "--flatten-forms",
    is_flag=True,
    help="Print the fields of forms into the slides.",
)
@options.strict_option
@click.option("--keep-html", is_flag=True, help="Also write the page that was printed.")
@options.format_option
@options.quiet_option
@options.verbose_option
def command(
    course: Path,
    only: tuple[str, ...] | None,
    out: Path,
    theme: str | None,
    lectures: tuple[int, ...],
    within: Choice | None,
    since: dt.date | Literal["published"] | None,
    layout: str | None,
    order: str | None,
    borders: bool | None,
    signature: int | None,
    password_file: tuple[str, ...],
    ask_password: bool,
    flatten_forms: bool,
    strict: bool,
    keep_html: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the handout and the packet of a course.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    choice = _choice(lectures, within, since)
    sheets = _layout(layout, order, signature or 0, borders=borders)
    ordered = Order(
        course_file(course),
        out,
        options.now(),
        # A packet for once leaves the handout as it is, with its links.
        only or (("packet",) if choice or sheets else ()),
        strict,
        keep_html,
        choice,
        sheets,
        options.passwords(password_file, ask=ask_password),
        flatten_forms,
        theme,
    )
    with progress(quiet=quiet, verbose=verbose) as tell:
        built = build_course(ordered, tell)
    print_problems(built.problems, form)
    if built.failed:
        click.echo("nothing was written", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "text" and not quiet:
        for note in built.notes:
            click.echo(note)
        for path in built.outputs:
            state = "is up to date" if built.unchanged else "written"
            click.echo(f"{shown_path(path)} {state}")
