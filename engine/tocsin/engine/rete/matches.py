"""What durable-rules says matches, checked by us before it counts, and each match only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.engine.plan import Condition
from tocsin.engine.rete.conditions import conjunction
from tocsin.engine.rete.join import Entry, Part
from tocsin.engine.rete.matcher import Matcher
from tocsin.engine.rete.memory import Bindings, Memory, bind
from tocsin.engine.rete.rule_network import Match, Piece
from tocsin.facts.quantity import Truth


class Matches:
    """The matches of one evaluation so far, by the index of what durable-rules was told."""

    def __init__(self, pieces: Mapping[int, Piece], matcher: Matcher, memory: Memory) -> None:
        self._pieces = pieces
        self._told = matcher.matches
        self._memory = memory
        self._found: dict[int, list[Match]] = {}
        self._seen: dict[int, set[tuple[int, ...]]] = {}

    def of(self, index: int) -> list[Match]:
        """Every match so far of the pieces with this index; it grows."""
        waiting = self._told.pop(index, None)
        if waiting is None:
            return self._found.get(index, [])
        found, seen = self._found.setdefault(index, []), self._seen.setdefault(index, set())
        piece = self._pieces[index]
        fresh = [numbers for numbers in dict.fromkeys(waiting) if numbers not in seen]
        found += (self._checked_alone if len(piece.patterns) == 1 else self._checked)(piece, fresh)
        seen.update(fresh)
        return found

    def feed(self, parts: Sequence[Part], pieces: Sequence[Piece]) -> None:
        """Give each part the matches of its piece that came up since the last time."""
        for part, piece in zip(parts, pieces, strict=True):
            found = self.of(piece.index)
            for numbers, values in found[part.read :]:
                part.add(Entry(numbers, dict(zip(piece.names, values, strict=True))))
            part.read = len(found)

    def _checked(self, piece: Piece, matches: Iterable[tuple[int, ...]]) -> Iterator[Match]:
        """Of what durable-rules says are matches those that are."""
        types, rows = self._memory.types, self._memory.rows
        for numbers in matches:
            bindings: Bindings = {}
            for pattern, number in zip(piece.patterns, numbers, strict=True):
                extended = bind(pattern, rows[number], bindings) if types[number] == pattern.type else None
                if extended is None:
                    break
                bindings = extended
            else:
                yield numbers, tuple(bindings.values())

    def _checked_alone(self, piece: Piece, matches: Iterable[tuple[int, ...]]) -> Iterator[Match]:
        """The same of a piece of one pattern, as nearly all are: what ``bind`` asks, looked up once for all."""
        types, rows = self._memory.types, self._memory.rows
        name, constants, values_of, alike = piece.alone
        for numbers in matches:
            number = numbers[0]
            if types[number] != name:
                continue
            row = rows[number]
            values = values_of(row)
            if None in values:
                continue
            for at, allowed in constants:
                if row[at] not in allowed:
                    break
            else:
                if not alike or all(row[one] == row[other] for one, other in alike):
                    yield numbers, values


def holding(
    piece: Piece, conditions: Sequence[Condition], found: Iterable[Match]
) -> Iterator[tuple[tuple[int, ...], Bindings, Truth]]:
    """Of matches of a conjunction that is one piece those whose conditions hold, with the facts as it is written."""
    for numbers, values in found:
        bindings = dict(zip(piece.names, values, strict=True))
        truth = conjunction(conditions, bindings) if conditions else Truth.CERTAIN
        if truth != Truth.FALSE:
            yield piece.in_order(numbers), bindings, truth
