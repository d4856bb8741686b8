"""One table as SQL: where its rows come from, and the SELECT that brings them to one form.

The form has a column for the case, one or two for each field by its position (so that no two names can collide), those
parts of the report that decide whether a fact is in force and how well it is backed, and ``good``: whether SQL accepts
the row as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from tocsin.bulk.reading.border import purpose_of
from tocsin.bulk.reading.cells import (
    Cell,
    Cells,
    JsonCells,
    TypedCells,
    instant_cell,
    quantity_cell,
    report_text,
    value_cell,
)
from tocsin.bulk.reading.columns import Column, Columns
from tocsin.bulk.reading.restrictions import related, within_limits
from tocsin.bulk.reading.sql import all_of, any_of, literal, one_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Kind
from tocsin.facts.reports import CREDIBILITY, RELIABILITY, STATUSES

SQL_TYPES: Final = {"int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "date": "DATE"}
REPORT_FORM: Final = {
    "said": "BOOLEAN",
    "name": "VARCHAR",
    "origin": "VARCHAR",
    "grade": "VARCHAR",
    "dated": "DATE",
    "stamped": "BIGINT",
    "status": "VARCHAR",
    "since": "DATE",
    "until": "DATE",
    "strength": "TINYINT",
}
"""What is kept of a report, by column: whether there is one, the source's name, whence it has it, its grade, its day
and, where it has a time stamp with a zone, its moment in microseconds since 1970 in UTC; and the qualifier as an
ordinal."""
UNSAID: Final = {
    "said": "false",
    **{column: f"CAST(NULL AS {REPORT_FORM[column]})" for column in ("name", "origin", "grade", "dated", "stamped")},
    "status": "'reported'",
    **{column: f"CAST(NULL AS {REPORT_FORM[column]})" for column in ("since", "until")},
}
"""What stands in those columns of a row without a report; its qualifier is no part of one."""
_BLANKS: Final = r"[\t-\r\x1c-\x20\x{85}\p{Z}]*"
"""A text that names nobody, with what Python takes for blanks."""
_STRENGTHS: Final = ("possible", "possible_strengthened", "likely", "certain")
_WRITTEN: Final = "written"
_GRADES: Final = tuple(letter + digit for letter in RELIABILITY for digit in CREDIBILITY)


@dataclass(frozen=True)
class Scan:
    """A table to be read: its rows as SQL, the expression of each column, and how cells are read.

    ``raw`` are the expressions that hold a row as it was written, those of the columns ``timed`` as text, because no
    calendar but SQL's has all its days; ``sound`` is what a row must be as a whole, and ``filled`` whether it is a row
    at all. ``wider`` is the scan that looks for every name, where this one looks for those alone that seem to be there.
    """

    relation: str
    columns: Columns
    expressions: dict[Column, str]
    cells: Cells
    raw: tuple[str, ...]
    sound: str = "true"
    filled: str = "true"
    timed: frozenset[int] = frozenset()
    wider: Scan | None = None

    @property
    def has_case(self) -> bool:
        """True if there is a column that names the case."""
        return self.columns.case is not None


def sql_type(kind: Kind) -> str:
    """The SQL type of a field that is no quantity."""
    return SQL_TYPES.get(kind.name, "VARCHAR")


def form_of(fact_type: FactType) -> dict[str, str]:
    """The columns of the one form, each with its SQL type. An absent quantity has neither end."""
    form = {"case_id": "VARCHAR"}
    for position, field in enumerate(fact_type.fields):
        if field.kind.name == "quantity":
            form |= {f"f{position}_low": "DOUBLE", f"f{position}_high": "DOUBLE"}
        else:
            form[f"f{position}"] = sql_type(field.kind)
    return form | REPORT_FORM


def form_select(scan: Scan, once: Collection[Column] = ()) -> str:
    """The SELECT of every row in the one form, with ``good``.

    What stands in the columns ``once`` is read once for each distinct cell, and joined to the rows that have it.
    """
    form = _Form(scan, once)
    columns = form_of(scan.columns.fact_type)
    return f"SELECT {form.selected(columns)} FROM {scan.relation}{''.join(form.joins)} WHERE {scan.filled}"


def uncased_select(scan: Scan) -> str:
    """The SELECT of what rows say whatever their case, in the one form, with ``good`` and a number, ``form``."""
    uncased = Columns(scan.columns.fact_type, tuple(each for each in scan.columns.found if each.role != "case"))
    columns = form_of(scan.columns.fact_type)
    del columns["case_id"]
    return f"SELECT form, {_Form(replace(scan, columns=uncased), ()).selected(columns)} FROM {scan.relation}"


def case_of(scan: Scan) -> tuple[str, str]:
    """SQL of a row's case, NULL if the table names none, and of whether it is plainly right."""
    if scan.columns.case is None:
        return "NULL", "true"
    conditions: list[str] = []
    case = _kept(value_cell(scan.cells, scan.expressions[scan.columns.case], "case"), conditions, True)
    return case, f"coalesce({all_of(conditions)}, false)"


def good_of(scan: Scan) -> str:
    """Whether SQL accepts a row as it stands."""
    return _Form(scan, ()).good


class _Form:
    """The expression of each column of the form, what must hold for them to be right, and the joins they need."""

    def __init__(self, scan: Scan, once: Collection[Column]) -> None:
        self.scan = scan
        self.joins: list[str] = []
        self.values: dict[str, str] = {}
        self.values["case_id"], right = case_of(scan)
        self._conditions = [scan.sound, right]
        for position, field in enumerate(scan.columns.fact_type.fields):
            columns = scan.columns.of(field)
            if len(columns) == 1 and columns[0] in once:
                self._look_up(position, field, columns[0])
            else:
                self.values |= _limited(scan, position, field, self._conditions)
        self._conditions += related(scan.columns.fact_type, self.values)
        self.values |= _report(scan, self._conditions)

    @property
    def good(self) -> str:
        """Whether all holds that must."""
        return f"coalesce({all_of(self._conditions)}, false)"

    def selected(self, columns: Mapping[str, str]) -> str:
        """The select items of these columns, each with its SQL type, and of ``good``."""
        typed = [f"CAST({self.values[column]} AS {kind}) AS {column}" for column, kind in columns.items()]
        return ", ".join([*typed, f"{self.good} AS good"])

    def _look_up(self, position: int, field: FieldType, column: Column) -> None:
        alias = f"once_{position}"
        conditions: list[str] = []
        values = _limited(_of_written(self.scan, column), position, field, conditions)
        read = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
        expression = self.scan.expressions[column]
        self.joins.append(
            f" JOIN (SELECT {_WRITTEN}, {read}, coalesce({all_of(conditions)}, false) AS good FROM "
            f"(SELECT DISTINCT {expression} AS {_WRITTEN} FROM {self.scan.relation})) AS {alias} "
            f"ON {alias}.{_WRITTEN} IS NOT DISTINCT FROM {expression}"
        )
        self.values |= {name: f"{alias}.{name}" for name in values}
        self._conditions.append(f"{alias}.good")


def _of_written(scan: Scan, column: Column) -> Scan:
    """The scan of a relation in which the column stands as ``written``."""
    cells = scan.cells
    if isinstance(cells, TypedCells):
        cells = TypedCells({_WRITTEN: cells.types[scan.expressions[column]]})
    return replace(scan, expressions={column: _WRITTEN}, cells=cells)


def _limited(scan: Scan, position: int, field: FieldType, conditions: list[str]) -> dict[str, str]:
    """The columns of a field, which is within its limits."""
    values = _field(scan, position, field, conditions)
    written = [scan.expressions[column] for column in scan.columns.of(field)]
    is_json = isinstance(scan.cells, JsonCells)
    conditions += within_limits(field, list(values.values()), written, is_json=is_json)
    return values


def _kept(cell: Cell, conditions: list[str], required: bool) -> str:
    conditions.append(f"{cell.value} IS NOT NULL" if required else f"{cell.value} IS NOT NULL OR NOT {cell.present}")
    return f"CASE WHEN {cell.present} THEN {cell.value} END"


def _field(scan: Scan, position: int, field: FieldType, conditions: list[str]) -> dict[str, str]:
    by_role: dict[str, str] = {column.role: scan.expressions[column] for column in scan.columns.of(field)}
    if field.kind.name != "quantity":
        if "value" not in by_role:
            return {f"f{position}": "NULL"}
        cell = value_cell(scan.cells, by_role["value"], field.kind.name, field)
        if not field.optional:
            conditions.append(cell.present)
        return {f"f{position}": _kept(cell, conditions, not field.optional)}
    present, low, high = _quantity(scan, by_role, conditions)
    values = {
        f"f{position}_low": f"CASE WHEN {present} THEN {low} END",
        f"f{position}_high": f"CASE WHEN {present} THEN {high} END",
    }
    if not field.optional:
        conditions.append(present)
    return values


def _quantity(scan: Scan, by_role: dict[str, str], conditions: list[str]) -> tuple[str, str, str]:
    """SQL for whether the quantity is stated, and for its ends."""
    ends = {role: value_cell(scan.cells, sql, "end") for role, sql in by_role.items() if role != "value"}
    low, high = (_kept(ends[end], conditions, False) if end in ends else "NULL::DOUBLE" for end in ("low", "high"))
    conditions.append(f"coalesce({low} <= {high}, true)")
    some_end = f"({any_of(cell.present for cell in ends.values())})"
    if "value" not in by_role:
        return some_end, low, high
    whole = quantity_cell(scan.cells, by_role["value"])
    conditions += [f"{whole.good} OR NOT {whole.present}", f"NOT ({whole.present} AND {some_end})"]
    low, high = (
        f"CASE WHEN {whole.present} THEN {of_whole} ELSE {of_end} END"
        for of_whole, of_end in ((whole.low, low), (whole.high, high))
    )
    return f"({whole.present} OR {some_end})", low, high


def _report(scan: Scan, conditions: list[str]) -> dict[str, str]:
    """The report's part of the form."""
    parts: dict[tuple[str, ...], str] = {}
    said = []
    stamps = []
    for column in scan.columns.report:
        cell = _part(scan, column)
        value = _kept(cell, conditions, False)
        if column.path in parts:  # only JSON has several names at hand for one part
            conditions.append(f"NOT ({parts[column.path]} IS NOT NULL AND {cell.present})")
            value = f"coalesce({parts[column.path]}, {value})"
        parts[column.path] = value
        if column.path != ("qualifier",):
            said.append(cell.present)
        if column.path == ("source", "date"):
            moment = instant_cell(scan.cells, scan.expressions[column])
            stamps.append(f"CASE WHEN {moment.present} THEN {moment.value} END")
    since, until = (parts.get((key,), "NULL::DATE") for key in ("valid_from", "valid_to"))
    conditions.append(f"coalesce({since} <= {until}, true)")
    status, dated = (parts.get(path, "NULL") for path in (("status",), ("source", "date")))
    conditions.append(f"coalesce({status} <> 'retracted', true) OR {dated} IS NOT NULL")
    names = [
        f"CASE WHEN NOT regexp_full_match({parts[path]}, {literal(_BLANKS)}) THEN {parts[path]} END"
        for key in ("publisher", "title", "url")
        if (path := ("source", key)) in parts
    ]
    ranks = " ".join(f"WHEN {literal(word)} THEN {rank}" for rank, word in enumerate(_STRENGTHS))
    return {
        "said": any_of(said),
        "name": f"coalesce({', '.join(names)})" if names else "NULL",
        "origin": parts.get(("source", "origin"), "NULL"),
        "grade": parts.get(("grade",), "NULL"),
        "dated": dated,
        "stamped": f"coalesce({', '.join(stamps)})" if stamps else "NULL",
        "status": f"coalesce({status}, 'reported')",
        "since": since,
        "until": until,
        "strength": f"CASE {parts.get(('qualifier',), 'NULL::VARCHAR')} {ranks} END",
    }


def _part(scan: Scan, column: Column) -> Cell:
    """The cell of a part of the report; NULL where it is not one of the words, or no date."""
    sql = scan.expressions[column]
    purpose = purpose_of(column)
    if purpose in ("date", "dated"):
        return value_cell(scan.cells, sql, purpose)
    cell = report_text(scan.cells, sql)
    words = {"grade": _GRADES, "status": STATUSES, "qualifier": _STRENGTHS}.get(column.path[-1])
    return cell if words is None else Cell(cell.present, f"CASE WHEN {one_of(cell.value, words)} THEN {cell.value} END")
