"""Versions of a course that git keeps: `REV:PATH`, as `git show` has it.

Git is asked, not written to: neither its index nor the working tree is touched. It runs
as a program of its own, without a shell, and gets no word of the user's that could be
one of its options.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syllabus.core.institution import INSTITUTION_FILE
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import link_file
from syllabus.jobs.library import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Up to the first colon that is not in braces: `main@{10:00}:cs101`.
_REVISION = re.compile(r"((?:[^:{]|\{[^}]*\})+):(.*)", re.DOTALL)
_FILE, _LINK = "100", "120"  # how the modes of plain files and of links begin
_SHARED_MOST = 5_000_000  # bytes; what courses share are texts and a logo


class NoGitError(SyllabusError):
    """A version in git is asked for, and there is no git."""

    def __init__(self) -> None:
        super().__init__("git is not installed, so that no revision can be read")
        self.add_note("install it (Debian: git), or name a copy of the course")


class NoRevisionError(SyllabusError):
    """Git has no such version of the course.

    Args:
        revision: What was asked for.
        why: What git, or this program, has to say of it.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, revision: Revision, why: str) -> None:
        super().__init__(f"{revision}: {why}")
        self.add_note(
            "write REV:PATH, where PATH counts from the top of the repository, or from "
            "here if it begins with ./"
        )


@dataclass(frozen=True)
class Revision:
    """A course as a commit has it.

    Attributes:
        name: The commit, in any way that git understands.
        path: A course folder or file: from the top of the repository, or from the
            current folder if it begins with a dot.
    """

    name: str
    path: str

    def __str__(self) -> str:
        return f"{self.name}:{self.path}"

    @staticmethod
    def parse(text: str) -> Revision | None:
        """What is written `REV:PATH`; None for the name of a file that is there."""
        match = _REVISION.fullmatch(text)
        # With a drive's letter, a path of Windows is none either.
        if not match or Path(text).exists() or Path(text).drive:
            return None
        return Revision(match[1], match[2].replace("\\", "/"))


class _Entry(NamedTuple):
    """A file of a commit: its mode, its object and its path from the top."""

    mode: str
    blob: str
    size: int
    path: str


def working_copy(revision: Revision) -> Path:
    """Where the course of a revision is now.

    Raises:
        NoGitError: There is no git.
        NoRevisionError: This is no repository, or the path leads out of it.
    """
    top, path = _place(revision)
    return top / path


@contextmanager
def laid_out(revision: Revision) -> Iterator[Path]:
    """The course of a revision in a folder that is gone afterwards.

    With it comes what lies beside and above it in the same revision, so that texts and
    the institution's file are those of that time; what lies above the repository, and
    has no versions, is taken as it is. PDF files are left out: decks are compared by
    their names.

    Raises:
        NoGitError: There is no git.
        NoRevisionError: There is no such revision, or no such path in it.
    """
    top, path = _place(revision)
    entries = list(_entries(revision))
    below = f"{path}/" if path else ""
    if not any(e.path == path or e.path.startswith(below) for e in entries):
        raise NoRevisionError(revision, f"there is no {path} in this revision")
    wanted = [e for e in entries if _is_wanted(e, below)]
    with tempfile.TemporaryDirectory(prefix="syllabus-") as folder:
        copy = _under_what_is_above(Path(folder), top)
        _write(revision, wanted, copy)
        yield copy / path


def _is_wanted(entry: _Entry, below: str) -> bool:
    if entry.path.casefold().endswith(".pdf"):
        return False
    return entry.path.startswith(below) or entry.size <= _SHARED_MOST


def _place(revision: Revision) -> tuple[Path, str]:
    """The top of the repository, and the course's path from there."""
    said = _git(revision, "rev-parse", "--show-toplevel", "--show-prefix").splitlines()
    top, prefix = said[0], said[1] if len(said) > 1 else ""
    from_here = revision.path.startswith(".")
    path = posixpath.normpath(f"{prefix if from_here else ''}{revision.path}")
    if path.startswith(("/", "..")):
        raise NoRevisionError(revision, "this leads out of the repository")
    return Path(top), "" if path == "." else path


def _entries(revision: Revision) -> Iterator[_Entry]:
    """The files and links of a commit, by paths that stay below its top."""
    if revision.name.startswith("-"):
        raise NoRevisionError(revision, f"git knows no revision {revision.name}")
    name = f"{revision.name}^{{commit}}"
    try:
        commit = _git(revision, "rev-parse", "--verify", "--quiet", name).strip()
    except NoRevisionError as error:
        why = f"git knows no revision {revision.name}"
        raise NoRevisionError(revision, why) from error
    for line in _git(
        revision, "ls-tree", "-r", "-z", "-l", "--full-tree", commit
    ).split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            mode, _, blob, size = facts.split()
            if mode.startswith((_FILE, _LINK)) and not _leads_astray(path):
                yield _Entry(mode, blob, int(size), path)


def _leads_astray(path: str) -> bool:
    """Whether a path is none that git itself would write: a tree can be forged."""
    parts = path.split("/")
    return any(part.casefold() in {"", ".", "..", ".git"} for part in parts)


def _git(revision: Revision, *words: str) -> str:
    try:
        ran = subprocess.run(  # noqa: S603 - no shell, and no option of the user's
            ["git", *words],  # noqa: S607 - the git that the user has
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError as error:
        raise NoGitError from error
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        raise NoRevisionError(revision, said[0] if said else "git cannot read this")
    return os.fsdecode(ran.stdout)


def _environment() -> dict[str, str]:
    # What a partial clone lacks may be fetched, but nobody is asked for a password.
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0"}


def _under_what_is_above(folder: Path, top: Path) -> Path:
    """A place for a copy of the repository, below the institution's files above it."""
    above = [top, *top.parents][:LEVELS]
    for _ in range(LEVELS - len(above)):  # so that nobody else's file is above it
        folder = _made(folder / "above")
    for real in reversed(above):
        file = real.parent / INSTITUTION_FILE
        if file.is_file():
            link_file(folder / INSTITUTION_FILE, file)
        folder = _made(folder / (real.name or "top"))
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write(revision: Revision, entries: Iterable[_Entry], top: Path) -> None:
    """Write files; then links, but for those that lead out of the repository."""
    links = []
    with _reader(revision) as read:
        for entry in entries:
            place = top / entry.path
            if entry.mode.startswith(_LINK):
                links.append((place, os.fsdecode(read(entry.blob))))
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(read(entry.blob))
    for place, target in links:
        if _is_within(place.parent, top):
            place.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError, NotImplementedError):  # a system without links
                place.symlink_to(target)
    for place, _ in links:
        if place.is_symlink() and not _is_within(place, top):
            place.unlink()


def _is_within(place: Path, top: Path) -> bool:
    # Of links that lead in a circle `Path.resolve` makes an error.
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(top))


@contextmanager
def _reader(revision: Revision) -> Iterator[Callable[[str], bytes]]:
    """Reads objects by their names, all from one run of git."""
    with subprocess.Popen(
        ["git", "cat-file", "--batch"],  # noqa: S607 - the git that the user has
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as git:
        asks, answers = git.stdin, git.stdout
        if asks is None or answers is None:  # never: both are pipes
            raise NoRevisionError(revision, "git cannot be asked")

        def read(blob: str) -> bytes:
            asks.write(f"{blob}\n".encode())
            asks.flush()
            # “NAME blob SIZE”, the bytes and the end of a line.
            head = answers.readline().split()
            if len(head) != 3:
                raise NoRevisionError(revision, f"git cannot read the object {blob}")
            size = int(head[2])
            return answers.read(size + 1)[:size]

        yield read
