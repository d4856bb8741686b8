"""Patterns that ask how well reports back a fact, made ready for engines: each demand is a relation of its own.

An engine knows facts, not reports. So it is given the facts that meet a demand once more, as members of the relation
``type~demand``, and a plan whose patterns range over it (``lowered``). What it finds speaks of the facts themselves
again afterwards (``merged``): nobody but an engine ever sees the relation.

    member(f, type~demand) ← in_force(f, type) ∧ |independent sources of f that fit the demand| ≥ demand.sources
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from tocsin.engine.evaluation import Block, Evaluation, Group, Records
from tocsin.engine.plan import MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.engine.record_columns import RecordColumns
from tocsin.facts.backing import Backing, further_reports
from tocsin.facts.key import FactKey
from tocsin.facts.model import Fact
from tocsin.facts.reports import Report
from tocsin.facts.values import kept_with

if TYPE_CHECKING:
    from tocsin.engine.derivation import DerivationGraph

Demands: TypeAlias = Mapping[str, tuple[tuple[str, Backing], ...]]
"""For each type of which some pattern asks how well it is backed, the relations with what they ask."""
T = TypeVar("T")


@kept_with
def demands(plan: Plan) -> Demands:
    """What the rules of a plan ask of reports, by type; empty for most."""
    asked: dict[str, dict[str, Backing]] = {}
    for pattern in (pattern for rule in plan.rules for pattern in patterns_of(rule)):
        if pattern.backed_by is not None:
            asked.setdefault(pattern.type, {})[pattern.relation] = pattern.backed_by
    return {name: tuple(sorted(each.items())) for name, each in asked.items()}


def patterns_of(rule: RulePlan) -> Iterator[PatternPlan]:
    """Every pattern of a rule that looks for facts."""
    yield from rule.patterns
    for match in (*rule.asked, *(aggregate.match for aggregate in rule.aggregates)):
        yield from match.patterns


def relations(asked: Demands, name: str, reports: Sequence[Report]) -> tuple[str, ...]:
    """The relations of which a fact of the type is a member, by the reports that count for it."""
    return tuple(relation for relation, each in asked.get(name, ()) if each.is_met_by(reports))


class _InForce(Protocol):
    """A fact in force, with the reports that keep it so."""

    @property
    def type(self) -> str: ...

    @property
    def fact(self) -> Fact: ...

    @property
    def supporting(self) -> tuple[Report, ...]: ...


class Backed(Mapping[FactKey, tuple[FactKey, ...]]):
    """For each fact in force of which some rule asks how well it is backed, the members that it is of relations."""

    def __init__(self, asked: Demands, supporting: Mapping[FactKey, Sequence[Report]]) -> None:
        self._asked = asked
        self._supporting = supporting
        self._members = {key: self._of(key, reports) for key, reports in supporting.items()}

    @classmethod
    def of(cls, plan: Plan, facts: Iterable[_InForce]) -> Backed:
        """What the plan's rules ask of these facts, and which of it these meet."""
        asked = demands(plan)
        return cls(asked, {fact.fact.key: fact.supporting for fact in facts if fact.type in asked} if asked else {})

    def with_further(self, key: FactKey, asked: Iterable[Backing]) -> tuple[FactKey, ...]:
        """The members that a fact, in force or not, would be of with the further reports that each of these asks."""
        reports = self._supporting.get(key, ())
        return self._of(key, (*reports, *further_reports(reports, asked)))

    def _of(self, key: FactKey, reports: Sequence[Report]) -> tuple[FactKey, ...]:
        name, row = key
        return tuple((each, row) for each in relations(self._asked, name, reports))

    def __getitem__(self, key: FactKey) -> tuple[FactKey, ...]:
        return self._members[key]

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def demanded(graph: DerivationGraph, derivation: int) -> Iterator[tuple[int, Backing]]:
    """The premises of a derivation, by number, of which its rule asks how well they are backed, with what it asks."""
    if not graph.evaluation.backed:
        return
    block = graph.block(derivation)
    parts = block.premise_parts(graph.record(derivation))
    alone = zip(block.plan.patterns, ([number] for number in parts[0]), strict=True)
    summed = zip(block.plan.aggregates, parts[1:], strict=True)
    within = ((pattern, facts) for aggregate, facts in summed for pattern in aggregate.match.patterns)
    for pattern, facts in dict.fromkeys((p, tuple(n)) for p, n in (*alone, *within) if p.backed_by is not None):
        asked = pattern.backed_by
        members = graph.evaluation.backed.get((pattern.type, asked), ()) if asked is not None else ()
        yield from ((number, asked) for number in facts if asked is not None and number in members)


def with_backed(given: Mapping[FactKey, T], backed: Mapping[FactKey, Sequence[FactKey]]) -> dict[FactKey, T]:
    """What is said of facts, said of them as members of relations too."""
    more = {each: given[key] for key, members in backed.items() if key in given for each in members}
    return {**given, **more}


@kept_with
def lowered(plan: Plan) -> Plan:
    """The plan with relations for types where a pattern asks for more than the type; else the plan itself."""
    asked = demands(plan)
    return lowered_as(plan, {relation: relation for each in asked.values() for relation, _ in each}) if asked else plan


def lowered_as(plan: Plan, named: Mapping[str, str]) -> Plan:
    """The plan with relations for types as in ``lowered``, each under the name that is ``named`` for it."""
    of = {named[relation]: name for name, each in demands(plan).items() for relation, _ in each}
    types = {relation: plan.types[name] for relation, name in of.items()}
    component = {relation: plan.strata.component[name] for relation, name in of.items()}
    strata = replace(plan.strata, component={**plan.strata.component, **component})
    rules = tuple([_lowered_rule(rule, named) for rule in plan.rules])
    return replace(plan, types={**plan.types, **types}, rules=rules, strata=strata)


def _lowered_rule(rule: RulePlan, named: Mapping[str, str]) -> RulePlan:
    if all(pattern.backed_by is None for pattern in patterns_of(rule)):
        return rule
    return replace(
        rule,
        patterns=_lowered_patterns(rule.patterns, named),
        aggregates=tuple([replace(each, match=_lowered_match(each.match, named)) for each in rule.aggregates]),
        unless=tuple([_lowered_match(entry, named) for entry in rule.unless]),
        stronger_if=None if rule.stronger_if is None else _lowered_match(rule.stronger_if, named),
    )


def _lowered_match(match: MatchPlan, named: Mapping[str, str]) -> MatchPlan:
    return replace(match, patterns=_lowered_patterns(match.patterns, named))


def _lowered_patterns(patterns: Iterable[PatternPlan], named: Mapping[str, str]) -> tuple[PatternPlan, ...]:
    return tuple([p if p.backed_by is None else replace(p, type=named[p.relation], backed_by=None) for p in patterns])


def merged(plan: Plan, evaluation: Evaluation) -> Evaluation:
    """What an engine found by the lowered plan, told of the facts themselves; as it is where nothing was lowered."""
    asked = demands(plan)
    if not asked:
        return evaluation
    of = {relation: (name, each) for name, every in asked.items() for relation, each in every}
    kept = [number for number, name in enumerate(evaluation.types) if name not in of]
    types, rows = [evaluation.types[n] for n in kept], [evaluation.rows[n] for n in kept]
    numbers = {old: new for new, old in enumerate(kept)}
    known = {key: new for new, key in enumerate(zip(types, rows, strict=True)) if key[0] in asked}
    backed: dict[tuple[str, Backing], set[int]] = {each: set() for each in of.values()}
    for old, name in enumerate(evaluation.types):
        if name in of:
            numbers[old] = known[of[name][0], evaluation.rows[old]]
            backed[of[name]].add(numbers[old])
    return replace(
        evaluation,
        types=types,
        rows=rows,
        given=sum(name not in of for name in evaluation.types[: evaluation.given]),
        blocks=[_merged_block(plan, block, numbers) for block in evaluation.blocks],
        strengthened={at: tuple([numbers[n] for n in facts]) for at, facts in evaluation.strengthened.items()},
        backed={each: frozenset(found) for each, found in backed.items()},
    )


def _merged_block(plan: Plan, block: Block, numbers: Mapping[int, int]) -> Block:
    rule = plan.rules[block.plan.index]
    groups = tuple([_merged_group(group, numbers) for group in each] for each in block.groups)
    return Block(rule, block.head, _merged_records(block.records, 1 + len(rule.patterns), numbers), groups)


def _merged_group(group: Group, numbers: Mapping[int, int]) -> Group:
    facts = tuple(dict.fromkeys([numbers[n] for n in group.facts]))
    told = tuple([each._replace(facts=tuple([numbers[n] for n in each.facts])) for each in group.contributions])
    return replace(group, facts=facts, contributions=told)


def _merged_records(records: Records, width: int, numbers: Mapping[int, int]) -> Records:
    if isinstance(records, RecordColumns):
        import numpy as np

        table = np.array([numbers[old] for old in range(len(numbers))], dtype=np.int32)
        return RecordColumns([table[column] for column in records.columns], records.boundary)
    found: list[tuple[Any, ...]] = []
    found.extend((*[numbers[n] for n in record[:width]], *record[width:]) for record in records)
    return found
