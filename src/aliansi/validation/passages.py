"""Check passages: always against each other, and against the text where the user has it (design, section 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from rdflib import DCTERMS
from rdflib.term import Node

from aliansi.errors import Finding, FindingsError
from aliansi.evidence.passages import (
    LARGEST_SHARE,
    LONGEST_CONTEXT,
    LONGEST_PASSAGE,
    Passage,
    SourceText,
    read_passages,
    source_texts,
)
from aliansi.evidence.quote import escape
from aliansi.evidence.source_texts import SourceFiles
from aliansi.evidence.text_search import find
from aliansi.namespaces import AL, shorten
from aliansi.project.loader import Graph

_MAX_PLACES = 5


def findings(graph: Graph, text: Path | None) -> list[Finding]:
    """Return every error in the passages of a project; ``text`` is a folder with copies of the sources."""
    passages, found = read_passages(graph)
    texts = source_texts(graph)
    for passage in passages:
        found += [_finding(graph, passage, message) for message in _own_errors(passage, texts.get(passage.source))]
    found += _duplicates(graph, passages)
    for source, group in groupby(passages, key=lambda p: p.source):
        known = tuple(group)
        found += _conflicts(graph, known)
        found += _excess(graph, known, texts.get(source))
    found += _unused_and_unknown(graph, passages)
    if text is not None:
        found += _against_text(graph, passages, texts, text)
    return found


def _finding(graph: Graph, passage: Passage, message: str) -> Finding:
    return Finding(graph.location(passage.iri), shorten(passage.iri), message)


def _own_errors(passage: Passage, source: SourceText | None) -> Iterator[str]:
    """Yield the errors that show in a passage itself."""
    length = len(passage.exact)
    if passage.end - passage.start != length:
        yield (
            f"its words have {length} characters, its positions {passage.start} to {passage.end} span "
            f"{passage.end - passage.start}; run aliansi quote to get both right"
        )
    if length > LONGEST_PASSAGE:
        yield f"its words have {length} characters; at most {LONGEST_PASSAGE} may be quoted, shorten or split it"
    for name, context in (("prefix", passage.prefix), ("suffix", passage.suffix)):
        if len(context) > LONGEST_CONTEXT:
            yield f"its {name} has {len(context)} characters; at most {LONGEST_CONTEXT} may be kept"
    if source is None:
        yield f'the source {shorten(passage.source)} lacks dcterms:identifier "sha256:…" or "code-points:…"'
    elif passage.end > source.length or passage.start >= passage.end:
        yield f"its positions {passage.start} to {passage.end} lie outside a text of {source.length} characters"


def _duplicates(graph: Graph, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    alike: dict[tuple[Node, str, str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        alike[passage.source, passage.prefix, passage.exact, passage.suffix].append(passage)
    for passage, group in [(one, same) for same in alike.values() for one in same if len(same) > 1]:
        elsewhere = [other.start for other in group if other.start != passage.start]
        if elsewhere:
            message = (
                f"the passage at {min(elsewhere)} has the same prefix, words and suffix; run aliansi quote to get "
            )
            message += "a prefix and a suffix that differ, or quote more words"
        else:
            message = "another passage has the same prefix, words and suffix; use one for both"
        yield _finding(graph, passage, message)


def _conflicts(graph: Graph, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """Yield passages that differ from an earlier passage at a common position."""
    letters: dict[int, tuple[str, Passage]] = {}
    for passage in passages:
        first, shown = passage.shown
        for position, letter in enumerate(shown, first):
            before, other = letters.setdefault(position, (letter, passage))
            if before != letter:
                message = (
                    f"has {escape(letter)} at position {position}, where {shorten(other.iri)} has {escape(before)}"
                )
                yield _finding(graph, passage, message)
                break


def _excess(graph: Graph, passages: tuple[Passage, ...], source: SourceText | None) -> Iterator[Finding]:
    if source is None:
        return
    kept = {position for p in passages for position in range(p.shown[0], p.shown[0] + len(p.shown[1]))}
    if len(kept) > LARGEST_SHARE * source.length:
        share, most = len(kept) / source.length, LARGEST_SHARE
        longest = max(passages, key=lambda passage: len(passage.exact))
        yield Finding(
            graph.location(longest.iri),
            shorten(source.iri),
            f"its passages, prefixes and suffixes hold {share:.1%} of the text; at most {most:.0%} may be kept: "
            f"shorten passages (the longest is {shorten(longest.iri)}) or drop prefixes and suffixes",
        )


def _unused_and_unknown(graph: Graph, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    facts = graph.facts()
    known = {passage.iri for passage in passages}
    used = set(facts.objects(None, AL.statedIn))
    for passage in passages:
        if passage.iri not in used:
            yield _finding(graph, passage, "no fact is stated in it; add al:statedIn to a fact or remove the passage")
    for fact, passage_iri in facts.subject_objects(AL.statedIn):
        if passage_iri not in known:
            where = graph.location(fact, AL.statedIn, passage_iri)
            message = f"is stated in {shorten(passage_iri)}, which is not a complete passage"
            yield Finding(where, shorten(fact), message)


def _against_text(
    graph: Graph, passages: tuple[Passage, ...], sources: Mapping[Node, SourceText], folder: Path
) -> Iterator[Finding]:
    texts = SourceFiles.in_folder(folder)
    for source, group in groupby(passages, key=lambda p: p.source):
        known = sources.get(source)
        if known is None:
            continue
        try:
            text = texts.read(known.sha256, str(graph.asserted().value(source, DCTERMS.language) or ""))
        except FindingsError as error:
            yield from error.findings
            continue
        if text is None:
            message = f"no file in {folder} has its SHA-256 {known.sha256}; give the folder of the unchanged text"
            yield Finding(graph.location(source), shorten(source), message)
            continue
        if len(text) != known.length:
            message = f"has {len(text)} code points, not {known.length} (a byte order mark is not counted)"
            yield Finding(graph.location(source), shorten(source), message)
        for passage in group:
            yield from _compare(graph, passage, text)


def _compare(graph: Graph, passage: Passage, text: str) -> Iterator[Finding]:
    first, shown = passage.shown
    there = text[max(first, 0) : first + len(shown)]
    if there != shown:
        elsewhere = ", ".join(str(place.start) for place in find(text, passage.exact)[:_MAX_PLACES])
        hint = f"its words are at {elsewhere}" if elsewhere else "its words are nowhere in the text"
        message = f"the text has {escape(there)} at {first}, the passage {escape(shown)}; {hint}"
        yield _finding(graph, passage, message)
