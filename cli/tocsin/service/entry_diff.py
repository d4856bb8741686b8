"""A case after one entry and after another: what was written between, and what is otherwise since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.engine import FactInForce
    from tocsin.judgement import Change
    from tocsin.ledger import CaseState, Entry, HeldCase
    from tocsin.questions.differences.explanations import ExplanationChange, RuleChange
    from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Compared:
    """A case after two entries, and what is not the same."""

    sides: tuple[CaseState, CaseState]
    between: tuple[Entry, ...]
    rules: tuple[RuleChange, ...]
    in_force: tuple[FactInForce, ...]
    out_of_force: tuple[FactInForce, ...]
    conclusions: tuple[Change, ...]
    explanations: tuple[ExplanationChange, ...]
    pack: Pack

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.sides[0].name,
            "after": [side.size for side in self.sides],
            "packs": [None if side.pin is None else side.pin.to_json() for side in self.sides],
            "entries": [entry.to_json() for entry in self.between],
            "rules": [item.to_json() for item in self.rules],
            "in_force": [fact.to_json() for fact in self.in_force],
            "out_of_force": [fact.to_json() for fact in self.out_of_force],
            "changes": [change.to_json() for change in self.conclusions],
            "explanations": [item.to_json() for item in self.explanations],
        }


def compared(held: HeldCase, first: int, second: int) -> Compared:
    """The case after these entries, by number. Raises ProblemError if it has no such entry."""
    from tocsin.questions.differences.changes import changes, states_apart
    from tocsin.questions.differences.explanations import explanation_changes, rule_changes

    old, new = held.state(first), held.state(second)
    before, after = (state.case(held.pack(state)).assess() for state in (old, new))
    low, high = sorted((first, second))
    return Compared(
        (old, new),
        tuple(entry for entry in held.entries(after=low, until=high) if entry.kind != "assessment"),
        rule_changes(before.pack, after.pack),
        tuple(fact for fact in after.facts if before.fact(fact.id) is None),
        tuple(fact for fact in before.facts if after.fact(fact.id) is None),
        changes(*states_apart(before, after)),
        explanation_changes(before, after),
        after.pack,
    )
