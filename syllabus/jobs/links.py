"""Ask for the links of courses: what became of each address, remembered for a day."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syllabus.core.world.links import FINE, Answer
from syllabus.jobs.web import (
    CertificateError,
    CutError,
    NoAnswerError,
    NoHostError,
    PrivateError,
    Response,
    Web,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syllabus.jobs.cache import Cache

AGE = dt.timedelta(days=1)
"""How long a good answer is taken for granted. Bad ones are asked for again each time:
somebody may have mended them."""

_AT_ONCE = 16
_FOR_GOOD = {301, 308}
_GONE = {404, 410}
_WAIT = {429, *range(500, 600)}
_KNOWS_ITS_OWN = {"doi.org", "dx.doi.org"}
"""Hosts whose redirect is proof: they have a register of what they lead to."""

_STAND_IN = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org|edu)|example|invalid)")
"""Hosts for examples (RFC 2606; example.edu is kept for them, too). `syllabus new` lays
them down, and nobody needs to be asked whether they were left."""

_MISSING = "/syllabus-asks-for-what-is-surely-not-there"
_NOT_FOUND = re.compile(
    r"\b404\b|not found|page missing|no longer (?:exists?|available)"
    r"|does(?:n[’']t| not) exist|nicht gefunden|introuvable|no encontrad"
    r"|no se encuentra|non trovat|找不到|غير موجود",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_FRONT = re.compile(r"/?(?:index\.\w+|home/?|default\.\w+)?", re.IGNORECASE)


def ask_all(
    addresses: Iterable[str], web: Web, cache: Cache, now: dt.datetime
) -> dict[str, Answer]:
    """Ask for addresses, those of different hosts at the same time.

    Args:
        addresses: Of web pages.
        web: Asks for them, and for nothing afterwards.
        cache: Remembers good answers for a day (`AGE`).
        now: The moment, aware.
    """
    memory = _Memory(cache, now)
    answers: dict[str, Answer] = {}
    by_host: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        if known := memory.get(address):
            answers[address] = known
        else:
            by_host.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    if not by_host:
        return answers
    asker = Asker(web)

    def ask_host(its: list[str]) -> list[tuple[str, Answer]]:
        return [(address, asker.ask(address)) for address in its]

    with ThreadPoolExecutor(min(_AT_ONCE, len(by_host))) as threads:
        try:
            for found in threads.map(ask_host, by_host.values()):
                answers.update(found)
                for address, answer in found:
                    memory.put(address, answer)
        finally:
            web.stop()  # where this ends early, nobody waits for the rest
    return answers


@dataclass(frozen=True)
class _Memory:
    """The good answers of the last day."""

    cache: Cache
    now: dt.datetime

    def get(self, address: str) -> Answer | None:
        stored = self.cache.get(self.cache.key("link", address))
        if stored is None:
            return None
        known = json.loads(stored)
        asked = dt.datetime.fromisoformat(known.pop("asked"))
        young = dt.timedelta(0) <= self.now - asked < AGE
        return Answer(**known) if young else None

    def put(self, address: str, answer: Answer) -> None:
        if answer.code in {"", "link-moved"}:
            known = {**asdict(answer), "asked": self.now.isoformat()}
            self.cache.put(self.cache.key("link", address), json.dumps(known).encode())


class Asker:
    """Finds out what became of addresses."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._missing: dict[str, tuple[Response, ...] | None] = {}
        self._asking = Lock()

    def ask(self, address: str) -> Answer:
        """What became of an address."""
        host = urlsplit(address).hostname or ""
        if _STAND_IN.fullmatch(host):
            return Answer("link-dead", f"{host} is a host for examples")
        try:
            return self._judged(self._chain(address), address)
        except NoHostError as error:
            return Answer("link-dead", f"there is no host {error}")
        except PrivateError as error:
            return Answer("link-private", f"{error} is in a private network")
        except CertificateError as error:
            return Answer("link-certificate", str(error))
        except NoAnswerError as error:
            return Answer("link-unanswered", str(error))

    def _chain(self, address: str) -> tuple[Response, ...]:
        """The answers to an address, the last of which is no redirect.

        Some hosts refuse HEAD or answer it wrongly; then they are asked with GET.
        """
        try:
            chain = self._followed("HEAD", address)
        except CutError:
            return self._followed("GET", address)
        bad = chain[-1].status >= 400 and chain[-1].status not in _WAIT
        return self._followed("GET", address) if bad else chain

    def _followed(self, method: str, address: str) -> tuple[Response, ...]:
        chain = []
        for response in self._web.follow(method, address):
            chain.append(response)
            if urlsplit(response.address).hostname in _KNOWS_ITS_OWN:
                break
        return tuple(chain)

    def _judged(self, chain: tuple[Response, ...], address: str) -> Answer:
        last = chain[-1]
        if last.status in _GONE:
            return Answer("link-dead", last.told)
        if last.status in _WAIT:
            return Answer("link-unanswered", last.told)
        if last.status >= 400:
            return Answer("link-refused", last.told)
        if last.status >= 300 and not last.location:
            return Answer("link-unanswered", f"{last.told}, without an address")
        if why := self._soft(chain, address):
            return Answer("link-soft-404", why)
        new = _moved_to(chain)
        return Answer("link-moved", address=new) if new else FINE

    def _soft(self, chain: tuple[Response, ...], address: str) -> str:
        """Why a page that answers is most likely not the one that was meant."""
        last = chain[-1]
        if not _is_page(last) or _FRONT.fullmatch(urlsplit(address).path):
            return ""
        if len(chain) > 1 and _is_front_of(last.address, address):
            return "it leads to the front page of its host"
        missing = self._missing_on(last.address)
        if missing is None:
            return ""
        if last.address == missing[-1].address:
            return "it leads to where its host sends all that is not there"
        page = self._followed("GET", last.address)[-1]
        if _NOT_FOUND.search(title := _title(page.body)):
            return f"its title is “{title}”"
        if _bare(page) == _bare(missing[-1]):
            return "it is the page that its host shows for all that is not there"
        return ""

    def _missing_on(self, address: str) -> tuple[Response, ...] | None:
        """What a host says of an address that is surely not there.

        None if it says that it is not there, or nothing.
        """
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        with self._asking:
            if host in self._missing:
                return self._missing[host]
        try:
            chain: tuple[Response, ...] | None = self._followed("GET", host + _MISSING)
        except (NoAnswerError, NoHostError, PrivateError, CertificateError):
            chain = None
        if chain and not _is_page(chain[-1]):
            chain = None
        with self._asking:
            self._missing[host] = chain
        return chain


def _moved_to(chain: tuple[Response, ...]) -> str:
    """Where permanent redirects lead; empty if there is none in front."""
    new = ""
    for response in chain:
        if response.status not in _FOR_GOOD or not response.location:
            break
        new = response.location
    return new


def _is_page(response: Response) -> bool:
    kind = response.headers.get_content_type()
    return 200 <= response.status < 300 and "html" in kind


def _is_front_of(address: str, asked: str) -> bool:
    """Whether an address is the front page of the host that was asked."""
    found, meant = urlsplit(address), urlsplit(asked)
    same = _without_www(found.hostname) == _without_www(meant.hostname)
    return same and not found.query and found.path in {"", "/"}


def _without_www(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _title(body: bytes) -> str:
    found = _TITLE.search(body)
    text = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    return " ".join(text.split())[:100]


def _bare(page: Response) -> bytes:
    """A page without what it repeats of its own address."""
    body = page.body
    for part in {page.address, urlsplit(page.address).path}:
        body = body.replace(part.encode(), b"")
    return body
