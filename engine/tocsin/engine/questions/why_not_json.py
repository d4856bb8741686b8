"""The answer to *why not* as JSON-ready data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tocsin.engine.heading import heading_json
from tocsin.engine.plan import MatchPlan
from tocsin.engine.questions.gaps import (
    Blocking,
    Failing,
    Gap,
    Instance,
    Lacking,
    Nearest,
    Otherwise,
    Switched,
    Uncounted,
)
from tocsin.engine.questions.sought import of_pattern
from tocsin.engine.sentences import entry_text
from tocsin.facts.kinds import Value, to_json

if TYPE_CHECKING:
    from tocsin.engine.questions.why_not import Unmet, WhyNot


def why_not_json(found: WhyNot) -> dict[str, object]:
    """The answer: what was asked, whether it holds after all, and everything that stands against it."""
    writer = _Writer(found)
    assessment = found.assessment
    return {
        **heading_json(assessment),
        "asked": found.sought.text(assessment.plan.types),
        "holds": list(found.holds),
        "unmet": [writer.unmet(unmet) for unmet in found.unmet.values()],
    }


class _Writer:
    """Writes the parts of one answer."""

    def __init__(self, found: WhyNot) -> None:
        self._plan = found.assessment.plan
        self._types = found.assessment.plan.types
        self._ids = found.assessment.numbered.ids

    def unmet(self, unmet: Unmet) -> dict[str, object]:
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
            "instances": [self._instance(instance) for instance in nearest.instances],
        }

    def _instance(self, instance: Instance) -> dict[str, object]:
        return {
            "bindings": _values(instance.bindings),
            "premises": [None if number is None else self._ids[number] for number in instance.premises],
            "aggregates": [
                None if group is None else sorted(self._ids[number] for number in group.facts)
                for group in instance.groups
            ],
            "gaps": [self._gap(instance, gap) for gap in instance.gaps],
            "possible": [condition.text for condition in instance.possible],
            "undecided": [
                entry_text(self._plan, item, instance.bindings) if isinstance(item, MatchPlan) else item.text
                for item in instance.undecided
            ],
        }

    def _gap(self, instance: Instance, gap: Gap) -> dict[str, object]:
        match gap:
            case Lacking(pattern):
                sought = of_pattern(pattern, instance.bindings).text(self._types)
                return {"kind": "lacking", "sought": sought}
            case Uncounted(aggregate):
                return {"kind": "uncounted", "operation": aggregate.operation, "variable": aggregate.result}
            case Failing(step, reason):
                return {"kind": "failing", "condition": step.text, "reason": reason or None}
            case Blocking(entry, facts):
                looked_for = entry_text(self._plan, entry, instance.bindings)
                return {"kind": "blocked", "exception": looked_for, "facts": [self._ids[n] for n in facts]}
            case Switched(assumption):
                return {"kind": "off", "assumption": assumption}
            case Otherwise(position, value):
                field = self._types[instance.plan.heads[instance.head].type].fields[position].name
                return {"kind": "otherwise", "field": field, "value": to_json(value)}


def _values(bindings: Mapping[str, Value]) -> dict[str, object]:
    return {name: to_json(value) for name, value in bindings.items()}
