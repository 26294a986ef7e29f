"""The course as the author writes it: frozen, closed, each part valid by itself.

What needs two parts to judge (a date and a term) is a check. The docstring and the
field descriptions here are the course file reference: `syllabus.core.reference` makes
the tables of ``docs/course-file.md`` from them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from syllabus.core.announcing import Announce
from syllabus.core.base import Model, Shorthand
from syllabus.core.base import from_text as _from_text
from syllabus.core.base import one_or_many as _one_or_many
from syllabus.core.deadlines import KINDS, DeadlineField, DueField, ReleaseField
from syllabus.core.sections import ScheduleForm, SectionOrder
from syllabus.core.texts import Accessibility, Bibliography, Policy
from syllabus.core.values import (
    DECORATION,
    Address,
    Day,
    Days,
    File,
    Flag,
    HoursField,
    Mail,
    Number,
    OuterFile,
    Picture,
    Room,
    Tag,
    Text,
    Weekday,
    Weekdays,
    Words,
    parse_text,
    refuse,
)
from syllabus.core.zones import Zone

_number = Shorthand(
    lambda v: {"12": 12, "24": 24}.get(v, v), forms=lambda _: [{"enum": ["12", "24"]}]
)
_files = Shorthand(
    lambda v: {"files": v} if isinstance(v, (str, list)) else v,
    forms=lambda own: [own["properties"]["files"]],
)
_lower = Shorthand(
    lambda v: v.lower() if isinstance(v, str) else v,
    forms=lambda own: [{"enum": [v.title() for v in own["enum"]]}],
)


_KIND_SYNONYMS = {
    "section": "discussion",
    "recitation": "discussion",
    "seminar": "discussion",
    "tutorial": "discussion",
    "workshop": "lab",
    "midterm": "exam",
    "final": "exam",
    "quiz": "exam",
    "test": "exam",
    "talk": "guest",
    "holiday": "break",
    "class": "lecture",
}


def parse_kind(value: object) -> str:
    """A kind of meeting by its name."""
    text = parse_text(value)
    if text not in KINDS:
        near = _KIND_SYNONYMS.get(text.lower(), text.lower())
        hint = f"did you mean “{near}”?" if near in KINDS else f"one of {_KINDS}"
        refuse("bad-value", f"“{text}” is not a kind of meeting", hint)
    return text


_KINDS = ", ".join(KINDS)
Kind = Annotated[str, PlainValidator(parse_kind)]


class Term(Model):
    """The teaching period."""

    name: Text = Field(description="As it is printed: Spring 2017")
    first_day: Day = Field(description="The first day of teaching; it counts")
    last_day: Day = Field(description="The last day, finals included; it counts")
    finals: Days | None = Field(
        default=None,
        description="Exam days inside the term, without regular class: "
        "2017-06-05 to 2017-06-09",
    )
    week_begins: Weekday = Field(
        default=0,
        description="The first day of its weeks, where they are numbered and drawn; "
        "Monday by default",
    )


class Pattern(Model):
    """When and where the regular class meets."""

    days: Weekdays = Field(description="Weekdays: Tue/Thu")
    hours: HoursField | None = Field(
        default=None, description="When it begins and ends"
    )
    room: Room | None = Field(
        default=None, description="A room, or the address of a meeting link"
    )
    kind: Kind | None = Field(
        default=None,
        description="Only meetings of this kind take these days (a Friday lab); "
        "without it, every kind that has no pattern of its own",
    )
    first_day: Day | None = Field(
        default=None, description="Where these days begin later than the term"
    )
    last_day: Day | None = Field(
        default=None, description="Where these days end earlier than the term"
    )


Patterns = Annotated[tuple[Pattern, ...], _one_or_many]


class Section(Model):
    """A group of students with hours of its own, taught the same schedule."""

    name: Words = Field(description="As it is printed: Section A")
    pattern: Patterns = Field(description="The section's own days, hours and room")
    staff: Text | None = Field(default=None, description="Who teaches it")


class Person(Model):
    """A member of the staff. Plain text is the name."""

    name: Text = Field(description="As it is printed")
    role: Text | None = Field(
        default=None, description="Instructor, Teaching Assistant, …"
    )
    mail: Mail | None = Field(default=None, description="To write to")
    page: Address | None = Field(default=None, description="Home page")
    office: Text | None = Field(default=None, description="Room")
    hours: Text | None = Field(default=None, description="Office hours, in words")


class Item(Model):
    """Something named, with a link if it has one. Plain text is its title."""

    title: Text = Field(description="What it is called")
    link: Address | None = Field(default=None, description="Where it is on the web")
    note: Text | None = Field(default=None, description="Markdown")


class Link(Model):
    """A link. Its title is what a reader sees and hears, so it is not an address."""

    title: Words = Field(description="What it is called")
    link: Address = Field(description="https://…, http://… or mailto:…")


class Image(Model):
    """A picture file and the words for those who cannot see it."""

    file: File = Field(description="Relative to the course file")
    alt: Text | None = Field(default=None, description="What the picture shows")


class Grading(Model):
    """How the work is graded."""

    components: dict[Text, Number] = Field(
        default={}, description="Each component and its share; they sum to 100"
    )
    scale: dict[Text, Number] = Field(
        default={}, description="Each letter and the lowest share that earns it"
    )
    note: Text | None = Field(default=None, description="Markdown")


class Assignment(Model):
    """Graded work. Its days stand here, or in the schedule (`out:` and `due:`)."""

    id: Text = Field(description="A short name for the schedule to use: a1")
    title: Words = Field(description="As it is printed")
    link: Address | None = Field(default=None, description="Where its text is")
    out: DeadlineField | None = Field(
        default=None, description="When it is handed out: lecture 4"
    )
    due: DueField | None = Field(
        default=None, description="When it is due: 1 week after lecture 6 at 17:00"
    )
    weight: Number | None = Field(default=None, description="Its share of the grade")
    note: Words | None = Field(default=None, description="Markdown")


def _parse_alt(alt: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    if alt.get((0, 0), DECORATION) != DECORATION:
        hint = "describe those of one slide: 3 drawing"
        refuse("bad-value", "of all drawings can only be said: decoration", hint)
    return alt


class Deck(Model):
    """A slide PDF of a meeting. Plain text is its file."""

    file: File = Field(description="Relative to the course file: slides/lecture1.pdf")
    title: Words | None = Field(default=None, description="What its link says")
    link: Address | None = Field(default=None, description="Where it is on the web")
    release: ReleaseField | None = Field(
        default=None,
        description="Hold it back until a day, until after class, or for good",
    )
    alt: Annotated[dict[Picture, Text], AfterValidator(_parse_alt)] = Field(
        default={},
        description="What its pictures show: by slide (3), by slide and place (3.2), "
        "for lines and shapes by 3 drawing. decoration if it shows nothing; drawings: "
        "decoration says so of the whole deck",
    )


class Calendar(Model):
    """The calendar to subscribe to."""

    feeds: Annotated[
        tuple[Literal["meetings", "deadlines", "holidays"], ...], _one_or_many
    ] = Field(
        default=(),
        description="Files with these alone, besides the one with everything",
    )


Output = Literal[
    "syllabus",
    "packet",
    "html",
    "calendar",
    "latex",
    "word",
    "markdown",
    "json",
    "csv",
    "latex-pdf",
]
OUTPUTS: tuple[Output, ...] = get_args(Output)[:-2]
"""What a build makes: all but the sheet for an office and what needs a TeX."""


class Packet(Model):
    """How the slides are put together."""

    split: Literal["week", "part", "lecture"] | None = Field(
        default=None, description="A packet for each week, part or lecture"
    )
    footer: Literal["margin", "overlay", "none"] = Field(
        default="margin",
        description="The line below each slide: in a margin of its own, over the "
        "slide's lower edge, or none",
    )
    labels: Literal["pages", "slides"] = Field(
        default="pages",
        description="What a reader calls the pages: by the packet's page numbers, or "
        "slides: a slide by its deck and number, as in `lecture3 12`",
    )
    tags: Flag = Field(
        default=True,
        description="Make the slides readable for those who listen, and say deck by "
        "deck what falls short; no: leave them as they are",
    )


class Handout(Model):
    """What the handout shows. What is left out here is as the theme has it."""

    sections: Annotated[SectionOrder | None, _one_or_many] = Field(
        default=None, description="Its sections, in this order; no others"
    )
    schedule: ScheduleForm | None = Field(
        default=None,
        description="The form of the schedule: a row for each meeting, a block for "
        "each week, or a plain list of days",
    )


class Theme(Model):
    """How the handout looks. Plain text is the name of a theme.

    Every other key is a setting of that theme: `syllabus theme list` names them all.
    """

    # Kept as written: what can be set, the theme says, and no model of ours.
    model_config = ConfigDict(frozen=True, extra="allow")

    name: Text = Field(default="classic", description="A theme that is there")

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        return data  # “accent: #05f” is a key with a comment, and meant as a colour

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the course file has them: text, lists, dicts or None."""
        return dict(self.model_extra or {})


class Entry(Model):
    """A line of the schedule: a meeting, or a break that takes its day.

    The topic may stand behind its kind (``guest: FPGA in datacenters``); plain text is
    the topic of a lecture. Without a date the entry takes the next free day.
    """

    topic: Words | None = Field(default=None, description="What it is about")
    kind: Kind = Field(default="lecture", description=f"One of {_KINDS}")
    date: Day | None = Field(default=None, description="Pins the entry to a day")
    instead_of: Day | None = Field(
        default=None, description="The class day that this moved meeting replaces"
    )
    extra: Flag = Field(default=False, description="yes: a meeting beside the pattern")
    hours: HoursField | None = Field(default=None, description="Other than usual")
    room: Room | None = Field(default=None, description="Other than usual")
    partner: Text | None = Field(
        default=None, description="The course of a joint session"
    )
    part: Words | None = Field(
        default=None, description="The part of the course that begins here"
    )
    speaker: Text | None = Field(default=None, description="Who speaks")
    affiliation: Text | None = Field(default=None, description="Where they work")
    decks: Annotated[tuple[Annotated[Deck, _from_text("file")], ...], _one_or_many] = (
        Field(default=(), description="Slide PDFs in the order they are shown")
    )
    links: Annotated[tuple[Link, ...], _one_or_many] = Field(
        default=(), description="Anything else on the web"
    )
    readings: Annotated[
        tuple[Annotated[Item, _from_text("title")], ...], _one_or_many
    ] = Field(default=(), description="What to read before")
    notes: Words | None = Field(default=None, description="Markdown")
    out: Annotated[tuple[Text, ...], _one_or_many] = Field(
        default=(), description="Assignments handed out on this day"
    )
    due: Annotated[tuple[Text, ...], _one_or_many] = Field(
        default=(), description="Assignments due on this day"
    )

    @model_validator(mode="before")
    @classmethod
    def _topic_behind_its_kind(cls, data: Any) -> Any:
        named = kind_key(data)
        if named is None:
            return data
        if "topic" in data or "kind" in data:
            refuse(
                "bad-value", f"“{named}:” gives the topic already", "keep one of them"
            )
        rest = {key: value for key, value in data.items() if key != named}
        return {"kind": named, "topic": data[named], **rest}

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Entry:
        if self.kind in {"lecture", "lab"} and self.topic is None:
            refuse("missing-value", f"this {self.kind} has no topic")
        if self.kind == "break" and self.decks:
            refuse("bad-value", "a break has no decks", "nobody meets to see them")
        if self.instead_of and not self.date:
            refuse(
                "missing-value",
                "a moved meeting says its new day",
                "add date: beside instead_of:",
            )
        return self


def kind_key(data: Any) -> str | None:
    """The kind that an entry uses as the key of its topic, if it does."""
    if not isinstance(data, dict):
        return None
    return next((key for key in data if key in KINDS), None)


class Course(Model):
    """One offering of a course."""

    title: Text = Field(description="The course's name")
    code: Text | None = Field(
        default=None, description="The number of the course: CSE 599G1"
    )
    institution: Text | None = Field(
        default=None, description="The university or school"
    )
    logo: Annotated[Image, _from_text("file")] | None = Field(
        default=None, description="A picture for the head"
    )
    language: Tag = Field(default="en", description="Language tag (BCP 47)")
    second_language: Tag | None = Field(
        default=None, description="The schedule is printed in this language, too"
    )
    clock: Annotated[Literal[12, 24], _number] | None = Field(
        default=None,
        description="How many hours it has; as is usual in the language by default",
    )
    timezone: Zone = Field(default="UTC", description="Name in the tz database")
    paper: Annotated[Literal["letter", "a4"], _lower] = Field(
        default="letter", description="The size of its pages"
    )
    institution_file: OuterFile | None = Field(
        default=None,
        description="What the courses of an institution share: ../institution.yaml. "
        "Without it, a file of that name above the course is taken",
    )
    term: Term = Field(description="The teaching period")
    pattern: Patterns = Field(default=(), description="One pattern or a list of them")
    sections: Annotated[tuple[Section, ...], _one_or_many] = Field(
        default=(), description="Groups with patterns of their own"
    )
    holidays: dict[Days, Words] = Field(
        default={}, description="Days without class and their names"
    )
    day_swaps: dict[Day, Weekday] = Field(
        default={}, description="Days that follow another weekday's schedule"
    )
    numbered: Annotated[tuple[Kind, ...], _one_or_many] = Field(
        default=("lecture", "guest"), description="Kinds that count as a lecture"
    )
    staff: Annotated[
        tuple[Annotated[Person, _from_text("name")], ...], _one_or_many
    ] = Field(default=(), description="Who teaches")
    description: Text | None = Field(default=None, description="Markdown")
    outcomes: Annotated[tuple[Text, ...], _one_or_many] = Field(
        default=(), description="What students can do at the end; each Markdown"
    )
    prerequisites: Text | None = Field(default=None, description="Markdown")
    materials: tuple[Annotated[Item, _from_text("title")], ...] = Field(
        default=(), description="Books, software, pages"
    )
    channels: tuple[Annotated[Item, _from_text("title")], ...] = Field(
        default=(), description="Where the class talks: forum, chat, mail list"
    )
    grading: Grading | None = Field(default=None, description="How the work is graded")
    policies: tuple[Policy, ...] = Field(
        default=(), description="Late work, integrity, accommodations, …"
    )
    accessibility: Annotated[Accessibility, _from_text("text")] | None = Field(
        default=None, description="What is done so that everybody can take part"
    )
    bibliography: Annotated[Bibliography, _files] | None = Field(
        default=None,
        description="Literature, cited as “@key, chapter 2” in readings and materials",
    )
    notices: Annotated[tuple[Text, ...], _one_or_many] = Field(
        default=(), description="Markdown: The schedule is tentative."
    )
    assignments: tuple[Assignment, ...] = Field(default=(), description="Graded work")
    theme: Annotated[Theme, _from_text("name")] = Field(
        default_factory=Theme, description="How the handout looks"
    )
    handout: Handout = Field(
        default_factory=Handout, description="What the handout shows"
    )
    outputs: Annotated[tuple[Output, ...], _one_or_many] = Field(
        default=OUTPUTS,
        description="What a build makes; everything by default but csv and latex-pdf, "
        "for which TeX must be installed",
    )
    embed: Flag = Field(
        default=False,
        description="yes: the handout keeps the course file and the texts that it "
        "includes inside, and is PDF/A-3a for an archive",
    )
    calendar: Calendar = Field(
        default_factory=Calendar, description="The calendar to subscribe to"
    )
    packet: Packet = Field(
        default_factory=Packet, description="How the slides are put together"
    )
    announce: Announce | None = Field(
        default=None, description="How announcements go out"
    )
    schedule: tuple[Annotated[Entry, _from_text("topic")], ...] = Field(
        min_length=1, description="Meetings and breaks in teaching order"
    )
