"""Rules that some fact could concern together: those worth comparing, found without trying every pair.

Two rules whose conditions on one field of one fact have no value in common do not decide at once; and one covers
another only if its conditions on a field leave all that the other's do. The field that tells most pairs apart is
chosen, and rules are sought by its values.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, TypeAlias

from tocsin.rules.lint.bounds import requirements
from tocsin.rules.lint.ranges import Range, RangeIndex
from tocsin.rules.rule import Constant, Rule

Side: TypeAlias = tuple[str, str, str]
"""A field that conditions are on: of a pattern or of a conclusion, its type, its name."""
_FEW: Final = 40
"""Rules of which every pair is soon tried."""
_ORDERED: Final = (int, float, str, dt.date)
"""Kinds of values that have an order; no range of them has."""


class Neighbours:
    """Rules that may have to do with each other, by their positions.

    ``in_conclusions``: rules that cannot conclude one fact have not. ``groups`` has for each rule what it must not
    share with those that it meets. None of the rules may have conditions that contradict each other.
    """

    def __init__(self, rules: Sequence[Rule], groups: Sequence[object] = (), *, in_conclusions: bool) -> None:
        self._count = len(rules)
        self._groups = groups or range(len(rules))
        boxes = [_box(rule, in_conclusions) for rule in rules] if self._count > _FEW else []
        best: tuple[int, Side, RangeIndex] | None = None
        for side in _sides(boxes):
            index = _index_of([box.get(side, Range()) for box in boxes], self._groups)
            pairs = 0 if index is None else index.nested() if in_conclusions else index.pairs()
            if index is not None and (best is None or pairs < best[0]):
                best = pairs, side, index
        self._index = None if best is None else best[2]
        self._ranges = [] if best is None else [box.get(best[1]) for box in boxes]

    def covering(self, at: int) -> Iterator[int]:
        """The positions of the rules that may cover one, in order."""
        inner = self._ranges[at] if self._index is not None else None
        found = range(self._count) if self._index is None or inner is None else self._index.holding(inner)
        return (other for other in found if other != at)

    def meeting(self, at: int) -> Iterator[int]:
        """The positions of the rules before one that may meet it, in order."""
        group = self._groups[at]
        found: Iterable[int] = range(at)
        if self._index is not None:
            found = self._index.meeting(self._ranges[at] or Range(), group)
        before = takewhile(lambda other: other < at, found)
        return (other for other in before if self._groups[other] != group)


def _index_of(ranges: Sequence[Range], groups: Sequence[object]) -> RangeIndex | None:
    try:
        return RangeIndex(ranges, groups)
    except TypeError:  # values of several kinds have no order
        return None


def _sides(boxes: Sequence[Mapping[Side, Range]]) -> list[Side]:
    """The fields that most rules have conditions on."""
    counted = Counter(side for box in boxes for side in box)
    return [side for side, found in counted.items() if 2 * found >= len(boxes)]


def _box(rule: Rule, in_conclusions: bool) -> dict[Side, Range]:
    """What a rule leaves each field of its conclusions, and of its patterns that are the only ones of their type.

    Of some values it is the range between the least and the greatest.
    """
    box: dict[Side, Range] = {}
    bounds = requirements(rule.comparisons, rule).bounds
    sides = [("head", head) for head in rule.then if in_conclusions]
    sides += [("pattern", pattern) for pattern in rule.patterns]
    alone = Counter((what, pattern.type) for what, pattern in sides)
    for what, pattern in sides:
        if alone[what, pattern.type] > 1:
            continue
        for name, term in pattern.terms.items():
            side = what, pattern.type, name
            if isinstance(term, Constant):
                if all(isinstance(value, _ORDERED) for value in term.values):
                    box[side] = _between(term.values)
            elif what == "pattern" and (found := bounds.get(term.name)) is not None:
                if found.only is not None:
                    box[side] = _between([value for value in found.only if found.holds(value)])
                elif found.low is not None or found.high is not None:
                    box[side] = Range(found.low and found.low.value, found.high and found.high.value)
    return box


def _between(values: Sequence[Any]) -> Range:
    return Range(min(values), max(values))
