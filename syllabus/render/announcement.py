"""An announcement as text and as HTML, from templates that a course can replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.render.themes import render_themed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.core.theme import Look
    from syllabus.core.view.announced import BlockView
    from syllabus.core.view.announcement import AnnouncementView


@dataclass(frozen=True)
class Written:
    """The same words twice: as plain text, and as a page of HTML by itself."""

    text: str
    html: str


def write_announcement(
    view: AnnouncementView, files: Sequence[BlockView], signature: str, look: Look
) -> Written:
    """Write an announcement.

    Args:
        view: What it says.
        files: What is attached and what is linked, as lists below it.
        signature: Who signs; empty where the course names nobody.
        look: The course's theme, whose ``announcement/message.txt.j2`` and
            ``message.html.j2`` take the place of the usual ones.

    Raises:
        OwnTemplateError: A template of the course's own is at fault.
    """
    context = {"view": view, "files": tuple(files), "signature": signature}
    return Written(
        render_themed(look, "announcement/message.txt.j2", context),
        render_themed(look, "announcement/message.html.j2", context),
    )
