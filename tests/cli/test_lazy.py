"""A check is run at every save: it imports what it needs, and that once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.needs import ROOT

NOT_FOR_A_CHECK = (
    *(
        "PIL",
        "asyncio",
        "babel",
        "http",
        "jinja2",
        "multiprocessing",
    ),
    *("pikepdf", "pypdf", "pypdfium2", "rich", "ssl", "statistics", "weasyprint"),
    *("urllib.request", "xml.etree", "syllabus.core.view", "syllabus.importers"),
)

SCRIPT = f"""
import gc, sys
from syllabus.cli import program

program.main(["check", "dlsys-2017"], standalone_mode=False)
print(gc.isenabled(), gc.get_freeze_count() > 10_000)
print(*[name for name in {NOT_FOR_A_CHECK!r} if name in sys.modules])
"""


def test_a_check_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "courses" / "dlsys-2017", tmp_path / "dlsys-2017")

    for _ in ("decks are looked at", "what is known of them was kept"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )

    assert done.stdout == "True True\n\n"
