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
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.announce.webserver import Reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.announce.webserver import Part, Request, WebServer

TOKEN = "1017~canary-canvas-token"
COURSE = 12
VALID_SECONDS = 30 * 60

_JSON = ("Content-Type", "application/json; charset=utf-8")
_COSTS = (("X-Request-Cost", "0.0412"), ("X-Rate-Limit-Remaining", "599.95"))
_BEARER = ("WWW-Authenticate", 'Bearer realm="canvas-lms"')
_EMPTY = (
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Rate-Limit-Remaining", "0.0"),
)
THROTTLED = Reply(403, b"403 Forbidden (Rate Limit Exceeded)\n", _EMPTY)
THROTTLED_TOO = Reply(429, b"429 Too Many Requests (Rate Limit Exceeded)\n", _EMPTY)
PAGE = Reply(200, b"<!DOCTYPE html><h1>Canvas</h1>", (("Content-Type", "text/html"),))

Fields = dict[str, str]

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


class SaysNoError(Exception):
    """A refusal, as an answer."""

    def __init__(self, status: int, told: Any, *headers: tuple[str, str]) -> None:
        super().__init__(status)
        self.reply = Reply(status, _data(told), (_JSON, *_COSTS, *headers))


def errors(*messages: str, **more: Any) -> dict[str, Any]:
    """The usual form of what Canvas says when it refuses."""
    return {**more, "errors": [{"message": message} for message in messages]}


@dataclass
class File:
    """A file of the course; it is there once its upload is finished."""

    id: int
    name: str
    folder: str
    media_type: str
    content: bytes = b""
    there: bool = False


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
class FakeCanvas:
    """A site, and how it is set up; tests change it between requests."""

    topics: dict[int, Topic] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    instead: list[tuple[str, Reply]] = field(default_factory=list)
    """What comes instead of an answer to the next request of a kind, such as
    ``new_topic``; nothing is done."""
    after: list[tuple[str, Reply]] = field(default_factory=list)
    """The same, but after it was done."""
    late: list[float] = field(default_factory=list)
    """Seconds that pass before the next files come to where they are kept."""
    created: bool = False
    """Whether files are answered with 201, not with a redirect."""
    leads_to: str = ""
    """Where the answer to a file leads instead; “-” for nowhere, with the file."""
    may_announce: bool = True
    may_attach: bool = True
    may_upload: bool = True
    old_words: bool = False
    """Whether a missing right is 401, as on older sites."""
    refused_token: str = "Invalid access token."
    quota: int = 500_000_000
    page_length: int = 10
    """The most that a page has, however many are asked for."""
    site: WebServer = field(init=False)
    store: WebServer = field(init=False)
    _next: int = 100

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

    def number(self) -> int:
        self._next += 1
        return self._next

    # The site.

    def answer(self, request: Request) -> Reply:
        """Answer a request for data."""
        try:
            return self._answer(request)
        except SaysNoError as no:
            return no.reply

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith("/login"):
            return PAGE
        if taken := re.fullmatch(r"/files/(\d+)/download\?verifier=.+", request.path):
            return Reply(200, self.files[int(taken[1])].content)
        kind, known, found = _route(request)
        if TOKEN in request.path:
            self.wrongs.append("the token stands where it is logged")
        if reply := _taken_out(self.instead, kind):
            return reply
        self._check_token(request)
        query = parse_qsl(urlsplit(request.path).query, keep_blank_values=True)
        fields, file = _fields(request)
        for name in {name for name, _ in [*query, *fields.items()]} - known:
            self.wrongs.append(f"{kind} has no parameter {name}")
        if found and kind not in ("end_upload", "file", "delete_folder"):
            self._check_course(found[0])
        data = getattr(self, f"_{kind}")(*found, {**dict(query), **fields}, file)
        if reply := _taken_out(self.after, kind):
            return reply
        reply = data if isinstance(data, Reply) else Reply(200, _data(data))
        return Reply(reply.status, reply.body, (_JSON, *_COSTS, *reply.headers))

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("Authorization")
        if given is None:
            words = "user authorization required"
            raise SaysNoError(401, errors(words, status="unauthenticated"), _BEARER)
        if given != f"Bearer {TOKEN}":
            raise SaysNoError(401, errors(self.refused_token), _BEARER)

    def _check_course(self, course: str) -> None:
        if course not in (str(COURSE), "sis_course_id:DL-7"):
            raise SaysNoError(404, errors("The specified resource does not exist."))

    def _check_right(self, *, given: bool) -> None:
        if not given:
            words = "user not authorized to perform that action"
            status = 401 if self.old_words else 403
            raise SaysNoError(status, errors(words, status="unauthorized"))

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
        return Reply(200, _data(rows[first : first + length]), (("link", shown),))

    def _room(self, _course: str, _fields: Fields, _file: Part | None) -> Any:
        self._check_right(given=self.may_upload)
        used = sum(len(file.content) for file in self.files.values() if file.there)
        return {"quota": self.quota, "quota_used": used}

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
        self._check_right(given=self.may_announce)
        if "remove_attachment" in fields:
            topic.attached = None
        self._fill(topic, fields, file)
        return self._topic_data(topic)

    def _fill(self, topic: Topic, fields: Fields, file: Part | None) -> None:
        title = fields.get("title", topic.title)
        if not title or len(title) > 255:
            wrong = {"attribute": "title", "type": "too_long", "message": "too_long"}
            raise SaysNoError(400, {"errors": {"title": [wrong]}})
        wanted = fields.get("specific_sections", "all")
        sections = [] if wanted == "all" else [int(s) for s in wanted.split(",")]
        if set(sections) - self.sections.keys():
            raise SaysNoError(404, errors("The specified resource does not exist."))
        topic.title, topic.sections = title, tuple(sections)
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
        self._check_right(given=self.may_announce)
        del self.topics[topic.id]
        return {"id": topic.id, "workflow_state": "deleted"}

    def _topic(self, id_: str) -> Topic:
        if int(id_) not in self.topics:
            raise SaysNoError(404, errors("The specified resource does not exist."))
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

    # Files: told of here, brought to the store, and confirmed here.

    def _begin_upload(self, _course: str, fields: Fields, _file: Part | None) -> Any:
        self._check_right(given=self.may_upload)
        if int(fields["size"]) > self._room("", {}, None)["quota"]:
            raise SaysNoError(400, {"message": "file size exceeds quota"})
        if fields["on_duplicate"] not in ("overwrite", "rename"):
            raise SaysNoError(400, {"message": "invalid on_duplicate option"})
        path = fields["parent_folder_path"]
        for depth in range(1, path.count("/") + 2):
            step = "/".join(path.split("/")[:depth])
            self.folders.setdefault(step, self.number())
        file = File(self.number(), fields["name"], path, fields["content_type"])
        self.files[file.id] = file
        params = self._signed(file)
        return {"upload_url": f"{self.store.address}/bucket", "upload_params": params}

    def _signed(self, file: File) -> dict[str, Any]:
        """What must come with a file, as it is and in this order."""
        return {
            "key": f"account_1/attachments/{file.id}/{file.name}",
            "x-amz-credential": "canary-amz-credential",
            "Policy": "eyJleHBpcmF0aW9uIjoi",
            "success_action_status": 201,
            "content-type": file.media_type,
            "x-amz-signature": None,
        }

    def keep(self, request: Request) -> Reply:
        """Answer where files are kept: S3, in most places."""
        if request.headers.get("Authorization"):
            self.wrongs.append("the token was sent to where files are kept")
            return _xml(400, "InvalidArgument")
        if request.method == "GET":  # where an answer can lead
            return Reply(200, _data({"id": 1}), (_JSON,))
        if reply := _taken_out(self.instead, "keep"):
            return reply
        *signed, last = request.parts
        found = re.search(r"attachments/(\d+)/", signed[0].content.decode())
        file = self.files[int(found[1])] if found else None
        if last.name != "file" or last.file is None or file is None:
            return _xml(400, "InvalidArgument")
        wanted = [
            (name, "" if value is None else str(value))
            for name, value in self._signed(file).items()
        ]
        if [(part.name, part.content.decode()) for part in signed] != wanted:
            return _xml(403, "SignatureDoesNotMatch")
        if self.late and self.late.pop(0) > VALID_SECONDS:
            return _xml(403, "AccessDenied")  # “Policy expired.”
        file.content = last.content
        return self._kept(file)

    def _kept(self, file: File) -> Reply:
        if self.leads_to == "-":
            self._take_place(file)
            return Reply(201, _data(self._file_data(file)), (_JSON,))
        site = f"{self.site.address}/api/v1/files/{file.id}"
        if self.created:
            self._take_place(file)
        else:
            site += f"/create_success?uuid=canary-uuid-{file.id}"
        where = ("Location", self.leads_to or site)
        return Reply(201 if self.created else 301, b"", (where,))

    def _take_place(self, file: File) -> None:
        """It is there from now on, in the place of another of its name."""
        for other in list(self.files.values()):
            same = (other.folder, other.name) == (file.folder, file.name)
            if same and other.there:
                del self.files[other.id]
        file.there = True

    def _end_upload(self, id_: str, fields: Fields, _file: Part | None) -> Any:
        file = self.files[int(id_)]
        if fields["uuid"] != f"canary-uuid-{file.id}":
            raise SaysNoError(404, errors("The specified resource does not exist."))
        self._take_place(file)
        return self._file_data(file)

    def _file(self, id_: str, _fields: Fields, _file: Part | None) -> Any:
        file = self.files.get(int(id_))
        if file is None or not file.there:
            raise SaysNoError(404, errors("The specified resource does not exist."))
        return self._file_data(file)

    def _course_file(
        self, _course: str, id_: str, fields: Fields, file: Part | None
    ) -> Any:
        return self._file(id_, fields, file)

    def _file_data(self, file: File) -> dict[str, Any]:
        return {
            "id": file.id,
            "display_name": file.name,
            "content-type": file.media_type,
            "size": len(file.content),
            "url": f"{self.site.address}/files/{file.id}/download?verifier=canary",
        }

    def _folders(
        self, _course: str, path: str, _fields: Fields, _file: Part | None
    ) -> Any:
        path = unquote(path)
        if path not in self.folders:
            raise SaysNoError(404, errors("The specified resource does not exist."))
        steps = [path.rsplit("/", n)[0] for n in range(path.count("/"), -1, -1)]
        root = {"id": 1, "full_name": "course files"}
        return [root, *({"id": self.folders[s], "full_name": s} for s in steps)]

    def _delete_folder(self, id_: str, fields: Fields, _file: Part | None) -> Any:
        (path,) = [p for p, number in self.folders.items() if number == int(id_)]
        inside = [file for file in self.files.values() if file.folder == path]
        if inside and fields.get("force") != "true":
            raise SaysNoError(400, {"message": "Can't delete a folder with content"})
        del self.folders[path]
        for file in inside:
            del self.files[file.id]
        return {"id": int(id_)}


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
    raise SaysNoError(404, errors("The specified resource does not exist."))


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


def _taken_out(replies: list[tuple[str, Reply]], kind: str) -> Reply | None:
    for at, (wanted, reply) in enumerate(replies):
        if wanted == kind:
            del replies[at]
            return reply
    return None


def _data(told: Any) -> bytes:
    return json.dumps(told).encode()


def _xml(status: int, code: str) -> Reply:
    words = "<Message>canary-message</Message>"
    return Reply(status, f"<Error><Code>{code}</Code>{words}</Error>".encode())


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
