"""The themes that are shipped, and what goes wrong in templates of a course's own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from syllabus.core.theme import DECLARATION, USUAL, Declaration, Look, parse_theme
from syllabus.render.folder import templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import jinja2

_FAMILIES = {
    "serif": '"Syllabus Serif", "Source Serif 4", Georgia, serif',
    "sans": '"Syllabus Sans", "Source Sans 3", Helvetica, sans-serif',
}


class OwnTemplateError(Exception):
    """A template of the course's own cannot be printed.

    Args:
        name: The template, as it is called in the course's theme folder.
        line: Where in it, from 1; 0 where that is not known.
        reason: What is the matter.
    """

    def __init__(self, name: str, line: int, reason: str) -> None:
        super().__init__(f"{name}:{line}: {reason}")
        self.name, self.line, self.reason = name, line, reason


def theme_folders() -> dict[str, Path]:
    """The folders of the shipped themes by their names, in that order."""
    found = sorted(templates_folder().glob(f"*/{DECLARATION}"))
    return {path.parent.name: path.parent for path in found}


@cache
def shipped_themes() -> dict[str, Declaration]:
    """What each shipped theme declares, by its name."""
    found = {}
    for name, folder in theme_folders().items():
        declared, problems = parse_theme((folder / DECLARATION).read_bytes(), name)
        assert declared, problems  # noqa: S101 - ours are tested
        found[name] = declared
    return found


def usual_look(theme: str = USUAL) -> Look:
    """A shipped theme as it is by itself."""
    declared = shipped_themes()[theme]
    return Look(
        theme,
        declared.usual_settings(),
        declared.sections,
        declared.schedule,
        declared.running,
    )


def render_themed(look: Look, name: str, context: Mapping[str, Any]) -> str:
    """Render a page as a course wants it to look.

    Raises:
        OwnTemplateError: A template of the course's own is at fault.
    """
    import jinja2

    themed = {**context, "theme": look.settings, "schedule_form": look.schedule}
    if not look.own:
        return _shipped(look.theme).get_template(name).render(themed)
    try:
        return _sandbox(look).get_template(name).render(themed)
    except jinja2.TemplateSyntaxError as error:
        raise OwnTemplateError(
            error.name or name, error.lineno, error.message or "not a template"
        ) from error
    except Exception as error:
        # A template can raise whatever its expressions do; ours are tested.
        raise _fault(error, look) from error


def _fault(error: Exception, look: Look) -> OwnTemplateError:
    """The innermost line of the course's own templates that an error passed."""
    place, step = (next(iter(look.own)), 0), error.__traceback__
    while step:
        file = step.tb_frame.f_code.co_filename
        if file in look.own:
            place = (file, step.tb_lineno)
        step = step.tb_next
    return OwnTemplateError(*place, str(error) or type(error).__name__)


@cache
def _shipped(theme: str) -> jinja2.Environment:
    from syllabus.render.templates import environment

    return _with_filters(environment((theme,)))


def _sandbox(look: Look) -> jinja2.Environment:
    """An environment that reaches neither Python nor files.

    Jinja2 shows the names that the loader gives in the lines of an error.
    """
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    from syllabus.render.templates import environment

    def own(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = look.own.get(name)
        return None if found is None else (found, name, lambda: True)

    return _with_filters(
        environment((look.theme,), jinja2.FunctionLoader(own), SandboxedEnvironment)
    )


def _with_filters(environment: jinja2.Environment) -> jinja2.Environment:
    from syllabus.core.colour import mixed

    environment.filters["mixed"] = mixed
    # The quotes belong to CSS.
    environment.filters["family"] = lambda font: Markup(_FAMILIES[font])  # noqa: S704
    return environment
