"""What to watch: what would strengthen a conclusion, and the one premise that a silent rule still lacks."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import islice
from typing import Literal

from tocsin.engine import Assessment
from tocsin.engine.matching import Members
from tocsin.engine.plan import STRENGTH, Condition, PatternPlan, RulePlan
from tocsin.engine.sentences import fill
from tocsin.explain.expression_text import noun, pattern_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.questions.missing.missing_conditions import Instance
from tocsin.questions.missing.partial_matches import NearSearch

_TRIED = 200


@dataclass(frozen=True)
class Indicator:
    """An observation that would bear on a conclusion: ``strengthens`` one that stands, or ``completes`` a rule."""

    kind: Literal["strengthens", "completes"]
    rule: str
    observation: str
    conclusion: str
    trace: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "kind": self.kind,
            "rule": self.rule,
            "observation": self.observation,
            "conclusion": self.conclusion,
            "trace": list(self.trace),
        }


def strengtheners(assessment: Assessment) -> Iterator[Indicator]:
    """For each conclusion that is possible only, the observations that would strengthen it."""
    if not any(plan.may_be_lifted for plan in assessment.plan.rules):
        return
    for conclusion in assessment.conclusions:
        if conclusion.qualifier != "possible" or conclusion.boundary:
            continue
        best = conclusion.best
        plan = assessment.graph.block(best.number).plan
        if plan.stronger_if is not None and plan.may_be_lifted and best.strengthened_by is None:
            observation = " and ".join(_text(assessment, p, best.bindings) for p in plan.stronger_if.patterns)
            yield Indicator("strengthens", plan.rule.id, observation, conclusion.reads, (conclusion.id,))


def completions(assessment: Assessment) -> Iterator[Indicator]:
    """For each silent rule that lacks one premise that could be reported, that premise; the firmest rules first."""
    plan = assessment.plan
    fired = {block.plan.rule.id for block, _ in assessment.graph.numbered_blocks()}
    derived = {head.type for rule in plan.rules for head in rule.heads}
    active = plan.active(assessment.assumptions)
    silent = [rule for rule in plan.rules if rule.index in active and rule.rule.id not in fired]
    members = Members.of(assessment.graph)
    near = NearSearch(members, assessment.assumptions)
    for rule in sorted(silent, key=lambda rule: (-STRENGTH[rule.rule.qualifier], rule.rule.id)):
        if len(rule.patterns) > 1 and not rule.aggregates:
            yield from islice(_lacking(assessment, rule, derived, near), 1)


def _lacking(assessment: Assessment, rule: RulePlan, derived: Container[str], near: NearSearch) -> Iterator[Indicator]:
    """The instances of a rule of which one premise is all that is lacking, and which would say something new."""
    for position, lacking in enumerate(rule.patterns):
        if lacking.type in derived:
            continue
        for instance in islice(near.instances(rule, frozenset((position,))), _TRIED):
            if len(instance.gaps) > 1 or _says_nothing_new(assessment, instance, near.members):
                continue
            bindings, premises = instance.bindings, [number for number in instance.premises if number is not None]
            ids = tuple(dict.fromkeys(assessment.numbered.ids[number] for number in premises))
            observation = _text(assessment, lacking, bindings)
            if any(isinstance(step, Condition) for step in instance.undecided):
                observation += f", if it meets the comparisons of {rule.rule.id}"
            yield Indicator("completes", rule.rule.id, observation, _concluded(assessment, rule, bindings), ids)


def _says_nothing_new(assessment: Assessment, instance: Instance, members: Members) -> bool:
    """True if all that the instance would conclude stands already, as firmly as it could make it."""
    graph = assessment.graph
    firmness = [instance.plan.strength, *(graph.strength[n] for n in instance.premises if n is not None)]
    most = min(*firmness, STRENGTH["possible"]) if instance.possible else min(firmness)
    return all(
        any(
            graph.strength[number] >= most
            and all(
                instance.bindings.get(name) == value if name is not None else constant == value
                for (constant, name), value in zip(head.terms, graph.rows[number], strict=True)
            )
            for number in members.by_type.get(head.type, ())
        )
        for head in instance.plan.heads
    )


def _text(assessment: Assessment, pattern: PatternPlan, bindings: Mapping[str, Value]) -> str:
    return pattern_text(assessment.plan.types[pattern.type], pattern, bindings)


def _concluded(assessment: Assessment, rule: RulePlan, bindings: Mapping[str, Value]) -> str:
    """What the rule would say, or where it lacks a value for that, what kind of thing it concludes."""
    names = assessment.pack.spoken
    try:
        if rule.rule.reads is not None:
            return fill(rule.rule.reads, bindings, names)
    except KeyError:
        pass
    return f"{noun(rule.heads[0].type, names)} ({rule.rule.id})"
