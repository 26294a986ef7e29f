"""Rules about the theme and its settings."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from syllabus.core.colour import LEAST_CONTRAST, contrast, readable
from syllabus.core.parse import likely_key
from syllabus.core.theme import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic


def theme_is_there(subject: Subject) -> Iterator[Diagnostic]:
    """The theme that the course names is one of those that there are."""
    name, shipped = subject.course.theme.name, subject.files.themes.shipped
    if shipped and name not in shipped:
        near = difflib.get_close_matches(name.lower(), shipped, n=1)
        there = ", ".join(shipped)
        # The name may stand alone behind “theme:”.
        path = (
            ("theme", "name")
            if subject.source.has_key(("theme", "name"))
            else ("theme",)
        )
        yield subject.problem(
            path,
            "bad-value",
            f"there is no theme “{name}”",
            f"did you mean “{near[0]}”?" if near else f"one of {there}",
        )


def settings_are_the_themes(subject: Subject) -> Iterator[Diagnostic]:
    """Every setting is one that the theme has, with a value that it can have."""
    written = subject.course.theme.settings
    declared = subject.files.themes.of(subject.course.theme.name)
    if declared is None:
        return
    known = list(declared.settings)
    for name in written:
        if name not in known:
            guess = likely_key(name, known)
            hint = f"did you mean “{guess}”?" if guess else ""
            if name in {"sections", "schedule"}:
                hint = "that is set under “handout:”"
            yield subject.source.problem(
                subject.source.key(("theme", name)),
                "unknown-key",
                f"“{name}” is not a setting of this theme",
                hint or f"it has {', '.join(known) or 'none'}",
            )
    for name, error in settings_of(declared, written)[1].items():
        context = error.context or {}
        yield subject.problem(
            ("theme", name),
            error.type,
            str(context.get("message", error.message())),
            str(context.get("hint", "")),
        )


def colours_can_be_read(subject: Subject) -> Iterator[Diagnostic]:
    """Text has a contrast of 4.5 to 1 on its ground, whatever colours are set."""
    written = subject.course.theme.settings
    declared = subject.files.themes.of(subject.course.theme.name)
    if declared is None:
        return
    settings, _ = settings_of(declared, written)
    for text, ground in declared.contrast:
        front, back = settings.get(text, text), settings.get(ground, ground)
        found = contrast(front, back)
        if found < LEAST_CONTRAST:
            at_fault = next((one for one in (text, ground) if one in written), "name")
            # Rounded down: 4.499 is not 4.5.
            ratio = f"{int(found * 10) / 10:g}"
            hint = f"{readable(front, back)} would do" if at_fault == text else ""
            yield subject.problem(
                ("theme", at_fault),
                "low-contrast",
                f"{front} on {back} has a contrast of {ratio} to 1",
                hint or f"{LEAST_CONTRAST:g} to 1 is the least that can be read",
            )


CHECKS: Rules = {
    theme_is_there: frozenset({"theme"}),
    settings_are_the_themes: frozenset({"theme"}),
    colours_can_be_read: frozenset({"theme"}),
}
