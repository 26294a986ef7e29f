"""Mail over real servers: it arrives as it was, once, and each refusal is told."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from syllabus.announce.announcement import Announcement, Attachment, Sender
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import State
from syllabus.announce.message import mail_message
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place
from syllabus.announce.targets import mail
from tests.announce.fake import NOON, ledger
from tests.announce.postoffice import DOMAIN, LARGEST, PASSWORD, USER, token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger
    from tests.announce.postoffice import PostOffice

pytestmark = [
    pytest.mark.needs("postfix"),
    pytest.mark.needs("dovecot"),
    pytest.mark.needs("openssl"),
    pytest.mark.needs("root"),
]

STUDENTS = tuple(f"s{n}@{DOMAIN}" for n in range(1, 4))
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40_000
"""Ten megabytes in which every byte occurs."""

LETTER = Announcement(
    id="week-3",
    subject="Übung: Woche 3 — zwei Vorlesungen",
    text="Grüße\n.\n..\nFrom here on\n" + "x" * 2000 + "\n",
    html="<p>Grüße</p>",
    at=NOON,
    language="de",
    sender=Sender(f"Lehrstuhl Übung <staff@{DOMAIN}>", "", f"staff@{DOMAIN}", "CSE 1"),
)


def settings(office: PostOffice, **kept: Any) -> mail.Settings:
    usual: dict[str, Any] = {
        "server": f"localhost:{office.submission}",
        "user": USER,
        "certificates": str(office.certificate),
    }
    data = {key: value for key, value in (usual | kept).items() if value is not None}
    return mail.Settings.model_validate(data)


def plain(port: int) -> mail.Settings:
    """The server without TLS and login, on this machine."""
    return mail.Settings.model_validate(
        {"server": f"127.0.0.1:{port}", "security": "none"}
    )


def send(
    book: Ledger,
    chosen: mail.Settings,
    parts: tuple[str, ...] = STUDENTS,
    letter: Announcement = LETTER,
    secret: str = PASSWORD,
    wait: Callable[[float], None] = lambda _: None,
) -> list[Progress]:
    from pathlib import Path

    target = mail.target(chosen, Place("class", Path("/")))
    secrets = Secrets(Path("/no/secrets.yaml"), {"SYLLABUS_SECRET_CLASS": secret})
    outgoing = Outgoing("class", target, letter, parts)
    return list(deliver(outgoing, book, secrets, wait))


def without_trace(message: bytes) -> bytes:
    """A delivered message without the lines that servers put before it."""
    added = (
        b"Return-Path:",
        b"X-Original-To:",
        b"Delivered-To:",
        b"Received:",
        b" ",
        b"\t",
    )
    lines = message.split(b"\n")
    while lines[0].startswith(added):
        del lines[0]
    return b"\n".join(lines)


def test_a_large_file_with_any_name_arrives_byte_for_byte(
    office: PostOffice, tmp_path: Path
) -> None:
    name = "Übersicht – 深度学习.pdf"
    letter = replace(LETTER, attachments=(Attachment(name, "application/pdf", PDF),))
    with ledger(tmp_path) as book:
        told = send(book, settings(office), STUDENTS[:1], letter)

    assert [(p.state, p.note) for p in told] == [(State.SENT, "")]
    (message,) = office.delivered("s1", 1)
    sent = mail_message(letter, STUDENTS[0]).as_bytes().replace(b"\r\n", b"\n")
    assert without_trace(message) == sent
    read = email.message_from_bytes(message, policy=email.policy.default)
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content()) == (name, PDF)
    body = read.get_body(("plain",))
    assert body
    assert body.get_content() == LETTER.text


@pytest.mark.parametrize("way", ["starttls", "tls", "xoauth2", "loopback"])
def test_each_way_in_leads_to_every_mailbox_once(
    office: PostOffice, tmp_path: Path, way: str
) -> None:
    chosen = {
        "starttls": lambda: settings(office),
        "tls": lambda: settings(
            office, server=f"localhost:{office.smtps}", security="tls"
        ),
        "xoauth2": lambda: settings(office, login="xoauth2"),
        "loopback": lambda: plain(office.plain),
    }[way]()
    secret = token() if way == "xoauth2" else PASSWORD
    with ledger(tmp_path) as book:
        send(book, chosen, secret=secret)
        send(book, chosen, secret=secret)

        assert {row.state for row in book.rows()} == {State.SENT}
    office.settle()
    for number, student in enumerate(STUDENTS, start=1):
        (message,) = office.delivered(f"s{number}", 1)
        assert email.message_from_bytes(message)["To"] == student


def test_in_batches_nobody_sees_another(office: PostOffice, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        send(book, settings(office, bcc="2"))
    office.settle()

    for name in ("s1", "s2", "s3"):
        (message,) = office.delivered(name, 1)
        others = {"s1", "s2", "s3"} - {name}
        assert not [o for o in others if f"{o}@".encode() in without_trace(message)]


# Refusals: each says what it is, and sends nothing.


def refused(book: Ledger, chosen: mail.Settings, **kept: Any) -> tuple[set[State], str]:
    """What becomes of the messages, and the one reason for it."""
    told = send(book, chosen, **kept)
    (why,) = {p.note for p in told}
    return {row.state for row in book.rows()}, why


def test_a_wrong_password_is_told_without_showing_any(
    office: PostOffice, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        states, why = refused(book, settings(office), secret="canary-wrong")

    assert states == {State.FAILED}
    assert why == f"localhost does not accept the password of {USER}"


def test_an_expired_token_is_told(office: PostOffice, tmp_path: Path) -> None:
    chosen = settings(office, login="xoauth2")
    with ledger(tmp_path) as book:
        _, why = refused(book, chosen, secret=token(seconds=-30))

    assert why == f"localhost does not accept the token of {USER}"


def test_a_server_that_demands_tls_is_told(office: PostOffice, tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        states, why = refused(book, plain(office.strict))

    assert states == {State.FAILED}
    assert "530 5.7.0 Must issue a STARTTLS command first" in why


def test_nothing_goes_where_tls_is_not_offered(
    office: PostOffice, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        _, why = refused(book, settings(office, server=f"localhost:{office.plain}"))

    assert why == "localhost offers no STARTTLS; nothing is sent where others read"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_nobody_known_is_not_trusted(
    office: PostOffice, tmp_path: Path, security: str
) -> None:
    port = office.smtps if security == "tls" else office.submission
    chosen = settings(
        office, server=f"localhost:{port}", security=security, certificates=None
    )
    with ledger(tmp_path) as book:
        states, why = refused(book, chosen)

    assert states == {State.FAILED}
    assert "the certificate of localhost cannot be trusted: self-signed" in why


def test_a_message_that_is_too_large_is_not_begun(
    office: PostOffice, tmp_path: Path
) -> None:
    letter = replace(
        LETTER, attachments=(Attachment("a.pdf", "application/pdf", PDF * 2),)
    )
    with ledger(tmp_path) as book:
        states, why = refused(book, settings(office), letter=letter)

    assert states == {State.FAILED}
    assert f"localhost takes {LARGEST / 1e6} MB: set attach_at_most" in why


def test_an_unknown_recipient_fails_for_good_and_alone(
    office: PostOffice, tmp_path: Path
) -> None:
    parts = (STUDENTS[0], f"nobody@{DOMAIN}", STUDENTS[1])
    with ledger(tmp_path) as book:
        send(book, settings(office), parts)
        again = send(book, settings(office), parts)
        rows = {row.part: row for row in book.rows()}

    assert again == []
    assert [rows[part].state for part in parts] == ["sent", "failed", "sent"]
    assert "550 5.1.1" in rows[parts[1]].note
    assert not rows[parts[1]].again


def test_a_greylisted_recipient_is_sent_to_by_a_later_run(
    office: PostOffice, tmp_path: Path
) -> None:
    office.grey.seen.clear()
    parts = (f"grey1@{DOMAIN}", STUDENTS[0])
    with ledger(tmp_path) as book:
        told = send(book, settings(office), parts)
        assert told[0].state is State.FAILED
        assert "Greylisted, come back later" in told[0].note
        told = send(book, settings(office), parts)

        assert [(p.part, p.state) for p in told] == [(parts[0], State.SENT)]
    assert len(office.delivered("grey1", 1)) == len(office.delivered("s1", 1)) == 1


# Connections that break.


class Cutting:
    """Passes on what a client and a server say, and cuts once at some words.

    Args:
        port: The server's.
        words: Of the client; empty never to cut.
        pass_on: Whether the server still gets them; its answer gets lost.
        at: The port to listen on; any by default.
    """

    def __init__(
        self, port: int, words: bytes = b"", *, pass_on: bool = False, at: int = 0
    ) -> None:
        self._words, self._pass_on, self._to = words, pass_on, port
        self._server = socket.create_server(("127.0.0.1", at))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self._to))
        mute = threading.Event()
        back = threading.Thread(
            target=self._answers, args=(server, client, mute), daemon=True
        )
        back.start()
        with contextlib.suppress(OSError):
            self._questions(client, server, mute)
        # Closed for the thread that still waits for its answers, too.
        for one in (client,) if mute.is_set() else (client, server):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        client.close()

    def _questions(
        self, client: socket.socket, server: socket.socket, mute: threading.Event
    ) -> None:
        seen = b""
        while data := client.recv(65536):
            seen = seen[-100:] + data
            if self._words and self._words in seen:
                self._words = b""
                if self._pass_on:
                    mute.set()
                    server.sendall(data)
                return
            server.sendall(data)

    def _answers(
        self, server: socket.socket, client: socket.socket, mute: threading.Event
    ) -> None:
        with contextlib.suppress(OSError), server:
            while (data := server.recv(65536)) and not mute.is_set():
                client.sendall(data)

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def cut() -> Iterator[Callable[..., Cutting]]:
    made: list[Cutting] = []

    def make(*args: Any, **kept: Any) -> Cutting:
        made.append(Cutting(*args, **kept))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_connection_cut_in_the_middle_of_a_message_sends_it_once(
    office: PostOffice, tmp_path: Path, cut: Callable[..., Cutting]
) -> None:
    between = cut(office.plain, b"Content-Disposition")
    letter = replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf", PDF),))
    waits: list[float] = []
    with ledger(tmp_path) as book:
        send(book, plain(between.port), letter=letter, wait=waits.append)

        assert [(r.state, r.tries) for r in book.rows()] == [(State.SENT, 1)] * 3
    office.settle()
    assert waits == [1.0]
    assert [len(office.delivered(f"s{n}", 1)) for n in (1, 2, 3)] == [1, 1, 1]


def test_an_answer_that_gets_lost_leaves_the_message_unknown_and_it_is_not_sent_again(
    office: PostOffice, tmp_path: Path, cut: Callable[..., Cutting]
) -> None:
    between = cut(office.plain, b"\r\n.\r\n", pass_on=True)
    with ledger(tmp_path) as book:
        send(book, plain(between.port))
        send(book, plain(office.plain))

        assert [r.state for r in book.rows()] == ["unknown", "sent", "sent"]
    office.settle()
    assert [len(office.delivered(f"s{n}", 1)) for n in (1, 2, 3)] == [1, 1, 1]


def test_a_server_that_is_away_for_a_while_is_waited_for(
    office: PostOffice, tmp_path: Path, cut: Callable[..., Cutting]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    waits: list[float] = []

    def wait(seconds: float) -> None:
        if waits:
            cut(office.plain, at=port)
        waits.append(seconds)

    with ledger(tmp_path) as book:
        send(book, plain(port), wait=wait)
        assert {row.state for row in book.rows()} == {State.SENT}
    assert waits == [1.0, 2.0]


def test_a_server_that_stays_away_leaves_everything_to_another_run(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with ledger(tmp_path) as book:
        states, why = refused(book, plain(port))

    assert states == {State.NEW}
    assert f"127.0.0.1:{port} cannot be reached" in why
