"""How a conclusion stands: what a judgement keeps of it, apart from the graph it came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tocsin.engine import Assessment, Conclusion
from tocsin.engine.conclusions import qualifier_of, warrants_of
from tocsin.engine.plan import STRENGTH
from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import Qualifier
from tocsin.rules.model import Pack
from tocsin.rules.rule import Rule, Warrant

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
        statements=statements_of(conclusion.facts.graph.plan.pack, conclusion.rules),
        cites=rule.cites,
        rule=rule.id,
        warrant=rule.warrant,
        warrants=conclusion.warrants,
        depth=conclusion.depth,
    )


def standings(assessment: Assessment, only: Collection[str] | None = None) -> dict[str, Standing]:
    """Every conclusion as it stands, or ``only`` those of these ids, by id, in the order of the pack's text."""
    if only is None:
        found = list(_all_of(assessment))
    else:
        found = [standing_of(each) for name in only if (each := assessment.conclusion(name)) is not None]
    return {standing.id: standing for standing in in_order(assessment.pack, found)}


def _all_of(assessment: Assessment) -> Iterator[Standing]:
    """The same as ``standing_of`` gives of each conclusion, worked out for all of them together."""
    graph, facts, columns = assessment.graph, assessment.numbered, assessment.columns
    numbers = graph.concluded
    alike: dict[int, tuple[tuple[str, ...], tuple[Warrant, ...]]] = {}  # one value for the same rules
    told = zip(numbers, columns.reads(numbers), columns.strengths(numbers), strict=True)
    for number, reads, strength in told:
        rule, rules = columns.best_rule(number), columns.rules(number)
        if id(rules) not in alike:
            alike[id(rules)] = statements_of(assessment.pack, rules), warrants_of(rules)
        yield Standing(
            id=facts.ids[number],
            type=graph.types[number],
            text=facts.notation(number),
            reads=reads,
            qualifier=qualifier_of(strength),
            boundary=columns.boundary(number),
            section=rule.section or ELSEWHERE,
            statements=alike[id(rules)][0],
            cites=rule.cites,
            rule=rule.id,
            warrant=rule.warrant,
            warrants=alike[id(rules)][1],
            depth=graph.conclusion_depth(number),
        )


def in_order(pack: Pack, found: Iterable[Standing]) -> list[Standing]:
    """The standings by section, then by the first statement they rest on, then by sentence and id."""
    sections = {name: number for number, name in enumerate(pack.sections)}
    place = {statement.id: number for number, statement in enumerate(pack.statements)}

    def key(standing: Standing) -> tuple[int, int, str, str]:
        first = min((place.get(cited, len(place)) for cited in standing.statements), default=len(place))
        return sections.get(standing.section, len(sections)), first, standing.reads, standing.id

    return sorted(found, key=key)


def statements_of(pack: Pack, rules: Iterable[Rule]) -> tuple[str, ...]:
    """The statements that these rules cite, in the order of the text."""
    known = pack.statement_by_id
    cited = {name for rule in rules for name in rule.cites}
    return tuple(sorted(cited, key=lambda name: (known[name].start if name in known else -1, name)))
