"""SQL for what a field holds besides its kind.

A row that is not plainly within it goes to the readers of single cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.bulk.reading.sql import literal
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.restrictions import NotBefore

# "11.000" is eleven to some and eleven thousand to others: Python says so.
_EITHER: Final = r"(^|[^0-9.])[0-9]{1,3}[.][0-9]{3}([^0-9]|$)"


def within_limits(field: FieldType, ends: Sequence[str], written: Sequence[str], *, is_json: bool) -> list[str]:
    """What must hold for a number, or both ends of a quantity, to be one that the field can hold."""
    limits = field.limits
    if limits is None:
        return []
    found = []
    for end in ends:
        if limits.whole:
            found.append(f"coalesce(floor({end}) = {end}, true)")
        if limits.at_least is not None:
            found.append(f"coalesce({end} >= {limits.at_least!r}, true)")
        if limits.at_most is not None:
            found.append(f"coalesce({end} <= {limits.at_most!r}, true)")
    if limits.whole and is_json:  # whose digits SQL has forgotten: 11.000 is 11.0 to it
        found += [f"coalesce(json_type({sql}) <> 'DOUBLE', true)" for sql in written]
    if limits.whole:
        found += [f"NOT coalesce(regexp_matches(({sql})::VARCHAR, {literal(_EITHER)}), false)" for sql in written]
    return found


def related(fact_type: FactType, values: Mapping[str, str]) -> list[str]:
    """What must hold between the fields of a row."""
    found = []
    for field, relation in fact_type.relations:
        value, other = (values.get(f"f{fact_type.positions[name]}") for name in (field.name, relation.field))
        if value is not None and other is not None:
            sign = ">=" if isinstance(relation, NotBefore) else "<>"
            found.append(f"coalesce({value} {sign} {other}, true)")
    return found
