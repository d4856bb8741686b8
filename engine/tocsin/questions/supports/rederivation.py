"""Some of an assessment's facts alone: what follows from them under the rules that matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tocsin.engine import seminaive
from tocsin.engine.backing import Backed
from tocsin.engine.conclusions import Conclusion
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.facts_by_id import Facts
from tocsin.engine.plan import STRENGTH
from tocsin.questions.relevance import Upstream

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


class Alone:
    """Derives again, from given facts of an assessment and no others, whether and how one fact follows."""

    def __init__(self, assessment: Assessment, identity: str) -> None:
        self._plan = assessment.plan
        self._facts = {fact.id: fact for fact in assessment.facts if fact.id != identity}
        self._identity = identity
        number = assessment.numbered.numbers[identity]
        self._type, self._row = assessment.graph.types[number], assessment.graph.rows[number]
        self._active = relevant_rules(assessment, self._type)
        self._known: dict[frozenset[str], bool] = {}

    def follows(self, facts: Iterable[str]) -> bool:
        """True if the fact is derived from these given facts, by id, alone."""
        key = frozenset(facts)
        if key not in self._known:
            self._known[key] = self._conclusion(key) is not None
        return self._known[key]

    def looked_for(self, facts: Iterable[str]) -> tuple[str, ...]:
        """What the fact's best derivation from these facts alone looked for and did not find, all the way down."""
        conclusion = self._conclusion(facts)
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = [] if conclusion is None else [conclusion]
        while waiting:
            current = waiting.pop()
            if current.id in seen:
                continue
            seen.add(current.id)
            best = current.best
            found.update(dict.fromkeys(best.unless))
            graph = current.facts.graph
            numbers = [current.facts.numbers[premise] for premise in best.premises]
            waiting.extend(Conclusion(current.facts, n) for n in numbers if n >= graph.given)
        return tuple(sorted(found))

    def _conclusion(self, facts: Iterable[str]) -> Conclusion | None:
        rows: dict[str, list[Any]] = {}
        chosen = [self._facts[identity] for identity in sorted(facts)]
        for fact in chosen:
            rows.setdefault(fact.type, []).append(fact.fact.row)
        for name, row in (each for members in Backed.of(self._plan, chosen).values() for each in members):
            rows.setdefault(name, []).append(row)
        evaluation = seminaive.evaluate(self._plan, rows, self._active)
        given = {fact.fact.key: STRENGTH[fact.qualifier] for fact in chosen}
        keys = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
        graph = DerivationGraph(self._plan, evaluation, [given[key] for key in keys])
        for number in graph.by_conclusion:
            if graph.rows[number] == self._row and graph.types[number] == self._type:
                return Conclusion(Facts(graph), number)
        return None


def relevant_rules(assessment: Assessment, wanted: str) -> frozenset[int]:
    """The active rules that may have a part in whether a fact of this type follows."""
    active = assessment.plan.active(assessment.assumptions)
    return Upstream.of(assessment.plan, (wanted,), active).rules
