"""A result as canonical JSON: sorted keys, no clock, no path, the same bytes for the same content.

Tests hold it against ``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tocsin.facts.kinds import canonical_json, value_json

BESIDE: Final = ("digest", "engine_warnings", "engines")
"""The keys of a result that its digest does not cover: which engines ran is not part of what was concluded."""


def with_digest(parts: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The canonical JSON of an object in pieces to be joined, and its digest, which covers the content.

    ``parts`` has the canonical JSON of each key's value. One of them can be tens of megabytes, so each is one piece
    and all are joined once.
    """
    digest = hashlib.sha256()
    for piece in _pieces({key: part for key, part in parts.items() if key not in BESIDE}):
        digest.update(piece.encode("utf-8"))
    named = f"sha256:{digest.hexdigest()}"
    return _pieces({**parts, "digest": value_json(named)}), named


def data_digest(data: Mapping[str, Any]) -> str:
    """The digest of a result that is read as data."""
    return with_digest({key: canonical_json(value) for key, value in data.items()})[1]


def array(items: Iterable[str]) -> str:
    """The canonical JSON of an array, from that of its items."""
    return "[" + ",".join(items) + "]"


def _pieces(parts: Mapping[str, str]) -> tuple[str, ...]:
    pieces = ["{"]
    for key in sorted(parts):
        pieces += [f'"{key}":', parts[key], ","]
    return (*pieces[:-1], "}")
