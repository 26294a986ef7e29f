"""Damaged decks: what is mended keeps what it hid, and it is said."""

import re
from collections.abc import Callable

import pytest
from pikepdf import Dictionary, Name, OutlineItem, Pdf

from syllabus.core.language import Language
from syllabus.core.pages import fault_sentences
from syllabus.packet.deck import inspect_deck
from syllabus.packet.opening import DeckRefused, DeckState, Fault
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import bookmarks
from tests.packet.make import deck, opened, saved
from tests.packet.test_layers_and_forms import colors, layered_deck, packet_of


def without_root(data: bytes) -> bytes:
    """A file whose trailer does not say where the catalog is, which qpdf refuses."""
    plain = re.sub(rb"/Root \d+ 0 R", lambda m: b" " * len(m[0]), data)
    assert plain != data
    return plain


def without_table(data: bytes) -> bytes:
    """A file whose table of objects is not where it says, which qpdf mends."""
    return data[: data.rindex(b"startxref")] + b"startxref\n9\n%%EOF\n"


Damage = Callable[[bytes], bytes]
DAMAGES = [without_root, without_table]


def plain(data: bytes, *, listed: bool = True) -> bytes:
    """A file without object streams; its catalog may have lost its layers."""
    with opened(data) as pdf:
        if not listed:
            del pdf.Root.OCProperties
        return saved(pdf)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("hidden_by", ["OFF", "BaseState"])
def test_a_mended_deck_hides_what_it_hid(damage: Damage, hidden_by: str) -> None:
    data = damage(plain(layered_deck(hidden_by)))

    assert inspect_deck(data).mended
    assert colors(packet_of(data), 0) == (True, False)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_mended_deck_keeps_its_bookmarks(damage: Damage) -> None:
    def change(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Second", 1))

    data = damage(deck(3, change))

    assert inspect_deck(data).bookmarks == 1
    assert bookmarks(packet_of(data))[1:] == [(1, "Second", 1)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_deck_that_lost_what_it_hides_is_refused(damage: Damage) -> None:
    data = damage(plain(layered_deck("OFF"), listed=False))
    facts = inspect_deck(data)

    assert (facts.state, facts.fault) == (DeckState.DAMAGED, Fault.LAYERS_LOST)
    with pytest.raises(DeckRefused):
        prepare_deck(data)


def test_a_picture_can_have_a_layer_that_was_lost() -> None:
    def change(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Name="x"))
        look = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, OC=layer)
        pdf.pages[0].obj.Resources.XObject = Dictionary(X=look)

    assert inspect_deck(without_root(deck(1, change))).fault == Fault.LAYERS_LOST
    assert inspect_deck(deck(1, change)).ready


def test_a_sound_deck_is_not_called_mended() -> None:
    assert not inspect_deck(deck(2)).mended


def test_each_fault_has_a_sentence_of_its_own_for_the_placeholder() -> None:
    said = fault_sentences(Language.of("en"))

    absent = {state.value for state in DeckState} - {"ready"}
    jobs = {"folder", "unreadable", "given-up"}
    assert said.keys() == absent | {fault.value for fault in Fault} | jobs
    assert len(set(said.values())) == len(said)
