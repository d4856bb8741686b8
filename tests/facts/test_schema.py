"""The JSON Schema of case files: it accepts what the readers accept, and refuses the common mistakes."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from tests.strategies import facts, reports
from tests.vocabulary import VOCABULARY

from tocsin.facts import registered
from tocsin.facts.schema import schema
from tocsin.facts.tree import parse_yaml, plain

SCHEMA: dict[str, Any] = schema(VOCABULARY)
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def valid(value, rule):
    """Whether the value fits, by the keywords of draft 2020-12 that our schema uses; no other may occur."""
    return all(KEYWORDS[keyword](value, expected, rule) for keyword, expected in rule.items())


def _is_type(value, names, rule):
    names = [names] if isinstance(names, str) else names
    return any(isinstance(value, TYPES[name]) and (name == "boolean") >= isinstance(value, bool) for name in names)


def _same(value, other):
    return type(value) is type(other) and value == other


def _properties(value, properties, rule):
    return not isinstance(value, dict) or all(valid(value[key], properties[key]) for key in value.keys() & properties)


def _additional(value, allowed, rule):
    extra = value.keys() - rule.get("properties", {}).keys() if isinstance(value, dict) else ()
    return not extra if allowed is False else all(valid(value[key], allowed) for key in extra)


def _nothing(value, expected, rule):
    return True


KEYWORDS = {
    "type": _is_type,
    "enum": lambda value, members, rule: any(_same(value, member) for member in members),
    "const": lambda value, constant, rule: _same(value, constant),
    "pattern": lambda value, pattern, rule: not isinstance(value, str) or re.search(pattern, value) is not None,
    "anyOf": lambda value, rules, rule: any(valid(value, each) for each in rules),
    "not": lambda value, inner, rule: not valid(value, inner),
    "oneOf": lambda value, rules, rule: sum(valid(value, each) for each in rules) == 1,
    "$ref": lambda value, name, rule: valid(value, SCHEMA["$defs"][name.removeprefix("#/$defs/")]),
    "items": lambda value, each, rule: not isinstance(value, list) or all(valid(item, each) for item in value),
    "minimum": lambda value, least, rule: not isinstance(value, int) or value >= least,
    "maximum": lambda value, most, rule: not isinstance(value, int) or value <= most,
    "minItems": lambda value, count, rule: not isinstance(value, list) or len(value) >= count,
    "maxItems": lambda value, count, rule: not isinstance(value, list) or len(value) <= count,
    "required": lambda value, keys, rule: not isinstance(value, dict) or set(keys) <= value.keys(),
    "properties": _properties,
    "additionalProperties": _additional,
    **dict.fromkeys(("$schema", "$defs", "title", "description", "format"), _nothing),
}


def accepts(text):
    return valid(plain(parse_yaml(text, "f")), SCHEMA)


@given(facts(), reports())
def test_every_fact_fits_in_every_form(fact, report):
    name, fields = fact.fact_type().name, fact.fact_type().canonical_fields(fact.row)
    entries = [
        {name: fields, **report.to_json()},
        {"type": name, "fields": fields, "id": fact.id, "reports": [report.to_json()]},
        str(fact),
    ]
    assert valid(entries, SCHEMA)
    assert valid({"facts": entries}, SCHEMA)


def test_a_case_fits():
    assert accepts("case: a\npack: b\nas_of: 2024-11-20\nassumptions: {x: on}\nfacts: []")
    assert accepts("facts:\n- {edge: {source: 1, target: 2}, source: NIS, grade: B2, qualifier: likely}\n- alarm:")
    assert accepts("- {edge: {source: 1, target: 2}, source: {publisher: NIS, date: 2024-10-03..2024-10-09}}")
    assert accepts("- {edge: {source: 1, target: 2}, source: {publisher: NIS, date: 2024}}")
    assert accepts("- sighting: {ship: a, seen: 2024-Q4, lost: 2024}")
    assert accepts("- shipment: {supplier: a, volume: 10_900..11000, kind: crude, shipped: 2024-11-20, note: ~}")


@pytest.mark.parametrize(
    "text",
    [
        "facts:\n- egde: {source: 1, target: 2}",
        "facts:\n- edge: {source: 1}",
        "facts:\n- edge: {source: '1', target: 2}",
        "facts:\n- edge: {source: 1, target: 2, sauce: 3}",
        "facts:\n- {edge: {source: 1, target: 2}, grade: b2}",
        "facts:\n- {edge: {source: 1, target: 2}, status: confirm}",
        "facts:\n- {edge: {source: 1, target: 2}, date: 2024-11-20}",
        "facts:\n- {edge: {source: 1, target: 2}, alarm: {}}",
        "facts:\n- {shipment: {supplier: a, volume: many, kind: crude, shipped: 2024-11-20}}",
        "facts:\n- {shipment: {supplier: a, volume: .., kind: crude, shipped: 2024-11-20}}",
        "facts:\n- {sighting: {ship: a, seen: October}}",
        "facts:\n- {edge: {source: 1, target: 2}, source: {date: 2024-10-03..}}",
        "facts:\n- 7",
        "cas: a\nfacts: []",
        "case: a",
        "as_of: yesterday\nfacts: []",
    ],
)
def test_a_mistake_does_not_fit(text):
    assert not accepts(text)


def test_fields_carry_their_meaning_and_unit():
    described = SCHEMA["$defs"]["type:shipment"]["properties"]["volume"]["description"]
    assert described == "how much; in barrels"
    assert SCHEMA["$defs"]["type:shipment"]["description"] == "Oil that was shipped"


def test_long_lists_of_codes_are_written_once():
    printed = json.dumps(schema(registered("geopolitics")))
    assert printed.count('"AFG"') == 1
    assert len(printed) < 500_000
