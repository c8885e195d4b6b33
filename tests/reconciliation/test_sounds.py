"""Sounds of names: transliterations of one name are equal, other names are not."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.sounds import sound_of


@pytest.mark.parametrize(
    "spellings",
    [
        ("tajikistan", "tadzhikistan", "tadjikistan", "tadschikistan", "tadzykistan"),
        ("azerbaijan", "azerbaidjan", "azerbaydzhan"),
        ("bordyuzha", "bordiuzha", "bordyuza"),
        ("kirgizija", "kirgizia", "kirghizia"),
        ("rasmussen", "rasmusen"),
    ],
)
def test_spellings_of_one_name_are_equal(spellings: tuple[str, ...]) -> None:
    assert len({sound_of(spelling) for spelling in spellings}) == 1
    assert sound_of(spellings[0])


def test_other_names_are_not() -> None:
    names = ("slovakia", "slovenia", "irlandia", "islandia", "estonia", "ukraine", "lithuania", "macedonia", "moldova")
    assert len({sound_of(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["nato", "mali", "", "бордюжа", "area51"])
def test_short_names_and_other_scripts_have_none(name: str) -> None:
    assert sound_of(name) == ""
