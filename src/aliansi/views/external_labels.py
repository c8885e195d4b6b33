"""What terms of other vocabularies are called where a dataset gives them no label: ``[vocabularies]`` of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aliansi.namespaces import PREFIXES
from aliansi.views.i18n import part

_PREFIXES: Final[Mapping[str, str]] = {
    **PREFIXES,
    "bibo": "http://purl.org/ontology/bibo/",
    "draft": "http://purl.org/ontology/bibo/status/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "vann": "http://purl.org/vocab/vann/",
}
_VOCABULARIES: Final[Mapping[str, str]] = {
    "http://www.w3.org/2006/time#": "OWL-Time",
    "http://www.w3.org/ns/org#": "ORG",
    "http://www.w3.org/ns/prov#": "PROV-O",
}
"""Vocabularies of which the alignments name many terms: each is called by its own name, taken apart."""


def foreign(iri: str, language: str) -> tuple[str, str] | None:
    """Return what a term of another vocabulary is called, and in which language; None if it is not known here."""
    if (item := iri.removeprefix(PREFIXES["wd"])) != iri:
        return f"Wikidata {item}", "en"
    for prefix, namespace in _PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and (label := part("vocabularies", language).get(f"{prefix}:{local}")):
            return label, language
    for namespace, name in _VOCABULARIES.items():
        if iri.startswith(namespace):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", iri.removeprefix(namespace)).lower()
            return f"{words} ({name})", "en"
    return None
