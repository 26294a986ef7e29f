"""Send what was planned, once; go on where a run was ended; say what is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.announce.deliver import Outgoing, Progress, deliver
from syllabus.announce.ledger import LEDGER, Ledger, State
from syllabus.announce.lock import LOCK, held
from syllabus.announce.plan import PLAN, PLANS, Folder
from syllabus.announce.settings import kind_module, read_settings
from syllabus.announce.target import Place, Withdrawing
from syllabus.core.announcing import Announce
from syllabus.core.published import PUBLISHED, Published
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs import planning
from syllabus.jobs.files import Inputs, read_file
from syllabus.jobs.load import look_over
from syllabus.jobs.publishing import write_published

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syllabus.announce.ledger import Row
    from syllabus.announce.plan import Plan
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Target


class NoSuchTargetError(SyllabusError):
    """A plan names a target that the course does not have any more."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, name: str) -> None:
        super().__init__(f"the plan has a target “{name}”, and the course has not")
        self.add_note("plan again, or put it back under announce: in the course file")


class NothingOpenError(SyllabusError):
    """There is nothing to go on with."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__("nothing is waiting to be sent")


@dataclass(frozen=True)
class Sending:
    """What sending takes.

    Args:
        course: The course file.
        secrets: Where passwords are looked for.
        now: The moment that a run begins, aware.
        clock: The present moment, for the ledger, aware.
        wait: Sleeps for some seconds.
        retry_unknown: Whether what may have been sent is sent again.
    """

    course: Path
    secrets: Secrets
    now: dt.datetime
    clock: Callable[[], dt.datetime]
    wait: Callable[[float], None]
    retry_unknown: bool = False

    @property
    def folder(self) -> Path:
        """The course's folder."""
        return self.course.parent

    @property
    def ledger(self) -> Path:
        """Where the ledger lies."""
        return self.folder / ".syllabus" / LEDGER

    @property
    def lock(self) -> Path:
        """Where the lock lies."""
        return self.folder / ".syllabus" / LOCK


class NothingToReviseError(SyllabusError):
    """What is to be replaced does not stand anywhere, or not certainly."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}” cannot be replaced: {why}")
        self.add_note("`syllabus announce status` shows what was sent")


def send_plan(
    sending: Sending, path: Path, plan: Plan, of: str = ""
) -> Iterator[Progress]:
    """Send a plan to all its targets.

    Every file is held to the plan before anything is sent.

    Args:
        sending: What it takes.
        path: The plan's file.
        plan: What it says.
        of: The announcement that was sent and in whose place this one goes, if it does.

    Raises:
        ChangedSincePlanError: A file is not as it was planned.
        NothingToReviseError: There is nothing in whose place it could go.
        HeldError: Another run is sending.
        SyllabusError: The course or the ledger cannot be read.
    """
    folder = Folder(path.parent, read_file)
    targets = _targets(sending.course, plan)
    outgoing = [
        Outgoing(name, target, folder.announcement(plan, name), planned.recipients)
        for (name, target), planned in zip(
            targets.items(), plan.targets.values(), strict=True
        )
    ]
    with (
        held(sending.lock, sending.now),
        Ledger(sending.ledger, sending.clock) as ledger,
    ):
        ledger.take_over()
        if of:
            _stand_in(ledger, plan, of)
        for one in outgoing:
            yield from deliver(
                one,
                ledger,
                sending.secrets,
                sending.wait,
                retry_unknown=sending.retry_unknown,
            )
        rows = ledger.rows(plan.announcement)
    if any(row.state is State.SENT for row in rows):
        _keep_told(sending.folder, path.parent)


def _stand_in(ledger: Ledger, plan: Plan, of: str) -> None:
    """Let a plan go in the place of what was sent."""
    if of == plan.announcement:
        raise NothingToReviseError(of, "the plan says the same")
    rows = [row for row in ledger.rows(of) if row.target in plan.targets]
    if any(row.state in {State.NEW, State.UNKNOWN} for row in rows):
        why = "not all of it is sent; go on with `syllabus announce resume` first"
        raise NothingToReviseError(of, why)
    replaced = [
        ledger.replace(of, plan.announcement, name, target.recipients)
        for name, target in plan.targets.items()
    ]
    if not any(replaced):
        raise NothingToReviseError(of, "nothing of it stands where the plan goes")


def _targets(course: Path, plan: Plan) -> dict[str, Target]:
    """The targets of a plan, set up as the course says now."""
    loaded = look_over(course)
    if loaded.subject is None:
        raise NoSuchTargetError(next(iter(plan.targets)))
    announce = loaded.subject.course.announce or Announce()
    settings, _ = read_settings(announce, loaded.subject.source)
    targets: dict[str, Target] = {}
    for name, planned in plan.targets.items():
        if name not in settings or announce.targets[name].kind != planned.kind:
            raise NoSuchTargetError(name)
        module = kind_module(planned.kind)
        targets[name] = module.target(settings[name], Place(name, course.parent))
    return targets


def _keep_told(course: Path, plan_folder: Path) -> None:
    """What went out is what the class knows: changes count from there.

    A version that was published after the plan was made stays.
    """
    raw = Inputs().read(plan_folder / planning.PUBLISHED)
    if raw is None:
        return
    told = Published.model_validate_json(raw)
    known = Inputs().read(course / PUBLISHED)
    if known is None or Published.model_validate_json(known).at <= told.at:
        write_published(course / PUBLISHED, told)


def resume(sending: Sending) -> Iterator[tuple[Plan, Progress]]:
    """Go on with every announcement that has something left to send.

    Raises:
        NothingOpenError: There is none.
        SyllabusError: As `send_plan` says.
    """
    names = {row.announcement: None for row in waiting(status(sending), sending)}
    if not names:
        raise NothingOpenError
    for name in names:
        path = sending.folder / PLANS / name / PLAN
        plan = planning.read_plan(path)
        for progress in send_plan(sending, path, plan):
            yield plan, progress


def waiting(rows: tuple[Row, ...], sending: Sending) -> tuple[Row, ...]:
    """The messages that `resume` would send."""
    return tuple(row for row in rows if _is_open(row, sending))


def _is_open(row: Row, sending: Sending) -> bool:
    # What a run was sending when it ended is unknown, whatever the ledger still says.
    unknown = row.state in {State.UNKNOWN, State.SENDING}
    again = row.state is State.FAILED and row.again
    return row.state is State.NEW or again or (unknown and sending.retry_unknown)


def status(sending: Sending) -> tuple[Row, ...]:
    """All that the ledger knows; nothing where nothing was ever sent."""
    if not sending.ledger.exists():
        return ()
    with Ledger(sending.ledger, sending.clock) as ledger:
        return ledger.rows()


def counted(rows: tuple[Row, ...]) -> dict[tuple[str, str], Counter[State]]:
    """How many messages are in which state, by announcement and target."""
    table: dict[tuple[str, str], Counter[State]] = {}
    for row in rows:
        table.setdefault((row.announcement, row.target), Counter())[row.state] += 1
    return table


def withdraw(sending: Sending, announcement: str) -> Iterator[Progress]:
    """Take back what was posted, from the targets that can.

    Raises:
        SyllabusError: There is no such plan, or a target refuses.
    """
    path = sending.folder / PLANS / announcement / PLAN
    plan = planning.read_plan(path)
    folder, targets = Folder(path.parent, read_file), _targets(sending.course, plan)
    with (
        held(sending.lock, sending.now),
        Ledger(sending.ledger, sending.clock) as ledger,
    ):
        for row in ledger.rows(announcement):
            if row.state is not State.SENT or row.target not in targets:
                continue
            target = targets[row.target]
            content = folder.announcement(plan, row.target)
            with target.open(content, sending.secrets) as session:
                if not isinstance(session, Withdrawing):
                    yield Progress(
                        row.target, row.part, row.state, "cannot be taken back"
                    )
                    continue
                session.withdraw(row.receipt)
            key = (row.announcement, row.target, row.part)
            ledger.became(key, State.FAILED, note="withdrawn", again=False)
            yield Progress(row.target, row.part, State.FAILED, "withdrawn")
