"""JSON Schema (draft 2020-12) of case files over a vocabulary, for editors that complete and check as one types.

The schema is a help, not the judge: what it cannot say (identity, order of dates, a model's own checks) the
readers check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from tocsin.facts.days import POINT_PATTERN, date_range_schema
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Kind
from tocsin.facts.report_faults import DAY_BEHIND
from tocsin.facts.reports import QUALIFIERS, STATUSES
from tocsin.facts.restrictions import Codes
from tocsin.facts.vocabulary import Vocabulary

Schema: TypeAlias = dict[str, object]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NUMBER: Final = r"[-+]?[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][-+]?[0-9]+)?"
DATE: Final[Schema] = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
"""A day."""
_MOMENT: Final[Schema] = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2}))?$"},
        {"type": "string", "pattern": rf"^({POINT_PATTERN})?(\.\.)?{POINT_PATTERN}$"},
        {"type": "integer", "minimum": 1000, "maximum": 9999},
    ]
}
"""A day, a moment with its zone, or a day as far as it is known, with a last one."""
TEXT: Final[Schema] = {"type": "string"}
_QUANTITY: Final[Schema] = {
    "description": "closed interval: 11000, 10900..11000, 10000.. (at least), ..500000 (at most) or [low, high]",
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": rf"^({_NUMBER}|{_NUMBER}\.\.({_NUMBER})?|\.\.{_NUMBER})$"},
        {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2},
    ],
}
_KINDS: Final[dict[str, Schema]] = {
    "str": TEXT,
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": DATE,
    "quantity": _QUANTITY,
    "date_range": date_range_schema(),
}


def schema(vocabulary: Vocabulary | None) -> Schema:
    """The schema of a case file whose facts are of these types; None: of any.

    ``$defs/entry`` is the schema of one entry of ``facts``, so of a line of a file of JSON Lines.
    """
    return {
        "$schema": DIALECT,
        "title": "Tocsin case" if vocabulary is None else f"Tocsin case ({vocabulary.name})",
        "anyOf": [_case(), {"type": "array", "items": {"$ref": "#/$defs/entry"}}],
        "$defs": definitions(vocabulary),
    }


def definitions(vocabulary: Vocabulary | None) -> Schema:
    """What a schema with facts in it refers to: an entry of facts of these types (None: of any), and its parts."""
    types = {} if vocabulary is None else vocabulary.types
    return {
        "entry": _any_entry() if vocabulary is None else _entry(vocabulary),
        **_code_lists(types.values()),
        "notation": _notation(),
        "source": _source(),
        "report": object_of(_report_properties()),
        **{f"type:{name}": _fields(fact_type) for name, fact_type in types.items()},
    }


def _case() -> Schema:
    switch: Schema = {"enum": ["on", "off", True, False]}
    return object_of(
        {
            "case": TEXT,
            "pack": {"type": "string", "description": "a shipped pack's name, or a path"},
            "as_of": nullable(DATE),
            "known_by": nullable(DATE),
            "assumptions": {"type": ["object", "null"], "additionalProperties": switch},
            "facts": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
        },
        required=["facts"],
    )


def _entry(vocabulary: Vocabulary) -> Schema:
    """One entry: a fact type as a key, the form of results, or the notation."""
    keyed = [_keyed(name, fact_type) for name, fact_type in vocabulary.types.items()]
    results = [_result(name) for name in vocabulary.types]
    return {"oneOf": [*keyed, *results, {"$ref": "#/$defs/notation"}]}


def _any_entry() -> Schema:
    """One entry of whichever type: what any key but those of an entry and of a report holds are its fields."""
    fields: Schema = {"type": ["object", "null"]}
    identity: Schema = {"type": TEXT, "fields": fields, "id": TEXT}
    properties: Schema = {**_entry_properties(), **_report_properties(), **identity}
    return {
        "anyOf": [
            {"type": "object", "properties": properties, "additionalProperties": fields, "minProperties": 1},
            {"$ref": "#/$defs/notation"},
        ]
    }


def _keyed(name: str, fact_type: FactType) -> Schema:
    properties: Schema = {name: {"$ref": f"#/$defs/type:{name}"}, **_entry_properties(), **_report_properties()}
    return object_of(properties, required=[name], description=fact_type.meaning)


def _result(name: str) -> Schema:
    properties: Schema = {
        "type": {"const": name},
        "fields": {"$ref": f"#/$defs/type:{name}"},
        "id": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
        **_entry_properties(),
    }
    return object_of(properties, required=["type"])


def _notation() -> Schema:
    return {"type": "string", "description": "a fact in the notation type(field=value, …)"}


def _entry_properties() -> Schema:
    return {
        "reports": {"type": ["array", "null"], "items": {"$ref": "#/$defs/report"}},
        "qualifier": {
            "enum": [*QUALIFIERS, None],
            "description": "how certain the fact is given as (default: certain)",
        },
    }


def _report_properties() -> Schema:
    grade = "Admiralty grade: source A to F, information 1 to 6; F and 6 mean unknown"
    return {
        "source": {"$ref": "#/$defs/source"},
        "grade": {"type": ["string", "null"], "pattern": "^[A-F][1-6]$", "description": grade},
        "status": {"enum": [*STATUSES, None], "description": "default: reported"},
        "valid_from": nullable(DATE),
        "valid_to": nullable(DATE),
        "note": nullable(TEXT),
    }


def _source() -> Schema:
    parts: Schema = {
        "title": nullable(TEXT),
        "publisher": nullable(TEXT),
        "url": nullable(TEXT),
        "date": nullable(_MOMENT),
        "origin": {**nullable(TEXT), "description": "the source that it has this from, if it is not its own"},
    }
    name = {**nullable(TEXT), "not": {"type": "string", "pattern": DAY_BEHIND}}
    return {"description": "who published it; mere text is the publisher", "anyOf": [name, object_of(parts)]}


def _code_list(codes: Codes) -> str:
    return f"#/$defs/codes:{codes.name}"


def _code_lists(types: Iterable[FactType]) -> Schema:
    """Each list of codes once: they are long, and many fields share them."""
    fields = (field for fact_type in types for field in fact_type.fields)
    lists = {field.codes.name: field.codes for field in fields if field.codes is not None}
    return {f"codes:{name}": {"type": "string", "enum": sorted(codes.members)} for name, codes in lists.items()}


def _fields(fact_type: FactType) -> Schema:
    required = [field.name for field in fact_type.fields if not field.optional]
    properties: Schema = {field.name: _field(field) for field in fact_type.fields}
    described = object_of(properties, required=required, description=_meaning(fact_type))
    # An editor shows a key without a value as null: right for a type that needs no field.
    return described if required else nullable(described)


def _meaning(fact_type: FactType) -> str:
    """What the type means, and what tells its things apart: JSON Schema has no word of its own for that."""
    told = f"accounts of one thing agree in {', '.join(fact_type.key)}" if fact_type.key else ""
    return "; ".join(part for part in (fact_type.meaning, told) if part)


def value_of(field: FieldType) -> Schema:
    """A value of the field, that is there; the code lists of its type are among the ``definitions``."""
    return dict(_kind(field.kind)) if field.codes is None else {"$ref": _code_list(field.codes)}


def _field(field: FieldType) -> Schema:
    kind = value_of(field)
    unit = [f"in {field.unit}"] if field.unit else []
    text = "; ".join(part for part in (field.meaning, *unit, *field.restrictions) if part)
    if field.optional:
        kind = nullable(kind)
    if text:
        kind["description"] = text
    return kind


def _kind(kind: Kind) -> Schema:
    if kind.name == "enum":
        return {"enum": list(kind.values)}
    return _KINDS[kind.name]


def object_of(properties: Schema, required: list[str] | None = None, description: str = "") -> Schema:
    """An object of these properties and no others."""
    shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        shape["required"] = required
    if description:
        shape["description"] = description
    return shape


def nullable(kind: Schema) -> Schema:
    """The same, or nothing."""
    return {"anyOf": [kind, {"type": "null"}]}
