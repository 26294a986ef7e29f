"""The settings of targets: each kind says what can be set."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from syllabus.announce import targets
from syllabus.core.announcing import Announce, AnnouncementTarget, Size
from syllabus.core.base import Model
from syllabus.core.diagnostics import Diagnostic
from syllabus.core.parse import deepest, likely_key, problem_of

if TYPE_CHECKING:
    from types import ModuleType

    from syllabus.core.source import Path, Source

SECRET_IN_COURSE = "secret-in-course"  # noqa: S105 - the code of a problem

_SECRET = {"password", "passwd", "pass", "token", "secret", "api_key", "key"}
"""Keys that people write where a secret does not belong."""


class Settings(Model):
    """What every kind of target lets be set."""

    attach_at_most: Size | None = Field(
        default=None, description="How large a message may be here"
    )

    @classmethod
    def is_secret(cls, key: str, value: object) -> bool:
        """Whether a setting is one that a course file is no place for."""
        del value
        return key.lower() in _SECRET


def kinds() -> tuple[str, ...]:
    """The kinds of target that there are: a module for each."""
    return tuple(module.name for module in pkgutil.iter_modules(targets.__path__))


def kind_module(kind: str) -> ModuleType:
    """The module of a kind that there is."""
    return importlib.import_module(f"{targets.__name__}.{kind}")


def target_problems(source: Source) -> list[Diagnostic]:
    """The mistakes in all targets of a course file, whatever else is wrong in it."""
    announce = source.data.get("announce") if isinstance(source.data, dict) else None
    targets = announce.get("targets") if isinstance(announce, dict) else None
    whole = {}
    for name, data in targets.items() if isinstance(targets, dict) else ():
        with contextlib.suppress(ValidationError):  # told with the rest of the file
            whole[name] = AnnouncementTarget.model_validate(data)
    return read_settings(Announce(targets=whole), source)[1]


def read_settings(
    announce: Announce, source: Source
) -> tuple[dict[str, Settings], list[Diagnostic]]:
    """Read the settings of each target of a course, by name, and all their mistakes.

    A target with a mistake is left out of what is returned.
    """
    read: dict[str, Settings] = {}
    problems: list[Diagnostic] = []
    for name, target in announce.targets.items():
        place: Path = ("announce", "targets", name)
        if target.kind not in kinds():
            problems.append(_no_kind(source, (*place, "kind"), target.kind))
            continue
        model: type[Settings] = kind_module(target.kind).Settings
        data, found = _without_secrets(model, target.settings, source, place)
        problems += found
        try:
            read[name] = model.model_validate(data)
        except ValidationError as error:
            errors = deepest(error.errors(include_url=False))
            # What was a secret is not missing.
            secret = target.settings.keys() - data.keys()
            problems += _shown(
                [
                    problem_of(source, e, model, place)
                    for e in errors
                    if not secret.intersection(e["loc"])
                ]
            )
    return read, problems


def _no_kind(source: Source, place: Path, kind: str) -> Diagnostic:
    guess = likely_key(kind, list(kinds()))
    hint = f"did you mean “{guess}”?" if guess else f"one of {', '.join(kinds())}"
    message = f"“{kind}” is not a kind of target"
    return source.problem(source.at(place), "bad-value", message, hint)


def _shown(problems: list[Diagnostic]) -> list[Diagnostic]:
    """Without their lines where a key is not known: it may be a password, misspelt."""
    if all(problem.code != "unknown-key" for problem in problems):
        return problems
    return [replace(problem, excerpt="") for problem in problems]


def _without_secrets(
    model: type[Settings], data: dict[str, Any], source: Source, place: Path
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The settings without what must not stand there; the problem shows no secret."""
    secret = [key for key, value in data.items() if model.is_secret(key, value)]
    hint = (
        "delete it here, and change it if others could read this file; "
        "docs/announce.md says where it belongs"
    )
    # Without an excerpt: the line holds the secret.
    problems = [
        Diagnostic(
            source.key((*place, key)),
            SECRET_IN_COURSE,
            f"“{key}” is a secret, and a course file is no place for one",
            hint,
        )
        for key in secret
    ]
    return {key: data[key] for key in data if key not in secret}, problems
