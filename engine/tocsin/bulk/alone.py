"""Cases with what columns do not hold: each answered by itself, and put beside the others.

A sum beyond 64 bits, or a bound between two doubles, is found while a chunk is evaluated; two facts of a case with one
id, which go by longer ones, when it is. The cases are then taken out of the chunk and given to the evaluator of single
cases, which has numbers and ids of any size; the rest is evaluated again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from tocsin.bulk.backed import Backed
from tocsin.bulk.derive import derive
from tocsin.bulk.executor import Executor
from tocsin.bulk.lowering.columns import TooWide, value_from
from tocsin.bulk.relations import Relations
from tocsin.engine import seminaive
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.facts_by_id import Facts
from tocsin.engine.plan import STRENGTH
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import canonical_json

if TYPE_CHECKING:
    import pyarrow as pa

ALONE: Final = 1_000
"""More cases than this in one chunk are too many to be answered one by one; the run then ends, and says why."""
_SAID: Final = "alone_said"
Columns = dict[str, str]
_KEPT: Final[Mapping[str, Columns]] = {
    "facts": {"case_no": "int32", "id": "", "type": "", "fields": "", "strength": "int8"},
    "conclusions": {
        **{"case_no": "int32", "id": "", "type": "", "fields": ""},
        **{"strength": "int8", "boundary": "bool_", "depth": "int32"},
    },
    "derivations": {
        **{"case_no": "int32", "conclusion": "", "rule": "", "premises": "list", "bindings": ""},
        **{"strength": "int8", "boundary": "bool_", "depth": "int32"},
    },
    "failures": {"case_no": "int32", "rule": "", "text": "", "reason": ""},
}
"""The columns of each relation, as ``Relations`` has them, with their Arrow type (text if none is named)."""


class Answers:
    """The relations of a chunk, with those of the cases answered alone beside them."""

    def __init__(self, executor: Executor, relations: Relations, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
        self._executor = executor
        self._relations = relations
        self._names = [f"alone_{name}" for name in rows if rows[name]]
        for name, found in rows.items():
            if found:
                executor.load(f"alone_{name}", _table(_KEPT[name], found))
        self.facts = self._with("facts", relations.facts)
        self.conclusions = self._with("conclusions", relations.conclusions)
        self.derivations = self._with("derivations", relations.derivations)
        self.failures = self._with("failures", relations.failures)
        self.contents, self.texts = relations.contents, relations.texts
        self.given, self.concluded = relations.given, relations.concluded
        stated = [name for name in ("alone_facts", "alone_conclusions") if name in self._names]
        if stated:
            # What stands in two pieces here would stand twice in whatever is joined to it.
            pieces = [f"SELECT type, fields FROM ({self.contents})", *(f"SELECT type, fields FROM {n}" for n in stated)]
            self.contents = " UNION ".join(pieces)
            self._say_alone(stated)

    def _say_alone(self, tables: Sequence[str]) -> None:
        """Let contents of cases answered alone be told by numbers as well, below those of all others."""
        every = " UNION ".join(f"SELECT type, id, fields FROM {table}" for table in tables)
        self._executor.create(
            _SAID,
            "SELECT CAST(-row_number() OVER (ORDER BY type, id, fields) AS INTEGER) AS content, type, id, fields "
            f"FROM ({every})",
        )
        self._names.append(_SAID)
        self.texts += f" UNION ALL SELECT content, type, id, fields FROM {_SAID}"
        same = f"JOIN {_SAID} AS t ON t.type = a.type AND t.id = a.id AND t.fields = a.fields"
        if "alone_facts" in tables:
            self.given += f" UNION ALL SELECT a.case_no, t.content, a.strength FROM alone_facts AS a {same}"
        if "alone_conclusions" in tables:
            chosen = "a.case_no, t.content, a.strength, a.boundary, a.depth"
            self.concluded += f" UNION ALL SELECT {chosen} FROM alone_conclusions AS a {same}"

    def _with(self, name: str, relation: str) -> str:
        if f"alone_{name}" not in self._names:
            return relation
        columns = ", ".join(_KEPT[name])
        return f"SELECT {columns} FROM ({relation}) UNION ALL SELECT {columns} FROM alone_{name}"

    def close(self) -> None:
        """Drop every table."""
        self._relations.close()
        for name in self._names:
            self._executor.drop(name)


def answer_all(executor: Executor, backed: Backed, active: frozenset[int], given: dict[str, str]) -> Answers:
    """The model of each case under the active rules (``derive``), whatever its numbers and ids.

    The tables ``given`` are left without the facts of cases that were answered alone. Raises TooWide (T501) for a
    number that a rule itself states, and where more than a thousand cases would have to be answered alone.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _KEPT}
    count = 0
    while True:
        try:
            relations = derive(executor, backed.plan, active, given)
            alone = relations.meeting()
            if not alone:
                return Answers(executor, relations, rows)
            relations.close()
        except TooWide as wide:
            alone = wide.cases
            count += len(alone)
            if not alone or count > ALONE:
                raise
        for case_no, facts in sorted(_taken_out(executor, backed.plan.types, given, alone).items()):
            _add(rows, backed, active, case_no, facts)


def _taken_out(
    executor: Executor, types: Mapping[str, FactType], given: dict[str, str], cases: Iterable[int]
) -> dict[int, list[tuple[str, tuple[Any, ...], int]]]:
    """The facts of some cases, which are then no longer in the tables: type, row and strength of each."""
    found: dict[int, list[tuple[str, tuple[Any, ...], int]]] = {case_no: [] for case_no in cases}
    listed = ", ".join(map(str, sorted(found)))
    for name, table in list(given.items()):
        fields = types[name].fields
        columns = [
            [f"f{at}_low", f"f{at}_high"] if field.kind.name == "quantity" else [f"f{at}"]
            for at, field in enumerate(fields)
        ]
        chosen = ", ".join(["case_no", "strength", *(column for pair in columns for column in pair)])
        for case_no, strength, *cells in executor.rows(f"SELECT {chosen} FROM {table} WHERE case_no IN ({listed})"):
            rest = iter(cells)
            row = tuple(
                value_from(tuple(next(rest) for _ in pair), field.kind)
                for pair, field in zip(columns, fields, strict=True)
            )
            found[case_no].append((name, row, strength))
        if not executor.create("given_left", f"SELECT * FROM {table} WHERE case_no NOT IN ({listed})"):
            del given[name]
        executor.replace(table, "given_left")
    return found


def _add(
    rows: Mapping[str, list[tuple[Any, ...]]],
    backed: Backed,
    active: frozenset[int],
    case_no: int,
    facts: Iterable[tuple[str, tuple[Any, ...], int]],
) -> None:
    """Add what follows in one case, by the evaluator of single cases."""
    by_type: dict[str, list[tuple[Any, ...]]] = {}
    strengths = {}
    for name, row, strength in facts:
        by_type.setdefault(backed.relations.get(name, name), []).append(row)
        strengths[name, row] = strength
    plan = backed.original
    evaluation = seminaive.evaluate(plan, by_type, active)
    given = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
    graph = DerivationGraph(plan, evaluation, [strengths[fact] for fact in cast("Iterable[Any]", given)])
    numbered = Facts(graph)
    rows["facts"].extend(
        (case_no, numbered.ids[n], graph.types[n], numbered.fields[n], graph.given_strength[n])
        for n in range(graph.given)
    )
    for conclusion in (Conclusion(numbered, number) for number in graph.by_conclusion):
        said = (conclusion.id, conclusion.type, canonical_json(conclusion.fields))
        strength = STRENGTH[conclusion.qualifier]
        rows["conclusions"].append((case_no, *said, strength, conclusion.boundary, conclusion.depth))
        rows["derivations"].extend(
            (case_no, way.conclusion, way.rule.id, list(way.premises), way.tie, *_told(way))
            for way in conclusion.derivations
        )
    rows["failures"].extend((case_no, each.rule, each.text, each.reason) for each in evaluation.failures)


def _told(way: Derivation) -> tuple[int, bool, int]:
    return STRENGTH[way.qualifier], way.boundary, way.height


def _table(columns: Columns, rows: list[tuple[Any, ...]]) -> pa.Table:
    import pyarrow as pa

    kinds = {
        name: pa.list_(pa.string()) if kind == "list" else getattr(pa, kind or "string")()
        for name, kind in columns.items()
    }
    arrays = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), kinds.values(), strict=True)]
    return pa.table(arrays, names=list(kinds))
