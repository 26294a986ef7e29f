"""What opens a target: looked for in five places, and shown in none.

In this order: a file that only its owner can read, the environment, the keyring of the
system, ``netrc``, and the terminal. A `Secret` shows itself to nobody: whoever needs
the text says so (`Secret.reveal`), and errors are worded without it.
"""

from __future__ import annotations

import importlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from syllabus.announce.target import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECRETS = "secrets.yaml"
"""The file's name in the folder of the program's settings."""


class Secret:
    """A password or a token."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the target and nobody else."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True)
class Account:
    """Whose secret it is. ``user`` is empty where a token alone says who one is."""

    target: str
    host: str
    user: str = ""

    def __str__(self) -> str:
        return f"{self.user}@{self.host}" if self.user else self.host


class OpenFileError(RefusedError):
    """Others can read the file of secrets."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"others can read {path}, so it is not used")
        self.add_note(f"make it yours alone: chmod 600 {path}")


class NoSecretError(RefusedError):
    """Nobody knows the secret, and there is no terminal to ask at."""

    def __init__(self, account: Account) -> None:
        super().__init__(
            f"there is no password for {account} (target “{account.target}”)"
        )
        self.add_note("docs/announce.md says where one is looked for")


@dataclass(frozen=True)
class Secrets:
    """The places where secrets are looked for.

    Args:
        file: YAML, ``user@host: secret`` on each line; it need not exist.
        environment: The variables.
        ask: Asks a person for what is named, hiding what is typed; None where there is
            no terminal.
    """

    file: Path
    environment: Mapping[str, str]
    ask: Callable[[str], str] | None = None

    def find(self, account: Account) -> Secret:
        """The secret of an account, from the first place that knows it.

        Raises:
            OpenFileError: Others can read the file of secrets.
            NoSecretError: No place knows it.
        """
        places = (
            self._in_file,
            self._in_environment,
            _in_keyring,
            self._in_netrc,
            self._asked,
        )
        for look in places:
            if text := look(account):
                return Secret(text)
        raise NoSecretError(account)

    def _in_file(self, account: Account) -> str | None:
        try:
            with self.file.open(encoding="utf-8") as file:
                # Of the open file: it cannot be exchanged between look and reading.
                _is_private(os.fstat(file.fileno()), self.file)
                data = yaml.load(file, yaml.BaseLoader)  # noqa: S506 - text alone
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, yaml.YAMLError):
            # Without what the parser quotes: it may be the secret.
            reason = f"{self.file} is no list of lines like user@host: secret"
            raise RefusedError(reason) from None
        found = data.get(str(account)) if isinstance(data, dict) else None
        return found if isinstance(found, str) else None

    def _in_environment(self, account: Account) -> str | None:
        return self.environment.get(variable(account.target))

    def _in_netrc(self, account: Account) -> str | None:
        from netrc import NetrcParseError, netrc

        named = self.environment.get("NETRC")
        path = Path(named) if named else Path.home() / ".netrc"
        try:
            _is_private(path.stat(), path)
            found = netrc(path).authenticators(account.host)
        except OSError:
            return None
        except NetrcParseError:
            raise RefusedError(f"{path} cannot be understood") from None
        if found is None or (account.user and found[0] not in ("", account.user)):
            return None
        return found[2]

    def _asked(self, account: Account) -> str | None:
        return self.ask(f"Password of {account}") if self.ask else None


def variable(target: str) -> str:
    """The environment variable of a target: ``SYLLABUS_SECRET_CLASS``."""
    return "SYLLABUS_SECRET_" + re.sub(r"\W", "_", target).upper()


def _is_private(found: os.stat_result, path: Path) -> None:
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise OpenFileError(path)


def _in_keyring(account: Account) -> str | None:
    try:
        keyring = importlib.import_module("keyring")  # of syllabus[keyring]
    except ImportError:
        return None
    try:
        found = keyring.get_password(
            f"syllabus:{account.host}", account.user or "token"
        )
    except keyring.errors.KeyringError:
        return None  # locked, or the system has none: the next place is asked
    return found if isinstance(found, str) else None
