import ipaddress

import pytest

from aliansi.errors import UsageError
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedHost, is_public, parse_services


@pytest.mark.parametrize(
    ("setting", "host"),
    [
        ("query.wikidata.org", AllowedHost("https", "query.wikidata.org", 443)),
        ("Example.ORG:8443", AllowedHost("https", "example.org", 8443)),
        ("http://example.org", AllowedHost("http", "example.org", 80)),
        ("https://example.org/", AllowedHost("https", "example.org", 443)),
        ("http://127.0.0.1:3030", AllowedHost("http", "127.0.0.1", 3030, ipaddress.ip_address("127.0.0.1"))),
        ("http://[::1]:3030", AllowedHost("http", "::1", 3030, ipaddress.ip_address("::1"))),
        ("http://fuseki:3030=10.0.0.7", AllowedHost("http", "fuseki", 3030, ipaddress.ip_address("10.0.0.7"))),
    ],
)
def test_a_host_is_parsed(setting: str, host: AllowedHost) -> None:
    assert parse_services([setting]).hosts == (host,)


@pytest.mark.parametrize(
    "setting",
    ["", "*", "*.org", "ftp://x", "https://x/sparql", "u:p@x", "x:0", "x:99999", "x=", "x=y", "x y", "https://", "x?y"],
)
def test_an_invalid_host_is_an_error(setting: str) -> None:
    with pytest.raises(UsageError, match=r"invalid (host|port|address)"):
        parse_services([setting])


@pytest.mark.parametrize(
    "endpoint", ["https://example.org/sparql", "https://EXAMPLE.org:443/x?y=z", "http://127.0.0.1:3030/ds"]
)
def test_an_endpoint_of_an_allowed_host_is_found(endpoint: str) -> None:
    assert parse_services(["example.org", "http://127.0.0.1:3030"]).host_of(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://example.org/sparql",
        "https://example.org:8443/",
        "https://example.org.evil.test/",
        "https://sub.example.org/",
        "https://example.org@evil.test/",
        "https://user:password@example.org/",
        "https://evil.test#example.org",
        "https://evil.test/example.org",
        "https://ex\u0430mple.org/",
        "https://example.org\\@evil.test/",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
        "https://127.1/",
        "file:///etc/passwd",
        "urn:x",
        "//example.org/",
        "https://[x/",
        "https://example.org:port/",
        "",
    ],
)
def test_any_other_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(UsageError, match=r"is not allowed here|is not a valid IRI|write the endpoint as https"):
        parse_services(["example.org"]).host_of(endpoint)


def test_the_error_says_which_host_and_how_to_allow_it() -> None:
    with pytest.raises(UsageError, match=r"^http://x\.test:81 is not allowed here; .* --allow-service$"):
        parse_services(["example.org"]).host_of("http://x.test:81/sparql")
    assert NO_SERVICES.hosts == ()


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:a00:1::"),
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_an_embedded_address_that_is_not_public_is_recognised(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_a_public_address_is_recognised(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
