"""Totals that run through recursion, over many worlds: where the contributions that hold are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic

from tocsin.engine.evaluation import Contribution
from tocsin.engine.plan import Condition, RulePlan
from tocsin.engine.totals import Held
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.questions.worlds.ground.algebra import MOST_STATES, Algebra, TooManyValues, W
from tocsin.questions.worlds.ground.modal import Modal
from tocsin.rules import expression


@dataclass(frozen=True)
class TotalOver(Generic[W]):
    """One total of one firing, with all that contributes to it in some world or other."""

    algebra: Algebra[W]
    rule: RulePlan
    at: int
    contributions: tuple[Contribution, ...]
    bindings: Mapping[str, Value]

    @property
    def facts(self) -> Iterator[int]:
        """Every fact that may contribute."""
        return (fact for each in self.contributions for fact in each.facts)

    def possibly(self, holds: Callable[[int], W]) -> W:
        """Where what holds might be enough."""
        return self._where(Held(self.rule, self.at, self.contributions, self.bindings).possibly, self._worlds(holds))

    def certainly(self, holds: Callable[[int], W], firmly: Callable[[int], W]) -> W:
        """Where what holds firmly is surely enough; of rival accounts, those bear on it that hold."""
        algebra, found = self.algebra, self.algebra.none
        firm = self._worlds(firmly)
        for present, worlds in self._states(self._worlds(holds)):
            held = Held(self.rule, self.at, present, self.bindings)
            within = [(each, algebra.meet(where, worlds)) for each, where in firm if each in present]
            found = algebra.join(found, algebra.meet(worlds, self._where(held.certainly, within)))
        return found

    def _worlds(self, holds: Callable[[int], W]) -> list[tuple[Contribution, W]]:
        """The contributions that are there in some world, with where they are."""
        found = []
        for each in self.contributions:
            worlds = self.algebra.all
            for fact in each.facts:
                worlds = self.algebra.meet(worlds, holds(fact))
            if worlds is not self.algebra.none:
                found.append((each, worlds))
        return found

    def _states(self, present: list[tuple[Contribution, W]]) -> list[tuple[list[Contribution], W]]:
        """The accounts that are there together, with where; all at once if none is a rival of another."""
        algebra = self.algebra
        every = [each for each, _ in present]
        if len({each.thing for each in every if each.thing}) in (0, len(every)) or isinstance(algebra, Modal):
            return [(every, algebra.all)]
        states: list[tuple[list[Contribution], W]] = [([], algebra.all)]
        for each, worlds in present:
            following = [([*state, each], algebra.meet(where, worlds)) for state, where in states]
            following += [(state, algebra.minus(where, worlds)) for state, where in states]
            states = [(state, where) for state, where in following if where is not algebra.none]
            self._count(len(states))
        return states

    def _where(self, enough: Callable[[Sequence[Contribution]], bool], present: list[tuple[Contribution, W]]) -> W:
        """Where the contributions are enough: what is enough stays so as more come, so that few need be told apart."""
        algebra = self.algebra
        always = [each for each, worlds in present if worlds is algebra.all]
        others = [(each, worlds) for each, worlds in present if worlds is not algebra.all]
        waiting: list[tuple[list[Contribution], int, W]] = [(always, 0, algebra.all)]
        found, tried = algebra.none, 0
        while waiting:
            chosen, start, worlds = waiting.pop()
            tried += 1
            self._count(tried)
            if enough(chosen):
                found = algebra.join(found, worlds)
            elif enough([*chosen, *(each for each, _ in others[start:])]):
                if isinstance(algebra, Modal):
                    return algebra.join(found, algebra.meet(worlds, others[start][1]))
                each, where = others[start]
                for after, left in (
                    ([*chosen, each], algebra.meet(worlds, where)),
                    (chosen, algebra.minus(worlds, where)),
                ):
                    if left is not algebra.none:
                        waiting.append((after, start + 1, left))
        return found

    def _count(self, states: int) -> None:
        if states > MOST_STATES:
            aggregate = self.rule.aggregates[self.at]
            raise TooManyValues(f"{aggregate.operation} as ${aggregate.result}")


def straddling(rule: RulePlan, bindings: Mapping[str, Value]) -> bool:
    """True if a comparison that asks nothing of a total is only possible."""
    asking = {condition for conditions in rule.thresholds.values() for condition in conditions}
    steps = [step for step in (*rule.early, *rule.late) if isinstance(step, Condition) and step not in asking]
    return any(expression.holds(step.node, bindings) == Truth.POSSIBLE for step in steps)
