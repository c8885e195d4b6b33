"""Evaluate queries in confined, killable processes: limits, pool, workers, look-ups and federation."""
