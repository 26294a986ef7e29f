"""An announcement in a course of Canvas, with its files.

Source: https://developerdocs.instructure.com/services/canvas, Resources: “Courses”,
“Sections”, “Discussion Topics” and “Files”.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic import Field, PlainValidator

from syllabus.announce import settings as common
from syllabus.announce.canvas import Canvas, SaidNoError, number_of
from syllabus.announce.fragment import fragment, mark
from syllabus.announce.http import Client, FormFile, form, multipart
from syllabus.announce.secrets import Account
from syllabus.announce.target import Refused, RefusedError, Sent
from syllabus.core.announcing import Anywhere
from syllabus.core.base import one_or_many
from syllabus.core.values import Text, parse_address, parse_time, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syllabus.announce.announcement import Announcement, Attachment
    from syllabus.announce.canvas import Fields
    from syllabus.announce.http import Body
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Place

_COURSE = re.compile(r"/courses/([^/]+)(/.*)?")


def parse_course(value: object) -> str:
    """Read the address of a course, as a browser shows it; also of a page in it."""
    text = parse_address(value)
    parts = urlsplit(text)
    found = _COURSE.fullmatch(parts.path)
    if parts.scheme not in ("http", "https") or parts.username or not found:
        hint = "open the course and copy what the browser shows: …/courses/123"
        refuse("bad-value", f"“{text}” is not the address of a Canvas course", hint)
    return f"{parts.scheme}://{parts.netloc}/courses/{found[1]}"


class Settings(common.Settings):
    """A course, who of it is told, and when."""

    course: Annotated[str, PlainValidator(parse_course)] = Field(
        description="The course's address: https://canvas.example.edu/courses/123"
    )
    sections: Annotated[tuple[Text, ...], one_or_many] = Field(
        default=(), description="Only these sections, by their names in Canvas"
    )
    post_at: Annotated[dt.time, PlainValidator(parse_time)] | None = Field(
        default=None,
        description="The time of day at which it appears, the next after it was "
        "planned; else at once",
    )
    folder: Text = Field(
        default="Announcements",
        description="The folder of the course for files that are not attached",
    )
    certificates: Anywhere | None = Field(
        default=None, description="A file of authorities that the system does not know"
    )


@dataclass(frozen=True)
class CanvasTarget:
    """Posts each announcement once, to all of a course or to some sections."""

    settings: Settings
    place: Place
    attaches: bool = True
    seconds_between: float = 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One: Canvas knows who takes the course."""
        del students
        return ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of the post and its files, which do not grow on the way."""
        files = sum(len(file.content) for file in announcement.attachments)
        return len(fragment(announcement).encode()) + files

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Session]:
        """Ask the site for the course, and whether we may announce there.

        Raises:
            RefusedError: It does not accept the token, has no such course or section,
                or the token's owner may not announce.
            AwayError: It does not answer.
        """
        parts = urlsplit(self.settings.course)
        own = self.settings.certificates
        client = Client(str(self.place.folder / own) if own else "")
        token = secrets.find(Account(self.place.name, parts.hostname or ""))
        canvas = Canvas(client, f"{parts.scheme}://{parts.netloc}", token)
        course = _Course(canvas, quote(parts.path.rpartition("/")[2], safe=":%"))
        course.check_right()
        sections = course.sections(self.settings.sections)
        yield _Session(course, announcement, self.settings, sections)


@dataclass(frozen=True)
class _Course:
    """A course of a site. ``id`` is its number, or what else the site takes for it."""

    canvas: Canvas
    id: str

    def check_right(self) -> None:
        """Make sure of the right to announce.

        Without it, Canvas would make a discussion of the announcement.
        """
        query = urlencode([("include[]", "permissions")])
        told = self.canvas.ask("GET", f"courses/{self.id}?{query}", f"course {self.id}")
        if not told.get("permissions", {}).get("create_announcement"):
            host = self.canvas.host
            reason = f"{host}: the token's owner may not announce in course {self.id}"
            raise RefusedError(reason)

    def sections(self, names: Sequence[str]) -> tuple[int, ...]:
        """The numbers of sections, by their names.

        Raises:
            RefusedError: There is no section of a name.
        """
        if not names:
            return ()
        what = f"sections of course {self.id}"
        listed = self.canvas.listed(f"courses/{self.id}/sections", [], what)
        known = {str(one.get("name")): number_of(one) for one in listed}
        numbers = {name.casefold(): number for name, number in known.items()}
        if unknown := [name for name in names if name.casefold() not in numbers]:
            reason = f"course {self.id} has no section “{unknown[0]}”; it has "
            raise RefusedError(reason + ", ".join(known))
        return tuple(numbers[name.casefold()] for name in names)

    def check_room(self, files: Sequence[Attachment]) -> None:
        """Make sure that files fit: a post whose file does not may be half made.

        Raises:
            RefusedError: The course has no room for them.
        """
        if not files:
            return
        what = f"files of course {self.id}"
        told = self.canvas.ask("GET", f"courses/{self.id}/files/quota", what)
        room = told.get("quota", math.inf) - told.get("quota_used", 0)
        if (needed := sum(len(file.content) for file in files)) > room:
            sizes = f"{room / 1e6:.1f} MB, and {needed / 1e6:.1f} MB are needed"
            raise RefusedError(f"the files of course {self.id} have room for {sizes}")

    @property
    def topics(self) -> str:
        """The path of its discussions and announcements."""
        return f"courses/{self.id}/discussion_topics"


class _Session:
    def __init__(
        self,
        course: _Course,
        announcement: Announcement,
        settings: Settings,
        sections: tuple[int, ...],
    ) -> None:
        self._course, self._canvas = course, course.canvas
        self._announcement, self._settings = announcement, settings
        self._sections = sections

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """The one post, if it is not there yet."""
        return [tuple(parts)] if parts else []

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Upload what is linked, and then post with the first file, at once.

        Files that are uploaded twice take their own place.
        """
        files = self._announcement.attachments
        self._course.check_room(files)
        words = self._words(files[1:])
        fields = [("is_announcement", "true"), *words, *self._whom()]
        if moment := self._moment():
            fields.append(("delayed_post_at", moment))
        try:
            topic = self._canvas.ask(
                "POST", self._course.topics, self._what, self._body(fields), commit
            )
        except SaidNoError as error:
            return dict.fromkeys(parts, Refused(str(error), again=True))
        return dict.fromkeys(parts, self._posted(topic))

    def find(self, part: str) -> Sent | None:
        """Look for an announcement that has the mark of this one."""
        del part
        wanted, query = mark(self._announcement), [("only_announcements", "true")]
        for topic in self._canvas.listed(self._course.topics, query, self._what):
            if wanted in (topic.get("message") or ""):
                return self._posted(topic)
        return None

    def withdraw(self, receipt: str) -> None:
        """Delete the post, and the folder with its files."""
        with _gone_already():
            self._canvas.ask("DELETE", self._path(receipt), self._what)
        with _gone_already():
            path = f"courses/{self._course.id}/folders/by_path/{quote(self._folder)}"
            *_, own = self._canvas.listed(path, [], "such folder")
            path = f"folders/{number_of(own)}?force=true"
            self._canvas.ask("DELETE", path, "such folder")

    def revise(self, receipt: str, commit: Callable[[], None]) -> Sent | Refused:
        """Put other words and files in the place of those of a post."""
        files = self._announcement.attachments
        self._course.check_room(files)
        whom = self._whom() or [("specific_sections", "all")]
        fields = [*self._words(files[1:]), *whom]
        if not files:
            fields.append(("remove_attachment", "true"))
        try:
            topic = self._canvas.ask(
                "PUT", self._path(receipt), self._what, self._body(fields), commit
            )
        except SaidNoError as error:
            return Refused(str(error), again=error.status != _NOT_FOUND)
        return self._posted(topic)

    @property
    def _what(self) -> str:
        return f"announcements of course {self._course.id}"

    @property
    def _folder(self) -> str:
        """Each announcement has its own, so that no file of the course is replaced."""
        return f"{self._settings.folder}/{self._announcement.id}"

    def _path(self, receipt: str) -> str:
        return f"{self._course.topics}/{receipt.rpartition('/')[2]}"

    def _posted(self, topic: dict[str, Any]) -> Sent:
        """Say where it is; with links to all files if the first was not attached.

        Canvas says nothing when it attaches nothing for want of the right to.
        """
        number = number_of(topic)
        files = self._announcement.attachments
        if files and not topic.get("attachments"):
            path = f"{self._course.topics}/{number}"
            self._canvas.ask("PUT", path, self._what, form(self._words(files)))
        return Sent(f"{self._canvas.address}/{self._course.topics}/{number}")

    def _words(self, linked: Sequence[Attachment]) -> Fields:
        """The title, and the message with links to some files, which are uploaded."""
        links = "".join(f"<li>{self._linked(file)}</li>" for file in linked)
        below = f"<ul>{links}</ul>" if links else ""
        return [
            ("title", self._announcement.subject),
            ("message", fragment(self._announcement, below)),
        ]

    def _linked(self, file: Attachment) -> str:
        """Upload a file, and give a link to it as the editor of Canvas writes them."""
        course = self._course.id
        number = self._canvas.upload(course, self._folder, file)
        address = f"{self._canvas.address}/courses/{course}/files/{number}?wrap=1"
        return (
            f'<a class="instructure_file_link" href="{escape(address)}">'
            f"{escape(file.name)}</a>"
        )

    def _whom(self) -> Fields:
        numbers = ",".join(map(str, self._sections))
        return [("specific_sections", numbers)] if numbers else []

    def _moment(self) -> str:
        """When it is to appear; empty for at once."""
        clock, planned = self._settings.post_at, self._announcement.at
        if clock is None:
            return ""
        moment = dt.datetime.combine(planned.date(), clock, planned.tzinfo)
        if moment <= planned:
            moment += dt.timedelta(days=1)
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _body(self, fields: Fields) -> Body:
        """A form with the first file: Canvas attaches one to an announcement."""
        attached = [
            FormFile("attachment", file.name, file.media_type, file.content)
            for file in self._announcement.attachments[:1]
        ]
        return multipart(fields, *attached) if attached else form(fields)


_NOT_FOUND = 404


@contextlib.contextmanager
def _gone_already() -> Iterator[None]:
    """Take it for done if there is nothing to delete."""
    try:
        yield
    except SaidNoError as error:
        if error.status != _NOT_FOUND:
            raise


def target(settings: Settings, place: Place) -> CanvasTarget:
    """The course that the settings name."""
    return CanvasTarget(settings, place)
