"""What only the renderer can find, as problems at their place in the course file."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Where
from syllabus.core.language import Language
from syllabus.core.prose import find_in_prose, prose_fields
from syllabus.jobs.places import place_of
from syllabus.render.fonts import font_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.source import Source
    from syllabus.jobs.typeset import Typeset
    from syllabus.render.audit import Finding
    from syllabus.render.themes import OwnTemplateError

_NO_GLYPH = re.compile(
    r'\.notdef glyph .* unsupported by fonts: "(.+)" \(U\+', re.DOTALL
)
_MOST_SHOWN = 8
_QUOTED = re.compile(
    r"(?:Ignored|Invalid or unsupported selector) [`'](.+?)[`']", re.DOTALL
)
# In the style of the whole page, which nobody has before them.
_PLACE = re.compile(r" at \d+:\d+")


def printing_problems(
    subject: Subject, typesets: Iterable[Typeset]
) -> Iterator[Diagnostic]:
    """What went wrong in the printing of all files, each thing once."""
    typesets = list(typesets)
    for address in dict.fromkeys(a for typeset in typesets for a in typeset.blocked):
        yield _blocked(subject, address)
    said = dict.fromkeys(w for typeset in typesets for w in typeset.warnings)
    missing = []
    for warning in said:
        if match := _NO_GLYPH.match(warning):
            missing += [char for char in match[1] if char not in missing]
        else:
            yield _warning(subject, warning)
    own = [char for char in missing if _belongs(char, subject)]
    if own:
        yield _missing_font(subject, own)
    elif missing:
        yield _missing_glyphs(subject.source, missing)
    for unused in dict.fromkeys(u for typeset in typesets for u in typeset.unused):
        yield from _no_picture(subject, *unused)
    for finding in dict.fromkeys(f for typeset in typesets for f in typeset.findings):
        yield from _found(subject, finding)


def _no_picture(
    subject: Subject, file: str, page: int, number: int
) -> Iterator[Diagnostic]:
    """A description of a picture that its deck does not have, wherever it is given."""
    slide, place = page + 1, number + 1
    if slide == 0:
        keys, message = ["drawings"], f"{file} has no drawings of its own to describe"
    elif place == 0:
        keys = [f"{slide} drawing"]
        message = f"slide {slide} of {file} has no drawing"
    else:
        keys = [f"{slide}.{place}"] + ([f"{slide}"] if place == 1 else [])
        message = f"slide {slide} of {file} has no picture {place}"
    hint = "the build lists the pictures that nobody described, by slide and place"
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            if deck.file != file or (slide, place) not in deck.alt:
                continue
            path = ("schedule", i, "decks", j, "alt")
            known = (k for k in keys if subject.source.has_key((*path, k)))
            where = subject.source.key((*path, next(known, keys[0])))
            yield subject.source.problem(where, "alt-without-picture", message, hint)


def _found(subject: Subject, finding: Finding) -> Iterator[Diagnostic]:
    """What not everyone can read, at the place where it was written."""
    place = place_of(subject, finding.traces)
    if place is None and finding.code == "vague-link":
        return  # in a field of its own: the rules have told of it
    source, where = place or (subject.source, Where(subject.source.file))
    yield source.problem(where, finding.code, finding.message, finding.hint)


def template_problem(subject: Subject, fault: OwnTemplateError) -> Diagnostic:
    """A template of the course's own that cannot be printed."""
    source = subject.files.themes.own.get(fault.name, subject.source)
    where = source.at_line(fault.line) if fault.line else Where(source.file)
    hint = "delete the file, and the theme's own is taken again"
    return source.problem(where, "bad-template", fault.reason, hint)


def _warning(subject: Subject, warning: str) -> Diagnostic:
    """What the renderer said of a style: it quotes the words that it passes over."""
    quoted = _QUOTED.match(warning)
    source, where = (quoted and _in_own_theme(subject, quoted[1])) or (
        subject.source,
        Where(subject.source.file),
    )
    return source.problem(where, "print-warning", _PLACE.sub("", warning))


def _in_own_theme(subject: Subject, words: str) -> tuple[Source, Where] | None:
    """Where some words stand in the course's own theme."""
    for source in subject.files.themes.own.values():
        if (offset := source.text.find(words)) >= 0:
            return source, source.at_offset(offset)
    return None


def _blocked(subject: Subject, address: str) -> Diagnostic:
    """A picture that the renderer was not allowed to read."""
    if styled := _in_own_theme(subject, address):
        source, where = styled
        hint = "a page loads files of its course, and nothing else"
        message = f"{address} is not a file of the course"
        return source.problem(where, "blocked-resource", message, hint)
    where = subject.at()
    for path, text in prose_fields(subject.course):
        for found in find_in_prose(text):
            if found.kind == "image" and address.endswith(found.target):
                where = subject.source.within(path, found.line)
    logo = subject.course.logo
    if logo and (address.endswith(logo.file) or where == subject.at()):
        # What nobody wrote is asked for by a picture: an SVG can hold others.
        where = subject.at("logo", "file")
    return subject.source.problem(
        where,
        "blocked-resource",
        f"{address} is not inside the course folder",
        "copy the file into the course folder; links that lead out are not followed",
    )


def _missing_glyphs(source: Source, missing: list[str]) -> Diagnostic:
    """Characters that no font has: they are printed as boxes."""
    lines = source.text.split("\n")
    places = [
        Where(source.file, number, line.index(char) + 1)
        for number, line in enumerate(lines, start=1)
        for char in missing
        if char in line
    ]
    shown = " ".join(missing[:_MOST_SHOWN]) + (" …" if missing[_MOST_SHOWN:] else "")
    return source.problem(
        min(places, default=Where(source.file)),
        "missing-glyph",
        f"no font on this machine has {shown}",
        _install(missing),
    )


def _missing_font(subject: Subject, missing: list[str]) -> Diagnostic:
    """The letters of the course's language: without them there is nothing to read."""
    course = subject.course
    key = "language" if _of_script(missing[0], course.language) else "second_language"
    shown = " ".join(missing[:_MOST_SHOWN]) + (" …" if missing[_MOST_SHOWN:] else "")
    return subject.problem(
        (key,),
        "missing-font",
        f"no font on this machine has the letters of {getattr(course, key)}: {shown}",
        _install(missing),
    )


def _belongs(char: str, subject: Subject) -> bool:
    """Whether a character is a letter of a language that the course is printed in."""
    course = subject.course
    tags = filter(None, (course.language, course.second_language))
    return any(_of_script(char, tag) for tag in tags)


# Scripts by what Unicode calls their letters; of others no name is known here.
_LETTERS = {
    **dict.fromkeys(("Hans", "Hant"), ("CJK", "IDEOGRAPHIC", "FULLWIDTH")),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"),
    "Kore": ("HANGUL", "CJK"),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Deva": ("DEVANAGARI",),
    "Thai": ("THAI",),
}


def _of_script(char: str, tag: str) -> bool:
    script = Language.of(tag).script
    name = unicodedata.name(char, "").partition(" ")[0]
    return name in _LETTERS.get(script, (script.upper(),))


def _install(missing: list[str]) -> str:
    packages = " ".join(font_packages("".join(missing)))
    return f"install a font that has them (Debian: {packages})"
