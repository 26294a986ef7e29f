"""Find what names in content mean: fonts, forms, pictures, layers."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Object

from syllabus.packet.tags.fonts import Font
from syllabus.packet.tags.matrix import Matrix, multiply


class Lookup:
    """Remembers the fonts of a deck, and which of its layers are off.

    Args:
        hidden: The layers (objgen) that are off.
    """

    def __init__(self, hidden: frozenset[tuple[int, int]] = frozenset()) -> None:
        self._hidden = hidden
        self.fonts: dict[tuple[int, int], Font] = {}

    def font(self, resources: Object, name: str) -> Font | None:
        """Give the font of a name."""
        found = resource(resources, "/Font", name)
        if not isinstance(found, Dictionary):
            return None
        if not found.is_indirect:
            return Font(found)
        key = found.objgen
        if key not in self.fonts:
            self.fonts[key] = Font(found)
        return self.fonts[key]

    def is_shown(self, xobject: Object) -> bool:
        """Whether an image or form is on no layer, or on one that is on."""
        return not self.is_hidden(xobject.get("/OC"))

    def is_hidden(self, layer: object) -> bool:
        """Whether a layer, or what a membership makes of several, is off.

        Only the common policy is followed: shown if any of the layers is on
        (ISO 32000-1, 8.11.2.2).
        """
        if not self._hidden or not isinstance(layer, Dictionary):
            return False
        groups = layer.get("/OCGs")
        if groups is None:
            return layer.is_indirect and layer.objgen in self._hidden
        listed = [groups] if isinstance(groups, Dictionary) else list(groups)
        states = [g.objgen in self._hidden for g in listed if isinstance(g, Dictionary)]
        if layer.get("/P") == Name.AllOn:
            return any(states)
        return bool(states) and all(states)


def resource(resources: Object, kind: str, name: str) -> Object | None:
    """Look a name up among resources of a kind."""
    table = resources.get(kind)
    found = table.get(name) if isinstance(table, Dictionary) and name else None
    return found if isinstance(found, Object) else None


def form_matrix(form: Object, ctm: Matrix) -> Matrix:
    """Give the matrix from a form's space to the page's."""
    numbers = _numbers(form.get("/Matrix"), 6)
    if numbers is None:
        return ctm
    a, b, c, d, e, f = numbers
    return multiply((a, b, c, d, e, f), ctm)


def form_box(form: Object) -> tuple[float, float, float, float]:
    """Give the /BBox of a form in its own space."""
    numbers = _numbers(form.get("/BBox"), 4) or [0.0] * 4
    x0, y0, x1, y1 = numbers
    return (x0, y0, x1, y1)


def _numbers(value: object, count: int) -> list[float] | None:
    try:
        numbers = [float(n) for n in value]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    return numbers if len(numbers) == count else None
