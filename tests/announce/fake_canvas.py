"""A Canvas on loopback that refuses what a real one refuses, in the same words.

It has one course, and a second host where files are kept. What a real site takes
without a word and then does otherwise (parameters that it does not have) or what must
never happen (the token at another host) is a wrong: tests hold `wrongs` empty.

Sources: https://developerdocs.instructure.com/services/canvas (Basics: “Throttling”,
“Pagination”, “File Uploads”; Resources: “Courses”, “Sections”, “Discussion Topics”,
“Files”), and of Canvas itself, for what these pages leave open:
``app/middleware/request_throttle.rb``, ``lib/authentication_methods.rb`` (401 and 403),
``app/controllers/discussion_topics_controller.rb`` (a plain discussion for who may not
announce, attachments left out in silence) and ``gems/canvas_sanitize``.
"""

from __future__ import annotations

import contextlib
import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.announce.canvas_files import (
    COSTS,
    JSON,
    CanvasFiles,
    Fields,
    File,
    SaysNoError,
    as_json,
    errors,
    gone,
    taken_out,
)
from tests.announce.webserver import Reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.announce.webserver import Part, Request

TOKEN = "1017~canary-canvas-token"
COURSE = 12

_BEARER = ("WWW-Authenticate", 'Bearer realm="canvas-lms"')
_EMPTY = (
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Rate-Limit-Remaining", "0.0"),
)
THROTTLED = Reply(403, b"403 Forbidden (Rate Limit Exceeded)\n", _EMPTY)
THROTTLED_TOO = Reply(429, b"429 Too Many Requests (Rate Limit Exceeded)\n", _EMPTY)
PAGE = Reply(200, b"<!DOCTYPE html><h1>Canvas</h1>", (("Content-Type", "text/html"),))

_TOPIC = {"title", "message", "delayed_post_at", "specific_sections", "attachment"}
ROUTES: dict[str, tuple[str, set[str]]] = {
    r"GET courses/([^/]+)": ("course", {"include[]"}),
    r"GET courses/([^/]+)/sections": ("sections", {"per_page", "page"}),
    r"GET courses/([^/]+)/files/quota": ("room", set()),
    r"POST courses/([^/]+)/files": (
        "begin_upload",
        {"name", "size", "content_type", "parent_folder_path", "on_duplicate"},
    ),
    r"GET files/(\d+)/create_success": ("end_upload", {"uuid"}),
    r"GET files/(\d+)": ("file", set()),
    r"GET courses/([^/]+)/files/(\d+)": ("course_file", set()),
    r"GET courses/([^/]+)/discussion_topics": (
        "topics",
        {"only_announcements", "per_page", "page"},
    ),
    r"POST courses/([^/]+)/discussion_topics": (
        "new_topic",
        _TOPIC | {"is_announcement"},
    ),
    r"PUT courses/([^/]+)/discussion_topics/(\d+)": (
        "change_topic",
        _TOPIC | {"remove_attachment"},
    ),
    r"DELETE courses/([^/]+)/discussion_topics/(\d+)": ("delete_topic", set()),
    r"GET courses/([^/]+)/folders/by_path/(.+)": ("folders", {"per_page"}),
    r"DELETE folders/(\d+)": ("delete_folder", {"force"}),
}
"""What it answers, and the parameters that the documentation names and we use."""


@dataclass
class Topic:
    """A discussion, or an announcement."""

    id: int
    title: str
    message: str
    announcement: bool
    sections: tuple[int, ...] = ()
    delayed: str = ""
    attached: File | None = None


@dataclass
class FakeCanvas(CanvasFiles):
    """A site, and how it is set up; tests change it between requests."""

    topics: dict[int, Topic] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    after: list[tuple[str, Reply]] = field(default_factory=list)
    """The same as `instead`, but after it was done."""
    may_announce: bool = True
    may_attach: bool = True
    refused_token: str = "Invalid access token."
    page_length: int = 10
    """The most that a page has, however many are asked for."""

    @property
    def course(self) -> str:
        """The course's address, as a browser shows it."""
        return f"{self.site.address}/courses/{COURSE}"

    @property
    def host(self) -> str:
        """The site's host, as messages name it."""
        return self.site.address.removeprefix("http://")

    @property
    def store_host(self) -> str:
        """The host of its files."""
        return self.store.address.removeprefix("http://")

    @property
    def announcements(self) -> list[Topic]:
        return [topic for topic in self.topics.values() if topic.announcement]

    def asked(self, kind: str) -> int:
        """How often something was asked for, by the names of `ROUTES`."""
        return sum(_route(request)[0] == kind for request in self.site.requests)

    # The site.

    def answer(self, request: Request) -> Reply:
        """Answer a request for data."""
        try:
            return self._answer(request)
        except SaysNoError as no:
            return no.reply

    def _answer(self, request: Request) -> Reply:
        if taken := re.fullmatch(r"/files/(\d+)/download\?verifier=.+", request.path):
            return Reply(200, self.files[int(taken[1])].content)
        if request.path == "/files_api":
            return self.keep(request)
        kind, known, found = _route(request)
        if TOKEN in request.path:
            self.wrongs.append("the token stands where it is logged")
        if reply := taken_out(self.instead, kind):
            return reply
        self._check_token(request)
        query = parse_qsl(urlsplit(request.path).query, keep_blank_values=True)
        fields, file = _fields(request)
        for name in {name for name, _ in [*query, *fields.items()]} - known:
            self.wrongs.append(f"{kind} has no parameter {name}")
        if found and kind not in ("end_upload", "file", "delete_folder"):
            self._check_course(found[0])
        data = getattr(self, f"_{kind}")(*found, {**dict(query), **fields}, file)
        if reply := taken_out(self.after, kind):
            return reply
        reply = data if isinstance(data, Reply) else Reply(200, as_json(data))
        return Reply(reply.status, reply.body, (JSON, *COSTS, *reply.headers))

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("Authorization")
        if given is None:
            words = "user authorization required"
            raise SaysNoError(401, errors(words, status="unauthenticated"), _BEARER)
        if given != f"Bearer {TOKEN}":
            raise SaysNoError(401, errors(self.refused_token), _BEARER)

    def _check_course(self, course: str) -> None:
        if course not in (str(COURSE), "sis_course_id:DL-7"):
            raise gone()

    def _course(self, _course: str, fields: Fields, _file: Part | None) -> Any:
        known = {"id": COURSE, "name": "Deep Learning Systems"}
        if fields.get("include[]") == "permissions":
            rights = {"create_discussion_topic": True}
            rights["create_announcement"] = self.may_announce
            known["permissions"] = rights
        return known

    def _sections(self, course: str, fields: Fields, _file: Part | None) -> Reply:
        rows = [{"id": id_, "name": name} for id_, name in self.sections.items()]
        return self._page(f"courses/{course}/sections", rows, fields)

    def _page(self, path: str, rows: list[Any], fields: Fields) -> Reply:
        """A page of a list; the marks of the others are to be followed, not made."""
        length = min(int(fields.get("per_page", 10)), self.page_length)
        mark = fields.pop("page", "bookmark:0")
        if not mark.startswith("bookmark:"):
            self.wrongs.append("the address of a page was made up")
        first = int(mark.removeprefix("bookmark:"))
        links = {"current": first, "first": 0}
        if first + length < len(rows):
            links["next"] = first + length
        address = f"{self.site.address}/api/v1/{path}"
        shown = ",".join(
            f"<{address}?{urlencode({**fields, 'page': f'bookmark:{at}'})}>; "
            f'rel="{name}"'
            for name, at in links.items()
        )
        return Reply(200, as_json(rows[first : first + length]), (("link", shown),))

    def _topics(self, course: str, fields: Fields, _file: Part | None) -> Reply:
        wanted = fields.get("only_announcements") == "true"
        rows = [
            self._topic_data(topic)
            for topic in reversed(self.topics.values())
            if topic.announcement == wanted
        ]
        return self._page(f"courses/{course}/discussion_topics", rows, fields)

    def _new_topic(self, _course: str, fields: Fields, file: Part | None) -> Any:
        # Who may not announce gets a discussion, and no word of it.
        announces = fields.get("is_announcement") == "true" and self.may_announce
        topic = Topic(self.number(), "", "", announces)
        self._fill(topic, fields, file)
        self.topics[topic.id] = topic
        return self._topic_data(topic)

    def _change_topic(
        self, _course: str, id_: str, fields: Fields, file: Part | None
    ) -> Any:
        topic = self._topic(id_)
        self.check_right(given=self.may_announce)
        if "remove_attachment" in fields:
            topic.attached = None
        self._fill(topic, fields, file)
        return self._topic_data(topic)

    def _fill(self, topic: Topic, fields: Fields, file: Part | None) -> None:
        title = fields.get("title", topic.title)
        if not title or len(title) > 255:
            wrong = {"attribute": "title", "type": "too_long", "message": "too_long"}
            raise SaysNoError(400, {"errors": {"title": [wrong]}})
        if wanted := fields.get("specific_sections"):
            everybody = wanted == "all"
            topic.sections = () if everybody else tuple(map(int, wanted.split(",")))
            if set(topic.sections) - self.sections.keys():
                raise gone()
        topic.title = title
        topic.message = sanitized(fields.get("message", topic.message))
        if "delayed_post_at" in fields:
            topic.delayed = fields["delayed_post_at"]
        if file and self.may_attach:
            assert file.file is not None
            kept = File(self.number(), _named(file.file), "unfiled", file.media_type)
            kept.content, kept.there = file.content, True
            self.files[kept.id] = topic.attached = kept

    def _delete_topic(
        self, _course: str, id_: str, _fields: Fields, _file: Part | None
    ) -> Any:
        topic = self._topic(id_)
        self.check_right(given=self.may_announce)
        del self.topics[topic.id]
        return {"id": topic.id, "workflow_state": "deleted"}

    def _topic(self, id_: str) -> Topic:
        if int(id_) not in self.topics:
            raise gone()
        return self.topics[int(id_)]

    def _topic_data(self, topic: Topic) -> dict[str, Any]:
        attached = [self._file_data(topic.attached)] if topic.attached else []
        return {
            "id": topic.id,
            "title": topic.title,
            "message": topic.message,
            "posted_at": None if topic.delayed else "2026-11-25T12:00:00Z",
            "delayed_post_at": topic.delayed or None,
            "is_section_specific": bool(topic.sections),
            "sections": [{"id": id_} for id_ in topic.sections],
            "attachments": attached,
        }


@contextlib.contextmanager
def fake_canvas() -> Iterator[FakeCanvas]:
    """Run a site with its course, and where its files are kept."""
    canvas = FakeCanvas()
    with serving(canvas.answer) as site, serving(canvas.keep) as store:
        canvas.site, canvas.store = site, store
        yield canvas


def _route(request: Request) -> tuple[str, set[str], tuple[str, ...]]:
    """What is asked for: its name, its parameters, and the numbers in its path."""
    path = urlsplit(request.path).path
    asked = f"{request.method} {path.removeprefix('/api/v1/')}"
    for pattern, (kind, known) in ROUTES.items():
        if path.startswith("/api/v1/") and (found := re.fullmatch(pattern, asked)):
            return kind, known, found.groups()
    raise gone()


def _fields(request: Request) -> tuple[Fields, Part | None]:
    if not request.body:
        return {}, None
    if not request.headers["Content-Type"].startswith("multipart/"):
        return dict(request.fields), None
    parts = request.parts
    fields = {part.name: part.content.decode() for part in parts if not part.file}
    files = [part for part in parts if part.file]
    assert [part.name for part in files] == ["attachment"]
    return fields, files[0]


def _named(name: str) -> str:
    """A file's name as Rack reads it: what browsers escaped is what it was."""
    escaped = re.findall(r"%.?.?", name)
    whole = all(re.fullmatch(r"%[0-9a-fA-F]{2}", one) for one in escaped)
    return unquote(name) if whole else name


_KEPT = {
    "a",
    "b",
    "br",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "li",
    "ol",
    "p",
    "span",
    "strong",
    "ul",
}
_ATTRIBUTES = {"style", "class", "id", "title", "role", "lang", "dir", "href"}


def sanitized(text: str) -> str:
    """What Canvas leaves of HTML: no comments, no attributes and elements of a page."""
    cleaner = _Cleaner(convert_charrefs=False)
    cleaner.feed(text)
    cleaner.close()
    return "".join(cleaner.kept)


class _Cleaner(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _KEPT:
            left = [(n, v or "") for n, v in attrs if n in _ATTRIBUTES]
            shown = "".join(f' {name}="{html.escape(value)}"' for name, value in left)
            self.kept.append(f"<{tag}{shown}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _KEPT:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.kept.append(f"&#{name};")
