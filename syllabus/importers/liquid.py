"""Liquid, Jekyll's template language: taken out of a page and put back.

Tags are not run: what they would write is not on the page. Those that stand alone on
their lines are blanked out; those inside a line are masked by as many characters that
Markdown gives no meaning, so that every column stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PRIVATE_USE = range(0xE000, 0xF900)

_OPENING = re.compile(r"\{%-?\s*comment\b|\{%|\{\{")
_ENDCOMMENT = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_MASK = re.compile(r"([\ue000-\uf8ff])\1*")
_QUOTED = re.compile(r"""\{\{-?\s*["']([^"']*)["']""")
_LINK_TAG = re.compile(r"\{%-?\s*(?:link|post_url)\s+(\S+?)\s*-?%\}")


@dataclass(frozen=True)
class Masked:
    """A text whose Liquid is masked.

    ``inline`` maps a mask's first character to the Liquid below it; ``alone`` lists
    (offset, Liquid) of what was blanked out.
    """

    text: str
    inline: dict[str, str]
    alone: tuple[tuple[int, str], ...]

    def unmask(self, text: str) -> str:
        """Put the Liquid back."""
        return _MASK.sub(lambda match: self.inline.get(match[1], match[0]), text)

    def address(self, text: str) -> str:
        """A link's address, with Liquid's links and site variables worked out.

        ``{{ site.baseurl }}`` is the site's root: ``/``.
        """

        def worked_out(match: re.Match[str]) -> str:
            liquid = self.inline.get(match[1], match[0])
            if found := _QUOTED.match(liquid) or _LINK_TAG.match(liquid):
                return "/" + found[1].lstrip("/")
            return (
                "/" if re.match(r"\{\{-?\s*site\.(baseurl|url)\b", liquid) else liquid
            )

        return re.sub(r"^/{2,}", "/", _MASK.sub(worked_out, text))


def mask_liquid(text: str) -> Masked:
    """Mask the Liquid of a text; no line and no column moves."""
    inline: dict[str, str] = {}
    alone: list[tuple[int, str]] = []
    parts: list[str] = []
    end = 0
    for start, stop in _spans(text):
        parts.append(text[end:start])
        end = stop
        liquid = text[start:stop]
        # A page with more Liquid than there are masks loses the rest's in-line place.
        if _stands_alone(text, start, stop) or len(inline) == len(PRIVATE_USE):
            alone.append((start, liquid))
            parts.append(re.sub(r"[^\n]", " ", liquid))
        else:
            mask = chr(PRIVATE_USE[len(inline)])
            inline[mask] = liquid
            parts.append(re.sub(r"[^\n]", mask, liquid))
    return Masked("".join([*parts, text[end:]]), inline, tuple(alone))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each piece of Liquid begins and ends.

    An opening without a closing is text. That there is none is found out once for each
    sort, so that a page of openings takes no longer than another.
    """
    position = 0
    closed = {"{%": True, "{{": True, "comment": True}
    while match := _OPENING.search(text, position):
        stop = -1
        if "comment" in match[0] and closed["comment"]:
            found = _ENDCOMMENT.search(text, match.end())
            closed["comment"] = found is not None
            stop = found.end() if found else -1
        opening = match[0][:2]
        if stop < 0 and closed[opening]:
            closing = text.find("%}" if opening == "{%" else "}}", match.end())
            closed[opening] = closing >= 0
            stop = closing + 2 if closing >= 0 else -1
        if stop >= 0:
            yield match.start(), stop
        position = max(stop, match.end())


def _stands_alone(text: str, start: int, stop: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", stop)
    after = text[stop : line_end if line_end >= 0 else len(text)]
    return not before.strip() and not after.strip()
