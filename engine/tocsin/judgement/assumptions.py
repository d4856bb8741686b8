"""The key-assumptions check: what falls, and what weakens, if an assumption is switched (CIA Tradecraft Primer, 2009).

Each assumption is switched alone, and the case assessed again; the others stay as they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tocsin.engine import Case
from tocsin.judgement.changes import Change, ChangeKind, State, changes, state_of
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.rules.model import Assumption, AssumptionClass


@dataclass(frozen=True)
class AssumptionCheck:
    """An assumption, whether it is on, and every conclusion that stands otherwise once it is switched.

    A change tells ``before``, as the assumption is now, and ``after``, as it would be switched.
    """

    id: str
    text: str
    classification: AssumptionClass
    on: bool
    rules: int
    changes: tuple[Change, ...]

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
class AssumptionsCheck:
    """Every assumption of the pack, switched alone, in the order of the pack."""

    case: str
    pack: str
    version: str
    as_of: dt.date | None
    known_by: dt.date | None
    engines: tuple[str, ...]
    conclusions: int
    checks: tuple[AssumptionCheck, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.case,
            "pack": {"name": self.pack, "version": self.version},
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "known_by": None if self.known_by is None else self.known_by.isoformat(),
            "engines": list(self.engines),
            "conclusions": self.conclusions,
            "assumptions": [check.to_json() for check in self.checks],
        }


def check_assumptions(case: Case, view: View = AS_IT_IS) -> AssumptionsCheck:
    """What each assumption of the pack carries: assessed as it is, and once more with it switched.

    The case as it stands is assessed by both engines, what is switched by ``seminaive``. Raises
    EngineDisagreement if the engines differ.
    """
    base = state_of(view.assess(case))
    assessment = base.assessment
    return AssumptionsCheck(
        case=case.name,
        pack=case.pack.name,
        version=case.pack.version,
        as_of=assessment.as_of,
        known_by=assessment.known_by,
        engines=assessment.engines,
        conclusions=len(base.standings),
        checks=tuple(_check(case, view, base, assumption) for assumption in case.pack.assumptions),
    )


def _check(case: Case, view: View, base: State, assumption: Assumption) -> AssumptionCheck:
    on = base.assessment.assumptions[assumption.id]
    name = [assumption.id]
    switched = view.switched(without=name) if on else view.switched(assume=name)
    asking = sum(assumption.id in rule.assumes for rule in case.pack.rules)
    moved = changes(base, state_of(switched.assess(case, "seminaive")))
    return AssumptionCheck(assumption.id, assumption.text, assumption.classification, on, asking, moved)
