"""A web server on loopback that answers as a test says, and remembers what it heard."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.server
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage, Message
    from pathlib import Path


@dataclass(frozen=True)
class Request:
    """What a client asked. ``body`` is empty if the server did not read it."""

    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of a form without files, in their order."""
        text = self.body.decode()
        return parse_qsl(text, keep_blank_values=True, strict_parsing=True)

    @property
    def parts(self) -> list[Part]:
        """The fields of a form with files, in their order."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.body, policy=email.policy.HTTP)
        return [_part(cast("EmailMessage", part)) for part in message.iter_parts()]


@dataclass(frozen=True)
class Part:
    """A field of a form; ``file`` is the name of a file, None where it is none."""

    name: str
    file: str | None
    media_type: str
    content: bytes


def _part(part: EmailMessage) -> Part:
    named = part["Content-Disposition"].params
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return Part(named["name"], part.get_filename(), part.get_content_type(), content)


@dataclass(frozen=True)
class Reply:
    """An answer. ``cut`` is how many bytes of the body come before it is cut off."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None


CUT = Reply(0)
"""No answer at all: the connection is cut once the request was read."""


@dataclass
class WebServer:
    """A running server: its address, and all requests so far."""

    address: str
    requests: list[Request] = field(default_factory=list)
    most_bytes: int | None = None
    """Longer bodies are not read, and answered with 413."""


@contextlib.contextmanager
def serving(
    answer: Callable[[Request], Reply], certificate: tuple[Path, Path] | None = None
) -> Iterator[WebServer]:
    """Answer requests.

    Args:
        answer: Says what to a request, one at a time.
        certificate: The files of a certificate and its key, to speak TLS.
    """
    running = WebServer("")

    class Handler(_Handler):
        web = running

        def answer(self, request: Request) -> Reply:
            return answer(request)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    running.address = f"{scheme}://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: WebServer

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            super().handle_one_request()

    def do_GET(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        if self.web.most_bytes is not None and length > self.web.most_bytes:
            reply, content = Reply(413, b"too large"), b""
        else:
            content = self.rfile.read(length)
            reply = Reply()
        request = Request(self.command, self.path, self.headers, content)
        self.web.requests.append(request)
        self._write(reply if reply.status == 413 else self.answer(request))

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

    def _write(self, reply: Reply) -> None:
        self.close_connection = True
        if reply == CUT:
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if "Content-Length" not in dict(reply.headers):
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])
