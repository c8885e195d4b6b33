"""Small datasets in Turtle, and their index of names."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.reconciliation.name_index import NameIndex

PREFIXES = """
@prefix al: <https://w3id.org/aliansi/ontology#> .
@prefix id: <https://w3id.org/aliansi/id/> .
@prefix ex: <http://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix sssom: <https://w3id.org/sssom/> .
@prefix wd: <http://www.wikidata.org/entity/> .
"""


def store_of(turtle: str) -> Store:
    """Return a store of a Turtle document with the prefixes above."""
    dataset = ox.Store()
    dataset.load(f"{PREFIXES}{turtle}".encode(), format=ox.RdfFormat.TURTLE)
    return Store(dataset, "test")


def index_of(turtle: str) -> NameIndex:
    """Return the index of a Turtle document with the prefixes above."""
    return NameIndex(store_of(turtle))
