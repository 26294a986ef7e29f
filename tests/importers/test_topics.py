"""What a topic says of a guest: who speaks, where they work, and about what."""

import pytest

from syllabus.importers.topics import looks_like_name, read_topic
from tests.importers.importing import course_of, imported


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # A colon or a dash ends what stands behind a name; only a known place is one.
        (
            "Guest lecture by Ann Lee, Acme Corp: Topic B",
            {"speaker": "Ann Lee", "affiliation": "Acme Corp", "topic": "Topic B"},
        ),
        (
            "Guest lecture by Ann Lee, Foobar: Topic B",
            {"speaker": "Ann Lee", "bracket": "Foobar", "topic": "Topic B"},
        ),
        (
            "Guest lecture by Ann Lee, Deep Learning: Past and Future",
            {"speaker": "Ann Lee", "topic": "Deep Learning: Past and Future"},
        ),
        (
            "Guest: Ann Lee, Google - TPUs",
            {"speaker": "Ann Lee", "affiliation": "Google", "topic": "TPUs"},
        ),
        # “Of”, “from” and “at” say where somebody works.
        (
            "Guest speaker: Dr. Maria Lopez of ETH Zürich (TensorFlow)",
            {
                "speaker": "Dr. Maria Lopez",
                "affiliation": "ETH Zürich",
                "bracket": "TensorFlow",
            },
        ),
        (
            "Guest lecture: Ann Lee of MIT, Proofs",
            {"speaker": "Ann Lee", "affiliation": "MIT", "topic": "Proofs"},
        ),
        (
            "Guest speaker: Ann Lee of Foobar",
            {"speaker": "Ann Lee", "affiliation": "Foobar"},
        ),
        (
            "Guest lecture by Ann Lee from Foobar on trees",
            {"speaker": "Ann Lee", "affiliation": "Foobar", "topic": "trees"},
        ),
        (
            "Guest lecture by Ann Lee at Foobar - Trees",
            {"speaker": "Ann Lee", "affiliation": "Foobar", "topic": "Trees"},
        ),
        ("Guest lecture: Art History of Rome", {"topic": "Art History of Rome"}),
        # Titles belong to the name.
        (
            "Guest: Mary Major, Ph.D. (PyTorch) - Compilers",
            {
                "speaker": "Mary Major, Ph.D.",
                "bracket": "PyTorch",
                "topic": "Compilers",
            },
        ),
        (
            "Guest lecture by Mary Major Jr., M.D., Health",
            {"speaker": "Mary Major Jr., M.D.", "topic": "Health"},
        ),
        (
            "Guest lecture by Mary Major, Prof.: Health",
            {"speaker": "Mary Major, Prof.", "topic": "Health"},
        ),
        (
            "Guest lecture by Ann Lee, Prof. of Law, Yale - Torts",
            {
                "speaker": "Ann Lee",
                "affiliation": "Prof. of Law, Yale",
                "topic": "Torts",
            },
        ),
        (
            "Guest lecture by Ann Lee, MS Research",
            {"speaker": "Ann Lee", "affiliation": "MS Research"},
        ),
    ],
)
def test_a_guest_s_name_place_and_topic_are_told_apart(
    text: str, parts: dict[str, str]
) -> None:
    found = [part for part in read_topic(text) if part.what != "kind"]

    assert {part.what: part.value for part in found} == parts
    assert len(found) == len(parts)


@pytest.mark.parametrize(
    "text",
    ["Mary Major, Ph.D.", "Mary Major PhD", "Mary Major, MD", "Prof. Mary Major"],
)
def test_a_name_with_a_title_is_a_name(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize(
    ("cell", "kind", "topic"),
    [
        ("**Lab 2** Locks", "lab", "Locks"),
        ("**Section** [Locks](https://e.org/l)", "discussion", "Locks"),
        ("**Lecture** [Locks](a.pdf)", "lecture", "Locks"),
        ("**Lecture 5** Locks, barriers", "lecture", "Locks, barriers"),
        ("Lecture: Locks", "lecture", "Locks"),
        ("**Locks** and barriers", "lecture", "Locks and barriers"),
        ("**Lecture**", "lecture", "Lecture"),
        ("Lecture halls [Locks](a.pdf)", "lecture", "Lecture halls"),
    ],
)
def test_a_label_says_the_kind_of_what_follows(
    cell: str, kind: str, topic: str
) -> None:
    page = f"# A 2017\n\n| Date | Topic |\n|-|-|\n| Mar 28 | {cell} |\n"

    (entry,) = course_of(imported(page)).schedule

    assert (entry.kind, entry.topic) == (kind, topic)


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("**Part 1**", "Part 1"),
        ("***Part 1***", "Part 1"),
        ("Part 1", None),
        ("**Part 1** ahead", None),
        ("**HW 1 due**", None),
    ],
)
def test_a_row_that_is_one_bold_text_begins_a_part(cell: str, part: str | None) -> None:
    page = (
        "# A 2017\n\n| Date | Topic |\n|-|-|\n| Mar 28 | X |\n"
        f"| | {cell} |\n| Mar 30 | Y |\n"
    )

    _, entry = course_of(imported(page)).schedule

    assert entry.part == part


@pytest.mark.parametrize(
    "topic", ["Intro to C++", "g++ and make", "The main()", "/etc/passwd", "a[]"]
)
def test_signs_that_are_part_of_a_word_stay(topic: str) -> None:
    page = f"# Course\n\n| Date | Topic |\n| --- | --- |\n| Apr 3, 2018 | {topic} |\n"

    (entry,) = course_of(imported(page)).schedule

    assert entry.topic == topic
