"""Rules about the grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic


def weights_sum_to_100(subject: Subject) -> Iterator[Diagnostic]:
    """The shares of the grade sum to 100, to within a hundredth."""
    grading = subject.course.grading
    components = grading.components if grading else {}
    total = sum(components.values())
    # In hundredths: three times 33.33 is meant to be 100.
    if components and abs(round(total * 100) - 10_000) > 1:
        yield subject.problem(
            ("grading", "components"),
            "weights-not-100",
            f"the components sum to {total:g}, not 100",
        )


def scale_falls(subject: Subject) -> Iterator[Diagnostic]:
    """Each letter of the scale is earned with less than the one before it."""
    grading = subject.course.grading
    scale = list(grading.scale.items()) if grading else []
    above, limit = "", 100.0
    for letter, lowest in scale:
        if lowest > limit or (above and lowest == limit):
            more = f"no less than {above}" if above else "more than there is"
            yield subject.problem(
                ("grading", "scale", letter),
                "scale-not-falling",
                f"{letter} asks for {lowest:g}, {more}",
                "list the letters from the best down, with the lowest share of each",
            )
        above, limit = letter, lowest


CHECKS: Rules = {
    scale_falls: frozenset({"grading"}),
    weights_sum_to_100: frozenset({"grading"}),
}
