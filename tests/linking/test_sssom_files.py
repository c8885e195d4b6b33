"""SSSOM files that are written: all mappings, the same bytes each time, and read again as they were."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import sssom_pydantic
import yaml

from aliansi.dataset.store import Store
from aliansi.linking.mappings import SemanticMapping, mappings_of
from aliansi.linking.sssom_files import sssom_of, write_mappings
from aliansi.linking.sssom_reader import read_sssom
from aliansi.project.folder import Project

FILE = Path("a.sssom.tsv")
CORE = {
    "subject_id": ("https://w3id.org/aliansi/id/csto",),
    "predicate_id": ("http://www.w3.org/2004/02/skos/core#exactMatch",),
    "object_id": ("http://www.wikidata.org/entity/Q318693",),
    "mapping_justification": ("https://w3id.org/semapv/vocab/ManualMappingCuration",),
}
METADATA = {"mapping_set_id": "https://e.org/set", "license": "https://creativecommons.org/publicdomain/zero/1.0/"}


@pytest.fixture(scope="module")
def written(shipped_store: Store, shipped: Project) -> bytes:
    return sssom_of(shipped_store, shipped)


def test_the_shipped_mappings_are_read_as_they_were_written(written: bytes, shipped_store: Store) -> None:
    read = read_sssom(FILE, written)
    assert read.findings == ()
    ours = mappings_of(shipped_store)
    assert len(read.mappings) == len(ours) >= 75
    for mapping, our in zip(read.mappings, ours, strict=True):
        without_label = {name: values for name, values in mapping.slots.items() if name != "subject_label"}
        assert (mapping.iri, without_label, mapping.extensions) == (our.iri, our.slots, our.extensions)


def test_another_program_reads_the_same_mappings(written: bytes, shipped_store: Store) -> None:
    pack = sssom_pydantic.read(io.StringIO(written.decode()), return_errors=True)
    assert pack[3] == []
    theirs = {(m.subject.curie, m.object.curie, m.negated) for m in pack[0]}
    names = (("https://w3id.org/aliansi/id/", "id:"), ("http://www.wikidata.org/entity/", "wd:"))
    ours = {
        (m.subject.replace(*names[0]), m.object.replace(*names[1]), m.is_rejected) for m in mappings_of(shipped_store)
    }
    assert theirs == ours
    assert str(pack[2].id) == "https://w3id.org/aliansi/graph/links"
    assert str(pack[2].license) == "https://creativecommons.org/licenses/by/4.0/"
    assert pack[2].version
    assert pack[2].publication_date


def test_two_files_are_the_same_bytes(written: bytes, shipped_store: Store, shipped: Project) -> None:
    assert sssom_of(shipped_store, shipped) == written
    assert b"\r" not in written


def test_the_header_declares_the_prefixes_in_use_alone(written: bytes) -> None:
    lines = [line[1:] for line in written.decode().splitlines() if line.startswith("#")]
    header = yaml.safe_load("\n".join(lines))
    assert header["curie_map"].keys() == {"dcterms", "id", "wd"}
    assert [definition["slot_name"] for definition in header["extension_definitions"]] == ["sources"]


@pytest.mark.parametrize(
    ("slots", "extensions"),
    [
        pytest.param({"comment": ('a\tb\nc "d" # e',)}, {}, id="tab, line end and quotation marks"),
        pytest.param({"comment": ("a\r\nb",)}, {}, id="CRLF in a comment"),
        pytest.param({"comment": ("|a\\",), "match_string": ("a|b", "c\\")}, {}, id="pipes"),
        pytest.param({"confidence": ("0.95",), "review_date": ("2026-12-01",)}, {}, id="review"),
        pytest.param({"reviewer_id": ("https://orcid.org/0000-0001-2345-6789",)}, {}, id="ORCID"),
        pytest.param({"reviewer_id": ("https://e.org/people#anna", "https://e.org/x/budi")}, {}, id="other namespaces"),
        pytest.param({"author_id": ("mailto:a@e.org",)}, {}, id="an IRI without a slash"),
        pytest.param({"see_also": ("https://e.org/a", "https://e.org/b?c|d")}, {}, id="addresses"),
        pytest.param({"predicate_modifier": ("Not",)}, {"note": "a|b=c", "b": "x\ty"}, id="columns of others"),
        pytest.param({"object_id": ("https://w3id.org/sssom/NoTermFound",)}, {}, id="nothing found"),
        pytest.param({"other": ("free words",), "subject_label": ("Łódź ОДКБ",)}, {}, id="other, and other scripts"),
    ],
)
def test_a_mapping_is_read_as_it_was_written(slots: dict[str, tuple[str, ...]], extensions: dict[str, str]) -> None:
    mapping = SemanticMapping("https://w3id.org/aliansi/id/link-x", {**CORE, **slots}, extensions)
    read = read_sssom(FILE, write_mappings([mapping], METADATA))
    assert (read.mappings, read.findings) == ((mapping,), ())
    pack = sssom_pydantic.read(
        io.StringIO(write_mappings([mapping], METADATA).decode(), newline=""), return_errors=True
    )
    assert (len(pack[0]), pack[3]) == (1, [])


def test_a_dataset_without_mappings_has_a_table_without_rows() -> None:
    lines = write_mappings([], METADATA).decode().splitlines()
    assert lines[-1] == "record_id\tsubject_id\tpredicate_id\tobject_id\tmapping_justification"
    assert read_sssom(FILE, write_mappings([], METADATA)).mappings == ()
