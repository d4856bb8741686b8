"""Constants of patterns that can hardly be meant."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.facts.interval import Interval
from tocsin.facts.problems import Problem
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.rule import Constant, Pattern
from tocsin.rules.shape import compared_instead


def ranges_as_constants(pack: Pack) -> Iterator[Problem]:
    """A problem for each range that a pattern of a condition names: only facts that say the very same match it."""
    for rule in pack.written:
        patterns = (item for _, items in rule.conjunctions for item in items if isinstance(item, Pattern))
        for pattern in patterns:
            for field, term in pattern.terms.items():
                for value in term.values if isinstance(term, Constant) else ():
                    if isinstance(value, Interval) and value.low != value.high:
                        low, high = (None if end is None else str(end) for end in (value.low, value.high))
                        message = f"{pattern.type}.{field} is to be {value} itself: no figure or day within it matches"
                        yield Problem(
                            codes.RANGE_AS_CONSTANT, message, pattern.place, compared_instead(field, low, high)
                        )
