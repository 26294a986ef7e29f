"""The record of a build: what went in, what came out, what was said.

A build whose inputs and outputs are still as recorded has nothing to do; it repeats its
warnings from here, without importing a renderer, a PDF library or the model.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.jobs.files import (
    FileError,
    Stamp,
    digest_of,
    read_file,
    stamp_of,
    write_files,
)

Stamps = dict[str, Stamp | None]
"""Files by path, None where there is none."""


@dataclass(frozen=True)
class Record:
    """A finished build.

    ``made_at`` and ``good_until`` are the local times between which no deck's release
    lies: outside them the same files give another packet. ``names`` are those in the
    slides folder and in the theme folder.
    """

    program: str
    inputs: Stamps
    outputs: Stamps
    names: tuple[str, ...]
    problems: tuple[Diagnostic, ...]
    made_at: dt.datetime
    good_until: dt.datetime | None

    def holds(self, program: str, names: tuple[str, ...], now: dt.datetime) -> bool:
        """Whether a build now would read and write the same again."""
        return (
            self.program == program
            and self.names == names
            and self.made_at <= now
            and (self.good_until is None or now < self.good_until)
            and all(_same(path, stamp) for path, stamp in self.inputs.items())
            and all(_same(path, stamp) for path, stamp in self.outputs.items())
        )


def _same(path: str, stamp: Stamp | None) -> bool:
    found = stamp_of(Path(path), stamp)
    return (found and found.digest) == (stamp and stamp.digest)


def record_path(folder: Path, *parts: str) -> Path:
    """Where the record of the build of these course, outputs and options lies."""
    return folder / "builds" / f"{digest_of(chr(0).join(parts).encode())}.json"


def read_record(path: Path) -> Record | None:
    """The record at a path; None if there is none that can be read."""
    try:
        data = json.loads(read_file(path))
        return _record(data)
    except (FileError, ValueError, KeyError, TypeError):
        return None


def write_record(path: Path, record: Record) -> None:
    """Keep a record for the next build; without one it only takes longer."""
    data = asdict(record)
    data["made_at"] = record.made_at.isoformat()
    data["good_until"] = record.good_until and record.good_until.isoformat()
    with contextlib.suppress(FileError):
        write_files({path: json.dumps(data).encode()})


def _record(data: dict[str, Any]) -> Record:
    until = data["good_until"]
    return Record(
        program=data["program"],
        inputs=_stamps(data["inputs"]),
        outputs=_stamps(data["outputs"]),
        names=tuple(data["names"]),
        problems=tuple(
            Diagnostic(**{**problem, "where": Where(**problem["where"])})
            for problem in data["problems"]
        ),
        made_at=dt.datetime.fromisoformat(data["made_at"]),
        good_until=dt.datetime.fromisoformat(until) if until else None,
    )


def _stamps(data: dict[str, Any]) -> Stamps:
    return {path: stamp and Stamp(*stamp) for path, stamp in data.items()}
