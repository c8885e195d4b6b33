"""Find exact words in a text, and write the passage for ``data/evidence-*.ttl``."""

from __future__ import annotations

import re
from pathlib import Path

from aliansi.errors import UsageError
from aliansi.evidence.passages import LONGEST_CONTEXT, LONGEST_PASSAGE, SourceText, source_texts
from aliansi.evidence.source_texts import SourceFiles
from aliansi.namespaces import ID, shorten
from aliansi.project.loader import Graph


def text_of(graph: Graph, source_id: str, folder: Path | None) -> tuple[SourceText, str]:
    """Return the hash and length of a source in the graph, and its text, found in a folder by its SHA-256.

    Without a folder, ``text/`` in the project and ``shared/text/`` next to the project are tried. Raises UsageError if
    the source is unknown or no file is its text.
    """
    folder = folder or _usual_folder(graph.project.root)
    known = {shorten(iri).removeprefix("id:"): text for iri, text in source_texts(graph).items()}
    name = source_id.removeprefix("id:").removeprefix(str(ID))
    if name not in known:
        raise UsageError(
            f"{source_id}: no source with a hash has this id; there are: {', '.join(sorted(known)) or 'none'}"
        )
    text = SourceFiles.in_folder(folder).of(known[name].sha256)
    if text is not None:
        return known[name], text
    raise UsageError(f"no file in {folder} has the SHA-256 of {name}, {known[name].sha256}")


def _usual_folder(root: Path) -> Path:
    for folder in (root / "text", root.parent / "shared" / "text"):
        if folder.is_dir():
            return folder
    raise UsageError("the project does not hold the text; give the folder of your copy with --text DIR")


def passage(source: SourceText, text: str, words: str) -> str:
    """Return the Turtle of a passage, with context if the words occur several times.

    Words that occur several times give one passage for each place. Raises UsageError if they are too long or do not
    occur.
    """
    if not 0 < len(words) <= LONGEST_PASSAGE:
        raise UsageError(f"{len(words)} characters; quote between 1 and {LONGEST_PASSAGE}")
    places = [match.start() for match in re.finditer(re.escape(words), text)]
    if not places:
        raise UsageError(f'"{words}" stands nowhere in the text; copy the words exactly, with their punctuation')
    blocks = []
    for start in places:
        prefix, suffix = _context(text, start, start + len(words), alone=len(places) == 1)
        blocks.append(_turtle(source, words, start, prefix, suffix))
    if len(places) > 1:
        found = ", ".join(map(str, places))
        heading = f"# These words stand {len(places)} times (at {found}): keep the passage that you mean.\n"
        return heading + "\n".join(blocks)
    return blocks[0]


def _context(text: str, start: int, end: int, alone: bool) -> tuple[str, str]:
    """Return the words before and after on the same line; nothing if the quotation occurs once."""
    if alone:
        return "", ""
    before = text[:start].rsplit("\n", 1)[-1][-LONGEST_CONTEXT:]
    after = text[end:].split("\n", 1)[0][:LONGEST_CONTEXT]
    return before, after


def _turtle(source: SourceText, words: str, start: int, prefix: str, suffix: str) -> str:
    slug = "-".join(re.findall(r"\w+", words.lower())[:4])
    iri = f"id:passage-{slug}-{start}"
    context = "".join(f" ;\n    oa:{n} {_quoted(t)}" for n, t in (("prefix", prefix), ("suffix", suffix)) if t)
    return (
        f"{iri} a al:Passage , oa:SpecificResource ;\n"
        f"    oa:hasSource {shorten(source.iri)} ;\n"
        f"    oa:hasSelector {iri}-quote , {iri}-position .\n"
        f"{iri}-quote a oa:TextQuoteSelector ;\n"
        f"    oa:exact {_quoted(words)}{context} .\n"
        f"{iri}-position a oa:TextPositionSelector ;\n"
        f"    oa:start {start} ;\n"
        f"    oa:end {start + len(words)} .\n"
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
