"""Identifiers in queries: our ids and IRIs, prefixed names, and items of Wikidata in every form that people copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from aliansi.namespaces import ID, PREFIXES

ITEM_SPACE: Final = PREFIXES["wd"]
_ITEM: Final = re.compile(r"(?:wd:|wikidata:|item:)?\s*(q[1-9][0-9]{0,14})", re.IGNORECASE)
_ITEM_URL: Final = re.compile(
    r"(?:https?:)?(?://)?(?:(?:www|m|test)\.)*wikidata\.org/"
    r"(?:(?:wiki|entity)/(?:Special:EntityData/|Special:EntityPage/|Item:)?|w/index\.php\?(?:[^#]*&)?title=(?:Item:)?)"
    r"(q[1-9][0-9]{0,14})(?:\.[a-z]+)?/?(?:[?&#].*)?",
    re.IGNORECASE,
)
_WRAPPED: Final = re.compile(r"^[<\"'“‘\[(]+|[>\"'”’\]),;.]+$")
_OURS: Final = re.compile(r"https?://(?:www\.)?" + re.escape(ID.removeprefix("https://")) + r"([^?#\s]+)/?(?:[?#].*)?")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")


def wikidata_item(text: str) -> str | None:
    """Return the IRI of the Wikidata item that a text names by its id or by an address; None for anything else."""
    bare = _unwrapped(text)
    found = _ITEM.fullmatch(bare) or _ITEM_URL.fullmatch(bare)
    return ITEM_SPACE + found[1].upper() if found else None


def iris_in(text: str, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the IRIs that a text may mean: as it stands, of a prefixed name, or with escapes; none for a name.

    An address of ours counts with ``http`` too, and without what comes after a question mark or ``#``.
    """
    bare = _unwrapped(text)
    if not _IRI.fullmatch(bare):
        return ()
    if ours := _OURS.fullmatch(bare):
        return (ID + unquote(ours[1].rstrip("/")),)
    prefix, _, local = bare.partition(":")
    known = {**prefixes, **PREFIXES}
    if not local.startswith("//"):
        namespace = known.get(prefix) or known.get(prefix.lower())
        return (bare,) if namespace is None else (namespace + local, bare)
    return tuple(dict.fromkeys((bare, unquote(bare))))


def is_iri(text: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether a text is an IRI or a prefixed name, not a name with a colon."""
    bare = _unwrapped(text)
    return bool(_IRI.fullmatch(bare)) and ("://" in bare or bare.partition(":")[0] in {*prefixes, *PREFIXES, "urn"})


def _unwrapped(text: str) -> str:
    return _WRAPPED.sub("", text.strip()).strip()
