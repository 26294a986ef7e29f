"""Text as LaTeX: what has a meaning there is escaped, what no font has is declared."""

from __future__ import annotations

import re
import unicodedata

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "[": "{[}",
    "]": "{]}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "*": "{*}",  # a star behind a line's end is read as its own
    # The marks of deadlines: every font of TeX has these.
    "●": r"\textbullet{}",
    "○": r"\textopenbullet{}",
}
_SIGN = re.compile("[" + re.escape("".join(_ESCAPED)) + "]")
# Two of these are set as one other sign.
_LIGATURE = re.compile(r"([-,!?<>])(?=[-,!?`<>])")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
# Without a place to break, a word this long would leave the page.
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK_EVERY = 8
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def escaped(text: str) -> str:
    """Text as LaTeX that prints it, in one paragraph."""
    text = unicodedata.normalize("NFC", _UNPRINTABLE.sub("\ufffd", text))
    text = _SPACE.sub(" ", text)
    if not _LONG_WORD.search(text):
        return _signs(text)
    parts = []
    for word in re.split(r"( )", text):
        pieces = [word]
        if _LONG_WORD.fullmatch(word):
            pieces = re.findall(rf".{{1,{_BREAK_EVERY}}}", word)
        parts.append(r"\allowbreak{}".join(map(_signs, pieces)))
    return "".join(parts)


def _signs(text: str) -> str:
    text = _LIGATURE.sub("\\1\x00", text)
    text = _SIGN.sub(lambda sign: _ESCAPED[sign[0]], text)
    return text.replace("\x00", r"\kern0pt{}")


def address(url: str) -> str:
    r"""An address for ``\href``: its own signs that LaTeX would read are coded."""
    found = re.sub(r"[\\{}^`\s\"<>|]", lambda m: f"%{ord(m[0]):02X}", url)
    return re.sub(r"([%#&_~$])", r"\\\1", found).replace("\\~", "~")


def declarations(text: str) -> list[tuple[str, str]]:
    """What pdflatex must be told of: characters of a text beyond its own fonts.

    Returns:
        Code points in hexadecimal and the commands that print them, in order.
    """
    odd = sorted({sign for sign in text if ord(sign) > 0x7E} - _KNOWN)
    return [(f"{ord(sign):04X}", _command(sign)) for sign in odd]


def _command(sign: str) -> str:
    if sign in _COMMANDS:
        return _COMMANDS[sign]
    if unicodedata.category(sign) in {"Cf", "Zs", "Zl", "Zp", "Mn"}:
        # Marks of direction and the like print nothing; spaces are spaces.
        return r"\ " if sign.isspace() else _accent(sign)
    return rf"\codepoint{{{ord(sign):04X}}}\allowbreak{{}}"


def _accent(sign: str) -> str:
    """A mark that combines with the letter before it cannot: it stands by itself."""
    if unicodedata.category(sign) == "Cf":
        return r"\relax"
    return rf"\codepoint{{{ord(sign):04X}}}\allowbreak{{}}"


def _span(*ranges: tuple[int, int]) -> set[str]:
    return {chr(code) for first, last in ranges for code in range(first, last + 1)}


# What LaTeX itself declares for its encodings T1 and TS1 (t1enc.dfu, ts1enc.dfu).
_KNOWN = _span(
    *((0xA0, 0xB7), (0xB9, 0x137), (0x139, 0x13E), (0x141, 0x148), (0x14A, 0x165)),
    *(
        (0x168, 0x17E),
        (0x1CD, 0x1D4),
        (0x218, 0x21B),
        (0x2013, 0x2014),
        (0x2018, 0x201A),
    ),
    *((0x201C, 0x201E), (0x2020, 0x2022), (0x2030, 0x2030), (0x2039, 0x203A)),
    *((0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193)),
)
_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
    *("kappa", "lambda", "mu", "nu", "xi", "", "pi", "rho", "varsigma", "sigma"),
    *("tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_CAPITALS = {
    *("gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi"),
    *("psi", "omega"),
}
_MATHS = {
    "≤": "leq",
    "≥": "geq",
    "≠": "neq",
    "≈": "approx",
    "≡": "equiv",
    "∞": "infty",
    "∂": "partial",
    "∇": "nabla",
    "∑": "sum",
    "∏": "prod",
    "∫": "int",
    "∈": "in",
    "∉": "notin",
    "∅": "emptyset",
    "∪": "cup",
    "∩": "cap",
    "⊂": "subset",
    "⊆": "subseteq",
    "∀": "forall",
    "∃": "exists",
    "¬": "neg",
    "∧": "wedge",
    "∨": "vee",
    "⊕": "oplus",
    "⊗": "otimes",
    "⇒": "Rightarrow",
    "⇐": "Leftarrow",
    "⇔": "Leftrightarrow",
    "↔": "leftrightarrow",
    "↦": "mapsto",
    "√": "surd",
    "∼": "sim",
    "∝": "propto",
    "⋅": "cdot",
    "∘": "circ",
    "■": "blacksquare",
    "□": "square",
    "★": "bigstar",
    "✓": "checkmark",
    "✔": "checkmark",
}
_COMMANDS = {
    "…": r"\dots{}",
    "−": r"\ensuremath{-}",
    "\u200b": r"\allowbreak{}",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u2060": r"\relax",
    "\ufeff": r"\relax",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "--",
    "\u2015": "---",
    **{sign: rf"\ensuremath{{\{name}}}" for sign, name in _MATHS.items()},
    **{
        chr(0x3B1 + n): rf"\ensuremath{{\{name}}}" if name else "o"
        for n, name in enumerate(_GREEK)
    },
    **{
        chr(0x391 + n): rf"\ensuremath{{\{name.capitalize()}}}"
        for n, name in enumerate(_GREEK)
        if name in _CAPITALS
    },
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True)),
}
