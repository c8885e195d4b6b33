"""Comparison of our facts with statements of Wikidata: places, pairs, verdicts, and the formats of the ledger."""
