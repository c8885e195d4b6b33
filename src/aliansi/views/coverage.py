"""Statistics of a dataset: facts of each source, quoted text, things by class, inferred triples by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term
from aliansi.namespaces import GRAPH, INFERRED, PROOFS, SHARED, THINGS, shorten
from aliansi.views.i18n import translate_term
from aliansi.views.labels import Label, Labels

_FACTS: Final = """SELECT ?graph (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?claim) AS ?claims) {
  GRAPH ?graph {
    ?fact al:statedIn|dcterms:source ?evidence .
    OPTIONAL { ?fact al:status ?status FILTER(?status IN (al:Alleged, al:Assessed)) BIND(?fact AS ?claim) }
  }
} GROUP BY ?graph ORDER BY ?graph"""
_YEARS: Final = """SELECT ?graph (MIN(?day) AS ?first) (MAX(?day) AS ?last) {
  GRAPH ?graph { ?fact al:statedIn|dcterms:source ?evidence }
  GRAPH graph:dates { ?fact ?property ?day FILTER(DATATYPE(?day) = xsd:date) }
} GROUP BY ?graph"""
_KINDS: Final = f"""SELECT ?what (COUNT(DISTINCT ?thing) AS ?number) {{ GRAPH <{THINGS}> {{ ?thing a ?what }} }}
GROUP BY ?what ORDER BY DESC(?number) ?what"""
_QUOTED: Final = """SELECT ?source ?length ?start ?end {
  ?passage oa:hasSource ?source ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] .
  ?source dcterms:identifier ?length FILTER(STRSTARTS(?length, "code-points:"))
} ORDER BY ?source ?start"""
_INFERRED: Final = f"""SELECT ?what (COUNT(*) AS ?number) {{
  GRAPH <{INFERRED}> {{ {{ ?subject a ?what }} UNION {{ ?subject ?what ?object }} }}
  FILTER(STRSTARTS(STR(?what), STR(al:)))
}} GROUP BY ?what ORDER BY DESC(?number) ?what"""
_RULES: Final = f"""SELECT ?rule (COUNT(*) AS ?number) (MIN(?proof) AS ?example) {{
  GRAPH <{PROOFS}> {{ ?proof al:rule ?rule }}
}} GROUP BY ?rule ORDER BY DESC(?number) ?rule"""
_EXAMPLE: Final = f"""SELECT ?s ?p ?o {{{{ GRAPH <{PROOFS}> {{{{
  <{{}}> rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o
}}}} }}}}"""


@dataclass(frozen=True)
class SourceFigures:
    """Facts and claims of a source, and the years from the first to the last of those that are dated."""

    name: str
    facts: int
    claims: int
    years: str


@dataclass(frozen=True)
class QuotedText:
    """Text with the share of it that is quoted as evidence."""

    iri: str
    name: Label
    characters: int
    length: int

    @property
    def percent(self) -> int:
        """Quoted share in per cent."""
        return round(100 * self.characters / self.length) if self.length else 0


@dataclass(frozen=True)
class KindCount:
    """Number of things or triples of a kind."""

    iri: str
    name: Label
    number: int


@dataclass(frozen=True)
class RuleCount:
    """Number of triples inferred by a rule, with one example as Turtle terms."""

    rule: str
    number: int
    example: tuple[str, str, str] | None


@dataclass(frozen=True)
class DatasetCoverage:
    """All statistics."""

    sources: tuple[SourceFigures, ...]
    texts: tuple[QuotedText, ...]
    kinds: tuple[KindCount, ...] = field(metadata={"help": "things by class"})
    inferred: tuple[KindCount, ...] = field(metadata={"help": "inferred triples by class or property"})
    rules: tuple[RuleCount, ...]


def read_coverage(store: Store, language: str) -> DatasetCoverage:
    """Read the statistics; this takes 0.1 s for 100,000 triples."""
    names = Labels(store, language)
    return DatasetCoverage(
        tuple(_sources(store, language)),
        tuple(_texts(store, names)),
        tuple(_counts(store, names, _KINDS)),
        tuple(_counts(store, names, _INFERRED)),
        tuple(_rules(store)),
    )


def _sources(store: Store, language: str) -> Iterator[SourceFigures]:
    days = {_text(row["graph"]): (_text(row.get("first")), _text(row.get("last"))) for row in store.select(_YEARS)}
    shared = set(map(str, SHARED))
    for row in store.select(_FACTS):
        graph = _text(row["graph"])
        if graph not in shared:
            claims = int(_text(row["claims"]))
            years = "–".join(day[:4] for day in days.get(graph, ()) if day)
            name = translate_term(graph.removeprefix(str(GRAPH)), language)
            yield SourceFigures(name, int(_text(row["facts"])) - claims, claims, years)


def _texts(store: Store, names: Labels) -> Iterator[QuotedText]:
    spans: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in store.select(_QUOTED):
        length = _text(row["length"]).removeprefix("code-points:")
        if length.isdecimal():
            spans[_text(row["source"]), int(length)].append((int(_text(row["start"])), int(_text(row["end"]))))
    for (source, size), places in spans.items():
        yield QuotedText(source, names.of(ox.NamedNode(source)), covered_length(places), size)


def covered_length(places: list[tuple[int, int]]) -> int:
    """Return the number of characters within some ranges (start and exclusive end), sorted by start."""
    total, reached = 0, 0
    for start, end in places:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _counts(store: Store, names: Labels, query: str) -> Iterator[KindCount]:
    for row in store.select(query):
        yield KindCount(_text(row["what"]), names.of(row["what"]), int(_text(row["number"])))


def _rules(store: Store) -> Iterator[RuleCount]:
    for row in store.select(_RULES):
        found = next(store.select(_EXAMPLE.format(_text(row["example"]))), {})
        terms = [found.get(name) for name in "spo"]
        texts = tuple(shorten(t.value) if isinstance(t, ox.NamedNode) else str(t) for t in terms)
        can_be_asked = all(isinstance(term, (ox.NamedNode, ox.Literal)) for term in terms)
        example = (texts[0], texts[1], texts[2]) if can_be_asked else None
        yield RuleCount(_text(row["rule"]), int(_text(row["number"])), example)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""
