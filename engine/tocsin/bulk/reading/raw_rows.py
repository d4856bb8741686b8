"""The rows of a type as they are read: each by itself, or each thing that is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tocsin.bulk.reading.cells_held import often_repeated, rows_repeated, told_again
from tocsin.bulk.reading.scan import UNSAID, Scan, case_of, form_of, form_select, uncased_select
from tocsin.bulk.reading.stating import FormRow
from tocsin.facts.fact_type import FactType

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


class RawRows:
    """The rows of a type in ``raw_N``, first as they are read, then sorted by case.

    Where those of its first table say the same again and again, ``raw_N`` is a view: ``forms_N`` has each thing that is
    said once, with a number, and ``coded_N`` the case and that number for each row.
    """

    def __init__(self, connection: DuckDBPyConnection, number: int, fact_type: FactType) -> None:
        self._connection = connection
        self._number = number
        self._fact_type = fact_type
        self._form = form_of(fact_type)
        self._said = [column for column in self._form if column != "case_id"]
        self._is_coded: bool | None = None
        self._make(f"TEMP TABLE raw_{number}", self._form)

    @property
    def rows(self) -> str:
        """The table with a row for each that was read, and whether it is ``good``."""
        return f"coded_{self._number}" if self._is_coded else f"raw_{self._number}"

    def add(self, held: Scan) -> None:
        """Add what the held cells say."""
        if self._is_coded is None:
            self._is_coded = rows_repeated(self._connection, held)
            if self._is_coded:
                self._code()
        if self._is_coded:
            self._add_coded(held)
        else:
            once = often_repeated(self._connection, held)
            self._execute(f"INSERT INTO {self.rows} {form_select(held, once)}")

    def add_read(self, rows: list[FormRow]) -> None:
        """Add rows that Python has read, and forget them."""
        if not rows:
            return
        names = [*self._form, "good"]
        self._connection.register("taken", arrow_rows([*self._form.values(), "BOOLEAN"], rows).rename_columns(names))
        if self._is_coded:
            self._number_seen("SELECT * FROM taken")
            self._execute(f"INSERT INTO forms_{self._number} SELECT form, {', '.join(self._said)}, good FROM seen")
            self._execute(f"INSERT INTO {self.rows} SELECT case_id, form, good FROM seen")
        else:
            self._execute(f"INSERT INTO {self.rows} SELECT * FROM taken")
        self._connection.unregister("taken")
        rows.clear()

    def sort(self, across: bool) -> int:
        """Make ``stated_N`` and ``common_N``; the number of rows in both.

        Where no row has a report its columns are the same in every row: they are said in a view, and not kept.
        """
        number = self._number
        joined, common = parted_queries(number, self._fact_type, across)
        ((said,),) = self._execute(f"SELECT coalesce(bool_or(said), false) FROM raw_{number}").fetchall()
        self._execute(f"CREATE OR REPLACE TABLE common_{number} AS {common}")
        if self._is_coded:
            coded = f"SELECT case_no, form FROM coded_{number} JOIN cases USING (case_id)"
            if across:
                coded = f"SELECT 0::BIGINT AS case_no, form FROM coded_{number}"
            self._sorted(coded)
            told = f"SELECT case_no, {', '.join(self._said)} FROM rows_{number} JOIN forms_{number} USING (form)"
        elif said:
            self._sorted(joined)
            told = f"SELECT * FROM rows_{number}"
        else:
            kept = ", ".join(column for column in self._said if column not in UNSAID)
            self._sorted(f"SELECT case_no, {kept} FROM ({joined})")
            told = f"SELECT *, {', '.join(f'{sql} AS {column}' for column, sql in UNSAID.items())} FROM rows_{number}"
        self._execute(f"CREATE OR REPLACE VIEW stated_{number} AS {told}")
        self._execute(f"DROP {'VIEW' if self._is_coded else 'TABLE'} raw_{number}")
        self._execute(f"DROP TABLE IF EXISTS coded_{number}")
        return count_rows(self._connection, f"rows_{number}") + count_rows(self._connection, f"common_{number}")

    def _sorted(self, query: str) -> None:
        self._execute(f"CREATE OR REPLACE TABLE rows_{self._number} AS {query} ORDER BY case_no")

    # -- rows that say the same -------------------------------------------------------------

    def _code(self) -> None:
        """Let ``raw_N`` be a view of forms and coded rows, of which there are none yet."""
        number = self._number
        said = {column: self._form[column] for column in self._said}
        self._make(f"TABLE forms_{number}", {"form": "INTEGER"} | said)
        self._make(f"TEMP TABLE coded_{number}", {"case_id": "VARCHAR", "form": "INTEGER"})
        self._execute(f"DROP TABLE raw_{number}")
        joined = f"coded_{number} AS c JOIN forms_{number} USING (form)"
        self._execute(f"CREATE TEMP VIEW raw_{number} AS SELECT case_id, {', '.join(said)}, c.good FROM {joined}")

    def _add_coded(self, held: Scan) -> None:
        cells = told_again(held)
        forms = f"forms_{self._number}"
        self._number_seen(f"SELECT DISTINCT {', '.join(cells)} FROM {held.relation}")
        self._execute(f"INSERT INTO {forms} {uncased_select(replace(held, relation='seen'))}")
        case, right = case_of(held)
        seen = f"(SELECT form, good AS form_good, {', '.join(f'{cell} AS s{at}' for at, cell in enumerate(cells))} "
        same = " AND ".join(f"{cell} IS NOT DISTINCT FROM s{at}" for at, cell in enumerate(cells))
        self._execute(
            f"INSERT INTO {self.rows} SELECT {case}, form, form_good AND {right} FROM {held.relation} "
            f"JOIN {seen} FROM seen JOIN {forms} USING (form)) ON {same}"
        )

    def _number_seen(self, query: str) -> None:
        """The table ``seen`` has the rows of a query, each with the number of a form that there is not yet."""
        next_form = f"coalesce((SELECT max(form) FROM forms_{self._number}), 0)"
        numbered = f"SELECT CAST({next_form} + row_number() OVER () AS INTEGER) AS form, * FROM ({query})"
        self._execute(f"CREATE OR REPLACE TEMP TABLE seen AS {numbered}")

    # -- in the connection ------------------------------------------------------------------

    def _execute(self, statement: str) -> DuckDBPyConnection:
        return self._connection.execute(statement)

    def _make(self, table: str, columns: Mapping[str, str]) -> None:
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._execute(f"CREATE OR REPLACE {table} ({declared}, good BOOLEAN)")


def parted_queries(number: int, fact_type: FactType, across: bool) -> tuple[str, str]:
    """The SELECTs of a type's rows that are of a case, by its number, and of those that hold for every case."""
    columns = ", ".join(column for column in form_of(fact_type) if column != "case_id")
    if across:
        every = f"SELECT 0::BIGINT AS case_no, {columns} FROM raw_{number}"
        return every, f"SELECT {columns} FROM raw_{number} WHERE false"
    joined = f"SELECT case_no, {columns} FROM raw_{number} JOIN cases USING (case_id)"
    return joined, f"SELECT {columns} FROM raw_{number} WHERE case_id IS NULL"


def arrow_rows(kinds: Sequence[str], rows: Sequence[FormRow]) -> pa.Table:
    """The rows as an Arrow table, whose columns ``c0`` and on have these SQL types."""
    import pyarrow as pa

    columns = [pa.array(values, _ARROW[kind]()) for values, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    return pa.table(columns, names=[f"c{n}" for n in range(len(columns))])


class _Arrow(dict[str, Any]):
    """Arrow's makers of types by the SQL type, imported when first asked for."""

    def __missing__(self, kind: str) -> Any:
        import pyarrow as pa

        self.update(
            VARCHAR=pa.string, BIGINT=pa.int64, DOUBLE=pa.float64, BOOLEAN=pa.bool_, DATE=pa.date32, TINYINT=pa.int8
        )
        return self[kind]


_ARROW = _Arrow()


def count_rows(connection: DuckDBPyConnection, relation: str) -> int:
    """How many rows a relation has."""
    found: int = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    return found
