"""Extensions of RDF formats, plain and compressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import UsageError
from aliansi.rdf_files.formats import FORMATS, extension_of, written_format


@pytest.mark.parametrize("packed", ["", ".gz", ".bz2", ".xz", ".GZ"])
@pytest.mark.parametrize("extension", FORMATS)
def test_an_extension_may_be_followed_by_that_of_a_compressor(extension: str, packed: str) -> None:
    assert extension_of(Path(f"some.data.{extension.upper()}{packed}")) == extension


@pytest.mark.parametrize("name", ["x.csv", "x", "x.gz", "ttl", "x.ttl.zip", "x.ttl.bak"])
def test_other_extensions_are_refused_with_those_that_are_valid(name: str) -> None:
    with pytest.raises(UsageError, match=rf"^{name}: (no RDF format has|it has no).*valid: \.nt, .*also with \.gz, "):
        extension_of(Path(name))


@pytest.mark.parametrize("extension", ["n3", "trix", "hext"])
def test_some_formats_are_only_read(extension: str) -> None:
    with pytest.raises(UsageError, match=r"is read, not written; use \.ttl, \.nt or \.nq"):
        written_format(Path(f"x.{extension}"))
