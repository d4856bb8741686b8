"""JSON text as a tree, after RFC 8259: iterative, so that no nesting can exhaust the stack, and with places."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import field
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in fact, absent from typeshed

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree.core_schema import NumberError, integer, real
from tocsin.facts.tree.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    duplicate_key,
    refuse,
    shorten,
    surrogates_in,
    too_deep,
    too_many,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_SPACES = frozenset(" \t\n\r")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+]?[A-Za-z_][A-Za-z0-9_]*|[^\s,:\[\]{}]{1,20}|.")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_json(text: str, file: str, first_line: int = 1) -> Node:
    """The one value in ``text``; ``file`` and ``first_line`` name it in places.

    Raises ProblemError: duplicate keys and unusable values are collected, a syntax error ends the reading.
    """
    scanner = _Scanner(text, file, first_line, ProblemList(file))
    try:
        root = scanner.scan()
    except ProblemError as error:
        scanner.problems.absorb(error)
        root = None
    scanner.problems.raise_if_any()
    assert root is not None
    return root


@dataclass(slots=True)
class _Frame:
    """A collection being read, and the key that waits for its value (None: the value is dropped)."""

    node: Sequence | Mapping
    key: str | None = None


@dataclass(slots=True)
class _Scanner:
    """Reads values from left to right; ``at`` is the next character, ``stack`` the open collections."""

    text: str
    file: str
    first_line: int
    problems: ProblemList
    at: int = 0
    total: int = 0
    stack: list[_Frame] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def scan(self) -> Node:
        """The value, with nothing but space around it."""
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        while True:
            node = self._begin()
            while node is not None:
                if not self.stack:
                    self._expect_end()
                    return node
                node = self._continue(node)

    def _begin(self) -> Node | None:
        """Read a scalar or an empty collection; None if a collection was opened, at its first value."""
        character = self._peek()
        place = self._place()
        self.total += 1
        if self.total > MAX_NODES:
            raise too_many(place)
        if character == "{":
            return self._open(Mapping({}, {}, place), "}")
        if character == "[":
            return self._open(Sequence([], place), "]")
        if character == '"':
            return Scalar(self._string(), place, quoted=True)
        return self._bare(place)

    def _open(self, node: Sequence | Mapping, closing: str) -> Node | None:
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(node.place)
        self.at += 1
        if self._peek() == closing:
            self.at += 1
            return node
        self.stack.append(_Frame(node))
        if isinstance(node, Mapping):
            self._key(node)
        return None

    def _continue(self, node: Node) -> Node | None:
        """Put ``node`` into the open collection; return that collection if it ends here, else None."""
        frame = self.stack[-1]
        if isinstance(frame.node, Sequence):
            frame.node.items.append(node)
        elif frame.key is not None:
            frame.node.entries[frame.key] = node
        closing = "}" if isinstance(frame.node, Mapping) else "]"
        found = self._peek()
        if found == closing:
            self.at += 1
            return self.stack.pop().node
        if found != ",":
            raise self._syntax(f"expected , or {closing}")
        self.at += 1
        if self._peek() == closing:
            raise self._syntax(f"a comma stands before {closing}", "remove the comma")
        if isinstance(frame.node, Mapping):
            self._key(frame.node)
        return None

    def _key(self, mapping: Mapping) -> None:
        """Read a key and its colon into the innermost frame."""
        if self._peek() != '"':
            raise self._syntax("expected a key in double quotes")
        place = self._place()
        key = self._string()
        if key in mapping.key_places:
            self.problems.append(duplicate_key(key, place, mapping.key_places[key]))
            self.stack[-1].key = None
        else:
            mapping.key_places[key] = place
            self.stack[-1].key = key
        if self._peek() != ":":
            raise self._syntax(f"expected : after the key {shorten(key)}")
        self.at += 1

    def _string(self) -> str:
        place = self._place()
        try:
            value, self.at = scanstring(self.text, self.at + 1, True)
        except json.JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self._syntax(string_fault(error)) from None
        assert isinstance(value, str)
        if not value.isascii():
            self.problems.extend(surrogates_in(value, place))
        return value

    def _bare(self, place: Place) -> Scalar:
        """A number, true, false or null."""
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return Scalar(value, place)
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self._not_a_value()
        self.at = found.end()
        try:
            if found[1] or found[2]:
                return Scalar(real(found[0]), place, written=found[0])
            return Scalar(integer(found[0]), place)
        except NumberError as error:
            self.problems.append(Problem(codes.NUMBER_OUT_OF_RANGE, str(error), place, "quote it if text is meant"))
            return Scalar(0, place)

    def _not_a_value(self) -> ProblemError:
        found = _WORD.match(self.text, self.at)
        word = found[0] if found else ""
        if word.lstrip("+-").lower() in ("nan", "infinity", "inf"):
            return refuse(codes.NUMBER_OUT_OF_RANGE, f"{word} is not a finite number", self._place(), "give a number")
        return self._syntax("expected a value", "text stands in double quotes" if word else "")

    def _expect_end(self) -> None:
        self._peek()
        if self.at < len(self.text):
            raise self._syntax(
                "something follows the value", "write one value only; several, one on each line, are .jsonl"
            )

    def _peek(self) -> str:
        """The next character that is not space; empty at the end."""
        character = self.text[self.at : self.at + 1]
        if character not in _SPACES:
            return character
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return self.text[self.at : self.at + 1]

    def _place(self) -> Place:
        line = bisect_right(self.starts, self.at)
        return Place(self.file, self.first_line + line - 1, self.at - self.starts[line - 1] + 1)

    def _syntax(self, message: str, hint: str = "") -> ProblemError:
        found = self.text[self.at : self.at + 1]
        shown = "the text ends" if not found else f"found {shorten(found)}"
        return refuse(codes.SYNTAX, f"this is not valid JSON: {message}; {shown}", self._place(), hint)


def string_fault(error: json.JSONDecodeError) -> str:
    """What is wrong with a string, in our words."""
    if error.msg.startswith("Unterminated"):
        return "the string does not end"
    if error.msg.startswith("Invalid control character"):
        return "a control character stands in the string"
    return "the escape is not one of JSON's"
