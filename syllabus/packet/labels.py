"""Page labels: i, ii, iii for the front matter, then 1, 2, 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, String

from syllabus.packet.plan import LabelStyle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

    from syllabus.packet.plan import LabelRange


def write_labels(pdf: Pdf, labels: Iterable[LabelRange]) -> None:
    """Write the page labels of a file, if any."""
    numbers = Array()
    for label in sorted(labels, key=lambda label: label.start):
        entry = Dictionary()
        if label.style is not LabelStyle.PREFIX_ONLY:
            entry["/S"] = Name(f"/{label.style}")
        if label.prefix:
            entry["/P"] = String(label.prefix)
        if label.first != 1:
            entry["/St"] = label.first
        numbers.append(label.start)
        numbers.append(entry)
    if len(numbers):
        pdf.Root["/PageLabels"] = pdf.make_indirect(Dictionary(Nums=numbers))
