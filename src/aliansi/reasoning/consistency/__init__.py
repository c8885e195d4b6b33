"""Contradictions of a closure: which rule is violated, for which individuals, and why."""
