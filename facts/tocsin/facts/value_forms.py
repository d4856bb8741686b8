"""How values that are no plain dataclasses of ours stand in a table: as the parts that they are made of again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.later import made_of
from tocsin.facts.problems import Place

_VOCABULARIES: Final = "tocsin.facts.vocabularies."
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Form:
    """``make(*parts(value))`` is the value. ``parts`` raises ValueError for a value that cannot be made again so."""

    parts: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]


def _model_name(model: type | None) -> str | None:
    """Where the class of a fact type is, if in a vocabulary of ours."""
    if model is None:
        return None
    module, name = model.__module__, model.__qualname__
    if not (module.startswith(_VOCABULARIES) and getattr(import_module(module), name, None) is model):
        raise ValueError(f"{module}.{name} is in no vocabulary of ours")
    return f"{module}:{name}"


_OF_TYPE: Final = tuple(each.name for each in fields(FactType) if each.name != "declared_model")


def _type_parts(fact_type: FactType) -> tuple[Any, ...]:
    return _model_name(fact_type.declared_model), *(getattr(fact_type, name) for name in _OF_TYPE)


def _type_of(model_name: str | None, *values: Any) -> FactType:
    """The fact type; the class that declares it is imported when it is asked for."""
    held = dict(zip(_OF_TYPE, values, strict=True))
    if model_name is None:
        return made_of(FactType, {**held, "declared_model": None}, {})
    module, _, name = model_name.partition(":")
    if not (module.startswith(_VOCABULARIES) and module.replace(".", "_").isidentifier()):
        raise ValueError(f"{model_name} is in no vocabulary of ours")

    def model() -> Any:
        from tocsin.facts.model import declares

        return declares(getattr(import_module(module), name), fact_type)

    fact_type = made_of(FactType, held, {"declared_model": model})
    return fact_type


def _names_parts(names: Any) -> tuple[str, ...]:
    return tuple(path.relative_to(_HERE).as_posix() for path in names.files)


def _names_of(*paths: str) -> Any:
    from tocsin.facts.names import Names

    if any(".." in PurePosixPath(path).parts or PurePosixPath(path).is_absolute() for path in paths):
        raise ValueError("names stand in files of ours")
    return Names(*(_HERE / path for path in paths))


def _fact_of(fact_type: FactType, row: tuple[Any, ...]) -> Any:
    from tocsin.facts.model import fact_of

    return fact_of(fact_type, row)


FORMS: Final[Mapping[str, Form]] = {
    "date": Form(lambda day: (day.toordinal(),), dt.date.fromordinal),
    "moment": Form(lambda moment: (moment.isoformat(),), dt.datetime.fromisoformat),
    "place": Form(tuple, Place),
    "mapping": Form(lambda mapping: (dict(mapping),), MappingProxyType),
    "type": Form(_type_parts, _type_of),
    "names": Form(_names_parts, _names_of),
    "fact": Form(lambda fact: (fact.fact_type(), fact.row), _fact_of),
}
_BY_TYPE: Final[Mapping[type, str]] = {
    dt.date: "date",
    dt.datetime: "moment",
    Place: "place",
    MappingProxyType: "mapping",
    FactType: "type",
}


def form_of(kind: type) -> str | None:
    """The form of the values of a class, by name; None if they have none."""
    found = _BY_TYPE.get(kind)
    if found is None and kind.__module__ == "tocsin.facts.names" and kind.__name__ == "Names":
        return "names"
    if found is None and hasattr(kind, "fact_type"):
        from tocsin.facts.model import Fact

        return "fact" if issubclass(kind, Fact) else None
    return found
