"""Labels of terms: in a language, of axioms without a name, and of nodes with hostile content."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import ID, PREFIXES
from aliansi.views.labels import MAX_LEVELS, MAX_MEMBERS, Label, Labels

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
DATA = """
id:a rdfs:label "a thing"@en , "sesuatu"@id .
id:b rdfs:label "nur Deutsch"@de , "plain" .
id:p rdfs:label "part of"@en .
_:list rdf:first id:a ; rdf:rest [ rdf:first id:p ; rdf:rest rdf:nil ] .
_:some a owl:Restriction ; owl:onProperty id:p ; owl:someValuesFrom id:a .
_:all a owl:Class ; owl:intersectionOf ( id:a [ owl:onProperty id:p ; owl:hasValue id:b ] ) .
_:itself owl:onProperty id:p ; owl:someValuesFrom _:itself .
_:circle rdf:first id:a ; rdf:rest _:circle .
"""


def called(data: str, subject: ox.NamedNode | ox.BlankNode | ox.Literal, language: str = "en") -> Label:
    dataset = ox.Store()
    dataset.extend(ox.Quad(*triple) for triple in ox.parse((HEAD + data).encode(), format=ox.RdfFormat.TURTLE))
    return Labels(Store(dataset, ""), language).of(subject)


@pytest.mark.parametrize(
    ("term", "language", "expected"),
    [
        (ox.NamedNode(str(ID.a)), "en", Label("a thing", "en")),
        (ox.NamedNode(str(ID.a)), "id", Label("sesuatu", "id")),
        (ox.NamedNode(str(ID.p)), "id", Label("part of", "en")),
        (ox.NamedNode(str(ID.b)), "en", Label("plain")),
        (ox.NamedNode(str(ID.unknown)), "en", Label("id:unknown")),
        (ox.Literal("x", language="id"), "en", Label("x", "id")),
        (ox.BlankNode("list"), "en", Label("(a thing → part of)")),
        (ox.BlankNode("some"), "en", Label("[part of some a thing]")),
        (ox.BlankNode("some"), "id", Label("[part of sebagian sesuatu]")),
        (ox.BlankNode("all"), "en", Label("[all of (a thing → [part of is plain])]")),
        (ox.BlankNode("itself"), "en", Label("[part of some …]")),
        (ox.BlankNode("circle"), "en", Label("(a thing)")),
        (ox.BlankNode("nothing"), "en", Label("[…]")),
    ],
)  # fmt: skip
def test_what_a_term_is_called(term: ox.NamedNode | ox.BlankNode | ox.Literal, language: str, expected: Label) -> None:
    assert called(DATA, term, language) == expected


@pytest.mark.parametrize(("modifier", "text"), [("", "→ a thing"), (' ; sssom:predicate_modifier "Not"', "↛ a thing")])
def test_a_mapping_is_called_after_its_object(modifier: str, text: str) -> None:
    prefix = "@prefix sssom: <https://w3id.org/sssom/> .\n"
    mapping = f"{prefix}id:m a sssom:Mapping ; sssom:object_id id:a{modifier} .\n{DATA}"
    assert called(mapping, ox.NamedNode(str(ID.m))).text == text


def test_what_is_long_or_deep_is_told_in_part() -> None:
    long = "".join(f"_:l{i} rdf:first id:a ; rdf:rest _:l{i + 1} .\n" for i in range(5000))
    assert called(long, ox.BlankNode("l0")).text.count("id:a") == MAX_MEMBERS
    deep = "".join(f"_:d{i} owl:onProperty id:p ; owl:someValuesFrom _:d{i + 1} .\n" for i in range(5000))
    assert called(deep, ox.BlankNode("d0")).text.count("some") == MAX_LEVELS + 1


@pytest.mark.parametrize("labels", [["one", "two"], ["two", "one"]])
def test_of_several_labels_in_a_language_the_first_is_taken(labels: list[str]) -> None:
    data = "".join(f'id:a rdfs:label "{label}"@en .\n' for label in labels)
    assert called(data, ox.NamedNode(str(ID.a))) == Label("one", "en")
