"""From a triple or an answer row to the words: passages, citations, proofs, lineage and the search in texts."""
