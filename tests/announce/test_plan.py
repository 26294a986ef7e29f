"""A plan says what goes out, and nothing else goes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from syllabus.announce.announcement import Link
from syllabus.announce.plan import (
    PLAN,
    BadPlanError,
    ChangedSincePlanError,
    Folder,
    Plan,
    PlannedLink,
    PlannedSender,
    PlannedTarget,
    parse_plan,
    planned_file,
)
from tests.announce.fake import NOON


def plan_in(folder: Path) -> Plan:
    """A plan with a handout beside its folder."""
    files = {
        folder / "class.txt": b"Week 3 \xe2\x80\x94 hello\n",
        folder / "class.html": b"<p>Week 3</p>",
        folder.parent / "syllabus.pdf": b"%PDF-1.7",
    }
    folder.mkdir(exist_ok=True)
    planned = []
    for path, content in files.items():
        path.write_bytes(content)
        name = "Übersicht.pdf" if path.suffix == ".pdf" else path.name
        planned.append(planned_file(path, folder, content, name, "application/pdf"))
    target = PlannedTarget(
        kind="mail",
        recipients=("a@x.edu", "yes@x.edu"),
        message_bytes=4711,
        text=planned[0],
        html=planned[1],
        attached=(planned[2],),
        linked=(
            PlannedLink(title="Slides", link="https://x.edu/p.pdf", why="20 MB"),
            PlannedLink(title="Notes", link="-", why="20 MB"),
        ),
    )
    return Plan(
        announcement="week-0123456789ab",
        about="week",
        subject="CS 101, week 3: two lectures",
        at=NOON,
        language="en",
        sender=PlannedSender(address="Staff <s@x.edu>"),
        targets={"class": target},
    )


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_in(tmp_path / "plan")

    assert parse_plan(plan.text().encode(), Path(PLAN)) == plan
    assert plan.text() == plan.text()


def test_what_goes_out_is_what_was_planned(tmp_path: Path) -> None:
    plan = plan_in(tmp_path / "plan")

    found = Folder(tmp_path / "plan", Path.read_bytes).announcement(plan, "class")

    assert (found.id, found.text) == ("week-0123456789ab", "Week 3 — hello\n")
    assert [(a.name, a.content) for a in found.attachments] == [
        ("Übersicht.pdf", b"%PDF-1.7")
    ]
    assert found.links == (Link("Slides", "https://x.edu/p.pdf"),)


@pytest.mark.parametrize(
    ("name", "told"), [("class.txt", "class.txt"), ("../syllabus.pdf", "Übersicht.pdf")]
)
@pytest.mark.parametrize("content", [b"other", None])
def test_what_has_changed_since_is_refused(
    tmp_path: Path, name: str, told: str, content: bytes | None
) -> None:
    plan = plan_in(tmp_path / "plan")
    path = tmp_path / "plan" / name
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(ChangedSincePlanError, match=f"made: {told}; nothing was sent"):
        Folder(tmp_path / "plan", Path.read_bytes).announcement(plan, "class")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no “announcement”"),
        ("- a\n", "expected keys and values, found a list"),
        ("a: [\n", "plan.yaml:"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(BadPlanError) as caught:
        parse_plan(text.encode(), Path(PLAN))

    assert any(why in note for note in caught.value.__notes__)
