"""The queries of the endpoint benchmark: shapes that scholars use, over the alliance data (``data.py``).

Each shape turns a number into a query that has not been sent before, by other constants or by a comment, because an
endpoint may cache its answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data import ONTOLOGY, RDFS, THINGS

PREFIXES: Final = f"PREFIX : <{ONTOLOGY}> PREFIX id: <{THINGS}> PREFIX rdfs: <{RDFS}> "
TABLE: Final = "application/sparql-results+json"
GRAPH: Final = "application/n-triples"

TRIPLES_OF_A_STATE: Final = 34
"""Approximate number of triples for each state."""


@dataclass(frozen=True)
class Shape:
    """A kind of query; ``{n}`` in its text is the number of an existing state or alliance."""

    name: str
    text: str
    accept: str = TABLE

    def query(self, number: int, things: int) -> str:
        """Return the query of a number over data with ``things`` states and half as many alliances."""
        return PREFIXES + self.text.replace("{n}", str(number * 7919 % (things // 2))) + f" # {number}"


SHAPES: Final = (
    Shape("look-up", "SELECT ?p ?o { id:state-{n} ?p ?o }"),
    Shape("reverse look-up", "SELECT ?m { ?m :member id:state-{n} }"),
    Shape("join", "SELECT ?other { ?m :member id:state-{n} ; :inAlliance ?a . ?n :inAlliance ?a ; :member ?other }"),
    Shape("join of all", "SELECT (COUNT(*) AS ?n) { ?m :member ?s ; :inAlliance ?a . ?s :capital ?c . ?a :seat ?c }"),
    Shape("OPTIONAL", "SELECT ?m ?end { ?m :inAlliance id:alliance-{n} OPTIONAL { ?m :end ?end } }"),
    Shape("OPTIONAL of all", "SELECT (COUNT(?end) AS ?n) { ?m a :Membership OPTIONAL { ?m :end ?end } }"),
    Shape("NOT EXISTS", "SELECT ?m { ?m :inAlliance ?a FILTER NOT EXISTS { ?m :endedBy ?w } } LIMIT 500"),
    Shape(
        "NOT EXISTS of a join",
        "SELECT ?s { ?s a :State FILTER NOT EXISTS { ?m :member ?s . ?m :endedBy ?w } } ORDER BY ?s LIMIT 100",
    ),
    Shape("UNION", "SELECT ?x { { ?x :neighbourOf id:state-{n} } UNION { id:state-{n} :neighbourOf ?x } }"),
    Shape("aggregate", "SELECT ?a (COUNT(?m) AS ?n) { ?m :inAlliance ?a } GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 20"),
    Shape("count", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    Shape("path", "SELECT ?place { id:city-{n} :locatedIn+ ?place }"),
    Shape("path of all", "SELECT (COUNT(*) AS ?n) { ?a :successorOf+ ?b }"),
    Shape("text", 'SELECT ?s { ?s rdfs:label ?l FILTER(CONTAINS(STR(?l), "77")) } ORDER BY ?s LIMIT 50'),
    Shape("first by date", "SELECT ?m ?start { ?m :start ?start } ORDER BY ?start ?m LIMIT 10"),
    Shape("DESCRIBE", "DESCRIBE id:alliance-{n}", GRAPH),
    Shape("CONSTRUCT", "CONSTRUCT { ?s :memberOf ?a } WHERE { ?m :member ?s ; :inAlliance ?a } LIMIT 500", GRAPH),
    Shape("ASK", "ASK { ?m :member id:state-{n} ; :inAlliance ?a . ?a a :DefensiveAlliance }"),
    Shape("large result", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 9000"),
)
LOOK_UP: Final = SHAPES[0]


def things_in(triples: int) -> int:
    """Return the minimum number of states in a number of triples."""
    return max(triples // TRIPLES_OF_A_STATE, 4)
