"""Chart geometry: positions of bars, lines, outlines and ticks."""
