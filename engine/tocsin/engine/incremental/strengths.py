"""How firmly facts hold: one ``Heights`` for each strength that something in the memory can have."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tocsin.engine.incremental.change import Standing
from tocsin.engine.incremental.depths import Heights
from tocsin.engine.incremental.nodes import Firing, Node
from tocsin.engine.plan import CERTAIN, POSSIBLE, RulePlan, own_strength


def strength_of(firing: Firing) -> int:
    """The strength the firing would have on certain premises, by what is known of it now."""
    rule = firing.rule
    return own_strength(rule.plan.strength, bool(firing.boundary), rule.strengthened.get(firing) is not None)


def strengths_of(rule: RulePlan) -> Iterable[int]:
    """Every strength that a firing of the rule may have of its own."""
    yield rule.strength
    if rule.may_be_lifted:
        yield own_strength(rule.strength, boundary=False, matched=True)
    conjunctions = (*rule.unless, *(aggregate.match for aggregate in rule.aggregates))
    conditions = [step for match in conjunctions for step in (*match.early, *match.late)]
    if any(getattr(step, "interval", False) for step in (*conditions, *rule.early, *rule.late)):
        yield own_strength(rule.strength, boundary=True, matched=False)


class Strengths:
    """The qualifiers and depths of all facts.

    The weakest level holds every fact, so that it decides which facts there are and how deep; a fact is as strong as
    the strongest level that holds it.
    """

    def __init__(
        self, rules: Iterable[RulePlan], component: Callable[[str], int], touch: Callable[[Node], None]
    ) -> None:
        self._component = component
        self._touch = touch
        values = {CERTAIN, *(strength for rule in rules for strength in strengths_of(rule))}
        self.levels = [Heights(value, component, touch) for value in sorted(values)]
        self._standings: dict[Standing, Standing] = {}
        """Each once: a million conclusions stand in few ways."""

    @property
    def all(self) -> Heights:
        """The level of every fact."""
        return self.levels[0]

    def admit(self, strength: int) -> None:
        """Make sure that a fact can be given at a strength."""
        if any(level.level == strength for level in self.levels):
            return
        # Nothing had this strength, so what holds at the next one up is what holds at it.
        above = [level for level in self.levels if level.level > strength]
        made = Heights(strength, self._component, self._touch)
        made.of = dict(above[0].of)
        self.levels = sorted((*self.levels, made), key=lambda level: level.level)

    def gained(self, firing: Firing) -> None:
        """Note that the firing concludes, or is stronger than it was."""
        for level in self.levels:
            level.gained(firing)

    def lost(self, firing: Firing) -> None:
        """Note that the firing concludes no longer, or is weaker than it was."""
        for level in self.levels:
            level.lost(firing)

    def moved(self, firing: Firing, before: int) -> None:
        """Note that the firing's own strength was another. The weakest level holds it either way."""
        for level in self.levels[1:]:
            (level.gained if firing.own > before else level.lost)(firing)

    def given(self, node: Node, before: int) -> None:
        """Note that the fact is given otherwise than ``before``."""
        for level in self.levels:
            level.given(node, before)

    def settle_above(self) -> None:
        """Settle every level but the weakest, which is settled while facts come and go."""
        for level in self.levels[1:]:
            while (component := level.first_pending) is not None:
                level.settle(component)

    def of_fact(self, node: Node) -> int:
        """How strongly the fact counts as a premise."""
        return max(node.given, self._derived(node))

    def of_firing(self, firing: Firing) -> int:
        """The weakest link among the firing itself and its premises."""
        standing = firing.standing()
        if standing is not None:
            return standing.strength(self.of_fact, firing.own)
        return min([firing.own, *map(self.of_fact, firing.premises())])

    def _derived(self, node: Node) -> int:
        for level in reversed(self.levels):
            if node in level.of:
                return level.level
        return -1

    def standing(self, node: Node) -> Standing | None:
        """How the fact is concluded; None if it is not."""
        depth = self.all.of.get(node)
        if depth is None:
            return None
        strength = self._derived(node)
        # A firing that is only possible by a comparison is never stronger than possible.
        found = Standing(strength, strength == POSSIBLE and node.straddling == len(node.supports), depth)
        return self._standings.setdefault(found, found)
