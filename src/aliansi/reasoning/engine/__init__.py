"""The closure: saturation, update and decoding over columns of term numbers."""
