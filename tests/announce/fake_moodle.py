"""A Moodle on loopback that refuses what a real one refuses, in the same words.

It has one forum with the functions that the target uses. What a real site takes
without a word and then loses (files beyond a limit, areas that are not ours) or would
write into its logs (a token in an address) is a wrong: tests hold `wrongs` empty.

Sources: https://docs.moodle.org/dev/Web_services_files_handling, and of Moodle 4:
``webservice/rest/locallib.php``, ``webservice/upload.php``, ``webservice/lib.php``,
``mod/forum/externallib.php``.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.announce.webserver import CUT, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.announce.webserver import Request, WebServer

TOKEN = "0123456789abcdef0123456789abcdef"
CMID, FORUM, COURSE, ME = 41, 7, 3, 12
MAINTENANCE = Reply(
    503,
    b"<!DOCTYPE html><h1>The site is undergoing maintenance</h1>",
    (("Retry-After", "300"), ("Content-Type", "text/html")),
)

_REQUIRED = object()
_SETTINGS = ("moodlewssettingraw", "moodlewssettingfilter", "moodlewssettingfileurl")
_OPTION = {"name": ("alphanum", _REQUIRED), "value": ("raw", _REQUIRED)}

PARAMETERS: dict[str, dict[str, tuple[Any, Any]]] = {
    "core_webservice_get_site_info": {},
    "core_course_get_course_module": {"cmid": ("int", _REQUIRED)},
    "core_files_get_unused_draft_itemid": {},
    "core_group_get_activity_allowed_groups": {
        "cmid": ("int", _REQUIRED),
        "userid": ("int", 0),
    },
    "mod_forum_get_forums_by_courses": {"courseids": (["int"], [])},
    "mod_forum_can_add_discussion": {
        "forumid": ("int", _REQUIRED),
        "groupid": ("int", None),
    },
    "mod_forum_add_discussion": {
        "forumid": ("int", _REQUIRED),
        "subject": ("text", _REQUIRED),
        "message": ("raw", _REQUIRED),
        "groupid": ("int", 0),
        "options": ([_OPTION], []),
    },
    "mod_forum_get_forum_discussions": {
        "forumid": ("int", _REQUIRED),
        "sortorder": ("int", -1),
        "page": ("int", -1),
        "perpage": ("int", 0),
        "groupid": ("int", 0),
    },
    "mod_forum_update_discussion_post": {
        "postid": ("int", _REQUIRED),
        "subject": ("text", ""),
        "message": ("raw", ""),
        "messageformat": ("int", 1),
        "options": ([_OPTION], []),
    },
    "mod_forum_delete_post": {"postid": ("int", _REQUIRED)},
}
"""Each function with the type and the default of its parameters."""


_FORMS = {"int": r"-?\d+", "alphanum": r"[A-Za-z0-9]+", "text": ".*", "raw": ".*"}


class SiteError(Exception):
    """What a function throws: its class, its code and its message."""

    def __init__(
        self, code: str, message: str = "", kind: str = "moodle_exception"
    ) -> None:
        super().__init__(message or f"[{code}]")
        self.code, self.kind = code, kind

    def reply(self) -> Reply:
        data = {
            "exception": self.kind,
            "errorcode": self.code,
            "message": str(self),
        }
        return Reply(body=json.dumps(data).encode())


def access(message: str) -> SiteError:
    """What Moodle throws where a token may not do something."""
    said = f"Access control exception ({message})"
    return SiteError("accessexception", said, "webservice_access_exception")


def invalid(message: str) -> SiteError:
    """What Moodle throws for parameters that are wrong."""
    said = f"Invalid parameter value detected ({message})"
    return SiteError("invalidparameter", said, "invalid_parameter_exception")


@dataclass
class Discussion:
    """A discussion with its first post, which has another number."""

    id: int
    subject: str
    message: str
    group: int
    pinned: bool
    files: dict[str, bytes]
    replies: int = 0

    @property
    def post(self) -> int:
        return self.id + 1000


@dataclass
class Moodle:
    """A site, and how it is set up; tests change it between requests."""

    web: WebServer
    discussions: list[Discussion] = field(default_factory=list)
    areas: dict[int, dict[str, bytes]] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    replies: dict[str, list[Reply | SiteError]] = field(default_factory=dict)
    """What comes instead of an answer to the next calls of a function."""
    after: dict[str, list[Reply | SiteError]] = field(default_factory=dict)
    """The same, but after the function has done its work."""
    functions: set[str] = field(default_factory=lambda: set(PARAMETERS))
    rest: bool = True
    maintenance: bool = False
    may_post: bool = True
    may_attach: bool = True
    may_pin: bool = True
    may_delete_answered: bool = False
    groups: tuple[int, ...] = ()
    most_of_site: int = 10_000_000
    most_of_forum: int = 0
    most_of_form: int = 20_000_000
    most_files: int = 9
    module: str = "forum"
    next: int = 1

    @property
    def forum(self) -> str:
        """The forum's address, as a browser shows it."""
        return f"{self.web.address}/lms/mod/forum/view.php?id={CMID}"

    def called(self, function: str) -> int:
        """How often a function was called, or ``upload``."""
        return sum(_function(request) == function for request in self.web.requests)

    def number(self) -> int:
        self.next += 1
        return self.next

    # What the site does with a request.

    def answer(self, request: Request) -> Reply:
        if TOKEN in request.path or any(TOKEN in v for v in request.headers.values()):
            self.wrongs.append("the token stands where it is logged")
        path, name = urlsplit(request.path).path, _function(request)
        for script in ("/lms/webservice/rest/server.php", "/lms/webservice/upload.php"):
            if path == script:
                return self._script(request, name)
        return Reply(404, b"<!DOCTYPE html>Not Found")

    def _script(self, request: Request, name: str) -> Reply:
        if self.replies.get(name):
            return _as_reply(self.replies[name].pop(0))
        upload = name == "upload"
        try:
            data = self._upload(request) if upload else self._serve(request)
        except SiteError as error:
            return _page_error(error) if upload else error.reply()
        if isinstance(data, Reply):
            return data
        if self.after.get(name):
            return _as_reply(self.after[name].pop(0))
        return Reply(body=json.dumps(data).encode())

    def _serve(self, request: Request) -> Any:
        if not self.rest:
            return Reply(403)
        fields = dict(request.fields) if request.method == "POST" else {}
        if fields.pop("moodlewsrestformat", "xml") != "json":
            return Reply(body=b'<?xml version="1.0"?><RESPONSE/>')
        self._authenticate(fields.pop("wstoken", ""))
        name = fields.pop("wsfunction", "")
        if name not in self.functions:
            raise access("Access to the function is not allowed.")
        for setting in _SETTINGS:
            fields.pop(setting, None)
        given = parameters(fields, PARAMETERS[name])
        function: Callable[..., Any] = getattr(self, f"_{name}")
        return function(**given)

    def _authenticate(self, token: str) -> None:
        if token != TOKEN:
            raise SiteError("invalidtoken", "Invalid token - token not found")
        if self.maintenance:
            raise SiteError("sitemaintenance", "The site is undergoing maintenance")

    def _upload(self, request: Request) -> Any:
        if len(request.body) > self.most_of_form:
            parts = []  # as PHP does beyond post_max_size
        else:
            parts = request.parts if request.method == "POST" else []
        fields = {p.name: p.content.decode() for p in parts if p.file is None}
        if "token" not in fields:
            raise SiteError("missingparam", "A required parameter (token) was missing")
        self._authenticate(fields["token"])
        item = int(fields.get("itemid", "0"))
        if item not in self.areas:
            self.wrongs.append(f"area {item} is not ours")
        return [self._keep(item, p.file, p.content) for p in parts if p.file]

    def _keep(self, item: int, name: str, content: bytes) -> dict[str, Any]:
        clean = re.sub(r"[\x00-\x1f&<>\"`|':\\/]", "", name)
        if len(content) > self.most_of_site:
            error = {"errortype": "fileoversized", "error": "The file is too large"}
            return {"filename": clean, **error}
        area = self.areas.setdefault(item, {})
        if clean in area:
            return {"filename": clean, "errortype": "filenameexist", "error": "exists"}
        area[clean] = content
        kept = {"component": "user", "filearea": "draft", "filepath": "/"}
        return {**kept, "itemid": item, "filename": clean, "userid": ME}

    # The functions.

    def _core_webservice_get_site_info(self) -> Any:
        functions = [{"name": n, "version": "1"} for n in sorted(self.functions)]
        return {
            "sitename": "Moodle",
            "userid": ME,
            "siteurl": f"{self.web.address}/lms",
            "functions": functions,
            "uploadfiles": 1,
            "usermaxuploadfilesize": self.most_of_site,
        }

    def _core_course_get_course_module(self, cmid: int) -> Any:
        if cmid != CMID:
            said = "Invalid course module ID"
            raise SiteError("invalidcoursemodule", said)
        known = {"id": cmid, "course": COURSE, "modname": self.module}
        return {"cm": {**known, "instance": FORUM}, "warnings": []}

    def _core_group_get_activity_allowed_groups(self, cmid: int, userid: int) -> Any:
        assert (cmid, userid) == (CMID, 0)
        groups = [{"id": one, "name": f"Section {one}"} for one in self.groups]
        return {"groups": groups, "canaccessallgroups": True, "warnings": []}

    def _core_files_get_unused_draft_itemid(self) -> Any:
        item = 900_000 + self.number()
        self.areas[item] = {}
        return {"component": "user", "filearea": "draft", "itemid": item}

    def _mod_forum_get_forums_by_courses(self, courseids: list[int]) -> Any:
        limits = {"maxbytes": self.most_of_forum, "maxattachments": self.most_files}
        forums = [
            {"id": FORUM + 1, "course": COURSE, "type": "general", **limits},
            {"id": FORUM, "course": COURSE, "type": "news", **limits},
        ]
        return forums if COURSE in courseids else []

    def _mod_forum_can_add_discussion(self, forumid: int, groupid: int | None) -> Any:
        self._known(forumid)
        return {
            "status": self._may_post(groupid if groupid is not None else -1),
            "canpindiscussions": self.may_pin,
            "cancreateattachment": self.may_attach and self.most_of_forum != 1,
            "warnings": [],
        }

    def _mod_forum_add_discussion(
        self,
        forumid: int,
        subject: str,
        message: str,
        groupid: int,
        options: list[dict[str, str]],
    ) -> Any:
        self._known(forumid)
        names = {"discussionpinned", "attachmentsid", "discussionsubscribe"}
        chosen = _chosen(options, names | {"inlineattachmentsid"})
        if not self._may_post(groupid):
            raise SiteError("cannotcreatediscussion", "Could not create new discussion")
        pinned = chosen.get("discussionpinned") == "1"
        if pinned and not self.may_pin:
            self.wrongs.append("pinning was asked for and is left out silently")
        files = self._attached(chosen.get("attachmentsid"))
        if groupid > 0 and not self.groups:
            self.wrongs.append("what is for a group goes to everybody")
            groupid = -1
        if len(subject) > 255:
            raise SiteError("dmlwriteexception", "Error writing to database")
        made = Discussion(
            self.number(), subject, message, groupid, pinned and self.may_pin, files
        )
        self.discussions.append(made)
        return {"discussionid": made.id, "warnings": []}

    def _mod_forum_get_forum_discussions(
        self, forumid: int, sortorder: int, page: int, perpage: int, groupid: int
    ) -> Any:
        self._known(forumid)
        if sortorder not in (-1, 1, 2, 3, 4, 5, 6):
            raise invalid(f"Invalid value for sortorder parameter ({sortorder})")
        newest = reversed(self.discussions)
        seen = [d for d in newest if groupid in (0, d.group) or d.group == -1]
        if page >= 0 and perpage:
            seen = seen[page * perpage : (page + 1) * perpage]
        return {"discussions": [_told(one) for one in seen], "warnings": []}

    def _mod_forum_update_discussion_post(
        self,
        postid: int,
        subject: str,
        message: str,
        messageformat: int,
        options: list[dict[str, str]],
    ) -> Any:
        found = self._found(postid)
        names = {"pinned", "discussionsubscribe", "inlineattachmentsid"}
        chosen = _chosen(options, names | {"attachmentsid"})
        if messageformat != 1:
            self.wrongs.append("what is HTML is called something else")
        found.subject = subject or found.subject
        found.message = message or found.message
        if "attachmentsid" in chosen and self.may_attach:
            found.files = self._attached(chosen["attachmentsid"])
        return {"status": True, "warnings": []}

    def _mod_forum_delete_post(self, postid: int) -> Any:
        found = self._found(postid)
        if found.replies and not self.may_delete_answered:
            said = "Sorry, that cannot be deleted as people have already responded"
            raise SiteError("couldnotdeletereplies", said)
        self.discussions.remove(found)
        return {"status": True, "warnings": []}

    def _known(self, forumid: int) -> None:
        if forumid != FORUM:
            said = "Can't find data record in database table forum."
            raise SiteError("invalidrecord", said, "dml_missing_record_exception")

    def _may_post(self, group: int) -> bool:
        known = not self.groups or group in (-1, *self.groups)
        return self.may_post and known

    def _found(self, post: int) -> Discussion:
        for one in self.discussions:
            if one.post == post:
                return one
        raise SiteError("invalidpostid", "Invalid post ID")

    def _attached(self, item: str | None) -> dict[str, bytes]:
        """The files of an area, as far as the forum takes them: no word of others."""
        if item is None:
            return {}
        if int(item) not in self.areas:
            self.wrongs.append(f"area {item} is not ours, so its files are lost")
        files = dict(self.areas.get(int(item), {}))
        most = self.most_of_forum or self.most_of_site
        kept = {name: c for name, c in files.items() if len(c) <= most}
        kept = dict(list(kept.items())[: self.most_files]) if self.may_attach else {}
        if kept != files:
            self.wrongs.append("files were left out silently")
        return kept


@contextlib.contextmanager
def moodle() -> Iterator[Moodle]:
    """A site without discussions."""
    sites: list[Moodle] = []
    with serving(lambda request: sites[0].answer(request)) as web:
        sites.append(Moodle(web))
        yield sites[0]


def parameters(
    fields: dict[str, str], wanted: dict[str, tuple[Any, Any]]
) -> dict[str, Any]:
    """The parameters of a function out of the fields of a form, as Moodle reads them.

    Raises:
        SiteError: One is missing, unknown or of another type.
    """
    given = _nested(fields)
    if unknown := given.keys() - wanted.keys():
        raise invalid(f"Unexpected keys ({', '.join(unknown)}) detected in parameter")
    return {
        name: _value(name, given[name], kind)
        if name in given
        else _default(name, usual)
        for name, (kind, usual) in wanted.items()
    }


def _default(name: str, usual: Any) -> Any:
    if usual is _REQUIRED:
        raise invalid(f"Missing required key in single structure: {name}")
    return usual


def _nested(fields: dict[str, str]) -> dict[str, Any]:
    """PHP's reading of ``a[0][b]``."""
    whole: dict[str, Any] = {}
    for name, value in fields.items():
        first, *steps = re.findall(r"[^\[\]]+", name)
        place, key = whole, first
        for step in steps:
            place, key = place.setdefault(key, {}), step
        place[key] = value
    return whole


def _value(name: str, given: Any, kind: Any) -> Any:
    if isinstance(kind, list | dict):
        if not isinstance(given, dict):
            raise invalid(f"Only arrays accepted: {name}")
        if isinstance(kind, dict):
            return parameters(given, kind)
        return [_value(name, one, kind[0]) for one in given.values()]
    if not isinstance(given, str) or not re.fullmatch(_FORMS[kind], given, re.DOTALL):
        raise invalid(f"{name} => Invalid parameter value: {kind} expected")
    if kind == "int":
        return int(given)
    return re.sub(r"<[^>]*>", "", given) if kind == "text" else given


def _chosen(options: list[dict[str, str]], known: set[str]) -> dict[str, str]:
    for option in options:
        if option["name"] not in known:
            said = f"Invalid parameter: {option['name']}"
            raise SiteError("errorinvalidparam", said)
    return {option["name"]: option["value"] for option in options}


def _told(one: Discussion) -> dict[str, Any]:
    files = [
        {"filename": name, "filesize": len(content)}
        for name, content in one.files.items()
    ]
    return {
        "id": one.post,
        "discussion": one.id,
        "name": one.subject,
        "subject": one.subject,
        "message": one.message,
        "messageformat": 1,
        "groupid": one.group,
        "userid": ME,
        "pinned": one.pinned,
        "attachments": files,
    }


def _function(request: Request) -> str:
    if urlsplit(request.path).path.endswith("upload.php"):
        return "upload"
    found = re.search(rb"(?:^|&)wsfunction=(\w+)", request.body)
    return found[1].decode() if found else ""


def _page_error(error: SiteError) -> Reply:
    """An exception of a script that answers in JSON, without a class."""
    data = {"error": str(error), "errorcode": error.code, "stacktrace": None}
    return Reply(body=json.dumps(data).encode())


def _as_reply(answer: Reply | SiteError) -> Reply:
    return answer if isinstance(answer, Reply) else answer.reply()


__all__ = ["CUT", "Moodle", "SiteError", "access", "moodle"]
