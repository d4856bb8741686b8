"""The least sets of given facts that suffice for a conclusion."""
