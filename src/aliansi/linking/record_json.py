"""Entities in the JSON of Wikidata: one alone, those of an answer of its API, and what is in their place on errors."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from aliansi.errors import Location
from aliansi.linking.records import Record
from aliansi.linking.rest_json import entity_of_rest, is_rest
from aliansi.linking.statements import StatementError, WikidataStatement, read_statement

Report = Callable[[str, str], None]
"""Takes the subject and the message of a finding."""

_MAX_ID: Final = 40
_ITEM: Final = re.compile(r"Q[1-9][0-9]{0,11}")
_ADVICE: Final = "save https://www.wikidata.org/wiki/Special:EntityData/Q….json or an answer of wbgetentities"


@dataclass(frozen=True)
class EntityJson:
    """Entity of a document, and the key under which it stands there, which is the id that was requested."""

    key: str
    json: Mapping[str, object]

    @property
    def is_missing(self) -> bool:
        """Whether the server says that the entity does not exist."""
        return "missing" in self.json


def entities(document: object, report: Report) -> Iterator[EntityJson]:
    """Yield the entities of a document: an entity, a list of them, or an answer of Wikidata."""
    if isinstance(document, list):
        for each in document:
            if isinstance(each, list):
                report("", f"no record of Wikidata, but a list in a list: {_ADVICE}")
            else:
                yield from entities(each, report)
    elif not isinstance(document, dict):
        report("", f"no record of Wikidata, but {_shown(document)}: {_ADVICE}")
    elif "error" in document:
        report("", f"an answer with an error, not records: {_error(document['error'])}")
    elif isinstance(found := document.get("entities"), dict):
        yield from (entity for key, each in found.items() for entity in _entity(key, each, report))
    elif isinstance(found, list):
        yield from (entity for each in found for entity in _entity("", each, report))
    elif "id" in document and document.keys() & {"type", "claims", "labels", "missing", "statements"}:
        yield EntityJson("", document)
    else:
        report("", f"no record of Wikidata: {_ADVICE}")


def _entity(key: str, entity: object, report: Report) -> Iterator[EntityJson]:
    if isinstance(entity, dict):
        yield EntityJson(key, entity)
    else:
        report(_id(key), f"the record must be an object, not {_shown(entity)}")


def is_item(entity: Mapping[str, object]) -> bool:
    """Return whether an entity is an item, and no property, lexeme or media file."""
    return entity.get("type", "item") == "item"


def entity_id(entity: EntityJson) -> str:
    """Return the id of an entity in capitals."""
    return _id(entity.json.get("id") or entity.key)


def requested_id(entity: EntityJson) -> str:
    """Return the id that was requested, of an item that has been merged into this one; empty if unknown."""
    redirects = entity.json.get("redirects")
    source = redirects.get("from") if isinstance(redirects, dict) else None
    return _id(source or entity.key)


def _id(value: object) -> str:
    """Return an id in capitals; of what is none, its start as messages can show it."""
    text = str(value).upper()
    return text if text.isascii() and text.isprintable() and len(text) <= _MAX_ID else ascii(text)[1:_MAX_ID]


def read_entity(entity: EntityJson, requested: str, location: Location, report: Report) -> Record | None:
    """Return the record of an item; None if it cannot be read, with a report."""
    item = entity_id(entity)
    if not _ITEM.fullmatch(item):
        report(item, "a record without the id of an item, such as Q36")
        return None
    found = entity_of_rest(entity.json) if is_rest(entity.json) else entity.json
    if found.get("claims") is None:
        report(item, "a record without claims; request it with props=info|labels|aliases|descriptions|claims")
        return None
    try:
        digest = _sha256(entity.json)
    except RecursionError:
        report(item, "is nested too deep for a record")
        return None
    except UnicodeEncodeError:
        report(item, "it has half of a surrogate pair in place of a character; download it again")
        return None
    reader = _EntityReader(item, report)
    revision = found.get("lastrevid")
    return Record(
        item,
        location,
        labels=dict(reader.terms(found.get("labels"), "labels")),
        aliases=reader.aliases(found.get("aliases")),
        descriptions=dict(reader.terms(found.get("descriptions"), "descriptions")),
        statements=reader.statements(found.get("claims")),
        sitelinks=reader.sitelinks(found.get("sitelinks")),
        revision=revision if isinstance(revision, int) else None,
        modified=str(found.get("modified", "")),
        sha256=digest,
        requested=requested,
    )


def _sha256(entity: Mapping[str, object]) -> str:
    text = json.dumps(entity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _EntityReader:
    """Reads the parts of an entity; what is broken is reported, and the rest is read."""

    def __init__(self, item: str, report: Report) -> None:
        self.item, self._report = item, report

    def terms(self, json: object, part: str) -> Iterator[tuple[str, str]]:
        """Yield labels or descriptions by language; a fallback to another language is one of that language."""
        for language, term in self._object(json, part):
            if found := self._term(term, f"{part} in {language}"):
                yield found

    def aliases(self, json: object) -> dict[str, tuple[str, ...]]:
        """Return aliases by language."""
        found: dict[str, list[str]] = {}
        for language, terms in self._object(json, "aliases"):
            for term in terms if isinstance(terms, list) else [terms]:
                if alias := self._term(term, f"aliases in {language}"):
                    found.setdefault(alias[0], []).append(alias[1])
        return {language: tuple(each) for language, each in found.items()}

    def sitelinks(self, json: object) -> dict[str, str]:
        """Return titles of pages by site."""
        links = self._object(json, "sitelinks")
        return {site: str(link.get("title", "")) for site, link in links if isinstance(link, dict)}

    def statements(self, json: object) -> dict[str, tuple[WikidataStatement, ...]]:
        """Return statements by property, in their order."""
        found: dict[str, tuple[WikidataStatement, ...]] = {}
        for property_, statements in self._object(json, "claims"):
            if not isinstance(statements, list):
                self._report(self.item, f"{property_} must be a list, not {_shown(statements)}")
            elif read := tuple(self._statements(property_, statements)):
                found[property_] = read
        return found

    def _statements(self, property_: str, statements: list[object]) -> Iterator[WikidataStatement]:
        for number, statement in enumerate(statements, start=1):
            try:
                yield read_statement(statement)
            except StatementError as error:
                self._report(self.item, f"statement {number} of {property_} is left out: {error}")

    def _object(self, json: object, part: str) -> Iterator[tuple[str, object]]:
        if isinstance(json, dict):
            yield from json.items()
        elif json:  # PHP writes an empty object as []
            self._report(self.item, f"{part} must be an object, not {_shown(json)}")

    def _term(self, term: object, part: str) -> tuple[str, str] | None:
        if isinstance(term, dict):
            language, text = term.get("language"), term.get("value")
            if isinstance(language, str) and isinstance(text, str):
                return language, text
            if "removed" in term:
                return None
        self._report(self.item, f"{part} must have language and value, not {_shown(term)}")
        return None


def _error(error: object) -> str:
    if not isinstance(error, dict):
        return _shown(error)
    return ": ".join(str(error[key]) for key in ("code", "info") if error.get(key)) or _shown(error)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)[:60]
