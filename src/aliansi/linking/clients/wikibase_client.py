"""Wikibase client: items by their id and items by a name, over the API of a Wikibase such as Wikidata.

At most 50 ids a request, one request after the other, with maxlag. Errors come with status 200 and an ``error`` in the
answer. One bad id spoils the whole answer, so a request that fails is made again for each half of its ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aliansi.errors import ConnectionFailed, Finding, Location, UsageError
from aliansi.files import save
from aliansi.linking.clients.web_client import TooLarge, WebClient, WebResponse, host_of
from aliansi.namespaces import PREFIXES

MAX_IDS: Final = 50
"""Ids of a request: the limit of Wikibase for those who are not logged in."""
MAX_HITS: Final = 50
_PROPS: Final = "info|labels|aliases|descriptions|claims|sitelinks"
_MAXLAG: Final = "5"
_BUSY: Final = frozenset({"maxlag", "ratelimited", "readonly", "cirrussearch-too-busy-error"})
"""Codes of errors that pass: the request is made again."""
_OF_ONE: Final = ("no-such-entity", "toomanyvalues", "param-", "badvalue", "internal_api_error", "unresolved-redirect")
"""Starts of codes of errors that one id of several may cause, or their number."""
_OF_LANGUAGE: Final = frozenset({"unknown_language", "badvalue", "unrecognizedvalue"})

Progress = Callable[[int, int], None]
Found = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class ItemHit:
    """Item that a Wikibase finds for a name."""

    item: str
    label: str
    description: str
    matched: str


class WikibaseError(ConnectionFailed):
    """Error in an answer of a Wikibase, with its code."""

    def __init__(self, host: str, code: str, info: str) -> None:
        super().__init__(f"{host}: {code}: {info}" if info else f"{host}: {code}")
        self.code = code


class WikibaseClient:
    """Reads from one Wikibase; ``findings`` are the ids for which it has an error."""

    def __init__(self, web: WebClient, address: str) -> None:
        """``address`` is that of api.php; of a host alone it is /w/api.php, as on Wikidata."""
        self._web = web
        self.address = f"{address.rstrip('/')}/w/api.php" if urlsplit(address).path in ("", "/") else address
        self.findings: list[Finding] = []

    @property
    def host(self) -> str:
        """Name of the host."""
        return host_of(self.address)

    @cached_property
    def space(self) -> str:
        """Start of the IRIs of its items; every Wikibase has a Q1 of its own. Raises ConnectionFailed."""
        query = self._ask(action="query", meta="siteinfo", siprop="general").get("query")
        general = query.get("general") if isinstance(query, dict) else None
        found = general.get("wikibase-conceptbaseuri") if isinstance(general, dict) else None
        if not isinstance(found, str) or not found.startswith(("http://", "https://")):
            raise ConnectionFailed(
                f"{self.address}: it has no wikibase-conceptbaseuri: it is not the API of a Wikibase"
            )
        return found

    def check_wikidata(self) -> None:
        """Raise UsageError for another Wikibase, whose ids and properties mean other things."""
        if self.space != PREFIXES["wd"]:
            raise UsageError(
                f"{self.host} has items of its own, {self.space[:80]}Q1 …; only those of Wikidata can be read: "
                "give https://www.wikidata.org/w/api.php"
            )

    def entities(self, ids: Sequence[str], progress: Progress = lambda done, of: None) -> Iterator[Found]:
        """Yield each id with the JSON of its entity, whose id is another one if it has been merged."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), MAX_IDS):
            progress(start, len(wanted))
            some = wanted[start : start + MAX_IDS]
            yield from ((key, entity) for key, entity in self._entities(some) if key in some)

    def _entities(self, ids: Sequence[str]) -> Iterator[Found]:
        try:
            answer = self._ask(action="wbgetentities", ids="|".join(ids), props=_PROPS, redirects="yes")
        except (WikibaseError, TooLarge) as error:
            if isinstance(error, WikibaseError) and not error.code.startswith(_OF_ONE):
                raise
            if len(ids) == 1:
                self.findings.append(Finding(Location(Path(self.host)), ids[0], str(error)))
                return
            middle = len(ids) // 2
            yield from self._entities(ids[:middle])
            yield from self._entities(ids[middle:])
            return
        found = answer.get("entities")
        if not isinstance(found, dict):
            raise ConnectionFailed(f"{self.address}: the answer has no entities: it is not the API of a Wikibase")
        yield from ((key, entity) for key, entity in found.items() if isinstance(entity, dict))

    def search(self, name: str, language: str, limit: int = 10) -> tuple[ItemHit, ...]:
        """Return the items for a name in a language, the best first; none in a language that the Wikibase lacks."""
        shown = {"uselang": "en", "type": "item", "limit": str(min(limit, MAX_HITS))}
        try:
            answer = self._ask(action="wbsearchentities", search=name, language=language, **shown)
        except WikibaseError as error:
            if error.code in _OF_LANGUAGE:
                return ()
            raise
        hits = answer.get("search")
        if not isinstance(hits, list):
            raise ConnectionFailed(f"{self.address}: the answer has no search: it is not the API of a Wikibase")
        return tuple(_hit(hit) for hit in hits if isinstance(hit, dict) and hit.get("id"))

    def _ask(self, **parameters: str) -> dict[str, Any]:
        """Return the JSON of an answer. Raises WikibaseError for one with an error, and ConnectionFailed."""
        form = {**parameters, "format": "json", "formatversion": "1", "maxlag": _MAXLAG}
        response = self._web.get(self.address, form, is_busy=_busy)
        answer = _json(response)
        if not isinstance(answer, dict):
            raise ConnectionFailed(f"{self.address}: no JSON: it is not the address of an API; write …/w/api.php")
        if error := answer.get("error"):
            code, info = _code(error), error.get("info", "") if isinstance(error, dict) else ""
            raise WikibaseError(self.host, code, str(info))
        return answer


def save_entity(folder: Path, requested: str, entity: dict[str, Any]) -> Path:
    """Write an entity into a folder as Special:EntityData has it, under the id that was requested; return the file."""
    file = folder / f"{requested}.json"
    save(json.dumps({"entities": {requested: entity}}, ensure_ascii=False, indent=1).encode() + b"\n", file)
    return file


def _busy(response: WebResponse) -> str | None:
    """Return why a Wikibase cannot answer now, though the status of its answer is 200."""
    answer = _json(response)
    error = answer.get("error") if isinstance(answer, dict) else None
    return f"{_code(error)}" if error and _code(error) in _BUSY else None


def _json(response: WebResponse) -> object:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def _code(error: object) -> str:
    return str(error.get("code", "error")) if isinstance(error, dict) else str(error)


def _hit(hit: dict[str, Any]) -> ItemHit:
    match = hit.get("match")
    matched = match.get("text", "") if isinstance(match, dict) else ""
    return ItemHit(str(hit["id"]), str(hit.get("label", "")), str(hit.get("description", "")), str(matched))
