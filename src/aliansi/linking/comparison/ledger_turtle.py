"""The ledger as Turtle: an ``al:Comparison`` for each row, for ``data/ledger-wikidata.ttl`` and the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from aliansi.linking.ledger import Ledger, LedgerRow
from aliansi.namespaces import AL, ID, PREFIXES, TYPE, named_node
from aliansi.project.days import Day

_SOURCE: Final = named_node("dcterms:source")
_PLAIN: Final = re.compile(r"[^A-Za-z0-9]+")
_INTEGER, _BOOLEAN, _DATE = (named_node(f"xsd:{name}") for name in ("integer", "boolean", "date"))


def as_turtle(ledger: Ledger, source: str | None = None) -> bytes:
    """Return the ledger as Turtle, in its order; each row cites ``source``, the IRI of a source, if there is one."""
    used: dict[str, int] = {}
    blocks = [_HEAD.format(prefixes="".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _PREFIXES))]
    for row in ledger.rows:
        name = _name(row)
        used[name] = used.get(name, 0) + 1
        node = ox.NamedNode(f"{ID}{name}" + (f"-{used[name]}" if used[name] > 1 else ""))
        blocks.append(_block(node, row, source))
    return "\n".join(blocks).encode()


_PREFIXES: Final = ("al", "dcterms", "id", "wd", "xsd")
_HEAD: Final = """{prefixes}
# Facts compared with records of Wikidata. Written by “aliansi link compare”; docs/wikidata.md says how to renew it.
"""


def _name(row: LedgerRow) -> str:
    """Return the id of a row: that of its item, fact and aspect, or of the statement that no fact has."""
    last = re.split(r"[/#]", row.ours.fact or row.theirs.guid or row.ours.subject)[-1]
    parts = ("comparison", row.theirs.item, last, row.aspect, row.theirs.property)
    return "-".join(_PLAIN.sub("-", str(part)).strip("-").lower() for part in parts)


def _block(node: ox.NamedNode, row: LedgerRow, source: str | None) -> str:
    triples = [ox.Triple(node, predicate, value) for predicate, value in _statements(row)]
    triples += [ox.Triple(node, _SOURCE, ox.NamedNode(source))] if source else []
    prefixes = {name: PREFIXES[name] for name in _PREFIXES}
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert text is not None
    lines = text.decode().splitlines(keepends=True)
    return "".join(re.sub(r"^\t", "    ", line) for line in lines if not line.startswith("@prefix"))


def _statements(row: LedgerRow) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    ours, theirs, version = row.ours, row.theirs, row.theirs.version
    yield TYPE, _al("Comparison")
    yield from _things(compares=ours.fact, comparedThing=ours.subject, comparedWith=ours.object)
    yield _al("aspect"), ox.Literal(str(row.aspect))
    yield _al("verdict"), ox.Literal(str(row.verdict))
    yield _al("decides"), ox.Literal("true" if row.decides else "false", datatype=_BOOLEAN)
    for flag in row.flags:
        yield _al("reservation"), ox.Literal(str(flag))
    yield from _texts(remark=row.note, comparedDate=ours.date)
    yield from _days(comparedEarliest=ours.earliest, comparedLatest=ours.latest)
    yield _al("item"), _entity(theirs.item)
    yield from _texts(itemLabel=theirs.label, matchKind=str(theirs.match))
    for name, item in (
        ("itemProperty", theirs.property),
        ("itemQualifier", theirs.qualifier),
        ("itemObject", theirs.object_item),
    ):
        if item:
            yield _al(name), _entity(item)
    yield from _texts(statementId=theirs.guid, rank=theirs.rank)
    if theirs.guid:
        yield _al("references"), _number(theirs.references)
    yield from _texts(itemValue=theirs.value)
    if theirs.precision is not None:
        yield _al("precision"), _number(theirs.precision)
    if theirs.calendar:
        yield _al("calendar"), _entity(theirs.calendar)
    yield from _days(itemEarliest=theirs.earliest, itemLatest=theirs.latest)
    if version.revision is not None:
        yield _al("recordRevision"), _number(version.revision)
    yield from _texts(recordModified=version.modified, recordHash=version.sha256)


def _al(name: str) -> ox.NamedNode:
    return ox.NamedNode(str(AL) + name)


def _entity(item: str) -> ox.NamedNode:
    """Return the IRI of an item or property of Wikidata; records may have any text as an id."""
    return ox.NamedNode(PREFIXES["wd"] + _PLAIN.sub("", item))


def _number(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_INTEGER)


def _things(**values: str | None) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
    for name, value in values.items():
        if value:
            yield _al(name), ox.NamedNode(value)


def _texts(**values: str | None) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    for name, value in values.items():
        if value:
            yield _al(name), ox.Literal(value)


def _days(**values: Day | None) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    for name, value in values.items():
        if value:
            yield _al(name), ox.Literal(value.isoformat(), datatype=_DATE)
