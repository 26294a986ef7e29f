"""Dates in German, French and Spanish: every day of a year in each usual form."""

import datetime as dt

import pytest
from babel.dates import format_date

from syllabus.importers.dates import PageDate, read_dates, settle_order
from syllabus.importers.names import month_of, weekdays_of

YEAR = [dt.date(2020, 1, 1) + dt.timedelta(n) for n in range(366)]


FORMS = {
    "de": [
        *("d. MMMM", "d. MMM", "dd.MM.", "d.M.", "d.M.yyyy", "dd.MM.yy", "d MMMM yyyy"),
        *("EEEE, 'den' d. MMMM yyyy", "EEE, d.M.", "EEE d. MMM", "'am' d. MMMM"),
        *("EEEEEE dd.MM.", "d. LLL", "yyyy-MM-dd", "d.M. (EEE)"),
    ],
    "fr": [
        *("d MMMM", "d MMM", "dd/MM/yyyy", "dd-MM-yyyy", "EEE d MMM", "EEEE d MMMM"),
        *("'le' d MMMM yyyy", "'le' EEEE d MMMM", "EEEE d MMMM yyyy"),
        *("dd.MM.yyyy", "yyyy-MM-dd", "d MMMM (EEEE)"),
    ],
    "es": [
        *("d 'de' MMMM", "d 'de' MMMM 'de' yyyy", "d MMM", "EEE d MMM", "dd/MM/yyyy"),
        *("EEEE, d 'de' MMMM", "'el' d 'de' MMMM", "d-MMM", "EEEEE d MMM", "MMMM d"),
        *("dd-MM-yyyy", "yyyy-MM-dd", "d 'de' MMMM 'del' yyyy", "EEE, d MMM yyyy"),
    ],
}


CASES = [(language, form) for language, forms in FORMS.items() for form in forms]


@pytest.mark.parametrize(("language", "pattern"), CASES)
def test_each_day_of_a_year_is_read_back(language: str, pattern: str) -> None:
    for day in YEAR:
        written = format_date(day, pattern, locale=language)
        found = read_dates(written, language)

        (date,), _ = settle_order([*found.dates], language)
        assert (date.month, date.day) == (day.month, day.day), written
        assert date.year == (2020 if "y" in pattern else None), written
        assert not found.rest, written
        if "E" in pattern:
            assert day.weekday() in date.weekdays, written


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("de", "vom 9. bis 13. März", "3-9 > 3-13"),
        ("de", "9.-13.3.", "3-9 > 3-13"),
        ("de", "9.–13. März 2017", "3-9 > 3-13"),
        ("de", "Mo, 9.3. bis Fr, 13.3.", "3-9 > 3-13"),
        ("de", "vom Montag, den 9. bis zum Freitag, den 13. März", "3-9 > 3-13"),
        ("de", "9., 11. und 13. März", "3-9 3-11 3-13"),
        ("de", "28.3. und 30.3.", "3-28 3-30"),
        ("fr", "du 9 au 13 mars", "3-9 > 3-13"),
        ("fr", "du lundi 9 au vendredi 13 mars", "3-9 > 3-13"),
        ("fr", "9-13 mars", "3-9 > 3-13"),
        ("fr", "28 mars - 2 avril", "3-28 > 4-2"),
        ("fr", "9, 11 et 13 mars", "3-9 3-11 3-13"),
        ("fr", "1er et 3 mars", "3-1 3-3"),
        ("es", "del 9 al 13 de marzo", "3-9 > 3-13"),
        ("es", "del lunes 9 al viernes 13 de marzo de 2017", "3-9 > 3-13"),
        ("es", "9 y 11 de marzo", "3-9 3-11"),
        ("es", "28 de marzo a 2 de abril", "3-28 > 4-2"),
    ],
)
def test_ranges_and_lists_are_read(language: str, text: str, days: str) -> None:
    found = read_dates(text, language)

    tie = " > " if found.through else " "
    assert tie.join(f"{date.month}-{date.day}" for date in found.dates) == days
    assert found.rest == ""


@pytest.mark.parametrize(
    ("language", "text", "day", "weekdays", "rest"),
    [
        ("fr", "mar. 28/3", (3, 28), {1}, ""),
        ("fr", "28 mar.", (3, 28), set(), ""),
        ("fr", "mar. 28 mars", (3, 28), {1}, ""),
        ("fr", "5 mar. 28 mars", (3, 28), {1}, "5"),
        ("fr", "M 28 mars", (3, 28), {1, 2}, ""),
        ("fr", "28 mars 10h15-11h45", (3, 28), set(), "10h15-11h45"),
        ("es", "mar 28 mar", (3, 28), {1}, ""),
        ("es", "X 29/3", (3, 29), {2}, ""),
        ("es", "1 de mayo (festivo)", (5, 1), set(), "(festivo)"),
        ("de", "28.3. So viel dazu", (3, 28), set(), "So viel dazu"),
        ("de", "28. März mit Gast", (3, 28), set(), "mit Gast"),
        ("de", "So viel: 28.3.", (3, 28), set(), "So viel"),
        ("es", "mar y tierra, 28/3", (3, 28), set(), "mar y tierra"),
        ("de", "Die Reise am 28.3.", (3, 28), set(), "Die Reise"),
        ("de", "Di. 28.3. entfällt", (3, 28), {1}, "entfällt"),
        ("de", "5. Jänner", (1, 5), set(), ""),
    ],
)
def test_a_word_is_a_weekday_or_a_month_by_its_place(
    language: str, text: str, day: tuple[int, int], weekdays: set[int], rest: str
) -> None:
    found = read_dates(text, language)

    (date,) = found.dates
    assert (date.month, date.day, set(date.weekdays)) == (*day, weekdays)
    assert found.rest == rest


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "mars 17"),
        ("fr", "jui 12"),
        ("de", "Mai 2017"),
        ("de", "30. Februar"),
        ("de", "Seite 12 Mitte"),
        ("es", "mi 12 clase"),
        ("en", "28. März"),
    ],
)
def test_what_is_no_date_is_none(language: str, text: str) -> None:
    assert read_dates(text, language).dates == ()


def test_numbers_are_read_day_first_where_nothing_speaks_against_it() -> None:
    open_dates = [PageDate(3, 4, order="either")]

    assert settle_order(open_dates)[0] == open_dates
    settled, told = settle_order(open_dates, "fr")
    assert (settled[0].month, settled[0].day) == (4, 3)
    assert "day first, as is usual in French" in told
    # 3/28 is on the page, too.
    dates = [*open_dates, PageDate(3, 28, order="month-first")]
    assert settle_order(dates, "fr")[0] == dates


@pytest.mark.parametrize(
    ("language", "word", "month", "weekdays"),
    [
        ("de", "dienstags", None, {1}),
        ("de", "Die", None, set()),
        ("de", "Sonnabend", None, {5}),
        ("fr", "jui", None, set()),
        ("fr", "juin", 6, set()),
        ("fr", "juil.", 7, set()),
        ("fr", "aout", 8, set()),
        ("fr", "mardis", None, {1}),
        ("es", "setiembre", 9, set()),
        ("es", "miercoles", None, {2}),
        ("es", "sábados", None, {5}),
    ],
)
def test_names_are_known_as_they_are_written(
    language: str, word: str, month: int | None, weekdays: set[int]
) -> None:
    assert month_of(word, language) == month
    assert weekdays_of(word, language) == weekdays
