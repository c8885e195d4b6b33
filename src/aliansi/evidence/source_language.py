"""Language of a source (``dcterms:language``), in which its passages are."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import NO_LANGUAGE, canonical
from aliansi.dataset.store import Store, Term
from aliansi.namespaces import named_node

UNKNOWN: Final = ""
"""Language of words in an unknown language: ``lang=""`` keeps them apart from the language of the page."""
_LANGUAGE: Final = named_node("dcterms:language")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def source_language(store: Store, source: Term) -> str:
    """Return the language tag of a source; ``UNKNOWN`` if it has none, or several."""
    if not isinstance(source, ox.NamedNode):
        return UNKNOWN
    tags = {tag for quad in store.quads(source, _LANGUAGE) if (tag := _tag(quad.object))}
    return tags.pop() if len(tags) == 1 else UNKNOWN


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
