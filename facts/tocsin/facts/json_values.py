"""Values as JSON, in the one form that identity and digests are worked out from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from tocsin.facts.days import DateRange, date_range_from
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity, quantity_from

_encode_string = json.encoder.encode_basestring
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_json(value: Value | None) -> object:
    """The JSON form of a value: dates as ISO text, intervals as ``[low, high]``; no value is null."""
    if isinstance(value, Quantity | DateRange):
        return value.to_json()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def interval_of(ends: Sequence[Any]) -> Quantity | DateRange:
    """The interval of ``to_json``, told by its ends alone; ValueError for what is none, or could be anything."""
    return date_range_from(ends) if any(isinstance(end, str) for end in ends) else quantity_from(ends)


def canonical_json(data: object) -> str:
    """Canonical JSON: sorted keys, no spaces, non-ASCII kept as it is."""
    return _CANONICAL.encode(data)


def value_json(value: Value) -> str:
    """The canonical JSON text of one value: what ``canonical_json(to_json(value))`` gives, faster."""
    if isinstance(value, str):
        return _encode_string(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float):
        return repr(value)
    return canonical_json(to_json(value))
