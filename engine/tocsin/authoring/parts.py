"""The parts of rules that a pack's cases should try: each is one thing that a rule can come out otherwise by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from tocsin.engine.plan import Plan, RulePlan
from tocsin.explain.condition_text import condition_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.rules.expression import Node
from tocsin.rules.expression.tree import as_written, conjuncts
from tocsin.rules.rule import Aggregate, Comparison, Condition, Pattern

Kind = Literal["rule", "condition", "exception", "comparison", "strengthening"]
KINDS: tuple[Kind, ...] = ("rule", "condition", "exception", "comparison", "strengthening")
Side = Literal["fires", "does not fire", "is lacking alone", "blocks alone", "holds", "fails alone", "lifts"]
Key: TypeAlias = tuple[object, ...]
"""What tells a part of a rule from its others."""


@dataclass(frozen=True)
class Part:
    """One side of one part of a rule: the case to look for is one in which ``text`` does what ``side`` says."""

    rule: str
    kind: Kind
    side: Side
    text: str
    place: Place


def fires() -> Key:
    """The whole rule, firing."""
    return ("fires",)


def silent() -> Key:
    """The whole rule, not firing."""
    return ("silent",)


def lacking(at: int) -> Key:
    """A pattern of the rule, or an aggregate (numbered on from the patterns), that alone has no match."""
    return ("lacking", at)


def blocking(at: int) -> Key:
    """An exception that alone keeps the rule from firing."""
    return ("blocks", at)


def comparing(where: str, comparison: Node, *, holds: bool) -> Key:
    """A comparison in ``when``, an exception, an aggregate or ``stronger_if``, holding or alone failing."""
    return ("compares", where, str(comparison), holds)


def lifting(*, holds: bool) -> Key:
    """What makes the rule stronger, holding where it fires or not."""
    return ("lifts", holds)


def parts_of(plan: RulePlan) -> Iterator[tuple[Key, Part]]:
    """Every part of a rule, in the order written.

    A comparison that joins several by *and* counts as these; of one in an exception, an aggregate or ``stronger_if``
    it is asked, too, that it decides once.
    """
    rule = plan.rule

    def part(kind: Kind, side: Side, text: str, place: Place) -> Part:
        return Part(rule.id, kind, side, text, place)

    yield fires(), part("rule", "fires", rule.id, rule.place)
    yield silent(), part("rule", "does not fire", rule.id, rule.place)
    premises: list[Condition] = [*rule.patterns, *rule.aggregates]
    for at, item in enumerate(premises):
        yield lacking(at), part("condition", "is lacking alone", condition_text(item), item.place)
    for at, entry in enumerate(rule.unless):
        text = " and ".join(map(condition_text, entry))
        yield blocking(at), part("exception", "blocks alone", text, entry[0].place)
    for where, items in _places(plan):
        for node, place in _comparisons(items):
            text = as_written(node)
            yield comparing(where, node, holds=True), part("comparison", "holds", text, place)
            yield comparing(where, node, holds=False), part("comparison", "fails alone", text, place)
    if rule.stronger_if:
        text = " and ".join(map(condition_text, rule.stronger_if))
        yield lifting(holds=True), part("strengthening", "lifts", text, rule.stronger_if[0].place)
        yield lifting(holds=False), part("strengthening", "fails alone", text, rule.stronger_if[0].place)


WHEN, STRONGER = "when", "stronger_if"


def in_exception(at: int) -> str:
    """Where the comparisons of an exception stand."""
    return f"unless {at}"


def in_aggregate(at: int) -> str:
    """Where the comparisons of an aggregate stand."""
    return f"over {at}"


def _places(plan: RulePlan) -> Iterator[tuple[str, Sequence[Condition]]]:
    rule = plan.rule
    yield WHEN, rule.when
    yield from ((in_exception(at), entry) for at, entry in enumerate(rule.unless) if _has_patterns(entry))
    yield from ((in_aggregate(at), aggregate.over) for at, aggregate in enumerate(rule.aggregates))
    yield STRONGER, rule.stronger_if


def _has_patterns(items: Sequence[Condition]) -> bool:
    """Whether an exception looks for facts; of one that only compares, that it blocks says all."""
    return any(isinstance(item, Pattern | Aggregate) for item in items)


def _comparisons(items: Sequence[Condition]) -> Iterator[tuple[Node, Place]]:
    for item in items:
        if isinstance(item, Comparison):
            yield from ((node, item.place) for node in compared(item.node))


def compared(node: Node) -> Iterator[Node]:
    """What counts as comparisons of a condition: those that it joins by *and*, one by one."""
    return conjuncts(node)


def parts_of_plan(plan: Plan) -> dict[tuple[int, Key], Part]:
    """The parts of every rule, by the rule's position in the plan and the key of the part."""
    return {(each.index, key): part for each in plan.rules for key, part in parts_of(each)}
