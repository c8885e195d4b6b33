"""Values of literals, and of names and links of a thing."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import ID, PREFIXES
from aliansi.reconciliation.name_index import name_index
from aliansi.reconciliation.property_values import Number, Text, Value, ValueReader, value_of_literal


@pytest.mark.parametrize(
    ("text", "datatype", "expected"),
    [
        ("7", "integer", Number(7)),
        (" -7 ", "int", Number(-7)),
        ("1.5", "decimal", Number(1.5)),
        ("1e3", "double", Number(1000.0)),
        ("NaN", "double", Text("NaN")),
        ("seven", "integer", Text("seven")),
        ("1999-01-01", "date", Text("1999-01-01")),
        ("true", "boolean", Text("true")),
        ("007", "string", Text("007")),
    ],
)
def test_only_numbers_are_numbers(text: str, datatype: str, expected: Value) -> None:
    assert value_of_literal(ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))) == expected


def test_a_text_keeps_its_language() -> None:
    assert value_of_literal(ox.Literal("aliansi", language="id")) == Text("aliansi", "id")


def test_alternative_names_are_all_others_once(shipped_store: Store) -> None:
    reader = ValueReader(name_index(shipped_store), f"{ID}csto", "en")
    names = [each.text for each in reader.aliases() if isinstance(each, Text)]
    assert "CSTO" in names
    assert "Organisasi Perjanjian Keamanan Kolektif" in names
    assert "Collective Security Treaty Organization" not in names
    assert len(names) == len({*names})
