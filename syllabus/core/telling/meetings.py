"""What changed about meetings; those that change in the same way are told together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from syllabus.core.telling.values import label_of, news
from syllabus.core.telling.words import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syllabus.core.changes import Change, Fact
    from syllabus.core.telling.words import Words

_MANY = 3  # from this number on, the same change of several meetings is one sentence
_TOLD = {"id", "topic", "kind", "date", "instead_of", "room", "starts", "ends"}


def meetings_told(changes: Sequence[Change], words: Words) -> Iterator[Sentence]:
    """What is new or gone comes before what moves because of it."""
    for change in changes:
        for text in _meeting(change, words):
            yield _sentence(text, change)
    there = [c for c in changes if c.before and c.after]
    yield from _moves([c for c in there if "date" in c.fields], words)
    yield from _alike(there, _room, _in_room, _all_in_room, words)
    yield from _alike(there, words.hours, _at_hours, _all_at_hours, words)


def _meeting(change: Change, words: Words) -> Iterator[str]:
    """What is said of a meeting by itself."""
    before, after = change.before, change.after
    topic, day = _topic(change), words.on(_day(change))
    if before and after:
        yield from _called(before, after, day, words)
        for field in change.fields:
            if field not in _TOLD:
                label = words.text(
                    "{label} for “{topic}” on {day}",
                    label=label_of(field, words),
                    topic=topic,
                    day=day,
                )
                yield from news(label, before.get(field), after.get(field), words)
    elif after:
        if after["kind"] == "break":
            yield words.text("No class on {day}: {reason}", day=day, reason=topic)
        else:
            yield words.text("“{topic}” is new on {day}", topic=topic, day=day)
    elif before and before["kind"] == "break":
        yield words.text(
            "No longer without class: {days} ({name})", days=day, name=topic
        )
    else:
        yield words.text("“{topic}” on {day} is dropped", topic=topic, day=day)


def _called(before: Fact, after: Fact, day: str, words: Words) -> Iterator[str]:
    topic, was = after["topic"], before["topic"]
    if was != topic:
        yield words.text(
            "“{before}” on {day} is now called “{topic}”",
            before=was,
            day=day,
            topic=topic,
        )
    if before["kind"] != after["kind"]:
        now, was = (words.language.kind(fact["kind"]) for fact in (after, before))
        yield words.text(
            "“{topic}” on {day}: {now} instead of {before}",
            topic=topic,
            day=day,
            now=now,
            before=was,
        )


# Other days.


def _moves(changes: Sequence[Change], words: Words) -> Iterator[Sentence]:
    """Swaps; then many that slide the same way; then each by itself."""
    waiting: dict[tuple[dt.date, dt.date], list[Change]] = {}
    for change in changes:
        days = _was(change), _day(change)
        if others := waiting.get(days[::-1]):
            one, another = sorted((others.pop(0), change), key=_day)
            yield _swap(one, another, words)
        else:
            waiting.setdefault(days, []).append(change)
    left = [change for some in waiting.values() for change in some]
    for later in (True, False):
        some = sorted((c for c in left if (_day(c) > _was(c)) is later), key=_day)
        if len(some) < _MANY:
            yield from (_moved(change, words) for change in some)
        else:
            slid = _slid_later if later else _slid_earlier
            yield _sentence(slid(some, words), *some)


def _swap(one: Change, other: Change, words: Words) -> Sentence:
    text = words.text(
        "“{one}” (now {day}) and “{other}” (now {other_day}) change places",
        one=_topic(one),
        day=words.on(_day(one)),
        other=_topic(other),
        other_day=words.on(_day(other)),
    )
    return _sentence(text, one, other)


def _moved(change: Change, words: Words) -> Sentence:
    text = words.text(
        "“{topic}” moves to {day} from {before}",
        topic=_topic(change),
        day=words.on(_day(change)),
        before=words.on(_was(change)),
    )
    return _sentence(text, change)


def _slid_later(some: Sequence[Change], words: Words) -> str:
    return words.plural(
        "{n} meeting moves to a later day, from “{first}” (now {first_day}) "
        "to “{last}” (now {last_day})",
        "{n} meetings move to later days, from “{first}” (now {first_day}) "
        "to “{last}” (now {last_day})",
        len(some),
        **_ends(some, words),
    )


def _slid_earlier(some: Sequence[Change], words: Words) -> str:
    return words.plural(
        "{n} meeting moves to an earlier day, from “{first}” (now {first_day}) "
        "to “{last}” (now {last_day})",
        "{n} meetings move to earlier days, from “{first}” (now {first_day}) "
        "to “{last}” (now {last_day})",
        len(some),
        **_ends(some, words),
    )


def _ends(some: Sequence[Change], words: Words) -> dict[str, str]:
    return {
        "first": _topic(some[0]),
        "first_day": words.on(_day(some[0])),
        "last": _topic(some[-1]),
        "last_day": words.on(_day(some[-1])),
    }


# Other rooms and hours.


def _alike(
    changes: Sequence[Change],
    value: Callable[[Fact], str],
    one: Callable[[Change, str, str, Words], str],
    many: Callable[[Sequence[Change], str, str, Words], str],
    words: Words,
) -> Iterator[Sentence]:
    """What the same other value is said of: of each meeting, or of many at once."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        pair = (value(change.before or {}), value(change.after or {}))
        if pair[0] != pair[1]:
            groups.setdefault(pair, []).append(change)
    for pair, some in groups.items():
        some.sort(key=_day)
        if len(some) < _MANY:
            for change in some:
                yield _on_days(one(change, *pair, words), _day(change), _day(change))
        else:
            text = many(some, *pair, words)
            yield _on_days(text, _day(some[0]), _day(some[-1]))


def _in_room(change: Change, was: str, now: str, words: Words) -> str:
    of = {"topic": _topic(change), "day": words.on(_day(change))}
    if not now:
        return words.text(
            "“{topic}” on {day} is no longer in {before}", before=was, **of
        )
    if not was:
        return words.text("“{topic}” on {day} is now in {room}", room=now, **of)
    return words.text(
        "“{topic}” on {day} is now in {room} instead of {before}",
        room=now,
        before=was,
        **of,
    )


def _all_in_room(some: Sequence[Change], was: str, now: str, words: Words) -> str:
    n = len(some)
    days = {"first": words.on(_day(some[0])), "last": words.on(_day(some[-1]))}
    if not now:
        return words.plural(
            "{n} meeting from {first} to {last} is no longer in {before}",
            "{n} meetings from {first} to {last} are no longer in {before}",
            n,
            before=was,
            **days,
        )
    if not was:
        return words.plural(
            "{n} meeting from {first} to {last} is now in {room}",
            "{n} meetings from {first} to {last} are now in {room}",
            n,
            room=now,
            **days,
        )
    return words.plural(
        "{n} meeting from {first} to {last} is now in {room} instead of {before}",
        "{n} meetings from {first} to {last} are now in {room} instead of {before}",
        n,
        room=now,
        before=was,
        **days,
    )


def _at_hours(change: Change, was: str, now: str, words: Words) -> str:
    of = {"topic": _topic(change), "day": words.on(_day(change))}
    if not now:
        return words.text(
            "“{topic}” on {day} is no longer at {before}", before=was, **of
        )
    if not was:
        return words.text("“{topic}” on {day} is now at {hours}", hours=now, **of)
    return words.text(
        "“{topic}” on {day} is now at {hours} instead of {before}",
        hours=now,
        before=was,
        **of,
    )


def _all_at_hours(some: Sequence[Change], was: str, now: str, words: Words) -> str:
    n = len(some)
    days = {"first": words.on(_day(some[0])), "last": words.on(_day(some[-1]))}
    if not now:
        return words.plural(
            "{n} meeting from {first} to {last} is no longer at {before}",
            "{n} meetings from {first} to {last} are no longer at {before}",
            n,
            before=was,
            **days,
        )
    if not was:
        return words.plural(
            "{n} meeting from {first} to {last} is now at {hours}",
            "{n} meetings from {first} to {last} are now at {hours}",
            n,
            hours=now,
            **days,
        )
    return words.plural(
        "{n} meeting from {first} to {last} is now at {hours} instead of {before}",
        "{n} meetings from {first} to {last} are now at {hours} instead of {before}",
        n,
        hours=now,
        before=was,
        **days,
    )


# Facts.


def _room(fact: Fact) -> str:
    return str(fact.get("room", ""))


def _topic(change: Change) -> str:
    return str((change.after or change.before or {})["topic"])


def _day(change: Change) -> dt.date:
    return dt.date.fromisoformat((change.after or change.before or {})["date"])


def _was(change: Change) -> dt.date:
    return dt.date.fromisoformat((change.before or change.after or {})["date"])


def _sentence(text: str, *changes: Change) -> Sentence:
    """A sentence that matters on the days that the meetings had and have."""
    days = [day for change in changes for day in (_was(change), _day(change))]
    return _on_days(text, min(days), max(days))


def _on_days(text: str, first: dt.date, last: dt.date) -> Sentence:
    return Sentence(text, "meetings", first, last)
