"""A refused date -> the day that was meant, or what is missing, as something that can be written."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

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
    >>> date_hint("2024-11")
    'a day is wanted, from 2024-11-01 to 2024-11-30: write the one that is meant'
    """
    plain = _simplified(text)
    if len(plain) > 60:
        return ISO
    days = _days(plain)
    if days:
        written = [day.isoformat() for day in days]
        return f"write {written[0]}" if len(written) == 1 else f"write {' or '.join(written)}, whichever is meant"
    span = _span(plain)
    if span:
        return f"a day is wanted, from {span[0]} to {span[1]}: write the one that is meant"
    if _BIG_NUMBER.fullmatch(plain):
        return f"a day is wanted, not a count of days or seconds: {ISO}"
    return _not_in_calendar(plain) or ISO


def _simplified(text: str) -> str:
    """The text without what makes no difference, and without a day of the week."""
    return _WEEKDAY.sub("", simplified(text), count=1)


def _days(text: str) -> list[dt.date]:
    """The days that a text can mean: one, or the two readings of day and month, or none."""
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.fullmatch(text)
        month = _MONTHS.get(found[order[1]]) if found else None
        if found and month:
            return _dated(int(found[order[0]]), month, int(found[order[2]]))
    return _stamped(text) or _numeric(text)


def _stamped(text: str) -> list[dt.date]:
    """The day of a time stamp, a week date, a count within the year, or one in East Asian signs."""
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t| )\d{1,2}[:.]?\d{2}", text) or re.fullmatch(
        r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]", text
    )
    if found:
        return _dated(*map(int, found.groups()))
    if week := re.fullmatch(r"(\d{4})-?w(\d{2})-?([1-7])", text):
        return _calendar(lambda: dt.date.fromisocalendar(*map(int, week.groups())))
    if ordinal := re.fullmatch(r"(\d{4})-(\d{3})", text):
        year, day = map(int, ordinal.groups())
        if 1 <= day <= 366 - (monthrange(year, 2)[1] == 28 if year else 0):
            return _calendar(lambda: dt.date(year, 1, 1) + dt.timedelta(days=day - 1))
    return []


def _numeric(text: str) -> list[dt.date]:
    """The day of three figures, in whatever order; eight figures in a row count as year, month and day."""
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return _dated(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = re.fullmatch(r"(\d{4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,2})\.?", text)
    if found:
        return _dated(*map(int, found.groups()))
    found = re.fullmatch(r"(\d{1,2})(\.|/|-| )\s?(\d{1,2}|[ivx]+)\2\s?(\d{4})", text)
    if not found:
        return []
    first, mark, year = int(found[1]), found[2], int(found[4])
    second = _ROMAN.get(found[3]) or (int(found[3]) if found[3].isdigit() else 0)
    day_first = _dated(year, second, first)
    # A point between day and month is the custom only of those who put the day first.
    month_first = [] if mark == "." or not found[3].isdigit() else _dated(year, first, second)
    return sorted({*day_first, *month_first})


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a year, a month or a quarter."""
    if re.fullmatch(r"\d{4}", text):
        return _months(int(text), 1, 12)
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
    if not (1 <= first <= last <= 12 and year):
        return None
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _not_in_calendar(text: str) -> str:
    """What is wrong with a date in the right form."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    if not found:
        return ""
    year, month, _ = map(int, found.groups())
    if not 1 <= month <= 12:
        return f"there is no month {month}: {ISO}"
    if not year:
        return "years begin with 0001"
    return f"the calendar has no {text}: that month ends with {year:04}-{month:02}-{monthrange(year, month)[1]}"


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
