"""Expressions with other expressions in the place of variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
)


def substituted(node: Node, nodes: Mapping[str, Node]) -> Node:
    """The expression with each variable that ``nodes`` names replaced by the expression given for it."""
    match node:
        case Variable(name):
            return nodes.get(name, node)
        case Literal():
            return node
        case Negative(operand) | Not(operand):
            return replace(node, operand=substituted(operand, nodes))
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return replace(node, left=substituted(left, nodes), right=substituted(right, nodes))
        case Call(_, arguments):
            return replace(node, arguments=tuple(substituted(argument, nodes) for argument in arguments))
        case Membership(operand, items):
            return replace(
                node, operand=substituted(operand, nodes), items=tuple(substituted(item, nodes) for item in items)
            )
        case Logical(_, operands):
            return replace(node, operands=tuple(substituted(operand, nodes) for operand in operands))
