"""Nodes -> patterns: what each field is to be, and what reports are to back the fact."""

from __future__ import annotations

import re

from tocsin.facts.converting import KindError, describe
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Value
from tocsin.facts.problems import Place, suggestion
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules import codes
from tocsin.rules.read.backing import read_backing, refuse_backing
from tocsin.rules.read.instead import constant_instead, type_instead
from tocsin.rules.rule import ABSENT, BACKED_BY, VARIABLE, Constant, Pattern, Term, Variable
from tocsin.rules.shape import Reading, compared_instead

NOTATION = re.compile(r"\s*(?P<type>[A-Za-z_]\w*)\s*\(\s*(?P<fields>.*?)\s*\)\s*", re.DOTALL)
"""A fact as it is written on the command line."""
_FIELD = re.compile(r"\w+\s*=\s*(?:\$\w+|\"[^\"]*\"|[^\s,:#{}\[\]\"'$=]+)")
_CONNECTIVES = {
    "not": "what must not hold stands under unless",
    "or": "patterns are alternatives in rules of their own; comparisons are joined by or",
    "and": "all entries of a list must hold",
}


def as_pattern(notation: re.Match[str]) -> str:
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
    if isinstance(node, Scalar) and node.value is not None:
        written = NOTATION.fullmatch(f"{type_name}({node.value})") if "=" in str(node.value) else None
        hint = f"write {as_pattern(written) if written else type_instead(reading, type_name, node)[-1]}"
        message = f"the pattern {type_name} must be a mapping, found {describe(node.value)}"
        reading.report(codes.WRONG_SHAPE, message, node.place, hint)
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
        if field is None and reading.is_refused(fact_type.name, name):
            continue
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
        values = tuple(_constant(reading, fact_type, field, item, is_listed=True) for item in node.items)
        known = tuple(value for value in values if value is not None)
        if not node.items:
            reading.report(codes.WRONG_CONSTANT, f"{fact_type.name}.{name}: an empty list matches nothing", node.place)
        return Constant(known)
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.startswith("$"):
        match = VARIABLE.fullmatch(node.value)
        if match:
            return reading.once(Variable(match[1]))
        if not node.value.startswith("$$"):
            message = f"{fact_type.name}.{name}: {node.value!r} is no variable name"
            reading.report(
                codes.WRONG_CONSTANT, message, node.place, "a variable is $ and a word; write $$ for a dollar sign"
            )
            return Constant(())
    value = _constant(reading, fact_type, field, node)
    return Constant(() if value is None else (value,))


def _constant(
    reading: Reading, fact_type: FactType, field: FieldType, node: Node, *, is_listed: bool = False
) -> Value | None:
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
        hint = constant_instead(reading, field.name, raw, node, is_listed=is_listed) or _words_instead(field, raw)
        if not hint and field.kind.is_numeric and isinstance(raw, str):
            hint = _compared(field, raw)
        reading.report(codes.WRONG_CONSTANT, f"{what}: {error}", node.place, hint or error.hint)
        return None


def _words_instead(field: FieldType, written: object) -> str:
    """What to write for several words, for any but one, and for none; empty where nothing of that is meant."""
    if written is None and field.kind.name == "bool":
        return f"write {field.name}: true, or leave it out"
    if written is None:
        return f"write absent: [{field.name}] in its place" if field.optional else f"leave {field.name} out"
    if not isinstance(written, str) or field.kind.name != "enum":
        return ""
    words = [word for word in re.split(r"\s*(?:,|\||/|\bor\b)\s*", written) if word]
    if len(words) > 1 and all(word in field.kind.values for word in words):
        return f"write [{', '.join(words)}]"
    other = re.fullmatch(r"(?:not\s+|!=?\s*|<>\s*)(\S+)", written)
    if other is None or other[1] not in field.kind.values:
        return ""
    return f'bind it, {field.name}: ${field.name}, and compare it: - ${field.name} != "{other[1]}"'


def _compared(field: FieldType, written: str) -> str:
    """What to do where a range is written as people write it; empty if the text means none."""
    from tocsin.facts.written.numbers import Meant, meaning_in

    meant = meaning_in(written, field.unit)
    if meant is None or meant.is_about:
        return ""
    low, high = (None if end is None else Meant(end, end).notation() for end in (meant.low, meant.high))
    return compared_instead(field.name, low, high, strict=meant.strict)
