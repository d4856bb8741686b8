"""The parts of an explanation: a fact with its reports, a derivation with all that made it fire."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.engine.sentences import sentence
from tocsin.explain.conditions import Conditions
from tocsin.explain.figures import Figures
from tocsin.explain.tree import (
    AssumptionUsed,
    Citation,
    FactNode,
    GivenPart,
    Loop,
    Mention,
    Opposed,
    Premise,
    Reason,
    Rival,
    Step,
    TensionSide,
)
from tocsin.facts.backing import independent

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Derivation, FactInForce, TensionFound
    from tocsin.explain.shown_derivation import Grounding
    from tocsin.facts.reports import Qualifier
    from tocsin.rules.documents import LinkedDocument

_NAMED = 3
"""This many members of a loop are named: a loop may have tens of thousands."""


class Parts:
    """Makes the nodes and steps of one explanation."""

    def __init__(self, assessment: Assessment, grounding: Grounding, document: LinkedDocument | None) -> None:
        self._assessment = assessment
        self._grounding = grounding
        self._sentences = {} if document is None else document.sentences
        self._conditions = Conditions(assessment, Figures(assessment, grounding))

    @cached_property
    def _loops(self) -> dict[str, Loop]:
        found: dict[str, Loop] = {}
        for loop in self._assessment.loops:
            named = tuple(self._mention(identity) for identity in loop[:_NAMED])
            found.update(dict.fromkeys(loop, Loop(len(loop), named)))
        return found

    @cached_property
    def _tensions(self) -> dict[str, list[TensionFound]]:
        """The tensions of the pack by each fact that is a side of them; accounts that differ are told as rivals."""
        found: dict[str, list[TensionFound]] = {}
        declared = {tension.id for tension in self._assessment.pack.tensions}
        for tension in self._assessment.tensions if declared else ():
            for identity in dict.fromkeys(tension.between if tension.id in declared else ()):
                found.setdefault(identity, []).append(tension)
        return found

    def _opposed(self, identity: str) -> Iterator[Opposed]:
        for tension in self._tensions.get(identity, ()):
            others = tuple(self._side(other) for other in dict.fromkeys(tension.between) if other != identity)
            yield Opposed(tension.id, tension.text, others)

    def _side(self, identity: str) -> TensionSide:
        number = self._assessment.numbered.number_of(identity)
        item = Conclusion(self._assessment.numbered, number)
        return TensionSide(identity, item.fact_text, *self._standing(item))

    def _standing(self, item: Conclusion) -> tuple[Qualifier, bool, GivenPart | None]:
        """How strongly a fact counts, whether at a boundary, and how it is given if it is."""
        graph = self._assessment.graph
        given = self._assessment.fact(item.id) if item.number < graph.given else None
        qualifier = qualifier_of(graph.strength[item.number])
        derived = item.number in graph.by_conclusion
        boundary = derived and (given is None or given.qualifier != qualifier) and item.boundary
        return qualifier, boundary, None if given is None else self._given(given)

    def _mention(self, identity: str) -> Mention:
        return Mention(identity, self._assessment.fact_text(identity))

    def fact(self, number: int, steps: tuple[Step, ...]) -> FactNode:
        """The node of a fact with the derivations to show."""
        graph = self._assessment.graph
        item = Conclusion(self._assessment.numbered, number)
        derived = number in graph.by_conclusion
        qualifier, boundary, given = self._standing(item)
        return FactNode(
            id=item.id,
            type=item.type,
            text=item.fact_text,
            fields=item.fields,
            sentence=self._headline(item) if derived else None,
            qualifier=qualifier,
            boundary=boundary,
            given=given,
            concluded=item.qualifier if derived else None,
            steps=steps,
            derivations=len(graph.by_conclusion.get(number, ())),
            loop=self._loops.get(item.id),
            warrants=item.warrants if derived else (),
            grades=self._assessment.grades_of(item.id) if derived else (),
            tensions=tuple(self._opposed(item.id)),
        )

    def _headline(self, item: Conclusion) -> str | None:
        first = self._grounding.first(item.number)
        if first.rule.reads is None:
            return None
        return sentence(self._assessment.plan, first.rule, first.bindings, item.qualifier, item.fact_text)

    def _given(self, fact: FactInForce) -> GivenPart:
        rivals = tuple(
            Rival(self._mention(other.fact.id), other.says, independent(other.fact.supporting))
            for other in self._assessment.other_accounts(fact.id)
        )
        return GivenPart(fact.fact, fact.qualifier, fact.account.testimonies, fact.account.replaced, rivals)

    def step(self, derivation: Derivation, premises: tuple[Premise, ...]) -> Step:
        """A derivation in full."""
        rule, plan = derivation.rule, self._assessment.plan
        said = None
        if rule.reads is not None:
            said = sentence(plan, rule, derivation.bindings, derivation.qualifier, "")
        return Step(
            rule=rule.id,
            place=str(rule.place),
            note=rule.note,
            sentence=said,
            qualifier=derivation.qualifier,
            boundary=derivation.boundary,
            warrant=rule.warrant,
            cites=tuple(self._citation(identity) for identity in rule.cites),
            assumes=tuple(self._assumption(identity) for identity in rule.assumes),
            bindings=derivation.bindings,
            computed=self._conditions.computed(derivation),
            aggregates=self._conditions.aggregates(derivation),
            checks=self._conditions.checks(derivation),
            absences=self._conditions.absences(derivation),
            strengthening=self._conditions.strengthening(derivation),
            reason=self._reason(derivation),
            premises=premises,
            row=rule.row,
            backed=self._conditions.backed(derivation),
        )

    def _citation(self, identity: str) -> Citation:
        statement = self._assessment.pack.statement_by_id.get(identity)
        return Citation(identity, statement.paraphrase if statement else None, self._sentences.get(identity))

    def _assumption(self, identity: str) -> AssumptionUsed:
        found = next(assumption for assumption in self._assessment.pack.assumptions if assumption.id == identity)
        return AssumptionUsed(identity, found.classification, found.text)

    def _reason(self, derivation: Derivation) -> Reason:
        """Why the derivation is as strong as it is: the rule, the weakest premises, a boundary."""
        qualifier = derivation.qualifier
        # Of a total through recursion those that are enough: the conclusion itself may be among the others.
        needed = {derivation.facts.ids[premise] for premise in self._assessment.graph.needed(derivation.number)}
        premises = (each for each in derivation.premises if each in needed)
        weak = [each for each in premises if self._assessment.qualifier_of(each) == qualifier]
        return Reason(
            qualifier=qualifier,
            rule=derivation.rule.qualifier,
            strengthened=self._assessment.graph.is_lifted(derivation.number),
            boundary=derivation.boundary,
            premises=() if qualifier == "certain" else tuple(dict.fromkeys(weak)),
        )
