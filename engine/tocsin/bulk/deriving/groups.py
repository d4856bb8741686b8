"""Aggregates: groups within a case, their values exact in any order, and the facts that contribute to them.

group_<rule>_<n>(grp, case_no, b0, …, boundary, strength, depth)     by the grouping variables, then the result
contribution_<rule>_<n>(grp, part, content)                          each contributing fact once

Aggregates that are alike but for the name of their result share them. What several accounts of one thing come to
(``tocsin.engine.things``) is worked out in Python, over the matches that SQL found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tocsin.bulk.deriving.accounts import Reckoned, plainly, told_apart_by, values_in_python
from tocsin.bulk.deriving.column_pruning import extra_of, trimmed_match
from tocsin.bulk.deriving.memory import Delta, Memory
from tocsin.bulk.deriving.stages import kept, late_steps, pick, stage
from tocsin.bulk.lowering.columns import Column, TooWide, all_equal, columns_of, text_sql
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.engine.plan import AggregatePlan, RulePlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind

EXACT = 2**53
"""Up to here whole numbers add up in doubles exactly, in any order."""


def gather(memory: Memory, rule: RulePlan, number: int) -> bool:
    """Make the groups of an aggregate over members that are complete; False if there are none."""
    aggregate = rule.aggregates[number]
    if not all(memory.members.get(pattern.type) for pattern in aggregate.match.patterns):
        return False
    twin = twin_of(memory, aggregate)
    if twin is not None:
        memory.gathered[rule.index, number] = memory.gathered[twin]
        return True
    kinds = kinds_of(memory, aggregate)
    matches = matches_of(memory, rule, aggregate, kinds)
    group = f"group_{rule.index}_{number}"
    by = grouped_by(aggregate, kinds)
    keyed = ", ".join(c.name for c in by)
    listed = f", {keyed}" if keyed else ""
    partial = memory.fresh("group")
    memory.create(
        partial,
        f"SELECT CAST(row_number() OVER () AS INTEGER) AS grp, * FROM (SELECT case_no{listed}, "
        f"{', '.join(_values(aggregate, kinds))}, bool_or(boundary) AS boundary, min(weakest) AS strength, "
        f"max(deepest) AS depth FROM {matches} GROUP BY case_no{listed})",
    )
    exact = settle_values(memory, rule, number, Gathered(matches, partial, group))
    facts = " UNION ALL ".join(
        f"SELECT case_no{listed}, {part} AS part, u{part} AS content FROM {matches}"
        for part in range(aggregate.counted)
    )
    memory.create(
        f"contribution_{rule.index}_{number}",
        f"SELECT grp, min(part) AS part, content FROM (SELECT g.grp, m.part, m.content FROM ({facts}) AS m "
        f"JOIN {group} AS g ON g.case_no = m.case_no AND {all_equal('g', 'm', by)}) GROUP BY grp, content",
    )
    memory.drop(matches)
    memory.drop(partial)
    if not memory.tables[group]:
        memory.drop(group)
        return False
    if exact:
        memory.gathered[rule.index, number] = f"{rule.index}_{number}"
    return True


def twin_of(memory: Memory, aggregate: AggregatePlan) -> tuple[int, int] | None:
    """An aggregate gathered before that differs in the name of its result at most, and of which nothing failed."""
    if aggregate.match.late:
        return None
    wanted = replace(aggregate, result="")
    for rule, number in list(memory.gathered):
        if replace(memory.plan.rules[rule].aggregates[number], result="") == wanted:
            return rule, number
    return None


def kinds_of(memory: Memory, aggregate: AggregatePlan) -> dict[str, Kind]:
    """The kinds of the variables that an aggregate's patterns bind."""
    kinds: dict[str, Kind] = {}
    for pattern in aggregate.match.patterns:
        for position, name in pattern.variables:
            kinds.setdefault(name, memory.plan.types[pattern.type].fields[position].kind)
    return kinds


def grouped_by(aggregate: AggregatePlan, kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    """The columns that tell an aggregate's groups within a case apart."""
    return tuple(c for at, name in enumerate(aggregate.by) for c in columns_of(f"b{at}", kinds[name]))


def matches_of(
    memory: Memory, rule: RulePlan, aggregate: AggregatePlan, kinds: dict[str, Kind], delta: Delta | None = None
) -> str:
    """A table with every match: the case, the facts, the grouping variables and the value, boundary."""
    extra = extra_of(aggregate)
    match = Conjunction(memory.plan.types, dict(kinds))
    parts = range(aggregate.counted)
    for part, pattern in enumerate(trimmed_match(aggregate.match, memory.plan.types, extra)):
        match.source(memory.ranged(pattern.type, part, delta), f"u{part}")
        match.pattern(f"u{part}", pattern)
    waiting = late_steps(match, aggregate.match.early, aggregate.match.late)
    named = [f"b{at}" for at in range(len(aggregate.by))]
    named += [f"d{at}" for at in range(len(aggregate.distinct))] or ["a" for _ in extra[len(aggregate.by) :]]
    values = [
        (sql, column.name)
        for name, stem in zip(extra, named, strict=True)
        for sql, column in zip(match.bound[name], columns_of(stem, kinds[name]), strict=True)
    ]
    weakest = [
        memory.strength(pattern.type, f"u{part}")
        for part, pattern in enumerate(aggregate.match.patterns[: aggregate.counted])
    ]
    deepest = [f"u{part}.depth" for part in parts]
    items = [f"{match.case} AS case_no", *(f"u{part}.content AS u{part}" for part in parts)]
    items += [f"{pick('least', weakest)} AS weakest", f"{pick('greatest', deepest)} AS deepest"]
    values += [(f"u{part}.{column}", f"t{part}_{column}") for part, column in told_apart_by(memory, aggregate)]
    items += [f"({match.boundary}) AS boundary", *(f"{sql} AS {name}" for sql, name in values)]
    if aggregate.has_outer:  # several facts may say that there is a group
        items[0] = f"DISTINCT {items[0]}"
    if waiting:
        read = sorted({name for step in waiting for name in step.reads if name in match.bound})  # type: ignore[union-attr]
        items += kept(match.bound, kinds, read)
        columns = ["case_no", *(f"u{part}" for part in parts), "weakest", "deepest", *(name for _, name in values)]
        return stage(memory, rule.rule.id, waiting, kinds, match.select(items), columns)
    table = memory.fresh("contribution")
    memory.create(table, match.select(items))
    return table


# -- values -----------------------------------------------------------------------------------------------------------


def _values(aggregate: AggregatePlan, kinds: dict[str, Kind]) -> list[str]:
    """The select items of a group's result (``a``, ``ah``) and of whether SQL has it exactly (``exact``)."""
    if aggregate.things:
        nothing = [f"CAST(NULL AS {column.type}) AS {column.name}" for column in columns_of("a", aggregate.kind)]
        return [*nothing, "FALSE AS exact"]
    if aggregate.distinct:
        columns = ", ".join(f"d{at}" for at in range(len(aggregate.distinct)))
        return [f"count(DISTINCT {columns if len(aggregate.distinct) == 1 else f'({columns})'}) AS a", "TRUE AS exact"]
    if aggregate.operation == "count":
        return ["count(*) AS a", "TRUE AS exact"]
    interval = kinds[aggregate.variable or ""].name == "quantity"
    if aggregate.operation == "sum":
        return sums(aggregate.kind, ("a", "ah") if interval else ("a",))
    if not interval:
        return [f"{aggregate.operation}(a) AS a", "TRUE AS exact"]
    # The least of intervals is open below if one is, and open above only if all are; the greatest the other way.
    open_end = "a" if aggregate.operation == "min" else "ah"
    items = [
        f"CASE WHEN count({end}) = count(*) THEN {aggregate.operation}({end}) END AS {end}"
        if end == open_end
        else f"{aggregate.operation}({end}) AS {end}"
        for end in ("a", "ah")
    ]
    return [*items, "TRUE AS exact"]


def sums(kind: Kind, ends: tuple[str, ...]) -> list[str]:
    """The select items of the sum of numbers, or of ends of quantities, and of whether SQL has it exactly."""
    if kind.name == "int":
        least, greatest = -(2**63), 2**63 - 1
        total = "sum(CAST(a AS HUGEINT))"
        within = f"{total} BETWEEN CAST({least} AS HUGEINT) AND CAST({greatest} AS HUGEINT)"
        return [f"CASE WHEN {within} THEN CAST({total} AS BIGINT) END AS a", f"({within}) AS exact"]
    # Doubles that are whole and small add up exactly in any order; Python's fsum does the rest.
    items = [f"CASE WHEN count({end}) = count(*) THEN sum({end}) END AS {end}" for end in ends]
    exact = " AND ".join(f"coalesce(bool_and({e} = floor({e})) AND sum(abs({e})) <= {EXACT}, TRUE)" for e in ends)
    bounded = " OR ".join(f"count({end}) = count(*)" for end in ends)
    return [*items, f"({exact} AND ({bounded})) AS exact"]


@dataclass(frozen=True)
class Gathered:
    """Where an aggregate's matches are, its groups in partial form (``grp``, ``exact``), and what to call the groups.

    ``kept`` are more columns for the groups; ``value`` is what Python makes of matches where SQL is not exact.
    """

    matches: str
    partial: str
    group: str
    kept: tuple[str, ...] = ()
    value: Reckoned = plainly


def settle_values(memory: Memory, rule: RulePlan, number: int, gathered: Gathered) -> bool:
    """Make the groups from their partial form: where SQL has no exact value, Python works it out or says why not.

    True if SQL had every value.
    """
    aggregate, matches, partial = rule.aggregates[number], gathered.matches, gathered.partial
    kinds = kinds_of(memory, aggregate)
    by = grouped_by(aggregate, kinds)
    result = columns_of(f"b{len(aggregate.by)}", aggregate.kind)
    keys = ["grp", "case_no", *(c.name for c in by)]
    chosen = ", ".join(f"p.{name}" for name in keys)
    values = ", ".join(f"p.a{c.name[len(result[0].name) :]} AS {c.name}" for c in result)
    rest = ", ".join(f"p.{name}" for name in ("boundary", "strength", "depth", *gathered.kept))
    exact = f"SELECT {chosen}, {values}, {rest} FROM {partial} AS p WHERE p.exact"
    if not memory.executor.rows(f"SELECT 1 FROM {partial} WHERE NOT exact LIMIT 1"):
        memory.create(gathered.group, exact)
        return True
    operand = None if aggregate.variable is None else kinds[aggregate.variable]
    ends = [] if operand is None else [column.name for column in columns_of("a", operand)]
    told = [f"t{part}_{column}" for part, column in told_apart_by(memory, aggregate)]
    wanted = ", ".join(["p.grp", "m.boundary", *(f"m.{name}" for name in (*ends, *told))])
    listed = memory.executor.rows(
        f"SELECT {wanted} FROM {partial} AS p JOIN {matches} AS m "
        f"ON m.case_no = p.case_no AND {all_equal('p', 'm', by)} WHERE NOT p.exact"
    )
    answers = memory.fresh("answer")
    try:
        memory.load(answers, values_in_python(memory, aggregate, operand, listed, result, gathered.value))
    except TooWide as error:
        groups = ", ".join(map(str, error.cases))
        cases = dict(memory.executor.rows(f"SELECT grp, case_no FROM {partial} WHERE grp IN ({groups})"))
        raise TooWide(error.number, rule.rule.id, cases[error.case_no], cases=set(cases.values())) from None
    found = ", ".join(f"x.{column.name}" for column in result)
    joined = f"FROM {partial} AS p JOIN {answers} AS x ON x.grp = p.grp"
    worked_out = f"SELECT {chosen}, {found}, {rest} {joined} WHERE x.reason IS NULL"
    memory.create(gathered.group, f"{exact} UNION ALL {worked_out}")
    text = text_sql(f"{aggregate.operation} as ${aggregate.result}")
    memory.append_shared(
        "failed_case_no",
        f"SELECT DISTINCT p.case_no, {text_sql(rule.rule.id)} AS rule, {text} AS text, x.reason {joined} "
        "WHERE x.reason IS NOT NULL",
    )
    memory.drop(answers)
    return False
