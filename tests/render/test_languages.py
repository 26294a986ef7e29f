"""Everything that the program prints of itself is in the language of the course."""

from __future__ import annotations

import datetime as dt
import gettext
import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syllabus.core import language as languages_module
from syllabus.core.language import Language, languages
from syllabus.core.pages import page_map
from syllabus.core.sections import SECTIONS
from syllabus.core.view.handout import handout_view
from syllabus.core.view.packet import packet_view
from syllabus.render.html import render_handout_html, render_packet_html
from syllabus.render.themes import usual_look
from tests.catalogues import messages
from tests.core.courses import Generated, courses, subject_of

NOW = dt.datetime(2027, 3, 1)  # noqa: DTZ001 - local time of the course

# The author writes Greek here: every Latin letter in the page is one of ours.
COURSE = """\
title: Συστήματα μάθησης
code: "599"
institution: Πανεπιστήμιο
language: LANGUAGE
term: {name: Άνοιξη, first_day: 2027-03-01, last_day: 2027-04-30,
       finals: 2027-04-26 to 2027-04-30}
sections:
  - name: Τμήμα Α
    staff: Διδάσκων
    pattern:
      - {days: Mon/Wed, hours: 10:30-11:50, room: Αίθουσα, last_day: 2027-04-20}
      - {days: Fri, hours: 11:30-13:00, kind: lab, first_day: 2027-03-12}
  - name: Τμήμα Β
    pattern: {days: Tue/Thu, room: "https://1.23"}
holidays: {2027-03-22 to 2027-03-26: Διακοπές}
day_swaps: {2027-04-09: Mon}
staff: [{name: Διδάσκων, role: Καθηγητής, office: "403", hours: κάθε μέρα}]
description: Περιγραφή.
prerequisites: Τίποτα.
materials: [Βιβλίο]
channels: [Φόρουμ]
grading: {components: {Εργασίες: 40, Εξέταση: 60}, scale: {Α: 90, Β: 12.5}}
policies: [{title: Κανόνας, text: Κείμενο.}]
notices: [Προσοχή.]
assignments:
  - {id: α, title: Εργασία, out: lecture 1 at 9:00, weight: 12.5,
     due: 1 week after lecture 1 at 17:00}
  - {id: β, title: Άσκηση}
schedule:
  - {topic: Εισαγωγή, part: Μέρος, decks: [α.pdf, {file: β.pdf, title: Διαφάνειες}]}
  - {lab: Πράξη, hours: 9:00-10:00, room: Άλλη, readings: [{title: Βιβλίο, note: όλο}],
     date: 2027-03-12}
  - {topic: Μνήμη, partner: "548", date: 2027-03-16, instead_of: 2027-03-15,
     decks: {file: γ.pdf, release: after class}}
  - {guest: Ομιλία, speaker: Ομιλητής, affiliation: Εταιρεία,
     decks: {file: δ.pdf, release: never}}
  - {kind: guest, speaker: Ομιλητής, decks: {file: ε.pdf, release: 2027-12-24}}
  - {discussion: Ερωτήσεις, date: 2027-04-10, extra: yes, hours: 18:00-19:00}
  - {topic: Μνήμη, speaker: Ομιλητής, out: β}
  - break: Αργία
  - {kind: presentation}
  - {kind: exam, date: 2027-04-28, room: "https://1.23"}
"""

TRANSLATED = [tag for tag in languages() if tag != "en"]
MARKUP = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
HEARD = re.compile(r' (?:aria-label|alt|title)="([^"]*)"')


def pages(text: str, tag: str) -> str:
    """The handout in every form of its schedule, and the front matter; as HTML."""
    subject = subject_of(text.replace("LANGUAGE", tag))
    layout = page_map(subject, NOW)
    view = handout_view(subject, layout, NOW)
    looks = [
        replace(usual_look(), sections=SECTIONS, schedule=form)
        for form in ("table", "weeks", "list")
    ]
    printed = [render_handout_html(view, look) for look in looks]
    printed.append(render_packet_html(packet_view(subject, layout, NOW)))
    return "".join(printed)


def words(html: str) -> str:
    """What is read and heard of a page, in lines."""
    said = [MARKUP.sub("\n", html), *HEARD.findall(html)]
    return re.sub(r"&#\d+;|&\w+;", " ", "\n".join(said))


class Marked(gettext.NullTranslations):
    """Puts every message in brackets, in place of a catalogue."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose dates have no Latin letter, and whose words are marked."""
    language = Language("zh-Hans", 24)
    language._messages = Marked()
    monkeypatch.setattr(languages_module.Language, "of", lambda *_: language)


def test_every_word_of_ours_is_a_message(marked: None) -> None:
    found = words(pages(COURSE, "zh-Hans"))
    while "⟦" in found:
        found, before = re.sub(r"⟦[^⟦⟧]*⟧", "", found), found
        assert found != before

    assert re.findall(r"[A-Za-z]{2,}", found) == []


@cache
def english() -> set[str]:
    """Messages that can be told from an author's words: those of several letters."""
    found = {m.id for m in messages() if isinstance(m.id, str) and "{" not in m.id}
    return {message for message in found if len(message) > 3}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_english_is_left(tag: str) -> None:
    language = Language.of(tag)
    # “Note” is a grade in German.
    same = english() & {language.text(m) for m in english()}
    lines = {line.strip(" :,.;") for line in words(pages(COURSE, tag)).split("\n")}
    latin = {line for line in lines if re.search("[A-Za-z]{2,}", line)}

    assert lines & (english() - same) == set()
    if not language.slants:
        assert {line for line in latin if "course.yaml" not in line} <= {"AM", "PM"}


@pytest.mark.parametrize("tag", languages())
def test_a_page_says_its_language_and_its_direction(tag: str) -> None:
    html = pages(COURSE, tag)

    assert html.count(f'<html lang="{tag}"') == 4
    assert html.count('<html lang="ar" dir="rtl"') == (4 if tag == "ar" else 0)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(course=courses(), tag=st.sampled_from(languages()))
def test_any_course_is_printed_in_any_language(course: Generated, tag: str) -> None:
    html = words(pages(f"{course.text}language: {tag}\n", tag))

    # A field that was not filled in.
    fields = set(re.findall(r"\{[a-z]+\}", html)) - set(
        re.findall(r"\{[a-z]+\}", course.text)
    )
    assert fields == set()


def test_a_schedule_in_two_languages_has_each_line_in_both() -> None:
    text = COURSE.replace(
        "topic: Εισαγωγή", "topic: {de: Einführung, en: Introduction}"
    )
    text = text.replace("title: Εργασία,", "title: {de: Aufgabe, en: Problem set},")
    text += "second_language: en\n"
    html = pages(text, "de")

    for first, second in (
        ("Woche", "Week"),
        ("Di., 16. März", "Tue, Mar 16"),
        ("Einführung", "Introduction"),
        ("Praktikum:", "Lab:"),
        ("Statt Mo., 15. März", "Instead of Mon, Mar 15"),
        ("Abgabetermine", "Deadlines"),
        ("Keine Veranstaltung", "No class"),
    ):
        assert first in html
        again = re.findall(
            r'class="[^"]*second" lang="en" dir="ltr">(.*?)</(?:span|div)>',
            html,
            re.DOTALL,
        )
        assert any(second in part for part in again), second
    assert "Problem set due at 5:00\N{NO-BREAK SPACE}PM" in html
    # What is the same in both is printed once.
    assert words(html).count("Μνήμη") == words(pages(COURSE, "de")).count("Μνήμη")


def test_a_course_in_one_language_says_nothing_twice() -> None:
    assert 'class="second"' not in pages(COURSE, "de")
