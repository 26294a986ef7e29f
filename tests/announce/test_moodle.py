"""Moodle: posted once with its files, and each refusal has its own clear result.

The first tests run on a live site, too, if it is named: see docs/announce.md. They post
into the forum that is named, and delete what they posted.
"""

from __future__ import annotations

import os
import re
import shutil
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from syllabus.announce import http
from syllabus.announce.announcement import Announcement, Attachment, Sender
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.fragment import fragment, mark
from syllabus.announce.ledger import State
from syllabus.announce.moodle import Site
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place, RefusedError, Sent
from syllabus.announce.targets import moodle
from syllabus.cli import program
from tests.announce.fake import NOON, ledger
from tests.announce.fake_moodle import (
    CUT,
    MAINTENANCE,
    TOKEN,
    Moodle,
    SiteError,
    access,
)
from tests.announce.fake_moodle import moodle as running_moodle
from tests.announce.webserver import Reply
from tests.needs import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger

LIVE_FORUM = os.environ.get("SYLLABUS_TEST_MOODLE_FORUM", "")
LIVE_TOKEN = os.environ.get("SYLLABUS_TEST_MOODLE_TOKEN", "")

ADD = "mod_forum_add_discussion"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 100
NAME = "Übersicht – 深度学习.pdf"
POST = Announcement(
    id="week-3-0123456789ab",
    subject="Week 3: Übung & room change",
    text="Room 3.\n",
    html='<!DOCTYPE html>\n<html lang="en"><head><title>x</title></head>\n<body>\n'
    "<p>Room 3 &amp; more: ü</p>\n</body>\n</html>\n",
    at=NOON,
    language="en",
    sender=Sender(),
    attachments=(Attachment(NAME, "application/pdf", PDF),),
)
BODY = "<p>Room 3 &amp; more: ü</p>"


@pytest.fixture
def site() -> Iterator[Moodle]:
    """A site that was never asked for what a real one would lose or log."""
    with running_moodle() as running:
        yield running
        assert running.wrongs == []


@pytest.fixture(params=["fake", *(["live"] if LIVE_FORUM and LIVE_TOKEN else [])])
def forum(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A forum, by its address and a token: of the fake, and of a live site if named."""
    if request.param == "live":
        return LIVE_FORUM, LIVE_TOKEN
    fake: Moodle = request.getfixturevalue("site")
    return fake.forum, TOKEN


def target(forum: str, **kept: Any) -> moodle.MoodleTarget:
    settings = moodle.Settings.model_validate({"forum": forum, **kept})
    return moodle.target(settings, Place("class", Path("/")))


def secrets(token: str) -> Secrets:
    return Secrets(Path("/no/secrets.yaml"), {"SYLLABUS_SECRET_CLASS": token})


def send(
    chosen: moodle.MoodleTarget,
    book: Ledger,
    post: Announcement = POST,
    token: str = TOKEN,
    *,
    retry_unknown: bool = False,
    waits: list[float] | None = None,
) -> list[Progress]:
    outgoing = Outgoing("class", chosen, post, chosen.parts(()))
    wait = (waits if waits is not None else []).append
    told = list(
        deliver(outgoing, book, secrets(token), wait, retry_unknown=retry_unknown)
    )
    for progress in told:
        assert token not in progress.note
    return told


def states(told: list[Progress]) -> list[State]:
    return [progress.state for progress in told]


def posted(
    chosen: moodle.MoodleTarget, token: str, post: Announcement
) -> list[dict[str, Any]]:
    """What the site itself says of an announcement's discussions."""
    with chosen.open(post, secrets(token)) as session:
        wanted = mark(post)
        return [one for one in session._discussions(-1) if wanted in one["message"]]


def test_it_is_posted_changed_and_deleted_with_its_files(
    forum: tuple[str, str], tmp_path: Path
) -> None:
    address, token = forum
    chosen = target(address)
    with ledger(tmp_path) as book:
        assert states(send(chosen, book, token=token)) == [State.SENT]
        (row,) = book.rows()
        assert states(send(chosen, book, token=token)) == []

    (one,) = posted(chosen, token, POST)
    assert row.receipt.endswith(f"/mod/forum/discuss.php?d={one['discussion']}")
    assert one["subject"].replace("&amp;", "&") == POST.subject
    assert BODY in one["message"]
    found = {file["filename"]: file["filesize"] for file in one["attachments"]}
    assert found == {NAME: len(PDF)}

    later = replace(POST, id="week-3-revised", subject="Week 3", attachments=())
    with chosen.open(later, secrets(token)) as session:
        assert session.revise(row.receipt, lambda: None) == Sent(row.receipt)
    (two,) = posted(chosen, token, later)
    assert (two["id"], two["subject"]) == (one["id"], "Week 3")
    assert not two.get("attachments")

    with chosen.open(POST, secrets(token)) as session:
        session.withdraw(row.receipt)
        session.withdraw(row.receipt)
    assert posted(chosen, token, later) == []


def test_a_wrong_token_is_told_and_is_not_said(
    forum: tuple[str, str], tmp_path: Path
) -> None:
    wrong = "ffffffffffffffffffffffffffffffff"
    with ledger(tmp_path) as book:
        (told,) = send(target(forum[0]), book, token=wrong)

    assert told.state is State.FAILED
    assert re.fullmatch(r"\S+ does not accept the token", told.note)


def test_what_a_lost_answer_left_is_found_and_not_posted_again(
    forum: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, token = forum
    chosen = target(address)
    call = Site.call

    def lost(self: Site, function: str, *rest: Any, **kept: Any) -> Any:
        answer = call(self, function, *rest, **kept)
        if function == ADD:
            raise KeyboardInterrupt
        return answer

    with ledger(tmp_path) as book:
        with monkeypatch.context() as patch:
            patch.setattr(Site, "call", lost)
            with pytest.raises(KeyboardInterrupt):
                send(chosen, book, token=token)
        assert book.take_over() == 1
        assert send(chosen, book, token=token) == []
        assert states(send(chosen, book, token=token, retry_unknown=True)) == [
            State.SENT
        ]
        (row,) = book.rows()

    (one,) = posted(chosen, token, POST)
    assert row.receipt.endswith(f"={one['discussion']}")
    with chosen.open(POST, secrets(token)) as session:
        session.withdraw(row.receipt)
    assert posted(chosen, token, POST) == []


# From here on with the fake alone.


def test_the_file_arrives_byte_for_byte_and_the_page_has_no_frame(
    site: Moodle, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        send(target(site.forum, pinned="yes"), book)

    (one,) = site.discussions
    assert one.files == {NAME: PDF}
    assert one.message == f'<div class="announcement-{POST.id}">{BODY}</div>'
    assert (one.group, one.pinned) == (-1, True)


def test_each_group_gets_its_own(site: Moodle, tmp_path: Path) -> None:
    site.groups = (5, 6)
    with ledger(tmp_path) as book:
        send(target(site.forum, groups=["5", "6"]), book)
        assert [row.part for row in book.rows()] == ["group 5", "group 6"]

    assert [(one.group, one.files) for one in site.discussions] == [
        (5, {NAME: PDF}),
        (6, {NAME: PDF}),
    ]


@pytest.mark.parametrize("known", [(5,), (5, 6)])
def test_a_group_that_is_not_ours_is_refused_alone(
    site: Moodle, tmp_path: Path, known: tuple[int, ...]
) -> None:
    site.groups = known
    with ledger(tmp_path) as book:
        told = send(target(site.forum, groups=["4", "5"]), book)

    assert [(p.part, p.state, p.note) for p in told] == [
        ("group 4", "failed", "the forum has no group 4 of ours"),
        ("group 5", "sent", ""),
    ]


def test_a_forum_without_groups_does_not_get_for_all_what_is_for_one(
    site: Moodle, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        told = send(target(site.forum, groups="5"), book)

    assert [p.note for p in told] == ["the forum has no group 5 of ours"]
    assert site.discussions == []


@pytest.mark.parametrize("lost", [5, 6])
def test_only_the_post_of_the_same_group_is_found(
    site: Moodle, tmp_path: Path, lost: int
) -> None:
    site.groups = (5, 6)
    for_groups, for_all = target(site.forum, groups=["5", "6"]), target(site.forum)
    with ledger(tmp_path / "all") as book:
        send(for_all, book)
    with ledger(tmp_path / "groups") as book:
        site.after[ADD] = [CUT, CUT]
        assert states(send(for_groups, book)) == [State.UNKNOWN, State.UNKNOWN]
        site.discussions = [one for one in site.discussions if one.group != lost]
        told = send(for_groups, book, retry_unknown=True)
        assert sorted(states(told)) == [State.SENT, State.SENT]
    with ledger(tmp_path / "again") as book:
        site.after[ADD] = [CUT]
        site.discussions = [one for one in site.discussions if one.group != -1]
        send(for_all, book)
        send(for_all, book, retry_unknown=True)

    assert sorted(one.group for one in site.discussions) == [-1, 5, 6]


def refuse(name: str, answer: Reply | SiteError) -> Callable[[Moodle], None]:
    """Let a function answer so, always."""
    return lambda site: site.replies.update({name: [answer] * 99})


OVERSIZED = b'[{"filename": "x", "errortype": "fileoversized", "error": "Too large"}]'
REFUSALS: dict[str, tuple[Callable[[Moodle], Any], str]] = {
    "service": (
        lambda s: s.functions.discard(ADD),
        "the token's service on {host} lacks mod_forum_add_discussion",
    ),
    "no service": (
        lambda s: s.functions.clear(),
        "{host} does not let the token do this (core_webservice_get_site_info): "
        "Access control exception (Access to the function is not allowed.)",
    ),
    "expired": (
        refuse("core_webservice_get_site_info", access("token expired")),
        "{host} does not let the token do this (core_webservice_get_site_info): "
        "Access control exception (token expired)",
    ),
    "rest": (
        lambda s: setattr(s, "rest", False),
        "the web services of {host} are turned off",
    ),
    "not in the course": (
        refuse(
            "core_course_get_course_module",
            SiteError("requireloginerror", "", "require_login_exception"),
        ),
        "{host} does not let the owner of the token into the course",
    ),
    "not a forum": (
        lambda s: setattr(s, "module", "assign"),
        "{host} has no such forum",
    ),
    "right": (
        lambda s: setattr(s, "may_post", False),
        "the owner of the token may not post there",
    ),
    "right, then": (
        refuse(ADD, SiteError("cannotcreatediscussion")),
        "{host} lets the owner of the token begin no discussion there",
    ),
    "attach": (
        lambda s: setattr(s, "may_attach", False),
        "the owner of the token may attach nothing",
    ),
    "pin": (
        lambda s: setattr(s, "may_pin", False),
        "the owner of the token may pin nothing",
    ),
    "permissions": (
        refuse(ADD, SiteError("nopermissions", "Sorry, you do not have them")),
        "{host} does not let the owner of the token do this: "
        "Sorry, you do not have them",
    ),
    "too many posts": (
        refuse(ADD, SiteError("forumblockingtoomanyposts")),
        "{host} takes no more posts of the owner of the token now",
    ),
    "too many files": (
        lambda s: setattr(s, "most_files", 0),
        "there are 1 files, and the forum takes 0",
    ),
    "no files": (
        lambda s: setattr(s, "most_of_forum", 1),
        "the owner of the token may attach nothing",
    ),
    "forum's size": (
        lambda s: setattr(s, "most_of_forum", 20_000),
        f"{NAME} has 0.0 MB, and the forum takes 0.0 MB: set attach_at_most",
    ),
    "site's size": (
        lambda s: setattr(s, "most_of_site", 20_000),
        f"{NAME} has 0.0 MB, and the forum takes 0.0 MB: set attach_at_most",
    ),
    "form's size": (
        lambda s: setattr(s, "most_of_form", 20_000),
        f"{{host}} takes no file as large as {NAME}: set attach_at_most",
    ),
    "gateway's size": (
        lambda s: setattr(s.web, "most_bytes", 20_000),
        f"{{host}} takes no file as large as {NAME}: set attach_at_most",
    ),
    "quota": (
        refuse("upload", SiteError("userquotalimit")),
        f"{{host}} takes no file as large as {NAME}: set attach_at_most",
    ),
    "file's size": (
        refuse("upload", Reply(body=OVERSIZED)),
        f"{{host}} takes no file as large as {NAME}: set attach_at_most",
    ),
    "virus": (
        refuse("upload", SiteError("virusfound", "A virus")),
        "{host} refuses upload: virusfound: A virus",
    ),
    "elsewhere": (
        refuse(
            "core_webservice_get_site_info",
            Reply(303, headers=(("Location", "https://new.example.edu/lms/"),)),
        ),
        "{host} leads on to new.example.edu, where no token is sent: "
        "name the forum's address as the browser shows it",
    ),
    "nonsense": (
        refuse(ADD, SiteError("invalidparameter", "Invalid parameter value")),
        "{host} refuses mod_forum_add_discussion: invalidparameter: "
        "Invalid parameter value",
    ),
}


@pytest.mark.parametrize(("trouble", "words"), REFUSALS.values(), ids=REFUSALS)
def test_each_refusal_has_its_own_words_and_posts_nothing(
    site: Moodle, tmp_path: Path, trouble: Callable[[Moodle], Any], words: str
) -> None:
    trouble(site)
    host = site.web.address.removeprefix("http://")
    with ledger(tmp_path) as book:
        (told,) = send(target(site.forum, pinned="yes"), book)

    assert (told.state, told.note) == (State.FAILED, words.format(host=host))
    assert site.discussions == []


def test_files_of_one_name_are_refused(site: Moodle, tmp_path: Path) -> None:
    twice = replace(POST, attachments=POST.attachments * 2)
    with ledger(tmp_path) as book:
        (told,) = send(target(site.forum), book, twice)

    assert told.note.endswith(f"has a file {NAME} there already")
    assert site.discussions == []


def test_what_was_mended_is_posted_by_the_next_run(
    site: Moodle, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        for trouble in ("may_post", "may_attach", "rest"):
            setattr(site, trouble, False)
            assert states(send(target(site.forum), book)) == [State.FAILED]
            setattr(site, trouble, True)
        assert states(send(target(site.forum), book)) == [State.SENT]

    assert len(site.discussions) == 1


AWAY: dict[str, tuple[Reply | SiteError, str]] = {
    "maintenance": (SiteError("sitemaintenance"), "{host} is under maintenance"),
    "upgrade": (SiteError("upgraderunning"), "{host} is being updated"),
    "maintenance page": (MAINTENANCE, "{host} answers 503: it asks for patience"),
    "gateway page": (
        Reply(body=b"<!DOCTYPE html><title>Sign in</title>"),
        "{host} answers 200 with what is no data",
    ),
    "other data": (Reply(body=b"null"), "{host} answers {name} with something else"),
    "failure": (Reply(500), "{host} answers 500 Internal Server Error"),
    "cut": (CUT, "{host} broke off: the connection was cut"),
    "throttled": (
        Reply(429, headers=(("Retry-After", "900"),)),
        "{host} answers 429: it asks for patience",
    ),
}
READ = ["core_webservice_get_site_info", "core_files_get_unused_draft_itemid"]


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(("reply", "words"), AWAY.values(), ids=AWAY)
def test_who_is_away_before_the_post_leaves_it_new(
    site: Moodle, tmp_path: Path, reply: Reply | SiteError, words: str, name: str
) -> None:
    site.replies[name] = [reply] * 99
    host = site.web.address.removeprefix("http://")
    with ledger(tmp_path) as book:
        (told,) = send(target(site.forum), book)
        assert (told.state, told.note) == (
            State.NEW,
            words.format(host=host, name=name),
        )
        assert site.discussions == []

        site.replies.clear()
        assert states(send(target(site.forum), book)) == [State.SENT]
    assert len(site.discussions) == 1


@pytest.mark.parametrize("name", [*READ, "upload", "mod_forum_can_add_discussion"])
def test_who_comes_back_is_asked_again(site: Moodle, tmp_path: Path, name: str) -> None:
    site.replies[name] = [CUT, Reply(502), Reply(429, headers=(("Retry-After", "7"),))]
    waits: list[float] = []
    with ledger(tmp_path) as book:
        told = send(target(site.forum), book, waits=waits)

    assert states(told) == [State.SENT]
    assert waits == [1.0, 2.0, 7.0]
    assert len(site.discussions) == 1
    assert site.called(ADD) == 1


def test_a_throttled_post_was_not_taken_and_is_posted_once(
    site: Moodle, tmp_path: Path
) -> None:
    site.replies[ADD] = [
        Reply(429, headers=(("Retry-After", "30"),)),
        Reply(503, headers=(("Retry-After", "3"),)),
    ]
    waits: list[float] = []
    with ledger(tmp_path) as book:
        told = send(target(site.forum), book, waits=waits)

    assert (states(told), waits) == ([State.SENT], [30.0, 3.0])
    assert len(site.discussions) == 1


UNSURE = {
    "cut": CUT,
    "half": Reply(body=b'{"discussionid": 1, "warnings": []}', cut=9),
    "gateway": Reply(504),
    "overload": Reply(503),
    "page": Reply(body=b"<b>Warning</b>: Cannot modify header"),
    "nothing": Reply(body=b"null"),
    "observer": SiteError("dmlwriteexception", "Error writing to database"),
    "plug-in": SiteError("invalidrecord", "", "dml_missing_record_exception"),
    "answer": SiteError("invalidresponse", "", "invalid_response_exception"),
    "bug": SiteError("", "Call to a member function on null", "Error"),
}


@pytest.mark.parametrize("reply", UNSURE.values(), ids=UNSURE)
@pytest.mark.parametrize("taken", [True, False])
def test_what_has_no_answer_is_unknown_until_it_is_looked_for(
    site: Moodle, tmp_path: Path, reply: Reply | SiteError, *, taken: bool
) -> None:
    (site.after if taken else site.replies)[ADD] = [reply]
    with ledger(tmp_path) as book:
        (told,) = send(target(site.forum), book)
        assert told.state is State.UNKNOWN
        assert len(site.discussions) == taken

        assert send(target(site.forum), book) == []
        assert len(site.discussions) == taken
        told_again = send(target(site.forum), book, retry_unknown=True)
        assert states(told_again) == [State.SENT]
        (row,) = book.rows()

    (one,) = site.discussions
    assert (one.files, site.called(ADD)) == ({NAME: PDF}, 1 if taken else 2)
    assert row.receipt.endswith(f"discuss.php?d={one.id}")


def test_what_is_unknown_stays_so_while_nobody_can_look(
    site: Moodle, tmp_path: Path
) -> None:
    site.after[ADD] = [CUT]
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
        site.replies["mod_forum_get_forum_discussions"] = [Reply(502)] * 9
        (told,) = send(target(site.forum), book, retry_unknown=True)
        assert told.state is State.UNKNOWN
        site.replies.clear()
        (told,) = send(target(site.forum), book, retry_unknown=True)

    assert told.state is State.SENT
    assert (len(site.discussions), site.called(ADD)) == (1, 1)


def test_it_is_found_among_many(site: Moodle, tmp_path: Path) -> None:
    site.after[ADD] = [CUT]
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
        for number in range(250):
            other = replace(POST, id=f"week-{number}", attachments=())
            site._mod_forum_add_discussion(7, POST.subject, fragment(other), -1, [])
        (told,) = send(target(site.forum), book, retry_unknown=True)

        assert told.state is State.SENT
        (row,) = book.rows()
    assert row.receipt.endswith(f"={site.discussions[0].id}")


class Killed(BaseException):
    """The end of the program, at once."""


@pytest.mark.parametrize("when", ["uploaded", "reached", "sent"])
def test_a_run_that_is_killed_posts_once_all_the_same(
    site: Moodle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    upload, exchange = Site.upload, http._exchange

    def killing_upload(*given: Any) -> None:
        upload(*given)
        raise Killed

    def killing_exchange(line: Any, address: str, body: http.Body) -> http.Answer:
        if ADD.encode() not in body.pieces[0]:
            return exchange(line, address, body)
        if when == "sent":
            exchange(line, address, body)
        raise Killed

    with ledger(tmp_path) as book:
        with monkeypatch.context() as patch:
            if when == "uploaded":
                patch.setattr(Site, "upload", killing_upload)
            else:
                patch.setattr(http, "_exchange", killing_exchange)
            with pytest.raises(Killed):
                send(target(site.forum), book)
        unknown = book.take_over()
        assert unknown == (when != "uploaded")
        assert states(send(target(site.forum), book)) == [State.SENT] * (1 - unknown)
        send(target(site.forum), book, retry_unknown=True)
        assert [row.state for row in book.rows()] == [State.SENT]

    (one,) = site.discussions
    assert one.files == {NAME: PDF}


def test_what_is_gone_cannot_be_changed(site: Moodle, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
        (row,) = book.rows()
    site.discussions.clear()
    with target(site.forum).open(POST, secrets(TOKEN)) as session:
        found = session.revise(row.receipt, lambda: None)

    assert getattr(found, "reason", "") == "it is not there any more"


def test_files_are_exchanged_with_the_words(site: Moodle, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
        (row,) = book.rows()
    file = Attachment("new.pdf", "application/pdf", b"new")
    later = replace(POST, id="week-3-b", attachments=(file,))
    with target(site.forum).open(later, secrets(TOKEN)) as session:
        session.revise(row.receipt, lambda: None)

    (one,) = site.discussions
    assert one.files == {"new.pdf": b"new"}
    assert mark(later) in one.message


def test_what_was_answered_is_deleted_only_by_who_may(
    site: Moodle, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
        (row,) = book.rows()
    site.discussions[0].replies = 2
    with target(site.forum).open(POST, secrets(TOKEN)) as session:
        with pytest.raises(RefusedError, match="does not delete what has been answe"):
            session.withdraw(row.receipt)
        site.may_delete_answered = True
        session.withdraw(row.receipt)

    assert site.discussions == []


@pytest.mark.parametrize("name", [*READ, "upload", ADD])
def test_a_site_that_repeats_the_token_is_not_repeated(
    site: Moodle, tmp_path: Path, name: str
) -> None:
    site.replies[name] = [SiteError("odd", f"bad\n{TOKEN}")] * 9
    with ledger(tmp_path) as book:
        (told,) = send(target(site.forum), book)
        assert "…" in told.note
        assert TOKEN not in repr(book.rows())
    site.replies[name] = [SiteError("odd", TOKEN)] * 9
    if name == READ[0]:
        with (
            pytest.raises(RefusedError) as caught,
            target(site.forum).open(POST, secrets(TOKEN)),
        ):
            pass
        assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Field required"),
        ({"forum": "https://x.example/course/view.php?id=3"}, "not the address of a"),
        ({"forum": "https://x.example/mod/forum/view.php?f=3"}, "not the address of a"),
        ({"forum": "http://x.example/mod/forum/view.php?id=3"}, "over https:// alone"),
        ({"forum": "https://me:pw@x.example/mod/forum/view.php?id=3"}, "no user"),
        (
            {"forum": "https://x.example/mod/forum/view.php?id=3", "groups": "A"},
            "is not the number of a Moodle group",
        ),
    ],
)
def test_settings_that_cannot_work_are_problems(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        moodle.Settings.model_validate(settings)


def test_what_goes_over_the_wire_is_counted(site: Moodle, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        send(target(site.forum), book)
    (one,) = site.discussions

    counted = target(site.forum).wire_bytes(POST)
    assert counted == len(one.message.encode()) + len(PDF)


def run(*arguments: str | Path) -> str:
    """What a command prints that succeeds."""
    done = CliRunner().invoke(program, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output + str(done.exception)
    assert TOKEN not in done.output
    return done.output


def test_a_course_posts_its_syllabus_revises_it_and_takes_it_back(
    site: Moodle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYLLABUS_SECRET_FORUM", TOKEN)
    course = tmp_path / "cs240"
    shutil.copytree(ROOT / "tests" / "examples" / "cs240", course)
    file = course / "course.yaml"
    text = file.read_text("utf-8")
    own = f"forum: {{kind: moodle, forum: '{site.forum}'}}"
    file.write_text(re.sub("website: .*", own, text), "utf-8")

    run("announce", "plan", course, "--about", "syllabus")
    (first,) = course.glob(".syllabus/announcements/*")
    assert "1 message sent" in run("announce", "send", first, "--yes")
    (one,) = site.discussions
    old = dict(one.files)
    assert list(old) == ["syllabus.pdf"]
    assert old["syllabus.pdf"].startswith(b"%PDF")

    file.write_text(file.read_text("utf-8").replace("Hall 2", "Hall 3"), "utf-8")
    run("announce", "plan", course, "--about", "syllabus")
    (second,) = set(course.glob(".syllabus/announcements/*")) - {first}
    told = run("announce", "revise", second, "--of", first.name, "--yes")
    assert "1 message sent" in told
    assert [one.id] == [found.id for found in site.discussions]
    assert one.files != old

    told = run("announce", "status", course)
    assert f"failed: post: replaced by {second.name}" in told
    for name, why in ((first.name, "nothing of it"), (second.name, "says the same")):
        done = CliRunner().invoke(
            program, ["announce", "revise", str(second), "--of", name, "--yes"]
        )
        assert why in str(done.exception)
    assert run("announce", "withdraw", course, first.name) == ""
    assert site.discussions == [one]
    run("announce", "withdraw", course, second.name)
    assert site.discussions == []
