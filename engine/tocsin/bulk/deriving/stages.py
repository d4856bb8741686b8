"""Steps that Python evaluates, between one query and the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.lowering.columns import TooWide, all_equal, columns_of, text_sql
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.bulk.lowering.steps import Steps
from tocsin.engine.plan import Computation, Condition, Step
from tocsin.facts.kinds import Kind


def late_steps(match: Conjunction, early: Iterable[Condition], late: Sequence[Step]) -> list[Step]:
    """Add to a conjunction what SQL can say of its steps; the steps that are left for Python, in order.

    Behind the first late step that may fail nothing is added: a match has to reach it for its failure to count.
    """
    waiting: list[Step] = [*match.conditions(early)]
    for at, step in enumerate(late):
        if isinstance(step, Computation) or match.conditions([step]):
            return [*waiting, *late[at:]]
    return waiting


def pick(function: str, items: Sequence[str]) -> str:
    """SQL of the ``least`` or ``greatest`` of items, of which there may be one."""
    return items[0] if len(items) == 1 else f"{function}({', '.join(items)})"


def kept(bound: Mapping[str, tuple[str, ...]], kinds: Mapping[str, Kind], names: Iterable[str]) -> list[str]:
    """Select items that keep variables under names of their own."""
    return [
        f"{sql} AS {column.name}"
        for name in names
        for sql, column in zip(bound[name], columns_of(f"v_{name}", kinds[name]), strict=True)
    ]


def kept_columns(alias: str, kinds: Mapping[str, Kind], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns under which variables have been kept."""
    return {name: tuple(f"{alias}.{c.name}" for c in columns_of(f"v_{name}", kinds[name])) for name in names}


def stage(
    memory: Memory, rule: str, steps: Sequence[Step], kinds: Mapping[str, Kind], query: str, columns: Sequence[str]
) -> str:
    """The name of a table with the matches that stand after the steps.

    The query has ``columns``, the first of them the case or content that failures are noted for, ``boundary``, and
    the variables the steps read, kept. The table has ``columns``, ``boundary``, and the variables the steps bind.
    """
    evaluation = Steps(tuple(steps), kinds)
    arguments = evaluation.arguments
    matches, distinct, answers, staged = (memory.fresh(name) for name in ("match", "argument", "answer", "staged"))
    memory.create(matches, query)
    names = ", ".join(column.name for column in arguments) or "TRUE AS nothing"
    memory.create(distinct, f"SELECT row_number() OVER () AS argument, * FROM (SELECT DISTINCT {names} FROM {matches})")
    listed = "".join(f", {column.name}" for column in arguments)
    rows = memory.executor.rows(f"SELECT argument{listed} FROM {distinct}")
    try:
        memory.load(answers, evaluation.answers(rows))
    except TooWide as error:
        joined = f"{matches} AS u JOIN {distinct} AS x ON {all_equal('u', 'x', arguments)}"

        def cases(arguments: Iterable[int]) -> list[int]:
            listed = ", ".join(map(str, arguments))
            query = f"SELECT DISTINCT u.{columns[0]} FROM {joined} WHERE x.argument IN ({listed})"
            found = [at for (at,) in memory.executor.rows(query)]
            return found if columns[0] == "case_no" else memory.cases_of(found)

        raise TooWide(error.number, rule, min(cases([error.case_no or 0])), cases=cases(error.cases)) from None
    joined = (
        f"FROM {matches} AS u JOIN {distinct} AS x ON {all_equal('u', 'x', arguments)} "
        f"JOIN {answers} AS a ON a.argument = x.argument"
    )
    chosen = [f"u.{name}" for name in columns] + [f"a.{column.name}" for column in evaluation.results]
    memory.create(staged, f"SELECT {', '.join(chosen)}, (u.boundary OR a.unsure) AS boundary {joined} WHERE a.stands")
    failures = f"{joined} WHERE a.text IS NOT NULL"
    if memory.executor.rows(f"SELECT count(*) FROM {answers} WHERE text IS NOT NULL") != [(0,)]:
        memory.append_shared(
            f"failed_{columns[0]}",
            f"SELECT DISTINCT u.{columns[0]}, {text_sql(rule)} AS rule, a.text, a.reason {failures}",
        )
    for name in (matches, distinct, answers):
        memory.drop(name)
    return staged
