"""What a dataset states about itself: its title, description and licences; nothing that it does not state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store, Term, in_proofs
from aliansi.namespaces import TYPE
from aliansi.rdf_files.documents import public_base
from aliansi.views.labels import Label, Labels, preferred_label
from aliansi.views.result_table import web_address

MAX_READ: Final = 200
MAX_NODES: Final = 20
"""Nodes of each class that are compared, and nodes that a page shows."""

_DCTERMS, _DC = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
_VOID, _DCAT, _OWL = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://www.w3.org/2002/07/owl#"
_SCHEMAS: Final = ("https://schema.org/", "http://schema.org/")


def _nodes(*iris: str) -> tuple[ox.NamedNode, ...]:
    return tuple(map(ox.NamedNode, iris))


_CATALOGUES: Final = _nodes(f"{_DCAT}Catalog", *(f"{schema}DataCatalog" for schema in _SCHEMAS))
_DATASETS: Final = _nodes(
    *(f"{_VOID}Dataset", f"{_DCAT}Dataset", "http://purl.org/dc/dcmitype/Dataset"),
    *("http://purl.org/linked-data/cube#DataSet", "http://www.w3.org/ns/adms#Asset"),
    *(f"{schema}Dataset" for schema in _SCHEMAS),
)
_ONTOLOGIES: Final = _nodes(f"{_OWL}Ontology", "http://purl.org/vocommons/voaf#Vocabulary")
_SCHEMES: Final = _nodes("http://www.w3.org/2004/02/skos/core#ConceptScheme")
_DOCUMENTS: Final = _nodes("http://xmlns.com/foaf/0.1/PersonalProfileDocument", "http://creativecommons.org/ns#Work")
_KINDS: Final = (_CATALOGUES, _DATASETS, _ONTOLOGIES, _SCHEMES, _DOCUMENTS)
"""Classes of nodes that describe the data, the most comprehensive ones first."""

_PARTS: Final = _nodes(
    *(f"{_VOID}subset", f"{_VOID}classPartition", f"{_VOID}propertyPartition", f"{_DCTERMS}hasPart"),
    *(f"{_DCAT}dataset", f"{_DCAT}catalog", f"{_OWL}imports", f"{_DCTERMS}references", f"{_DCTERMS}source"),
    *(f"{schema}{name}" for schema in _SCHEMAS for name in ("hasPart", "dataset")),
)
_WHOLES: Final = _nodes(
    *(f"{_DCTERMS}isPartOf", f"{_VOID}inDataset", f"{_DCAT}inSeries"),
    *(f"{schema}{name}" for schema in _SCHEMAS for name in ("isPartOf", "includedInDataCatalog")),
)
_LICENCES: Final = _nodes(
    *(f"{_DCTERMS}license", f"{_DC}license", "http://creativecommons.org/ns#license"),
    *("http://web.resource.org/cc/license", "http://www.w3.org/1999/xhtml/vocab#license"),
    *("http://usefulinc.com/ns/doap#license", "http://www.w3.org/ns/odrl/2/hasPolicy"),
    *(f"{schema}license" for schema in _SCHEMAS),
)
_RIGHTS: Final = _nodes(f"{_DCTERMS}rights", f"{_DC}rights", *(f"{s}copyrightNotice" for s in _SCHEMAS))
_DESCRIPTIONS: Final = _nodes(
    *(f"{_DCTERMS}description", f"{_DC}description", f"{_DCTERMS}abstract"),
    *(f"{schema}description" for schema in _SCHEMAS),
    *("http://www.w3.org/2004/02/skos/core#definition", "http://www.w3.org/2000/01/rdf-schema#comment"),
)


def _creative_commons(kind: str, version: str) -> str:
    return f"CC {kind.upper()} {version}"


_KNOWN_LICENCES: Final[tuple[tuple[re.Pattern[str], Callable[..., str]], ...]] = (
    (re.compile(r"https?://creativecommons\.org/publicdomain/zero/([\d.]+)"), "CC0 {}".format),
    (
        re.compile(r"https?://creativecommons\.org/licenses/(by[a-z-]*)/([\d.]+)"),
        _creative_commons,
    ),
    (re.compile(r"https?://(?:www\.)?opendatacommons\.org/licenses/(pddl|odbl)\b"), str.upper),
    (re.compile(r"https?://(?:www\.)?opendatacommons\.org/licenses/by\b"), "ODC-BY".format),
    (re.compile(r"https?://spdx\.org/licenses/([\w.+-]+?)(?:\.html|\.json)?$"), str),
)
"""Short names of licences by their addresses."""


@dataclass(frozen=True)
class Licence:
    """Licence as stated: its name or text, and its address if it has one."""

    name: Label
    href: str | None


@dataclass(frozen=True)
class DatasetDescription:
    """What a dataset states about itself, as nodes of the dataset."""

    main: Term | None = field(metadata={"help": "the node that describes the whole dataset; None if there is no one"})
    nodes: tuple[Term, ...] = field(metadata={"help": "all nodes that describe it or parts of it"})
    licences: tuple[Term, ...] = field(metadata={"help": "licences of the whole"})
    rights: tuple[Term, ...] = field(metadata={"help": "statements of its rights, if it states no licence"})
    has_licences_of_parts: bool


@dataclass(frozen=True)
class DatasetFrame:
    """What every page of a dataset without a project shows of it, in the language of the page."""

    name: Label = field(metadata={"help": "the title that the data state, else the name of the file"})
    description: Label | None
    licences: tuple[Licence, ...]
    rights: tuple[Licence, ...]
    has_licences_of_parts: bool

    @classmethod
    def of(cls, store: Store, described: DatasetDescription, language: str) -> DatasetFrame:
        """Return the frame of the pages in a language."""
        labels = Labels(store, language)
        title = None if described.main is None else labels.name_of(described.main)
        return cls(
            title or Label(store.file.name if store.file else "RDF"),
            _description(store, described.main, language),
            tuple(licence_of(term, labels) for term in described.licences),
            tuple(licence_of(term, labels) for term in described.rights),
            described.has_licences_of_parts,
        )


def describe_dataset(store: Store) -> DatasetDescription:
    """Find what a dataset states about itself.

    Of the nodes that no other one has as a part, the only one of the most comprehensive class describes the whole. The
    header of an ontology in one of several graphs describes only that graph.
    """
    by_kind = [_instances(store, kinds) for kinds in _KINDS]
    graphs = _with_statements(store, store.graph_names())
    file = _with_statements(store, [public_base(store.file)] if store.file else [])
    by_kind[-1] = [*file, *graphs, *by_kind[-1]]
    nodes = tuple(dict.fromkeys(node for kind in by_kind for node in kind))
    if not _is_in_one_graph(store):
        headers = ([node for node in kind if _is_in_default_graph(store, node)] for kind in by_kind[2:])
        by_kind = [*by_kind[:2], *([node for node in kind if node not in graphs] for kind in headers)]
    wholes = next(filter(None, by_kind), [])
    if len(wholes) > 1:
        wholes = [node for node in wholes if not _is_part(store, node, nodes)] or wholes
    main = wholes[0] if len(wholes) == 1 else None
    whole = wholes if len(wholes) < MAX_READ else []
    licences = _common(store, whole, _LICENCES)
    rights = () if licences else _common(store, whole, _RIGHTS)
    is_stated = not licences and any(_values(store, node, _LICENCES) for node in _licensed(store, nodes))
    return DatasetDescription(main, nodes[:MAX_NODES], licences, rights, is_stated)


def description_triples(store: Store, described: DatasetDescription, subject: ox.NamedNode) -> Iterator[ox.Triple]:
    """Yield the titles, descriptions and licences that a dataset states about itself, about another name of it."""
    dcterms = {name: ox.NamedNode(_DCTERMS + name) for name in ("title", "description", "license", "rights")}
    stated: dict[str, Iterable[Term]] = {"license": described.licences, "rights": described.rights}
    if described.main is not None:
        stated["title"] = _texts_by_language(names_of(store, described.main))
        texts = _values(store, described.main, store.in_use(_DESCRIPTIONS))
        stated["description"] = [text for text in texts if isinstance(text, ox.Literal)]
    for name, values in stated.items():
        for value in values:
            if isinstance(value, (ox.NamedNode, ox.Literal)):
                yield ox.Triple(subject, dcterms[name], value)


def _texts_by_language(texts: Mapping[str, str]) -> list[Term]:
    return [ox.Literal(text, language=tag or None) for tag, text in texts.items()]


def _description(store: Store, node: Term | None, language: str) -> Label | None:
    """Return the description of a node in a language, else in another; None if it states none."""
    for property_ in store.in_use(_DESCRIPTIONS) if node is not None else ():
        texts = [term for term in _values(store, node, (property_,)) if isinstance(term, ox.Literal)]
        by_language = {term.language or "": term.value for term in sorted(texts, key=str, reverse=True)}
        if found := preferred_label(by_language, language):
            return found
    return None


def licence_of(term: Term, labels: Labels) -> Licence:
    """Return a licence for a page: with the name that the dataset gives it, or its usual short name."""
    href = web_address(term.value.strip()) if isinstance(term, (ox.NamedNode, ox.Literal)) else None
    if not isinstance(term, ox.Literal) and (named := labels.name_of(term)):
        return Licence(named, href)
    for pattern, name in _KNOWN_LICENCES:
        if href and (found := pattern.match(href)):
            return Licence(Label(name(*found.groups())), href)
    return Licence(labels.of(term), href)


def _instances(store: Store, kinds: tuple[ox.NamedNode, ...]) -> list[Term]:
    found = (
        quad.subject
        for kind in kinds
        for quad in store.quads(None, TYPE, kind)
        if not in_proofs(quad) and not isinstance(quad.subject, ox.Triple)
    )
    return sorted(dict.fromkeys(islice(found, MAX_READ)), key=str)


def _with_statements(store: Store, names: Iterable[str]) -> list[Term]:
    """Return the nodes of some names that have statements: of the file itself, which ``<>`` names in it, of graphs."""
    nodes = map(ox.NamedNode, islice(names, MAX_READ))
    return [node for node in nodes if next(store.quads(node), None) is not None]


def _is_in_one_graph(store: Store) -> bool:
    """Return whether all statements are in one graph."""
    graphs = list(islice(store.dataset.named_graphs(), 2))
    return len(graphs) + _is_in_default_graph(store, None) < 2


def _is_in_default_graph(store: Store, node: Term | None) -> bool:
    """Return whether the default graph has statements of a node, or any."""
    if isinstance(node, ox.Literal):
        return False
    return next(store.dataset.quads_for_pattern(node, None, None, ox.DefaultGraph()), None) is not None


def _is_part(store: Store, node: Term, nodes: tuple[Term, ...]) -> bool:
    others = set(nodes) - {node}
    above = (quad.subject for name in store.in_use(_PARTS) for quad in store.quads(None, name, node))
    below = (quad.object for name in store.in_use(_WHOLES) for quad in store.quads(node, name))
    return any(other in others for pair in (above, below) for other in pair)


def _licensed(store: Store, nodes: tuple[Term, ...]) -> Iterator[Term]:
    """Yield nodes and their distributions."""
    distribution = (f"{_DCAT}distribution", *(f"{schema}distribution" for schema in _SCHEMAS))
    for node in nodes:
        yield node
        yield from _values(store, node, _nodes(*distribution))


def _common(store: Store, nodes: list[Term], properties: tuple[ox.NamedNode, ...]) -> tuple[Term, ...]:
    """Return the values that are stated of every node, if all have the same."""
    stated = {frozenset(_values(store, node, properties)) for node in nodes}
    return tuple(sorted(stated.pop(), key=str)) if len(stated) == 1 else ()


def _values(store: Store, node: Term | None, properties: tuple[ox.NamedNode, ...]) -> list[Term]:
    found = (quad.object for name in store.in_use(properties) for quad in store.quads(node, name))
    return list(dict.fromkeys(found))
