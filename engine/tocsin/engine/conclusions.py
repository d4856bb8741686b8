"""What a reader gets of a derivation graph: conclusions and derivations by content, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine.facts_by_id import Facts
from tocsin.engine.parameters import ParameterUsed, used
from tocsin.engine.sentences import looked_for, sentence
from tocsin.facts.dataclass import dataclass
from tocsin.facts.displayed import Displayed
from tocsin.facts.json_values import canonical_json, to_json
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact, fact_of
from tocsin.facts.reports import QUALIFIERS, Qualifier
from tocsin.facts.values import FrozenValue
from tocsin.rules.rule import WARRANTS, Warrant

if TYPE_CHECKING:
    from tocsin.rules.rule import Rule


def qualifier_of(strength: int) -> Qualifier:
    """The qualifier of an ordinal strength."""
    return QUALIFIERS[len(QUALIFIERS) - 1 - strength]


@dataclass(frozen=True, eq=False)
class Derivation(FrozenValue):
    """One way in which a conclusion follows: a rule, the facts it matched, and the bindings."""

    facts: Facts
    number: int

    def __eq__(self, other: object) -> bool:
        """Two derivations are equal if they say the same of the same facts, in whichever assessment."""
        if not isinstance(other, Derivation):
            return NotImplemented
        if self.facts is other.facts:
            return self.number == other.number
        return self._said == other._said

    def __hash__(self) -> int:
        return hash((self.rule.id, self.facts.key(self.facts.graph.conclusion[self.number])))

    def __repr__(self) -> str:
        return f"<Derivation of {self.conclusion} by {self.rule.id} from {len(self.premises)} premises>"

    @cached_property
    def _said(self) -> tuple[object, ...]:
        rule, graph, key = self.rule, self.facts.graph, self.facts.key
        return (
            (rule.id, rule.cites, rule.warrant, rule.assumes),
            key(graph.conclusion[self.number]),
            frozenset(map(key, graph.premises[self.number])),
            (self.premises, self.bindings, self.strengthened_by, self.unless),
            (self.qualifier, self.boundary, self.height),
        )

    @property
    def rule(self) -> Rule:
        """The rule that fired."""
        return self.facts.graph.block(self.number).plan.rule

    @property
    def cites(self) -> tuple[str, ...]:
        """The statements the rule rests on."""
        return self.rule.cites

    @property
    def warrant(self) -> Warrant:
        """What licenses the step: the document, law, our own bridge, or our own product."""
        return self.rule.warrant

    @property
    def assumes(self) -> tuple[str, ...]:
        """The assumptions the rule needs."""
        return self.rule.assumes

    @cached_property
    def premises(self) -> tuple[str, ...]:
        """Ids of the facts matched: pattern by pattern, then each aggregate's contributions by id."""
        graph, ids = self.facts.graph, self.facts.ids
        premises = graph.premises[self.number]
        block = graph.block(self.number)
        if not block.groups:
            return tuple([ids[premise] for premise in premises])
        patterns = len(block.plan.patterns)
        record = graph.record(self.number)
        found = [ids[premise] for premise in premises[:patterns]]
        for position, groups in enumerate(block.groups):
            found += sorted(ids[fact] for fact in groups[record[1 + patterns + position]].facts)
        return tuple(found)

    @property
    def suffices(self) -> tuple[str, ...] | None:
        """Ids of the premises of least depth on which it stands, sorted; None if it needs them all.

        A derivation with a total that runs through recursion has all that contributes as premises, itself perhaps
        among what these rest on. It stands on fewer.
        """
        graph, ids = self.facts.graph, self.facts.ids
        if self.number not in graph.totals:
            return None
        return tuple(sorted(ids[fact] for fact in graph.suffices(self.number)))

    @cached_property
    def bindings(self) -> Mapping[str, Value]:
        """The value of each variable of the rule, by name without the dollar sign."""
        return self.facts.graph.bindings(self.number)

    @property
    def tie(self) -> str:
        """What tells derivations with the same rule and premises apart: groups of one aggregate."""
        return canonical_json({name: to_json(value) for name, value in self.bindings.items()})

    @property
    def boundary(self) -> bool:
        """True if some comparison was only possible, because a quantity straddles a threshold."""
        return self.facts.graph.boundary(self.number)

    @property
    def qualifier(self) -> Qualifier:
        """The weakest link among the rule and its premises."""
        return qualifier_of(self.facts.graph.derivation_strength(self.number))

    @property
    def strengthened_by(self) -> tuple[str, ...] | None:
        """Ids of the facts that matched ``stronger_if``, sorted; None if it did not match."""
        found = self.facts.graph.strengthened_by(self.number)
        return None if found is None else tuple(sorted(self.facts.ids[fact] for fact in found))

    @property
    def unless(self) -> tuple[str, ...]:
        """What was looked for and not found, one notation for each entry of ``unless``."""
        return looked_for(self.facts.graph.plan, self.facts.graph.block(self.number).plan, self.bindings)

    @property
    def parameters(self) -> tuple[ParameterUsed, ...]:
        """The values of the pack's parameters that the rule read, each with its day and reference."""
        return used(self.facts.graph.plan.pack, self.rule, self.bindings)

    @property
    def height(self) -> int:
        """One more than the depth of the deepest premise."""
        return self.facts.graph.height(self.number)

    @property
    def conclusion(self) -> str:
        """The id of the fact concluded."""
        return self.facts.ids[self.facts.graph.conclusion[self.number]]


@dataclass(frozen=True, eq=False)
class Conclusion(Displayed, FrozenValue):
    """A derived fact with every derivation it has."""

    _page_by = "tocsin.explain.voices.overview:conclusion_page"

    facts: Facts
    number: int

    def __eq__(self, other: object) -> bool:
        """Two conclusions are equal if they are the same fact, as firm, by the same derivations."""
        if not isinstance(other, Conclusion):
            return NotImplemented
        if self.facts is other.facts:
            return self.number == other.number
        return self._said == other._said

    def __hash__(self) -> int:
        return hash(self.facts.key(self.number))

    def __repr__(self) -> str:
        return f"<Conclusion {self.fact_text[:200]}: {self.qualifier}>"

    @property
    def _said(self) -> tuple[object, ...]:
        own = (self.facts.key(self.number), self.qualifier, self.boundary, self.depth, self.reads)
        return own, self.derivations

    @property
    def id(self) -> str:
        """The content id of the fact."""
        return self.facts.ids[self.number]

    @property
    def type(self) -> str:
        """The name of its fact type."""
        return self.facts.graph.types[self.number]

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return fact_of(self.facts.graph.plan.types[self.type], self.facts.graph.rows[self.number])

    @property
    def fields(self) -> dict[str, object]:
        """The JSON-ready fields."""
        return self.facts.graph.plan.types[self.type].canonical_fields(self.facts.graph.rows[self.number])

    @property
    def qualifier(self) -> Qualifier:
        """The strongest qualifier among the derivations."""
        return qualifier_of(self.facts.graph.conclusion_strength(self.number))

    @property
    def boundary(self) -> bool:
        """True if every derivation as strong as the conclusion rests on a comparison that is only possible."""
        graph = self.facts.graph
        strongest = graph.conclusion_strength(self.number)
        numbers = graph.by_conclusion[self.number]
        return all(graph.boundary(number) for number in numbers if graph.derivation_strength(number) == strongest)

    @property
    def depth(self) -> int:
        """The least height among the derivations."""
        return self.facts.graph.conclusion_depth(self.number)

    @cached_property
    def derivations(self) -> tuple[Derivation, ...]:
        """All derivations, by rule id and then by premises."""
        found = [Derivation(self.facts, number) for number in self.facts.graph.by_conclusion[self.number]]
        if len(found) > 1:
            found.sort(key=_by_content)
        return tuple(found)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the derivations, each once, by id."""
        graph = self.facts.graph
        plans = [graph.block(number).plan for number in graph.by_conclusion[self.number]]
        by_index = {plan.index: plan.rule for plan in plans}
        return tuple([by_index[index] for index in sorted(by_index)])

    @property
    def warrants(self) -> tuple[Warrant, ...]:
        """What the derivations rest on, each once: the document first, then law, our own links, our own scale."""
        return warrants_of(self.rules)

    @cached_property
    def best(self) -> Derivation:
        """The derivation to show first: the strongest, then the shallowest, then the first by rule id.

        Going on from premise to premise by their best derivations always ends at given facts.
        """
        found = [Derivation(self.facts, number) for number in self.facts.graph.best(self.number)]
        return found[0] if len(found) == 1 else min(found, key=_by_content)

    @cached_property
    def reads(self) -> str:
        """The conclusion as a sentence, never worded more strongly than its qualifier."""
        best = self.best
        rule = best.rule
        bindings = {} if rule.reads is None else best.bindings
        return sentence(self.facts.graph.plan, rule, bindings, self.qualifier, self.fact_text)

    @property
    def fact_text(self) -> str:
        """The conclusion in the notation for facts."""
        return self.facts.notation(self.number)

    def __str__(self) -> str:
        return self.fact_text


def warrants_of(rules: Iterable[Rule]) -> tuple[Warrant, ...]:
    """What these rules rest on, each once: the document first, then law, our own links, our own scale."""
    found = {rule.warrant for rule in rules}
    return tuple(warrant for warrant in WARRANTS if warrant in found)


def _by_content(derivation: Derivation) -> tuple[int, tuple[str, ...], str]:
    """The order of derivations: by rule (plans number rules in the order of their ids), premises, bindings."""
    plan = derivation.facts.graph.block(derivation.number).plan
    return plan.index, derivation.premises, derivation.tie if plan.aggregates else ""
