"""A document as LaTeX that a colleague would go on editing."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import jinja2

from syllabus.core.prose import FORMULAS
from syllabus.core.view.blocks import (
    Facts,
    Heading,
    Listing,
    Prose,
    Table,
)
from syllabus.render.folder import templates_folder
from syllabus.render.maths import formula_fault
from syllabus.render.prose import prose_tokens
from syllabus.render.tex import address, declarations, escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from syllabus.core.view.blocks import (
        Block,
        Cell,
        Document,
        Line,
        Run,
        TableRow,
    )

_HEADINGS = ("", "", "section", "subsection", "subsubsection", "paragraph", "paragraph")
_LISTS = {"bullet_list": "itemize", "ordered_list": "enumerate"}
_FALLBACKS = {
    "Han": (
        r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]",
        ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolSong"),
    ),
    "Arabic": (
        r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]",
        ("Noto Naskh Arabic", "Amiri", "Noto Sans Arabic"),
    ),
    "Others": (
        r"[\u0590-\u05ff\u0900-\u1cff\u2100-\u2bff]",
        ("DejaVu Sans", "Noto Sans"),
    ),
}
"""Scripts that Latin Modern lacks: what tells them, and fonts for lualatex."""


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def render_latex(doc: Document) -> str:
    """The document as a LaTeX source, all text escaped.

    It compiles with lualatex and pdflatex; the second shows characters that its fonts
    lack as their code points.
    """
    blocks = list(_blocks(doc.blocks))
    words = "".join((doc.title, doc.code, doc.institution, doc.term, *blocks))
    return _template().render(
        doc=doc,
        blocks=blocks,
        title=f"{doc.code} {doc.title}".strip(),
        babel=_babel_name(doc.language),
        second=_babel_name(doc.second_language) if doc.second_language else "",
        right_to_left=doc.direction == "rtl" or bool(_RIGHT_TO_LEFT.search(words)),
        characters=declarations(words),
        fallbacks=[
            (script, fonts)
            for script, (letters, fonts) in _FALLBACKS.items()
            if re.search(letters, words)
        ],
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(  # noqa: S701 - no HTML: all text is escaped for TeX
        loader=jinja2.FileSystemLoader(templates_folder() / "latex"),
        undefined=jinja2.StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<{",
        variable_end_string="}>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["tex"] = escaped
    return environment.get_template("syllabus.tex.j2")


def _babel_name(tag: str) -> str:
    """What babel calls a language: the English name that the CLDR has for it."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_language_name("en") or "english"
    except (UnknownLocaleError, ValueError):
        return "english"
    return re.sub(r"[^a-z]", "", name.lower())


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks; a table keeps its heading and its first rows together."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        heads_table = isinstance(block, Heading) and isinstance(following, Table)
        yield (r"\room" + "\n" if heads_table else "") + _block(block)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        words = _beside(escaped(block.text), block.again)
        return rf"\{_HEADINGS[min(block.level, 6)]}{{{words}}}"
    if isinstance(block, Prose):
        return _prose(block)
    if isinstance(block, Facts):
        rows = [_fact(label, lines) for label, lines in block.rows]
        return "\n".join([r"\begin{description}", *rows, r"\end{description}"])
    if isinstance(block, Listing):
        items = [rf"\item {_cell(item)}" for item in block.items]
        kind = "enumerate" if block.ordered else "itemize"
        return "\n".join([rf"\begin{{{kind}}}", *items, rf"\end{{{kind}}}"])
    return _table(block)


def _fact(label: str, lines: Sequence[Line]) -> str:
    words = r" \\ ".join(_line(line) for line in lines)
    return rf"\item[{{{escaped(label)}}}] {words}"


def _line(line: Line) -> str:
    return "".join(
        _in_language("".join(map(_run, runs)), language)
        for language, runs in groupby(line, key=lambda run: run.language)
    )


def _in_language(text: str, language: str) -> str:
    """Words that are set together: by themselves each would follow the page's order."""
    if not language:
        return text
    return rf"\foreignlanguage{{{_babel_name(language)}}}{{{text}}}"


def _run(run: Run) -> str:
    text = escaped(run.text)
    if run.bold:
        text = rf"\textbf{{{text}}}"
    if run.italic:
        text = rf"\textit{{{text}}}"
    return _linked(text, run.link)


def _beside(text: str, again: Line) -> str:
    """Words, and the same in the second language behind them."""
    return f"{text} {_line(again)}" if again else text


def _linked(text: str, link: str) -> str:
    return rf"\href{{{address(link)}}}{{{text}}}" if link else text


def _cell(cell: Cell) -> str:
    parts = [_prose(p) if isinstance(p, Prose) else _line(p) for p in cell]
    return r"\par ".join(part for part in parts if part)


def _table(table: Table) -> str:
    """A table that goes on over pages, its header on each of them."""
    columns = "".join(_column(table, n) for n in range(len(table.columns)))
    again = table.again or ((),) * len(table.columns)
    header = " & ".join(
        rf"\textbf{{{_beside(escaped(name), other)}}}"
        for name, other in zip(table.columns, again, strict=True)
    )
    rows = [_row(row, len(table.columns)) for row in table.rows]
    named = _beside(escaped(table.caption), table.caption_again)
    caption = [rf"\textbf{{{named}}}\par"] if table.caption else []
    head = [rf"\toprule {header} \\ \midrule \endhead", r"\bottomrule \endlastfoot"]
    opening = rf"\begin{{longtable}}[l]{{@{{}}{columns}@{{}}}}"
    return "\n".join([*caption, opening, *head, *rows, r"\end{longtable}"])


def _column(table: Table, number: int) -> str:
    width = table.widths[number] / sum(table.widths)
    kind = "R" if number in table.numeric else "P"
    gap = r"-2\tabcolsep"
    return rf"{kind}{{\dimexpr {width:.3f}\linewidth{gap}\relax}}"


def _row(row: TableRow, columns: int) -> str:
    if row.spans:
        words = (
            rf"\multicolumn{{{columns}}}{{@{{}}P{{\linewidth}}@{{}}}}"
            rf"{{{_cell(row.cells[0])}}}"
        )
        return rf"\midrule {words} \\*"
    cells = (_cell(cell) or "{}" for cell in row.cells)
    return f"{' & '.join(cells)} \\\\"


def _prose(prose: Prose) -> str:
    tokens = prose_tokens(prose.text, prose.level, *prose.titles)
    between = "\n\n" if prose.level else r"\par "
    written = _Tokens().written(tokens)
    text = between.join(part for part in written.split("\n\n") if part.strip())
    if not prose.language or not text:
        return text
    name = _babel_name(prose.language)
    return rf"\begin{{otherlanguage*}}{{{name}}}{text}\end{{otherlanguage*}}"


class _Tokens:
    """Writes the tokens of Markdown as LaTeX."""

    def written(self, tokens: Sequence[Token]) -> str:
        """The blocks with empty lines between them."""
        return "".join(self._tokens(tokens)).strip()

    def _tokens(self, tokens: Sequence[Token]) -> Iterator[str]:
        table: list[list[str]] = []
        for token in tokens:
            kind, _, edge = token.type.rpartition("_")
            if token.type in FORMULAS:
                yield _formula(token)
            elif token.type in {"fence", "code_block"}:
                yield self._code(token.content)
            elif token.type == "tr_open":
                table.append([])
            elif token.type == "inline" and table:
                table[-1].append(self._inline(token))
            elif token.type == "table_close":
                yield _prose_table(table)
                table = []
            elif token.type == "inline":
                yield self._inline(token)
            else:
                yield self._edge(kind, edge, token)

    def _edge(self, kind: str, edge: str, token: Token) -> str:
        """What begins or ends a block."""
        opens = edge == "open"
        if kind == "paragraph":
            return "" if opens else "\n\n"
        if kind == "heading":
            level = int(token.tag[1:]) if token.tag[1:].isdigit() else 6
            return rf"\{_HEADINGS[level]}{{" if opens else "}\n\n"
        if kind in _LISTS:
            name = _LISTS[kind]
            return rf"\begin{{{name}}}" + "\n" if opens else rf"\end{{{name}}}" + "\n\n"
        if kind == "list_item":
            return r"\item " if opens else "\n"
        if kind == "blockquote":
            return r"\begin{quote}" if opens else "\\end{quote}\n\n"
        return "\\par\\hrulefill\n\n" if token.type == "hr" else ""

    def _code(self, text: str) -> str:
        """Code line by line: verbatim can stand neither in a cell nor break."""
        rows = r" \\ ".join(_code_line(line) for line in text.splitlines())
        return rf"{{\ttfamily\small\raggedright {rows}\par}}" + "\n\n"

    def _inline(self, token: Token) -> str:
        return "".join(map(self._span, token.children or ()))

    def _span(self, token: Token) -> str:
        if token.type in FORMULAS:
            return _formula(token)
        if token.type == "code_inline":
            return rf"\texttt{{{escaped(token.content)}}}"
        if token.type == "link_open":
            return rf"\href{{{address(str(token.attrs.get('href', '')))}}}{{"
        if token.type == "image":
            return escaped(token.content)
        return _SPANS.get(token.type) or escaped(token.content)


_SPANS = {
    "softbreak": "\n",
    "hardbreak": r"\newline ",
    "em_open": r"\emph{",
    "strong_open": r"\textbf{",
    "em_close": "}",
    "strong_close": "}",
    "link_close": "}",
}


def _code_line(line: str) -> str:
    """A line whose spaces are all set, those at its beginning too."""
    words = re.split("( +)", line.expandtabs(4))
    spaces = (r"\ " * len(word) if word.startswith(" ") else "" for word in words)
    return "".join(s or escaped(w) for s, w in zip(spaces, words, strict=True)) + "{}"


def _formula(token: Token) -> str:
    """A formula as it was written; one that is none as its source, as in print."""
    display, source = FORMULAS[token.type], token.content.strip()
    if formula_fault(source, display=display):
        return rf"\texttt{{{escaped(source)}}}"
    # To TeX these are a comment and a parameter; in a formula they are signs.
    source = re.sub(r"(?<!\\)([%#])", r"\\\1", source)
    return f"\\[{source}\\]\n\n" if display else f"${source}$"


def _prose_table(rows: Sequence[Sequence[str]]) -> str:
    columns = max(map(len, rows), default=1)
    each = rf"P{{\dimexpr {1 / columns:.3f}\linewidth-2\tabcolsep\relax}}" * columns
    lines = [" & ".join(row) + r" \\" for row in rows]
    head = rf"\toprule {lines[0]} \midrule"
    body = [head, *lines[1:], r"\bottomrule"]
    opening = rf"\begin{{tabular}}{{@{{}}{each}@{{}}}}"
    return "\n".join([opening, *body, r"\end{tabular}"]) + "\n\n"
