"""Labels of terms of other vocabularies that the dataset does not label: ``[vocabularies]`` of a language file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aliansi.namespaces import PREFIXES
from aliansi.views.i18n import section

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
"""Vocabularies with many aligned terms: their labels are made from the local names of the terms."""


def external_label(iri: str, language: str) -> tuple[str, str] | None:
    """Return the label of a term of another vocabulary and its language; None if there is none."""
    if (item := iri.removeprefix(PREFIXES["wd"])) != iri:
        return f"Wikidata {item}", "en"
    for prefix, namespace in _PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and (label := section("vocabularies", language).get(f"{prefix}:{local}")):
            return label, language
    for namespace, name in _VOCABULARIES.items():
        if iri.startswith(namespace):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", iri.removeprefix(namespace)).lower()
            return f"{words} ({name})", "en"
    return None
