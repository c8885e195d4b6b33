"""JSON of requests: every fault is named by its member; answers hold any key."""

from __future__ import annotations

import json

import pytest

from aliansi.reconciliation.request_json import (
    RequestFault,
    expect_names,
    expect_number,
    json_bytes,
    read_json,
    read_object,
    shown,
)


def test_repeated_names_are_kept_apart_from_the_value() -> None:
    value = read_object('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}', "queries")
    assert (value, value.repeated, value["b"].repeated) == ({"a": 3, "b": {"c": 2}}, ("a",), ("c",))
    with pytest.raises(RequestFault, match=r"^a: this name is there more than once$"):
        expect_names(value, ("a", "b"))


def test_a_byte_order_mark_has_no_effect() -> None:
    assert read_json("\ufeff[1]", "queries") == [1]


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 10_000], ids=["arrays", "objects"])
def test_deep_nesting_is_a_fault(text: str) -> None:
    with pytest.raises(RequestFault, match=r"^queries: arrays and objects are nested too deeply$"):
        read_json(text, "queries")


def test_a_fault_of_json_has_its_place() -> None:
    with pytest.raises(RequestFault, match=r"^extend: not JSON: .* in line 2, column 6$"):
        read_json('{\n"a": }', "extend")


@pytest.mark.parametrize(("value", "expected"), [(5, 5), (5.0, 5), (1, 1), (10, 10)])
def test_whole_numbers_are_read(value: float, expected: int) -> None:
    assert expect_number(value, "limit", 1, 10) == expected


@pytest.mark.parametrize("text", ["0", "11", "1.5", "NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "true", "[]"])
def test_other_numbers_are_faults(text: str) -> None:
    with pytest.raises(RequestFault, match=r"^limit: expected a whole number from 1 to 10, not "):
        expect_number(read_json(text, "limit"), "limit", 1, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb\0", "a\ufffdb\ufffd"), ("\ud800", "\\ud800"), ("x" * 100, "x" * 60 + "…")],
    ids=["control characters", "surrogate", "long"],
)
def test_texts_of_requests_are_safe_in_messages(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_answers_hold_any_key() -> None:
    assert json_bytes({"ключ": 1}) == '{"ключ":1}'.encode()
    assert json.loads(json_bytes({"\ud800": "ключ"})) == {"\ud800": "ключ"}
