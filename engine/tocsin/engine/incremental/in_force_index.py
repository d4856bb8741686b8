"""Which given facts are in force at the moment looked at, found again only where a date or a report bears on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tocsin.facts.accounts import Account, Thing, account, rivals_of, spell_of, thing_of
from tocsin.facts.key import FactKey
from tocsin.facts.model import Given


class Force:
    """Given facts, by the dates on which one may come into force or leave it."""

    def __init__(self) -> None:
        self.facts: dict[FactKey, Given] = {}
        self._things: dict[Thing, dict[FactKey, Given]] = {}
        self._turns: dict[dt.date, dict[FactKey, None]] = {}
        self._reported: dict[dt.date, int] = {}

    @property
    def latest(self) -> dt.date | None:
        """The date of the latest report."""
        return max(self._reported, default=None)

    def put(self, key: FactKey, given: Given | None) -> None:
        """The fact is given so from now on; None takes it out."""
        before = self.facts.pop(key, None)
        if before is not None:
            self._part(key, before)
            self._count(before, -1)
            for date in _turns(before):
                self._turns[date].pop(key)
                if not self._turns[date]:
                    del self._turns[date]
        if given is not None:
            self.facts[key] = given
            thing = thing_of(given.fact)
            if thing is not None:
                self._things.setdefault(thing, {})[key] = given
            self._count(given, 1)
            for date in _turns(given):
                self._turns.setdefault(date, {})[key] = None

    def _part(self, key: FactKey, given: Given) -> None:
        """Take an account out of its thing."""
        thing = thing_of(given.fact)
        if thing is not None:
            self._things[thing].pop(key)
            if not self._things[thing]:
                del self._things[thing]

    def with_rivals(self, keys: Iterable[FactKey]) -> dict[FactKey, None]:
        """The facts, and with each the other accounts of the same thing, which its reports may replace."""
        found: dict[FactKey, None] = {}
        for key in keys:
            found[key] = None
            given = self.facts.get(key)
            thing = None if given is None else thing_of(given.fact)
            if thing is not None:
                found.update(dict.fromkeys(self._things[thing]))
        return found

    def _count(self, given: Given, by: int) -> None:
        for report in given.reports:
            if report.date is not None:
                left = self._reported.get(report.date, 0) + by
                self._reported[report.date] = left
                if not left:
                    del self._reported[report.date]

    def held(self, key: FactKey, as_of: dt.date | None, known_by: dt.date | None) -> Account | None:
        """What the reports of the fact come to; None if it is not in force."""
        given = self.facts.get(key)
        if given is None:
            return None
        thing = thing_of(given.fact)
        rivals = () if thing is None else rivals_of(given, self._things[thing].values())
        found = account(given, as_of=as_of, known_by=known_by, rivals=rivals)
        return found if found.in_force else None

    def between(self, one: dt.date | None, other: dt.date | None) -> Iterator[FactKey]:
        """Every fact for which something may be otherwise on one date than on the other."""
        if one == other:
            return
        if one is None or other is None:
            yield from self.facts
            return
        first, last = sorted((one, other))
        for date in self._turns:
            if first <= date <= last:
                yield from self._turns[date]


def _turns(given: Given) -> set[dt.date]:
    """The dates on, or on the day after, which a report begins to count or ceases to."""
    dates: Iterable[dt.date | None] = (
        date for report in given.reports for date in (report.date, report.valid_from, report.valid_to)
    )
    dates = (*dates, *spell_of(given.fact))
    return {date for date in dates if date is not None}
