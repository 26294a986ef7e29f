"""A feed grows by one valid entry an announcement, and keeps what others put in."""

from __future__ import annotations

import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser  # type: ignore[import-untyped]  # no stubs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # no stubs

from syllabus.announce.announcement import Announcement, Link, Sender
from syllabus.announce.atom import Feed
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import State
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import AwayError, Place, RefusedError
from syllabus.announce.targets import feed
from tests.announce.fake import NOON, ledger

if TYPE_CHECKING:
    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger

SCHEMA = etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))
WHERE = "https://cs.example.edu/cs101/announcements.xml"

WEEK = Announcement(
    id="week-0123456789ab",
    subject="CS 101, week 3: “Trees & <graphs>”",
    text="Hello",
    html="<!DOCTYPE html><html lang=en><head><title>No</title></head><body>\n"
    '<div lang="en"><p>Trees &amp; &lt;graphs&gt;<br>é</p></div></body></html>',
    at=dt.datetime(2026, 9, 14, 8, tzinfo=dt.timezone(dt.timedelta(hours=-7))),
    language="en",
    sender=Sender("Course staff <cs101@cs.example.edu>", course="CS 101"),
    links=(Link("packet.pdf", "https://cs.example.edu/cs101/packet.pdf"),),
)

FOREIGN = """\
<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet href="feed.css"?><a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="urn:x" xml:lang="de">
  <!-- by hand -->
  <a:id>https://cs.example.edu/news</a:id>
  <a:title>News</a:title>
  <a:updated>2020-01-01T00:00:00Z</a:updated>
  <a:author><a:name>Department office</a:name></a:author>
  <x:own kept="yes"/>
  <a:entry>
    <a:id>https://cs.example.edu/news/1</a:id>
    <a:title>Old</a:title>
    <a:updated>2020-01-01T00:00:00Z</a:updated>
    <a:author><a:name>Department office</a:name></a:author>
    <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">  <b>two</b>  spaces</div></a:content>
  </a:entry>
</a:feed>
"""  # noqa: E501 - an entry as it is


def settings(**kept: Any) -> feed.Settings:
    usual = {"to": "web/announcements.xml", "address": WHERE}
    return feed.Settings.model_validate(usual | kept)


def send(
    book: Ledger, folder: Path, said: Announcement = WEEK, **kept: Any
) -> Progress:
    target = feed.target(settings(**kept), Place("news", folder))
    outgoing = Outgoing("news", target, said, ("post",))
    secrets = Secrets(Path("/no/secrets.yaml"), {})
    (told,) = deliver(outgoing, book, secrets, lambda _: None, retry_unknown=True)
    return told


def post(folder: Path, said: Announcement = WEEK, **kept: Any) -> bytes:
    """Send without a ledger; gives what is in the file afterwards."""
    target = feed.target(settings(**kept), Place("news", folder))
    with target.open(said, Secrets(Path("/no"), {})) as session:
        session.send(("post",), lambda: None)
    return path_in(folder).read_bytes()


def path_in(folder: Path) -> Path:
    return folder / "web" / "announcements.xml"


def given_file(folder: Path, content: bytes) -> Path:
    path = path_in(folder)
    path.parent.mkdir()
    path.write_bytes(content)
    return path


def numbered(number: int) -> Announcement:
    moment = WEEK.at + dt.timedelta(days=number)
    return replace(WEEK, id=f"week-{number:012x}", subject=f"{number}", at=moment)


def is_valid(raw: bytes) -> bool:
    return bool(SCHEMA.validate(etree.fromstring(raw)))


def test_a_reader_of_feeds_finds_what_was_announced(tmp_path: Path) -> None:
    raw = post(tmp_path)

    assert is_valid(raw), SCHEMA.error_log
    read = feedparser.parse(raw)
    assert (read.bozo, read.version) == (False, "atom10")
    assert (read.feed.title, read.feed.language) == ("CS 101", "en")
    assert [(one.rel, one.href) for one in read.feed.links] == [("self", WHERE)]
    (entry,) = read.entries
    name = "tag:cs.example.edu,2026-09-14:announcement/week-0123456789ab"
    assert (entry.id, entry.title) == (name, "CS 101, week 3: “Trees & <graphs>”")
    assert entry.updated == "2026-09-14T08:00:00-07:00"
    assert entry.author_detail == {
        "name": "Course staff",
        "email": "cs101@cs.example.edu",
    }
    (content,) = entry.content
    assert (content.type, content.language) == ("text/html", "en")
    assert "<p>Trees &amp; &lt;graphs&gt;<br />é</p>" in content.value
    assert "No" not in content.value
    assert [(one.href, one.type, one.title) for one in entry.enclosures] == [
        (WEEK.links[0].address, "application/pdf", "packet.pdf")
    ]


def test_an_announcement_sent_again_is_there_once_and_keeps_its_name(
    tmp_path: Path,
) -> None:
    first = post(tmp_path)
    assert post(tmp_path) == first

    later = replace(WEEK, at=NOON, html="<p>New</p>")
    read = feedparser.parse(post(tmp_path, later))

    (entry,) = read.entries
    assert entry.id.startswith("tag:cs.example.edu,2026-09-14:")
    assert entry.content[0].value == "<p>New</p>"
    assert read.feed.updated == entry.updated == "2026-11-25T12:00:00+00:00"


def test_what_others_put_in_stays_as_it_is(tmp_path: Path) -> None:
    given_file(tmp_path, FOREIGN.encode())

    raw = post(tmp_path, entries="1")

    assert is_valid(raw), SCHEMA.error_log
    kept = FOREIGN.replace("2020-01-01T00:00:00Z", "2026-09-14T08:00:00-07:00", 1)
    head, entry = kept.split("  <a:entry>", 1)
    written = raw.decode().split("\n", 1)[1]
    assert written.startswith(head.split("\n", 1)[1])
    assert written.endswith("  <a:entry>" + entry)
    first, second = feedparser.parse(raw).entries
    assert (first.id.split(":")[0], second.title) == ("tag", "Old")


def test_taken_out_again_the_feed_is_as_before(tmp_path: Path) -> None:
    given_file(tmp_path, FOREIGN.encode())
    target = feed.target(settings(), Place("news", tmp_path))
    post(tmp_path)

    with target.open(WEEK, Secrets(Path("/no"), {})) as session:
        session.withdraw("")
        session.withdraw("")

    moved = FOREIGN.replace("2020-01-01T00:00:00Z", "2026-09-14T08:00:00-07:00", 1)
    assert path_in(tmp_path).read_text().split("\n", 1)[1] == moved.split("\n", 1)[1]


def test_the_newest_stay_and_come_first(tmp_path: Path) -> None:
    for number in range(5):
        raw = post(tmp_path, numbered(number), entries="3")

    assert is_valid(raw)
    assert [one.title for one in feedparser.parse(raw).entries] == ["4", "3", "2"]
    late = feedparser.parse(post(tmp_path, numbered(0), entries="3"))
    assert {one.title for one in late.entries} == {"4", "3", "0"}
    assert late.feed.updated == "2026-09-18T08:00:00-07:00"


BOMB = b"""<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa">]>
<feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>"""

STEALING = b"""<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is broken XML: "),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "it is broken XML: "),
        (b"<rss version='2.0'><channel/></rss>", "it is a <rss>, not a <feed> of Atom"),
        (b"<feed/>", "it is a <feed>, not a <feed> of Atom"),
        (BOMB, "it declares a document type, as no feed does"),
        (STEALING, "it declares a document type, as no feed does"),
        (BOMB.decode().encode("utf-16"), "it declares a document type"),
    ],
    ids=["empty", "cut", "rss", "no-name-space", "bomb", "stealing", "utf-16"],
)
def test_what_is_no_feed_is_refused_and_not_touched(
    tmp_path: Path, content: bytes, why: str
) -> None:
    path = given_file(tmp_path, content)
    with ledger(tmp_path) as book:
        told = send(book, tmp_path)

    assert told.state is State.FAILED
    assert told.note.startswith(f"{path} is no Atom feed and stays as it is: {why}")
    assert "\n" not in told.note
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_may_have_been_put_in_is_looked_for(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        raw = post(tmp_path)
        book.add(WEEK.id, "news", ("post",))
        book.became((WEEK.id, "news", "post"), State.UNKNOWN)

        assert send(book, tmp_path).state is State.SENT
        assert book.rows()[0].tries == 0
    assert path_in(tmp_path).read_bytes() == raw


def test_what_others_write_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path = given_file(tmp_path, FOREIGN.encode())
    target = feed.target(settings(), Place("news", tmp_path))

    with (
        target.open(WEEK, Secrets(Path("/no"), {})) as session,
        pytest.MonkeyPatch.context() as patch,
    ):
        written = Feed.__bytes__

        def meanwhile(made: Feed) -> bytes:
            path.write_bytes(b"other")
            return written(made)

        patch.setattr(Feed, "__bytes__", meanwhile)
        with pytest.raises(AwayError, match="changed by somebody else meanwhile"):
            session.send(("post",), lambda: pytest.fail("committed"))
    assert path.read_bytes() == b"other"


def test_the_file_keeps_its_rights_and_a_link_its_way(tmp_path: Path) -> None:
    real = tmp_path / "real.xml"
    real.write_bytes(FOREIGN.encode())
    real.chmod(0o640)
    path_in(tmp_path).parent.mkdir()
    path_in(tmp_path).symlink_to(real)

    post(tmp_path)

    assert path_in(tmp_path).is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert WEEK.id in real.read_text()


def test_without_a_sender_and_an_address_the_feed_is_valid(tmp_path: Path) -> None:
    bare = replace(WEEK, sender=Sender(), links=(), html="")

    assert is_valid(post(tmp_path, bare, address=None)), SCHEMA.error_log


@given(st.text(), st.text(), st.text())
def test_any_words_make_a_valid_feed(subject: str, page: str, course: str) -> None:
    said = replace(
        WEEK,
        subject=subject,
        html=f"<p>{page}</p>",
        sender=Sender(course=course),
        links=(Link(subject, WEEK.links[0].address),),
    )
    made = Feed.new(said, "", "")
    made.put(said, "", 3)

    assert is_valid(bytes(made)), SCHEMA.error_log
    assert bytes(Feed(bytes(made))) == bytes(made)


@pytest.mark.parametrize("entries", ["0", "1.5"])
def test_a_feed_keeps_a_whole_number_of_entries(entries: str) -> None:
    with pytest.raises(ValueError, match="at least one"):
        settings(entries=entries)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    path_in(tmp_path).mkdir(parents=True)

    with pytest.raises(RefusedError, match="Is a directory"):
        post(tmp_path)
