"""Every command and option is in docs/commands.md, and nothing else is."""

import re

import click
import pytest

from syllabus.cli import COMMANDS, program
from tests.needs import ROOT

TEXT = (ROOT / "docs" / "commands.md").read_text("utf-8")
CONTEXT = click.Context(program)


def section(name: str) -> str:
    """The part of the document about a command."""
    match = re.search(
        rf"^## `syllabus {name}\b.*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
    assert match, f"docs/commands.md has no section on {name}"
    return match[0]


def all_parameters(command: click.Command) -> list[click.Parameter]:
    """The parameters of a command and of those below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(p for other in below for p in all_parameters(other))]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_no_other(name: str) -> None:
    command = program.get_command(CONTEXT, name)
    assert command
    options = {
        flag
        for parameter in all_parameters(command)
        if isinstance(parameter, click.Option)
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }
    written = set(re.findall(r"^\| (.+?) \|", section(name), re.MULTILINE)) - {"option"}
    documented = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", " ".join(written)))

    assert documented == options


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    command = program.get_command(CONTEXT, name)

    assert command
    assert command.help
    assert f"syllabus {name}" in (command.epilog or "")


def test_no_command_is_documented_that_there_is_not() -> None:
    assert set(re.findall(r"^## `syllabus ([\w-]+)", TEXT, re.MULTILINE)) == set(
        COMMANDS
    )
