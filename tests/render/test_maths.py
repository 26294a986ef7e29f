"""Formulas are drawn on the line; what is no formula is printed as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.prose import find_in_prose
from syllabus.render.folder import templates_folder
from syllabus.render.maths import (
    FormulaError,
    _ziamath,
    formula_fault,
    formula_html,
    formula_mathml,
    mathml,
)
from syllabus.render.pdf import render_pdf
from syllabus.render.prose import prose_html
from tests.render.pages import content, laid_out, structure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verapdf import Verapdf

STYLE = "".join(
    (templates_folder() / "base" / name).read_text("utf-8")
    for name in ("print.css", "prose.css")
)
SOUND = [
    r"O(n \log n)",
    r"\frac{a}{b}",
    r"\sum_{i=1}^n x_i^2",
    r"\sqrt[3]{2} \in \mathbb{R}",
    r"\text{für alle } x < y",
    r"\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}",
    r"\mathcal{L}(\theta) = -\log p_\theta(y \mid x)",
    r"\left( \frac{1}{2} \right)",
    r"\{1, 2\}",
    r"\hat{y} \cdot \vec{v} \leq \infty",
]
BROKEN = {
    r"\foo": "there is no command \\foo",
    r"x^": "nothing stands behind ^ or _",
    r"\left( x": r"\left and \right do not match",
    r"\frac{a": "it is not a formula",
    "a & b": "there is no place for &",
    "}": "there is no place for }",
    "\\": "there is no place for \\",
    r"\text{漢}": "the mathematical font has no 漢",
    r"\href{https://example.org}{x}": r"\href cannot stand in it: "
    "link the words around it",
    "+".join("abcdefghij" * 12): "it does not fit on a page",
    "x" * 2001: "it has more than 2000 characters",
    "{" * 900 + "}" * 900: "it is nested too deeply",
}


@pytest.mark.parametrize("latex", SOUND)
def test_a_formula_is_drawn_and_says_its_source(latex: str) -> None:
    svg = ElementTree.fromstring(formula_html(latex, display=False))

    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.get("role") == "math"
    assert svg.get("aria-label") == latex
    assert "black" not in ElementTree.tostring(svg, "unicode")


@pytest.mark.parametrize("latex", SOUND)
def test_a_formula_is_mathml_for_browsers(latex: str) -> None:
    root = ElementTree.fromstring(mathml(latex, display=True))

    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert root.get("display") == "block"


@pytest.mark.parametrize("latex", BROKEN, ids=lambda latex: latex[:20])
def test_what_is_no_formula_is_printed_as_it_stands(latex: str) -> None:
    assert formula_fault(latex, display=False) == BROKEN[latex]
    printed = ElementTree.fromstring(formula_html(latex, display=False))

    assert (printed.tag, printed.text) == ("code", latex)


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"\sin x", "sin|of_|x"),
        (r"a\sin(x)", "a|_|sin|of|(|x|)"),
        (r"x+\log_2 n", "x|+|log2|of_|n"),
        (r"\log\log n", "log|of_|log|of_|n"),
        (r"2\max_i a_i", "2|_|maxi|of_|ai"),
        (r"\argmax_i a_i", "arg\u2009maxi|of_|ai"),
        (r"\log\sum x", "log|of_|∑|x"),
        (r"\operatorname{softmax}(x)", "softmax|of|(|x|)"),
        (r"\sin = f", "sin|=|f"),
        (r"ab", "a|b"),
        (r"a\bmod b", "a|mod|b"),
    ],
)
def test_a_named_operator_is_applied_and_set_apart(latex: str, row: str) -> None:
    root = ElementTree.fromstring(formula_mathml(latex, display=False))

    assert "|".join(map(heard, root[0])) == row


def test_operators_are_applied_in_the_cells_of_a_formula_too() -> None:
    cases = r"\begin{cases} \log n & n > 0 \\ 0 & \text{else} \end{cases}"

    made = formula_mathml(cases, display=True)

    assert made.count("\u2061") == 1


def heard(part: ElementTree.Element) -> str:
    """A part of a formula: “of” for an application, “_” where there is space."""
    space = part.get("width") or part.get("rspace") or ""
    text = "".join(part.itertext()).replace("\u2061", "of")
    return text + "_" * (space.rstrip("em") not in {"", "0"})


def width(latex: str) -> float:
    """How wide a formula is drawn, in em."""
    found = re.search("width:([0-9.]+)em", formula_html(latex, display=False))
    assert found
    return float(found[1])


@pytest.mark.parametrize(
    ("latex", "drawn_alike"),
    [
        (r"\log n", r"\mathrm {log} \, n"),
        (r"\sin(x)", r"\mathrm {sin} (x)"),
        (r"2\sin x", r"2 \, \mathrm {sin} \, x"),
        (r"\max_i a_i", r"\mathrm {max}_i \, a_i"),
        (r"x+\log_2 n", r"x + \mathrm {log}_2 \, n"),
        (r"a\bmod b", r"a \; \mathrm {mod} \; b"),
        (r"\operatorname{rank} A", r"\mathrm {rank} \, A"),
        (r"\sum_i a_i", r"{\sum_i} \, a_i"),
        (r"2\prod_i a_i", r"2 \, {\prod_i} \, a_i"),
        (r"\int_0^1\int_0^1 f", r"{\int_0^1} \, {\int_0^1} \, f"),
        (r"-\bigcup_i (A_i)", r"-{\bigcup_i} (A_i)"),
    ],
)
def test_a_drawn_operator_is_set_apart_as_by_tex(latex: str, drawn_alike: str) -> None:
    assert width(latex) == pytest.approx(width(drawn_alike), abs=0.005)


@pytest.mark.parametrize(
    "latex", [r"a < b \& c", r"x = 1 \tag{2}", SOUND[1], *SOUND[3:6], *SOUND[7:]]
)
def test_all_else_is_drawn_as_ziamath_draws_latex(latex: str) -> None:
    root = _ziamath().Latex(latex, size=100).svgxml()

    printed = ElementTree.fromstring(formula_html(latex, display=True))

    assert shapes(root)
    assert shapes(printed) == shapes(root)


def shapes(root: ElementTree.Element) -> list[dict[str, str]]:
    """What is drawn, and where, but for its colour."""
    colours = {"fill", "stroke"}
    return [
        {name: value for name, value in each.attrib.items() if name not in colours}
        for each in root.iter()
        if each is not root
    ]


def test_no_formula_without_a_meaning_is_mathml() -> None:
    with pytest.raises(FormulaError, match="no command"):
        mathml(r"\foo", display=False)


def depths(latex: str) -> float:
    """How far below the baseline a formula reaches, in em."""
    found = re.search(
        "vertical-align:(-?[0-9.]+)em", formula_html(latex, display=False)
    )
    assert found
    return -float(found[1])


def test_a_formula_stands_on_the_line() -> None:
    """x ends at the baseline, y goes a little below it, a fraction further."""
    assert abs(depths("x")) < 0.03
    assert 0.15 < depths("y") < 0.3
    assert depths("y") < depths(r"\frac{a}{b}") < 0.7


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "It costs $5-$10, or US$5/US$10.",
        "It costs $20, or 30$ with books.",
        r"Write \$x\$.",
        "Write `$x$`.",
        "A $ alone, and another $.",
    ],
)
def test_amounts_are_no_formulas(text: str) -> None:
    assert "formula" not in {found.kind for found in find_in_prose(text)}
    assert text.count("$") == prose_html(text, 3).count("$")


@pytest.mark.parametrize("text", ["$5$", "$5 n$", "a $x$, b", "| a |\n|---|\n| $x$ |"])
def test_formulas_are_found_beside_amounts(text: str) -> None:
    assert [found.kind for found in find_in_prose(text)] == ["formula"]
    assert prose_html(text, 3).count("<svg") == 1


def page(prose: str) -> str:
    style = "@page { size: 100mm 150mm; margin: 10mm } " + STYLE
    return (
        f"<html lang=en><head><title>-</title><style>{style}</style></head>"
        f"<body><h1>-</h1>{prose}</body></html>"
    )


def test_a_listener_hears_a_formula(verapdf: Verapdf, tmp_path: Path) -> None:
    html = prose_html("Sorting takes $O(n \\log n)$.\n\n$$\n\\frac{a}{b}\n$$\n", 2)
    made = render_pdf(page(html))
    path = tmp_path / "formulas.pdf"
    path.write_bytes(made.data)
    (report,) = verapdf.check([path])
    said = [said for _, role, said in structure(made.data) if role == "Formula"]

    assert said == [{"Alt": r"O(n \log n)"}, {"Alt": r"\frac{a}{b}"}]
    assert report["compliant"], report
    assert made.warnings == ()


@pytest.mark.parametrize("letters", [10, 40, 60, 200])
def test_no_formula_leaves_the_page(letters: int) -> None:
    sum_of_all = "+".join("x" * letters)
    prose = f"Words ${sum_of_all}$ go on.\n\n$$\n{sum_of_all}\n$$\n\n- ${sum_of_all}$"
    pages = laid_out(page(prose_html(prose, 2)))

    for sheet in pages:
        right = sheet.content_box_x() + sheet.width
        for box in content(sheet):
            assert box.position_x + box.width <= right + 0.1


# Pieces of LaTeX, in any order: most of it is broken.
# One a word, which is easier to read than quotes around each.
_WORDS = r"""
    \frac \sqrt \left( \right) \begin{pmatrix} \end{pmatrix} \\ & ^ _ { } a 1 + < \sum
    \text{a} \limits \hat \mathbb \color{red} \quad \, \operatorname [ ] | \genfrac
    \hspace{1em} \middle \not \prime ' % # ~ \substack \cancel
""".split()  # noqa: SIM905
_PIECES = st.lists(st.sampled_from(_WORDS) | st.text(max_size=3), max_size=12)


@settings(max_examples=150, deadline=None)
@given(_PIECES.map(" ".join), st.booleans())
def test_any_text_is_a_drawing_or_its_source(latex: str, display: bool) -> None:
    html = formula_html(latex, display=display)

    assert html.startswith("<code" if formula_fault(latex, display=display) else "<svg")
    if not any(ord(char) < 32 or "\ud800" <= char <= "\udfff" for char in latex):
        ElementTree.fromstring(html.replace("\ufffe", "").replace("\uffff", ""))
