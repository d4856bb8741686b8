"""Text -> a certificate as data, or a clear refusal to read it."""

from __future__ import annotations

import json
from typing import Any, Final

from tocsin.facts.arguments import checked
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import TocsinError

LIMIT: Final = 512 * 1024 * 1024
"""Bytes of a certificate that are read at most."""
KEYS: Final = frozenset(
    [
        "as_of",
        "assumptions",
        "asked",
        "closed",
        "conclusions",
        "digest",
        "facts",
        "format",
        "known_by",
        "pack",
        "rules",
        "steps",
        "strata",
        "types",
    ]
)


FURTHER: Final = frozenset(["functions", "things", "validity"])
"""The keys that a certificate has where there is something to say."""


class Unreadable(TocsinError, ValueError):
    """The text is no certificate."""


@checked()
def read_certificate(text: str) -> dict[str, Any]:
    """The certificate as data. Raises Unreadable for anything but canonical JSON with the keys of a certificate.

    There is one way to write a certificate, so no key stands in it twice, no number is infinite or no number, and two
    readers cannot understand it in two ways.
    """
    try:
        data = json.loads(text)
        same = canonical_json(data) == text.removesuffix("\n")
    except RecursionError:
        raise Unreadable("its values are nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is not JSON (from line {error.lineno}, column {error.colno} on)") from None
    except ValueError:
        raise Unreadable("it is not JSON as certificates have it") from None
    if not isinstance(data, dict) or data.get("format") != "tocsin-certificate/1":
        raise Unreadable("it is not a certificate of a format known here (tocsin-certificate/1)")
    if data.keys() - FURTHER != KEYS:
        raise Unreadable(f"it has not the keys of a certificate: {', '.join(sorted((data.keys() - FURTHER) ^ KEYS))}")
    if not same:
        raise Unreadable("it is not canonical JSON as tocsin certify writes it (sorted keys, no spaces, no key twice)")
    switches = data["assumptions"]
    if not isinstance(switches, dict) or not all(type(switch) is bool for switch in switches.values()):
        raise Unreadable("its assumptions are not each switched on or off (true or false)")
    return data
