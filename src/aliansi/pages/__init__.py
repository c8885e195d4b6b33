"""Pages: one module a page with its route handler and its context; templates and static files."""
