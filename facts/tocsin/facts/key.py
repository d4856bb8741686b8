"""What a fact is: its type and its values, in the order of the type's fields."""

from __future__ import annotations

from typing import TypeAlias

from tocsin.facts.kinds import Value

Row: TypeAlias = tuple[Value | None, ...]
FactKey: TypeAlias = tuple[str, Row]
"""A fact by content, its type's name and its row: facts with equal keys are one. Its id is a digest of this.

A plain tuple: engines make millions of them.
"""
