"""Small pieces of SQL text: names and literals that mean what they say whatever is in them."""

from __future__ import annotations

from collections.abc import Iterable


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def one_of(sql: str, words: Iterable[str]) -> str:
    """Whether the text is one of the words."""
    return f"{sql} IN ({', '.join(literal(word) for word in sorted(words))})"


def all_of(conditions: Iterable[str]) -> str:
    """Whether every condition holds; true for none."""
    return " AND ".join(f"({condition})" for condition in conditions) or "true"


def any_of(conditions: Iterable[str]) -> str:
    """Whether some condition holds; false for none."""
    return " OR ".join(f"({condition})" for condition in conditions) or "false"
