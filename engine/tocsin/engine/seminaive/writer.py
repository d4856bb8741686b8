"""Rule plans -> Python source: one function for each rule and each pattern a change may come in by.

A rule becomes nested loops over index look-ups, in the plan's join order. In logic notation, with Δ the
facts new in the last round and Old those before it, the function for pattern i of

    head ← p1, …, pn

evaluates  head ← Old(p1), …, Old(pi-1), Δ(pi), All(pi+1), …, All(pn),  so that each match is found once
(semi-naive evaluation: Bancilhon 1986; Abiteboul, Hull and Vianu, *Foundations of Databases*, ch. 13).
"""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.engine.plan import AggregatePlan, MatchPlan, RulePlan
from tocsin.engine.planning import join_order
from tocsin.engine.seminaive.expressions import tuple_of, variable
from tocsin.engine.seminaive.joins import JoinWriter
from tocsin.engine.seminaive.matches import kinds_of
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind


def write_rule(
    plan: RulePlan, types: Mapping[str, FactType], delta: int | None, recursive: frozenset[str]
) -> JoinWriter:
    """The function of a rule; ``delta`` is the pattern that ranges over new facts (None: all facts).

    It may be an aggregate that runs through recursion, too: it then ranges over the groups that have changed.
    """
    join = JoinWriter(types, plan.kinds, plan.early)
    first = 0 if delta is None else delta
    for part in plan.orders[first]:
        if part >= len(plan.patterns):
            number = part - len(plan.patterns)
            over = "delta" if part == delta else None
            join.group(part, group_relation(plan, number), plan.aggregates[number], over)
        elif part == delta:
            join.pattern(part, plan.patterns[part], over="delta")
        else:
            pattern = plan.patterns[part]
            join.pattern(part, pattern, old=delta is not None and part < delta and pattern.type in recursive)
    join.late(plan.late)
    for position, exception in enumerate(plan.unless):
        blocked = f"u{position}"
        arguments = "".join(f", {variable(name)}" for name in exception.outer)
        join.line(f"{blocked} = {exception_name(position)}(store, fail{arguments})")
        join.line(f"if {blocked} == 2: continue")
        join.truths.append(f"{blocked} == 1")
    _write_conclusions(plan, join)
    join.lines[:0] = [*join.guards, *_prologue(plan, join)]
    return join


def exception_name(position: int) -> str:
    """What a rule's function calls its exception."""
    return f"exception_{position}"


def _write_conclusions(plan: RulePlan, join: JoinWriter) -> None:
    keys = join.conclusions(plan.heads)
    boundary = "0"
    if join.truths:
        boundary = "boundary"
        join.line(f"boundary = {join.boundary()}")
    premises = "".join(f"p{part}, " for part in range(len(plan.patterns) + len(plan.aggregates)))
    computed = "".join(f"{variable(name)}, " for name in plan.computed)
    if join.is_nested:
        join.line("nonlocal end")
    for position, key in enumerate(keys):
        join.line(f"key = {key}")
        join.line(f"n = enter{position}(key, end)")
        join.line("if n == end:")
        join.line("    rows.append(key)")
        join.line("    end += 1")
        if not last_line(plan):
            join.line(f"    fresh{position}(n)")
        join.line(f"out{position}((n, {premises}{computed}{boundary}))")


def _prologue(plan: RulePlan, join: JoinWriter) -> list[str]:
    """The lines that fetch what the conclusions are written to."""
    lines = ["    end = first = len(rows)"]
    for position, head in enumerate(plan.heads):
        name = join.constants.name(head.type)
        lines.append(f"    enter{position} = store.keys[{name}].setdefault")
        lines.append(f"    fresh{position} = store.fresh[{name}].{'extend' if last_line(plan) else 'append'}")
        lines.append(f"    out{position} = outs[{position}].append")
    return lines


def last_line(plan: RulePlan) -> str:
    """What a rule's function ends with: facts of one type alone are noted as new all at once."""
    return "fresh0(range(first, end))" if len({head.type for head in plan.heads}) == 1 else ""


def group_relation(plan: RulePlan, number: int) -> str:
    """The name of an aggregate's groups as a relation."""
    return f"{plan.index}/{number}"


def write_match(match: MatchPlan, kinds: Mapping[str, Kind], types: Mapping[str, FactType]) -> JoinWriter:
    """The loops of a conjunction, up to where a match is complete."""
    join = JoinWriter(types, kinds_of(match, kinds, types), match.early)
    join.loop("for _ in once:")
    join.bound |= set(match.outer)
    join.test()
    for part in match.order:
        join.pattern(part, match.patterns[part])
    for condition in match.late:
        join.guarded(condition)
    return join


def write_exception(match: MatchPlan, kinds: Mapping[str, Kind], types: Mapping[str, FactType]) -> JoinWriter:
    """A function that says how far an entry of ``unless`` matches: 0 not, 1 possibly, 2 certainly."""
    join = write_match(match, kinds, types)
    join.lines.insert(0, "    best = [0]")
    if match.late or join.is_nested:
        # Every match is tried even after a certain one, so that what fails is the same in every engine.
        join.line(f"best[0] = max(best[0], 2 - ({join.boundary()}))")
    else:
        join.line(f"if not ({join.boundary()}): return 2")
        join.line("best[0] = 1")
    return join


def write_collection(
    match: MatchPlan, extra: tuple[str, ...], kinds: Mapping[str, Kind], types: Mapping[str, FactType]
) -> JoinWriter:
    """A function that collects every match: the values of ``extra`` variables, the premises, the boundary."""
    return _collecting(write_match(match, kinds, types), match, extra)


def write_contributions(
    aggregate: AggregatePlan, extra: tuple[str, ...], types: Mapping[str, FactType], delta: int
) -> JoinWriter:
    """A function that collects the matches of an aggregate in which its pattern ``delta`` has a new fact."""
    match = aggregate.match
    join = JoinWriter(types, kinds_of(match, {}, types), match.early)
    for part in join_order([pattern.names for pattern in match.patterns], match.order, first=delta):
        pattern = match.patterns[part]
        over = "delta" if part == delta else None
        join.pattern(part, pattern, over, old=part < delta and pattern.type in aggregate.recursive)
    for condition in match.late:
        join.guarded(condition)
    return _collecting(join, match, extra)


def _collecting(join: JoinWriter, match: MatchPlan, extra: tuple[str, ...]) -> JoinWriter:
    premises = tuple_of(f"p{part}" for part in range(len(match.patterns)))
    join.line(f"out(({tuple_of(map(variable, extra))}, {premises}, {join.boundary()}))")
    return join
