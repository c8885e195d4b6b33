"""Languages of quotations: each is in the language of its source (``dcterms:language``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term
from aliansi.evidence.index import HAS_SELECTOR, HAS_SOURCE
from aliansi.evidence.source_language import UNKNOWN, source_language

_WORDS: Final = "SELECT ?words ?source { ?passage oa:hasSource ?source ; oa:hasSelector ?s . ?s oa:exact ?words }"


def passage_language(store: Store, node: ox.NamedNode) -> str:
    """Return the language of the words of a passage or of its selector."""
    passages = (node, *(quad.subject for quad in store.quads(None, HAS_SELECTOR, node)))
    sources = {quad.object for passage in passages for quad in store.quads(passage, HAS_SOURCE)}
    return source_language(store, sources.pop()) if len(sources) == 1 else UNKNOWN


def languages_of_words(store: Store) -> Mapping[str, str]:
    """Return the language of the words of each passage; ``UNKNOWN`` for words in sources of several languages."""
    of_source: dict[Term, str] = {}
    found: dict[str, set[str]] = {}
    for row in store.select(_WORDS):
        source, words = row["source"], row["words"]
        if source not in of_source:
            of_source[source] = source_language(store, source)
        if isinstance(words, ox.Literal):
            found.setdefault(words.value, set()).add(words.language or of_source[source])
    return {words: languages.pop() if len(languages) == 1 else UNKNOWN for words, languages in found.items()}
