"""Reader of commands of QuickStatements, and a record to which they are applied as the tools do.

The tools find a statement by item, property and value. Only what says that it is new makes a second one of a value.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

STATEMENT = re.compile(r"(?P<plus>\+?)(?P<item>Q\d+)")
PROPERTY = re.compile(r"(?P<new>!?)(?P<property>P\d+)")
SOURCE = re.compile(r"(?P<new>!?)S(?P<property>\d+)")
TIME = re.compile(r"(?P<time>\+\d{4}-\d\d-\d\dT00:00:00Z)/(?P<precision>\d+)")
WORDS = re.compile(r'(?P<language>[a-z-]+):"(?P<text>[^"]*)"')
TEXT = re.compile(r'"(?P<text>[^"]*)"')
Pairs = list[tuple[str, dict[str, Any]]]


def read_line(line: str, tool: str) -> dict[str, Any]:
    """Return the parts of a command; asserts that the tool reads the line as a statement with whole pairs."""
    cells = line.split("\t")
    assert len(cells) >= 3
    assert len(cells) % 2
    assert "/*" not in line
    subject, verb = STATEMENT.fullmatch(cells[0]), PROPERTY.fullmatch(cells[1])
    assert subject
    assert verb
    assert not subject["plus"] or tool == "3", "QuickStatements 2 drops it"
    assert not verb["new"] or tool == "2", "QuickStatements 3 refuses it"
    qualifiers: Pairs = []
    references: list[Pairs] = []
    for key, value in zip(cells[3::2], cells[4::2], strict=True):
        if source := SOURCE.fullmatch(key):
            if source["new"] or not references:
                references.append([])
            references[-1].append((f"P{source['property']}", value_of(value)))
        else:
            assert re.fullmatch(r"P\d+", key)
            assert not references, "a qualifier after a source"
            qualifiers.append((key, value_of(value)))
    return {
        "item": subject["item"],
        "property": verb["property"],
        "is_new": bool(subject["plus"] or verb["new"]),
        "value": value_of(cells[2]),
        "qualifiers": qualifiers,
        "references": references,
    }


def value_of(text: str) -> dict[str, Any]:
    """Return a value as the JSON of Wikibase has it."""
    if text == "somevalue":
        return {"snaktype": "somevalue"}
    if re.fullmatch(r"Q\d+", text):
        return {"snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": {"id": text}}}
    if match := TIME.fullmatch(text):
        model = "http://www.wikidata.org/entity/Q1985727"
        time = {"time": match["time"], "precision": int(match["precision"]), "calendarmodel": model}
        return {"snaktype": "value", "datavalue": {"type": "time", "value": time}}
    if match := WORDS.fullmatch(text):
        return {"snaktype": "value", "datavalue": {"type": "monolingualtext", "value": match.groupdict()}}
    match = TEXT.fullmatch(text)
    assert match, text
    return {"snaktype": "value", "datavalue": {"type": "string", "value": match["text"]}}


def applied(record: dict[str, Any], command: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a record after a command."""
    changed = deepcopy(record)
    claims = changed.setdefault("claims", {}) or {}
    changed["claims"] = claims
    statements = claims.setdefault(command["property"], [])
    snak = {"property": command["property"], **command["value"]}
    same = [each for each in statements if _value(each["mainsnak"]) == _value(snak)]
    if not same or command["is_new"]:
        guid = f"{command['item']}$00000000-0000-0000-0000-{len(statements):012}"
        statements.append({"id": guid, "rank": "normal", "mainsnak": snak, "qualifiers": {}, "references": []})
        same = statements[-1:]
    statement = same[0]
    for name, value in command["qualifiers"]:
        qualifiers = statement.setdefault("qualifiers", {}).setdefault(name, [])
        if all(_value(each) != _value(value) for each in qualifiers):
            qualifiers.append({"property": name, **value})
    for reference in command["references"]:
        snaks: dict[str, list[dict[str, Any]]] = {}
        for name, value in reference:
            snaks.setdefault(name, []).append({"property": name, **value})
        statement.setdefault("references", []).append({"snaks": snaks})
    return changed


def _value(snak: dict[str, Any]) -> object:
    value = snak.get("datavalue", {}).get("value", snak["snaktype"])
    return value.get("id", value) if isinstance(value, dict) else value
