"""The first token of a query that does not follow the grammar: what is wrong with it, and what fits there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from aliansi.sparql.characters import described, meant_by, shortened
from aliansi.sparql.grammar import CLASSES, Reading, grammar, terminal_of
from aliansi.sparql.scopes import Problem
from aliansi.sparql.tokens import END, Token, place_of, resolve_escapes

_MAX_EXPECTED: Final = 5
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_OPENING: Final = {")": "(", "]": "[", "}": "{"}
_SIMILAR: Final = 0.78
"""How similar a word is to the keyword that it may be, by ``difflib``."""
_LOGICAL: Final = {"AND": "&&", "OR": "||"}
_OPERATORS: Final = {"==": "=", "<>": "!=", "=!": "!=", "=>": ">=", "=<": "<="}
"""Operators of other languages, and those of SPARQL."""
_AFTER: Final = (
    (
        "||",
        frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "SIGNED", "IN", "NOT"}),
        "an operator",
    ),
    ("|", frozenset({"|", "/", "?", "*", "+"}), "“/” or another part of a path"),
    ("/", frozenset({"/", "*", "SIGNED", "+", "-"}), "an operator"),
)
"""What may follow an expression or a path: the operator that shows it, all of them, and what they are together."""
_PHRASES: Final = (
    ("Expression", "an expression"), ("Constraint", "a condition in brackets or a function"),
    ("GraphPatternNotTriples", "another pattern"), ("GraphNodePath", "a term"),
    ("VarOrTerm", "a term"), ("TripleTermNode", "a term"),
    ("VerbPath", "a property"), ("Verb", "a property"), ("VarOrIri", "an IRI or a variable"),
    ("DataBlockValue", "a value"), ("iri", "an IRI"),
)  # fmt: skip
"""Rules whose first terminals are named together in a message, the largest ones first."""
_SPARQL_1_2: Final = frozenset({"<<", "<<(", "~", "{|", "VERSION", "LATERAL", "ADJUST", "^^", "LANGTAG", "NIL", "ANON"})
"""Terminals that a message does not offer, unless nothing else fits."""


class Departure:
    """The first token of a query that does not follow the grammar."""

    def __init__(self, query: str, reading: Reading) -> None:
        self._query, self._reading, self._expected = query, reading, reading.expected
        self._token = reading.tokens[-1]
        self._before = reading.tokens[-2] if len(reading.tokens) > 1 else END

    def problem(self) -> Problem:
        """Return the position and what is wrong there."""
        token = self._token
        if token is END:
            return Problem(len(self._query), self._too_short())
        if (start := self._open_long_string()) is not None:
            return Problem(start, f"the string that begins here is not closed with {self._query[start : start + 3]}")
        if token.kind == "mark" and (found := self._mark(token)):
            return found
        if token.kind == "word" and (cause := self._word(token.text)):
            return Problem(token.start, cause)
        if cause := self._call():
            return Problem(token.start, cause)
        return Problem(token.start, f"unexpected {_shown(token)}: {self._wanted()}{self._advice()}")

    def _open_long_string(self) -> int | None:
        """Return where three quotation marks open a string that is not closed; they were read as an empty string."""
        start, end = self._before.start, self._before.start + 2
        is_long = self._before.text in ('""', "''") and self._query[end : end + 1] == self._before.text[0]
        return start if is_long else None

    def _too_short(self) -> str:
        if self._before is END:
            return "there is no query"
        opened = _open_brackets(self._reading.tokens)
        if opened:
            line, column = place_of(self._query, opened[-1].start)
            return f"the query ends, but “{opened[-1].text[-1:]}” at line {line}, column {column} is not closed"
        return f"the query ends too soon: {self._wanted()}"

    def _mark(self, token: Token) -> Problem | None:
        text, start = token.text, token.start
        if text in "\"'":
            return Problem(start, f"the string that begins here is not closed with {text}")
        if text == "\\":
            return Problem(start, self._escape(start))
        if not text.isascii() or not text.isprintable():
            return Problem(start, f"unexpected character {described(text)}{meant_by(text)}")
        if text == "<" and "IRIREF" in self._expected and "<" not in self._expected:
            return self._iri(start)
        if text in _OPENING and not any(
            each.text == _OPENING[text] for each in _open_brackets(self._reading.tokens[:-1])
        ):
            return Problem(start, f"“{text}” closes nothing: there is no “{_OPENING[text]}” before it")
        if text in "?$" and "VAR" in self._expected:
            return Problem(start, f"“{text}” is not followed by the name of a variable")
        if text == "@" and "LANGTAG" in self._expected:
            return Problem(start, "“@” is not followed by a language tag such as en")
        return None

    def _escape(self, start: int) -> str:
        escape = re.match(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})", self._query[start:])
        if escape and len(character := resolve_escapes(escape[0])) == 1:
            return f"{escape[0]} is read in strings and IRIs only: write {described(character)} itself"
        if self._before.kind == "name" and self._before.start + len(self._before.text) == start:
            return "“\\” in a name is followed by one of _ ~ . - ! $ & ' ( ) * + , ; = / ? # @ %"
        return "unexpected “\\”: escapes are read in strings, IRIs and local names only"

    def _iri(self, start: int) -> Problem:
        """Return what ends an IRI too soon."""
        rest = self._query[start + 1 :]
        wrong = re.search(r"[<>\"{}|^`\\\x00-\x20]", rest)
        if wrong is None or ">" not in rest:
            return Problem(start, "the IRI that begins here is not closed with “>”")
        shown = wrong[0] if wrong[0].isprintable() and wrong[0] != " " else described(wrong[0])
        return Problem(start + 1 + wrong.start(), f"{shown} is not allowed in an IRI: write it as %{ord(wrong[0]):02X}")

    def _word(self, text: str) -> str:
        """Return what is wrong with a word that is not a keyword, or with the first one of an update."""
        word = text.upper()
        if "SELECT" in self._expected and word in _UPDATES and not self._is_in_group():
            return f"{word} is an update, and this endpoint is read-only; it takes no updates"
        if terminal_of(self._token, grammar().keywords) in (word, "a"):
            return ""
        strange = next((character for character in text if not character.isascii()), "")
        if strange and self._token.text.strip("\ufeff").isascii():
            return f"unexpected character {described(strange)}{meant_by(strange)}"
        offered = [symbol for symbol in sorted(self._expected) if symbol.isupper() and symbol not in CLASSES]
        if close := get_close_matches(word, offered, 1, _SIMILAR):
            return f"unknown word {_shown(self._token)}{_with_character(strange)}: did you mean {_spelling(close[0])}?"
        if "PNAME_NS" in self._expected and self._before.is_word("PREFIX"):
            return f"a prefix ends with “:”: write {shortened(text)}:"
        if word in _LOGICAL and "&&" in self._expected:
            return f"unknown word {_shown(self._token)}: write {_LOGICAL[word]}"
        shown = f"{_shown(self._token)}{_with_character(strange)}"
        if self._query[self._token.start + len(text) :].lstrip().startswith("(") and "IF" in self._expected:
            return f"unknown function {shown}: other functions are named by an IRI"
        if "VAR" in self._expected and not strange:
            return f"unknown word {shown}: write ?{shortened(text)} for a variable"
        return f"unknown word {shown}: {self._wanted()}"

    def _call(self) -> str:
        """Return that a function has too few or too many arguments."""
        opened = self._opened()
        if not opened or opened[-1][0] != "BuiltInCall" or self._token.text not in (")", ",", "()"):
            return ""
        name = _spelling(self._reading.tokens[opened[-1][1]].text.upper())
        return f"too {'many' if self._token.text == ',' else 'few'} arguments for {name}"

    def _is_in_group(self) -> bool:
        return any(token.text == "{" for token in self._reading.tokens if token.start < self._token.start)

    def _opened(self) -> list[tuple[str, int]]:
        """Return the rules that the token is in, each with the position of its first token."""
        opened: list[tuple[str, int]] = []
        for event in self._reading.events:
            if event.is_end:
                opened.pop()
            elif event.rule:
                opened.append((event.rule, event.token))
        return opened

    def _advice(self) -> str:
        text, rule = self._token.text, self._opened()[-1][0] if self._opened() else ""
        if self._before.text + text in _OPERATORS and self._before.start == self._token.start - 1:
            return f"; write “{_OPERATORS[self._before.text + text]}”"
        if rule == "SelectClause" and self._token.kind in ("word", "name", "iri"):
            return "; write (… AS ?name)"
        if text == "," and self._before.kind == "variable" and "VAR" in self._expected:
            return "; there are no commas between variables"
        if text.lower() in ("@prefix", "@base"):
            return "; write PREFIX and BASE without “@” and “.”"
        if text == "." and "PREFIX" in self._expected:
            return "; there is no “.” after PREFIX and BASE"
        if rule == "Filter":
            return "; write FILTER (…)"
        return ""

    def _wanted(self) -> str:
        """Return what is expected, in few words."""
        rest, phrases = set(self._expected), list[str]()
        for rule, phrase in _PHRASES:
            first = grammar().first[rule] - {""}
            if first <= rest:
                rest -= first
                phrases.append(phrase)
        for operator, operators, phrase in _AFTER:
            if operator in rest:
                rest -= operators
                phrases.append(phrase)
        kept = rest - _SPARQL_1_2 or (set() if phrases else rest)
        names = [_named(symbol) for symbol in sorted(kept, key=lambda symbol: (symbol.isalpha(), symbol))]
        shown = list(dict.fromkeys([*names, *phrases]))
        if shown == [_named("")]:
            return "the query is complete before it"
        if len(shown) > _MAX_EXPECTED:
            shown = [*phrases, *names]
            shown = [*shown[: _MAX_EXPECTED - 1], "something else"]
        return f"expected {' or '.join(filter(None, [', '.join(shown[:-1]), shown[-1]]))}"


def _named(symbol: str) -> str:
    """Return a terminal as a message shows it."""
    if symbol in CLASSES:
        return CLASSES[symbol]
    return (_spelling(symbol) if symbol.isalpha() else f"“{symbol}”") if symbol else "the end"


def _open_brackets(read: Sequence[Token]) -> list[Token]:
    opened: list[Token] = []
    for token in read:
        if token.kind == "mark" and token.text in ("(", "[", "{"):
            opened.append(token)
        elif token.kind == "mark" and opened and _OPENING.get(token.text) == opened[-1].text:
            opened.pop()
    return opened


def _spelling(keyword: str) -> str:
    """Return a keyword as the recommendation writes it."""
    return re.sub(r"^(IS|SAME|HAS)(?=[A-Z]{3})", lambda match: match[1].lower(), keyword)


def _shown(token: Token) -> str:
    return f"“{shortened(' '.join(token.text.split()))}”"


def _with_character(character: str) -> str:
    return f" with {described(character)}" if character else ""
