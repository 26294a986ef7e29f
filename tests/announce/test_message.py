"""A message says what the announcement says, in the same bytes each time."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.announce.announcement import Announcement, Attachment, Sender
from syllabus.announce.message import Letters, mail_message, wire_bytes
from tests.announce.fake import NOON

# What a course can say: text without control characters or half pairs.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80
)
FILES = st.builds(
    Attachment, WORDS, st.just("application/pdf"), st.binary(max_size=300)
)
ANNOUNCEMENTS = st.builds(
    Announcement,
    id=st.just("week-3"),
    subject=WORDS,
    text=WORDS,
    html=WORDS,
    at=st.just(NOON),
    language=st.just("de"),
    sender=st.builds(Sender, st.just("Übung <staff@cs.example.edu>"), course=WORDS),
    attachments=st.lists(FILES, max_size=3).map(tuple),
)


@given(ANNOUNCEMENTS, st.sampled_from(["", "a@x.edu", "somebody+1@class.example.edu"]))
def test_a_letter_is_the_message_to_its_recipient(
    announcement: Announcement, recipient: str
) -> None:
    letter = Letters(announcement).to(recipient)

    assert letter == mail_message(announcement, recipient).as_bytes()
    assert wire_bytes(announcement) == len(Letters(announcement).to(""))
    assert max(map(len, letter.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert letter.isascii()


@given(ANNOUNCEMENTS)
def test_what_is_said_and_carried_is_read_back(announcement: Announcement) -> None:
    raw = Letters(announcement).to("a@x.edu")
    read = email.message_from_bytes(raw, policy=email.policy.default)

    assert " ".join(read["Subject"].split()) == " ".join(announcement.subject.split())
    assert read["To"].addresses == (Address(addr_spec="a@x.edu"),)
    files = [(f.get_filename(), f.get_content()) for f in read.iter_attachments()]
    assert [content for _, content in files] == [
        file.content for file in announcement.attachments
    ]
    for kind, said in (("plain", announcement.text), ("html", announcement.html)):
        body = read.get_body((kind,))
        assert body
        assert body.get_content().rstrip("\r\n") == said


def test_its_head_is_what_a_list_of_a_course_has() -> None:
    sender = Sender("Staff <s@x.edu>", "q@x.edu", "off@x.edu", "CSE 599G1")
    at = dt.datetime(2017, 4, 10, 9, tzinfo=dt.timezone(-dt.timedelta(hours=7)))
    said = Announcement("week-3", "Week 3", "Hello\n", "<p>", at, "en", sender)

    head = mail_message(said, "a@x.edu")

    assert {name: str(value) for name, value in head.items()} == {
        "From": "Staff <s@x.edu>",
        "To": "a@x.edu",
        "Reply-To": "q@x.edu",
        "Subject": "Week 3",
        "Date": "Mon, 10 Apr 2017 09:00:00 -0700",
        "Message-ID": str(head["Message-ID"]),
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "List-Id": "CSE 599G1 <cse-599g1.x.edu>",
        "List-Unsubscribe": "<mailto:off@x.edu>",
        "MIME-Version": "1.0",
        "Content-Type": str(head["Content-Type"]),
    }
    assert head["Message-ID"] != mail_message(said, "b@x.edu")["Message-ID"]
    assert head["Message-ID"] == mail_message(said, "a@x.edu")["Message-ID"]


@pytest.mark.parametrize("text", ["\r\nBcc: x@x.edu", "a\nb", "a\rb"])
def test_a_line_end_in_a_subject_adds_no_header(text: str) -> None:
    said = Announcement("week-3", f"Week{text}", "", "", NOON, "en", Sender())

    with pytest.raises(ValueError, match="linefeed"):
        mail_message(said)
