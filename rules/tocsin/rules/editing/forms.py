"""What stands where in a pack and in a case: the order of keys, and which texts are expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from tocsin.facts.read.case import CASE_KEYS as FILE_KEYS
from tocsin.rules.read.assembling import KEYS
from tocsin.rules.read.conditions import AGGREGATE_KEYS
from tocsin.rules.read.declarations import (
    ASSUMPTION_KEYS,
    DOCUMENT_KEYS,
    STATEMENT_KEYS,
    TENSION_KEYS,
    TYPE_KEYS,
)
from tocsin.rules.read.judgement import (
    EVIDENCE_KEYS,
    HYPOTHESES_KEYS,
    HYPOTHESIS_KEYS,
    OUTCOME_KEYS,
    READING_KEYS,
)
from tocsin.rules.read.parameters import PARAMETER_KEYS, VALUE_KEYS
from tocsin.rules.read.rules import CASE_KEYS, RULE_KEYS
from tocsin.rules.read.tables import TABLE_KEYS

Path: TypeAlias = tuple[str, ...]
"""The keys that lead to something; an item of a list is ``-``."""
ITEM: Final = "-"
_ANY: Final = "*"
_CONDITIONS: Final = ("when", "unless", "stronger_if", "over")


def _table_keys() -> tuple[str, ...]:
    """Of a table: what a rule has, its file before what it rests on, and its columns behind what it looks up."""
    first, rest = TABLE_KEYS[:3], TABLE_KEYS[3:]
    order: list[str] = []
    for key in RULE_KEYS:
        order.append(key)
        order += first if key == "note" else rest if key == "when" else ()
    return tuple(order)


def _last(keys: Sequence[str], key: str) -> tuple[str, ...]:
    """The keys, with the longest part at the end."""
    return *(each for each in keys if each != key), key


_TYPE: Final = _last(TYPE_KEYS, "fields")
_OF_PACK: Final[Mapping[Path, Sequence[str]]] = {
    # Where statements stand last, further ones can be added to the file.
    (): _last(KEYS, "statements"),
    ("document",): DOCUMENT_KEYS,
    ("parameters", _ANY): _last(PARAMETER_KEYS, "values"),
    ("parameters", _ANY, "values", ITEM): VALUE_KEYS,
    ("assumptions", ITEM): ASSUMPTION_KEYS,
    ("rules", ITEM): RULE_KEYS,
    ("tables", ITEM): _table_keys(),
    ("tensions", ITEM): TENSION_KEYS,
    ("cases", ITEM): CASE_KEYS,
    ("statements", ITEM): STATEMENT_KEYS,
    ("readings", ITEM): READING_KEYS,
    ("hypotheses", ITEM): HYPOTHESES_KEYS,
    ("hypotheses", ITEM, "hypotheses", ITEM): HYPOTHESIS_KEYS,
    ("hypotheses", ITEM, "evidence", ITEM): EVIDENCE_KEYS,
    ("outcomes", ITEM): OUTCOME_KEYS,
}


def order_of(path: Path, keys: Sequence[str], *, case: bool) -> list[str]:
    """The keys of a mapping in the order of form; of one whose keys are names, as they are written.

    What is of no form, as a key that is misspelt, keeps its place behind the key before it.
    """
    known = _known(path, keys, case)
    if not known:
        return list(keys)
    rank = {key: number for number, key in enumerate(known)}
    ranked, last = [], -1
    for number, key in enumerate(keys):
        last = rank.get(key, last)
        ranked.append((last, number, key))
    return [key for _, _, key in sorted(ranked)]


def _known(path: Path, keys: Sequence[str], case: bool) -> Sequence[str]:
    if case:
        return () if path else FILE_KEYS
    if _in_conditions(path):
        return AGGREGATE_KEYS if "over" in keys else ()
    if len(path) == 2 and path[0] == "types":
        return _TYPE if "fields" in keys else ()  # else its keys are its fields, whose order has a meaning
    found = _OF_PACK.get(path)
    if found is None and len(path) > 1:
        found = _OF_PACK.get((path[0], _ANY, *path[2:]))
    return found or ()


def _in_conditions(path: Path) -> bool:
    """Whether an item of a rule's conditions stands there, however deep."""
    if len(path) < 4 or path[0] not in ("rules", "tables") or path[2] not in _CONDITIONS:
        return False
    return path[-1] == ITEM and all(step in (*_CONDITIONS, ITEM) for step in path[2:])


def is_expression(path: Path) -> bool:
    """Whether a text that stands there in a pack is an expression: a comparison, or a computed value."""
    return _in_conditions(path) or (len(path) > 4 and path[-2] == "let" and _in_conditions(path[:-2]))
