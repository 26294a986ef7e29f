"""Changes in sentences, for those who teach: soonest affected first.

Many meetings that slide the same way are one sentence, and so are many that get the
same other room or hours. What is the same in all sections is told once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.language import ENGLISH, Language
from syllabus.core.words import clock, kind_in_words, short_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syllabus.core.changes import Change, Fact

_MANY = 3  # from this number on, the same change of several meetings is one sentence

_TIMETABLE = ("meetings", "assignments", "section")

_NAMES = {
    "decks": "slides",
    "readings": "readings",
    "links": "links",
    "speaker": "speaker",
    "affiliation": "speaker’s affiliation",
    "partner": "partner course",
    "notes": "notes",
    "note": "note",
    "link": "link",
    "part": "part",
    "hours": "office hours",
    "kind": "kind",
    "mail": "mail address",
    "page": "home page",
    "finals": "final exams",
    "code": "course number",
    "timezone": "time zone",
    "patterns": "usual days, hours and room",
    "day_swaps": "days that follow another weekday’s schedule",
    "in_second_language": "words in the second language",
}


@dataclass(frozen=True)
class Sentence:
    """A change in words. ``first`` and ``last`` are the days it matters on, if any."""

    text: str
    first: dt.date | None = None
    last: dt.date | None = None


def sentences(
    changes: Sequence[Change], since: dt.date | None = None
) -> tuple[Sentence, ...]:
    """What changed, in the order in which it matters; what has no day comes last.

    Args:
        changes: Those from one version of a course to the next.
        since: What matters only on days before this one is left out.
    """
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.section, []).append(change)
    common = groups.pop("", [])
    by_section = {name: list(_told(some)) for name, some in groups.items()}
    told = list(_told(common))
    how_many = Counter(s for some in by_section.values() for s in set(some))
    for section, some in by_section.items():
        for sentence in some:
            everywhere = how_many[sentence] == len(by_section) > 1
            if everywhere:
                told += [] if sentence in told else [sentence]
            else:
                text = f"{section}: {sentence.text}"
                told.append(Sentence(text, sentence.first, sentence.last))
    kept = [s for s in told if not (since and s.last and s.last < since)]
    return tuple(sorted(kept, key=lambda s: s.first or dt.date.max))


def _told(changes: Sequence[Change]) -> Iterator[Sentence]:
    table = [change for change in changes if change.what in _TIMETABLE]
    if whole := _whole(table):
        yield Sentence(whole)
        changes = [change for change in changes if change not in table]
    meetings = [change for change in changes if change.what == "meetings"]
    yield from _meetings(meetings)
    for change in changes:
        if change.what == "assignments":
            yield from _assignment(change)
        elif change.what == "holidays":
            yield from _holiday(change)
        elif change.what in {"staff", "policies"}:
            yield from _named(change)
        elif change.what != "meetings":
            yield from _rest(change, told=meetings)


def _whole(table: Sequence[Change]) -> str:
    """That a whole timetable is new or gone, with all that is in it."""
    if not any(change.what == "section" for change in table) or len(table) == 1:
        return ""
    one = "this section" if table[0].section else "The schedule for all sections"
    if all(change.before is None for change in table):
        return f"{one} is new"
    return f"{one} is dropped" if all(c.after is None for c in table) else ""


# Meetings.


def _meetings(changes: Sequence[Change]) -> Iterator[Sentence]:
    there = [c for c in changes if c.before and c.after]
    # What is new or gone comes before what moves because of it.
    for change in changes:
        yield from _meeting(change)
    yield from _moves([c for c in there if "date" in c.fields])
    yield from _alike(there, _place, "in {}")
    yield from _alike(there, _time, "{}")


def _moves(changes: Sequence[Change]) -> Iterator[Sentence]:
    """Swaps; then many that slide the same way; then each by itself."""
    left = list(changes)
    for change in changes:
        other = next((c for c in left if change in left and _swapped(change, c)), None)
        if other:
            left = [c for c in left if c not in (change, other)]
            pair = sorted((change, other), key=_day)
            told = [f"{_title(c)} (now {_on(_day(c))})" for c in pair]
            days = [_day(c) for c in pair]
            yield Sentence(f"{' and '.join(told)} change places", *days)
    for later in (True, False):
        some = sorted((c for c in left if (_day(c) > _was(c)) is later), key=_day)
        if len(some) < _MANY:
            yield from map(_moved, some)
            continue
        way = "later" if later else "earlier"
        ends = " to ".join(f"{_title(c)} (now {_on(_day(c))})" for c in _ends(some))
        text = f"{len(some)} meetings move to {way} days, from {ends}"
        yield Sentence(text, *_span(some))


def _swapped(one: Change, other: Change) -> bool:
    return (_was(one), _day(one)) == (_day(other), _was(other))


def _moved(change: Change) -> Sentence:
    text = f"{_title(change)} moves to {_on(_day(change))} from {_on(_was(change))}"
    return Sentence(text, *_span([change]))


def _alike(
    changes: Sequence[Change], value: Callable[[Fact], str], words: str
) -> Iterator[Sentence]:
    """What the same other value is said of: of each meeting, or of many at once."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        pair = (value(change.before or {}), value(change.after or {}))
        if pair[0] != pair[1]:
            groups.setdefault(pair, []).append(change)
    for (was, now), some in groups.items():
        is_now = words.format(now) if now else "without the former " + was
        instead = f" instead of {was}" if was and now else ""
        told = sorted(some, key=_day)
        if len(told) < _MANY:
            for c in told:
                text = f"{_title(c)} on {_on(_day(c))} is now {is_now}{instead}"
                yield Sentence(text, _day(c), _day(c))
        else:
            first, last = (_day(c) for c in _ends(told))
            days = f"from {_on(first)} to {_on(last)}"
            text = f"{len(told)} meetings {days} are now {is_now}{instead}"
            yield Sentence(text, first, last)


def _meeting(change: Change) -> Iterator[Sentence]:
    """What else there is to say of a meeting."""
    before, after = change.before, change.after
    if after is None:
        on = _on(_was(change))
        text = f"{_title(change)} on {on} is dropped"
        if (before or {}).get("kind") == "break":
            text = f"{on} is no longer without class ({_title(change)})"
        yield Sentence(text, _was(change), _was(change))
        return
    day = _day(change)
    if before is None:
        new = f"{_title(change)} is new on {_on(day)}"
        is_break = after.get("kind") == "break"
        text = f"No class on {_on(day)}: {after['topic']}" if is_break else new
        yield Sentence(text, day, day)
        return
    if before["topic"] != after["topic"]:
        renamed = f"“{before['topic']}” on {_on(day)} is now called {_title(change)}"
        yield Sentence(renamed, day, day)
    if before["kind"] != after["kind"]:
        kinds = [kind_in_words(fact["kind"]) for fact in (after, before)]
        text = f"{_title(change)} on {_on(day)} is now: {kinds[0]}, not {kinds[1]}"
        yield Sentence(text, day, day)
    told = {"id", "topic", "kind", "date", "instead_of", "room", "starts", "ends"}
    of = f"{_title(change)} on {_on(day)}"
    for field in change.fields:
        if field not in told:
            text = _other(field, before.get(field), after.get(field), of)
            yield Sentence(text, day, day)


# Other things.


def _assignment(change: Change) -> Iterator[Sentence]:
    before, after = change.before, change.after
    title = (after or before or {})["title"]
    days = [dt.date.fromisoformat(m["date"]) for m in _moments(change)]
    ends = (min(days), max(days)) if days else ()
    if before is None or after is None:
        due = (after or {}).get("due")
        when = f", due {_moment(due)}" if due else ""
        yield Sentence(f"{title} is {'new' if after else 'dropped'}{when}", *ends)
        return
    if before["title"] != title:
        yield Sentence(f"{before['title']} is now called {title}", *ends)
    for field, verb in (("due", "due"), ("out", "handed out")):
        was, now = before.get(field), after.get(field)
        if was != now:
            is_now = f"now {verb} {_moment(now)}" if now else f"no longer {verb}"
            instead = f" instead of {_moment(was)}" if was and now else ""
            yield Sentence(f"{title} is {is_now}{instead}", *ends)
    if "weight" in change.fields:
        was, now = (_share(fact.get("weight")) for fact in (before, after))
        yield Sentence(f"{title} now counts {now} instead of {was}", *ends)
    for field in change.fields:
        if field not in {"id", "title", "due", "out", "weight"}:
            text = _other(field, before.get(field), after.get(field), title)
            yield Sentence(text, *ends)


def _moments(change: Change) -> list[dict[str, str]]:
    facts = [fact for fact in (change.before, change.after) if fact]
    found = [fact.get(field) for field in ("due", "out") for fact in facts]
    return [moment for moment in found if moment]


def _holiday(change: Change) -> Iterator[Sentence]:
    before, after = change.before, change.after
    facts = [fact for fact in (before, after) if fact]
    days = [dt.date.fromisoformat(f[k]) for f in facts for k in _RANGE]
    text = f"No class on {_days(after)}: {after['name']}" if after else ""
    if before and after:
        text = f"{after['name']} is now {_days(after)} instead of {_days(before)}"
    if before and not after:
        text = f"{before['name']} ({_days(before)}) is no holiday any more"
    yield Sentence(text, min(days), max(days))


_RANGE = ("first_day", "last_day")


def _named(change: Change) -> Iterator[Sentence]:
    """A person or a policy."""
    before, after = change.before, change.after
    name = change.renamed or change.name
    if change.what == "policies":
        how = "new" if before is None else "dropped" if after is None else "changed"
        yield Sentence(f"The policy “{name}” is {how}")
        return
    if before is None or after is None:
        yield Sentence(f"{name} {'joins' if after else 'leaves'} the staff")
        return
    for field in change.fields:
        yield Sentence(_other(field, before.get(field), after.get(field), name))


def _rest(change: Change, told: Sequence[Change]) -> Iterator[Sentence]:
    """What the course or a section has once.

    Other usual days, hours and rooms are told with the meetings that have them.
    """
    before, after = change.before or {}, change.after or {}
    for field in dict.fromkeys([*before, *after]):
        if before.get(field) != after.get(field) and not (field == "patterns" and told):
            yield Sentence(_other(field, before.get(field), after.get(field), ""))


# Words.


def _other(field: str, was: Any, now: Any, of: str) -> str:
    """That a value is another; the value itself where it is short."""
    name = _NAMES.get(field, field.replace("_", " "))
    thing = f"{name} of {of}" if of else name
    if isinstance(now or was or [], list) and isinstance(was or now or [], list):
        return _listed(thing, was or [], now or [])
    if all(isinstance(one, str) and len(one) < 60 for one in (was or "", now or "")):
        shown = f"now {now}" if now else "no longer said"
        instead = f" instead of {was}" if was and now else ""
        return _sentence(f"{thing}: {shown}{instead}")
    return _sentence(f"{thing}: changed")


def _listed(thing: str, was: list[Any], now: list[Any]) -> str:
    """What is new in a list, and what is gone."""
    added = [_called(one) for one in now if one not in was]
    gone = [_called(one) for one in was if one not in now]
    if not all([*added, *gone]) or not added + gone or set(added) & set(gone):
        return _sentence(f"{thing}: changed")
    parts = [f"new: {', '.join(added)}"] if added else []
    parts += [f"no longer: {', '.join(gone)}"] if gone else []
    return _sentence(f"{thing}: {'; '.join(parts)}")


def _called(thing: Any) -> str:
    """What a thing of a list is called; empty if it has no name."""
    return str(thing.get("title", "")) if isinstance(thing, dict) else str(thing)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(change: Change) -> str:
    return f"“{(change.after or change.before or {})['topic']}”"


def _day(change: Change) -> dt.date:
    return dt.date.fromisoformat((change.after or change.before or {})["date"])


def _was(change: Change) -> dt.date:
    return dt.date.fromisoformat((change.before or change.after or {})["date"])


def _span(changes: Iterable[Change]) -> tuple[dt.date, dt.date]:
    days = [day for change in changes for day in (_was(change), _day(change))]
    return min(days), max(days)


def _ends(changes: Sequence[Change]) -> tuple[Change, Change]:
    return changes[0], changes[-1]


def _on(day: dt.date) -> str:
    return short_day(day)


def _place(fact: Fact) -> str:
    return str(fact.get("room", ""))


def _time(fact: Fact) -> str:
    ends = [fact[key] for key in ("starts", "ends") if key in fact]
    return "–".join(clock(dt.time.fromisoformat(end)) for end in ends)


def _moment(moment: dict[str, str]) -> str:
    day = _on(dt.date.fromisoformat(moment["date"]))
    time = moment.get("time")
    return f"{day} at {clock(dt.time.fromisoformat(time))}" if time else day


def _days(fact: Fact) -> str:
    first, last = (_on(dt.date.fromisoformat(fact[key])) for key in _RANGE)
    return first if first == last else f"{first} to {last}"


def _share(weight: float | None) -> str:
    return "nothing" if weight is None else Language.of(ENGLISH).percent(weight)
