"""The part of the course file that says how its announcements go out."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, model_validator

from syllabus.core.base import Model
from syllabus.core.values import (
    Address,
    File,
    Mail,
    Text,
    parse_mail,
    parse_text,
    refuse,
)

ATTACH_AT_MOST = 10_000_000
"""Bytes of a message that most servers take."""

_UNITS = {"kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]*)>")


def parse_size(value: object) -> int:
    """Read a size in bytes: 10 MB, 500 kB."""
    text = parse_text(value)
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*([kMG]B)", text)
    if not match:
        refuse("bad-value", f"“{text}” is not a size", "write one like 10 MB or 500 kB")
    return round(float(match[1]) * _UNITS[match[2]])


def parse_mailbox(value: object) -> str:
    """Read a mail address, with a name before it if it has one: Staff <cs@x.edu>."""
    text = parse_text(value)
    match = _NAMED.fullmatch(text)
    if not match:
        return parse_mail(text)
    mail, name = parse_mail(match["mail"]), match["name"].strip('" ')
    return f"{name} <{mail}>" if name else mail


def parse_folder(value: object) -> str:
    """Read the path of a folder or file that may lie outside of the course."""
    text = parse_text(value)
    if "://" in text:
        refuse(
            "bad-value", f"“{text}” is an address", "name a folder or file from here"
        )
    return text


Size = Annotated[int, PlainValidator(parse_size)]
Anywhere = Annotated[str, PlainValidator(parse_folder)]
Mailbox = Annotated[str, PlainValidator(parse_mailbox)]


class AnnouncementTarget(Model):
    """A way to the class: its kind, and the settings of that kind."""

    # Kept as written: what can be set, the kind says, and no model of ours.
    model_config = ConfigDict(frozen=True, extra="allow")

    kind: Text = Field(
        description="mail, imap, folder, moodle, canvas, feed or webhook"
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        return data  # the kind says what an empty key means

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the course file has them, without the kind."""
        return dict(self.model_extra or {})


class Announce(Model):
    """How announcements go out. What opens a target never stands in the course file."""

    sender: Mailbox | None = Field(
        default=None, description="Who writes: Teaching staff <cs101@cs.example.edu>"
    )
    reply_to: Mailbox | None = Field(
        default=None, description="Where answers go, if not to the sender"
    )
    unsubscribe: Mail | None = Field(
        default=None, description="Where to write to leave the list"
    )
    roster: File | None = Field(
        default=None,
        description="Who takes the course: a CSV file as Canvas, Moodle or Banner "
        "export it",
    )
    files_at: Address | None = Field(
        default=None,
        description="Where the outputs are on the web; what is not attached is linked "
        "there",
    )
    attach_at_most: Size | None = Field(
        default=None,
        description="How large a message may be on its way, where files grow by a "
        "third; 10 MB by default",
    )
    too_large: Literal["link", "split", "smaller"] = Field(
        default="link",
        description="What becomes of a packet that is larger: a link, the packet of "
        "the week alone, or its smaller form",
    )
    targets: dict[Text, AnnouncementTarget] = Field(
        default={}, description="Each way to the class, by a name of your choice"
    )
