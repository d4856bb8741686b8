"""The derivation graph: facts, every derivation between them, and what can be read out of it.

Qualifiers and depths are least fixpoints over the graph, found in one pass each by settling facts in
order (Knuth 1977, a generalisation of Dijkstra's algorithm): the strongest first for qualifiers, the
shallowest first for depths. Loops among conclusions need no special care. A firing with a total that runs through
recursion needs not all of its premises but enough of them (``totals``); it is tried again as they settle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import compress
from typing import Any

from tocsin.engine.derivation_store import Derivations
from tocsin.engine.evaluation import Block, Evaluation
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.graph_arrays import Settling
from tocsin.engine.plan import CERTAIN, POSSIBLE, Plan, own_strength
from tocsin.engine.record_columns import RecordColumns
from tocsin.engine.totals import BEYOND, Firing, firing_of
from tocsin.rules.strata import strongly_connected


class DerivationGraph(Derivations):
    """Facts by number (the given ones first) and derivations by number, how strong they are, and how deep.

    ``given_strength`` is the strength of each given fact.
    """

    def __init__(self, plan: Plan, evaluation: Evaluation, given_strength: list[int]) -> None:
        super().__init__(plan, evaluation)
        self.given_strength = given_strength
        self.derived_from: dict[str, object] | None = None
        """What the assessment that this is the graph of was made from, by field."""
        self._reached: dict[int, int] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        found = self.evaluation
        # A rule's plan is found again in the plan of the pack, which is made anew where this arrives.
        blocks = [(block.plan.index, *block[1:]) for block in found.blocks]
        state = (
            found.engine,
            found.types,
            found.rows,
            found.given,
            blocks,
            found.strengthened,
            found.failures,
            found.backed,
        )
        return _again, (self.plan, state, self.given_strength)

    def __copy__(self) -> DerivationGraph:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> DerivationGraph:
        return self

    @cached_property
    def own(self) -> list[int]:
        """The strength each derivation would have on certain premises (``own_strength``)."""
        found: list[int] = []
        for position, block in enumerate(self.evaluation.blocks):
            strength = block.plan.strength
            if block.plan.may_be_lifted:
                matched = self.evaluation.strengthened
                for number, record in self.placed_records(position):
                    found.append(own_strength(strength, bool(record[-1]), (position, number) in matched))
            elif isinstance(block.records, RecordColumns) and block.records.boundary is None:
                found.extend([strength] * len(self._kept.get(position, block.records)))
            else:
                capped = own_strength(strength, True, False)
                found.extend([capped if record[-1] else strength for record in self.records_of(position)])
        return found

    @cached_property
    def strength(self) -> list[int]:
        """The strength of each fact: the best of how it is given and its derivations (weakest link each)."""
        totals = self.totals
        if (
            not totals
            and self.own.count(CERTAIN) == len(self.own)
            and self.given_strength.count(CERTAIN) == len(self.given_strength)
        ):
            return [CERTAIN] * len(self.rows)
        if self.arrays is not None:
            return self._strengths_by_level()
        strength = [-1] * len(self.rows)
        # One with a total waits for ever here: it is tried, not counted down.
        waiting = [-1 if number in totals else len(premises) for number, premises in enumerate(self.premises)]
        levels: list[list[int]] = [[] for _ in range(CERTAIN + 1)]
        for fact, given in enumerate(self.given_strength):
            levels[given].append(fact)
        for level in range(CERTAIN, -1, -1):
            first = True
            while True:
                for fact in levels[level]:
                    if strength[fact] >= 0:
                        continue
                    strength[fact] = level
                    for derivation in self.uses[fact]:
                        waiting[derivation] -= 1
                        if not waiting[derivation]:
                            levels[min(self.own[derivation], level)].append(self.conclusion[derivation])
                # Those over what has just settled are tried, whatever made it settle; at first all.
                over = totals if first else self._totals_over(levels[level])
                levels[level] = [self.conclusion[derivation] for derivation in self._enough(over, strength, level)]
                first = False
                if not levels[level]:
                    break
        return strength

    def _strengths_by_level(self) -> list[int]:
        """The same by arrays: what follows by derivations at least so strong, from facts that are, is so strong."""
        strength = [-1] * len(self.rows)
        for level in range(CERTAIN, -1, -1):
            for fact, given in enumerate(self.given_strength):
                if given == level and strength[fact] < 0:
                    strength[fact] = level
            counting = [own >= level for own in self.own]
            if level in self.own or level in self.given_strength:
                heights = self._least_heights([known >= 0 for known in strength], counting, None)
                strength = [level if height > 0 else known for known, height in zip(strength, heights, strict=True)]
        return strength

    def _enough(self, tried: Iterable[int], strength: list[int], level: int) -> list[int]:
        """Of derivations with totals those that follow, as they did not before, from the facts that have a strength."""

        def follows(derivation: int) -> bool:
            if derivation in self._reached or self.own[derivation] < level:
                return False
            return self.totals[derivation].follows(lambda fact: strength[fact] >= 0, level > POSSIBLE)

        found = [derivation for derivation in tried if follows(derivation)]
        self._reached.update(dict.fromkeys(found, level))
        return found

    def _totals_over(self, facts: Iterable[int]) -> list[int]:
        """The derivations with totals that have some of these facts as premises."""
        totals = self.totals
        return list(dict.fromkeys([use for fact in facts for use in self.uses[fact] if use in totals]))

    @cached_property
    def totals(self) -> dict[int, Firing]:
        """The derivations with totals that run through recursion, by number."""
        found: dict[int, Firing] = {}
        if not self.plan.has_totals:
            return found
        for block, numbers in self.numbered_blocks():
            if block.plan.totals:
                found.update((number, firing_of(block, self.record(number), self.rows)) for number in numbers)
        return found

    def needed(self, derivation: int) -> tuple[int, ...]:
        """The premises that a derivation rests on, as strong as it is: all but where enough of a total suffice."""
        firing = self.totals.get(derivation) if self.totals else None
        if firing is None:
            return self.premises[derivation]
        height, certainly = self._strong_enough(derivation)
        return firing.needed(height, BEYOND, certainly)

    def suffices(self, derivation: int) -> tuple[int, ...]:
        """The premises of least depth on which a derivation stands: what gives it its height."""
        firing = self.totals.get(derivation) if self.totals else None
        if firing is None:
            return self.premises[derivation]
        return firing.needed(self.depth.__getitem__, BEYOND, certainly=False)

    def _strong_enough(self, derivation: int) -> tuple[Callable[[int], int], bool]:
        """The settled heights of facts at least as strong as a derivation, and whether it needs to be sure."""
        level = self.derivation_strengths[derivation]

        def height(fact: int) -> int:
            return self.settled[fact] if self.strength[fact] >= level else BEYOND

        return height, level > POSSIBLE

    @cached_property
    def derivation_strengths(self) -> list[int]:
        """The weakest link of each derivation."""
        strength, reached = self.strength, self._reached
        if min(strength, default=CERTAIN) == CERTAIN and not reached:
            return self.own
        if self.arrays is not None:
            return list(map(min, self.own, self.arrays.least(strength, CERTAIN).tolist()))
        links = enumerate(zip(self.own, self.premises, strict=True))
        return [
            reached[number] if number in reached else min([own, *[strength[premise] for premise in premises]])
            for number, (own, premises) in links
        ]

    def derivation_strength(self, derivation: int) -> int:
        """The weakest link of one derivation."""
        return self.derivation_strengths[derivation]

    def is_lifted(self, derivation: int) -> bool:
        """True if what matched ``stronger_if`` makes the derivation stronger than its rule is by itself."""
        return self.derivation_strength(derivation) > self.block(derivation).plan.strength

    def conclusion_strength(self, fact: int) -> int:
        """The best of a derived fact's derivations, whether or not it is given too."""
        if fact >= self.given:
            return self.strength[fact]
        return max(self.derivation_strength(derivation) for derivation in self.by_conclusion[fact])

    def is_leaf(self, fact: int) -> bool:
        """True if the fact is given, and no derivation makes it stronger: below a conclusion it counts as given."""
        return fact < self.given and self.given_strength[fact] == self.strength[fact]

    def is_firmer_given(self, fact: int) -> bool:
        """True if the fact does not follow, or is given more strongly than it follows."""
        if fact not in self.by_conclusion:
            return True
        return fact < self.given and self.given_strength[fact] > self.conclusion_strength(fact)

    @cached_property
    def depth(self) -> list[int]:
        """The least height of each fact; given facts 0."""
        given = self.given
        return self._least_heights([fact < given for fact in range(len(self.rows))], None, None)

    @cached_property
    def settled(self) -> list[int]:
        """The least height of each fact by derivations as strong as itself; 0 if it is given that strongly.

        Following derivations of least settled height from a fact always ends at given facts, even where a loop
        is as strong as the way into it.
        """
        strength, strengths = self.strength, self.derivation_strengths
        # A total may possibly be enough before it surely is.
        if not self.totals and min(strengths, default=CERTAIN) == CERTAIN:
            return self.depth
        leaf = [given == strength[fact] for fact, given in enumerate(self.given_strength)]
        leaf += [False] * (len(self.rows) - self.given)
        counting = [own == strength[fact] for own, fact in zip(strengths, self.conclusion, strict=True)]
        return self._least_heights(leaf, counting, strengths)

    def _settling(self, leaf: list[bool], counting: list[bool] | None) -> Settling:
        """What is known of least heights before the first is found, or after those that very many facts have."""
        if self.arrays is not None:
            return self.arrays.settling(leaf, counting)
        conclusion, totals = self.conclusion, self.totals
        alone: list[list[int]] = [[] for _ in self.rows]
        uses: dict[int, list[int]] = {}
        waiting: dict[int, int] = {}
        ready = []
        for derivation, premises in enumerate(self.premises):
            if derivation in totals or (counting is not None and not counting[derivation]):
                continue
            open_premises = [premise for premise in premises if not leaf[premise]]
            if not open_premises:
                ready.append(conclusion[derivation])
            elif len(open_premises) == 1:
                alone[open_premises[0]].append(conclusion[derivation])
            else:
                waiting[derivation] = len(open_premises)
                for premise in open_premises:
                    uses.setdefault(premise, []).append(derivation)
        return Settling([0 if is_leaf else -1 for is_leaf in leaf], 0, ready, alone, uses, waiting)

    def _least_heights(self, leaf: list[bool], counting: list[bool] | None, strengths: list[int] | None) -> list[int]:
        """Least heights over the derivations that count, leaves at 0, found shallowest first.

        With ``strengths`` of derivations, one with a total stands only on what makes it so strong.
        """
        conclusion, totals = self.conclusion, self.totals
        heights, level, ready, alone, uses, waiting = self._settling(leaf, counting)
        among = range(len(self)) if counting is None else compress(range(len(self)), counting)
        counted = set(totals).intersection(among) if totals else set[int]()
        standing = self._standing(counted, heights, strengths)
        counted.difference_update(standing)
        ready += map(conclusion.__getitem__, standing)
        while ready:
            level += 1
            fresh = []
            following: list[int] = []
            for fact in ready:
                if heights[fact] < 0:
                    heights[fact] = level
                    fresh.append(fact)
                    following += alone[fact]
            for fact in fresh if uses else ():
                for use in uses.get(fact, ()):
                    waiting[use] -= 1
                    if not waiting[use]:
                        following.append(conclusion[use])
            if counted:
                found = self._standing(counted.intersection(self._totals_over(fresh)), heights, strengths)
                counted.difference_update(found)
                following += map(conclusion.__getitem__, found)
            ready = following
        return heights

    def _standing(self, tried: Iterable[int], heights: list[int], strengths: list[int] | None) -> list[int]:
        """Of derivations with totals those that follow from the facts that have a height."""
        found = []
        for derivation in tried:
            level = POSSIBLE if strengths is None else strengths[derivation]

            def holds(fact: int) -> bool:
                return heights[fact] >= 0 and (strengths is None or self.strength[fact] >= level)  # noqa: B023

            if self.totals[derivation].follows(holds, level > POSSIBLE):
                found.append(derivation)
        return found

    def best(self, fact: int) -> list[int]:
        """Of a derived fact's derivations those to show first.

        They are as strong as the conclusion, and of such the ones whose premises settle first.
        """
        numbers = self.by_conclusion[fact]
        if len(numbers) == 1:
            return numbers
        strengths, premises, settled, totals = self.derivation_strengths, self.premises, self.settled, self.totals
        strongest, least, found = -1, 0, []
        for number in numbers:
            strength = strengths[number]
            if strength < strongest:
                continue
            needed = premises[number] if number not in totals else self.needed(number)
            height = max([settled[premise] for premise in needed], default=0)
            if strength > strongest or height < least:
                strongest, least, found = strength, height, [number]
            elif height == least:
                found.append(number)
        return found

    def height(self, derivation: int) -> int:
        """One more than the depth of the deepest premise; of totals, of the deepest that it takes to suffice."""
        if derivation in self.totals:
            return self.totals[derivation].height(self.depth.__getitem__, BEYOND, certainly=False)
        return 1 + max((self.depth[premise] for premise in self.premises[derivation]), default=0)

    def conclusion_depth(self, fact: int) -> int:
        """The least height over a derived fact's derivations, whether or not it is given too."""
        if fact >= self.given:
            return self.depth[fact]
        return min(self.height(derivation) for derivation in self.by_conclusion[fact])

    @cached_property
    def loops(self) -> list[list[int]]:
        """Each set of conclusions that rest on one another in a circle."""
        cyclic, component = self.plan.strata.cyclic, self.plan.strata.component
        recursive = {name for name, number in component.items() if number in cyclic}
        facts = [fact for fact in self.concluded if self.types[fact] in recursive]
        if self.arrays is not None:
            from tocsin.engine.circles import circles

            return circles(*self.arrays.among(facts), len(self.rows))
        with paused_collection():
            graph = self._recursion(recursive, facts)
            groups = strongly_connected(graph)
        return [group for group in groups if len(group) > 1 or group[0] in graph[group[0]]]

    def _recursion(self, recursive: set[str], facts: list[int]) -> dict[int, list[int]]:
        """Derived facts of recursive types, each with those of its premises that are such facts too."""
        graph: dict[int, list[int]] = {fact: [] for fact in facts}
        for block, numbers in self.numbered_blocks():
            if block.plan.heads[block.head].type in recursive:
                for number in numbers:
                    graph[self.conclusion[number]] += [each for each in self.premises[number] if each in graph]
        return graph


def _again(plan: Plan, state: tuple[Any, ...], given_strength: list[int]) -> DerivationGraph:
    """The graph as it was, in another process."""
    engine, types, rows, given, blocks, *rest = state
    found = [Block(plan.rules[index], *block) for index, *block in blocks]
    return DerivationGraph(plan, Evaluation(engine, types, rows, given, found, *rest), given_strength)
