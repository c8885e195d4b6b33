"""Small projects and records: facts in Turtle, items as JSON, and the ledger of their comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import Location
from aliansi.linking.comparison.compare import compare
from aliansi.linking.ledger import Aspect, Ledger, LedgerRow
from aliansi.linking.record_json import EntityJson, read_entity
from aliansi.linking.records import Records
from aliansi.namespaces import PREFIXES
from tests.linking.support.wikidata_json import item, statement

Json = dict[str, Any]

THINGS = """
id:poland a al:State ; skos:exactMatch wd:Q36 ; skos:closeMatch wd:Q211274 .
id:uzbekistan a al:State ; skos:exactMatch wd:Q265 .
id:hungary a al:State ; skos:closeMatch wd:Q16410 .
id:utopia a al:State .
id:nato a al:Alliance ; skos:exactMatch wd:Q7184 .
id:warsaw-pact a al:Alliance ; skos:exactMatch wd:Q41644 .
id:csto a al:Alliance ; skos:exactMatch wd:Q318693 .
id:rutte a al:Person ; skos:exactMatch wd:Q57792 .
id:zas a al:Person ; skos:exactMatch wd:Q2 .
id:secretary a al:Office ; al:officeOf id:nato ; skos:exactMatch wd:Q1 .
id:president a al:Office ; al:officeOf id:uzbekistan .
id:copy a al:Source ; al:copies al:Wikidata .
id:book a al:Source .
"""


def store_of(facts: str, article: str = "", things: str = THINGS) -> Store:
    """Return a store with things, the facts of the reference, and those of an article."""
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    dataset = ox.Store()
    graphs = {"things": things, "reference": facts, "article": article}
    content = "".join(f"graph:{name} {{ {turtle} }}\n" for name, turtle in graphs.items())
    dataset.load((prefixes + content).encode(), format=ox.RdfFormat.TRIG)
    return Store(dataset, "test")


def records_of(*entities: Json, redirects: dict[str, str] | None = None) -> Records:
    """Return the records of items."""
    found = {}
    for entity in entities:
        record = read_entity(EntityJson("", entity), "", Location(Path("records.json"), 1), _fail)
        assert record is not None
        found[record.item] = record
    return Records(found, redirects or {})


def _fail(subject: str, message: str) -> None:
    raise AssertionError(f"{subject}: {message}")


def membership(
    state: str = "poland", alliance: str = "nato", name: str = "fact", source: str = "book", **dates: str
) -> str:
    """Return a membership in Turtle; ``start``, ``end`` and ``ongoingAt`` are EDTF."""
    written = "".join(f'; al:{property_} "{date}" ' for property_, date in dates.items())
    return (
        f"id:{name} a al:Membership ; al:member id:{state} ; al:alliance id:{alliance} ; dcterms:source id:{source} "
        f"{written}.\n"
    )


def day(text: str, precision: int = 11) -> str:
    """Return a time as Wikidata writes it, of a year, a month or a day."""
    return f"+{text + '-00-00'[: 10 - len(text)]}T00:00:00Z/{precision}"


def member_of(alliance: str, start: Sequence[str] | str = (), end: Sequence[str] | str = (), **others: Any) -> Json:
    """Return a statement of membership with starts and ends."""
    dates = {"P580": [start] if isinstance(start, str) else start, "P582": [end] if isinstance(end, str) else end}
    qualifiers = {**{name: values for name, values in dates.items() if values}, **others.pop("qualifiers", {})}
    return statement("P463", alliance, qualifiers=qualifiers, **others)


def ledger_of(facts: str, *entities: Json, article: str = "") -> Ledger:
    """Return the ledger of facts and items."""
    return compare(store_of(facts, article), records_of(*entities))


def row_of(ledger: Ledger, aspect: Aspect | str, item_: str | None = None, fact: str = "fact") -> LedgerRow:
    """Return the row of an aspect of a fact: the one that decides, or that about an item."""
    iri = f"{PREFIXES['id']}{fact}"
    rows = [row for row in ledger.rows if row.aspect == aspect and row.ours.fact == iri]
    (found,) = (row for row in rows if (row.decides if item_ is None else row.theirs.item == item_))
    return found


def compared(date: str | None, there: Sequence[str], aspect: str = "start", **dates: str) -> LedgerRow:
    """Return the row of a date of Poland's membership in NATO against values there, with its other dates here."""
    ours = {**dates, **({aspect: date} if date else {})}
    statement_ = member_of("Q7184", **{aspect: there})
    return row_of(ledger_of(membership(**ours), item("Q36", statement_)), aspect)
