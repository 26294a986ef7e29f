"""Themes as files: those that are shipped, and the theme folder of a course."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syllabus.core.source import LARGEST, Source, read_source_text
from syllabus.core.theme import DECLARATION, Declaration, Themes, parse_theme
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import write_files
from syllabus.jobs.folder import THEME, theme_names
from syllabus.render.themes import shipped_themes, theme_folders

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.jobs.files import Inputs

_TEMPLATES = (".j2", ".css")


class NoThemeError(SyllabusError):
    """A theme was named that is not there."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no theme “{name}”")
        self.add_note(f"there are {', '.join(theme_folders())}")


class ThemeThereError(SyllabusError):
    """A course has a theme folder already; it is not written over."""

    exit_code = ExitCode.USAGE

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is there already")
        self.add_note("move it away, or copy files out of it one by one")


@dataclass(frozen=True)
class OwnTheme:
    """The theme folder of a course.

    ``templates`` are texts by their names in it. ``others`` are its other files, such
    as fonts and pictures, by their names in the course folder.
    """

    templates: dict[str, Source] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    declared: Declaration | None = None
    problems: tuple[Diagnostic, ...] = ()


def read_themes(
    folder: Path, inputs: Inputs, chosen: str | None
) -> tuple[Themes, list[Diagnostic]]:
    """Read the themes that a course can name, and its own.

    Args:
        folder: The course folder.
        inputs: Keeps the stamps of what is read.
        chosen: The theme that goes before the course's choice.

    Raises:
        NoThemeError: There is no theme of the chosen name.
    """
    shipped = shipped_themes()
    if chosen is not None and chosen not in shipped:
        raise NoThemeError(chosen)
    own = _read_own(folder, inputs)
    themes = Themes(shipped, own.templates, own.declared, chosen, own.others)
    return themes, list(own.problems)


def _read_own(folder: Path, inputs: Inputs) -> OwnTheme:
    texts, others, declared = dict[str, Source](), list[str](), None
    problems: list[Diagnostic] = []
    root = folder.resolve()
    for name in theme_names(folder):
        place = folder / name
        if not place.resolve().is_relative_to(root):
            continue  # what leads out is not part of the course
        within = name.removeprefix(f"{THEME}/")
        if within == DECLARATION:
            raw = inputs.read(place, LARGEST) or b""
            declared, found = parse_theme(raw, place.absolute().as_posix())
            problems += found
        elif within.endswith(_TEMPLATES):
            raw = inputs.read(place, LARGEST) or b""
            source, found = read_source_text(raw, place.absolute().as_posix())
            texts[within] = source
            problems += found
        else:
            inputs.read(place)
            others.append(name)
    return OwnTheme(texts, tuple(others), declared, tuple(problems))


def copy_theme(name: str, course: Path) -> tuple[Path, ...]:
    """Lay a theme's files into the theme folder of a course, to be changed there.

    Args:
        name: A shipped theme.
        course: The course folder.

    Returns:
        The new files.

    Raises:
        NoThemeError: There is no such theme.
        ThemeThereError: The course has a theme folder that is not empty.
    """
    folders = theme_folders()
    if name not in folders:
        raise NoThemeError(name)
    target = course / THEME
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ThemeThereError(target)
    files = {
        target / path.relative_to(folders[name]): path.read_bytes()
        for path in sorted(folders[name].rglob("*"))
        if path.is_file()
    }
    write_files(files)
    return tuple(files)
