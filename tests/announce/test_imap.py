"""A draft in a mailbox of a real server: once, whole, and found by its purpose."""

from __future__ import annotations

import imaplib
import ssl
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from syllabus.announce.announcement import Attachment
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import State
from syllabus.announce.message import mail_message
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place
from syllabus.announce.targets import imap
from tests.announce.fake import ledger
from tests.announce.postoffice import DOMAIN, PASSWORD, USER, token
from tests.announce.test_mail import LETTER, PDF, pytestmark

if TYPE_CHECKING:
    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger
    from tests.announce.postoffice import PostOffice

__all__ = ["pytestmark"]

CLASS = f"class@{DOMAIN}"
LARGE = replace(LETTER, attachments=(Attachment("Ü.pdf", "application/pdf", PDF),))


def settings(office: PostOffice, **kept: Any) -> imap.Settings:
    usual: dict[str, Any] = {
        "server": f"localhost:{office.imaps}",
        "user": USER,
        "to": CLASS,
        "certificates": str(office.certificate),
    }
    data = {key: value for key, value in (usual | kept).items() if value is not None}
    return imap.Settings.model_validate(data)


def send(
    book: Ledger, chosen: imap.Settings, secret: str = PASSWORD, **kept: Any
) -> list[Progress]:
    target = imap.target(chosen, Place("drafts", Path("/")))
    secrets = Secrets(Path("/no/secrets.yaml"), {"SYLLABUS_SECRET_DRAFTS": secret})
    outgoing = Outgoing("drafts", target, LARGE, ("post",))
    return list(deliver(outgoing, book, secrets, lambda _: None, **kept))


def mailbox(office: PostOffice, name: str) -> list[tuple[bytes, bytes]]:
    """The flags and the bytes of each message in a mailbox, read over IMAP."""
    context = ssl.create_default_context(cafile=office.certificate)
    with imaplib.IMAP4_SSL("localhost", office.imaps, ssl_context=context) as client:
        client.login(USER, PASSWORD)
        answer, _ = client.select(name, readonly=True)
        if answer != "OK":
            return []
        _, numbers = client.search(None, "ALL")
        found = []
        for number in numbers[0].split():
            _, data = client.fetch(number, "(FLAGS BODY.PEEK[])")
            assert isinstance(data[0], tuple)
            found.append(data[0])
    return found


@pytest.mark.parametrize(
    ("kept", "secret"),
    [
        ({}, PASSWORD),
        ({"security": "starttls"}, PASSWORD),
        ({"login": "xoauth2"}, "token"),
    ],
    ids=["tls", "starttls", "xoauth2"],
)
def test_a_draft_of_ten_megabytes_lies_among_the_drafts_once(
    office: PostOffice, tmp_path: Path, kept: dict[str, str], secret: str
) -> None:
    if kept.get("security") == "starttls":
        kept = {**kept, "server": f"localhost:{office.imap}"}
    secret = token() if secret == "token" else secret
    with ledger(tmp_path) as book:
        send(book, settings(office, **kept), secret)
        send(book, settings(office, **kept), secret)
        assert [row.state for row in book.rows()] == [State.SENT]

    ((flags, draft),) = mailbox(office, "Drafts")
    assert rb"\Draft" in flags
    assert draft == mail_message(LARGE, CLASS).as_bytes()


def test_an_unknown_draft_is_looked_for_before_it_is_made_again(
    office: PostOffice, tmp_path: Path
) -> None:
    with ledger(tmp_path) as book:
        send(book, settings(office))
        book.became((LETTER.id, "drafts", "post"), State.UNKNOWN)
        (again,) = send(book, settings(office), retry_unknown=True)

        assert again.state is State.SENT
        assert "it was there already" in book.rows()[0].receipt
    assert len(mailbox(office, "Drafts")) == 1


def test_a_mailbox_of_another_name_and_script_is_filled(
    office: PostOffice, tmp_path: Path
) -> None:
    context = ssl.create_default_context(cafile=office.certificate)
    with imaplib.IMAP4_SSL("localhost", office.imaps, ssl_context=context) as client:
        client.login(USER, PASSWORD)
        client.create('"Entw&APw-rfe &- mehr"')
    with ledger(tmp_path) as book:
        (told,) = send(book, settings(office, mailbox="Entwürfe & mehr"))

    assert (told.state, told.note) == (State.SENT, "")
    assert len(mailbox(office, '"Entw&APw-rfe &- mehr"')) == 1


@pytest.mark.parametrize(
    ("kept", "secret", "why"),
    [
        ({}, "canary-wrong", f"localhost does not accept the password of {USER}"),
        (
            {"login": "xoauth2"},
            "canary-wrong",
            f"localhost does not accept the token of {USER}",
        ),
        ({"mailbox": "Nowhere"}, PASSWORD, 'localhost has no mailbox "Nowhere"'),
        (
            {"certificates": None},
            PASSWORD,
            "the certificate of localhost cannot be trusted: self-signed certificate",
        ),
    ],
    ids=["password", "token", "mailbox", "certificate"],
)
def test_each_refusal_is_told(
    office: PostOffice, tmp_path: Path, kept: dict[str, Any], secret: str, why: str
) -> None:
    with ledger(tmp_path) as book:
        (told,) = send(book, settings(office, **kept), secret)

    assert (told.state, told.note) == (State.FAILED, why)
    assert mailbox(office, "Drafts") == []
