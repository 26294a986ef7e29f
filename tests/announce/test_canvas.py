"""Announcements in Canvas, on a fake or on a live site: see `canvas_course`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from syllabus.announce.announcement import Announcement, Attachment, Sender
from syllabus.announce.ledger import State
from tests.announce.canvas_course import MARK, NAME, Course, course_of, live_course
from tests.announce.fake import ledger
from tests.announce.fake_canvas import fake_canvas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PDF = bytes(range(256)) * 200
HANDOUT = Attachment("Syllabus – 深度学习.pdf", "application/pdf", b"%PDF-1" + PDF)
PACKET = Attachment('packet "3" & more.pdf', "application/pdf", b"%PDF-2" + PDF)
EVENING = dt.datetime(2099, 1, 5, 22, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
LETTER = Announcement(
    id="canvas-test-1",
    subject="Week 3: two guest lectures & “Übung”",
    text="Hello",
    html="<!DOCTYPE html><html><head><title>No title</title></head>\n<body>\n"
    '<div lang="en"><p>Room &amp; time: CSE 403 – Übung</p></div>\n</body></html>',
    at=EVENING,
    language="en",
    sender=Sender(),
    attachments=(HANDOUT, PACKET),
)
BARE = replace(LETTER, id="canvas-test-2", attachments=())


LIVE = live_course()


@pytest.fixture(params=["fake", *(["live"] if LIVE else [])])
def course(request: pytest.FixtureRequest) -> Iterator[Course]:
    """A course without announcements of ours: of the fake, and of a live site."""
    if LIVE and request.param == "live":
        LIVE.clear()
        yield LIVE
        LIVE.clear()
        return
    with fake_canvas() as fake:
        fake.sections = {31: "Deep Learning A", 32: "Deep Learning B"}
        yield course_of(fake)
    assert fake.wrongs == []


def test_an_announcement_arrives_whole_and_once(course: Course, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        course.send(book, LETTER)
        course.send(book, LETTER)
        (row,) = book.rows()

    (topic,) = course.topics
    assert (row.state, row.note) == (State.SENT, "")
    assert row.receipt == f"{course.address}/discussion_topics/{topic['id']}"
    assert topic["title"] == LETTER.subject
    assert "<p>Room &amp; time: CSE 403 – Übung</p>" in topic["message"]
    assert "No title" not in topic["message"]
    assert course.attached(topic) == [(HANDOUT.name, HANDOUT.content)]
    assert course.linked(topic) == [(PACKET.name, PACKET.content)]


def test_an_unknown_post_is_looked_for_before_it_is_made_again(
    course: Course, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        course.send(book, LETTER)
        (sent,) = book.rows()
        book.became((LETTER.id, NAME, "post"), State.UNKNOWN)
        (again,) = course.send(book, LETTER, retry_unknown=True)

        assert again.state is State.SENT
        assert book.rows()[0].receipt == sent.receipt
    assert len(course.topics) == 1


def test_an_unknown_post_that_is_not_there_is_made(
    course: Course, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        course.send(book, replace(LETTER, id="canvas-test-10"))
        book.add(BARE.id, NAME, ["post"])
        book.became((BARE.id, NAME, "post"), State.UNKNOWN)
        course.send(book, BARE, retry_unknown=True)

    assert len(course.topics) == 2


def test_what_was_posted_can_be_taken_back_with_its_files_and_twice(
    course: Course, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        course.send(book, LETTER)
        receipt = book.rows()[0].receipt
    (topic,) = course.topics
    with course.target().open(LETTER, course.secrets) as session:
        session.withdraw(receipt)
        session.withdraw(receipt)

    assert course.topics == []
    with pytest.raises(OSError, match=r"404|403"):
        course.linked(topic)


def test_a_post_can_be_replaced_with_its_files(course: Course, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        course.send(book, LETTER)
        receipt = book.rows()[0].receipt
    newer = replace(LETTER, id="canvas-test-3", html="<p>New</p>", subject="New")
    for files in ((PACKET, HANDOUT), ()):
        changed = replace(newer, attachments=files)
        with course.target().open(changed, course.secrets) as session:
            assert session.revise(receipt, _nothing) == session.find("post")

        (topic,) = course.topics
        assert f'class="{MARK}3"' in topic["message"]
        assert topic["title"] == "New"
        assert course.attached(topic) == [(f.name, f.content) for f in files[:1]]
        assert course.linked(topic) == [(f.name, f.content) for f in files[1:]]


def test_it_appears_at_the_next_time_of_day_that_is_set(
    course: Course, tmp_path: Path
) -> None:
    late = replace(BARE, id="canvas-test-4")
    with ledger(tmp_path) as book:
        course.send(book, BARE, post_at="8:00")
        course.send(book, late, post_at="22:30")

    told = {topic["delayed_post_at"] for topic in course.topics}
    assert told == {"2099-01-06T16:00:00Z", "2099-01-06T06:30:00Z"}


def test_only_sections_that_are_named_get_it(course: Course, tmp_path: Path) -> None:
    section = course.sections[-1]
    with ledger(tmp_path) as book:
        course.send(book, BARE, sections=section["name"].upper())

    (topic,) = course.topics
    assert [one["id"] for one in topic["sections"]] == [section["id"]]
    with course.target().open(BARE, course.secrets) as session:
        session.revise(f"{course.address}/discussion_topics/{topic['id']}", _nothing)

    (topic,) = course.topics
    assert not topic["is_section_specific"]


def _nothing() -> None:
    """Nobody keeps a ledger of this."""
