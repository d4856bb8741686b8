"""What a sweep finds: the uncertain facts, the conclusions, and what each fact does to each conclusion."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.engine.assessment_header import Heading
from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.questions.worlds.priors import Probability


@dataclass(frozen=True)
class UncertainFact:
    """A given fact that may or may not hold; ``prior`` is how likely it is to, if that was said."""

    id: str
    text: str
    prior: float | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``prior`` only if there is one."""
        data: dict[str, object] = {"id": self.id, "text": self.text}
        return data if self.prior is None else {**data, "prior": self.prior}


@dataclass(frozen=True)
class Influence:
    """What one uncertain fact does to one conclusion.

    Of the pairs of worlds that differ in this fact alone, it brings the conclusion about in ``raises`` and takes it
    away in ``lowers``. ``needed``: the conclusion holds in no world without the fact. ``enough``: in every world with
    it. ``barred``: in no world with it. ``enough_absent``: in every world without it.
    """

    fact: str
    raises: int
    lowers: int
    needed: bool
    enough: bool
    barred: bool
    enough_absent: bool

    @property
    def pivotal(self) -> int:
        """In how many pairs of worlds the fact decides."""
        return self.raises + self.lowers

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "fact": self.fact,
            "brings_about_in": self.raises,
            "takes_away_in": self.lowers,
            "needed": self.needed,
            "enough": self.enough,
            "barred": self.barred,
            "enough_absent": self.enough_absent,
        }


@dataclass(frozen=True)
class SweptConclusion:
    """A conclusion that holds in some world: in how many, at which qualifier, and which facts decide it.

    ``reads`` is worded for the world in which it is weakest ("At least possibly" where it is firmer in others).
    ``influences`` are those of the facts on which it depends, the most pivotal first; ``firmness`` are the facts on
    which its qualifier depends where it holds. ``derived`` says whether it follows from the case as it stands. Unless
    ``one_wording``, it follows in different ways that are worded differently, and ``text``, the fact, is what they have
    in common.
    """

    __hash__ = hash_of_fields
    __repr__ = short_repr

    id: str
    type: str
    text: str
    reads: str
    one_wording: bool
    derived: bool
    worlds: int
    qualifiers: Mapping[Qualifier, int]
    influences: tuple[Influence, ...]
    firmness: tuple[str, ...]
    probability: Probability | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``probability`` only where priors were given."""
        data: dict[str, object] = {
            "id": self.id,
            "type": self.type,
            "text": self.text,
            "reads": self.reads,
            "one_wording": self.one_wording,
            "derived": self.derived,
            "worlds": self.worlds,
            "qualifiers": dict(self.qualifiers),
            "decided_by": [influence.to_json() for influence in self.influences],
            "firmness_depends_on": list(self.firmness),
        }
        return data if self.probability is None else {**data, "probability": self.probability.to_json()}


@dataclass(frozen=True)
class Sweep(Heading):
    """A case over all combinations of its uncertain facts; conclusions by type and id."""

    __repr__ = short_repr
    __hash__ = hash_of_fields

    assumptions: Mapping[str, bool]
    uncertain: tuple[UncertainFact, ...]
    worlds: int
    conclusions: tuple[SweptConclusion, ...]

    @property
    def has_priors(self) -> bool:
        """True if probabilities were asked for."""
        return any(fact.prior is not None for fact in self.uncertain)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.heading_json(),
            "assumptions": dict(self.assumptions),
            "uncertain": [fact.to_json() for fact in self.uncertain],
            "worlds": self.worlds,
            "conclusions": [conclusion.to_json() for conclusion in self.conclusions],
        }
