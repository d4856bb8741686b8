"""The columns of one table: what each is, checked once for the whole table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from tocsin.bulk import codes
from tocsin.facts import codes as facts_codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.problems import Place, Problem, suggestion
from tocsin.facts.read.header import COMMAS, PREFIX, REPORT_COLUMNS, is_separated_otherwise
from tocsin.facts.tree.nodes import shorten

CASE_ID: Final = "case_id"
ENDS: Final = ("low", "high")
Role = Literal["case", "value", "low", "high", "report"]


@dataclass(frozen=True)
class Column:
    """A column by its place in the table: the case, a field's value or one end of it, or a part of the report.

    ``path`` is the part of the report it holds, as keys.
    """

    index: int
    name: str
    role: Role
    field: FieldType | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """A table's columns that are in order; a column with a problem is left out."""

    fact_type: FactType
    found: tuple[Column, ...]

    @property
    def case(self) -> Column | None:
        """The column that names the case; None if the rows hold for every case."""
        return next((column for column in self.found if column.role == "case"), None)

    def of(self, field: FieldType) -> list[Column]:
        """The columns of a field: one for its value, or those of its two ends."""
        return [column for column in self.found if column.field is field]

    @property
    def report(self) -> list[Column]:
        """The columns of the report, the qualifier among them."""
        return [column for column in self.found if column.role == "report"]


def read_columns(
    names: Iterable[str], fact_type: FactType, place: Place, problems: list[Problem], *, complete: bool = True
) -> Columns:
    """What each named column is. Names that are nothing, or stand twice, are problems at ``place``.

    With ``complete``, so are required fields without a column, unless no name is that of any.
    """
    found: dict[str, Column] = {}
    for index, written in enumerate(names):
        name = written.strip()
        column = _column(index, name, fact_type)
        if name in found:
            message = f"the column {shorten(name)} is there twice"
            problems.append(Problem(facts_codes.TABLE_HEADER, message, place, "remove one of the two"))
        elif column is None:
            problems.append(_unknown(name, fact_type, place))
        else:
            found[name] = column
    columns = Columns(fact_type, tuple(found.values()))
    problems.extend(_doubled(columns, place))
    if complete and (found or not problems):
        problems.extend(_missing(columns, place))
    return columns


def known_names(fact_type: FactType) -> list[str]:
    """Every name that a column of a table of this type may have."""
    ends = [f"{field.name}_{end}" for field in fact_type.fields if field.kind.name == "quantity" for end in ENDS]
    prefixed = [PREFIX + name for name in REPORT_COLUMNS]
    return list(dict.fromkeys([CASE_ID, *fact_type.by_name, *ends, *REPORT_COLUMNS, *prefixed]))


def _column(index: int, name: str, fact_type: FactType) -> Column | None:
    field = fact_type.by_name.get(name)
    if field is not None:
        return Column(index, name, "value", field)
    if name == CASE_ID:
        return Column(index, name, "case")
    for end in ENDS:
        field = fact_type.by_name.get(name.removesuffix(f"_{end}"))
        if field is not None and field.kind.name == "quantity" and name.endswith(f"_{end}"):
            return Column(index, name, "low" if end == "low" else "high", field)
    path = REPORT_COLUMNS.get(name.removeprefix(PREFIX))
    return None if path is None else Column(index, name, "report", None, path)


def _unknown(name: str, fact_type: FactType, place: Place) -> Problem:
    if not name:
        return Problem(facts_codes.TABLE_HEADER, "a column has no name", place, "name it, or remove it")
    if is_separated_otherwise(name):
        hint = COMMAS
    else:
        known = [known for known in known_names(fact_type) if not known.startswith(PREFIX)]
        hint = suggestion(name, known, f"columns for {fact_type.name}")
    return Problem(facts_codes.TABLE_HEADER, f"there is no column {shorten(name)}", place, hint)


def _doubled(columns: Columns, place: Place) -> Iterator[Problem]:
    """Problems for what two columns say: a value beside its ends, a part of the report under two names."""
    for field in columns.fact_type.fields:
        roles = {column.role for column in columns.of(field)}
        if "value" in roles and len(roles) > 1:
            message = f"{field.name} has a column of its own and another for an end of it"
            yield Problem(
                codes.COLUMNS, message, place, f"keep {field.name}, or {field.name}_low and {field.name}_high"
            )
    paths: dict[tuple[str, ...], str] = {}
    for column in columns.report:
        other = paths.setdefault(column.path, column.name)
        if other != column.name:
            message = f"the columns {other} and {column.name} hold the same part of the report"
            yield Problem(codes.COLUMNS, message, place, "remove one of the two")


def _missing(columns: Columns, place: Place) -> Iterator[Problem]:
    for field in columns.fact_type.fields:
        if not field.optional and not columns.of(field):
            name = columns.fact_type.name
            meaning = f": {field.meaning}" if field.meaning else ""
            message = f"{name}: the table has no column for the required field {field.name}"
            hint = f"add a column {field.name} ({field}){meaning}"
            yield Problem(facts_codes.MISSING_FIELD, message, place, hint)
