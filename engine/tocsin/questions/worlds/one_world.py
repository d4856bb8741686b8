"""One world among those that a program was worked out for: what holds there, how firmly, and of what values."""

from __future__ import annotations

from tocsin.engine.evaluation import Contribution
from tocsin.engine.plan import CERTAIN, own_strength
from tocsin.engine.totals import Held, total_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.questions.worlds.ground import GroundProgram
from tocsin.questions.worlds.ground.program import Firing
from tocsin.questions.worlds.ground.totals import TotalOver


@dataclass(frozen=True)
class OneWorld:
    """One world of a program, by number.

    ``levels`` are the worlds in which each fact is concluded, by strength; ``positions`` those of the firings.
    """

    program: GroundProgram[int]
    levels: list[dict[int, int]]
    positions: dict[int, int]
    number: int

    def firmness(self, firing: Firing[int]) -> int | None:
        """How firmly the firing concludes here: as its rule, and no more than each premise; None if it does not."""
        if not self._has(self.program.body(firing)) or not all(map(self._is_enough, firing.totals)):
            return None
        lifted = self.program.strengthening.get(self.positions[id(firing)], self.program.algebra.none)
        own = own_strength(firing.rule.strength, self._has(firing.boundary), self._has(lifted))
        return min([own, *map(self._of_fact, firing.premises)])

    def bindings(self, firing: Firing[int]) -> dict[str, Value]:
        """The value of every variable of the rule; of a total that runs through recursion, what it comes to here."""
        found = self.program.bindings(firing)
        for total in firing.totals:
            aggregate = total.rule.aggregates[total.at]
            found[aggregate.result] = total_of(aggregate, self._contributing(total))
        return found

    def _is_enough(self, total: TotalOver[int]) -> bool:
        return Held(total.rule, total.at, total.contributions, total.bindings).possibly(self._contributing(total))

    def _contributing(self, total: TotalOver[int]) -> list[Contribution]:
        return [each for each in total.contributions if all(self._has(self.program.holds[n]) for n in each.facts)]

    def _of_fact(self, fact: int) -> int:
        none = self.program.algebra.none
        derived = sum(self._has(level.get(fact, none)) for level in self.levels) - 1
        if not self._has(self.program.given.get(fact, none)):
            return derived
        firmly_given = self.program.given_firmly.get(fact)
        given = CERTAIN if firmly_given is None else sum(map(self._has, firmly_given)) - 1
        return max(derived, given)

    def _has(self, worlds: int) -> bool:
        return bool(worlds >> self.number & 1)
