"""Profile of a dataset: the classes and properties that it uses most, and a query about them to start with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.names import NAME_PROPERTIES
from aliansi.dataset.store import Store, in_proofs
from aliansi.namespaces import PREFIXES, TYPE, named_node

MAX_SAMPLE: Final = 50_000
"""Quads that are counted; a store has those of one subject together, and the subjects in no order."""
MAX_INSTANCES: Final = 200
MAX_TERMS: Final = 500
LIMIT: Final = 10
GENERIC_QUERY: Final = f"SELECT * WHERE {{\n  ?subject ?predicate ?object .\n}} LIMIT {LIMIT}\n"

_META: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_CLASSES: Final = (named_node("owl:Class"), named_node("rdfs:Class"))
_LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_VARIABLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class DatasetProfile:
    """Classes and properties of a dataset, the most frequent ones first."""

    classes: tuple[ox.NamedNode, ...] = ()
    properties: tuple[ox.NamedNode, ...] = ()


def read_profile(store: Store) -> DatasetProfile:
    """Count the classes and properties of a sample of a dataset."""
    classes, properties = Counter[ox.NamedNode](), Counter[ox.NamedNode]()
    for quad in islice(store.quads(), MAX_SAMPLE):
        if in_proofs(quad):
            continue
        properties[quad.predicate] += 1
        if quad.predicate == TYPE and isinstance(quad.object, ox.NamedNode):
            classes[quad.object] += 1
    return DatasetProfile(tuple(_ranked(classes)), tuple(_ranked(properties)))


def example_query(store: Store, profile: DatasetProfile) -> str:
    """Return a query about the most frequent class, else about a property; every prefix in it is declared.

    Of an ontology it lists the classes.
    """
    writer = _QueryWriter({**store.prefixes, **PREFIXES})
    if profile.classes:
        first = profile.classes[0]
        declared = [each for each in _CLASSES if each in profile.classes] if first.value.startswith(_META) else []
        class_ = (declared or [first])[0]
        return writer.about_class(class_, _properties_of(store, class_))
    return writer.about_property(profile.properties[0]) if profile.properties else GENERIC_QUERY


def _ranked(counted: Counter[ox.NamedNode]) -> Iterator[ox.NamedNode]:
    yield from islice(sorted(counted, key=lambda node: (-counted[node], node.value)), MAX_TERMS)


def _properties_of(store: Store, class_: ox.NamedNode) -> list[ox.NamedNode]:
    """Return at most two properties of instances of a class: one that names them, and the most frequent other."""
    counted = Counter[ox.NamedNode]()
    for typed in islice(store.quads(None, TYPE, class_), MAX_INSTANCES):
        counted.update({quad.predicate for quad in store.quads(typed.subject) if not in_proofs(quad)})
    del counted[TYPE]
    names = [name for name in NAME_PROPERTIES if name in counted][:1]
    return [*names, *(each for each in _ranked(counted) if each not in NAME_PROPERTIES)][:2]


class _QueryWriter:
    """Writes a query with the prefixes that it needs, and with variables named for what they stand for."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes, self._used = prefixes, dict[str, str]()

    def about_class(self, class_: ox.NamedNode, properties: Iterable[ox.NamedNode]) -> str:
        subject = self._variable(class_, "thing", ())
        lines, variables = [f"  {subject} a {self._name(class_)} ."], [subject]
        for number, property_ in enumerate(properties):
            variables.append(self._variable(property_, "value", variables))
            triple = f"{subject} {self._name(property_)} {variables[-1]}"
            lines.append(f"  {triple} ." if number == 0 else f"  OPTIONAL {{ {triple} }}")
        return self._query(variables, lines)

    def about_property(self, property_: ox.NamedNode) -> str:
        value = self._variable(property_, "value", ("?subject",))
        return self._query(["?subject", value], [f"  ?subject {self._name(property_)} {value} ."])

    def _query(self, variables: list[str], lines: list[str]) -> str:
        head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(self._used.items()))
        body = "\n".join(lines)
        return f"{head}SELECT {' '.join(variables)} WHERE {{\n{body}\n}} LIMIT {LIMIT}\n"

    def _name(self, node: ox.NamedNode) -> str:
        for prefix, namespace in self._prefixes.items():
            if node.value.startswith(namespace) and _LOCAL.fullmatch(node.value, len(namespace)):
                self._used[prefix] = namespace
                return f"{prefix}:{node.value[len(namespace) :]}"
        return str(node)

    @staticmethod
    def _variable(node: ox.NamedNode, otherwise: str, taken: Iterable[str]) -> str:
        local = re.split(r"[#/:]", node.value)[-1]
        name = local[:1].lower() + local[1:] if _VARIABLE.fullmatch(local) else otherwise
        return next(each for each in (f"?{name}", f"?{name}Value", f"?{otherwise}2") if each not in taken)
