"""Expressions with other expressions in the place of variables."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.rules.expression.tree import Node, Variable, mapped


def substituted(node: Node, nodes: Mapping[str, Node]) -> Node:
    """The expression with each variable that ``nodes`` names replaced by the expression given for it."""
    return mapped(node, lambda part: nodes.get(part.name, part) if isinstance(part, Variable) else part)
