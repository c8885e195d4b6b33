"""Find contradictions: each rule of the profile that concludes ``false`` is a query over the closure.

The queries lie in ``inconsistencies/``, one file per rule of Tables 4 to 9 of the OWL 2 RL/RDF rules, named as there.
Each has a header: ``# message:`` is the sentence that is reported, with the variables of a row in braces, and the
first variable of its SELECT is the node to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph
import rdflib
from rdflib import RDF, BNode, Literal, URIRef

from aliansi.findings import Finding
from aliansi.namespaces import shorten
from aliansi.reasoning.materialise import Reasoned

RULES = Path(__file__).parent / "inconsistencies"


def contradictions(reasoned: Reasoned) -> list[Finding]:
    """Return every contradiction of the closure, each once, with the node and the axiom that it breaks."""
    store = _as_store(reasoned.closure)
    found = []
    for rule in sorted(RULES.glob("*.rq")):
        for subject, sentence in violations(store, rule):
            where = reasoned.graph.location(URIRef(subject), RDF.type)
            found.append(Finding(where, shorten(subject), f"contradiction ({rule.stem}): {sentence}"))
    return found


def violations(store: pyoxigraph.Store, rule: Path) -> Iterator[tuple[str, str]]:
    """Yield the node and the sentence for each way in which a rule fires."""
    text = rule.read_text(encoding="utf-8")
    message = next(
        line.removeprefix("# message:").strip() for line in text.splitlines() if line.startswith("# message:")
    )
    solutions = store.query(text)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for row in solutions:
        values: Mapping[str, str] = {name: _value(row[name]) for name in names}
        yield values[names[0]], message.format(**{name: shorten(value) for name, value in values.items()})


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _as_store(closure: rdflib.Graph) -> pyoxigraph.Store:
    """Load a closure for querying; triples with a literal as subject are left out, no rule here looks at them."""
    store = pyoxigraph.Store()
    blank: dict[BNode, pyoxigraph.BlankNode] = {}

    def term(node: object) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
        if isinstance(node, BNode):
            return blank.setdefault(node, pyoxigraph.BlankNode())
        if isinstance(node, Literal):
            datatype = pyoxigraph.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
            return pyoxigraph.Literal(str(node), datatype=datatype, language=node.language)
        return pyoxigraph.NamedNode(str(node))

    store.bulk_extend(
        pyoxigraph.Quad(term(s), term(p), term(o))  # type: ignore[arg-type]
        for s, p, o in closure
        if not isinstance(s, Literal)
    )
    return store
