"""Find words in a text, and write the passage for ``data/evidence-*.ttl`` as the text has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import DCTERMS
from rdflib.term import Node

from aliansi.errors import UsageError
from aliansi.evidence.passages import LONGEST_CONTEXT, LONGEST_PASSAGE, SourceText, source_texts
from aliansi.evidence.source_texts import SourceFiles
from aliansi.evidence.text_search import LINE_END, Place, find, line_of, most_similar, splits_a_character
from aliansi.namespaces import ID, OA, shorten
from aliansi.project.loader import Graph
from aliansi.rdf_files.xml_output import UNWRITABLE, code_point

MAX_PASSAGES: Final = 50
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SHOWN: Final = frozenset(" \u200c\u200d\u3000")
"""Characters without ink that stay as they are: joiners belong to the spelling, the last is the space of Chinese."""
_NAME: Final = re.compile(r"[A-Za-z0-9_À-ÖØ-öø-˿Ͱ-ͽͿ-\u1fffⰀ-\u2fef、-\ud7ff豈-\ufdcfﷰ-\ufffd\U00010000-\U000effff]+")
"""PN_CHARS of Turtle without hyphens and combining marks."""


@dataclass(frozen=True)
class Choice:
    """Choice among several places of the same words: the one of a number, from 1, or the one nearest to other words."""

    occurrence: int | None = None
    near: str | None = None


def text_of(graph: Graph, source_id: str, folder: Path | None) -> tuple[SourceText, str]:
    """Return the hash and length of a source in the graph, and its text, found in a folder by its SHA-256.

    Without a folder, ``text/`` in the project and ``shared/text/`` next to the project are tried. Raises UsageError if
    the source is unknown or no file is its text, FindingsError if the text is not UTF-8.
    """
    known = {shorten(iri).removeprefix("id:"): text for iri, text in source_texts(graph).items()}
    name = source_id.removeprefix("id:").removeprefix(str(ID))
    if name not in known:
        raise UsageError(
            f"{source_id}: no source with a hash has this id; there are: {', '.join(sorted(known)) or 'none'}"
        )
    folder = folder or _usual_folder(graph.project.root)
    language = graph.asserted().value(known[name].iri, DCTERMS.language)
    text = SourceFiles.in_folder(folder).read(known[name].sha256, str(language or ""))
    if text is not None:
        return known[name], text
    raise UsageError(f"no file in {folder} has the SHA-256 of {name}, {known[name].sha256}")


def _usual_folder(root: Path) -> Path:
    for folder in (root / "text", root.parent / "shared" / "text"):
        if folder.is_dir():
            return folder
    raise UsageError("the project does not hold the text; give the folder of your copy with --text DIR")


def names_of_passages(graph: Graph, source: SourceText) -> Callable[[str], str]:
    """Return the name of a passage in IRIs, given its words and position, which passages of other texts may share.

    It contains the source if the graph has several texts, unless a passage of this source already has the plain name.
    """
    names = {iri: "-".join(_slug(re.split(r"[/#:]", str(iri))[-1].replace("_", "-"))) for iri in source_texts(graph)}
    own = names.get(source.iri, "")
    if not own or [*names.values()].count(own) > 1:
        own = "-".join((*filter(None, (own,)), source.sha256[:8]))
    known = {str(iri).removeprefix(str(ID)) for iri in graph.evidence.subjects(OA.hasSource, source.iri)}
    is_alone = len(names) <= 1
    return lambda plain: plain if is_alone or f"passage-{plain}" in known else f"{own}_{plain}"


def passage(
    source: SourceText,
    text: str,
    words: str,
    choice: Choice | None = None,
    name: Callable[[str], str] = str,
) -> str:
    """Return the Turtle of a passage, with the words as the text has them, and context if they occur several times.

    Words that occur several times give one passage for each place, or for the chosen one. Raises UsageError if they
    are too long or do not occur.
    """
    if not 0 < len(words.strip()) <= LONGEST_PASSAGE:
        raise UsageError(f"{len(words.strip())} characters; quote between 1 and {LONGEST_PASSAGE}")
    places = find(text, words)
    if not places:
        raise UsageError(_not_found(text, words))
    longest = max(place.end - place.start for place in places)
    if longest > LONGEST_PASSAGE:
        raise UsageError(f"{longest} characters in the text; quote between 1 and {LONGEST_PASSAGE}")
    chosen = _choose(text, places, choice or Choice())
    blocks = [_block(source, text, place, places, name) for place in chosen[:MAX_PASSAGES]]
    if len(chosen) == 1:
        return blocks[0]
    return _heading(text, places) + "\n".join(blocks)


def _heading(text: str, places: tuple[Place, ...]) -> str:
    starts = [place.start for place in places[:MAX_PASSAGES]]
    lines = ", ".join(str(line_of(text, start)) for start in starts)
    found = ", ".join(map(str, starts))
    first = f"; here are the first {MAX_PASSAGES}" if len(places) > MAX_PASSAGES else ""
    return (
        f"# These words stand {len(places)} times (at {found}): keep the passage that you mean{first}.\n"
        f"# They are on line {lines}; --occurrence 2 prints the second place, --near WORDS the one nearest to WORDS.\n"
    )


def _choose(text: str, places: tuple[Place, ...], choice: Choice) -> tuple[Place, ...]:
    if choice.occurrence is not None:
        if not 1 <= choice.occurrence <= len(places):
            raise UsageError(f"--occurrence {choice.occurrence}: the words stand {len(places)} times in the text")
        places = (places[choice.occurrence - 1],)
    if choice.near:
        others = find(text, choice.near)
        if not others:
            raise UsageError(f"--near: {_not_found(text, choice.near)}")
        places = (min(places, key=lambda place: min(_distance(place, other) for other in others)),)
    return places


def _distance(one: Place, other: Place) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _not_found(text: str, words: str) -> str:
    message = f"{escape(words)} stands nowhere in the text"
    nearest = most_similar(text, words)
    if nearest is None:
        return f"{message}; copy the words exactly, with their punctuation"
    where = f"the nearest words are at {nearest.place.start} (line {line_of(text, nearest.place.start)})"
    differing = f": it has {escape(nearest.instead)} for {escape(nearest.missing)}" if nearest.missing else ""
    return f"{message}; {where}: {escape(nearest.words)}{differing}"


def _block(source: SourceText, text: str, place: Place, places: tuple[Place, ...], name: Callable[[str], str]) -> str:
    """Return the passage of a place, with the context that distinguishes it from other places of the same words."""
    others = tuple(other for other in places if other != place)
    prefix, suffix = _context(text, place, others) if others else ("", "")
    same = _count_alike(text, place, prefix, suffix, others)
    words = text[place.start : place.end]
    warning = f"# Its context is the same at {same} other places: quote more words.\n" if same else ""
    if lacking := UNWRITABLE.search(words):
        character = code_point(lacking[0])
        warning += (
            f"# XML lacks the character {character}, so aliansi check refuses it: quote the words on both sides.\n"
        )
    iri = f"id:passage-{name('-'.join((*_slug(words), str(place.start))))}"
    return warning + _turtle(source, iri, words, place, prefix, suffix)


def _context(text: str, place: Place, others: tuple[Place, ...]) -> tuple[str, str]:
    """Return the words before and after on the same line, and on further lines until no other place has the same."""
    first, last = max(0, place.start - LONGEST_CONTEXT), min(len(text), place.end + LONGEST_CONTEXT)
    while first < place.start and splits_a_character(text, first):
        first += 1
    while last > place.end and splits_a_character(text, last):
        last -= 1
    # XML lacks some characters, such as the form feed between pages; a shorter context does without.
    before, after = UNWRITABLE.split(text[first : place.start])[-1], UNWRITABLE.split(text[place.end : last])[0]
    starts = [*(match.end() for match in reversed([*LINE_END.finditer(before)])), 0]
    ends = [*(match.start() for match in LINE_END.finditer(after)), len(after)]
    prefix, suffix = "", ""
    for lines in range(max(len(starts), len(ends))):
        prefix, suffix = before[starts[min(lines, len(starts) - 1)] :], after[: ends[min(lines, len(ends) - 1)]]
        if not _count_alike(text, place, prefix, suffix, others):
            break
    return prefix, suffix


def _count_alike(text: str, place: Place, prefix: str, suffix: str, others: tuple[Place, ...]) -> int:
    """Return how many other places have the same words with the same context."""
    whole = prefix + text[place.start : place.end] + suffix
    return sum(text.startswith(whole, other.start - len(prefix)) for other in others if other.start >= len(prefix))


def _turtle(source: SourceText, iri: str, words: str, place: Place, prefix: str, suffix: str) -> str:
    context = "".join(f" ;\n    oa:{n} {escape(t)}" for n, t in (("prefix", prefix), ("suffix", suffix)) if t)
    return (
        f"{iri} a al:Passage , oa:SpecificResource ;\n"
        f"    oa:hasSource {_written(source.iri)} ;\n"
        f"    oa:hasSelector {iri}-quote , {iri}-position .\n"
        f"{iri}-quote a oa:TextQuoteSelector ;\n"
        f"    oa:exact {escape(words)}{context} .\n"
        f"{iri}-position a oa:TextPositionSelector ;\n"
        f"    oa:start {place.start} ;\n"
        f"    oa:end {place.end} .\n"
    )


def _written(iri: Node) -> str:
    """Return an IRI as Turtle, with a prefix if its name can have one."""
    short = shorten(iri)
    return short if short != str(iri) else f"<{iri}>"


def _slug(words: str) -> Iterable[str]:
    """Return the first words for an IRI, without those that a prefixed name of Turtle cannot contain."""
    found = re.findall(r"\w+", unicodedata.normalize("NFC", words.lower()))
    return [word for word in found if _NAME.fullmatch(word)][:4]


def escape(text: str) -> str:
    """Return a text as a string of Turtle; control characters and spaces other than the usual one are escaped."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable() or character in _SHOWN:
        return character
    return f"\\u{ord(character):04X}" if ord(character) < 0x10000 else f"\\U{ord(character):08X}"
