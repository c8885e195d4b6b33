"""Prefixes and base IRI of a SPARQL query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from aliansi.sparql.tokens import Token, resolve_escapes


class PrefixMap:
    """The prefixes and the base that the declarations of a query define, on top of given ones."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self.prefixes, self.base = dict(prefixes), base

    def read(self, keyword: Token, token: Token, after: Token) -> None:
        """Read a declaration, if these three tokens are one."""
        if keyword.is_word("BASE") and token.kind == "iri":
            self.base = urljoin(self.base, _iri_of(token))
        elif keyword.is_word("PREFIX") and token.kind == "name" and after.kind == "iri":
            self.prefixes[token.text.removesuffix(":")] = urljoin(self.base, _iri_of(after))

    def iri(self, token: Token) -> str | None:
        """Return the absolute IRI of an IRI or a prefixed name; None for other tokens and unknown prefixes."""
        if token.kind == "iri":
            return urljoin(self.base, _iri_of(token)) if self.base else _iri_of(token)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _iri_of(token: Token) -> str:
    return resolve_escapes(token.text[1:-1])
