"""A class -> the fact type that it declares: its annotations are the fields."""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union

from tocsin.facts.arguments import check_fields
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import ArgumentError
from tocsin.facts.quantity import Quantity
from tocsin.facts.restrictions import RESTRICTIONS, Codes, DiffersFrom, Limits, NotBefore, OpenList, Relation

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

_KINDS: Final[dict[Any, Kind]] = {
    str: STR,
    int: INT,
    float: FLOAT,
    bool: BOOL,
    dt.date: DATE,
    Quantity: QUANTITY,
    DateRange: DATE_RANGE,
}


SNAKE_CASE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Things:
    """What a class says of the things its facts are about: see FactType."""

    key: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    cumulative: bool = False
    account: tuple[str, ...] = ()
    validity: tuple[str, ...] = ()


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


def declared_by(model: type[BaseModel], things: Things) -> FactType:
    """The fact type that a class declares by its fields, its docstring and what it says of things.

    Raises TypeError for what no type can be.
    """
    if not model.model_config.get("frozen"):
        raise TypeError(f"{model.__name__}: a fact does not change: declare the class with frozen=True")
    # pydantic sees the names within the function that makes a class, too; others are asked for now.
    hints = {} if model.__pydantic_fields_complete__ else typing.get_type_hints(model, include_extras=True)
    fields = tuple(
        replace(
            field_type(
                info.alias or name,
                hints.get(name) or _annotation(info),
                info.description or "",
                _unit(info.json_schema_extra),
            ),
            attribute=name,
        )
        for name, info in model.model_fields.items()
    )
    fact_type = FactType(
        snake_case(model.__name__),
        fields,
        _first_sentence(model.__doc__),
        getattr(model, "example", ""),
        model,
        things.key,
        things.period,
        things.cumulative,
        things.account,
        things.validity,
    )
    for fault in (*fact_type.faults(), *fact_type.relation_faults()):
        raise TypeError(f"{fault.message}; {fault.hint}")
    return fact_type


def _annotation(info: FieldInfo) -> Any:
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def snake_case(name: str) -> str:
    """``TroopDeployment`` as ``troop_deployment``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return spaced.lower()


def _unit(extra: Any) -> str:
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _first_sentence(doc: str | None) -> str:
    text = " ".join((doc or "").split())
    return text.split(". ")[0].rstrip(".")
