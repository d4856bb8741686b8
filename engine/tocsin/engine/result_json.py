"""An assessment as canonical JSON: sorted keys, no clock, no path, the same bytes for the same content.

Tests hold it against ``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.engine.collection import paused_collection
from tocsin.engine.conclusion_json import ConclusionWriter
from tocsin.facts.kinds import canonical_json, to_json, value_json

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


def render(assessment: Assessment, order: list[int]) -> tuple[tuple[str, ...], str]:
    """The canonical JSON of an assessment, in pieces to be joined, and its digest, which covers all but itself.

    ``order`` lists the conclusions, by fact number. Their text can be tens of megabytes, so it is one piece and
    is joined once.
    """
    with paused_collection():
        parts = _parts(assessment, order)
        digest = hashlib.sha256()
        for piece in _pieces(parts):
            digest.update(piece.encode("utf-8"))
        parts["digest"] = value_json(f"sha256:{digest.hexdigest()}")
        return _pieces(parts), f"sha256:{digest.hexdigest()}"


def _parts(assessment: Assessment, order: list[int]) -> dict[str, str]:
    pack = assessment.pack
    return {
        "as_of": canonical_json(to_json(assessment.as_of)),
        "assumptions": canonical_json(dict(assessment.assumptions)),
        "case": canonical_json(assessment.name),
        "conclusions": "".join(ConclusionWriter(assessment.numbered).write(order)),
        "engines": canonical_json(list(assessment.engines)),
        "facts": _array(canonical_json(fact.to_json()) for fact in assessment.facts),
        "known_by": canonical_json(to_json(assessment.known_by)),
        "loops": canonical_json([list(loop) for loop in assessment.loops]),
        "pack": canonical_json({"name": pack.name, "version": pack.version, "digest": pack.digest}),
        "tensions": _array(canonical_json(tension.to_json()) for tension in assessment.tensions),
        "warnings": _array(canonical_json(warning.to_json()) for warning in assessment.warnings),
    }


def _pieces(parts: dict[str, str]) -> tuple[str, ...]:
    pieces = ["{"]
    for key in sorted(parts):
        pieces += [f'"{key}":', parts[key], ","]
    return (*pieces[:-1], "}")


def _array(items: Iterable[str]) -> str:
    return "[" + ",".join(items) + "]"
