"""What facts rest on: the ways of deriving them that stand, whichever given facts and rules are left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from tocsin.engine.backing import demanded
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Evaluation
from tocsin.engine.plan import CERTAIN, Plan, relation_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import FactKey
from tocsin.facts.partial import PartialFact


@dataclass(frozen=True)
class Footing:
    """What one way of deriving a fact rests on: given facts, and the rules used, by number."""

    leaves: frozenset[FactKey]
    rules: frozenset[int]


class Firings:
    """The firings of an evaluation that lie above the facts sought."""

    def __init__(self, plan: Plan, evaluation: Evaluation, sought: PartialFact) -> None:
        self._types, self._rows = list(evaluation.types), list(evaluation.rows)
        self._plan = plan
        self._numbers: dict[FactKey, int] = {}
        conclusions: list[int] = []
        premises: list[tuple[int, ...]] = []
        rules: list[int] = []
        # Of a total that runs through recursion as much as is enough: all of it may rest on the conclusion.
        graph = DerivationGraph(plan, evaluation, [CERTAIN] * evaluation.given)
        for number, block, record in graph.recorded():
            conclusions.append(record[0])
            resting = graph.suffices(number) if block.plan.totals else block.premises(record)
            premises.append((*resting, *self._members(graph, number)))
            rules.append(block.plan.index)
        self._targets = frozenset(
            n for n, name in enumerate(self._types) if name == sought.type and sought.matches_row(self._rows[n])
        )
        self._keep(conclusions, premises, rules)

    def _members(self, graph: DerivationGraph, derivation: int) -> Iterator[int]:
        """The numbers of the premises of which the rule asks how well they are backed, as members of that relation."""
        for fact, asked in demanded(graph, derivation):
            key = relation_of(self._types[fact], asked), self._rows[fact]
            if key not in self._numbers:
                self._numbers[key] = len(self._types)
                self._types.append(key[0])
                self._rows.append(key[1])
            yield self._numbers[key]

    def _keep(self, conclusions: list[int], premises: list[tuple[int, ...]], rules: list[int]) -> None:
        """Keep the firings from which a fact sought can be reached."""
        by_conclusion: dict[int, list[int]] = {}
        for number, fact in enumerate(conclusions):
            by_conclusion.setdefault(fact, []).append(number)
        self._facts = set(self._targets)
        waiting = list(self._targets)
        kept: list[int] = []
        while waiting:
            for number in by_conclusion.get(waiting.pop(), ()):
                kept.append(number)
                new = set(premises[number]) - self._facts
                self._facts |= new
                waiting += new
        self._firings = [(conclusions[n], tuple(dict.fromkeys(premises[n])), rules[n]) for n in sorted(kept)]

    def __len__(self) -> int:
        return len(self._firings)

    @cached_property
    def _keys(self) -> dict[int, FactKey]:
        return {number: (self._types[number], self._rows[number]) for number in sorted(self._facts)}

    @cached_property
    def _uses(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, (_, premises, _) in enumerate(self._firings):
            for premise in premises:
                found.setdefault(premise, []).append(number)
        return found

    @cached_property
    def _waiting(self) -> list[int]:
        return [len(premises) for _, premises, _ in self._firings]

    def footing(self, given: dict[FactKey, int], assumptions: dict[str, bool]) -> Footing | None:
        """The shallowest footing of a fact sought, by levels; None if none is reached from the given facts."""
        firings, plan_rules = self._firings, self._plan.rules
        off = {rule.index for rule in plan_rules if not all(assumptions[name] for name in rule.rule.assumes)}
        waiting = list(self._waiting)
        first: dict[int, int | None] = {n: None for n, key in self._keys.items() if key in given}
        level = list(first)
        bare = [n for n, count in enumerate(waiting) if not count]
        while level or bare:
            ready, bare = bare, []
            for fact in level:
                for number in self._uses.get(fact, ()):
                    waiting[number] -= 1
                    if not waiting[number]:
                        ready.append(number)
            level = []
            for number in ready:
                conclusion, _, rule = firings[number]
                if conclusion not in first and rule not in off:
                    first[conclusion] = number
                    level.append(conclusion)
        reached = [target for target in self._targets if target in first]
        return self._read_out(min(reached), first) if reached else None

    def _read_out(self, target: int, first: dict[int, int | None]) -> Footing:
        leaves, rules, waiting, seen = set(), set(), [target], {target}
        while waiting:
            fact = waiting.pop()
            number = first[fact]
            if number is None:
                leaves.add(self._keys[fact])
                continue
            _, premises, rule = self._firings[number]
            rules.add(rule)
            new = set(premises) - seen
            seen |= new
            waiting += new
        return Footing(frozenset(leaves), frozenset(rules))
