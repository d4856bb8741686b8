"""The answer to *why not* as a tree in a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from tocsin.engine.assessment import Assessment
from tocsin.engine.matching import truth
from tocsin.engine.plan import Condition
from tocsin.explain import words as common
from tocsin.explain.answers import words
from tocsin.explain.answers.drawing import Branch, draw
from tocsin.explain.answers.heading import heading
from tocsin.explain.answers.stated import stated
from tocsin.explain.conditions import conjuncts
from tocsin.explain.expression_text import Speaker, field_label, number
from tocsin.explain.voices.style import wrap
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row, format_value
from tocsin.facts.quantity import Quantity, Truth
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.questions.minimal_edits.thresholds import ends
from tocsin.questions.missing.missing_conditions import (
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
from tocsin.questions.missing.partial_matches import MATCHES
from tocsin.questions.missing.result import Similar, Unmet, WhyNot
from tocsin.questions.missing.why_not import lacked
from tocsin.rules.expression.tree import Comparison, Node

_SHOWN = 3
_HELD = 8


def why_not_text(found: WhyNot, *, width: int, colour: bool, every: bool = False) -> str:
    """The answer as a tree of at most ``width`` columns; without ``every``, the nearest few rules of each fact."""
    lines = [*wrap(heading(found.assessment), width), ""]
    lines += draw([_Page(found, every).root()], width, colour)
    return "\n".join(lines)


class _Page:
    """Tells one answer. What does not hold and is met again has a number."""

    def __init__(self, found: WhyNot, every: bool) -> None:
        self._found = found
        self._assessment = found.assessment
        self._types = found.assessment.plan.types
        self._every = every
        self._numbers: dict[PartialFact, int] = {}
        self._assumptions = {assumption.id: assumption.text for assumption in found.assessment.pack.assumptions}

    def root(self) -> Branch:
        """The fact asked about, and everything under it."""
        return self._unmet(self._found.root)

    def _unmet(self, unmet: Unmet) -> Branch:
        self._numbers[unmet.sought] = len(self._numbers) + 1
        text = f"[{self._numbers[unmet.sought]}] " + words.UNMET.format(sought=unmet.sought.text(self._types))
        shown = unmet.rules if self._every else unmet.rules[:_SHOWN]
        below = tuple(branch for nearest in shown for branch in self._rule(nearest))
        details = list(self._about(unmet))
        if len(unmet.rules) > len(shown):
            left = [nearest.plan.rule.id for nearest in unmet.rules[len(shown) :]]
            few = [*left[:3], *([f"{len(left) - 3} more"] if len(left) > 3 else [])]
            details.append((words.LABELS["note"], f"further off, not shown: {common.listed(few)} (--all shows them)"))
        return Branch(text, "headline", tuple(details), below)

    def _about(self, unmet: Unmet) -> Iterator[tuple[str, str]]:
        kind = unmet.sought.type
        if unmet.never is not None:
            yield words.LABELS["note"], words.NEVER[unmet.never].format(type=kind)
        if unmet.deferred:
            yield words.LABELS["note"], words.DEFERRED
        for idle in unmet.idle:
            yield words.LABELS["stated"], stated(idle)
        for similar in unmet.similar if self._every else unmet.similar[:1]:
            yield words.LABELS["similar"], self._similar(unmet.sought, similar)

    def _similar(self, sought: PartialFact, similar: Similar) -> str:
        """A fact that is there, with the fields in which it is otherwise, and those that it does not give."""
        fields = self._types[sought.type].fields
        said = dict(sought.values)
        wanted = {at: " or ".join(map(format_value, allowed)) for at, allowed in said.items()}
        row = self._assessment.graph.rows[similar.fact]
        for first, *others in sought.alike:
            wanted.update(
                dict.fromkeys(others, words.NOTHING if (value := row[first]) is None else format_value(value))
            )
        values = [
            words.INSTEAD_VALUE.format(
                field=fields[at].name, value=format_value(value), sought=wanted.get(at, words.NOTHING)
            )
            for at, value in similar.differs
            if value is not None
        ]
        absent = [
            words.LACKS_VALUE.format(field=fields[at].name, sought="|".join(map(format_value, said[at])))
            if at in said
            else fields[at].name
            for at, value in similar.differs
            if value is None
        ]
        told = [words.INSTEAD.format(values=common.listed(values))] if values else []
        if absent:
            told.append(words.LACKS.format(fields=common.listed(absent)))
        return words.SIMILAR.format(fact=self._fact(similar.fact), differs=" ".join(told))

    def _rule(self, nearest: Nearest) -> Iterator[Branch]:
        for position, instance in enumerate(nearest.instances if self._every else nearest.instances[:1]):
            count = len(instance.gaps)
            told = words.GAPS.get(count) or words.GAPS_MANY.format(count=count)
            text = f"{words.RULE.format(rule=nearest.plan.rule.id)}: {told}"
            details = [*self._held(instance), *(each for gap in instance.gaps for each in self._gap(instance, gap))]
            details += [
                (words.LABELS["possible"], words.ONLY_POSSIBLE.format(said=self._speaker(instance).say(c.node)))
                for c in instance.possible
            ]
            if nearest.cut and position == 0:
                details.append((words.LABELS["note"], words.CUT.format(count=f"{MATCHES:,}")))
            yield Branch(text, "possible", tuple(details), tuple(self._below(instance)))

    def _below(self, instance: Instance) -> Iterator[Branch]:
        """What is lacking and could be derived, or is stated: each told once."""
        for gap in instance.gaps:
            for sought in lacked(instance, gap, self._types):
                unmet = self._found.unmet.get(sought)
                told = unmet is None or unmet.holds or sought in self._numbers or unmet.never == "given_only"
                if unmet is not None and not told:
                    yield self._unmet(unmet)

    def _held(self, instance: Instance) -> Iterator[tuple[str, str]]:
        numbers = [number for number in instance.premises if number is not None]
        numbers += [fact for group in instance.groups if group is not None for fact in group.facts]
        for fact in dict.fromkeys(numbers[:_HELD]):
            identity = self._assessment.numbered.ids[fact]
            given = fact < self._assessment.graph.given
            how = words.GIVEN if given else QUALIFIER_WORDS[self._assessment.qualifier_of(identity)]
            yield words.LABELS["holds"], words.HELD.format(fact=self._fact(fact), how=how)
        if len(numbers) > _HELD:
            yield words.LABELS["holds"], f"and {len(numbers) - _HELD:,} more"

    def _gap(self, instance: Instance, gap: Gap) -> Iterator[tuple[str, str]]:
        match gap:
            case Lacking():
                [sought] = lacked(instance, gap, self._types)
                yield from self._lacking(sought)
            case Uncounted(aggregate):
                over = lacked(instance, gap, self._types)
                told = common.listed([self._numbered(sought) for sought in over])
                said = words.UNCOUNTED.format(operation=words.OPERATIONS[aggregate.operation], over=told)
                yield words.LABELS["lacking"], said
                for sought in over:
                    yield from self._near(sought)
            case Failing():
                yield from ((words.LABELS["check"], told) for told in self._failing(instance, gap))
            case Blocking(_, facts):
                told = common.listed([self._fact(number) for number in facts])
                yield words.LABELS["blocked"], words.BLOCKED.format(facts=told)
            case Switched(assumption):
                text = self._assumptions[assumption]
                yield words.LABELS["off"], words.OFF.format(assumption=assumption, text=text)
            case Otherwise(position, value):
                field = self._types[instance.plan.heads[instance.head].type].fields[position].name
                told = words.NOTHING if value is None else format_value(value)
                yield words.LABELS["otherwise"], words.OTHERWISE.format(field=field, value=told)

    def _lacking(self, sought: PartialFact) -> Iterator[tuple[str, str]]:
        if sought in self._numbers:
            yield words.LABELS["lacking"], self._numbered(sought)
            return
        yield words.LABELS["lacking"], words.LACKING.format(sought=self._numbered(sought))
        yield from self._near(sought)

    def _numbered(self, sought: PartialFact) -> str:
        """What is sought, and where it is told if it is told elsewhere."""
        text = sought.text(self._types)
        return f"{text}: {words.SEE.format(number=self._numbers[sought])}" if sought in self._numbers else text

    def _near(self, sought: PartialFact) -> Iterator[tuple[str, str]]:
        """What is stated or similar, of facts that can only be given; of others it is told with their rules."""
        unmet = self._found.unmet.get(sought)
        if unmet is not None and unmet.never == "given_only" and not unmet.holds:
            yield from ((label, said) for label, said in self._about(unmet) if label != words.LABELS["note"])

    def _failing(self, instance: Instance, gap: Failing) -> Iterator[str]:
        """What fails: of comparisons joined by *and* each that is false, with how far it is missed."""
        speaker = self._speaker(instance)
        if not isinstance(gap.step, Condition):
            said = f"{gap.step.variable} = {gap.step.text}"
            yield words.NO_VALUE.format(said=said, reason=gap.reason) if gap.reason else words.FAILING.format(said=said)
            return
        for node in conjuncts(gap.step.node):
            if truth(node, instance.bindings) != Truth.FALSE:
                continue
            distance, said = _missed_by(node, instance.bindings), speaker.say(node)
            if gap.reason:
                yield words.NO_VALUE.format(said=said, reason=gap.reason)
            elif distance is None:
                yield words.FAILING.format(said=said)
            elif not distance:
                yield words.ON_IT.format(said=said)
            else:
                yield words.MISSED.format(said=said, distance=number(distance))

    def _speaker(self, instance: Instance) -> Speaker:
        return speaker_of(self._assessment, instance)

    def _fact(self, fact: int) -> str:
        graph = self._assessment.graph
        return format_row(self._types[graph.types[fact]], graph.rows[fact])


def speaker_of(assessment: Assessment, instance: Instance) -> Speaker:
    """What says the comparisons of an instance: with its values, each named by the field that it comes from."""
    labels: dict[str, str] = {}
    for pattern in instance.plan.patterns:
        for position, name in pattern.variables:
            labels.setdefault(name, field_label(assessment.plan.types[pattern.type].fields[position].name))
    return Speaker(instance.bindings, labels, assessment.pack.spoken, parameters=assessment.pack.parameters)


def _missed_by(node: Node, bindings: Mapping[str, Value]) -> float | None:
    """How far the sides of one false comparison of numbers lie apart; None for any other condition."""
    if not isinstance(node, Comparison) or node.operator in ("==", "!="):
        return None
    speaker = Speaker(bindings)
    left, right = speaker.value(node.left), speaker.value(node.right)
    if not all(isinstance(side, int | float | Quantity) and not isinstance(side, bool) for side in (left, right)):
        return None
    (low, high), (bottom, top) = ends(left), ends(right)
    distance = bottom - high if node.operator in (">", ">=") else low - top
    return None if math.isinf(distance) or math.isnan(distance) else max(distance, 0)
