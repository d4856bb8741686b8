"""Answers to questions in words: what is lacking, what would change, what to watch."""
