"""A feed of announcements: bytes in, bytes out, and what others put into it stays.

Sources: RFC 4287 (Atom), RFC 4151 (the ``tag:`` addresses that name entries).
"""

from __future__ import annotations

import datetime as dt
import html
import mimetypes
import re
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.announce.announcement import Announcement

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = re.compile(r"tag:[^,]+,\d{4}-\d\d-\d\d:announcement/(?P<name>\S+)")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: XML 1.0, section 2.2."""


class NoFeedError(ValueError):
    """Bytes that are no Atom feed; the message says why."""


class Feed:
    """An Atom feed.

    Args:
        raw: Its bytes.

    Raises:
        NoFeedError: They are none.
    """

    def __init__(self, raw: bytes) -> None:
        from lxml import etree  # type: ignore[import-untyped]  # no stubs

        # Nothing is loaded from elsewhere, and no entity stands for anything.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
        )
        try:
            root = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            raise NoFeedError(f"it is broken XML: {error.msg}") from None
        if root.getroottree().docinfo.doctype:
            raise NoFeedError("it declares a document type, as no feed does")
        if root.tag != f"{_ATOM}feed":
            raise NoFeedError(
                f"it is a <{etree.QName(root).localname}>, not a <feed> of Atom"
            )
        self._root = root

    @classmethod
    def new(cls, announcement: Announcement, title: str, address: str) -> Feed:
        """A feed without entries, by the sender of an announcement.

        Args:
            announcement: The first that it is for.
            title: Of the feed; of the course where it is empty.
            address: Where it is on the web; empty if that is not known.
        """
        from lxml import etree

        root = etree.Element(f"{_ATOM}feed", nsmap={None: _ATOM.strip("{}")})
        root.set(_LANG, announcement.language)
        authority = _authority(announcement, address)
        course = announcement.sender.course
        name = f"{authority}:announcements/{quote(course, safe='')}"
        _add(root, "id", name)
        _add(root, "title", title or course or announcement.subject)
        _add(root, "updated", _moment(announcement))
        if address:
            media_type = "application/atom+xml"
            _add(root, "link", rel="self", type=media_type, href=address)
        _add_author(root, announcement)
        _add(root, "generator", "syllabus")
        etree.indent(root)
        return cls(etree.tostring(root))

    def __bytes__(self) -> bytes:
        from lxml import etree

        written = etree.tostring(
            self._root.getroottree(), encoding="UTF-8", xml_declaration=True
        )
        return bytes(written) + b"\n"

    def id_of(self, name: str) -> str:
        """The id of an announcement's entry; empty if it is not there."""
        return next((_text(entry, "id") for entry in self._named(name)), "")

    def put(self, announcement: Announcement, address: str, most: int) -> None:
        """Put an announcement in, in the place of its earlier entry if there is one.

        An entry keeps its id. Of our own entries the newest stay, all others do.

        Args:
            announcement: What it says.
            address: Where the feed is on the web; empty if that is not known.
            most: How many announcements stay.
        """
        known = self.id_of(announcement.id)
        own = f"announcement/{quote(announcement.id)}"
        entry = _entry(
            announcement, known or f"{_authority(announcement, address)}:{own}"
        )
        self._place(entry, list(self._named(announcement.id)))
        others = [one for one in self._ours() if one is not entry]
        others.sort(key=_updated, reverse=True)
        for old in others[most - 1 :]:
            self._root.remove(old)
        updated = self._root.find(f"{_ATOM}updated")
        if updated is None:
            _add(self._root, "updated", _moment(announcement))
        elif _updated(self._root) < announcement.at:
            updated.text = _moment(announcement)

    def _place(self, entry: Any, earlier: list[Any]) -> None:
        root = self._root
        first = root.find(f"{_ATOM}entry")
        if earlier:
            entry.tail = earlier[0].tail
            root.replace(earlier[0], entry)
            for double in earlier[1:]:
                root.remove(double)
        elif first is not None:
            before = first.getprevious()
            entry.tail = root.text if before is None else before.tail
            first.addprevious(entry)
        elif len(root) and root[-1].tail:
            entry.tail, root[-1].tail = root[-1].tail, "\n  "
            root.append(entry)
        else:
            root.append(entry)

    def remove(self, name: str) -> bool:
        """Take an announcement out; whether it was there."""
        found = list(self._named(name))
        for entry in found:
            self._root.remove(entry)
        return bool(found)

    def _ours(self) -> Iterator[Any]:
        for entry in self._root.findall(f"{_ATOM}entry"):
            if _OURS.fullmatch(_text(entry, "id")):
                yield entry

    def _named(self, name: str) -> Iterator[Any]:
        for entry in self._ours():
            found = _OURS.fullmatch(_text(entry, "id"))
            if found and found["name"] == quote(name):
                yield entry


def _entry(announcement: Announcement, name: str) -> Any:
    from lxml import etree

    # With the feed as its parent it gets no name space of its own.
    feed = etree.Element(f"{_ATOM}feed", nsmap={None: _ATOM.strip("{}")})
    entry = etree.SubElement(feed, f"{_ATOM}entry")
    entry.set(_LANG, announcement.language)
    _add(entry, "id", name)
    _add(entry, "title", announcement.subject)
    _add(entry, "updated", _moment(announcement))
    _add_author(entry, announcement)
    for link in announcement.links:
        media_type = mimetypes.guess_type(link.name)[0] or "application/octet-stream"
        _add(
            entry,
            "link",
            rel="enclosure",
            type=media_type,
            title=link.name,
            href=link.address,
        )
    _add(entry, "content", _fragment(announcement.html), type="html")
    etree.indent(entry, level=1)
    return entry


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    child = etree.SubElement(parent, f"{_ATOM}{name}")
    child.text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text) or None
    for key, value in attributes.items():
        child.set(key, _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value))
    return child


def _add_author(parent: Any, announcement: Announcement) -> None:
    name, mail = parseaddr(announcement.sender.address)
    author = _add(parent, "author")
    _add(author, "name", name or announcement.sender.course or mail or "syllabus")
    if mail:
        _add(author, "email", mail)


def _fragment(page: str) -> str:
    """What a page says, without what makes it a page by itself."""
    from lxml import html as pages

    if not page.strip():
        return ""
    body = pages.document_fromstring(page).body
    inner = [html.escape(body.text or "", quote=False)]
    inner += [pages.tostring(child, encoding="unicode") for child in body]
    return "".join(inner).strip()


def _authority(announcement: Announcement, address: str) -> str:
    """Who gives names, and since when: ``tag:cs.example.edu,2026-11-25``."""
    _, mail = parseaddr(announcement.sender.address)
    host = urlsplit(address).hostname or mail.rpartition("@")[2] or "localhost"
    ascii_host = host.encode("idna").decode()
    day = announcement.at.astimezone(dt.UTC).date()
    return f"tag:{ascii_host},{day}"


def _moment(announcement: Announcement) -> str:
    return announcement.at.isoformat(timespec="seconds")


def _text(parent: Any, name: str) -> str:
    return (parent.findtext(f"{_ATOM}{name}") or "").strip()


def _updated(parent: Any) -> dt.datetime:
    """When it was updated; long ago where that cannot be read."""
    try:
        found = dt.datetime.fromisoformat(_text(parent, "updated"))
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
