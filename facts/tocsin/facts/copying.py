"""Other values for some fields of a fact: these are validated as where a fact is made, the others stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic_core import SchemaValidator, core_schema

from tocsin.facts.restrictions import for_pydantic


class _Kept:
    """The value of a field that was validated where the fact was made."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Copying:
    """How facts of a class take other values: by which names, and what its fields' own validators make of them."""

    __slots__ = ("_attributes", "_validator")

    def __init__(self, model: type[Any]) -> None:
        fields = model.__pydantic_fields__
        aliases = ((alias, name) for name, info in fields.items() for alias in (info.alias, info.validation_alias))
        self._attributes = {alias: name for alias, name in aliases if isinstance(alias, str) and alias not in fields}
        self._validator = _of_fields(model)

    def by_attribute(self, update: Mapping[str, Any]) -> dict[str, Any]:
        """The values by the names that they have in Python, whichever of its names a field was given by."""
        named = {}
        for name, value in update.items():
            attribute = self._attributes.get(name, name)
            named[name if attribute in update else attribute] = value  # a field given by both its names is refused
        return named

    def validated(self, stated: Mapping[str, Any], update: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is stated with the values of the update as the fields hold them, and what else the class allows.

        Raises ValidationError.
        """
        kept = {name: _Kept(value) for name, value in stated.items() if name not in update}
        values, extra, _ = self._validator.validate_python({**kept, **update})
        return values, extra or {}


def _of_fields(model: type[Any]) -> SchemaValidator:
    """Validates the fields of a class by their attributes, each by itself, and not the whole of its input."""
    schema: Any = model.__pydantic_core_schema__
    definitions = schema.get("definitions", [])
    shared = {each["ref"]: each for each in definitions}
    config = None
    while schema["type"] != "model-fields":
        config = schema.get("config", config)
        schema = shared[schema["schema_ref"]] if schema["type"] == "definition-ref" else schema["schema"]
    fields = {
        field.attribute: core_schema.model_field(
            core_schema.no_info_wrap_validator_function(
                partial(_unless_kept, for_pydantic(field.for_model)), schema["fields"][field.attribute]["schema"]
            )
        )
        for field in model.fact_type().fields
    }
    by_attribute = core_schema.model_fields_schema(fields, model_name=schema["model_name"])
    return SchemaValidator(
        core_schema.definitions_schema(by_attribute, definitions) if definitions else by_attribute, config
    )


def _unless_kept(taken: Callable[[Any], Any], value: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Any:
    return value.value if type(value) is _Kept else validate(taken(value))
