"""An announcement as a mail message, the same bytes from the same announcement.

Sources: RFC 5322 (messages), RFC 2046 (parts), RFC 2231 (names of files), RFC 2919
(List-Id), RFC 2369 (List-Unsubscribe), RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syllabus.announce.announcement import Announcement

_POLICY = policy.SMTP
_DOT_FIRST = re.compile(rb"^\.", re.MULTILINE)
_UNDISCLOSED = "undisclosed-recipients:;"


def mail_message(announcement: Announcement, recipient: str = "") -> EmailMessage:
    """The message to a recipient; without one, to nobody by name.

    Args:
        announcement: What it says and carries.
        recipient: A mail address.
    """
    message = EmailMessage(_POLICY)
    _head(message, announcement, recipient)
    message.set_content(announcement.text, cte="quoted-printable")
    message.add_alternative(announcement.html, subtype="html", cte="quoted-printable")
    for file in announcement.attachments:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(
            file.content, maintype=main, subtype=sub, filename=file.name
        )
    message["Content-Language"] = announcement.language
    _set_boundaries(message, announcement.id)
    return message


class Letters:
    """The messages of an announcement as bytes; what they share is made once.

    The library takes seconds to write large files. They are put in by us, where it
    wrote marks in their place.
    """

    def __init__(self, announcement: Announcement) -> None:
        self._announcement = announcement
        head, end, body = _bare(announcement).as_bytes().partition(b"\r\n\r\n")
        for number, file in enumerate(announcement.attachments):
            mark = _lines(_mark(announcement, number))
            body = body.replace(mark, _lines(file.content), 1)
        own = message_id(announcement, "").encode()
        self._head = head.replace(own, b"%(id)b").replace(
            f"To: {_UNDISCLOSED}".encode(), b"To: %(to)b"
        )
        self._rest = end + body
        # All of it stands in the rest: no line of a head begins with a dot.
        self._stuffed = _DOT_FIRST.sub(b"..", self._rest)

    def on_the_wire(self, recipient: str) -> bytes:
        """The message to a recipient as SMTP has it, without the dot that ends it.

        A line that begins with a dot gets another one (RFC 5321, 4.5.2).
        """
        return self._own_head(recipient) + self._stuffed

    def to(self, recipient: str) -> bytes:
        """The message to a recipient, whose address is ASCII; or to nobody by name."""
        return self._own_head(recipient) + self._rest

    def _own_head(self, recipient: str) -> bytes:
        name = message_id(self._announcement, recipient).encode()
        to = recipient.encode("ascii") if recipient else _UNDISCLOSED.encode()
        return self._head.replace(b"%(id)b", name).replace(b"%(to)b", to)


def wire_bytes(announcement: Announcement) -> int:
    """How many bytes a message to nobody by name has, without making it."""
    size = len(_bare(announcement).as_bytes())
    for number, file in enumerate(announcement.attachments):
        mark = _mark(announcement, number)
        size += _encoded(len(file.content)) - _encoded(len(mark))
    return size


def _bare(announcement: Announcement) -> EmailMessage:
    """The message with marks in the place of its files."""
    files = tuple(
        replace(file, content=_mark(announcement, number))
        for number, file in enumerate(announcement.attachments)
    )
    return mail_message(replace(announcement, attachments=files))


def _mark(announcement: Announcement, number: int) -> bytes:
    return hashlib.sha256(f"{announcement.id}\0{number}".encode()).digest()


def _lines(content: bytes) -> bytes:
    """Bytes as base64 in lines, as mail has them."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _encoded(size: int) -> int:
    """How long so many bytes are in such lines: 57 of them are one of 76 letters."""
    letters = -(-size // 3) * 4
    return letters + 2 * -(-letters // 76)


def message_id(announcement: Announcement, recipient: str) -> str:
    """Name a message by the announcement and who gets it, so that it stays the same."""
    digest = hashlib.sha256(f"{announcement.id}\0{recipient}".encode()).hexdigest()
    return f"<{digest[:32]}@{_domain(announcement)}>"


def _head(message: EmailMessage, announcement: Announcement, recipient: str) -> None:
    sender = announcement.sender
    if sender.address:
        message["From"] = _mailbox(sender.address)
    message["To"] = Address(addr_spec=recipient) if recipient else _UNDISCLOSED
    if sender.reply_to:
        message["Reply-To"] = _mailbox(sender.reply_to)
    message["Subject"] = announcement.subject
    message["Date"] = format_datetime(announcement.at)
    message["Message-ID"] = message_id(announcement, recipient)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = _list_id(announcement)
    if sender.unsubscribe:
        message["List-Unsubscribe"] = f"<mailto:{sender.unsubscribe}>"


def _mailbox(text: str) -> Address:
    name, mail = parseaddr(text)
    return Address(name, addr_spec=mail)


def _list_id(announcement: Announcement) -> str:
    """“CS 101 <cs-101.cs.example.edu>”: the course is the list."""
    course = announcement.sender.course
    label = re.sub(r"[^a-z0-9]+", "-", course.lower()).strip("-") or "course"
    name = re.sub(r"[^ -~]|[<>\"\\]", "", course).strip()
    return f"{name} <{label}.{_domain(announcement)}>".strip()


def _domain(announcement: Announcement) -> str:
    _, mail = parseaddr(announcement.sender.address)
    return mail.rpartition("@")[2] or "localhost"


def _set_boundaries(message: EmailMessage, name: str) -> None:
    """Give each boundary a name that comes from the announcement, not from chance."""
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        digest = hashlib.sha256(f"{name}\0{number}".encode()).hexdigest()
        part.set_boundary(f"=_{digest[:40]}")
