"""Every check: SHACL, OWL profile, passages, facts, dates, consistency and queries; each returns findings."""
