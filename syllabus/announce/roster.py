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
    from collections.abc import Mapping

_HEADINGS: dict[str, tuple[str, ...]] = {
    "mail": (
        *("email", "email address", "e-mail", "e-mail address", "mail"),
        *("student email", "sis login id", "login id"),
        *("e-mail-adresse", "adresse de courriel", "dirección de correo"),
    ),
    "name": ("name", "student", "student name", "full name", "nom complet"),
    "first name": ("first name", "given name", "vorname", "prénom", "nombre"),
    "last name": (
        *("last name", "surname", "family name", "nachname"),
        *("nom de famille", "apellido(s)", "apellidos"),
    ),
    "section": (
        *("section", "sections", "group", "groups"),
        *("gruppe", "gruppen", "groupe", "groupes", "grupo", "grupos"),
    ),
    "status": (
        *("status", "enrollment status", "enrolment status"),
        *("registration status", "reg status", "enrollment state"),
    ),
}
"""What a column is, by the headings that Canvas, Moodle and Banner give it, in small
letters. Where a table has several for one thing, the one that is named first counts."""

_FIRST_ROWS = 10
"""Rows among which the headings are: some exports have a title above them."""

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
    rows = _rows(_text(raw, name))
    at, columns = max(
        ((i, _recognised(row)) for i, row in enumerate(rows[:_FIRST_ROWS])),
        key=lambda found: ("mail" in found[1], len(found[1])),
        default=(0, {}),
    )
    if "mail" not in columns:
        known = ", ".join(f"“{head}”" for head in _HEADINGS["mail"][:4])
        error = RosterError(f"{name} has no column of mail addresses")
        error.add_note(f"name one {known} or the like")
        raise error
    students: dict[str, Student] = {}
    left_out = []
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in row):
            continue
        student, why = _student(_cells(row, columns))
        key = student.mail.casefold()
        if not why and key in students:
            why = "is there twice"
        if why:
            left_out.append(
                f"line {line}: {student.mail or student.name or 'somebody'} {why}"
            )
        else:
            students[key] = student
    shown = {what: rows[at][i].strip() for what, i in columns.items()}
    return Roster(tuple(students.values()), tuple(left_out), shown)


def _text(raw: bytes, name: str) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 or Windows-1252."""
    for encoding in ("utf-16",) if raw[:2] in _MARKS else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RosterError(f"{name} is no text: export the roster as CSV")


_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _rows(text: str) -> list[list[str]]:
    """The rows of a table, by the separator that its first lines have most of."""
    head = "".join(text.splitlines(keepends=True)[:_FIRST_ROWS])
    separator = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise RosterError(f"the roster cannot be read: {error}") from error


def _cells(row: list[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {what: row[i].strip() if i < len(row) else "" for what, i in columns.items()}


def _recognised(row: list[str]) -> dict[str, int]:
    """What the columns below a row of headings are, by their places."""
    heads = [head.strip().casefold() for head in row]
    found: dict[str, int] = {}
    for what, known in _HEADINGS.items():
        there = [head for head in known if head in heads]
        if there:
            found[what] = heads.index(there[0])
    return found


def _student(cells: Mapping[str, str]) -> tuple[Student, str]:
    """A student, and why they get no message; empty if they do."""
    sections = re.split(r"\s*[;,]\s*", cells.get("section", ""))
    parts = (cells.get("first name", ""), cells.get("last name", ""))
    name, mail = cells.get("name") or " ".join(filter(None, parts)), cells["mail"]
    student = Student(mail, name, tuple(filter(None, sections)))
    if _LEFT.search(cells.get("status", "")):
        return student, "has left the course"
    try:
        parse_mail(mail or None)
    except PydanticCustomError:
        return student, "has no mail address that can be used"
    return student, ""
