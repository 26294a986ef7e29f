"""Colours as themes write them, and whether one can be read on another."""

from __future__ import annotations

import re

from syllabus.core.values import parse_text, refuse

LEAST_CONTRAST = 4.5
"""Of text and its ground. Source: WCAG 2.1, success criterion 1.4.3 (level AA)."""

_STEPS = 100


def parse_colour(value: object) -> str:
    """Read a colour written #0b5fff or #05f; it comes back with six digits."""
    if value is None:
        refuse(
            "missing-value",
            "there is no colour here",
            'put it in quotes: "#0b5fff"; without them # begins a comment',
        )
    text = parse_text(value).lower()
    if not re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text):
        refuse(
            "bad-value", f"“{value}” is not a colour", 'write a colour like "#0b5fff"'
        )
    return text if len(text) == 7 else "#" + "".join(2 * digit for digit in text[1:])


def contrast(one: str, other: str) -> float:
    """How well two colours, #rrggbb, can be told apart: from 1, not at all, to 21.

    Source: WCAG 2.1, definition of contrast ratio.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1.

    Source: WCAG 2.1, definition of relative luminance.
    """
    weights = (0.2126, 0.7152, 0.0722)
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return sum(map(float.__mul__, weights, linear))


def mixed(colour: str, other: str, share: float) -> str:
    """A colour between two: ``share`` of the first, from 0 to 1, the rest the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    parts = (round(share * one + (1 - share) * two) for one, two in pairs)
    return "#" + "".join(f"{part:02x}" for part in parts)


def readable(colour: str, ground: str) -> str:
    """The colour like this one that can just be read on a ground."""
    target = max(("#000000", "#ffffff"), key=lambda end: contrast(end, ground))
    tried = (mixed(target, colour, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in tried if contrast(one, ground) >= LEAST_CONTRAST)


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
