"""Federated queries: the SERVICE clauses of a query are sent to allowed endpoints, never by a worker."""
