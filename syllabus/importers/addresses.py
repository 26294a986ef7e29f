"""The addresses that a page's links have, and what their words say."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pydantic_core import PydanticCustomError

from syllabus.core.values import parse_address

SLIDE_SUFFIXES = {".pdf", ".pptx", ".ppt", ".odp", ".key"}

_SLIDES = re.compile(
    r"(?:(?:the|lecture|class|course|slides?|decks?|pdf|pptx?|notes|handouts?|here|"
    r"download|tba|tbd|coming soon|link|part|video|recording|for|no|n/a|html|and|"
    r"lab|lec|code|folien|skript|vorlesung|diapos?|diapositiv[ea]s?|transparents?|cours|"
    r"apuntes|presentación|clase|\d+|[#&/|.:-])\s*)+",
    re.IGNORECASE,
)

_SAYS_NOTHING = re.compile(
    r"(?:(?:the|lecture|class|course|slides?|decks?|pdf|pptx?|odp|keynote|powerpoint|"
    r"notes|here|click|this|download|file|link|as|in|lec|folien|diapos?|diapositiv[ea]s?|"
    r"transparents?)[\s.,:()\[\]/&|-]*)+",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:(?:click|see|here|link|this|url|web)\s*)+", re.IGNORECASE)


def is_web_address(href: str) -> bool:
    """Whether a course file can hold the address: http, https or mailto."""
    try:
        parse_address(href)
    except PydanticCustomError:
        return False
    return True


def path_of(href: str) -> str:
    """The path of an address, without query and fragment, its escapes undone."""
    try:
        return unquote(urlsplit(href).path)
    except ValueError:
        return ""


def is_deck(href: str) -> bool:
    """Whether an address names a slide file: by its ending."""
    return PurePosixPath(path_of(href)).suffix.lower() in SLIDE_SUFFIXES


def says_only_slides(text: str) -> bool:
    """Whether a link's words only say what it is: “slides”, “PDF”, “lecture 3”."""
    return not text.strip() or bool(_SLIDES.fullmatch(text.strip()))


def deck_title(text: str) -> str:
    """What a deck is called by its link; "" where that only says that it is one.

    The program itself calls a deck without a title “Slides”.
    """
    title = " ".join(text.split()).strip(" ,;:")
    says_nothing = "://" in title or _SAYS_NOTHING.fullmatch(title.strip("()[]"))
    return "" if says_nothing else title


def link_title(text: str, href: str) -> str:
    """What a link says; “here” and an address say only the address's last part."""
    title = " ".join(text.split()).strip(" ,;:")
    if title and "://" not in title and not _POINTS.fullmatch(title):
        return title
    path = path_of(href).strip("/").rpartition("/")[2]
    host = urlsplit(href).hostname or ""
    return f"{path} ({host})" if path and host else path or host or "link"
