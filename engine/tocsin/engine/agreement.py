"""What two engines found, held against each other: everything of it that a result shows or rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeAlias, TypeVar

from tocsin.engine import codes
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Records
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
    if _plainly_agree(first, second):
        return ()
    numbers: dict[Hashable, int] = {}
    steps: dict[_Step, int] = {}
    left, right = _Found(first, numbers, steps), _Found(second, numbers, steps)
    return (
        *_apart(left, right, lambda found: Counter(found.facts), lambda found, fact: f"fact {found.fact(fact)}"),
        *_apart(left, right, _given, lambda found, fact: f"given fact {found.fact(fact)}"),
        *_apart(left, right, lambda found: found.steps, _Found.text),
        *_apart(left, right, _failed, lambda _, failed: f"failed condition {failed[1]} of {failed[0]}"),
        *_valued_otherwise(left, right),
    )


def _plainly_agree(first: DerivationGraph, second: DerivationGraph) -> bool:
    """True if all that is compared is equal, number by number; whatever is not found so here is looked at in full.

    Each derivation is held against another with what its own strength comes from (``own_strength``): its rule's,
    whether that can be lifted, its boundary, and what strengthened it. The strengths of facts are the least fixpoint
    over that and over how the given ones are given, and need not be worked out to be found equal; but for totals
    through recursion, which rest on single contributions, and where an engine has one fact under two numbers.
    """
    if first.totals or second.totals:
        return False
    told = _told_by_the_first(first, second)
    if told is None or _failures(first) != _failures(second):
        return False
    if dict(enumerate(first.given_strength)) != dict(zip(told, second.given_strength, strict=False)):
        return False
    (one, rest), (other, others) = _derived(first, None), _derived(second, told)
    return (
        one.keys() == other.keys()
        and all(found == other[kind] or sorted(found) == sorted(other[kind]) for kind, found in one.items())
        and Counter(rest) == Counter(others)
    )


def _failures(graph: DerivationGraph) -> set[tuple[str, str]]:
    return {(failure.rule, failure.text) for failure in graph.evaluation.failures}


def _told_by_the_first(first: DerivationGraph, second: DerivationGraph) -> list[int] | None:
    """For each fact of the second the number that the first has it under; None if they have not the same facts once."""
    rows = first.rows
    known = {fact: number for number, fact in enumerate(zip(first.types, rows, strict=True))}
    found = [known.get(fact, -1) for fact in zip(second.types, second.rows, strict=True)]
    if not len(known) == len(rows) == len(found) == len(set(found)) or -1 in found:
        return None
    # To Python 1, 1.0 and true are one value; to a reader, and in a fact's id, they are three.
    pairs = [(rows[number], row) for number, row in zip(found, second.rows, strict=True) if rows[number] is not row]
    return found if all([*map(type, one)] == [*map(type, other)] for one, other in pairs) else None


_Kind: TypeAlias = tuple[str, int, bool]


def _derived(graph: DerivationGraph, told: list[int] | None) -> tuple[dict[_Kind, Records], list[Hashable]]:
    """The derivations, facts under the numbers ``told``: by rule those that are facts alone, and all others."""
    plain: dict[_Kind, Records] = {}
    rest: list[Hashable] = []
    strengthened = {position for position, _ in graph.evaluation.strengthened}
    for position, block in enumerate(graph.evaluation.blocks):
        plan = block.plan
        kind = (plan.rule.id, plan.strength, plan.may_be_lifted)
        if block.groups or plan.computed or position in strengthened:
            rest += _with_all(graph, position, kind, told)
            continue
        records = graph.records_of(position)
        if told is not None:
            records = [(*map(told.__getitem__, record[:-1]), record[-1]) for record in records]
        plain[kind] = records if kind not in plain else [*plain[kind], *records]
    return plain, rest


def _with_all(graph: DerivationGraph, position: int, kind: _Kind, told: list[int] | None) -> Iterator[Hashable]:
    """The derivations of a block with all that is compared of them."""
    found = graph.evaluation
    groups, computed = found.blocks[position].groups, len(found.blocks[position].plan.computed)
    number = range(len(graph.rows)) if told is None else told
    end = -1 - computed - len(groups)
    for at, record in graph.placed_records(position):
        chosen = [of[record[end + place]] for place, of in enumerate(groups)]
        values = (*[value for group in chosen for value in group.values], *record[end + len(groups) : -1])
        within = [tuple(sorted([number[premise] for premise in group.facts])) for group in chosen]
        lifted = found.strengthened.get((position, at))
        by = None if lifted is None else frozenset([number[fact] for fact in lifted])
        own = [number[each] for each in record[:end]]
        yield kind, record[-1], *own, *within, by, values, *map(type, values)


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
