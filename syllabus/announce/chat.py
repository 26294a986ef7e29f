"""An announcement as a message of a chat: escaped, and as long as it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syllabus.announce.announcement import Announcement

_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"”’»]")
_SUBJECT = 200
"""Characters of a subject before it is cut."""


@dataclass(frozen=True)
class Chat:
    """How a chat writes.

    Args:
        escape: Makes of words what shows them as they are.
        link: Makes of an address what is a link.
        bold: The mark on both sides of what is bold.
        most: How long a message may be.
    """

    escape: Callable[[str], str]
    link: Callable[[str], str]
    bold: str
    most: int

    def message(self, announcement: Announcement) -> str:
        """The announcement; too long, whole lines of it, “…” and the linked files."""
        subject = self.escape(_at_word(announcement.subject, _SUBJECT))
        # The line of “--” is for mail programs.
        body = (line for line in announcement.text.splitlines() if line != "-- ")
        lines = [f"{self.bold}{subject}{self.bold}", "", *map(self.line, body)]
        links = (f"{link.name}: {link.address}" for link in announcement.links)
        return shortened(lines, list(map(self.line, links)), self.most).strip()

    def line(self, text: str) -> str:
        """A line of text with its links."""
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        end = 0
        for found in _LINK.finditer(text):
            yield self.escape(text[end : found.start()])
            yield self.link(found[0])
            end = found.end()
        yield self.escape(text[end:])


def shortened(lines: Sequence[str], last: Sequence[str], most: int) -> str:
    """Lines as they are, or so many of them as fit before “…” and the last ones.

    A line that would not fit even alone is cut at a word.

    Args:
        lines: What is said. Links have no spaces.
        last: What is said even then, as far as it fits into half of the room.
        most: How long all of it may be.
    """
    if length("\n".join(lines)) <= most:
        return "\n".join(lines)
    end = "…"
    for line in last:
        if length(f"{end}\n{line}") <= most // 2:
            end = f"{end}\n{line}"
    room = most - length(end) - 1
    kept: list[str] = []
    for line in lines:
        left = room - length("\n".join((*kept, "")))
        if length(line) > left:
            if length(line) > room:
                kept.append(_at_word(line, left - length(line) + len(line), end=""))
            break
        kept.append(line)
    body = "\n".join(kept).rstrip()
    return f"{body}\n{end}" if body else end


def length(text: str) -> int:
    """How long a text is where it counts most: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _at_word(text: str, most: int, end: str = "…") -> str:
    """A text of at most so many characters, its last word whole."""
    if len(text) <= most:
        return text
    start = text[: max(most - len(end) + 1, 0)]  # a word may end right there
    return start.rpartition(" ")[0].rstrip() + end


def slack_text(text: str) -> str:
    """Words for Slack, whose own three letters are written as in HTML.

    Source: docs.slack.dev, Formatting message text.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def discord_text(text: str) -> str:
    """Words for Discord: a backslash before what its Markdown would take for a mark.

    Source: Discord's help, Markdown Text 101.
    """
    return re.sub(r"[\\*_~`|#<>\[\]]", r"\\\g<0>", text)


SLACK = Chat(slack_text, lambda address: f"<{slack_text(address)}>", "*", 4000)
"""Longer messages are cut into several.

Source: Slack's changelog of April 2018, Truncating really long messages.
"""

# In angle brackets, so that no picture of the page is added.
DISCORD = Chat(discord_text, lambda address: f"<{address}>", "**", 2000)
"""Longer messages are refused. Source: docs.discord.com, Execute Webhook."""
