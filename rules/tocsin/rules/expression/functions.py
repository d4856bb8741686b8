"""The functions of the comparison language, each defined once.

An entry has everything a function is: what it takes and gives, whether it always has a value, its value, how it is
said in words, and its SQL where it has one. The parser, the kinds, the evaluator, the limits of conclusions, the
engines' compiled comparisons, bulk, the explanations and the random programs of the tests read this table; nothing else
lists functions but the documentation, which a test holds to it. Functions that users declare are entries of the same
form (``tocsin.rules.expression.own_functions``), which calls carry with them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression import calendar_values as calendar
from tocsin.rules.expression import values

Parameter: TypeAlias = Literal["date", "quantity", "number", "whole", "text", "ordered"]
"""What an argument may be: ``date`` is a day or a range of days, ``number`` any numeric kind, ``whole`` an int or a
quantity, of which the whole numbers count, ``text`` text or a word of an enumeration, ``ordered`` a number, or a date
where all are dates."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    ``value`` works on exact values (and on quantities where a parameter is one). A function of numbers or of days has
    an ``interval`` besides: its value where an argument is an interval, the others being exact ones.
    """

    name: str
    takes: tuple[Parameter, ...]
    gives: Kind | None
    """The kind of the result, that of its intervals for uncertain arguments; None: the widest kind among them."""
    value: Callable[..., Any]
    says: str
    """The call in words: ``{0}``, ``{1}`` are its arguments, ``{all}`` is the list of them."""
    total: bool = True
    """True if there is a value for all arguments."""
    interval: Callable[..., Any] | None = None
    repeats: bool = False
    """True if the last parameter may be given again and again."""
    within: tuple[float, float] = (-math.inf, math.inf)
    """Between which numbers its value lies, whatever its arguments."""
    sql: str | None = None
    """DuckDB's SQL over that of exact arguments (of a quantity over its two bounds); None: Python evaluates for SQL."""

    def __call__(self, *values: Any) -> Any:
        """The value for these arguments, whichever of them are intervals."""
        if self.interval is not None and any(isinstance(value, Interval) for value in values):
            return self.interval(*map(as_interval, values))
        return self.value(*values)

    def parameters(self, count: int) -> tuple[Parameter, ...]:
        """What each of so many arguments may be."""
        return self.takes + self.takes[-1:] * (count - len(self.takes))


_NO_INTERVALS: Final = (str, bool)


def as_interval(value: Any) -> Any:
    """The value as an interval; a number becomes an exact quantity, and a day a range of one day; text stays text."""
    if isinstance(value, Interval):
        return value
    if isinstance(value, _NO_INTERVALS):
        return value
    return DateRange.exactly(value) if isinstance(value, dt.date) else Quantity.exactly(value)


PARAMETER: Final = "param"


def _years_sql(start: int, end: int) -> str:
    turn = f"100 * month({{{end}}}) + day({{{end}}}) < 100 * month({{{start}}}) + day({{{start}}})"
    return f"(year({{{end}}}) - year({{{start}}}) - CASE WHEN {turn} THEN 1 ELSE 0 END)"


FUNCTIONS: Final[dict[str, Function]] = {
    each.name: each
    for each in (
        # -- days -----------------------------------------------------------------------------------------------------
        Function(
            "year",
            ("date",),
            INT,
            attrgetter("year"),
            "the year of {0}",
            interval=calendar.years_of,
            within=(1, 9999),
            sql="year({0})",
        ),
        Function(
            "quarter",
            ("date",),
            INT,
            calendar.quarter,
            "the quarter of {0}",
            interval=calendar.quarters_of,
            within=(1, 4),
            sql="quarter({0})",
        ),
        Function(
            "month",
            ("date",),
            INT,
            attrgetter("month"),
            "the month of {0}",
            interval=calendar.months_of,
            within=(1, 12),
            sql="month({0})",
        ),
        Function(
            "day",
            ("date",),
            INT,
            attrgetter("day"),
            "the day of the month of {0}",
            interval=calendar.days_of_month,
            within=(1, 31),
            sql="day({0})",
        ),
        Function(
            "weekday",
            ("date",),
            INT,
            dt.date.isoweekday,
            "the day of the week of {0}, Monday being 1",
            interval=calendar.weekdays_of,
            within=(1, 7),
            sql="isodow({0})",
        ),
        Function(
            "days",
            ("date", "date"),
            INT,
            calendar.days,
            "the days from {0} to {1}",
            interval=calendar.days_apart,
            sql="date_diff('day', {0}, {1})",
        ),
        Function(
            "years",
            ("date", "date"),
            INT,
            calendar.years,
            "the completed years from {0} to {1}",
            interval=calendar.years_apart,
            within=(-9998, 9998),
            sql=f"CASE WHEN {{1}} < {{0}} THEN -{_years_sql(1, 0)} ELSE {_years_sql(0, 1)} END",
        ),
        Function(
            "overlap",
            ("date", "date", "date", "date"),
            INT,
            calendar.overlap,
            "the days from {0} to {1} that lie from {2} to {3} as well",
            interval=calendar.overlap_of,
            within=(0, math.inf),
            sql="greatest(0, date_diff('day', greatest({0}, {2}), least({1}, {3})) + 1)",
        ),
        Function(
            "date",
            ("whole", "whole", "whole"),
            DATE,
            calendar.date,
            "the day of year {0}, month {1}, day {2}",
            total=False,
            interval=calendar.date_of,
        ),
        Function(
            "add_days",
            ("date", "whole"),
            DATE,
            calendar.add_days,
            "the day {1} days after {0}",
            total=False,
            interval=calendar.days_added,
        ),
        Function(
            "add_months",
            ("date", "whole"),
            DATE,
            calendar.add_months,
            "the day {1} months after {0}",
            total=False,
            interval=calendar.months_added,
        ),
        # -- numbers --------------------------------------------------------------------------------------------------
        Function("low", ("quantity",), FLOAT, values.low, "the lower end of {0}", total=False),
        Function("high", ("quantity",), FLOAT, values.high, "the upper end of {0}", total=False),
        Function(
            "same",
            ("quantity", "quantity"),
            BOOL,
            values.same,
            "{0} is the same range as {1}",
            sql="({0} IS NOT DISTINCT FROM {2} AND {1} IS NOT DISTINCT FROM {3})",
        ),
        Function(
            "range",
            ("number", "number"),
            QUANTITY,
            values.between,
            "the range from {0} to {1}",
            total=False,
            interval=values.between_ranges,
        ),
        Function(
            "abs",
            ("number",),
            None,
            abs,
            "the size of {0}",
            interval=values.absolute,
            within=(0, math.inf),
            sql="abs({0})",
        ),
        Function(
            "floor",
            ("number",),
            INT,
            math.floor,
            "{0} rounded down",
            interval=values.end_by_end(math.floor),
            sql="floor({0})",
        ),
        Function(
            "ceil",
            ("number",),
            INT,
            math.ceil,
            "{0} rounded up",
            interval=values.end_by_end(math.ceil),
            sql="(-floor(-{0}))",
        ),
        Function(
            "round",
            ("number",),
            INT,
            values.rounded,
            "{0} rounded",
            interval=values.end_by_end(values.rounded),
            sql="(sign({0}) * (floor(abs({0})) + CASE WHEN abs({0}) - floor(abs({0})) >= 5e-1 THEN 1 ELSE 0 END))",
        ),
        Function(
            "min",
            ("ordered", "ordered"),
            None,
            min,
            "the least of {all}",
            total=False,
            interval=values.extreme(min),
            repeats=True,
        ),
        Function(
            "max",
            ("ordered", "ordered"),
            None,
            max,
            "the greatest of {all}",
            total=False,
            interval=values.extreme(max),
            repeats=True,
        ),
        # -- parameters -----------------------------------------------------------------------------------------------
        # A pack writes `param(name, $day)`, which is read as this with the days and values of the parameter after it.
        Function(
            PARAMETER,
            ("text", "date", "date"),
            None,
            values.in_force,
            "the {0} in force on {1}",
            total=False,
            interval=values.in_force_during,
            repeats=True,
        ),
        # -- text -----------------------------------------------------------------------------------------------------
        # Databases turn letters into small ones each in its own way.
        Function("lower", ("text",), STR, values.lower, "{0} in lower case"),
        Function("contains", ("text", "text"), BOOL, values.contains, "{0} contains {1}", sql="contains({0}, {1})"),
        Function(
            "starts_with", ("text", "text"), BOOL, str.startswith, "{0} begins with {1}", sql="starts_with({0}, {1})"
        ),
        Function("ends_with", ("text", "text"), BOOL, str.endswith, "{0} ends with {1}", sql="ends_with({0}, {1})"),
    )
}
