"""The edits to choose from when a conclusion is to be removed or brought about.

The space is finite and named: every given fact upstream may be retracted (where nothing is negated, those below the
conclusion, as no other can matter) and every assumption upstream switched; and,
found by going down from the conclusion through the rules, facts that a rule lacks may be asserted, where no rule
concludes their type, and a figure may be moved just across a threshold it meets. An asserted fact has examples where
the rule takes any value. One figure is moved at a time, all else as it is; so is the value of a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Group
from tocsin.engine.matching import Bindings, Members
from tocsin.engine.plan import AggregatePlan, Computation, Condition, MatchPlan, PatternPlan, RulePlan
from tocsin.engine.totals import total_group
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, Switch, Tune
from tocsin.questions.goal import concluding, of_pattern
from tocsin.questions.minimal_edits.candidate_facts import Filler
from tocsin.questions.minimal_edits.numeric_edits import Figures, places_of
from tocsin.questions.minimal_edits.thresholds import to_hold
from tocsin.questions.missing.missing_conditions import Blocking, Failing, Instance, Lacking, Unbacked, Uncounted
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.questions.relevance import Upstream

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

KEPT = 12
DEPTH = 5
FACTS = 400
"""So many facts are looked into, from a conclusion down, for figures to move and exceptions to raise."""


def edit_space(assessment: Assessment, sought: PartialFact) -> tuple[Edit, ...]:
    """Every edit that a search for changes to a conclusion may choose, in a fixed order."""
    upstream = Upstream.of(assessment.plan, (sought.type,))
    explorer = _Explorer(assessment, upstream)
    explorer.explore(sought)
    edits: dict[Edit, None] = {}
    for fact in assessment.facts:
        if fact.type in upstream.types and (not upstream.is_monotone or explorer.bears(fact.id)):
            edits[Retract(*fact.fact.key)] = None
    for name in sorted(upstream.assumptions):
        edits[Switch(name, not assessment.assumptions[name])] = None
    given = {fact.fact.key for fact in assessment.facts}
    for edit in explorer.found:
        if not isinstance(edit, Assert) or edit.backed_by is not None or (edit.type, edit.row) not in given:
            edits[edit] = None
    return tuple(sorted(_without_less_free(edits), key=_order))


def _without_less_free(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits, of those that assert one and the same fact only the one that has most examples in it."""
    freest: dict[tuple[object, ...], Assert] = {}
    for edit in edits:
        if isinstance(edit, Assert):
            known = freest.setdefault((edit.type, edit.row, edit.backed_by), edit)
            if len(edit.free) > len(known.free):
                freest[edit.type, edit.row, edit.backed_by] = edit
        else:
            yield edit
    yield from freest.values()


def _order(edit: Edit) -> tuple[int, str]:
    return (Retract, Alter, Switch, Tune, Assert).index(type(edit)), repr(edit)


class _Explorer:
    """Goes down from a conclusion, to what would make facts hold and what would make them fall."""

    def __init__(self, assessment: Assessment, upstream: Upstream) -> None:
        self._assessment = assessment
        self._graph = assessment.graph
        self._types = assessment.plan.types
        self._rules = [assessment.plan.rules[number] for number in sorted(upstream.rules)]
        self._concluded = {head.type for rule in assessment.plan.rules for head in rule.heads}
        self._members = Members.of(self._graph)
        self._near = NearSearch(self._members, assessment.assumptions)
        self._filler = Filler(self._types, assessment.as_of)
        self._figures = Figures(self._graph)
        self._raised: set[PartialFact] = set()
        self._lowered: set[int] = set()
        self._below: set[int] = set()
        self.found: dict[Edit, None] = {}

    def explore(self, sought: PartialFact) -> None:
        """Find what would remove the facts sought, if some hold, and what would bring one about, if none does."""
        numbers = [n for n in self._members.by_type.get(sought.type, ()) if sought.matches_row(self._graph.rows[n])]
        self._below = _below(self._graph, numbers)
        for number in numbers:
            self._lower(number)
        if not numbers:
            self._raise(sought, DEPTH)

    def bears(self, identity: str) -> bool:
        """True if a given fact lies below a fact that is to fall, so that its falling may do."""
        return self._assessment.numbered.numbers[identity] in self._below

    # -- towards a fact that does not hold ------------------------------------------------

    def _raise(self, sought: PartialFact, depth: int) -> None:
        if sought in self._raised or depth <= 0:
            return
        self._raised.add(sought)
        for rule, head, bindings in concluding(self._rules, sought):
            for instance in self._near.nearest(rule, head, sought, bindings, KEPT).instances:
                self._repair(instance, depth)

    def _repair(self, instance: Instance, depth: int) -> None:
        lacking = [gap.pattern for gap in instance.gaps if isinstance(gap, Lacking)]
        conditions = [item for item in instance.undecided if isinstance(item, Condition)]
        self._supply(lacking, conditions, dict(instance.bindings), depth)
        for gap in instance.gaps:
            if isinstance(gap, Unbacked):
                for number in gap.facts:
                    self.found[Assert(gap.pattern.type, self._graph.rows[number], backed_by=gap.pattern.backed_by)] = (
                        None
                    )
            elif isinstance(gap, Uncounted):
                by = {name: instance.bindings[name] for name in gap.aggregate.by if name in instance.bindings}
                self._supply(gap.aggregate.match.patterns, self._conditions(gap.aggregate.match), by, depth)
            elif isinstance(gap, Failing):
                self._move(instance.plan, gap.step, instance.bindings, instance.premises, instance.groups)
                self._count_more(instance.plan, instance.bindings)
            elif isinstance(gap, Blocking):
                self._unblock(gap, instance)

    def _supply(
        self, patterns: Sequence[PatternPlan], conditions: Sequence[Condition], bindings: Bindings, depth: int
    ) -> None:
        """Assert what is lacking, where it can be given, and look into what would have to follow."""
        made = self._filler.fill(patterns, conditions, bindings)
        if made is None:
            return
        facts, bound = made
        for pattern, fact in zip(patterns, facts, strict=True):
            if pattern.type not in self._concluded:
                self.found[fact] = None
            else:
                self._raise(of_pattern(pattern, bindings, self._types), depth - 1)
                self._raise(of_pattern(pattern, bound, self._types), depth - 1)

    def _unblock(self, gap: Blocking, instance: Instance) -> None:
        bindings = dict(instance.bindings)
        for number, pattern in zip(gap.facts, gap.entry.patterns, strict=True):
            bindings.update((name, self._value(number, position)) for position, name in pattern.variables)
        own = places_of(instance.plan.patterns, instance.premises)
        for condition in self._conditions(gap.entry):
            self._move_in_entry(condition, bindings, {**own, **places_of(gap.entry.patterns, gap.facts)})
            self._move(instance.plan, condition, instance.bindings, instance.premises, instance.groups)
        for number in gap.facts:
            self._lower(number)

    # -- away from a fact that holds ------------------------------------------------------

    def _lower(self, start: int) -> None:
        waiting = [start]
        while waiting and len(self._lowered) < FACTS:
            fact = waiting.pop(0)
            if fact in self._lowered:
                continue
            self._lowered.add(fact)
            for derivation in self._graph.by_conclusion.get(fact, ()):
                waiting.extend(premise for premise in self._graph.premises[derivation])
                self._break(derivation)

    def _break(self, derivation: int) -> None:
        """Find what would make one derivation fail, other than its premises falling."""
        block, record = self._graph.block(derivation), self._graph.record(derivation)
        plan, bindings = block.plan, self._graph.bindings(derivation)
        count = len(plan.patterns)
        premises = record[1 : 1 + count]
        groups = [found[record[1 + count + at]] for at, found in enumerate(block.groups)]
        for step in (*plan.early, *plan.late):
            self._move(plan, step, bindings, premises, groups)
        for step, found, narrowed in self._enough(derivation, bindings, groups) if plan.totals else ():
            self._move(plan, step, found, premises, narrowed)
        if plan.aggregates:
            self._count_more(plan, bindings)
        for entry in plan.unless:
            self._raise_exception(entry, bindings, places_of(plan.patterns, premises))
            for condition in self._conditions(entry):
                if condition.reads <= bindings.keys():
                    self._move(plan, to_hold(condition, bindings), bindings, premises, groups)

    def _enough(
        self, derivation: int, bindings: Bindings, groups: Sequence[Group]
    ) -> Iterator[tuple[Condition, Bindings, list[Group]]]:
        """What is asked of each total that runs through recursion, with no more of it than the derivation stands on.

        The rest may fall with the conclusion, and so does not count against what would bring that down.
        """
        plan, basis = self._graph.block(derivation).plan, set(self._graph.suffices(derivation))
        for at, conditions in plan.thresholds.items():
            aggregate = plan.aggregates[at]
            kept = [each for each in groups[at].contributions if basis.issuperset(each.facts)]
            group = total_group(aggregate, groups[at].values[:-1], kept)
            found = {**bindings, aggregate.result: group.values[-1]}
            narrowed = [group if other == at else each for other, each in enumerate(groups)]
            yield from ((condition, found, narrowed) for condition in conditions)

    def _raise_exception(self, entry: MatchPlan, bindings: Bindings, own: Mapping[str, tuple[int, int]]) -> None:
        """Find what would make an exception hold: every way of matching part of it, completed.

        ``own`` are the places of the figures of the rule itself, with which the exception may compare.
        """
        for numbers, bound in self._partly(entry.patterns, bindings):
            lacking = [p for p, number in zip(entry.patterns, numbers, strict=True) if number is None]
            if lacking:
                self._supply(lacking, self._conditions(entry), bound, DEPTH - 1)
            for condition in self._conditions(entry):
                if condition.reads <= bound.keys():
                    places = {**own, **places_of(entry.patterns, numbers)}
                    self._move_in_entry(to_hold(condition, bound), bound, places)

    def _partly(
        self, patterns: Sequence[PatternPlan], bindings: Bindings
    ) -> Iterator[tuple[tuple[int | None, ...], Bindings]]:
        """Ways in which some patterns are matched and the others left out, a few for each pattern."""
        found: list[tuple[tuple[int | None, ...], Bindings]] = [((), bindings)]
        for pattern in patterns:
            following: list[tuple[tuple[int | None, ...], Bindings]] = []
            for numbers, bound in found:
                following.append(((*numbers, None), bound))
                for number, extended in self._members.matching(pattern, bound):
                    following.append(((*numbers, number), extended))
                    if len(following) > KEPT * KEPT:
                        break
            found = following
        yield from found

    def _move(
        self,
        plan: RulePlan,
        step: Condition | Computation,
        bindings: Mapping[str, Value],
        premises: Sequence[int | None],
        groups: Sequence[Group | None],
    ) -> None:
        """Find the figures that, moved, would turn a comparison of a rule."""
        if isinstance(step, Condition):
            self.found.update(dict.fromkeys(self._figures.of_rule(plan, step, bindings, premises, groups)))

    def _move_in_entry(self, condition: Condition, bindings: Bindings, places: dict[str, tuple[int, int]]) -> None:
        self.found.update(dict.fromkeys(self._figures.of_places(condition.node, bindings, places)))

    def _count_more(self, plan: RulePlan, bindings: Mapping[str, Value]) -> None:
        """Assert one or two facts more for each aggregate of a rule to count."""
        bound = dict(bindings)
        for aggregate in plan.aggregates:
            by = {name: bound[name] for name in aggregate.by if name in bound}
            for pattern in aggregate.match.patterns:
                if pattern.type not in self._concluded:
                    self._supply([pattern], self._conditions(aggregate.match), by, 0)
            if aggregate.recursive:
                self._count_what_may_follow(aggregate, by)

    def _count_what_may_follow(self, aggregate: AggregatePlan, by: Bindings) -> None:
        """Conclude what a total that runs through recursion lacks, beside facts that would then be counted in it."""
        match = aggregate.match
        for numbers, bound in self._partly(match.patterns, by):
            lacking = [p for p, number in zip(match.patterns, numbers, strict=True) if number is None]
            if lacking and len(lacking) < len(numbers) and all(p.type in aggregate.recursive for p in lacking):
                self._supply(lacking, self._conditions(match), bound, DEPTH)

    def _conditions(self, match: MatchPlan) -> list[Condition]:
        return [*match.early, *match.late]

    def _value(self, number: int, position: int) -> Value:
        value = self._graph.rows[number][position]
        assert value is not None
        return value


def _below(graph: DerivationGraph, facts: Sequence[int]) -> set[int]:
    """These facts and everything that lies below them in the graph."""
    found = set(facts)
    waiting = list(facts)
    while waiting:
        for derivation in graph.by_conclusion.get(waiting.pop(), ()):
            new = set(graph.premises[derivation]) - found
            found |= new
            waiting += new
    return found
