"""What a deck's pictures show: which picture a key names, and what can be said."""

import pytest
from pydantic import ValidationError

from syllabus.core.model import Deck


@pytest.mark.parametrize(
    ("key", "picture"),
    [("3", (3, 1)), ("3.2", (3, 2)), ("3 drawing", (3, 0)), ("drawings", (0, 0))],
)
def test_a_key_names_a_picture(key: str, picture: tuple[int, int]) -> None:
    deck = Deck.model_validate({"file": "a.pdf", "alt": {key: "decoration"}})

    assert deck.alt == {picture: "decoration"}


@pytest.mark.parametrize(
    "key", ["0", "3.0", "03", "drawing", "3 drawings", "3.2.1", ""]
)
def test_what_names_no_picture_is_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        Deck.model_validate({"file": "a.pdf", "alt": {key: "A cat"}})


def test_all_drawings_of_a_deck_can_only_be_decoration() -> None:
    with pytest.raises(ValidationError, match="only be said: decoration"):
        Deck.model_validate({"file": "a.pdf", "alt": {"drawings": "A cat"}})
