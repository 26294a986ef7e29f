"""Small decks for tests of tags."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from tests.packet.make import saved

SLIDE = (0, 0, 720, 540)
TITLE = b"BT /F 40 Tf 60 460 Td (A slide) Tj ET"
BODY = b"BT /F 20 Tf 60 380 Td (First line) Tj 0 -24 Td (second line) Tj ET"
IMAGE = b"q 200 0 0 100 60 100 cm /I Do Q"
BOX = b"0 0 1 rg 300 300 50 50 re f"


def image(pdf: Pdf, shade: int = 90) -> Stream:
    return pdf.make_stream(
        bytes([shade]) * 4,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=2,
        Height=2,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )


def form(pdf: Pdf, content: bytes, box: tuple[float, ...] = SLIDE) -> Stream:
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(box),
        Resources=resources(pdf),
    )


def resources(pdf: Pdf, **xobjects: Object) -> Dictionary:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    listed = {"/I": image(pdf)} | {f"/{key}": value for key, value in xobjects.items()}
    return Dictionary(Font=Dictionary(F=font), XObject=Dictionary(listed))


def slide(pdf: Pdf, *content: bytes, **keys: Any) -> Object:
    """Add a page that draws contents one after the other."""
    page = Dictionary(
        {"/Type": Name.Page, "/MediaBox": Array(SLIDE), "/Resources": resources(pdf)}
        | {f"/{key}": value for key, value in keys.items()}
    )
    page["/Contents"] = pdf.make_stream(b"\n".join(content))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


def deck(
    *pages: tuple[bytes, ...], change: Callable[[Pdf], object] | None = None
) -> bytes:
    with pikepdf.new() as pdf:
        for content in pages:
            slide(pdf, *content)
        if change is not None:
            change(pdf)
        return saved(pdf)


def content(data: bytes, page: int = 0) -> bytes:
    """The content of a page, as tagged."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(pdf.pages[page].obj.Contents.read_bytes())


def assert_well_marked(data: bytes) -> None:
    """Every page's marks nest with text objects, and all that paints is marked.

    ISO 32000-1, 14.6.1; ISO 14289-1, 7.1: no real content within artifacts, none
    within other real content.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            _assert_well_marked(page.obj, page.obj.Resources)


def _assert_well_marked(stream: Any, resources: Any) -> None:
    brackets: list[str] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        _follow(operator, instruction, brackets)
        if operator == "Do" and _is_tagged(xobject := _named(instruction, resources)):
            assert not {"real", "artifact"} & set(brackets)
            _assert_well_marked(xobject, xobject.Resources)
        elif operator in _PAINTS:
            assert {"real", "artifact"} & set(brackets), f"{operator} without tags"
    assert brackets == []


def _follow(operator: str, instruction: Any, brackets: list[str]) -> None:
    """Open and close text objects and marks."""
    if operator == "BT":
        brackets.append("BT")
    elif operator in {"BMC", "BDC"}:
        kind = _kind_of(instruction)
        if kind != "neutral":
            assert not {"real", "artifact"} & set(brackets), "tags within tags"
        brackets.append(kind)
    elif operator == "ET":
        assert brackets.pop() == "BT", "ET within marks that began before"
    elif operator == "EMC":
        assert brackets.pop() != "BT", "EMC of marks that began before BT"


def _named(instruction: Any, resources: Any) -> Any:
    return resources.XObject[str(instruction.operands[0])]


def _is_tagged(xobject: Any) -> bool:
    return "/StructParents" in xobject


def _kind_of(instruction: Any) -> str:
    tag = str(instruction.operands[0])
    properties = instruction.operands[1] if len(instruction.operands) > 1 else None
    if isinstance(properties, Dictionary) and "/MCID" in properties:
        return "real"
    return "artifact" if tag == "/Artifact" else "neutral"


_PAINTS = frozenset({"Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE"}) | frozenset(
    {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
)
