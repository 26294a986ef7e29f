"""From a course to the mailboxes of its class, over a real server."""

from __future__ import annotations

import email
import email.policy
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syllabus.cli import program
from tests.announce.postoffice import DOMAIN, PASSWORD, USER
from tests.announce.test_mail import pytestmark
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.announce.postoffice import PostOffice

__all__ = ["pytestmark"]

# Tuesday of the third week, in the morning.
EPOCH = "1491926400"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(one) for one in arguments])


@pytest.fixture
def course(office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample course, with a class of three and a way to it."""
    folder = tmp_path / "dlsys"
    shutil.copytree(ROOT / "data" / "courses" / "dlsys-2017", folder)
    (folder / "roster.csv").write_text(
        "Student,Email,Section\n"
        + "".join(f"Student {n},s{n}@{DOMAIN},A\n" for n in (1, 2, 3))
        + f"Student 2 again,S2@{DOMAIN},A\n"
    )
    with (folder / "course.yaml").open("a") as file:
        file.write(f"""
announce:
  sender: Course staff <staff@{DOMAIN}>
  roster: roster.csv
  targets:
    class:
      kind: mail
      server: localhost:{office.submission}
      user: {USER}
      certificates: {office.certificate}
""")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setenv("SYLLABUS_SECRET_CLASS", PASSWORD)
    return folder


def test_the_class_gets_the_week_with_its_slides_once(
    office: PostOffice, course: Path, tmp_path: Path
) -> None:
    planned = run("announce", "plan", course)
    assert planned.exit_code == 0, planned.output
    (plan,) = course.glob(".syllabus/announcements/*/plan.yaml")
    for _ in range(2):
        sent = run("announce", "send", "--yes", plan)
        assert sent.exit_code == 0, sent.output
    office.settle()

    packet = (tmp_path / "build" / "dlsys" / "packet.pdf").read_bytes()
    for name in ("s1", "s2", "s3"):
        (raw,) = office.delivered(name, 1)
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["Subject"] == "CSE 599G1, week 3: two guest lectures"
        assert message["Date"] == "Tue, 11 Apr 2017 09:00:00 -0700"
        (file,) = message.iter_attachments()
        assert (file.get_filename(), file.get_content()) == ("packet.pdf", packet)
    assert "line 5" in planned.output
    assert PASSWORD not in planned.output + sent.output


def test_a_room_that_changes_is_told_and_then_known(
    office: PostOffice, course: Path
) -> None:
    file = course / "course.yaml"
    assert run("publish", course).exit_code == 0
    file.write_text(file.read_text("utf-8").replace("CSE 305", "CSE 403", 1), "utf-8")

    assert run("announce", "plan", course, "--about", "changes").exit_code == 0
    (plan,) = course.glob(".syllabus/announcements/*/plan.yaml")
    assert run("announce", "send", "--yes", plan).exit_code == 0

    (raw,) = office.delivered("s1", 1)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    room = "“cuDNN” on Thu, May 18 is now in CSE 403 instead of CSE 305"
    assert message["Subject"] == f"CSE 599G1: {room}"
    again = run("announce", "plan", course, "--about", "changes")
    assert "nothing changed since the class was last told" in str(again.exception)
