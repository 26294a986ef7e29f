from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.deadlines import KINDS
from syllabus.core.language import Language, catalogue_of, languages
from syllabus.core.values import parse_date_range, parse_hours

SIX = ("ar", "de", "en", "es", "fr", "zh-Hans")
DAY = dt.date(2017, 3, 28)


def test_the_six_languages_have_catalogues() -> None:
    assert set(SIX) <= set(languages())


@pytest.mark.parametrize(
    ("tag", "day", "short", "hours", "share"),
    [
        ("en", "Tuesday, March 28, 2017", "Tue, Mar 28", "10:30–11:50 AM", "12.5%"),
        ("en-GB", "Tuesday, 28 March 2017", "Tue 28 Mar", "10:30–11:50", "12.5%"),
        ("de", "Dienstag, 28. März 2017", "Di., 28. März", "10:30–11:50 Uhr", "12,5 %"),
        ("fr", "mardi 28 mars 2017", "mar. 28 mars", "10:30–11:50", "12,5 %"),
        ("es", "martes, 28 de marzo de 2017", "mar, 28 mar", "10:30–11:50", "12,5 %"),
        ("zh-Hans", "2017年3月28日星期二", "3月28日周二", "10:30–11:50", "12.5%"),
        ("ar", "الثلاثاء، 28 مارس 2017", "الثلاثاء، 28 مارس", "10:30–11:50 ص", "12.5%"),
    ],
)  # fmt: skip
def test_dates_hours_and_shares_are_written_as_is_usual(
    tag: str, day: str, short: str, hours: str, share: str
) -> None:
    language = Language.of(tag)
    shown = [
        language.day(DAY),
        language.short_day(DAY),
        language.hours(parse_hours("10:30-11:50")),
        language.percent(12.5),
    ]

    assert [plain(text) for text in shown] == [day, short, hours, share]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("month", "short"), [(3, "Mar"), (6, "June"), (7, "July"), (8, "Aug"), (9, "Sept")]
)
def test_months_are_shortened_as_americans_do(month: int, short: str) -> None:
    day = Language.of("en").short_day(dt.date(2017, month, 5))

    assert day.split(", ")[1] == f"{short} 5"


def test_the_first_of_a_month_is_a_number_of_its_own_in_french() -> None:
    assert Language.of("fr").day(dt.date(2017, 6, 1)) == "jeudi 1er juin 2017"
    assert Language.of("fr").day(dt.date(2017, 6, 11)) == "dimanche 11 juin 2017"


@pytest.mark.parametrize(
    ("tag", "days", "shown"),
    [
        ("en", "2017-05-29", "Mon, May 29"),
        ("en", "2017-11-23 to 2017-11-26", "Thu, Nov 23 – Sun, Nov 26"),
        ("en", "2017-12-30 to 2018-01-02", "Sat, Dec 30 – Tue, Jan 2"),
        ("de", "2017-11-23 to 2017-12-01", "Do., 23. Nov. – Fr., 1. Dez."),
    ],
)
def test_days_in_a_row(tag: str, days: str, shown: str) -> None:
    assert Language.of(tag).days(parse_date_range(days)) == shown


@pytest.mark.parametrize(
    ("tag", "first", "last", "shown"),
    [
        ("en", DAY, dt.date(2017, 6, 1), "March 28 – June 1, 2017"),
        ("en", dt.date(2017, 9, 5), dt.date(2018, 1, 9),
         "September 5, 2017 – January 9, 2018"),
        ("es", DAY, dt.date(2017, 6, 1), "28 de marzo – 1 de junio de 2017"),
        ("zh-Hans", DAY, dt.date(2017, 6, 1), "2017年3月28日至6月1日"),
        ("en", DAY, DAY, "March 28 – 28, 2017"),
    ],
)  # fmt: skip
def test_a_term(tag: str, first: dt.date, last: dt.date, shown: str) -> None:
    assert Language.of(tag).term(first, last) == shown


def test_the_course_can_choose_the_clock() -> None:
    time = dt.time(17)

    assert plain(Language.of("en").clock(time)) == "5:00 PM"
    assert Language.of("en", 24).clock(time) == "17:00"
    assert plain(Language.of("de").clock(time)) == "17:00 Uhr"
    assert plain(Language.of("de", 12).clock(time)) == "5:00 PM"
    assert plain(Language.of("en").hours(parse_hours("11:30-13:20"))) == (
        "11:30 AM – 1:20 PM"
    )


@pytest.mark.parametrize(
    ("tag", "shown"),
    [("en", "A, B, and C"), ("en-GB", "A, B and C"), ("zh-Hans", "A、B和C")],
)
def test_names_in_a_row(tag: str, shown: str) -> None:
    assert Language.of(tag).listed(["A", "B", "C"]) == shown


def test_weekdays_and_months() -> None:
    language = Language.of("en")

    assert language.weekdays((1, 3)) == "Tuesday and Thursday"
    assert (language.short_weekday(6), language.narrow_weekday(0)) == ("Sun", "M")
    assert language.month(DAY) == "March 2017"
    assert Language.of("fr").month(DAY) == "mars 2017"


@pytest.mark.parametrize(
    ("n", "shown"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")],
)
def test_ordinals(n: int, shown: str) -> None:
    assert Language.of("en").ordinal(n) == shown
    assert Language.of("de").ordinal(n) == f"{n}."


@pytest.mark.parametrize("tag", SIX)
def test_every_kind_has_a_name(tag: str) -> None:
    names = [Language.of(tag).kind(kind) for kind in KINDS]

    assert len(set(names)) == len(KINDS)
    assert all(names)


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("de-AT", "de"),
        ("DE", "de"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("ar-EG", "ar"),
        ("de-x-private", "de"),
        ("en-GB", "en"),
        # Traditional characters are not simplified ones.
        ("zh-TW", None),
        ("zh-Hant", None),
        ("tlh", None),
    ],
)
def test_a_tag_takes_the_nearest_catalogue(tag: str, found: str | None) -> None:
    assert catalogue_of(tag) == found


def test_a_language_without_a_catalogue_is_english_with_its_own_direction() -> None:
    language = Language.of("fa")

    assert (language.words, language.direction) == ("en", "rtl")
    assert language.day(DAY) == "Tuesday, March 28, 2017"


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        *(("ar", "rtl"), ("he", "rtl"), ("ur-PK", "rtl"), ("az-Arab", "rtl")),
        *(("de", "ltr"), ("zh-Hans", "ltr"), ("ar-Latn", "ltr"), ("az", "ltr")),
        *(("fa", "rtl"), ("ckb", "rtl"), ("yi", "rtl"), ("dv", "rtl"), ("sd", "rtl")),
    ],
)
def test_a_language_runs_as_its_script_does(tag: str, direction: str) -> None:
    assert Language.of(tag).direction == direction


def test_arabic_has_six_forms_of_a_number() -> None:
    slides = [
        Language.of("ar").plural("{n} slide", "{n} slides", n)
        for n in (0, 1, 2, 3, 11, 100)
    ]

    assert slides == [
        *("0 شريحة", "شريحة واحدة", "شريحتان", "3 شرائح", "11 شريحة", "100 شريحة"),
    ]


@given(n=st.integers(0, 10_000), tag=st.sampled_from(SIX))
def test_a_number_takes_the_form_that_the_cldr_gives_it(n: int, tag: str) -> None:
    """Numbers that are alike for the CLDR have the same form of a message."""
    form = Locale.parse(tag, sep="-").plural_form
    messages = Language.of(tag)._messages
    rule = {
        form(k): messages.ngettext("{n} slide", "{n} slides", k) for k in range(200)
    }

    assert messages.ngettext("{n} slide", "{n} slides", n) == rule[form(n)]


@given(tag=st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
def test_any_tag_is_some_language(tag: str) -> None:
    language = Language(tag, None)

    assert language.day(DAY)
    assert language.hours(parse_hours("9:00-13:00"))
    assert language.words in languages()


def test_an_author_may_write_braces() -> None:
    words = Language.of("de").text("Joint with {partner}", partner="{0} {partner}")

    assert words == "Gemeinsam mit {0} {partner}"


def test_the_language_of_a_course_needs_no_more_than_its_own_catalogue() -> None:
    """English reads no catalogue: the code for them is not even imported."""
    code = (
        "import sys; from syllabus.core.language import Language;"
        "Language.of('en').text('Lecture');"
        "print('babel.messages' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert ran.stdout.strip() == b"False"
