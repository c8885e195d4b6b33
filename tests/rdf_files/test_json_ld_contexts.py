"""JSON-LD takes contexts from its own folder, with the triples that rdflib reads, and from nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from aliansi.rdf_files.json_ld_contexts import include_contexts
from aliansi.rdf_files.streams import DamagedFileError
from tests.rdf_files.support.reading import refusal, triples

NAME = '{"@context": {"name": "http://e/name", "knows": {"@id": "http://e/knows", "@type": "@id"}}}'
READ = {
    "one": ('{"@context": "c.jsonld", "@id": "http://e/a", "name": "A"}', {"c.jsonld": NAME}),
    "in a list": (
        '{"@context": [{"x": "http://e/x"}, "./c.json"], "@id": "http://e/a", "name": "A", "x": 1}',
        {"c.json": NAME},
    ),
    "in a subfolder": (
        '{"@context": "contexts/my%20c.jsonld", "@id": "http://e/a", "name": "A", "x": "B"}',
        {"contexts/my c.jsonld": '{"@context": ["../c.jsonld", {"x": "http://e/x"}]}', "c.jsonld": NAME},
    ),
    "of a term": (
        '{"@context": {"p": {"@id": "http://e/p", "@context": "c.jsonld"}}, "@id": "http://e/a",\n'
        '"p": {"@id": "http://e/b", "name": "B"}}',
        {"c.jsonld": NAME},
    ),
    "of a node": (
        '{"@id": "http://e/a", "http://e/p": {"@context": "c.jsonld", "@id": "http://e/b", "name": "B"}}',
        {"c.jsonld": NAME},
    ),
    "base of the context": (
        '{"@context": ["c.jsonld", {"@base": "http://mine/"}], "@id": "a", "name": "A"}',
        {"c.jsonld": '{"@context": {"@base": "http://other/", "name": "http://e/name"}}'},
    ),
    "with CRLF": (
        '{"@context":\r\n"c.jsonld",\r\n"@id": "http://e/a", "name": "é"}',
        {"c.jsonld": NAME.replace(" ", "\r\n")},
    ),
}
REFUSED = {
    "missing": ('{\n"@context": "no.jsonld"}', "2: the folder of this file has no context 'no.jsonld'"),
    "parent folder": ('{"@context": "../outside.jsonld"}', "1: the context '../outside.jsonld' is outside the folder"),
    "encoded": ('{"@context": "%2e%2e/outside.jsonld"}', "1: the context '%2e%2e/outside.jsonld' is outside"),
    "root": ('{"@context": [{},\n"/etc/passwd"]}', "1: the context '/etc/passwd' is outside the folder"),
    "link": ('{"@context": "link.jsonld"}', "1: the context 'link.jsonld' is outside the folder"),
    "folder": ('{"@context": "."}', "1: the folder of this file has no context '.'"),
    "not JSON": ('{"@context": "text.txt"}', "1: the context 'text.txt' cannot be read: Expecting value"),
    "no context": ('{"@context": "plain.json"}', "1: the file 'plain.json' has no @context"),
    "circular": ('{"@context": "circle.jsonld"}', "1: includes more than 100 contexts, or contexts that include one"),
    "remote inside": ('{"@context": "remote.jsonld"}', "1: syntax error: remote contexts are not fetched"),
    "network path": ('{"@context": "//e/c"}', "1: syntax error: remote contexts are not fetched"),
    "NUL": ('{"@context": "a\\u0000b"}', "1: "),
}


def write(folder: Path, contents: dict[str, str]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content.encode())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # inside rdflib
@pytest.mark.parametrize("name", READ)
def test_a_context_of_the_same_folder_is_read(name: str, tmp_path: Path) -> None:
    document, contexts = READ[name]
    write(tmp_path, {"data.jsonld": document, **contexts})
    ours = rdflib.Graph().parse(
        data="".join(f"{triple} .\n" for triple in triples(tmp_path / "data.jsonld")), format="nt"
    )
    rdflibs = rdflib.Graph().parse(tmp_path / "data.jsonld", format="json-ld")
    assert len(ours) > 0
    assert isomorphic(ours, rdflibs)


def test_an_imported_context_is_overridden_by_its_own_terms(tmp_path: Path) -> None:
    context = '{"@context": {"@version": 1.1, "@import": "c.jsonld", "name": "http://e/own"}'
    document = f'{context}, "@id": "http://e/a", "name": "A", "knows": "http://e/b"}}'
    write(tmp_path, {"data.jsonld": document, "c.jsonld": NAME})
    assert sorted(triples(tmp_path / "data.jsonld")) == [
        "<http://e/a> <http://e/knows> <http://e/b>",
        '<http://e/a> <http://e/own> "A"',
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_context_of_another_place_is_refused(name: str, tmp_path: Path) -> None:
    document, message = REFUSED[name]
    folder = tmp_path / "data"
    folder.mkdir()
    write(tmp_path, {"outside.jsonld": NAME})
    (folder / "link.jsonld").symlink_to("../outside.jsonld")
    others = {"text.txt": "text", "plain.json": "{}", "circle.jsonld": '{"@context": ["circle.jsonld"]}'}
    write(folder, {"data.jsonld": document, **others, "remote.jsonld": '{"@context": "https://schema.org"}'})
    assert refusal(folder / "data.jsonld").startswith(f"data.jsonld:{message}")


def test_lines_stay_where_they_were(tmp_path: Path) -> None:
    write(tmp_path, {"c.jsonld": NAME})
    text = '{"@context": [\n"c.jsonld",\n{}\n],\n"@id": "http://e/a", "name": "A"\n}'
    found = include_contexts(text.encode(), tmp_path).decode()
    assert [line for line, part in enumerate(found.split("\n")) if '"@id": "http://e/a"' in part] == [4]
    assert json.loads(found)["@context"] == [json.loads(NAME)["@context"], {}]


def test_a_document_without_such_contexts_is_not_changed(tmp_path: Path) -> None:
    for text in (
        '{"@context": {"a": "http://e/a"},  "a": 1.0}',
        '{"@context": "https://schema.org"}',
        "{",
        '{"@context": ',
    ):
        assert include_contexts(text.encode(), tmp_path) == text.encode()


def test_a_byte_order_mark_is_no_part_of_a_context(tmp_path: Path) -> None:
    write(tmp_path, {"c.jsonld": "\ufeff" + NAME})
    found = include_contexts(b'{"@context": "c.jsonld"}', tmp_path)
    assert json.loads(found) == json.loads(NAME)


def test_a_large_context_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.rdf_files.json_ld_contexts.MAX_CONTEXT", len(NAME) - 1)
    write(tmp_path, {"c.jsonld": NAME})
    with pytest.raises(DamagedFileError, match=r"'c\.jsonld' has more than"):
        include_contexts(b'{"@context": "c.jsonld"}', tmp_path)
