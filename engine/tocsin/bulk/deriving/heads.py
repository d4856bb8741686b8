"""Conclusions in SQL: their fields as columns, with conversions that lose nothing; and how strong they are by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.lowering.columns import TooWide, value_sql
from tocsin.engine.plan import HeadPlan, RulePlan, own_strength

_INEXACT = re.compile(r"tocsin: rule (\d+), (case_no|content) (-?\d+), number (-?\d+)")


def head_columns(
    head: HeadPlan, bound: Mapping[str, tuple[str, ...]], rule: RulePlan, at: tuple[str, str]
) -> list[str]:
    """SQL for each column of a conclusion's fields; ``bound`` has the columns of the variables.

    ``at`` says where a number came up that no bound holds exactly: "case_no" or "content", and its column.
    """
    found: list[str] = []
    for (value, variable), kind, converts in zip(head.terms, head.kinds, head.converts, strict=True):
        if variable is None:
            found += value_sql(value, kind)
        elif not converts:
            found += bound[variable]
        else:
            if rule.kinds[variable].name != "int":
                number = bound[variable][0]
            elif kind.name == "float":
                # A float field takes the nearest double, as Python's float does; a bound stays exact.
                number = f"CAST({bound[variable][0]} AS DOUBLE)"
            else:
                number = _exact_double(bound[variable][0], rule.index, at)
            found += [number, number] if kind.name == "quantity" else [number]
    return found or ["TRUE"]


def own_strength_sql(rule: int, boundary: str, matched: str | None = None) -> str:
    """SQL of ``plan.own_strength``; ``matched`` is SQL too, None if no ``stronger_if`` matched at all."""
    capped, lifted, plain = (own_strength(rule, *told) for told in ((True, False), (False, True), (False, False)))
    when = "" if matched is None else f" WHEN {matched} THEN {lifted}"
    return f"CASE WHEN {boundary} THEN {capped}{when} ELSE {plain} END"


def _exact_double(sql: str, rule: int, at: tuple[str, str]) -> str:
    exact = f"CAST(CAST({sql} AS DOUBLE) AS HUGEINT) = CAST({sql} AS HUGEINT)"
    kind, column = at
    said = f"'tocsin: rule {rule}, {kind} ' || CAST({column} AS VARCHAR) || ', number ' || CAST({sql} AS VARCHAR)"
    return f"CASE WHEN {exact} THEN CAST({sql} AS DOUBLE) ELSE CAST(error({said}) AS DOUBLE) END"


def inexact(memory: Memory, error: BaseException) -> TooWide | None:
    """What an engine's error says of a number that no bound holds; None if it says something else."""
    found = _INEXACT.search(str(error))
    if found is None:
        return None
    rule, kind, number, value = found.groups()
    cases = [int(number)] if kind == "case_no" else memory.cases_of([int(number)])
    return TooWide(value, memory.plan.rules[int(rule)].rule.id, min(cases), cases=cases)
