"""Header of a SSSOM file: YAML with prefixes, extension slots, and what holds for all its mappings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from aliansi.errors import Finding, FindingsError, Location
from aliansi.linking.mapping_slots import BUILT_IN_PREFIXES, PROPAGATABLE, SOURCES, SOURCES_PROPERTY
from aliansi.linking.mappings import join_values

_PREFIXES: Final = "curie_map"
_DEFINITIONS: Final = "extension_definitions"


@dataclass(frozen=True)
class Header:
    """Header of a SSSOM file."""

    prefixes: Mapping[str, str]
    values: Mapping[str, str] = field(metadata={"help": "slots that hold for all mappings, as cells of a table"})
    sources: str | None = field(metadata={"help": "the column for dcterms:source"})
    findings: tuple[Finding, ...] = ()

    def slot_of(self, column: str) -> str:
        """Return the slot of a column."""
        return SOURCES if column == self.sources else f"{column}_" if column == SOURCES else column


def read_header(file: Path, text: str, line: int) -> Header:
    """Read the YAML of a header that begins on a line of a file. Raises FindingsError if it is not a YAML mapping."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error)
        place = Location(file, line + mark.line if mark else line)
        raise FindingsError([Finding(place, "", f"the header is not YAML: {problem}")]) from error
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise FindingsError([Finding(Location(file, line), "", "the header is not YAML of the form “key: value”")])
    findings: list[Finding] = []
    prefixes = _prefixes(content.get(_PREFIXES), file, findings)
    values = {str(name): _cell(value) for name, value in content.items() if name in PROPAGATABLE and value is not None}
    return Header(prefixes, values, _sources_column(content.get(_DEFINITIONS), prefixes), tuple(findings))


def _prefixes(declared: object, file: Path, findings: list[Finding]) -> dict[str, str]:
    found = dict(BUILT_IN_PREFIXES)
    if declared is not None and not isinstance(declared, dict):
        findings.append(Finding(Location(file), _PREFIXES, "is not a list of prefixes: write “prefix: IRI” a line"))
    for prefix, namespace in declared.items() if isinstance(declared, dict) else ():
        if not isinstance(namespace, str):
            findings.append(Finding(Location(file), _PREFIXES, f"{prefix} has no IRI: write “{prefix}: IRI”"))
        elif BUILT_IN_PREFIXES.get(str(prefix), namespace) != namespace:
            built_in = BUILT_IN_PREFIXES[str(prefix)]
            message = f"{prefix} is {namespace}, but SSSOM has it for {built_in}: use another prefix"
            findings.append(Finding(Location(file), _PREFIXES, message))
        else:
            found[str(prefix)] = namespace
    return found


def _sources_column(definitions: object, prefixes: Mapping[str, str]) -> str | None:
    """Return the column that is defined as dcterms:source."""
    for definition in definitions if isinstance(definitions, list) else ():
        if isinstance(definition, dict):
            prefix, _, local = str(definition.get("property")).partition(":")
            if prefixes.get(prefix, f"{prefix}:") + local == SOURCES_PROPERTY:
                return str(definition.get("slot_name"))
    return None


def _cell(value: object) -> str:
    """Return a value of the header as the cell of a table."""
    if isinstance(value, list):
        return join_values(map(_cell, value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
