"""What stands against an instance of a rule, in words: what is lacking, fails, blocks, or is off."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from tocsin.engine.assessment import Assessment
from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.engine.matching import truth
from tocsin.engine.plan import CERTAIN, Condition
from tocsin.explain import words as common
from tocsin.explain.answers import words
from tocsin.explain.expression_text import Speaker, field_label, number
from tocsin.facts.counting import listed
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row, format_value
from tocsin.facts.quantity import Quantity, Truth
from tocsin.facts.strength_words import strength
from tocsin.questions.minimal_edits.thresholds import ends
from tocsin.questions.missing.missing_conditions import (
    Blocking,
    Failing,
    Gap,
    Instance,
    Lacking,
    Otherwise,
    Switched,
    Unbacked,
    Uncounted,
)
from tocsin.questions.missing.result import lacking_sources
from tocsin.questions.missing.why_not import backing_of_lacked, lacked
from tocsin.rules.expression.tree import Comparison, Node, conjuncts

_UNBACKED_SHOWN = 3


def uncounted_text(instance: Instance, gap: Uncounted, over: Iterable[str]) -> str:
    """That there is no group for an aggregate over these patterns, or what it comes to instead."""
    operation = words.OPERATIONS[gap.aggregate.operation]
    if not gap.values:
        return words.UNCOUNTED.format(operation=operation, over=listed(over))
    values = listed([format_value(value) for value in gap.values], "or")
    sought = format_value(instance.bindings[gap.aggregate.result])
    return words.COUNTED_OTHERWISE.format(operation=operation, over=listed(over), values=values, sought=sought)


def gap_words(assessment: Assessment, instance: Instance, gap: Gap) -> Iterator[tuple[str, str]]:
    """The gap as labelled phrases: of comparisons joined by *and* one for each that is false."""
    types = assessment.plan.types
    match gap:
        case Lacking():
            yield from ((words.LABELS["lacking"], told) for told in lacked_texts(instance, gap, types))
        case Unbacked():
            yield from ((words.LABELS["unbacked"], told) for told in _unbacked(assessment, gap))
        case Uncounted():
            yield words.LABELS["lacking"], uncounted_text(instance, gap, lacked_texts(instance, gap, types))
        case Failing():
            yield from ((words.LABELS["check"], told) for told in _failing(assessment, instance, gap))
        case Blocking():
            yield words.LABELS["blocked"], blocked_text(assessment, instance, gap)
        case Switched(assumption):
            text = next(each.text for each in assessment.pack.assumptions if each.id == assumption)
            yield words.LABELS["off"], words.OFF.format(assumption=assumption, text=text)
        case Otherwise(position, value):
            field = types[instance.plan.heads[instance.head].type].fields[position].name
            told = words.NOTHING if value is None else format_value(value)
            yield words.LABELS["otherwise"], words.OTHERWISE.format(field=field, value=told)


def lacked_texts(
    instance: Instance, gap: Gap, types: Mapping[str, FactType], say: Callable[[PartialFact], str] | None = None
) -> list[str]:
    """The facts that a gap asks for, each with how well reports are to back it; ``say`` says which fact it is."""
    told = [sought.text(types) if say is None else say(sought) for sought in lacked(instance, gap, types)]
    asked = backing_of_lacked(gap)
    return [text if each is None else f"{text}, {each}" for text, each in zip(told, asked, strict=True)]


def blocked_text(assessment: Assessment, instance: Instance, gap: Blocking) -> str:
    """That an exception holds: by which facts, or, of one that asks for none, that what it says is so."""
    told = [_firmness_told(assessment, fact) for fact in gap.facts]
    if not told:
        speaker = speaker_of(assessment, instance)
        told = [speaker.say(condition.node) for condition in (*gap.entry.early, *gap.entry.late)]
    return words.BLOCKED.format(exception=listed(told))


def how_held(assessment: Assessment, fact: int) -> str:
    """How a fact holds, by its number: that it is given, or how firmly it follows."""
    if fact < assessment.graph.given:
        return words.GIVEN
    conclusion = Conclusion(assessment.numbered, fact)
    return strength(conclusion.qualifier, conclusion.boundary)


def _firmness_told(assessment: Assessment, fact: int) -> str:
    """A fact, with how firmly it holds where that is less than certain."""
    text = assessment.numbered.notation(fact)
    if assessment.graph.strength[fact] == CERTAIN:
        return text
    given = fact < assessment.graph.given
    how = strength(qualifier_of(assessment.graph.strength[fact])) if given else how_held(assessment, fact)
    return words.HELD.format(fact=text, how=how)


def _failing(assessment: Assessment, instance: Instance, gap: Failing) -> Iterator[str]:
    """What fails: of comparisons joined by *and* each that is false, with how far it is missed."""
    speaker = speaker_of(assessment, instance)
    if not isinstance(gap.step, Condition):
        said = f"{gap.step.variable} = {speaker.say(gap.step.node)}"
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


def _unbacked(assessment: Assessment, gap: Unbacked) -> Iterator[str]:
    """For each fact that would do, were it backed so well, what is missing."""
    graph, asked = assessment.graph, gap.pattern.backed_by
    lacking = lacking_sources(assessment, gap)
    for at, count in islice(lacking.items(), _UNBACKED_SHOWN):
        missing = words.ONE_MORE if count == 1 else words.MORE_SOURCES.format(count=count)
        grade = "" if asked is None or asked.grade is None else words.OF_AT_LEAST.format(grade=asked.grade)
        fact = format_row(assessment.plan.types[graph.types[at]], graph.rows[at])
        yield words.UNBACKED.format(fact=fact, missing=missing, grade=grade, asked=asked)
    if len(lacking) > _UNBACKED_SHOWN:
        yield common.MORE.format(count=f"{len(lacking) - _UNBACKED_SHOWN:,}")


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
