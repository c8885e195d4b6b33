"""Candidates for links: items that a thing may be, by names, types and dates, as mappings for a reviewer."""
