"""Parameters of a test of which some are slow: a sample stays in the fast run."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def sample(values: Iterable[object], fast: int) -> list[object]:
    """Return the parameters with the mark ``slow`` on all but the first few."""
    return [value if number < fast else _slow(value) for number, value in enumerate(values)]


def marked(slow: Collection[object], values: Iterable[object]) -> list[object]:
    """Return the parameters with the mark ``slow`` on some of them."""
    return [_slow(value) if value in slow else value for value in values]


def _slow(value: object) -> object:
    return pytest.param(value, marks=pytest.mark.slow)
