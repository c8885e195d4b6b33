"""A project folder: its files, parsed with the line of every triple, and the dates, questions and texts in them."""
