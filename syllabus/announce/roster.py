"""Who takes the course: a CSV file as course sites and registrars export it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from syllabus.core.values import parse_mail
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADINGS: dict[str, tuple[str, ...]] = {
    "mail": ("email", "email address", "e-mail", "mail", "student email"),
    "name": ("name", "student", "student name", "full name"),
    "section": ("section", "sections", "group", "groups"),
    "status": ("status", "enrollment status", "registration status", "reg status"),
}
"""What a column is, by the headings that exports have for it, in small letters."""

_LEFT = re.compile(
    r"\b(withdrawn|withdrew|dropped|inactive|deleted|suspended|w[dw]?)\b", re.IGNORECASE
)


class RosterError(SyllabusError):
    """A roster has no addresses."""

    exit_code = ExitCode.PROBLEMS


@dataclass(frozen=True)
class Student:
    """Somebody who takes the course."""

    mail: str
    name: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """Who takes the course; who is left out, with line and reason; what columns are."""

    students: tuple[Student, ...]
    left_out: tuple[str, ...]
    columns: Mapping[str, str]


def read_roster(raw: bytes, name: str) -> Roster:
    """Read a roster.

    Args:
        raw: The file's bytes.
        name: What it is called.

    Raises:
        RosterError: No column has addresses.
    """
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    heads = [head.strip() for head in rows[0]] if rows else []
    columns = dict(_recognised(heads))
    if "mail" not in columns:
        raise RosterError(f"{name} has no column of mail addresses")
    students: dict[str, Student] = {}
    left_out = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {
            what: row[i].strip() if i < len(row) else "" for what, i in columns.items()
        }
        student, why = _student(cells)
        key = student.mail.casefold()
        if not why and key in students:
            why = "is there twice"
        if why:
            left_out.append(f"line {line}: {student.mail or student.name} {why}")
        else:
            students[key] = student
    shown = {what: heads[i] for what, i in columns.items()}
    return Roster(tuple(students.values()), tuple(left_out), shown)


def _recognised(heads: list[str]) -> Iterator[tuple[str, int]]:
    for what, known in _HEADINGS.items():
        for i, head in enumerate(heads):
            if head.lower() in known:
                yield what, i
                break


def _student(cells: Mapping[str, str]) -> tuple[Student, str]:
    """A student, and why they get no message; empty if they do."""
    sections = re.split(r"\s*[;,]\s*", cells.get("section", ""))
    name, mail = cells.get("name", ""), cells["mail"]
    student = Student(mail, name, tuple(filter(None, sections)))
    if _LEFT.search(cells.get("status", "")):
        return student, "has left the course"
    try:
        parse_mail(mail or None)
    except PydanticCustomError:
        return student, "has no mail address that can be used"
    return student, ""
