"""What changed in values that have a label: of the course, a person, or a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from syllabus.core.telling.words import days_of, is_short
from syllabus.core.view.data import Weekday

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.changes import Fact
    from syllabus.core.telling.words import Words


def label_of(field: str, words: Words) -> str:
    """What a field of the data is called."""
    return {
        # of a course
        "title": words.text("Title"),
        "code": words.text("Course number"),
        "institution": words.text("Institution"),
        "language": words.text("Language"),
        "second_language": words.text("Second language"),
        "timezone": words.text("Time zone"),
        "term": words.text("Term"),
        "finals": words.text("Finals"),
        "description": words.text("About the course"),
        "outcomes": words.text("Learning outcomes"),
        "prerequisites": words.text("Prerequisites"),
        "materials": words.text("Materials"),
        "channels": words.text("Communication"),
        "grading": words.text("Grading"),
        "accessibility": words.text("Accessibility"),
        "notices": words.text("Please note"),
        # of a section
        "staff": words.text("Staff"),
        "patterns": words.text("Usual days, hours and room"),
        # of a person
        "role": words.text("Role"),
        "mail": words.text("Mail address"),
        "page": words.text("Home page"),
        "office": words.text("Office"),
        "hours": words.text("Office hours"),
        # of a meeting
        "decks": words.text("Slides"),
        "readings": words.text("Readings"),
        "links": words.text("Links"),
        "speaker": words.text("Speaker"),
        "affiliation": words.text("Affiliation of the speaker"),
        "partner": words.text("Partner course"),
        "part": words.text("Part of the course"),
        "notes": words.text("Note"),
        # of an assignment
        "link": words.text("Link"),
        "note": words.text("Note"),
        # of what may be said twice
        "in_second_language": words.text("Words in the second language"),
    }[field]


def course_told(before: Fact, after: Fact, words: Words) -> Iterator[str]:
    """What changed in that which a course or a section has once."""
    for field in dict.fromkeys([*before, *after]):
        was, now = before.get(field), after.get(field)
        if was == now:
            continue
        if field == "term":
            yield from _term(was or {}, now or {}, words)
        elif field == "day_swaps":
            yield from _swaps(was or [], now or [], words)
        elif field == "grading":
            yield from _grading(was or {}, now or {}, words)
        else:
            yield from news(label_of(field, words), was, now, words)


def news(label: str, was: Any, now: Any, words: Words) -> Iterator[str]:
    """That a value is another; the value itself where it is short."""
    if isinstance(was or now, list) and isinstance(now or was, list):
        yield from _listed(label, was or [], now or [], words)
    elif not is_short(was or "") or not is_short(now or ""):
        yield words.text("{label}: changed", label=label)
    elif was and now:
        yield words.text(
            "{label}: now {now} instead of {before}", label=label, now=now, before=was
        )
    elif now:
        yield words.text("{label}: {now}", label=label, now=now)
    else:
        yield words.text("{label}: no longer {before}", label=label, before=was)


def _listed(
    label: str, was: Sequence[Any], now: Sequence[Any], words: Words
) -> Iterator[str]:
    added, gone = _new_and_gone(was, now)
    if not added and not gone:
        yield words.text("{label}: changed", label=label)
    if added:
        yield words.text(
            "{label}, new: {names}", label=label, names=words.listed(added)
        )
    if gone:
        names = words.listed(gone)
        yield words.text("{label}, no longer: {names}", label=label, names=names)


def _new_and_gone(
    was: Sequence[Any], now: Sequence[Any]
) -> tuple[list[str], list[str]]:
    """What is new in a list and what is gone, by name; nothing if that does not tell.

    It does not where a thing has no short name, or is another one of the same name.
    """
    added = [_called(one) for one in now if one not in was]
    gone = [_called(one) for one in was if one not in now]
    names = [*added, *gone]
    if not all(names) or not all(map(is_short, names)) or set(added) & set(gone):
        return [], []
    return added, gone


def _called(thing: Any) -> str:
    """What a thing of a list is called; empty if it has no name."""
    return str(thing.get("title", "")) if isinstance(thing, dict) else str(thing)


def _term(was: Fact, now: Fact, words: Words) -> Iterator[str]:
    label = label_of("term", words)
    if was["name"] != now["name"]:
        yield from news(label, was["name"], now["name"], words)
    before, after = (_between(fact, words) for fact in (was, now))
    if before != after:
        yield from news(label, before, after, words)
    if was.get("finals") != now.get("finals"):
        before, after = (_finals(fact, words) for fact in (was, now))
        yield from news(label_of("finals", words), before, after, words)


def _between(term: Fact, words: Words) -> str:
    days = days_of(term)
    return words.language.term(days.first, days.last)


def _finals(term: Fact, words: Words) -> str:
    return words.days(term["finals"]) if "finals" in term else ""


def _swaps(was: list[Fact], now: list[Fact], words: Words) -> Iterator[str]:
    for swap in now:
        if swap not in was:
            day, weekday = _swap(swap, words)
            yield words.text(
                "{day} follows {weekday}’s schedule", day=day, weekday=weekday
            )
    for swap in was:
        if swap["date"] not in {other["date"] for other in now}:
            day, weekday = _swap(swap, words)
            yield words.text(
                "{day} no longer follows {weekday}’s schedule", day=day, weekday=weekday
            )


def _swap(swap: Fact, words: Words) -> tuple[str, str]:
    weekday = get_args(Weekday).index(swap["follows"])
    return words.on(swap["date"]), words.language.weekday(weekday)


def _grading(was: Fact, now: Fact, words: Words) -> Iterator[str]:
    label = label_of("grading", words)
    yield from _listed(label, _shares(was, words), _shares(now, words), words)


def _shares(grading: Fact, words: Words) -> list[str]:
    found = [*grading.get("components", ()), *grading.get("scale", ())]
    return [f"{one['name']} {words.language.percent(one['percent'])}" for one in found]
