from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from typing import Any

import pytest

from aliansi import __version__
from aliansi.errors import ConnectionFailed, UsageError
from aliansi.linking.clients.web_client import TooLarge, WebClient, WebLimits, check_address, host_of
from tests.linking.support.fake_wikibase import FakeWikibase, Prepared, fake_wikibase

GOOD = {"good": 1}


@pytest.fixture
def host() -> Iterator[FakeWikibase]:
    with fake_wikibase() as serving:
        serving.services["/w/api.php"] = GOOD
        yield serving


@contextmanager
def client(contact: str = "", **limits: Any) -> Iterator[tuple[WebClient, list[float], list[str]]]:
    waits: list[float] = []
    notices: list[str] = []
    with WebClient(contact, WebLimits(**limits), waits.append, notices.append) as web:
        yield web, waits, notices


def test_a_request_says_which_program_and_who_asks(host: FakeWikibase) -> None:
    with client("me@example.org") as (web, _, _):
        assert web.get(host.address, {"a": "я|b"}).body == b'{"good": 1}'
    sent = host.headers[0]
    assert sent["User-Agent"].startswith(f"aliansi/{__version__} (https://w3id.org/aliansi; me@example.org) httpx/")
    assert "gzip" in sent["Accept-Encoding"]
    assert host.requests == [{"a": "я|b"}]
    assert not {"Cookie", "Authorization"} & set(sent)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_host_sets_the_pace(status: int, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=status, headers={"Retry-After": "7"}), Prepared(status=status)]
    with client() as (web, waits, notices):
        assert web.get(host.address).body == b'{"good": 1}'
    assert waits == [7, 2]
    assert notices[0] == f"{host_of(host.address)}: status {status}; next attempt in 7 s"


def test_retry_after_may_be_a_date(host: FakeWikibase) -> None:
    date = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    host.prepared = [
        Prepared(status=503, headers={"Retry-After": date}),
        Prepared(status=503, headers={"Retry-After": "x"}),
    ]
    with client() as (web, waits, _):
        web.get(host.address)
    assert 25 <= waits[0] <= 30
    assert waits[1] == 2


def test_a_host_that_stays_busy_is_left(host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=503)] * 9
    with (
        client(attempts=3) as (web, waits, _),
        pytest.raises(ConnectionFailed, match="status 503, 3 times; try it later"),
    ):
        web.get(host.address)
    assert (waits, len(host.requests)) == ([1, 2], 3)


def test_a_long_wait_is_refused(host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=429, headers={"Retry-After": "7200"})]
    with client() as (web, waits, _), pytest.raises(ConnectionFailed, match="it asks to wait 7,200 seconds"):
        web.get(host.address)
    assert waits == []


def test_an_answer_that_is_cut_is_requested_again(host: FakeWikibase) -> None:
    host.prepared = [Prepared("x" * 1000, cut=500)]
    with client() as (web, waits, notices):
        assert web.get(host.address).body == b'{"good": 1}'
    assert (waits, "the answer was cut" in notices[0]) == ([1], True)


def test_a_damaged_encoding_is_requested_again(host: FakeWikibase) -> None:
    host.prepared = [Prepared(b"no gzip", headers={"Content-Encoding": "gzip"}, cut=1)]
    with client() as (web, waits, _):
        assert web.get(host.address).body == b'{"good": 1}'
    assert waits == [1]


def test_a_slow_host_is_asked_again_and_then_left(host: FakeWikibase) -> None:
    host.prepared = [Prepared(GOOD, delay=0.5)] * 2
    with (
        client(silence=0.1, attempts=2) as (web, _, _),
        pytest.raises(ConnectionFailed, match="no answer in time, 2 times"),
    ):
        web.get(host.address)


def test_an_answer_over_the_limit_is_refused_even_if_it_is_small_on_the_way(host: FakeWikibase) -> None:
    host.prepared = [Prepared("x" * 100_000)]
    with client(max_bytes=50_000) as (web, _, _), pytest.raises(TooLarge, match="more than 50,000 bytes"):
        web.get(host.address)
    assert len(host.requests) == 1


@pytest.mark.parametrize(
    ("status", "message"),
    [(400, "check the address"), (403, "--contact"), (404, "there is nothing at this address"), (500, "status 500")],
)
def test_other_statuses_are_errors_at_once(status: int, message: str, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=status)]
    with client() as (web, _, _), pytest.raises(ConnectionFailed, match=message):
        web.get(host.address)


def test_a_redirect_on_the_same_host_is_followed(host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=301, headers={"Location": "/w/api.php?b=2"})]
    with client() as (web, _, _):
        assert web.get(host.address, {"a": "1"}).body == b'{"good": 1}'
    assert host.requests == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize(
    "target",
    ["https://example.org/w/api.php", "//example.org/", "http://127.0.0.1:1/", "ftp://127.0.0.1/", "http://localhost/"],
)
def test_a_redirect_to_another_host_is_refused(target: str, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=302, headers={"Location": target})]
    with client() as (web, _, _), pytest.raises(ConnectionFailed, match="redirects to another host"):
        web.get(host.address)
    assert len(host.requests) == 1


def test_a_circle_of_redirects_ends(host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=302, headers={"Location": "/a"})] * 9
    with client() as (web, _, _), pytest.raises(ConnectionFailed, match="redirects more than 5 times"):
        web.get(host.address)


def test_a_form_is_not_sent_to_another_address(host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=302, headers={"Location": "/other"})]
    with client() as (web, _, _), pytest.raises(ConnectionFailed, match="/other; give that address"):
        web.post(host.address, {"queries": "{}"})


def test_an_answer_that_says_later_is_requested_again(host: FakeWikibase) -> None:
    host.prepared = [Prepared("later", headers={"Retry-After": "5"})]
    with client() as (web, waits, _):
        web.get(host.address, is_busy=lambda response: "maxlag" if response.body == b"later" else None)
    assert waits == [5]


def test_without_a_connection_the_message_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        client() as (web, waits, _),
        pytest.raises(ConnectionFailed, match=f"^127.0.0.1:{port}: no connection: Connection"),
    ):
        web.get(f"http://127.0.0.1:{port}/")
    assert waits == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "wikidata",
        "file:///etc/passwd",
        "ftp://a/",
        "http://",
        "http://a b/",
        "https://[",
        "http://a:99999/",
        "x" * 500,
    ],
    ids=lambda address: repr(address[:20]),
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(
        UsageError, match=r"invalid address '.{0,80}': write it like https://www.wikidata.org/w/api.php"
    ):
        check_address(address)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as error:
        check_address("https://me:secret@example.org/")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("contact", ["a\nb", "я@example.org", "x" * 300, "a\r\nCookie: b"])
def test_a_contact_that_is_no_header_is_refused(contact: str) -> None:
    with pytest.raises(UsageError, match="invalid contact"):
        WebClient(contact)


@pytest.mark.parametrize("location", ["http://[", "http://127.0.0.1:x/", "http://\x7f/"])
def test_a_redirect_to_an_invalid_address_is_refused(location: str, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=302, headers={"Location": location})] * 9
    with client(attempts=2) as (web, _, _), pytest.raises(ConnectionFailed, match=r"redirects|Invalid URL in location"):
        web.get(host.address)


@pytest.mark.parametrize("address", ["http://ex..ample/", "http://\u2028/", "http://xn--\u00e9/", "http://-/"])
def test_an_address_without_a_host_says_so(address: str) -> None:
    with client() as (web, _, _), pytest.raises((UsageError, ConnectionFailed), match=r"invalid address|no connection"):
        web.get(address)


@pytest.mark.parametrize("value", ["", "-5", "²", "Mon, 99 Foo 9999", "soon", "9" * 400])
def test_another_pause_than_seconds_or_a_date_is_left_out(value: str, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=503, headers={"Retry-After": value.encode().decode("latin-1")})]
    with client() as (web, waits, _):
        web.get(host.address)
    assert waits == [1]


@pytest.mark.parametrize("value", ["Fri, 31 Dec 9999 23:59:59 -2359", "Fri, 31 Dec 9999 23:59:59 GMT", "999999999"])
def test_a_pause_that_never_ends_is_refused(value: str, host: FakeWikibase) -> None:
    host.prepared = [Prepared(status=503, headers={"Retry-After": value})]
    with client() as (web, waits, _), pytest.raises(ConnectionFailed, match="it asks to wait"):
        web.get(host.address)
    assert waits == []


def test_an_invalid_proxy_of_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "foo://x")
    with pytest.raises(UsageError, match="the proxy in the environment"):
        WebClient()
