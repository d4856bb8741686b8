"""Linking a reader's own copy of the document, so that explanations can show its sentences."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import read_text
from tocsin.rules import codes
from tocsin.rules.model import Pack, Statement


@dataclass(frozen=True)
class LinkedDocument:
    """The exact sentences of a document, by statement id; taken from a copy whose digests were checked."""

    path: str
    sentences: dict[str, str]


def link_document(pack: Pack, path: Path) -> LinkedDocument:
    """The pack's sentences out of the copy at ``path``; raises ProblemError as ``link_text`` does."""
    return link_text(pack, read_text(path), str(path))


def link_text(pack: Pack, text: str, name: str) -> LinkedDocument:
    """The pack's sentences out of a copy at hand, which ``name`` names.

    Raises ProblemError if the copy is not the text encoded, naming the first statement that differs.
    """
    if not pack.statements:
        problem = Problem(
            codes.DOCUMENT_DIFFERS,
            f"the pack {pack.name} encodes no document",
            Place(name),
            "leave --document out",
        )
        raise ProblemError([problem])
    place = Place(name)
    for statement in pack.statements:
        if digest(text[statement.start : statement.end]) != statement.sha256:
            raise ProblemError([_differs(pack, statement, text, place)])
    if pack.document is not None and digest(text) != pack.document.sha256:
        message = "every statement is in its place, but the text around them differs from the document encoded"
        raise ProblemError([Problem(codes.DOCUMENT_DIFFERS, message, place, "use an unchanged copy")])
    return LinkedDocument(name, {s.id: text[s.start : s.end] for s in pack.statements})


def _differs(pack: Pack, statement: Statement, text: str, place: Place) -> Problem:
    line = text.count("\n", 0, statement.start) + 1
    message = (
        f"this copy is not the text that {pack.name} encodes: the statement {statement.id} "
        f"(line {statement.line}, characters {statement.start} to {statement.end}) differs"
    )
    hint = "use an unchanged copy in UTF-8: same quotation marks, line ends and spaces"
    return Problem(codes.DOCUMENT_DIFFERS, message, Place(place.file, line), hint)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as packs have it of documents and statements."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
