"""Vocabulary page: every term with its label, definition, relations and uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, in_proofs, is_inferred
from aliansi.evidence.index import LABEL
from aliansi.namespaces import AL, ONTOLOGY, PREFIXES, TYPE, named_node, shorten
from aliansi.views.labels import Label
from aliansi.views.statements import StatementLine, StatementValue, StatementView
from aliansi.views.urls import Link

MAX_EXAMPLES: Final = 5
IRI: Final = str(AL).removesuffix("#")
"""IRI of the ontology itself."""

_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_DEFINITION: Final = named_node("skos:definition")
_KINDS: Final[Mapping[str, str]] = {
    f"{_OWL}Class": "classes",
    f"{_OWL}ObjectProperty": "object-properties",
    f"{_OWL}DatatypeProperty": "datatype-properties",
    f"{_OWL}AnnotationProperty": "annotation-properties",
}
_OTHERS: Final = "individuals"
_INVERSE: Final[Mapping[str, str]] = {
    f"{_RDFS}subClassOf": "subclasses",
    f"{_RDFS}subPropertyOf": "subproperties",
    f"{_OWL}inverseOf": "inverses",
    f"{_RDFS}domain": "domain-of",
    f"{_RDFS}range": "range-of",
}
"""Inverse statements of a term, with the key of their name."""
_APART: Final = frozenset({LABEL, _DEFINITION, named_node("rdfs:isDefinedBy"), named_node("al:labelPattern")})


@dataclass(frozen=True)
class TermDefinition:
    """Term of the vocabulary."""

    anchor: str
    short: str
    iri: str
    name: Label
    definition: tuple[StatementValue, ...]
    lines: tuple[StatementLine, ...]
    uses: int
    examples: tuple[tuple[StatementValue, StatementValue, StatementValue], ...] = field(
        metadata={"help": "the first statements that use it"}
    )
    all_uses: str = field(metadata={"help": "URL of all statements that use it, as CSV"})


@dataclass(frozen=True)
class VocabularySection:
    """Terms of a kind; ``key`` is that of its heading."""

    key: str
    terms: tuple[TermDefinition, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Context of the vocabulary page."""

    name: Label
    lines: tuple[StatementLine, ...]
    sections: tuple[VocabularySection, ...]
    links: tuple[Link, ...]


def terms_of(store: Store) -> dict[str, list[ox.NamedNode]]:
    """Return the terms that the dataset defines by the key of their kind, sorted by IRI."""
    kinds: dict[ox.NamedNode, str] = {}
    in_ontology = store.dataset.quads_for_pattern(None, TYPE, None, ox.NamedNode(str(ONTOLOGY)))
    for quad in in_ontology:
        subject, kind = quad.subject, _KINDS.get(getattr(quad.object, "value", ""), _OTHERS)
        if (
            isinstance(subject, ox.NamedNode)
            and subject.value.startswith(AL)
            and kinds.get(subject, _OTHERS) == _OTHERS
        ):
            kinds[subject] = kind
    found: dict[str, list[ox.NamedNode]] = {key: [] for key in (*_KINDS.values(), _OTHERS)}
    for node in sorted(kinds, key=lambda node: node.value):
        found[kinds[node]].append(node)
    return found


def term_definitions(
    view: StatementView, uses: Mapping[str, int], say: Mapping[str, str]
) -> Iterator[tuple[str, TermDefinition]]:
    """Yield each term with the key of its kind; ``uses`` are the numbers of statements that use terms."""
    for key, nodes in terms_of(view.store).items():
        for node in nodes:
            yield key, _term(node, key, view, uses.get(node.value, 0), say)


def vocabulary_of(
    view: StatementView, defined: Iterable[tuple[str, TermDefinition]], links: tuple[Link, ...]
) -> Vocabulary:
    """Return the context of the vocabulary page."""
    sections: dict[str, list[TermDefinition]] = {}
    for key, term in defined:
        sections.setdefault(key, []).append(term)
    itself = ox.NamedNode(IRI)
    lines = view.lines(quad for quad in view.store.quads(itself) if quad.predicate not in _APART)
    parts = tuple(VocabularySection(key, tuple(terms)) for key, terms in sections.items())
    return Vocabulary(view.labels.of(itself), lines, parts, links)


def _term(node: ox.NamedNode, key: str, view: StatementView, uses: int, say: Mapping[str, str]) -> TermDefinition:
    quads = [quad for quad in view.store.quads(node) if quad.predicate not in _APART and not in_proofs(quad)]
    definitions = [quad for quad in view.store.quads(node, _DEFINITION)]
    turned = tuple(_inverse_lines(node, view, say)) if key != _OTHERS else ()
    used = islice((quad for quad in _uses(node, key, view.store) if not in_proofs(quad)), MAX_EXAMPLES)
    return TermDefinition(
        anchor=node.value.removeprefix(AL),
        short=shorten(node.value),
        iri=node.value,
        name=view.labels.of(node),
        definition=next((line.values for line in view.lines(definitions)), ()),
        lines=(*view.lines(quads), *turned),
        uses=uses,
        examples=tuple(_example(quad, view) for quad in used),
        all_uses=view.page.query(_query(node, key), "csv"),
    )


def _inverse_lines(node: ox.NamedNode, view: StatementView, say: Mapping[str, str]) -> Iterator[StatementLine]:
    for predicate, name in _INVERSE.items():
        found: dict[Term, ox.Quad] = {}
        for quad in sorted(view.store.quads(None, ox.NamedNode(predicate), node), key=is_inferred):
            if isinstance(quad.subject, ox.NamedNode) and not in_proofs(quad):
                found.setdefault(quad.subject, quad)
        values = (view.subject(quad) for _, quad in sorted(found.items(), key=lambda item: str(item[0])))
        if found:
            yield StatementLine(Label(say[name]), None, tuple(values))


def _example(quad: ox.Quad, view: StatementView) -> tuple[StatementValue, StatementValue, StatementValue]:
    predicate = view.labels.of(quad.predicate)
    return (
        view.subject(quad),
        StatementValue(predicate.text, view.address(quad.predicate.value), predicate.language),
        view.value((quad.subject, quad.predicate, quad.object), False),
    )


def _uses(node: ox.NamedNode, key: str, store: Store) -> Iterator[ox.Quad]:
    if key == "classes":
        return store.quads(None, TYPE, node)
    return store.quads(None, None, node) if key == _OTHERS else store.quads(None, node)


def _query(node: ox.NamedNode, key: str) -> str:
    if key == "classes":
        return f"SELECT ?subject {{ ?subject a {node} }}"
    if key == _OTHERS:
        return f"SELECT ?subject ?property {{ ?subject ?property {node} }}"
    return f"SELECT ?subject ?value {{ ?subject {node} ?value }}"


COUNT_USES: Final = f"""
    SELECT ?term (COUNT(*) AS ?n) {{
      {{ ?s ?term ?o }} UNION {{ ?s ?p ?term }}
      FILTER(STRSTARTS(STR(?term), "{AL}"))
    }} GROUP BY ?term
"""
"""Query that counts the statements that use each term, as a property or as a value."""
