"""A draft in a mailbox, where a person's own mail program finds it and sends it."""

from __future__ import annotations

import base64
import contextlib
import imaplib
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from syllabus.announce import settings as common
from syllabus.announce.message import Letters, message_id, wire_bytes
from syllabus.announce.secrets import Account
from syllabus.announce.smtp import SECONDS, trusted
from syllabus.announce.target import AwayError, Refused, RefusedError, Sent
from syllabus.core.announcing import Anywhere
from syllabus.core.values import Mail, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secret, Secrets
    from syllabus.announce.target import Place

_PORTS = {"tls": 993, "starttls": 143}
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')


class Settings(common.Settings):
    """A mail server with mailboxes."""

    server: Text = Field(description="The host, with its port if it is another: h:1143")
    user: Text = Field(description="Whose mailbox it is")
    security: Literal["tls", "starttls"] = Field(
        default="tls", description="TLS from the beginning, or STARTTLS"
    )
    login: Literal["password", "xoauth2"] = Field(
        default="password", description="With a password or a token"
    )
    mailbox: Text | None = Field(
        default=None, description="The mailbox; that of drafts by default"
    )
    to: Mail | None = Field(
        default=None, description="Whom the draft is for, such as the list of the class"
    )
    certificates: Anywhere | None = Field(
        default=None, description="A file of authorities that the system does not know"
    )


@dataclass(frozen=True)
class ImapTarget:
    """Puts a draft into a mailbox."""

    settings: Settings
    name: str
    folder: Path
    attaches: bool = True
    seconds_between: float = 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One draft, whoever takes the course."""
        del students
        return ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of the draft."""
        return wire_bytes(announcement)

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Session]:
        """Reach the server and log in.

        Raises:
            RefusedError: It lets nobody in, or not safely.
            AwayError: It does not answer.
        """
        host, port = self._address()
        try:
            imap = self._connected(host, port)
        except ssl.SSLCertVerificationError as error:
            why = f"the certificate of {host} cannot be trusted: {error.verify_message}"
            raise RefusedError(why) from error
        except ssl.SSLError as error:
            raise RefusedError(f"{host}:{port} speaks no TLS as it is set") from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise AwayError(f"{host}:{port} cannot be reached: {error}") from error
        try:
            secret = secrets.find(Account(self.name, host, self.settings.user))
            self._log_in(imap, host, secret)
            yield _Session(imap, host, announcement, self.settings)
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                imap.logout()

    def _address(self) -> tuple[str, int]:
        host, _, port = self.settings.server.rpartition(":")
        if host and port.isdigit():
            return host, int(port)
        return self.settings.server, _PORTS[self.settings.security]

    def _connected(self, host: str, port: int) -> imaplib.IMAP4:
        own = self.settings.certificates
        context = trusted(str(self.folder / own) if own else "")
        if self.settings.security == "tls":
            return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
        imap = imaplib.IMAP4(host, port, timeout=SECONDS)
        if "STARTTLS" not in imap.capabilities:
            imap.shutdown()
            raise RefusedError(f"{host} offers no STARTTLS; nothing is sent in clear")
        imap.starttls(ssl_context=context)
        return imap

    def _log_in(self, imap: imaplib.IMAP4, host: str, secret: Secret) -> None:
        user, word = self.settings.user, secret.reveal()
        try:
            if self.settings.login == "xoauth2":
                said = f"user={user}\x01auth=Bearer {word}\x01\x01".encode()
                # A challenge is an error in JSON; an empty line asks for the refusal.
                answers = iter((said,))
                imap.authenticate("XOAUTH2", lambda _: next(answers, b""))
            else:
                imap.login(user, word)
        except imaplib.IMAP4.abort as error:
            raise AwayError(f"{host} broke off while logging in") from error
        except imaplib.IMAP4.error:
            what = "token" if self.settings.login == "xoauth2" else "password"
            # Not with what the server says: some repeat what they were told.
            reason = f"{host} does not accept the {what} of {user}"
            raise RefusedError(reason) from None


class _Session:
    def __init__(
        self,
        imap: imaplib.IMAP4,
        host: str,
        announcement: Announcement,
        settings: Settings,
    ) -> None:
        self._imap, self._host, self._settings = imap, host, settings
        self._announcement, self._to = announcement, settings.to or ""

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        return [tuple(parts)]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Put the draft into the mailbox, unless it is there already."""
        letter = Letters(self._announcement).to(self._to)
        try:
            mailbox = self._mailbox()
            if self._find(mailbox):
                return dict.fromkeys(parts, Sent(f"{mailbox}: it was there already"))
            commit()
            answer, data = self._imap.append(mailbox, r"(\Draft)", "", letter)
        except (OSError, imaplib.IMAP4.abort) as error:
            raise AwayError(f"{self._host} broke off: {error}") from error
        except imaplib.IMAP4.error as error:
            return dict.fromkeys(parts, Refused(_one_line(str(error))))
        words = _one_line(b" ".join(filter(None, data)).decode("utf-8", "replace"))
        taken = Sent(f"{mailbox}: {words}")
        return dict.fromkeys(parts, taken if answer == "OK" else Refused(words))

    def withdraw(self, receipt: str) -> None:
        """Delete the draft."""
        del receipt
        mailbox = self._mailbox()
        for number in self._find(mailbox):
            self._imap.store(number.decode(), "+FLAGS", r"(\Deleted)")
        self._imap.expunge()

    def _mailbox(self) -> str:
        """The name of the mailbox as the protocol has it.

        Source: RFC 6154, special-use mailboxes.
        """
        if self._settings.mailbox:
            return _quoted(self._settings.mailbox)
        _, found = self._imap.list()
        for line in found:
            listed = _LISTED.match(line) if isinstance(line, bytes) else None
            if listed and rb"\Drafts" in listed["flags"].split():
                return listed["name"].decode("ascii")
        return _quoted("Drafts")

    def _find(self, mailbox: str) -> list[bytes]:
        """The numbers of the drafts of this announcement in the mailbox."""
        answer, _ = self._imap.select(mailbox)
        if answer != "OK":
            raise RefusedError(f"{self._host} has no mailbox {mailbox}")
        name = message_id(self._announcement, self._to)
        _, found = self._imap.search(None, "HEADER", "Message-ID", _quoted(name))
        return found[0].split() if found and isinstance(found[0], bytes) else []


def _quoted(text: str) -> str:
    """A text in quotes; letters beyond ASCII as RFC 3501, 5.1.3 has them."""
    encoded = re.sub(r"[^ -~]+|&", _shifted, text)
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&-"
    letters = base64.b64encode(match[0].encode("utf-16-be"), b"+,").rstrip(b"=")
    return f"&{letters.decode()}-"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def target(settings: Settings, place: Place) -> ImapTarget:
    """A mailbox as the settings say."""
    return ImapTarget(settings, place.name, place.folder)
