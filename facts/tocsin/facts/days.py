"""Days, moments and ranges of days, as they are written: ``2024-11-20``, ``2024-10``, ``2024-Q4``, ``2024-10-03..``."""

from __future__ import annotations

import datetime as dt
import re
import reprlib
from calendar import monthrange
from typing import TYPE_CHECKING, Any, Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.interval import Interval
from tocsin.facts.problems import TocsinError, unless_untaken

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})"
_SPAN: Final = r"(?P<year>\d{4})(?:-(?P<month>\d{2})|-Q(?P<quarter>[1-4]))?"
POINT_PATTERN: Final = r"[0-9]{4}(-(Q[1-4]|[0-9]{2}(-[0-9]{2})?))?"
"""One end of a range, as a regular expression: a day, a month, a quarter or a year."""
_BOUNDLESS: Final = "a range of days needs at least one end"
NO_DAY: Final = "the calendar has no "
"""How every text begins that tells of a day that is none."""
RANGE_FORMS: Final = (
    "write a day, a month, a quarter or a year, or a range: 2024-10-03, 2024-10, 2024-Q4, 2024-10-03..2024-10-09"
)


class DateError(TocsinError, ValueError):
    """What is no date, no range of days, or none that says anything."""

    code = "T210"


def parse_date(text: str) -> dt.date:
    """A date written YYYY-MM-DD; ValueError otherwise."""
    if _DATE.fullmatch(text) is None:
        raise DateError(f"{text[:40]!r} is not a date; write YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # Python's own wording changes between versions
        raise DateError(no_such_day(*map(int, text.split("-")))) from None


def no_such_day(year: int, month: int, day: int) -> str:
    """What is wrong with a day that is none, behind a colon why; the one wording of it, wherever a day is written.

    >>> no_such_day(2025, 2, 30)
    'the calendar has no 2025-02-30: that month ends with 2025-02-28'
    """
    if not 1 <= month <= 12:
        why = f"there is no month {month}; write it as YYYY-MM-DD"
    elif not dt.MINYEAR <= year <= dt.MAXYEAR:
        why = "years begin with 0001"
    else:
        why = f"that month ends with {year:04}-{month:02}-{monthrange(year, month)[1]}"
    return f"{NO_DAY}{year:04}-{month:02}-{day:02}: {why}"


def parse_moment(text: str) -> dt.datetime:
    """A moment written as ISO 8601 with its zone (``2024-11-20T09:30+09:00``); ValueError otherwise."""
    if re.fullmatch(_MOMENT, text) is None:
        raise DateError("write YYYY-MM-DD, or a time with its zone such as 2024-11-20T09:30+09:00")
    if text[11:13] == "24":  # Python reads it from 3.14 on
        raise DateError(f"there is no moment {text}; write 00:00 of the day after")
    try:
        found = dt.datetime.fromisoformat(text)
        found.astimezone(dt.UTC)
    except (ValueError, OverflowError):  # the latter for a day that only another zone's calendar has
        raise DateError(f"there is no moment {text}") from None
    return found


def months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of some months of a year; ValueError if the calendar has none."""
    if not (1 <= first <= last <= 12 and 1 <= year <= 9999):
        raise DateError("the calendar has no such month")
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def is_backwards(first: dt.date | None, last: dt.date | None) -> bool:
    """True of a time that would end before it begins; None is an open end."""
    return first is not None and last is not None and last < first


@dataclass(frozen=True, slots=True)
class DateRange(Interval[dt.date]):
    """The day of something that is known to lie between two days, both included; None leaves an end open.

    >>> str(DateRange.parse("2024-10")), str(DateRange.parse("2024-10-03..2024-10-09"))
    ('2024-10', '2024-10-03..2024-10-09')
    >>> DateRange.parse("2024-Q4").less_than(DateRange.parse("2024-11-20"))
    <Truth.POSSIBLE: 1>
    """

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if end is not None and type(end) is not dt.date:
                raise DateError(f"an end must be a day, found {end!r}")
        if self.low is None and self.high is None:
            raise DateError(_BOUNDLESS)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise DateError(f"the first day {self.low} lies after the last day {self.high}")

    @classmethod
    def parse(cls, text: str) -> DateRange:
        """A day, a month, a quarter or a year, or a first and a last one of these of which one may be left out.

        Raises ValueError for anything else, and for what the calendar does not have.
        """
        given: Any = text
        if not isinstance(given, str):
            raise DateError(f"{reprlib.repr(given)} is not a range of days; {RANGE_FORMS}")
        first, dots, last = text.strip().partition("..")
        if not dots and first:
            return cls(*_days_of(first))
        if not (first or last):
            raise DateError(f"{text[:40]!r} is not a range of days; {RANGE_FORMS}")
        return cls(_days_of(first)[0] if first else None, _days_of(last)[1] if last else None)

    def __str__(self) -> str:
        """The shortest notation of the range, which reads back as it."""
        if self.low is None or self.high is None:
            return f"{self.low or ''}..{self.high or ''}"
        if self.low == self.high:
            return self.low.isoformat()
        year = self.low.year
        for name, first, last in _named_months(year):
            if (self.low, self.high) == months(year, first, last):
                return name
        return f"{self.low}..{self.high}"

    def in_words(self) -> str:
        """The range as it stands in a sentence.

        >>> DateRange.parse("2024-10-03..2024-10-09").in_words(), DateRange.parse("2024-10").in_words()
        ('between 3 and 9 October 2024', 'in October 2024')
        """
        if self.is_anything:
            return "on any day"
        if self.low is None or self.high is None:
            return f"on or before {spoken_day(self.high)}" if self.high else f"on or after {spoken_day(self.low)}"
        if self.low == self.high:
            return f"on {spoken_day(self.low)}"
        name = str(self)
        if ".." not in name:
            return f"in {_spoken_months(name, self.low)}"
        first = [str(self.low.day), MONTHS[self.low.month - 1], f"{self.low.year:04}"]
        last = [str(self.high.day), MONTHS[self.high.month - 1], f"{self.high.year:04}"]
        while first[-1] == last[len(first) - 1]:  # what both share is said once
            first.pop()
        return f"between {' '.join(first)} and {' '.join(last)}"

    def to_json(self) -> list[str | None]:
        """``[first, last]`` as ISO dates, with None for an open end."""
        return [None if end is None else end.isoformat() for end in (self.low, self.high)]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _for_pydantic, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_json)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return date_range_schema()


ANY_DAY: Final = DateRange.anything()
"""What working out a day from ranges can lead to where some of them have none; comparisons with it are possible."""


def date_range(low: dt.date | None, high: dt.date | None) -> DateRange:
    """The range with these ends; with neither it is one that could be any day."""
    return ANY_DAY if low is None and high is None else DateRange(low, high)


def as_date(text: str | None) -> dt.date | None:
    """An ISO date that was checked when it was read."""
    return None if text is None else dt.date.fromisoformat(text)


def when_of(text: str) -> dt.date | DateRange:
    """When something was: a day, a moment with its zone, or a range of days; ValueError otherwise."""
    if "T" in text:
        return parse_moment(text)
    return parse_date(text) if _DATE.fullmatch(text) else DateRange.parse(text)


def _for_pydantic(value: object) -> DateRange:
    return date_range_from(unless_untaken(value))


def date_range_from(value: object) -> DateRange:
    """A range from one, a day, its notation, a year as a number, or ``[first, last]``; ValueError otherwise."""
    if isinstance(value, DateRange):
        if value.is_anything:
            raise DateError(_BOUNDLESS)
        return value
    if type(value) is dt.date:
        return DateRange.exactly(value)
    if isinstance(value, str):
        return DateRange.parse(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return DateRange(*months(value, 1, 12))
    if isinstance(value, list | tuple) and len(value) == 2:
        ends = [parse_date(end) if isinstance(end, str) else end for end in value]
        return DateRange(*ends)
    raise DateError(f"{value!r} is not a range of days; {RANGE_FORMS}")


def date_range_schema() -> dict[str, Any]:
    """The JSON Schema of what is taken for a range of days."""
    day = {"type": ["string", "null"], "format": "date"}
    return {
        "description": "2024-10-03, 2024-10, 2024-Q4, 2024, a range such as 2024-10-03..2024-10-09, or [first, last]",
        "anyOf": [
            {"type": "integer", "minimum": 1000, "maximum": 9999},
            {
                "type": "string",
                "pattern": rf"^({POINT_PATTERN}|{POINT_PATTERN}\.\.({POINT_PATTERN})?|\.\.{POINT_PATTERN})$",
            },
            {"type": "array", "items": day, "minItems": 2, "maxItems": 2},
        ],
    }


MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def spoken_day(day: dt.date | None) -> str:
    """The day in words: ``9 October 2024``."""
    return "" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def _spoken_months(name: str, first: dt.date) -> str:
    if "Q" in name:
        return f"the {('first', 'second', 'third', 'fourth')[int(name[-1]) - 1]} quarter of {name[:4]}"
    return name if len(name) == 4 else f"{MONTHS[first.month - 1]} {name[:4]}"


def _named_months(year: int) -> list[tuple[str, int, int]]:
    """What has a name of its own: the year, its quarters and its months, each with its first and last month."""
    return [
        # A year of fewer digits would read back as another number.
        *([(str(year), 1, 12)] if year >= 1000 else []),
        *((f"{year:04}-Q{quarter}", 3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)),
        *((f"{year:04}-{month:02}", month, month) for month in range(1, 13)),
    ]


def _days_of(text: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of what one end of a range names."""
    if _DATE.fullmatch(text):
        day = parse_date(text)
        return day, day
    found = re.fullmatch(_SPAN, text, re.ASCII)
    if found is None:
        raise DateError(f"{text[:40]!r} is not a range of days; {RANGE_FORMS}")
    first, last = int(found["month"] or 1), int(found["month"] or 12)
    if found["quarter"]:
        first, last = 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"])
    try:
        return months(int(found["year"]), first, last)
    except ValueError:
        raise DateError(f"{NO_DAY}{text}") from None
