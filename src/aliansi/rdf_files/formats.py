"""RDF formats by extension."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from aliansi.errors import UsageError
from aliansi.rdf_files.streams import PACKED, is_pipe

FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "n3": ox.RdfFormat.N_QUADS,
    "rdfs": ox.RdfFormat.RDF_XML,
    "json": ox.RdfFormat.JSON_LD,
    "trix": ox.RdfFormat.N_QUADS,
    "hext": ox.RdfFormat.N_QUADS,
}
"""Formats by extension; each may be compressed as well (``.nt.gz``).

Notation3, TriX and HexTuples are converted to N-Quads while they are read.
"""

ONLY_READ = {"n3": "Notation3", "trix": "TriX", "hext": "HexTuples"}
NAMES = {extension: ONLY_READ.get(extension) or rdf_format.name for extension, rdf_format in FORMATS.items()}
"""Names of formats by extension."""
BY_LINES = {ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}


def extension_of(file: Path, form: str = "nt") -> str:
    """Return the extension of a file that gives its format, of standard input and other pipes ``form``.

    Raises UsageError for an extension of no RDF format.
    """
    name = file.name.lower()
    packed = next((suffix for suffix in PACKED if name.endswith(suffix)), "")
    extension = Path(name.removesuffix(packed)).suffix.removeprefix(".")
    if extension in FORMATS:
        return extension
    if is_pipe(file):
        return form
    what = f"no RDF format has the extension .{extension}" if extension else "it has no extension"
    known, also = (", ".join(names) for names in ([f".{name}" for name in FORMATS], PACKED))
    raise UsageError(f"{file}: {what}; valid: {known}, also with {also}")


def written_format(file: Path) -> ox.RdfFormat:
    """Return the format of a file to write, by its extension. Raises UsageError."""
    extension = extension_of(file)
    if extension in ONLY_READ:
        raise UsageError(f"{file}: {ONLY_READ[extension]} is read, not written; use .ttl, .nt or .nq")
    return FORMATS[extension]
