"""What a rule says: patterns, comparisons, computed values and aggregates, and the rule that joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias, cast

from tocsin.facts.backing import Backing
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.problems import Place
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import hash_of_fields
from tocsin.rules.expression import Node, OwnFunction, own_functions
from tocsin.rules.expression.tree import Call, mapped
from tocsin.rules.parameter import name_of, read_in

Warrant = Literal["document", "law", "bridge", "product"]
WARRANTS: tuple[Warrant, ...] = ("document", "law", "bridge", "product")
Operation = Literal["sum", "count", "min", "max"]
OPERATIONS: tuple[Operation, ...] = ("sum", "count", "min", "max")


@dataclass(frozen=True, slots=True)
class Constant:
    """A term that matches any of the values (one, for a plain constant)."""

    values: tuple[Value, ...]


VARIABLE: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
"""How a variable is written."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A term that binds, or must equal what is bound."""

    name: str


ABSENT: Final = Constant(cast("tuple[Value, ...]", (None,)))
"""A term that matches where an optional field is not given: no value is what it compares with."""
Term: TypeAlias = Constant | Variable
BACKED_BY: Final = "backed_by"
"""The key of a pattern under which stands how well reports are to back the fact, unless a field is called so."""


@dataclass(frozen=True)
class Pattern:
    """Matches the facts of a type whose fields agree with the terms; a field without a term matches anything.

    ``backed_by`` says how well reports are to back the fact; None: it need only be in force.
    """

    __hash__ = hash_of_fields

    type: str
    terms: Mapping[str, Term]
    place: Place
    backed_by: Backing | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, each once, in the order written."""
        return tuple(dict.fromkeys(term.name for term in self.terms.values() if isinstance(term, Variable)))


@dataclass(frozen=True)
class Comparison:
    """A condition on bound variables. ``text`` is what the author wrote."""

    text: str
    node: Node
    place: Place


@dataclass(frozen=True)
class Let:
    """Binds a variable to a computed value."""

    variable: str
    text: str
    node: Node
    place: Place


@dataclass(frozen=True)
class Aggregate:
    """Binds ``result`` to the sum, count, least or greatest over the matches of ``over``, per group.

    A count of ``distinct`` variables counts the combinations of their values, and not the matches. ``outer`` are the
    patterns beside the aggregate from which its comparisons have variables, with no more than these: they say for which
    values there are groups, and their facts contribute nothing.
    """

    operation: Operation
    variable: str | None
    over: tuple[Pattern | Comparison, ...]
    by: tuple[str, ...]
    result: str
    place: Place
    distinct: tuple[str, ...] = ()
    outer: tuple[Pattern, ...] = ()

    @property
    def operands(self) -> tuple[str, ...]:
        """The variables whose values are aggregated; none where matches are counted."""
        return self.distinct if self.variable is None else (self.variable,)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns aggregated over, in the order written."""
        return tuple(item for item in self.over if isinstance(item, Pattern))


Condition: TypeAlias = Pattern | Comparison | Let | Aggregate
Conjunction: TypeAlias = tuple[Pattern | Comparison, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a decision table that tests an input: the heading of its column, its text, and where it stands."""

    column: str
    text: str
    place: Place


@dataclass(frozen=True)
class Row:
    """The row of a decision table that a rule was made of: the id of the table, what the row is called, its cells.

    ``after`` names the rows that go first: where one of them decides, this one does not.
    """

    table: str
    name: str
    cells: tuple[Cell, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One conditional: when its conditions hold and no exception does, its conclusions follow.

    ``qualifier_reason`` says why it concludes less firmly than its sentence would allow. ``from_absence`` marks a rule
    that concludes from what was not reported; it is at most ``possible``. ``row`` is the row of a table that it was
    made of, if it was.
    """

    __hash__ = hash_of_fields

    id: str
    when: tuple[Condition, ...]
    then: tuple[Pattern, ...]
    place: Place
    unless: tuple[Conjunction, ...] = ()
    stronger_if: Conjunction = ()
    qualifier: Qualifier = "certain"
    cites: tuple[str, ...] = ()
    warrant: Warrant = "document"
    assumes: tuple[str, ...] = ()
    reads: str | None = None
    section: str | None = None
    note: str | None = None
    qualifier_reason: str | None = None
    from_absence: bool = False
    row: Row | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The positive patterns, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Pattern))

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Aggregate))

    @property
    def lets(self) -> tuple[Let, ...]:
        """The computed values, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Let))

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Comparison))

    @property
    def conjunctions(self) -> Iterator[tuple[str, tuple[Condition, ...]]]:
        """Every conjunction that looks for facts, with what it is: when, over, an entry of unless, stronger_if."""
        yield "when", self.when
        yield "stronger_if", self.stronger_if
        yield from (("an entry of unless", entry) for entry in self.unless)
        yield from (("over", aggregate.over) for aggregate in self.aggregates)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The variables that are bound to what a parameter of the pack has."""
        return frozenset(let.variable for let in self.lets if name_of(let.node) is not None)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every expression: those of its comparisons and computed values, wherever they stand."""
        items = (item for _, items in self.conjunctions for item in items)
        return tuple(item.node for item in items if isinstance(item, Comparison | Let))

    @cached_property
    def parameters(self) -> tuple[tuple[str, Node], ...]:
        """Each parameter that an expression reads, by name, with the day it is read for."""
        return tuple(read_in(self.nodes))

    def with_nodes(self, change: Callable[[Node], Node]) -> Rule:
        """The rule with every expression changed."""

        def changed(item: Any) -> Any:
            if isinstance(item, Aggregate):
                return replace(item, over=tuple(map(changed, item.over)))
            return replace(item, node=change(item.node)) if isinstance(item, Comparison | Let) else item

        when, stronger_if = (tuple(map(changed, items)) for items in (self.when, self.stronger_if))
        return replace(
            self, when=when, stronger_if=stronger_if, unless=tuple(tuple(map(changed, e)) for e in self.unless)
        )

    @property
    def own_functions(self) -> tuple[OwnFunction, ...]:
        """The functions called that are none of the language's, each once."""
        return tuple({each.name: each for node in self.nodes for each in own_functions(node)}.values())

    def placed(self) -> Rule:
        """The rule, its calls of functions that are none of the language's knowing where they stand."""
        if not self.own_functions:
            return self
        when, stronger_if = (tuple(map(self._placed, items)) for items in (self.when, self.stronger_if))
        unless = tuple(tuple(map(self._placed, entry)) for entry in self.unless)
        return replace(self, when=when, stronger_if=stronger_if, unless=unless)

    def _placed(self, item: Any) -> Any:
        if isinstance(item, Aggregate):
            return replace(item, over=tuple(map(self._placed, item.over)))
        if isinstance(item, Comparison | Let):
            return replace(item, node=mapped(item.node, lambda node: _called(node, self.id, item.place)))
        return item

    def positive_types(self) -> Iterator[str]:
        """The types that must have facts for the rule to fire, aggregates left out."""
        return (pattern.type for pattern in self.patterns)

    def closed_types(self) -> Iterator[str]:
        """The types that must be complete before the rule may fire: under ``unless`` and in aggregates."""
        for entry in self.unless:
            yield from (item.type for item in entry if isinstance(item, Pattern))
        for aggregate in self.aggregates:
            yield from (pattern.type for pattern in (*aggregate.patterns, *aggregate.outer))


def _called(node: Node, rule: str, place: Place) -> Node:
    if isinstance(node, Call) and node.own is not None:
        return replace(node, own=node.own.at(rule, place))
    return node
