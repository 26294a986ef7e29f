"""Values as they are written in a course file."""

from __future__ import annotations

from typing import Any

import yaml


def plain(value: Any) -> Any:
    """A value as `core.source` reads it back: text, None, lists and mappings."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def inline(value: Any) -> str:
    """A value on one line, as it may stand in a block or between brackets."""
    if isinstance(value, dict):
        pairs = (f"{inline(key)}: {inline(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if value is None:
        return "~"
    if not isinstance(value, str):
        return str(plain(value))
    style = None if value.isprintable() else '"'
    dumped = yaml.dump(
        [value],
        Dumper=yaml.SafeDumper,
        default_style=style,
        default_flow_style=True,
        allow_unicode=True,
        width=float("inf"),
    )
    return str(dumped).strip()[1:-1]


def block(value: Any, indent: int, eol: str) -> str:
    """A value as an item of a block list: a mapping has a line for each key."""
    if not isinstance(value, dict) or not value:
        return inline(value)
    return (eol + " " * indent).join(
        f"{inline(k)}: {inline(v)}" for k, v in value.items()
    )
