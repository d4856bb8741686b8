"""Runs over many cases that a client sends and comes back for: waiting, carried out one at a time, kept for a while."""
