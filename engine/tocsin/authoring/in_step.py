"""Statements kept in step with a document that changed: which stand elsewhere, say otherwise, are new, or are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from tocsin.authoring.sentences import Sentence, cut, lines_of, sentence_at
from tocsin.facts.dataclass import dataclass
from tocsin.rules.documents import digest
from tocsin.rules.model import Pack, Statement

_MOST: Final = 2_000_000
"""So many places are tried for statements that are not sentences as they are cut."""


@dataclass(frozen=True)
class Kept:
    """A statement with the sentence that is its own now, None if that is gone; whether it still says the same."""

    statement: Statement
    sentence: Sentence | None
    says: bool

    @property
    def moved(self) -> bool:
        """True if the sentence says the same in another place."""
        one, other = self.statement, self.sentence
        return other is not None and self.says and (one.line, one.start) != (other.line, other.start)


@dataclass(frozen=True)
class InStep:
    """Every statement of a pack in a text, in order, and the sentences of the text that are no statement's."""

    pack: Pack
    text: str
    kept: tuple[Kept, ...]
    new: tuple[Sentence, ...]

    @property
    def stale(self) -> dict[str, tuple[str, ...]]:
        """The rules that cite statements whose sentence says otherwise or is gone, each with these statements."""
        changed = {each.statement.id for each in self.kept if not each.says}
        found = {rule.id: tuple(name for name in rule.cites if name in changed) for rule in self.pack.rules}
        return {rule: names for rule, names in found.items() if names}

    @cached_property
    def is_same(self) -> bool:
        """True if the pack is in step: nothing moved, nothing says otherwise, and the document is the one encoded."""
        return not self.new and all(each.says and not each.moved for each in self.kept) and self.same_document

    @property
    def same_document(self) -> bool:
        """True if the text is that of the pack's document, to the last character."""
        return self.pack.document is None or self.pack.document.sha256 == digest(self.text)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "in_step": self.is_same,
            "moved": [each.statement.id for each in self.kept if each.moved],
            "changed": [each.statement.id for each in self.kept if not each.says and each.sentence is not None],
            "gone": [each.statement.id for each in self.kept if each.sentence is None],
            "new": [{"line": s.line, "start": s.start, "end": s.end, "text": s.text} for s in self.new],
            "stale": {rule: list(names) for rule, names in self.stale.items()},
        }


def in_step(pack: Pack, text: str) -> InStep:
    """How the statements of a pack stand in a text.

    A statement is found again by its digest. Of those that are not, each is taken for the sentence between its
    neighbours that is nearest to it in length; without one, its sentence is gone.
    """
    sentences = _as_stated(pack.statements, text)
    digests = [sentence.sha256 for sentence in sentences]
    matcher = SequenceMatcher(None, [each.sha256 for each in pack.statements], digests, autojunk=False)
    kept: list[Kept] = []
    new: list[Sentence] = []
    for tag, first, last, start, end in matcher.get_opcodes():
        statements, here = pack.statements[first:last], sentences[start:end]
        if tag == "equal":
            kept += [Kept(*pair, says=True) for pair in zip(statements, here, strict=True)]
            continue
        paired = dict(_paired(statements, here))
        kept += [Kept(statement, paired.get(statement.id), says=False) for statement in statements]
        new += [sentence for sentence in here if sentence not in paired.values()]
    return InStep(pack, text, tuple(kept), tuple(new) if not _is_encoded(pack, text) else ())


def _is_encoded(pack: Pack, text: str) -> bool:
    return pack.document is not None and pack.document.sha256 == digest(text)


def _paired(statements: Sequence[Statement], sentences: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """For each statement, in order, the sentence nearest in length among those that leave enough for the rest."""
    at = 0
    for number, statement in enumerate(statements):
        left = len(sentences) - (len(statements) - number - 1)
        choice = range(at, max(left, at))
        if not choice:
            continue
        length = statement.end - statement.start
        best = min(choice, key=lambda each: abs(len(sentences[each].text) - length))
        at = best + 1
        yield statement.id, sentences[best]


def _as_stated(statements: Sequence[Statement], text: str) -> list[Sentence]:
    """The text cut as the statements cut it, where they still stand in it; elsewhere into sentences."""
    sentences = cut(text)
    known = {sentence.sha256 for sentence in sentences}
    own = [each for each in statements if each.sha256 not in known]
    found = list(_own(own, text))
    rest = [s for s in sentences if not any(each.start < s.end and s.start < each.end for each in found)]
    return sorted([*rest, *found], key=lambda sentence: sentence.start)


def _own(statements: Sequence[Statement], text: str) -> Iterator[Sentence]:
    """Of statements that are no sentences as they are cut, those that stand somewhere in the text all the same."""
    starts = [found.start() for found in _WORD.finditer(text)]
    if len(statements) * len(starts) > _MOST:
        return
    lines = lines_of(text)
    for statement in statements:
        length = statement.end - statement.start
        for start in starts:
            said = text[start : start + length]
            if len(said) == length and digest(said) == statement.sha256:
                yield sentence_at(text, start, start + length, lines)
                break


_WORD: Final = re.compile(r"(?<!\S)\S")
