"""What the file of a site says of the course: its title, where no page has one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.core.source import read_source

if TYPE_CHECKING:
    from syllabus.importers.folder import Folder
    from syllabus.importers.page import Page

SITE_FILES = {
    "_config.yml": (("title",),),
    "_config.yaml": (("title",),),
    "mkdocs.yml": (("site_name",),),
    "mkdocs.yaml": (("site_name",),),
    "_quarto.yml": (("website", "title"), ("book", "title"), ("title",)),
}
"""The files that builders of sites read, and where the title stands in each."""

SITE_TITLE = "title of the site"

_LARGEST = 100_000


def with_site(page: Page, folder: Folder) -> Page:
    """A page with the title of its site, as front matter that comes last."""
    for file, keys in SITE_FILES.items():
        if file not in folder.files:
            continue
        source, _ = read_source(folder.read(file, _LARGEST), folder.shown(file))
        for key in keys:
            value = source.data
            for part in key:
                value = value.get(part) if isinstance(value, dict) else None
            if isinstance(value, str) and value.strip():
                said = (SITE_TITLE, value, source.at(key))
                return replace(page, front=(*page.front, said))
    return page
