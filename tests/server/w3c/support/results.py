"""The results of query tests, brought into a form in which equal ones are equal, whatever names blank nodes have."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
TABLES = {
    ".srx": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}
XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = ("byte", "short", "int", "integer", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger")
NUMBERS = {_XSD + name for name in ("decimal", "double", "float", *_INTEGERS)}
GRAPHS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]


def media_types(file: Path) -> str:
    """Return what is asked for: the format that the result is written in, if it is one of answers."""
    if file.suffix == ".csv":
        return "text/csv"
    table = TABLES.get(file.suffix, TABLES[".srj"])[0]
    return f"{table}, text/turtle;q=0.9"


def expected(file: Path, base: str, lax: bool = False) -> tuple[Hashable, bool]:
    """Return the result that a file holds, and whether the order of its rows matters."""
    if file.suffix == ".csv":
        return _cells(file.read_bytes()), False
    if file.suffix in TABLES:
        return of_table(ox.parse_query_results(file.read_bytes(), TABLES[file.suffix][1]), lax=lax), False
    triples = ox.Store()
    triples.load(path=file, format=GRAPHS[file.suffix], base_iri=base)
    graph = [quad.triple for quad in triples]
    if not any(quad.object == ox.NamedNode(f"{RS}ResultSet") for quad in triples):
        return of_graph(graph), False
    booleans = [quad.object for quad in triples if quad.predicate.value == f"{RS}boolean"]
    if booleans:
        return ("boolean", getattr(booleans[0], "value", "") == "true"), False
    return _of_result_set(triples, lax)


def answered(body: bytes, media_type: str, ordered: bool = False, lax: bool = False) -> Hashable:
    """Return the result that an answer over HTTP holds."""
    kind = media_type.partition(";")[0]
    if kind == "text/csv":
        return _cells(body)
    for name, rdf_or_table in TABLES.values():
        if name == kind:
            return of_table(ox.parse_query_results(body, rdf_or_table), ordered, lax)
    return of_graph(quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE))


def of_answer(
    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, file: Path, ordered: bool, lax: bool
) -> Hashable:
    """Return the result that the engine itself gives."""
    if isinstance(answer, ox.QueryTriples):
        return of_graph(answer)
    if file.suffix == ".csv":
        return _cells(answer.serialize(format=ox.QueryResultsFormat.CSV) or b"")
    return of_table(answer, ordered, lax)


def of_table(answer: ox.QuerySolutions | ox.QueryBoolean, ordered: bool = False, lax: bool = False) -> Hashable:
    """Return a table as a set of columns and a canonical set of rows; ``lax`` counts a row that comes again once."""
    if isinstance(answer, ox.QueryBoolean):
        return ("boolean", bool(answer))
    names = [variable.value for variable in answer.variables]
    rows = [{name: term for name in names if (term := row[name]) is not None} for row in answer]
    return _of_rows(names, rows, ordered, lax)


def of_graph(triples: Iterable[ox.Triple]) -> Hashable:
    """Return a graph with canonical names of blank nodes."""
    return ("graph", _canonical(ox.Quad(s, p, _by_value(o)) for s, p, o in triples))


def _of_rows(names: Iterable[str], rows: Sequence[Row], ordered: bool, lax: bool) -> Hashable:
    if lax:
        rows = list({frozenset(row.items()): row for row in rows}.values())
    quads = []
    for place, row in enumerate(rows):
        node = ox.BlankNode(f"row{place}")
        quads.append(ox.Quad(node, ox.NamedNode("urn:row"), ox.Literal(place if ordered else 0)))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:value:{name}"), _by_value(term)) for name, term in row.items()]
    return ("table", frozenset(names), _canonical(quads))


def _by_value(term: Term) -> Term:
    """Write a number or a boolean in one way, for engines have a choice there (``2.0`` or ``2``)."""
    if isinstance(term, ox.Literal) and term.datatype.value == f"{_XSD}boolean":
        return ox.Literal(term.value in ("true", "1"))
    if not isinstance(term, ox.Literal) or term.datatype.value not in NUMBERS:
        return term
    return ox.Literal(_number(term.value), datatype=term.datatype)


def _number(lexical: str) -> str:
    """Write a number with as many digits as a sum of single-precision numbers is sure of; what is none as it is."""
    try:
        return f"{float(lexical):.6g}"
    except ValueError:
        return lexical


def _canonical(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _of_result_set(triples: ox.Store, lax: bool) -> tuple[Hashable, bool]:
    """Read a table that is written as RDF; where its rows have a number, their order matters."""

    def objects(subject: Term | None, name: str) -> list[Term]:
        return [quad.object for quad in triples.quads_for_pattern(subject, ox.NamedNode(RS + name), None)]  # type: ignore[arg-type]

    names = [getattr(name, "value", "") for name in objects(None, "resultVariable")]
    solutions = objects(None, "solution")
    ordered = any(objects(solution, "index") for solution in solutions)
    if ordered:
        solutions.sort(key=lambda solution: int(getattr(objects(solution, "index")[0], "value", "0")))
    rows = [
        {getattr(objects(binding, "variable")[0], "value", ""): objects(binding, "value")[0] for binding in bindings}
        for bindings in (objects(solution, "binding") for solution in solutions)
    ]
    return _of_rows(names, rows, ordered, lax), ordered


def _cells(body: bytes) -> Hashable:
    """Return the cells of CSV, row by row in a fixed order, blank nodes without their names."""
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    cells = [
        tuple(sorted((name, "_:" if cell[:2] == "_:" else _number(cell)) for name, cell in zip(head, row, strict=True)))
        for row in rows
    ]
    return ("csv", frozenset(head), tuple(sorted(cells)))
