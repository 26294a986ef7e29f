"""What the packet of a course is to be: its pages, bookmarks, names and footers."""

from __future__ import annotations

from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from syllabus.core.language import Language
from syllabus.packet.plan import (
    FRONT,
    Bookmark,
    Footer,
    FooterMode,
    LabelRange,
    LabelStyle,
    PacketPlan,
    Run,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.view.packet import PacketDeckView, PacketPartView, PacketView

CONTENTS_PAGE = 1
"""The contents follow the cover, from 0."""


def deck_files(view: PacketView) -> tuple[str, ...]:
    """The decks that become pages, in packet order: the sources after the front."""
    return tuple(d.file for part in view.parts for d in part.decks if not d.absence)


def plan_packet(
    view: PacketView,
    front_pages: int,
    schedule_page: int | None = None,
    *,
    on_paper: bool = False,
) -> PacketPlan:
    """Plan a packet of a course.

    Args:
        view: The packet's parts with their printed page numbers.
        front_pages: The pages of the front matter before the first divider; in its
            PDF the dividers and placeholders follow in the order of the packet.
        schedule_page: Which of them, from 0, the schedule begins on, if it is there.
        on_paper: Whether its slides will be laid out on sheets, which number them
            themselves, by the printed numbers.
    """
    language = Language.of(view.language)
    first = front_pages - 1  # printed page 1 comes after the front pages
    sources = {file: i for i, file in enumerate(deck_files(view), start=1)}
    names = {
        name: first + page
        for part in view.parts
        for name, page in (
            (part.name, part.page),
            *((deck.name, deck.page) for deck in part.decks),
        )
    }
    by_slide = view.labels == "slides" and not on_paper
    front = {"contents": CONTENTS_PAGE}
    if schedule_page is not None:
        front["schedule"] = schedule_page
    return PacketPlan(
        title=_title(view),
        language=view.language,
        runs=tuple(_runs(view, language, front_pages, sources)),
        bookmarks=(
            *_front_bookmarks(language, schedule_page),
            *_bookmarks(view, language, first, sources),
        ),
        labels=tuple(_labels(view, front_pages, by_slide=by_slide)),
        destinations=front | names,
        contents_page=CONTENTS_PAGE,
        contents_link=language.text("Contents") if _writes(language) else "↑",
        contents_description=language.text("Contents"),
        footer_mode=FooterMode.NONE if on_paper else FooterMode(view.footer),
    )


def _title(view: PacketView) -> str:
    """“CSE 599G1: Deep Learning Systems, Spring 2017, Week 3”."""
    words = ", ".join(filter(None, (view.title, view.term, view.edition)))
    return f"{view.code}: {words}" if view.code else words


def _writes(language: Language) -> bool:
    """Whether the one font of all footers has the letters of a language."""
    return language.script in {"Latn", "Grek", "Cyrl"}


def _runs(
    view: PacketView, language: Language, front_pages: int, sources: dict[str, int]
) -> Iterator[Run]:
    yield Run(FRONT, 0, front_pages)
    leaf = front_pages
    for part in view.parts:
        yield Run(FRONT, leaf, 1, opens=True)
        leaf += 1
        for deck in part.decks:
            if deck.absence:
                yield Run(FRONT, leaf, 1)
                leaf += 1
            else:
                footers = tuple(_footers(view, language, part, deck))
                yield Run(sources[deck.file], 0, deck.pages, footers)


def _footers(
    view: PacketView, language: Language, part: PacketPartView, deck: PacketDeckView
) -> Iterator[Footer]:
    """Course and lecture, the slide's place in its deck, the packet's page.

    Where the font of the footers lacks the language, what each slide says of its place
    does without words; the course and the lecture are drawn once.
    """
    words = _writes(language)
    names = (view.code or view.title, part.label)
    for slide in range(1, deck.pages + 1):
        of = {"number": slide, "total": deck.pages}
        yield Footer(
            left=" · ".join(filter(None, names)),
            middle=language.text("Slide {number} of {total}", **of)
            if words
            else f"{slide} / {deck.pages}",
            right=str(deck.page + slide - 1),
        )


def _labels(
    view: PacketView, front_pages: int, *, by_slide: bool
) -> Iterator[LabelRange]:
    """i, ii, iii; then the printed numbers, or where asked for deck and slide."""
    yield LabelRange(0, LabelStyle.ROMAN)
    if by_slide:
        yield from _labels_by_slide(view, front_pages - 1)
    elif view.parts:
        yield LabelRange(front_pages, LabelStyle.DECIMAL)


def _labels_by_slide(view: PacketView, first: int) -> Iterator[LabelRange]:
    """“lecture3 12” on slides; the packet's own pages keep their printed numbers."""
    for part in view.parts:
        yield LabelRange(first + part.page, LabelStyle.DECIMAL, part.page)
        for deck in part.decks:
            start = first + deck.page
            if deck.absence:
                yield LabelRange(start, LabelStyle.DECIMAL, deck.page)
            else:
                prefix = f"{deck.name.removeprefix('deck-')} "
                yield LabelRange(start, LabelStyle.DECIMAL, prefix=prefix)


def _front_bookmarks(
    language: Language, schedule_page: int | None
) -> Iterator[Bookmark]:
    yield Bookmark(language.text("Cover"), 0)
    yield Bookmark(language.text("Contents"), CONTENTS_PAGE)
    if schedule_page is not None:
        yield Bookmark(language.text("Schedule"), schedule_page)


def _bookmarks(
    view: PacketView, language: Language, first: int, sources: dict[str, int]
) -> Iterator[Bookmark]:
    """Part, week, lecture, deck and the deck's own outline."""
    titles = (part.part for part in view.parts)
    begun: Iterator[str] = accumulate(titles, lambda old, new: new or old)
    within = zip(begun, view.parts, strict=True)
    for title, pairs in groupby(within, key=itemgetter(0)):
        weeks = tuple(_weeks((part for _, part in pairs), language, first, sources))
        if title:
            yield Bookmark(title, weeks[0].page, weeks, is_open=True)
        else:
            yield from weeks


def _weeks(
    parts: Iterable[PacketPartView],
    language: Language,
    first: int,
    sources: dict[str, int],
) -> Iterator[Bookmark]:
    for week, group in groupby(parts, key=lambda part: part.week):
        lectures = tuple(_lecture(part, language, first, sources) for part in group)
        title = language.text("Week {number}", number=week)
        yield Bookmark(title, lectures[0].page, lectures, is_open=True)


def _lecture(
    part: PacketPartView, language: Language, first: int, sources: dict[str, int]
) -> Bookmark:
    decks = tuple(
        Bookmark(deck.title, first + deck.page, deck=sources.get(deck.file))
        for deck in part.decks
    )
    title = language.text("{lecture}: {title}", lecture=part.label, title=part.headline)
    return Bookmark(title, first + part.page, decks)
