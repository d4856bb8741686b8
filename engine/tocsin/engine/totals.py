"""Totals that run through recursion: what they come to, and which of their contributions suffice.

A rule concludes once a total reaches what it is held against, and what it concludes may add to the total. Such totals
only grow (``tocsin.rules.check.monotone``), so the model is reached from below, and two things are asked of a firing:

- does a set of contributions suffice *possibly*: counted in full, ranges at their high ends;
- does it suffice *certainly*: only what surely contributes, ranges at their low ends, and of rival accounts of one
  thing the least, whoever gives it.

A firing has all contributions that hold in the model as premises. It rests on fewer: on the least deep that suffice
possibly, which give its depth; and it is as strong as the strongest that suffice certainly.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from tocsin.engine.evaluation import Block, Contribution, Group, Record, aggregate_value
from tocsin.engine.plan import POSSIBLE, AggregatePlan, Condition, RulePlan
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity, Truth, ends
from tocsin.rules import expression
from tocsin.rules.expression import tree as expression_tree

BEYOND: Final = 1 << 60
"""Higher than any height: of what does not hold."""
_MOST: Final = sys.float_info.max


def total_of(plan: AggregatePlan, contributions: Sequence[Contribution]) -> Value:
    """What contributions come to: a range from what is sure to what is possible, a plain number in full.

    A low end that is open counts as 0, for nothing negative contributes; what is beyond all floats is held to them.
    Both keep a total from falling as contributions are added.
    """
    total = _plain(plan, contributions)
    if isinstance(total, Quantity) and any(each.boundary for each in contributions):
        sure = _plain(plan, surely(contributions))
        return Quantity(sure.low if isinstance(sure, Quantity) else 0, total.high)
    return total


def _plain(plan: AggregatePlan, contributions: Sequence[Contribution]) -> Value:
    if not contributions:
        return 0
    values = [_from_zero(each.value) for each in contributions]
    things = [each.thing for each in contributions if each.thing is not None]
    try:
        return aggregate_value(plan, values, things)
    except OverflowError:
        return Quantity(_MOST, None) if plan.kind.name == "quantity" else _MOST


def _from_zero(value: Value) -> Value:
    return Quantity(0, value.high) if isinstance(value, Quantity) and value.low is None else value


def surely(contributions: Sequence[Contribution], among: Iterable[Contribution] | None = None) -> list[Contribution]:
    """Of the contributions ``among`` which some hold, those that count for what is certain.

    What is only possible does not; but where a thing surely contributes, every account of it bears on how much.
    """
    sure = [each for each in (contributions if among is None else among) if not each.boundary]
    if not sure or sure[0].thing is None:
        return sure
    things = {each.thing for each in sure}
    return [each for each in contributions if each.thing in things]


class Held:
    """One total of one match, held against what the rule asks: how far some of its contributions suffice."""

    def __init__(
        self, plan: RulePlan, at: int, contributions: Sequence[Contribution], bindings: Mapping[str, Value]
    ) -> None:
        self.contributions = contributions
        self._plan = plan.aggregates[at]
        self._conditions = plan.thresholds[at]
        self._bindings = dict(bindings)

    def possibly(self, chosen: Sequence[Contribution]) -> bool:
        """True if these contributions might be enough."""
        return bool(chosen) and self._truth(chosen) != Truth.FALSE

    def certainly(self, chosen: Sequence[Contribution]) -> bool:
        """True if these contributions are surely enough."""
        counted = surely(self.contributions, chosen)
        return bool(counted) and self._truth([each._replace(boundary=False) for each in counted]) == Truth.CERTAIN

    def tips(self, each: Contribution) -> tuple[int | float, bool] | None:
        """From which figure on a range among the contributions makes them surely enough, the others at their least.

        With it, whether the figure must be exceeded. None if the range holds no such figure, or has rivals.
        """
        value, operation = each.value, self._plan.operation
        alike = [other for other in self.contributions if other.thing == each.thing]
        if each.thing is not None and (len(alike) > 1 or any(told.period for told in self._plan.things)):
            return None
        if each.boundary or operation == "count" or not isinstance(value, Quantity):
            return None
        others = [other for other in self.contributions if other is not each and not other.boundary]
        rest: Any = total_of(self._plan, others) if others and operation == "sum" else 0
        asked = [_most(self._asked(condition)) for condition in self._conditions]
        figure = max(asked, default=0.0) - _least(rest)
        if not _least(value) < figure <= _most(value) or not math.isfinite(figure):
            return None
        figure = int(figure) if float(figure).is_integer() else figure
        beyond = self._truth([*others, each._replace(value=Quantity(figure, value.high))]) != Truth.CERTAIN
        return None if beyond and figure == value.high else (figure, beyond)

    def _asked(self, condition: Condition) -> Any:
        """What the total is held against."""
        node: Any = condition.node
        other = node.right if node.left == expression_tree.Variable(self._plan.result) else node.left
        return expression.value_of(other, self._bindings)

    def _truth(self, chosen: Sequence[Contribution]) -> Truth:
        self._bindings[self._plan.result] = total_of(self._plan, chosen)
        return min((expression.holds(c.node, self._bindings) for c in self._conditions), default=Truth.CERTAIN)


def _least(value: Any) -> int | float:
    return ends(value)[0] if isinstance(value, Quantity) else value


def _most(value: Any) -> int | float:
    return ends(value)[1] if isinstance(value, Quantity) else value


class Firing:
    """One firing with totals that run through recursion: what it rests on, whatever numbers or nodes facts are.

    ``fixed`` are the premises it needs all of; of the contributions to its totals it needs enough.
    """

    def __init__(
        self, plan: RulePlan, fixed: tuple[Any, ...], groups: Sequence[Any], bindings: Mapping[str, Value]
    ) -> None:
        self.fixed = fixed
        self.totals = [Held(plan, at, groups[at].contributions, bindings) for at in plan.totals]

    def follows(self, holds: Callable[[Any], bool], certainly: bool) -> bool:
        """True if it follows from the facts that hold; ``certainly`` by what is sure and at its least."""
        if not all(map(holds, self.fixed)):
            return False
        for total in self.totals:
            chosen = [each for each in total.contributions if all(map(holds, each.facts))]
            if not (total.certainly if certainly else total.possibly)(chosen):
                return False
        return True

    def height(self, height: Callable[[Any], int], beyond: int, certainly: bool) -> int:
        """One more than the height up to which the premises suffice; at least ``beyond`` if they do not below it."""
        highest = max(map(height, self.fixed), default=0)
        for total in self.totals:
            highest = max(highest, reach(total, height, beyond, certainly))
        return highest + 1 if highest < beyond else beyond

    def needed(self, height: Callable[[Any], int], beyond: int, certainly: bool) -> tuple[Any, ...]:
        """The premises up to the height at which they suffice."""
        limit = self.height(height, beyond, certainly) - 1
        found = dict.fromkeys(self.fixed)
        for total in self.totals:
            for each in total.contributions:
                if all(height(fact) <= limit for fact in each.facts):
                    found.update(dict.fromkeys(each.facts))
        return tuple(found)

    def strength(self, strength: Callable[[Any], int], own: int) -> int:
        """The weakest link among the firing itself and what it needs: the strongest premises that suffice."""
        facts = [*self.fixed, *(fact for total in self.totals for each in total.contributions for fact in each.facts)]
        for level in sorted({min(strength(fact), own) for fact in facts}, reverse=True):
            if level <= POSSIBLE or self.follows(lambda fact: strength(fact) >= level, certainly=True):  # noqa: B023
                return level
        return own


def reach(total: Held, height: Callable[[Any], int], beyond: int, certainly: bool) -> int:
    """The least height up to which the contributions are enough: what is enough stays so as more is counted."""
    reached = [max(map(height, each.facts), default=0) for each in total.contributions]
    steps = sorted({each for each in reached if each < beyond})
    suffices = total.certainly if certainly else total.possibly
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        pairs = zip(total.contributions, reached, strict=True)
        if suffices([each for each, own in pairs if own <= steps[middle]]):
            high = middle
        else:
            low = middle + 1
    return steps[low] if low < len(steps) else beyond


def firing_of(block: Block, record: Record, rows: list[Row]) -> Firing:
    """The firing that an engine recorded, with its facts by number."""
    width = 1 + len(block.plan.patterns)
    groups = [found[record[width + at]] for at, found in enumerate(block.groups)]
    fixed = [*record[1:width], *(n for at, g in enumerate(groups) if at not in block.plan.totals for n in g.facts)]
    return Firing(block.plan, tuple(fixed), groups, block.bindings(record, rows))


def is_boundary(plan: RulePlan, groups: Sequence[Group], bindings: Mapping[str, Value]) -> bool:
    """True if the sure contributions to some total of a match are not surely enough."""
    held = (Held(plan, at, groups[at].contributions, bindings) for at in plan.totals)
    return not all(each.certainly(each.contributions) for each in held)


def total_group(plan: AggregatePlan, key: tuple[Value, ...], contributions: Sequence[Contribution]) -> Group:
    """The group of a total that runs through recursion; how sure it is, is said by what it comes to."""
    facts = dict.fromkeys([fact for each in contributions for fact in each.facts])
    return Group((*key, total_of(plan, contributions)), tuple(facts), False, tuple(contributions))
