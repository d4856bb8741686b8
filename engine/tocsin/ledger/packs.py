"""The text of packs, kept by its digest, so that a replay needs nothing but the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from tocsin.facts.arguments import accounted, checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.values import short_repr
from tocsin.ledger import codes, schema
from tocsin.rules.model import Pack
from tocsin.rules.read import parse_pack
from tocsin.rules.shipped import Packs, load_pack_texts

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class PackText:
    """The text of every file of a pack, as canonical JSON of path and text; the pack is made of nothing else."""

    __repr__ = short_repr

    files: str

    @classmethod
    @checked()
    def read(cls, name: str | Path, *, beside: Path | None = None, packs: Packs | None = None) -> PackText:
        """The text of the pack of that name or at that path; with ``packs``, of one of these alone.

        Raises ProblemError if there is none.
        """
        return cls(canonical_json(load_pack_texts(name, beside=beside, packs=packs)))

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` over the text."""
        return text_digest(self.files)

    def parse(self) -> Pack:
        """The pack, checked. Raises ProblemError if this Tocsin refuses it."""
        return _parsed(self.files)


def text_digest(files: str) -> str:
    """The digest under which a pack's text is kept."""
    return "sha256:" + hashlib.sha256(files.encode("utf-8", "surrogatepass")).hexdigest()


def is_pack_text(files: str) -> bool:
    """Whether the text holds files, as a pack's does: a mapping of paths to texts."""
    try:
        texts = json.loads(files)
    except (ValueError, RecursionError):
        return False
    return isinstance(texts, dict) and bool(texts) and all(isinstance(text, str) for text in texts.values())


@lru_cache(maxsize=8)
def _parsed(files: str) -> Pack:
    texts: Mapping[str, str] = json.loads(files)
    # Places in messages and results name the pack's own folder, wherever its text once came from.
    return parse_pack(texts, "ledger")


@dataclass(frozen=True)
class Pin:
    """The pack a case is assessed by: its name, version and meaning, its text, and the vocabulary it spoke."""

    name: str
    version: str
    digest: str
    text: str
    vocabulary: str
    vocabulary_digest: str

    @classmethod
    @checked()
    def of(cls, text: PackText) -> Pin:
        """The pin of a pack as it now is, with the vocabulary that is now installed."""
        pack = text.parse()
        words = pack.vocabulary
        return cls(pack.name, pack.version, pack.digest, text.digest, words.name, words.digest)

    @classmethod
    @accounted
    def from_json(cls, content: Mapping[str, Any]) -> Pin:
        """The pin that the content of an entry states."""
        words = content["vocabulary"]
        return cls(
            content["name"], content["version"], content["digest"], content["text"], words["name"], words["digest"]
        )

    def to_json(self) -> dict[str, object]:
        """The content of the entry that pins it."""
        return {
            "name": self.name,
            "version": self.version,
            "digest": self.digest,
            "text": self.text,
            "vocabulary": {"name": self.vocabulary, "digest": self.vocabulary_digest},
        }

    @checked()
    def differences(self, pack: Pack) -> list[str]:
        """How the pack made of the stored text differs from what was pinned, in words; empty if it does not.

        The text is the same by its digest. What can differ is the vocabulary, which is Python and comes with Tocsin or
        another package.
        """
        found = []
        if pack.vocabulary.digest != self.vocabulary_digest:
            found.append(f"the vocabulary {self.vocabulary} that is installed is not the one of that time")
        if pack.digest != self.digest:
            found.append(f"{self.name} {self.version} now means something else: {pack.digest}, then {self.digest}")
        return found


def require_same_vocabulary(case: str, pin: Pin, pack: Pack) -> None:
    """Raise ProblemError if facts would be written in other words than those the case has pinned.

    What an entry says is read with the vocabulary of its pin; to write with another, that one must be pinned first.
    """
    if pack.vocabulary.digest != pin.vocabulary_digest:
        message = f"the vocabulary {pin.vocabulary} that is installed is not the one that {case} has pinned"
        hint = f"pin the present one first, and see what changes: tocsin pack upgrade {case}"
        raise ProblemError([Problem(codes.VOCABULARY_CHANGED, message, None, hint)])


def store_pack(connection: Connection, text: PackText) -> None:
    """The text is in the ledger."""
    known = connection.scalar(select(schema.PACKS.c.digest).where(schema.PACKS.c.digest == text.digest))
    if known is None:
        values = {"digest": text.digest, "files": text.files}
        if connection.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as insert_new

            connection.execute(insert_new(schema.PACKS).values(**values).on_conflict_do_nothing())
        else:
            connection.execute(insert(schema.PACKS).values(**values))


def stored_pack(connection: Connection, digest: str) -> PackText:
    """The text with that digest. Raises ProblemError if the ledger has none, or one that is not the same any more."""
    files = connection.scalar(select(schema.PACKS.c.files).where(schema.PACKS.c.digest == digest))
    hint = "find the damage with: tocsin audit verify"
    if files is None:
        message = f"the ledger has no text of a pack with the digest {digest}"
        raise ProblemError([Problem(codes.UNKNOWN_PACK, message, None, hint)])
    text = PackText(files)
    if text.digest != digest:
        message = f"the stored text of the pack {digest} was changed"
        raise ProblemError([Problem(codes.DAMAGED, message, None, hint)])
    return text
