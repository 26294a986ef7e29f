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
