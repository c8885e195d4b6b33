from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import Finding
from aliansi.linking.record_files import documents
from aliansi.rdf_files.streams import ByteCounter


def read(file: Path, content: str) -> tuple[list[tuple[object, int, bool]], list[Finding]]:
    file.write_text(content)
    findings: list[Finding] = []
    found = documents(file, ByteCounter([file], None), findings, wanted=lambda line: b"7" not in line)
    return [(each.json, each.location.line, each.is_line) for each in found], findings


@pytest.mark.parametrize(
    ("content", "documents"),
    [
        ('{"a": 1}', [({"a": 1}, 1, False)]),
        ('\n\n{"a":\n1}', [({"a": 1}, 3, False)]),
        ('{"a":\n1}\n{"b":\n2}\n', [({"a": 1}, 1, False), ({"b": 2}, 3, False)]),
        ('{"a": 1}\n{"b": 2}', [({"a": 1}, 1, True), ({"b": 2}, 2, True)]),
        ('[\n{"a": 1},\n\n{"b": 2}\n]\n', [({"a": 1}, 2, True), ({"b": 2}, 4, True)]),
        ('[\n{"a": 1}\n]', [([{"a": 1}], 1, False)]),
        ('[{"a": 1},\n{"b": 2}]', [({"a": 1}, 1, True), ({"b": 2}, 2, True)]),
        ('[{"a": 1}]\n[{"b": 2}]', [([{"a": 1}], 1, False), ([{"b": 2}], 2, False)]),
        ('{"a": []}\n{"b": []}', [({"a": []}, 1, True), ({"b": []}, 2, True)]),
        ("[\n]", []),
        ("[]", [([], 1, False)]),
        ('{"a": 1}\n{"b": 7}\n{"c": 3}', [({"a": 1}, 1, True), ({"c": 3}, 3, True)]),
    ],
    ids=repr,
)
def test_documents_have_their_line(content: str, documents: object, tmp_path: Path) -> None:
    assert read(tmp_path / "a.json", content) == (documents, [])


def test_a_file_that_changes_to_another_form_is_a_finding_on_its_line(tmp_path: Path) -> None:
    found, findings = read(tmp_path / "a.json", '{"a": 1}\n{"b": 2}\n{"c":\n 3}')
    assert [line for _, line, _ in found] == [1, 2]
    assert [each.location and each.location.line for each in findings] == [3, 4]
