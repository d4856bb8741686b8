"""From where a case is looked at: the time, what is known, and which assumptions are switched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from tocsin.engine import Assessment, Case
from tocsin.engine.assess import EngineChoice
from tocsin.engine.case import switches
from tocsin.facts.arguments import check_fields, checked
from tocsin.facts.converting import day_of
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class View:
    """How a case is assessed; what is left open stays as the case has it (see ``Case.assess``)."""

    as_of: dt.date | None = None
    known_by: dt.date | None = None
    assume: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("as_of", "known_by"):
            object.__setattr__(self, name, day_of(getattr(self, name), name))

    @checked()
    def switched(self, assume: Iterable[str] = (), without: Iterable[str] = ()) -> View:
        """This view with assumptions switched after its own: the later decides.

        >>> View(assume=("a", "b")).switched(without=["a"])
        View(as_of=None, known_by=None, assume=('b',), without=('a',))
        """
        switched = {**switches(self.assume, self.without), **switches(assume, without)}
        return replace(
            self,
            assume=tuple(name for name, on in switched.items() if on),
            without=tuple(name for name, on in switched.items() if not on),
        )

    @checked()
    def on(self, date: dt.date | None) -> View:
        """This view as of a date, knowing what was known by that date and, still, no more than before."""
        known = date if date is None or self.known_by is None else min(date, self.known_by)
        return replace(self, as_of=date, known_by=known)

    @checked()
    def assess(self, case: Case, engine: EngineChoice = "auto") -> Assessment:
        """The case as it looks from here. Raises ProblemError for an unknown assumption."""
        return case.assess(
            as_of=self.as_of, known_by=self.known_by, assume=self.assume, without=self.without, engine=engine
        )


AS_IT_IS = View()
"""The case as it stands."""
