"""Which actions of a deck stay, and in what form.

A deck is a stranger's file: what is not known to be harmless goes. Links within
the deck and to the web stay; scripts, programs, other files and whatever runs
by itself do not.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Stream, String

from syllabus.packet.destinations import Destinations, Target, explicit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Pdf

_WEB = re.compile(rb"(?:https?://|mailto:)", re.IGNORECASE)
_BARE_HOST = re.compile(rb"www\.[\w-]+\.", re.IGNORECASE)
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")
_MENU_COMMANDS = frozenset(
    {"/NextPage", "/PrevPage", "/GoBack", "/GoForward", "/GoToPage", "/Find"}
)
_LAYER_OPERATORS = frozenset({"/ON", "/OFF", "/Toggle"})
_MAX_CHAIN = 32


class Actions:
    """Makes the actions of one file safe and its links explicit.

    Equal actions become one shared object. ``removed`` counts what went, by
    the name PDF has for it.
    """

    def __init__(self, pdf: Pdf, destinations: Destinations) -> None:
        self._pdf = pdf
        self._destinations = destinations
        self._page_objects = [page.obj for page in pdf.pages]
        self._shared: dict[object, Object] = {}
        self._base = _uri_base(pdf.Root)
        self.removed: Counter[str] = Counter()

    def safe(self, action: object) -> Object | None:
        """Give the action to have in place of this one, or None."""
        if not isinstance(action, (Dictionary, Stream)):
            return None
        if "/Next" not in action:
            return self._safe_alone(action)
        kept = [a for a in map(self._safe_alone, _chain(action)) if a is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        first = Dictionary(dict(kept[0].items()))
        first["/Next"] = Array(kept[1:])
        return self._pdf.make_indirect(first)

    def go_to(self, dest: object) -> Object | None:
        """Give the action that leads where a destination does, or None."""
        target = self._destinations.resolve(dest)
        if target is None:
            self.removed["unresolved destination"] += 1
            return None
        return self._go_to_target(target)

    def _go_to_target(self, target: Target) -> Object:
        if target not in self._shared:
            where = explicit(self._page_objects[target.page], target.view)
            self._share(target, Dictionary(S=Name.GoTo, D=where))
        return self._shared[target]

    def _share(self, key: object, action: Object) -> Object:
        self._shared[key] = made = self._pdf.make_indirect(action)
        return made

    def _safe_alone(self, action: Object) -> Object | None:
        """Give the safe form of one action without those that follow it."""
        kind = str(action.get("/S"))
        if kind == "/GoTo":
            return self.go_to(action.get("/D"))
        safe = None
        if kind == "/URI":
            safe = self._safe_uri(action.get("/URI"))
        elif kind == "/Named":
            safe = self._safe_named(str(action.get("/N")))
        elif kind == "/SetOCGState":
            safe = self._safe_layer_state(action)
        if safe is None:
            self.removed[kind.lstrip("/")] += 1
        return safe

    def _safe_uri(self, uri: object) -> Object | None:
        if not isinstance(uri, String):
            return None
        address = bytes(uri).strip()
        if not _WEB.match(address):
            address = self._absolute(address)
            if not _WEB.match(address):
                return None
        key = ("URI", address)
        return self._shared.get(key) or self._share(
            key, Dictionary(S=Name.URI, URI=String(address))
        )

    def _absolute(self, address: bytes) -> bytes:
        """Complete an address without a scheme, as viewers do."""
        if _BARE_HOST.match(address):
            return b"http://" + address
        if self._base and not _SCHEME.match(address):
            from urllib.parse import urljoin  # late: few decks need it

            return urljoin(self._base, address)
        return address

    def _safe_named(self, command: str) -> Object | None:
        if command == "/FirstPage":
            return self._go_to_target(Target(0))
        if command == "/LastPage":
            return self._go_to_target(Target(self._destinations.page_count - 1))
        if command not in _MENU_COMMANDS:
            return None
        key = ("Named", command)
        return self._shared.get(key) or self._share(
            key, Dictionary(S=Name.Named, N=Name(command))
        )

    def _safe_layer_state(self, action: Object) -> Object | None:
        state = action.get("/State")
        if not isinstance(state, Array):
            return None
        kept = [item for item in state if _is_layer_state(item)]
        safe = Dictionary(S=Name.SetOCGState, State=Array(kept))
        if action.get_bool("/PreserveRB") is False:
            safe["/PreserveRB"] = False
        return self._pdf.make_indirect(safe)


def _is_layer_state(item: object) -> bool:
    """Whether an item of /State is an operator or a layer."""
    if isinstance(item, Name):
        return str(item) in _LAYER_OPERATORS
    return isinstance(item, Dictionary) and item.get("/Type") == Name.OCG


def _uri_base(root: Object) -> bytes:
    """Give the address that relative ones of the file start from, if a web one."""
    uri = root.get("/URI")
    base = uri.get("/Base") if isinstance(uri, Dictionary) else None
    address = bytes(base) if isinstance(base, String) else b""
    return address if _WEB.match(address) else b""


def _chain(action: Object) -> Iterator[Object]:
    """Give an action and those that follow it, in order, each once."""
    seen = ObjectSet()
    pending: list[object] = [action]
    given = 0
    while pending and given < _MAX_CHAIN:
        node = pending.pop()
        if not isinstance(node, (Dictionary, Stream)) or not seen.add(node):
            continue
        given += 1
        yield node
        following = node.get("/Next")
        if isinstance(following, Array):
            pending.extend(reversed(list(following)))
        else:
            pending.append(following)
