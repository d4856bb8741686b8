"""The contents of a chunk as they are said, each written out once: the tables of a result take their texts from there.

    said(no, content, type, id, fields, notation)      numbered in the order of type, id and fields

So what is sorted and kept of a row are a few numbers, and the rows of a case come in the order of their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.bulk.notations import TABLE as NOTATIONS

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.bulk.alone import Answers
    from tocsin.bulk.executor import Executor

TABLE: Final = "said"


def say(executor: Executor, answers: Answers) -> int:
    """The table ``said`` holds every content of the answers, whose notations are there; how many they are."""
    return executor.create(
        TABLE,
        "SELECT CAST(row_number() OVER (ORDER BY t.type, t.id, t.fields) - 1 AS INTEGER) AS no, "
        f"t.content, t.type, t.id, t.fields, n.notation FROM ({answers.texts}) AS t "
        f"JOIN {NOTATIONS} AS n ON n.type = t.type AND n.fields = t.fields",
    )


def texts_said(executor: Executor) -> pa.Table:
    """The texts, each at the place that its number says."""
    return executor.arrow(f"SELECT id, type, fields, notation FROM {TABLE} ORDER BY no")


def numbered(relation: str, columns: str) -> str:
    """The SELECT of the rows of a relation of contents in their final order: case_no, no, and these columns."""
    return (
        f"SELECT r.case_no, s.no{columns} FROM ({relation}) AS r JOIN {TABLE} AS s ON s.content = r.content "
        "ORDER BY r.case_no, s.no"
    )
