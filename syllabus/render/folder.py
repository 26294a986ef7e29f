"""Where the templates and fonts lie.

Apart from how templates are read: the printer needs a font's place, and no template.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def templates_folder() -> Path:
    """The folder of templates: in the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def footer_font() -> bytes:
    """The font file of the packet's footers."""
    return (templates_folder() / "fonts" / "SourceSans3-Regular.otf").read_bytes()
