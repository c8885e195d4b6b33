"""Aliansi: a citable knowledge graph of security alliances."""

__version__ = "0.1.0"
