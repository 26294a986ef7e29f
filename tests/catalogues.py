"""The messages of the program, and the catalogues of words that translate them.

`python -m tests.catalogues` brings the catalogues up to date: new messages are empty in
them, and those that are said no more are gone. An empty file is a new language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUES = ROOT / "syllabus" / "core" / "catalogues"

# What marks a message, and which of its arguments are one: `syllabus.core.language`,
# and what templates have of it. ``say`` is ``text`` where much is said.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "text": (1,),
    "say": (1,),
    "text_in": ((1, "c"), 2),
    "plural": (1, 2),
    "_": (1,),
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
    "both": (1,),
    "both_in": ((1, "c"), 2),
}
METHODS = [
    ("**.py", "python"),
    ("latex/**.j2", "jinja2"),
    ("**.j2", "jinja2"),
    ("**.css", "jinja2"),
]
_STRICT = {"silent": "false"}
# As `syllabus.render.latex` reads them.
_IN_LATEX = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<{",
    "variable_end_string": "}>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
OPTIONS = {"latex/**.j2": _STRICT | _IN_LATEX, "**.j2": _STRICT, "**.css": _STRICT}


def messages() -> Catalog:
    """Every message of the code and the templates."""
    catalogue = Catalog(project="syllabus", fuzzy=False)
    for folder in ("syllabus", "templates"):
        found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS)
        for _, _, message, _, context in found:
            catalogue.add(message, context=context)
    return catalogue


def catalogue_files() -> list[Path]:
    """The catalogues, one for each language but English."""
    return sorted(CATALOGUES.glob("*.po"))


def read_catalogue(path: Path) -> Catalog:
    """A catalogue of a language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem.replace("-", "_"))


def update() -> None:
    """Bring every catalogue up to date."""
    template = messages()
    for path in catalogue_files():
        catalogue = read_catalogue(path)
        # Neither days nor persons in it.
        head = [
            ("Language", path.stem),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", catalogue.plural_forms),
        ]
        catalogue.update(template, no_fuzzy_matching=True)
        write_catalogue(path, catalogue, head)


def write_catalogue(
    path: Path, catalogue: Catalog, head: list[tuple[str, str]]
) -> None:
    """Write a catalogue with a head of our own."""
    lines = [
        'msgid ""',
        'msgstr ""',
        *(f'"{name}: {value}\\n"' for name, value in head),
    ]
    with path.open("wb") as file:
        file.write("\n".join([*lines, "", ""]).encode())
        # In the alphabet's order and without places: it changes with its words alone.
        write_po(
            file,
            catalogue,
            width=88,
            no_location=True,
            omit_header=True,
            sort_output=True,
            ignore_obsolete=True,
        )


if __name__ == "__main__":
    update()
