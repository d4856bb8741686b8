"""What a match is tried against besides its premises: exceptions, and what strengthens a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.bulk.deriving.column_pruning import trimmed_match
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.stages import kept, kept_columns, late_steps, stage
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.bulk.reading.sql import all_of
from tocsin.engine.plan import Condition, MatchPlan, RulePlan, Step
from tocsin.rules.expression import variables


class Entries:
    """The entries of ``unless`` and the ``stronger_if`` of one rule."""

    def __init__(self, memory: Memory, rule: RulePlan) -> None:
        self._memory = memory
        self._rule = rule

    def may_match(self, entry: MatchPlan) -> bool:
        """True if every pattern has members."""
        return all(self._memory.members.get(pattern.type) for pattern in entry.patterns)

    def inline(self, match: Conjunction) -> int:
        """Write the first exceptions as anti-joins, as many as SQL can say with certainty; how many."""
        for position, entry in enumerate(self._rule.unless):
            if not self.may_match(entry):
                continue
            alone = self._alone(entry, match, position)
            if alone is not None:
                match.without.append(alone)
                continue
            inner = self._conjunction(entry, match.bound, match.case)
            if late_steps(inner, entry.early, entry.late) or inner.truths:
                return position
            # Without a pattern there is nothing to look up: the match itself decides.
            blocks = f"EXISTS ({inner.select(['1'])})" if inner.sources else f"({all_of(inner.where)})"
            match.where.append(f"NOT {blocks}")
        return len(self._rule.unless)

    def _alone(self, entry: MatchPlan, match: Conjunction, position: int) -> str | None:
        """An exception as an anti-join with a query of its own; None if it must see the match to be decided.

        DuckDB plans it as one join, where it would look up every distinct match before it joined a NOT EXISTS.
        """
        read = {name for condition in (*entry.early, *entry.late) for name in condition.reads}
        inner = self._conjunction(entry, {}, None)
        if inner.case is None or read & set(entry.outer) or not inner.bound.keys() >= set(entry.outer):
            return None
        if any(len(columns) > 1 for columns in (inner.bound[name] for name in entry.outer)):
            return None
        if late_steps(inner, entry.early, entry.late) or inner.truths:
            return None
        alias = f"e{position}"
        items, pairs = [f"{inner.case} AS case_no"], [f"{alias}.case_no = {match.case}"]
        for at, name in enumerate(entry.outer):
            items.append(f"{inner.bound[name][0]} AS o{at}")
            pairs.append(f"{alias}.o{at} = {match.bound[name][0]}")
        return f" ANTI JOIN ({inner.select(items)}) AS {alias} ON {' AND '.join(pairs)}"

    def _conjunction(self, entry: MatchPlan, bound: Mapping[str, tuple[str, ...]], case: str | None) -> Conjunction:
        """A conjunction over members of the case, with what it shares with the match bound."""
        inner = Conjunction(self._memory.plan.types, dict(self._rule.kinds), case)
        inner.bound.update({name: bound[name] for name in entry.outer if name in bound})
        for part, pattern in enumerate(trimmed_match(entry, self._memory.plan.types)):
            inner.source(self._memory.member(pattern.type), f"u{part}")
            inner.pattern(f"u{part}", pattern)
        return inner

    def matches(self, staged: str, entry: MatchPlan, premises: bool = False) -> str:
        """A table of match_no and boundary with every match of a conjunction, for matches of the rule.

        With ``premises``, also the facts that match, ``u0`` and on.
        """
        memory, rule = self._memory, self._rule
        inner = self._conjunction(entry, kept_columns("m", rule.kinds, entry.outer), "m.case_no")
        inner.sources.insert(0, f"{staged} AS m")
        waiting = late_steps(inner, entry.early, entry.late)
        facts = [f"u{part}" for part in range(len(entry.patterns))] if premises else []
        items = ["m.case_no", "m.match_no", *(f"{fact}.content AS {fact}" for fact in facts)]
        items.append(f"({inner.boundary}) AS boundary")
        if waiting:
            read = {name for step in waiting for name in reads(step)}
            items += kept(inner.bound, inner.kinds, sorted(read))
            return stage(
                memory, rule.rule.id, waiting, inner.kinds, inner.select(items), ["case_no", "match_no", *facts]
            )
        table = memory.fresh("entry")
        memory.create(table, inner.select(items))
        return table


def reads(step: Step) -> Iterable[str]:
    """The variables that a step reads or binds."""
    if isinstance(step, Condition):
        return step.reads
    return (*variables(step.node), step.variable)
