"""The closure: its state, saturation, sameAs rewriting, updates and decoding."""
