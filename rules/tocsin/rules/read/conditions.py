"""Nodes -> the conditions of rules: patterns, comparisons, computed values and aggregates."""

from __future__ import annotations

import re

from tocsin.facts.problems import Place, nearest
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules import codes, expression
from tocsin.rules.read.around import is_concluded
from tocsin.rules.read.backing import refuse_backing
from tocsin.rules.read.instead import MEAN, MEANS, let_instead, type_instead, word_instead
from tocsin.rules.read.parameters import with_parameters
from tocsin.rules.read.patterns import NOTATION, as_pattern, read_pattern
from tocsin.rules.rule import (
    BACKED_BY,
    OPERATIONS,
    VARIABLE,
    Aggregate,
    Comparison,
    Condition,
    Conjunction,
    Let,
    Operation,
    Pattern,
)
from tocsin.rules.shape import Reading, pairs

_WORD = re.compile(r"\s*(?:(not|no)\s+|exists\s+)?([A-Za-z_][\w-]*)\s*")
_LET = "write - let: {$total: $a + $b}"
_AGGREGATE = "write - sum: $v, over: [...], by: [...], as: $total"
AGGREGATE_KEYS = (*OPERATIONS, "over", "by", "as")
RESERVED_NAMES = ("let", *AGGREGATE_KEYS)


def read_conditions(reading: Reading, node: Node, what: str) -> tuple[Condition, ...]:
    """The conditions of a ``when``."""
    before = reading.faults
    items = _listed(reading, node, what)
    if reading.faults > before:
        reading.lost |= variables_in(node)
    found = []
    for item in items:
        before = reading.faults
        condition = _condition(reading, item, what)
        if reading.faults > before:
            reading.lost |= variables_in(item)
        if condition is not None:
            found.append(condition)
    return tuple(found)


def variables_in(node: Node) -> frozenset[str]:
    """Every ``$name`` in the text of a node, whether or not it could be read."""
    if isinstance(node, Scalar):
        return frozenset(VARIABLE.findall(node.value)) if isinstance(node.value, str) else frozenset()
    if isinstance(node, Sequence):
        return frozenset().union(*map(variables_in, node.items))
    keys = (Scalar(key, place, False) for key, place in node.key_places.items())
    return frozenset().union(*map(variables_in, (*keys, *node.entries.values())))


def read_conjunction(reading: Reading, node: Node, what: str) -> Conjunction:
    """Patterns and comparisons only: an entry of ``unless``, a ``stronger_if``, an ``over``."""
    found: list[Pattern | Comparison] = []
    for condition in read_conditions(reading, node, what):
        if isinstance(condition, Pattern | Comparison):
            found.append(condition)
        else:
            hint = "compute it in a rule that concludes a fact with it, and name that fact here"
            message = f"{what} takes patterns and comparisons only"
            reading.report(codes.WRONG_SHAPE, message, condition.place, hint)
    return tuple(found)


def read_exceptions(reading: Reading, node: Node, what: str) -> tuple[Conjunction, ...]:
    """The entries of an ``unless``: each a pattern, a comparison, or a list of them."""
    entries = []
    for item in _listed(reading, node, what):
        entry = item if isinstance(item, Sequence) else Sequence([item], item.place)
        conjunction = read_conjunction(reading, entry, f"an entry of {what}")
        if conjunction:
            entries.append(conjunction)
        elif isinstance(item, Sequence) and not item.items:
            reading.report(
                codes.WRONG_SHAPE, f"an entry of {what} is empty", item.place, "an empty entry would always block"
            )
    return tuple(entries)


def read_patterns(reading: Reading, node: Node, what: str) -> tuple[Pattern, ...]:
    """Patterns only: a ``then``, the sides of a tension."""
    found: list[Pattern] = []
    for condition in read_conditions(reading, node, what):
        if isinstance(condition, Pattern):
            if condition.backed_by is not None:
                refuse_backing(reading, condition.type, condition.place)
            found.append(condition)
        else:
            reading.report(codes.WRONG_SHAPE, f"{what} takes patterns only", condition.place)
    return tuple(found)


def _condition(reading: Reading, node: Node, what: str) -> Condition | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return None if _is_no_pattern(reading, node, what) else _comparison(reading, node)
    if not isinstance(node, Mapping) or not node.entries:
        message = f"an item of {what} must be a pattern, a comparison, a let or an aggregate"
        reading.report(codes.WRONG_SHAPE, message, node.place, "a pattern is type: {field: value}; quote a comparison")
        return None
    if "let" in node.entries:
        return _let(reading, node)
    if any(key in OPERATIONS or key == "over" for key in node.entries):
        return _aggregate(reading, node)
    if len(node.entries) != 1:
        message = f"an item of {what} must have one key, its fact type"
        reading.report(codes.WRONG_SHAPE, message, node.place, _where_keys_go(reading, node))
        return None
    [(type_name, place, terms)] = pairs(node)
    if VARIABLE.fullmatch(type_name):
        hint = let_instead(type_name[1:], str(terms.value)) if isinstance(terms, Scalar) and terms.value else _LET
        reading.report(codes.WRONG_SHAPE, f"{type_name} is bound by let", place, hint)
        return None
    return read_pattern(reading, type_name, place, terms, may_be_backed=True)


def _listed(reading: Reading, node: Node, what: str) -> list[Node]:
    """The items of a list of conditions; a pattern alone is noted with the list that it is to be."""
    if isinstance(node, Scalar) and _is_no_pattern(reading, node, what, listed=True):
        return []
    return reading.items(node, what)


def _is_no_pattern(reading: Reading, node: Scalar, what: str, *, listed: bool = False) -> bool:
    """True, and noted, for a fact type alone and for a fact in the notation, where a pattern or a list of them goes."""
    if not isinstance(node.value, str):
        return False
    item = what if listed else f"an item of {what}"
    notation = NOTATION.fullmatch(node.value)
    if notation is not None and reading.vocabulary.get(notation["type"]) is not None:
        pattern = as_pattern(notation)
        message = f"{item} is a fact in the notation of the command line"
        reading.report(codes.WRONG_SHAPE, message, node.place, f"write {f'[{pattern}]' if listed else pattern}")
        return True
    word = _WORD.fullmatch(node.value)
    if word is None or reading.is_refused(word[2]):
        return word is not None
    name = word[2] if reading.vocabulary.get(word[2]) is not None else nearest(word[2], reading.vocabulary.types)
    if name is None and not is_concluded(reading, node):
        return False
    if name is None:
        hint = reading.vocabulary.near_types(word[2])
    else:
        forms = type_instead(reading, name, node)
        written = ", or ".join(f"[{form}]" if listed else form for form in forms)
        whichever = f" for whichever {name}" if len(forms) > 1 else ""
        unless = "what must not hold stands under unless: - " if word[1] else "write "
        hint = f"{unless}{written}{whichever}"
    if name == word[2]:
        reading.report(codes.WRONG_SHAPE, f"{item} is the fact type {name} alone", node.place, hint)
    else:
        reading.report(codes.UNKNOWN_TYPE, f"unknown fact type {word[2]!r}", node.place, hint)
    return True


def _where_keys_go(reading: Reading, node: Mapping) -> str:
    """What to write for an item of several keys: what a pattern says of its fact or of reports stands inside it."""
    keys = f"found the keys {', '.join(node.entries)}"
    types = [found for found in map(reading.vocabulary.get, node.entries) if found is not None]
    if len(types) == 1:
        [fact_type] = types
        inside = [name for name in node.entries if name != fact_type.name]
        if all(name in (*fact_type.by_name, BACKED_BY, "absent") for name in inside):
            return f"{keys}: write {' and '.join(inside)} inside the braces of {fact_type.name}"
    return f"{keys}: put a dash before each pattern"


def _comparison(reading: Reading, node: Scalar) -> Comparison | None:
    parsed = _parse(reading, node)
    return None if parsed is None else Comparison(str(node.value), parsed, node.place)


def _parse(reading: Reading, node: Scalar) -> expression.Node | None:
    text = str(node.value)
    try:
        return with_parameters(reading, expression.parse(text), node.place)
    except expression.ExpressionError as error:
        pointer = f"{text}\n  {' ' * (error.column - 1)}^" if "\n" not in text and len(text) <= 200 else text[:200]
        hint = f"{pointer} {word_instead(reading, text, error) or error.hint}".rstrip()
        reading.report(codes.COMPARISON_SYNTAX, str(error), node.place, hint)
        return None


def _variable(reading: Reading, node: Node | None, what: str, place: Place) -> str | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        match = VARIABLE.fullmatch(node.value)
        if match:
            return match[1]
    word = node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
    hint = f"add {what.split(maxsplit=1)[0]}: $total" if node is None else "name one that a pattern binds"
    if VARIABLE.fullmatch(f"${word}"):
        hint = f"write ${word}"
    code = codes.WRONG_SHAPE if what == "let" else codes.AGGREGATE
    reading.report(code, f"{what} needs a $variable", node.place if node else place, hint)
    return None


def _one_variable(mapping: Mapping) -> str:
    """What to write for several: in braces, a comma in an expression ends it."""
    (name, first), *rest = mapping.entries.items() or [("", None)]
    if isinstance(first, Scalar) and rest and all(isinstance(n, Scalar) and n.value is None for _, n in rest):
        whole = ", ".join((str(first.value), *(key for key, _ in rest)))
        return f'quote what holds a comma: - let: {{{name}: "{whole}"}}'
    return _LET


def _let(reading: Reading, node: Mapping) -> Let | None:
    reading.known_keys(node, ("let",), "a let")
    if not isinstance(node.entries["let"], Mapping):
        given = node.entries["let"]
        text = str(given.value) if isinstance(given, Scalar) else ""
        assigned = re.fullmatch(r"\$?([A-Za-z_]\w*)\s*:?=\s*(.*[^\s=].*)", text)
        hint = let_instead(assigned[1], assigned[2]) if assigned else _LET
        reading.report(codes.WRONG_SHAPE, "let binds one variable", given.place, hint)
        return None
    mapping = node.entries["let"]
    if len(mapping.entries) != 1:
        reading.report(codes.WRONG_SHAPE, "let binds one variable", mapping.place, _one_variable(mapping))
        return None
    [(key, place, value)] = pairs(mapping)
    name = _variable(reading, Scalar(key, place, False), "let", place)
    if not isinstance(value, Scalar) or value.value is None:
        reading.report(codes.WRONG_SHAPE, "let needs an expression", value.place, _LET)
        return None
    text = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    parsed = _parse(reading, Scalar(text, value.place, value.quoted))
    if name is None or parsed is None:
        return None
    return Let(name, text, parsed, place)


def _aggregate(reading: Reading, node: Mapping) -> Aggregate | None:
    operations = [key for key in node.entries if key in OPERATIONS]
    means = [key for key in node.entries if key in MEANS]
    if means and not operations:
        reading.report(codes.AGGREGATE, f"there is no aggregate {means[0]}", node.key_places[means[0]], MEAN)
        return None
    node = reading.known_keys(node, AGGREGATE_KEYS, "an aggregate")
    if len(operations) != 1:
        message = "an aggregate is one of sum, count, min and max"
        reading.report(codes.AGGREGATE, message, node.place, _AGGREGATE)
        return None
    operation: Operation = operations[0]
    variable, distinct = _operands(reading, operation, node)
    over_node = reading.required(node, "over", "an aggregate")
    result = _variable(reading, node.entries.get("as"), "as of an aggregate", node.place)
    by = tuple(
        _variable(reading, item, "by of an aggregate", node.place)
        for item in (reading.words(node.entries["by"], "by") if "by" in node.entries else [])
    )
    before = reading.faults
    over = () if over_node is None else read_conjunction(reading, over_node, "over")
    is_read = reading.faults == before
    if over_node is not None and is_read and not any(isinstance(item, Pattern) for item in over):
        reading.report(
            codes.AGGREGATE, "over needs a pattern to aggregate over", over_node.place, "put a pattern into it"
        )
    if result is None or (variable is None and operation != "count") or not over:
        return None
    groups = tuple(name for name in by if name)
    return Aggregate(operation, variable, over, groups, result, node.key_places[operation], distinct)


def _operands(reading: Reading, operation: Operation, node: Mapping) -> tuple[str | None, tuple[str, ...]]:
    """The variable that is aggregated, or those of which distinct values are counted."""
    operand = node.entries[operation]
    if operation != "count":
        return _variable(reading, operand, operation, node.place), ()
    if isinstance(operand, Scalar) and operand.value is True:
        return None, ()
    listed = operand.entries.get("distinct") if isinstance(operand, Mapping) else None
    if not isinstance(operand, Mapping) or listed is None or not reading.items(listed, "distinct"):
        hint = "write count: true, or count: {distinct: [$x]}"
        if isinstance(operand, Scalar) and reading.vocabulary.get(str(operand.value)) is not None:
            hint = f"write count: true, over: [{operand.value}: {{}}]"
        reading.report(codes.AGGREGATE, "count takes true or distinct variables", operand.place, hint)
        return None, ()
    reading.known_keys(operand, ("distinct",), "a count")
    found = [_variable(reading, item, "distinct", item.place) for item in reading.items(listed, "distinct")]
    return None, tuple(dict.fromkeys(name for name in found if name))
