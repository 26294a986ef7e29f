"""Optional content: what a deck hides stays hidden (ISO 32000-2, 8.11).

A viewer ignores layers that the catalog does not list, and then shows them.
Each deck's layers are listed in the packet with the state that the deck's own
default configuration gives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, String

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from pikepdf import Pdf

_MAX_ORDER_DEPTH = 32
_LAYER = frozenset({"/Type", "/Name", "/Intent", "/Usage"})
_MEMBERSHIP = frozenset({"/Type", "/OCGs", "/P", "/VE"})
_USAGE = {
    "/Print": frozenset({"/Subtype", "/PrintState"}),
    "/View": frozenset({"/ViewState"}),
    "/Export": frozenset({"/ExportState"}),
    "/Zoom": frozenset({"/min", "/max"}),
    "/Language": frozenset({"/Lang", "/Preferred"}),
}
"""What changes when a layer shows. The rest says who made it, and for what."""


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, Array) else []


def _is_layer(value: object) -> bool:
    return isinstance(value, Dictionary) and value.is_indirect


def _layers(value: object, among: ObjectSet) -> list[Object]:
    """Give the layers of an array that are among the listed ones, each once."""
    seen = ObjectSet()
    return [
        item
        for item in _items(value)
        if isinstance(item, Dictionary) and item in among and seen.add(item)
    ]


def clean_layer(value: object) -> bool:
    """Leave in a layer, or a group of some, what decides when it shows.

    Returns:
        Whether it is one.
    """
    if not isinstance(value, Dictionary):
        return False
    kind = value.get("/Type")
    if kind == Name.OCG:
        _clean_group(value)
    elif kind == Name.OCMD:
        _keep(value, _MEMBERSHIP)
    else:
        return False
    return True


def _clean_group(group: Object) -> None:
    _keep(group, _LAYER)
    usage = group.get("/Usage")
    if isinstance(usage, Dictionary):
        _keep(usage, _USAGE.keys())
        for key, rule in list(usage.items()):
            if isinstance(rule, Dictionary):
                _keep(rule, _USAGE[key])
            else:
                del usage[key]


def _keep(dictionary: Object, keys: AbstractSet[str]) -> None:
    for key in dictionary.keys() - keys:
        del dictionary[key]


def normalise_layers(pdf: Pdf) -> None:
    """Bring a file's layers into one form: all on but those in /OFF.

    Other configurations than the default one go: nothing in a packet picks them.
    """
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        return
    del pdf.Root["/OCProperties"]
    if not isinstance(properties, Dictionary):
        return
    listed = ObjectSet(
        g
        for g in _items(properties.get("/OCGs"))
        if isinstance(g, Object) and _is_layer(g)
    )
    groups = _layers(properties.get("/OCGs"), listed)
    for group in groups:
        _clean_group(group)
    config = properties.get("/D")
    if not isinstance(config, Dictionary):
        config = Dictionary()
    on = ObjectSet(_layers(config.get("/ON"), listed))
    off = ObjectSet(_layers(config.get("/OFF"), listed))
    base_off = config.get("/BaseState") == Name.OFF
    hidden = [g for g in groups if g in off or (base_off and g not in on)]
    normal = Dictionary(
        OFF=Array(hidden),
        Order=Array(_order(config.get("/Order"), listed, ObjectSet(), 0)),
        Locked=Array(_layers(config.get("/Locked"), listed)),
        RBGroups=Array(
            [Array(_layers(g, listed)) for g in _items(config.get("/RBGroups"))]
        ),
        AS=Array(list(_usages(config.get("/AS"), listed))),
    )
    pdf.Root["/OCProperties"] = pdf.make_indirect(
        Dictionary(OCGs=Array(groups), D=normal)
    )


def hides_something(pdf: Pdf) -> bool:
    """Whether a file in normal form has a layer that does not show."""
    properties = pdf.Root.get("/OCProperties")
    return isinstance(properties, Dictionary) and len(properties["/D"]["/OFF"]) > 0


def _order(
    value: object, listed: ObjectSet, seen: ObjectSet, depth: int
) -> list[object]:
    """Give the order in which a viewer lists layers, within bounds."""
    kept: list[object] = []
    for item in _items(value):
        if isinstance(item, Array):
            if depth < _MAX_ORDER_DEPTH and seen.add(item):
                below = _order(item, listed, seen, depth + 1)
                if below:
                    kept.append(Array(below))
        elif isinstance(item, String) or (
            isinstance(item, Dictionary) and item in listed
        ):
            kept.append(item)
    return kept


def _usages(value: object, listed: ObjectSet) -> Iterable[Dictionary]:
    """Give the rules by which printing or exporting changes what shows."""
    for usage in _items(value):
        if not isinstance(usage, Dictionary):
            continue
        event = usage.get("/Event")
        categories = [c for c in _items(usage.get("/Category")) if isinstance(c, Name)]
        groups = _layers(usage.get("/OCGs"), listed)
        if isinstance(event, Name) and groups:
            yield Dictionary(
                Event=event, Category=Array(categories), OCGs=Array(groups)
            )


def join_layers(packet: Pdf, deck: Object, own: Callable[[Object], Object]) -> None:
    """Add a deck's layers, in normal form, to those of the packet.

    Args:
        packet: The file to add to.
        deck: The deck's /OCProperties.
        own: Brings an object of the deck into the packet.
    """
    copy = own(deck)
    if "/OCProperties" not in packet.Root:
        packet.Root["/OCProperties"] = copy
        return
    joined = packet.Root["/OCProperties"]
    joined["/OCGs"].extend(list(copy["/OCGs"]))
    for key in ("/OFF", "/Order", "/Locked", "/RBGroups", "/AS"):
        joined["/D"][key].extend(list(copy["/D"][key]))
