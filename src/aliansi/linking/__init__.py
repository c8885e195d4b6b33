"""Links to Wikidata: its records, the comparison of facts with its statements, mappings, and files for its tools."""
