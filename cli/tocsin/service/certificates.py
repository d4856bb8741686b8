"""Certificates that clients send: read as data, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.service.answers import verification

if TYPE_CHECKING:
    from tocsin.rules.model import Pack


def verified(certificate: dict[str, Any], against: Pack | None) -> dict[str, object]:
    """What came of checking it, against a pack if one is given. Raises ProblemError for what is no certificate."""
    from tocsin.proof import Unreadable, read_certificate
    from tocsin.proof.codes import UNREADABLE

    try:
        read = read_certificate(canonical_json(certificate))
    except (Unreadable, ValueError) as error:  # a number that JSON does not have is a ValueError
        problem = Problem(UNREADABLE, f"this is no certificate: {error}", Place("certificate"))
        raise ProblemError([problem]) from None
    return verification(read, against)
