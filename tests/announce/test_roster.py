"""Rosters as course sites and registrars export them."""

from __future__ import annotations

import pytest

from syllabus.announce.roster import RosterError, Student, read_roster

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Example, Ada",1,0001,ada@x.edu,Section A
"Example, Ben",2,0002,ben,Section B
"""
MOODLE = """\
"First name","Last name","Email address","Groups"
Ada,Example,ada@x.edu,"Section A, Section B"
"""
GERMAN = "Vorname;Nachname;E-Mail-Adresse;Gruppen\nÄnne;Example;ae@x.edu;A\n"
BANNER = """\
Class list,,,
Student Name,ID,Reg Status,Email
"Example, Ada",1,**Registered**,ada@x.edu
"Example, Ben",2,Withdrawn,ben@x.edu
"Example, Cy",3,**Web Registered**,ADA@x.edu

"Example, Di",4,**Registered**,"di@x.edu
Bcc: everybody@x.edu"
"""


def test_a_gradebook_of_canvas_has_logins_that_are_addresses() -> None:
    roster = read_roster(CANVAS.encode(), "roster.csv")

    assert roster.students == (Student("ada@x.edu", "Example, Ada", ("Section A",)),)
    assert roster.left_out == (
        "line 2: Points Possible has no mail address that can be used",
        "line 4: ben has no mail address that can be used",
    )
    assert roster.columns == {
        "mail": "SIS Login ID",
        "name": "Student",
        "section": "Section",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_participants_of_moodle_are_read_in_each_encoding(encoding: str) -> None:
    whole = read_roster(MOODLE.encode(encoding), "roster.csv")
    german = read_roster(GERMAN.encode(encoding), "roster.csv")

    sections = ("Section A", "Section B")
    assert whole.students == (Student("ada@x.edu", "Ada Example", sections),)
    assert german.students == (Student("ae@x.edu", "Änne Example", ("A",)),)


def test_a_class_list_leaves_out_who_has_left_and_who_is_there_twice() -> None:
    roster = read_roster(BANNER.encode(), "roster.csv")

    assert [student.mail for student in roster.students] == ["ada@x.edu"]
    assert [why.split(": ", 1)[0] for why in roster.left_out] == [
        "line 4",
        "line 5",
        "line 7",
    ]
    assert "has left the course" in roster.left_out[0]
    assert "is there twice" in roster.left_out[1]
    assert "no mail address that can be used" in roster.left_out[2]


@pytest.mark.parametrize(
    "raw", [b"", b"Name\nAda\n", b"\x89PNG\r\n\x1a\n\0\0", b"a,b\n\x81\x8d"]
)
def test_what_is_no_roster_is_one_clear_error(raw: bytes) -> None:
    with pytest.raises(RosterError, match=r"roster\.csv (has no column|is no text)"):
        read_roster(raw, "roster.csv")
