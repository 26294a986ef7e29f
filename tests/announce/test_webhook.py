"""A channel gets an announcement once, whole or cut well, and pings nobody by it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syllabus.announce.announcement import Announcement, Link, Sender
from syllabus.announce.chat import DISCORD, SLACK, length, shortened
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import State
from syllabus.announce.secrets import Secrets
from syllabus.announce.settings import read_settings
from syllabus.announce.target import Place, RefusedError, Withdrawing
from syllabus.announce.targets import webhook
from syllabus.core.announcing import Announce
from syllabus.core.source import read_source
from tests.announce.fake import NOON, ledger
from tests.announce.fake_webhook import (
    DISCORD_PATH,
    SLACK_PATH,
    TOKEN,
    FakeDiscord,
    FakeSlack,
)
from tests.announce.webserver import CUT, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.announce.chat import Chat
    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger
    from tests.announce.webserver import Request, WebServer

PACKET = Link("packet.pdf", "https://cs.example.edu/a_b/packet.pdf?v=1&x=2")
WEEK = Announcement(
    "week-0123456789ab",
    "CS 101, week 3: Trees & <graphs> @everyone",
    f"Here is week 3.\n\n- Tue: *args & **kwargs\n  {PACKET.address}\n\n-- \nCS 101\n",
    "<p>Here is week 3.</p>",
    NOON,
    "en",
    Sender("Course staff <cs101@cs.example.edu>", course="CS 101"),
    links=(PACKET,),
)


def settings(web: WebServer, form: str) -> webhook.Settings:
    host = web.address.removeprefix("http://")
    return webhook.Settings.model_validate({"host": host, "format": form})


def secrets(web: WebServer, path: str) -> Secrets:
    return Secrets(Path("/no"), {"SYLLABUS_SECRET_CHAT": f"{web.address}{path}"})


def send(
    book: Ledger,
    web: WebServer,
    form: str,
    path: str,
    said: Announcement = WEEK,
    waits: list[float] | None = None,
) -> list[Progress]:
    target = webhook.target(settings(web, form), Place("chat", Path("/")))
    outgoing = Outgoing("chat", target, said, ("post",))
    wait = (waits if waits is not None else []).append
    return list(deliver(outgoing, book, secrets(web, path), wait))


def test_slack_gets_it_once_with_its_letters_escaped(tmp_path: Path) -> None:
    slack = FakeSlack()
    with serving(slack) as web, ledger(tmp_path) as book:
        for _ in range(2):
            send(book, web, "slack", SLACK_PATH)
        assert [row.state for row in book.rows()] == [State.SENT]

    assert slack.posts == [
        "*CS 101, week 3: Trees &amp; &lt;graphs&gt; @everyone*\n\n"
        "Here is week 3.\n\n- Tue: *args &amp; **kwargs\n"
        "  <https://cs.example.edu/a_b/packet.pdf?v=1&amp;x=2>\n\nCS 101"
    ]


def test_discord_gets_it_once_says_its_name_and_gives_it_back(tmp_path: Path) -> None:
    discord = FakeDiscord()
    with serving(discord) as web, ledger(tmp_path) as book:
        for _ in range(2):
            send(book, web, "discord", DISCORD_PATH)
        (row,) = book.rows()
        assert discord.posts == {
            row.receipt: "**CS 101, week 3: Trees & \\<graphs\\> @everyone**\n\n"
            "Here is week 3.\n\n- Tue: \\*args & \\*\\*kwargs\n"
            "  <https://cs.example.edu/a_b/packet.pdf?v=1&x=2>\n\nCS 101"
        }

        target = webhook.target(settings(web, "discord"), Place("chat", Path("/")))
        with target.open(WEEK, secrets(web, DISCORD_PATH)) as session:
            assert isinstance(session, Withdrawing)
            session.withdraw(row.receipt)
            session.withdraw(row.receipt)  # gone already: no mistake
            with pytest.raises(RefusedError, match="did not say what it calls"):
                session.withdraw("")
    assert discord.posts == {}


def test_a_thread_of_discord_stays_the_thread(tmp_path: Path) -> None:
    with serving(FakeDiscord()) as web, ledger(tmp_path) as book:
        send(book, web, "discord", f"{DISCORD_PATH}?thread_id=42")

    assert web.requests[0].path == f"{DISCORD_PATH}?thread_id=42&wait=true"


def test_slack_cannot_give_back(tmp_path: Path) -> None:
    with serving(FakeSlack()) as web:
        target = webhook.target(settings(web, "slack"), Place("chat", tmp_path))
        with target.open(WEEK, secrets(web, SLACK_PATH)) as session:
            assert not isinstance(session, Withdrawing)


def test_any_other_gets_all_of_it_as_data(tmp_path: Path) -> None:
    with serving(lambda _: Reply(202)) as web, ledger(tmp_path) as book:
        (told,) = send(book, web, "json", "/hook")

    assert told.state is State.SENT
    assert json.loads(web.requests[0].body) == {
        "announcement": "week-0123456789ab",
        "course": "CS 101",
        "sender": "Course staff <cs101@cs.example.edu>",
        "at": "2026-11-25T12:00:00+00:00",
        "language": "en",
        "subject": WEEK.subject,
        "text": WEEK.text,
        "html": WEEK.html,
        "files": [{"name": "packet.pdf", "address": PACKET.address}],
    }


@pytest.mark.parametrize(
    ("host", "form"),
    [("hooks.slack.com", "text"), ("discord.com", "content"), ("x.edu", "subject")],
)
def test_the_host_suggests_what_it_takes(host: str, form: str) -> None:
    chosen = webhook.Settings.model_validate({"host": host})
    target = webhook.target(chosen, Place("chat", Path("/")))

    assert not target.attaches
    with target.open(
        WEEK, Secrets(Path("/no"), {"SYLLABUS_SECRET_CHAT": f"https://{host}/{TOKEN}"})
    ) as session:
        assert form in session.data


@pytest.mark.parametrize("form", ["slack", "discord", "json"])
def test_one_cut_off_after_the_request_is_unknown_and_not_sent_again(
    tmp_path: Path, form: str
) -> None:
    with serving(lambda _: CUT) as web, ledger(tmp_path) as book:
        for _ in range(2):
            send(book, web, form, "/hook")
        (row,) = book.rows()

    assert (row.state, row.tries, len(web.requests)) == (State.UNKNOWN, 1, 1)


def test_a_gateway_that_fails_leaves_it_unknown(tmp_path: Path) -> None:
    with serving(lambda _: Reply(502)) as web, ledger(tmp_path) as book:
        send(book, web, "slack", SLACK_PATH)
        (row,) = book.rows()

    assert (row.state, len(web.requests)) == (State.UNKNOWN, 1)


def test_what_asks_for_patience_is_waited_for(tmp_path: Path) -> None:
    discord = FakeDiscord()
    body = b'{"message": "You are being rate limited.", "retry_after": 0.65}'
    answers = [Reply(429, body), Reply(429, b"", (("Retry-After", "30"),))]

    def answer(request: Request) -> Reply:
        return answers.pop(0) if answers else discord(request)

    waits: list[float] = []
    with serving(answer) as web, ledger(tmp_path) as book:
        (told,) = send(book, web, "discord", DISCORD_PATH, waits=waits)

    assert (told.state, waits, len(discord.posts)) == (State.SENT, [0.65, 30.0], 1)


def bad(status: int, body: str = "") -> Callable[[Request], Reply]:
    """A server that repeats what it was asked, as some do in their errors."""

    def answer(request: Request) -> Reply:
        headers = (("Location", f"/elsewhere{request.path}"),)
        return Reply(status, f"{body} {request.path}".encode(), headers)

    return answer


@pytest.mark.parametrize(
    ("answer", "form", "path", "why"),
    [
        (FakeSlack(), "slack", f"/services/{TOKEN}", "404: the address kept for it"),
        (FakeDiscord(), "discord", f"/api/{TOKEN}", "401: the address kept for it"),
        (bad(403, "invalid_token"), "slack", SLACK_PATH, "403: the address kept"),
        (bad(410, "channel_is_archived"), "slack", SLACK_PATH, "410: the address"),
        (bad(400, "invalid_payload"), "slack", SLACK_PATH, "400: it does not take"),
        (bad(302), "json", f"/{TOKEN}", "302: it leads elsewhere"),
        (bad(500), "json", f"/{TOKEN}", "500 Internal Server Error"),
        (bad(200), "discord", DISCORD_PATH, "200 with what is no data"),
    ],
)
def test_each_refusal_is_told_without_the_address(
    tmp_path: Path,
    answer: Callable[[Request], Reply],
    form: str,
    path: str,
    why: str,
) -> None:
    with serving(answer) as web, ledger(tmp_path) as book:
        (told,) = send(book, web, form, path)
        host = web.address.removeprefix("http://")
        assert told.state in {State.FAILED, State.UNKNOWN}
        assert told.note.startswith(f"{host} answers {why}")
        assert TOKEN not in repr((told, book.rows()))
    assert all(TOKEN.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    "kept",
    [
        f"https://evil.example/{TOKEN}",
        TOKEN,
        f"http://[{TOKEN}",
        f"//hook.x.edu{TOKEN}",
    ],
)
def test_an_address_of_another_host_is_not_asked(kept: str) -> None:
    target = webhook.target(
        webhook.Settings(host="hook.x.edu", channel="cs101"), Place("chat", Path("/"))
    )
    with (
        pytest.raises(RefusedError) as caught,
        target.open(WEEK, Secrets(Path("/no"), {"SYLLABUS_SECRET_CHAT": kept})),
    ):
        pytest.fail("opened")

    why = "what is kept for cs101@hook.x.edu is no address at hook.x.edu"
    assert str(caught.value) == why
    assert TOKEN not in repr(caught.value.__context__)


def test_an_address_without_tls_is_not_asked(tmp_path: Path) -> None:
    target = webhook.target(webhook.Settings(host="x.edu"), Place("chat", tmp_path))
    kept = Secrets(Path("/no"), {"SYLLABUS_SECRET_CHAT": f"http://x.edu/{TOKEN}"})
    with ledger(tmp_path) as book:
        outgoing = Outgoing("chat", target, WEEK, ("post",))
        (told,) = deliver(outgoing, book, kept, lambda _: None)

    assert (told.state, "without TLS" in told.note) == (State.FAILED, True)
    assert TOKEN not in told.note


@pytest.mark.parametrize("key", ["host", "url", "channel", "webhook"])
def test_an_address_in_the_course_file_is_a_secret_out_of_place(key: str) -> None:
    line = f"{key}: https://hooks.slack.com{SLACK_PATH}"
    host = "" if key == "host" else ", host: x.edu"
    raw = f"announce: {{targets: {{chat: {{kind: webhook, {line}{host}}}}}}}"
    source, _ = read_source(raw.encode(), "course.yaml")
    assert isinstance(source.data, dict)
    announce = Announce.model_validate(source.data["announce"])

    _, problems = read_settings(announce, source)

    assert [one.code for one in problems] == ["secret-in-course"]
    assert TOKEN not in repr(problems)


@pytest.mark.parametrize("host", ["x.edu/path", "Hooks.Slack.com", "a b", "u@x.edu"])
def test_a_host_is_a_host(host: str) -> None:
    with pytest.raises(ValueError, match="is not a host"):
        webhook.Settings.model_validate({"host": host})


@pytest.mark.parametrize(
    ("chat", "text"),
    [
        (SLACK, "- Room <CSE 403> & more, see https://x.edu/a_(b)?c=1&d=2."),
        (DISCORD, "# not *a* heading_, see https://x.edu/a_b_c, ~~x~~ <@123> `y` | z"),
    ],
    ids=["slack", "discord"],
)
def test_a_line_shows_what_it_says(chat: Chat, text: str) -> None:
    assert read_back(chat, chat.line(text)) == text


def read_back(chat: Chat, line: str) -> str:
    """What a reader sees of a line; a link ends at its bracket."""
    if chat is DISCORD:
        plain = re.sub(r"(?<!\\)<(https?://[^>]*)>", r"\1", line)
        return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", plain)
    plain = re.sub(r"<(https?://[^>]*)>", r"\1", line)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(st.text())
@example("\\<https://x.edu/>\\*")
def test_any_line_comes_back_from_slack(text: str) -> None:
    assert read_back(SLACK, SLACK.line(text)) == text


@pytest.mark.parametrize("chat", [SLACK, DISCORD], ids=["slack", "discord"])
def test_a_long_announcement_ends_at_a_line_with_its_files(chat: Chat) -> None:
    lines = [f"- Day {n}: *Lecture* https://x.edu/{n}/{'a' * 40}" for n in range(300)]
    said = replace(WEEK, text="\n".join(lines))

    written = chat.message(said).split("\n")

    assert length("\n".join(written)) <= chat.most
    assert length("\n".join(written)) > chat.most - 150
    assert written[-2:] == ["…", f"packet.pdf: {chat.link(PACKET.address)}"]
    assert written[2:-2] == [chat.line(line) for line in lines[: len(written) - 4]]


@given(
    # A course file holds no half of a surrogate pair.
    st.lists(
        st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])),
        max_size=30,
    ),
    st.lists(st.text("ab:/", min_size=1), max_size=3),
    st.integers(1, 60),
)
@example(["x " * 30], [], 20)
@example(["𝔘" * 30, "b"], ["l"], 20)
def test_what_is_shortened_fits_and_is_a_beginning(
    lines: list[str], last: list[str], most: int
) -> None:
    found = shortened(lines, last, most)

    assert length(found) <= most
    if found != "\n".join(lines):
        body = found[: found.rindex("…")].rstrip("\n")
        said = " ".join("\n".join(lines).split())
        assert said.startswith(" ".join(body.split()))


def test_a_line_too_long_by_itself_is_cut_before_a_link() -> None:
    link = f"<https://x.edu/{'a' * 80}>"
    line = f"{'word ' * 10}{link} {'word ' * 10}"

    assert shortened([line], [], 100) == f"{'word ' * 9}word\n…"


def test_a_long_subject_is_cut_at_a_word_and_stays_bold() -> None:
    said = replace(WEEK, subject="word " * 100, text="Hello")

    head, _, body = DISCORD.message(said).split("\n")
    assert (head[:6], head[-8:], body) == ("**word", " word…**", "Hello")


def test_the_size_is_that_of_the_post(tmp_path: Path) -> None:
    with serving(FakeDiscord()) as web, ledger(tmp_path) as book:
        send(book, web, "discord", DISCORD_PATH)
        target = webhook.target(settings(web, "discord"), Place("chat", tmp_path))
        assert target.wire_bytes(WEEK) == len(web.requests[0].body)
