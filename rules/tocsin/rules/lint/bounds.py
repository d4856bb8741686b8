"""What comparisons with fixed values leave a variable: nothing, or less than another rule's comparisons do.

A quantity counts here as the value that is meant and not known: a range fires a rule whose comparisons straddle it, but
no value satisfies comparisons that contradict each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Final, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem
from tocsin.rules import codes
from tocsin.rules.expression.tree import Comparison as Compared
from tocsin.rules.expression.tree import Literal, Logical, Membership, Negative, Node, Variable
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Comparison, Condition, Pattern, Rule
from tocsin.rules.rule import Variable as Bound

Fixed: TypeAlias = int | float | dt.date | str | bool
_CONTRADICTED: Final = "change one of the comparisons; 'or' joins two of which one is enough"
_NONE_COUNTED: Final = (
    "a group without a match does not exist, so that a count is at least 1; for none, say it under 'unless'"
)
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class End:
    """Where a range begins or ends, and whether that value is left out."""

    value: Fixed
    open: bool


@dataclass
class Bounds:
    """What a variable can be: between two ends, not some values, and one of some values if ``only`` is a set."""

    whole: bool = False
    low: End | None = None
    high: End | None = None
    without: set[Fixed] = field(default_factory=set)
    only: set[Fixed] | None = None

    def narrow(self, operator: str, value: Fixed) -> None:
        """Take in one more comparison of the variable with a value."""
        if operator == "==":
            self.keep({value})
        elif operator == "!=":
            self.without.add(value)
        elif operator in (">", ">="):
            end = End(value, operator == ">")
            if self.low is None or (end.value, end.open) > (self.low.value, self.low.open):
                self.low = end
        else:
            end = End(value, operator == "<")
            if self.high is None or (end.value, not end.open) < (self.high.value, not self.high.open):
                self.high = end

    def keep(self, values: set[Fixed]) -> None:
        """The variable is one of these values, too."""
        self.only = values if self.only is None else self.only & values

    def meet(self, other: Bounds) -> None:
        """What the other leaves out is left out, too."""
        for end, sign in ((other.low, ">"), (other.high, "<")):
            if end is not None:
                self.narrow(sign if end.open else f"{sign}=", end.value)
        self.without |= other.without
        if other.only is not None:
            self.keep(other.only)

    @property
    def is_narrowed(self) -> bool:
        """True if something is left out."""
        return bool(self.low or self.high or self.without or self.only is not None)

    def example(self) -> Fixed | None:
        """A value that is left, of those the plainest; None if none is found."""
        if self.only is not None:
            return min((value for value in self.only if self.holds(value)), default=None)
        near = [end.value for end in (self.low, self.high) if end is not None]
        steps = []
        if len(near) == 2 and not isinstance(near[0], str | dt.date) and not isinstance(near[1], str | dt.date):
            steps.append((near[0] + near[1]) / 2)
        # As many neighbours as are left out, and one more.
        known = near or sorted(self.without)
        further = [each for by in range(1, len(self.without) + 2) for end in known for each in _beside(end, by)]
        plain = [*near, *further[: 2 * len(near)], *steps, *further[2 * len(near) :]]
        return next((value for value in plain if self.holds(value)), None)

    def holds(self, value: Fixed) -> bool:
        """Whether the variable can be this value."""
        return (
            value not in self.without
            and (self.only is None or value in self.only)
            and (self.low is None or value > self.low.value or (value == self.low.value and not self.low.open))  # type: ignore[operator]
            and (self.high is None or value < self.high.value or (value == self.high.value and not self.high.open))  # type: ignore[operator]
        )

    @property
    def is_empty(self) -> bool:
        """True if no value is left."""
        if self.only is not None:
            return not any(self.holds(value) for value in self.only)
        if self.low is None or self.high is None:
            return False
        low, high = self.low.value, self.high.value
        if low > high or (low == high and not self.holds(low)):  # type: ignore[operator]
            return True
        if isinstance(low, dt.date) and isinstance(high, dt.date):
            return self._none_between(low.toordinal(), high.toordinal())
        return self.whole and isinstance(low, int) and isinstance(high, int) and self._none_between(low, high)

    def _none_between(self, low: int, high: int) -> bool:
        """True of neighbours that are both left out."""
        assert self.low is not None
        assert self.high is not None
        return high - low < 2 and low != high and self.low.open and self.high.open

    def is_within(self, other: Bounds) -> bool:
        """True if whatever this leaves, the other leaves too."""
        if self.only is not None:
            return all(other.holds(value) for value in self.only if self.holds(value))
        return (
            other.only is None
            and (other.low is None or (self.low is not None and _starts_within(self.low, other.low)))
            and (other.high is None or (self.high is not None and _ends_within(self.high, other.high)))
            and all(not self.holds(value) for value in other.without)
        )


def _beside(value: Fixed, by: int) -> list[Fixed]:
    """The values so many steps beside a value."""
    if isinstance(value, dt.date):
        days = (value.toordinal() + step for step in (by, -by))
        return [dt.date.fromordinal(day) for day in days if 1 <= day <= dt.date.max.toordinal()]
    if isinstance(value, bool):
        return [not value]
    return ["other" * by] if isinstance(value, str) else [value + by, value - by]


def _starts_within(own: End, other: End) -> bool:
    return (own.value, own.open) >= (other.value, other.open)


def _ends_within(own: End, other: End) -> bool:
    return (own.value, not own.open) <= (other.value, not other.open)


@dataclass(frozen=True)
class Requirements:
    """What the comparisons of a conjunction ask: bounds by variable, and the rest as written, in one order."""

    bounds: Mapping[str, Bounds]
    rest: frozenset[str]


def requirements(comparisons: Iterable[Comparison], rule: Rule) -> Requirements:
    """What comparisons ask that must all hold."""
    bounds: dict[str, Bounds] = {}
    rest = set()
    for node in _conjuncts(comparison.node for comparison in comparisons):
        simple = _simple(node)
        if simple is None:
            rest.add(str(node))
            continue
        name, operator, values = simple
        kind = rule.kinds.get(name)
        mine = bounds.setdefault(name, Bounds(whole=kind is not None and kind.name == "int"))
        if operator == "in":
            mine.keep(set(values))
        elif operator == "not in":
            mine.without.update(values)
        else:
            mine.narrow(operator, values[0])
    return Requirements(bounds, frozenset(rest))


def _conjuncts(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Logical) and node.operator == "and":
            yield from _conjuncts(node.operands)
        else:
            yield node


def _simple(node: Node) -> tuple[str, str, list[Fixed]] | None:
    """Variable, operator and values of a comparison with fixed values; None for any other condition."""
    match node:
        case Compared(operator, Variable(name), other) if (fixed := _fixed(other)) is not None:
            return name, operator, [fixed]
        case Compared(operator, other, Variable(name)) if (fixed := _fixed(other)) is not None:
            return name, _FLIPPED[operator], [fixed]
        case Membership(Variable(name), items, negated):
            values = [value for value in map(_fixed, items) if value is not None]
            return (name, "not in" if negated else "in", values) if len(values) == len(items) else None
    return None


def _fixed(node: Node) -> Fixed | None:
    """The value that an expression is written as, with its sign; None for any other."""
    match node:
        case Literal(value):
            return value
        case Negative(Literal(int() | float() as value)):
            return -value
    return None


def contradictions(pack: Pack) -> Iterator[Problem]:
    """A problem for each conjunction whose comparisons no value satisfies."""
    for rule in pack.rules:
        counts = {each.result for each in rule.when if isinstance(each, Aggregate) and each.operation == "count"}
        for what, conjunction in rule.conjunctions:
            comparisons = _comparisons((*rule.when, *conjunction) if what == "an entry of unless" else conjunction)
            for name, bounds in requirements(comparisons, rule).bounds.items():
                possible = not bounds.is_empty
                if name in counts:
                    bounds.narrow(">=", 1)
                if bounds.is_empty:
                    asked = [each for each in comparisons if f"${name}" in each.text]
                    told = " and ".join(dict.fromkeys(each.text for each in asked))
                    message = f"{what} of the rule {rule.id} asks for {told}, which no value of ${name} satisfies"
                    hint = _NONE_COUNTED if possible else _CONTRADICTED
                    yield Problem(codes.CONTRADICTION, message, asked[-1].place, hint)


def _comparisons(conditions: Iterable[Condition]) -> list[Comparison]:
    return [condition for condition in conditions if isinstance(condition, Comparison)]


def uneven_thresholds(pack: Pack) -> Iterator[Problem]:
    """A problem for each threshold of a field that one rule includes and another leaves out."""
    found: dict[tuple[str, str, Fixed, str], dict[bool, list[tuple[Rule, Comparison]]]] = {}
    for rule in (rule for rule in pack.rules if rule.row is None):
        fields = _fields_of(rule)
        for comparison in rule.comparisons:
            for node in _conjuncts([comparison.node]):
                simple = _simple(node)
                if simple is None or simple[1] not in (">", ">=", "<", "<=") or simple[0] not in fields:
                    continue
                name, operator, [value] = simple
                side = "above" if operator[0] == ">" else "below"
                key = (*fields[name], value, side)
                found.setdefault(key, {}).setdefault(operator.endswith("="), []).append((rule, comparison))
    for (type_name, field_name, value, _), ways in found.items():
        if len(ways) == 2:
            (first, _), (other, comparison) = ways[True][0], ways[False][0]
            message = (
                f"the rule {other.id} leaves out {type_name}.{field_name} at {Literal(value)} ({comparison.text}), "
                f"the rule {first.id} takes it in"
            )
            yield Problem(codes.UNEVEN_THRESHOLDS, message, comparison.place, "write both with = or both without")


def _fields_of(rule: Rule) -> dict[str, tuple[str, str]]:
    """Type and field that each variable is first bound from."""
    fields: dict[str, tuple[str, str]] = {}
    patterns: list[Pattern] = list(rule.patterns)
    for condition in rule.when:
        if isinstance(condition, Aggregate):
            patterns += condition.patterns
    for pattern in patterns:
        for name, term in pattern.terms.items():
            if isinstance(term, Bound):
                fields.setdefault(term.name, (pattern.type, name))
    return fields
