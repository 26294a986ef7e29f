"""What was taken out of a deck is told in words."""

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from syllabus.packet.prepare import prepare_deck
from syllabus.packet.removed import removed_in_words
from tests.packet.make import add_link, deck
from tests.packet.test_safe import put_everywhere


@pytest.mark.parametrize(
    ("removed", "words"),
    [
        ({}, ""),
        ({"JavaScript": 1}, "1 script"),
        (
            {"GoToR": 1, "EmbeddedFile": 1, "JavaScript": 1, "Launch": 1},
            "1 script, 1 attached file, 2 links to other files",
        ),
        ({"Metadata": 3, "picture metadata": 1, "Filespec": 1}, ""),
        ({"evil\nname": 1, "Hide": 2}, "3 other actions"),
    ],
)
def test_kinds_are_counted_together(removed: dict[str, int], words: str) -> None:
    assert removed_in_words(removed) == words


def test_all_that_a_hostile_deck_has_is_told() -> None:
    told = removed_in_words(prepare_deck(deck(2, put_everywhere)).removed)

    for words in ("script", "automatic action", "attached file", "player", "XFA form"):
        assert words in told


@pytest.mark.parametrize("action", [True, False], ids=["action", "place"])
def test_a_deck_that_opens_at_a_page_loses_nothing_worth_a_word(action: bool) -> None:
    def change(pdf: Pdf) -> None:
        there = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=there) if action else there
        uri = Dictionary(S=Name.URI, URI=String("https://example.org"))
        add_link(pdf, pdf.pages[0].obj, A=uri)

    assert prepare_deck(deck(1, change)).removed == {}
