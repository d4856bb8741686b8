"""What held in one derivation: comparisons, computed values, aggregates and exceptions, with values filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine.backing import demanded
from tocsin.engine.matching import Members, truth, truth_of
from tocsin.engine.things import hull, reckoned, thing_of
from tocsin.explain import words
from tocsin.explain.expression_text import Speaker, field_label, noun, pattern_text
from tocsin.explain.margins import is_number, margin
from tocsin.explain.totals import standing
from tocsin.explain.tree import Absence, Accounts, Aggregated, Backed, Check, Computed, Mention, Strengthening
from tocsin.facts.counting import listed
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_row
from tocsin.facts.quantity import Truth, interval
from tocsin.questions.missing.not_in_force import Idle, known_idle_facts
from tocsin.rules import expression
from tocsin.rules.expression.tree import Comparison, Logical, Node, Not, as_written, conjuncts
from tocsin.rules.rule import Variable

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Derivation
    from tocsin.engine.plan import AggregatePlan, MatchPlan
    from tocsin.explain.figures import Figures


class Conditions:
    """Reads the conditions of derivations of one assessment."""

    def __init__(self, assessment: Assessment, figures: Figures) -> None:
        self._assessment = assessment
        self._graph = assessment.graph
        self._ids = assessment.numbered.ids
        self._types = assessment.plan.types
        self._names = assessment.pack.names
        self._parameters = assessment.pack.parameters
        self._figures = figures

    @cached_property
    def _members(self) -> Members:
        return Members.of(self._graph)

    @cached_property
    def _stated(self) -> tuple[Idle, ...]:
        """The facts that are stated and not in force, of the types that exceptions ask for."""
        return known_idle_facts(
            self._assessment,
            {p.type for rule in self._assessment.plan.rules for entry in rule.unless for p in entry.patterns},
        )

    @cached_property
    def _with_stated(self) -> Members:
        keys = [idle.given.fact.key for idle in self._stated]
        return Members(
            [*self._graph.types, *(name for name, _ in keys)],
            [*self._graph.rows, *(row for _, row in keys)],
            self._graph.evaluation.backed,
        )

    def checks(self, derivation: Derivation) -> tuple[Check, ...]:
        """The rule's comparisons in the order written, those joined by *and* one by one."""
        speaker = self._speaker(derivation)
        nodes = (node for item in derivation.rule.comparisons for node in conjuncts(item.node))
        return tuple(self._check(node, speaker, derivation) for node in nodes)

    def backed(self, derivation: Derivation) -> tuple[Backed, ...]:
        """How reports back the premises of which the rule asks that."""
        return tuple(
            Backed(self._mention(number), asked, tuple(map(asked.fitting, asked.voices(fact.supporting))))
            for number, asked in demanded(self._graph, derivation.number)
            if (fact := self._assessment.fact(self._ids[number])) is not None
        )

    def computed(self, derivation: Derivation) -> tuple[Computed, ...]:
        """The values computed on the way."""
        speaker = self._speaker(derivation)
        found = ((let.variable, let.node, derivation.bindings[let.variable]) for let in derivation.rule.lets)
        return tuple(
            Computed(
                name,
                speaker.say(node),
                speaker.figure(value),
                expression.has_value(node, value),
                is_told=speaker.tells_value(node),
            )
            for name, node, value in found
        )

    def aggregates(self, derivation: Derivation) -> tuple[Aggregated, ...]:
        """Each aggregate with its group, its value and the facts that contributed."""
        block, record = self._graph.block(derivation.number), self._graph.record(derivation.number)
        start = 1 + len(block.plan.patterns)
        speaker = Speaker(derivation.bindings, {}, self._names, parameters=self._parameters)
        found = []
        for number, plan in enumerate(block.plan.aggregates):
            group = block.groups[number][record[start + number]]
            bound = {name: derivation.bindings[name] for name in plan.by}
            labels = self._local_labels(plan.match)
            patterns, conditions = self._entry(plan.match, bound)
            patterns = patterns[: plan.counted]
            found.append(
                Aggregated(
                    operation=derivation.rule.aggregates[number].operation,
                    field=listed([labels.get(name, name) for name in plan.taken[len(plan.by) :]]),
                    over=words.over(patterns, conditions),
                    variable=plan.result,
                    value=speaker.figure(derivation.bindings[plan.result]),
                    facts=tuple(sorted(self._ids[fact] for fact in group.facts)),
                    boundary=group.boundary or (derivation.boundary and any(c.boundary for c in group.contributions)),
                    accounts=self._accounts(plan, bound, speaker) if plan.things else None,
                    standing=standing(derivation, number, group, labels.get(plan.variable or "", ""))
                    if plan.recursive
                    else (),
                )
            )
        return tuple(found)

    def _accounts(self, plan: AggregatePlan, bound: dict[str, Value], speaker: Speaker) -> Accounts:
        """How the accounts that a group counts were taken."""
        matches = self._members.matches(plan.match, bound)
        rows = self._graph.rows
        accounts = [
            (thing_of(plan.things, tuple([rows[number] for number in numbers])), values.get(plan.variable or "", 1))
            for numbers, values in {numbers[: plan.counted]: values for numbers, values, _ in matches}.items()
        ]
        found = reckoned(plan.things, accounts)
        summed, hulled = plan.operation == "sum", plan.operation != "count" and plan.kind.is_numeric
        return Accounts(
            len(accounts),
            found.things,
            tuple(
                (tuple(speaker.figure(value) for value in values), _spread(values, speaker)) for values in found.rivals
            )
            if hulled
            else (),
            found.overlapping if summed else 0,
            found.covered if summed else 0,
        )

    def absences(self, derivation: Derivation) -> tuple[Absence, ...]:
        """Each exception that was looked for; for a boundary, with what matches it only possibly."""
        found = []
        for entry in self._graph.block(derivation.number).plan.unless:
            patterns, conditions = self._entry(entry, derivation.bindings)
            if not patterns:  # it compares what the rule has bound: as comparisons of the rule itself are said
                speaker = self._speaker(derivation)
                conditions = tuple(speaker.say(condition.node) for condition in (*entry.early, *entry.late))
            nouns = tuple(noun(pattern.type, self._names) for pattern in entry.patterns)
            facts, checks = self._uncertain(entry, derivation) if derivation.boundary else ((), ())
            others = any(pattern.type in self._members.by_type for pattern in entry.patterns)
            idle = () if facts else self._idle(entry, derivation)
            found.append(Absence(nouns, patterns, conditions, others, facts, checks, idle))
        return tuple(found)

    def _idle(self, entry: MatchPlan, derivation: Derivation) -> tuple[Idle, ...]:
        """The facts with which the exception would hold, or could, if they were in force."""
        known = len(self._graph.rows)
        if self._stated:
            for numbers, _, _ in self._with_stated.matches(entry, dict(derivation.bindings)):
                found = [self._stated[number - known] for number in numbers if number >= known]
                if found:
                    return tuple(dict.fromkeys(found))
        return ()

    def strengthening(self, derivation: Derivation) -> Strengthening | None:
        """The rule's ``stronger_if`` with what meets it; None if it has none."""
        match = self._graph.block(derivation.number).plan.stronger_if
        if match is None:
            return None
        patterns, conditions = self._entry(match, derivation.bindings)
        lifts = self._graph.is_lifted(derivation.number)
        return Strengthening((*patterns, *conditions), derivation.strengthened_by, lifts)

    def _check(self, node: Node, speaker: Speaker, derivation: Derivation) -> Check:
        match node:
            case Logical(_, operands):
                parts = tuple(self._check(operand, speaker, derivation) for operand in operands)
            case Not(operand):
                parts = (self._check(operand, speaker, derivation),)
            case _:
                parts = ()
        found = margin(node, speaker) if isinstance(node, Comparison) else None
        numbers = tuple(n for n in expression.variables(node) if is_number(derivation.bindings[n]))
        carriers = self._figures.carriers(derivation, numbers) if numbers else ()
        return Check(as_written(node), speaker.say(node), truth(node, derivation.bindings), found, carriers, parts)

    def _speaker(self, derivation: Derivation) -> Speaker:
        """What says the comparisons of the rule: with the values of the derivation, each named by its field."""
        return Speaker(derivation.bindings, self._labels(derivation), self._names, parameters=self._parameters)

    def _labels(self, derivation: Derivation) -> dict[str, str]:
        """The field each variable was first bound from, as words."""
        labels: dict[str, str] = {}
        for pattern in derivation.rule.patterns:
            for name, term in pattern.terms.items():
                if isinstance(term, Variable):
                    labels.setdefault(term.name, field_label(name))
        return labels

    def _local_labels(self, match: MatchPlan) -> dict[str, str]:
        labels: dict[str, str] = {}
        for pattern in match.patterns:
            fields = self._types[pattern.type].fields
            for position, name in pattern.variables:
                labels.setdefault(name, field_label(fields[position].name))
        return labels

    def _entry(self, match: MatchPlan, bindings: Mapping[str, Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The patterns and the conditions of a conjunction, in words."""
        shared = _shared(match)
        labels = {name: f"${name}" if name in shared else words.ITS.format(label=label)
                  for name, label in self._local_labels(match).items() if name not in bindings}  # fmt: skip
        patterns = tuple(pattern_text(self._types[p.type], p, bindings, shared) for p in match.patterns)
        speaker = Speaker(bindings, labels, self._names, folds=True)
        return patterns, tuple(speaker.say(condition.node) for condition in (*match.early, *match.late))

    def _uncertain(self, match: MatchPlan, derivation: Derivation) -> tuple[tuple[Mention, ...], tuple[Check, ...]]:
        """The facts, and the comparisons, of the first match of an exception that is only possible."""
        conditions = (*match.early, *match.late)
        for numbers, bindings in self._members.joined(match.patterns, dict(derivation.bindings)):
            if truth_of(conditions, bindings) == Truth.POSSIBLE:
                nodes = [condition.node for condition in conditions]
                speaker = (
                    Speaker(bindings, self._local_labels(match), self._names)
                    if match.patterns
                    else self._speaker(derivation)
                )
                checks = tuple(Check(str(n), speaker.say(n), truth(n, bindings), margin(n, speaker)) for n in nodes)
                return tuple(self._mention(number) for number in numbers), checks
        return (), ()

    def _mention(self, number: int) -> Mention:
        fact_type = self._types[self._graph.types[number]]
        return Mention(self._ids[number], format_row(fact_type, self._graph.rows[number]))


def _spread(values: tuple[Value, ...], speaker: Speaker) -> str:
    """The hull of accounts of one thing, as a figure."""
    return speaker.figure(interval(*hull(values)))


def _shared(match: MatchPlan) -> frozenset[str]:
    """The variables that stand in more than one pattern."""
    names = [name for pattern in match.patterns for name in pattern.names]
    return frozenset(name for name in names if names.count(name) > 1)
