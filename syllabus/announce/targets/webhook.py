"""An incoming webhook: a channel of Slack or Discord, or whatever takes JSON.

Its address lets everybody post who knows it, so it is a secret and no setting.

Sources: docs.slack.dev, Sending messages using incoming webhooks; docs.discord.com,
Webhook resource.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import Field, model_validator

from syllabus.announce import settings as common
from syllabus.announce.chat import DISCORD, SLACK
from syllabus.announce.http import Client, host_of, json_body
from syllabus.announce.secrets import Account
from syllabus.announce.target import Refused, RefusedError, Sent
from syllabus.core.announcing import Anywhere
from syllabus.core.values import Text, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.http import Answer
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secret, Secrets
    from syllabus.announce.target import Place

_HOSTS = {
    "hooks.slack.com": "slack",
    "hooks.slack-gov.com": "slack",
    "discord.com": "discord",
    "canary.discord.com": "discord",
    "ptb.discord.com": "discord",
    "discordapp.com": "discord",
}
_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?")
_UNKNOWN_MESSAGE = 10008
"""Discord's code of a message that is gone."""


class Settings(common.Settings):
    """Whose webhook it is."""

    host: Text = Field(description="The host of its address, such as hooks.slack.com")
    format: Literal["slack", "discord", "json"] | None = Field(
        default=None, description="What it takes; by default as the host suggests"
    )
    channel: Text | None = Field(
        default=None,
        description="A name to keep its address by, if there are several of one host",
    )
    certificates: Anywhere | None = Field(
        default=None, description="A file of authorities that the system does not know"
    )

    @model_validator(mode="after")
    def _is_a_host(self) -> Settings:
        if not _HOST.fullmatch(self.host):
            refuse("bad-value", "this is not a host", "write one like hooks.slack.com")
        return self

    @classmethod
    def is_secret(cls, key: str, value: object) -> bool:
        """An address is one here: it has the token in it."""
        return super().is_secret(key, value) or "//" in str(value)


@dataclass(frozen=True)
class WebhookTarget:
    """Posts to a channel; files are linked."""

    settings: Settings
    place: Place
    attaches: bool = False
    seconds_between: float = 0.0

    @property
    def _form(self) -> str:
        return self.settings.format or _HOSTS.get(self.settings.host, "json")

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One post, whoever takes the course."""
        del students
        return ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of the post."""
        return len(json_body(_FORMS[self._form](announcement)))

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Session]:
        """Look up the address. Nobody is asked yet.

        Raises:
            RefusedError: There is none, or it leads to another host.
        """
        host, own = self.settings.host, self.settings.certificates
        account = Account(self.place.name, host, self.settings.channel or "")
        address = secrets.find(account)
        if _host(address) != host:
            raise RefusedError(f"what is kept for {account} is no address at {host}")
        client = Client(str(self.place.folder / own) if own else "")
        kind = _Discord if self._form == "discord" else _Session
        yield kind(client, address, host, _FORMS[self._form](announcement))


@dataclass(frozen=True)
class _Session:
    client: Client
    address: Secret
    host: str
    data: dict[str, Any]

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        return [tuple(parts)]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Post it."""
        address = self._post_address()
        answer = self.client.ask("POST", address, json_body(self.data), commit=commit)
        taken = 200 <= answer.status < 300
        became = Sent(self._receipt(answer)) if taken else self._refused(answer)
        return dict.fromkeys(parts, became)

    def _post_address(self) -> str:
        return self.address.reveal()

    def _receipt(self, answer: Answer) -> str:
        return f"{self.host} answered {answer.status}"

    def _refused(self, answer: Answer) -> Refused:
        # Not with what it says: some repeat what they were told.
        said = f"{self.host} answers {answer.status}"
        if answer.status in (401, 403, 404, 410):
            reason = "the address kept for it is wrong, or was taken back"
            return Refused(f"{said}: {reason}", again=True)
        if answer.status < 400:
            return Refused(
                f"{said}: it leads elsewhere, and nobody follows", again=True
            )
        return Refused(f"{said}: it does not take the message")


class _Discord(_Session):
    """Discord names what it took, so that it can be deleted."""

    def _post_address(self) -> str:
        return _with(self.address, "", wait="true")

    def _receipt(self, answer: Answer) -> str:
        name = str(_said(answer, "id")) if answer.body else ""
        return name if name.isdecimal() else ""

    def withdraw(self, receipt: str) -> None:
        """Delete the message."""
        if not receipt:
            raise RefusedError(f"{self.host} did not say what it calls the message")
        address = _with(self.address, f"/messages/{receipt}")
        answer = self.client.ask("DELETE", address)
        gone = answer.status == 404 and _said(answer, "code") == _UNKNOWN_MESSAGE
        if not gone and not 200 <= answer.status < 300:
            raise RefusedError(self._refused(answer).reason)


def target(settings: Settings, place: Place) -> WebhookTarget:
    """A webhook as the settings say."""
    return WebhookTarget(settings, place)


def _host(address: Secret) -> str:
    try:
        return host_of(address.reveal())
    except ValueError:  # no address at all
        return ""


def _said(answer: Answer, key: str) -> object:
    data = answer.json()
    return data.get(key) if isinstance(data, dict) else None


def _with(address: Secret, path: str, **query: str) -> str:
    """An address with more of a path, and more asked for."""
    parts = urlsplit(address.reveal())
    asked = dict(parse_qsl(parts.query)) | query
    whole = parts._replace(path=parts.path.rstrip("/") + path, query=urlencode(asked))
    return urlunsplit(whole)


def _for_slack(announcement: Announcement) -> dict[str, Any]:
    return {"text": SLACK.message(announcement)}


def _for_discord(announcement: Announcement) -> dict[str, Any]:
    # Nobody is called by what a title says, not even by @everyone.
    return {"content": DISCORD.message(announcement), "allowed_mentions": {"parse": []}}


def _as_json(announcement: Announcement) -> dict[str, Any]:
    return {
        "announcement": announcement.id,
        "course": announcement.sender.course,
        "sender": announcement.sender.address,
        "at": announcement.at.isoformat(timespec="seconds"),
        "language": announcement.language,
        "subject": announcement.subject,
        "text": announcement.text,
        "html": announcement.html,
        "files": [
            {"name": link.name, "address": link.address} for link in announcement.links
        ],
    }


_FORMS = {"slack": _for_slack, "discord": _for_discord, "json": _as_json}
