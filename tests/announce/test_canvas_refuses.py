"""What Canvas refuses and how it breaks off: each is told, and nothing is posted twice.

The fake is made to do it; that it is as strict as Canvas is proven at the end.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from syllabus.announce.http import Client, FormFile, form, multipart
from syllabus.announce.ledger import State
from syllabus.announce.target import Refused, RefusedError
from syllabus.announce.targets import canvas
from tests.announce.canvas_course import Course, course_of
from tests.announce.canvas_files import VALID_SECONDS
from tests.announce.fake import ledger
from tests.announce.fake_canvas import (
    PAGE,
    THROTTLED,
    THROTTLED_TOO,
    TOKEN,
    FakeCanvas,
    Topic,
    fake_canvas,
)
from tests.announce.test_canvas import BARE, HANDOUT, LETTER, PACKET
from tests.announce.webserver import CUT, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syllabus.announce.announcement import Announcement

BROKEN = Reply(500, b'{"errors": [{"message": "An error occurred."}]}')
MOVED = Reply(302, b"", (("Location", "https://login.example.edu/canary"),))


@pytest.fixture
def fake() -> Iterator[FakeCanvas]:
    """A Canvas that is asked for nothing that it has not."""
    with fake_canvas() as running:
        yield running
    assert running.wrongs == []


def sent(
    course: Course, path: Path, announcement: Announcement = LETTER, **kept: Any
) -> tuple[State, str]:
    """The state and the note of a post after a run; no secret is in them."""
    with ledger(path) as book:
        told = course.send(book, announcement, **kept)
        (row,) = book.rows()
    assert "canary" not in f"{told}{row}"
    return row.state, row.note


def test_a_wrong_token_is_refused(fake: FakeCanvas, tmp_path: Path) -> None:
    for said in ("Invalid access token.", "Revoked access token."):
        fake.refused_token = said
        state, note = sent(course_of(fake, "1017~canary-other"), tmp_path)

        assert state is State.FAILED
        assert note == f"{fake.host} does not accept the token: {said}"


def test_a_token_that_a_site_repeats_is_not_shown(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.refused_token = f"No such token: {TOKEN}x"
    _, note = sent(course_of(fake, f"{TOKEN}x"), tmp_path)

    assert note.endswith("does not accept the token: No such token: …")


@pytest.mark.parametrize("old_words", [True, False])
def test_who_may_not_announce_is_told_and_no_discussion_is_made(
    fake: FakeCanvas, tmp_path: Path, *, old_words: bool
) -> None:
    fake.may_announce, fake.old_words = False, old_words
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.FAILED
    assert note == f"{fake.host}: the token's owner may not announce in course 12"
    assert fake.topics == {}


@pytest.mark.parametrize(("old_words", "status"), [(True, 401), (False, 403)])
def test_who_may_not_upload_is_told_and_nothing_is_posted(
    fake: FakeCanvas, tmp_path: Path, *, old_words: bool, status: int
) -> None:
    fake.may_upload, fake.old_words = False, old_words
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.FAILED
    words = "user not authorized to perform that action"
    assert note == f"{fake.host} refuses ({status}) files of course 12: {words}"
    assert fake.topics == {}


def test_a_course_that_is_not_there_is_named(fake: FakeCanvas, tmp_path: Path) -> None:
    course = replace(course_of(fake), address=f"{fake.course}3")
    state, note = sent(course, tmp_path)

    assert state is State.FAILED
    words = "The specified resource does not exist."
    assert note == f"{fake.host} has no course 123: {words}"


def test_a_course_can_be_named_as_the_registrar_does(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    address = f"{fake.site.address}/courses/sis_course_id:DL-7/announcements"
    course = replace(course_of(fake), address=address)

    assert sent(course, tmp_path)[0] is State.SENT


def test_a_section_that_is_not_there_is_named_beside_those_that_are(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.sections = {number: f"Section {number}" for number in range(25)}
    assert sent(course_of(fake), tmp_path / "a", sections=["section 24"])[1] == ""
    state, note = sent(course_of(fake), tmp_path / "b", sections=["Section 99"])

    assert state is State.FAILED
    assert note.startswith("course 12 has no section “Section 99”; it has Section 0, ")
    assert note.endswith(", Section 24")
    assert [topic.sections for topic in fake.announcements] == [(24,)]


def test_files_for_which_a_course_has_no_room_are_refused_before_the_post(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.quota = len(HANDOUT.content) + len(PACKET.content) - 1
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.FAILED
    size = f"{fake.quota / 1e6:.1f} MB"
    words = f"have room for {size}, and {size} are needed"
    assert note == f"the files of course 12 {words}"
    assert (fake.asked("begin_upload"), fake.topics) == (0, {})


def test_a_title_that_is_too_long_is_refused(fake: FakeCanvas, tmp_path: Path) -> None:
    letter = replace(BARE, subject="x" * 256)
    with ledger(tmp_path) as book:
        course_of(fake).send(book, letter)
        (row,) = book.rows()

    assert (row.state, row.again) == (State.FAILED, True)
    words = "announcements of course 12: too_long"
    assert row.note == f"{fake.host} refuses (400) {words}"


@pytest.mark.parametrize("throttled", [THROTTLED, THROTTLED_TOO], ids=["403", "429"])
@pytest.mark.parametrize("kind", ["course", "room", "begin_upload", "new_topic"])
def test_who_is_throttled_waits_and_posts_once(
    fake: FakeCanvas, tmp_path: Path, throttled: Reply, kind: str
) -> None:
    fake.instead = [(kind, throttled)] * 2
    waits: list[float] = []

    assert sent(course_of(fake), tmp_path, waits=waits) == (State.SENT, "")
    assert waits == [1, 2]
    assert len(fake.topics) == 1


@pytest.mark.parametrize("created", [True, False])
def test_an_upload_that_expired_is_begun_again(
    fake: FakeCanvas, tmp_path: Path, *, created: bool
) -> None:
    fake.created, fake.late = created, [VALID_SECONDS + 1, VALID_SECONDS - 1]

    assert sent(course_of(fake), tmp_path) == (State.SENT, "")
    assert fake.asked("begin_upload") == 2
    (topic,) = course_of(fake).topics
    assert course_of(fake).linked(topic) == [(PACKET.name, PACKET.content)]


def test_an_upload_that_always_expires_is_told(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.late = [VALID_SECONDS + 1] * 9
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.NEW
    assert note == f"{fake.store_host} did not take {PACKET.name} in time: AccessDenied"
    assert fake.topics == {}


def test_a_file_that_is_refused_where_files_are_kept_is_told(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.instead = [("keep", Reply(400, b"<Error><Code>EntityTooLarge</Code></Error>"))]
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.FAILED
    assert note == f"{fake.store_host} refuses {PACKET.name} (400): EntityTooLarge"


@pytest.mark.parametrize("created", [True, False])
@pytest.mark.parametrize("leads_to", ["", "-"], ids=["to the site", "nowhere"])
def test_an_upload_is_finished_as_its_answer_says(
    fake: FakeCanvas, tmp_path: Path, leads_to: str, *, created: bool
) -> None:
    fake.created, fake.leads_to = created, leads_to

    assert sent(course_of(fake), tmp_path) == (State.SENT, "")
    assert {file.there for file in fake.files.values()} == {True}
    confirmed = leads_to == "" and not created
    assert fake.asked("end_upload") == int(confirmed)


def test_a_site_that_keeps_files_itself_gets_them_without_the_token(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.keeps_files = True  # it would refuse the token there: `keep`

    assert sent(course_of(fake), tmp_path) == (State.SENT, "")
    assert fake.store.requests == []


def test_the_token_does_not_follow_to_another_host(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    heard = []

    def listen(request: Any) -> Reply:
        heard.append(request.headers.get("Authorization"))
        return Reply(401, b"{}", (("WWW-Authenticate", "Bearer"),))

    with serving(listen) as other:
        fake.leads_to = f"{other.address}/finish"
        state, note = sent(course_of(fake), tmp_path)

    assert (state, heard) == (State.FAILED, [None])
    host = other.address.removeprefix("http://")
    assert note == f"{host} asks for the token, which is for {fake.host} alone"


@pytest.mark.parametrize("host", ["store", "site"], ids=["elsewhere", "in a circle"])
def test_a_list_that_leads_nowhere_is_not_followed(
    fake: FakeCanvas, tmp_path: Path, host: str
) -> None:
    address = f"{getattr(fake, host).address}/api/v1/courses/12/sections?per_page=100"
    reply = Reply(200, b"[]", (("Link", f'<{address}>; rel="next"'),))
    fake.instead = [("sections", reply)] * 9
    state, note = sent(course_of(fake), tmp_path, sections=["A"])

    assert state is State.NEW
    words = "the pages of sections of course 12"
    assert note == f"{words} at {fake.host} lead elsewhere"
    assert fake.store.requests == []


@pytest.mark.parametrize("reply", [CUT, BROKEN, PAGE], ids=["cut", "500", "page"])
def test_a_post_whose_answer_does_not_come_is_unknown_and_then_found(
    fake: FakeCanvas, tmp_path: Path, reply: Reply
) -> None:
    fake.after = [("new_topic", reply)]
    course = course_of(fake)
    assert sent(course, tmp_path)[0] is State.UNKNOWN
    assert sent(course, tmp_path)[0] is State.UNKNOWN  # not touched unasked
    for number in range(12):  # newer ones, which are listed first
        fake.topics[1000 + number] = Topic(1000 + number, "Other", "<p>", True)

    assert sent(course, tmp_path, retry_unknown=True)[0] is State.SENT
    assert fake.asked("topics") == 2  # it stood on the second page
    assert len(fake.announcements) == 13


@pytest.mark.parametrize("reply", [CUT, BROKEN], ids=["cut", "500"])
def test_a_post_that_was_not_taken_is_made_after_looking(
    fake: FakeCanvas, tmp_path: Path, reply: Reply
) -> None:
    fake.instead = [("new_topic", reply)]
    course = course_of(fake)

    assert sent(course, tmp_path)[0] is State.UNKNOWN
    assert fake.topics == {}
    assert sent(course, tmp_path, retry_unknown=True)[0] is State.SENT
    assert len(fake.topics) == 1
    names = [(file.folder, file.name) for file in fake.files.values()]
    assert len(names) == len(set(names)) == 2  # brought twice, and there once


@pytest.mark.parametrize(
    "kind", ["course", "room", "begin_upload", "keep", "end_upload"]
)
@pytest.mark.parametrize("reply", [CUT, BROKEN, PAGE], ids=["cut", "500", "page"])
def test_what_breaks_off_before_the_post_is_tried_again(
    fake: FakeCanvas, tmp_path: Path, kind: str, reply: Reply
) -> None:
    fake.instead = [(kind, reply)]

    assert sent(course_of(fake), tmp_path) == (State.SENT, "")
    assert len(fake.topics) == 1


def test_a_site_that_leads_on_is_told(fake: FakeCanvas, tmp_path: Path) -> None:
    fake.instead = [("course", MOVED)]
    state, note = sent(course_of(fake), tmp_path)

    assert state is State.FAILED
    assert note == (
        f"{fake.host} leads on to login.example.edu, where no token is sent: "
        "name the course's address as the browser shows it"
    )


def test_what_is_not_attached_for_want_of_a_right_is_linked(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    fake.may_attach = False
    course = course_of(fake)

    assert sent(course, tmp_path) == (State.SENT, "")
    (topic,) = course.topics
    assert course.attached(topic) == []
    files = [(file.name, file.content) for file in LETTER.attachments]
    assert course.linked(topic) == files


def test_a_post_that_is_gone_cannot_be_replaced(fake: FakeCanvas) -> None:
    course = course_of(fake)
    with course.target().open(BARE, course.secrets) as session:
        answer = session.revise(f"{fake.course}/discussion_topics/7", lambda: None)

    assert isinstance(answer, Refused)
    assert not answer.again
    assert answer.reason.startswith(f"{fake.host} has no announcements of course 12")


def test_who_may_not_take_back_is_told(fake: FakeCanvas, tmp_path: Path) -> None:
    course = course_of(fake)
    sent(course, tmp_path, BARE)
    (topic,) = fake.announcements
    with course.target().open(BARE, course.secrets) as session:
        fake.may_announce = False
        with pytest.raises(RefusedError, match="user not authorized"):
            session.withdraw(f"{fake.course}/discussion_topics/{topic.id}")


def test_files_go_to_a_folder_of_their_own_and_replace_no_other(
    fake: FakeCanvas, tmp_path: Path
) -> None:
    course = course_of(fake)
    sent(course, tmp_path / "a")
    sent(course, tmp_path / "b", replace(LETTER, id="canvas-test-7"), folder="Mail")

    brought = [file.folder for file in fake.files.values() if file.folder != "unfiled"]
    assert brought == ["Announcements/canvas-test-1", "Mail/canvas-test-7"]


@pytest.mark.parametrize(
    "address",
    [
        "https://canvas.example.edu",
        "https://canvas.example.edu/groups/12",
        "https://teacher:canary@canvas.example.edu/courses/12",
        "mailto:teacher@canvas.example.edu",
    ],
)
def test_what_is_no_address_of_a_course_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="not the address of a Canvas course"):
        canvas.Settings.model_validate({"course": address})


# The fake itself.


def _begun(fake: FakeCanvas) -> dict[str, Any]:
    fields = {"name": "a.pdf", "size": "3", "content_type": "application/pdf"}
    fields |= {"parent_folder_path": "A", "on_duplicate": "overwrite"}
    api = f"{fake.site.address}/api/v1/courses/12/files"
    own = {"Authorization": f"Bearer {TOKEN}"}
    answer = Client().ask("POST", api, form(list(fields.items())), headers=own)
    told: dict[str, Any] = json.loads(answer.body)
    return told


_FILE = FormFile("file", "a.pdf", "application/pdf", b"pdf")


@pytest.mark.parametrize("wrong", ["order", "missing", "added", "changed", "token"])
def test_the_fake_refuses_an_upload_that_is_not_as_it_was_told(
    fake: FakeCanvas, wrong: str
) -> None:
    told = _begun(fake)
    fields = [
        (k, "" if v is None else str(v)) for k, v in told["upload_params"].items()
    ]
    right = Client().ask("POST", told["upload_url"], multipart(fields, _FILE))
    assert right.status == 301
    headers = {}
    if wrong == "order":
        fields[1:3] = reversed(fields[1:3])
    elif wrong == "missing":
        del fields[-1]
    elif wrong == "added":
        fields.append(("x", "y"))
    elif wrong == "changed":
        fields[-1] = (fields[-1][0], "z")
    else:
        headers = {"Authorization": f"Bearer {TOKEN}"}
    body = multipart(fields, _FILE)
    answer = Client().ask("POST", told["upload_url"], body, headers=headers)

    assert answer.status == (400 if wrong == "token" else 403)
    assert fake.wrongs == (
        ["the token was sent to where files are kept"] if wrong == "token" else []
    )
    fake.wrongs.clear()


def test_the_fake_refuses_a_file_that_is_not_last(fake: FakeCanvas) -> None:
    told = _begun(fake)
    fields = [
        (k, "" if v is None else str(v)) for k, v in told["upload_params"].items()
    ]
    body = multipart(fields, _FILE)
    *first, file, content, end, _ = body.pieces
    late = multipart([("late", "1")]).pieces
    boundary = body.media_type.partition("=")[2].encode()
    head = late[0].replace(late[0][2 : late[0].index(b"\r\n")], boundary)
    moved = replace(
        body, pieces=(file, content, end, *first, b"--" + boundary + b"--\r\n")
    )
    added = replace(body, pieces=(*body.pieces[:-1], head, b"1\r\n", body.pieces[-1]))
    for wrong in (moved, added):
        answer = Client().ask("POST", told["upload_url"], wrong)
        assert answer.status == 400


def test_the_fake_keeps_a_class_and_no_comment() -> None:
    from tests.announce.fake_canvas import sanitized

    kept = sanitized(
        '<!-- x --><div class="a-1" data-x="y"><title>T</title>&amp;</div>'
    )
    assert kept == '<div class="a-1">T&amp;</div>'
