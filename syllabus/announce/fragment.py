"""An announcement as a part of a page that a course site has already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syllabus.announce.announcement import Announcement

_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.DOTALL | re.IGNORECASE)


def mark(announcement: Announcement) -> str:
    """What a post is known by: a class, which course sites leave in what is posted."""
    return f'class="announcement-{announcement.id}"'


def fragment(announcement: Announcement, below: str = "") -> str:
    """The words in an element that has the mark, without the frame of a page.

    Args:
        announcement: What it says.
        below: HTML that comes after the words.
    """
    body = _BODY.search(announcement.html)
    words = (body[1] if body else announcement.html).strip()
    return f"<div {mark(announcement)}>{words}{below}</div>"
