"""What is done to a place in the source: operators of cosmic-ray, and some of our own for text, lists and calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import parso
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

Positions = Iterator[tuple[tuple[int, int], tuple[int, int]]]

_CORE: Final = (
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is",
    *(
        f"ReplaceComparisonOperator_{one}_{other}"
        for one in ("Eq", "NotEq", "Lt", "LtE", "Gt", "GtE")
        for other in ("Eq", "NotEq", "Lt", "LtE", "Gt", "GtE")
        if one != other
    ),
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "BitOr_BitAnd", "BitAnd_BitOr")
    ),
)
_SWAPS: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "reversed": "list"}


class _Ours(Operator):
    """An operator that does one thing to a place."""

    def mutation_positions(self, node: Any) -> Positions:
        if self.suits(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        raise NotImplementedError

    def suits(self, node: Any) -> bool:
        raise NotImplementedError

    @classmethod
    def examples(cls) -> tuple[Any, ...]:
        return ()


def _parsed(source: str) -> Any:
    """The source as a node; its own spaces included."""
    return parso.parse(source)


class OtherText(_Ours):
    """A text is another one."""

    def suits(self, node: Any) -> bool:
        return bool(node.type == "fstring_string" or (node.type == "string" and len(node.value) > 2))

    def mutate(self, node: Any, index: int) -> Any:
        if node.type == "fstring_string":
            node.value = "XX" + node.value
        else:
            quote = min(at for at in (node.value.find('"'), node.value.find("'")) if at >= 0)
            width = 3 if node.value[quote : quote + 3] in ('"""', "'''") else 1
            node.value = node.value[: quote + width] + "XX" + node.value[quote + width :]
        return node


class NothingReturned(_Ours):
    """None is returned."""

    def suits(self, node: Any) -> bool:
        return bool(node.type == "return_stmt" and node.children[1].get_code().strip() != "None")

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = _parsed(" None")
        return node


class ConditionDropped(_Ours):
    """A comprehension leaves nothing out."""

    def suits(self, node: Any) -> bool:
        return bool(node.type == "comp_if")

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = _parsed(" True")
        return node


class KeywordIsNone(_Ours):
    """An argument given by keyword is None."""

    def suits(self, node: Any) -> bool:
        keyword = node.type == "argument" and len(node.children) == 3 and node.children[1].get_code().strip() == "="
        return bool(keyword)

    def mutate(self, node: Any, index: int) -> Any:
        node.children[2] = _parsed("None")
        return node


class NotDone(_Ours):
    """A statement that only does something is left out."""

    def suits(self, node: Any) -> bool:
        if node.type != "simple_stmt":
            return False
        first = node.children[0]
        if first.type == "expr_stmt":
            return bool(first.children[1].type == "operator" and first.children[1].value != "=")
        return bool(first.type in ("atom_expr", "yield_expr", "raise_stmt"))

    def mutate(self, node: Any, index: int) -> Any:
        first = node.children[0]
        node.children[0] = _parsed(first.get_first_leaf().prefix + "pass")
        return node


class OtherFunction(_Ours):
    """Least for greatest, any for all, unsorted for sorted."""

    def suits(self, node: Any) -> bool:
        return bool(node.type == "name" and node.value in _SWAPS)

    def mutate(self, node: Any, index: int) -> Any:
        node.value = _SWAPS[node.value]
        return node


class NotIn(_Ours):
    """In for not in, and not in for in."""

    def suits(self, node: Any) -> bool:
        if node.type == "comp_op":
            return bool(node.get_code().strip() == "not in")
        return bool(node.type == "keyword" and node.value == "in" and node.parent.type == "comparison")

    def mutate(self, node: Any, index: int) -> Any:
        return _parsed(" in" if node.type == "comp_op" else " not in")


OPERATORS: Final[dict[str, Operator]] = {
    **{name: get_operator(f"core/{name}")() for name in _CORE},
    **{
        each.__name__: each()
        for each in (OtherText, NothingReturned, ConditionDropped, KeywordIsNone, NotDone, OtherFunction, NotIn)
    },
}
