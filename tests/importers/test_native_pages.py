"""Pages in German, French and Spanish: their language, year, deadlines, free days."""

import datetime as dt

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.importers.columns import column_roles
from syllabus.importers.csv_text import read_csv
from syllabus.importers.markdown_page import read_page
from syllabus.importers.markers import find_marker, hours_in, work_in
from syllabus.importers.moments import is_timely, moment_day, read_moment
from syllabus.importers.page import Page
from syllabus.importers.prose import plain_title, said_pattern
from syllabus.importers.schedule_page import import_page
from syllabus.importers.spoken import page_language
from syllabus.importers.terms import term_name, terms_in
from syllabus.importers.topics import read_topic
from tests.importers.importing import course_of, dated, imported, lost_words
from tests.importers.test_native_dates import CASES
from tests.importers.test_properties import class_days

TUESDAY = dt.date(2017, 10, 17)


def page_of(head: str, row: str, front: str = "") -> Page:
    rule = "|".join(["---"] * (row.count("|") + 1))
    text = f"{front}\n| {head} |\n|{rule}|\n| {row} |\n"
    page, problems = read_page(text.encode(), "page.md")
    assert problems == []
    return page


@pytest.mark.parametrize(
    ("head", "row", "front", "language", "told"),
    [
        ("Date | Topic", "Tue Oct 17 | Files", "", "en", ""),
        ("Datum | Thema", "17.10. | Dateien", "", "de", "2 headings"),
        ("Wann | Was", "Di 17. Okt. | Dateien", "", "de", "2 names"),
        ("Date | Sujet", "17 oct. | Fichiers", "", "fr", "1 name"),
        ("Fecha | Tema", "17 de octubre | Ficheros", "", "es", "1 name"),
        # The page's own word decides only between what fits equally well.
        ("Date | Notes", "17/10 | Files", "lang: fr", "fr", "line 2"),
        ("Datum | Thema", "17. Oktober | Dateien", "lang: en", "de", "not followed"),
        ("Date | Topic", "Oct 17 | Files", "lang: de", "en", ""),
        # Only in numbers, and without headings: as English pages are read.
        (" | ", "17.10. | Dateien", "", "en", ""),
        # “mar.” is a Tuesday in both.
        (" | ", "17/10 (mar.) | Files", "", "fr", "could be Spanish"),
    ],
)
def test_the_language_of_a_page_is_found_and_told(
    head: str, row: str, front: str, language: str, told: str
) -> None:
    page = page_of(head, row, front=f"---\n{front}\n---" if front else "")

    found = page_language(page)

    assert found.language == language
    assert told in found.told
    if language != "en":
        assert found.told


@pytest.mark.parametrize("name", ["plan.csv", "plan.tsv"])
def test_tables_as_text_are_read_in_their_language(name: str) -> None:
    divider = ";" if name.endswith("csv") else "\t"
    rows = [
        ["Datum", "Thema", "Raum"],
        ["Di, 17. Okt.", "Dateien", "A 1"],
        ["Do, 19. Okt. 2017", "Prozesse", "A 1"],
        ["Di, 24. Okt.", "Wird noch bekannt gegeben", "A 1"],
    ]
    text = "\n".join(divider.join(row) for row in rows)

    page, problems = read_csv(text.encode(), name)
    course = course_of(import_page(page))

    assert problems == []
    assert (course.language, course.term.name) == ("de", "Wintersemester 2017/18")
    assert [str(day) for day, _ in dated(course)] == [
        *("2017-10-17", "2017-10-19", "2017-10-24")
    ]


def test_a_region_of_the_language_is_kept() -> None:
    text = (
        "---\nlang: de_AT\n---\n| Datum | Thema |\n|---|---|\n| 17. Okt. 2017 | A |\n"
    )

    assert course_of(imported(text)).language == "de-AT"


def test_headings_are_read_in_the_language_of_the_page() -> None:
    row = "17 oct. | Fichiers | [Knuth](https://example.org) | A 1"
    french = page_of("Date | Sujet | Lectures | Salle", row)
    english = page_of("Date | Lectures | Readings | Room", row)

    roles = [str(role) for role in column_roles(french.tables[0], None, "fr")]
    assert roles == ["date", "topic", "readings", "room"]
    assert str(column_roles(english.tables[0])[1]) == "topic"


@pytest.mark.parametrize(
    ("text", "year", "name", "opening", "academic"),
    [
        ("Wintersemester 2017/18", 2017, "Wintersemester 2017/18", True, False),
        ("WS 2017/2018", 2017, "WS 2017/2018", True, False),
        ("WiSe 17/18", 2017, "WiSe 17/18", True, False),
        ("SoSe 2018", 2018, "SoSe 2018", False, False),
        ("FS 2018", 2018, "FS 2018", False, False),
        ("semestre d'automne 2017", 2017, "semestre d'automne 2017", True, False),
        ("Printemps 2018", 2018, "Printemps 2018", False, False),
        ("otoño de 2017", 2017, "otoño de 2017", True, False),
        ("2º semestre 2017-2018", 2017, "2º semestre 2017-2018", False, True),
        ("Année universitaire 2017-2018", 2017, "", False, True),
    ],
)
def test_a_term_has_its_year_and_its_own_name(
    text: str, year: int, name: str, opening: bool, academic: bool
) -> None:
    (term,) = terms_in(f"Cours, {text}.")

    assert (term.year, term.name) == (year, name)
    assert (term.opening, term.academic) == (opening, academic)


@pytest.mark.parametrize(
    "text",
    [
        *("HS 1", "HS 12", "CSS 2018", "2017-03-28", "© 2016-2017", "2010-2018"),
        *("Wintersemester 2017/19", "Fall 2017", "pp. 2017/18/19"),
    ],
)
def test_what_is_no_term_is_none(text: str) -> None:
    assert list(terms_in(text)) == []


@pytest.mark.parametrize(
    ("title", "days", "first"),
    [
        ("Cours, 2017-2018", "17 octobre|24 octobre", dt.date(2017, 10, 17)),
        ("Cours, 2017-2018", "20 février|27 février", dt.date(2018, 2, 20)),
        ("Kurs, WS 2017/18", "17. Okt.|9. Jan.", dt.date(2017, 10, 17)),
        ("Curso 2017/18", "6 de febrero|13 de febrero", dt.date(2018, 2, 6)),
        # The rule is the same in English.
        ("Class, 2017-2018", "Feb 20|Feb 27", dt.date(2018, 2, 20)),
        ("Class, 2017/18", "Oct 17|Oct 24", dt.date(2017, 10, 17)),
    ],
)
def test_an_academic_year_speaks_for_the_year_of_its_half(
    title: str, days: str, first: dt.date
) -> None:
    rows = "".join(f"| {day} | Teil {n} |\n" for n, day in enumerate(days.split("|")))

    course = course_of(imported(f"# {title}\n\n| Date | Thema |\n|---|---|\n{rows}"))

    assert dated(course)[0][0] == first


def test_a_term_is_named_as_is_usual_in_the_language() -> None:
    assert term_name(dt.date(2017, 10, 17), "de") == "Wintersemester 2017/18"
    assert term_name(dt.date(2018, 1, 9), "de") == "Wintersemester 2017/18"
    assert term_name(dt.date(2018, 4, 10), "de") == "Sommersemester 2018"
    assert term_name(dt.date(2018, 2, 20), "fr") == "Printemps 2018"
    assert term_name(dt.date(2017, 9, 12), "es") == "Otoño 2017"


@pytest.mark.parametrize(
    ("language", "text", "day", "at"),
    [
        ("de", "bis Fr, 20.10., 18 Uhr", dt.date(2017, 10, 20), "18:00"),
        ("de", "am 20. Oktober", dt.date(2017, 10, 20), ""),
        ("de", "kommenden Freitag", dt.date(2017, 10, 20), ""),
        ("fr", "avant le vendredi 20 octobre, 23h59", dt.date(2017, 10, 20), "23:59"),
        ("fr", "vendredi à 18h", dt.date(2017, 10, 20), "18:00"),
        (
            "es",
            "hasta el viernes 20 de octubre a las 23:59",
            dt.date(2017, 10, 20),
            "23:59",
        ),
    ],
)
def test_a_deadline_is_read(language: str, text: str, day: dt.date, at: str) -> None:
    moment = read_moment(text, language)

    assert moment
    assert moment.at == at
    assert moment_day(moment, TUESDAY, language=language)[0] == day


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "nächsten Freitag"),
        ("fr", "vendredi prochain"),
        ("es", "el próximo viernes"),
    ],
)
def test_next_friday_on_a_tuesday_is_not_guessed(language: str, text: str) -> None:
    moment = read_moment(text, language)

    assert is_timely(text, language)
    assert moment
    assert moment_day(moment, TUESDAY, language=language)[0] is None


def test_a_date_is_not_taken_for_the_name_of_work() -> None:
    for text in ("3.11.", "18 Uhr)", "3/11", "11.3"):
        assert work_in(text, "due", "de") is None

    rows = (
        "| 17.10.2017 | A | Blatt 2 (bis Fr, 20.10., 18 Uhr) |\n| 24.10.2017 | B | |\n"
    )
    page = f"| Datum | Thema | Abgabe |\n|---|---|---|\n{rows}"
    (work,) = course_of(imported(page)).assignments
    assert work.title == "Blatt 2"
    assert work.due
    assert work.due.text == "2017-10-20 18:00"


@pytest.mark.parametrize(
    ("text", "reason", "holiday"),
    [
        ("entfällt", "", False),
        ("keine Vorlesung (Betriebsausflug)", "Betriebsausflug", False),
        ("Pas de cours", "", False),
        ("No hay clase: puente", "puente", True),
        ("Tag der Arbeit", "Tag der Arbeit", True),
        ("Lundi de Pâques", "Lundi de Pâques", True),
        ("Semana Santa", "Semana Santa", True),
        ("Vacances de printemps", "Vacances de printemps", True),
        ("Weihnachtsferien", "Weihnachtsferien", True),
    ],
)
def test_a_day_without_class_is_known(text: str, reason: str, holiday: bool) -> None:
    marker = find_marker(text)

    assert marker
    assert (marker.what, marker.value) == ("no class", reason)
    assert (marker.detail == "holiday") == holiday


def test_a_word_of_english_is_a_free_day_only_in_its_own_language() -> None:
    for word in ("Armistice", "Ascension", "Pause", "Reyes"):
        assert find_marker(word) is None
        assert find_marker(word, language="fr")


@pytest.mark.parametrize(
    ("text", "kind", "topic"),
    [
        ("Klausur", "exam", "Klausur"),
        ("Examen final", "exam", "Examen final"),
        ("Primer parcial", "exam", "Primer parcial"),
        ("TP 1 : sémaphores", "lab", "sémaphores"),
        ("Übung 2: Semaphore", "discussion", "Semaphore"),
        ("Vorlesung 3: Dateien", "lecture", "Dateien"),
        ("Examine the data", "lecture", "Examine the data"),
    ],
)
def test_the_kind_of_a_meeting_is_read(text: str, kind: str, topic: str) -> None:
    parts = read_topic(text)

    assert [part.value for part in parts if part.what == "topic"] == [topic]
    assert parts[-1].kind == kind


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10h15-11h45", "10:15-11:45"),
        ("de 10h à 12h", "10:00-12:00"),
        ("10.15–11.45 Uhr", "10:15-11:45"),
        ("10 bis 12 Uhr", "10:00-12:00"),
        ("de 10:30 a 12:00", "10:30-12:00"),
        ("28-30", ""),
    ],
)
def test_hours_are_read(text: str, hours: str) -> None:
    assert hours_in(text) == hours


@pytest.mark.parametrize(
    ("language", "sentence", "hours", "room"),
    [
        (
            *(
                "de",
                "Die Vorlesung ist dienstags und donnerstags, 10:15-11:45, Raum A 1.",
            ),
            *("10:15-11:45", "A 1"),
        ),
        (
            *(
                "fr",
                "Les cours ont lieu les mardis et jeudis de 10h15 à 11h45, salle B 12.",
            ),
            *("10:15-11:45", "B 12"),
        ),
        (
            *("es", "Clases: martes y jueves de 10:30 a 12:00 en el aula C 4."),
            *("10:30-12:00", "C 4"),
        ),
    ],
)
def test_a_sentence_tells_the_pattern(
    language: str, sentence: str, hours: str, room: str
) -> None:
    found = said_pattern(
        sentence, page_of(" | ", "a | b").tables[0].rows[0][0].where, language
    )

    assert found
    assert found.options == (frozenset({1, 3}),)
    assert (found.hours, found.room) == (hours, room)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Betriebssysteme, Wintersemester 2017/18", "Betriebssysteme"),
        ("Terminplan – Betriebssysteme (SoSe 2018)", "Betriebssysteme"),
        ("Calendrier", ""),
        ("Systèmes – Année universitaire 2017-2018", "Systèmes"),
        ("Cronograma: Sistemas operativos", "Sistemas operativos"),
    ],
)
def test_a_title_is_without_its_term_and_the_words_for_a_schedule(
    heading: str, title: str
) -> None:
    assert plain_title(heading) == title


HEADINGS = {"de": "Datum | Thema", "fr": "Date | Sujet", "es": "Fecha | Tema"}


@settings(deadline=None, max_examples=60)
@given(days=class_days(), case=st.sampled_from(CASES))
def test_the_dates_of_a_schedule_come_back(
    days: list[dt.date], case: tuple[str, str]
) -> None:
    language, form = case
    rows = "".join(
        f"| {format_date(day, form, locale=language)} | A {n} |\n"
        for n, day in enumerate(days)
    )
    page = f"# Kurs {days[0].year}\n\n| {HEADINGS[language]} |\n|---|---|\n{rows}"

    course = course_of(imported(page))

    assert course.language == language
    assert [
        date
        for (date, _), entry in zip(dated(course), course.schedule, strict=True)
        if entry.kind != "break"
    ] == days


WORDS = st.sampled_from(
    [
        *("28. März", "Di", "mar.", "28/3", "vom", "bis", "9.", "13. März", "Do", "so"),
        *(
            "du",
            "au",
            "et",
            "9 mars",
            "lundi",
            "1er",
            "del",
            "al",
            "de marzo",
            "y",
            "X",
        ),
        *("entfällt", "Pas de cours", "Sin clase", "Semana Santa", "Klausur", "TP 1 :"),
        *("Blatt 1", "Devoir 2", "Tarea", "(bis Fr,", "3.11.,", "18 Uhr)", "à rendre"),
        *("hasta el", "a las 23:59", "nächsten Freitag", "10h15-11h45", "Salle :", "M"),
        *("WS 2017/18", "2017/18", "printemps 2018", "2018", "KW 3", "–", "[a](x.pdf)"),
    ]
)
TEXT = st.lists(WORDS, max_size=5).map(" ".join)


@settings(deadline=None, max_examples=100)
@given(
    head=st.sampled_from([*HEADINGS.values(), "Wochentag | Datum | Abgabe", " | "]),
    rows=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6),
    prose=TEXT,
)
def test_any_page_of_these_words_is_a_course_that_accounts_for_them_or_a_problem(
    head: str, rows: list[tuple[str, ...]], prose: str
) -> None:
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    rule = "|".join(["---"] * (head.count("|") + 1))
    text = f"# Kurs {prose}\n\n{prose} dienstags\n\n| {head} |\n|{rule}|\n{table}"
    page, _ = read_page(text.encode(), "page.md")

    result = import_page(page, year=2018)

    if result.text is None:
        assert result.problems
    else:
        course_of(result)
        assert lost_words(page, result.report) == {}
