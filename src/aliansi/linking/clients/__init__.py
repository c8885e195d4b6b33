"""Clients for the servers that a user names: a Wikibase and reconciliation services, at the pace that they set."""
