"""Nodes -> entries: one fact each, with its reports, in any of the forms a case file may use.

- ``edge: {source: 1, target: 2}`` beside report keys: the form people write;
- ``{type: edge, fields: {…}, reports: […]}``: the form results are printed in;
- ``edge(source=1, target=2)``: the notation.
"""

from __future__ import annotations

from typing import Final

from tocsin.facts import codes
from tocsin.facts.arguments import accounted
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.model import Fact
from tocsin.facts.problems import Place, Problem
from tocsin.facts.read.report import (
    ENTRY_KEYS,
    SOURCE_KEYS,
    is_nothing,
    read_qualifier,
    read_reports,
    unknown_report_key,
)
from tocsin.facts.reports import Qualifier, Report
from tocsin.facts.stated import Stated, make_fact
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence, plain
from tocsin.facts.tree.nodes import describe_node, shorten
from tocsin.facts.vocabulary import Vocabulary

RESULT_KEYS: Final = ("type", "fields", "reports", "id", "qualifier")


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as one place of a text states it; a qualifier of None was not stated."""

    fact: Fact
    reports: tuple[Report, ...]
    qualifier: Qualifier | None
    place: Place


@accounted
def read_entries(sequence: Sequence, vocabulary: Vocabulary, problems: list[Problem]) -> list[Entry]:
    """The entries of a list; one that does not state a fact is left out, with a problem."""
    entries = (read_entry(node, vocabulary, problems) for node in sequence.items)
    return [entry for entry in entries if entry is not None]


def read_entry(node: Node, vocabulary: Vocabulary, problems: list[Problem]) -> Entry | None:
    """The entry of a node, or None and at least one more problem."""
    if isinstance(node, Mapping):
        if _is_result(node):
            return _read_result(node, vocabulary, problems)
        return _read_keyed(node, vocabulary, problems)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        from tocsin.facts.notation import read_fact

        fact = read_fact(node.value, vocabulary, text_place(node), problems)
        return None if fact is None else Entry(fact, (), None, node.place)
    message = f"an entry must be a mapping or a fact's notation, found {describe_node(node)}"
    problems.append(Problem(codes.ENTRY_SHAPE, message, node.place, _form(vocabulary)))
    return None


def text_place(node: Scalar) -> Place:
    """Where the text of a scalar begins, after its quote."""
    return Place(node.place.file, node.place.line, node.place.column + 1) if node.quoted else node.place


def _is_result(node: Mapping) -> bool:
    kind = node.entries.get("type")
    return "fields" in node.entries or (isinstance(kind, Scalar) and isinstance(kind.value, str))


def _read_keyed(node: Mapping, vocabulary: Vocabulary, problems: list[Problem]) -> Entry | None:
    """An entry whose fact type is a key."""
    names = [key for key in node.entries if key not in ENTRY_KEYS] or _named_as_keys(node, vocabulary)
    known = [name for name in names if vocabulary.get(name) is not None]
    if len(known) == 1 and (level := _not_indented(vocabulary.type(known[0]), node)):
        problems.append(level)
        return None
    beside = {key: value for key, value in node.entries.items() if key not in known}
    reports = read_reports(Mapping(beside, node.key_places, node.place), problems)
    qualifier = read_qualifier(node.entries.get("qualifier"), problems)
    problems.extend(_unknown_key(name, node, vocabulary, bool(known)) for name in names if name not in known)
    if len(known) > 1:
        message = f"the entry states several facts: {', '.join(known)}"
        place = node.key_places[known[1]]
        problems.append(Problem(codes.ENTRY_SHAPE, message, place, "put a dash before each fact"))
    if not names:
        problems.append(Problem(codes.ENTRY_SHAPE, "the entry states no fact", node.place, _form(vocabulary)))
    if len(known) != 1:
        return None
    fact_type = vocabulary.type(known[0])
    fact = read_fields(fact_type, node.entries[known[0]], node.key_places[known[0]], problems)
    return None if fact is None else Entry(fact, reports, qualifier, node.place)


def _not_indented(fact_type: FactType, node: Mapping) -> Problem | None:
    """The problem of fields that stand beside their type, which has nothing below it; None if that is not so."""
    fields = [key for key in node.entries if key in fact_type.by_name]
    if not {*fields} - {*ENTRY_KEYS} or not is_nothing(node.entries[fact_type.name]):
        return None
    verb = "stands" if len(fields) == 1 else "stand"
    message = f"{', '.join(fields)} {verb} beside {fact_type.name}, not below it"
    return Problem(codes.ENTRY_SHAPE, message, node.key_places[fields[0]], f"indent further than {fact_type.name}")


def _named_as_keys(node: Mapping, vocabulary: Vocabulary) -> list[str]:
    """The types that are named as a key of entries is, and whose fields stand there; for an entry that has no other."""
    known = [key for key in node.entries if key in ENTRY_KEYS and vocabulary.get(key) is not None]
    found = {key: value for key in known if isinstance(value := node.entries[key], Mapping)}
    # Beside another fact, what reads as a source is one.
    return [key for key in found if len(found) == 1 or key != "source" or found[key].entries.keys() - {*SOURCE_KEYS}]


def _form(vocabulary: Vocabulary) -> str:
    """How to write a fact, by a type of the vocabulary."""
    hint = "write the fact's type as a key and its fields below it"
    for fact_type in vocabulary.types.values():
        needed = [f"{field.name}: …" for field in fact_type.fields if not field.optional]
        if needed:
            return f"{hint}, such as {fact_type.name}: {{{', '.join(needed)}}}"
    return hint


def _unknown_key(name: str, node: Mapping, vocabulary: Vocabulary, has_fact: bool) -> Problem:
    """The problem of a key that is neither a fact type nor a key of entries: the likelier of the two."""
    place = node.key_places[name]
    if has_fact or name in SOURCE_KEYS:
        return unknown_report_key(name, node, ENTRY_KEYS, "an entry")
    if isinstance(node.entries[name], Mapping):
        return vocabulary.unknown_type(shorten(name), place)
    message = f"{shorten(name)} is neither a fact type nor a key of an entry"
    hint = vocabulary.near_types(name, "fact types and keys", ENTRY_KEYS)
    return Problem(codes.UNKNOWN_TYPE, message, place, hint)


def _read_result(node: Mapping, vocabulary: Vocabulary, problems: list[Problem]) -> Entry | None:
    """An entry in the form of results."""
    unknown = (key for key in node.entries if key not in RESULT_KEYS)
    problems += (unknown_report_key(key, node, RESULT_KEYS, "an entry with type and fields") for key in unknown)
    reports = read_reports(node, problems)
    qualifier = read_qualifier(node.entries.get("qualifier"), problems)
    named = node.entries.get("type")
    if not isinstance(named, Scalar) or not isinstance(named.value, str):
        place = node.place if named is None else named.place
        message = "an entry with fields needs its type as text"
        problems.append(Problem(codes.ENTRY_SHAPE, message, place, "write type: edge, fields: {source: 1, target: 2}"))
        return None
    fact_type = vocabulary.get(named.value)
    if fact_type is None:
        problems.append(vocabulary.unknown_type(shorten(named.value), named.place))
        return None
    fields = node.entries.get("fields", Mapping({}, {}, node.place))
    fact = read_fields(fact_type, fields, named.place, problems)
    if fact is None:
        return None
    _check_id(node, fact, problems)
    return Entry(fact, reports, qualifier, node.place)


def _check_id(node: Mapping, fact: Fact, problems: list[Problem]) -> None:
    stated = node.entries.get("id")
    if stated is not None and plain(stated) != fact.id:
        message = f"the id of {shorten(str(fact), 200)} is {fact.id}, found {describe_node(stated)}"
        problems.append(Problem(codes.WRONG_ID, message, stated.place, "correct the id, or leave it out"))


def read_fields(fact_type: FactType, node: Node, place: Place, problems: list[Problem]) -> Fact | None:
    """The fact of this type with the fields of a node (nothing counts as no fields); ``place`` is the type's."""
    if is_nothing(node):
        return make_fact(fact_type, {}, place, problems)
    if not isinstance(node, Mapping):
        message = f"the fields of {fact_type.name} must be a mapping, found {describe_node(node)}"
        hint = f"write {fact_type.name}: {{{', '.join(f'{field.name}: …' for field in fact_type.fields)}}}"
        problems.append(Problem(codes.ENTRY_SHAPE, message, node.place, hint))
        return None
    places = node.key_places
    stated = {
        name: Stated(value.value, value.place, places[name], value.written)
        if isinstance(value, Scalar)
        else Stated(plain(value), value.place, places[name])
        for name, value in node.entries.items()
    }
    return make_fact(fact_type, stated, place, problems)
