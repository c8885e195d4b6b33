"""RDF terms as a user writes them: prefixed names, IRIs and literals."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from aliansi.errors import UsageError
from aliansi.namespaces import PREFIXES

_BARE_IRI: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://|urn:", re.IGNORECASE)


def parse_term(text: str) -> ox.NamedNode | ox.Literal:
    """Parse a prefixed name, an IRI with or without angle brackets, or a literal. Raises UsageError for other text."""
    return parse_turtle_term(f"<{text}>" if _BARE_IRI.match(text) else text)


def parse_turtle_term(text: str) -> ox.NamedNode | ox.Literal:
    """Parse one IRI, prefixed name or literal in Turtle syntax. Raises UsageError for any other text."""
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())
    try:
        quads = list(ox.parse(f"{prefixes} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise UsageError(f"{text} is not an IRI, prefixed name or literal") from error
    if len(quads) != 1 or not isinstance(quads[0].object, (ox.NamedNode, ox.Literal)):
        raise UsageError(f"{text} is not a single IRI, prefixed name or literal")
    return quads[0].object
