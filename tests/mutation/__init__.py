"""Mutation testing: the product is made wrong in one place at a time, and its tests have to notice."""
