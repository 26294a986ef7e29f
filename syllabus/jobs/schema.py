"""The JSON Schema beside a course, and the line of its file that leads editors to it.

Source of the line: the YAML language server, “Using inlined schema”. Its address is a
path from the course file, so that it holds without a network, wherever the course is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syllabus.core.course_schema import course_schema
from syllabus.jobs.files import read_file, replace_file, write_files

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_FILE = ".syllabus/course.schema.json"
"""Where the schema lies, from the course file."""

_LINE = re.compile(
    r"^\ufeff?#[ \t]*yaml-language-server[ \t]*:.*?\$schema=(\S+)", re.MULTILINE
)
_NEW_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"


def schema_bytes() -> bytes:
    """What the file of the schema holds."""
    return course_schema().encode()


def named_schema(text: str) -> str | None:
    """The address of the schema that a course file names; None if it names none."""
    found = _LINE.search(text)
    return found[1] if found else None


def with_schema(text: str) -> str:
    """A course file that names the schema beside it, or that on the web that it named.

    A line that is there is changed; else there is a new first one.
    """
    found = _LINE.search(text)
    if found is None:
        mark = text[: text.startswith("\ufeff")]
        ends = re.search(r"\r\n|\r|\n", text)
        eol = ends[0] if ends else "\n"
        return f"{mark}{_NEW_LINE}{eol}{eol}{text.removeprefix(mark)}"
    if "://" in found[1]:
        return text
    return text[: found.start(1)] + SCHEMA_FILE + text[found.end(1) :]


def write_schema(course_file: Path) -> Path:
    """Lay the schema beside a course, and name it in the course file.

    Returns:
        The file of the schema.

    Raises:
        FileError: Something could not be read or written.
        ChangedMeanwhileError: The course file was changed meanwhile.
    """
    raw = read_file(course_file)
    path = course_file.parent / SCHEMA_FILE
    write_files({path: schema_bytes()})
    # Bytes that are no text stay: they are what `syllabus check` tells.
    text = raw.decode("utf-8", "surrogateescape")
    new = with_schema(text).encode("utf-8", "surrogateescape")
    if new != raw:
        replace_file(course_file, raw, new)
    return path
