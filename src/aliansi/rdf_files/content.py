"""Kinds of content: what a file is by its first bytes, for one that is not what its extension says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aliansi.rdf_files.streams import DamagedFileError

_OWL, _XHTML = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/1999/xhtml"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ROBOT = "convert it with ROBOT: robot convert --input {file} --output {stem}.ttl"
_DOWNLOAD = "download the data again; a server often sends a page, such as “404 Not Found”, in their place"
_ANOTHER = "save the data in an RDF format, such as Turtle"


@dataclass(frozen=True)
class Content:
    """A kind of content: its name, what to do about it, and the extension of the format if it is RDF that is read."""

    name: str
    advice: str = ""
    extension: str = ""
    is_certain: bool = True


RDF_XML, TURTLE, TRIG = Content("RDF/XML", "", "rdf"), Content("Turtle", "", "ttl"), Content("TriG", "", "trig", False)
N_TRIPLES, N_QUADS = Content("N-Triples", "", "nt"), Content("N-Quads", "", "nq")
JSON_LD, TRIX, HEXT = Content("JSON-LD", "", "jsonld"), Content("TriX", "", "trix"), Content("HexTuples", "", "hext")
N3 = Content("Notation3", "", "n3", False)
OWL_XML = Content("OWL/XML", _ROBOT)
HTML = Content("a web page (HTML)", _DOWNLOAD)
PLAIN_JSON = Content("JSON without RDF", "add @context to it")
SPARQL_RESULTS = Content("a table of SPARQL results", "use a CONSTRUCT query to get triples")
UTF_16 = Content("UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8 {file}")

_BY_START: tuple[tuple[bytes, Content], ...] = (
    (b"PK\x03\x04", Content("a ZIP archive", "unpack it and give the file inside")),
    (b"\x28\xb5\x2f\xfd", Content("packed with Zstandard", "unpack it: zstd -d {file}")),
    (b"7z\xbc\xaf", Content("a 7-Zip archive", "unpack it and give the file inside")),
    (b"\x1f\x8b", Content("packed with gzip twice", "unpack it once: gunzip {file}")),
    (b"$HDT", Content("HDT", "convert it with hdt-cpp: hdt2rdf -f ntriples {file} OUT.nt")),
    (b"%PDF", Content("a PDF document", _ANOTHER)),
    (b"SQLite format 3\0", Content("an SQLite database", _ANOTHER)),
    (b"version https://git-lfs.github.com", Content("a Git LFS pointer", "get the file itself: git lfs pull")),
    (b"\xff\xfe", UTF_16),
    (b"\xfe\xff", UTF_16),
)
_ROOTS: dict[str, Content] = {
    "html": HTML,
    "TriX": TRIX,
    "sparql": SPARQL_RESULTS,
    "graphml": Content("GraphML", _ANOTHER),
    "gexf": Content("GEXF", _ANOTHER),
    "rss": Content("an RSS feed", _ANOTHER),
    "feed": Content("an Atom feed", _ANOTHER),
    "svg": Content("an SVG picture", _ANOTHER),
    "TEI": Content("a TEI document", _ANOTHER),
    "schema": Content("an XML schema", _ANOTHER),
    "stylesheet": Content("an XSLT stylesheet", _ANOTHER),
    "kml": Content("KML", _ANOTHER),
    "OAI-PMH": Content("an answer of OAI-PMH", _ANOTHER),
}
PLAIN_XML = Content("XML without RDF", _ANOTHER)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_COMMENTS = re.compile(r"\A(?:\s+|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z))+", re.DOTALL)
_DOCTYPE = re.compile(r"\A<!DOCTYPE[^>\[]*(?:\[.*?\]\s*(?:>|\Z))?>?", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:([\w.\-]+):)?([\w.\-]+)([^>]*)")
_ATTRIBUTE = re.compile(r"""([\w.:\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SPARQL_JSON = re.compile(r'"head"\s*:.*"(?:results|boolean)"\s*:', re.DOTALL)
_REMARKS = re.compile(r"\A(?:\s+|#[^\n]*(?:\n|\Z))+")
_TERM = r'(?:<[^<>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w\-]+|\^\^<[^<>]*>)?)'
_BY_TEXT: tuple[tuple[re.Pattern[str], Content], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), content)
    for pattern, content in (
        (r"\A(?:Prefix\s*\(|Ontology\s*\()", Content("OWL functional syntax", _ROBOT)),
        (r"\A(?:Prefix:|Ontology:|Namespace:)", Content("OWL Manchester syntax", _ROBOT)),
        (r"^format-version:", Content("OBO", _ROBOT)),
        (
            r"\A(?i:(?:prefix|base)\b[^\n]*\s*)*(?i:select|construct|ask|describe|insert|delete)\b",
            Content("a SPARQL query", "run it on a dataset: aliansi query {file}"),
        ),
        (r'\A\["[^"]*", *"[^"]*", *"', HEXT),
        (rf"\A{_TERM}[ \t]+<[^<>]*>[ \t]+{_TERM}[ \t]*\.[ \t]*(?:\r?\n|\Z)", N_TRIPLES),
        (rf"\A{_TERM}[ \t]+<[^<>]*>[ \t]+{_TERM}[ \t]+(?:<[^<>]*>|_:\S+)[ \t]*\.[ \t]*(?:\r?\n|\Z)", N_QUADS),
        (r"=>|@forAll|@forSome|@keywords", N3),
        (r"^\s*(?:GRAPH\s+)?(?:<[^<>]*>|[\w\-]*:[\w\-.]*)\s*\{|^\s*\{", TRIG),
        (r"\A(?:@prefix|@base|(?i:prefix|base)\s)|(?:\s|\A)[\w\-]*:[\w\-.]+\s+(?:a|[\w\-]*:[\w\-.]+)\s", TURTLE),
    )
)


def refuse_root(name: str, attributes: dict[str, str], line: int) -> None:
    """Raise DamagedFileError for the root element of XML that is not RDF/XML."""
    content = _of_root(name, attributes)
    if content and content not in (RDF_XML, PLAIN_XML):
        raise MisnamedFileError(content, line)


class MisnamedFileError(DamagedFileError):
    """A file that holds something else than its extension says."""

    def __init__(self, content: Content, line: int = 1) -> None:
        super().__init__(content.name, line)
        self.content = content


def content_of(head: bytes) -> Content | None:
    """Return what a file is by its first bytes, None if unknown."""
    for start, content in _BY_START:
        if head.startswith(start):
            return content
    if is_binary(head):
        return Content("binary", _ANOTHER)
    if b"\0" in head:
        return UTF_16 if head.count(b"\0") > len(head) // 4 else None
    text = head.decode("utf-8", "replace")
    if not text.strip():
        return Content("empty", "download or export it again")
    if text.lstrip()[:1] == "<" and (found := _of_xml(text)):
        return found
    if text.lstrip()[:1] in "{[" and (found := _of_json(text)):
        return found
    text = _REMARKS.sub("", text, count=1) if text[0] in "# \t\r\n" else text
    return next((content for pattern, content in _BY_TEXT if pattern.search(text)), None)


def is_binary(head: bytes) -> bool:
    """Return whether more than a tenth of the bytes are control characters other than NUL and white space."""
    return 10 * len(_CONTROL.findall(head)) > len(head)


def _of_xml(text: str) -> Content | None:
    is_xml = text.lstrip().startswith(("<?xml", "<!--", "<!"))
    rest = _COMMENTS.sub("", text, count=1)
    rest = _COMMENTS.sub("", _DOCTYPE.sub("", rest, count=1).lstrip(), count=1)
    root = _ROOT.match(rest)
    if not root or (not is_xml and "://" in root[0].split()[0]):  # an IRI of N-Triples or Turtle
        return PLAIN_XML if is_xml else None
    name = f"{root[1]}:{root[2]}" if root[1] else root[2]
    found = _of_root(name, {key: double or single for key, double, single in _ATTRIBUTE.findall(root[3])})
    return found if is_xml or _ATTRIBUTE.search(root[3]) or found is not PLAIN_XML else None


def _of_root(name: str, attributes: dict[str, str]) -> Content | None:
    prefix, _, local = name.rpartition(":")
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    rdf = {key.removeprefix("xmlns:") for key, value in attributes.items() if value == _RDF and key[:5] == "xmlns"}
    if (local == "RDF" and namespace in (_RDF, "")) or any(key.partition(":")[0] in rdf for key in attributes):
        return RDF_XML
    if namespace == _OWL and local == "Ontology":
        return OWL_XML
    if local.lower() == "html":
        return HTML
    return _ROOTS.get(local, None if namespace else PLAIN_XML)


def _of_json(text: str) -> Content | None:
    if re.match(r'\s*\[\s*"[^"]*"\s*,\s*"', text):
        return HEXT
    if not re.match(r'\s*(?:\[\s*)?\{\s*["}]', text):
        return None
    if '"@' in text:
        return JSON_LD
    return SPARQL_RESULTS if _SPARQL_JSON.search(text) else PLAIN_JSON
