"""A web of hosts on this machine, for tests of what asks the web.

All hosts are one server. It is strict: what a link checker must not do is noted in
`Site.faults`, which the fixture that starts it finds empty at the end.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import pytest

from syllabus.jobs.web import AGENT
from tests.needs import ROOT

CERTIFICATE = ROOT / "tests" / "jobs" / "self-signed.pem"
"""A certificate of secure.test, with its key, good for a hundred years."""


@dataclass(frozen=True)
class Page:
    """What a path answers."""

    status: int = 200
    body: bytes = b"<title>Notes</title>"
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html"
    to_get: int = 0  # the status of an answer to GET, where it is another


def moved(to: str, status: int = 301) -> Page:
    return Page(status, b"", {"Location": to})


Answers = Page | list[Page] | Callable[["Handler"], None]


class Site:
    """Hosts and what their paths answer, by “host/path”; the rest is not there.

    Of a list each request takes the next, the last one stays. ``asked`` are the
    requests, as “HEAD host/path”.
    """

    def __init__(self, certificate: bool = False) -> None:
        self.pages: dict[str, Answers] = {}
        self.missing: dict[str, Answers] = {}
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.over = Event()
        self.lock = Lock()
        self.running: Counter[str] = Counter()
        self.together = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.site = self  # type: ignore[attr-defined]  # for the handler
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.scheme = "https" if certificate else "http"

    def url(self, place: str) -> str:
        """The address of “host/path”."""
        host, _, path = place.partition("/")
        return f"{self.scheme}://{host}:{self.server.server_port}/{path}"

    @contextlib.contextmanager
    def open(self) -> Iterator[Site]:
        thread = Thread(target=self.server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self.over.set()
            self.server.shutdown()
            thread.join()
            self.server.server_close()
        assert self.faults == []


class Handler(BaseHTTPRequestHandler):
    """Answers as the site says, and watches over manners."""

    protocol_version = "HTTP/1.1"

    @property
    def site(self) -> Site:
        site: Site = self.server.site  # type: ignore[attr-defined]
        return site

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        site, named = self.site, self.headers["Host"]
        host, _, port = named.partition(":")
        place = f"{host}{self.path}"
        with site.lock:
            site.asked.append(f"{self.command} {place}")
            site.running[host] += 1
            if site.running[host] > 1:
                site.faults.append(f"{host} is asked twice at the same time")
            site.together = max(site.together, site.running.total())
            page = site.pages.get(place, site.missing.get(host, Page(404)))
            if isinstance(page, list):
                page = page.pop(0) if len(page) > 1 else page[0]
        self._watch(port)
        self.host, self.busy = host, True
        try:
            page(self) if callable(page) else self.reply(page)
        finally:
            self._done()

    def _done(self) -> None:
        if self.busy:
            self.busy = False
            with self.site.lock:
                self.site.running[self.host] -= 1

    def _watch(self, port: str) -> None:
        """Note what no link checker should send."""
        if self.headers["User-Agent"] != AGENT or "syllabus/" not in AGENT:
            self.site.faults.append("who asks does not say who it is")
        if port != str(self.site.server.server_port):
            self.site.faults.append("the header Host is not that of the address")
        for name in ("Cookie", "Authorization", "Referer", "Content-Length"):
            if name in self.headers:
                self.site.faults.append(f"who asks sends {name}")

    def reply(self, page: Page) -> None:
        """Answer with a page; from then on the host may be asked again."""
        got = self.command == "GET"
        self._done()
        self.send_response(page.to_get if got and page.to_get else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", page.kind)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if got:
            self.wfile.write(page.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def silent(handler: Handler) -> None:
    """Never answer."""
    if not handler.site.over.wait(30):
        handler.site.faults.append("who asks waits and waits")


def dripping(handler: Handler) -> None:
    """Answer so slowly that each byte comes in time, and the answer never."""
    with contextlib.suppress(OSError):
        while not handler.site.over.wait(0.02):
            handler.wfile.write(b"H")


def cut(handler: Handler) -> None:
    """Hang up without a word."""
    handler.close_connection = True


def nonsense(handler: Handler) -> None:
    """Speak something else."""
    handler.wfile.write(b"220 mail.test ESMTP\r\n" * 3)
    handler.close_connection = True


def endless(handler: Handler) -> None:
    """A page without end, until who asked has had enough."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    if handler.command == "GET":
        with contextlib.suppress(OSError):
            for _ in range(100_000_000 // len(MANY)):
                handler.wfile.write(MANY)
            handler.site.faults.append("an endless page is read on and on")


MANY = b"<p>more" * 10_000


def begun(handler: Handler) -> None:
    """A page in pieces of which only the beginning comes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.close_connection = True
    if handler.command == "GET":
        handler.wfile.write(b"40\r\n<title>Notes</title>")


def on_and_on(handler: Handler) -> None:
    """Lead to an address that nobody has been to yet."""
    handler.reply(moved(f"{handler.path}x", 302))


def echo(handler: Handler) -> None:
    """One page for all that is asked for, which repeats what that was."""
    handler.reply(Page(200, f"<p>There is no {handler.path}".encode()))


KNOWN = {
    "inside.test": ["10.0.0.1"],
    "both.test": ["93.184.216.34", "192.168.1.1"],
    "mapped.test": ["::ffff:127.0.0.1"],
}
_ask_system = socket.getaddrinfo


def lookup(name: str, port: int, *rest: Any, **named: Any) -> Any:
    """Every name in .test, and doi.org, is this machine, but for a few."""
    if name == "gone.test":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if name == "offline.test":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure")
    if name.endswith(".test") or name == "doi.org":
        places = KNOWN.get(name, ["127.0.0.1"])
        return [(0, 0, 0, "", (place, port)) for place in places]
    if name == "localhost":
        name = "127.0.0.1"
    named["flags"] = named.get("flags", 0) | socket.AI_NUMERICHOST
    return _ask_system(name, port, *rest, **named)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web without secrets."""
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with Site().open() as site:
        yield site


@pytest.fixture
def secure_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web whose certificate nobody knows."""
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with Site(certificate=True).open() as site:
        yield site
