"""Rules that ask how well reports back a fact, in tables: the facts that meet a demand are given once more.

As ``tocsin.engine.backing`` has it for engines, each demand is a relation of its own, here under a name that a table
may have. Which reports count is found in SQL; whether they are enough, Python says once for each distinct set of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tocsin.bulk.executor import Executor
from tocsin.bulk.reading.force import reports_of
from tocsin.engine.backing import demands, lowered_as
from tocsin.engine.plan import Plan
from tocsin.facts.backing import Backing

if TYPE_CHECKING:
    import pyarrow as pa


class Backed:
    """What the rules of a plan ask of reports. ``plan`` is the one for tables, and ``relations`` what it calls each."""

    def __init__(self, plan: Plan) -> None:
        self.asked: dict[str, dict[str, Backing]] = {}
        self.relations: dict[str, str] = {}
        for name, each in demands(plan).items():
            self.asked[name] = {_free(f"{name}_backed_{at}", plan): backing for at, (_, backing) in enumerate(each)}
            self.relations.update(zip(self.asked[name], (relation for relation, _ in each), strict=True))
        named = {relation: table for table, relation in self.relations.items()}
        self.plan = lowered_as(plan, named) if named else plan
        self.original = plan

    def give(self, executor: Executor, name: str, facts: str) -> dict[str, str]:
        """Tables of the facts of a type that meet each demand, by relation; ``facts`` is SQL of them with ``told``."""
        told, verdict = f"told_{name}", f"verdict_{name}"
        executor.create(told, facts)
        texts = [text for (text,) in executor.rows(f"SELECT DISTINCT told FROM {told} WHERE told IS NOT NULL")]
        executor.load(verdict, _verdicts(self.asked[name], texts))
        given = {}
        for at, relation in enumerate(self.asked[name]):
            columns = ", ".join(f"t.{column}" for column in _columns(self.plan, name))
            count = executor.create(
                f"given_{relation}",
                f"SELECT {columns} FROM {told} AS t JOIN {verdict} AS v ON v.told = t.told AND v.met{at}",
            )
            if count:
                given[relation] = f"given_{relation}"
        executor.drop(told)
        executor.drop(verdict)
        return given


def _verdicts(asked: Mapping[str, Backing], texts: list[str]) -> pa.Table:
    import pyarrow as pa

    reports = [reports_of(text) for text in texts]
    met = {
        f"met{at}": pa.array([backing.is_met_by(each) for each in reports], pa.bool_())
        for at, backing in enumerate(asked.values())
    }
    return pa.table({"told": pa.array(texts, pa.string()), **met})


def _columns(plan: Plan, name: str) -> list[str]:
    """The columns of a table of given facts."""
    found = ["case_no"]
    for at, field in enumerate(plan.types[name].fields):
        found += [f"f{at}_low", f"f{at}_high"] if field.kind.name == "quantity" else [f"f{at}"]
    return [*found, "strength"]


def _free(name: str, plan: Plan) -> str:
    """The name, or one like it, that no type has."""
    return name if name not in plan.types else _free(f"{name}_", plan)
