"""Assignments by their names on the page: “HW1”, “Homework 1” and “hw 1” are one."""

from __future__ import annotations

import re

from syllabus.importers.draft import DraftWork

_SHORT = (
    ("a", r"(?:assignments?|assn|asgn|assgn|a)"),
    ("hw", r"(?:home\s?works?|hws?)"),
    ("ps", r"(?:problem\s?sets?|p-?sets?|ps)"),
    ("p", r"(?:projects?|proj|p)"),
    ("lab", r"(?:labs?|laborator(?:y|ies))"),
    ("quiz", r"(?:quiz(?:zes)?)"),
    ("mp", r"(?:machine\s?problems?|mps?)"),
    ("pa", r"(?:programming\s?assignments?|pa)"),
)


def work_id(name: str) -> str:
    """A short name for the schedule to use: a1, hw2, project-proposal."""
    plain = " ".join(name.lower().split()).strip(" .:,#")
    plain = re.sub(r"^(?:the|our)\s+", "", plain)
    for short, pattern in _SHORT:
        if match := re.fullmatch(rf"{pattern}\s*#?\s*0*(\d+[a-z]?)", plain):
            return short + match[1]
    slug = re.sub(r"[^\w]+", "-", plain.replace("'", "").replace("’", "")).strip("-_")
    return slug[:40].rstrip("-") or "work"


def add_work(work: dict[str, DraftWork], name: str, link: str | None) -> DraftWork:
    """The assignment of that name; a new one is added to ``work``."""
    found = work.setdefault(work_id(name), DraftWork(work_id(name), _title(name)))
    found.link = found.link or link
    return found


def _title(name: str) -> str:
    title = " ".join(name.split()).strip(" .:,")
    return title[:1].upper() + title[1:]
