"""The packet's own pages as a PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from syllabus.render.html import leaf_names, render_packet_html
from syllabus.render.pdf import FrontMatter, LayoutError, render_packet_pdf
from tests.render import views
from tests.render.pages import content, laid_out, link_annotations, pdf_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syllabus.core.view.packet import PacketView
    from tests.verapdf import Verapdf

VIEWS = {"dlsys": views.DLSYS_PACKET, "hard": views.HARD_PACKET}
NO_LOGO = {name: replace(view, logo=None) for name, view in VIEWS.items()}


@pytest.fixture(scope="module")
def made() -> dict[str, FrontMatter]:
    return {name: printed(view) for name, view in NO_LOGO.items()}


def printed(view: PacketView) -> FrontMatter:
    return render_packet_pdf(render_packet_html(view), leaf_names(view))


@pytest.mark.needs("pdftotext")
def test_the_text_of_the_pages_is_as_it_was(
    made: dict[str, FrontMatter], golden: Callable[[str, str], None]
) -> None:
    golden("render/dlsys-packet.txt", pdf_text(made["dlsys"].data, "-layout"))


@pytest.mark.parametrize("name", VIEWS)
def test_each_divider_and_placeholder_is_one_page(
    name: str, made: dict[str, FrontMatter]
) -> None:
    front = made[name]
    with pikepdf.open(io.BytesIO(front.data)) as pdf:
        pages = len(pdf.pages)

    assert pages == front.front_pages + len(front.leaves)
    assert front.leaves == (leaf_names(VIEWS[name]))
    assert (front.blocked, front.warnings) == ((), ())


def test_leaves_stand_in_the_order_of_the_packet(made: dict[str, FrontMatter]) -> None:
    assert made["dlsys"].leaves[3:6] == ("part-5", "deck-guest-5", "part-6")


@pytest.mark.needs("pdftotext")
def test_each_leaf_bears_its_number_in_the_packet(
    made: dict[str, FrontMatter],
) -> None:
    front = made["dlsys"]
    pages = pdf_text(front.data, "-layout").split("\f")[front.front_pages :]
    numbers = [
        number
        for part in views.DLSYS_PACKET.parts
        for number in (part.page, *(d.page for d in part.decks if d.absence))
    ]

    for page, number in zip(pages, numbers, strict=False):
        assert page.split()[-1] == str(number)


def test_links_lead_into_the_packet(made: dict[str, FrontMatter]) -> None:
    links = link_annotations(made["dlsys"].data)
    names = {d.name for p in views.DLSYS_PACKET.parts for d in p.decks if not d.absence}
    leaves = set(made["dlsys"].leaves)

    inside = {link["dest"] for link in links if link["dest"]}
    into = {link["uri"] for link in links if link["uri"].startswith("packet:")}
    assert into == {f"packet:{name}" for name in names}
    assert inside == {"contents", *leaves}


def test_nothing_lies_beyond_the_sheet() -> None:
    for page in laid_out(render_packet_html(NO_LOGO["dlsys"])):
        for box in content(page):
            if type(box).__name__ == "TextBox":
                assert (
                    box.position_x + box.width
                    <= page.width + page.content_box_x() + 0.5
                )
                assert (
                    box.position_y + box.height
                    <= page.content_box_y() + page.height + 1
                )


def test_a_packet_without_slides_has_a_cover_and_contents() -> None:
    front = printed(replace(NO_LOGO["dlsys"], parts=()))

    assert (front.front_pages, front.leaves) == (2, ())


@pytest.mark.needs("shared", "java")
def test_the_pages_pass_a_validator(
    made: dict[str, FrontMatter], verapdf: Verapdf, tmp_path: Path
) -> None:
    path = tmp_path / "front.pdf"
    path.write_bytes(made["dlsys"].data)

    (report,) = verapdf.check([path])
    assert report["compliant"], report


def test_a_leaf_of_two_pages_is_our_mistake() -> None:
    view = NO_LOGO["dlsys"]
    second = '<section class="leaf divider letter" id="part-3">'
    html = render_packet_html(view)
    assert second in html
    broken = html.replace(second, f"<section>more</section>{second}")

    with pytest.raises(LayoutError, match="one page"):
        render_packet_pdf(broken, leaf_names(view))
