"""The reference of the course file, made from the model, for ``docs/course-file.md``.

A test holds the two together: what the model has and the page lacks is a failure.
"""

from __future__ import annotations

import inspect
import typing
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BeforeValidator, PlainValidator

from syllabus.core import announcing, model, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from syllabus.core.base import Model

VALUES: dict[str, str] = {
    "parse_text": "text",
    "parse_words": "text, or a text for each language",
    "parse_date": "a day",
    "parse_date_range": "a day or days",
    "parse_hours": "hours",
    "parse_weekday": "a weekday",
    "parse_weekdays": "weekdays",
    "parse_number": "a number",
    "parse_flag": "yes or no",
    "parse_address": "an address",
    "parse_mail": "a mail address",
    "parse_room": "a room",
    "parse_path": "a file",
    "parse_outer_path": "a file above",
    "parse_include": "a shared text",
    "parse_picture": "a picture",
    "parse_deadline": "a deadline",
    "parse_due": "a deadline",
    "parse_release": "a release",
    "parse_zone": "a time zone",
    "parse_language": "a language",
    "parse_mailbox": "a mail address",
    "parse_size": "a size",
    "parse_folder": "a path",
    "parse_kind": "a kind",
    "parse_section": "a section of the handout",
}
"""What types a value, and what the tables call it."""

PARTS = (
    *(model.Course, model.Term, model.Pattern, model.Section, model.Person),
    *(model.Item, model.Link, model.Image, model.Grading, texts.Policy),
    *(texts.Accessibility, texts.Bibliography),
    *(
        model.Assignment,
        model.Theme,
        model.Handout,
        model.Calendar,
        model.Packet,
        model.Entry,
        model.Deck,
        announcing.Announce,
        announcing.AnnouncementTarget,
    ),
)
"""The parts of a course file, in the order in which they are explained."""


EXAMPLES: dict[type[Model], str] = {
    announcing.Announce: """\
announce:
  sender: Teaching staff <cs101@cs.example.edu>
  reply_to: questions@cs.example.edu
  unsubscribe: office@cs.example.edu
  roster: roster.csv
  files_at: https://cs.example.edu/cs101/
  attach_at_most: 8 MB
  too_large: split
  targets:
    class: {kind: mail, server: smtp.example.edu}
    website: {kind: folder, to: website/announcements}
""",
    model.Term: """\
term:
  name: Spring 2017
  first_day: 2017-03-28
  last_day: 2017-06-09
  finals: 2017-06-05 to 2017-06-09
  week_begins: Monday
""",
    model.Pattern: """\
pattern:
  - {days: Tue/Thu, hours: 10:30-11:50, room: CSE 403}
  - days: Fri
    hours: 14:00-14:50
    room: https://example.org/meet
    kind: lab
    first_day: 2017-04-07
    last_day: 2017-05-26
""",
    model.Section: """\
sections:
  - name: Section A
    staff: Ada Example
    pattern: {days: Mon/Wed, hours: 9:30-10:20}
  - name: Section B
    pattern: {days: Tue/Thu, hours: 13:30-14:20}
""",
    model.Person: """\
staff:
  - name: Ada Example
    role: Instructor
    mail: ada@example.edu
    page: https://example.edu/ada
    office: CSE 210
    hours: Mon 14:00–15:00, and by appointment
  - Ben Example
""",
    model.Item: """\
materials:
  - title: The Textbook
    link: https://example.edu/textbook
    note: Any edition will do; the library has *two* copies.
  - A laptop
""",
    model.Link: """\
schedule:
  - topic: Automatic Differentiation
    links: {title: Demonstration, link: https://example.edu/demo}
""",
    model.Image: """\
logo: {file: logo.png, alt: Arms of the university}
""",
    model.Grading: """\
grading:
  components: {Homework: 40, Project: 50, Participation: 10 %}
  scale: {A: 90, B: 80, C: 70}
  note: The lowest homework does not count.
""",
    texts.Policy: """\
policies:
  - title: Late work
    text: Homework can be **two days** late in all.
  - title: Academic integrity
    file: policies/integrity.md
  - {include: regrades, days: 7}
  - {include: attendance, fields: {absences: 3}, title: Being there}
""",
    texts.Bibliography: """\
bibliography:
  files: [readings.bib, papers.json]
  order: use
  show: all
""",
    model.Assignment: """\
assignments:
  - id: a1
    title: Assignment 1
    link: https://example.edu/a1
    out: lecture 2
    due: 2 weeks after lecture 2 at 17:00
    weight: 20
    note: In pairs.
""",
    model.Entry: """\
schedule:
  - Introduction
  - lab: Getting Started
    notes: Bring your laptop.
  - guest: FPGA in Datacenters
    speaker: Grace Example
    affiliation: Example Corp
  - topic: Memory
    kind: lecture
    date: 2017-04-12
    instead_of: 2017-04-13
    hours: 9:30-10:20
    room: CSE 305
    readings: Chapter 4
    links: {title: Demonstration, link: https://example.edu/demo}
  - {topic: Compilers, date: 2017-04-24, partner: CSE 548}
  - {discussion: Questions, date: 2017-05-01, hours: 18:00-19:00, extra: yes}
  - break: Reading day
  - topic: Scheduling
    part: Systems
    decks: [slides/scheduling.pdf, slides/streams.pdf]
    out: a1
    due: [a2, proposal]
""",
    model.Theme: """\
theme: {name: modern, accent: "#7a1f3d"}
""",
    model.Handout: """\
handout:
  sections: [notices, staff, schedule, deadlines]
  schedule: weeks
""",
    model.Calendar: """\
calendar:
  feeds: [meetings, deadlines]
""",
    model.Packet: """\
packet:
  split: week
  footer: margin
  labels: slides
  tags: yes
""",
    model.Deck: """\
schedule:
  - topic: Introduction
    decks:
      - file: slides/lecture1.pdf
        title: Slides
        link: https://example.edu/lecture1.pdf
        alt:
          3: A loss curve that falls steeply, then levels off.
          5.2: The same network with half of its units left out.
      - {file: slides/answers.pdf, title: Answers, release: after class}
""",
}
"""An example of each part that has every key of it, in its place in a course file."""


def course_reference() -> str:
    """The tables of every key of every part, as Markdown."""
    return "\n".join(line for part in PARTS for line in _part(part))


def _part(part: type[Model]) -> Iterator[str]:
    yield f"### {part.__name__}"
    yield ""
    yield inspect.cleandoc(part.__doc__ or "").replace("``", "`")
    yield ""
    yield "| key | value | meaning |"
    yield "| --- | --- | --- |"
    for key, field in part.model_fields.items():
        yield f"| `{key}` | {_value(field)} | {_meaning(field)} |"
    yield ""
    if part in EXAMPLES:
        yield f"```yaml\n{EXAMPLES[part]}```"
        yield ""


def _value(field: FieldInfo) -> str:
    return _words(field.annotation, tuple(field.metadata))


def _meaning(field: FieldInfo) -> str:
    meaning = (field.description or "").rstrip(".")
    if field.is_required():
        return f"**Required.** {meaning}"
    default = None if field.default_factory else field.default
    if isinstance(default, bool):
        default = "yes" if default else "no"
    if isinstance(default, tuple):
        default = f"[{', '.join(default)}]" if default else None
    return f"{meaning}. Left out: `{default}`" if default else meaning


def _words(annotation: Any, metadata: tuple[Any, ...]) -> str:
    """A type in words. What types a value by itself goes before its Python type."""
    typed = [m.func for m in metadata if isinstance(m, PlainValidator)]
    if typed:
        return VALUES[typed[0].__name__]
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _words(inner[0], inner[1:])
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in inner)
    if origin is tuple:
        item = _words(inner[0], ())
        one = any(isinstance(m, BeforeValidator) for m in metadata)
        return f"{item}, or a list of such" if one else f"a list: {item} each"
    if origin is dict:
        return f"a mapping: {_words(inner[0], ())} to {_words(inner[1], ())}"
    if inner:  # a type or None
        return _words(next(a for a in inner if a is not NoneType), ())
    return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
