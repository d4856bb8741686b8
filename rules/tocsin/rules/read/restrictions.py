"""Nodes -> what a field of a type declared in YAML holds besides its kind: ``{kind: quantity, whole: true}``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from tocsin.facts.converting import plain_text
from tocsin.facts.fact_type import FieldType
from tocsin.facts.restrictions import DiffersFrom, Limits, NotBefore, OpenList
from tocsin.facts.tree import Mapping, Node, Scalar
from tocsin.facts.tree import Sequence as Items
from tocsin.rules import codes
from tocsin.rules.shape import Reading

LIMITS: Final = ("whole", "at_least", "at_most")
RELATIONS: Final = ("differs_from", "not_before")
MEANINGS: Final = ("meaning", "unit")
KEYS: Final = ("kind", *LIMITS, *RELATIONS, "open", *MEANINGS)

_OPTIONAL: Final = 'what may be absent has a ? behind its kind, {kind: "quantity?"}; any other is required'
_INSTEAD: Final = {
    **dict.fromkeys(("optional", "required", "nullable"), _OPTIONAL),
    **dict.fromkeys(("enum", "values", "choices", "options"), "write the words as the kind: [one, other]"),
    "range": "write at_least: and at_most:",
    "default": "a field has no default: what is not told is absent",
}


def read_restricted(
    reading: Reading, what: str, mapping: Mapping, read_kind: Callable[[Node], FieldType | None]
) -> FieldType | None:
    """The field that a mapping declares; None, and a problem, if it has no kind."""
    before = len(reading.problems)
    mapping = reading.known_keys(mapping, KEYS, what, _INSTEAD)
    kind = mapping.entries.get("kind")
    if kind is None and "open" in mapping.entries:
        kind = Scalar("str", mapping.place)
    if kind is None and len(reading.problems) > before:
        return None
    if kind is None or isinstance(kind, Mapping):
        hint = "write {kind: quantity, whole: true, at_least: 0}"
        reading.report(codes.TYPE_DECLARATION, f"{what} needs a kind", mapping.place, hint)
        return None
    field = read_kind(kind)
    if field is None:
        return None
    limits = _limits(reading, what, mapping, field)
    relations = tuple(
        (DiffersFrom if key == "differs_from" else NotBefore)(str(node.value))
        for key, node in mapping.entries.items()
        if key in RELATIONS and isinstance(node, Scalar)
    )
    meaning, unit = (reading.optional_text(mapping, key, what) or "" for key in MEANINGS)
    if unit and not field.kind.is_numeric:
        message = f"{what} is of kind {field.kind}, which has no unit"
        reading.report(codes.TYPE_DECLARATION, message, mapping.key_places["unit"], "say it in its meaning")
    open_list = _open_list(reading, what, mapping, field)
    return replace(field, limits=limits, relations=relations, open_list=open_list, meaning=meaning, unit=unit)


def _open_list(reading: Reading, what: str, mapping: Mapping, field: FieldType) -> OpenList | None:
    node = mapping.entries.get("open")
    if node is None:
        return None
    words = [item.value if isinstance(item, Scalar) else None for item in node.items] if isinstance(node, Items) else []
    texts = tuple(plain_text(word) for word in words if isinstance(word, str) and word.strip())
    if not texts or len(texts) != len(words) or len({word.casefold() for word in texts}) != len(texts):
        hint = "write open: [one, other], each word once, whatever its case"
        reading.report(codes.TYPE_DECLARATION, f"{what}: open lists the known words", node.place, hint)
        return None
    if field.kind.name != "str":
        message = f"{what} is of kind {field.kind}, which has no open list"
        reading.report(
            codes.TYPE_DECLARATION, message, node.place, "an open list is of words: leave kind out, or write str"
        )
        return None
    return OpenList(texts)


def _limits(reading: Reading, what: str, mapping: Mapping, field: FieldType) -> Limits | None:
    stated = [key for key in LIMITS if key in mapping.entries]
    if not stated:
        return None
    place = mapping.key_places[stated[0]]
    if not field.kind.is_numeric:
        message = f"{what} is of kind {field.kind}, which has no {stated[0]}"
        reading.report(codes.TYPE_DECLARATION, message, place, "limits are for int, float and quantity")
        return None
    whole = reading.flag(mapping, "whole", False, what)
    least, most = (_end(reading, what, mapping, key) for key in ("at_least", "at_most"))
    if least is not None and most is not None and least > most:
        message = f"{what} is at least {least} and at most {most}, which no number is"
        reading.report(codes.TYPE_DECLARATION, message, place, f"write at_least: {most}, at_most: {least}")
        return None
    return Limits(whole, least, most)


def _end(reading: Reading, what: str, mapping: Mapping, key: str) -> int | float | None:
    node = mapping.entries.get(key)
    if node is None:
        return None
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    reading.report(codes.TYPE_DECLARATION, f"{key} of {what} needs a number", node.place, f"write {key}: 0")
    return None
