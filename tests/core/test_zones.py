"""Time zones are known by their names in the tz database."""

from zoneinfo import available_timezones

import pytest

from tests.core.courses import CLASS, codes

NO_PLACES = [
    "localtime",
    "Factory",
    "posixrules",
    "posix/UTC",
    "right/UTC",
    "America",
    "../UTC",
    "/UTC",
    "UTC/",
    "./UTC",
    "Europe//Berlin",
    "zone.tab",
]


@pytest.mark.parametrize("name", [*NO_PLACES, "x" * 300])
def test_what_is_no_place_is_refused(name: str) -> None:
    assert "bad-value" in codes(f'{CLASS}timezone: "{name}"\nschedule: [A]\n')


def test_every_place_is_known() -> None:
    places = sorted(available_timezones() - {"localtime", "Factory"})

    for name in places[::7]:
        text = f"{CLASS}timezone: {name}\nschedule: [A]\n"
        assert "bad-value" not in codes(text), name
