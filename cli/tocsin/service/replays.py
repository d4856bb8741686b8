"""Every recorded assessment of a case, made again, and what another pack would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.facts.dataclass import dataclass
from tocsin.service.answers import told

if TYPE_CHECKING:
    from tocsin.judgement import Change
    from tocsin.ledger import HeldCase, PackText
    from tocsin.ledger.replaying import Replayed
    from tocsin.questions.differences.explanations import ExplanationChange, RuleChange
    from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Review:
    """What another pack makes of a recorded assessment; alike for many, so that it is shown once for all of them."""

    pack: Pack
    rules: tuple[RuleChange, ...]
    conclusions: tuple[Change, ...]
    explanations: tuple[ExplanationChange, ...]
    refused: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "pack": {"name": self.pack.name, "version": self.pack.version, "digest": self.pack.digest},
            "rules": [item.to_json() for item in self.rules],
            "changes": [item.to_json() for item in self.conclusions],
            "explanations": [item.to_json() for item in self.explanations],
            "refused": list(self.refused),
        }


@dataclass(frozen=True)
class Told:
    """What is told of one recorded assessment, without the assessment itself: a long history has many."""

    entry: int
    at: int
    pack_digest: str
    recorded: str | None
    same: bool
    why: tuple[str, ...]
    review: Review | None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        data = {**vars(self), "why": list(self.why)}
        del data["review"]
        return data if self.review is None else data | {"against": self.review.to_json()}


def replayed(held: HeldCase, other: PackText | None, number: int | None) -> list[Told]:
    """Each recorded assessment of the case made again, or only that of one entry; with what another pack makes of it.

    An entry that records no assessment gives none.
    """
    from tocsin.ledger.replaying import replay

    return [_told(found, other) for found in replay(held, other, number)]


def replayed_json(case: str, found: Sequence[Told]) -> str:
    """What was made again, as JSON; ``differ`` has the entries whose assessment came out otherwise."""
    reviewed = next((each.review.pack for each in found if each.review is not None), None)
    differ = [each.entry for each in found if not each.same]
    return told({"case": case, "assessments": [each.to_json() for each in found], "differ": differ}, reviewed)


def _told(found: Replayed, other: PackText | None) -> Told:
    record = found.record
    return Told(
        found.entry.number,
        record.at,
        record.pack_digest,
        record.digest or record.result,
        found.same,
        found.why,
        _review(found, other),
    )


def _review(found: Replayed, other: PackText | None) -> Review | None:
    """What the other pack would conclude and explain otherwise."""
    from tocsin.questions.differences.changes import changes, states_apart
    from tocsin.questions.differences.explanations import explanation_changes, rule_changes

    if other is None:
        return None
    pack = other.parse()
    if found.again is None or found.against is None:
        return Review(pack, (), (), (), found.refused)
    return Review(
        pack,
        rule_changes(found.again.pack, pack),
        changes(*states_apart(found.again, found.against)),
        explanation_changes(found.again, found.against),
    )
