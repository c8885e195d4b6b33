"""Unmodified rdflib-endpoint over rdflib's store: ``python stock.py FILE.nt PORT``."""

from __future__ import annotations

import sys

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint

if __name__ == "__main__":
    graph = rdflib.Dataset(default_union=True)
    graph.parse(sys.argv[1], format="nt")
    uvicorn.run(SparqlEndpoint(graph=graph, path="/query"), port=int(sys.argv[2]), log_level="error", access_log=False)
