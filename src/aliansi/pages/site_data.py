"""Data of a store and a project for the pages: questions, files, tables, counts, labels and memberships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.downloads import files_of
from aliansi.dataset.export import TableQuery, tables_of
from aliansi.dataset.store import Store
from aliansi.namespaces import INFERRED, shorten
from aliansi.pages.context import Count
from aliansi.project.folder import Project
from aliansi.project.questions import Question, load_all
from aliansi.views.charts.overview_strips import OverviewStrips, overview_of
from aliansi.views.dataset_description import DatasetDescription, DatasetFrame, describe_dataset
from aliansi.views.dataset_profile import DatasetProfile, example_query, read_profile
from aliansi.views.i18n import LANGUAGES
from aliansi.views.known_things import KnownThings, read_known_things
from aliansi.views.membership_history import MembershipHistory, read_history
from aliansi.views.urls import Page

_COUNTED: Final = {
    "facts": "SELECT (COUNT(DISTINCT ?fact) AS ?number) { ?fact a al:Fact }",
    "passages": "SELECT (COUNT(DISTINCT ?passage) AS ?number) { ?passage a al:Passage }",
    "inferred": f"SELECT (COUNT(*) AS ?number) {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}",
}
_versions: Final = count()
_QUESTION_ABOUT: Final = {
    "stated": ("words-of-a-fact", "fact"),
    "sourced": ("sources-of-a-fact", "fact"),
    "quoted": ("passages-in-order", "source"),
    "other": ("facts-about", "thing"),
}
"""Question about a thing, by the kind of evidence of the thing, and its parameter."""


@dataclass(frozen=True)
class SiteData:
    """Data for all pages; without a project, those of the dataset alone."""

    questions: Mapping[str, Question]
    downloads: Mapping[str, Path]
    counts: tuple[Count, ...]
    known: KnownThings
    history: MembershipHistory = field(default_factory=MembershipHistory)
    exports: Mapping[str, TableQuery] = field(default_factory=dict, metadata={"help": "tables, by the names of files"})
    pictures: Mapping[str, OverviewStrips | None] = field(
        default_factory=dict, metadata={"help": "the first, by language"}
    )
    project: Project | None = None
    profile: DatasetProfile = field(default_factory=DatasetProfile)
    example: str = field(default="", metadata={"help": "without a project: a query about the dataset"})
    described: DatasetDescription | None = field(
        default=None, metadata={"help": "without a project: what the dataset states about itself"}
    )
    version: int = field(default_factory=_versions.__next__, metadata={"help": "another number each time it is loaded"})

    def frame(self, language: str) -> DatasetFrame | None:
        """Return what the frame of all pages shows of a dataset without a project; None with a project."""
        if self.described is None or self.known.store is None:
            return None
        return DatasetFrame.of(self.known.store, self.described, language)

    def question_about(self, page: Page, iri: str) -> str | None:
        """Return the URL of the question about a thing; None if there is no such thing or question."""
        if iri not in self.known.things:
            return None
        name, parameter = _QUESTION_ABOUT[self.known.kind(iri)]
        question = self.questions.get(name)
        if question is None or parameter not in {known.name for known in question.parameters}:
            return None
        return page.link(f"/questions/{name}", {parameter: shorten(iri)})


def load_site_data(store: Store, project: Project | None) -> SiteData:
    """Read the data of a store and a project. Raises UsageError for an invalid question."""
    if project is None:
        profile, known, described = read_profile(store), KnownThings(store=store), describe_dataset(store)
        example = example_query(store, profile)
        return SiteData({}, {}, _counts(store), known, profile=profile, example=example, described=described)
    history, known = read_history(store, project), read_known_things(store)
    pictures = {language: overview_of(history, language, known) for language in LANGUAGES}
    questions, exports = load_all(project), tables_of(project)
    return SiteData(questions, files_of(project), _counts(store), known, history, exports, pictures, project)


def _counts(store: Store) -> tuple[Count, ...]:
    """Return the counts above 0, and the number of triples."""
    numbers = {key: next(store.select(query))["number"] for key, query in _COUNTED.items()}
    counts = tuple(Count(key, f"{int(n.value)}") for key, n in numbers.items() if isinstance(n, ox.Literal))
    known = tuple(count for count in counts if count.number != "0")
    return (*known, Count("triples", f"{len(store.dataset)}"))
