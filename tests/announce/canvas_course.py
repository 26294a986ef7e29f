"""A course of Canvas to announce in: of the fake, or of a live site.

docs/announce.md says how a live one is named. What tests post there they delete.
"""

from __future__ import annotations

import json
import os
import re
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place
from syllabus.announce.targets import canvas
from tests.announce.fake_canvas import TOKEN, FakeCanvas

if TYPE_CHECKING:
    from syllabus.announce.announcement import Announcement
    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger

NAME = "canvas"
MARK = "announcement-canvas-test-"


@dataclass(frozen=True)
class Course:
    """A course: its address, and the token of a teacher.

    It is read here by other means than those that are tested.
    """

    address: str
    token: str

    def settings(self, **kept: Any) -> canvas.Settings:
        return canvas.Settings.model_validate({"course": self.address, **kept})

    @property
    def secrets(self) -> Secrets:
        return Secrets(Path("/no/secrets"), {"SYLLABUS_SECRET_CANVAS": self.token})

    def send(
        self,
        book: Ledger,
        announcement: Announcement,
        *,
        retry_unknown: bool = False,
        waits: list[float] | None = None,
        **kept: Any,
    ) -> list[Progress]:
        """Deliver an announcement; how long is waited is added to ``waits``."""
        outgoing = Outgoing(NAME, self.target(**kept), announcement, ("post",))
        wait = (waits if waits is not None else []).append
        unknown = retry_unknown
        return list(deliver(outgoing, book, self.secrets, wait, retry_unknown=unknown))

    def target(self, **kept: Any) -> canvas.CanvasTarget:
        return canvas.target(self.settings(**kept), Place(NAME, Path("/")))

    @property
    def topics(self) -> list[dict[str, Any]]:
        """The announcements that tests have made."""
        path = "/discussion_topics?only_announcements=true&per_page=100"
        return [one for one in self._read(path) if MARK in (one["message"] or "")]

    @property
    def sections(self) -> list[dict[str, Any]]:
        return list(self._read("/sections?per_page=100"))

    def attached(self, topic: dict[str, Any]) -> list[tuple[str, bytes]]:
        """The names and the bytes of what is attached."""
        return [(one["display_name"], _get(one["url"])) for one in topic["attachments"]]

    def linked(self, topic: dict[str, Any]) -> list[tuple[str, bytes]]:
        """The names and the bytes of what is linked."""
        numbers = re.findall(r"/files/(\d+)\b", topic["message"])
        files = [self._read(f"/files/{number}") for number in numbers]
        return [(one["display_name"], _get(one["url"])) for one in files]

    def clear(self) -> None:
        """Delete what tests have made."""
        for topic in self.topics:
            self._ask("DELETE", f"/discussion_topics/{topic['id']}")

    def _read(self, path: str) -> Any:
        return json.loads(self._ask("GET", path))

    def _ask(self, method: str, path: str) -> bytes:
        api = self.address.replace("/courses/", "/api/v1/courses/") + path
        headers = {"Authorization": f"Bearer {self.token}"}
        return _open(urllib.request.Request(api, headers=headers, method=method))


def _get(address: str) -> bytes:
    return _open(urllib.request.Request(address))


def _open(request: urllib.request.Request) -> bytes:
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def live_course() -> Course | None:
    """The course of a live site, if one is named."""
    address = os.environ.get("SYLLABUS_TEST_CANVAS_COURSE", "")
    token = os.environ.get("SYLLABUS_TEST_CANVAS_TOKEN", "")
    return Course(address, token) if address and token else None


def course_of(fake: FakeCanvas, token: str = TOKEN) -> Course:
    """The course of the fake."""
    return Course(fake.course, token)
