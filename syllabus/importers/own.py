"""What this program wrote, back to a course file: nothing on it is guessed at.

Each form is known by what it says of itself, whatever its file is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.importers.own_csv import import_own_csv
from syllabus.importers.own_html import import_own_html
from syllabus.importers.own_ics import import_own_ics
from syllabus.importers.own_json import import_own_json
from syllabus.importers.own_page import import_own_page

if TYPE_CHECKING:
    from syllabus.importers.schedule_page import Imported

_FORMS = (
    import_own_page,
    import_own_json,
    import_own_html,
    import_own_csv,
    import_own_ics,
)


def import_own(raw: bytes, file: str) -> Imported | None:
    """Import a form of a course that this program wrote; None for any other file.

    Args:
        raw: The bytes of the file.
        file: What it is called in the report.
    """
    return next(filter(None, (form(raw, file) for form in _FORMS)), None)
