"""Time zones of courses: their names, and the hour that their clocks show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import PlainValidator

from syllabus.core.values import parse_text, refuse

if TYPE_CHECKING:
    import datetime as dt


def local_time(now: dt.datetime, zone: str) -> dt.datetime:
    """A moment as the clocks of a zone show it, naive.

    Args:
        now: The moment, aware.
        zone: Its name in the tz database.
    """
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def parse_zone(value: object) -> str:
    """The name of a place in the tz database."""
    text = parse_text(value)
    if not _is_zone(text):
        refuse(
            "bad-value",
            f"“{text}” is not a time zone",
            "write a name of the tz database, like America/Los_Angeles",
        )
    return text


def _is_zone(name: str) -> bool:
    """Whether the tz database has a place of this name.

    One is looked up, since to list them all takes as long as to read a course.
    """
    if name.partition("/")[0] in _NO_PLACES:
        return False
    try:
        # A folder of zones is no zone: the system says so in its own way.
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


_NO_PLACES = {"localtime", "Factory", "posixrules", "posix", "right"}
"""Names beside those of places; `zoneinfo.available_timezones` leaves them out, too."""

Zone = Annotated[str, PlainValidator(parse_zone)]
