"""The grammar of SPARQL queries as data, and a predictive reader that finds where a query departs from it.

Oxigraph decides what is a query; this reader is for its error messages. The productions are those of SPARQL 1.1 (19.8)
and the triple terms of SPARQL 1.2, which Oxigraph reads too. They are LL(1): the next token selects the alternative,
so the first token that fits none is where the error is, and what would fit is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from aliansi.sparql.tokens import END, Token

PRODUCTIONS: Final = """
Query ::= Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) ValuesClause
Prologue ::= ( BaseDecl | PrefixDecl | VersionDecl )*
BaseDecl ::= BASE IRIREF
PrefixDecl ::= PREFIX PNAME_NS IRIREF
VersionDecl ::= VERSION STRING
SelectQuery ::= SelectClause DatasetClause* WhereClause SolutionModifier
SubSelect ::= SelectClause WhereClause SolutionModifier ValuesClause
SelectClause ::= SELECT ( DISTINCT | REDUCED )? ( ( VAR | SelectExpression )+ | '*' )
SelectExpression ::= '(' Expression AS VAR ')'
ConstructQuery ::= CONSTRUCT ( ConstructTemplate DatasetClause* WhereClause SolutionModifier
  | DatasetClause* WHERE ConstructTemplate SolutionModifier )
DescribeQuery ::= DESCRIBE ( VarOrIri+ | '*' ) DatasetClause* WhereClause? SolutionModifier
AskQuery ::= ASK DatasetClause* WhereClause SolutionModifier
DatasetClause ::= FROM NAMED? iri
WhereClause ::= WHERE? GroupGraphPattern
SolutionModifier ::= GroupClause? HavingClause? OrderClause? LimitOffsetClauses?
GroupClause ::= GROUP BY GroupCondition+
GroupCondition ::= BuiltInCall | FunctionCall | '(' Expression ( AS VAR )? ')' | VAR
HavingClause ::= HAVING Constraint+
OrderClause ::= ORDER BY OrderCondition+
OrderCondition ::= ( ASC | DESC ) BrackettedExpression | Constraint | VAR
LimitOffsetClauses ::= LimitClause OffsetClause? | OffsetClause LimitClause?
LimitClause ::= LIMIT INTEGER
OffsetClause ::= OFFSET INTEGER
ValuesClause ::= InlineData?
GroupGraphPattern ::= '{' ( SubSelect | GroupGraphPatternSub ) '}'
GroupGraphPatternSub ::= TriplesBlock? ( GraphPatternNotTriples '.'? TriplesBlock? )*
TriplesBlock ::= TriplesSameSubjectPath ( '.' TriplesBlock? )?
GraphPatternNotTriples ::= GroupOrUnionGraphPattern | OptionalGraphPattern | MinusGraphPattern
  | LateralGraphPattern | GraphGraphPattern | ServiceGraphPattern | Filter | Bind | InlineData
GroupOrUnionGraphPattern ::= GroupGraphPattern ( UNION GroupGraphPattern )*
OptionalGraphPattern ::= OPTIONAL GroupGraphPattern
MinusGraphPattern ::= MINUS GroupGraphPattern
LateralGraphPattern ::= LATERAL GroupGraphPattern
GraphGraphPattern ::= GRAPH VarOrIri GroupGraphPattern
ServiceGraphPattern ::= SERVICE SILENT? VarOrIri GroupGraphPattern
Filter ::= FILTER Constraint
Bind ::= BIND '(' Expression AS VAR ')'
InlineData ::= VALUES DataBlock
DataBlock ::= InlineDataOneVar | InlineDataFull
InlineDataOneVar ::= VAR '{' DataBlockValue* '}'
InlineDataFull ::= DataBlockVariables '{' DataBlockRow* '}'
DataBlockVariables ::= NIL | '(' VAR* ')'
DataBlockRow ::= NIL | '(' DataBlockValue* ')'
DataBlockValue ::= iri | Literal | UNDEF | TripleTermData
Constraint ::= BrackettedExpression | BuiltInCall | FunctionCall
FunctionCall ::= iri ArgList
ArgList ::= NIL | '(' DISTINCT? Expression ( ',' Expression )* ( ';' SEPARATOR '=' STRING )? ')'
ExpressionList ::= NIL | '(' Expression ( ',' Expression )* ')'
ConstructTemplate ::= '{' ConstructTriples? '}'
ConstructTriples ::= TriplesSameSubject ( '.' ConstructTriples? )?
TriplesSameSubject ::= VarOrTerm PropertyListNotEmpty | TriplesNode PropertyListNotEmpty?
  | ReifiedTriple PropertyListNotEmpty?
PropertyListNotEmpty ::= Verb ObjectList ( ';' ( Verb ObjectList )? )*
Verb ::= VarOrIri | a
ObjectList ::= Object ( ',' Object )*
Object ::= GraphNode Annotation*
TriplesSameSubjectPath ::= VarOrTerm PropertyListPathNotEmpty | TriplesNodePath PropertyListPathNotEmpty?
  | ReifiedTriple PropertyListPathNotEmpty?
PropertyListPathNotEmpty ::= VerbPath ObjectListPath ( ';' ( VerbPath ObjectListPath )? )*
VerbPath ::= Path | VAR
ObjectListPath ::= ObjectPath ( ',' ObjectPath )*
ObjectPath ::= GraphNodePath AnnotationPath*
Path ::= PathSequence ( '|' PathSequence )*
PathSequence ::= PathEltOrInverse ( '/' PathEltOrInverse )*
PathEltOrInverse ::= PathElt | '^' PathElt
PathElt ::= PathPrimary ( '?' | '*' | '+' )?
PathPrimary ::= iri | a | '!' PathNegatedPropertySet | '(' Path ')'
PathNegatedPropertySet ::= PathOneInPropertySet | NIL | '(' PathOneInPropertySet ( '|' PathOneInPropertySet )* ')'
PathOneInPropertySet ::= iri | a | '^' ( iri | a )
TriplesNode ::= '(' GraphNode+ ')' | '[' PropertyListNotEmpty ']'
TriplesNodePath ::= '(' GraphNodePath+ ')' | '[' PropertyListPathNotEmpty ']'
GraphNode ::= VarOrTerm | TriplesNode | ReifiedTriple
GraphNodePath ::= VarOrTerm | TriplesNodePath | ReifiedTriple
Annotation ::= Reifier | '{|' PropertyListNotEmpty '|}'
AnnotationPath ::= Reifier | '{|' PropertyListPathNotEmpty '|}'
Reifier ::= '~' ( VAR | iri | BlankNode )?
ReifiedTriple ::= '<<' ReifiedNode Verb ReifiedNode Reifier? '>>'
ReifiedNode ::= TripleTermNode | ReifiedTriple
TripleTerm ::= '<<(' TripleTermNode Verb TripleTermNode ')>>'
TripleTermNode ::= VAR | iri | Literal | BlankNode | TripleTerm
TripleTermData ::= '<<(' TripleTermDataNode ( iri | a ) TripleTermDataNode ')>>'
TripleTermDataNode ::= iri | Literal | TripleTermData
VarOrTerm ::= VAR | iri | Literal | BlankNode | NIL | TripleTerm
VarOrIri ::= VAR | iri
Expression ::= ConditionalAndExpression ( '||' ConditionalAndExpression )*
ConditionalAndExpression ::= RelationalExpression ( '&&' RelationalExpression )*
RelationalExpression ::= AdditiveExpression ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) AdditiveExpression
  | IN ExpressionList | NOT IN ExpressionList )?
AdditiveExpression ::= MultiplicativeExpression ( ( '+' | '-' ) MultiplicativeExpression | SIGNED ( ( '*'
  | '/' ) UnaryExpression )* )*
MultiplicativeExpression ::= UnaryExpression ( ( '*' | '/' ) UnaryExpression )*
UnaryExpression ::= '!' UnaryExpression | ( '+' | '-' )? PrimaryExpression
PrimaryExpression ::= BrackettedExpression | BuiltInCall | iri ArgList? | Literal | VAR | ExprTripleTerm
ExprTripleTerm ::= '<<(' ExprTripleTermNode Verb ExprTripleTermNode ')>>'
ExprTripleTermNode ::= VAR | iri | Literal | ExprTripleTerm
BrackettedExpression ::= '(' Expression ')'
BuiltInCall ::= Aggregate | Function1 '(' Expression ')' | Function2 '(' Expression ',' Expression ')'
  | Function3 '(' Expression ',' Expression ',' Expression ')' | ( RAND | NOW | UUID | STRUUID ) NIL
  | BOUND '(' VAR ')'
  | BNODE ( '(' Expression ')' | NIL ) | ( CONCAT | COALESCE ) ExpressionList
  | ADJUST '(' Expression ( ',' Expression )? ')'
  | ( SUBSTR | REGEX ) '(' Expression ',' Expression ( ',' Expression )? ')'
  | REPLACE '(' Expression ',' Expression ',' Expression ( ',' Expression )? ')' | Exists
Exists ::= NOT? EXISTS GroupGraphPattern
Function1 ::= STR | LANG | LANGDIR | DATATYPE | IRI | URI | ABS | CEIL | FLOOR | ROUND | STRLEN | UCASE | LCASE
  | ENCODE_FOR_URI
  | YEAR | MONTH | DAY | HOURS | MINUTES | SECONDS | TIMEZONE | TZ | MD5 | SHA1 | SHA256 | SHA384 | SHA512 | ISIRI
  | ISURI | ISBLANK
  | ISLITERAL | ISNUMERIC | ISTRIPLE | HASLANG | HASLANGDIR | SUBJECT | PREDICATE | OBJECT
Function2 ::= LANGMATCHES | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER | STRLANG | STRDT | SAMETERM
Function3 ::= IF | TRIPLE | STRLANGDIR
Aggregate ::= COUNT '(' DISTINCT? ( '*' | Expression ) ')' | ( SUM | MIN | MAX | AVG
  | SAMPLE ) '(' DISTINCT? Expression ')'
  | GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' STRING )? ')'
Literal ::= STRING ( LANGTAG | '^^' iri )? | NumericLiteral | TRUE | FALSE
NumericLiteral ::= INTEGER | NUMBER | SIGNED
iri ::= IRIREF | PNAME_LN | PNAME_NS
BlankNode ::= BLANK_NODE_LABEL | ANON
"""
"""Words in capitals are keywords, or the terminals of ``CLASSES``; ``a`` is the only keyword in a small letter."""

CLASSES: Final = {
    "IRIREF": "an IRI in < >", "PNAME_LN": "a prefixed name", "PNAME_NS": "a prefix with “:”", "STRING": "a string",
    "VAR": "a variable", "INTEGER": "a whole number", "NUMBER": "a number", "SIGNED": "a number with a sign",
    "LANGTAG": "a language tag", "BLANK_NODE_LABEL": "a blank node", "ANON": "“[]”", "NIL": "“()”",
}  # fmt: skip
"""The terminals other than keywords, as messages name them."""

_EBNF: Final = re.compile(r"'[^']+'|[A-Za-z_]\w*|[()|?*+]")
_COMBINED: Final = re.compile(r"<<\(|\)>>|<<|>>|\{\||\|\}|&&|\|\||!=|<=|>=")

Alternative = tuple[str, ...]


class Event(NamedTuple):
    """A rule that begins or ends, or a token (``rule`` is empty)."""

    rule: str
    token: int
    is_end: bool = False


@dataclass(frozen=True)
class Reading:
    """What a query was read as; ``expected`` are the terminals that fit where the last token does not, if any."""

    tokens: tuple[Token, ...]
    events: tuple[Event, ...]
    expected: frozenset[str]


@dataclass(frozen=True)
class Grammar:
    """The alternatives of each rule, and the terminals that each rule may begin with; “” if it may be empty."""

    rules: Mapping[str, tuple[Alternative, ...]]
    first: Mapping[str, frozenset[str]]

    def starts(self, symbols: Alternative) -> frozenset[str]:
        """Return the terminals that symbols may begin with; “” if all of them may be empty."""
        found: set[str] = set()
        for symbol in symbols:
            starts = self.first.get(symbol, frozenset({symbol}))
            found |= starts - {""}
            if "" not in starts:
                return frozenset(found)
        return frozenset({*found, ""})

    @property
    def keywords(self) -> frozenset[str]:
        """The keywords of SPARQL queries."""
        symbols = {symbol for alternatives in self.rules.values() for each in alternatives for symbol in each}
        return frozenset(symbol for symbol in symbols if symbol.isupper() and symbol not in CLASSES)


@cache
def grammar() -> Grammar:
    """Return the grammar of ``PRODUCTIONS``, without its brackets and repetitions: each becomes a rule of its own."""
    rules: dict[str, tuple[Alternative, ...]] = {}
    for production in re.split(r"\n(?! )", PRODUCTIONS.strip()):
        name, _, text = production.partition(" ::= ")
        _alternatives(name, iter(_EBNF.findall(text)), rules)
    table = Grammar(rules, {name: frozenset() for name in rules})
    while True:
        first = {
            name: frozenset().union(*map(table.starts, alternatives)) for name, alternatives in table.rules.items()
        }
        if first == table.first:
            return table
        table = Grammar(rules, first)


def _alternatives(name: str, symbols: Iterator[str], rules: dict[str, tuple[Alternative, ...]]) -> None:
    """Read alternatives up to a closing bracket or the end, and define them as a rule."""
    rules[name] = ()  # its place, so that no inner rule takes its name
    found: list[list[str]] = [[]]
    for symbol in symbols:
        if symbol == ")":
            break
        if symbol == "|":
            found.append([])
        elif symbol == "(":
            found[-1].append(f"{name}#{len(rules)}")
            _alternatives(found[-1][-1], symbols, rules)
        elif symbol in "?*+":
            inner, repeated = found[-1].pop(), f"{name}#{len(rules)}"
            rules[repeated] = ((inner,), ()) if symbol == "?" else ((inner, repeated), ())
            found[-1] += [inner, repeated] if symbol == "+" else [repeated]
        else:
            found[-1].append(symbol.strip("'"))
    rules[name] = tuple(map(tuple, found))


def read(query: str, given: Sequence[Token]) -> Reading:
    """Read the tokens of a query as far as they follow the grammar."""
    table, read = grammar(), (*_combined(query, given), END)
    keywords = table.keywords
    events: list[Event] = []
    stack, place, skipped = ["", "Query"], 0, set[str]()
    while stack:
        symbol, terminal = stack.pop(), terminal_of(read[place], keywords)
        if symbol.startswith("\0"):
            events.append(Event(symbol[1:], place, True))
        elif symbol in table.rules:
            chosen = next((each for each in table.rules[symbol] if terminal in table.starts(each)), None)
            if chosen is None:
                skipped |= table.first[symbol] - {""}
                if "" not in table.first[symbol]:
                    return Reading(read[: place + 1], tuple(events), frozenset(skipped))
                chosen = next(each for each in table.rules[symbol] if "" in table.starts(each))
            if "#" not in symbol:
                events.append(Event(symbol, place))
                stack.append(f"\0{symbol}")
            stack += reversed(chosen)
        elif symbol != terminal:
            return Reading(read[: place + 1], tuple(events), frozenset({*skipped, symbol}))
        elif symbol:
            events.append(Event("", place))
            place, skipped = place + 1, set()
    return Reading(read[:-1], tuple(events), frozenset())


def terminal_of(token: Token, keywords: frozenset[str]) -> str:
    """Return the terminal of the grammar that a token is; an unknown word is one of its own, in quotation marks."""
    match token.kind:
        case "word":
            word = token.text.upper()
            return (
                token.text if token.text == "a" else word if token.is_word(word) and word in keywords else f"“{word}”"
            )
        case "number":
            return "SIGNED" if token.text[0] in "+-" else "INTEGER" if token.text.isdecimal() else "NUMBER"
        case "name":
            return "PNAME_NS" if token.text.endswith(":") and token.text.count(":") == 1 else "PNAME_LN"
        case "iri" | "variable" | "language" | "blank" | "string":
            kinds = {"iri": "IRIREF", "variable": "VAR", "language": "LANGTAG", "blank": "BLANK_NODE_LABEL"}
            return kinds.get(token.kind, "STRING")
        case _:
            return {"()": "NIL", "[]": "ANON"}.get(token.text, token.text)


def _combined(query: str, given: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens with the marks of several characters as one, and empty brackets."""
    place = 0
    while place < len(given):
        token, after = given[place], given[place + 1] if place + 1 < len(given) else END
        found = _COMBINED.match(query, token.start) if token.kind == "mark" else None
        if token.kind == after.kind == "mark" and token.text + after.text in ("()", "[]"):
            yield Token("mark", token.text + after.text, token.start)
            place += 2
        elif found:
            yield Token("mark", found[0], token.start)
            while place < len(given) and given[place].start < found.end():
                place += 1
        else:
            yield token
            place += 1
