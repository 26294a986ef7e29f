"""Every theme over courses and papers, measured on the boxes of the layout engine."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdf
import pytest

from syllabus.render.pdf import render_pdf
from syllabus.render.themes import shipped_themes
from tests.courses.hard import write_hard_course
from tests.courses.printed import subject_in, themed_page
from tests.needs import ROOT
from tests.render.pages import content, laid_out, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Subject

SAMPLE = ROOT / "data" / "courses" / "dlsys-2017" / "course.yaml"
PRINTS = [("sample", "letter"), ("hard", "a4"), ("arabic", "letter")]
# In pixels of CSS. What is less cannot be seen.
SEEN = 0.7


class Ink(NamedTuple):
    """Where the letters of a text are, in pixels of CSS."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: Ink) -> bool:
        """Whether letters lie on one another."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > SEEN and down > SEEN


class Print(NamedTuple):
    """A handout in a theme: its page, and the boxes of its pages."""

    html: str
    pages: list[Any]


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Subject]:
    folder = tmp_path_factory.mktemp("courses")
    return {
        "sample": subject_in(SAMPLE),
        "hard": subject_in(write_hard_course(folder / "hard")),
        "arabic": subject_in(write_hard_course(folder / "arabic", "ar")),
    }


@pytest.fixture(
    scope="module",
    params=[(theme, *one) for theme in shipped_themes() for one in PRINTS],
    ids="-".join,
)
def printed(request: pytest.FixtureRequest, subjects: dict[str, Subject]) -> Print:
    theme, name, paper = request.param
    subject = subjects[name]
    html = themed_page(subject, theme, paper)
    return Print(html, laid_out(html, Path(subject.source.file).parent))


def texts(box: Any) -> Iterator[Any]:
    for one in within(box):
        if type(one).__name__ == "TextBox" and one.text.strip():
            yield one


def ink(text: Any) -> Ink:
    """The place of a text from the top of its capitals to the foot of its tails."""
    size, base = text.style["font_size"], text.position_y + text.baseline
    left = text.position_x
    return Ink(left, base - 0.7 * size, left + text.width, base + 0.2 * size, text.text)


def test_no_text_lies_on_another(printed: Print) -> None:
    for page in printed.pages:
        found = sorted((ink(text) for text in texts(page)), key=lambda one: one.top)
        for number, one in enumerate(found):
            for other in found[number + 1 :]:
                if other.top > one.bottom:
                    break
                assert not one.meets(other), (one, other)


def test_no_text_leaves_its_page(printed: Print) -> None:
    for page in printed.pages:
        left, top = page.content_box_x(), page.content_box_y()
        right, bottom = left + page.width, top + page.height
        for box in content(page):
            if type(box).__name__ == "TextBox" and box.text.strip():
                found = ink(box)
                assert left - SEEN <= found.left, found
                assert found.right <= right + SEEN, found
                assert top - SEEN <= found.top, found
                assert found.bottom <= bottom + SEEN, found


def test_no_running_head_is_cut(printed: Print) -> None:
    for page in printed.pages:
        for margin in page.children:
            if type(margin).__name__ != "MarginBox":
                continue
            left = margin.content_box_x()
            for text in texts(margin):
                assert left - SEEN <= text.position_x, text.text
                assert text.position_x + text.width <= left + margin.width + SEEN, (
                    text.text
                )


def test_no_word_is_cut(printed: Print) -> None:
    root = printed.pages[0].children[0].element
    words = set(re.findall(r"\w+", " ".join(root.itertext())))
    for page in printed.pages:
        for box in content(page):
            if type(box).__name__ == "LineBox":
                line = "".join(_in_line(box))
                assert set(re.findall(r"\w+", line)) <= words, line


def _in_line(box: Any) -> Iterator[str]:
    """The texts of a line, without those of blocks that stand in it."""
    for child in box.children:
        if type(child).__name__ == "TextBox":
            yield child.text
        elif type(child).__name__ == "InlineBox":
            yield from _in_line(child)


def test_nothing_that_belongs_together_is_torn(printed: Print) -> None:
    where: dict[Any, set[int]] = {}
    for number, page in enumerate(printed.pages):
        for box in content(page):
            if box.element is not None and _is_one(box):
                where.setdefault(box.element, set()).add(number)

    assert len(where) > 20
    assert [one.tag for one, on in where.items() if len(on) > 1] == []


def _is_one(box: Any) -> bool:
    """A row of a table, a meeting, a term, a figure, a legend or a heading."""
    if box.element_tag == "tr":
        return box.element.find("td") is not None
    kinds = str(box.element.get("class", "")).split()
    return bool(
        re.fullmatch(r"h[1-6]|svg|caption|dt", box.element_tag)
        or "legend" in kinds
        or (box.element_tag == "li" and {"lecture", "guest", "lab"} & {*kinds})
    )


def test_headings_stay_with_what_follows(printed: Print) -> None:
    for page in printed.pages:
        found = [box for box in content(page) if type(box).__name__ == "TextBox"]
        assert not re.fullmatch(r"h\d|caption", found[-1].element_tag), found[-1].text


@pytest.mark.parametrize(("theme", "form"), [("classic", "list"), ("compact", "weeks")])
def test_a_latin_course_needs_no_font_of_the_system(
    theme: str, form: str, subjects: dict[str, Subject]
) -> None:
    page = themed_page(subjects["sample"], theme, form=form)
    found = fonts_in(render_pdf(page, course_folder=SAMPLE.parent).data)

    assert len(found) > 3
    assert [name for name in found if not name.startswith("Syllabus-")] == []


def fonts_in(data: bytes) -> set[str]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
