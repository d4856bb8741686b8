"""Measurements: never part of the tests, always as ratios to a peer in the same run."""
