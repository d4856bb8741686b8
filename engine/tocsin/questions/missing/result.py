"""The answer to *why not*: what stands against a fact, and against each premise on the way that could be derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from tocsin.engine.assessment import Assessment
from tocsin.engine.matching import Members
from tocsin.engine.plan import MatchPlan
from tocsin.engine.sentences import asked_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.questions.goal import Never, of_pattern
from tocsin.questions.missing.missing_conditions import (
    Blocking,
    Failing,
    Gap,
    Instance,
    Lacking,
    Nearest,
    Otherwise,
    Switched,
    Unbacked,
    Uncounted,
)
from tocsin.questions.missing.not_in_force import Idle
from tocsin.rules.expression.tree import as_written


@dataclass(frozen=True)
class Similar:
    """A fact that would be the one sought, but for the values of some fields (by position: what it has)."""

    fact: int
    differs: tuple[tuple[int, Value | None], ...]

    @property
    def contradicting(self) -> int:
        """In how many fields it says something else; in the others that differ it says nothing."""
        return sum(value is not None for _, value in self.differs)


@dataclass(frozen=True)
class Unmet:
    """Facts that do not hold, and why: the rules that could conclude them, by how little each lacks.

    ``holds`` are facts that do hold after all; then nothing else is looked into. ``never`` says why no rule can ever
    conclude it: facts of the type are only given (``given_only``), or the rules that conclude the type never conclude
    such values (``other_values``). ``idle`` are facts that are stated and not in force. ``deferred`` is true where the
    rules were not looked into, because the way here was longer than the bound.
    """

    sought: PartialFact
    holds: tuple[int, ...] = ()
    never: Never | None = None
    rules: tuple[Nearest, ...] = ()
    idle: tuple[Idle, ...] = ()
    similar: tuple[Similar, ...] = ()
    deferred: bool = False


@dataclass(frozen=True)
class WhyNot:
    """The answer to a question why a fact does not hold.

    ``unmet`` has, for the fact asked about and each premise on the way that could be derived, what stands against it:
    each once, so that circles end. The first is the one asked about.
    """

    __repr__ = short_repr
    __hash__ = hash_of_fields

    assessment: Assessment
    members: Members = field(compare=False)
    sought: PartialFact
    unmet: Mapping[PartialFact, Unmet]

    @property
    def holds(self) -> tuple[str, ...]:
        """Ids of facts that match what was asked and do hold, given or derived; empty if none does."""
        return tuple(sorted(self.assessment.numbered.ids[number] for number in self.unmet[self.sought].holds))

    @property
    def root(self) -> Unmet:
        """What stands against the fact asked about."""
        return self.unmet[self.sought]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        writer = AnswerWriter(self.assessment)
        return {
            **self.assessment.heading_json(),
            "asked": self.sought.text(self.assessment.plan.types),
            "holds": list(self.holds),
            "unmet": [writer.unmet(unmet) for unmet in self.unmet.values()],
        }


class AnswerWriter:
    """Writes the parts of answers about one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._plan = assessment.plan
        self._types = assessment.plan.types
        self._ids = assessment.numbered.ids

    def unmet(self, unmet: Unmet) -> dict[str, object]:
        """What stands against one fact, as JSON-ready data."""
        fields = self._types[unmet.sought.type].fields
        return {
            "sought": unmet.sought.text(self._types),
            "holds": sorted(self._ids[number] for number in unmet.holds),
            "never": unmet.never,
            "rules": [self._nearest(nearest) for nearest in unmet.rules],
            "not_in_force": [idle.to_json() for idle in unmet.idle],
            "similar": [
                {"fact": self._ids[similar.fact], "differs": {fields[at].name: to_json(v) for at, v in similar.differs}}
                for similar in unmet.similar
            ],
            "deferred": unmet.deferred,
        }

    def _nearest(self, nearest: Nearest) -> dict[str, object]:
        return {
            "rule": nearest.plan.rule.id,
            "cut": nearest.cut,
            "instances": [self.instance(instance) for instance in nearest.instances],
        }

    def instance(self, instance: Instance) -> dict[str, object]:
        """What an instance of a rule has, and its gaps, as JSON-ready data."""
        return {
            "bindings": _values(instance.bindings),
            "premises": [None if number is None else self._ids[number] for number in instance.premises],
            "aggregates": [
                None if group is None else sorted(self._ids[number] for number in group.facts)
                for group in instance.groups
            ],
            "gaps": [self._gap(instance, gap) for gap in instance.gaps],
            "possible": [as_written(condition.node) for condition in instance.possible],
            "undecided": [
                asked_text(self._plan, item, instance.bindings)
                if isinstance(item, MatchPlan)
                else as_written(item.node)
                for item in instance.undecided
            ],
        }

    def _gap(self, instance: Instance, gap: Gap) -> dict[str, object]:
        match gap:
            case Lacking(pattern):
                sought = of_pattern(pattern, instance.bindings, self._types).text(self._types)
                asked = pattern.backed_by
                return {"kind": "lacking", "sought": sought, **({} if asked is None else {"asked": asked.to_json()})}
            case Unbacked(pattern, facts):
                asked, lacking = pattern.backed_by, lacking_sources(self._assessment, gap)
                found = [{"fact": self._ids[n], "lacking": lacking[n]} for n in facts]
                return {"kind": "unbacked", "asked": None if asked is None else asked.to_json(), "facts": found}
            case Uncounted(aggregate, values):
                told = {"values": [to_json(value) for value in values]} if values else {}
                return {"kind": "uncounted", "operation": aggregate.operation, "variable": aggregate.result, **told}
            case Failing(step, reason):
                return {"kind": "failing", "condition": as_written(step.node), "reason": reason or None}
            case Blocking(entry, facts):
                looked_for = asked_text(self._plan, entry, instance.bindings)
                return {"kind": "blocked", "exception": looked_for, "facts": [self._ids[n] for n in facts]}
            case Switched(assumption):
                return {"kind": "off", "assumption": assumption}
            case Otherwise(position, value):
                field = self._types[instance.plan.heads[instance.head].type].fields[position].name
                return {"kind": "otherwise", "field": field, "value": to_json(value)}


def lacking_sources(assessment: Assessment, gap: Unbacked) -> dict[int, int]:
    """For each fact that is not backed as a rule asks, by number, how many more independent sources it takes."""
    found = {}
    for number in gap.facts:
        fact, asked = assessment.fact(assessment.numbered.ids[number]), gap.pattern.backed_by
        if asked is not None:
            found[number] = asked.lacking(() if fact is None else fact.supporting)
    return found


def _values(bindings: Mapping[str, Value]) -> dict[str, object]:
    return {name: to_json(value) for name, value in bindings.items()}
