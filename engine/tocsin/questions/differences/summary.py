"""How a conclusion stands: what a judgement keeps of it, apart from the graph it came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tocsin.engine import Assessment, Conclusion
from tocsin.engine.plan import STRENGTH
from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Qualifier
from tocsin.rules.model import Pack
from tocsin.rules.rule import WARRANTS, Warrant

ELSEWHERE = "Conclusions"
Rank = tuple[int, bool]
"""How firmly a fact holds: its strength, and whether no threshold is straddled. Compared, never added."""
NOT_HELD: Rank = (-1, False)


@dataclass(frozen=True)
class Standing:
    """A conclusion of one assessment: what it says, how strongly, and by which rule.

    ``rule``, ``cites`` and ``warrant`` are those of its best derivation; ``statements`` and ``warrants`` are those of
    all its derivations.
    """

    id: str
    type: str
    text: str
    reads: str
    qualifier: Qualifier
    boundary: bool
    section: str
    statements: tuple[str, ...]
    cites: tuple[str, ...]
    rule: str
    warrant: Warrant
    warrants: tuple[Warrant, ...]
    depth: int

    @property
    def rank(self) -> Rank:
        """How firmly it holds."""
        return STRENGTH[self.qualifier], not self.boundary

    def strength_json(self) -> dict[str, object]:
        """How strongly it holds, as JSON-ready data."""
        return {"qualifier": self.qualifier, "boundary": self.boundary}

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "type": self.type,
            "fact": self.text,
            "reads": self.reads,
            **self.strength_json(),
            "section": self.section,
            "statements": list(self.statements),
            "cites": list(self.cites),
            "rule": self.rule,
            "warrant": self.warrant,
            "warrants": list(self.warrants),
            "depth": self.depth,
        }


def standing_of(conclusion: Conclusion) -> Standing:
    """The conclusion as it stands."""
    rule = conclusion.best.rule
    return Standing(
        id=conclusion.id,
        type=conclusion.type,
        text=conclusion.fact_text,
        reads=conclusion.reads,
        qualifier=conclusion.qualifier,
        boundary=conclusion.boundary,
        section=rule.section or ELSEWHERE,
        statements=statements_of(conclusion),
        cites=rule.cites,
        rule=rule.id,
        warrant=rule.warrant,
        warrants=_warrants(conclusion),
        depth=conclusion.depth,
    )


def standings(assessment: Assessment, only: Collection[str] | None = None) -> dict[str, Standing]:
    """Every conclusion as it stands, or ``only`` those of these ids, by id, in the order of the pack's text."""
    chosen = assessment.conclusions
    if only is not None:
        chosen = tuple(each for name in only if (each := assessment.conclusion(name)) is not None)
    found = [standing_of(conclusion) for conclusion in chosen]
    return {standing.id: standing for standing in in_order(assessment.pack, found)}


def in_order(pack: Pack, found: Iterable[Standing]) -> list[Standing]:
    """The standings by section, then by the first statement they rest on, then by sentence and id."""
    sections = {name: number for number, name in enumerate(pack.sections)}
    place = {statement.id: number for number, statement in enumerate(pack.statements)}

    def key(standing: Standing) -> tuple[int, int, str, str]:
        first = min((place.get(cited, len(place)) for cited in standing.statements), default=len(place))
        return sections.get(standing.section, len(sections)), first, standing.reads, standing.id

    return sorted(found, key=key)


def statements_of(conclusion: Conclusion) -> tuple[str, ...]:
    """The statements that the rules of all its derivations cite, in the order of the text."""
    known = conclusion.facts.graph.plan.pack.statement_by_id
    cited = {name for derivation in conclusion.derivations for name in derivation.cites}
    return tuple(sorted(cited, key=lambda name: (known[name].start if name in known else -1, name)))


def _warrants(conclusion: Conclusion) -> tuple[Warrant, ...]:
    found = {derivation.warrant for derivation in conclusion.derivations}
    return tuple(warrant for warrant in WARRANTS if warrant in found)
