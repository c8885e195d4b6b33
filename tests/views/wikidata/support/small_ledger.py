"""A small dataset with a ledger: facts of Poland compared with made-up records, as the build would have it."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compare import compare
from aliansi.linking.comparison.ledger_turtle import as_turtle
from aliansi.linking.time_values import JULIAN
from aliansi.namespaces import ID, LEDGER
from tests.linking.comparison.support.cases import THINGS, Json, day, member_of, membership, records_of, store_of
from tests.linking.support.wikidata_json import item, time

SCRIPT = "<script>alert(1)</script>"
FACTS = membership(start="1999-03-12?", end="2004-05", ongoingAt="2003") + membership(
    alliance="warsaw-pact", name="pact", start="1955", end="1991-07-01"
)
LINKS = """
id:records a al:Source ; rdfs:label "Saved records"@en ; dcterms:date "2020-07-19" .
id:link a sssom:Mapping ; sssom:subject_id id:poland ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q36 .
id:close a sssom:Mapping ; sssom:subject_id id:poland ; sssom:predicate_id skos:closeMatch ;
  sssom:object_id wd:Q211274 ; sssom:comment "The republic until 1989."@en , "Republik sampai 1989."@id .
id:not a sssom:Mapping ; sssom:subject_id id:poland ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q1 ;
  sssom:predicate_modifier "Not" ; sssom:comment "That is the <b>universe</b>."@en .
id:unmet a sssom:Mapping ; sssom:subject_id id:uzbekistan ; sssom:predicate_id skos:exactMatch ;
  sssom:object_id wd:Q265 .
"""
JULIAN_DAY = time("+1955-05-01T00:00:00Z", 11, JULIAN)
POLAND = item(
    "Q36",
    member_of("Q7184", day("1998-05-01"), "somevalue", guid="q36$A626-1", rank="preferred"),
    member_of("Q41644", end=day("1990", 9), guid="Q36$pact", qualifiers={"P580": [JULIAN_DAY]}),
    member_of("Q7184", day("1949"), guid="Q36$old", rank="deprecated"),
    labels={"en": SCRIPT},
    lastrevid=7,
    modified="2026-11-30T10:00:00Z",
)
REPUBLIC = item("Q211274", member_of("Q41644", day("1955-05-14"), day("1989-01-01"), guid="Q211274$p"))


def small_store(*entities: Json, facts: str = FACTS) -> Store:
    """Return a store with facts, links and the ledger of their comparison with records."""
    store = store_of(facts, things=THINGS + LINKS)
    ledger = compare(store, records_of(*entities)) if entities else None
    if ledger:
        turtle = as_turtle(ledger, f"{ID}records")
        store.dataset.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(str(LEDGER)))
    return Store(store.dataset, "small")
