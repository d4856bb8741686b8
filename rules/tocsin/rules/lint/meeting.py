"""Pairs of rules that some fact could concern together: those worth comparing, found without trying every pair.

Two rules whose conditions on one field of one fact have no value in common neither cover nor contradict each other.
The field that tells most pairs apart is chosen, and pairs are sought by its values alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, TypeAlias

from tocsin.rules.lint.bounds import requirements
from tocsin.rules.rule import Constant, Rule

Side: TypeAlias = tuple[str, str, str]
"""A field that conditions are on: of a pattern or of a conclusion, its type, its name."""
_FEW: Final = 40
"""Rules of which every pair is soon tried."""
_MOST: Final = 1_000_000
"""Pairs up to which they are listed; where one field leaves more, it does not help."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a rule leaves a field: some of them, or all between two ends, of which None is open."""

    values: frozenset[Any] | None
    low: Any = None
    high: Any = None

    def ends(self) -> tuple[Any, Any]:
        """The least and the greatest value. Raises TypeError for values that have no order."""
        return (self.low, self.high) if self.values is None else (min(self.values), max(self.values))


def meeting(rules: Sequence[Rule], *, in_conclusions: bool) -> Sequence[Sequence[int]]:
    """By the position of each rule, the later ones that may have something to do with it, in order.

    ``in_conclusions``: only rules that can conclude one fact have.
    """
    count = len(rules)
    if count > _FEW:
        boxes = [_box(rule, in_conclusions) for rule in rules]
        best = min((_Field(side, boxes) for side in _sides(boxes)), key=lambda field: field.pairs, default=None)
        if best is not None and best.pairs <= _MOST:
            later: list[list[int]] = [[] for _ in rules]
            for first, second in sorted(best.meeting()):
                later[first].append(second)
            return later
    return [range(at + 1, count) for at in range(count)]


def _sides(boxes: Sequence[Mapping[Side, Range]]) -> list[Side]:
    """The fields that most rules have conditions on."""
    counted = Counter(side for box in boxes for side in box)
    return [side for side, found in counted.items() if 2 * found >= len(boxes)]


def _box(rule: Rule, in_conclusions: bool) -> dict[Side, Range]:
    """What a rule leaves each field of its conclusions, and of its patterns that are the only ones of their type."""
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
                box[side] = Range(frozenset(term.values))
            elif what == "pattern" and (found := bounds.get(term.name)) is not None:
                if found.only is not None:
                    box[side] = Range(frozenset(found.only))
                elif found.low is not None or found.high is not None:
                    low, high = found.low and found.low.value, found.high and found.high.value
                    box[side] = Range(None, low, high)
    return box


class _Field:
    """One field: what each rule leaves it, and how many pairs of rules leave it something in common."""

    def __init__(self, side: Side, boxes: Sequence[Mapping[Side, Range]]) -> None:
        self._held = {at: box[side] for at, box in enumerate(boxes) if side in box}
        self._any = [at for at, box in enumerate(boxes) if side not in box]
        self._exact = all(held.values is not None for held in self._held.values())
        free = len(self._any)
        self.pairs = free * len(self._held) + free * (free - 1) // 2
        try:
            self.pairs += self._by_value() if self._exact else self._by_range()
        except TypeError:  # values of several kinds have no order
            self.pairs = _MOST + 1

    def _by_value(self) -> int:
        self._holders: dict[Any, list[int]] = {}
        for at, held in self._held.items():
            for value in held.values or ():
                self._holders.setdefault(value, []).append(at)
        return sum(len(found) * (len(found) - 1) // 2 for found in self._holders.values())

    def _by_range(self) -> int:
        """Ranges by their low ends, the open ones first; each meets those that begin before it ends."""
        ends = {at: held.ends() for at, held in self._held.items()}
        opened = [at for at, (low, _) in ends.items() if low is None]
        closed = sorted(ends.keys() - set(opened), key=lambda at: ends[at][0])
        lows = [ends[at][0] for at in closed]
        self._order = opened + closed
        self._ends = [
            len(self._order) if high is None else len(opened) + bisect_right(lows, high)
            for _, high in map(ends.__getitem__, self._order)
        ]
        return sum(max(0, end - place - 1) for place, end in enumerate(self._ends))

    def meeting(self) -> set[tuple[int, int]]:
        """The pairs, the earlier rule of each first."""
        if self._exact:
            found = {pair for held in self._holders.values() for pair in combinations(held, 2)}
        else:
            order = self._order
            pairs = (
                (at, order[other]) for place, at in enumerate(order) for other in range(place + 1, self._ends[place])
            )
            found = {(min(pair), max(pair)) for pair in pairs}
        free = set(self._any)
        everything = range(len(self._held) + len(free))
        return found | {(min(at, other), max(at, other)) for at in free for other in everything if at != other}
