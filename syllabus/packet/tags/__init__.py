"""The tags of a packet: what lets a listener follow the slides.

`tag_deck` gives one deck tags when it is prepared, `join_tags` joins the trees
of decks and front matter when the packet is assembled.
"""
