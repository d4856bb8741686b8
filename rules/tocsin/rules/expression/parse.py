"""Text of a comparison or computed value -> tree. The grammar is Lark's LALR(1)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from tocsin.facts.days import parse_date
from tocsin.facts.problems import nearest, suggestion
from tocsin.facts.quantity import parse_number
from tocsin.rules.expression import faults
from tocsin.rules.expression.declaring import registered_function, registered_functions
from tocsin.rules.expression.faults import ExpressionError
from tocsin.rules.expression.functions import FUNCTIONS, PARAMETER
from tocsin.rules.expression.own_functions import OwnFunction
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
    mapped,
)

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH = 4_000
MAX_NESTING = 80
_TEXT_OR_DATE = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\d{4}-\d{2}-\d{2}(?![\d-])|(?<=\d)[eE][-+]""")
_OPERATOR = re.compile(r"\bnot\b|[-+*/]")
_ESCAPE = re.compile(r"\\(?:([\\\"'nrtbf/])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

_GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction ("or" conjunction)*      -> logical_or
?conjunction: negation ("and" negation)*           -> logical_and
?negation: "not" negation                          -> logical_not
         | comparison
?comparison: sum
           | sum COMPARATOR sum                    -> compare
           | sum "in" "[" [sum ("," sum)* ","?] "]"        -> member
           | sum "not" "in" "[" [sum ("," sum)* ","?] "]"  -> not_member
?sum: product
    | sum SIGN product                             -> arithmetic
?product: unary
        | product FACTOR unary                     -> arithmetic
?unary: "-" unary                                  -> negative
      | atom
?atom: DATE                                        -> date
     | NUMBER                                      -> number
     | STRING                                      -> string
     | "true"                                      -> true
     | "false"                                     -> false
     | VARIABLE                                    -> variable
     | NAME "(" disjunction ("," disjunction)* ")" -> call
     | NAME "(" NAME "," disjunction ")"           -> parameter
     | "(" disjunction ")"
COMPARATOR: "==" | "!=" | "<=" | ">=" | "<" | ">"
SIGN: "+" | "-"
FACTOR: "*" | "/"
DATE.3: /\d{4}-\d{2}-\d{2}(?![\d-])/
NUMBER.2: /\d[\d_]*(\.\d[\d_]*)?([eE][-+]?\d+)?/
STRING: /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/
VARIABLE: /\$[A-Za-z_][A-Za-z0-9_]*/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
%ignore /[ \t\r\n]+/
"""


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def parse(text: str, own: Sequence[OwnFunction] | None = None) -> Node:
    """The tree of an expression. Raises ExpressionError.

    ``own`` are the functions besides those of the language; left out, all that are declared here.

    >>> str(parse("$n>10_000 and not($a==1 or $b in ['x'])"))
    '$n > 10000 and not ($a == 1 or $b in ["x"])'
    """
    node, unknown = _read(text)
    return node if not unknown else _with_own(node, tuple(_own(name, column, own) for name, column in unknown))


def reader(own: Sequence[OwnFunction]) -> Callable[[str], Node]:
    """``parse`` with these functions besides those of the language, and no others."""
    return partial(parse, own=own)


def _own(name: str, column: int, own: Sequence[OwnFunction] | None) -> OwnFunction:
    found = registered_function(name) if own is None else next((each for each in own if each.name == name), None)
    if found is None:
        known = registered_functions() if own is None else [each.name for each in own]
        hint = suggestion(name, [*FUNCTIONS, *known], "functions")
        raise ExpressionError(f"unknown function {name}", column, hint, name)
    return found


@lru_cache(maxsize=4096)
def _with_own(node: Node, own: tuple[OwnFunction, ...]) -> Node:
    return mapped(node, partial(_given, {each.name: each for each in own}))


def _given(own: dict[str, OwnFunction], node: Node) -> Node:
    return Call(node.function, node.arguments, own.get(node.function)) if isinstance(node, Call) else node


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Node, tuple[tuple[str, int], ...]]:
    """The tree, and each function that is none of the language's with its column. Raises ExpressionError."""
    from lark.exceptions import UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters", hint="split it")
    if _nesting(text) > MAX_NESTING:
        message = f"the expression nests more than {MAX_NESTING} brackets, signs and operators"
        raise ExpressionError(message, hint="split it, with let or into several conditions")
    bare = _TEXT_OR_DATE.sub(lambda found: " " * len(found[0]), text)
    if bare.count("/") > 1 and (fault := faults.divided_day(bare)) is not None:
        raise fault
    if "-0" in bare and (fault := faults.cut_month(bare)) is not None:
        raise fault
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    called: list[Any] = [each.children[0] for each in tree.find_data("call")]
    unknown = [(str(name), name.column or 1) for name in called if str(name) not in FUNCTIONS]
    return _build(tree), tuple(sorted(unknown, key=lambda each: each[1]))


def _nesting(text: str) -> int:
    """An upper bound of the tree's depth, cheap enough to refuse hostile text before parsing it."""
    bare = _TEXT_OR_DATE.sub(" ", text)
    depth = deepest = 0
    for character in bare:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    return deepest + len(_OPERATOR.findall(bare))


def _syntax_error(text: str, error: Any) -> ExpressionError:
    column = getattr(error, "column", -1)
    column = column if isinstance(column, int) and column > 0 else len(text) + 1
    if getattr(getattr(error, "token", None), "type", "") == "$END" or column > len(text):
        return _early_end(text)
    from tocsin.rules.expression import foreign_words

    before, rest = text[: column - 1], text[column - 1 :]
    return foreign_words.misread_word(before, rest) or faults.misread_sign(before, rest)


def _early_end(text: str) -> ExpressionError:
    from tocsin.rules.expression.foreign_words import bare_word

    return bare_word(text) or ExpressionError("the expression ends too early", len(text) + 1, "complete it")


def _build(tree: Any) -> Node:
    node: Node = _BUILDERS[tree.data](tree.children)
    return node


def _operand(item: Any) -> Node:
    return _build(item)


def _logical(operator: str) -> Any:
    def build(items: list[Any]) -> Node:
        operands = tuple(_operand(item) for item in items)
        return operands[0] if len(operands) == 1 else Logical(operator, operands)

    return build


def _arithmetic(items: list[Any]) -> Node:
    left, operator, right = items
    return Arithmetic(str(operator), _operand(left), _operand(right))


def _compare(items: list[Any]) -> Node:
    left, operator, right = items
    return Comparison(str(operator), _operand(left), _operand(right))


def _member(negated: bool) -> Any:
    def build(items: list[Any]) -> Node:
        operand, *rest = items
        if not rest:
            raise ExpressionError("an empty list holds nothing", hint="name at least one value: in [1, 2]")
        return Membership(_operand(operand), tuple(_operand(item) for item in rest), negated)

    return build


def _call(items: list[Any]) -> Node:
    name, *arguments = items
    return Call(str(name), tuple(_operand(argument) for argument in arguments))


def _parameter(items: list[Any]) -> Node:
    function, name, day = items
    if str(function) != PARAMETER and nearest(str(function), [PARAMETER]):
        raise ExpressionError(f"unknown function {function}", function.column, f"write {PARAMETER}")
    if str(function) != PARAMETER:
        from tocsin.rules.expression.foreign_words import word_hint

        raise ExpressionError(f"unexpected word {name}", name.column, word_hint(str(name)), str(name))
    return Call(PARAMETER, (Literal(str(name)), _operand(day)))


def _number(items: list[Token]) -> Node:
    text = str(items[0])
    if re.fullmatch(r"0[0-9_]+", text):
        hint = "write 1_000 for a thousand, and no zeros before a number"
        raise ExpressionError(f"the number {text} begins with 0", items[0].column or 1, hint)
    try:
        value = parse_number(text)
    except ValueError as error:
        raise ExpressionError(str(error), items[0].column or 1) from None
    if isinstance(value, float) and math.isinf(value):
        raise ExpressionError(f"{text[:40]} is too large for a float", items[0].column or 1)
    return Literal(value)


def _date(items: list[Token]) -> Node:
    try:
        return Literal(parse_date(str(items[0])))
    except ValueError as error:
        message, _, hint = str(error).partition(": ")
        raise ExpressionError(message, items[0].column or 1, hint) from None


def _string(items: list[Token]) -> Node:
    token = items[0]
    try:
        text = _ESCAPE.sub(_unescaped, str(token)[1:-1])
        text.encode("utf-8")
    except UnicodeEncodeError:
        message, hint = "the text holds a lone surrogate, which is not a character", "remove it"
        raise ExpressionError(message, token.column or 1, hint) from None
    except ValueError as error:
        raise ExpressionError(str(error), token.column or 1, "write \\\\ for a backslash") from None
    return Literal(text)


def _unescaped(found: re.Match[str]) -> str:
    plain, short, long, unknown = found.groups()
    if plain is not None:
        return _ESCAPED.get(plain, plain)
    if unknown is not None or (long is not None and int(long, 16) > 0x10FFFF):
        raise ValueError(f"{found[0]} is no escape")
    return chr(int(short or long, 16))


_BUILDERS: dict[str, Any] = {
    "logical_or": _logical("or"),
    "logical_and": _logical("and"),
    "logical_not": lambda items: Not(_operand(items[0])),
    "compare": _compare,
    "member": _member(False),
    "not_member": _member(True),
    "arithmetic": _arithmetic,
    "negative": lambda items: Negative(_operand(items[0])),
    "date": _date,
    "number": _number,
    "string": _string,
    "true": lambda _: Literal(True),
    "false": lambda _: Literal(False),
    "variable": lambda items: Variable(str(items[0])[1:]),
    "call": _call,
    "parameter": _parameter,
}
