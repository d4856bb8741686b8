"""The search for minimal supports: by derivations, by all worlds at once, or by trial, the cheapest that is exact."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tocsin.engine.backing import Backed, with_backed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import FactKey
from tocsin.questions.supports.cone import Chaining, Cone, cone_of, members
from tocsin.questions.supports.labels import by_size, minimal_supports, shrink
from tocsin.questions.supports.rederivation import Alone, relevant_rules
from tocsin.questions.worlds.ground import PERHAPS, Cube, Modal, TooManyValues, ground
from tocsin.questions.worlds.ground.bits import WorldSet

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

MOST_BEARING = 24
"""Up to so many given facts may bear on a conclusion through exceptions or aggregates for all supports to be found."""
_MOST_GROUNDED = 20_000
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Found:
    """Sets of given facts by id, each with the facts that must stay away; those in every set; why there may be more."""

    sets: list[tuple[frozenset[str], frozenset[str]]]
    necessary: frozenset[str]
    stopped: str


def find_supports(
    assessment: Assessment,
    identity: str,
    alone: Alone,
    limit: int,
    progress: Tick | None = None,
    most_bearing: int = MOST_BEARING,
) -> Found:
    """The minimal supports of a conclusion, at most ``limit`` of them.

    Beyond ``most_bearing`` facts that bear on it through exceptions or aggregates, they are sought by trial.
    """
    return _Search(assessment, identity, alone, limit, progress, most_bearing).run()


class _Search:
    """Finds the minimal supports by the cheapest way that is exact, else by one that says that it is not."""

    def __init__(
        self,
        assessment: Assessment,
        identity: str,
        alone: Alone,
        limit: int,
        progress: Tick | None,
        most_bearing: int,
    ) -> None:
        self._most_bearing = most_bearing
        self._assessment = assessment
        self._alone = alone
        self._limit = limit
        self._progress = progress
        number = assessment.numbered.numbers[identity]
        self._cone: Cone = cone_of(assessment.graph, number)
        self._top: FactKey = (assessment.graph.types[number], assessment.graph.rows[number])
        self._ids = assessment.numbered.ids
        self._active = relevant_rules(assessment, self._top[0])
        self._backed = Backed.of(assessment.plan, assessment.facts)

    def run(self) -> Found:
        """By derivations where these say it all, by all worlds where few facts bear on it, else step by step."""
        if self._is_positive(self._active):
            return self._positive()
        bearing = self._bearing()
        if bearing is None:
            return self._by_trial()
        facts, positive = bearing
        if positive:
            return self._positive()
        return self._by_worlds(facts) if len(facts) <= self._most_bearing else self._by_trial()

    def _is_positive(self, rules: Iterable[int]) -> bool:
        plans = self._assessment.plan.rules
        return not any(plans[index].unless or plans[index].aggregates for index in rules)

    def _positive(self) -> Found:
        """Without exceptions and aggregates, every derivation from fewer facts is one of those recorded."""
        cone = self._cone
        labels = minimal_supports(cone, kept=self._limit, tick=self._progress)
        if not labels.complete and len(cone.leaves) <= self._most_bearing:
            return self._by_worlds([self._key(fact) for fact in cone.leaves])
        sets = [self._named(mask) for mask in labels.sets]
        if labels.complete:
            return _found(sets, "")
        chaining = Chaining(cone)
        first = labels.sets[0]
        # What is in every support is what the conclusion does not follow without, and it is in this one.
        needed = [bit for bit in members(first) if not chaining.follows(cone.everything & ~bit)]
        necessary = self._named(sum(needed))
        told = f"stopped at {len(sets)} minimal sets; there may be more (necessary facts are exact)"
        return Found([(facts, frozenset()) for facts in sets], necessary, told)

    def _bearing(self) -> tuple[list[FactKey], bool] | None:
        """The given facts that bear on the conclusion in some world, and whether only by what holds; None: too many."""
        assessment, algebra = self._assessment, Modal()
        if len(assessment.graph) > _MOST_GROUNDED:
            return None
        given = with_backed(dict.fromkeys(self._givens(), PERHAPS), self._backed)
        try:
            program = ground(assessment.plan, given, self._active, algebra)
        except TooManyValues:
            return None
        top = program.numbers.get(self._top)
        if top is None:
            return [], True  # it follows only in a circle, through itself
        below = program.bearing_on(top)
        firings = [firing for firing in program.firings if not below.isdisjoint(firing.heads)]
        positive = not any(firing.exceptions or firing.groups or firing.totals for firing in firings)
        facts = sorted(fact for fact in below if fact in program.given)
        return list(dict.fromkeys((program.types[fact], program.rows[fact]) for fact in facts)), positive

    def _by_worlds(self, facts: list[FactKey]) -> Found:
        """Every combination of the facts that bear on it, at once; exact whatever the rules."""
        cube = Cube(len(facts))
        given: dict[FactKey, WorldSet] = {key: cube.variable(number) for number, key in enumerate(facts)}
        try:
            program = ground(self._assessment.plan, with_backed(given, self._backed), self._active, cube)
        except TooManyValues:
            return self._by_trial()
        worlds = program.derived.get(program.numbers.get(self._top, -1), cube.none)
        least = sorted(cube.least(worlds), key=by_size)
        told = f"stopped at {self._limit:,} of {len(least):,} minimal sets (necessary facts are exact)"
        common = functools.reduce(operator.and_, least, cube.size - 1) if least else 0
        names = list(map(self._assessment.numbered.id_of, facts))
        inside = cube.flat(worlds)

        def named(mask: int) -> frozenset[str]:
            return frozenset(name for at, name in enumerate(names) if mask >> at & 1)

        def barred(mask: int) -> frozenset[str]:
            return named(sum(1 << at for at in range(len(names)) if not inside[mask | 1 << at]))

        sets = [(named(mask), barred(mask)) for mask in least[: self._limit]]
        return Found(sets, named(common), told if len(least) > self._limit else "")

    def _by_trial(self) -> Found:
        """Candidates from the derivations recorded, each tried on its facts alone and shrunk as far as it goes."""
        cone = self._cone
        labels = minimal_supports(cone, kept=min(self._limit, 20), tick=self._progress)

        def follows(mask: int) -> bool:
            return self._alone.follows(self._named(mask))

        found = {shrink(mask, follows) for mask in labels.sets if follows(mask)}
        if not found and follows(cone.everything):
            found = {shrink(cone.everything, follows)}
        sets = [self._named(mask) for mask in sorted(found, key=by_size)]
        told = (
            f"stopped at {len(sets)}: exceptions or aggregates have a part and more than {self._most_bearing} facts "
            "bear on it; there may be other sets, a set may spare several facts at once, and what must stay away was "
            "not looked for"
        )
        return _found(sets, told)

    def _givens(self) -> Iterable[FactKey]:
        """Every fact in force but the conclusion itself: nothing supports itself."""
        keys = (fact.fact.key for fact in self._assessment.facts)
        return (key for key in keys if key != self._top)

    def _key(self, fact: int) -> FactKey:
        graph = self._assessment.graph
        return graph.types[fact], graph.rows[fact]

    def _named(self, mask: int) -> frozenset[str]:
        return frozenset(self._ids[fact] for fact in self._cone.facts_of(mask))


def _found(sets: list[frozenset[str]], stopped: str) -> Found:
    common = frozenset.intersection(*sets) if sets else frozenset()
    return Found([(facts, frozenset()) for facts in sets], common, stopped)
