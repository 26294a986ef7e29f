"""Words that the font of footers cannot set, drawn and ready to be set into pages."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
from pikepdf import Array, Object

from syllabus.packet.pages import box_of
from syllabus.render.words import EM

if TYPE_CHECKING:
    from pikepdf import Pdf


class Drawn(NamedTuple):
    """A text that is drawn: the name of its form among a page's, its width in ems."""

    name: str
    width: float


@dataclass(frozen=True)
class Words:
    """Texts and a PDF that has a page for each (`render_words_pdf`)."""

    texts: tuple[str, ...] = ()
    data: bytes = b""

    @cached_property
    def _pdf(self) -> Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def digest(self) -> bytes:
        """What tells these words from others."""
        return hashlib.sha256(self.data).digest()

    @cached_property
    def drawn(self) -> dict[str, Drawn]:
        """The texts that could be drawn."""
        if not self.texts:
            return {}
        boxes = [box_of(page.obj, "/MediaBox") for page in self._pdf.pages]
        # A name that no other file has: packets are decks of packets
        stem = f"/SyllabusWords{self.digest.hex()[:8]}"
        return {
            text: Drawn(f"{stem}n{number}", box.width / EM)
            for number, (text, box) in enumerate(zip(self.texts, boxes, strict=True))
            if box is not None
        }

    def embed(self, pdf: Pdf) -> dict[str, Object]:
        """Bring the drawn texts into a file, as forms by name, an em one unit large."""
        forms = {}
        for text, page in zip(
            self.texts, self._pdf.pages if self.texts else (), strict=True
        ):
            if text not in self.drawn:
                continue
            name, width = self.drawn[text]
            form = pdf.copy_foreign(self._pdf.make_indirect(page.as_form_xobject()))
            form["/BBox"] = Array([-EM, -EM, (width + 1) * EM, 2 * EM])
            form["/Matrix"] = Array([1 / EM, 0, 0, 1 / EM, 0, 0])
            forms[name] = pdf.make_indirect(form)
        return forms
