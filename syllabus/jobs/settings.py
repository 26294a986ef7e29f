"""Where a person's own settings are: secrets are no part of a course."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.announce.secrets import SECRETS, Secrets

if TYPE_CHECKING:
    from collections.abc import Callable


def settings_folder() -> Path:
    """The folder of the program's settings.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(named) if named else Path.home() / ".config") / "syllabus"


def secrets_of(file: Path | None, ask: Callable[[str], str] | None) -> Secrets:
    """Where secrets are looked for.

    Args:
        file: Of secrets, in the place of that among the settings.
        ask: Asks a person; None where there is no terminal.
    """
    return Secrets(file or settings_folder() / SECRETS, os.environ, ask)
