"""What is left out is counted by reason, the most frequent one first, with the first facts."""

from __future__ import annotations

from aliansi.linking.left_out import LeftOut
from aliansi.namespaces import ID


def test_a_reason_has_its_number_and_first_facts() -> None:
    left_out = LeftOut()
    for number in range(5):
        left_out.add("it is long", f"{ID}a{number}")
    for _ in range(2):
        left_out.add("it is late", f"{ID}b")
    assert list(left_out.lines()) == [
        "left out: 5, because it is long (id:a0, id:a1, id:a2 and 2 more)",
        "left out: 1, because it is late (id:b)",
    ]
