"""A refused date -> the day that was meant, or what is missing, as something that can be written."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

from tocsin.facts.days import DateRange, months, no_such_day
from tocsin.facts.written.plain_text import simplified

ISO: Final = "write it as YYYY-MM-DD"
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio января січня",
            "feb february februar février febrero febbraio февраля лютого",
            "mar march märz mars marzo марта березня",
            "apr april avril abril aprile апреля квітня",
            "may mai mayo maggio мая травня",
            "jun june juni juin junio giugno июня червня",
            "jul july juli juillet julio luglio июля липня",
            "aug august août agosto августа серпня",
            "sep sept september septembre septiembre settembre сентября вересня",
            "oct october oktober octobre octubre ottobre октября жовтня",
            "nov november novembre noviembre ноября листопада",
            "dec december dezember décembre diciembre dicembre декабря грудня",
        ),
        start=1,
    )
    for word in words.split()
}
_ROMAN_NUMERALS: Final = "i ii iii iv v vi vii viii ix x xi xii"
_ROMAN: Final = {word: number for number, word in enumerate(_ROMAN_NUMERALS.split(), start=1)}
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?:\s+(?:of|de))?[\s-]+(\w+)\.?,?(?:\s+de)?[\s-]+(\d{4})"
)
_MONTH_FIRST: Final = re.compile(r"([^\W\d]+)\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[\s-]+([^\W\d]+)\.?[\s-]+(\d{1,2})")
_WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
_BIG_NUMBER: Final = re.compile(r"\d{5}(?:\.\d+)?|\d{9,13}(?:\.\d+)?")


def date_hint(text: str) -> str:
    """What to write for a refused day.

    >>> date_hint("20 November 2024"), date_hint("03/02/2024")
    ('write 2024-11-20', 'write 2024-02-03 or 2024-03-02, whichever is meant')
    >>> date_hint("30.02.2025")
    'the calendar has no 2025-02-30: that month ends with 2025-02-28'
    >>> date_hint("2024-11")
    'a day is wanted, from 2024-11-01 to 2024-11-30: write the one that is meant'
    >>> date_hint("after 3 October 2024")
    'a day is wanted, from 2024-10-04 on: write the one that is meant'
    """
    plain = _simplified(text)
    if len(plain) > 60:
        return ISO
    days = _days(plain)
    if days:
        written = [day.isoformat() for day in days]
        return f"write {written[0]}" if len(written) == 1 else f"write {' or '.join(written)}, whichever is meant"
    meant = _range(plain)
    if meant is not None:
        one = meant.low == meant.high
        return f"write {meant}" if one else f"{day_wanted(meant.low, meant.high)}: write the one that is meant"
    if _BIG_NUMBER.fullmatch(plain):
        return f"a day is wanted, not a count of days or seconds: {ISO}"
    return _not_in_calendar(plain) or ISO


def day_wanted(first: dt.date | None, last: dt.date | None) -> str:
    """That one of these days must be told."""
    return f"a day is wanted{f', from {first}' if first else ', any'}{f' to {last}' if last else ' on'}"


_AROUND: Final = (
    # before a day: what counts from it on, to it, after it, before it
    ("from", re.compile(r"(?:since|from|starting|beginning|not before|no earlier than|on or after)\s+(.+?)(?:\s+on)?")),
    ("to", re.compile(r"(?:until|till|by|up to|to|through|not after|no later than|at the latest|on or before)\s+(.+)")),
    ("after", re.compile(r"(?:after|later than|>)\s*(.+)")),
    ("before", re.compile(r"(?:before|earlier than|prior to|<)\s*(.+)")),
    ("in", re.compile(r"(?:on|in|during|within|sometime in|some time in|the month of)\s+(?:the\s+)?(.+)")),
)
_BETWEEN: Final = re.compile(
    r"(?:(?:between|from)\s+)?(?P<first>.+?)\s*(?:\s-\s|-{2}|\.{2,3}|…|\band\b|\bto\b|\buntil\b|\bthrough\b|/)\s*(?P<last>.+)"
)
_DAYS_OF_MONTH: Final = re.compile(
    r"(?:between\s+|from\s+)?(\d{1,2})\s*(?:-|to|and|until)\s*(\d{1,2})\s+(?:of\s+)?(\w+)\.?,?\s+(\d{4})"
)
_DAYS_LAST: Final = re.compile(r"(\w+)\.?\s+(\d{1,2})\s*(?:-|to|and|until)\s*(\d{1,2}),?\s+(\d{4})")


def date_range_hint(text: str) -> str:
    """What to write for a refused range of days; empty if nothing better than its forms is known.

    >>> date_range_hint("October 2024"), date_range_hint("3-9 October 2024"), date_range_hint("after 3 October 2024")
    ('write 2024-10', 'write 2024-10-03..2024-10-09', 'write 2024-10-04..')
    """
    plain = _simplified(text)
    if len(plain) > 60:
        return ""
    days = _days(plain)
    if len(days) > 1:
        return f"write {' or '.join(day.isoformat() for day in days)}, whichever is meant"
    meant = _range(plain)
    return _not_in_calendar(plain) if meant is None else f"write {meant}"


def _range(text: str) -> DateRange | None:
    """The range that a text means, or None if that is not beyond doubt."""
    for name, pattern in _AROUND:
        found = pattern.fullmatch(text)
        part = _point(found[1]) if found else None
        if part is not None:
            return _from(name, *part)
    point = _point(text)
    if point is not None:
        return DateRange(*point)
    if found := _DAYS_OF_MONTH.fullmatch(text):
        first, last, month, year = found.groups()
        return _joined(f"{first} {month} {year}", f"{last} {month} {year}")
    if found := _DAYS_LAST.fullmatch(text):
        month, first, last, year = found.groups()
        return _joined(f"{first} {month} {year}", f"{last} {month} {year}")
    found = _BETWEEN.fullmatch(text)
    return _joined(found["first"], found["last"]) if found else None


def _from(name: str, first: dt.date, last: dt.date) -> DateRange | None:
    try:
        match name:
            case "from":
                return DateRange(first, None)
            case "to":
                return DateRange(None, last)
            case "after":
                return DateRange(last + dt.timedelta(days=1), None)
            case "before":
                return DateRange(None, first - dt.timedelta(days=1))
            case _:
                return DateRange(first, last)
    except OverflowError:
        return None


def _joined(first: str, last: str) -> DateRange | None:
    begin, end = _point(first), _point(last)
    if end is not None and begin is None:  # "3 October to 9 October 2024": the year stands for both
        begin = _point(f"{first} {end[1].year}")
    return DateRange(begin[0], end[1]) if begin and end and begin[0] <= end[1] else None


def _point(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of one day, week, month, quarter or year; None where it could be two days."""
    days = _days(text.strip())
    return (days[0], days[0]) if len(days) == 1 else _span(text.strip()) if not days else None


def _simplified(text: str) -> str:
    """The text without what makes no difference, and without a day of the week."""
    return _WEEKDAY.sub("", simplified(text), count=1)


def _days(text: str) -> list[dt.date]:
    """The days that a text can mean: one, or the two readings of day and month, or none."""
    return sorted({day for each in _read(text) for day in _dated(*each)}) or _counted(text)


def _read(text: str) -> list[tuple[int, int, int]]:
    """The years, months and days that a text can name, in each order that it can have; some may be no day."""
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.fullmatch(text)
        month = _MONTHS.get(found[order[1]]) if found else None
        if found and month:
            return [(int(found[order[0]]), month, int(found[order[2]]))]
    return _stamped(text) or _numeric(text)


def _stamped(text: str) -> list[tuple[int, int, int]]:
    """The day of a time stamp, or one in East Asian signs."""
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t| )\d{1,2}[:.]?\d{2}", text) or re.fullmatch(
        r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]", text
    )
    return [_numbers(found)] if found else []


def _counted(text: str) -> list[dt.date]:
    """The day of a week date, or of a count within the year."""
    if week := re.fullmatch(r"(\d{4})-?w(\d{2})-?([1-7])", text):
        return _calendar(lambda: dt.date.fromisocalendar(*map(int, week.groups())))
    if ordinal := re.fullmatch(r"(\d{4})-(\d{3})", text):
        year, day = map(int, ordinal.groups())
        if 1 <= day <= 366 - (monthrange(year, 2)[1] == 28 if year else 0):
            return _calendar(lambda: dt.date(year, 1, 1) + dt.timedelta(days=day - 1))
    return []


def _numeric(text: str) -> list[tuple[int, int, int]]:
    """Three figures, in whatever order; eight figures in a row count as year, month and day."""
    found = re.fullmatch(r"(\d{4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,2})\.?", text) or re.fullmatch(
        r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)", text
    )
    if found:
        return [_numbers(found)]
    found = re.fullmatch(r"(\d{1,2})(\.|/|-| )\s?(\d{1,2}|[ivx]+)\2\s?(\d{4})", text)
    if not found:
        return []
    first, mark, year = int(found[1]), found[2], int(found[4])
    second = _ROMAN.get(found[3]) or (int(found[3]) if found[3].isdigit() else 0)
    day_first = (year, second, first)
    # A point between day and month is the custom only of those who put the day first.
    return [day_first] if mark == "." or not found[3].isdigit() else [day_first, (year, first, second)]


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = map(int, found.groups())
    return year, month, day


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a year, a month, a quarter or a week."""
    if re.fullmatch(r"\d{4}", text):
        return _months(int(text), 1, 12)
    if week := re.fullmatch(r"(\d{4})-?w(\d{2})", text):
        monday = _calendar(lambda: dt.date.fromisocalendar(int(week[1]), int(week[2]), 1))
        return (monday[0], monday[0] + dt.timedelta(days=6)) if monday else None
    quarter = re.fullmatch(r"(?P<y>\d{4})[-/ ]?q(?P<q>[1-4])|q(?P<q2>[1-4])[-/ ]?(?P<y2>\d{4})", text)
    if quarter:
        number = int(quarter["q"] or quarter["q2"])
        return _months(int(quarter["y"] or quarter["y2"]), 3 * number - 2, 3 * number)
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        year, month = int(found[2]), int(found[1])
    if found := re.fullmatch(r"([^\W\d]+)\.?,?[\s-]*(\d{4})", text):
        year, month = int(found[2]), _MONTHS.get(found[1], 0)
    return _months(year, month, month)


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date] | None:
    try:
        return months(year, first, last)
    except ValueError:
        return None


def _not_in_calendar(text: str) -> str:
    """What is wrong with a text that names a day, or days before, after or between it, which the calendar has not."""
    around = [pattern.fullmatch(text) for pattern in (*(pattern for _, pattern in _AROUND), _BETWEEN)]
    for part in (text, *(each for found in around if found for each in found.groups())):
        read = _read(part.strip())
        if read and not any(_dated(*each) for each in read):
            return no_such_day(*next((each for each in read if 1 <= each[1] <= 12), read[0]))
    return ""


def _dated(year: int, month: int, day: int) -> list[dt.date]:
    try:
        return [dt.date(year, month, day)]
    except ValueError:
        return []


def _calendar(make: object) -> list[dt.date]:
    assert callable(make)
    try:
        return [make()]
    except (ValueError, OverflowError):
        return []
