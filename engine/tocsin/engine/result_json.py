"""A result as canonical JSON: sorted keys, no clock, no path, the same bytes for the same content.

Tests hold it against ``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from tocsin.facts.json_values import canonical_json, value_json

BESIDE: Final = frozenset(["digest", "engine_warnings", "engines", "grades", "names"])
"""The keys of a result that its digest does not cover: which engines ran is not part of what was concluded, and grades
and names follow from it."""


def with_digest(parts: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The parts of an object together with their digest, which covers all but itself, and the digest.

    ``parts`` has the canonical JSON of each key's value. One of them can be tens of megabytes, so each is one piece
    and all are joined once.
    """
    digest = hashlib.sha256()
    for piece in pieces(parts):
        digest.update(piece.encode("utf-8"))
    named = f"sha256:{digest.hexdigest()}"
    return {**parts, "digest": value_json(named)}, named


def streamed(parts: Mapping[str, str | Iterable[str]], beside: Mapping[str, str]) -> Iterator[str]:
    """The canonical JSON of an object with its digest in pieces, each forgotten as soon as it is taken.

    What comes before the digest, which may be hundreds of megabytes, is written before the digest is known. All of
    ``beside``, which the digest leaves out, comes after it.
    """
    digest = hashlib.sha256()
    opening = "{"
    for key in sorted(key for key in parts if key < "digest"):
        part = parts[key]
        for piece in chain([f'{opening}"{key}":'], [part] if isinstance(part, str) else part):
            digest.update(piece.encode("utf-8"))
            yield piece
        opening = ","
    rest = {key: part if isinstance(part, str) else "".join(part) for key, part in parts.items() if key > "digest"}
    for piece in (opening, *pieces(rest)[1:]):
        digest.update(piece.encode("utf-8"))
    yield from (opening, *pieces({**rest, "digest": value_json(f"sha256:{digest.hexdigest()}"), **beside})[1:])


def data_digest(data: Mapping[str, Any]) -> str:
    """The digest of a result that is read as data, what stands beside its content left out."""
    return with_digest({key: canonical_json(value) for key, value in data.items() if key not in BESIDE})[1]


def array(items: Iterable[str]) -> str:
    """The canonical JSON of an array, from that of its items."""
    return "[" + ",".join(items) + "]"


def pieces(parts: Mapping[str, str]) -> tuple[str, ...]:
    """The canonical JSON of an object in pieces to be joined, from that of each key's value."""
    found = ["{"]
    for key in sorted(parts):
        found += [f'"{key}":', parts[key], ","]
    return (*found[:-1], "}")
