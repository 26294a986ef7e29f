"""Never twice, never lost: what the ledger says against what the target took."""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.announce.ledger import State
from syllabus.announce.target import (
    AwayError,
    NotTakenError,
    Refused,
    RefusedError,
    Sent,
    ThrottledError,
)
from tests.announce.fake import Answer, Fake, ledger, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syllabus.announce.deliver import Progress
    from syllabus.announce.ledger import Ledger

PARTS = ("a", "b", "c")


def states(book: Ledger) -> dict[str, State]:
    return {row.part: row.state for row in book.rows()}


def test_each_part_is_sent_once_and_a_second_run_sends_nothing(tmp_path: Path) -> None:
    target = Fake()
    with ledger(tmp_path) as book:
        send(target, book, PARTS)
        send(target, book, PARTS)

        assert target.taken == list(PARTS)
        assert set(states(book).values()) == {State.SENT}
    assert target.opened == 1


def test_what_breaks_off_after_commit_is_unknown_and_is_not_sent_again(
    tmp_path: Path,
) -> None:
    target = Fake(Sent(), AwayError("it went away"))
    with ledger(tmp_path) as book:
        send(target, book, PARTS)

        assert states(book) == {"a": "sent", "b": "unknown", "c": "sent"}
        assert target.taken == ["a", "c"]
        send(target, book, PARTS)
        assert target.taken == ["a", "c"]
        send(target, book, PARTS, retry_unknown=True)
    assert target.taken == ["a", "c", "b"]


def test_what_breaks_off_before_commit_is_tried_again(tmp_path: Path) -> None:
    target = Fake(AwayError("it went away"), committed=False)
    waits: list[float] = []
    with ledger(tmp_path) as book:
        send(target, book, PARTS, waits)

    assert target.taken == ["b", "c", "a"]
    assert waits == [1.0]


def test_what_was_certainly_not_taken_is_tried_again_after_commit(
    tmp_path: Path,
) -> None:
    target = Fake(NotTakenError("cut before its end"))
    with ledger(tmp_path) as book:
        send(target, book, PARTS)

    assert Counter(target.taken) == dict.fromkeys(PARTS, 1)


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        AwayError("away"),
        NotTakenError("cut"),
        ThrottledError("slow down", 500),
        RefusedError("locked"),
        Refused("no"),
        Refused("later", again=True),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_what_is_unknown_stays_so_until_another_try_is_taken(
    tmp_path: Path, answer: Answer, *, committed: bool
) -> None:
    with ledger(tmp_path) as book:
        send(Fake(AwayError("it went away")), book, "a")
        answers = [copy(answer) for _ in range(9)]
        told = send(Fake(*answers, committed=committed), book, "a", retry_unknown=True)

        assert [p.state for p in told] == [State.UNKNOWN]
        assert states(book) == {"a": State.UNKNOWN}
        target = Fake()
        send(target, book, "a")
        assert target.taken == []
        send(target, book, "a", retry_unknown=True)
        assert (target.taken, states(book)) == (["a"], {"a": State.SENT})


def test_what_is_unknown_is_looked_for_before_it_is_sent_again(tmp_path: Path) -> None:
    class Looking(Fake):
        def find(self, part: str) -> Sent | None:
            return Sent("post 7") if part == "a" else None

    with ledger(tmp_path) as book:
        send(Fake(AwayError("cut"), AwayError("cut"), together=1), book, "ab")
        target = Looking()
        told = send(target, book, "abc", retry_unknown=True)

        assert target.taken == ["b", "c"]
        assert [(p.part, p.state) for p in told] == [
            (part, State.SENT) for part in "abc"
        ]
        assert [row.receipt for row in book.rows()] == ["post 7", "taken", "taken"]


def test_a_message_at_which_the_target_breaks_off_does_not_hold_up_the_others(
    tmp_path: Path,
) -> None:
    class Choking(Fake):
        def send(self, parts: tuple[str, ...], commit: Any) -> Any:
            if parts == ("a",):
                raise AwayError("it chokes on it")
            return super().send(parts, commit)

    target = Choking()
    with ledger(tmp_path) as book:
        send(target, book, PARTS)

        assert states(book) == {"a": "new", "b": "sent", "c": "sent"}


def test_a_target_that_stays_away_leaves_all_as_new(tmp_path: Path) -> None:
    target = Fake(*(AwayError("no answer") for _ in range(20)), committed=False)
    waits: list[float] = []
    with ledger(tmp_path) as book:
        told = send(target, book, PARTS, waits)

        assert states(book) == dict.fromkeys(PARTS, State.NEW)
    assert sum(waits) == 38
    assert {(p.state, p.note) for p in told} == {(State.NEW, "no answer")}


def test_a_target_that_lets_nobody_in_fails_and_can_be_resumed(tmp_path: Path) -> None:
    target = Fake(RefusedError("wrong password"), committed=False)
    with ledger(tmp_path) as book:
        told = send(target, book, PARTS)

        assert [p.note for p in told] == ["wrong password"] * 3
        assert states(book) == dict.fromkeys(PARTS, State.FAILED)
        send(target, book, PARTS)
    assert target.taken == list(PARTS)


def test_one_that_is_refused_for_good_is_not_asked_again(tmp_path: Path) -> None:
    target = Fake(Refused("no such user"), Refused("come back later", again=True))
    with ledger(tmp_path) as book:
        send(target, book, PARTS)
        assert states(book) == {"a": "failed", "b": "failed", "c": "sent"}
        send(target, book, PARTS)

    assert target.taken == ["c", "b"]


def test_a_target_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    waits: list[float] = []
    with ledger(tmp_path) as book:
        send(Fake(ThrottledError("slow down", 30), committed=False), book, "a", waits)
    assert waits == [30]


@pytest.mark.parametrize("seconds", [5.0, 500.0])
def test_patience_has_an_end(tmp_path: Path, seconds: float) -> None:
    target = Fake(
        *(ThrottledError("slow down", seconds) for _ in range(50)), committed=False
    )
    waits: list[float] = []
    with ledger(tmp_path) as book:
        send(target, book, PARTS, waits)

        assert states(book) == dict.fromkeys(PARTS, State.NEW)
    assert sum(waits) <= 120


ANSWERS = st.sampled_from(
    [
        Sent("ok"),
        Refused("no"),
        Refused("later", again=True),
        AwayError("away"),
        NotTakenError("cut"),
        RefusedError("locked"),
    ]
)


@given(st.lists(ANSWERS, max_size=12), st.integers(1, 3), st.booleans())
def test_whatever_happens_nothing_is_taken_twice_and_nothing_is_forgotten(
    tmp_path_factory: pytest.TempPathFactory,
    answers: list[Answer],
    together: int,
    committed: bool,
) -> None:
    # An exception keeps its traceback: each call needs one of its own.
    fresh: list[Answer] = [
        type(a)(*a.args) if isinstance(a, Exception) else a for a in answers
    ]
    target = Fake(*fresh, committed=committed, together=together)
    with ledger(tmp_path_factory.mktemp("ledger")) as book:
        for _ in range(3):
            send(target, book, PARTS)

        found = states(book)
    taken = Counter(target.taken)
    assert found.keys() == set(PARTS)
    assert State.SENDING not in found.values()
    assert all(taken[part] == (found[part] is State.SENT) for part in PARTS)


class Post(Fake):
    """A target whose messages can be exchanged: ``standing`` has them by receipt."""

    def __init__(self, *answers: Answer, committed: bool = True) -> None:
        super().__init__(*answers, committed=committed)
        self.standing: dict[str, int] = {}

    def revise(self, receipt: str, commit: Callable[[], None]) -> Sent | Refused:
        (answer,) = self.send((receipt,), commit).values()
        if isinstance(answer, Sent):
            self.standing[receipt] = self.standing.get(receipt, 0) + 1
        return Sent(receipt) if isinstance(answer, Sent) else answer


def revise(book: Ledger, target: Fake) -> list[Progress]:
    """Let “week-1” go in the place of “week-0”, which was sent to a and b."""
    book.add("week-0", "class", "ab")
    for part, state in states_of(book, "week-0").items():
        if state is State.NEW:
            row = ("week-0", "class", part)
            book.became(row, State.SENT, receipt=f"post {part}")
    book.replace("week-0", "week-1", "class", PARTS)
    return send(target, book, PARTS)


def states_of(book: Ledger, announcement: str) -> dict[str, State]:
    return {row.part: row.state for row in book.rows(announcement)}


def test_what_was_sent_is_exchanged_and_what_was_not_is_sent(tmp_path: Path) -> None:
    target = Post()
    with ledger(tmp_path) as book:
        revise(book, target)
        revise(book, target)

        assert target.standing == {"post a": 1, "post b": 1}
        assert target.taken == ["post a", "post b", "c"]
        assert states_of(book, "week-1") == dict.fromkeys(PARTS, State.SENT)
        old = book.rows("week-0")
        assert [(row.state, row.note, row.again) for row in old] == [
            (State.FAILED, "replaced by week-1", False)
        ] * 2
        assert [row.receipt for row in book.rows("week-1")] == [
            "post a",
            "post b",
            "taken",
        ]


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        AwayError("away"),
        NotTakenError("cut"),
        ThrottledError("slow down", 500),
        RefusedError("locked"),
        Refused("later", again=True),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_what_could_not_be_exchanged_is_exchanged_later_and_not_sent_beside_it(
    tmp_path: Path, answer: Answer, *, committed: bool
) -> None:
    answers = [copy(answer) for _ in range(9)]
    with ledger(tmp_path) as book:
        revise(book, Post(*answers, committed=committed))
        assert State.SENT not in [states_of(book, "week-1")[part] for part in "ab"]
        assert set(states_of(book, "week-0").values()) == {State.SENT}

        target = Post()
        send(target, book, PARTS, retry_unknown=True)
        assert target.standing == {"post a": 1, "post b": 1}
        assert set(states_of(book, "week-1").values()) == {State.SENT}
        assert set(states_of(book, "week-0").values()) == {State.FAILED}


def test_mail_that_was_sent_is_not_sent_again_to_change_it(tmp_path: Path) -> None:
    target = Fake(together=3)
    with ledger(tmp_path) as book:
        told = revise(book, target)

        assert target.taken == ["c"]
        assert [(p.part, p.state, p.note) for p in told] == [
            ("a", State.FAILED, "what was sent there cannot be changed"),
            ("b", State.FAILED, "what was sent there cannot be changed"),
            ("c", State.SENT, ""),
        ]
        assert set(states_of(book, "week-0").values()) == {State.SENT}
