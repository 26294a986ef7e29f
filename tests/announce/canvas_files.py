"""The files of the fake Canvas: told of, brought to another host, and confirmed.

Source: https://developerdocs.instructure.com/services/canvas, Basics, “File Uploads”;
what is wrong with an upload is said as Amazon's S3 says it, where most sites keep them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.announce.webserver import Reply

if TYPE_CHECKING:
    from tests.announce.webserver import Part, Request, WebServer

VALID_SECONDS = 30 * 60

JSON = ("Content-Type", "application/json; charset=utf-8")
COSTS = (("X-Request-Cost", "0.0412"), ("X-Rate-Limit-Remaining", "599.95"))

Fields = dict[str, str]


class SaysNoError(Exception):
    """A refusal, as an answer."""

    def __init__(self, status: int, told: Any, *headers: tuple[str, str]) -> None:
        super().__init__(status)
        self.reply = Reply(status, as_json(told), (JSON, *COSTS, *headers))


def errors(*messages: str, **more: Any) -> dict[str, Any]:
    """The usual form of what Canvas says when it refuses."""
    return {**more, "errors": [{"message": message} for message in messages]}


def gone() -> SaysNoError:
    """What Canvas says of what is not there."""
    return SaysNoError(404, errors("The specified resource does not exist."))


@dataclass
class File:
    """A file of the course; it is there once its upload is finished."""

    id: int
    name: str
    folder: str
    media_type: str
    content: bytes = b""
    there: bool = False
    replaces: bool = True


@dataclass
class CanvasFiles:
    """The files of a site; tests change how it is set up between requests."""

    files: dict[int, File] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    instead: list[tuple[str, Reply]] = field(default_factory=list)
    """What comes instead of an answer to the next request of a kind, such as
    ``new_topic``; nothing is done."""
    late: list[float] = field(default_factory=list)
    """Seconds that pass before the next files come to where they are kept."""
    created: bool = False
    """Whether files are answered with 201, not with a redirect."""
    leads_to: str = ""
    """Where the answer to a file leads instead; “-” for nowhere, with the file."""
    keeps_files: bool = False
    """Whether files are brought to the site itself."""
    may_upload: bool = True
    old_words: bool = False
    """Whether a missing right is 401, as on older sites."""
    quota: int = 500_000_000
    site: WebServer = field(init=False)
    store: WebServer = field(init=False)
    _last: int = 100

    def number(self) -> int:
        """A number for what is new."""
        self._last += 1
        return self._last

    def check_right(self, *, given: bool) -> None:
        if not given:
            words = "user not authorized to perform that action"
            status = 401 if self.old_words else 403
            raise SaysNoError(status, errors(words, status="unauthorized"))

    def _room(self, _course: str, _fields: Fields, _file: Part | None) -> Any:
        self.check_right(given=self.may_upload)
        used = sum(len(file.content) for file in self.files.values() if file.there)
        return {"quota": self.quota, "quota_used": used}

    def _begin_upload(self, _course: str, fields: Fields, _file: Part | None) -> Any:
        self.check_right(given=self.may_upload)
        if int(fields["size"]) > self._room("", {}, None)["quota"]:
            raise SaysNoError(400, {"message": "file size exceeds quota"})
        if fields["on_duplicate"] not in ("overwrite", "rename"):
            raise SaysNoError(400, {"message": "invalid on_duplicate option"})
        path = fields["parent_folder_path"]
        for depth in range(1, path.count("/") + 2):
            step = "/".join(path.split("/")[:depth])
            self.folders.setdefault(step, self.number())
        file = File(self.number(), fields["name"], path, fields["content_type"])
        file.replaces = fields["on_duplicate"] == "overwrite"
        self.files[file.id] = file
        host = self.site if self.keeps_files else self.store
        address = f"{host.address}/files_api"
        return {"upload_url": address, "upload_params": self._signed(file)}

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
        if reply := taken_out(self.instead, "keep"):
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
            return Reply(201, as_json(self._file_data(file)), (JSON,))
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
            if same and other.there and file.replaces:
                del self.files[other.id]
        file.there = True

    def _end_upload(self, id_: str, fields: Fields, _file: Part | None) -> Any:
        file = self.files[int(id_)]
        if fields["uuid"] != f"canary-uuid-{file.id}":
            raise gone()
        self._take_place(file)
        return self._file_data(file)

    def _file(self, id_: str, _fields: Fields, _file: Part | None) -> Any:
        file = self.files.get(int(id_))
        if file is None or not file.there:
            raise gone()
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
            raise gone()
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


def taken_out(replies: list[tuple[str, Reply]], kind: str) -> Reply | None:
    for at, (wanted, reply) in enumerate(replies):
        if wanted == kind:
            del replies[at]
            return reply
    return None


def as_json(told: Any) -> bytes:
    return json.dumps(told).encode()


def _xml(status: int, code: str) -> Reply:
    words = "<Message>canary-message</Message>"
    return Reply(status, f"<Error><Code>{code}</Code>{words}</Error>".encode())
