"""Import of mappings: what is added, changed, the same or refused, with both sides of a contradiction."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.linking.mapping_import import ImportPlan, ProjectMappings, plan_import, project_mappings
from aliansi.linking.sssom_reader import read_sssom
from aliansi.project.folder import Project
from aliansi.project.loader import load
from tests.linking.support.sssom import LEXICAL, project, table

FILE = Path("a.sssom.tsv")
CSTO = {"subject_id": "id:csto", "object_id": "wd:Q318693"}
NATO = {"subject_id": "id:nato", "object_id": "wd:Q7184"}
REJECTED = {"subject_id": "id:warsaw-pact", "object_id": "wd:Q41726", "predicate_modifier": "Not"}
NEW = {"subject_id": "id:moscow", "object_id": "wd:Q649"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("p"))


@pytest.fixture(scope="module")
def ours(root: Path) -> ProjectMappings:
    return project_mappings(load(Project(root)))


def plan(ours: ProjectMappings, root: Path, *rows: dict[str, str]) -> ImportPlan:
    read = read_sssom(FILE, table(*rows))
    assert read.findings == ()
    return plan_import(read.mappings, ours, root)


def counts(made: ImportPlan) -> tuple[int, int, int, int]:
    return len(made.added), len(made.changed), len(made.same), len(made.refused)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([CSTO, NATO | {"mapping_justification": LEXICAL}, REJECTED], (0, 0, 3, 0), id="what is there"),
        pytest.param([NEW], (1, 0, 0, 0), id="a new link"),
        pytest.param([NEW | {"predicate_modifier": "Not"}], (1, 0, 0, 0), id="a new rejection"),
        pytest.param([NEW | {"object_id": "sssom:NoTermFound"}], (1, 0, 0, 0), id="no item found"),
        pytest.param([NEW | {"mapping_justification": LEXICAL, "confidence": "0.9"}], (1, 0, 0, 0), id="candidate"),
        pytest.param([CSTO | {"reviewer_label": "Anna", "review_date": "2026-12-01"}], (0, 1, 0, 0), id="a review"),
        pytest.param([CSTO | {"record_id": "id:link-csto", "object_id": "wd:Q1"}], (0, 1, 0, 0), id="another item"),
        pytest.param(
            [CSTO | {"record_id": "id:link-csto", "predicate_modifier": "Not"}], (0, 1, 0, 0), id="rejection of a link"
        ),
        pytest.param([CSTO | {"note": "see below"}], (0, 1, 0, 0), id="a column of others"),
        pytest.param([CSTO | {"subject_label": "CSTO"}], (0, 0, 1, 0), id="a label for readers"),
        pytest.param([CSTO | {"mapping_date": "2026-11-23", "comment": ""}], (0, 0, 1, 0), id="an empty cell"),
        pytest.param([NEW, NEW], (1, 0, 0, 1), id="a row twice"),
        pytest.param(
            [
                {"record_id": "id:link-poland", "subject_id": "id:poland", "object_id": "wd:Q211274"},
                {
                    "record_id": "id:link-poland-prl",
                    "subject_id": "id:poland",
                    "object_id": "wd:Q36",
                    "predicate_id": "skos:closeMatch",
                },
            ],
            (0, 2, 0, 0),
            id="two mappings change places",
        ),
    ],
)
def test_a_row_is_added_changed_or_the_same(
    ours: ProjectMappings, root: Path, rows: list[dict[str, str]], expected: tuple[int, int, int, int]
) -> None:
    assert counts(plan(ours, root, *rows)) == expected


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(
            {"subject_id": "id:atlantis"}, ["no thing of the project has this id: correct subject_id"], id="id"
        ),
        pytest.param({"predicate_id": "owl:sameAs"}, ["owl:sameAs is not a relation of links: choose"], id="relation"),
        pytest.param(
            NATO | {"predicate_modifier": "Not"},
            ["one pair is linked and rejected", "id:nato skos:exactMatch wd:Q7184 (data/links.ttl:22)"],
            id="rejection of a link without its record_id",
        ),
        pytest.param(
            REJECTED | {"predicate_modifier": ""},
            ["one pair is linked and rejected", "(data/links.ttl:31); remove or correct one of them"],
            id="link of a rejected pair",
        ),
        pytest.param(
            REJECTED | {"predicate_modifier": "", "predicate_id": "skos:closeMatch", "mapping_justification": LEXICAL},
            ["one pair is linked and rejected"],
            id="candidate for a rejected pair",
        ),
        pytest.param({"subject_id": "id:csto"}, ["one thing is an exact match of two items"], id="second item"),
        pytest.param({"object_id": "wd:Q318693"}, ["one item is an exact match of two things"], id="second thing"),
        pytest.param(
            CSTO | {"predicate_id": "skos:closeMatch"}, ["one pair is linked in two relations"], id="second relation"
        ),
        pytest.param(
            CSTO | {"object_id": "sssom:NoTermFound"}, ["an item is linked, and none was found"], id="none found"
        ),
        pytest.param(
            CSTO | {"mapping_justification": LEXICAL, "confidence": "0.9"},
            ["a person made or reviewed id:csto", "the row was made by LexicalMatching: add a reviewer_id"],
            id="a candidate over what a person made",
        ),
        pytest.param(
            NATO | {"reviewer_label": "Budi", "review_date": "2026-11-25"},
            ["was reviewed, and the row differs in mapping_justification, reviewer_label", "later than 2026-11-25"],
            id="a review of the same day",
        ),
        pytest.param(
            REJECTED | {"record_id": "id:link-warsaw-pact", "predicate_modifier": ""},
            ["was rejected, and the row differs in predicate_modifier", "later than 2026-11-23"],
            id="a rejected pair without a review",
        ),
        pytest.param(
            {"record_id": "id:link-csto"}, ["its record_id is that of id:csto", "leave it empty"], id="record_id"
        ),
    ],
)
def test_a_row_is_refused_with_the_reason(
    ours: ProjectMappings, root: Path, row: dict[str, str], words: list[str]
) -> None:
    made = plan(ours, root, NEW | row)
    assert counts(made)[:3] == (0, 0, 0)
    message = "\n".join(finding.render(root) for finding in made.refused)
    assert message.startswith("a.sssom.tsv:6: ")
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"predicate_modifier": "Not"}, "one pair is linked and rejected"),
        ({"object_id": "wd:Q1"}, "one thing is an exact match of two items"),
        ({"subject_id": "id:warsaw-pact"}, "one item is an exact match of two things"),
        ({"object_id": "sssom:NoTermFound"}, "an item is linked, and none was found"),
    ],
)
def test_of_a_contradiction_in_the_file_both_sides_are_refused(
    ours: ProjectMappings, root: Path, other: dict[str, str], reason: str
) -> None:
    made = plan(ours, root, NEW, NEW | other)
    assert counts(made) == (0, 0, 0, 2)
    first, second = (finding.render(Path()) for finding in made.refused)
    assert first.startswith(f"a.sssom.tsv:6: id:moscow skos:exactMatch wd:Q649: {reason}")
    assert "(a.sssom.tsv:7)" in first
    assert second.startswith("a.sssom.tsv:7: ")
    assert "(a.sssom.tsv:6)" in second


def test_a_later_review_changes_what_was_rejected(ours: ProjectMappings, root: Path) -> None:
    review = {"record_id": "id:link-warsaw-pact", "predicate_modifier": "", "review_date": "2026-12-01"}
    made = plan(ours, root, REJECTED | review)
    assert counts(made) == (0, 1, 0, 0)
    assert made.changed[0].mapping.is_link


def test_a_change_names_the_values_before_and_after(ours: ProjectMappings, root: Path) -> None:
    made = plan(ours, root, CSTO | {"comment": "Two copies.", "confidence": "1.0", "note": "n"})
    assert list(made.changed[0].details()) == [
        ("confidence", "", "1.0"),
        ("comment", "One copy. See <http://e.org/#a>.", "Two copies."),
        ("note", "", "n"),
    ]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({}, "link-moscow-q649"),
        ({"record_id": "id:my-link"}, "my-link"),
        ({"record_id": "orcid:1"}, "link-moscow-q649"),
        ({"object_id": "sssom:NoTermFound"}, "link-moscow-notermfound"),
        ({"object_id": "wd:" + "%20"}, "link-moscow-20"),
    ],
)
def test_a_new_mapping_gets_a_name(ours: ProjectMappings, root: Path, row: dict[str, str], name: str) -> None:
    (change,) = plan(ours, root, NEW | row).added
    assert change.mapping.iri == f"https://w3id.org/aliansi/id/{name}"


@pytest.mark.parametrize(("relation", "refused"), [("skos:relatedMatch", 0), ("skos:exactMatch", 1000)])
def test_many_rows_about_one_thing_are_compared_in_a_moment(
    ours: ProjectMappings, root: Path, relation: str, refused: int
) -> None:
    rows = [NEW | {"predicate_id": relation, "object_id": f"wd:Q{n}"} for n in range(1000)]
    made = plan(ours, root, *rows)
    assert len({finding.location for finding in made.refused}) == refused
    assert len(made.refused) <= 3 * refused
