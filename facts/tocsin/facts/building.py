"""Facts from values that are given by name, raw or converted; every faulty field is named."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from functools import cached_property
from inspect import getattr_static
from typing import Any, Final

from pydantic import ValidationError

from tocsin.facts.arguments import accounted
from tocsin.facts.converting import KindError
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact, fact_of, model_of
from tocsin.facts.problems import Place, Problem, TocsinError, suggestion
from tocsin.facts.restrictions import RESTRICTIONS


class FactError(TocsinError, ValueError):
    """Fields that do not make a fact; ``errors`` maps each faulty field to (message, hint)."""

    code = "T203"

    def __init__(self, type_name: str, errors: Mapping[str, tuple[str, str]]) -> None:
        self.type_name = type_name
        self.errors = dict(errors)
        super().__init__("; ".join(f"{type_name}.{name}: {message}" for name, (message, _) in errors.items()))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """One for each faulty field, placed by its name."""
        told = ((Place(f"{self.type_name}.{name}"), *said) for name, said in self.errors.items())
        return tuple(Problem(self.code, message, place, hint) for place, message, hint in told)


@accounted
def build(fact_type: FactType, values: Mapping[str, object], *, recorded: bool = False) -> Fact:
    """A fact of the type from raw values; one that was ``recorded`` may be as ``FactType.impossible`` says.

    Raises FactError that names every faulty field.
    """
    errors: dict[str, tuple[str, str]] = {}
    converted: dict[str, Value] = {}
    for name, value in values.items():
        field = fact_type.by_name.get(name)
        if field is None:
            errors[name] = (
                f"{fact_type.name} has no field {name}",
                suggestion(name, fact_type.by_name, f"fields of {fact_type.name}", values),
            )
        elif value is None and field.optional:
            continue
        else:
            try:
                converted[name] = field.convert(value)
            except KindError as error:
                errors[name] = (str(error), error.hint)
    for field in fact_type.fields:
        if not field.optional and field.name not in values:
            meaning = f": {field.meaning}" if field.meaning else ""
            errors[field.name] = (
                f"the required field {field.name} is missing",
                f"give {field.name} ({field}){meaning}",
            )
    errors |= {name: (fault, hint) for name, fault, hint in fact_type.impossible(converted, recorded=recorded)}
    if errors:
        raise FactError(fact_type.name, errors)
    return build_converted(fact_type, converted)


def build_converted(fact_type: FactType, values: Mapping[str, Value]) -> Fact:
    """A fact of the type from the canonical values of the fields that are stated, which are possible together.

    Raises FactError for what the model's own validators refuse. Of a model that has none, pydantic need know nothing:
    its schema, which takes longer to build than some dozen facts to read, is built for values that nobody checked.
    """
    if not has_own_checks(fact_type):
        return fact_of(fact_type, tuple(map(values.get, fact_type.by_name)))
    try:
        return model_of(fact_type)(**values)
    except ValidationError as error:
        raise FactError(fact_type.name, _model_errors(error)) from None


def has_own_checks(fact_type: FactType) -> bool:
    """True if the type's pydantic model checks or fills in more than the type says, so that each fact must pass it."""
    kept = vars(fact_type)
    if "own_checks" not in kept:
        kept["own_checks"] = fact_type.declared_model is not None and _has_own_checks(fact_type.declared_model)
    found: bool = kept["own_checks"]
    return found


_MADE_BY: Final = ("__init__", "__new__", "model_post_init", "__get_pydantic_core_schema__")
"""What a class may have of its own to check a fact in, beside validators."""


def _has_own_checks(model: type[Fact]) -> bool:
    own, inherited = model.__pydantic_decorators__, Fact.__pydantic_decorators__
    if own.field_validators or own.validators or own.root_validators or not model.__pydantic_fields_complete__:
        return True
    if own.model_validators.keys() - inherited.model_validators.keys() or model.model_config != Fact.model_config:
        return True
    if type(model) is not type(Fact) or any(
        getattr_static(model, name) is not getattr_static(Fact, name)
        for name in (*_MADE_BY, *inherited.model_validators)
    ):
        return True
    return any(
        not (info.is_required() or (info.default is None and info.default_factory is None))
        or any(not isinstance(extra, RESTRICTIONS) for extra in (*info.metadata, *_extras(info.annotation)))
        for info in model.model_fields.values()
    )


def _extras(annotation: Any) -> Iterator[object]:
    """What is annotated within an annotation, such as that of a type that may be absent."""
    yield from getattr(annotation, "__metadata__", ())
    for part in typing.get_args(annotation):
        yield from _extras(part)


def _model_errors(error: ValidationError) -> dict[str, tuple[str, str]]:
    """What a model's own validators (beyond the kinds) found, by field."""
    return {
        str(item["loc"][0]) if item["loc"] else "": (item["msg"].removeprefix("Value error, "), "")
        for item in error.errors()
    }
