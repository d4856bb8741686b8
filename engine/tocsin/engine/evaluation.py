"""What an engine hands back: numbered facts and compact records of every firing.

Facts are numbered from 0, the given ones first. A record is one firing for one conclusion, a plain tuple

    (conclusion, premise of each pattern…, group of each aggregate…, computed value…, boundary)

where premises and conclusion are fact numbers, a group is a position in ``Block.groups``, and boundary is 1
if some comparison was only possible. Bindings are read out of the premises by the rule's plan, so they are
neither stored twice nor worked out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field
from typing import Any, Final, NamedTuple, TypeAlias

from tocsin.engine.plan import AggregatePlan, RulePlan
from tocsin.engine.things import Ends, Thing, figures, hull, summed
from tocsin.facts.backing import Backing
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import OpenEndError, interval, sum_quantities, total
from tocsin.rules.expression import NoValueError

Record: TypeAlias = tuple[Any, ...]
Records: TypeAlias = Sequence[Record]


class Contribution(NamedTuple):
    """One match of an aggregate: what it adds, its facts, whether it is only possible, and what it is an account of."""

    value: Value
    facts: tuple[Any, ...]
    boundary: bool
    thing: Thing | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an aggregate: its variables' values, the facts that contributed, by number, and its boundary.

    ``contributions`` has its matches one by one where the aggregate runs through recursion (``totals``).
    """

    values: tuple[Value, ...]
    facts: tuple[int, ...]
    boundary: bool
    contributions: tuple[Contribution, ...] = ()


class Block(NamedTuple):
    """All firings of one rule for one of its conclusions."""

    plan: RulePlan
    head: int
    records: Records
    groups: tuple[list[Group], ...]

    def premises(self, record: Record) -> tuple[int, ...]:
        """The fact numbers a firing rests on: pattern by pattern, then each aggregate's contributions."""
        return tuple(number for part in self.premise_parts(record) for number in part)

    def premise_parts(self, record: Record) -> tuple[tuple[int, ...], ...]:
        """The fact numbers of the patterns, then those of each aggregate, in the engine's order."""
        patterns = len(self.plan.patterns)
        return (
            record[1 : patterns + 1],
            *(groups[record[1 + patterns + at]].facts for at, groups in enumerate(self.groups)),
        )

    def bindings(self, record: Record, rows: list[Row]) -> dict[str, Value]:
        """The value of every variable of the rule in a firing."""
        found: dict[str, Value] = {}
        for number, pattern in zip(record[1:], self.plan.patterns, strict=False):
            row = rows[number]
            for position, name in pattern.variables:
                found[name] = row[position]
        start = 1 + len(self.plan.patterns)
        for position, aggregate in enumerate(self.plan.aggregates):
            group = self.groups[position][record[start + position]]
            found.update(zip(aggregate.columns, group.values, strict=True))
        found.update(zip(self.plan.computed, record[start + len(self.plan.aggregates) : -1], strict=True))
        return found


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A condition of a rule that had no value for some match, and so counted as false."""

    rule: str
    text: str
    reason: str


_NOTHING: Final[Mapping[Any, Any]] = {}


@dataclass(slots=True)
class Evaluation:
    """The model an engine found: all facts, all firings, and what had no value on the way.

    ``strengthened`` maps (block, record) positions to the facts that matched the rule's ``stronger_if``. ``backed``
    has, for each demand on reports that some pattern makes of a type, the facts that meet it (``backing``).
    """

    engine: str
    types: list[str]
    rows: list[Row]
    given: int
    blocks: list[Block]
    strengthened: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    failures: Set[Failure] = frozenset()
    backed: Mapping[tuple[str, Backing], frozenset[int]] = field(default_factory=lambda: _NOTHING)

    @property
    def firings(self) -> int:
        """How many firings there are, one for each conclusion of each match."""
        return sum(len(block.records) for block in self.blocks)

    def derivations(self) -> Iterator[Derived]:
        """Every derivation in a form that does not depend on how facts are numbered."""
        facts = list(zip(self.types, self.rows, strict=True))
        for position, block in enumerate(self.blocks):
            for number, record in enumerate(block.records):
                parts = block.premise_parts(record)
                strengtheners = self.strengthened.get((position, number))
                yield Derived(
                    block.plan.rule.id,
                    (
                        *(facts[premise] for premise in parts[0]),
                        # An engine finds what contributes to an aggregate in an order of its own.
                        *(fact for part in parts[1:] for fact in sorted((facts[n] for n in part), key=repr)),
                    ),
                    tuple(sorted(block.bindings(record, self.rows).items(), key=lambda item: item[0])),
                    facts[record[0]],
                    bool(record[-1]),
                    None if strengtheners is None else frozenset(facts[fact] for fact in strengtheners),
                )


@dataclass(frozen=True, slots=True)
class Derived:
    """One derivation by content: what two engines must agree on."""

    rule: str
    premises: tuple[tuple[str, Row], ...]
    bindings: tuple[tuple[str, Value], ...]
    conclusion: tuple[str, Row]
    boundary: bool
    strengthened_by: frozenset[tuple[str, Row]] | None


def failure_reason(error: Exception) -> str:
    """Why a condition had no value, in words."""
    if isinstance(error, NoValueError):
        return str(error)
    if isinstance(error, OpenEndError):
        return "an open end"
    return "division by zero" if isinstance(error, ZeroDivisionError) else "no finite value"


def aggregate_value(plan: AggregatePlan, values: Sequence[Any], things: Sequence[Thing] = ()) -> Value:
    """The result of an aggregate over its contributions, the same in any order. Raises one of FAILURES.

    ``things`` are what the contributions are accounts of (``thing_of``), one by one, where the plan tells things apart.
    """
    if plan.things:
        return _of_things(plan, figures(zip(things, values, strict=True)))
    if plan.operation == "count":
        return len(set(values)) if plan.distinct else len(values)
    if plan.operation == "sum":
        return sum_quantities(list(values)) if plan.kind.name == "quantity" else total(list(values))
    if plan.kind.name == "quantity":
        return interval(*_extreme(plan.operation, [hull([value]) for value in values]))
    return (min if plan.operation == "min" else max)(values)  # type: ignore[no-any-return]


def _of_things(plan: AggregatePlan, accounts: Mapping[Thing, list[Any]]) -> Value:
    """The result over things of which each may have several accounts."""
    if plan.operation == "count":
        return len(accounts)
    if plan.kind.name == "quantity":
        hulls = [(thing, hull(values)) for thing, values in accounts.items()]
        if plan.operation == "sum":
            return interval(*summed(plan.things, hulls))
        return interval(*_extreme(plan.operation, [ends for _, ends in hulls]))
    if plan.operation == "sum":  # the key decides what is added, so that accounts of a thing agree in it
        return total([values[0] for values in accounts.values()])
    choose = min if plan.operation == "min" else max
    return choose(value for values in accounts.values() for value in values)  # type: ignore[no-any-return]


def _extreme(operation: str, ends: list[Ends]) -> Ends:
    """The interval of the least (greatest) value: bound by bound; an open end that decides stays open."""
    lows = [low for low, _ in ends if low is not None]
    highs = [high for _, high in ends if high is not None]
    if operation == "min":
        return min(lows) if len(lows) == len(ends) else None, min(highs) if highs else None
    return max(lows) if lows else None, max(highs) if len(highs) == len(ends) else None


Givens: TypeAlias = Mapping[str, list[Row]]
