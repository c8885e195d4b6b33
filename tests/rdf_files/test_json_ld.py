"""What JSON-LD drops is a warning that names it, with its line; nothing is fetched."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from tests.rdf_files.support.reading import case, given, refusal, triples, warnings_of

DROPPED = "so its values are dropped"
LOSSES = {
    "subject": ('{"@id": "http://e/a b",\n"http://e/p": 1}', ["1: warning: 'http://e/a b' is not an IRI"]),
    "object": (
        '{"@id": "http://e/a",\n"http://e/p": {"@id": "http://e/{x}"}}',
        ["2: warning: 'http://e/{x}' is not an IRI (Invalid IRI code point '{'), so the triples that refer to it"],
    ),
    "relative": (
        '{"@context": {"@base": null},\n"@id": "a",\n"http://e/p": 1}',
        ["2: warning: 'a' is relative, and there is no base, so its triples are dropped"],
    ),
    "compact": (
        '{"@context": {"e": "http://e/"},\n"@id": "e:a b", "e:p": 1}',
        ["2: warning: 'http://e/a b' is not an IRI"],
    ),
    "language": (
        '{"http://e/p":\n{"@value": "x", "@language": "zh-classical"}}',
        ["2: warning: 'zh-classical' is not a language tag (RFC 5646), so the text 'x' is dropped"],
    ),
    "language map": (
        '{"@context": {"l": {"@id": "http://e/l", "@container": "@language"}},\n"l": {"en": "x",\n"en_US": "y"}}',
        ["3: warning: 'en_us' is not a language tag"],
    ),
    "default language": (
        '{"@context": {"@language": "deutsch-land-1234567890"},\n"http://e/p": "x"}',
        ["1: warning: 'deutsch-land-1234567890' is not a language tag"],
    ),
    "term": (
        '{"@context": {"name": "http://e/name"},\n"name": "x",\n"nmae": "y"}',
        [f"3: warning: the name 'nmae' has no IRI, {DROPPED}; define it in @context, or add @vocab"],
    ),
    "property": ('{"http://e/a b": 1}', ["1: warning: the property 'http://e/a b' is not an IRI"]),
    "blank property": (
        '{"@id": "http://e/a",\n"_:p": 1}',
        ["2: warning: the property '_:p' is a blank node"],
    ),
    "direction": (
        '{"http://e/p":\n{"@value": "x", "@direction": "rtl"}}',
        ["2: warning: the text direction 'rtl' is dropped: RDF has none without a language"],
    ),
    "keyword": ('{"@idd": "http://e/a",\n"http://e/p": 1}', ["1: warning: @idd is not a keyword of JSON-LD"]),
    "written twice": ('{"http://e/p": 1,\n"http://e/p": 2}', ["1: warning: the name 'http://e/p' is written twice"]),
    "plain JSON": ('{"name": "x"}', ["1: warning: the name 'name' has no IRI"]),
    "in a graph": (
        '{"@graph": [\n{"@id": "http://e/<", "http://e/p": 1}]}',
        ["2: warning: 'http://e/<' is not an"],
    ),
    "in a list": (
        '{"http://e/p": {"@list": [1,\n{"@id": "http://e/a b"}]}}',
        ["2: warning: 'http://e/a b' is not an IRI"],
    ),
    "nothing": ('{"@context": {"t": null}, "@id": "http://e/a", "t": 1, "http://e/p": ["x", null]}', []),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_is_dropped_is_named(name: str, tmp_path: Path) -> None:
    content, expected = LOSSES[name]
    found = warnings_of(given(tmp_path, "x.jsonld", content))
    assert len(found) == len(expected)
    for warning, start in zip(found, expected, strict=True):
        assert warning.startswith(f"x.jsonld:{start}")


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("bad-iri.jsonld", "1: warning: 'http://e/a b' is not an IRI (Invalid IRI code point ' '), so its triples are"),
        ("bad-language.jsonld", "2: warning: 'zh-classical' is not a language tag (RFC 5646), so the text 'x' is "),
    ],
)
def test_the_command_shows_the_warnings_and_succeeds(name: str, dropped: str) -> None:
    result = CliRunner().invoke(commands, ["reason", str(case(name))])
    assert result.exit_code == 0
    assert f"{name}:{dropped}" in result.stderr
    assert "0 triples read" in result.stderr


def test_many_warnings_end_with_their_number(tmp_path: Path) -> None:
    file = given(tmp_path, "x.jsonld", json.dumps({f"k{i}": i for i in range(50)}))
    assert len(warnings_of(file)) == 21
    assert warnings_of(file)[-1] == "x.jsonld: warning: 30 more values have been dropped"


REFUSED = {
    "remote": ('{\n"@context": "https://schema.org", "name": 1}', "2: syntax error: remote contexts are not fetched"),
    "in a list": ('{"@context": [{}, "https://schema.org"]}', "1: syntax error: remote contexts are not fetched"),
    "relative": ('{"@context": "context.jsonld"}', "1: the folder of this file has no context 'context.jsonld'"),
    "imported": ('{"@context": {\n"@import": "http://e/c"}}', "2: syntax error: remote contexts are not fetched"),
    "type": ('{"http://e/p":\n{"@value": "1", "@type": "a b"}}', "2: syntax error: @type value 'a b' must be an IRI"),
    "keyword": (
        '{"@context": {\n"a": {"@id": "http://e/a", "@container": "@id1"}}}',
        "2: syntax error: Not supported @container value",
    ),
    "syntax": ('{"@id": "http://e/a",\n"http://e/p":}', "2: syntax error at column 14"),
    "surrogate": ('{"@id": "http://e/a",\n"http://e/p": "\\ud800"}', "2: syntax error at column"),
    "direction": (
        '{"http://e/p":\n{"@value": "x", "@direction": "rtl", "@language": "ar"}}',
        "2: text directions (RDF 1.2) are not supported",
    ),
    "deep": ("[\n" * 1_001 + "]" * 1_001, "1001: is nested more than 1000 deep"),
    "deep objects": ('{"http://e/p":' * 5_000 + "1" + "}" * 5_000, "1: is nested more than 1000 deep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_without_the_network(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    content, message = REFUSED[name]
    assert refusal(given(tmp_path, "x.jsonld", content)).startswith(f"x.jsonld:{message}")


def test_brackets_in_texts_do_not_nest(tmp_path: Path) -> None:
    file = given(tmp_path, "x.jsonld", json.dumps({"http://e/p": ['{[\\"' * 2_000, 1]}))
    assert len(triples(file)) == 2
    assert warnings_of(file) == []


def test_deep_nesting_within_the_limit_is_not_checked_and_says_so(tmp_path: Path) -> None:
    file = given(tmp_path, "x.jsonld", '{"http://e/p":' * 900 + "1" + "}" * 900)
    assert len(triples(file)) == 900
    assert warnings_of(file) == ["x.jsonld: warning: nested too deeply to be checked for values that JSON-LD drops"]
