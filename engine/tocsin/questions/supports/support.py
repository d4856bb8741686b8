"""What a conclusion rests on: all minimal sets of given facts from which it follows, and the facts in every one.

A set of given facts *suffices* if the conclusion follows from these facts alone: with no other fact given, under the
same rules and assumptions. It is *minimal* if no smaller set within it suffices. Where no exception and no aggregate
has a part, these are the prime implicants of the conclusion over the given facts. Exceptions and aggregates make a
conclusion fall when facts are added; each support then says what must stay away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.values import short_repr
from tocsin.questions.goal import assessed
from tocsin.questions.supports.labels import KEPT
from tocsin.questions.supports.rederivation import Alone
from tocsin.questions.supports.search import find_supports

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case


@dataclass(frozen=True)
class MinimalSupport:
    """Given facts that suffice, none of which can be spared.

    ``unless`` are the exceptions that were looked for on the way and not found, in the notation for facts.
    ``barred`` are given facts, each of which would take the conclusion away again if it alone were added to these;
    they are not looked for where the search was by trial (``Supports.stopped`` says so).
    """

    facts: tuple[str, ...]
    unless: tuple[str, ...]
    barred: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"facts": list(self.facts), "unless": list(self.unless), "barred": list(self.barred)}


@dataclass(frozen=True)
class Supports:
    """The minimal supports of a fact, the smallest first; none if it is only given, or follows from itself alone.

    ``necessary`` are the facts in every minimal support: in those found, where ``complete`` is false. ``stopped`` says
    why the search stopped short.
    """

    __repr__ = short_repr

    fact: str
    text: str
    given: bool
    derived: bool
    supports: tuple[MinimalSupport, ...]
    necessary: tuple[str, ...]
    complete: bool
    stopped: str

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "fact": self.fact,
            "text": self.text,
            "given": self.given,
            "derived": self.derived,
            "supports": [support.to_json() for support in self.supports],
            "necessary": list(self.necessary),
            "complete": self.complete,
            "stopped": self.stopped,
        }


@checked()
def support(
    subject: Assessment | Case, identity: str, *, limit: int = KEPT, progress: Callable[[int, int], None] | None = None
) -> Supports:
    """The minimal supports of a fact, given or derived, by its id.

    ``limit`` bounds how many sets are told, and how many are kept for each fact on the way. ``progress`` is told how
    much of the work that may be done has been. Raises UnknownFact (a LookupError) for an id that
    no fact has.
    """
    assessment = assessed(subject)
    text = assessment.fact_text(identity)
    given = assessment.fact(identity) is not None
    if assessment.conclusion(identity) is None:
        return Supports(identity, text, given, False, (), (), True, "")
    alone = Alone(assessment, identity)
    found = find_supports(assessment, identity, alone, limit, progress)
    order = {fact.id: position for position, fact in enumerate(assessment.facts)}
    supports = [
        MinimalSupport(_sorted(facts, order), alone.looked_for(facts), _sorted(barred, order))
        for facts, barred in found.sets
    ]
    return Supports(
        fact=identity,
        text=text,
        given=given,
        derived=True,
        supports=tuple(sorted(supports, key=lambda s: (len(s.facts), [order[fact] for fact in s.facts]))),
        necessary=_sorted(found.necessary, order),
        complete=not found.stopped,
        stopped=found.stopped,
    )


def _sorted(facts: Iterable[str], order: Mapping[str, int]) -> tuple[str, ...]:
    """The facts by type and id, as the assessment lists them."""
    return tuple(sorted(facts, key=order.__getitem__))
