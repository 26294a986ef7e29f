"""The sections of a page of our own, but for the schedule and the deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.core.said import Said, fields
from syllabus.core.values import WEEKDAYS
from syllabus.importers.account import Report, Verdict
from syllabus.importers.page import STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syllabus.importers.own_lines import ListItem, Part, Table
    from syllabus.importers.page import Cell, Piece


class SectionReader:
    """Reads sections into ``data``, with an account of each thing in ``report``."""

    def __init__(self, said: Said, report: Report) -> None:
        self.data: dict[str, Any] = {}
        self._said, self._language, self._report = said, said.language, report
        self._readers: dict[str, Callable[[Part], None]] = {
            "notices": self._notices,
            "logistics": self._logistics,
            "staff": self._staff,
            "outcomes": self._outcomes,
            "grading": self._grading,
            "policies": self._policies,
            "readings": self._reading_list,
        }

    def read(self, name: str, part: Part) -> None:
        """Read a section by its name; one without a name is kept as a notice."""
        if reader := self._readers.get(name):
            reader(part)
        elif name in {"description", "prerequisites", "accessibility"}:
            self.data[name] = part.text
            self._kept(part.where, part.text, name)
        elif name in {"materials", "channels"}:
            self.data[name] = [self._item(item, name) for item in part.items]
        else:
            text = f"### {part.heading}\n\n{part.text}"
            self.data["notices"] = [*self.data.get("notices", ()), text]
            self._noted(part.where, part.heading)

    def _kept(self, where: Any, words: str, as_what: str) -> None:
        self._report.tell(where, words, Verdict.KEPT, as_what)

    def _understood(self, where: Any, words: str, as_what: str) -> None:
        self._report.tell(where, words, Verdict.UNDERSTOOD, as_what)

    def _noted(self, where: Any, words: str) -> None:
        self._report.tell(where, words, Verdict.NOTED, "kept in a notice")

    def _notices(self, part: Part) -> None:
        self.data["notices"] = [part.text, *self.data.get("notices", ())]
        self._kept(part.where, part.text, "a notice")

    def _outcomes(self, part: Part) -> None:
        self.data["outcomes"] = [item.source for item in part.items]
        for item in part.items:
            self._kept(item.where, item.source, "a learning outcome")

    def _policies(self, part: Part) -> None:
        self.data["policies"] = [
            {"title": title.text, "text": text} for title, text in part.chapters if text
        ]
        for title, _ in part.chapters:
            self._kept(title.where, title.text, "a policy")

    def _reading_list(self, part: Part) -> None:
        for item in part.items:
            shown = "the program makes the list from a bibliography"
            self._report.tell(item.where, item.source, Verdict.LEFT_OUT, shown)

    def _item(self, item: ListItem, name: str) -> dict[str, str]:
        """A material or channel: its words, its link, and what is below."""
        first, *others = item.lines
        self._kept(item.where, item.source, name)
        note = "\n".join([*(line.source for line in others), item.prose]).strip()
        href = next((piece.href for piece in first.pieces if piece.href), "")
        found = {"title": first.text, "link": href, "note": note}
        return {key: value for key, value in found.items() if value}

    # -- staff

    def _staff(self, part: Part) -> None:
        self.data["staff"] = [self._person(item) for item in part.items]

    def _person(self, item: ListItem) -> dict[str, str]:
        first, *others = item.lines
        name, role = _after_bold(first.pieces)
        person = {"name": name, "role": role.removeprefix(",").strip()}
        for line in others:
            person |= self._fact_of_person(line)
        self._kept(item.where, item.source, "staff")
        return {key: value for key, value in person.items() if value}

    def _fact_of_person(self, line: Cell) -> dict[str, str]:
        href = next((piece.href for piece in line.pieces if piece.href), "")
        if href.startswith("mailto:"):
            return {"mail": href.removeprefix("mailto:")}
        if href:
            return {"page": href}
        for message in (
            self._language.text("Office hours: {hours}", hours="<hours>"),
            self._language.text("Office: {room}", room="<office>"),
        ):
            for way in fields(message, line.text):
                return way
        return {}

    # -- grading

    def _grading(self, part: Part) -> None:
        names = {
            self._language.text("Part of the work"): "components",
            self._language.text("Letter grade"): "scale",
        }
        grading: dict[str, Any] = {}
        for table in part.tables:
            if name := names.get(table.head[0]):
                grading[name] = self._shares(table)
        note = part.rest if part.tables else part.text
        self.data["grading"] = grading | ({"note": note} if note else {})

    def _shares(self, table: Table) -> dict[str, str]:
        shares = {}
        for row in table.rows:
            name, share, *_ = (
                " ".join(line.text for line in cell) for cell in (*row.cells, ())
            )
            number = self._said.percent(share)
            if name and number is not None:
                shares[name] = f"{number:g}"
                self._understood(row.where, f"{name} {share}", "a share of the grade")
        return shares

    # -- when and where

    def _logistics(self, part: Part) -> None:
        for item in part.items:
            label, rest = _after_bold(item.lines[0].pieces)
            room = next((p.href for p in item.lines[0].pieces if p.href), "")
            as_what = self._fact(label.removesuffix(":"), rest, room)
            if as_what:
                self._understood(item.where, item.source, as_what)
            else:
                self.data.setdefault("notices", []).append(item.source)
                self._noted(item.where, item.source)

    def _fact(self, label: str, words: str, room: str) -> str:
        """Read a line of the logistics; what it is, or "" if that is not clear."""
        said, language = self._said, self._language
        if label == language.text("Term"):
            return "the term"
        if label == language.text("Finals") and (days := said.days(words)):
            self.data["finals"] = days_text(days)
            return "the finals"
        if label == language.kind("break"):
            message = language.text(
                "{days}: {holiday}", days="<days>", holiday="<holiday>"
            )
            for way in fields(message, words):
                if days := said.days(way["days"]):
                    held = self.data.setdefault("holidays", {})
                    held[days_text(days)] = way["holiday"]
                    return "days without class"
            return ""
        if label == language.text("Changed day"):
            return self._changed_day(words)
        return self._pattern(label, words, room)

    def _changed_day(self, words: str) -> str:
        message = self._language.text(
            "{day} follows {weekday}’s schedule", day="<day>", weekday="<weekday>"
        )
        for way in fields(message, words):
            day, weekday = (
                self._said.day(way["day"]),
                self._said.weekday(way["weekday"]),
            )
            if day and weekday is not None:
                swaps = self.data.setdefault("day_swaps", {})
                swaps[str(day)] = WEEKDAYS[weekday]
                return "a day that follows another weekday"
        return ""

    def _pattern(self, label: str, words: str, room: str) -> str:
        found = self._when_and_where(words, room)
        if not found:
            return ""
        kinds = {self._language.kind(kind): kind for kind in _KINDS_OF_PATTERNS}
        if label == self._language.text("Class") or label in kinds:
            kind = {"kind": kinds[label]} if label in kinds else {}
            self.data.setdefault("pattern", []).append(found | kind)
            return "the pattern"
        name, kind = label, {}
        message = self._language.text(
            "{section}, {kind}", section="<name>", kind="<kind>"
        )
        for way in fields(message, label):
            if way["kind"] in kinds:
                name, kind = way["name"], {"kind": kinds[way["kind"]]}
        self._section(name, found | kind)
        return "the pattern of a section"

    def _section(self, name: str, pattern: dict[str, str]) -> None:
        sections = self.data.setdefault("sections", [])
        staff = pattern.pop("staff", "")
        if not sections or sections[-1]["name"] != name:
            sections.append({"name": name, "pattern": []})
        sections[-1]["pattern"].append(pattern)
        if staff:
            sections[-1]["staff"] = staff

    def _when_and_where(self, words: str, room: str) -> dict[str, str]:
        """The parts of a pattern in their order: days, hours, room, bounds, staff."""
        for days, after in _cuts(words, from_end=True):
            if weekdays := self._said.weekdays(days):
                found = {"days": "/".join(WEEKDAYS[day][:3] for day in weekdays)}
                for hours, behind in _cuts(after):
                    if at := self._said.hours(hours):
                        found["hours"] = f"{at.starts:%H:%M}-{at.ends:%H:%M}"
                        after = behind
                        break
                return found | self._where(after, room)
        return {}

    def _where(self, words: str, room: str) -> dict[str, str]:
        """The room, and what stands behind it."""
        text = self._language.text
        found: dict[str, str] = {}
        for message, day in (
            (text("with {speaker}", speaker="<staff>"), False),
            (text("until {day}", day="<last_day>"), True),
            (text("from {day}", day="<first_day>"), True),
        ):
            for before, last in _cuts(words, from_end=True):
                way = next(fields(message, last), {})
                if way and day:
                    way = {k: str(self._said.day(v) or "") for k, v in way.items()}
                if way and all(way.values()):
                    found, words = found | way, before
                    break
        if words:
            found["room"] = room or words
        return found


_KINDS_OF_PATTERNS = ("lecture", "lab", "guest", "discussion", "exam", "presentation")


def days_text(days: Any) -> str:
    """Days as a course file has them."""
    return (
        f"{days.first}" if days.first == days.last else f"{days.first} to {days.last}"
    )


def _after_bold(pieces: Sequence[Piece]) -> tuple[str, str]:
    """The bold words that a line begins with, and those behind them."""
    count = next((n for n, p in enumerate(pieces) if p.mark != STRONG), len(pieces))
    bold, rest = (
        " ".join("".join(piece.text for piece in part).split())
        for part in (pieces[:count], pieces[count:])
    )
    return bold, rest


def _cuts(words: str, *, from_end: bool = False) -> list[tuple[str, str]]:
    """Every way to cut words at a comma, the whole of them among these."""
    parts = words.split(", ")
    cuts = [(", ".join(parts[:n]), ", ".join(parts[n:])) for n in range(len(parts) + 1)]
    return cuts[::-1] if from_end else cuts
