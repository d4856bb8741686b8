"""What the rules of a case look for and lack: each lead with an example that could be given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tocsin.engine.matching import Bindings, Members, truth
from tocsin.engine.plan import STRENGTH, Condition, MatchPlan, PatternPlan, RulePlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.quantity import Truth
from tocsin.questions.differences.edits import Alter, Assert
from tocsin.questions.goal import of_pattern
from tocsin.questions.indicators.result import Example, Role, arriving
from tocsin.questions.minimal_edits.candidate_facts import Filler
from tocsin.questions.minimal_edits.numeric_edits import Figures
from tocsin.questions.minimal_edits.thresholds import to_hold
from tocsin.questions.missing.missing_conditions import Failing, Instance, Lacking, Unbacked
from tocsin.questions.missing.partial_matches import NearSearch

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

MATCHES = 400
"""So many partial matches are looked at for each part that a rule can lack."""
EXAMPLES = 16
"""So many things are tried in search of one that no account says otherwise of."""


@dataclass(frozen=True)
class Lead:
    """Something a rule looks for: in which role, what is known of it, an example, and whether other facts led to it."""

    role: Role
    rule: str
    sought: PartialFact
    example: Example
    linked: bool


class Finder:
    """Finds what the rules of a case look for and lack."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._graph = assessment.graph
        self._types = assessment.plan.types
        self._given = {
            (self._graph.types[number], self._graph.rows[number]): number for number in range(self._graph.given)
        }
        self._accounts = {
            (name, tuple(row[at] for at in self._types[name].thing_positions)): row for name, row in self._given
        }
        self._members = Members.of(self._graph)
        self._near = NearSearch(self._members, assessment.assumptions)
        self._filler = Filler(assessment.plan.types, assessment.as_of)
        self._concluded = assessment.pack.concluded_types
        active = assessment.plan.active(assessment.assumptions)
        self._rules = [rule for rule in assessment.plan.rules if rule.index in active]
        self.cut = False

    def all(self) -> Iterator[Lead]:
        """Everything looked for and not known: the role it would have, for which rule, what is known, an example."""
        known = set(zip(self._graph.types, self._graph.rows, strict=True))
        for lead in self._every():
            backed = isinstance(lead.example, Assert) and lead.example.backed_by is not None
            if backed or (lead.example.type, arriving(lead.example)) not in known:
                yield lead

    def _every(self) -> Iterator[Lead]:
        for rule in self._rules:
            for part in range(len(rule.patterns)):
                yield from self._completing(rule, part)
            for number in range(len(rule.aggregates)):
                yield from self._counted(rule, number)
            yield from self._figures(rule)
        for derivation in range(len(self._graph)):
            plan = self._graph.block(derivation).plan
            if plan.unless or plan.stronger_if is not None:
                yield from self._about(derivation, plan)
            if self._graph.boundary(derivation):
                yield from self._straddling(derivation)

    def _completing(self, rule: RulePlan, part: int) -> Iterator[Lead]:
        """What would fill one gap of a rule where it is the only one."""
        if rule.patterns[part].type in self._concluded:
            return
        for instance in self._instances(rule, frozenset((part,))):
            if len(instance.gaps) == 1 and isinstance(gap := instance.gaps[0], Unbacked):
                for number in gap.facts:
                    row = self._graph.rows[number]
                    values = tuple((at, (value,)) for at, value in enumerate(row) if value is not None)
                    example = Assert(gap.pattern.type, row, backed_by=gap.pattern.backed_by)
                    yield Lead("completes", rule.rule.id, PartialFact(gap.pattern.type, values), example, linked=True)
            if len(instance.gaps) == 1 and isinstance(instance.gaps[0], Lacking):
                conditions = [item for item in instance.undecided if isinstance(item, Condition)]
                yield from self._supplied("completes", rule, [rule.patterns[part]], conditions, instance.bindings)

    def _counted(self, rule: RulePlan, number: int) -> Iterator[Lead]:
        """What an aggregate would count, in a new group or in one that is there, if all else that it takes is there."""
        aggregate = rule.aggregates[number]
        match = aggregate.match
        for _, bindings, lacking in self._lacking_one(match, {}):
            yield from self._supplied("completes", rule, [lacking], (*match.early, *match.late), bindings)
        for group in self._near.groups(rule, number):
            values = dict(zip(aggregate.columns, group.values, strict=True))
            by = {name: values[name] for name in aggregate.by}
            for _, bindings, lacking in self._lacking_one(match, by) if by else ():
                yield from self._supplied("counted", rule, [lacking], (*match.early, *match.late), bindings)

    def _figures(self, rule: RulePlan) -> Iterator[Lead]:
        """Reports that would put a figure across a threshold that a rule fails at, all else holding.

        Of a thing with a key the figure is another than was reported; else the report stands beside the other.
        """
        figures = Figures(self._graph)
        for instance in self._instances(rule, frozenset()):
            if len(instance.gaps) != 1 or not isinstance(instance.gaps[0], Failing):
                continue
            step = instance.gaps[0].step
            if isinstance(step, Condition):
                moves = figures.of_rule(rule, step, instance.bindings, instance.premises, instance.groups)
                yield from (self._moved(rule, move) for move in moves if isinstance(move, Alter))

    def _straddling(self, derivation: int) -> Iterator[Lead]:
        """What a figure would be that decides a comparison which is only possible: one on either side of the threshold.

        Only within what is reported: that it lies elsewhere is nothing to find out, but to correct.
        """
        figures = Figures(self._graph)
        block, record = self._graph.block(derivation), self._graph.record(derivation)
        plan, bindings, count = block.plan, self._graph.bindings(derivation), len(block.plan.patterns)
        groups = [found[record[1 + count + at]] for at, found in enumerate(block.groups)]
        steps = [each for each in (*plan.early, *plan.late) if isinstance(each, Condition)]
        for step in (each for each in steps if truth(each.node, bindings) == Truth.POSSIBLE):
            for way in (step, to_hold(step, bindings)):
                moves = figures.of_rule(plan, way, bindings, record[1 : 1 + count], groups)
                yield from (self._moved(plan, move) for move in moves if isinstance(move, Alter) and move.narrows)

    def _moved(self, rule: RulePlan, move: Alter) -> Lead:
        values = tuple((at, (value,)) for at, value in enumerate(move.altered) if value is not None)
        return Lead("figure", rule.rule.id, PartialFact(move.type, values), self._figure(move), linked=True)

    def _figure(self, move: Alter) -> Example:
        """The figure in place of the one reported, where both are of one thing, and that was given without reserve."""
        places = self._types[move.type].thing_positions if self._types[move.type].key else ()
        number = self._given.get((move.type, move.row))
        if number is None or not places or move.position in places:
            return Assert(move.type, move.altered)
        firm = self._graph.strength[number] == STRENGTH["certain"]
        return move if firm and (move.type, move.altered) not in self._given else Assert(move.type, move.altered)

    def _about(self, derivation: int, plan: RulePlan) -> Iterator[Lead]:
        """What would raise an exception to a derivation, or strengthen it."""
        bindings = self._graph.bindings(derivation)
        entries: list[tuple[Role, MatchPlan]] = [("excepts", entry) for entry in plan.unless]
        if plan.stronger_if is not None and self._graph.strengthened_by(derivation) is None:
            entries.append(("strengthens", plan.stronger_if))
        for role, entry in entries:
            for _, bound, lacking in self._lacking_one(entry, bindings):
                yield from self._supplied(role, plan, [lacking], (*entry.early, *entry.late), bound)

    def _instances(self, rule: RulePlan, left_out: frozenset[int]) -> Iterator[Instance]:
        found = list(islice(self._near.instances(rule, left_out, anew=True), MATCHES + 1))
        self.cut |= len(found) > MATCHES
        yield from found[:MATCHES]

    def _lacking_one(
        self, match: MatchPlan, bindings: Bindings
    ) -> Iterator[tuple[tuple[int, ...], Bindings, PatternPlan]]:
        """Ways in which all but one of some patterns match, with the one that does not and could be given."""
        for lacking in match.patterns:
            if lacking.type not in self._concluded:
                others = tuple(pattern for pattern in match.patterns if pattern is not lacking)
                reduced = MatchPlan(others, (), (), tuple(range(len(others))), match.outer)
                found = list(islice(self._members.matches(reduced, dict(bindings)), MATCHES + 1))
                self.cut |= len(found) > MATCHES
                yield from ((numbers, bound, lacking) for numbers, bound, _ in found[:MATCHES])

    def _supplied(
        self,
        role: Role,
        rule: RulePlan,
        lacking: list[PatternPlan],
        conditions: Iterable[Condition],
        bindings: Mapping[str, Value],
    ) -> Iterator[Lead]:
        example = self._open_example(lacking, list(conditions), bindings)
        if example is not None:
            sought = of_pattern(lacking[0], bindings, self._types)
            yield Lead(role, rule.rule.id, sought, example, linked=bool(bindings))

    def _open_example(
        self, lacking: list[PatternPlan], conditions: list[Condition], bindings: Mapping[str, Value]
    ) -> Assert | None:
        """A fact that would match, of a thing that accounts leave open: where the rule says not which, of another."""
        tried = set[Row]()
        for number in range(1, EXAMPLES + 1):
            made = self._filler.fill(lacking, conditions, bindings, number)
            if made is None:
                return None
            (example,), _ = made
            known = self._further_account(lacking[0], example)
            thing = tuple(example.row[at] for at in self._types[example.type].thing_positions)
            if known is not None or thing in tried:
                return known
            tried.add(thing)
        return None

    def _further_account(self, lacking: PatternPlan, example: Assert) -> Assert | None:
        """The example, as an account that is given has it in all that the pattern does not ask, if one is of its thing.

        None if that account says what the pattern asks for, or says otherwise: then only a figure of it could change.
        """
        fact_type = self._types[example.type]
        thing = tuple(example.row[at] for at in fact_type.thing_positions)
        account = self._accounts.get((example.type, thing)) if fact_type.key else None
        if account is None:
            return example
        asked = {at for at, _ in (*lacking.constants, *lacking.variables)}
        if all(account[at] is not None for at in asked):
            return None
        if any(account[at] not in (None, example.row[at]) for at in asked):
            return None
        row = tuple(value if at in asked else account[at] for at, value in enumerate(example.row))
        return Assert(example.type, row, backed_by=example.backed_by)
