"""Python data as a tree of values whose places are the steps that lead to them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping as Keyed

from tocsin.facts import codes
from tocsin.facts.days import DateRange
from tocsin.facts.problems import Place
from tocsin.facts.quantity import Quantity
from tocsin.facts.tree.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    has_surrogate,
    refuse,
    shorten,
    too_deep,
    too_many,
)


def node_of(data: object, name: str) -> Node:
    """The data as a document would give it: dictionaries, lists, and values; dates and quantities as they are written.

    Texts are text, as in quotes. Raises ProblemError for what no document could hold.
    """
    return _Builder(name).node(data, "", 0)


class _Builder:
    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def node(self, data: object, steps: str, depth: int) -> Node:
        """The node of data to which the steps lead. Recursion is safe: no deeper than MAX_DEPTH."""
        place = Place(f"{self._name}: {steps.removeprefix('.')}" if steps else self._name)
        self._count += 1
        if self._count > MAX_NODES:
            raise too_many(place)
        if depth > MAX_DEPTH:
            raise too_deep(place)
        if isinstance(data, Keyed):
            return self._mapping(data, place, steps, depth)
        if isinstance(data, list | tuple):
            items = [self.node(item, f"{steps}[{index}]", depth + 1) for index, item in enumerate(data)]
            return Sequence(items, place)
        return _scalar(data, place)

    def _mapping(self, data: Keyed[object, object], place: Place, steps: str, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        for key, value in data.items():
            if not isinstance(key, str) or has_surrogate(key):
                message = f"a key must be text, found {shorten(repr(key))}"
                raise refuse(codes.KEY_NOT_TEXT, message, place, "write it as text")
            entries[key] = self.node(value, f"{steps}.{key}", depth + 1)
        return Mapping(entries, {key: node.place for key, node in entries.items()}, place)


def _scalar(data: object, place: Place) -> Scalar:
    match data:
        case str():
            if has_surrogate(data):
                message = "the text holds a lone surrogate, which is not a character"
                raise refuse(codes.CHARACTER, message, place, "remove it, or give the whole pair")
            return Scalar(data, place, quoted=True)
        case float() if not math.isfinite(data):
            raise refuse(
                codes.NUMBER_OUT_OF_RANGE, f"{data} is not a number that a fact can hold", place, "give a finite one"
            )
        case None | bool() | int() | float():
            return Scalar(data, place, written=repr(data) if isinstance(data, float) else "")
        case dt.date():
            return Scalar(data.isoformat(), place)
        case Quantity():
            return Scalar(data.text(), place)
        case DateRange():
            return Scalar(str(data), place)
    message = f"{shorten(repr(type(data).__name__))} is not a value that a document can hold"
    raise refuse(codes.SYNTAX, message, place, "give text, numbers, true or false, None, dates, lists and dictionaries")
