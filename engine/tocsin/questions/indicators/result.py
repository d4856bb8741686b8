"""Indicators: facts not now known, the rules that look for them, and what the arrival of each would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import short_repr
from tocsin.questions.differences.edits import Alter, Assert

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

Example: TypeAlias = Assert | Alter
Role = Literal["completes", "counted", "excepts", "strengthens", "figure"]
EffectKind = Literal["gained", "firmer", "weaker", "lost"]
KINDS: tuple[EffectKind, ...] = ("gained", "firmer", "weaker", "lost")


def arriving(example: Example) -> Row:
    """The values of the fact that would arrive."""
    return example.altered if isinstance(example, Alter) else example.row


@dataclass(frozen=True)
class Effect:
    """What the arrival of a fact would do to one conclusion; no qualifier where it is not drawn."""

    kind: EffectKind
    id: str
    text: str
    reads: str
    before: Qualifier | None
    after: Qualifier | None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "kind": self.kind, "id": self.id, "fact": self.text, "reads": self.reads,
            "before": self.before, "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """A fact not now known, in part (``sought``), with the example tried, the rules that look for it, the effects.

    An example that alters a fact takes its place: another figure of the same thing. It is ``linked`` if a rule looks
    for it because of what is known already, not on its own account.
    """

    sought: PartialFact
    linked: bool
    text: str
    example: Example
    example_text: str
    roles: tuple[tuple[Role, str], ...]
    effects: tuple[Effect, ...]

    @property
    def replaced(self) -> Value | None:
        """The figure that is reported now, if the example takes its place."""
        return self.example.row[self.example.position] if isinstance(self.example, Alter) else None

    @property
    def narrows(self) -> bool:
        """True if the example only says which of the figures that are reported it is."""
        return isinstance(self.example, Alter) and self.example.narrows

    def of_kind(self, kind: EffectKind) -> tuple[Effect, ...]:
        """The effects of one kind."""
        return tuple(effect for effect in self.effects if effect.kind == kind)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "fact": self.text,
            "example": self.example_text,
            "in_place_of": to_json(self.replaced),
            "linked": self.linked,
            "roles": [{"role": role, "rule": rule} for role, rule in self.roles],
            "effects": [effect.to_json() for effect in self.effects],
        }


@dataclass(frozen=True)
class Watch:
    """The indicators of a case, those that would change most first; ``cut`` if there were more than could be tried."""

    __repr__ = short_repr

    assessment: Assessment
    indicators: tuple[Indicator, ...]
    idle: int
    cut: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        return {
            **self.assessment.heading_json(),
            "indicators": [indicator.to_json() for indicator in self.indicators],
            "without_effect": self.idle,
            "cut": self.cut,
        }
