"""Text of a comparison or computed value -> tree. The grammar is Lark's LALR(1)."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from tocsin.facts.days import parse_date
from tocsin.facts.problems import TocsinError, suggestion
from tocsin.facts.quantity import parse_number
from tocsin.rules.expression.functions import FUNCTIONS, PARAMETER
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


class ExpressionError(TocsinError, ValueError):
    """Text that is no expression: what is wrong, at which column (from 1), and what to do."""

    def __init__(self, message: str, column: int = 1, hint: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression. Raises ExpressionError.

    >>> str(parse("$n>10_000 and not($a==1 or $b in ['x'])"))
    '$n > 10000 and not ($a == 1 or $b in ["x"])'
    """
    from lark.exceptions import UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters", hint="split it")
    if _nesting(text) > MAX_NESTING:
        message = f"the expression nests more than {MAX_NESTING} brackets, signs and operators"
        raise ExpressionError(message, hint="split it, with let or into several conditions")
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    return _build(tree)


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
    rest = text[column - 1 :]
    word = rest.split()[0] if rest.split() else rest
    if rest[0] == "=":
        return ExpressionError("a single = is no comparison", column, "use ==")
    if rest[0].isalpha():
        return ExpressionError(f"unexpected word {_first_word(rest)}", column, _word_hint(_first_word(rest)))
    if rest[0] in "<>=!" and any(mark in text[: column - 1] for mark in "<>=!"):
        return ExpressionError("comparisons cannot be chained", column, "write $a < $b and $b < $c")
    if rest[0] in "&|":
        return ExpressionError(f"unexpected {rest[0]!r}", column, "use and, or, not")
    thousands, before = (
        re.match(r"(,[0-9]{3})+(?![0-9])", rest),
        re.search(r"(?<![0-9_.])[0-9]{1,3}$", text[: column - 1]),
    )
    if thousands is not None and before is not None:
        hint = f"write {before[0]}{thousands[0].replace(',', '_')}"
        return ExpressionError("a number has no commas", column, hint)
    return ExpressionError(f"unexpected {word[:20]!r}", column, "see docs/rules.md for the comparison language")


def _early_end(text: str) -> ExpressionError:
    bare = re.search(r"(?<![$\w])([A-Za-z_]\w*)\s*$", text)
    if bare is not None:
        return ExpressionError(f"unexpected word {bare[1]}", bare.start(1) + 1, _word_hint(bare[1]))
    return ExpressionError("the expression ends too early", len(text) + 1, "complete it")


def _first_word(rest: str) -> str:
    end = next((i for i, character in enumerate(rest) if not (character.isalnum() or character == "_")), len(rest))
    return rest[:end]


def _word_hint(word: str) -> str:
    if word.lower() in ("and", "or", "not", "in", "true", "false"):
        return "and, or, not, in, true and false are written in lower case, between operands"
    return f'text is quoted ("{word}"), variables begin with $ (${word})'


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
    if str(name) not in FUNCTIONS:
        raise ExpressionError(f"unknown function {name}", name.column, suggestion(str(name), FUNCTIONS, "functions"))
    return Call(str(name), tuple(_operand(argument) for argument in arguments))


def _parameter(items: list[Any]) -> Node:
    function, name, day = items
    if str(function) != PARAMETER:
        raise ExpressionError(f"unexpected word {name}", name.column, _word_hint(str(name)))
    return Call(PARAMETER, (Literal(str(name)), _operand(day)))


def _number(items: list[Token]) -> Node:
    text = str(items[0])
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
    except ValueError:
        raise ExpressionError(f"{items[0]} is not a day of the calendar", items[0].column or 1) from None


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
