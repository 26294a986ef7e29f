"""What changed about assignments, holidays, people and policies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from syllabus.core.telling.values import label_of, news
from syllabus.core.telling.words import Sentence, days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.changes import Change, Fact
    from syllabus.core.telling.words import Words


# Assignments.


def assignment_told(change: Change, words: Words) -> Iterator[Sentence]:
    """What changed about graded work; another day matters on the days themselves."""
    before, after = change.before, change.after
    title = (after or before or {})["title"]
    if after is None:
        yield _sentence(words.text("{title} is dropped", title=title), change)
    elif before is None:
        yield _sentence(_new(after, title, words), change)
    else:
        for field in change.fields:
            was, now = before.get(field), after.get(field)
            of = (field,) if field in _MOMENTS else _MOMENTS
            for text in _field(field, was, now, title, words):
                yield _sentence(text, change, of)


_MOMENTS = ("due", "out")


def _sentence(text: str, change: Change, of: Iterable[str] = _MOMENTS) -> Sentence:
    """A sentence that matters on the days that work had and has."""
    facts = [fact for fact in (change.before, change.after) if fact]
    moments = [fact[field] for fact in facts for field in of if fact.get(field)]
    days = sorted(dt.date.fromisoformat(moment["date"]) for moment in moments)
    return Sentence(text, "assignments", *((days[0], days[-1]) if days else ()))


def _new(after: Fact, title: str, words: Words) -> str:
    if due := after.get("due"):
        when = words.moment(due)
        return words.text("{title} is new, due {when}", title=title, when=when)
    return words.text("{title} is new", title=title)


def _field(field: str, was: Any, now: Any, title: str, words: Words) -> Iterator[str]:
    if field == "title":
        yield words.text("“{before}” is now called “{title}”", before=was, title=now)
    elif field == "due":
        yield _due(was, now, title, words)
    elif field == "out":
        yield _out(was, now, title, words)
    elif field == "weight":
        yield _weight(was, now, title, words)
    elif field != "id":
        label = label_of(field, words)
        label = words.text("{label} ({name})", label=label, name=title)
        yield from news(label, was, now, words)


def _due(was: Fact | None, now: Fact | None, title: str, words: Words) -> str:
    if not now:
        return words.text("{title} no longer has a due date", title=title)
    when = words.moment(now)
    if not was:
        return words.text("{title} is now due {when}", title=title, when=when)
    return words.text(
        "{title} is now due {when} instead of {before}",
        title=title,
        when=when,
        before=words.moment(was),
    )


def _out(was: Fact | None, now: Fact | None, title: str, words: Words) -> str:
    if not now:
        return words.text(
            "{title} no longer has a day on which it is handed out", title=title
        )
    when = words.moment(now)
    if not was:
        return words.text("{title} is now handed out {when}", title=title, when=when)
    return words.text(
        "{title} is now handed out {when} instead of {before}",
        title=title,
        when=when,
        before=words.moment(was),
    )


def _weight(was: float | None, now: float | None, title: str, words: Words) -> str:
    if now is None:
        return words.text("{title} no longer has a weight of its own", title=title)
    share = words.language.percent(now)
    if was is None:
        return words.text("{title} now counts {share}", title=title, share=share)
    return words.text(
        "{title} now counts {share} instead of {before}",
        title=title,
        share=share,
        before=words.language.percent(was),
    )


# Holidays.


def holidays_told(changes: Sequence[Change], words: Words) -> Iterator[Sentence]:
    """What changed about days without class; another name of the same is one thing."""
    gone = {
        days_of(c.before): c.before["name"] for c in changes if c.before and not c.after
    }
    new = {days_of(c.after) for c in changes if c.after and not c.before}
    for change in changes:
        before, after = change.before, change.after
        facts = [fact for fact in (before, after) if fact]
        days = [days_of(fact) for fact in facts]
        if before and not after and days[0] in new:
            continue
        text = (
            _renamed(after, gone[days[0]], words)
            if after and not before and days[0] in gone
            else _holiday(before, after, words)
        )
        first, last = min(d.first for d in days), max(d.last for d in days)
        yield Sentence(text, "holidays", first, last)


def _renamed(after: Fact, was: str, words: Words) -> str:
    days, name = words.days(after), after["name"]
    return words.text(
        "{label}: now {now} instead of {before}", label=days, now=name, before=was
    )


def _holiday(before: Fact | None, after: Fact | None, words: Words) -> str:
    name = (after or before or {})["name"]
    if after is None:
        days = words.days(before or {})
        return words.text(
            "No longer without class: {days} ({name})", days=days, name=name
        )
    days = words.days(after)
    if before is None:
        if after["first_day"] == after["last_day"]:
            return words.text("No class on {day}: {reason}", day=days, reason=name)
        return words.text("No class, {days}: {reason}", days=days, reason=name)
    if days_of(before) == days_of(after):
        label = label_of("in_second_language", words)
        label = words.text("{label} ({name})", label=label, name=name)
        return words.text("{label}: changed", label=label)
    was = words.days(before)
    return words.text(
        "{label}: now {now} instead of {before}", label=name, now=days, before=was
    )


# People and policies.


def person_told(change: Change, words: Words) -> Iterator[str]:
    """What changed about one of the staff."""
    before, after, name = change.before, change.after, change.name
    if after is None:
        yield words.text("{name} leaves the staff", name=name)
    elif before is None:
        yield words.text("{name} joins the staff", name=name)
    else:
        for field in change.fields:
            label = label_of(field, words)
            label = words.text("{label} ({name})", label=label, name=name)
            yield from news(label, before.get(field), after.get(field), words)


def policy_told(change: Change, words: Words) -> Iterator[str]:
    """What changed about a policy."""
    title = change.name
    if change.after is None:
        yield words.text("The policy “{title}” is dropped", title=title)
    elif change.before is None:
        yield words.text("The policy “{title}” is new", title=title)
    else:
        yield words.text("The policy “{title}” has changed", title=title)
