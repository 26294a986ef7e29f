"""Make the fonts of the web page: the Latin, Greek and Cyrillic letters, as WOFF2.

    python templates/fonts/make_web_fonts.py

A page carries its fonts inside, so they are small. The licence reserves the name
“Source” for the whole fonts; these are called Syllabus.
"""

import io
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).parent
FONTS = {
    "SourceSans3-Regular.otf": ("sans.woff2", "Syllabus Sans"),
    "SourceSans3-It.otf": ("sans-italic.woff2", "Syllabus Sans Italic"),
    "SourceSans3-Semibold.otf": ("sans-bold.woff2", "Syllabus Sans Bold"),
    "SourceCodePro-Regular.otf": ("mono.woff2", "Syllabus Mono"),
}
# Basic Latin to Latin Extended-A, Greek, Cyrillic, punctuation, currency, letterlike
# signs, arrows, mathematical operators and the marks of the deadlines.
LETTERS = (
    *(
        (0x20, 0x17F),
        (0x370, 0x3FF),
        (0x400, 0x45F),
        (0x2010, 0x205E),
        (0x20A0, 0x20BF),
    ),
    *((0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF)),
)
NAMES = (1, 3, 4, 6, 16, 17)  # family, unique name, full, PostScript, typographic


def make(source: str, target: str, name: str) -> None:
    """Write a font of the letters above under a name of its own."""
    options = subset.Options(flavor="woff2", name_IDs=["*"], notdef_outline=True)
    options.layout_features += ["lnum", "tnum", "pnum"]
    font = subset.load_font(str(HERE / source), options)
    font.recalcTimestamp = False
    letters = [code for first, last in LETTERS for code in range(first, last + 1)]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    if "CFF " in font:
        font["CFF "].cff.fontNames = [name.replace(" ", "")]
    data = io.BytesIO()
    subset.save_font(font, data, options)
    (HERE / "web").mkdir(exist_ok=True)
    (HERE / "web" / target).write_bytes(data.getvalue())


if __name__ == "__main__":
    for source, (target, name) in FONTS.items():
        make(source, target, name)
