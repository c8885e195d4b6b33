"""Candidates from servers that the user names: the API of a Wikibase, and reconciliation services."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from aliansi.errors import Location
from aliansi.linking.candidates.item_candidates import CONFIDENCE, ItemCandidate, UnlinkedThings
from aliansi.linking.candidates.item_types import TypeFit
from aliansi.linking.clients.reconciliation_client import ReconciliationClient, ServiceHit, ServiceQuery
from aliansi.linking.clients.wikibase_client import WikibaseClient, save_entity
from aliansi.linking.record_files import JsonDocument
from aliansi.linking.record_reader import RecordReader
from aliansi.namespaces import PREFIXES
from aliansi.reconciliation.name_index import Name

MAX_NAMES: Final = 6
"""Names of a thing to search for: its labels first."""
MIN_SCORE: Final = 80.0
"""Lowest score of a candidate that a service does not call a match."""
_LANGUAGES: Final = ("en", "ru", "id", "de", "fr")
"""Languages in which most names in Wikidata are, and ours."""
_QID: Final = re.compile(r"Q[1-9][0-9]*")

Step = Callable[[str, int, int], None]
"""Shows what is done, how much of it, and of how much."""


def candidates_of_wikibase(
    things: UnlinkedThings, client: WikibaseClient, reader: RecordReader, save: Path | None, limit: int, show: Step
) -> Iterator[ItemCandidate]:
    """Yield the candidates among the items that a Wikibase finds for the names; their records may be saved."""
    client.check_wikidata()
    found: dict[str, None] = {}
    for done, thing in enumerate(things.things):
        show("searching", done, len(things.things))
        for name in names_to_search(things, thing):
            for hit in client.search(name.text, name.language or "en", limit):
                if _QID.fullmatch(hit.item) and things.is_open(thing, PREFIXES["wd"] + hit.item):
                    found[hit.item] = None
    for requested, entity in client.entities(list(found), lambda done, of: show("reading items", done, of)):
        place = save_entity(save, requested, entity) if save else Path(client.host) / requested
        for record in reader.of_document(JsonDocument({"entities": {requested: entity}}, Location(place), False)):
            yield from things.candidates(record)
    reader.findings += client.findings


def candidates_of_service(
    things: UnlinkedThings, client: ReconciliationClient, limit: int, show: Step
) -> Iterator[ItemCandidate]:
    """Yield the candidates of a reconciliation service, with its scores."""
    is_wikidata = client.space == PREFIXES["wd"]
    asked = [(thing, name) for thing in things.things for name in names_to_search(things, thing)]
    queries = [ServiceQuery(name.text, _type(things, thing) if is_wikidata else "") for thing, name in asked]
    answers = client.candidates(queries, limit, lambda done, of: show("reconciling", done, of))
    for (thing, name), hits in zip(asked, answers, strict=True):
        for hit in hits:
            fit = things.types.fit(hit.types, things.expected(thing)) if is_wikidata else TypeFit.UNKNOWN
            iri = client.space + hit.id
            is_like = hit.match or hit.score >= MIN_SCORE
            if is_like and fit is not TypeFit.OTHER and iri != thing and things.is_open(thing, iri):
                yield _candidate(thing, name, hit, fit, client)


def _type(things: UnlinkedThings, thing: str) -> str:
    return next(iter(things.expected(thing)), "")


def _candidate(thing: str, name: Name, hit: ServiceHit, fit: TypeFit, client: ReconciliationClient) -> ItemCandidate:
    score = min(max(hit.score, 0.0), 100.0)
    judged = "a match there" if hit.match else "not a match there"
    reasons = (fit.value, f"score {hit.score:g} of {client.name}", judged, "dates not compared")
    confidence = round(score / 100 * CONFIDENCE[fit], 2)
    theirs = Name(hit.name, "", "label")
    return ItemCandidate(thing, hit.id, name, theirs, score, confidence, fit is not TypeFit.PAGE, reasons, hit.name)


def names_to_search(things: UnlinkedThings, thing: str) -> tuple[Name, ...]:
    """Return the names of a thing to search for: the labels, then one name of each language, some languages first."""
    seen: Counter[str] = Counter()
    names = {name.text: name for name in reversed(things.index.names_of(thing))}
    ordered = []
    for name in sorted(names.values(), key=lambda name: (name.kind != "label", _rank(name.language))):
        ordered.append((name.kind != "label", seen[name.language], _rank(name.language), name))
        seen[name.language] += 1
    return tuple(name for *_, name in sorted(ordered, key=lambda each: each[:3])[:MAX_NAMES])


def _rank(language: str) -> tuple[int, str]:
    return _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES), language or "\uffff"
