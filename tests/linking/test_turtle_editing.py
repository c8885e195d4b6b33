"""Edits of Turtle files: what changes is written again, everything else stays byte by byte."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.errors import FindingsError
from aliansi.linking.turtle_editing import edit

FILE = Path("data/links.ttl")
TEXT = """\
@prefix e: <http://e/> .
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# One. With a dot.
e:a skos:exactMatch e:1 .
e:m e:comment "a . \\" # b"@en ; # inside
    e:n 1.5 ; e:long \"\"\"x .
# y
\"\"\" .   # after
e:a skos:closeMatch <http://e/#x> , e:2.
# The end.
"""


def triple(s: str, p: str, o: str) -> ox.Triple:
    turtle = f"PREFIX e: <http://e/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {s} {p} {o} ."
    (quad,) = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    assert isinstance(quad, ox.Quad)
    return quad.triple


def edited(remove: list[ox.Triple], add: list[ox.Triple], text: str = TEXT) -> str:
    return edit(FILE, text.encode(), remove, add).decode()


def test_without_changes_a_file_stays_as_it_is() -> None:
    assert edited([], []) == TEXT


def test_a_statement_is_removed_and_its_comment_stays() -> None:
    new = edited([triple("e:a", "skos:exactMatch", "e:1")], [])
    assert new == TEXT.replace("e:a skos:exactMatch e:1 .\n", "")


def test_a_value_takes_the_place_of_the_one_that_it_replaces() -> None:
    new = edited([triple("e:a", "skos:exactMatch", "e:1")], [triple("e:a", "skos:broadMatch", "e:1")])
    assert new == TEXT.replace("skos:exactMatch", "skos:broadMatch")


def test_a_statement_is_written_again_with_its_comments_before_it() -> None:
    new = edited([triple("e:m", "e:n", "1.5")], [triple("e:m", "e:n", '"é"@id'), triple("e:m", "e:o", "true")])
    block = '# inside\ne:m e:comment "a . \\" # b"@en ;\n    e:n "é"@id ;\n    e:long "x .\\n# y\\n" ;\n    e:o '
    assert block in new
    assert new.startswith(TEXT[: TEXT.index("e:m ")])
    assert new.endswith(TEXT[TEXT.index("   # after") :])


def test_one_of_several_values_is_removed() -> None:
    new = edited([triple("e:a", "skos:closeMatch", "<http://e/#x>")], [])
    assert new == TEXT.replace("<http://e/#x> , e:2.", "e:2 .")


def test_a_new_node_is_written_at_the_end() -> None:
    new = edited([], [triple("e:b", "skos:exactMatch", "e:1"), triple("e:n", "a", "e:M"), triple("e:n", "e:n", "e:1")])
    assert new == TEXT + "\ne:b skos:exactMatch e:1 .\n\ne:n a e:M ;\n    e:n e:1 .\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(mark: str) -> None:
    text = mark + TEXT.replace("\n", "\r\n")
    new = edited([triple("e:a", "skos:exactMatch", "e:1")], [triple("e:b", "e:n", "e:1")], text)
    assert new.startswith(mark + "@prefix")
    assert new.count("\r\n") == new.count("\n")


@pytest.mark.parametrize(
    ("text", "remove"),
    [
        pytest.param("<a> <b> <c> .", triple("<http://x/a>", "<http://x/b>", "<http://x/c>"), id="relative names"),
        pytest.param(TEXT + "e:a", triple("e:a", "skos:exactMatch", "e:1"), id="syntax error"),
        pytest.param(
            "PREFIX e: <http://e/> e:a e:b [ e:c 1 ] ; e:n 1 .", triple("e:a", "e:n", "1"), id="a node without a name"
        ),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, remove: ox.Triple) -> None:
    with pytest.raises(FindingsError) as caught:
        edited([remove], [], text)
    assert "by a program" in caught.value.findings[0].render(Path())
