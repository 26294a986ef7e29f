"""What changed between two versions of a course, thing by thing.

Things are known again by what they are (`syllabus.core.identity`), not by their place.
The changes are complete: `apply` makes the facts of the new version of the old ones.
What follows from other facts (a lecture's number, its week, its page in the packet) is
no fact of its own, nor is the order in which things are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.identity import matched_assignments, matched_meetings, told_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.view.data import CourseData

Fact = dict[str, Any]
Place = tuple[str, str]
"""What a fact is of: a section and the kind of thing. Both are empty for the course."""
Facts = dict[Place, dict[str, Fact]]
"""The facts of a course as JSON has them, by what they are of and their name there."""

_DERIVED = {
    "meetings": ("number", "week", "pinned"),
    "decks": ("packet", "page"),
}
_NAMED = {"staff": "name", "holidays": "name", "policies": "title"}


@dataclass(frozen=True)
class Change:
    """A thing that is new, gone or other.

    Attributes:
        section: Empty where it concerns the whole course.
        what: meetings, assignments, holidays, staff, policies; empty for the rest.
        name: What the thing is called among its like, in the old version if it is
            there.
        renamed: What it is called now, empty if that is no other.
        before: The thing as it was; None if it is new.
        after: The thing as it is; None if it is gone.
    """

    section: str
    what: str
    name: str
    renamed: str
    before: Fact | None
    after: Fact | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What of a thing that was there before has another value."""
        if self.before is None or self.after is None:
            return ()
        keys = dict.fromkeys([*self.before, *self.after])
        return tuple(k for k in keys if self.before.get(k) != self.after.get(k))


def changes_between(old: CourseData, new: CourseData) -> tuple[Change, ...]:
    """Every change from one version of a course to the next, in no special order."""
    before, after = facts_of(old), facts_of(new)
    names = _names_before(old, new)
    return tuple(
        change
        for place in dict.fromkeys([*before, *after])
        for change in _changes(
            place, before.get(place, {}), after.get(place, {}), names.get(place, {})
        )
    )


def apply(changes: Sequence[Change], facts: Facts) -> Facts:
    """The facts of the version that the changes lead to."""
    made = {place: dict(things) for place, things in facts.items()}
    for change in changes:
        made.setdefault((change.section, change.what), {}).pop(change.name, None)
    for change in changes:
        if change.after is not None:
            name = change.renamed or change.name
            made[change.section, change.what][name] = change.after
    return {place: things for place, things in made.items() if things}


def facts_of(data: CourseData) -> Facts:
    """The facts of a course."""
    course = data.model_dump(mode="json", exclude_defaults=True)
    found: Facts = {}
    for what, key in _NAMED.items():
        things = course.pop(what, [])
        names = told_apart(thing[key] for thing in things)
        found["", what] = dict(zip(names, things, strict=True))
    for table in course.pop("timetables"):
        section = table.pop("section", "")
        for what in ("meetings", "assignments"):
            things = table.pop(what, [])
            found[section, what] = {t["id"]: _fact(what, t) for t in things}
        found[section, "section"] = {"": table} if table else {}
    if "day_swaps" in course:
        course["day_swaps"].sort(key=lambda swap: swap["date"])
    found["", ""] = {"": course}
    return {place: things for place, things in found.items() if things}


def _fact(what: str, thing: Fact) -> Fact:
    """A thing without what follows from others."""
    decks = [_fact("decks", deck) for deck in thing.get("decks", ())]
    kept = {k: v for k, v in thing.items() if k not in _DERIVED.get(what, ())}
    return kept | ({"decks": decks} if decks else {})


def _changes(
    place: Place, before: dict[str, Fact], after: dict[str, Fact], was: dict[str, str]
) -> Iterator[Change]:
    left = dict(before)
    for name, thing in after.items():
        old_name = was.get(name, name)
        old = left.pop(old_name, None)
        if old != thing:
            renamed = name if name != old_name else ""
            yield Change(*place, old_name, renamed, old, thing)
    for name, thing in left.items():
        yield Change(*place, name, "", thing, None)


def _names_before(old: CourseData, new: CourseData) -> dict[Place, dict[str, str]]:
    """What meetings and assignments are called now, and were."""
    tables = {table.section: table for table in old.timetables}
    names: dict[Place, dict[str, str]] = {}
    for table in new.timetables:
        if was := tables.get(table.section):
            names[table.section, "meetings"] = {
                table.meetings[n].id: was.meetings[o].id
                for n, o in matched_meetings(was.meetings, table.meetings).items()
            }
            work = matched_assignments(was.assignments, table.assignments)
            names[table.section, "assignments"] = {
                table.assignments[n].id: was.assignments[o].id for n, o in work.items()
            }
    return names
