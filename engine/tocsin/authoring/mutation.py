"""Do the cases notice if a rule is wrong? Each mutant of a pack, against the pack's cases.

The pack is read, checked and planned once, and its cases are assessed once. A mutant gets a plan of one changed rule,
and is tried only in cases in which the rule fires, before or after: in any other case what holds is a model of the
mutant too, and its least, so that nothing can be otherwise there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from tocsin.authoring.equivalence import why_equivalent
from tocsin.authoring.mutants import KINDS, Mutant
from tocsin.authoring.telling_apart import Changed, Witness, differences, firings, witness
from tocsin.engine.assessment import Assessment
from tocsin.engine.case import plan_of
from tocsin.engine.matching import Members
from tocsin.engine.pack_cases import assessed, judged
from tocsin.engine.plan import Plan, RulePlan
from tocsin.engine.planning import with_rule
from tocsin.engine.stopping import LimitReached, limits
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.questions.differences.edits import edited
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.rules.model import Pack

SECONDS: Final = 20.0
DERIVATIONS: Final = 200_000
"""The limits of what a mutant may come to in one case; beyond them it is noticed."""


@dataclass(frozen=True)
class Tested:
    """A mutant with the case that notices it; else why none can, or, if that was found, what would tell it apart."""

    mutant: Mutant
    killed_by: str | None
    witness: Witness | None = None
    equivalent: str | None = None

    def to_json(self, types: Mapping[str, FactType]) -> dict[str, object]:
        """As JSON-ready data."""
        found = None if self.witness is None else self.witness.to_json(types)
        told = {"killed_by": self.killed_by, "equivalent": self.equivalent, "witness": found}
        return {**self.mutant.to_json(), **told}


@dataclass(frozen=True)
class Mutation:
    """Every mutant of a pack with what came of it, in the order of rules."""

    pack: Pack
    tested: tuple[Tested, ...]

    @property
    def survivors(self) -> tuple[Tested, ...]:
        """The mutants that no case notices and some case might."""
        return tuple(each for each in self.counted if each.killed_by is None)

    @cached_property
    def equivalents(self) -> tuple[Tested, ...]:
        """The mutants that are known to mean what their rules mean: no case could notice them."""
        return tuple(each for each in self.tested if each.equivalent is not None)

    @cached_property
    def counted(self) -> tuple[Tested, ...]:
        """The mutants that count: all but the equivalent ones."""
        return tuple(each for each in self.tested if each.equivalent is None)

    @property
    def killed(self) -> int:
        """How many mutants some case notices."""
        return len(self.counted) - len(self.survivors)

    @property
    def score(self) -> float:
        """How many of a hundred mutants that count are noticed; 100 of none."""
        return 100 * self.killed / len(self.counted) if self.counted else 100.0

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """For each kind of change there is, how many mutants are noticed, of how many that count."""
        total = Counter(each.mutant.kind for each in self.counted)
        left = Counter(each.mutant.kind for each in self.survivors)
        return {kind: (total[kind] - left[kind], total[kind]) for kind in KINDS if total[kind]}

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "pack": {"name": self.pack.name, "version": self.pack.version, "digest": self.pack.digest},
            "mutants": len(self.counted),
            "killed": self.killed,
            "score": round(self.score, 2),
            "kinds": {kind: {"killed": killed, "mutants": total} for kind, (killed, total) in self.by_kind().items()},
            "survivors": [each.to_json(self.pack.vocabulary.types) for each in self.survivors],
            "equivalent": [each.to_json(self.pack.vocabulary.types) for each in self.equivalents],
        }


class Bench:
    """A pack whose cases are assessed, on which mutants are tried."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.plan: Plan = plan_of(pack)
        self._assessments = [assessed(pack, case, "seminaive") for case in pack.cases]
        self._members = [Members(each.graph.types, each.graph.rows) for each in self._assessments]
        self._changed = Changed()
        self._index = {each.rule.id: each.index for each in self.plan.rules}

    @cached_property
    def failing(self) -> tuple[str, ...]:
        """The cases that fail without any mutant."""
        pairs = zip(self.pack.cases, self._assessments, strict=True)
        return tuple(case.name for case, assessment in pairs if not judged(case, assessment).passed)

    @cached_property
    def _firing(self) -> list[frozenset[int]]:
        return [frozenset(block.plan.index for block in each.graph.evaluation.blocks) for each in self._assessments]

    def test(self, mutant: Mutant, *, search: bool = True) -> Tested:
        """What comes of a mutant; with ``search``, of one that survives what would tell it apart is looked for."""
        plan = with_rule(self.plan, mutant.rule)
        index = self._index[mutant.rule.id]
        touched = list(self._touched(plan.rules[index]))
        apart: Witness | None = None
        for number in touched:
            case, base = self.pack.cases[number], self._assessments[number]
            try:
                with limits(time=SECONDS, memory=None, derivations=DERIVATIONS):
                    found = edited(base, (), plan=plan)
            except LimitReached:
                return Tested(mutant, case.name)
            if not judged(case, found).passed:
                return Tested(mutant, case.name)
            if apart is None:
                told = differences(base, found)
                apart = Witness(case.name, None, told) if told else None
        if apart is None:
            why = why_equivalent(self.pack, self.pack.rule_by_id[mutant.rule.id], mutant.rule)
            if why is not None:
                return Tested(mutant, None, equivalent=why)
        if apart is None and search:
            retract = mutant.kind in ("condition", "exception")
            apart = witness(self._near(plan.rules[index]), plan, index, self._changed, retract)
        return Tested(mutant, None, apart)

    def _touched(self, rule: RulePlan) -> Iterator[int]:
        """The cases in which the rule, or the mutant of it, fires: first those in which the rule does."""
        first = [number for number, firing in enumerate(self._firing) if rule.index in firing]
        yield from first
        others = sorted(set(range(len(self._assessments))) - set(first))
        for number in others:
            if rule.totals or self._fires(rule, number):
                yield number

    def _fires(self, rule: RulePlan, number: int) -> bool:
        assessment = self._assessments[number]
        near = NearSearch(self._members[number], assessment.assumptions)
        return bool(firings(rule, near, assessment.graph.strength))

    def _near(self, rule: RulePlan) -> Sequence[tuple[str, Assessment]]:
        """The cases, those first in which the mutant comes nearest to firing."""
        firing = {number for number, each in enumerate(self._firing) if rule.index in each}

        def lacking(number: int) -> tuple[int, int, int]:
            present = self._members[number].by_type
            missing = sum(pattern.type not in present for pattern in rule.patterns)
            return 0 if number in firing else 1, missing, len(self._assessments[number].facts)

        order = sorted(range(len(self._assessments)), key=lacking)
        return [(self.pack.cases[number].name, self._assessments[number]) for number in order]
