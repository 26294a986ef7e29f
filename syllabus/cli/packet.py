"""``syllabus packet``."""

from __future__ import annotations

from pathlib import Path

import click

from syllabus.cli import options
from syllabus.core.words import counted
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems


@click.group(
    "packet",
    epilog="""\b
Example:
  syllabus packet verify build/cs101/packet.pdf cs101
""",
)
def command() -> None:
    """Look after packets that were built."""


@command.command(
    "verify",
    epilog="""\b
Examples:
  syllabus packet verify build/cs101/packet.pdf cs101
  syllabus packet verify ../build/cs101/packet-week-1.pdf
  syllabus packet verify build/cs101/packet-3-notes.pdf cs101
""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.course_argument
@options.password_file_option
@options.ask_password_option
@options.quiet_option
def verify(
    file: Path,
    course: Path,
    password_file: tuple[str, ...],
    ask_password: bool,
    quiet: bool,
) -> None:
    """Check a packet against the decks of its course, place by place.

    FILE is a packet under the name that `syllabus build` gave it. COURSE is a course
    folder or its course.yaml; without it, the folder you are in. Every link and
    bookmark of every deck is looked up in the packet, and the text of every slide.
    """
    from syllabus.jobs.proving import verify_packet

    passwords = options.passwords(password_file, ask=ask_password)
    verified = verify_packet(file, course_file(course), options.now(), passwords)
    print_problems(verified.problems)
    proof = verified.proof
    if proof is None:
        click.echo("nothing was verified", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    for difference in proof.differences:
        click.echo(difference, err=True)
    if proof.differences:
        click.echo(counted(len(proof.differences), "difference"), err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if not quiet:
        slides, links = _many(proof.slides, "slide"), _many(proof.links, "link")
        marks = _many(proof.bookmarks, "bookmark")
        click.echo(f"{slides}, {links} and {marks} are in their places")
        for what, count in proof.passed_over:
            click.echo(f"passed over: {what} ({count:,})")


def _many(number: int, noun: str) -> str:
    """“1,234 links”: numbers that are compared are easier to read so."""
    return counted(number, noun).replace(str(number), f"{number:,}")
