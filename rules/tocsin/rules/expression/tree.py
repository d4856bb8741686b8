"""The comparison language as a tree, and its way back to text.

Printing is exact: ``parse(str(tree)) == tree`` for every tree the parser makes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.quantity import format_number
from tocsin.rules.expression.functions import FUNCTIONS, PARAMETER, Function

if TYPE_CHECKING:
    from tocsin.rules.expression.own_functions import OwnFunction

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _UNARY, _ATOM = range(8)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, date, true or false."""

    value: str | int | float | bool | dt.date

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))

    def __str__(self) -> str:
        match self.value:
            case bool():
                return "true" if self.value else "false"
            case str():
                return json.dumps(self.value, ensure_ascii=False)
            case dt.date():
                return self.value.isoformat()
            case _:
                return format_number(self.value)


@dataclass(frozen=True, slots=True)
class Variable:
    """A ``$name``."""

    name: str

    def __str__(self) -> str:
        return f"${self.name}"


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: Node

    def __str__(self) -> str:
        return f"-{_wrap(self.operand, _UNARY)}"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` of two operands, grouped to the left."""

    operator: str
    left: Node
    right: Node

    def __str__(self) -> str:
        level = _SUM if self.operator in "+-" else _PRODUCT
        return f"{_wrap(self.left, level)} {self.operator} {_wrap(self.right, level + 1)}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to arguments: one of the language, or ``own``."""

    function: str
    arguments: tuple[Node, ...]
    own: OwnFunction | None = None

    @property
    def definition(self) -> Function:
        """What the function is."""
        return FUNCTIONS[self.function] if self.own is None else self.own

    def __str__(self) -> str:
        return f"{self.function}({', '.join(str(argument) for argument in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``== != < <= > >=``."""

    operator: str
    left: Node
    right: Node

    def __str__(self) -> str:
        return f"{_wrap(self.left, _SUM)} {self.operator} {_wrap(self.right, _SUM)}"


@dataclass(frozen=True, slots=True)
class Membership:
    """``in [...]`` and ``not in [...]``."""

    operand: Node
    items: tuple[Node, ...]
    negated: bool = False

    def __str__(self) -> str:
        word = "not in" if self.negated else "in"
        return f"{_wrap(self.operand, _SUM)} {word} [{', '.join(_wrap(item, _SUM) for item in self.items)}]"


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Node

    def __str__(self) -> str:
        return f"not {_wrap(self.operand, _NOT)}"


@dataclass(frozen=True, slots=True)
class Logical:
    """``and`` / ``or`` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]

    def __str__(self) -> str:
        level = _AND if self.operator == "and" else _OR
        return f" {self.operator} ".join(_wrap(operand, level + 1) for operand in self.operands)


def conjuncts(node: Node) -> Iterator[Node]:
    """The conditions that are joined by *and*, one by one."""
    if isinstance(node, Logical) and node.operator == "and":
        for operand in node.operands:
            yield from conjuncts(operand)
    else:
        yield node


def conjunct(node: Node) -> str:
    """A condition as it is printed where others stand beside it, joined by ``and``."""
    return _wrap(node, _AND + 1)


def conjunction(nodes: Sequence[Node]) -> str:
    """Conditions that are all to hold, printed as one: parsed, it is their ``and``."""
    return str(nodes[0]) if len(nodes) == 1 else " and ".join(map(conjunct, nodes))


Node: TypeAlias = Literal | Variable | Negative | Arithmetic | Call | Comparison | Membership | Not | Logical


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in the order written."""
    match node:
        case Literal() | Variable():
            return ()
        case Negative(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Membership(operand, items):
            return (operand, *items)
        case Logical(_, operands):
            return operands


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order written."""
    yield node
    for child in children(node):
        yield from walk(child)


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with every part changed, what is below a part before the part itself."""
    match node:
        case Literal() | Variable():
            return change(node)
        case Negative(operand) | Not(operand):
            return change(replace(node, operand=mapped(operand, change)))
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return change(replace(node, left=mapped(left, change), right=mapped(right, change)))
        case Call(_, arguments):
            return change(replace(node, arguments=tuple(mapped(argument, change) for argument in arguments)))
        case Membership(operand, items):
            parts = tuple(mapped(item, change) for item in items)
            return change(replace(node, operand=mapped(operand, change), items=parts))
        case Logical(_, operands):
            return change(replace(node, operands=tuple(mapped(operand, change) for operand in operands)))


def without_values(node: Node) -> Node:
    """The expression with every ``param(name, $day)`` as a pack writes it, without the values that it has there."""
    return mapped(node, _asked)


def _asked(part: Node) -> Node:
    if isinstance(part, Call) and part.function == PARAMETER:
        return replace(part, arguments=part.arguments[:2])
    return part


def as_written(node: Node) -> str:
    """The expression as people read it: as its pack writes it, as far as a tree remembers that."""
    return str(without_values(node))


def own_functions(node: Node) -> tuple[OwnFunction, ...]:
    """The functions called that are none of the language's, in the order written."""
    return tuple(part.own for part in walk(node) if isinstance(part, Call) and part.own is not None)


def variables(node: Node) -> tuple[str, ...]:
    """The names of the variables used, each once, in order of appearance."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Variable)))


def may_fail(node: Node) -> bool:
    """True if evaluation can end without a value: division, overflow, an open end used as a number."""
    return any(isinstance(part, Arithmetic) or (isinstance(part, Call) and not _is_total(part)) for part in walk(node))


def is_partial(node: Node) -> bool:
    """True if there may be no value for some of the figures that its ranges allow: division, a day of the calendar.

    Its value is then any number, or any day, and there may be none.
    """
    return any(
        (isinstance(part, Arithmetic) and part.operator == "/" and not _is_divisor(part.right))
        or (isinstance(part, Call) and not _is_total(part))
        for part in walk(node)
    )


def _is_divisor(node: Node) -> bool:
    return isinstance(node, Literal) and node.value != 0


def _is_total(call: Call) -> bool:
    """True if the call has a value for all arguments: a parameter if it has one from the first day of the calendar."""
    return call.definition.total or (
        call.function == PARAMETER and len(call.arguments) > 2 and call.arguments[2] == Literal(dt.date.min)
    )


def _level(node: Node) -> int:  # noqa: PLR0911  (one for each form)
    match node:
        case Logical(operator="or"):
            return _OR
        case Logical():
            return _AND
        case Not():
            return _NOT
        case Comparison() | Membership():
            return _COMPARISON
        case Arithmetic(operator="+" | "-"):
            return _SUM
        case Arithmetic():
            return _PRODUCT
        case Negative():
            return _UNARY
        case Literal(value=bool()):
            return _ATOM
        case Literal(value=int() | float() as value) if value < 0:
            return _UNARY
        case _:
            return _ATOM


def _wrap(node: Node, level: int) -> str:
    return f"({node})" if _level(node) < level else str(node)
