"""A project folder: its files, parsed with the line of every triple."""
