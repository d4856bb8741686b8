"""Where a date stands on the axis of a chart, in percent of its width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tocsin.facts.dataclass import dataclass

_LEFT, _RIGHT = 1.5, 97.0
_MONTHS = 12
_WEEKS_BELOW = 100
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Axis:
    """Time from ``first`` to ``last``, evenly; what came before ``first`` stands at the left edge."""

    first: dt.date
    last: dt.date

    def at(self, date: dt.date | None, otherwise: float = 0.0) -> float:
        """Where a date stands; ``otherwise`` for an open end."""
        if date is None:
            return otherwise
        days = max((self.last - self.first).days, 1)
        share = (date - self.first).days / days
        return 0.0 if share < 0 else round(min(_LEFT + share * (_RIGHT - _LEFT), 100.0), 2)

    def ticks(self) -> Iterator[tuple[dt.date, str]]:
        """The dates to mark, at most some ten, evenly spaced, each with its name."""
        days = (self.last - self.first).days
        if days < _WEEKS_BELOW:
            step = dt.timedelta(days=7 if days < _WEEKS_BELOW // 2 else 14)
            date = self.first + step / 2
            while date <= self.last:
                yield date, f"{date.day} {_NAMES[date.month - 1]}"
                date += step
            return
        for number, date in enumerate(self._months()):
            year = f" {date.year}" if number == 0 or date.month == 1 else ""
            yield date, f"{_NAMES[date.month - 1]}{year}"

    def _months(self) -> Iterator[dt.date]:
        count = (self.last.year - self.first.year) * _MONTHS + self.last.month - self.first.month + 1
        step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if count / step <= 10), 120)
        for year in range(self.first.year, self.last.year + 1):
            for month in range(1, _MONTHS + 1):
                date = dt.date(year, month, 1)
                if (year * _MONTHS + month - 1) % step == 0 and self.first <= date <= self.last:
                    yield date


def axis_of(dates: Sequence[dt.date]) -> Axis:
    """An axis for these dates, the earliest first.

    Where at most a quarter of the dates lie before a gap that is over a third of the time after it, they stay
    outside: they would press all others together.
    """
    for start in range(len(dates) // 4, 0, -1):
        if (dates[start] - dates[start - 1]).days * 3 > (dates[-1] - dates[start]).days:
            return Axis(dates[start], dates[-1])
    return Axis(dates[0], dates[-1])
