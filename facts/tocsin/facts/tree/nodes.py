"""The nodes of a document: scalars, sequences and mappings, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError

REPORT_KEYS: Final = ("source", "grade", "status", "valid_from", "valid_to", "note")
"""The keys of a report, which may stand beside its fact."""
MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_DIGITS = 400

_SURROGATE = "[\ud800-\udfff]"

ScalarValue: TypeAlias = str | int | float | bool | None


class Scalar(NamedTuple):
    """One value; ``quoted`` if it was written in quotes or as a block of text, and so is certainly text.

    ``written`` keeps the digits of a number with a point: what they mean can depend on the reader.
    """

    value: ScalarValue
    place: Place
    quoted: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Nodes by key, in the order written, and where each key stands."""

    entries: dict[str, Node]
    key_places: dict[str, Place]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """The node as ordinary Python data: None, bool, int, float, str, list and dict.

    Recursion is safe: no node is deeper than MAX_DEPTH.
    """
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}


def written_of(node: Node) -> str:
    """A number with a point as it was written; empty for any other node."""
    return node.written if isinstance(node, Scalar) else ""


def describe_node(node: Node) -> str:
    """What a node is, for an error message: its kind, and its value if it has one."""
    from tocsin.facts.converting import describe

    return describe(plain(node)) if isinstance(node, Scalar) else describe([] if isinstance(node, Sequence) else {})


def dashed(node: Node, hint: str) -> str:
    """What to do where a list is wanted and this stands: the hint, or what makes items of ``-key: value``."""
    begun = next((key for key in node.entries if key.startswith("-")), None) if isinstance(node, Mapping) else None
    return hint if begun is None else f"put a blank after the dash: - {shorten(begun[1:])}"


def refuse(code: str, message: str, place: Place, hint: str = "") -> ProblemError:
    """An error with one problem, to be raised."""
    return ProblemError([Problem(code, message, place, hint)])


def too_deep(place: Place) -> ProblemError:
    """The error for a value nested more deeply than MAX_DEPTH."""
    return refuse(codes.TOO_DEEP, f"values are nested more than {MAX_DEPTH} deep", place, "flatten the document")


def too_many(place: Place) -> ProblemError:
    """The error for a document of more than MAX_NODES values, each alias counted as what it stands for."""
    message = f"the document holds more than {MAX_NODES:,} values, each alias counted as what it stands for"
    return refuse(codes.TOO_MANY_VALUES, message, place, "split it, or write facts as JSON Lines or CSV")


def duplicate_key(key: str, place: Place, first: Place) -> Problem:
    """The problem of a key given twice in one mapping."""
    hint = f"it was first given at {first}; keep one of the two"
    # On one line it is rather a field of that name.
    if key in REPORT_KEYS and place.line != first.line:
        hint += (
            ", or give several reports on one fact under reports:; a fact of a type of that name is written "
            f"{{type: {key}, fields: {{…}}}}"
        )
    return Problem(codes.DUPLICATE_KEY, f"the key {shorten(key)} is given twice", place, hint)


def shorten(text: str, length: int = 60) -> str:
    """The text, cut to ``length`` characters and made printable on one line."""
    shown = text if len(text) <= length else text[: length - 3] + "..."
    return shown if shown.isprintable() else shown.encode("unicode_escape").decode("ascii")


def has_surrogate(text: str) -> bool:
    """True if a lone surrogate is in the text, which no encoding can hold."""
    return not text.isascii() and re.search(_SURROGATE, text) is not None


def surrogates_in(text: str, place: Place) -> Iterator[Problem]:
    """The problem of a text with a lone surrogate, which an escape can write and no encoding can hold."""
    found = None if text.isascii() else re.search(_SURROGATE, text)
    if found is not None:
        message = f"the text holds a lone surrogate (U+{ord(found.group()):04X}), which is not a character"
        yield Problem(codes.CHARACTER, message, place, "remove it, or write the whole pair")
