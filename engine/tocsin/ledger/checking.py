"""Checking a chain row by row: numbers, hashes, Merkle nodes, times, and the columns that repeat the payload."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import field
from typing import Any, Final

from tocsin.facts.dataclass import dataclass
from tocsin.ledger.contents import malformed
from tocsin.ledger.entry import KEYS, KINDS, NO_PREVIOUS, Kind, leaf_of, payload_hash
from tocsin.ledger.heads import Head
from tocsin.ledger.merkle import node_hash, root_of_peaks

_BEGINNING: Final[tuple[Kind, ...]] = ("case_created", "pack_pinned")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was found; ``nodes`` and the other repeating columns are None where the source has none."""

    case: Any
    number: Any
    payload: Any
    hash: Any
    kind: Any = None
    recorded: Any = None
    nodes: Any = None


@dataclass
class ChainCheck:
    """The rows of one case, fed in order. ``packs`` are the digests they name, with the first entry that does."""

    case: str
    sizes: frozenset[int] = frozenset()
    size: int = 0
    first: str = ""
    packs: dict[str, int] = field(default_factory=dict)
    roots: dict[int, str] = field(default_factory=dict)
    _previous: str = NO_PREVIOUS
    _recorded: str = ""
    _is_closed: bool = False
    _peaks: list[bytes] = field(default_factory=list)

    def feed(self, row: Row) -> str | None:
        """Take the next row; what is wrong with it, in words, or None. After the first bad row there is no going on."""
        expected = self.size + 1
        if row.number != expected:
            return f"entry {expected} is missing: the next one is {row.number!r}"
        if not isinstance(row.payload, bytes):
            return "the payload is not text"
        found = payload_hash(row.payload)
        if found != row.hash:
            return "the payload does not have the hash it is stored with"
        try:
            data = json.loads(row.payload)
        except (ValueError, RecursionError):
            return "the payload is not JSON"
        wrong = self._wrong(row, data)
        if wrong is not None:
            return wrong
        return self._advance(row, data, found)

    def _wrong(self, row: Row, data: Any) -> str | None:
        """What the payload says otherwise than the row, or than the entries before it require."""
        if not isinstance(data, dict) or data.keys() - {"clock"} != KEYS:
            return "the payload is not an entry"
        if (data["case"], data["number"]) != (self.case, row.number):
            return f"the payload is that of entry {data['number']!r} of {data['case']!r}"
        if data["previous"] != self._previous:
            return "it does not follow from the entry before it, which was changed, or was another one"
        if data["kind"] not in KINDS or (row.kind is not None and row.kind != data["kind"]):
            return f"the column kind says {row.kind!r}, the payload {data['kind']!r}"
        if row.recorded is not None and row.recorded != data["recorded"]:
            return f"the column recorded says {row.recorded!r}, the payload {data['recorded']!r}"
        if not isinstance(data["recorded"], str) or data["recorded"] < self._recorded:
            return f"it is dated {data['recorded']}, before the entry before it ({self._recorded})"
        return malformed(data) or self._out_of_order(data["kind"])

    def _out_of_order(self, kind: str) -> str | None:
        """What is wrong with an entry of that kind here: a case begins with its making and its pack."""
        expected = _BEGINNING[self.size : self.size + 1]
        if expected and kind != expected[0]:
            return f"it is {kind} where {expected[0]} is needed"
        if not expected and kind == "case_created":
            return "it is case_created, which only the first entry is"
        return "it comes after the entry that closed the case" if self._is_closed else None

    def _advance(self, row: Row, data: dict[str, Any], found: str) -> str | None:
        """Take the row into the tree; what is wrong with its Merkle nodes, or None."""
        current = leaf_of(found)
        nodes = []
        index = self.size
        while index & 1:
            current = node_hash(self._peaks.pop(), current)
            nodes.append(current)
            index >>= 1
        self._peaks.append(current)
        if row.nodes is not None and row.nodes != "".join(node.hex() for node in nodes):
            return "the column nodes does not hold the Merkle nodes that the entry completes"
        self.size += 1
        self.first = self.first or found
        self._previous, self._recorded = found, data["recorded"]
        self._is_closed = data["kind"] == "case_closed"
        if self.size in self.sizes:
            self.roots[self.size] = self.root()
        digest = _pack_of(data)
        if digest is not None:
            self.packs.setdefault(digest, self.size)
        return None

    def root(self) -> str:
        """The Merkle root so far, in hex."""
        return root_of_peaks(self._peaks).hex()

    def head(self) -> Head:
        """The head so far."""
        return Head(self.case, self.size, self.root(), self._recorded)

    def against(self, heads: Iterable[Head]) -> Iterable[tuple[int, str]]:
        """What contradicts heads that were kept elsewhere: the entry by which it shows, and how."""
        for head in heads:
            if head.size > self.size:
                yield self.size + 1, f"a head kept elsewhere is over {head.size} entries; there are only {self.size}"
            elif head.size and self.roots.get(head.size) != head.root:
                yield head.size, "the entries up to here are not those of a head kept elsewhere: they were rewritten"


def _pack_of(data: dict[str, Any]) -> str | None:
    """The digest of a pack's text that the entry needs."""
    content = data["content"]
    key = {"pack_pinned": "text", "assessment": "pack"}.get(data["kind"])
    return None if key is None else content[key]
