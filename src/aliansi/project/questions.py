"""Questions: SPARQL files with a header, valid queries as they are, whose parameters are VALUES lines.

A header consists of comment lines before the query::

    # title: Members of an alliance on a date
    # title-id: Anggota aliansi pada suatu tanggal
    # question: Which states belonged to the alliance on the day?
    # question-id: Negara mana yang menjadi anggota aliansi pada hari itu?
    # keywords: membership, spell, date
    # param alliance: the alliance | aliansi
    # chart: bar state yearsAtLeast
    # needs: inference

Title, question and the descriptions of parameters (``# param-fr alliance: l'alliance``) may have other languages too
(``# title-fr:``); pages in a language without them show the English ones.
Each ``# param NAME: English | Indonesian`` names a variable that the query binds once with ``VALUES ?NAME { TERM }``;
the term is the default, and values must be of its kind. ``# needs: inference`` marks a question that has no answer
without reasoning. ``# chart:`` is ``bar`` or ``line``, the variable of its categories (for a line a date, by year) and
the variable of its numbers; without the latter it counts rows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from aliansi.errors import UsageError
from aliansi.namespaces import PREFIXES, shorten
from aliansi.project.days import is_day
from aliansi.project.folder import Project
from aliansi.project.query_header import by_language, read_header
from aliansi.project.terms import parse_turtle_term
from aliansi.project.text_file import conversion, decode, read_text
from aliansi.reasoning.terms.datatypes import SUPPORTED, value

_VALUES = re.compile(r"VALUES\s+\?(?P<name>\w+)\s*\{\s*(?P<term>[^{}]+?)\s*\}")
_STRINGS = re.compile(r'"([^"\\\n]+)"(?![@^])')
_DAY = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
RESERVED = frozenset({"format", "lang", "on", "sort"})
"""Names in the address of a question that are not those of its parameters."""
CHARTS = ("bar", "line")
STANDARD_INPUT = Path("<standard input>")
MAX_SIMILAR = 3
_REQUIRED = ("title", "title-id", "question", "question-id", "keywords")


@dataclass(frozen=True)
class Parameter:
    """A value of a question that a reader may choose."""

    name: str
    meaning: Mapping[str, str] = field(metadata={"help": "its description, by language"})
    default: ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class ChartSpec:
    """The chart of an answer: ``bar`` or ``line``, the variable of its categories, and that of its numbers if any."""

    kind: str
    by: str
    of: str = ""


@dataclass(frozen=True)
class Question:
    """A competency question and its query."""

    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    needs_inference: bool
    query: str = field(repr=False)
    chart: ChartSpec | None = None

    @property
    def words(self) -> frozenset[str]:
        """The English strings in the query, which pages translate."""
        return frozenset(_STRINGS.findall(self.query))

    def with_values(self, values: Mapping[str, str]) -> str:
        """Return the query with values for some of its parameters.

        An IRI is given with or without angle brackets or as a prefixed name (``id:csto``); a literal as its text.
        Raises UsageError for an unknown parameter or a value of the wrong kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        clauses: dict[str, str] = {}
        for name, text in values.items():
            if name not in known:
                takes = ", ".join(known) or "none"
                raise UsageError(f"the question {self.name} has no parameter {name}; it takes: {takes}")
            clauses[name] = f"VALUES ?{name} {{ {_term(text, known[name])} }}"
        # One pass over the text, so that a value is never replaced by another.
        return _VALUES.sub(lambda match: clauses.get(match["name"], match[0]), self.query)


def load(file: Path) -> Question:
    """Read a question. Raises UsageError naming the file if its header or its VALUES lines are incomplete."""
    text = read_text(file)
    header = read_header(text)
    missing = [key for key in _REQUIRED if not header.get(key)]
    if missing:
        raise UsageError(f"{file}: the header lacks {', '.join('# ' + key + ':' for key in missing)}")
    parameters = tuple(
        _parameter(file, key.removeprefix("param "), header, text) for key in header if key.startswith("param ")
    )
    return Question(
        name=file.stem,
        title=by_language(header, "title"),
        question=by_language(header, "question"),
        keywords=tuple(word.strip() for word in header["keywords"].split(",")),
        parameters=parameters,
        needs_inference=header.get("needs") == "inference",
        query=text,
        chart=_chart(file, header["chart"], text) if header.get("chart") else None,
    )


def load_all(project: Project) -> dict[str, Question]:
    """Return every question of a project by name."""
    return {file.stem: load(file) for file in project.query_files("questions")}


def find(project: Project, name: str) -> Question:
    """Return the question of a name, or in a file. Raises UsageError with the known names if there is none."""
    return load(file_of(project, name))


def file_of(project: Project, name: str) -> Path:
    """Return the file of a question, or the file of that name. Raises UsageError as ``find`` does."""
    if name == "-":
        return STANDARD_INPUT
    file = Path(name)
    if file.suffix == ".rq":
        if not file.is_file():
            raise UsageError(f"{name}: no such file")
        return file
    files = {file.stem: file for file in project.query_files("questions")}
    if name not in files:
        raise UsageError(f"unknown question {name}{_similar(name, files)}")
    return files[name]


def _similar(name: str, files: Mapping[str, Path]) -> str:
    """Return the names of questions that a wrong one may mean, or how to see all."""
    if file := Path(name) if Path(name).is_file() else None:
        return f"; a file with a query ends in .rq: rename {file}, or use aliansi query - < {file}"
    words = [each for each in files if name.lower() in each]
    if close := list(dict.fromkeys([*get_close_matches(name.lower(), files, MAX_SIMILAR), *words]))[:MAX_SIMILAR]:
        return f"; did you mean {' or '.join(close)}?"
    return "; see their names with aliansi query --list"


def _chart(file: Path, said: str, query: str) -> ChartSpec:
    kind, *names = said.split()
    if kind not in CHARTS or not 1 <= len(names) <= 2:
        raise UsageError(
            f"{file}: write # chart: with {' or '.join(CHARTS)}, a variable, and optionally a variable of numbers"
        )
    unknown = [name for name in names if not re.search(rf"\?{re.escape(name)}\b", query)]
    if unknown:
        raise UsageError(f"{file}: the query has no variable {unknown[0]} for its chart")
    return ChartSpec(kind, *names)


def _parameter(file: Path, name: str, header: Mapping[str, str], query: str) -> Parameter:
    if name in RESERVED:
        raise UsageError(f"{file}: rename the parameter {name}: the name is reserved in the address of a question")
    english, _, indonesian = (part.strip() for part in header[f"param {name}"].partition("|"))
    clauses = [match["term"] for match in _VALUES.finditer(query) if match["name"] == name]
    if len(clauses) != 1:
        raise UsageError(f"{file}: write the default of {name} once, as VALUES ?{name} {{ … }}")
    default = parse_turtle_term(clauses[0])
    return Parameter(name, {**by_language(header, "param", name), "en": english, "id": indonesian or english}, default)


def _term(text: str, parameter: Parameter) -> ox.NamedNode | ox.Literal:
    """Return the term for the text that a reader gave, of the kind of the parameter's default."""
    if isinstance(parameter.default, ox.Literal):
        literal = ox.Literal(text, datatype=parameter.default.datatype) if not parameter.default.language else None
        return _checked(parameter, literal or ox.Literal(text, language=parameter.default.language))
    if re.match(r"https?://", text):
        text = f"<{text}>"
    prefix = shorten(parameter.default.value).partition(":")[0]
    if re.fullmatch(r"\s*[\w-]+\s*", text) and prefix in PREFIXES:
        raise UsageError(f"{text} is not an IRI, prefixed name or literal; write {prefix}:{text.strip()}")
    term = parse_turtle_term(text)
    if not isinstance(term, ox.NamedNode):
        raise UsageError(f"{parameter.name} must be an IRI like {parameter.default.value}, not {text}")
    return term


def _checked(parameter: Parameter, literal: ox.Literal) -> ox.Literal:
    """Return a literal. Raises UsageError if it is ill-typed, because the query would find nothing."""
    if not _is_well_typed(literal):
        kind = literal.datatype.value.rpartition("#")[2]
        raise UsageError(f"{parameter.name} must be an xsd:{kind} like {parameter.default.value}, not {literal.value}")
    return literal


def _is_well_typed(literal: ox.Literal) -> bool:
    # How a day with a time zone compares with ours, which have none, SPARQL does not define.
    if literal.datatype == _DAY:
        return is_day(literal.value)
    datatype = literal.datatype.value
    return datatype not in SUPPORTED or value(literal.value, literal.language or "", datatype) is not None


def query_text(project: Project, name: str, values: Mapping[str, str]) -> str:
    """Return the SPARQL query of a question with values for its parameters, or of a plain query file.

    A ``.rq`` file without a header is a query with no parameters; so is ``-``, standard input.
    """
    if name == "-":
        if values:
            raise UsageError("a query from standard input has no parameters")
        return decode(STANDARD_INPUT, sys.stdin.buffer.read(), conversion)
    file = Path(name)
    if file.suffix == ".rq" and file.is_file() and "title" not in read_header(read_text(file)):
        if values:
            raise UsageError(f"{name} has no header, and so no parameters")
        return read_text(file)
    return find(project, name).with_values(values)
