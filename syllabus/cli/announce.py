"""``syllabus announce``: drafts, plans and sending."""

from __future__ import annotations

import json
import shlex
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syllabus.cli import options
from syllabus.core.view.announcement import ABOUT
from syllabus.core.words import counted
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, shown_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from syllabus.announce.deliver import Progress
    from syllabus.announce.plan import Plan
    from syllabus.jobs.composing import Wish
    from syllabus.jobs.planning import Planned
    from syllabus.jobs.sending import Sending


@click.group(
    "announce",
    epilog="""\b
Examples:
  syllabus announce draft --about week    a message to open in your mail program
  syllabus announce plan --about changes  what would go out, to look at
  syllabus announce send PLAN             send it
""",
)
def command() -> None:
    """Write to the class: draft a message, plan it, send it once."""


def _about(function: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is to be announced."""
    for option in reversed(
        (
            options.course_argument,
            click.option(
                "--about",
                type=click.Choice(list(ABOUT)),
                default="week",
                show_default=True,
                help="What it is about.",
            ),
            click.option(
                "--to",
                metavar="TARGETS",
                default="",
                help="Only these targets of the course, with commas between.",
            ),
            click.option(
                "--date",
                "day",
                type=options.DAY,
                metavar="DATE",
                help="The day that it is about, in the place of today.",
            ),
            click.option(
                "--builds",
                type=click.Path(path_type=Path, file_okay=False),
                default="build",
                show_default=True,
                help="The folder of builds; what goes along is built there first.",
            ),
        )
    ):
        function = option(function)
    return function


def _wish(course: Path, about: Any, to: str, day: dt.date | None, builds: Path) -> Wish:
    from syllabus.jobs.composing import Wish

    names = tuple(filter(None, (name.strip() for name in to.split(","))))
    return Wish(course_file(course), builds, options.now(), about, names, day)


@command.command("draft")
@_about
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; beside the outputs by default.",
)
def draft(
    course: Path,
    about: str,
    to: str,
    day: dt.date | None,
    builds: Path,
    out: Path | None,
) -> None:
    """Write the message as .eml, which any mail program opens. Nothing is sent."""
    from syllabus.jobs.planning import draft_announcement

    drafted = draft_announcement(_wish(course, about, to, day, builds), out)
    print_problems(drafted.problems)
    if drafted.composed is None or drafted.composed.draft is None:
        click.echo("nothing was written", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    message = drafted.composed.draft.announcement
    click.echo(f"Subject: {message.subject}\n")
    click.echo(message.text)
    for file in drafted.files:
        click.echo(f"{shown_path(file)} written")


@command.command("plan")
@_about
def plan(course: Path, about: str, to: str, day: dt.date | None, builds: Path) -> None:
    """Write down exactly what would go out, to whom, with which files."""
    from syllabus.jobs.planning import plan_announcement

    planned = plan_announcement(_wish(course, about, to, day, builds))
    print_problems(planned.problems)
    if planned.plan is None or planned.file is None:
        click.echo("nothing was planned", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    _show_roster(planned)
    _show_plan(planned.plan)
    _show_sent(planned)
    plan_file = shown_path(planned.file)
    folder = shown_path(planned.file.parent)
    click.echo(f"\n{plan_file} written, with the words beside it; nothing was sent")
    click.echo(f"Send it: syllabus announce send {shlex.quote(folder)}")


def _show_sent(planned: Planned) -> None:
    """Say what the class got before: the same, or about the same in other words."""
    assert planned.plan  # noqa: S101 - it is shown
    if planned.sent:
        of = f"{planned.sent} of {planned.plan.recipients}"
        click.echo(f"Sent already to {of}; they get nothing again.")
    for one in planned.before:
        messages = counted(one.messages, "message")
        click.echo(
            f"Sent before about the same ({planned.plan.about}), in other words: "
            f"“{one.subject}”, {messages}, {one.day}"
        )


def _show_roster(planned: Planned) -> None:
    if planned.roster is None:
        return
    heads = (f"“{head}” is the {what}" for what, head in planned.roster.columns.items())
    click.echo(f"Roster: {', '.join(heads)}")
    for why in planned.roster.left_out:
        click.echo(f"  left out: {why}")


def _show_plan(plan: Plan) -> None:
    click.echo(f"Subject: {plan.subject}")
    for name, target in plan.targets.items():
        size = f"{target.message_bytes / 1e6:.2f} MB on the wire"
        parts = counted(len(target.recipients), "message")
        click.echo(f"{name} ({target.kind}): {parts}, {size}")
        for file in target.attached:
            click.echo(f"  attached: {file.name}, {file.bytes / 1e6:.2f} MB")
        for link in target.linked:
            said = f"linked at {link.link}" if link.link != "-" else "left out"
            click.echo(f"  {link.title} is {said}: {link.why}")


_sending = (
    click.option(
        "--secrets",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The file of secrets, one `user@host: secret` a line.",
    ),
    click.option(
        "--yes", is_flag=True, help="Send without asking for the number of messages."
    ),
    click.option(
        "--retry-unknown",
        is_flag=True,
        help="Send again what may have arrived already; the ledger does not know.",
    ),
)


def _with_sending(function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_sending):
        function = option(function)
    return function


@command.command("send")
@click.argument(
    "plan_file", type=click.Path(path_type=Path, exists=True), metavar="PLAN"
)
@_with_sending
def send(plan_file: Path, secrets: Path | None, yes: bool, retry_unknown: bool) -> None:
    """Send a plan, each message once.

    PLAN is the plan's file or its folder. What has changed since it was planned is
    refused. A run that is ended goes on with `syllabus announce resume`.
    """
    _send(plan_file, secrets, yes=yes, retry_unknown=retry_unknown)


@command.command("revise")
@click.argument(
    "plan_file", type=click.Path(path_type=Path, exists=True), metavar="PLAN"
)
@click.option(
    "--of",
    required=True,
    metavar="ANNOUNCEMENT",
    help="What was sent, by its name, as `syllabus announce status` shows it.",
)
@_with_sending
def revise(
    plan_file: Path, of: str, secrets: Path | None, yes: bool, retry_unknown: bool
) -> None:
    """Put a plan in the place of what was posted. Mail cannot be changed.

    PLAN is the plan's file or its folder.
    """
    _send(plan_file, secrets, yes=yes, retry_unknown=retry_unknown, of=of)


def _send(
    plan_file: Path,
    secrets: Path | None,
    *,
    yes: bool,
    retry_unknown: bool,
    of: str = "",
) -> None:
    from syllabus.jobs.planning import read_plan
    from syllabus.jobs.sending import send_plan

    planned = read_plan(plan_file)
    path = plan_file / "plan.yaml" if plan_file.is_dir() else plan_file
    _show_plan(planned)
    _confirm(planned.recipients, yes=yes)
    course = path.resolve().parent.parent.parent.parent
    sending = _how(course, secrets, retry_unknown=retry_unknown)
    name = planned.announcement
    progress = ((name, one) for one in send_plan(sending, path, planned, of))
    _tell(progress, sending, {name})


@command.command("resume")
@options.course_argument
@_with_sending
def resume(course: Path, secrets: Path | None, yes: bool, retry_unknown: bool) -> None:
    """Go on with what was not sent: a run that was ended, a target that was away."""
    from syllabus.jobs import sending as jobs

    sending = _how(course, secrets, retry_unknown=retry_unknown)
    rows = jobs.status(sending)
    waiting = jobs.waiting(rows, sending)
    if not waiting:
        raise jobs.NothingOpenError
    for (name, target), states in jobs.counted(waiting).items():
        click.echo(f"{name} to {target}: {counted(states.total(), 'message')} to send")
    _confirm(len(waiting), yes=yes)
    progress = ((plan.announcement, one) for plan, one in jobs.resume(sending))
    _tell(progress, sending, {row.announcement for row in waiting})


@command.command("status")
@options.course_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For a reader, or for a script.",
)
def status(course: Path, form: str) -> None:
    """Show what was sent, what was not, and what nobody knows."""
    from syllabus.announce.ledger import State
    from syllabus.jobs import sending as jobs

    rows = jobs.status(_how(course, None, retry_unknown=False))
    if form == "json":
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    if not rows:
        click.echo("nothing was sent yet")
    for (name, target), states in jobs.counted(rows).items():
        said = ", ".join(f"{states[s]} {s}" for s in State if states[s])
        click.echo(f"{name} to {target}: {said}")
        for row in rows:
            mine = (row.announcement, row.target) == (name, target)
            if mine and row.note:
                click.echo(f"  {row.state}: {row.part}: {row.note}")


@command.command("withdraw")
@options.course_argument
@click.argument("announcement")
@click.option(
    "--secrets",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file of secrets, one `user@host: secret` a line.",
)
def withdraw(course: Path, announcement: str, secrets: Path | None) -> None:
    """Take back what was posted. Mail cannot be taken back.

    ANNOUNCEMENT is its name, as `syllabus announce status` shows it.
    """
    from syllabus.jobs import sending as jobs

    sending = _how(course, secrets, retry_unknown=False)
    for progress in jobs.withdraw(sending, announcement):
        click.echo(f"{progress.target}: {progress.part}: {progress.note}")


def _how(course: Path, secrets: Path | None, *, retry_unknown: bool) -> Sending:
    from syllabus.jobs.sending import Sending
    from syllabus.jobs.settings import secrets_of

    ask = _ask if sys.stdin.isatty() else None
    return Sending(
        course_file(course),
        secrets_of(secrets, ask),
        options.now(),
        options.now,
        time.sleep,
        retry_unknown=retry_unknown,
    )


def _ask(question: str) -> str:
    typed: str = click.prompt(question, hide_input=True, err=True)
    return typed


def _confirm(messages: int, *, yes: bool) -> None:
    """Let a person say how many messages go out: a number is not typed by habit."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("there is nobody to ask: send with --yes")
    typed = click.prompt(f"Type the number of messages to send ({messages})", type=str)
    if typed.strip() != str(messages):
        raise click.Abort


def _tell(
    progress: Iterable[tuple[str, Progress]], sending: Sending, names: set[str]
) -> None:
    """Say what became of each message; whatever did not go out is an exit code.

    Args:
        progress: With the name of the announcement that each is of.
        sending: What was sent with.
        names: The announcements that were sent.
    """
    from syllabus.announce.ledger import State
    from syllabus.jobs.sending import status

    told = set()
    for name, one in progress:
        told.add((name, one.target, one.part))
        if one.state is not State.SENT:
            click.echo(f"{one.target}: {one.part}: {one.state}: {one.note}", err=True)
    rows = [row for row in status(sending) if row.announcement in names]
    done = [row for row in rows if row.state is State.SENT]
    now = sum((row.announcement, row.target, row.part) in told for row in done)
    click.echo(f"{counted(now, 'message')} sent")
    if before := len(done) - now:
        click.echo(f"{counted(before, 'message')} sent before, and not again")
    if rest := len(rows) - len(done):
        click.echo(
            f"{counted(rest, 'message')} not sent; `syllabus announce status` shows "
            "them, `syllabus announce resume` goes on",
            err=True,
        )
        raise click.exceptions.Exit(ExitCode.DELIVERY)
