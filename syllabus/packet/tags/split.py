"""Split a structure tree by the runs of pages that its content lies on.

The front matter's dividers stand between decks, and a packet of some weeks
holds some pages of a source: their elements go where their pages go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Object

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from pikepdf import Pdf

_COPIED = ("/S", "/T", "/Lang", "/A", "/C", "/NS")
Key = tuple[int, int]


class TreeSplitter:
    """Splits one tree.

    Args:
        pdf: The file that the tree is in.
        groups: The run that each page belongs to; content elsewhere goes.
        annots: The annotations on these pages; links to pages that are left out
            are gone.
    """

    def __init__(
        self, pdf: Pdf, groups: Mapping[Key, int], annots: Container[Key]
    ) -> None:
        self._pdf = pdf
        self._groups = groups
        self._annots = annots

    def split(self, top: Object) -> dict[int, list[Object]]:
        """Give the kids of an element by run; the element itself goes."""
        found: dict[int, list[Object]] = {}
        for kid in _kids(top):
            if isinstance(kid, Dictionary) and "/S" in kid:
                for group, part in self._parts(kid).items():
                    found.setdefault(group, []).append(part)
        return dict(sorted(found.items()))

    def _parts(self, element: Object) -> dict[int, Object]:
        """Give an element's part in each run.

        One with content of its own stays whole; what only holds others is copied.
        """
        kids = _kids(element)
        own = [kid for kid in kids if not _is_element(kid)]
        if own:
            return self._whole(element, kids)
        found: dict[int, list[Object]] = {}
        group: int | None = None
        waiting: list[Object] = []
        for kid in kids:
            if not isinstance(kid, Dictionary):
                continue
            if "/K" not in kid:  # an empty cell: it goes where its neighbour goes
                (waiting if group is None else found[group]).append(kid)
            for group, part in self._parts(kid).items():
                found.setdefault(group, []).extend([*waiting, part])
                waiting.clear()
        return {
            group: self._holding(element, parts, is_first=number == 0)
            for number, (group, parts) in enumerate(sorted(found.items()))
        }

    def _holding(
        self, element: Object, parts: list[Object], *, is_first: bool
    ) -> Object:
        holder = element
        if not is_first:
            holder = self._pdf.make_indirect(
                Dictionary({k: element[k] for k in _COPIED if k in element})
            )
        for part in parts:
            part["/P"] = holder
        holder["/K"] = Array(parts)
        return holder

    def _whole(self, element: Object, kids: list[object]) -> dict[int, Object]:
        """Keep an element with content, in the run where it begins."""
        kept: list[object] = []
        runs = []
        for kid in kids:
            if isinstance(kid, Dictionary) and _is_element(kid):
                parts = self._parts(kid)
                runs += list(parts)
                kept += parts.values()
            elif (run := self._run_of(element, kid)) is not None:
                runs.append(run)
                kept.append(kid)
        if not runs:
            return {}
        for kid in kept:
            if isinstance(kid, Dictionary) and _is_element(kid):
                kid["/P"] = element
        element["/K"] = Array(kept)
        return {min(runs): element}

    def _run_of(self, element: Object, kid: object) -> int | None:
        page = None
        if isinstance(kid, Dictionary):
            page = kid.get("/Pg")
            annot = kid.get("/Obj")
            if isinstance(annot, Dictionary) and annot.objgen not in self._annots:
                return None
        if page is None:
            page = element.get("/Pg")
        return self._groups.get(page.objgen) if isinstance(page, Dictionary) else None


def _kids(element: Object) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid
