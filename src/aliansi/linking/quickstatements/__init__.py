"""Statements for QuickStatements, of facts that Wikidata lacks; its two tools read different files."""
