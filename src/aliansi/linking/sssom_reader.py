"""Reader of SSSOM files: every row with its line, and a finding for each error in the header and the rows.

The models of sssom-pydantic validate the rows. Its own reader counts no lines inside quoted cells, drops unknown
columns and splits at escaped ``|``, so the table is read here.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aliansi.errors import Finding, FindingsError, Location
from aliansi.linking.mapping_slots import PROPAGATABLE, SLOTS, SOURCES, Kind
from aliansi.linking.mappings import SemanticMapping, join_values, split_values
from aliansi.linking.sssom_header import Header, read_header
from aliansi.project.text_file import decode

_GZIP: Final = b"\x1f\x8b"
_REQUIRED: Final[Mapping[str, str]] = {
    "subject_id": "name the thing",
    "predicate_id": "name the relation, such as skos:exactMatch",
    "object_id": "name the item, or sssom:NoTermFound",
    "mapping_justification": "say how the mapping was made, such as semapv:ManualMappingCuration",
}
_MATCH_TYPES: Final[Mapping[str, str]] = {
    "Lexical": "LexicalMatching",
    "Logical": "LogicalMatching",
    "HumanCurated": "ManualMappingCuration",
    "Complex": "CompositeMatching",
    "Unspecified": "UnspecifiedMatching",
    "SemanticSimilarity": "SemanticSimilarityThresholdMatching",
}
_RENAMED: Final[Mapping[str, str]] = {
    "semantic_similarity_score": "similarity_score",
    "semantic_similarity_measure": "similarity_measure",
}
"""What files before SSSOM 1.0 have (SSSOM/TSV, "Compatibility with pre-1.0 versions")."""
_WIKIDATA: Final = re.compile(
    r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityData/)?([QPL]\d+)$"
)
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNSAFE: Final = re.compile(r'[\s<>"{}|\\^`]')


@dataclass(frozen=True)
class SssomFile:
    """Mappings of a file, each with its line, and the findings about the rest."""

    mappings: tuple[SemanticMapping, ...]
    findings: tuple[Finding, ...]


def read_sssom(file: Path, content: bytes, metadata: tuple[Path, bytes] | None = None) -> SssomFile:
    """Read the content of a SSSOM file, packed with gzip or not; its metadata may be in a file of their own.

    Raises FindingsError if it is not a table of mappings.
    """
    text = decode(file, _unpacked(file, content))
    start, count = _start_of_table(text)
    if not text[start:].strip():
        what = "has no table below its header" if count else "is empty"
        raise FindingsError([Finding(Location(file), "", f"{what}: write a line of column names and a row a mapping")])
    source = (metadata[0], decode(*metadata), 1) if metadata else (file, _uncommented(text[:start]), 1)
    header = read_header(*source)
    return _Table(file, header).read(text[start:], count)


def _unpacked(file: Path, content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise FindingsError([Finding(Location(file), "", f"is not whole: gzip says {error}")]) from error


def _start_of_table(text: str) -> tuple[int, int]:
    """Return where the table starts, and the number of lines before it."""
    start = count = 0
    for line in io.StringIO(text, newline=""):
        if not line.startswith(("#", '"#')) and line.strip():
            break
        start, count = start + len(line), count + 1
    return start, count


def _uncommented(text: str) -> str:
    """Return the YAML of a header: without ``#``, and without the quotation marks and tabs of a spreadsheet."""
    lines = []
    for line in text.splitlines():
        cell = next(csv.reader([line], delimiter="\t"), [""])[0] if line.startswith('"') else line.rstrip("\t ")
        lines.append(cell.removeprefix("#"))
    return "\n".join(lines)


class _Table:
    def __init__(self, file: Path, header: Header) -> None:
        self._file, self._header = file, header
        self._findings = list(header.findings)

    def read(self, text: str, lines_before: int) -> SssomFile:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=False)
        columns: Sequence[str] = ()
        rows: list[tuple[int, dict[str, str]]] = []
        try:
            line = lines_before + 1
            for cells in reader:
                if not columns:
                    columns = self._columns(cells, line)
                elif any(cell.strip() for cell in cells) and (row := self._row(columns, cells, line)):
                    rows.append((line, row))
                line = lines_before + reader.line_num + 1
        except csv.Error as error:
            place = Location(self._file, lines_before + reader.line_num)
            raise FindingsError([Finding(place, "", f"is not a table: {error}")]) from error
        self._propagate([row for _, row in rows])
        mappings = [mapping for line, row in rows if (mapping := self._mapping(row, line))]
        return SssomFile(tuple(mappings), tuple(self._findings))

    def _columns(self, cells: Sequence[str], line: int) -> Sequence[str]:
        """Return the names of the columns. Raises FindingsError if mappings cannot be read from them."""
        names = [cell.strip() for cell in cells]
        place = Location(self._file, line)
        if len(names) == 1 and re.search(r"[,;]", names[0]):
            raise FindingsError([Finding(place, "", "has no tabs: save the table as tab-separated values, not as CSV")])
        if repeated := sorted({name for name in names if name and names.count(name) > 1}):
            raise FindingsError([Finding(place, "", f"has two columns {repeated[0]}: rename or remove one")])
        missing = [name for name in _REQUIRED if name not in names]
        if len(missing) == len(_REQUIRED):
            shown = ", ".join(names)[:80]
            needed = ", ".join(_REQUIRED)
            raise FindingsError([Finding(place, "", f"the columns are {shown}: a table of mappings has {needed}")])
        return names

    def _row(self, columns: Sequence[str], cells: Sequence[str], line: int) -> dict[str, str] | None:
        """Return the cells of a row by slot; None after a finding, as its cells may be in wrong columns."""
        if any(cell.strip() for cell in cells[len(columns) :]):
            self._report(
                line, "", f"has {len(cells)} cells for {len(columns)} columns: put a cell with a tab in quotes"
            )
            return None
        named = zip(columns, cells, strict=False)
        return _current({self._header.slot_of(name): cell for name, cell in named if name and cell.strip()})

    def _propagate(self, rows: list[dict[str, str]]) -> None:
        """Give all rows what the header states once for them, unless a row has its own (SSSOM, "Propagation")."""
        for slot in PROPAGATABLE & self._header.values.keys():
            if not any(slot in row for row in rows):
                for row in rows:
                    row[slot] = self._header.values[slot]

    def _report(self, line: int, subject: str, message: str) -> None:
        self._findings.append(Finding(Location(self._file, line), subject, message))

    def _mapping(self, row: Mapping[str, str], line: int) -> SemanticMapping | None:
        """Return the mapping of a row; None after a finding."""
        before = len(self._findings)
        subject = row.get("subject_id", "").strip()
        slots, extensions = {}, {}
        for name, cell in row.items():
            if slot := SLOTS.get(name):
                values = tuple(split_values(cell)) if slot.many else (cell if slot.kind is Kind.TEXT else cell.strip(),)
                if slot.kind is Kind.REFERENCE:
                    values = tuple(filter(None, (self._iri(value, name, subject, line) for value in values)))
                slots[name] = tuple(sorted(values)) if slot.many else values
            else:
                extensions[name] = cell
        for message in _problems(row, slots):
            self._report(line, subject, message)
        if len(self._findings) > before:
            return None
        iri = next(iter(slots.pop("record_id", ())), "")
        return SemanticMapping(iri, slots, extensions, Location(self._file, line))

    def _iri(self, value: str, slot: str, subject: str, line: int) -> str | None:
        """Return the IRI of a prefixed name; None after a finding."""
        prefix, colon, local = value.partition(":")
        if namespace := self._header.prefixes.get(prefix) if colon else None:
            iri = namespace + local
        elif _ADDRESS.fullmatch(value):
            iri = value
        else:
            self._report(line, subject if subject != value else "", _unknown(prefix if colon else "", slot, value))
            return None
        if _UNSAFE.search(iri):
            self._report(line, subject if subject != value else "", f"{slot}: {value} is not a name: correct it")
            return None
        item = _WIKIDATA.match(iri)
        return f"http://www.wikidata.org/entity/{item[1]}" if item else iri


def _current(row: dict[str, str]) -> dict[str, str]:
    """Return a row with the slots of SSSOM before 1.0 under their present names."""
    made = _MATCH_TYPES.get(row.get("match_type", "").strip())
    if made and "mapping_justification" not in row:
        row = {name: cell for name, cell in row.items() if name != "match_type"}
        row["mapping_justification"] = f"semapv:{made}"
    return {_RENAMED.get(name, name): cell for name, cell in row.items()}


def _unknown(prefix: str, slot: str, value: str) -> str:
    if not prefix:
        return (
            f"{slot}: {value} has no prefix: write it as PREFIX:{value}, and the prefix under curie_map in the header"
        )
    return f"{slot}: {value} has the unknown prefix {prefix}: add it under curie_map in the header"


def _problems(row: Mapping[str, str], slots: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what is wrong with the values of a row, as the models of sssom-pydantic find it."""
    from pydantic import ValidationError
    from sssom_pydantic.models import Record

    for name, advice in _REQUIRED.items():
        if name not in row:
            yield f"{name} is missing: {advice}"
    for name, values in slots.items():
        if SLOTS[name].kind is Kind.DATE and not _DATE.fullmatch(values[0]):
            yield f"{name}: {values[0][:60]!r} is not a date: write it as 2026-11-23"
            return
    # References that could not be read have their finding; the model sees the others as texts.
    filled = {name: list(v) if SLOTS[name].many else v[0] for name, v in slots.items() if v and name != SOURCES}
    try:
        Record.model_validate({name: "x" for name in _REQUIRED} | filled)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False):
            name = str(problem["loc"][0])
            shown = join_values(slots[name]) if name in slots else ""
            yield f"{name}: {shown[:60]!r} is not valid: {problem['msg']}"
