"""Tables -> the numbered cases of a run and the rows of each type, as tables of the executor."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.raw_rows import parted_queries
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import form_of
from tocsin.bulk.reading.staging import Staged, Told, cases_query, note_no_case
from tocsin.bulk.spark.executor import Spark
from tocsin.bulk.spark.reading import read
from tocsin.facts.fact_type import FactType
from tocsin.facts.tree import shown_path


def stage(executor: Spark, inputs: Sequence[Input], rejects: Rejects, *, across: bool, tell: Told) -> Staged:
    """The tables ``cases``, and for each type ``stated_N`` and ``common_N``, hold what the inputs say.

    Rows that state no fact, and tables that cannot be read, are left to ``rejects``.
    """
    types = {item.fact_type.name: item.fact_type for item in sorted(inputs, key=lambda item: item.fact_type.name)}
    told = []
    for number, (name, fact_type) in enumerate(types.items()):
        _begin(executor, number, fact_type)
        for table in inputs:
            if table.fact_type.name == name:
                tell(shown_path(table.file))
                told.append((shown_path(table.file), name, _read(executor, number, table, rejects)))
    executor.create("cases", cases_query(len(types), across))
    cases = executor.count("cases")
    if not cases and any(executor.count(f"raw_{number}") for number in range(len(types))):
        note_no_case(rejects)
    rows = sum(_part(executor, number, fact_type, across) for number, fact_type in enumerate(types.values()))
    return Staged(tuple(types), rows, cases, tuple(sorted(told)))


def _begin(executor: Spark, number: int, fact_type: FactType) -> None:
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in form_of(fact_type).items())
    executor.create(f"raw_{number}", f"SELECT {nothing} WHERE FALSE")


def _read(executor: Spark, number: int, table: Input, rejects: Rejects) -> int:
    frame = read(executor.session, table, rejects)
    if frame is None:
        return 0
    executor.hold("read_rows", frame)
    executor.append(f"raw_{number}", "SELECT * FROM read_rows")
    found = executor.count("read_rows")
    executor.drop("read_rows")
    return found


def _part(executor: Spark, number: int, fact_type: FactType, across: bool) -> int:
    stated, common = parted_queries(number, fact_type, across)
    executor.create(f"stated_{number}", stated)
    executor.create(f"common_{number}", common)
    executor.drop(f"raw_{number}")
    return executor.count(f"stated_{number}") + executor.count(f"common_{number}")
