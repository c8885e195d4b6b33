"""Host names that a server answers for: those of this machine, those that are allowed, or all."""

from __future__ import annotations

import ipaddress

import pytest

from aliansi.errors import ProtocolError, UsageError
from aliansi.http.exchange import Scope
from aliansi.http.hosts import AllowedHosts, is_loopback, name_of

OF_THIS_MACHINE = [
    *(
        "localhost",
        "localhost:8000",
        "LOCALHOST:1",
        "localhost.",
        "localhost.:8000",
        "aliansi.localhost",
        "a.b.localhost:80",
    ),
    *("127.0.0.1", "127.0.0.1:8000", "127.0.1.1", "127.255.255.254:65535", "127.0.0.1."),
    *("[::1]", "[::1]:8000", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]:8000", "[::FFFF:7f00:1]"),
]
FOREIGN = [
    *(
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "notlocalhost",
        "xlocalhost",
    ),
    *("localhost.localdomain", "localhos", "127.0.0.1.nip.io:8000", "xn--localhost-9db", "127-0-0-1.evil.example"),
    *(
        "192.0.2.1",
        "192.0.2.1:8000",
        "0.0.0.0",
        "128.0.0.1",
        "10.0.0.1",
        "[::]",
        "[2001:db8::1]:8000",
        "[fe80::1]",
        "[:::]",
    ),
    *("127.0.0.256", "127.evil", "2130706433", "0x7f.1", "-"),
]
INVALID = [
    *(
        "local host",
        "localhost/",
        "user@localhost",
        "localhost:x",
        "localhost:123456",
        "http://localhost",
        "a,localhost",
    ),
    *(
        "[::1",
        "::1",
        "[::1]x",
        "[localhost]",
        "localhost#",
        "localhost?",
        "evil.example\\@localhost",
        "é",
        "a" * 301,
        "*",
    ),
]


def scope_with(*hosts: str, forwarded: bool = False) -> Scope:
    headers = [(b"host", host.encode("latin-1")) for host in hosts]
    return {"headers": [(b"accept", b"*/*"), *headers], **({"forwarded": True} if forwarded else {})}


def status(hosts: AllowedHosts, scope: Scope) -> int:
    try:
        hosts.check(scope)
    except ProtocolError as error:
        return error.status
    return 200


@pytest.mark.parametrize("host", OF_THIS_MACHINE)
def test_names_of_this_machine_are_allowed(host: str) -> None:
    assert status(AllowedHosts(own="127.0.0.1"), scope_with(host)) == 200
    assert status(AllowedHosts(["example.org"]), scope_with(host)) == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_other_names_are_refused_with_the_option_that_allows_them(host: str) -> None:
    with pytest.raises(ProtocolError, match=r"does not answer for the host .*--allow-host.*--behind-proxy") as error:
        AllowedHosts(own="127.0.0.1").check(scope_with(host))
    assert error.value.status == 421
    assert name_of(host) in str(error.value)
    assert status(AllowedHosts(), scope_with(host)) == 200


@pytest.mark.parametrize("host", INVALID)
def test_what_is_no_host_is_invalid(host: str) -> None:
    assert status(AllowedHosts(own="127.0.0.1"), scope_with(host)) == 400
    with pytest.raises(ProtocolError, match="invalid Host header"):
        name_of(host)


def test_several_hosts_are_invalid_and_none_is_no_browser() -> None:
    hosts = AllowedHosts(own="::1")
    assert status(hosts, scope_with("localhost", "localhost")) == 400
    assert status(hosts, scope_with("localhost", "evil.example")) == 400
    assert status(hosts, scope_with("", "evil.example")) == 400
    assert status(hosts, scope_with()) == 200
    assert status(hosts, scope_with("")) == 200


@pytest.mark.parametrize(
    ("allowed", "yes", "no"),
    [
        ("example.org", ["example.org", "EXAMPLE.org:8443", "example.org."], ["www.example.org", "example.com", "org"]),
        (
            "*.example.org",
            ["www.example.org", "a.b.example.org:1"],
            ["example.org", "xexample.org", "example.org.evil"],
        ),
        ("Example.ORG.", ["example.org"], ["example"]),
        ("192.0.2.1", ["192.0.2.1:8000"], ["192.0.2.2"]),
        ("2001:db8::1", ["[2001:db8::1]:8000"], ["[2001:db8::2]"]),
        ("[2001:DB8::1]", ["[2001:db8::1]"], ["2001"]),
        ("münchen.example", ["xn--mnchen-3ya.example"], ["munchen.example"]),
        ("mybox", ["mybox:8000"], ["mybox.lan"]),
    ],
)
def test_allowed_names_are_those_that_the_operator_gives(allowed: str, yes: list[str], no: list[str]) -> None:
    for hosts in (AllowedHosts([allowed]), AllowedHosts([allowed], own="127.0.0.1")):
        assert [status(hosts, scope_with(host)) for host in yes] == [200] * len(yes)
        assert [status(hosts, scope_with(host)) for host in no] == [421] * len(no)


def test_all_names_are_allowed_by_an_asterisk() -> None:
    assert status(AllowedHosts(["*"], own="127.0.0.1"), scope_with("evil.example")) == 200


def test_the_name_that_the_server_listens_on_is_its_own() -> None:
    """On Debian the name of a machine is 127.0.1.1."""
    hosts = AllowedHosts(own="MyBox")
    assert status(hosts, scope_with("mybox:8000")) == 200
    assert status(hosts, scope_with("other:8000")) == 421


def test_a_trusted_proxy_decides_unless_names_are_allowed() -> None:
    forwarded = scope_with("example.org", forwarded=True)
    assert status(AllowedHosts(own="127.0.0.1"), forwarded) == 200
    assert status(AllowedHosts(["example.org"], own="127.0.0.1"), forwarded) == 200
    assert status(AllowedHosts(["example.com"], own="127.0.0.1"), forwarded) == 421


@pytest.mark.parametrize(
    "name", ["http://example.org", "example.org:80", "a b", "*..", "a.*.org", ".example.org", "", "ü" * 70]
)
def test_an_invalid_name_is_named(name: str) -> None:
    with pytest.raises(UsageError, match=r"invalid host .*: write a name without scheme and port"):
        AllowedHosts([name])


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("0.0.0.0", False), ("::", False), ("::2", False)],
)
def test_only_loopback_addresses_are_local(address: str, local: bool) -> None:
    assert is_loopback(ipaddress.ip_address(address)) is local
