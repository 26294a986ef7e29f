"""An interrupt arrives, whatever it comes upon."""

import signal
import time

import pytest

from syllabus.jobs.interrupts import Interrupts


@pytest.fixture(autouse=True)
def _interrupts_are_heard() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupt_that_is_swallowed_comes_again() -> None:
    swallowed = 0
    with pytest.raises(KeyboardInterrupt), Interrupts():  # noqa: PT012 - it is lost first
        try:
            signal.raise_signal(signal.SIGINT)
        except BaseException:  # noqa: BLE001 - as a careless library has it
            swallowed += 1
        time.sleep(30)

    assert swallowed == 1


def test_an_interrupt_that_became_another_error_is_one() -> None:
    def careless() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise RuntimeError("a class could not be made") from error

    with pytest.raises(KeyboardInterrupt) as raised, Interrupts():
        careless()

    assert isinstance(raised.value.__cause__, RuntimeError)


def test_without_an_interrupt_nothing_is_changed() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="mine"), Interrupts():
        raise ValueError("mine")

    assert signal.getsignal(signal.SIGINT) is before


def test_afterwards_it_is_not_raised_any_more() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts():
        signal.raise_signal(signal.SIGINT)

    time.sleep(0.6)  # a second one would come upon this


def test_where_interrupts_are_ignored_they_still_are() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interrupts():
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, signal.default_int_handler)
