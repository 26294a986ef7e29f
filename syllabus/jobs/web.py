"""Ask the web for an address, politely and without trust in what answers.

One request at a time and a pause for each host; HEAD before GET; what a host says about
coming back later is obeyed. A course file may be a stranger's, and what asks may stand
in a network that the stranger cannot reach: hosts with private addresses are never
asked, whether a link names them or a redirect leads there, and the connection is made
to the very address that was looked at.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Event, Lock, Timer
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from syllabus import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

AGENT = f"syllabus/{__version__} (checks the links of a course)"
_PORTS = {"http": 80, "https": 443}
_LATER = {429, 503}  # RFC 9110, 15.6.4; RFC 6585, 4


@dataclass(frozen=True)
class Limits:
    """What asking may take: seconds, bytes and requests.

    ``seconds`` is for one request with its answer, ``pause`` between two of a host,
    ``patience`` the longest wait that a host may ask for.
    """

    seconds: float = 20
    pause: float = 0.2
    patience: float = 30
    bytes: int = 200_000
    redirects: int = 8


class NoAnswerError(Exception):
    """A host did not answer as one does; the message says how."""


class CutError(NoAnswerError):
    """A host hung up, or spoke something else; some do so to a HEAD request."""


class NoHostError(Exception):
    """There is no host of that name."""


class PrivateError(Exception):
    """A host has an address that not everybody can reach."""


class CertificateError(Exception):
    """A host cannot prove that it is itself; the message says why."""


@dataclass(frozen=True)
class Response:
    """An answer: ``body`` has its beginning, and is empty for a HEAD request."""

    address: str
    status: int
    reason: str
    headers: Message
    body: bytes = b""

    @property
    def told(self) -> str:
        """“404 Not Found”."""
        usual = http.client.responses.get(self.status, self.reason)
        return f"{self.status} {usual}".strip()

    @property
    def location(self) -> str | None:
        """The address that a redirect leads to."""
        named = self.headers.get("Location")
        if named is None or not 300 <= self.status < 400:
            return None
        # RFC 9110 has it in ASCII; what is sent in UTF-8 is read as Latin-1.
        with contextlib.suppress(UnicodeError):
            named = named.encode("latin-1").decode()
        return urljoin(self.address, named.strip())


def is_public(address: Address) -> bool:
    """Whether everybody can reach an address: not one of a home, office or machine.

    Source: the special-purpose registries of IANA, as `ipaddress` has them.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


@dataclass
class _Host:
    """A host's turn: one request at a time. ``closed`` says why no more are made."""

    turn: Lock = field(default_factory=Lock)
    asked: bool = False
    closed: str = ""


class Web:
    """Asks for addresses; several threads may.

    Args:
        limits: What it may take.
        allowed: Which addresses hosts may have.
        trust: Whose certificates count; by default those that the machine trusts.
        wait: Waits for some seconds.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        allowed: Callable[[Address], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._allowed = allowed
        self._trust = trust or ssl.create_default_context()
        self._stopped = Event()
        self._wait = wait or self._stopped.wait
        self._adding = Lock()
        self._lines = set[_Line]()
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def stop(self) -> None:
        """Make no more requests, and end those under way."""
        self._stopped.set()
        for line in tuple(self._lines):
            line.cut()

    def follow(self, method: str, address: str) -> Iterator[Response]:
        """The answer to an address, and to those that it leads on to.

        Raises:
            NoAnswerError, NoHostError, PrivateError, CertificateError: As they say.
        """
        seen = set[str]()
        while address not in seen and len(seen) <= self.limits.redirects:
            seen.add(address)
            response = self.ask(method, address)
            yield response
            if response.location is None:
                return
            address = response.location
        raise NoAnswerError("it leads on and on, from address to address")

    def ask(self, method: str, address: str) -> Response:
        """One answer, a redirect or not; a host that asks for patience is given it.

        Raises:
            NoAnswerError, NoHostError, PrivateError, CertificateError: As they say.
        """
        try:
            parts = urlsplit(address)
            name, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
            name = name if ":" in name else name.encode("idna").decode()
        except KeyError as error:
            raise NoAnswerError("it leads to what is no web page") from error
        except UnicodeError as error:
            raise NoHostError(name) from error
        except ValueError as error:
            raise NoAnswerError("it leads to what is no address") from error
        with self._adding:
            host = self._hosts[f"{name}:{port}"]
        with host.turn:
            response = self._in_turn(host, method, address, name, port)
            if response.status in _LATER and "Retry-After" in response.headers:
                seconds = _seconds_to_wait(response.headers)
                if seconds > self.limits.patience:
                    host.closed = f"{response.told}; its host asks for no more requests"
                else:
                    self._wait(seconds)
                    response = self._in_turn(host, method, address, name, port)
            return response

    def _in_turn(
        self, host: _Host, method: str, address: str, name: str, port: int
    ) -> Response:
        if host.closed:
            raise NoAnswerError(host.closed)
        if host.asked:
            self._wait(self.limits.pause)
        if self._stopped.is_set():
            raise NoAnswerError("it was not asked any more")
        host.asked = True
        return self._exchange(method, address, name, port)

    def _exchange(self, method: str, address: str, name: str, port: int) -> Response:
        secure = urlsplit(address).scheme == "https"
        line = _Line(self.limits.seconds)
        self._lines.add(line)
        try:
            with line:
                line.connect(self._addresses(name, port))
                if secure:
                    line.secure(self._trust, name)
                return self._spoken(line.connection(name, port), method, address)
        except ssl.SSLCertVerificationError as error:
            raise CertificateError(error.verify_message.rstrip(".")) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._fault(line, error) from error
        finally:
            self._lines.discard(line)

    def _fault(self, line: _Line, error: Exception) -> NoAnswerError:
        if line.expired or isinstance(error, TimeoutError):
            return NoAnswerError(f"nothing within {self.limits.seconds:g} seconds")
        if isinstance(error, ConnectionRefusedError):
            return NoAnswerError("its host takes no connections")
        if isinstance(error, ssl.SSLError):
            return NoAnswerError("no secure connection can be made")
        if isinstance(error, ConnectionError):  # http.client's own is one, too
            return CutError("the connection was cut")
        if isinstance(error, http.client.HTTPException):
            return CutError("what came is no answer of a web server")
        reason = getattr(error, "strerror", None)
        return NoAnswerError(reason or "no connection can be made")

    def _addresses(self, name: str, port: int) -> list[tuple[str, int]]:
        """Where a host is, all places being allowed."""
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise NoAnswerError(
                    "its host's name cannot be looked up now"
                ) from error
            raise NoHostError(name) from error
        except (UnicodeError, ValueError) as error:
            raise NoHostError(name) from error
        places = [(str(place[0]), port) for *_, place in found]
        for place, _ in places:
            if not self._allowed(ipaddress.ip_address(place.partition("%")[0])):
                raise PrivateError(name)
        return places

    def _spoken(
        self, connection: http.client.HTTPConnection, method: str, address: str
    ) -> Response:
        parts = urlsplit(address)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        query = quote(parts.query, safe="/?%:@!$&'()*+,;=~[]")
        connection.putrequest(
            method, f"{target}?{query}" if query else target, skip_accept_encoding=True
        )
        for header, value in (
            ("User-Agent", AGENT),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ):
            connection.putheader(header, value)
        connection.endheaders()
        response = connection.getresponse()
        try:
            body = response.read(self.limits.bytes) if method == "GET" else b""
        except http.client.IncompleteRead as error:
            body = error.partial
        return Response(
            address, response.status, response.reason, response.headers, body
        )


class _Line:
    """A connection that is cut when its time is over, whatever the other side does.

    A time-out of a socket counts anew with every byte.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._timer = Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._socket:
            self._socket.close()

    def cut(self) -> None:
        """End it now."""
        self.expired = True
        if self._socket:
            with contextlib.suppress(OSError):
                # Not that of the secure socket, which another thread reads from.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def connect(self, places: list[tuple[str, int]]) -> None:
        """Connect to the first of the places that takes it."""
        fault: OSError | None = None
        for place in places[:4]:
            try:
                self._socket = socket.create_connection(place, self._seconds)
            except OSError as error:
                fault = error
            else:
                return
            if self.expired:
                break
        raise fault or OSError("no address")

    def secure(self, trust: ssl.SSLContext, name: str) -> None:
        """Ask the other side for its certificate."""
        if self._socket is None:
            return
        secured = trust.wrap_socket(
            self._socket, server_hostname=name, do_handshake_on_connect=False
        )
        self._socket = secured
        secured.do_handshake()

    def connection(self, name: str, port: int) -> http.client.HTTPConnection:
        """The connection, to be spoken HTTP over."""
        secure = isinstance(self._socket, ssl.SSLSocket)
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(name, port)
        connection.auto_open = 0
        connection.sock = self._socket
        return connection


def _seconds_to_wait(headers: Message) -> float:
    """What Retry-After asks for: seconds, or a moment on the server's own clock.

    Source: RFC 9110, 10.2.3.
    """
    asked = headers["Retry-After"].strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until, now = map(parsedate_to_datetime, (asked, headers["Date"] or ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return float("inf")
