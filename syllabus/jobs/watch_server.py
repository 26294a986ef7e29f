"""Serves the outputs of a course to a browser on this machine, and tells it of changes.

Nobody else is answered: the server listens on the loopback address only, and a request
must name it as its host, so that no page of another site can reach it under a name of
its own (DNS rebinding). What makes the page live is put into it on its way; the file
stays as it was built.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import socketserver
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from syllabus.errors import SyllabusError
from syllabus.jobs.forms import FILES
from syllabus.render.folder import templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"
_EVENTS, _SCRIPT = "/.watch/events", "/.watch/live.js"
_NO_PAGE = b"<!DOCTYPE html><html lang=en><title>syllabus watch</title><body></body>"
_ALIVE_SECONDS = 15.0  # between two signs of life, by which a gone browser is noticed


class PortTakenError(SyllabusError):
    """The server could not listen."""

    def __init__(self, port: int, error: OSError) -> None:
        super().__init__(f"port {port} cannot be used: {error.strerror}")
        self.add_note("name another one with --port, or 0 for any that is free")


@dataclass(frozen=True)
class Shown:
    """A problem as the browser shows it: texts, whatever stands in them."""

    message: str
    where: str = ""
    severity: str = "error"
    excerpt: str = ""
    hint: str = ""


class Preview:
    """What the browser is to show: the page in a folder, and problems over it.

    Args:
        folder: The outputs of the course.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._news = Condition()
        self._number = 0
        self._state: dict[str, Any] = {}
        self.show("", (), failed=False)

    def show(self, summary: str, problems: tuple[Shown, ...], *, failed: bool) -> None:
        """Tell the browser of a build: it loads the page anew if that has changed."""
        state = {
            "page": digest_of_page(self.page),
            "summary": summary,
            "problems": [asdict(problem) for problem in problems],
            "failed": failed,
        }
        with self._news:
            self._number, self._state = self._number + 1, state
            self._news.notify_all()

    def news(self, known: int) -> tuple[int, dict[str, Any]]:
        """What is to be shown, and its number: once it is another, or after a while."""
        with self._news:
            self._news.wait_for(lambda: self._number != known, _ALIVE_SECONDS)
            return self._number, self._state

    @property
    def page(self) -> bytes:
        """The last good page; an empty one before there is any."""
        try:
            return (self.folder / FILES["html"]).read_bytes()
        except OSError:
            return _NO_PAGE

    def live_page(self) -> bytes:
        """The page with what makes it live."""
        page = self.page
        head, end, tail = page.rpartition(b"</body>")
        script = f'<script src="{_SCRIPT}" data-page="{digest_of_page(page)}"></script>'
        return head + script.encode() + end + tail

    def file(self, name: str) -> Path | None:
        """A file of the folder; None if it is not there, is hidden or lies outside."""
        root = self.folder.resolve()
        try:
            place = (root / name).resolve()
            within = place.relative_to(root)
            hidden = any(part.startswith(".") for part in within.parts)
            return place if place.is_file() and not hidden else None
        except (OSError, ValueError):
            return None


def digest_of_page(page: bytes) -> str:
    """What tells one page from another."""
    return hashlib.sha256(page).hexdigest()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # Elsewhere it lets a server that was ended a moment ago start again; on Windows it
    # would let two have the same port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, preview: Preview) -> None:
        super().__init__((LOOPBACK, port), _Answer)
        self.preview = preview

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """How a browser on this machine calls the server."""
        port = self.server_address[1]
        return (f"{LOOPBACK}:{port}", f"localhost:{port}")

    def handle_error(self, *request: Any) -> None:
        """A browser that goes away in the middle is nothing to tell of."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain; charset=utf-8"

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self.server.hosts:
            self.send_error(HTTPStatus.FORBIDDEN, "This server is for its own machine")
            return
        path, preview = unquote(urlsplit(self.path).path), self.server.preview
        if path == _EVENTS:
            self._send_events(preview)
        elif path == _SCRIPT:
            script = templates_folder() / "watch" / "live.js"
            self._send(script.read_bytes(), "text/javascript; charset=utf-8")
        elif path.lstrip("/") in {"", FILES["html"]}:
            self._send(preview.live_page(), "text/html; charset=utf-8")
        elif file := preview.file(path.lstrip("/")):
            self._send(file.read_bytes(), _kind_of(file))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send(self, data: bytes, kind: str) -> None:
        self._begin(kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _begin(self, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _send_events(self, preview: Preview) -> None:
        """Tell of every build until the browser goes away (server-sent events)."""
        self._begin("text/event-stream")
        self.end_headers()
        known = 0
        while True:
            number, state = preview.news(known)
            event = ":\n\n" if number == known else f"data: {json.dumps(state)}\n\n"
            self.wfile.write(event.encode())
            known = number

    def log_message(self, *_: object) -> None:
        """Requests are not worth a line each."""


def _kind_of(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "text/plain"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@contextmanager
def served(preview: Preview, port: int) -> Iterator[None]:
    """Serve a preview, at its ``address``, for as long as this lasts.

    Args:
        preview: What to serve.
        port: Where; 0 for any port that is free.

    Raises:
        PortTakenError: Another program has the port, or it is not allowed.
    """
    try:
        server = _Server(port, preview)
    except OSError as error:
        raise PortTakenError(port, error) from error
    with server:
        preview.address = f"http://{server.hosts[0]}/"
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
