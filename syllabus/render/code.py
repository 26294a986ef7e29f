"""Code blocks with their words marked by kind, for the style sheets to set apart."""

from __future__ import annotations

import re

from markupsafe import Markup

_LONGEST = 100_000
_LINE = re.compile(r".*\n|.+")


def code_html(code: str, language: str) -> Markup:
    """A block of code; words are marked where the language is known to Pygments.

    The classes are Pygments' short names: ``k`` keyword, ``s`` string, ``c`` comment.
    A line is an element of the class ``line``, with the break at its end. Code runs
    from the left in a language that runs from the right, too.

    Args:
        code: The lines.
        language: A name that Pygments knows (“python”); anything else is plain text.
    """
    marked = _marked(code, language) if language and len(code) <= _LONGEST else None
    inside = Markup("{}").format(code) if marked is None else marked
    # No element is open at the end of a line.
    lines = _LINE.sub(r'<span class="line">\g<0></span>', str(inside))
    return Markup('<pre class="code" dir="ltr"><code>{}</code></pre>\n').format(
        Markup(lines)  # noqa: S704 - escaped above
    )


def _marked(code: str, language: str) -> Markup | None:
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        # As it was written: no lines or spaces are taken off or put on.
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    html = highlight(code, lexer, HtmlFormatter(nowrap=True))
    # It ends what it writes with a line break of its own.
    return Markup(html if code.endswith("\n") else html.removesuffix("\n"))  # noqa: S704 - escaped by Pygments
