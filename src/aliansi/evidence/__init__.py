"""From a triple or an answer row to the words: passages, citations, proofs and lineage."""
