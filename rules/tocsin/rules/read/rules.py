"""Nodes -> rules and a pack's own cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from tocsin.facts.notation import parse_partial
from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.facts.read import Entry, merge, read_entries
from tocsin.facts.reports import QUALIFIERS, Qualifier
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence, plain
from tocsin.rules import codes
from tocsin.rules.model import Expectation, PackCase
from tocsin.rules.read.conditions import (
    read_conditions,
    read_conjunction,
    read_exceptions,
    read_patterns,
    variables_in,
)
from tocsin.rules.read.declarations import read_id
from tocsin.rules.read.patterns import NOTATION, as_pattern, read_pattern
from tocsin.rules.rule import WARRANTS, Constant, Pattern, Rule, Warrant
from tocsin.rules.shape import Reading

_T = TypeVar("_T")
RULE_KEYS = (
    "id",
    "section",
    "note",
    "cites",
    "warrant",
    "assumes",
    "when",
    "unless",
    "then",
    "qualifier",
    "qualifier_reason",
    "from_absence",
    "stronger_if",
    "reads",
)
_BESIDE = ("qualifier", "boundary")
CASE_KEYS = ("name", "as_of", "known_by", "assume", "without", "facts", "expect", "never")


def read_rule(reading: Reading, node: Node) -> Rule | None:
    """One entry of ``rules``; None if it has no id or no usable conclusion."""
    mapping = reading.mapping(node, "a rule")
    return None if mapping is None else read_rule_parts(reading, mapping, "rule")


def read_rule_parts(reading: Reading, mapping: Mapping, kind: str, further: Iterable[str] = ()) -> Rule | None:
    """The rule that the keys of a mapping say, which may have ``further`` keys; None if it has no id."""
    name = read_id(reading, mapping, f"a {kind}")
    if name is None:
        return None
    what = f"the {kind} {name}"
    mapping = reading.known_keys(mapping, (*RULE_KEYS, *further), what)
    reading.rule = mapping
    if "reads" in mapping.entries:
        reading.sentences[mapping.place] = mapping.key_places["reads"]
    when = _read_part(reading, mapping, "when", what, read_conditions)
    then_node = reading.required(mapping, "then", what)
    then = () if then_node is None else read_patterns(reading, then_node, f"then of {what}")
    if then_node is not None and plain(then_node) in (None, []):
        reading.report(codes.WRONG_SHAPE, f"then of {what} is empty", then_node.place, "name at least one conclusion")
    cites = tuple(dict.fromkeys(text for text, _ in reading.texts(mapping, "cites", what)))
    rule = Rule(
        id=name,
        when=when,
        then=then,
        place=mapping.place,
        unless=_read_part(reading, mapping, "unless", what, read_exceptions),
        stronger_if=_read_part(reading, mapping, "stronger_if", what, read_conjunction),
        qualifier=cast("Qualifier", reading.word(mapping, "qualifier", QUALIFIERS, "certain", what)),
        cites=cites,
        warrant=cast("Warrant", reading.word(mapping, "warrant", WARRANTS, "document" if cites else "product", what)),
        assumes=tuple(dict.fromkeys(text for text, _ in reading.texts(mapping, "assumes", what))),
        reads=reading.optional_text(mapping, "reads", what),
        section=reading.optional_text(mapping, "section", what),
        note=reading.optional_text(mapping, "note", what),
        qualifier_reason=reading.optional_text(mapping, "qualifier_reason", what),
        from_absence=reading.flag(mapping, "from_absence", False, what),
    )
    reading.rule = None
    return rule.placed()


def _read_part(
    reading: Reading, mapping: Mapping, key: str, what: str, read: Callable[[Reading, Node, str], tuple[_T, ...]]
) -> tuple[_T, ...]:
    """What a key of a rule says; where some could not be read, ``reading`` knows of it and of the variables in it."""
    node = mapping.entries.get(key)
    if node is None:
        return ()
    before = reading.faults
    reading.lost = set()
    found = read(reading, node, f"{key} of {what}")
    if reading.faults > before:
        # What is computed in `when` hangs on what it binds; elsewhere it is known which patterns could not be read.
        unread = variables_in(node) if key == "when" else frozenset(reading.lost)
        reading.unread.setdefault(mapping.place, {})[key] = unread
    return found


def read_case(reading: Reading, node: Node) -> PackCase | None:
    """One entry of ``cases``."""
    mapping = reading.mapping(node, "a case")
    if mapping is None:
        return None
    beside = {key: f"it goes with one fact of expect: - {{TYPE: {{…}}, {key}: …}}" for key in _BESIDE}
    reading.known_keys(mapping, CASE_KEYS, "a case", beside)
    name_node = reading.required(mapping, "name", "a case")
    name = None if name_node is None else reading.text(name_node, "the name of a case")
    if name is None:
        return None
    what = f"the case {name!r}"
    switches = {text: True for text, _ in reading.texts(mapping, "assume", what)}
    switches |= {text: False for text, _ in reading.texts(mapping, "without", what)}
    facts_node = mapping.entries.get("facts")
    facts = [] if facts_node is None else reading.items(facts_node, f"facts of {what}")
    sequence = Sequence(facts, mapping.place)
    return PackCase(
        name=name,
        facts=merge(_entries(reading, sequence)),
        place=mapping.place,
        as_of=reading.date(mapping, "as_of", what),
        known_by=reading.date(mapping, "known_by", what),
        assumptions=switches,
        expect=_expectations(reading, mapping, "expect", what),
        never=_expectations(reading, mapping, "never", what),
    )


def _entries(reading: Reading, sequence: Sequence) -> list[Entry]:
    found: list[Problem] = []
    entries = read_entries(sequence, reading.vocabulary, found)
    reading.problems.extend(_of_their_own(reading, found))
    return entries


def _of_their_own(reading: Reading, problems: Iterable[Problem]) -> Iterable[Problem]:
    """The problems of facts without those of what their types lack for a declaration that could not be read."""
    refused = {
        f"{name} has no field {field}" if field else f"there is no fact type {name}" for name, field in reading.refused
    }
    return (problem for problem in problems if problem.message not in refused)


def _expectations(reading: Reading, mapping: Mapping, key: str, what: str) -> tuple[Expectation, ...]:
    node = mapping.entries.get(key)
    items = [] if node is None else reading.items(node, f"{key} of {what}")
    found = (_expectation(reading, item, f"an item of {key} of {what}") for item in items)
    return tuple(expectation for expectation in found if expectation is not None)


def _expectation(reading: Reading, node: Node, what: str) -> Expectation | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return _from_notation(reading, node)
    mapping = reading.mapping(node, what)
    if mapping is None:
        return None
    types = [key for key in mapping.entries if key not in _BESIDE]
    if len(types) == 1 and (hint := _expected_instead(reading, types[0], mapping.entries[types[0]])):
        message = f"{what} must be a mapping from its type to its fields"
        reading.report(codes.WRONG_SHAPE, message, mapping.key_places[types[0]], hint)
        return None
    if len(types) == 1 and _is_told_inside(reading, types[0], mapping.entries[types[0]]):
        return None
    if len(types) != 1:
        known = [key for key in types if reading.vocabulary.get(key) is not None]
        other = next((key for key in types if key not in known), "")
        hint = suggestion(other, _BESIDE, "keys beside the fact", mapping.entries)
        if len(known) != 1:
            hint = "put a dash before each fact"
        reading.report(codes.WRONG_SHAPE, f"{what} must name one fact type", node.place, hint)
        return None
    pattern = read_pattern(reading, types[0], mapping.key_places[types[0]], mapping.entries[types[0]])
    qualifier = None
    if "qualifier" in mapping.entries:
        qualifier = cast("Qualifier", reading.word(mapping, "qualifier", QUALIFIERS, "certain", what))
    boundary = reading.flag(mapping, "boundary", False, what) if "boundary" in mapping.entries else None
    return None if pattern is None else Expectation(pattern, qualifier, boundary)


def _is_told_inside(reading: Reading, name: str, node: Node) -> bool:
    """True, and noted, if the qualifier of what is expected stands among the fields of the fact."""
    fact_type = reading.vocabulary.get(name)
    if fact_type is None or not isinstance(node, Mapping):
        return False
    inside = [key for key in _BESIDE if key in node.entries and key not in fact_type.by_name]
    for key in inside:
        hint = f"write {key} beside {name}, not among its fields"
        reading.report(codes.UNKNOWN_FIELD, f"{name} has no field {key!r}", node.key_places[key], hint)
    return bool(inside)


def _expected_instead(reading: Reading, key: str, node: Node) -> str:
    """What to write for a fact with its qualifier behind the colon; empty where that is not what stands there."""
    notation = NOTATION.fullmatch(key)
    if notation is not None and reading.vocabulary.get(notation["type"]) is not None:
        pattern = as_pattern(notation)
    elif reading.vocabulary.get(key) is not None and isinstance(node, Scalar):
        pattern = f"{key}: {{}}"
    else:
        return ""
    if isinstance(node, Scalar) and str(node.value).lower() in ("false", "no", "none", "absent", "never"):
        return f"write it under never: - {key}"
    inner = node.entries.get("qualifier") if isinstance(node, Mapping) else node
    qualifier = str(inner.value) if isinstance(inner, Scalar) else ""
    if qualifier in QUALIFIERS:
        return f"write {{{pattern}, qualifier: {qualifier}}}"
    return f"write {pattern}" if notation is not None else ""


def _from_notation(reading: Reading, node: Scalar) -> Expectation | None:
    denied = re.match(r"not\s+(?=\w)", str(node.value))
    if denied:
        message = "what must not be concluded stands under never"
        reading.report(codes.WRONG_SHAPE, message, node.place, f"write it there: - {str(node.value)[denied.end() :]}")
        return None
    try:
        partial = parse_partial(str(node.value), reading.vocabulary)
    except ProblemError as error:
        for problem in _of_their_own(reading, error.problems):
            reading.report(problem.code, problem.message, node.place, problem.hint)
        return None
    fields = reading.vocabulary.types[partial.type].fields
    terms = {fields[position].name: Constant(values) for position, values in partial.values}
    return Expectation(Pattern(partial.type, terms, node.place))
