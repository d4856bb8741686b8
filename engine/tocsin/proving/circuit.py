"""A circuit of and, or and not over choices of which one holds each, with loops through *or*: a ground logic program.

A *literal* is a whole number: a gate, or with a minus its negation. What a circuit means is the perfect model of its
rules for each way to choose; solvers are given these rules (``solver``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from tocsin.facts.problems import TocsinError

Literal: TypeAlias = int
TRUE: Final[Literal] = 1
FALSE: Final[Literal] = -1
MOST_RULES: Final = 1_500_000
"""A circuit that grows beyond so many rules is given up."""


class TooLarge(TocsinError):
    """What is asked needs more than can be searched; the text says what of."""


class Circuit:
    """Gates, each made once for the same inputs; ``rules`` say which bodies make a gate hold."""

    def __init__(self) -> None:
        self.count = TRUE
        self.rules: list[tuple[Literal, tuple[Literal, ...]]] = [(TRUE, ())]
        self.choices: list[tuple[Literal, ...]] = []
        self.constraints: list[tuple[Literal, ...]] = []
        self._gates: dict[tuple[bool, tuple[Literal, ...]], Literal] = {}
        self._supported: set[tuple[Literal, Literal]] = set()

    def gate(self) -> Literal:
        """A new gate, which holds for no reason yet."""
        self.count += 1
        return self.count

    def choice(self, size: int) -> tuple[Literal, ...]:
        """New gates of which exactly one holds, whichever."""
        found = tuple(self.gate() for _ in range(size))
        self.choices.append(found)
        return found

    def support(self, gate: Literal, body: Literal) -> bool:
        """Make a gate hold where ``body`` does; true if nobody had."""
        if body == FALSE or (gate, body) in self._supported:
            return False
        self._supported.add((gate, body))
        self._rule(gate, (body,))
        return True

    def both(self, *literals: Literal) -> Literal:
        """Where all of the literals hold."""
        inputs = frozenset(literals) - {TRUE}
        if FALSE in inputs or any(-each in inputs for each in inputs if each < 0):
            return FALSE
        return self._gate_of(inputs, conjunctive=True, alone=TRUE)

    def either(self, literals: Iterable[Literal]) -> Literal:
        """Where some of the literals holds."""
        inputs = frozenset(literals) - {FALSE}
        if TRUE in inputs or any(-each in inputs for each in inputs if each < 0):
            return TRUE
        return self._gate_of(inputs, conjunctive=False, alone=FALSE)

    def forbid(self, *literals: Literal) -> None:
        """Let not all of the literals hold together."""
        self.constraints.append(literals)

    def _gate_of(self, inputs: frozenset[Literal], *, conjunctive: bool, alone: Literal) -> Literal:
        if len(inputs) < 2:
            return next(iter(inputs), alone)
        key = conjunctive, tuple(sorted(inputs))
        known = self._gates.get(key)
        if known is None:
            known = self._gates[key] = self.gate()
            for body in [key[1]] if conjunctive else [(each,) for each in key[1]]:
                self._rule(known, body)
        return known

    def _rule(self, head: Literal, body: tuple[Literal, ...]) -> None:
        self.rules.append((head, body))
        if len(self.rules) > MOST_RULES:
            raise TooLarge("steps from facts to conclusions")
