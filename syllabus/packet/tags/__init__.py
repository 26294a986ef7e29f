"""The tags of a packet: what lets a listener follow the slides.

`tag_deck` gives one deck tags when it is prepared, `join_tags` joins the trees
of decks and front matter when the packet is assembled, and `may_claim_ua` says
whether the file may be called PDF/UA.
"""

from syllabus.packet.tags.deck import AuthorsTags, Tagging, tag_deck
from syllabus.packet.tags.join import TaggedRun, TaggedSource, join_tags
from syllabus.packet.tags.pages import DRAWING, EVERY
from syllabus.packet.tags.report import (
    Origin,
    Rule,
    Shortfall,
    TagReport,
    may_claim_ua,
)

__all__ = [
    "DRAWING",
    "EVERY",
    "AuthorsTags",
    "Origin",
    "Rule",
    "Shortfall",
    "TagReport",
    "TaggedRun",
    "TaggedSource",
    "Tagging",
    "join_tags",
    "may_claim_ua",
    "tag_deck",
]
