"""OWL 2 RL/RDF rules together: those of the tables, those over lists, those without premises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDF, RDFS, Literal

from tests.reasoning.support.oracle_lists import LIST_RULES, ListRule
from tests.reasoning.support.oracle_tables import PLAIN_RULES, Rule, Triple
from tests.reasoning.support.oracle_values import DATATYPES, datatypes, value

_ANNOTATIONS: Final = (
    *(RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.deprecated, OWL.versionInfo),
    *(OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith),
)

AXIOMS: Final[dict[str, tuple[Triple, ...]]] = {
    "prp-ap": tuple((property_, RDF.type, OWL.AnnotationProperty) for property_ in _ANNOTATIONS),
    "cls-thing": ((OWL.Thing, RDF.type, OWL.Class),),
    "cls-nothing1": ((OWL.Nothing, RDF.type, OWL.Class),),
    "dt-type1": tuple((datatype, RDF.type, RDFS.Datatype) for datatype in DATATYPES),
}


def literal_axioms(new: Literal, known: list[Literal]) -> Iterator[tuple[str, Triple]]:
    """Yield the conclusions of dt-type2, dt-eq and dt-diff for a literal, alone and with each known one."""
    for datatype in datatypes(new):
        yield "dt-type2", (new, RDF.type, datatype)
    if (mine := value(new)) is None:
        return
    for other in known:
        if (theirs := value(other)) is not None:
            name, property_ = ("dt-eq", OWL.sameAs) if mine == theirs else ("dt-diff", OWL.differentFrom)
            yield name, (new, property_, other)
            yield name, (other, property_, new)


@dataclass(frozen=True)
class Rules:
    """A set of rules: those of the tables, or a variant of them."""

    plain: tuple[Rule, ...]
    lists: tuple[ListRule, ...]
    axioms: Mapping[str, tuple[Triple, ...]]
    literals: Callable[[Literal, list[Literal]], Iterator[tuple[str, Triple]]]


W3C: Final = Rules(PLAIN_RULES, LIST_RULES, AXIOMS, literal_axioms)
RULE_NAMES: Final = frozenset(
    {rule.name for rule in PLAIN_RULES}
    | {rule.name for rule in LIST_RULES}
    | AXIOMS.keys()
    | {"dt-type2", "dt-eq", "dt-diff"}
)
"""The 78 rules of Tables 4 to 9."""
