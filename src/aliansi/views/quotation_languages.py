"""Languages of quotations: each is in the language of its source (``dcterms:language``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term
from aliansi.evidence.index import HAS_SELECTOR, HAS_SOURCE
from aliansi.namespaces import named_node
from aliansi.views.language_ranges import NO_LANGUAGE, canonical

UNKNOWN: Final = ""
"""Language of words in an unknown language: ``lang=""`` keeps them apart from the language of the page."""
_LANGUAGE: Final = named_node("dcterms:language")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_WORDS: Final = "SELECT ?words ?source { ?passage oa:hasSource ?source ; oa:hasSelector ?s . ?s oa:exact ?words }"


def source_language(store: Store, source: Term) -> str:
    """Return the language tag of a source; ``UNKNOWN`` if it has none, or several."""
    if not isinstance(source, ox.NamedNode):
        return UNKNOWN
    tags = {tag for quad in store.quads(source, _LANGUAGE) if (tag := _tag(quad.object))}
    return tags.pop() if len(tags) == 1 else UNKNOWN


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


def _tag(language: Term) -> str:
    """Return the tag of a language given as a tag, or as an IRI that ends with its code."""
    if isinstance(language, ox.Literal):
        tag = language.value.strip()
    elif isinstance(language, ox.NamedNode):
        tag = re.split(r"[/#]", language.value)[-1].lower()
    else:
        return UNKNOWN
    if not _TAG.fullmatch(tag):
        return UNKNOWN
    current = canonical(tag)
    return UNKNOWN if current in NO_LANGUAGE else tag if current == tag.lower() else current
