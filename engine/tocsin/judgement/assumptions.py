"""The key-assumptions check: what falls, and what weakens, if an assumption is switched (CIA Tradecraft Primer, 2009).

Each assumption is switched alone, and the case assessed again; the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection

from tocsin.engine import Case
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.values import short_repr
from tocsin.judgement.heading import Heading, heading_of
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.questions.differences.changes import Change, ChangeKind, State, changes, state_of
from tocsin.rules.model import Assumption, AssumptionClass


@dataclass(frozen=True)
class AssumptionCheck:
    """An assumption, whether it is on, and every conclusion that stands otherwise once it is switched.

    A change tells ``before``, as the assumption is now, and ``after``, as it would be switched.
    """

    __repr__ = short_repr

    id: str
    text: str
    classification: AssumptionClass
    on: bool
    rules: int
    changes: tuple[Change, ...]

    @checked()
    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "text": self.text,
            "class": self.classification,
            "on": self.on,
            "rules": self.rules,
            "changes": [change.to_json() for change in self.changes],
        }


@dataclass(frozen=True)
class AssumptionsCheck(Heading):
    """Every assumption of the pack, switched alone, in the order of the pack."""

    __repr__ = short_repr

    conclusions: int
    checks: tuple[AssumptionCheck, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.heading_json(),
            "conclusions": self.conclusions,
            "assumptions": [check.to_json() for check in self.checks],
        }


@checked()
def check_assumptions(case: Case, view: View = AS_IT_IS) -> AssumptionsCheck:
    """What each assumption of the pack carries: assessed as it is, and once more with it switched.

    The case as it stands is assessed by both engines, what is switched by ``seminaive``. Raises
    EngineDisagreement if the engines differ.
    """
    return assumptions_beside(state_of(view.assess(case)), case, view)


def assumptions_beside(base: State, case: Case, view: View, only: Collection[str] | None = None) -> AssumptionsCheck:
    """As ``check_assumptions``, of a case that is assessed as it stands; ``only`` are the conclusions base tells of."""
    assessment = base.assessment
    return AssumptionsCheck(
        **heading_of(assessment),
        conclusions=len(base.standings),
        checks=tuple(_check(case, view, base, assumption, only) for assumption in case.pack.assumptions),
    )


def _check(
    case: Case, view: View, base: State, assumption: Assumption, only: Collection[str] | None
) -> AssumptionCheck:
    on = base.assessment.assumptions[assumption.id]
    name = [assumption.id]
    switched = view.switched(without=name) if on else view.switched(assume=name)
    asking = sum(assumption.id in rule.assumes for rule in case.pack.rules)
    moved = changes(base, state_of(switched.assess(case, "seminaive"), only))
    return AssumptionCheck(assumption.id, assumption.text, assumption.classification, on, asking, moved)
