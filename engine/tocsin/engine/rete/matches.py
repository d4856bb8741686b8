"""What durable-rules says matches, checked by us before it counts, and each match only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from tocsin.engine.rete.join import Entry, Part
from tocsin.engine.rete.matcher import Matcher
from tocsin.engine.rete.memory import Bindings, Memory, bind
from tocsin.engine.rete.rule_network import Piece
from tocsin.facts.kinds import Value

Match: TypeAlias = tuple[tuple[int, ...], tuple[Value, ...]]
"""The facts of a match, by pattern, and the values of its variables in the order in which they stand."""


class Matches:
    """The matches of one evaluation so far, by the index of what durable-rules was told."""

    def __init__(self, pieces: Mapping[int, Piece], matcher: Matcher, memory: Memory) -> None:
        self._pieces = pieces
        self._told = matcher.matches
        self._memory = memory
        self._found: dict[int, list[Match]] = {index: [] for index in pieces}
        self._seen: dict[int, set[tuple[int, ...]]] = {index: set() for index in pieces}

    def of(self, index: int) -> list[Match]:
        """Every match so far of the pieces with this index; it grows."""
        found, waiting = self._found[index], self._told[index]
        if waiting:
            self._told[index] = []
            piece, seen = self._pieces[index], self._seen[index]
            for numbers in waiting:
                bindings = self._checked(piece, numbers) if numbers not in seen else None
                if bindings is not None:
                    seen.add(numbers)
                    found.append((numbers, tuple(bindings.values())))
        return found

    def waiting(self, indexes: Iterable[int]) -> bool:
        """Whether something was matched of these pieces at which nobody has looked yet."""
        return any(self._told[index] for index in indexes)

    def feed(self, parts: Sequence[Part], pieces: Sequence[Piece]) -> None:
        """Give each part the matches of its piece that came up since the last time."""
        for part, piece in zip(parts, pieces, strict=True):
            found = self.of(piece.index)
            for numbers, values in found[part.read :]:
                part.add(Entry(numbers, dict(zip(piece.names, values, strict=True))))
            part.read = len(found)

    def _checked(self, piece: Piece, numbers: tuple[int, ...]) -> Bindings | None:
        """The bindings of what durable-rules says is a match, in the order of the variables; None if it is not one."""
        types, rows = self._memory.types, self._memory.rows
        bindings: Bindings = {}
        for pattern, number in zip(piece.patterns, numbers, strict=True):
            extended = bind(pattern, rows[number], bindings) if types[number] == pattern.type else None
            if extended is None:
                return None
            bindings = extended
        return bindings
