"""A conversation with a mail server: what it says becomes what we know.

Nothing of a message counts before the single dot that ends it: the words before it may
be said twice, and a server that never hears it must throw them away (RFC 5321, 3.8 and
4.1.1.4). So the dot alone is what must be written down before it is sent.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from syllabus.announce.target import (
    AwayError,
    NotTakenError,
    Refused,
    RefusedError,
    Sent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from syllabus.announce.secrets import Secret

Security = Literal["tls", "starttls", "none"]
Login = Literal["password", "xoauth2", "none"]

SECONDS = 60.0
"""How long an answer may take; RFC 5321 4.5.3.2 grants servers more for the last."""
LAST_ANSWER_SECONDS = 600.0

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_DEMANDS_TLS, _TOO_LARGE, _GOING_AWAY = 530, 552, 421


@dataclass(frozen=True)
class Server:
    """Where a mail server is, and how one gets in.

    ``certificates`` is a file of authorities, for those that the system does not know.
    """

    host: str
    port: int
    security: Security
    login: Login
    user: str = ""
    certificates: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it is this machine."""
        return self.host in _LOOPBACK


@contextlib.contextmanager
def conversation(
    server: Server, secret: Callable[[], Secret]
) -> Iterator[Conversation]:
    """Reach a server, make the connection safe, and log in.

    Args:
        server: Which.
        secret: Asked for a password or a token only once the connection is safe.

    Raises:
        RefusedError: It does not let us in, or not safely.
        AwayError: It does not answer.
    """
    try:
        smtp = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _failure(server, error) from error
    try:
        try:
            _log_in(smtp, server, secret)
        except (OSError, smtplib.SMTPException) as error:
            raise _failure(server, error) from error
        yield Conversation(server, smtp)
        # Only here: in the middle of a message, a farewell would be part of it. One
        # that nobody hears changes nothing of what was sent.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()
    finally:
        smtp.close()


def trusted(certificates: str) -> ssl.SSLContext:
    """What certificates are believed: never all."""
    return ssl.create_default_context(cafile=certificates or None)


def _connected(server: Server) -> smtplib.SMTP:
    where = (server.host, server.port)
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            *where, timeout=SECONDS, context=trusted(server.certificates)
        )
    smtp = smtplib.SMTP(*where, timeout=SECONDS)
    if server.security == "starttls":
        smtp.ehlo_or_helo_if_needed()
        if not smtp.has_extn("starttls"):
            smtp.close()
            raise RefusedError(
                f"{server.host} offers no STARTTLS; nothing is sent where others read"
            )
        smtp.starttls(context=trusted(server.certificates))
    return smtp


def _log_in(smtp: smtplib.SMTP, server: Server, secret: Callable[[], Secret]) -> None:
    smtp.ehlo_or_helo_if_needed()
    if smtp.sock:
        # The dot goes alone; it is not to wait for an answer to what went before.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if server.login == "none":
        return
    if server.security == "none" and not server.is_here:
        raise RefusedError(f"no password is sent to {server.host} without TLS")
    if not smtp.has_extn("auth"):
        raise RefusedError(f"{server.host} has no login here: try another port")
    password = secret().reveal()
    try:
        if server.login == "xoauth2":
            _with_token(smtp, server.user, password)
        else:
            smtp.login(server.user, password)
    except smtplib.SMTPAuthenticationError:
        # Not with what the server says: some repeat what they were told.
        what = "token" if server.login == "xoauth2" else "password"
        reason = f"{server.host} does not accept the {what} of {server.user}"
        raise RefusedError(reason) from None


def _with_token(smtp: smtplib.SMTP, user: str, token: str) -> None:
    """Log in with a token of OAuth 2.0.

    Source: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    """

    def answer(challenge: bytes | None = None) -> str:
        # A challenge is an error in JSON; an empty line asks for the refusal itself.
        return f"user={user}\x01auth=Bearer {token}\x01\x01" if not challenge else ""

    smtp.auth("XOAUTH2", answer, initial_response_ok=True)


def _failure(server: Server, error: Exception) -> RefusedError | AwayError:
    """What an error before any message means."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return RefusedError(
            f"the certificate of {server.host} cannot be trusted: "
            f"{error.verify_message}"
        )
    if isinstance(error, ssl.SSLError):
        return RefusedError(f"{server.host}:{server.port} speaks no TLS as it is set")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return RefusedError(f"{server.host} has none of the logins that we know")
    if isinstance(error, smtplib.SMTPResponseException):
        words = _said(error.smtp_code, error.smtp_error)
        if error.smtp_code >= 500:
            return RefusedError(f"{server.host} refuses: {words}")
        return AwayError(f"{server.host} is not ready: {words}")
    if isinstance(error, TimeoutError):
        return AwayError(f"{server.host}:{server.port} does not answer")
    return AwayError(f"{server.host}:{server.port} cannot be reached: {error}")


class Conversation:
    """An open connection that messages go over, one after the other."""

    def __init__(self, server: Server, smtp: smtplib.SMTP) -> None:
        self._server, self._smtp = server, smtp
        size = smtp.esmtp_features.get("size", "")
        self.most_bytes = int(size) if size.isdigit() and int(size) else None
        """What the server takes at most, if it says."""

    def send(
        self,
        sender: str,
        recipients: Sequence[str],
        message: bytes,
        commit: Callable[[], None],
    ) -> Mapping[str, Sent | Refused]:
        """Send a message, and say what became of it for each recipient.

        Args:
            sender: Where failures are reported to.
            recipients: At least one.
            message: As it goes over the wire, without the dot that ends it.
            commit: Called before the dot.

        Raises:
            RefusedError: The server wants something else of all messages.
            AwayError: The connection broke, see there.
            NotTakenError: It broke off, saying that it did not take it.
        """
        if self.most_bytes and len(message) > self.most_bytes:
            takes = f"{self.most_bytes / 1e6:.1f} MB"
            raise RefusedError(
                f"the message has {len(message) / 1e6:.1f} MB, and "
                f"{self._server.host} takes {takes}: set attach_at_most"
            )
        committed = False

        def now() -> None:
            nonlocal committed
            commit()
            committed = True

        try:
            return self._transaction(sender, recipients, message, now)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            when = "after the whole message" if committed else "in the middle"
            reason = f"{self._server.host} broke off {when}: {error}"
            raise AwayError(reason) from error

    def _transaction(
        self,
        sender: str,
        recipients: Sequence[str],
        message: bytes,
        commit: Callable[[], None],
    ) -> dict[str, Sent | Refused]:
        options = [f"SIZE={len(message)}"] if self._smtp.has_extn("size") else []
        code, words = self._smtp.mail(sender, options)
        if code != 250:
            return self._refused(recipients, code, words)
        answers = {name: self._recipient(name) for name in recipients}
        taken = [name for name, refused in answers.items() if refused is None]
        known = {name: r for name, r in answers.items() if r is not None}
        if not taken:
            self._smtp.rset()
            return dict(known)
        code, words = self._smtp.docmd("DATA")
        if code != 354:
            return {**known, **self._refused(taken, code, words)}
        self._smtp.send(message)
        commit()
        self._smtp.send(b".\r\n")
        code, words = self._last_answer()
        if code == 250:
            sent = Sent(_said(code, words))
            return {**known, **dict.fromkeys(taken, sent)}
        if code == _GOING_AWAY:
            raise NotTakenError(f"{self._server.host}: {_said(code, words)}")
        return {**known, **dict.fromkeys(taken, _refusal(code, words))}

    def _recipient(self, name: str) -> Refused | None:
        if not name.isascii():
            return Refused("the address has letters beyond ASCII")
        code, words = self._smtp.rcpt(name)
        if code == _GOING_AWAY:
            raise AwayError(f"{self._server.host}: {_said(code, words)}")
        return None if code in (250, 251) else _refusal(code, words)

    def _refused(
        self, recipients: Sequence[str], code: int, words: bytes
    ) -> dict[str, Sent | Refused]:
        """What it means that a whole message is refused before its words."""
        said = f"{self._server.host} refuses: {_said(code, words)}"
        if code == _GOING_AWAY:
            raise AwayError(said)
        if code == _DEMANDS_TLS or 530 <= code < 540:
            # What is wanted is a login or TLS: no message will pass.
            raise RefusedError(said)
        self._smtp.rset()
        return dict.fromkeys(recipients, _refusal(code, words))

    def _last_answer(self) -> tuple[int, bytes]:
        if self._smtp.sock:
            self._smtp.sock.settimeout(LAST_ANSWER_SECONDS)
        try:
            return self._smtp.getreply()
        finally:
            if self._smtp.sock:
                self._smtp.sock.settimeout(SECONDS)


def _refusal(code: int, words: bytes) -> Refused:
    """A refusal: codes of 400 are for now, those of 500 for good (RFC 5321, 4.2.1)."""
    if code == _TOO_LARGE:
        return Refused(f"too large: {_said(code, words)}")
    return Refused(_said(code, words), again=code < 500)


def _said(code: int, words: bytes | str) -> str:
    """An answer on one line, as far as it can be shown."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    line = "".join(c if c.isprintable() else " " for c in text)
    return f"{code} {' '.join(line.split())[:200]}"
