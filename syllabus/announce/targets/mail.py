"""Mail to everybody in the roster, over the server that the course names."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from syllabus.announce import settings as common
from syllabus.announce.message import Letters, wire_bytes
from syllabus.announce.secrets import Account
from syllabus.announce.smtp import Login, Security, Server, conversation
from syllabus.announce.target import RefusedError
from syllabus.core.announcing import Anywhere
from syllabus.core.base import one_or_many
from syllabus.core.values import Number, Text, refuse
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.smtp import Conversation
    from syllabus.announce.target import Place, Refused, Sent

_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}


class NoRecipientsError(SyllabusError):
    """There is nobody to write to."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, name: str, sections: tuple[str, ...]) -> None:
        whom = f" of {', '.join(sections)}" if sections else ""
        super().__init__(f"target “{name}” has nobody{whom} to write to")
        self.add_note("name a roster under announce: with the addresses of the class")


class Settings(common.Settings):
    """A mail server, and who of the roster is written to."""

    server: Text = Field(description="The host, with its port if it is another: h:2525")
    security: Security = Field(
        default="starttls",
        description="TLS from the beginning, STARTTLS, or none (on this machine alone)",
    )
    user: Text | None = Field(default=None, description="Who logs in")
    login: Login | None = Field(
        default=None, description="With a password, as usual where there is a user"
    )
    certificates: Anywhere | None = Field(
        default=None, description="A file of authorities that the system does not know"
    )
    sections: Annotated[tuple[Text, ...], one_or_many] = Field(
        default=(), description="Only these sections of the roster"
    )
    bcc: Number | None = Field(
        default=None,
        description="So many recipients a message, none of whom sees another; by "
        "default each gets their own",
    )
    per_minute: Number | None = Field(
        default=None, description="How many messages a minute the server bears"
    )

    @model_validator(mode="after")
    def _is_safe(self) -> Settings:
        if self.security == "none" and not self.where.is_here:
            refuse("bad-value", "mail goes over TLS, but for this machine's own server")
        if self.where.login != "none" and not self.user:
            refuse("missing-value", "a login needs a user")
        if self.bcc is not None and self.bcc < 1:
            refuse("bad-value", "a message has at least one recipient")
        return self

    @property
    def where(self) -> Server:
        """The server."""
        host, _, port = self.server.rpartition(":")
        if not port.isdigit() or (":" in host and not host.startswith("[")):
            host, port = self.server, ""
        return Server(
            host.strip("[]"),
            int(port) if port else _PORTS[self.security],
            self.security,
            self.login or ("password" if self.user else "none"),
            self.user or "",
            self.certificates or "",
        )


@dataclass(frozen=True)
class MailTarget:
    """Mails each recipient of the roster."""

    settings: Settings
    place: Place
    attaches: bool = True

    @property
    def seconds_between(self) -> float:
        """By the rate that the server bears."""
        rate = self.settings.per_minute
        return 60 / rate if rate else 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """The addresses of the sections that are written to.

        Raises:
            NoRecipientsError: There is none.
        """
        wanted = {name.casefold() for name in self.settings.sections}
        found = tuple(
            student.mail
            for student in students
            if not wanted or wanted & {name.casefold() for name in student.sections}
        )
        if not found:
            raise NoRecipientsError(self.place.name, self.settings.sections)
        return found

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of one message, base64 and all."""
        return wire_bytes(announcement)

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Session]:
        """Reach the server.

        Raises:
            RefusedError: The course names no sender, or the server lets nobody in.
            AwayError: It does not answer.
        """
        if not announcement.sender.address:
            raise RefusedError("mail needs a sender: set it under announce:")
        server = self._server()
        account = Account(self.place.name, server.host, server.user)
        with conversation(server, lambda: secrets.find(account)) as talk:
            yield _Session(talk, announcement, int(self.settings.bcc or 1))

    def _server(self) -> Server:
        server = self.settings.where
        if not server.certificates:
            return server
        path = self.place.folder / server.certificates
        return Server(**{**vars(server), "certificates": str(path)})


class _Session:
    def __init__(
        self, talk: Conversation, announcement: Announcement, most: int
    ) -> None:
        self._talk, self._letters, self._most = talk, Letters(announcement), most
        _, self._sender = parseaddr(announcement.sender.address)

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Each recipient, or as many as one message has."""
        for first in range(0, len(parts), self._most):
            yield tuple(parts[first : first + self._most])

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Send one message; to several, it names none of them."""
        message = self._letters.on_the_wire(parts[0] if self._most == 1 else "")
        return self._talk.send(self._sender, parts, message, commit)


def target(settings: Settings, place: Place) -> MailTarget:
    """Mail as the settings say."""
    return MailTarget(settings, place)
