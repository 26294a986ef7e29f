"""A new course folder, from the starter course."""

from __future__ import annotations

import shutil
from pathlib import Path

from syllabus.jobs.files import FileError
from syllabus.jobs.new_folder import refuse_taken


def courses_folder() -> Path:
    """Where the sample courses lie: in the wheel, or in the checkout."""
    package = Path(__file__).parents[1]
    inside = package / "courses"
    return inside if inside.is_dir() else package.parent / "data" / "courses"


def lay_down(folder: Path) -> None:
    """Copy the starter course to a folder that is not there, or is empty.

    Raises:
        FolderTakenError: Something is there.
        FileError: It cannot be written.
    """
    refuse_taken(folder)
    try:
        shutil.copytree(
            courses_folder() / "starter",
            folder,
            dirs_exist_ok=True,
            # The files of an installed package may be read-only; a course is not.
            copy_function=shutil.copyfile,
        )
    except OSError as error:
        raise FileError(folder, error) from error
