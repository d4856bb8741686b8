"""Values that are not settled: each value a field or a variable may have, with where it has it; and what follows.

What an expression comes to is found by evaluating it for the values that its variables may have, by the one definition
of expressions (``rules/expression``): so every function, range and parameter means here what it means everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from math import prod
from typing import Any, Final, NamedTuple, TypeAlias

from tocsin.facts.converting import KindError, convert
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.quantity import Truth
from tocsin.proving.circuit import FALSE, TRUE, Circuit, Literal
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES
from tocsin.rules.expression.evaluate import compare, holds, member, value_of
from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
)
from tocsin.rules.expression.tree import (
    Literal as Constant,
)

MOST_TOGETHER: Final = 4096
"""So many combinations of values are tried of one expression; beyond, its parts are evaluated first."""
MOST_IN_PARTS: Final = 40_000
"""And so many of the values of its parts; beyond, what it comes to is left open."""


@dataclass(eq=False, slots=True)
class Term:
    """What one place may hold: values, of which at most one holds, each with where. Two terms are equal if the same."""

    values: dict[Value | None, Literal] = field(default_factory=dict)


UNKNOWN: Final = Term()
"""A term of which nothing is known; whatever rests on it holds perhaps."""


class Bounds(NamedTuple):
    """Where something holds at most, and where it surely does; the same gate if that is known exactly."""

    most: Literal
    least: Literal


ALWAYS: Final = Bounds(TRUE, TRUE)
PERHAPS: Final = Bounds(TRUE, FALSE)
Bindings: TypeAlias = Mapping[str, Term]


class _Truths(NamedTuple):
    """Where a comparison is certain, where it is at least possible, and where it has no value."""

    certain: Literal
    possible: Literal
    fails: Literal


class Terms:
    """Terms over one circuit."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._constants: dict[tuple[type, Value | None], Term] = {}
        self._made: dict[frozenset[tuple[type, Any, Literal]], Term] = {}
        self._values: dict[Any, tuple[Term, Literal]] = {}
        self._truths: dict[Any, _Truths | None] = {}
        self._held: list[Term] = []  # so that the id of a term is not given to another

    def constant(self, value: Value | None) -> Term:
        """The term that has just this value; None stands for an absent field."""
        return self._constants.setdefault((type(value), value), Term({value: TRUE}))

    def made(self, values: dict[Any, Literal]) -> Term:
        """The term with these values, the same whenever it is made again."""
        return self._made.setdefault(frozenset((type(v), v, where) for v, where in values.items()), Term(values))

    def chosen(self, values: Sequence[Value | None]) -> Term:
        """A term that has one of the values, whichever."""
        if len(values) == 1:
            return self.constant(values[0])
        return Term(dict(zip(values, self.circuit.choice(len(values)), strict=True)))

    def present(self, term: Term) -> Bounds:
        """Where a term has a value that is not absent."""
        if term is UNKNOWN:
            return PERHAPS
        where = -term.values.get(None, FALSE) if None in term.values else TRUE
        return Bounds(where, where)

    def among(self, term: Term, values: Iterable[Value | None]) -> Bounds:
        """Where a term has one of the values."""
        if term is UNKNOWN:
            return PERHAPS
        where = self.circuit.either(term.values.get(value, FALSE) for value in values)
        return Bounds(where, where)

    def equal(self, one: Term, other: Term) -> Bounds:
        """Where two terms have the same value, or are both absent."""
        if one is other and one is not UNKNOWN:
            return ALWAYS
        if UNKNOWN in (one, other):
            return PERHAPS
        both = self.circuit.both
        where = self.circuit.either(
            both(literal, other.values[value]) for value, literal in one.values.items() if value in other.values
        )
        return Bounds(where, where)

    def alike(self, one: Sequence[Term], other: Sequence[Term]) -> Bounds:
        """Where two rows of terms are the same."""
        return self.all(self.equal(first, second) for first, second in zip(one, other, strict=True))

    def all(self, bounds: Iterable[Bounds]) -> Bounds:
        """Where all of several hold."""
        every = list(bounds)
        both = self.circuit.both
        return Bounds(both(*(each.most for each in every)), both(*(each.least for each in every)))

    def converted(self, term: Term, kind: Kind) -> tuple[Term, Literal]:
        """A term's values as those of another kind, and where there is none."""
        if term is UNKNOWN:
            return UNKNOWN, FALSE
        return self._kept(("convert", id(term), str(kind)), [term], lambda values: convert(values[0], kind))

    # -- expressions ----------------------------------------------------------------------

    def computed(self, node: Node, kind: Kind, bindings: Bindings) -> tuple[Term, Bounds]:
        """What an expression comes to, and where it comes to something."""
        term, fails = self._value(node, bindings)
        if term is UNKNOWN:
            return UNKNOWN, PERHAPS
        result, lost = self.converted(term, kind)
        where = -self.circuit.either((fails, lost))
        return result, Bounds(where, where)

    def holding(self, node: Node, bindings: Bindings, *, surely: bool) -> Bounds:
        """Where a condition holds, at least possibly or ``surely``."""
        if isinstance(node, Logical) and node.operator == "and":  # what has no value is false, whichever part it is
            return self.all(self.holding(part, bindings, surely=surely) for part in node.operands)
        truths = self._truth(node, bindings)
        if truths is None:
            return PERHAPS
        where = self.circuit.both(truths.certain if surely else truths.possible, -truths.fails)
        return Bounds(where, where)

    def _truth(self, node: Node, bindings: Bindings) -> _Truths | None:
        key = node, *(id(bindings[name]) for name in expression.variables(node))
        if key not in self._truths:
            self._held += (bindings[name] for name in expression.variables(node))
            self._truths[key] = self._truth_anew(node, bindings)
        return self._truths[key]

    def _truth_anew(self, node: Node, bindings: Bindings) -> _Truths | None:
        together = self._together(node, bindings)
        if together is not None:
            names, terms = together
            return self._tabled(terms, lambda values: holds(node, dict(zip(names, values, strict=True))))
        match node:
            case Not(operand):
                found = self._truth(operand, bindings)
                return None if found is None else _Truths(-found.possible, -found.certain, found.fails)
            case Logical(sign, operands):
                return self._joined([self._truth(part, bindings) for part in operands], conjunctive=sign == "and")
            case Comparison(sign, left, right):
                return self._of_parts([left, right], bindings, lambda values: compare(sign, values[0], values[1]))
            case Membership(operand, items, negated):
                parts = [operand, *items]
                return self._of_parts(parts, bindings, lambda values: _member(values, negated=negated))
            case _:
                return self._of_parts([node], bindings, lambda v: Truth.CERTAIN if v[0] else Truth.FALSE)

    def _joined(self, parts: Sequence[_Truths | None], *, conjunctive: bool) -> _Truths | None:
        """And, or: evaluated from the left, as far as it is still open; what comes after may have no value."""
        both, either = self.circuit.both, self.circuit.either
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        fails, still_open = [], TRUE
        for part in known:
            fails.append(both(still_open, part.fails))
            still_open = both(still_open, part.possible if conjunctive else -part.certain)
        if conjunctive:
            return _Truths(both(*(p.certain for p in known)), both(*(p.possible for p in known)), either(fails))
        return _Truths(either(p.certain for p in known), either(p.possible for p in known), either(fails))

    def _of_parts(
        self, parts: Sequence[Node], bindings: Bindings, asked: Callable[[Sequence[Any]], Truth]
    ) -> _Truths | None:
        """A comparison of which each part is evaluated first."""
        found = [self._value(part, bindings) for part in parts]
        terms = [term for term, _ in found]
        if not _is_small(terms, MOST_IN_PARTS):
            return None
        truths = self._tabled(terms, asked)
        return truths._replace(fails=self.circuit.either((truths.fails, *(lost for _, lost in found))))

    def _tabled(self, terms: Sequence[Term], asked: Callable[[Sequence[Any]], Truth]) -> _Truths:
        found: dict[Truth | None, list[Literal]] = {}
        for values, where in self.combinations(terms):
            try:
                truth: Truth | None = asked(values)
            except FAILURES:
                truth = None
            found.setdefault(truth, []).append(where)
        either = self.circuit.either
        certain = either(found.get(Truth.CERTAIN, ()))
        return _Truths(certain, either((certain, *found.get(Truth.POSSIBLE, ()))), either(found.get(None, ())))

    def _value(self, node: Node, bindings: Bindings) -> tuple[Term, Literal]:
        """What an expression comes to, and where it has no value."""
        match node:
            case Constant(value):
                return self.constant(value), FALSE
            case Variable(name):
                return bindings[name], FALSE
        names = expression.variables(node)
        key = node, *(id(bindings[name]) for name in names)
        together = self._together(node, bindings)
        if together is not None:
            return self._kept(key, together[1], lambda v: value_of(node, dict(zip(together[0], v, strict=True))))
        match node:
            case Negative(operand):
                parts: tuple[Node, ...] = (operand,)
            case Arithmetic(_, left, right):
                parts = left, right
            case Call(_, arguments):
                parts = arguments
            case _:
                return UNKNOWN, FALSE
        return self._from_parts(key, node, parts, bindings)

    def _from_parts(self, key: Any, node: Node, parts: tuple[Node, ...], bindings: Bindings) -> tuple[Term, Literal]:
        found = [(part, *self._value(part, bindings)) for part in parts]
        open_parts = [(part, term) for part, term, _ in found if not isinstance(part, Constant)]
        terms = [term for _, term in open_parts]
        if not _is_small(terms, MOST_IN_PARTS):
            return UNKNOWN, FALSE
        standing: dict[Node, Node] = {part: Variable(f"part {at}") for at, part in enumerate(dict(open_parts))}
        names = [f"part {list(standing).index(part)}" for part, _ in open_parts]
        shallow = _with_parts(node, standing)
        term, lost = self._kept(key, terms, lambda v: value_of(shallow, dict(zip(names, v, strict=True))))
        return term, self.circuit.either((lost, *(fails for _, _, fails in found)))

    def _together(self, node: Node, bindings: Bindings) -> tuple[tuple[str, ...], list[Term]] | None:
        """The variables of an expression with their terms, if all their values can be tried; None if not."""
        names = expression.variables(node)
        terms = [bindings[name] for name in names]
        return (names, terms) if _is_small(terms, MOST_TOGETHER) else None

    def _kept(self, key: Any, terms: list[Term], value: Callable[[Sequence[Any]], Any]) -> tuple[Term, Literal]:
        if key not in self._values:
            where: dict[Any, list[Literal]] = {}
            lost = []
            for values, literal in self.combinations(terms):
                try:
                    where.setdefault(value(values), []).append(literal)
                except (*FAILURES, KindError):
                    lost.append(literal)
            either = self.circuit.either
            self._held += terms
            made = self.made({each: either(literals) for each, literals in where.items()})
            self._values[key] = made, either(lost)
        return self._values[key]

    def combinations(self, terms: Sequence[Term]) -> Iterator[tuple[tuple[Any, ...], Literal]]:
        """The values that terms may have together, absent ones left out, each with where they have them."""
        if not terms:
            yield (), TRUE
            return
        *others, last = terms
        at = next((at for at, other in enumerate(others) if other is last), None)
        for values, where in self.combinations(others):
            for value, literal in last.values.items():
                if value is None or (at is not None and values[at] != value):
                    continue
                together = self.circuit.both(where, literal)
                if together != FALSE:
                    yield (*values, value), together


def _member(values: Sequence[Any], *, negated: bool) -> Truth:
    found = member(values[0], list(values[1:]))
    return found.negate() if negated else found


def _is_small(terms: Sequence[Term], most: int) -> bool:
    return UNKNOWN not in terms and prod(len(each.values) for each in {id(t): t for t in terms}.values()) <= most


def _with_parts(node: Node, standing: Mapping[Node, Node]) -> Node:
    """The node with its direct parts replaced."""
    match node:
        case Negative(operand):
            return Negative(standing.get(operand, operand))
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, standing.get(left, left), standing.get(right, right))
        case Call(name, arguments, own):
            return Call(name, tuple(standing.get(part, part) for part in arguments), own)
        case _:
            return node
