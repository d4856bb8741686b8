"""Plan -> what durable-rules is told: conjunctions in pieces it can hold, spread over several rulesets.

What several rules have in common, whatever they call the variables, is told once. What a piece becomes is worked out
when a rule that has it is first told, and kept with the plan; a network is a choice of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from tocsin.engine import codes
from tocsin.engine.backing import patterns_of
from tocsin.engine.plan import PatternPlan, Plan, RulePlan
from tocsin.engine.rete import limits
from tocsin.engine.rete.identity import Interned
from tocsin.engine.rete.rule_network import Conjunction, Form, Piece, RuleNetwork, form_of
from tocsin.engine.rete.shard import Encoding, Shard
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError
from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Told:
    """What one ruleset is told: its definition, and the types of facts that it wants, as they are written for it."""

    definition: str
    encodings: Mapping[str, Encoding]


@dataclass(frozen=True, eq=False)
class Network:
    """What an evaluation of a choice of rules needs.

    ``pieces`` have a form each that durable-rules is told; pieces of several rules that have one form share an index.
    ``stages`` are the rules to be evaluated together, with the pieces whose matches let them go on, and whether
    they may do something without any.
    """

    shards: tuple[Told, ...]
    rules: Mapping[int, RuleNetwork]
    stages: tuple[tuple[tuple[RuleNetwork, ...], frozenset[int], bool], ...]
    pieces: Mapping[int, Piece]
    interned: Interned

    @cached_property
    def aliases(self) -> dict[str, tuple[int, list[str]]]:
        """By the name of each rule of durable-rules the index of its pieces, and what it calls their patterns."""
        return {
            f"c{at}": (at, [f"m{place}" for place in range(len(each.patterns))]) for at, each in self.pieces.items()
        }


class Networks:
    """The networks of a plan. The plan itself is not held: they are kept for as long as it is."""

    def __init__(self, plan: Plan) -> None:
        self._pack, self._types, self._plans, self._stages = plan.pack, plan.types, plan.rules, _stages(plan)
        self._rules: dict[int, RuleNetwork] = {}
        self._forms: dict[Form, int] = {}
        self._pieces: list[Piece] = []
        """Of each form the first piece."""
        self._numbers = {name: number for number, name in enumerate(sorted(plan.types), start=1)}
        self._shards: list[Shard] = []
        self._place: dict[int, int] = {}
        """By the index of a piece the ruleset that holds it."""
        self._full: dict[str, int] = {}
        """By type how many rulesets, from the first on, have no room for one more pattern of it, and never will."""
        self._interned = Interned()

    def of(self, active: frozenset[int]) -> Network:
        """The network of these rules. Raises ProblemError if durable-rules could not hold it."""
        rules = {index: self._rule(index) for index in sorted(active)}
        pieces = {index: self._pieces[index] for rule in rules.values() for index in rule.indexes}
        _require_room(self._pack, pieces)
        told: dict[int, list[Piece]] = {}
        for piece in pieces.values():
            told.setdefault(self._placed(piece), []).append(piece)
        inside = [tuple([rules[index] for index in each if index in rules]) for each in self._stages]
        stages = tuple(
            [
                (found, frozenset().union(*[rule.growing for rule in found]), any(rule.begins for rule in found))
                for found in inside
                if found
            ]
        )
        shards = tuple([self._told(self._shards[at], chosen) for at, chosen in sorted(told.items())])
        return Network(shards, rules, stages, pieces, self._interned)

    def _told(self, shard: Shard, pieces: Sequence[Piece]) -> Told:
        wanted = dict.fromkeys([pattern.type for piece in pieces for pattern in piece.patterns])
        return Told(shard.definition(pieces), {name: shard.encodings[name] for name in wanted})

    def _rule(self, index: int) -> RuleNetwork:
        found = self._rules.get(index)
        if found is None:
            found = self._rules[index] = self._made(self._plans[index])
        return found

    def _made(self, rule: RulePlan) -> RuleNetwork:
        order = [part for part in rule.orders[0] if part < len(rule.patterns)]
        groups = [frozenset(aggregate.columns) for aggregate in rule.aggregates]
        own = Conjunction(self._cut(rule.patterns, order), groups, rule.early)
        matches = [aggregate.match for aggregate in rule.aggregates]
        within = [Conjunction(self._cut(match.patterns, match.order), (), match.early) for match in matches]
        return RuleNetwork(rule, own, tuple(within))

    def _cut(self, patterns: Sequence[PatternPlan], order: Sequence[int]) -> tuple[Piece, ...]:
        found = []
        for parts in _cut(patterns, order):
            chosen = tuple([patterns[part] for part in parts])
            piece = Piece(self._forms.setdefault(form_of(chosen), len(self._forms)), parts, chosen)
            if piece.index == len(self._pieces):
                self._pieces.append(piece)
            found.append(piece)
        return tuple(found)

    def _placed(self, piece: Piece) -> int:
        """The ruleset that holds the piece: the first that had room for it."""
        at = self._place.get(piece.index)
        if at is None:
            shards = self._shards
            start = max([self._full.get(pattern.type, 0) for pattern in piece.patterns])
            at = next((at for at in range(start, len(shards)) if shards[at].has_room_for(piece)), len(shards))
            if at == len(shards):
                shards.append(Shard())
            shards[at].add(piece, self._types, self._numbers, self._interned)
            if len(piece.patterns) == 1:
                self._full[piece.patterns[0].type] = at
            self._place[piece.index] = at
        return at


def _stages(plan: Plan) -> list[tuple[int, ...]]:
    """The rules as they are evaluated: together where none of them needs what another one concludes.

    Components through which facts feed back go alone, so that none is gone through again for another's sake.
    """
    after: dict[str, int] = {}
    """By type the stage after which all its facts are there; what is only given is there before the first."""
    together: dict[int, list[int]] = {}
    alone: dict[int, list[tuple[int, ...]]] = {}
    for component in plan.components:
        rules = [plan.rules[index] for index in component.rules]
        needed = [after.get(pattern.type, 0) for rule in rules for pattern in patterns_of(rule)]
        stage = 1 + max(needed, default=0)
        for head in [head for rule in rules for head in rule.heads]:
            after[head.type] = max(stage, after.get(head.type, 0))
        if component.recursive:
            alone.setdefault(stage, []).append(component.rules)
        else:
            together.setdefault(stage, []).extend(component.rules)
    numbers = sorted({*together, *alone})
    return [each for at in numbers for each in (tuple(together.get(at, ())), *alone.get(at, ()))]


def _cut(patterns: Sequence[PatternPlan], order: Sequence[int]) -> list[tuple[int, ...]]:
    """A conjunction in pieces: each connected by variables, none with more patterns than durable-rules can hold."""
    pieces: list[list[int]] = []
    bound: frozenset[str] = frozenset()
    for part in order:
        names = patterns[part].names
        if pieces and bound & names and len(pieces[-1]) < limits.PATTERNS_OF_A_PIECE:
            pieces[-1].append(part)
            bound |= names
        else:
            pieces.append([part])
            bound = names
    return [tuple(piece) for piece in pieces]


def _require_room(pack: Pack, pieces: Mapping[int, Piece]) -> None:
    patterns = sum(len(piece.patterns) for piece in pieces.values())
    if patterns > limits.PATTERNS:
        message = f"the pack {pack.name} has {patterns:,} patterns; with durable-rules {limits.PATTERNS:,} is the most"
        hint = "use the engine seminaive, or split the pack"
        raise ProblemError([Problem(codes.RETE_LIMIT, message, pack.place, hint)])
