"""Client of a Reconciliation Service of version 0.1 or 0.2: candidates for names, a few names in each request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aliansi.errors import ConnectionFailed
from aliansi.linking.clients.web_client import WebClient, WebResponse, host_of

BATCH: Final = 10
"""Queries of a request, as OpenRefine sends them, unless the manifest allows fewer."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ServiceQuery:
    """Name to find, with the id of a type, or none."""

    text: str
    type: str = ""


@dataclass(frozen=True)
class ServiceHit:
    """Candidate of a service, with the ids of its types."""

    id: str
    name: str
    score: float
    match: bool
    types: frozenset[str] = frozenset()


class ReconciliationClient:
    """Reads from one service, whose manifest it reads first."""

    def __init__(self, web: WebClient, address: str) -> None:
        """Raises ConnectionFailed for what is not a service of version 0.2."""
        self._web, self.address = web, address
        manifest = self._json(web.get(address))
        versions = manifest.get("versions") if isinstance(manifest, dict) else None
        if isinstance(versions, list) and versions and not {"0.1", "0.2"} & {*map(str, versions)}:
            shown = ", ".join(map(str, versions))[:60]
            raise ConnectionFailed(f"{address}: a service of version {shown}; only 0.2 is supported")
        if not isinstance(manifest, dict) or not isinstance(manifest.get("identifierSpace"), str):
            raise ConnectionFailed(
                f"{address}: no manifest of a reconciliation service; give the address of the service"
            )
        self.name = str(manifest.get("name") or host_of(address))
        self.space: str = manifest["identifierSpace"]
        if not self.space.startswith(("http://", "https://")):
            raise ConnectionFailed(f"{address}: its identifierSpace {self.space[:60]!a} is not the start of IRIs")
        size = manifest.get("batchSize")
        self._batch = size if isinstance(size, int) and 0 < size < BATCH else BATCH

    def candidates(
        self, queries: Sequence[ServiceQuery], limit: int, progress: Progress = lambda done, of: None
    ) -> Iterator[tuple[ServiceHit, ...]]:
        """Yield the candidates for each query, in their order."""
        for start in range(0, len(queries), self._batch):
            progress(start, len(queries))
            yield from self._answers(queries[start : start + self._batch], limit)

    def _answers(self, queries: Sequence[ServiceQuery], limit: int) -> Iterator[tuple[ServiceHit, ...]]:
        batch: dict[str, dict[str, Any]] = {}
        for number, query in enumerate(queries):
            types = {"type": query.type, "type_strict": "should"} if query.type else {}
            batch[f"q{number}"] = {"query": query.text, "limit": limit, **types}
        answer = self._json(self._web.post(self.address, {"queries": json.dumps(batch, ensure_ascii=False)}))
        if not isinstance(answer, dict) or "error" in answer or answer.get("status") == "error":
            shown = answer.get("error") or answer.get("message") if isinstance(answer, dict) else "no JSON object"
            raise ConnectionFailed(f"{self.address}: {shown or 'an error without a message'}")
        for key in batch:
            found = answer.get(key)
            hits = found.get("result") if isinstance(found, dict) else None
            yield (
                tuple(_hit(hit) for hit in hits if isinstance(hit, dict) and hit.get("id"))
                if isinstance(hits, list)
                else ()
            )

    def _json(self, response: WebResponse) -> object:
        try:
            return json.loads(response.body)
        except (ValueError, RecursionError):
            raise ConnectionFailed(f"{self.address}: the answer is not JSON; give the address of the service") from None


def _hit(hit: Mapping[str, Any]) -> ServiceHit:
    score = hit.get("score")
    types = hit.get("type") or []
    ids = (
        each.get("id") if isinstance(each, dict) else each for each in (types if isinstance(types, list) else [types])
    )
    return ServiceHit(
        str(hit["id"]),
        str(hit.get("name", "")),
        float(score) if isinstance(score, int | float) else 0.0,
        hit.get("match") is True,
        frozenset(str(id_) for id_ in ids if id_),
    )
