"""Datasets without links, and with mappings and names of a test."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.namespaces import ID, LINKS, PREFIXES, SSSOM, TYPE

_LINKS = ox.NamedNode(str(LINKS))
_THINGS = ox.NamedNode("https://w3id.org/aliansi/graph/things")


def without_links(store: Store, *quads: ox.Quad) -> Store:
    """Return a copy of a dataset without its links, with other quads."""
    dataset = ox.Store()
    dataset.extend(quad for quad in store.dataset if quad.graph_name != _LINKS)
    dataset.extend(quads)
    return Store(dataset, "test")


def named(thing: str, text: str, language: str) -> ox.Quad:
    """Return an alternative name of a thing."""
    name = ox.Literal(text, language=language)
    return ox.Quad(_node(thing), ox.NamedNode(f"{PREFIXES['skos']}altLabel"), name, _THINGS)


def linked(thing: str, item: str, relation: str = "exact") -> ox.Quad:
    """Return a link of a thing."""
    return ox.Quad(_node(thing), _relation(relation), ox.NamedNode(PREFIXES["wd"] + item), _LINKS)


def mapped(thing: str, item: str, rejected: bool = False) -> tuple[ox.Quad, ...]:
    """Return a mapping of a thing as a node: of an item, or of NoTermFound."""
    mapping = ox.NamedNode(f"{ID}link-{thing}-{item.lower()}")
    object_ = ox.NamedNode(SSSOM.NoTermFound if item == "NoTermFound" else PREFIXES["wd"] + item)
    values: dict[str, ox.NamedNode | ox.Literal] = {
        "subject_id": _node(thing),
        "predicate_id": _relation("exact"),
        "object_id": object_,
        **({"predicate_modifier": ox.Literal("Not")} if rejected else {}),
    }
    slots = (ox.Quad(mapping, ox.NamedNode(f"{SSSOM}{name}"), value, _LINKS) for name, value in values.items())
    return (ox.Quad(mapping, TYPE, ox.NamedNode(f"{SSSOM}Mapping"), _LINKS), *slots)


def _node(thing: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}{thing}")


def _relation(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{PREFIXES['skos']}{name}Match")
