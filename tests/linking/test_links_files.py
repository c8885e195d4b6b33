"""Files of links: an import edits them where a mapping stands, and what it does not change stays byte by byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aliansi.errors import FindingsError
from aliansi.linking.links_files import write_import
from aliansi.linking.mapping_import import plan_import, project_mappings
from aliansi.linking.sssom_reader import read_sssom
from aliansi.project.folder import Project
from aliansi.project.loader import load
from tests.linking.support.sssom import LEXICAL, LINKS, MANUAL, project, table

NEW = {"subject_id": "id:moscow", "object_id": "wd:Q649"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "p")


def imported(root: Path, *rows: dict[str, str]) -> tuple[Path, ...]:
    graph = load(Project(root))
    read = read_sssom(Path("a.tsv"), table(*rows))
    plan = plan_import(read.mappings, project_mappings(graph), root)
    assert (read.findings, plan.refused) == ((), ())
    files = write_import(plan, graph)
    again = plan_import(read.mappings, project_mappings(load(Project(root))), root)
    assert (again.added, again.changed, again.refused, len(again.same)) == ((), (), (), len(rows))
    return files


def links(root: Path) -> str:
    return (root / "data" / "links.ttl").read_text(encoding="utf-8")


def test_new_mappings_go_to_a_file_of_their_own(root: Path) -> None:
    extra = {"match_string": r"Moskwa|a\|b", "confidence": "0.950", "note by": "a=b", "comment": '"x\ty"'}
    (file,) = imported(root, {**NEW, "mapping_justification": LEXICAL, **extra})
    assert file == root / "data" / "links-imported.ttl"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("@prefix dcterms:")
    assert text.endswith(
        "# Links that “aliansi link import” added. Edit them as those of links.ttl.\n\n"
        "id:moscow skos:exactMatch wd:Q649 .\n\nid:link-moscow-q649 a sssom:Mapping ;\n"
        "    sssom:subject_id id:moscow ;\n"
        "    sssom:predicate_id skos:exactMatch ;\n    sssom:object_id wd:Q649 ;\n"
        "    sssom:mapping_justification semapv:LexicalMatching ;\n"
        '    sssom:confidence "0.95"^^xsd:decimal ;\n    sssom:match_string "Moskwa" , "a|b" ;\n'
        '    sssom:comment "x\\ty" ;\n    sssom:other "note by=a=b" .\n'
    )
    assert links(root) == LINKS


def test_a_second_import_keeps_what_a_person_has_written_into_the_file(root: Path) -> None:
    (file,) = imported(root, NEW)
    first = file.read_text(encoding="utf-8").replace("id:moscow skos", "# Checked by Anna.\nid:moscow skos")
    file.write_text(first, encoding="utf-8")
    imported(root, {"subject_id": "id:warsaw-pact", "object_id": "wd:Q41644"})
    assert file.read_text(encoding="utf-8").startswith(first.rstrip())


@pytest.mark.parametrize("nothing", [{"object_id": "sssom:NoTermFound"}, {"predicate_modifier": "Not"}])
def test_what_is_rejected_or_not_found_is_no_link(root: Path, nothing: dict[str, str]) -> None:
    (file,) = imported(root, NEW | nothing)
    text = file.read_text(encoding="utf-8")
    assert "id:moscow skos:exactMatch" not in text
    assert "sssom:subject_id id:moscow" in text


def test_a_review_is_added_where_the_mapping_stands(root: Path) -> None:
    row = {"record_id": "id:link-csto", "subject_id": "id:csto", "object_id": "wd:Q318693"}
    (file,) = imported(root, row | {"reviewer_id": "orcid:0000-0001-2345-6789", "review_date": "2026-12-01"})
    assert file == root / "data" / "links.ttl"
    end = '    sssom:comment "One copy. See <http://e.org/#a>."@en .'
    review = (
        "    sssom:reviewer_id <https://orcid.org/0000-0001-2345-6789> ;\n"
        '    sssom:review_date "2026-12-01"^^xsd:date .'
    )
    wanted = LINKS.replace(end, f"{end[:-1]};\n{review}").replace("; # the bloc", ";")
    assert links(root) == wanted.replace("id:link-csto a", "# the bloc\nid:link-csto a")


def test_a_rejection_removes_the_link(root: Path) -> None:
    row = {"record_id": "id:link-csto", "subject_id": "id:csto", "object_id": "wd:Q318693"}
    imported(root, row | {"predicate_modifier": "Not", "reviewer_label": "Anna", "review_date": "2026-12-01"})
    text = links(root)
    assert "id:csto skos:exactMatch" not in text
    assert 'sssom:predicate_modifier "Not" ;\n    sssom:reviewer_label "Anna"' in text
    assert "# Alliances\n" in text
    assert text[text.index("# Reviewed") :] == LINKS[LINKS.index("# Reviewed") :]


def test_another_relation_replaces_the_link_in_its_place(root: Path) -> None:
    ends = {"subject_id": "id:poland", "object_id": "wd:Q36"}
    imported(
        root, {"record_id": "id:link-poland", **ends, "predicate_id": "skos:relatedMatch", "review_date": "2026-12-01"}
    )
    assert "id:poland skos:closeMatch wd:Q211274 ;\n    skos:relatedMatch wd:Q36 ." in links(root)


def test_a_later_review_turns_a_rejection_into_a_link(root: Path) -> None:
    row = {"record_id": "id:link-warsaw-pact", "subject_id": "id:warsaw-pact", "object_id": "wd:Q41726"}
    imported(root, row | {"review_date": "2026-12-01", "mapping_justification": MANUAL})
    text = links(root)
    assert text.endswith("\n\nid:warsaw-pact skos:exactMatch wd:Q41726 .\n")
    assert "predicate_modifier" not in text


def test_a_file_that_cannot_be_edited_leaves_all_as_it_was(root: Path) -> None:
    file = root / "data" / "links.ttl"
    shutil.move(file, root / "data" / "links.trig")
    graph = load(Project(root))
    row = {"subject_id": "id:csto", "object_id": "wd:Q318693", "review_date": "2026-12-01"}
    plan = plan_import(read_sssom(Path("a.tsv"), table(row, NEW)).mappings, project_mappings(graph), root)
    with pytest.raises(FindingsError) as caught:
        write_import(plan, graph)
    assert caught.value.findings[0].render(root) == "data/links.trig: is not Turtle: make the changes by hand"
    assert sorted(each.name for each in (root / "data").iterdir()) == ["links.trig", "things-a.ttl"]
