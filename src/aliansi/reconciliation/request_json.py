"""JSON of requests, read strictly, so that one invalid query of a batch is found and the others are answered."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aliansi.errors import UsageError

MAX_CHARACTERS: Final = 1000
"""Longest text of a query or a value."""
MAX_SHOWN: Final = 60
_MAX_DIGITS: Final = 40
"""A longer integer becomes a float: Python refuses to read very long ones."""


class RequestFault(UsageError):
    """An invalid member of a request: its name, and what is wrong with it."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(f"{member}: {message}")
        self.member, self.message = member, message


@dataclass(frozen=True)
class InvalidQuery:
    """Query of a batch that has no answer: what is wrong with it, beginning with the name of its member."""

    message: str


class JsonObject(dict[str, Any]):
    """JSON object that keeps which of its names are there more than once."""

    repeated: tuple[str, ...] = ()


def read_object(text: str, member: str) -> JsonObject:
    """Return the JSON object in a member of a request. Raises RequestFault if there is none."""
    value = read_json(text, member)
    if not isinstance(value, JsonObject):
        raise RequestFault(member, f"expected a JSON object, not {kind_of(value)}")
    return value


def read_json(text: str, member: str) -> Any:
    """Return the value of a JSON text, with objects as JsonObject. Raises RequestFault if it is not JSON."""
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise RequestFault(member, f"not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise RequestFault(member, "arrays and objects are nested too deeply") from error


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name, count in counts.items() if count > 1)
    return found


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def expect_names(value: JsonObject, names: Iterable[str], member: str = "") -> None:
    """Check that an object has no repeated and no unknown names. Raises RequestFault, about a member if given."""
    prefix = f"{member}." if member else ""
    for name in value.repeated:
        raise RequestFault(prefix + shown(name), "this name is there more than once")
    known = tuple(names)
    for name in value:
        if name not in known:
            raise RequestFault(prefix + shown(name), f"unknown; valid: {', '.join(known)}")


def expect_object(value: Any, names: Iterable[str], member: str) -> JsonObject:
    """Return a value that is an object with some of these names. Raises RequestFault."""
    if not isinstance(value, JsonObject):
        raise RequestFault(member, f"expected an object, not {kind_of(value)}")
    expect_names(value, names, member)
    return value


def expect_text(value: Any, member: str) -> str:
    """Return a value that is a text with words. Raises RequestFault."""
    if not isinstance(value, str):
        raise RequestFault(member, f"expected a string, not {kind_of(value)}")
    if len(value) > MAX_CHARACTERS:
        raise RequestFault(member, f"{len(value):,} characters; at most {MAX_CHARACTERS:,}")
    if fault := fault_in_characters(value):
        raise RequestFault(member, fault)
    if not value.strip():
        raise RequestFault(member, "this is empty")
    return value


def fault_in_characters(text: str) -> str | None:
    """Return what is wrong with the characters of a text: NUL, or half of a surrogate pair; None if nothing is."""
    if "\0" in text:
        return "the text contains the character U+0000"
    lone = next((character for character in text if "\ud800" <= character <= "\udfff"), None)
    return None if lone is None else f"the text contains a lone surrogate, U+{ord(lone):04X}"


def expect_number(value: Any, member: str, lowest: int, highest: int) -> int:
    """Return a value that is a whole number of a range. Raises RequestFault."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value != int(value) or not lowest <= value <= highest:
        written = shown(json.dumps(value)) if is_number or isinstance(value, str) else kind_of(value)
        raise RequestFault(member, f"expected a whole number from {lowest} to {highest:,}, not {written}")
    return int(value)


def expect_choice(value: Any, member: str, choices: Iterable[str]) -> str:
    """Return a value that is one of some words. Raises RequestFault."""
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        written = f"“{shown(value)}”" if isinstance(value, str) else kind_of(value)
        raise RequestFault(member, f"expected one of {', '.join(known)}, not {written}")
    return value


def expect_truth(value: Any, member: str) -> bool:
    """Return a value that is true or false. Raises RequestFault."""
    if not isinstance(value, bool):
        raise RequestFault(member, f"expected true or false, not {kind_of(value)}")
    return value


def expect_list(value: Any, member: str, most: int) -> list[Any]:
    """Return a value that is an array with some values. Raises RequestFault."""
    if not isinstance(value, list):
        raise RequestFault(member, f"expected an array, not {kind_of(value)}")
    if not 1 <= len(value) <= most:
        raise RequestFault(member, f"{len(value):,} values; expected 1 to {most:,}")
    return value


def kind_of(value: Any) -> str:
    """Return what kind of JSON value this is, for a message."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "a truth value"),
        ((int, float), "a number"),
        (str, "a string"),
        (list, "an array"),
        (dict, "an object"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def shown(text: str) -> str:
    """Return a text of a request for a message: short, in one line, without characters that cannot be written."""
    written = text.encode("utf-8", "backslashreplace").decode("utf-8")
    plain = "".join(character if character.isprintable() else "\ufffd" for character in written)
    return plain if len(plain) <= MAX_SHOWN else f"{plain[:MAX_SHOWN]}…"


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return an answer as JSON; names that UTF-8 cannot hold, such as lone surrogates, come back as escapes."""
    try:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii")
