"""A Moodle forum: each announcement is a discussion, its files are attachments.

Functions and their parameters: https://docs.moodle.org/dev/Web_service_API_functions
and ``mod/forum/externallib.php`` of Moodle (3.8 or later for changes and deletion).
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, PlainValidator

from syllabus.announce import settings as common
from syllabus.announce.fragment import fragment, mark
from syllabus.announce.http import Client, is_safe
from syllabus.announce.moodle import SaysNoError, Site, nested
from syllabus.announce.secrets import Account
from syllabus.announce.target import AwayError, Refused, RefusedError, Sent
from syllabus.core.announcing import Anywhere
from syllabus.core.base import one_or_many
from syllabus.core.values import Flag, parse_address, parse_text, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.moodle import Fields
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Place

_FORUM = "/mod/forum/view.php"
_DISCUSSION = "/mod/forum/discuss.php?d="
_EVERYONE = -1  # the group that Moodle calls “All participants”
_NEWEST_FIRST = 3  # by creation; Moodle's SORTORDER_CREATED_DESC
_A_PAGE, _MOST_PAGES = 100, 100
_MOST_SUBJECT = 255  # letters that Moodle keeps of a subject
_NO_FILES = 1  # as the forum's largest file: it takes none

_NEEDED = (
    "core_course_get_course_module",
    "core_files_get_unused_draft_itemid",
    "mod_forum_add_discussion",
    "mod_forum_can_add_discussion",
    "mod_forum_get_forum_discussions",
    "mod_forum_get_forums_by_courses",
)

_GROUPS = "core_group_get_activity_allowed_groups"

_DONE_NOTHING = {
    "accessexception",
    "cannotcreatediscussion",
    "cannotupdatepost",
    "errorinvalidparam",
    "forumblockingtoomanyposts",
    "invalidparameter",
    "invalidpostid",
    "invalidtoken",
    "nopermissions",
    "requireloginerror",
}
"""What a function says before it changes anything. Other exceptions can come later:
of a plug-in that hears of the post, or of an answer that Moodle itself finds wrong."""


def parse_forum(value: object) -> str:
    """Read the address of a forum, as a browser shows it."""
    text = parse_address(value)
    parts = urlsplit(text)
    if parts.username is not None:
        refuse("bad-value", "the address of a Moodle forum names no user")
    if not parts.path.endswith(_FORUM) or not _number(text):
        hint = "open the forum and copy what the browser shows: …/view.php?id=123"
        refuse("bad-value", f"“{text}” is not the address of a Moodle forum", hint)
    if not is_safe(parts):
        refuse("bad-value", "a token is sent over https:// alone")
    return text


def _number(forum: str) -> str:
    """The number in a forum's address: that of its course module."""
    number = parse_qs(urlsplit(forum).query).get("id", [""])[0]
    return number if re.fullmatch(r"[0-9]{1,18}", number) else ""


def parse_group(value: object) -> int:
    """Read the number of a group."""
    text = parse_text(value)
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text):
        hint = "it stands in the address of the group's page: group=12"
        refuse("bad-value", f"“{text}” is not the number of a Moodle group", hint)
    return int(text)


class Settings(common.Settings):
    """A forum, and who of the course reads it."""

    forum: Annotated[str, PlainValidator(parse_forum)] = Field(
        description="The forum's address: https://moodle.example.edu/mod/forum/"
        "view.php?id=123"
    )
    groups: Annotated[
        tuple[Annotated[int, PlainValidator(parse_group)], ...], one_or_many
    ] = Field(
        default=(), description="The numbers of the groups that get it; else all do"
    )
    pinned: Flag = Field(
        default=False, description="Whether it stays at the top of the forum"
    )
    certificates: Anywhere | None = Field(
        default=None, description="A file of authorities that the system does not know"
    )


@dataclass(frozen=True)
class MoodleTarget:
    """Posts each announcement as a discussion."""

    settings: Settings
    place: Place
    attaches: bool = True
    seconds_between: float = 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One post, or one for each group."""
        del students
        return tuple(f"group {number}" for number in self.settings.groups) or ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of the post and its files, which do not grow on the way."""
        files = sum(len(file.content) for file in announcement.attachments)
        return len(fragment(announcement).encode()) + files

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Session]:
        """Ask the site who we are, and for the forum.

        Raises:
            RefusedError: It does not accept the token, or has no such forum.
            AwayError: It does not answer.
        """
        parts = urlsplit(self.settings.forum)
        token = secrets.find(Account(self.place.name, parts.hostname or ""))
        own = self.settings.certificates
        client = Client(str(self.place.folder / own) if own else "")
        address = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(_FORUM)}"
        site = Site(address, token, client)
        forum = _forum(site, _number(self.settings.forum), self.settings.groups)
        yield _Session(forum, announcement, pinned=self.settings.pinned)


@dataclass(frozen=True)
class _Forum:
    """A forum, and what it takes: so many files, none of more than so many bytes.

    ``groups`` are those that we may post for; none where it knows no groups.
    """

    site: Site
    id: int
    groups: frozenset[int]
    most_files: int
    most_bytes: int | None


def _forum(site: Site, number: str, groups: tuple[int, ...]) -> _Forum:
    """Look for the forum of a course module."""
    known = site.call("core_webservice_get_site_info", wants="functions")
    needed = {*_NEEDED, _GROUPS} if groups else set(_NEEDED)
    if missing := needed - {one["name"] for one in known["functions"]}:
        names = ", ".join(sorted(missing))
        raise RefusedError(f"the token's service on {site.host} lacks {names}")
    asked = [("cmid", number)]
    module = site.call("core_course_get_course_module", asked, wants="cm")["cm"]
    course = [("courseids[0]", str(module["course"]))]
    forums = site.call("mod_forum_get_forums_by_courses", course)
    wanted = module["instance"] if module["modname"] == "forum" else None
    forum = next((one for one in forums if one["id"] == wanted), None)
    if forum is None:
        raise RefusedError(f"{site.host} has no such forum")
    ours = site.call(_GROUPS, asked, wants="groups")["groups"] if groups else []
    limits = [known.get("usermaxuploadfilesize", 0), forum["maxbytes"]]
    sizes = [size for size in limits if size > _NO_FILES]  # 0 and -1: no limit
    return _Forum(
        site,
        forum["id"],
        frozenset(int(one["id"]) for one in ours),
        0 if forum["maxbytes"] == _NO_FILES else forum["maxattachments"],
        min(sizes, default=None),
    )


class _Session:
    def __init__(
        self, forum: _Forum, announcement: Announcement, *, pinned: bool
    ) -> None:
        self._forum, self._site = forum, forum.site
        self._announcement, self._pinned = announcement, pinned

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Each by itself."""
        return [(part,) for part in parts]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Upload the files to a place of our own, and then post at once."""
        (part,) = parts
        group = _group(part)
        if refused := self._unfit(group):
            return {part: refused}
        options = [("discussionpinned", "1")] if self._pinned else []
        if self._announcement.attachments:
            options.append(("attachmentsid", str(self._uploaded())))
        fields = [
            ("forumid", str(self._forum.id)),
            *self._words(),
            ("groupid", str(group)),
            *_options(options),
        ]
        answer = self._changed(
            "mod_forum_add_discussion", fields, "discussionid", commit
        )
        if isinstance(answer, Refused):
            return {part: answer}
        return {part: Sent(self._receipt(answer["discussionid"]))}

    def find(self, part: str) -> Sent | None:
        """Look for a discussion that has this announcement's mark."""
        group, wanted = _group(part), mark(self._announcement)
        for one in self._discussions(group):
            if wanted in one["message"] and one["groupid"] == group:
                return Sent(self._receipt(one["discussion"]))
        return None

    def withdraw(self, receipt: str) -> None:
        """Delete the discussion; with the answers to it, if we may."""
        post = self._post(receipt)
        if post is not None:
            asked = [("postid", str(post))]
            answer = self._site.call("mod_forum_delete_post", asked, wants="status")
            if not answer["status"]:
                raise RefusedError(f"{self._site.host} did not delete {receipt}")

    def revise(self, receipt: str, commit: Callable[[], None]) -> Sent | Refused:
        """Change the words of the discussion and exchange its files."""
        post = self._post(receipt)
        if post is None:
            return Refused("it is not there any more")
        if refused := self._unfit_files():
            return refused
        # An area without files takes away those that are there.
        fields = [
            ("postid", str(post)),
            *self._words(),
            ("messageformat", "1"),
            *_options([("attachmentsid", str(self._uploaded()))]),
        ]
        answer = self._changed(
            "mod_forum_update_discussion_post", fields, "status", commit
        )
        if isinstance(answer, Refused):
            return answer
        return Sent(receipt) if answer["status"] else Refused("it was not changed")

    def _words(self) -> Fields:
        subject = self._announcement.subject
        return [
            ("subject", subject[:_MOST_SUBJECT]),
            ("message", fragment(self._announcement)),
        ]

    def _unfit(self, group: int) -> Refused | None:
        """Why it cannot be posted as it is.

        Moodle would leave out files silently, and post to all for a group that a forum
        without groups cannot have.
        """
        if group != _EVERYONE and group not in self._forum.groups:
            return Refused(f"the forum has no group {group} of ours", again=True)
        asked = [("forumid", str(self._forum.id)), ("groupid", str(group))]
        may = self._site.call("mod_forum_can_add_discussion", asked, wants="status")
        if not may["status"]:
            return Refused("the owner of the token may not post there", again=True)
        files = self._announcement.attachments
        if files and not may.get("cancreateattachment", True):
            return Refused("the owner of the token may attach nothing", again=True)
        if self._pinned and not may.get("canpindiscussions", True):
            return Refused("the owner of the token may pin nothing", again=True)
        return self._unfit_files()

    def _unfit_files(self) -> Refused | None:
        files, most = self._announcement.attachments, self._forum.most_bytes
        if len(files) > self._forum.most_files:
            takes = f"{len(files)} files, and the forum takes {self._forum.most_files}"
            return Refused(f"there are {takes}", again=True)
        for file in files:
            if most and len(file.content) > most:
                size = f"{len(file.content) / 1e6:.1f} MB"
                limit = f"{most / 1e6:.1f} MB: set attach_at_most"
                return Refused(f"{file.name} has {size}, and the forum takes {limit}")
        return None

    def _uploaded(self) -> int:
        """The number of a new area with the files."""
        area = self._site.call("core_files_get_unused_draft_itemid", wants="itemid")
        item = int(area["itemid"])
        for file in self._announcement.attachments:
            self._site.upload(item, file)
        return item

    def _changed(
        self, function: str, fields: Fields, wants: str, commit: Callable[[], None]
    ) -> Any | Refused:
        """Call a function that changes the forum."""
        try:
            return self._site.call(function, fields, wants=wants, commit=commit)
        except SaysNoError as error:
            if error.code in _DONE_NOTHING:
                return Refused(str(error), again=True)
            raise AwayError(f"{error}; it may be there all the same") from error

    def _discussions(self, group: int) -> Iterator[Any]:
        """All discussions of the forum that we see, the newest first."""
        for page in range(_MOST_PAGES):
            asked = {
                "forumid": self._forum.id,
                "sortorder": _NEWEST_FIRST,
                "page": page,
                "perpage": _A_PAGE,
                "groupid": 0 if group == _EVERYONE else group,
            }
            fields = [(name, str(value)) for name, value in asked.items()]
            answer = self._site.call(
                "mod_forum_get_forum_discussions", fields, wants="discussions"
            )
            yield from answer["discussions"]
            # Those that we may not see are warnings.
            if not answer["discussions"] and not answer.get("warnings"):
                return

    def _receipt(self, discussion: int) -> str:
        return f"{self._site.address}{_DISCUSSION}{discussion}"

    def _post(self, receipt: str) -> int | None:
        """The number of the post that begins a discussion; None if it is gone."""
        number = int(receipt.rpartition("=")[2])
        for one in self._discussions(_EVERYONE):
            if one["discussion"] == number:
                return int(one["id"])
        return None


def target(settings: Settings, place: Place) -> MoodleTarget:
    """The forum that the settings name."""
    return MoodleTarget(settings, place)


def _group(part: str) -> int:
    return _EVERYONE if part == "post" else int(part.removeprefix("group "))


def _options(options: Sequence[tuple[str, str]]) -> Fields:
    rows = [(("name", name), ("value", value)) for name, value in options]
    return nested("options", *rows)
