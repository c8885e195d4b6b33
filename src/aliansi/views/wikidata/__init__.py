"""What Wikidata says, for people: rows of the ledger, values of its statements in words, and links with reasons."""
