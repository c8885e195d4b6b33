import io
import json
from pathlib import Path
from typing import Any

import pytest

from aliansi.errors import UsageError
from aliansi.http.metrics import AccessLog
from aliansi.http.proxies import Proxies
from aliansi.server.app import Application as Served
from tests.server.support.fast_requests import answer, scope_of
from tests.server.support.served import RUNNER, Site, make_store


def seen(proxies: Proxies, client: str, **said: str) -> tuple[str, str]:
    headers = [(f"x-forwarded-{name.rstrip('2')}".encode(), value.encode()) for name, value in said.items()]
    scope: dict[str, Any] = {"client": (client, 1), "scheme": "http", "headers": headers}
    proxies.apply(scope)
    return scope["client"][0], scope["scheme"]


@pytest.mark.parametrize(
    ("client", "said", "expected"),
    [
        ("127.0.0.1", {"for": "192.0.2.7", "proto": "https"}, ("192.0.2.7", "https")),
        ("10.1.2.3", {"for": "198.51.100.1, 192.0.2.7"}, ("192.0.2.7", "http")),
        ("127.0.0.1", {"for": "198.51.100.1, 192.0.2.7, 10.9.9.9"}, ("192.0.2.7", "http")),
        ("127.0.0.1", {"for": "198.51.100.1", "for2": "192.0.2.7"}, ("192.0.2.7", "http")),
        ("127.0.0.1", {"for": "192.0.2.7:4711"}, ("192.0.2.7", "http")),
        ("127.0.0.1", {"for": "[2001:db8::7]:4711"}, ("2001:db8::7", "http")),
        ("127.0.0.1", {"for": "198.51.100.1, unknown"}, ("127.0.0.1", "http")),
        ("127.0.0.1", {"for": "", "proto": "gopher"}, ("127.0.0.1", "http")),
        ("127.0.0.1", {}, ("127.0.0.1", "http")),
        ("192.0.2.9", {"for": "192.0.2.7", "proto": "https"}, ("192.0.2.9", "http")),
    ],
)
def test_the_last_address_that_is_no_proxys_is_the_clients(
    client: str, said: dict[str, str], expected: tuple[str, str]
) -> None:
    assert seen(Proxies(["127.0.0.1", "10.0.0.0/8"]), client, **said) == expected
    assert seen(Proxies(), client, **said) == (client, "http"), "nobody is believed unless he is named"


@pytest.mark.parametrize("address", ["localhost", "10.0.0.1/8", "300.1.1.1", ""])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(UsageError, match="address or a network"):
        Proxies([address])


@pytest.mark.parametrize("known", [(), ("127.0.0.1",)])
def test_clients_behind_a_proxy_are_told_apart_on_both_ways(tmp_path: Path, known: tuple[str, ...]) -> None:
    log = io.StringIO()
    site = Site.of(make_store(tmp_path), log=AccessLog(log), proxies=Proxies(known))
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    base = site.get("/sparql", params={"query": "SELECT (STR(<x>) AS ?x) {}", "format": "csv"}, headers=headers).text
    assert base == f"x\r\nhttp{'s' if known else ''}://site.test/x\r\n"
    served: Served = site.served
    asked = scope_of(
        "SELECT (STR(<y>) AS ?x) {}", *((name.lower().encode(), v.encode()) for name, v in headers.items())
    )
    asked["client"] = ("127.0.0.1", 1)
    whole = RUNNER.run(answer(served.fast_path, asked))
    assert whole.body == f"x\r\nhttp{'s' if known else ''}://site.test/y\r\n".encode()
    served.fast_path.cache_response(b"GET", asked, whole)
    assert (served.fast_path.cached_response(b"GET", ("127.0.0.1", 1)) is None) is bool(known)
    clients = [json.loads(line)["client"] for line in log.getvalue().splitlines()]
    assert set(clients) == {"192.0.2.7" if known else "127.0.0.1"}
