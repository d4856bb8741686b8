"""Taking a tree of nodes apart, noting every problem with its place and going on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Keyed
from collections.abc import Sequence as Many
from dataclasses import field
from typing import Any, TypeVar

from tocsin.facts.codes import MORE_PROBLEMS
from tocsin.facts.converting import describe
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import parse_date
from tocsin.facts.problem_list import SHOWN
from tocsin.facts.problems import Place, Problem, ProblemError, nearest, suggestion
from tocsin.facts.report_faults import word_instead
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.facts.tree.nodes import dashed
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes
from tocsin.rules.parameter import Parameter

_T = TypeVar("_T")
_LONGEST_MESSAGE = 400


@dataclass
class Reading:
    """What is known while a pack is read: its vocabulary, and the problems found so far.

    ``unread`` holds, by the place of a rule and the key of a part of it of which some could not be read, the variables
    in that: that nothing binds them, or that the part is not there, is no problem of its own. ``lost`` gathers them.
    ``refused`` holds the types, and the fields of types, whose declaration could not be read: what asks for them is
    passed over, and counted. ``parameters`` are those that expressions may read.
    ``unread_parameters`` could not be read: that they are not there is no problem of its own.
    ``rule`` is the rule being read, for hints that know its patterns; ``sentences`` says by the place of a rule where
    its sentence stands.
    ``files`` are the files of tables by their paths in the pack: how places name each, and its text (None if it could
    not be read, which is noted); ``beside`` are others in its folder, where one is not there.
    """

    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    unread: dict[Place, dict[str, frozenset[str]]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    files: Keyed[str, tuple[str, str | None]] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    refused: set[tuple[str, str | None]] = field(default_factory=set)
    passed_over: int = 0
    rule: Mapping | None = None
    beside: tuple[str, ...] = ()
    unread_parameters: set[str] = field(default_factory=set)
    sentences: dict[Place, Place] = field(default_factory=dict)
    _once: dict[Any, Any] = field(default_factory=dict)

    def once(self, value: _T) -> _T:
        """The first of the values equal to this one that was asked for: what a large pack repeats is held once."""
        found: _T = self._once.setdefault(value, value)
        return found

    @property
    def faults(self) -> int:
        """How much could not be read so far: where it has grown, what is missing was not left out."""
        return len(self.problems) + self.passed_over

    def unread_of(self, rule: Place) -> frozenset[str]:
        """The variables in what could not be read of a rule."""
        return frozenset().union(*self.unread.get(rule, {}).values())

    def is_refused(self, type_name: str, field_name: str | None = None) -> bool:
        """True, and counted, if the declaration of the type, or of the field, could not be read."""
        found = (type_name, field_name) in self.refused
        self.passed_over += found
        return found

    def report(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Note a problem and go on. Raises ProblemError when there are more than anyone will read."""
        shown = message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"
        self.problems.append(Problem(code, shown, place, hint))
        if len(self.problems) >= SHOWN:
            stop = f"reading stopped after {SHOWN} problems"
            raise ProblemError([*self.problems, Problem(MORE_PROBLEMS, stop, Place(place.file), "mend these first")])

    def mapping(self, node: Node, what: str) -> Mapping | None:
        """The node if it is a mapping; an empty value counts as an empty mapping."""
        if isinstance(node, Mapping):
            return node
        if isinstance(node, Scalar) and node.value is None:
            return Mapping({}, {}, node.place)
        listed = isinstance(node, Sequence)
        hint = "give each its key, without dashes and brackets" if listed else "give it keys with values"
        self.report(codes.WRONG_SHAPE, f"{what} must be a mapping, found {_shape(node)}", node.place, hint)
        return None

    def items(self, node: Node, what: str, hint: str = "put a dash before each item") -> list[Node]:
        """The items if the node is a list; an empty value counts as an empty list."""
        if isinstance(node, Sequence):
            return node.items
        if not (isinstance(node, Scalar) and node.value is None):
            self.report(
                codes.WRONG_SHAPE, f"{what} must be a list, found {_shape(node)}", node.place, dashed(node, hint)
            )
        return []

    def words(self, node: Node, what: str) -> list[Node]:
        """The items of a list of plain words, such as names and ids; words alone are noted with the list they make."""
        return self.items(node, what, _as_list(node) or "put a dash before each item")

    def known_keys(
        self, mapping: Mapping, allowed: Iterable[str], what: str, instead: dict[str, str] | None = None
    ) -> Mapping:
        """The mapping as it is meant; every key that is not allowed is noted, with the nearest one that is.

        ``instead`` says of keys that are often tried what to do without them.
        Where one key alone can be meant, what stands under it is read on: that it is missing is no problem of its own.
        """
        names = tuple(allowed)
        meant: dict[str, str] = {}
        for key, place in mapping.key_places.items():
            if key not in names:
                hint = (instead or {}).get(key) or suggestion(key, names, f"keys of {what}", mapping.entries)
                self.report(codes.UNKNOWN_KEY, f"{what} has no key {key!r}", place, hint)
                near = None if key in (instead or {}) else nearest(key, names)
                if near is not None and near not in mapping.entries and near not in meant.values():
                    meant[key] = near
        if not meant:
            return mapping
        entries = {meant.get(key, key): node for key, node in mapping.entries.items()}
        places = {meant.get(key, key): place for key, place in mapping.key_places.items()}
        return Mapping(entries, places, mapping.place)

    def text(self, node: Node, what: str) -> str | None:
        """The node's text, on one line of words; anything but a string is a problem."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return " ".join(node.value.split())
        found = describe(node.value) if isinstance(node, Scalar) else _shape(node)
        hint = "write one text, without dashes and brackets" if isinstance(node, Sequence) else "put it in quotes"
        if isinstance(node, Scalar):
            hint = "quote it" if node.value is not None else "write it behind the colon"
        self.report(codes.WRONG_SHAPE, f"{what} must be text, found {found}", node.place, hint)
        return None

    def optional_text(self, mapping: Mapping, key: str, what: str) -> str | None:
        """The text under a key, or None if the key is absent."""
        node = mapping.entries.get(key)
        return None if node is None else self.text(node, f"{key} of {what}")

    def texts(self, mapping: Mapping, key: str, what: str) -> tuple[tuple[str, Place], ...]:
        """The texts of a list under a key, with their places."""
        node = mapping.entries.get(key)
        items = [] if node is None else self.words(node, f"{key} of {what}")
        found = ((self.text(item, f"an item of {key}"), item.place) for item in items)
        return tuple((text, place) for text, place in found if text is not None)

    def word(self, mapping: Mapping, key: str, allowed: Many[str], default: str, what: str) -> str:
        """One of the allowed words under a key, or the default if the key is absent."""
        node = mapping.entries.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.value in allowed:
            return str(node.value)
        found = describe(node.value) if isinstance(node, Scalar) else _shape(node)
        hint = word_instead(node.value, allowed) if isinstance(node, Scalar) else ""
        message = f"{key} of {what} must be one of {', '.join(allowed)}; found {found}"
        self.report(codes.UNKNOWN_WORD, message, node.place, hint)
        return default

    def flag(self, mapping: Mapping, key: str, default: bool, what: str) -> bool:
        """``on``/``off`` or ``true``/``false`` under a key."""
        node = mapping.entries.get(key)
        if node is None:
            return default
        value = node.value if isinstance(node, Scalar) else None
        known: dict[object, bool] = {"on": True, "off": False}
        if isinstance(value, bool):
            return value
        if value in known:
            return known[value]
        meant = {"yes": "write on", "no": "write off"}.get(str(value).lower(), "")
        self.report(codes.UNKNOWN_WORD, f"{key} of {what} must be on or off", node.place, meant)
        return default

    def number(self, mapping: Mapping, key: str, what: str) -> int | None:
        """The non-negative int under a required key."""
        node = mapping.entries.get(key)
        if (
            isinstance(node, Scalar)
            and isinstance(node.value, int)
            and not isinstance(node.value, bool)
            and node.value >= 0
        ):
            return node.value
        place = mapping.place if node is None else node.place
        self.report(codes.WRONG_SHAPE, f"{key} of {what} must be a whole number, 0 or more", place)
        return None

    def date(self, mapping: Mapping, key: str, what: str) -> str | None:
        """The ISO date under a key, or None if the key is absent."""
        node = mapping.entries.get(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        try:
            return parse_date(str(value)).isoformat()
        except ValueError:
            from tocsin.facts.written.dates import date_hint

            self.report(codes.WRONG_SHAPE, f"{key} of {what} must be a date", node.place, date_hint(str(value)))
            return None

    def required(self, mapping: Mapping, key: str, what: str) -> Node | None:
        """The node under a key that must be there."""
        node = mapping.entries.get(key)
        if node is None:
            self.report(codes.WRONG_SHAPE, f"{what} needs the key {key!r}", mapping.place, f"add {key}: …")
        return node

    def unique(self, kind: str, named: Iterable[tuple[str, Place]]) -> None:
        """Note every id that was used before, with the first place."""
        seen: dict[str, Place] = {}
        for name, place in named:
            first = seen.setdefault(name, place)
            if first is not place:
                self.report(
                    codes.DUPLICATE_ID,
                    f"the {kind} {name!r} is already defined at {first}",
                    place,
                    "rename one of them",
                )


def pairs(mapping: Mapping) -> Iterator[tuple[str, Place, Node]]:
    """Each key with its place and node."""
    for key, node in mapping.entries.items():
        yield key, mapping.key_places[key], node


_WORD = re.compile(r"\$?\w[\w-]*(?:\.[\w-]+)*")
_BETWEEN_WORDS = re.compile(r"\s*(?:\.\.|,|;)\s*|\s+")


def _as_list(node: Node) -> str:
    """What to write for words that stand alone and are to be a list; empty for anything else."""
    text = node.value if isinstance(node, Scalar) else None
    words = [word for word in _BETWEEN_WORDS.split(text) if word not in ("and", "to")] if isinstance(text, str) else []
    return f"write [{', '.join(words)}]" if words and all(map(_WORD.fullmatch, words)) else ""


def _shape(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    return "a list" if isinstance(node, Sequence) else describe(node.value)


def compared_instead(field: str, low: str | None, high: str | None, *, strict: bool = False) -> str:
    """What to do with a range in a pattern, which matches nothing but itself; empty if both ends are one."""
    if low == high:
        return ""
    ends = [f"${field} >{'' if strict else '='} {low}"] if low is not None else []
    ends += [f"${field} <{'' if strict else '='} {high}"] if high is not None else []
    return f"bind it, {field}: ${field}, and compare it: - {' and '.join(ends)}"
