"""Asking web servers: it is known what was sent, and no secret is said."""

from __future__ import annotations

import json
import socket
import subprocess
import traceback
from email.message import Message
from typing import TYPE_CHECKING

import pytest

from syllabus.announce import http
from syllabus.announce.http import Client, FormFile, form, json_body, multipart
from syllabus.announce.target import (
    AwayError,
    DeliveryError,
    NotTakenError,
    RefusedError,
    ThrottledError,
)
from tests.announce.webserver import CUT, Reply, Request, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CANARY = "canary-7f3a"
"""A secret that stands in the address, a header and the body of each request."""


def ask(address: str, commits: list[str] | None = None, **kept: str) -> http.Answer:
    commit = (commits if commits is not None else []).append
    return Client(seconds=5, **kept).ask(
        "POST",
        f"{address}/{CANARY}?key={CANARY}",
        form([("token", CANARY)]),
        headers={"Authorization": f"Bearer {CANARY}"},
        commit=lambda: commit("sent"),
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of localhost that no system knows, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    found, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key)]
    subprocess.run([*command, "-out", str(found)], check=True, capture_output=True)
    return found, key


def test_a_form_keeps_the_order_of_its_fields() -> None:
    body = form([("b", "1 & 2"), ("a", "ü"), ("b", "")])

    assert b"".join(body.blocks()) == b"b=1+%26+2&a=%C3%BC&b="
    assert body.media_type == "application/x-www-form-urlencoded"


def test_a_form_with_files_arrives_as_it_was_with_the_files_last() -> None:
    name = 'Übersicht "3" – 深度学习.pdf'
    content = bytes(range(256)) * 1000
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return Reply(body=b"[]")

    with serving(answer) as web:
        body = multipart(
            [("token", "x"), ("itemid", "7"), ("path", "/ü")],
            FormFile("file", name, "application/pdf", content),
        )
        Client().ask("POST", web.address, body)

    (request,) = seen
    assert int(request.headers["Content-Length"]) == len(body) == len(request.body)
    *fields, file = request.parts
    assert [(f.name, f.content.decode()) for f in fields] == [
        ("token", "x"),
        ("itemid", "7"),
        ("path", "/ü"),
    ]
    assert (file.name, file.media_type, file.content) == (
        "file",
        "application/pdf",
        content,
    )
    # As browsers write it: the bytes of UTF-8, and quotes as %22.
    assert 'filename="Übersicht %223%22 – 深度学习.pdf"'.encode() in request.body
    assert multipart([("token", "x")]) == multipart([("token", "x")])


def test_data_is_sent_and_read_as_json() -> None:
    def echo(request: Request) -> Reply:
        assert request.headers["Content-Type"] == "application/json"
        return Reply(201, request.body)

    with serving(echo) as web:
        answer = Client().ask("PUT", f"{web.address}/x", json_body({"ü": [1, None]}))

    assert (answer.status, answer.json()) == (201, {"ü": [1, None]})


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [("/b?c", "{}/b?c"), ("https://x.example/a", "https://x.example/a"), ("", "")],
)
def test_a_redirect_is_an_answer_and_is_not_followed(
    location: str, leads_to: str
) -> None:
    with serving(lambda _: Reply(307, headers=(("Location", location),))) as web:
        answer = ask(web.address)

        assert answer.status == 307
        assert answer.location == leads_to.format(web.address)
        assert len(web.requests) == 1


@pytest.mark.parametrize("header", ["30", "Wed, 25 Nov 2026 12:00:30 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_patience_took_nothing(status: int, header: str) -> None:
    headers = (("Retry-After", header), ("Date", "Wed, 25 Nov 2026 12:00:00 GMT"))

    # The standard library's server sends a Date of its own, first.
    answer = http.Answer("https://x.example/", status, message(headers), b"")
    with pytest.raises(ThrottledError) as caught:
        http._settled(answer)
    assert caught.value.seconds == 30
    assert isinstance(caught.value, NotTakenError)


def message(headers: tuple[tuple[str, str], ...]) -> Message:
    built = Message()
    for name, value in headers:
        built[name] = value
    return built


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"retry_after": 0.65, "global": false}', 0.65),
        (b'{"retry_after": "soon"}', None),
        (b'{"retry_after": -1}', None),
        (b"[1]", None),
        (b"<p>", None),
    ],
)
def test_how_long_to_wait_may_stand_in_the_data(
    body: bytes, seconds: float | None
) -> None:
    answer = http.Answer("https://x.example/", 429, message(()), body)
    with pytest.raises(ThrottledError) as caught:
        http._settled(answer)

    assert caught.value.seconds == seconds


@pytest.mark.parametrize("header", ["", "soon", "Wed, 99 Nov"])
def test_patience_without_a_time_is_asked_for_by_429_alone(header: str) -> None:
    headers = (("Retry-After", header),)
    with serving(lambda _: Reply(429, headers=headers)) as web:
        with pytest.raises(ThrottledError) as caught:
            ask(web.address)
        assert caught.value.seconds is None
    # A gateway says 503 also of a request that went through and had no answer in time.
    with serving(lambda _: Reply(503, headers=headers)) as web:
        with pytest.raises(AwayError) as away:
            ask(web.address)
        assert not isinstance(away.value, NotTakenError)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(500), "localhost:{} answers 500 Internal Server Error"),
        (Reply(502), "localhost:{} answers 502 Bad Gateway"),
        (CUT, "localhost:{} broke off: the connection was cut"),
        (
            Reply(body=b"x" * 9, cut=5),
            "broke off: the connection was cut in the middle",
        ),
        (
            Reply(
                body=b"5\r\nabcde\r\n5\r\n", headers=(("Transfer-Encoding", "chunked"),)
            ),
            "broke off: the connection was cut in the middle",
        ),
        (Reply(-1), "broke off: what came is no answer of a web server"),
    ],
)
def test_what_breaks_off_was_sent_and_has_no_answer(reply: Reply, words: str) -> None:
    commits: list[str] = []
    with serving(lambda _: reply) as web:
        with pytest.raises(AwayError) as caught:
            ask(web.address, commits)
        port = web.address.rpartition(":")[2]

    assert words.format(port) in str(caught.value)
    assert not isinstance(caught.value, NotTakenError)
    assert commits == ["sent"]


def test_what_cannot_be_reached_was_never_sent() -> None:
    commits: list[str] = []
    port = free_port()
    with pytest.raises(AwayError) as caught:
        ask(f"http://localhost:{port}", commits)

    assert str(caught.value) == (
        f"localhost:{port} cannot be reached: nobody takes connections there"
    )
    assert commits == []


def test_a_server_that_is_silent_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(AwayError, match="does not answer"):
            Client(seconds=0.1).ask("GET", address)


def test_an_answer_without_an_end_is_not_read_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 1000)
    with serving(lambda _: Reply(body=b"x" * 1000)) as web:
        assert len(ask(web.address).body) == 1000
    with (
        serving(lambda _: Reply(body=b"x" * 1001)) as web,
        pytest.raises(AwayError, match="answers without an end"),
    ):
        ask(web.address)


def test_who_does_not_want_to_hear_the_rest_is_heard() -> None:
    with serving(lambda _: Reply()) as web:
        web.most_bytes = 1000
        file = FormFile("file", "x", "text/plain", bytes(20_000_000))
        answer = Client().ask("POST", web.address, multipart([], file))

    assert (answer.status, answer.body) == (413, b"too large")


def test_a_page_for_people_is_no_data() -> None:
    page = f"<!DOCTYPE html><title>{CANARY}</title>".encode()
    with (
        serving(lambda _: Reply(body=page)) as web,
        pytest.raises(
            AwayError, match=r"^localhost:\d+ answers 200 with what is no da"
        ),
    ):
        ask(web.address).json()


@pytest.mark.needs("openssl")
def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(
    certificate: tuple[Path, Path],
) -> None:
    commits: list[str] = []
    with serving(lambda _: Reply(body=b"{}"), certificate) as web:
        with pytest.raises(RefusedError, match="certificate of localhost:"):
            ask(web.address, commits)
        assert (commits, web.requests) == ([], [])

        answer = ask(web.address, commits, certificates=str(certificate[0]))
        assert (answer.json(), commits) == ({}, ["sent"])
        other = web.address.replace("localhost", "127.0.0.1")
        with pytest.raises(RefusedError, match=r"certificate of 127\.0\.0\.1:"):
            ask(other, commits, certificates=str(certificate[0]))
        assert len(web.requests) == 1


@pytest.mark.needs("openssl")
def test_who_speaks_no_tls_is_told(certificate: tuple[Path, Path]) -> None:
    with serving(lambda _: Reply()) as web:
        with pytest.raises(RefusedError, match="speaks no TLS"):
            ask(web.address.replace("http:", "https:"))
        assert web.requests == []
    with (
        serving(lambda _: Reply(), certificate) as web,
        pytest.raises(AwayError, match="broke off"),
    ):
        ask(web.address.replace("https:", "http:"))


def test_a_file_that_has_no_certificates_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("none")
    for path in (empty, tmp_path / "nowhere.pem"):
        with pytest.raises(RefusedError, match="is no file of certificates"):
            Client(str(path))


@pytest.mark.parametrize(
    "address",
    [
        "http://moodle.example.edu",
        "http://localhost.example.edu",
        "http://127.0.0.1.example.edu",
        "ftp://localhost",
        "localhost:80",
        "https://",
        "https://x.example:port",
        "https://[::1",
        f"{CANARY}",
    ],
)
def test_nothing_is_sent_where_others_could_read_it(address: str) -> None:
    commits: list[str] = []
    with pytest.raises(RefusedError):
        ask(address, commits)
    assert commits == []


REPLIES = [
    CUT,
    Reply(500, CANARY.encode()),
    Reply(429, CANARY.encode(), (("Retry-After", CANARY),)),
    Reply(503, CANARY.encode(), (("Retry-After", "1"),)),
    Reply(body=CANARY.encode(), cut=4),
    Reply(body=CANARY.encode()),
]


def always(reply: Reply) -> Callable[[Request], Reply]:
    return lambda _: reply


def failures() -> Iterator[DeliveryError]:
    for reply in REPLIES:
        with serving(always(reply)) as web:
            try:
                ask(web.address).json()
            except DeliveryError as error:
                yield error
    for address in (
        f"http://localhost:{free_port()}",
        "http://x.example",
        f"https://x.example:{CANARY}",
    ):
        try:
            ask(address)
        except DeliveryError as error:
            yield error
    with serving(lambda _: Reply()) as web:
        for path in (f"ü{CANARY}", f"\x7f{CANARY}"):
            try:
                ask(f"{web.address}/{path}")
            except DeliveryError as error:
                yield error


def test_no_failure_says_a_secret() -> None:
    found = list(failures())

    assert len(found) == len(REPLIES) + 5
    for error in found:
        assert CANARY not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("token", [f"{CANARY}\nX: y", f"{CANARY}–ü"])
def test_a_token_that_cannot_be_one_is_refused_unsaid(token: str) -> None:
    commits: list[str] = []
    with (
        serving(lambda _: Reply()) as web,
        pytest.raises(RefusedError) as caught,
    ):
        Client().ask(
            "GET",
            web.address,
            headers={"Authorization": token},
            commit=lambda: commits.append("sent"),
        )

    assert commits == []
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert web.requests == []


def test_what_is_sent_and_heard_does_not_show_itself() -> None:
    with serving(lambda _: Reply(body=CANARY.encode())) as web:
        answer = ask(web.address)
    shown = repr((answer, form([("a", CANARY)]), json.dumps(str(answer))))
    assert CANARY not in shown
