"""What a change to a case meant: facts that came into force or left it, conclusions gained, lost, stronger, weaker."""

from __future__ import annotations

import datetime as dt

from tocsin.engine.assessment_header import moment_json
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.incremental.change import Standing
from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import short_repr


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A given fact that came into force or left it."""

    id: str
    text: str

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"id": self.id, "fact": self.text}


@dataclass(frozen=True, slots=True)
class Moved:
    """A conclusion that stands otherwise than it did; ``reads`` as it stands, or, if it is lost, as it stood."""

    id: str
    type: str
    text: str
    reads: str
    before: Standing | None
    after: Standing | None

    @property
    def qualifier(self) -> Qualifier:
        """How firmly it stands, or, if it is lost, stood."""
        return qualifier_of(self._shown.strength)

    @property
    def _shown(self) -> Standing:
        shown = self.after or self.before
        if shown is None:
            raise ValueError(f"{self.text} was no conclusion and is none")
        return shown

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``was`` only for a conclusion that stood before and stands now."""
        data: dict[str, object] = {
            "id": self.id,
            "type": self.type,
            "fact": self.text,
            "reads": self.reads,
            **_standing(self._shown),
        }
        if self.before is not None and self.after is not None:
            data["was"] = _standing(self.before)
        return data


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "qualifier": qualifier_of(standing.strength),
        "boundary": standing.boundary,
        "depth": standing.depth,
    }


@dataclass(frozen=True)
class Difference:
    """What one step changed in a case, each list by type and then by id; the dates are those it led to.

    A conclusion is stronger if its qualifier is, or if it no longer hangs on a comparison that is only possible.
    """

    __repr__ = short_repr

    as_of: dt.date | None
    known_by: dt.date | None
    in_force: tuple[GivenFact, ...] = ()
    out_of_force: tuple[GivenFact, ...] = ()
    gained: tuple[Moved, ...] = ()
    lost: tuple[Moved, ...] = ()
    strengthened: tuple[Moved, ...] = ()
    weakened: tuple[Moved, ...] = ()

    def __bool__(self) -> bool:
        facts = self.in_force or self.out_of_force
        return bool(facts or self.gained or self.lost or self.strengthened or self.weakened)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, the same for the same step whatever came before."""
        lists = ("in_force", "out_of_force", "gained", "lost", "strengthened", "weakened")
        data: dict[str, object] = {name: [each.to_json() for each in getattr(self, name)] for name in lists}
        return {**data, **moment_json(self.as_of, self.known_by)}
