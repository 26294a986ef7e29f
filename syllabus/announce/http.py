"""The one HTTP client of targets: what a web server does becomes what we know.

Each request has a connection of its own, certificates are always verified, and nothing
is followed: a redirect is an answer, and who asked decides. Errors name the host alone,
since addresses and headers can hold secrets.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from syllabus import __version__
from syllabus.announce.target import AwayError, RefusedError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from email.message import Message

SECONDS = 60.0
"""How long the other side may be silent."""

MOST_BYTES = 20_000_000
"""What is read of an answer; a longer one is none of an interface for programs."""

AGENT = f"syllabus/{__version__}"

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_BLOCK = 65_536
_TOO_MANY, _UNAVAILABLE = 429, 503


@dataclass(frozen=True, repr=False)
class Body:
    """What a request carries, in pieces, so that files are not copied."""

    media_type: str
    pieces: tuple[bytes, ...]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def blocks(self) -> Iterator[memoryview]:
        """The bytes in blocks: a time-out of a socket counts for each."""
        for piece in self.pieces:
            view = memoryview(piece)
            for start in range(0, len(view), _BLOCK):
                yield view[start : start + _BLOCK]


@dataclass(frozen=True, repr=False)
class FormFile:
    """A file in a form: the name of its field, and the file."""

    field: str
    name: str
    media_type: str
    content: bytes


def form(fields: Sequence[tuple[str, str]]) -> Body:
    """Fields as a web form sends them without files, in their order."""
    return Body("application/x-www-form-urlencoded", (urlencode(fields).encode(),))


def json_body(data: object) -> Body:
    """Data as JSON."""
    return Body("application/json", (json.dumps(data, ensure_ascii=False).encode(),))


def multipart(fields: Sequence[tuple[str, str]], *files: FormFile) -> Body:
    """Fields as a web form sends them with files: in their order, the files last.

    Source: RFC 7578; names as browsers write them (WHATWG HTML, 4.10.22.8).
    """
    heads = [(f'name="{_quoted(name)}"', value.encode()) for name, value in fields]
    for file in files:
        named = f'name="{_quoted(file.field)}"; filename="{_quoted(file.name)}"'
        heads.append((f"{named}\r\nContent-Type: {file.media_type}", file.content))
    digest = hashlib.sha256()
    for head, content in heads:
        digest.update(head.encode())
        digest.update(content)
    boundary = f"syllabus-{digest.hexdigest()[:32]}"
    pieces = []
    for head, content in heads:
        start = f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
        pieces += [start.encode(), content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return Body(f"multipart/form-data; boundary={boundary}", tuple(pieces))


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


@dataclass(frozen=True, repr=False)
class Answer:
    """What a server answered: below 500, and not that it wants patience.

    ``headers`` know their names in any case. ``address`` is what was asked.
    """

    address: str
    status: int
    headers: Message
    body: bytes

    @property
    def host(self) -> str:
        """Who answered, as errors may say it."""
        return host_of(self.address)

    @property
    def location(self) -> str:
        """The whole address that a redirect (or 201) leads to; empty without one."""
        named = self.headers.get("Location", "")
        return urljoin(self.address, named.strip()) if named else ""

    def json(self) -> Any:
        """The body as data.

        Raises:
            AwayError: It is no JSON: a page for people, as gateways and servers under
                maintenance answer.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            reason = f"{self.host} answers {self.status} with what is no data"
            raise AwayError(reason) from None


class Client:
    """Asks web servers.

    Args:
        certificates: A file of authorities beside those that the system knows.
        seconds: How long the other side may be silent.

    Raises:
        RefusedError: The file cannot be used.
    """

    def __init__(self, certificates: str = "", seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._trust = ssl.create_default_context()
        if certificates:
            try:
                self._trust.load_verify_locations(certificates)
            except OSError as error:  # an SSLError, too
                reason = f"{certificates} is no file of certificates"
                raise RefusedError(reason) from error

    def ask(
        self,
        method: str,
        address: str,
        body: Body | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        commit: Callable[[], None] | None = None,
    ) -> Answer:
        """Make one request.

        Args:
            method: GET, POST, …
            address: The whole address.
            body: What goes along.
            headers: More headers, such as a token for this host alone.
            commit: As `Session.send` has it: called when the server is reached and its
                certificate verified, right before the first byte of the request.

        Raises:
            RefusedError: The host is not asked: its certificate or the address is bad.
            ThrottledError: It wants patience (429, or 503 that says how long), and did
                not take the request.
            AwayError: It does not answer, breaks off, or fails (5xx). Before `commit`
                nothing was sent; after it, nobody knows.
        """
        parts = _checked(address)
        line = self._line(parts)
        with contextlib.closing(line):
            self._connect(line, parts)
            try:
                _begin(line, method, parts, body, headers or {})
            except (ValueError, http.client.InvalidURL):  # whose words hold a secret
                reason = f"{host_of(address)} cannot be asked like this: the address "
                raise RefusedError(reason + "or the token is none") from None
            if commit:
                commit()
            try:
                answer = _exchange(line, address, body)
            except TimeoutError:
                raise AwayError(f"{host_of(address)} does not answer") from None
            except (OSError, http.client.HTTPException) as error:
                reason = f"{host_of(address)} broke off: {_words(error)}"
                raise AwayError(reason) from None
        return _settled(answer)

    def _line(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, parts.port, timeout=self._seconds)
        return http.client.HTTPSConnection(
            host, parts.port, timeout=self._seconds, context=self._trust
        )

    def _connect(self, line: http.client.HTTPConnection, parts: SplitResult) -> None:
        host = host_of(parts.geturl())
        try:
            line.connect()
        except ssl.SSLCertVerificationError as error:
            why = error.verify_message
            reason = f"the certificate of {host} cannot be trusted: {why}"
            raise RefusedError(reason) from error
        except ssl.SSLError as error:
            raise RefusedError(f"{host} speaks no TLS as it is wanted") from error
        except TimeoutError as error:
            raise AwayError(f"{host} does not answer") from error
        except (OSError, UnicodeError) as error:
            raise AwayError(f"{host} cannot be reached: {_words(error)}") from error


def host_of(address: str) -> str:
    """The host of an address, with its port if it names one; nothing else of it."""
    parts = urlsplit(address)
    host = parts.hostname or "the server"
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host


def is_safe(parts: SplitResult) -> bool:
    """Whether what is sent to an address can be read by nobody on its way."""
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def _checked(address: str) -> SplitResult:
    """The parts of an address that may be asked.

    Raises:
        RefusedError: It is none, or what is sent could be read on its way.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # which is looked at only now
    except ValueError:
        raise RefusedError("what should be a web address is none") from None
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedError("what should be a web address is none")
    if not is_safe(parts):
        raise RefusedError(f"nothing is sent to {host} without TLS: it needs https://")
    return parts


def _begin(
    line: http.client.HTTPConnection,
    method: str,
    parts: SplitResult,
    body: Body | None,
    headers: Mapping[str, str],
) -> None:
    """Lay out what comes before the body; nothing of it is sent yet."""
    path = parts.path or "/"
    asked = f"{path}?{parts.query}" if parts.query else path
    line.putrequest(method, asked, skip_accept_encoding=True)
    usual = {"User-Agent": AGENT, "Accept": "application/json", "Connection": "close"}
    carried = {}
    if body is not None:
        carried = {"Content-Type": body.media_type, "Content-Length": str(len(body))}
    for name, value in (usual | dict(headers) | carried).items():
        line.putheader(name, value)


def _exchange(
    line: http.client.HTTPConnection, address: str, body: Body | None
) -> Answer:
    try:
        line.endheaders()
        for block in body.blocks() if body else ():
            line.send(block)
    except TimeoutError:
        raise
    except OSError as error:
        return _early_answer(line, address, error)
    return _answer(line, address)


def _early_answer(
    line: http.client.HTTPConnection, address: str, error: OSError
) -> Answer:
    """What a server said that did not want to hear the rest: too large, mostly."""
    try:
        return _answer(line, address)
    except (OSError, http.client.HTTPException):
        raise error from None


def _answer(line: http.client.HTTPConnection, address: str) -> Answer:
    with line.getresponse() as response:
        content = response.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise AwayError(f"{host_of(address)} answers without an end")
    if response.length:  # what it announced did not all come
        raise http.client.IncompleteRead(content, response.length)
    return Answer(address, response.status, response.headers, content)


def _settled(answer: Answer) -> Answer:
    seconds = retry_after(answer.headers)
    said = f"{answer.host} answers {answer.status}"
    patience = answer.status == _UNAVAILABLE and seconds is not None
    if answer.status == _TOO_MANY or patience:
        seconds = _seconds_inside(answer.body) if seconds is None else seconds
        raise ThrottledError(f"{said}: it asks for patience", seconds)
    if answer.status >= 500:
        known = http.client.responses.get(answer.status, "")
        raise AwayError(f"{said} {known}".strip())
    return answer


def _seconds_inside(body: bytes) -> float | None:
    """How long to wait where only the answer's data says so, as Discord's does."""
    try:
        data = json.loads(body)
    except ValueError:
        return None
    seconds = data.get("retry_after") if isinstance(data, dict) else None
    if not isinstance(seconds, int | float) or seconds < 0:
        return None
    return float(seconds)


def retry_after(headers: Message) -> float | None:
    """Seconds that a server asks to wait; None if it does not say.

    Source: RFC 9110, 10.2.3: seconds, or a moment on the server's own clock.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        return max(
            0.0, (until - parsedate_to_datetime(headers["Date"])).total_seconds()
        )
    except (TypeError, ValueError):
        return None


def _words(error: Exception) -> str:
    """What went wrong, without what was sent or came."""
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
        reset = "the connection was cut"
        refused = isinstance(error, ConnectionRefusedError)
        return "nobody takes connections there" if refused else reset
    if isinstance(error, http.client.IncompleteRead):
        return "the connection was cut in the middle of its answer"
    if isinstance(error, http.client.HTTPException):
        return "what came is no answer of a web server"
    return getattr(error, "strerror", None) or "there is no such host"
