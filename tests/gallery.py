"""Pages of every theme as pictures, for docs/gallery: `make gallery`.

Of the sample course and of one that is hard to set, in English and in Arabic; and of
one page of the schedule in every theme, what a grey printer and people with three kinds
of colour blindness see. What is due, what is no class and who is a guest must be told
apart there.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image

from syllabus.render.pdf import render_pdf
from syllabus.render.themes import shipped_themes
from tests.courses.hard import write_hard_course
from tests.courses.printed import subject_in, themed_page
from tests.needs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GALLERY = ROOT / "docs" / "gallery"
SAMPLE = ROOT / "data" / "courses" / "dlsys-2017" / "course.yaml"
MOST_PAGES = 8
SCALE = 1.25
COLOURS = 24

# Complete colour blindness, on linear RGB. Source: G. M. Machado, M. M. Oliveira,
# L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), for
# severity 1.0.
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Luminance, as printers and WCAG 2.1 reckon it.
_GREY_ROW = (0.2126, 0.7152, 0.0722)
VIEWS = {"grey": (_GREY_ROW, _GREY_ROW, _GREY_ROW), **BLINDNESS}


INTRODUCTION = """\
# Gallery

Made by `make gallery`: the first pages of each theme for the sample course and for one
that is hard to set (`tests/courses/hard.py`), in English and in Arabic. Of one page of
the schedule, what a grey printer and people with three kinds of colour blindness see
(Machado, Oliveira and Fernandes 2009): work that is due has a disc and bold print, days
without class a ground or a bar and the words “No class”, guests the words “Guest
lecture by”.
"""


def main() -> None:
    """Make the gallery anew."""
    GALLERY.mkdir(exist_ok=True)
    for old in GALLERY.glob("*.png"):
        old.unlink()
    made = dict[str, list[str]]()
    with tempfile.TemporaryDirectory() as folder:
        courses = {
            "sample": SAMPLE,
            "hard": write_hard_course(Path(folder) / "hard"),
            "arabic": write_hard_course(Path(folder) / "arabic", "ar"),
        }
        for name, course in courses.items():
            for theme, data in handouts(course):
                made[f"{theme}, {name}"] = list(write_pages(f"{theme}-{name}", data))
                if name == "hard":
                    title = f"{theme}, as others see it"
                    made[title] = list(write_views(theme, data))
    (GALLERY / "README.md").write_text("\n".join(index(made)), "utf-8")


def handouts(course: Path) -> Iterator[tuple[str, bytes]]:
    """The handout of a course as PDF in every theme."""
    subject = subject_in(course)
    for theme in shipped_themes():
        page = themed_page(subject, theme)
        yield theme, render_pdf(page, course_folder=course.parent).data


def write_pages(name: str, data: bytes) -> Iterator[str]:
    """Write the first pages; their files' names."""
    pdf = pypdfium2.PdfDocument(data)
    for number in range(min(MOST_PAGES, len(pdf))):
        picture = pdf[number].render(scale=SCALE).to_pil()
        yield write(f"{name}-{number + 1}.png", few_colours(picture))


def write_views(theme: str, data: bytes) -> Iterator[str]:
    """Write a page of the schedule as it is seen without some or all colours."""
    pdf = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    told = ("No class:", "Guest lecture by", " due")
    number = max(range(len(pdf)), key=lambda n: sum(word in texts[n] for word in told))
    picture = few_colours(pdf[number].render(scale=SCALE).to_pil())
    for view, rows in VIEWS.items():
        yield write(f"{theme}-seen-{view}.png", seen(picture, rows))


def few_colours(picture: Image.Image) -> Image.Image:
    """A picture of few colours: pages are black, white and an accent."""
    return picture.convert("RGB").quantize(
        COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )


def seen(picture: Image.Image, rows: Sequence[Sequence[float]]) -> Image.Image:
    """A picture of few colours with each of them as it is seen."""
    palette = picture.getpalette() or []
    changed = picture.copy()
    changed.putpalette(
        [
            part
            for at in range(0, len(palette), 3)
            for part in _seen_colour(palette[at : at + 3], rows)
        ]
    )
    return changed


def _seen_colour(colour: Sequence[int], rows: Sequence[Sequence[float]]) -> list[int]:
    linear = [_to_linear(part / 255) for part in colour]
    mixed = [sum(map(float.__mul__, row, linear)) for row in rows]
    return [round(255 * _from_linear(min(1.0, max(0.0, part)))) for part in mixed]


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _from_linear(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def write(name: str, picture: Image.Image) -> str:
    """Write a picture into the gallery; its name."""
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    (GALLERY / name).write_bytes(file.getvalue())
    return name


def index(made: dict[str, list[str]]) -> Iterator[str]:
    """The lines of the page that shows them all."""
    yield INTRODUCTION
    # Theme by theme, in the order in which each was made.
    for title, names in sorted(made.items(), key=lambda one: one[0].split(",")[0]):
        yield f"## {title.capitalize()}"
        yield ""
        for number, name in enumerate(names, start=1):
            words = name.removesuffix(".png").partition("-seen-")[2] or f"page {number}"
            yield f'<img src="{name}" alt="{title}: {words}" width="240">'
        yield ""


if __name__ == "__main__":
    main()
