"""Rule plans -> Python source: one function for each rule and each pattern a change may come in by.

A rule becomes nested loops over index look-ups, in the plan's join order. In logic notation, with Δ the
facts new in the last round and Old those before it, the function for pattern i of

    head ← p1, …, pn

evaluates  head ← Old(p1), …, Old(pi-1), Δ(pi), All(pi+1), …, All(pn),  so that each match is found once
(semi-naive evaluation: Bancilhon 1986; Abiteboul, Hull and Vianu, *Foundations of Databases*, ch. 13).
Nothing of a pack's text reaches the source: names are checked words, values are passed as constants.
"""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.engine.plan import Computation, HeadPlan, MatchPlan, RulePlan
from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter
from tocsin.engine.seminaive.joins import JoinWriter, Source, local
from tocsin.facts.kinds import Kind
from tocsin.facts.model import FactType


def write_rule(
    name: str,
    plan: RulePlan,
    types: Mapping[str, FactType],
    constants: Constants,
    delta: int | None,
    recursive: frozenset[str],
) -> Source:
    """The function of a rule; ``delta`` is the pattern that ranges over new facts (None: all facts)."""
    source = Source(types, constants)
    join = JoinWriter(source, ExpressionWriter(constants, plan.kinds), plan.early, "continue")
    first = 0 if delta is None else delta
    for part in plan.orders[first]:
        if part >= len(plan.patterns):
            number = part - len(plan.patterns)
            join.group(part, group_relation(plan, number), plan.aggregates[number])
        elif part == delta:
            join.pattern(part, plan.patterns[part], over="delta")
        else:
            pattern = plan.patterns[part]
            join.pattern(part, pattern, old=delta is not None and part < delta and pattern.type in recursive)
    for step in plan.late:
        if isinstance(step, Computation):
            join.computation(step)
        elif step.may_fail:
            join.guarded(step)
        else:
            join.condition(step)
    for position, exception in enumerate(plan.unless):
        blocked = f"u{position}"
        arguments = "".join(f", {local(name)}" for name in exception.outer)
        source.line(f"{blocked} = exception_{plan.index}_{position}(store, fail{arguments})")
        source.line(f"if {blocked} == 2: continue")
        join.truths.append(f"{blocked} == 1")
    _write_heads(source, plan, join)
    return source


def _write_heads(source: Source, plan: RulePlan, join: JoinWriter) -> None:
    keys = [_head_key(source, head) for head in plan.heads]
    if any(any(head.converts) for head in plan.heads):
        source.line("try:")
        for position, key in enumerate(keys):
            source.line(f"    h{position} = {key}")
        source.line("except FAILURES as error:")
        source.line(f"    fail({source.constants.name('the conclusion')}, error)")
        source.line("    continue")
        keys = [f"h{position}" for position in range(len(keys))]
    boundary = "0"
    if join.truths:
        boundary = "boundary"
        source.line(f"boundary = {join.boundary()}")
    premises = "".join(f"p{part}, " for part in range(len(plan.patterns) + len(plan.aggregates)))
    computed = "".join(f"{local(name)}, " for name in plan.computed)
    for position, key in enumerate(keys):
        source.line(f"key = {key}")
        source.line(f"n = known{position}(key)")
        source.line("if n is None:")
        source.line("    n = len(rows)")
        source.line(f"    keys{position}[key] = n")
        source.line("    rows.append(key)")
        source.line(f"    fresh{position}(n)")
        source.line(f"out{position}((n, {premises}{computed}{boundary}))")


def rule_prologue(plan: RulePlan, source: Source) -> str:
    """The lines that fetch what the conclusions are written to."""
    lines = []
    for position, head in enumerate(plan.heads):
        name = source.constants.name(head.type)
        lines.append(f"    keys{position} = store.keys[{name}]")
        lines.append(f"    known{position} = keys{position}.get")
        lines.append(f"    fresh{position} = store.fresh[{name}].append")
        lines.append(f"    out{position} = outs[{position}].append")
    return "\n".join(lines)


def _head_key(source: Source, head: HeadPlan) -> str:
    parts = []
    for (value, variable), kind, converts in zip(head.terms, head.kinds, head.converts, strict=True):
        if variable is None:
            parts.append("None" if value is None else source.constants.name(value))
        elif converts:
            parts.append(f"convert({local(variable)}, {source.constants.name(kind)})")
        else:
            parts.append(local(variable))
    return "(" + "".join(part + ", " for part in parts) + ")"


def group_relation(plan: RulePlan, number: int) -> str:
    """The name of an aggregate's groups as a relation."""
    return f"{plan.index}/{number}"


def write_match(
    match: MatchPlan, kinds: Mapping[str, Kind], types: Mapping[str, FactType], constants: Constants
) -> tuple[Source, JoinWriter]:
    """The loops of a conjunction, up to where a match is complete."""
    source = Source(types, constants)
    local_kinds = dict(kinds)
    for pattern in match.patterns:
        for position, name in pattern.variables:
            local_kinds.setdefault(name, types[pattern.type].fields[position].kind)
    source.loop("for _ in once:")
    join = JoinWriter(source, ExpressionWriter(constants, local_kinds), match.early, "continue")
    join.bound |= set(match.outer)
    join.test()
    for part in match.order:
        join.pattern(part, match.patterns[part])
    for condition in match.late:
        join.guarded(condition)
    return source, join


def write_exception(
    match: MatchPlan, kinds: Mapping[str, Kind], types: Mapping[str, FactType], constants: Constants
) -> Source:
    """A function that says how far an entry of ``unless`` matches: 0 not, 1 possibly, 2 certainly."""
    source, join = write_match(match, kinds, types, constants)
    source.lines.insert(0, "    best = [0]")
    if match.late or source.calls:
        # Every match is tried even after a certain one, so that what fails is the same in every engine.
        source.line(f"best[0] = max(best[0], 2 - ({join.boundary()}))")
    else:
        source.line(f"if not ({join.boundary()}): return 2")
        source.line("best[0] = 1")
    return source


def write_collection(
    match: MatchPlan, extra: str, kinds: Mapping[str, Kind], types: Mapping[str, FactType], constants: Constants
) -> Source:
    """A function that collects every match: ``extra`` values, the premises, the boundary."""
    source, join = write_match(match, kinds, types, constants)
    premises = "".join(f"p{part}, " for part in range(len(match.patterns)))
    source.line(f"out(({extra}({premises}), {join.boundary()}))")
    return source
