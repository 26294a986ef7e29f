"""When a file may call itself PDF/UA."""

from syllabus.packet.tags import Origin, Rule, Shortfall, TagReport, may_claim_ua

WHOLE = TagReport(Origin.AUTHOR)
SHORT = TagReport(Origin.HERE, (Shortfall(Rule.FIGURE_WITHOUT_DESCRIPTION, 3),))


def test_the_claim_needs_every_part_to_be_whole() -> None:
    assert may_claim_ua([WHOLE, WHOLE])
    assert not may_claim_ua([WHOLE, SHORT])


def test_shortfalls_are_counted_by_rule() -> None:
    rule = Rule.TEXT_WITHOUT_UNICODE
    report = TagReport(Origin.HERE, (Shortfall(rule, None, 2), Shortfall(rule, 1)))

    assert report.falls_short == {rule: 3}


def test_shortfalls_are_said_with_their_places() -> None:
    figure, drawing = Rule.FIGURE_WITHOUT_DESCRIPTION, Rule.DRAWING_WITHOUT_DESCRIPTION
    report = TagReport(
        Origin.HERE,
        (
            Shortfall(Rule.TEXT_WITHOUT_UNICODE, None, 2),
            Shortfall(figure, 2),
            Shortfall(figure, 4, 2),
            Shortfall(figure, 6),
            Shortfall(drawing, 8),
        ),
        ((2, 0), (4, 0), (4, 1), (6, 1)),
    )

    assert report.in_words() == (
        "text without unicode (2)",
        "figure without description (4: 3, 5.1, 5.2, 7.2)",
        "drawing without description (1: 9)",
    )


def test_of_many_places_the_first_are_said() -> None:
    figure = Rule.FIGURE_WITHOUT_DESCRIPTION
    places = tuple((page, 0) for page in range(20))
    report = TagReport(Origin.HERE, (Shortfall(figure, 0, 20),), places)

    (said,) = report.in_words()
    assert said.startswith("figure without description (20: 1, 2, 3, ")
    assert said.endswith(", 16 … and 4 more)")
