"""Heads and proofs: what is kept elsewhere, so that a later rewrite can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Problem, ProblemError
from tocsin.ledger import codes
from tocsin.ledger.merkle import check_consistency, check_inclusion, leaf_hash


@dataclass(frozen=True)
class Head:
    """The head of a case after ``size`` entries: the root of its Merkle tree, in hex, and the last entry's time.

    ``signature`` is an Ed25519 signature, in hex, over ``signed_text``; None where nobody signed it.
    """

    case: str
    size: int
    root: str
    recorded: str
    signature: str | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        data: dict[str, object] = {"case": self.case, "size": self.size, "root": self.root, "recorded": self.recorded}
        return data if self.signature is None else data | {"signature": self.signature}

    @property
    def signed_text(self) -> bytes:
        """What a signature is over: the canonical JSON of everything else."""
        data = {"case": self.case, "size": self.size, "root": self.root, "recorded": self.recorded}
        return b"tocsin head\n" + canonical_json(data).encode("utf-8")


@dataclass(frozen=True)
class Proof:
    """That an entry stands in a case (``inclusion``), or that one head continues another (``consistency``).

    ``path`` are hashes in hex. ``check`` needs nothing but the proof and a root that is trusted.
    """

    sort: Literal["inclusion", "consistency"]
    case: str
    number: int
    size: int
    root: str
    path: tuple[str, ...]
    subject: str

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``subject`` is the entry's hash, or the root of the older head."""
        return {
            "proof": self.sort,
            "case": self.case,
            "number": self.number,
            "size": self.size,
            "root": self.root,
            "path": list(self.path),
            "subject": self.subject,
        }

    def check(self) -> bool:
        """Whether the path leads from the subject to the root."""
        path = [bytes.fromhex(item) for item in self.path]
        subject, root = bytes.fromhex(self.subject), bytes.fromhex(self.root)
        if self.sort == "inclusion":
            return check_inclusion(leaf_hash(subject), self.number, self.size, path, root)
        return check_consistency(self.number, self.size, path, subject, root)


def head_of(data: Any, name: str) -> Head:
    """The head that JSON data states. Raises ProblemError if it states none; ``name`` says where it came from."""
    texts = ("case", "root", "recorded")
    whole = (
        isinstance(data, Mapping)
        and data.keys() - {"signature"} == {*texts, "size"}
        and all(isinstance(data[key], str) for key in (*texts, *(("signature",) if "signature" in data else ())))
        and _is_count(data["size"])
        and _is_hex(data["root"], 32)
        and _is_hex(data.get("signature", "00" * 64), 64)
    )
    if not whole:
        raise _not_one(name, "head", "tocsin audit head CASE --json")
    return Head(data["case"], data["size"], data["root"], data["recorded"], data.get("signature"))


def proof_of(data: Any, name: str) -> Proof:
    """The proof that JSON data states. Raises ProblemError if it states none."""
    keys = {"proof", "case", "number", "size", "root", "path", "subject"}
    whole = (
        isinstance(data, Mapping)
        and data.keys() == keys
        and data["proof"] in ("inclusion", "consistency")
        and isinstance(data["case"], str)
        and _is_count(data["number"])
        and _is_count(data["size"])
        and isinstance(data["path"], list)
        and all(_is_hex(item, 32) for item in (data["root"], data["subject"], *data["path"]))
    )
    if not whole:
        raise _not_one(name, "proof", "tocsin audit prove CASE N --json")
    return Proof(
        data["proof"],
        data["case"],
        data["number"],
        data["size"],
        data["root"],
        tuple(data["path"]),
        data["subject"],
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hex(value: object, size: int) -> bool:
    if not isinstance(value, str) or len(value) != 2 * size:
        return False
    return all(character in "0123456789abcdef" for character in value)


def _not_one(name: str, what: str, command: str) -> ProblemError:
    message = f"{name} holds no {what}"
    return ProblemError([Problem(codes.NOT_A_HEAD, message, None, f"make one with: {command}")])
