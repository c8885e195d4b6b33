"""`aliansi link`: compare facts with Wikidata, and exchange mappings with it; nothing is sent to it."""

from __future__ import annotations

import click


@click.group()
def link() -> None:
    """Links to Wikidata: compare facts with its statements, and read and write mappings; nothing is sent to it."""
