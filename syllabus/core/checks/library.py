"""Rules about shared texts and what an institution asks of its courses."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syllabus.core.library import prose_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.core.texts import Policy


def shared_texts_known(subject: Subject) -> Iterator[Diagnostic]:
    """Every text that is included is in a library."""
    library = subject.files.library
    for path, prose in prose_parts(subject.course):
        if prose.include and library.texts.get(prose.include, ...) is None:
            near = difflib.get_close_matches(prose.include, library.names, n=1)
            yield subject.problem(
                (*path, "include"),
                "unknown-include",
                f"there is no shared text “{prose.include}”",
                f"did you mean “{near[0]}”?"
                if near
                else f"write it into policies/{prose.include}.md",
            )


def shared_texts_filled(subject: Subject) -> Iterator[Diagnostic]:
    """Every placeholder of an included text is filled, and nothing else is given."""
    library = subject.files.library
    for path, prose in prose_parts(subject.course):
        shared = library.texts.get(prose.include or "")
        if shared is None:
            continue
        wanted = shared.placeholders
        for name in wanted:
            if name not in library.filling(prose):
                yield subject.problem(
                    (*path, "include"),
                    "unfilled-field",
                    f"the text “{prose.include}” does not say what “{name}” is",
                    f"add {name}: to this part",
                )
        for name in prose.fields:
            if name not in wanted:
                near = difflib.get_close_matches(name, wanted, n=1)
                known = f"it has {', '.join(wanted)}" if wanted else "it has none"
                yield subject.source.problem(
                    _key_of_field(subject, path, name),
                    "unknown-field",
                    f"the text “{prose.include}” has no place for “{name}”",
                    f"did you mean “{near[0]}”?" if near else known,
                )


def _key_of_field(subject: Subject, path: tuple[str | int, ...], name: str) -> Where:
    beside = (*path, name)
    inside = (*path, "fields", name)
    source = subject.source
    return source.key(beside if source.has_key(beside) else inside)


def required_policies(subject: Subject) -> Iterator[Diagnostic]:
    """The course has every policy that its institution asks for."""
    course = subject.course
    has = {name for policy in course.policies for name in _names(subject, policy)}
    if course.accessibility:
        has.add("accessibility")
    for name in subject.files.library.required:
        if name.casefold() not in has:
            known = name in subject.files.library.names
            yield subject.source.problem(
                subject.source.key(("policies",)),
                "missing-policy",
                f"the institution asks for the policy “{name}”",
                f"add “- include: {name}” to policies:"
                if known
                else f"add a policy with title: {name}",
            )


def _names(subject: Subject, policy: Policy) -> Iterator[str]:
    """By what a policy can be called for."""
    if policy.title:
        yield policy.title.casefold()
    if policy.file:
        yield PurePosixPath(policy.file).stem.casefold()
    if policy.include:
        yield policy.include
        shared = subject.files.library.texts.get(policy.include)
        yield shared.title.casefold() if shared else ""


CHECKS: Rules = {
    shared_texts_known: frozenset(),
    shared_texts_filled: frozenset(),
    required_policies: frozenset({"policies", "accessibility"}),
}
