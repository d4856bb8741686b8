"""A fact whose fields are not settled, and a way in which several such facts match together."""

from __future__ import annotations

from typing import TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.proving.terms import Bounds, Term


@dataclass(frozen=True, slots=True, eq=False)
class TermRow:
    """A fact whose fields are terms, and where it holds."""

    terms: tuple[Term, ...]
    where: Bounds


Found: TypeAlias = tuple[tuple[TermRow, ...], dict[str, Term], Bounds]
"""The rows matched, in the order of the patterns, the bindings, and where they match."""
