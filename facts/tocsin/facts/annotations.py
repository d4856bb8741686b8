"""Annotations of a class -> the fields of its fact type."""

from __future__ import annotations

import datetime as dt
import types
import typing
from dataclasses import replace
from typing import Any, Final, Literal, Union

from tocsin.facts.arguments import check_fields
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import ArgumentError
from tocsin.facts.quantity import Quantity
from tocsin.facts.restrictions import RESTRICTIONS, Codes, DiffersFrom, Limits, NotBefore, OpenList, Relation

_KINDS: Final[dict[Any, Kind]] = {
    str: STR,
    int: INT,
    float: FLOAT,
    bool: BOOL,
    dt.date: DATE,
    Quantity: QUANTITY,
    DateRange: DATE_RANGE,
}


def field_type(name: str, annotation: Any, meaning: str, unit: str) -> FieldType:
    """The field of that annotation. Raises TypeError for what is no field kind, or no limit."""
    optional = False
    codes: Codes | None = None
    limits: Limits | None = None
    open_list: OpenList | None = None
    relations: tuple[Relation, ...] = ()
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            inner, *extras = typing.get_args(annotation)
            for extra in extras:
                if isinstance(extra, RESTRICTIONS):
                    _require_fields(name, extra)
            codes = next((extra for extra in extras if isinstance(extra, Codes)), codes)
            limits = next((extra for extra in extras if isinstance(extra, Limits)), limits)
            open_list = next((extra for extra in extras if isinstance(extra, OpenList)), open_list)
            relations += tuple(extra for extra in extras if isinstance(extra, DiffersFrom | NotBefore))
            annotation = inner
        elif origin in (Union, types.UnionType):
            inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
            if len(inner) != 1:
                raise TypeError(f"field {name}: a union of several kinds is not a field kind")
            optional, annotation = True, inner[0]
        else:
            kind = _kind_of(name, annotation)
            held = FieldType(name, kind, optional, meaning, unit, codes)
            return replace(held, limits=limits, open_list=open_list, relations=relations)


def _require_fields(name: str, limit: object) -> None:
    try:
        check_fields(limit)
    except ArgumentError as error:
        faults = "; ".join(f"{problem.place}: {problem.message}" for problem in error.problems)
        raise TypeError(f"field {name}: {type(limit).__name__}: {faults}") from None


def _kind_of(name: str, annotation: Any) -> Kind:
    if typing.get_origin(annotation) is Literal:
        return Kind("enum", tuple(str(arg) for arg in typing.get_args(annotation)))
    kind = _KINDS.get(annotation)
    if kind is None:
        raise TypeError(
            f"field {name}: {annotation!r} is not a field kind; "
            "use str, int, float, bool, date, Quantity, DateRange or Literal"
        )
    return kind
