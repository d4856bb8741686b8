"""Tables -> a database of rows in the one form, sorted by case; and of them, the facts in force in some cases.

Lifecycle of a row: scanned into ``raw_N`` (N is its type's place among the types named), taken or refused, given the
number of its case, and kept in ``stated_N``, or in ``common_N`` if it holds for every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk import codes
from tocsin.bulk.reading.cells_held import drop_cells, hold_cells, often_repeated, rows_repeated, told_again
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.opening import open_table, unread
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import UNSAID, Scan, case_of, form_of, form_select, uncased_select
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reading.stating import FormRow
from tocsin.bulk.reading.suspects import read_suspects
from tocsin.facts.model import FactType
from tocsin.facts.problems import Place, Problem
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

ACROSS: Final = "all"
"""The id of the one case of a run across cases."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Staged:
    """What was read: the types with rows, in order, how many rows and cases, and the rows of each file."""

    types: tuple[str, ...]
    rows: int
    cases: int
    read: tuple[tuple[str, str, int], ...]


def stage(
    connection: DuckDBPyConnection, inputs: Sequence[Input], rejects: Rejects, *, across: bool, tell: Told
) -> Staged:
    """Read every table into the connection's database.

    Rows that state no fact, and tables that cannot be read, are left to ``rejects``; whoever calls decides what that
    means for the run.
    """
    types = {item.fact_type.name: item.fact_type for item in sorted(inputs, key=lambda item: item.fact_type.name)}
    raws = [_Raw(connection, number, fact_type) for number, fact_type in enumerate(types.values())]
    read = []
    for raw, name in zip(raws, types, strict=True):
        for table in inputs:
            if table.fact_type.name == name:
                tell(shown_path(table.file))
                read.append((shown_path(table.file), name, _read(connection, raw, table, rejects)))
    cases = _number_cases(connection, len(types), across, rejects)
    rows = sum(raw.sort(across) for raw in raws)
    return Staged(tuple(types), rows, cases, tuple(sorted(read)))


class _Raw:
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
        return _count(self._connection, f"rows_{number}") + _count(self._connection, f"common_{number}")

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


def _read(connection: DuckDBPyConnection, raw: _Raw, table: Input, rejects: Rejects) -> int:
    """Read one table; the number of rows taken."""
    import duckdb

    problems: list[Problem] = []
    scan = open_table(connection, table, problems)
    rejects.problems.extend(problems)
    if scan is None or problems:
        return 0
    before = _count(connection, raw.rows)
    try:
        if has_own_checks(table.fact_type):
            scan = replace(scan, sound="false")
        # What is no CSV in a table read before, or in one read again, is not of this one.
        _forget_malformed(connection)
        scan, held = hold_cells(connection, scan)
        malformed = _malformed(connection) if table.format == "csv" else {}
        raw.add(held)
        drop_cells(connection)
        if malformed or _count(connection, f"{raw.rows} WHERE NOT good"):
            connection.execute(f"DELETE FROM {raw.rows} WHERE NOT good")
            _settle(raw, read_suspects(connection, table, scan, malformed, rejects))
    except duckdb.Error as error:
        rejects.problems.append(unread(error, Place(shown_path(table.file))))
    return _count(connection, raw.rows) - before


def _settle(raw: _Raw, rows: Iterator[FormRow]) -> None:
    """Add the rows that the readers of single cases take."""
    batch: list[FormRow] = []
    for row in rows:
        batch.append((*row, True))
        if len(batch) == 10_000:
            raw.add_read(batch)
    raw.add_read(batch)


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


def has_own_checks(fact_type: FactType) -> bool:
    """True if the type's pydantic model checks more than kinds, so that every row must pass it."""
    model = fact_type.declared_model
    if model is None:
        return False
    from tocsin.facts.model import Codes, DiffersFrom, Fact, Limits, NotBefore, OpenList

    own = model.__pydantic_decorators__
    inherited = Fact.__pydantic_decorators__.model_validators
    if own.field_validators or own.model_validators.keys() - inherited.keys() or own.validators or own.root_validators:
        return True
    extras = [extra for info in model.model_fields.values() for extra in info.metadata]
    built_otherwise = any(getattr(model, name) is not getattr(Fact, name) for name in ("__init__", "model_post_init"))
    return built_otherwise or any(
        not isinstance(extra, Codes | Limits | OpenList | DiffersFrom | NotBefore) for extra in extras
    )


def _malformed(connection: DuckDBPyConnection) -> dict[int, str]:
    """The rows of the CSV file just read that are no CSV, by number, and what SQL says of them."""
    found = connection.execute(
        "SELECT line, min(error_message) FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_scans) "
        "GROUP BY line"
    ).fetchall()
    _forget_malformed(connection)
    return dict(found)


def _forget_malformed(connection: DuckDBPyConnection) -> None:
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def _every(types: int) -> str:
    return " UNION ALL ".join(f"SELECT case_id, dated FROM raw_{number}" for number in range(types))


def cases_query(types: int, across: bool) -> str:
    """The SELECT of the cases that the rows of so many types name: number in the order of ids, id, latest report."""
    latest = "SELECT max(dated) FROM everything" + ("" if across else " WHERE case_id IS NULL")
    cases = f"SELECT {literal(ACROSS)} AS case_id, NULL::DATE AS dated"
    if not across:
        cases = "SELECT case_id, max(dated) AS dated FROM everything WHERE case_id IS NOT NULL GROUP BY case_id"
    return (
        f"WITH everything AS ({_every(types)}), found AS ({cases}) "
        "SELECT row_number() OVER (ORDER BY case_id) - 1 AS case_no, case_id, "
        f"greatest(dated, ({latest})) AS latest FROM found"
    )


def _number_cases(connection: DuckDBPyConnection, types: int, across: bool, rejects: Rejects) -> int:
    """Make ``cases``: numbers in the order of ids, and the day of each case's latest report."""
    every = _every(types)
    connection.execute(f"CREATE OR REPLACE TABLE cases AS {cases_query(types, across)} ORDER BY case_id")
    count = _count(connection, "cases")
    common = connection.execute(f"SELECT count(*) FROM ({every})").fetchall()[0][0]
    if not count and common:
        note_no_case(rejects)
    return count


def note_no_case(rejects: Rejects) -> None:
    """Note the problem of tables of which no row names a case, unless rows that did may have been refused."""
    if not rejects.rows and not rejects.problems:
        hint = (
            "add a column case_id to the tables that differ from case to case, or take all rows as one case: --across"
        )
        rejects.problems.append(Problem(codes.NO_CASE, "no row of any table names a case", None, hint))


def parted_queries(number: int, fact_type: FactType, across: bool) -> tuple[str, str]:
    """The SELECTs of a type's rows that are of a case, by its number, and of those that hold for every case."""
    columns = ", ".join(column for column in form_of(fact_type) if column != "case_id")
    if across:
        every = f"SELECT 0::BIGINT AS case_no, {columns} FROM raw_{number}"
        return every, f"SELECT {columns} FROM raw_{number} WHERE false"
    joined = f"SELECT case_no, {columns} FROM raw_{number} JOIN cases USING (case_id)"
    return joined, f"SELECT {columns} FROM raw_{number} WHERE case_id IS NULL"


def _count(connection: DuckDBPyConnection, relation: str) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    return found
