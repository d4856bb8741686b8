"""How near each case comes to trying each part of each rule.

A part is tried by a case in which it alone decides: a premise without which nothing but the premise is lacking, an
exception without which the rule would fire, a comparison that alone fails. That is the modified condition/decision
coverage of Chilenski and Miller (1994), for rules: what a case tries, no change of that part leaves unnoticed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tocsin.authoring import words
from tocsin.authoring.parts import (
    STRONGER,
    WHEN,
    Key,
    Part,
    blocking,
    compared,
    comparing,
    fires,
    in_aggregate,
    in_exception,
    lacking,
    lifting,
    silent,
)
from tocsin.engine.assessment import Assessment
from tocsin.engine.matching import Members, truth
from tocsin.engine.plan import Condition, MatchPlan, Plan, RulePlan
from tocsin.explain.answers.not_used import told_gap
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row
from tocsin.facts.quantity import Truth
from tocsin.questions.missing.missing_conditions import Blocking, Failing, Gap, Instance, Lacking, Uncounted
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.rules.expression import Node
from tocsin.rules.expression.tree import as_written

MATCHES = 2_000
"""So many matches of one rule in one case are looked at."""


@dataclass(frozen=True)
class Near:
    """How near a case comes to trying a part: an instance of the rule, and what else stands against it there."""

    case: int
    instance: Instance | None
    gaps: tuple[Gap | Node, ...]


class Search:
    """Looks at what each rule does in each case; ``best`` has for each part the case that comes nearest."""

    def __init__(self, plan: Plan, parts: Mapping[tuple[int, Key], Part], assessments: Sequence[Assessment]) -> None:
        self._plan = plan
        self._assessments = assessments
        self._open: dict[int, set[Key]] = {}
        for position, key in parts:
            self._open.setdefault(position, set()).add(key)
        self.best: dict[tuple[int, Key], Near] = {}
        self._fired: dict[int, tuple[int, Instance]] = {}
        self._near = []
        for number, assessment in enumerate(assessments):
            members = Members(assessment.graph.types, assessment.graph.rows)
            self._near.append(NearSearch(members, assessment.assumptions, MATCHES))
            for rule in plan.rules:
                if self._open[rule.index]:
                    self._look(rule, number)

    def _note(self, rule: RulePlan, key: Key, case: int, instance: Instance | None, gaps: Sequence[Gap | Node]) -> None:
        if key in self._open[rule.index]:
            known = self.best.get((rule.index, key))
            if known is None or len(gaps) < len(known.gaps):
                self.best[rule.index, key] = Near(case, instance, tuple(gaps))
                if not gaps:
                    self._open[rule.index].discard(key)

    def _look(self, rule: RulePlan, case: int) -> None:
        """Note what the case tries of the rule."""
        near = self._near[case]
        present = near.members.by_type
        absent = [at for at, pattern in enumerate(rule.patterns) if pattern.type not in present]
        fired = False
        if not absent:
            for instance in islice(near.instances(rule, frozenset()), MATCHES):
                fired |= not instance.gaps
                self._complete(rule, case, instance)
        if not fired:
            self._note(rule, silent(), case, None, ())
        for at in range(len(rule.patterns) + len(rule.aggregates)):
            if lacking(at) in self._open[rule.index] and set(absent) <= {at}:
                for instance in islice(near.instances(rule, frozenset([at])), MATCHES):
                    others = [gap for gap in instance.gaps if not isinstance(gap, Lacking | Uncounted)]
                    self._note(rule, lacking(at), case, instance, others)
        if not absent:
            for at, aggregate in enumerate(rule.aggregates):
                self._inside(rule, case, in_aggregate(at), aggregate.match, {})

    def _complete(self, rule: RulePlan, case: int, instance: Instance) -> None:
        """Note what an instance that lacks no fact tries."""
        gaps = instance.gaps
        self._note(rule, fires(), case, instance, gaps)
        for step in (*rule.early, *rule.late):
            for node in compared(step.node) if isinstance(step, Condition) else ():
                self._note(rule, comparing(WHEN, node, holds=True), case, instance, gaps)
        for gap in gaps:
            others = [each for each in gaps if each is not gap]
            if isinstance(gap, Blocking):
                for at in (at for at, entry in enumerate(rule.unless) if entry is gap.entry):
                    self._note(rule, blocking(at), case, instance, others)
                    for node in _nodes(gap.entry):
                        self._note(rule, comparing(in_exception(at), node, holds=True), case, instance, others)
            elif isinstance(gap, Failing) and isinstance(gap.step, Condition):
                false = [n for n in compared(gap.step.node) if truth(n, instance.bindings) == Truth.FALSE]
                for node in false:
                    beside = [*others, *(each for each in false if each is not node)]
                    self._note(rule, comparing(WHEN, node, holds=False), case, instance, beside)
        if not gaps:
            self._firing(rule, case, instance)

    def _firing(self, rule: RulePlan, case: int, instance: Instance) -> None:
        self._fired.setdefault(rule.index, (case, instance))
        for at, entry in enumerate(rule.unless):
            self._inside(rule, case, in_exception(at), entry, instance.bindings, instance)
        stronger = rule.stronger_if
        if stronger is not None:
            matches = self._near[case].members.matches(stronger, dict(instance.bindings))
            lifts = any(sure == Truth.CERTAIN for *_, sure in matches)
            self._note(rule, lifting(holds=lifts), case, instance, ())
            self._inside(rule, case, STRONGER, stronger, instance.bindings, instance)
        for at, _ in enumerate(rule.aggregates):
            for node in _nodes(rule.aggregates[at].match):
                self._note(rule, comparing(in_aggregate(at), node, holds=True), case, instance, ())

    def _inside(
        self,
        rule: RulePlan,
        case: int,
        where: str,
        match: MatchPlan,
        bindings: Mapping[str, Value],
        instance: Instance | None = None,
    ) -> None:
        """Note which comparisons of a conjunction alone fail."""
        nodes = _nodes(match)
        if not any(comparing(where, node, holds=False) in self._open[rule.index] for node in nodes):
            return
        for _, found in islice(self._near[case].members.joined(match.patterns, dict(bindings), match.order), MATCHES):
            false = [node for node in nodes if truth(node, found) == Truth.FALSE]
            for node in false:
                others = [each for each in false if each is not node]
                self._note(rule, comparing(where, node, holds=False), case, instance, others)
            if not false and where == STRONGER:
                for node in nodes:
                    self._note(rule, comparing(where, node, holds=True), case, instance, ())

    def why(self, rule: RulePlan, key: Key) -> tuple[int | None, tuple[str, ...]]:
        """The case that comes nearest to trying a part that none tries, and what it lacks; None where none does."""
        if not self._assessments:
            return None, (words.NO_CASES,)
        near = self.best.get((rule.index, key))
        if near is not None:
            return near.case, tuple(self._told(near))
        if key == silent():
            return None, (words.ALWAYS_FIRES,)
        if key == fires():
            return self._nearest(rule)
        fired = self._fired.get(rule.index)
        if fired is None:
            return None, (words.NEVER_FIRES,)
        case, instance = fired
        return case, (self._in_firing(rule, key, case, instance),)

    def _told(self, near: Near) -> Iterator[str]:
        assessment = self._assessments[near.case]
        for gap in near.gaps:
            if isinstance(gap, Gap):
                assert near.instance is not None  # only nodes stand against what no instance is looked at for
                told = told_gap(assessment, near.instance, gap)
                if told:
                    yield told
            else:
                yield words.FAILS_TOO.format(comparison=as_written(gap))

    def _nearest(self, rule: RulePlan) -> tuple[int | None, tuple[str, ...]]:
        """The case in which least stands against a rule that fires in none."""
        anything = PartialFact(rule.heads[0].type)
        best: Near | None = None
        for case, near in enumerate(self._near):
            for instance in near.nearest(rule, 0, anything, {}, 1).instances:
                if best is None or len(instance.gaps) < len(best.gaps):
                    best = Near(case, instance, instance.gaps)
        return (None, (words.NO_CASES,)) if best is None else (best.case, tuple(self._told(best)))

    def _in_firing(self, rule: RulePlan, key: Key, case: int, instance: Instance) -> str:
        """What of a case in which the rule fires would have to be otherwise for the part to decide."""
        match key:
            case ("lacking", int() as at) if at < len(rule.patterns):
                number = instance.premises[at]
                return words.HOLDS_EVERYWHERE.format(fact=self._fact(case, number)) if number is not None else ""
            case ("lacking", _):
                return words.GROUP_EVERYWHERE
            case ("blocks", _):
                return words.NOTHING_BLOCKS
            case ("lifts", holds):
                return words.NOTHING_LIFTS if holds else words.ALWAYS_LIFTS
            case ("compares", _, _, False):
                return words.HOLDS_ALWAYS
            case _:
                return words.NOTHING_MATCHES

    def _fact(self, case: int, number: int) -> str:
        graph = self._assessments[case].graph
        return format_row(self._plan.types[graph.types[number]], graph.rows[number])


def _nodes(match: MatchPlan) -> tuple[Node, ...]:
    return tuple(node for condition in (*match.early, *match.late) for node in compared(condition.node))
