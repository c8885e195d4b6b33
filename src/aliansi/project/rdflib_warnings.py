"""Suppress rdflib's warnings; apart from ``turtle`` so that `aliansi reason` need not import rdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def suppress_rdflib_warnings() -> Iterator[None]:
    """Suppress the traceback that rdflib logs for each ill-typed literal: we report these with file and line."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
