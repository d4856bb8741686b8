"""What two engines found, held against each other: everything of it that a result shows or rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from tocsin.engine import codes
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.facts.printing import format_fields
from tocsin.facts.problems import TocsinError

_SHOWN = 5
"""Differences of one kind that are named; the rest are counted."""


class EngineDisagreement(TocsinError):
    """The engines found different models; ``differences`` names what. Nothing is published."""

    code = codes.DISAGREEMENT

    def __init__(self, differences: tuple[str, ...]) -> None:
        self.differences = differences
        super().__init__("the engines disagree; nothing is published\n" + "\n".join(differences))


class _Step(NamedTuple):
    """A derivation by content, whatever numbers an engine gave the facts: rule, facts, and what else it bound."""

    rule: str
    premises: tuple[int, ...]
    contributions: tuple[tuple[int, ...], ...]
    values: tuple[Hashable, ...]
    conclusion: int


_Item = TypeVar("_Item")


class _Found:
    """What one engine found, facts and derivations numbered by content.

    ``numbers`` and ``steps`` are shared by those compared, so that each content is hashed once for each of them.
    """

    def __init__(self, graph: DerivationGraph, numbers: dict[Hashable, int], steps: dict[_Step, int]) -> None:
        self.graph = graph
        self.engine = graph.evaluation.engine
        self.facts = _numbered(graph, numbers)
        self.at = {fact: own for own, fact in enumerate(self.facts)}
        self._known = steps
        self.derivations: dict[int, int] = {}
        """Of each step the number that the engine gave it; the last, where it found the same twice."""
        self.steps = Counter(self._numbered())

    def _numbered(self) -> Iterator[int]:
        facts, known = self.facts, self._known
        for number, block, record in self.graph.recorded():
            width = 1 + len(block.plan.patterns)
            groups = [found[record[width + at]] for at, found in enumerate(block.groups)]
            values = (*(value for group in groups for value in group.values), *record[width + len(groups) : -1])
            step = _Step(
                block.plan.rule.id,
                tuple([facts[premise] for premise in record[1:width]]),
                tuple([tuple(sorted([facts[premise] for premise in group.facts])) for group in groups]),
                (*values, *map(type, values)),
                facts[record[0]],
            )
            found = known.setdefault(step, len(known))
            self.derivations[found] = number
            yield found

    def fact(self, number: int) -> str:
        return shown(self.graph, self.at[number])

    def text(self, found: int) -> str:
        """The derivation in words."""
        number, step = self.derivations[found], list(self._known)[found]
        premises = ", ".join(shown(self.graph, premise) for premise in self.graph.premises[number])
        values = step.values[: len(step.values) // 2]
        bound = f", with {', '.join(map(str, values))}" if values else ""
        return f"derivation of {self.fact(step.conclusion)} by {step.rule} from {premises or 'no fact'}{bound}"

    def qualifier(self, strength: int) -> str:
        return "not derived" if strength < 0 else qualifier_of(strength)

    def strengtheners(self, step: int) -> frozenset[int] | None:
        found = self.graph.strengthened_by(self.derivations[step])
        return None if found is None else frozenset([self.facts[fact] for fact in found])


def compare(first: DerivationGraph, second: DerivationGraph) -> tuple[str, ...]:
    """What one engine found and the other did not, in words; empty if they agree.

    Compared are the facts, and which of them are given; every derivation with rule, premises and values, its boundary,
    what strengthened it and its qualifier; the qualifier of every fact; and the conditions that had no value. Why a
    condition had none is not: the reason is a matter of words, and the condition counts as false for either.
    """
    numbers: dict[Hashable, int] = {}
    content = _content(first, numbers)
    if content is not None and content == _content(second, numbers):
        return ()
    steps: dict[_Step, int] = {}
    left, right = _Found(first, numbers, steps), _Found(second, numbers, steps)
    return (
        *_apart(left, right, lambda found: Counter(found.facts), lambda found, fact: f"fact {found.fact(fact)}"),
        *_apart(left, right, _given, lambda found, fact: f"given fact {found.fact(fact)}"),
        *_apart(left, right, lambda found: found.steps, _Found.text),
        *_apart(left, right, _failed, lambda _, failed: f"failed condition {failed[1]} of {failed[0]}"),
        *_valued_otherwise(left, right),
    )


def _content(graph: DerivationGraph, numbers: dict[Hashable, int]) -> tuple[object, ...] | None:
    """All that is compared of a graph, as one value: of two that agree these are equal. None where it says too little.

    Each derivation stands there with what its own strength comes from (``own_strength``): its rule's, whether that can
    be lifted, its boundary, and what strengthened it. The strengths of facts are the least fixpoint over that and over
    how the given ones are given, and need not be worked out to be found equal; but for totals through recursion, which
    rest on single contributions, and where an engine has one fact under two numbers.
    """
    facts = _numbered(graph, numbers)
    if graph.totals or len(set(facts)) < len(facts):
        return None
    found, steps = graph.evaluation, list[Hashable]()
    strengthened = {position for position, _ in found.strengthened}
    for position, block in enumerate(found.blocks):
        plan, groups = block.plan, block.groups
        kind = (plan.rule.id, plan.strength, plan.may_be_lifted)
        if not (groups or plan.computed or position in strengthened):
            steps.extend([(kind, r[-1], *map(facts.__getitem__, r[:-1])) for _, r in graph.placed_records(position)])
            continue
        end = -1 - len(plan.computed) - len(groups)
        for number, record in graph.placed_records(position):
            chosen = [of[record[end + at]] for at, of in enumerate(groups)]
            values = (*[value for group in chosen for value in group.values], *record[end + len(groups) : -1])
            within = [tuple(sorted([facts[premise] for premise in group.facts])) for group in chosen]
            lifted = found.strengthened.get((position, number))
            by = None if lifted is None else frozenset([facts[fact] for fact in lifted])
            own = [facts[each] for each in record[:end]]
            steps.append((kind, record[-1], *own, *within, by, values, *map(type, values)))
    given = dict(zip(facts, graph.given_strength, strict=False))
    failed = {(failure.rule, failure.text) for failure in found.failures}
    return set(facts), given, Counter(steps), failed


def _numbered(graph: DerivationGraph, numbers: dict[Hashable, int]) -> list[int]:
    """The facts of a graph under numbers by content, which ``numbers`` keeps."""
    # To Python 1, 1.0 and true are one value; to a reader, and in a fact's id, they are three.
    keys = ((name, row, *map(type, row)) for name, row in zip(graph.types, graph.rows, strict=True))
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _given(found: _Found) -> Counter[int]:
    return Counter(found.facts[: found.graph.given])


def _failed(found: _Found) -> Counter[tuple[str, str]]:
    return Counter({(failure.rule, failure.text) for failure in found.graph.evaluation.failures})


def _apart(
    left: _Found, right: _Found, items: Callable[[_Found], Counter[_Item]], text: Callable[[_Found, _Item], str]
) -> Iterator[str]:
    """What only one of them has, or has more often."""
    here, there = items(left), items(right)
    if dict.__eq__(here, there):  # that of counters goes through both item by item, for counts of 0
        return
    for found, own, other in ((left, here, there), (right, there, here)):
        texts = [text(found, item) for item, times in own.items() if times > other[item]]
        yield from _listed(f"only {found.engine} has the ", texts, f"only {found.engine} has")


def _valued_otherwise(left: _Found, right: _Found) -> Iterator[str]:
    """Where what both have counts differently."""
    here, there = left.graph, right.graph
    bounded, elsewhere = here.boundaries, there.boundaries
    strengthened = here.evaluation.strengthened or there.evaluation.strengthened
    boundaries, strengtheners, qualifiers = [], [], []
    for step, own in left.derivations.items():
        other = right.derivations.get(step)
        if other is None:
            continue
        if bounded[own] != elsewhere[other]:
            boundaries.append(f"{left.text(step)}: a boundary only for {(left if bounded[own] else right).engine}")
        if strengthened and left.strengtheners(step) != right.strengtheners(step):
            strengtheners.append(f"{left.text(step)}: strengthened otherwise")
        if here.own[own] != there.own[other]:
            qualifiers.append(f"{left.text(step)}: {_each(left, here.own[own], right, there.own[other])}")
    for fact, own in left.at.items():
        if fact in right.at and here.strength[own] != there.strength[right.at[fact]]:
            strengths = _each(left, here.strength[own], right, there.strength[right.at[fact]])
            qualifiers.append(f"fact {left.fact(fact)}: {strengths}")
    for texts in (boundaries, strengtheners, qualifiers):
        yield from _listed("", texts, "the engines differ in")


def _each(left: _Found, first: int, right: _Found, second: int) -> str:
    return f"{left.qualifier(first)} for {left.engine}, {right.qualifier(second)} for {right.engine}"


def _listed(before: str, texts: Iterable[str], more: str) -> Iterator[str]:
    found = sorted(texts)
    yield from (f"{before}{text}" for text in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"{more} {len(found) - _SHOWN:,} more of this kind"


def shown(graph: DerivationGraph, fact: int) -> str:
    """A fact in the notation, with numbers for names where an engine made one that the pack does not know."""
    name, row = graph.types[fact], graph.rows[fact]
    declared = graph.plan.types.get(name)
    fields = [] if declared is None else [field.name for field in declared.fields]
    if len(fields) != len(row):
        fields = [str(position) for position in range(len(row))]
    return format_fields(name, dict(zip(fields, row, strict=True)))
