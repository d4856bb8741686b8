"""Nodes -> patterns, comparisons, computed values and aggregates."""

from __future__ import annotations

import re

from tocsin.facts.converting import KindError
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Value
from tocsin.facts.problems import Place, suggestion
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules import codes, expression
from tocsin.rules.read.backing import read_backing, refuse_backing
from tocsin.rules.read.parameters import with_parameters
from tocsin.rules.rule import (
    ABSENT,
    BACKED_BY,
    OPERATIONS,
    VARIABLE,
    Aggregate,
    Comparison,
    Condition,
    Conjunction,
    Constant,
    Let,
    Operation,
    Pattern,
    Term,
    Variable,
)
from tocsin.rules.shape import Reading, compared_instead, pairs

_NOTATION = re.compile(r"\s*(?P<type>[A-Za-z_]\w*)\s*\(\s*(?P<fields>.*?)\s*\)\s*", re.DOTALL)
_FIELD = re.compile(r"\w+\s*=\s*(?:\$\w+|\"[^\"]*\"|[^\s,:#{}\[\]\"'$=]+)")
_LET = "write - let: {$total: $a + $b}"
_AGGREGATE = "write - sum: $v, over: [...], by: [...], as: $total"
_CONNECTIVES = {
    "not": "what must not hold stands under unless",
    "or": "patterns are alternatives in rules of their own; comparisons are joined by or",
    "and": "all entries of a list must hold",
}
AGGREGATE_KEYS = (*OPERATIONS, "over", "by", "as")
RESERVED_NAMES = ("let", *AGGREGATE_KEYS)


def read_conditions(reading: Reading, node: Node, what: str) -> tuple[Condition, ...]:
    """The conditions of a ``when``."""
    found = (_condition(reading, item, what) for item in reading.items(node, what))
    return tuple(condition for condition in found if condition is not None)


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
    for item in reading.items(node, what):
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
        notation = _NOTATION.fullmatch(node.value)
        if notation is None or reading.vocabulary.get(notation["type"]) is None:
            return _comparison(reading, node)
        message = f"an item of {what} is a fact in the notation of the command line"
        reading.report(codes.WRONG_SHAPE, message, node.place, f"write {_as_pattern(notation)}")
        return None
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
    return read_pattern(reading, type_name, place, terms, may_be_backed=True)


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


def _as_pattern(notation: re.Match[str]) -> str:
    """How a fact in the notation is written in a pack; its form where the fields are not plain."""
    fields = [] if not notation["fields"] else re.split(r"\s*,\s*", notation["fields"])
    if not all(_FIELD.fullmatch(field) for field in fields):
        return f"{notation['type']}: {{field: value}}"
    return f"{notation['type']}: {{{', '.join(': '.join(re.split(r' *= *', field, maxsplit=1)) for field in fields)}}}"


def read_pattern(
    reading: Reading, type_name: str, place: Place, node: Node, *, may_be_backed: bool = False
) -> Pattern | None:
    """The pattern ``type_name: node``. What reports are to back it may be said in conditions of rules only."""
    fact_type = reading.vocabulary.get(type_name)
    if fact_type is None and reading.is_refused(type_name):
        return None
    if fact_type is None:
        hint = _CONNECTIVES.get(type_name) or reading.vocabulary.near_types(type_name)
        reading.report(codes.UNKNOWN_TYPE, f"unknown fact type {type_name!r}", place, hint)
        return None
    mapping = reading.mapping(node, f"the pattern {type_name}")
    if mapping is None:
        return None
    terms: dict[str, Term] = {}
    backed_by = None
    for name in mapping.entries:
        if name == BACKED_BY and name not in fact_type.by_name:
            backed_by = read_backing(reading, fact_type.name, mapping.entries[name])
            if not may_be_backed:
                refuse_backing(reading, type_name, mapping.key_places[name])
            continue
        if name == "absent" and name not in fact_type.by_name:
            terms.update(_absent(reading, fact_type, mapping))
            continue
        term = _field_term(reading, fact_type, name, mapping)
        if term is not None:
            terms[name] = term
    return Pattern(type_name, terms, place, backed_by)


def _absent(reading: Reading, fact_type: FactType, pattern: Mapping) -> dict[str, Term]:
    """The fields that are not to be given, each optional and named nowhere else in the pattern."""
    found: dict[str, Term] = {}
    for name, place in reading.texts(pattern, "absent", f"the pattern {fact_type.name}"):
        field = fact_type.by_name.get(name)
        if field is None:
            hint = suggestion(name, fact_type.by_name, f"fields of {fact_type.name}")
            reading.report(codes.UNKNOWN_FIELD, f"{fact_type.name} has no field {name!r}", place, hint)
        elif not field.optional:
            message = f"{fact_type.name}.{name} is required, so it is never absent"
            reading.report(codes.WRONG_CONSTANT, message, place, "name optional fields only")
        elif name in pattern.entries:
            message = f"{fact_type.name}.{name} is absent here and has a value, too"
            reading.report(codes.WRONG_CONSTANT, message, place, "keep one of them")
        else:
            found[name] = ABSENT
    return found


def _field_term(reading: Reading, fact_type: FactType, name: str, stated: Mapping) -> Term | None:
    """The term of a field: without a value if it is faulty, None if there is no such field."""
    field, place, node = fact_type.by_name.get(name), stated.key_places[name], stated.entries[name]
    if field is None and reading.is_refused(fact_type.name, name):
        return None
    if field is None:
        hint = suggestion(name, fact_type.by_name, f"fields of {fact_type.name}", stated.entries)
        reading.report(codes.UNKNOWN_FIELD, f"{fact_type.name} has no field {name!r}", place, hint)
        return None
    if isinstance(node, Sequence):
        values = tuple(_constant(reading, fact_type, field, item) for item in node.items)
        known = tuple(value for value in values if value is not None)
        if not node.items:
            reading.report(codes.WRONG_CONSTANT, f"{fact_type.name}.{name}: an empty list matches nothing", node.place)
        return Constant(known)
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.startswith("$"):
        match = VARIABLE.fullmatch(node.value)
        if match:
            return Variable(match[1])
        if not node.value.startswith("$$"):
            message = f"{fact_type.name}.{name}: {node.value!r} is no variable name"
            reading.report(
                codes.WRONG_CONSTANT, message, node.place, "a variable is $ and a word; write $$ for a dollar sign"
            )
            return Constant(())
    value = _constant(reading, fact_type, field, node)
    return Constant(() if value is None else (value,))


def _constant(reading: Reading, fact_type: FactType, field: FieldType, node: Node) -> Value | None:
    what = f"{fact_type.name}.{field.name}"
    if not isinstance(node, Scalar):
        reading.report(codes.WRONG_CONSTANT, f"{what}: expected a value, a $variable or a list of values", node.place)
        return None
    raw = node.value
    if isinstance(raw, str) and raw.startswith("$"):
        if not raw.startswith("$$"):
            reading.report(
                codes.WRONG_CONSTANT, f"{what}: a variable cannot stand in a list", node.place, "list constants only"
            )
            return None
        raw = raw[1:]
    try:
        return field.convert(raw, node.written)
    except KindError as error:
        hint = _compared(field.name, raw) if field.kind.is_numeric and isinstance(raw, str) else ""
        reading.report(codes.WRONG_CONSTANT, f"{what}: {error}", node.place, hint or error.hint)
        return None


def _compared(field: str, written: str) -> str:
    """What to do where a range is written as people write it; empty if the text means none."""
    from tocsin.facts.written.numbers import Meant, meaning

    meant = meaning(written)
    if meant is None or meant.is_about:
        return ""
    low, high = (None if end is None else Meant(end, end).notation() for end in (meant.low, meant.high))
    return compared_instead(field, low, high, strict=meant.strict)


def _comparison(reading: Reading, node: Scalar) -> Comparison | None:
    parsed = _parse(reading, node)
    return None if parsed is None else Comparison(str(node.value), parsed, node.place)


def _parse(reading: Reading, node: Scalar) -> expression.Node | None:
    text = str(node.value)
    try:
        return with_parameters(reading, expression.parse(text), node.place)
    except expression.ExpressionError as error:
        pointer = f"{text}\n  {' ' * (error.column - 1)}^" if "\n" not in text and len(text) <= 200 else text[:200]
        hint = f"{pointer} {error.hint}".rstrip()
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
        reading.report(codes.WRONG_SHAPE, "let binds one variable", node.entries["let"].place, _LET)
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
    reading.known_keys(node, AGGREGATE_KEYS, "an aggregate")
    operations = [key for key in node.entries if key in OPERATIONS]
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
        for item in (reading.items(node.entries["by"], "by") if "by" in node.entries else [])
    )
    over = () if over_node is None else read_conjunction(reading, over_node, "over")
    if over_node is not None and not any(isinstance(item, Pattern) for item in over):
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
        reading.report(codes.AGGREGATE, "count takes true or distinct variables", operand.place, hint)
        return None, ()
    reading.known_keys(operand, ("distinct",), "a count")
    found = [_variable(reading, item, "distinct", item.place) for item in reading.items(listed, "distinct")]
    return None, tuple(dict.fromkeys(name for name in found if name))
