"""Exports whose chain was made to fit whatever stands in it: what hashes alone cannot refuse."""

import json

from tocsin.facts.json_values import canonical_json
from tocsin.ledger.entry import NO_PREVIOUS, leaf_of, payload_hash
from tocsin.ledger.merkle import node_hash, root_of_peaks


def resealed(header, packs, entries):
    """The lines of an export of these entries, with the hashes, the size and the root that they give."""
    lines: list[str] = []
    peaks: list[bytes] = []
    previous = NO_PREVIOUS
    for index, entry in enumerate(entries):
        sealed = entry | {"previous": previous} if isinstance(entry, dict) else entry
        previous = payload_hash(canonical_json(sealed).encode("utf-8"))
        lines.append(canonical_json({"entry": sealed, "hash": previous}))
        current = leaf_of(previous)
        for _ in range((index ^ (index + 1)).bit_length() - 1):
            current = node_hash(peaks.pop(), current)
        peaks.append(current)
    recorded = entries[-1].get("recorded") if entries and isinstance(entries[-1], dict) else None
    head = header["head"] | {"size": len(entries), "root": root_of_peaks(peaks).hex(), "recorded": recorded}
    return [canonical_json(header | {"head": head}), *map(canonical_json, packs), *lines]


def parts(lines):
    """The header, the packs and the entries of an export."""
    header, *rest = map(json.loads, lines)
    count = len(header["packs"])
    return header, rest[:count], [each["entry"] for each in rest[count:]]


def forged(lines, change):
    """The export after ``change`` was made to its entries, a list of them, and all hashes were made to fit."""
    header, packs, entries = parts(lines)
    change(entries)
    return resealed(header, packs, entries)
