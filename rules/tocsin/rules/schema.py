"""JSON Schema (draft 2020-12) of the files of a pack, for editors and other programs.

Which keys there are is what the readers say: a key that they take and that has no shape here is an error. What no
schema can say (names that are declared elsewhere, variables that something binds, kinds that meet) the readers check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.facts.annotations import SNAKE_CASE
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import SCALAR_KINDS
from tocsin.facts.reports import QUALIFIERS, STATUSES, SUPPORTING
from tocsin.facts.schema import DATE, DIALECT, Schema, definitions, nullable, object_of, value_of
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.analysis_model import OUTCOME_RESULTS, RATINGS
from tocsin.rules.model import ASSUMPTION_CLASSES, STRONGEST
from tocsin.rules.read import (
    assembling,
    backing,
    conditions,
    declarations,
    judgement,
    parameters,
    restrictions,
    rules,
    tables,
)
from tocsin.rules.rule import BACKED_BY, OPERATIONS, VARIABLE, WARRANTS

_TEXT: Final[Schema] = {"type": "string", "pattern": r"\S"}
_ID: Final[Schema] = {"type": "string", "pattern": rf"^\s*{declarations.ID.pattern}\s*$"}
_FLAG: Final[Schema] = {"enum": ["on", "off", True, False]}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_DIGEST: Final[Schema] = {"type": "string", "pattern": f"^{declarations.SHA256.pattern}$"}
_NAME: Final[Schema] = {"pattern": f"^{SNAKE_CASE.pattern}$"}
_VARIABLE: Final[Schema] = {"type": "string", "pattern": rf"^{VARIABLE.pattern}$"}
_DOLLAR: Final[Schema] = {"type": "string", "pattern": r"^\$\$", "description": "text that begins with one dollar sign"}
_SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"]}


def schema(vocabulary: Vocabulary | None = None) -> Schema:
    """The schema of each file of a pack; with a vocabulary, patterns and facts are held to its types."""
    patterned = _any_pattern() if vocabulary is None else _patterns(vocabulary)
    named = "" if vocabulary is None else f" ({vocabulary.name})"
    return {
        "$schema": DIALECT,
        "title": f"Tocsin rule pack{named}",
        **_object(assembling.KEYS, _pack()),
        "$defs": {
            **definitions(vocabulary),
            **patterned,
            "comparison": {"type": "string", "pattern": r"\S", "description": "a comparison, such as $n > 10"},
            "let": _let(),
            "aggregate": _aggregate(),
            "condition": _any(_ref("pattern"), _ref("comparison"), _ref("let"), _ref("aggregate")),
            "part": _any(_ref("pattern"), _ref("comparison")),
            "rule": _object(rules.RULE_KEYS, _rule(), ("id", "then")),
            "case": _object(rules.CASE_KEYS, _case(), ("name",)),
            "type": _type(),
        },
    }


def _pack() -> Schema:
    """What stands under each key of a file."""
    return {
        "pack": _TEXT,
        "version": {"type": ["string", "number"]},
        "title": _TEXT,
        "vocabulary": _TEXT,
        "document": _object(
            declarations.DOCUMENT_KEYS,
            {"title": _TEXT, "sha256": _DIGEST, "characters": _COUNT, "bytes": {}},
            ("sha256", "characters"),
        ),
        "types": nullable({"type": "object", "propertyNames": _NAME, "additionalProperties": _ref("type")}),
        "names": nullable({"type": "object", "additionalProperties": _TEXT}),
        "parameters": nullable({"type": "object", "propertyNames": _NAME, "additionalProperties": _parameter()}),
        "rules": _list(_ref("rule")),
        "cases": _list(_ref("case")),
        "tables": _list(_object((*rules.RULE_KEYS, *tables.TABLE_KEYS), _table(), ("id", "file", "inputs", "then"))),
        **_declared(),
        **_judgement(),
    }


def _declared() -> Schema:
    assumption: Schema = {"id": _ID, "text": _TEXT, "class": {"enum": list(ASSUMPTION_CLASSES)}, "default": _FLAG}
    tension: Schema = {"id": _ID, "text": _TEXT, "between": _some(_ref("pattern"))}
    statement: Schema = {
        "id": _ID,
        **dict.fromkeys(("line", "start", "end"), _COUNT),
        "sha256": _DIGEST,
        "modality": {"enum": list(STRONGEST)},
        "framing": _FLAG,
        "section": _TEXT,
        "paraphrase": _TEXT,
        "feeds": _list(_TEXT),
    }
    return {
        "assumptions": _list(_object(declarations.ASSUMPTION_KEYS, assumption, ("id",))),
        "tensions": _list(_object(declarations.TENSION_KEYS, tension, ("id", "between"))),
        "statements": _list(
            _object(declarations.STATEMENT_KEYS, statement, ("id", "line", "start", "end", "sha256")),
        ),
    }


def _judgement() -> Schema:
    ids = _list(_TEXT)
    together = _some(_ref("pattern"))
    evidence: Schema = {
        "id": _ID,
        "text": _TEXT,
        "pattern": _ref("pattern"),
        "patterns": together,
        "ratings": nullable({"type": "object", "additionalProperties": {"enum": list(RATINGS)}}),
        "weight": {"type": "integer", "minimum": 1},
    }
    outcome: Schema = {
        "id": _ID,
        "text": _TEXT,
        "of": _ref("pattern"),
        "observed": _some(_any(_ref("pattern"), together)),
        "result": {"enum": list(OUTCOME_RESULTS)},
    }
    either: Schema = {"oneOf": [{"required": ["pattern"]}, {"required": ["patterns"]}]}
    listed = _object(judgement.EVIDENCE_KEYS, evidence, ("id", "ratings")) | either
    question: Schema = {
        "id": _ID,
        "question": _TEXT,
        "hypotheses": _list(_object(judgement.HYPOTHESIS_KEYS, {"id": _ID, "text": _TEXT}, ("id",))),
        "evidence": _list(listed),
    }
    reading: Schema = {"id": _ID, "text": _TEXT, "assume": ids, "without": ids}
    return {
        "readings": _list(_object(judgement.READING_KEYS, reading, ("id",))),
        "hypotheses": _list(_object(judgement.HYPOTHESES_KEYS, question, ("id", "hypotheses", "evidence"))),
        "outcomes": _list(_object(judgement.OUTCOME_KEYS, outcome, ("id", "of", "observed"))),
    }


def _rule() -> Schema:
    return {
        "id": _ID,
        "section": _TEXT,
        "note": _TEXT,
        "cites": _list(_TEXT),
        "warrant": {"enum": list(WARRANTS)},
        "assumes": _list(_TEXT),
        "when": _list(_ref("condition")),
        "unless": _list(_any(_ref("part"), _some(_ref("part")))),
        "then": _some(_ref("pattern")),
        "qualifier": {"enum": list(QUALIFIERS)},
        "qualifier_reason": _TEXT,
        "from_absence": _FLAG,
        "stronger_if": _list(_ref("part")),
        "reads": _TEXT,
    }


def _table() -> Schema:
    columns: Schema = {"type": "object", "additionalProperties": _VARIABLE}
    return {
        **_rule(),
        **dict.fromkeys(("file", "sheet", "decision", "row_id", "row_why"), _TEXT),
        "inputs": nullable({"type": "object", "additionalProperties": {"type": "string"}}),
        "outputs": nullable(columns),
        "hit": {"enum": list(tables.HITS)},
        "priority": nullable({"type": "object", "additionalProperties": _list(_SCALAR)}),
        "rank": _VARIABLE,
        "ignore": _list(_TEXT),
        "gaps": _FLAG,
    }


def _case() -> Schema:
    expected = _list(_any({"type": "string"}, _ref("expected")))
    return {
        "name": _TEXT,
        "as_of": DATE,
        "known_by": DATE,
        "assume": _list(_TEXT),
        "without": _list(_TEXT),
        "facts": _list(_ref("entry")),
        "expect": expected,
        "never": expected,
    }


def _parameter() -> Schema:
    value: Schema = {"from": DATE, "value": _SCALAR, "cites": _list(_TEXT), "reference": _TEXT}
    values: Schema = {
        "type": "array",
        "items": _object(parameters.VALUE_KEYS, value, ("from", "value")),
        "minItems": 1,
    }
    shapes: Schema = {"unit": _TEXT, "values": values, "reviewed": DATE}
    return _object(parameters.PARAMETER_KEYS, shapes, ("values",))


def _type() -> Schema:
    """Fields by name, or these under ``fields`` with what the type says of things."""
    words: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True}
    kind = _any(
        {"type": "string", "pattern": rf"^\s*(({'|'.join(SCALAR_KINDS)})\s*|\[.+\])\??$"},
        words,
    )
    number: Schema = {"type": "number"}
    limits: Schema = {"whole": _FLAG, "at_least": number, "at_most": number}
    relations: Schema = dict.fromkeys(restrictions.RELATIONS, _TEXT)
    restricted: Schema = {"kind": kind, **limits, **relations, "open": words, "meaning": _TEXT, "unit": _TEXT}
    either: Schema = {"anyOf": [{"required": ["kind"]}, {"required": ["open"]}]}
    field = _any(kind, _object(restrictions.KEYS, restricted) | either)
    fields: Schema = {"type": "object", "propertyNames": _NAME, "additionalProperties": field}
    names = {"type": "array", "items": _TEXT, "minItems": 1}
    things: Schema = dict.fromkeys(("key", "period", "account", "validity"), names)
    told: Schema = {"fields": fields, "meaning": _TEXT, **things, "cumulative": _FLAG}
    return nullable(_any(fields, _object(declarations.TYPE_KEYS, told, ("fields",))))


def _let() -> Schema:
    bound: Schema = {
        "type": "object",
        "propertyNames": _VARIABLE,
        "additionalProperties": _SCALAR,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return object_of({"let": bound}, required=["let"])


def _aggregate() -> Schema:
    count = _any({"const": True}, object_of({"distinct": {"type": "array", "items": _VARIABLE, "minItems": 1}}))
    operations: Schema = {name: count if name == "count" else _VARIABLE for name in OPERATIONS}
    shapes: Schema = {**operations, "over": _some(_ref("part")), "by": _list(_VARIABLE), "as": _VARIABLE}
    one: Schema = {"oneOf": [{"required": [name]} for name in OPERATIONS]}
    return _object(conditions.AGGREGATE_KEYS, shapes, ("over", "as")) | one


def _any_pattern() -> Schema:
    """Patterns where no type is known: one key, and under it a term for each field."""
    term = _any(_SCALAR, {"type": "array", "items": _SCALAR})
    asked: Schema = {BACKED_BY: _any(term, _backing())}
    terms: Schema = {"type": "object", "properties": asked, "additionalProperties": term}
    one: Schema = {"type": "object", "propertyNames": _NAME, "minProperties": 1}
    expected: Schema = {"properties": _beside(), "additionalProperties": nullable(terms)}
    return {
        "pattern": {**one, "maxProperties": 1, "additionalProperties": nullable(terms)},
        "expected": {**one, "maxProperties": 3, **expected},
    }


def _backing() -> Schema:
    """What a pattern of a condition may ask of the reports of a fact."""
    status: Schema = {"enum": [status for status in STATUSES if status in SUPPORTING]}
    shapes: Schema = {
        "sources": {"type": "string", "pattern": r"^\s*[1-9][0-9]{0,8}\s*\.\.\s*$"},
        "grade": {"type": "string", "pattern": r"^\s*\.\.\s*[A-E][1-5]\s*$"},
        "status": _any(status, {"type": "array", "items": status, "minItems": 1}),
    }
    return _object(backing.KEYS, shapes) | {"minProperties": 1}


def _beside() -> Schema:
    """What an expectation may have beside its pattern."""
    return {"qualifier": {"enum": list(QUALIFIERS)}, "boundary": _FLAG}


def _patterns(vocabulary: Vocabulary) -> Schema:
    named: Schema = {name: _ref(f"pattern:{name}") for name in vocabulary.types}
    return {
        "pattern": {**object_of(named), "minProperties": 1, "maxProperties": 1},
        "expected": {**object_of({**named, **_beside()}), "minProperties": 1, "maxProperties": 3},
        **{f"pattern:{name}": _terms(fact_type) for name, fact_type in vocabulary.types.items()},
    }


def _terms(fact_type: FactType) -> Schema:
    terms: Schema = {}
    for field in fact_type.fields:
        constant = _any(_DOLLAR, value_of(field))
        terms[field.name] = _any(_VARIABLE, constant, {"type": "array", "items": constant, "minItems": 1})
        if field.meaning:
            terms[field.name] = {"description": field.meaning} | _of(terms, field.name)
    optional = [field.name for field in fact_type.fields if field.optional]
    if optional and "absent" not in terms:
        terms["absent"] = _list({"enum": optional})
    terms.setdefault(BACKED_BY, _backing())
    return nullable(object_of(terms, description=fact_type.meaning))


def _of(schemas: Schema, name: str) -> Schema:
    found = schemas[name]
    assert isinstance(found, dict)
    return found


def _object(keys: Sequence[str], shapes: Schema, required: Sequence[str] = ()) -> Schema:
    """An object of the keys that a reader takes, each of its shape, and no others."""
    assert set(keys) == shapes.keys(), set(keys) ^ shapes.keys()
    return object_of({key: shapes[key] for key in keys}, required=list(required))


def _list(items: Schema) -> Schema:
    """A list, which may be left empty."""
    return nullable({"type": "array", "items": items})


def _some(items: Schema) -> Schema:
    """A list of one or more."""
    return {"type": "array", "items": items, "minItems": 1}


def _any(*shapes: Schema) -> Schema:
    return {"anyOf": list(shapes)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
