"""Read models for people: labels, descriptions, tables, chart geometry and translations; no HTTP."""
