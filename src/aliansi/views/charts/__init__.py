"""Geometry of the pictures: where bars, lines, outlines and ticks stand."""
