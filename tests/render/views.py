"""Views to render: a real course, a hard one and one with nothing but a schedule."""

from __future__ import annotations

from dataclasses import replace

from syllabus.core.model import Image, Person
from syllabus.core.view.handout import (
    FactView,
    HandoutView,
    PolicyView,
    ReferenceView,
)
from syllabus.core.view.packet import PacketDeckView, PacketPartView, PacketView
from syllabus.core.view.schedule import (
    DeadlineView,
    ItemView,
    LinkView,
    RowView,
    TimetableView,
    WeekView,
)

BARE = HandoutView(
    title="Reading Group",
    code="",
    institution="",
    language="en",
    paper="letter",
    term="Spring 2017",
    term_days="March 28 – June 1, 2017",
    logo=None,
    facts=(),
    staff=(),
    description="",
    prerequisites="",
    materials=(),
    channels=(),
    components=(),
    scale=(),
    grading_note="",
    policies=(),
    notices=(),
    timetables=(
        TimetableView(
            "",
            (
                WeekView(
                    1,
                    (
                        RowView(
                            "meeting-1",
                            "lecture",
                            "2017-03-28",
                            "Tue, Mar 28",
                            "Welcome",
                        ),
                    ),
                ),
            ),
            (),
        ),
    ),
    version="1a2b3c4",
)

# The schedule of a real page: day, topic, decks (title, page), and the rest.
_A1 = "https://github.com/dlsys-course/assignment1"
_A2 = "https://github.com/dlsys-course/assignment2"
_ROOM = (LinkView("Room: CSE 305"),)
_JOINT = "Joint with CSE548"


def _slides(name: str, page: int, title: str = "Slides") -> LinkView:
    return LinkView(title, f"packet.pdf#deck-{name}", f"packet p. {page}")


def _row(
    entry: int, iso: str, day: str, headline: str, **rest: object
) -> RowView:  # the rest by RowView's names
    kind = str(rest.pop("kind", "lecture"))
    number = str(rest.pop("number", ""))
    row = RowView(f"meeting-{entry}", kind, iso, day, headline, number)
    return replace(row, **rest)  # type: ignore[arg-type]


DLSYS_WEEKS = (
    WeekView(
        1,
        (
            _row(
                1,
                "2017-03-28",
                "Tue, Mar 28",
                "Introduction to Deep Learning",
                number="1",
                part="Part I: Models",
                links=(
                    _slides("lecture1", 2, "Slides for lecture 1"),
                    _slides("lecture1-p2-rnn", 60, "Slides for RNN"),
                ),
            ),
            _row(
                2,
                "2017-03-30",
                "Thu, Mar 30",
                "How to build image classifier",
                number="2",
                kind="lab",
                tag="Lab",
                links=(
                    LinkView("Lab 1 material", "https://github.com/dlsys-course/lab1"),
                ),
            ),
        ),
    ),
    WeekView(
        2,
        (
            _row(
                3,
                "2017-04-04",
                "Tue, Apr 4",
                "Components Overview of Deep Learning System",
                number="3",
                links=(_slides("lecture3", 93),),
            ),
            _row(
                4,
                "2017-04-06",
                "Thu, Apr 6",
                "Backprop and Automatic Differentiation",
                number="4",
                links=(_slides("lecture4", 135),),
                out=(LinkView("Assignment 1 out", _A1),),
            ),
        ),
    ),
    WeekView(
        3,
        (
            _row(
                5,
                "2017-04-11",
                "Tue, Apr 11",
                "Guest lecture by Alex Smola",
                number="5",
                kind="guest",
                links=(LinkView("Slides", note="not available"),),
            ),
            _row(
                6,
                "2017-04-13",
                "Thu, Apr 13",
                "Guest lecture by Soumith Chintala",
                number="6",
                kind="guest",
                notes="Torch/PyTorch",
                links=(_slides("soumith-guest-lecture", 180),),
            ),
        ),
    ),
    WeekView(
        4,
        (
            _row(
                7,
                "2017-04-18",
                "Tue, Apr 18",
                "Memory Optimization and Planning",
                number="7",
                links=(_slides("lecture7", 230),),
            ),
            _row(
                8,
                "2017-04-20",
                "Thu, Apr 20",
                "Project Proposal Pitch",
                kind="presentation",
                tag="Presentation",
                due=(LinkView("Assignment 1 due", _A1),),
            ),
        ),
    ),
    WeekView(
        5,
        (
            _row(
                9,
                "2017-04-25",
                "Tue, Apr 25",
                "GPU Acceleration",
                number="8",
                links=(_slides("lecture8", 262),),
                out=(LinkView("Assignment 2 out", _A2),),
            ),
            _row(
                10,
                "2017-04-27",
                "Thu, Apr 27",
                "Parallel Scheduling",
                number="9",
                part="Part II: Systems",
                links=(_slides("lecture9", 300),),
                due=(LinkView("Project proposal due"),),
            ),
        ),
    ),
    WeekView(
        6,
        (
            _row(
                11,
                "2017-05-03",
                "Wed, May 3",
                "ASICs, FPGA Acceleration",
                number="10",
                marks=(LinkView(_JOINT), LinkView("Instead of Tue, May 2")),
                links=(
                    _slides("joint-lecture-specialization", 333, "Lecture slides"),
                    _slides("joint-lecture-fpga", 370, "Introduction to FPGA"),
                ),
            ),
            _row(
                12,
                "2017-05-05",
                "Fri, May 5",
                "FPGA on datacenters",
                number="11",
                kind="guest",
                byline="Guest lecture by Andrew Putnam",
                marks=(LinkView(_JOINT), LinkView("Instead of Thu, May 4")),
                links=(LinkView("Slides", note="not available"),),
            ),
        ),
    ),
    WeekView(
        7,
        (
            _row(
                13,
                "2017-05-09",
                "Tue, May 9",
                "Distributed Training and Communication Primitives",
                number="12",
                links=(_slides("lecture12", 402),),
                due=(LinkView("Assignment 2 due", _A2),),
            ),
            _row(
                14,
                "2017-05-11",
                "Thu, May 11",
                "Case Study of Existing Deep Learning Systems",
                number="13",
            ),
        ),
    ),
    WeekView(
        8,
        (
            _row(
                15,
                "2017-05-16",
                "Tue, May 16",
                "Model Serving Systems",
                number="14",
                links=(_slides("lecture14", 450),),
            ),
            _row(
                16,
                "2017-05-18",
                "Thu, May 18",
                "Guest lecture by Sharan Chetlur",
                number="15",
                kind="guest",
                marks=_ROOM,
                notes="cuDNN",
            ),
        ),
    ),
    WeekView(
        9,
        (
            _row(
                17,
                "2017-05-23",
                "Tue, May 23",
                "Domain specific languages and Intermediate representation",
                number="16",
            ),
            _row(
                18,
                "2017-05-25",
                "Thu, May 25",
                "Guest lecture by Yangqing Jia",
                number="17",
                kind="guest",
                marks=_ROOM,
                notes="Caffe/Caffe2",
            ),
        ),
    ),
    WeekView(
        10,
        (
            _row(19, "2017-05-30", "Tue, May 30", "Advanced topics", number="18"),
            _row(
                20,
                "2017-06-01",
                "Thu, Jun 1",
                "Project Presentation Talk",
                kind="presentation",
            ),
        ),
    ),
)

DLSYS = replace(
    BARE,
    title="Deep Learning Systems",
    code="CSE 599W",
    institution="University of Washington",
    facts=(
        FactView(
            "Class",
            (
                LinkView("Tuesday and Thursday"),
                LinkView("11:30–12:50"),
                LinkView("CSE 403"),
            ),
        ),
        FactView("Term", (LinkView("March 28 – June 1, 2017"),)),
        FactView("No class", (LinkView("Mon, May 29: Memorial Day"),)),
    ),
    staff=(
        Person(
            name="Tianqi Chen",
            role="Instructor",
            mail="tqchen@example.edu",
            page="https://homes.example.edu/~tqchen/",
            office="CSE 391",
            hours="Tuesday 14:00–15:00",
        ),
        Person(name="Haichen Shen", role="Instructor", mail="haichen@example.edu"),
        Person(name="Arvind Krishnamurthy", role="Faculty advisor"),
    ),
    description=(
        "Over the past few years, deep learning has become an important technique to "
        "solve problems in many fields. This course is about the *systems* that make "
        "it work: how they are programmed, how they compute derivatives, how they "
        "use memory, and how they run on GPUs, on FPGAs and on many machines.\n\n"
        "We build a small system of our own, in two assignments, and study those that "
        "are used in practice."
    ),
    prerequisites="Good knowledge of programming, and some of machine learning.",
    materials=(
        ItemView(
            "Deep Learning",
            "https://www.deeplearningbook.org/",
            "Goodfellow, Bengio and Courville. Read chapters 6 and 10.",
        ),
        ItemView("A laptop with Python"),
    ),
    channels=(ItemView("Discussion board", "https://piazza.com/washington/cse599w"),),
    components=(
        ("Assignments", "50 %"),
        ("Project", "40 %"),
        ("Participation", "10 %"),
    ),
    scale=(("A", "90 %"), ("B", "80 %"), ("C", "70 %"), ("D", "60 %")),
    grading_note="Work in groups of two is welcome.",
    policies=(
        PolicyView(
            "Late work",
            "Three late days in all, for any of the assignments. After that, 20 %.",
        ),
        PolicyView(
            "Academic integrity",
            "Discuss ideas; write your own code. Say whom you talked to and which "
            "sources you used.",
        ),
    ),
    notices=("The schedule is tentative and can change.",),
    timetables=(
        TimetableView(
            "",
            DLSYS_WEEKS,
            (
                DeadlineView(
                    "Assignment 1",
                    _A1,
                    "Thu, Apr 6",
                    "Thu, Apr 20",
                    "2017-04-20",
                    "25 %",
                    "",
                ),
                DeadlineView(
                    "Project proposal",
                    "",
                    "",
                    "Thu, Apr 27",
                    "2017-04-27",
                    "",
                    "One page.",
                ),
                DeadlineView(
                    "Assignment 2",
                    _A2,
                    "Tue, Apr 25",
                    "Tue, May 9",
                    "2017-05-09",
                    "25 %",
                    "",
                ),
            ),
        ),
    ),
)

_LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten" * 3
_LONG = (
    "Asynchronous stochastic gradient methods, their convergence under bounded and "
    "unbounded staleness, and what it means for the design of parameter servers, "
    "collective operations and schedulers in clusters of heterogeneous machines"
)
_KINDS = ("lecture", "lab", "guest", "discussion", "exam", "presentation")


def _hard_row(number: int) -> RowView:
    """A row with more in it the rounder its number is."""
    kind = _KINDS[number % len(_KINDS)] if number % 5 == 0 else "lecture"
    day = f"{('Mon', 'Wed', 'Fri')[number % 3]}, Sept {number % 30 + 1}"
    return RowView(
        anchor=f"meeting-{number}",
        kind=kind,
        iso_date=f"2026-09-{number % 30 + 1:02}",
        day=day,
        headline=_LONG if number % 7 == 3 else f"Topic {number}: graphs & <trees>",
        number=str(number),
        tag="" if kind == "lecture" else kind.capitalize(),
        byline="Guest lecture by Hedwig Eva Maria Kiesler, Telefunken"
        * (number % 11 == 0),
        marks=(
            LinkView("Online", "https://zoom.example.org/j/123456789"),
            LinkView("Hours: 18:00–21:00"),
            LinkView("Room: Großer Hörsaal im Untergeschoss des Physikgebäudes"),
        )
        if number % 9 == 0
        else (),
        links=tuple(
            LinkView(
                f"Slides {i + 1}", f"packet.pdf#deck-{i}", f"packet p. {i + number}"
            )
            for i in range(number % 4)
        ),
        readings=(
            ItemView(
                "Knuth, *The Art*", "https://example.org/taocp", "vol. 1, *twice*"
            ),
            ItemView("Dijkstra 1968"),
        )
        if number % 6 == 0
        else (),
        notes="Bring a **laptop** and see [the map](https://example.org/map)."
        if number % 8 == 0
        else "",
        out=(LinkView(f"Problem set {number} out", "https://example.org"),)
        if number % 3 == 0
        else (),
        due=(
            LinkView(f"Problem set {number - 3} due at 23:59", "https://example.org"),
            LinkView("Quiz due"),
        )
        if number % 4 == 0
        else (),
        part=f"Part {number}: {_LONG}" * (number % 10 == 6),
    )


def _hard_weeks(rows: int) -> tuple[WeekView, ...]:
    weeks = []
    for first in range(1, rows + 1, 3):
        in_week = [_hard_row(n) for n in range(first, min(first + 3, rows + 1))]
        if first % 9 == 1:
            in_week.append(
                RowView(
                    f"holiday-{first}",
                    "holiday",
                    "2026-11-26",
                    "Thu, Nov 26 – Sun, Nov 29",
                    "Thanksgiving",
                    tag="No class",
                )
            )
        if first % 9 == 4:
            in_week.append(
                RowView(
                    f"work-{first}",
                    "deadline",
                    "2026-11-28",
                    "Sat, Nov 28",
                    "",
                    due=(LinkView("Term paper due at 12:00", "https://example.org"),),
                )
            )
        weeks.append(WeekView(first // 3 + 1, tuple(in_week)))
    return tuple(weeks)


HARD = replace(
    DLSYS,
    title="Introduction to the Theory and Practice of Distributed and Parallel "
    "Computation for Students of Mathematics, Physics and " + _LONG_WORD,
    code="MATH-CS 4711/5711 A–C",
    paper="a4",
    logo=Image(file="logo.svg", alt="Seal of the university"),
    staff=tuple(
        Person(
            name=("Łukasz Öztürk", "Παναγιώτης Παπαδόπουλος", "Анна Ковалевская")[
                i % 3
            ],
            role="Teaching Assistant for sections A and B" if i else "Instructor",
            mail=f"someone.with.a.very.long.address.{i}@informatik.example.edu",
            page="https://www.informatik.example.edu/people/teaching/assistants/page"
            if i % 2
            else None,
            office=f"Building 7, room {i}.{i:03}" if i % 3 else None,
            hours="Monday 10:00–11:00 and by appointment" if i % 3 != 1 else None,
        )
        for i in range(6)
    ),
    description="# What it is\n\nText with `code`, *emphasis* and **strength**.\n\n"
    "### Deep heading\n\n1. One\n2. Two\n   - nested\n   - list\n\n"
    "> A quotation of some length.\n\n```\ndef f(x):\n    return x\n```\n\n"
    "| a | b |\n| - | - |\n| 1 | $\\frac{1}{2}$ |\n\n## Next\n\n" + _LONG_WORD,
    outcomes=(
        r"Prove that $1 + 2 + \dots + n = \frac{n(n+1)}{2}$.",
        f"Say what ${'+'.join('abcdefgh' * 3)}$ is, and ${_LONG_WORD}$.",
        f"Write\n\n```python\n{_LONG_WORD} = 1  # {_LONG_WORD * 3}\n```\n\nagain.",
        "$$\n\\sum_{i=1}^n x_i\n$$",
    ),
    accessibility=PolicyView("Accessibility", "Text, and " + _LONG_WORD, "en"),
    references=tuple(
        ReferenceView(
            f"reading-{number}",
            {
                "type": "book",
                "title": f"{_LONG} {_LONG_WORD}" if number % 2 else "Short",
                "author": [{"family": "Öztürk", "given": "Ł."}] * number,
            },
            f"https://example.org/{_LONG_WORD}" if number % 3 else "",
        )
        for number in range(1, 12)
    ),
    components=tuple((f"Component number {i}", "12.5 %") for i in range(8)),
    scale=tuple((letter, f"{93 - 3 * i} %") for i, letter in enumerate("ABCDEFGHIJKL")),
    notices=("First notice with a [link](https://example.org).", "Second *notice*."),
    timetables=(
        TimetableView(
            "Section A",
            _hard_weeks(45),
            tuple(
                DeadlineView(
                    f"Problem set {i}" if i % 7 else _LONG,
                    "https://example.org",
                    "Mon, Sept 7",
                    "Mon, Sept 14, 23:59" if i % 5 else "",
                    "2026-09-14" if i % 5 else "",
                    "2.5 %",
                    "In *groups*." if i % 3 == 0 else "",
                )
                for i in range(1, 41)
            ),
        ),
        TimetableView("Section B", _hard_weeks(7), ()),
    ),
)


def _deck(
    name: str, page: int, pages: int, title: str = "Slides", absence: str = ""
) -> PacketDeckView:
    slides = "no slides" if absence else f"{pages} slides"
    file = f"slides/{name}.pdf"
    return PacketDeckView(title, f"deck-{name}", page, pages, slides, absence, file)


def _parts() -> tuple[PacketPartView, ...]:
    """The lectures of the real course that show slides."""
    parts, page = [], 1
    for week in DLSYS_WEEKS:
        for row in week.rows:
            decks = []
            first = page
            for link in row.links:
                if link.href.startswith("https"):
                    continue
                name = link.href.partition("#deck-")[2] or f"guest-{row.number}"
                page += 1
                absence = "" if link.href else f"There is no file slides/{name}.pdf."
                pages = 1 if absence else 30
                decks.append(_deck(name, page, pages, link.text, absence))
                page += pages - 1
            if not decks:
                continue
            page += 1
            entry = row.anchor.removeprefix("meeting-")
            label = f"Lecture {row.number}"
            parts.append(
                PacketPartView(
                    name=f"part-{entry}",
                    page=first,
                    week=week.number,
                    number=row.number,
                    label=label,
                    short_day=row.day,
                    day=f"{row.day}, 2017",
                    headline=row.headline,
                    tag=row.tag,
                    byline=row.byline,
                    marks=row.marks,
                    out=row.out,
                    due=row.due,
                    decks=tuple(decks),
                    repeats=(),
                    part=row.part,
                    anchor=row.anchor,
                )
            )
    return tuple(parts)


DLSYS_PACKET = PacketView(
    title=DLSYS.title,
    edition="",
    code=DLSYS.code,
    institution=DLSYS.institution,
    language="en",
    paper="letter",
    term=DLSYS.term,
    term_days=DLSYS.term_days,
    logo=None,
    staff=("Tianqi Chen", "Haichen Shen", "Arvind Krishnamurthy"),
    summary="476 slides in 12 lectures",
    parts=_parts(),
    version="1a2b3c4",
    footer="margin",
    meets=("Tuesday and Thursday, 10:30–11:50 AM, Room 305",),
    schedule=DLSYS.timetables,
)

HARD_PACKET = replace(
    DLSYS_PACKET,
    edition="Week 3: systems & schedulers",
    title=HARD.title,
    code=HARD.code,
    paper="a4",
    logo=HARD.logo,
    staff=tuple(person.name for person in HARD.staff),
    schedule=HARD.timetables,
    parts=tuple(
        PacketPartView(
            name=f"part-{n}",
            page=n * 100,
            week=n,
            number=str(n),
            label=f"Lecture {n}",
            short_day="Wed, Sept 30",
            day="Wednesday, September 30, 2026",
            headline=(_LONG, _LONG_WORD * 4, "Short", _LONG * 3)[n % 4],
            tag="Guest lecture",
            byline="Guest lecture by Hedwig Eva Maria Kiesler, Telefunken",
            marks=(
                LinkView("Online", "https://example.org"),
                LinkView("Extra meeting"),
            ),
            out=(LinkView("Problem set 3 out", "https://example.org"),) * 3,
            due=(LinkView("Problem set 2 due at 23:59", "https://example.org"),) * 3,
            decks=tuple(
                _deck(
                    f"{n}-{i}",
                    n * 100 + i,
                    17,
                    f"Slides {i}" if i % 2 else _LONG,
                    "These slides are handed out after class." if i % 3 == 1 else "",
                )
                for i in range(n)
            ),
            repeats=(_deck("1-0", 101, 17, "Overview"),) * (n % 2),
            part=f"Part {n}: {_LONG}" * (n % 3 == 0),
        )
        for n in range(1, 15)
    ),
)
