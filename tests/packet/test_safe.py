"""Nothing of a stranger's deck runs, reaches outside or names its makers."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectSet,
    OutlineItem,
    Pdf,
    Stream,
    String,
)
from PIL import Image

from syllabus.packet.assemble import assemble
from syllabus.packet.deck import DeckState, inspect_deck
from syllabus.packet.jpeg import without_metadata
from syllabus.packet.opening import DeckRefused
from syllabus.packet.plan import Run
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import bookmarks, differing_pixels, links, picture
from tests.packet.make import (
    add_link,
    add_page,
    deck,
    named_deck,
    opened,
    plan_for,
    square,
)

HARMFUL: dict[str, dict[str, Any]] = {
    "JavaScript": {"S": Name.JavaScript, "JS": String("app.alert(1)")},
    "Launch": {"S": Name.Launch, "F": String("/bin/secret")},
    "SubmitForm": {"S": Name.SubmitForm, "F": String("http://secret.example/")},
    "ImportData": {"S": Name.ImportData, "F": String("secret.fdf")},
    "GoToR": {"S": Name.GoToR, "F": String("secret.pdf"), "D": String("x")},
    "GoToE": {"S": Name.GoToE, "D": String("secret")},
    "Hide": {"S": Name.Hide, "T": String("secret")},
    "file link": {"S": Name.URI, "URI": String("file:///home/secret")},
    "script link": {"S": Name.URI, "URI": String("javascript:secret()")},
    "relative link": {"S": Name.URI, "URI": String("../secret/notes.pdf")},
    "Unknown": {"S": Name("/Unknown"), "X": String("secret")},
}
WORDS = (b"secret", b"app.alert")


def packet_of(data: bytes) -> bytes:
    prepared = prepare_deck(data)
    return assemble(None, [prepared.data], plan_for(prepared.pages, footers=False))


def walk(root: Object) -> Iterator[Object]:
    """Every object that a file's catalog reaches."""
    seen = ObjectSet()
    pending: list[object] = [root]
    while pending:
        obj = pending.pop()
        if not isinstance(obj, (Array, Dictionary, Stream)) or not seen.add(obj):
            continue
        yield obj
        if isinstance(obj, Array):
            pending.extend(list(obj))
        else:
            pending.extend(value for _, value in obj.items())


def everything(data: bytes) -> bytes:
    """All of a file's objects in plain sight, what its streams hold included."""
    out = io.BytesIO()
    with opened(data) as pdf:
        pdf.save(out, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return out.getvalue()


@pytest.mark.parametrize("chained", [False, True], ids=["alone", "after a link"])
@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_action_goes_and_its_link_unless_it_leads_elsewhere_too(
    name: str, chained: bool
) -> None:
    def change(pdf: Pdf) -> None:
        action = pdf.make_indirect(Dictionary(**HARMFUL[name]))
        if chained:
            there = Array([pdf.pages[1].obj, Name.Fit])
            action = Dictionary(S=Name.GoTo, D=there, Next=Array([action]))
        add_link(pdf, pdf.pages[0].obj, A=action)

    data = deck(2, change)
    packet = packet_of(data)

    assert any(word in everything(data) for word in WORDS)
    assert not any(word in everything(packet) for word in WORDS)
    assert [t for _, t in links(packet)[0]] == ([1] if chained else [])
    with opened(packet) as pdf:  # nor does a dead link stay
        assert ("/Annots" in pdf.pages[0].obj) == chained
    assert sum(prepare_deck(data).removed.values()) >= 1


def test_a_link_after_a_script_stays() -> None:
    def change(pdf: Pdf) -> None:
        goto = Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.Fit]))
        script = Dictionary(S=Name.JavaScript, JS=String("secret"), Next=goto)
        add_link(pdf, pdf.pages[0].obj, A=script)

    packet = packet_of(deck(2, change))

    assert [t for _, t in links(packet)[0]] == [1]
    assert b"secret" not in everything(packet)


def test_a_chain_that_bites_its_tail_ends() -> None:
    def change(pdf: Pdf) -> None:
        one = pdf.make_indirect(
            Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.Fit]))
        )
        one.Next = Array([one, Dictionary(S=Name.GoTo, D=String("nowhere"))])
        add_link(pdf, pdf.pages[0].obj, A=one)

    packet = packet_of(deck(2, change))

    assert [t for _, t in links(packet)[0]] == [1]
    with opened(packet) as pdf:
        assert "/Next" not in pdf.pages[0].obj.Annots[0].A


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:ta@example.org", "mailto:ta@example.org"),
        ("www.example.org/x", "http://www.example.org/x"),
        (" https://example.org", "https://example.org"),
        ("ftp://example.org", None),
        ("data:text/html,x", None),
        ("\\\\server\\share", None),
    ],
)
def test_web_links_stay(given: str, kept: str | None) -> None:
    def change(pdf: Pdf) -> None:
        add_link(pdf, pdf.pages[0].obj, A=Dictionary(S=Name.URI, URI=String(given)))

    with opened(packet_of(deck(1, change))) as pdf:
        annots: list[Object] = list(pdf.pages[0].obj.get("/Annots", []))
        assert [str(link.A.URI) for link in annots] == ([kept] if kept else [])


def test_two_web_links_stay_two() -> None:
    def change(pdf: Pdf) -> None:
        for name in ("a", "b"):
            uri = String(f"https://example.org/{name}")
            add_link(pdf, pdf.pages[0].obj, A=Dictionary(S=Name.URI, URI=uri))

    with opened(packet_of(deck(1, change))) as pdf:
        ends = [str(link.A.URI)[-1] for link in pdf.pages[0].obj.Annots]
    assert ends == ["a", "b"]


def test_relative_links_are_completed_from_a_web_base() -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.URI = Dictionary(Base=String("https://example.org/course/"))
        add_link(pdf, pdf.pages[0].obj, A=Dictionary(S=Name.URI, URI=String("a.html")))

    with opened(packet_of(deck(1, change))) as pdf:
        link = pdf.pages[0].obj.Annots[0]
        assert str(link.A.URI) == "https://example.org/course/a.html"


def put_everywhere(pdf: Pdf) -> None:
    """Hide a word wherever a deck can hide one."""
    secret = String("secret")
    script = Dictionary(S=Name.JavaScript, JS=secret)
    page = pdf.pages[0].obj
    root = pdf.Root
    embedded = pdf.make_stream(b"secret", Type=Name.EmbeddedFile)
    filespec = pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=secret, EF=Dictionary(F=embedded))
    )
    metadata = pdf.make_stream(b"<x>secret</x>", Type=Name.Metadata, Subtype=Name.XML)
    root.OpenAction = script
    root.AA = Dictionary(WC=script)
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([secret, script])),
        EmbeddedFiles=Dictionary(Names=Array([secret, filespec])),
    )
    root.AF = Array([filespec])
    root.Metadata = metadata
    root.PieceInfo = Dictionary(X=Dictionary(Private=secret))
    pdf.docinfo["/Author"] = "secret"
    page.AA = Dictionary(O=script)
    page.Metadata = metadata
    page.PieceInfo = Dictionary(X=Dictionary(Private=secret))
    page.AF = Array([filespec])
    page.B = Array([Dictionary(T=Dictionary(I=Dictionary(Author=secret)))])
    image = pdf.make_stream(
        b"\x00",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
        Metadata=metadata,
        AF=Array([filespec]),
        OPI=Dictionary({"/2.0": Dictionary(F=secret)}),
    )
    form = pdf.make_stream(
        b"/Im Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 1, 1]),
        Resources=Dictionary(XObject=Dictionary(Im=image)),
        Ref=Dictionary(F=secret, Page=0),
        PieceInfo=Dictionary(X=Dictionary(Private=secret)),
    )
    form["/PTEX.FileName"] = secret
    # Names that a deck may choose for its own things
    page.Resources = Dictionary(
        XObject=Dictionary({"/AF": form, "/JS": image, "/EF": image}),
        Properties=Dictionary(MC0=Dictionary(Metadata=metadata)),
    )
    page.Contents = pdf.make_stream(b"/AF Do /JS Do /EF Do")
    for kind in ("FileAttachment", "Movie", "Sound", "Screen", "RichMedia", "3D"):
        add_link(pdf, page, FS=filespec, AA=Dictionary(E=script)).Subtype = Name(
            f"/{kind}"
        )
    note = add_link(pdf, page, T=secret, Contents=String("a note"), AA=script)
    note.Subtype = Name.Text
    root.Outlines = pdf.make_indirect(Dictionary())
    item = pdf.make_indirect(
        Dictionary(Title=String("One"), Parent=root.Outlines, A=script, SE=page)
    )
    root.Outlines.First = root.Outlines.Last = item
    root.Outlines.Count = 1
    field = pdf.make_indirect(
        Dictionary(
            FT=Name.Tx,
            T=String("name"),
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=Array([100, 100, 200, 120]),
            AA=Dictionary(K=script, F=script),
        )
    )
    page.Annots.append(field)
    root.AcroForm = Dictionary(
        Fields=Array([field]), XFA=secret, CO=Array([field]), NeedAppearances=False
    )


def test_no_hiding_place_of_a_deck_is_overlooked() -> None:
    data = deck(2, put_everywhere)

    packet = packet_of(data)

    assert everything(data).count(b"secret") > 15
    removed = prepare_deck(data).removed
    assert removed.keys() >= {"OpenAction", "AA", "JavaScript", "XFA", "Movie"}
    assert b"secret" not in everything(packet)
    with opened(packet) as pdf:
        for obj in walk(pdf.Root):
            if not isinstance(obj, Array):
                assert not obj.keys() & {
                    "/JS",
                    "/EF",
                    "/AA",
                    "/XFA",
                    "/OpenAction",
                } or (
                    # the names that the deck gave its pictures
                    {"/AF", "/JS", "/EF"} <= obj.keys()
                )


def test_what_a_deck_shows_stays_when_its_secrets_go() -> None:
    data = deck(2, put_everywhere)
    packet = packet_of(data)

    assert differing_pixels(picture(data, 0), picture(packet, 0)) == 0
    with opened(packet) as pdf:
        page = pdf.pages[0].obj
        assert set(page.Resources.XObject.keys()) == {"/AF", "/JS", "/EF"}
        notes = [a for a in page.Annots if a.Subtype == Name.Text]
        assert [str(note.Contents) for note in notes] == ["a note"]


def test_a_photo_forgets_who_made_it_and_looks_the_same() -> None:
    exif = Image.Exif()
    exif[0x013B] = "secret author"
    out = io.BytesIO()
    photo = Image.linear_gradient("L").convert("RGB")
    photo.save(out, "JPEG", exif=exif, comment=b"secret comment", quality=90)

    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"q 400 0 0 400 50 50 cm /Im Do Q")
        page.Resources.XObject = Dictionary(
            Im=pdf.make_stream(
                out.getvalue(),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=photo.width,
                Height=photo.height,
                BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB,
                Filter=Array([Name.DCTDecode]),
                DecodeParms=Array([Dictionary(ColorTransform=1)]),
            )
        )

    data = deck(0, change)
    packet = packet_of(data)

    assert data.count(b"secret") == 2
    assert b"secret" not in packet
    assert differing_pixels(picture(data, 0), picture(packet, 0), tolerance=0) == 0
    assert picture(packet, 0).getextrema() != ((255, 255),) * 3


@given(st.binary(max_size=200))
def test_bytes_that_are_no_photo_stay_as_they_are(data: bytes) -> None:
    broken = b"\xff\xd8" + data
    clean = without_metadata(broken)

    assert clean == broken or len(clean) < len(broken)
    assert without_metadata(data.replace(b"\xff", b"")) == data.replace(b"\xff", b"")


def test_a_film_leaves_its_picture() -> None:
    def change(pdf: Pdf) -> None:
        look = pdf.make_stream(
            b"1 0 0 rg 0 0 50 30 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 50, 30]),
        )
        film = add_link(pdf, pdf.pages[0].obj, AP=Dictionary(N=look), F=4)
        film.Subtype = Name.RichMedia
        film.RichMediaContent = Dictionary(Assets=String("secret"))

    packet = packet_of(deck(1, change, content=b""))

    assert picture(packet, 0).getpixel((15, 262)) == (255, 0, 0)
    assert b"secret" not in everything(packet)


def test_links_by_one_name_in_two_decks_lead_each_into_its_own() -> None:
    one, two = named_deck({"section.1": 1}), named_deck({"section.1": 2})

    packet = assemble(
        None,
        [prepare_deck(one).data, prepare_deck(two).data],
        plan_for(3, 3, footers=False),
    )

    assert [t for _, t in links(packet)[0]] == [1]
    assert [t for _, t in links(packet)[3]] == [5]


def test_a_bookmark_to_another_file_stays_only_as_a_heading() -> None:
    def change(pdf: Pdf) -> None:
        elsewhere = Dictionary(S=Name.GoToR, F=String("secret.pdf"), D=String("x"))
        with pdf.open_outline() as outline:
            heading = OutlineItem("Appendix", action=elsewhere)
            heading.children += [
                OutlineItem("Proof", 1),
                OutlineItem("Gone", action=elsewhere),
            ]
            outline.root += [heading, OutlineItem("Gone", action=elsewhere)]

    data = deck(2, change)

    assert bookmarks(packet_of(data)) == [
        (0, "Lecture 1", 0),
        (1, "Appendix", None),
        (2, "Proof", 1),
    ]
    assert prepare_deck(data).removed["bookmark"] == 2


def test_links_to_pages_that_are_left_out_lead_nowhere() -> None:
    def change(pdf: Pdf) -> None:
        for number in range(3):
            there = Array([pdf.pages[number].obj, Name.Fit])
            add_link(pdf, pdf.pages[1].obj, A=Dictionary(S=Name.GoTo, D=there))
        with pdf.open_outline() as outline:
            outline.root += [OutlineItem(f"to {n}", n) for n in range(3)]

    plan = replace(
        plan_for(3, footers=False),
        runs=(Run(1, 1, 2),),
        labels=(),
        destinations={},
        contents_page=None,
    )

    packet = assemble(None, [prepare_deck(deck(3, change)).data], plan)

    assert [t for _, t in links(packet)[0]] == [0, 1]
    with opened(packet) as pdf:
        assert ["/A" in link for link in pdf.pages[0].obj.Annots] == [False, True, True]
    assert bookmarks(packet) == [
        (0, "Lecture 1", 0),
        (1, "to 0", None),
        (1, "to 1", 0),
        (1, "to 2", 1),
    ]


def test_a_user_password_locks_and_an_owner_password_does_not() -> None:
    with opened(deck(2)) as pdf:
        locked, owned = io.BytesIO(), io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="sesame", owner="x"))
        pdf.save(owned, encryption=pikepdf.Encryption(user="", owner="x"))

    facts = inspect_deck(locked.getvalue())

    assert (facts.state, facts.pages) == (DeckState.LOCKED, 0)
    assert facts.reason == "the file is locked with a password"
    assert inspect_deck(locked.getvalue(), "sesame").pages == 2
    assert prepare_deck(locked.getvalue(), "sesame").pages == 2
    assert inspect_deck(owned.getvalue()).pages == 2
    with pytest.raises(DeckRefused):
        prepare_deck(locked.getvalue())
    with opened(prepare_deck(owned.getvalue()).data) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.parametrize(
    ("data", "state", "words"),
    [
        (b"", DeckState.NOT_PDF, "empty"),
        (b"hello", DeckState.NOT_PDF, "not a PDF"),
        (b"PK\x03\x04" + bytes(50), DeckState.NOT_PDF, "export it as PDF"),
        (b"<!doctype html><p>404", DeckState.NOT_PDF, "web page"),
        (b"%PDF-1.4\nnothing else", DeckState.DAMAGED, "damaged"),
    ],
)
def test_a_file_that_is_no_deck_says_why(
    data: bytes, state: DeckState, words: str
) -> None:
    facts = inspect_deck(data)

    assert facts.state is state
    assert words in facts.reason
    assert not facts.reason.endswith(".")
    assert facts.pages == 0


def test_a_deck_without_pages_says_so() -> None:
    assert inspect_deck(deck(0)).reason == "the file has no pages"


def test_an_endless_outline_ends() -> None:
    def change(pdf: Pdf) -> None:
        root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
        item = pdf.make_indirect(Dictionary(Title=String("again"), Parent=root))
        item.Next = item.First = item
        root.First = root.Last = item
        pdf.Root.Outlines = root

    data = deck(1, change)

    assert inspect_deck(data).bookmarks == 1
    with opened(packet_of(data)) as pdf:
        below = pdf.Root.Outlines.First
        assert str(below.First.Title) == "again"
        assert "/Next" not in below.First


def test_bookmarks_that_nest_without_end_are_kept_within_bounds() -> None:
    def change(pdf: Pdf) -> None:
        root = parent = pdf.make_indirect(Dictionary(Type=Name.Outlines))
        for n in range(300):
            item = pdf.make_indirect(Dictionary(Title=String(str(n)), Parent=parent))
            parent.First = parent.Last = item
            parent = item
        pdf.Root.Outlines = root

    prepared = prepare_deck(deck(1, change))

    assert inspect_deck(prepared.data).bookmarks == 300


def bomb() -> bytes:
    """A small deck whose page unpacks to 150 MB."""
    packer = zlib.compressobj(9)
    blob = b"".join(packer.compress(b"q Q " * 250_000) for _ in range(150))
    blob += packer.flush()

    def change(pdf: Pdf) -> None:
        bomb = pdf.make_stream(blob, Filter=Name.FlateDecode)
        pdf.pages[0].obj.Contents = bomb

    return deck(1, change)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    data = bomb()

    assert len(data) < 400_000
    with pytest.raises(DeckRefused) as refused:
        prepare_deck(data)
    assert refused.value.state is DeckState.TOO_LARGE
    assert "unpacks to more than 128 MB" in refused.value.reason


def test_content_that_breaks_off_is_shown_up_to_there() -> None:
    packed = zlib.compress(square(20, 20) + b"\n" + square(120, 20) * 2000)

    def change(pdf: Pdf) -> None:
        cut = packed[: len(packed) // 2]
        pdf.pages[0].obj.Contents = pdf.make_stream(cut, Filter=Name.FlateDecode)

    packet = packet_of(deck(1, change))

    assert picture(packet, 0, scale=1).getpixel((50, 490)) == (255, 0, 0)
