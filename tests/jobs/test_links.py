"""What became of links, asked of a strict web on this machine."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from syllabus.core.world.links import FINE, Answer
from syllabus.jobs.cache import Cache
from syllabus.jobs.links import AGE, ask_all
from syllabus.jobs.web import Limits, Web, is_public
from tests.jobs.site import (
    CERTIFICATE,
    Answers,
    Handler,
    Page,
    begun,
    cut,
    dripping,
    echo,
    endless,
    moved,
    nonsense,
    on_and_on,
    secure_site,
    silent,
    site,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.jobs.site import Site

__all__ = ["secure_site", "site"]

QUICK = Limits(seconds=5, pause=0)
HASTY = Limits(seconds=0.2, pause=0)
NOW = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)


def here(address: object) -> bool:
    return str(address) == "127.0.0.1"


def ask(
    *addresses: str, web: Web | None = None, now: dt.datetime = NOW
) -> list[Answer]:
    asking = web or Web(QUICK, here)
    answers = ask_all(addresses, asking, Cache(), now)
    return [answers[address] for address in addresses]


LOST = Page(200, b"<title>Oops</title><p>There is no {path}")

CASES: dict[str, tuple[dict[str, Answers], str, str]] = {
    "there": ({"a.test/x": Page()}, "", ""),
    "not there": ({}, "link-dead", "404 Not Found"),
    "gone": ({"a.test/x": Page(410)}, "link-dead", "410 Gone"),
    "a redirect for now": (
        {"a.test/x": moved("/y", 302), "a.test/y": Page()},
        "",
        "",
    ),
    "a redirect to what is gone": (
        {"a.test/x": moved("http://b.test:{port}/y")},
        "link-dead",
        "404 Not Found",
    ),
    "HEAD refused": ({"a.test/x": Page(405, to_get=200)}, "", ""),
    "HEAD not understood": ({"a.test/x": Page(404, to_get=200)}, "", ""),
    "a login": ({"a.test/x": Page(401)}, "link-refused", "401 Unauthorized"),
    "for some": ({"a.test/x": Page(403)}, "link-refused", "403 Forbidden"),
    "an odd refusal": ({"a.test/x": Page(999)}, "link-refused", "999"),
    "a fault": (
        {"a.test/x": Page(500)},
        "link-unanswered",
        "500 Internal Server Error",
    ),
    "a redirect to nowhere": (
        {"a.test/x": Page(302)},
        "link-unanswered",
        "302 Found, without an address",
    ),
    "a loop": (
        {"a.test/x": moved("/y"), "a.test/y": moved("/x")},
        "link-unanswered",
        "it leads on and on, from address to address",
    ),
    "to another kind": (
        {"a.test/x": moved("file:///etc/passwd")},
        "link-unanswered",
        "it leads to what is no web page",
    ),
    "cut": ({"a.test/x": cut}, "link-unanswered", "the connection was cut"),
    "nonsense": (
        {"a.test/x": nonsense},
        "link-unanswered",
        "what came is no answer of a web server",
    ),
    "an endless page": (
        {
            "a.test/x": endless,
            "a.test/syllabus-asks-for-what-is-surely-not-there": LOST,
        },
        "",
        "",
    ),
    "a page that is cut": (
        {"a.test/x": begun, "a.test/syllabus-asks-for-what-is-surely-not-there": LOST},
        "",
        "",
    ),
    "the front page": (
        {"a.test/x/y": Page(), "a.test/x": moved("/", 302), "a.test/": Page()},
        "link-soft-404",
        "it leads to the front page of its host",
    ),
    "into a private network": (
        {"a.test/x": moved("http://inside.test/router", 302)},
        "link-private",
        "inside.test is in a private network",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_judged(site: Site, name: str) -> None:
    pages, code, why = CASES[name]
    for place, page in pages.items():
        if isinstance(page, Page) and "Location" in page.headers:
            to = page.headers["Location"]
            page = moved(
                to.replace("{port}", str(site.server.server_port)), page.status
            )
        site.pages[place] = page

    [answer] = ask(site.url("a.test/x"))

    assert (answer.code, answer.why) == (code, why)


@pytest.mark.parametrize("never", [silent, dripping])
def test_what_takes_too_long_is_ended(site: Site, never: Answers) -> None:
    site.pages["a.test/x"] = never

    [answer] = ask(site.url("a.test/x"), web=Web(HASTY, here))

    assert answer == Answer("link-unanswered", "nothing within 0.2 seconds")


def test_a_host_that_there_is_not_is_dead_and_one_not_looked_up_is_not(
    site: Site,
) -> None:
    assert ask("http://gone.test/", "http://offline.test/") == [
        Answer("link-dead", "there is no host gone.test"),
        Answer("link-unanswered", "its host's name cannot be looked up now"),
    ]


@pytest.mark.parametrize("host", ["example.edu", "www.example.com", "a.example"])
def test_a_host_for_examples_is_dead_without_being_asked(site: Site, host: str) -> None:
    address = f"https://{host}/you"  # a look-up of its name would fail the test

    assert ask(address) == [Answer("link-dead", f"{host} is a host for examples")]


def test_a_host_that_only_sounds_like_an_example_is_asked(site: Site) -> None:
    site.pages["example.test/x"] = Page(kind="text/plain")

    assert ask(site.url("example.test/x")) == [FINE]


def test_a_host_that_takes_no_connections_did_not_answer(site: Site) -> None:
    with site.server.socket.__class__() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        [answer] = ask(f"http://a.test:{port}/")

    assert answer == Answer("link-unanswered", "its host takes no connections")


# A page that moved


def test_the_new_address_is_where_permanent_redirects_lead(site: Site) -> None:
    site.pages |= {
        "a.test/x": moved(site.url("b.test/y")),
        "b.test/y": moved("/z", 308),
        "b.test/z": moved("/today", 302),
        "b.test/today": Page(),
    }

    assert ask(site.url("a.test/x")) == [
        Answer("link-moved", address=site.url("b.test/z"))
    ]


def test_what_moves_for_now_before_it_moves_for_good_is_not_named(site: Site) -> None:
    site.pages |= {
        "a.test/x": moved("/y", 307),
        "a.test/y": moved("/z"),
        "a.test/z": Page(),
    }

    assert ask(site.url("a.test/x")) == [FINE]


def test_an_address_beyond_ascii_is_read_as_it_is_sent(site: Site) -> None:
    site.pages |= {
        "a.test/%C3%BCber?q=%C3%A4": moved("/stra\u00c3\u009fe"),
        "a.test/stra%C3%9Fe": Page(),
    }

    [answer] = ask(site.url("a.test/über?q=ä"))

    assert answer == Answer("link-moved", address=site.url("a.test/straße"))


# A page that says with other words that it is not there


@pytest.mark.parametrize(
    ("missing", "page", "why"),
    [
        (
            Page(200, b"<title>Page  not found</title>"),
            Page(200, b"<title>Page\n not found</title> /x"),
            "its title is “Page not found”",
        ),
        (
            echo,
            echo,
            "it is the page that its host shows for all that is not there",
        ),
        (
            moved("/lost", 302),
            moved("/lost", 302),
            "it leads to where its host sends all that is not there",
        ),
    ],
    ids=["its title", "the same page", "the same place"],
)
def test_a_page_like_that_of_a_missing_one_is_told(
    site: Site, missing: Answers, page: Answers, why: str
) -> None:
    site.missing["a.test"] = missing
    site.pages |= {"a.test/x": page, "a.test/lost": Page(200, b"<title>Lost</title>")}

    assert ask(site.url("a.test/x")) == [Answer("link-soft-404", why)]


@pytest.mark.parametrize("place", ["a.test/", "a.test/index.html", "a.test/a.pdf"])
def test_a_front_page_and_a_file_are_taken_as_they_are(site: Site, place: str) -> None:
    site.missing["a.test"] = Page(200, b"<title>Oops</title>")
    kind = "application/pdf" if place.endswith("pdf") else "text/html"
    site.pages[place] = Page(200, b"<title>Oops</title>", kind=kind)

    assert ask(site.url(place)) == [FINE]
    assert site.asked == [f"HEAD {place}"]


def test_a_host_that_says_what_is_not_there_is_asked_for_no_page(site: Site) -> None:
    site.pages |= {f"a.test/{n}": Page() for n in range(3)}

    assert ask(*(site.url(f"a.test/{n}") for n in range(3))) == [FINE] * 3
    assert sorted(site.asked) == [
        "GET a.test/syllabus-asks-for-what-is-surely-not-there",
        *(f"HEAD a.test/{n}" for n in range(3)),
    ]


def test_a_doi_is_there_if_its_register_knows_it(site: Site) -> None:
    answer = Page(302, b"", {"Location": "http://publisher.test/"})
    site.pages["doi.org/10.1000/1"] = answer

    port = site.server.server_port

    [known, unknown] = ask(
        f"http://doi.org:{port}/10.1000/1",
        f"http://doi.org:{port}/10.1000/2",
        web=Web(QUICK, here),
    )

    assert known == FINE
    assert unknown.code == "link-dead"
    assert not any("publisher" in request for request in site.asked)


def test_redirects_without_end_are_followed_to_an_end(site: Site) -> None:
    site.missing["a.test"] = on_and_on

    [answer] = ask(site.url("a.test/x"))

    assert answer.why == "it leads on and on, from address to address"
    assert len(site.asked) == QUICK.redirects + 1


# Manners


def test_a_host_is_asked_one_thing_at_a_time_and_hosts_at_the_same_time(
    site: Site,
) -> None:
    meeting = Barrier(3)

    def wait_for_others(handler: Handler) -> None:
        meeting.wait(10)
        handler.reply(Page(kind="text/plain"))

    places = [f"{host}.test/{n}" for host in "abc" for n in range(2)]
    site.pages |= dict.fromkeys(places, wait_for_others)

    # The site itself notes two requests to one host.
    assert ask(*map(site.url, places)) == [FINE] * 6
    assert site.together == 3


def test_a_host_that_others_lead_to_is_asked_one_thing_at_a_time(site: Site) -> None:
    def slowly(handler: Handler) -> None:
        site.over.wait(0.1)  # time for another request, were one made
        handler.reply(Page(kind="text/plain"))

    for host in "abc":
        site.pages[f"{host}.test/x"] = moved(site.url("d.test/x"), 302)
    site.pages["d.test/x"] = slowly

    assert ask(*(site.url(f"{host}.test/x") for host in "abc")) == [FINE] * 3


def test_between_two_requests_to_a_host_is_a_pause(site: Site) -> None:
    site.pages |= {
        f"{place}": Page(kind="text/plain") for place in ("a.test/1", "a.test/2")
    }
    waits: list[float] = []
    web = Web(Limits(seconds=5, pause=0.75), here, wait=waits.append)

    ask(site.url("a.test/1"), site.url("a.test/2"), web=web)

    assert waits == [0.75]


@pytest.mark.parametrize(
    ("asks", "seconds"), [("7", 7), ("Mon, 01 Feb 2027 12:00:09 GMT", 9)]
)
def test_a_host_that_asks_for_patience_gets_it(
    site: Site, asks: str, seconds: int
) -> None:
    def later(handler: Handler) -> None:
        handler.send_response_only(429)
        handler.send_header("Date", "Mon, 01 Feb 2027 12:00:00 GMT")
        handler.send_header("Retry-After", asks)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        site.pages["a.test/x"] = Page(kind="text/plain")

    site.pages["a.test/x"] = later
    waits: list[float] = []

    assert ask(site.url("a.test/x"), web=Web(QUICK, here, wait=waits.append)) == [FINE]
    assert waits == [seconds, 0]


@pytest.mark.parametrize("asks", ["3600", "tomorrow"])
def test_a_host_that_asks_for_too_much_patience_is_left_alone(
    site: Site, asks: str
) -> None:
    site.pages["a.test/x"] = Page(503, headers={"Retry-After": asks})
    site.pages["a.test/y"] = Page()

    first, second = ask(site.url("a.test/x"), site.url("a.test/y"))

    assert first == Answer("link-unanswered", "503 Service Unavailable")
    assert second == Answer(
        "link-unanswered",
        "503 Service Unavailable; its host asks for no more requests",
    )
    assert site.asked == ["HEAD a.test/x"]


def test_names_and_passwords_in_an_address_are_not_sent(site: Site) -> None:
    site.pages["a.test/x"] = Page(kind="text/plain")

    address = site.url("a.test/x").replace("a.test", "me:secret@a.test")

    assert ask(address) == [FINE]  # the site notes an Authorization header


# Private networks


@pytest.mark.parametrize(
    "host",
    [
        *("localhost.test", "127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.1", "0.0.0.0"),
        *("169.254.169.254", "[fe80::1]", "[fd00::1]", "224.0.0.1", "100.64.0.1"),
        *("[::ffff:10.0.0.1]", "[2002:7f00:1::]", "inside.test", "both.test"),
        "mapped.test",
    ],
)
def test_a_private_address_is_never_asked(site: Site, host: str) -> None:
    address = f"http://{host}:{site.server.server_port}/"

    [answer] = ask(address, web=Web(QUICK))

    assert answer.code == "link-private"
    assert site.asked == []


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "8.8.8.8"])
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


# Certificates


def test_a_certificate_of_nobody_known_is_told(secure_site: Site) -> None:
    secure_site.pages["secure.test/x"] = Page()

    [answer] = ask(secure_site.url("secure.test/x"))

    assert answer == Answer("link-certificate", "self-signed certificate")
    assert secure_site.asked == []


def trusting() -> Web:
    trust = ssl.create_default_context(cafile=str(CERTIFICATE))
    return Web(QUICK, here, trust)


def test_a_certificate_that_is_trusted_is_for_its_name_alone(secure_site: Site) -> None:
    secure_site.pages["secure.test/x"] = Page(kind="text/plain")
    secure_site.pages["other.test/x"] = Page(kind="text/plain")

    known, other = ask(
        secure_site.url("secure.test/x"),
        secure_site.url("other.test/x"),
        web=trusting(),
    )

    assert known == FINE
    assert other.code == "link-certificate"
    assert "Hostname mismatch" in other.why


def test_a_host_that_speaks_no_tls_is_not_trusted_with_anything(site: Site) -> None:
    address = site.url("a.test/x").replace("http:", "https:")

    assert ask(address) == [
        Answer("link-unanswered", "no secure connection can be made")
    ]


# What is remembered


def test_a_good_answer_is_remembered_for_a_day(site: Site) -> None:
    site.pages |= {"a.test/x": moved("/y"), "a.test/y": Page(kind="text/plain")}
    address = site.url("a.test/x")
    first = ask(address)
    asked = len(site.asked)

    assert ask(address, now=NOW + AGE - dt.timedelta(seconds=1)) == first
    assert len(site.asked) == asked
    assert ask(address, now=NOW + AGE) == first
    assert len(site.asked) > asked


def test_a_bad_answer_is_asked_for_again(site: Site) -> None:
    address = site.url("a.test/x")
    assert ask(address)[0].code == "link-dead"

    site.pages["a.test/x"] = Page(kind="text/plain")

    assert ask(address) == [FINE]


def test_an_answer_from_the_future_is_not_believed(site: Site) -> None:
    site.pages["a.test/x"] = Page(kind="text/plain")
    address = site.url("a.test/x")
    ask(address, now=NOW + dt.timedelta(days=30))
    del site.pages["a.test/x"]

    assert ask(address)[0].code == "link-dead"


def test_an_address_that_stands_in_several_places_is_asked_once(site: Site) -> None:
    site.pages["a.test/x"] = Page(kind="text/plain")

    ask(*[site.url("a.test/x")] * 3)

    assert site.asked == ["HEAD a.test/x"]


def test_stopping_ends_what_is_under_way(site: Site, tmp_path: Path) -> None:
    web = Web(Limits(seconds=60), here)

    def stop(handler: Handler) -> None:
        web.stop()
        silent(handler)

    site.pages["a.test/x"] = stop

    first, second = ask(site.url("a.test/x"), site.url("a.test/y"), web=web)

    assert (first.code, second.code) == ("link-unanswered", "link-unanswered")
    assert site.asked == ["HEAD a.test/x"]


def test_a_host_that_hangs_up_on_head_is_asked_for_the_page(site: Site) -> None:
    def only_get(handler: Handler) -> None:
        handler.reply(Page()) if handler.command == "GET" else cut(handler)

    site.pages["a.test/x"] = only_get

    assert ask(site.url("a.test/x")) == [FINE]
