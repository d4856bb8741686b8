"""Explanations put on trial: is each minimal support really enough, and can really none of its facts be spared?

A minimal support claims two things of its facts, with all other given facts taken away and under the same rules and
assumptions: the conclusion follows from them (they suffice), and from them without any one it does not (each is
necessary). With exceptions and aggregates that is a claim about these facts *alone*; other given facts may block the
conclusion, and for that a support names what must stay away. Each claim is tried by a whole new assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from tocsin import questions
from tocsin.facts.dataclass import dataclass
from tocsin.questions.differences.edits import Retract, edited

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.questions import Supports

Claim = Literal["sufficient", "necessary"]


@dataclass(frozen=True)
class Failed:
    """A claim that did not stand: of these facts, or of one among them (``leaf``)."""

    claim: Claim
    facts: tuple[str, ...]
    leaf: str | None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"claim": self.claim, "facts": list(self.facts), "leaf": self.leaf}


@dataclass(frozen=True)
class Trial:
    """What became of the supports of one conclusion: how many were tried, how many claims held, which failed.

    ``complete`` is false if not all minimal supports were found within the bound.
    """

    conclusion: str
    text: str
    supports: int
    sufficient: int
    necessary: int
    failed: tuple[Failed, ...]
    complete: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "conclusion": self.conclusion,
            "text": self.text,
            "supports": self.supports,
            "sufficient": self.sufficient,
            "necessary": self.necessary,
            "failed": [failure.to_json() for failure in self.failed],
            "complete": self.complete,
        }


def try_explanations(
    assessment: Assessment,
    conclusions: Iterable[str] | None = None,
    *,
    limit: int = 100,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Trial, ...]:
    """The trial of every conclusion, or of some by id: each of its minimal supports is tried by new assessments.

    ``limit`` bounds the supports of one conclusion; ``progress`` is told how many conclusions are done. Raises KeyError
    for an id that no fact has.
    """
    wanted = [each.id for each in assessment.conclusions] if conclusions is None else list(conclusions)
    known: dict[frozenset[str], frozenset[str]] = {}
    found = []
    for number, identity in enumerate(wanted, 1):
        found.append(try_supports(assessment, questions.support(assessment, identity, limit=limit), known))
        if progress is not None:
            progress(number, len(wanted))
    return tuple(found)


def try_supports(
    assessment: Assessment, supports: Supports, known: dict[frozenset[str], frozenset[str]] | None = None
) -> Trial:
    """The trial of what is claimed to suffice for one fact; ``known`` keeps what was assessed, for trials to come."""
    identity = supports.fact
    known = {} if known is None else known
    failed: list[Failed] = []
    sufficient = necessary = 0
    for support in supports.supports:
        facts = frozenset(support.facts)
        if identity in _alone(assessment, facts, known):
            sufficient += 1
        else:
            failed.append(Failed("sufficient", support.facts, None))
        for leaf in support.facts:
            if identity in _alone(assessment, facts - {leaf}, known):
                failed.append(Failed("necessary", support.facts, leaf))
            else:
                necessary += 1
    return Trial(
        conclusion=identity,
        text=supports.text,
        supports=len(supports.supports),
        sufficient=sufficient,
        necessary=necessary,
        failed=tuple(failed),
        complete=supports.complete,
    )


def _alone(
    assessment: Assessment, facts: frozenset[str], known: dict[frozenset[str], frozenset[str]]
) -> frozenset[str]:
    """What follows from these given facts alone, by id; each set is assessed once."""
    if facts not in known:
        others = (fact for fact in assessment.facts if fact.id not in facts)
        alone = edited(assessment, [Retract(*fact.fact.key) for fact in others])
        known[facts] = frozenset(conclusion.id for conclusion in alone.conclusions)
    return known[facts]
