"""Fields and variables as SQL columns.

A field is one column; a quantity two, its bounds as doubles, NULL where an end is open, both NULL where the
quantity is absent. Column names are made of positions and of checked variable names, so that nothing of a
pack's text reaches the SQL but literals, which are quoted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from tocsin.bulk import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.problems import Problem, ProblemError, raise_if_any
from tocsin.facts.quantity import Quantity
from tocsin.rules.model import Pack

SQL_TYPES = {
    "str": "VARCHAR",
    "enum": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "quantity": "DOUBLE",
}


def require_columns(pack: Pack) -> None:
    """The pack can be worked out in columns. Raises ProblemError that names what cannot."""
    places = {pattern.type: pattern.place for rule in reversed(pack.rules) for pattern in (*rule.then, *rule.patterns)}
    problems = [
        Problem(
            codes.NO_COLUMNS,
            f"{fact_type.name}.{field.name} is of kind {field.kind}, which tables of many cases do not hold",
            places.get(fact_type.name, pack.place),
            f"declare two fields of kind date, such as {field.name}_from and {field.name}_to, "
            "or assess one case at a time",
        )
        for fact_type in pack.vocabulary.types.values()
        for field in fact_type.fields
        if field.kind.name not in SQL_TYPES
    ]
    problems += [
        Problem(
            codes.NO_COLUMNS,
            f"${let.variable} of {rule.id} is of kind {kind}, which tables of many cases do not hold",
            let.place,
            "work it out from an int in the place of a quantity, or assess one case at a time",
        )
        for rule in pack.rules
        for let in rule.lets
        if (kind := rule.kinds[let.variable]).name not in SQL_TYPES
    ]
    raise_if_any(problems)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name and SQL type, and whether it may be NULL."""

    name: str
    type: str
    optional: bool


def columns_of(stem: str, kind: Kind, optional: bool = False) -> tuple[Column, ...]:
    """The columns of a field or variable: one, or for a quantity two."""
    if kind.name == "quantity":
        return Column(stem, "DOUBLE", True), Column(f"{stem}h", "DOUBLE", True)
    return (Column(stem, SQL_TYPES[kind.name], optional),)


def fields_of(fact_type: FactType, stem: str = "f") -> tuple[Column, ...]:
    """The columns of a type's fields. A type without fields has one that is always true."""
    found = tuple(
        column
        for position, field in enumerate(fact_type.fields)
        for column in columns_of(f"{stem}{position}", field.kind, field.optional)
    )
    return found or (Column(f"{stem}0", "BOOLEAN", False),)


def value_sql(value: Value | None, kind: Kind) -> tuple[str, ...]:
    """A value as literals, one for each column of its kind."""
    if value is None:
        return tuple(f"CAST(NULL AS {column.type})" for column in columns_of("", kind))
    if isinstance(value, Quantity):
        return _bound(value.low), _bound(value.high)
    return (literal(value),)


def literal(value: Value) -> str:
    """A plain value as a literal of its SQL type."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return f"CAST({whole(value)} AS BIGINT)"
        case float():
            return f"CAST('{value!r}' AS DOUBLE)"
        case dt.date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return text_sql(value)
        case _:
            raise TypeError(f"{value} has two bounds, not one value")


def text_sql(text: str) -> str:
    """Text as a quoted literal; the NUL character, which SQL text cannot hold, by its number."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else f"({' || chr(0) || '.join(parts)})"


def _bound(value: int | float | None) -> str:
    return "CAST(NULL AS DOUBLE)" if value is None else f"CAST('{exact_double(value)!r}' AS DOUBLE)"


def exact_double(value: int | float) -> float:
    """The number as a double. Raises ProblemError if a double cannot hold it exactly."""
    try:
        found = float(value)
    except OverflowError:
        raise too_wide(value) from None
    if found != value:
        raise too_wide(value)
    return found


def whole(value: int) -> int:
    """The number itself. Raises ProblemError if 64 bits cannot hold it."""
    if not -(2**63) <= value < 2**63:
        raise too_wide(value)
    return value


ANY_NUMBER: Final = "a figure that could be any number"
"""In the place of the number, where open ends leave none."""


class TooWide(ProblemError):
    """A number that columns cannot hold exactly: the number as text, and the rule and case that it came up in.

    ``cases`` are all in which the same step met such numbers; none if the number is the rule's own.
    """

    def __init__(
        self,
        number: str,
        rule: str | None = None,
        case_no: int | None = None,
        case: str = "",
        cases: Iterable[int] = (),
    ) -> None:
        self.number = number
        self.cases = tuple(sorted(cases))
        self.rule = rule
        self.case_no = case_no
        shown = f"the number {number if len(number) <= 40 else number[:37] + '...'}"
        shown = number if number == ANY_NUMBER else shown
        within = f"rule {rule}: " if rule else ""
        where = f", in case {case}" if case else ""
        message = f"{within}{shown} is beyond what the relational engine holds exactly{where}"
        hint = (
            "whole numbers go up to 64 bits, bounds of quantities up to what a double holds; assess such a case by "
            "itself"
        )
        super().__init__([Problem(codes.TOO_WIDE, message, None, hint)])


def too_wide(value: object) -> TooWide:
    """The problem of a number that columns cannot hold exactly."""
    return TooWide(str(value))


def value_from(cells: tuple[object, ...], kind: Kind) -> Value | None:
    """The value that stands in the columns of its kind; None where it is absent."""
    if kind.name == "quantity":
        low, high = cells
        return None if low is None and high is None else Quantity(low, high)  # type: ignore[arg-type]
    return cells[0]  # type: ignore[return-value]


def cells_of(value: Value | None, kind: Kind) -> tuple[object, ...]:
    """A value as cells, one for each column of its kind. Raises ProblemError if they cannot hold it exactly."""
    if kind.name == "quantity":
        if not isinstance(value, Quantity):
            return None, None
        if value.is_anything:  # which columns would take for a figure that is absent
            raise TooWide(ANY_NUMBER)
        return tuple(None if bound is None else exact_double(bound) for bound in (value.low, value.high))
    return (whole(value) if isinstance(value, int) and not isinstance(value, bool) else value,)


def equal(left: str, right: str, optional: bool) -> str:
    """SQL that two columns hold the same, also where both are NULL if they may be."""
    return f"{left} IS NOT DISTINCT FROM {right}" if optional else f"{left} = {right}"


def all_equal(left: str, right: str, columns: Iterable[Column]) -> str:
    """SQL that two tables agree in columns."""
    return " AND ".join(equal(f"{left}.{c.name}", f"{right}.{c.name}", c.optional) for c in columns) or "TRUE"
