"""Inputs changed at random, which must end in a result or in problems that are named, and in nothing else."""
