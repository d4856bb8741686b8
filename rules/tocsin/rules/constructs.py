"""The constructs of the rule language, each named once.

The list says what a rule may be made of. Tests hold each part of the product to it (reader, canonical form, engines,
checker, explanations, random programs), by a case for each construct that comes out otherwise where a part lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from tocsin.rules.rule import (
    ABSENT,
    BACKED_BY,
    OPERATIONS,
    Aggregate,
    Comparison,
    Condition,
    Constant,
    Let,
    Pattern,
    Rule,
)

CONSTRUCTS: Final[tuple[str, ...]] = (
    "pattern",
    "any of",
    "absent",
    BACKED_BY,
    "comparison",
    "let",
    *OPERATIONS,
    "distinct",
    "outer",
    "total through recursion",
    "unless",
    "stronger_if",
    "assumes",
)
"""``total through recursion`` is an aggregate over what the rule itself concludes, ``outer`` a comparison of an
aggregate that has a variable from outside. ``any of`` is a list of constants in a pattern; an aggregate goes by its
operation; the others by their key."""


def constructs_of(rule: Rule) -> frozenset[str]:
    """The constructs that a rule uses."""
    found = set(_of_items(rule.when))
    concluded = {head.type for head in rule.then}
    if any(pattern.type in concluded for aggregate in rule.aggregates for pattern in aggregate.patterns):
        found.add("total through recursion")
    found.update(part for part in ("unless", "stronger_if", "assumes") if getattr(rule, part))
    return frozenset(found)


def _of_items(items: Iterable[Condition]) -> Iterator[str]:
    for item in items:
        match item:
            case Pattern():
                yield "pattern"
                if ABSENT in item.terms.values():
                    yield "absent"
                if item.backed_by is not None:
                    yield BACKED_BY
                if any(isinstance(term, Constant) and len(term.values) > 1 for term in item.terms.values()):
                    yield "any of"
            case Comparison():
                yield "comparison"
            case Let():
                yield "let"
            case Aggregate():
                yield "distinct" if item.distinct else item.operation
                if item.outer:
                    yield "outer"
                yield from _of_items(item.over)
            case _:
                assert_never(item)
