"""On which lines of a calendar's text its properties stand."""

from __future__ import annotations

import re

from syllabus.core.diagnostics import Where
from syllabus.importers.page import plain_characters

_NAME = re.compile(r"[A-Za-z0-9-]+")


class Lines:
    """The places of a calendar: of its own properties, and of each event's, in order.

    Attributes:
        text: The lines.
        others: The names and places of components that are no events.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = plain_characters(text).split("\n")
        self.others: list[tuple[str, Where]] = []
        self._calendar: dict[str, Where] = {}
        self._events: list[dict[str, Where]] = []
        inside: list[str] = []
        for number, line in enumerate(self.text, start=1):
            match = _NAME.match(line)  # a folded line begins with white space
            if match is None:
                continue
            name, where = match[0].upper(), Where(file, number, 1)
            value = line.partition(":")[2].strip().upper()
            if name == "BEGIN":
                self._begin(value, where, inside)
                inside.append(value)
            elif name == "END":
                inside = inside[:-1]
            elif inside == ["VCALENDAR"]:
                self._calendar.setdefault(name, where)
            elif inside[-1:] == ["VEVENT"]:
                self._events[-1].setdefault(name, where)

    def _begin(self, component: str, where: Where, inside: list[str]) -> None:
        if component == "VEVENT":
            self._events.append({"": where})
        elif inside == ["VCALENDAR"]:
            self.others.append((component, where))

    def of_calendar(self, *names: str) -> Where:
        """Where the first of some properties of the calendar stands."""
        found = (self._calendar[name] for name in names if name in self._calendar)
        return next(found, Where(self.file, 1, 1))

    def of_event(self, number: int, *names: str) -> Where:
        """Where the first of some properties of an event stands, else where it begins.

        Args:
            number: Of the event, from 0.
            names: Of the properties; "" is the event's own first line.
        """
        if number >= len(self._events):
            return Where(self.file)
        event = self._events[number]
        return next((event[name] for name in names if name in event), event[""])
