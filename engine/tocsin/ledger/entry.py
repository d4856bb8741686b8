"""An entry: what is written once and never again, and the hashes that bind it to the entry before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Literal, get_args

from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.values import hash_of_fields
from tocsin.ledger.merkle import leaf_hash

Kind = Literal[
    "case_created",
    "pack_pinned",
    "fact_asserted",
    "fact_confirmed",
    "fact_denied",
    "fact_retracted",
    "assessment",
    "case_closed",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FACT_KINDS: Final[tuple[Kind, ...]] = ("fact_asserted", "fact_confirmed", "fact_denied", "fact_retracted")
KEYS: Final = frozenset({"by", "case", "content", "kind", "number", "previous", "reason", "recorded"})
"""The keys of every payload; ``clock`` is there only where the machine's clock was behind the ledger."""

NO_PREVIOUS: Final = "0" * 64


@dataclass(frozen=True)
class Draft:
    """An entry before it has its number, time and hashes."""

    __hash__ = hash_of_fields

    kind: Kind
    content: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of a case, as it is stored: its payload is canonical JSON, and everything else is read out of it."""

    payload: str
    hash: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """The payload as data."""
        found: dict[str, Any] = json.loads(self.payload)
        return found

    @property
    def case(self) -> str:
        """The name of the case."""
        return str(self.data["case"])

    @property
    def number(self) -> int:
        """Its number in the case, from 1."""
        return int(self.data["number"])

    @property
    def kind(self) -> Kind:
        """What sort of entry it is."""
        kind: Kind = self.data["kind"]
        return kind

    @property
    def recorded(self) -> str:
        """When it was written: UTC to the microsecond, never before the entry before it."""
        return str(self.data["recorded"])

    @property
    def clock(self) -> str | None:
        """What the machine's clock said, where it was behind the entry before; else None."""
        found: str | None = self.data.get("clock")
        return found

    @property
    def by(self) -> str:
        """Who wrote it."""
        return str(self.data["by"])

    @property
    def reason(self) -> str | None:
        """Why, if that was said."""
        found: str | None = self.data["reason"]
        return found

    @property
    def content(self) -> dict[str, Any]:
        """What is recorded; its keys depend on the kind."""
        content: dict[str, Any] = self.data["content"]
        return content

    @property
    def previous(self) -> str:
        """The hash of the entry before it; zeros for the first."""
        return str(self.data["previous"])

    def to_json(self) -> dict[str, object]:
        """The payload and its hash as JSON-ready data."""
        return {"entry": self.data, "hash": self.hash}


def payload_hash(payload: bytes) -> str:
    """The SHA-256 of a payload, in hex: what the next entry names as ``previous``."""
    return hashlib.sha256(payload).hexdigest()


def leaf_of(entry_hash: str) -> bytes:
    """The Merkle leaf of an entry, over the 32 bytes of its hash."""
    return leaf_hash(bytes.fromhex(entry_hash))


def seal(draft: Draft, case: str, number: int, by: str, now: str, after: Entry | None) -> Entry:
    """The entry of a draft, bound to the entry ``after`` which it comes (None: it is the first).

    ``now`` is what the clock says. Where that is before the last entry, the entry takes the last one's time and says in
    ``clock`` what the clock said, so that the order of times is the order of entries and nothing is made up.
    """
    last = "" if after is None else after.recorded
    data: dict[str, Any] = {
        "by": by,
        "case": case,
        "content": dict(draft.content),
        "kind": draft.kind,
        "number": number,
        "previous": NO_PREVIOUS if after is None else after.hash,
        "reason": draft.reason,
        "recorded": max(now, last),
    }
    if now < last:
        data["clock"] = now
    payload = canonical_json(data)
    return Entry(payload, payload_hash(payload.encode("utf-8")))


def timestamp(moment: dt.datetime) -> str:
    """The moment as entries write it: UTC, ISO 8601 with microseconds.

    >>> timestamp(dt.datetime(2024, 11, 20, 1, tzinfo=dt.UTC))
    '2024-11-20T01:00:00.000000Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def end_of(day: dt.date) -> str:
    """The last moment of a day, in UTC, as entries write moments."""
    return f"{day.isoformat()}T23:59:59.999999Z"
