"""The search behind ``flip``: choices of edits from small to large, as sets of bits, one for each edit of the space.

Removal is a search for hitting sets (R. Reiter, *A theory of diagnosis from first principles*, 1987): whatever removes
a conclusion must break every footing it has, so it contains one of the edits that can break the footing found; each
of these is tried, and the conclusion derived again. A footing that needs something not to hold can also be broken by
whatever bears on that. Bringing about tries choices of edits from small to large, those only that a universe of all
facts lets pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from tocsin.engine.conclusion_columns import set_bits
from tocsin.facts.key import FactKey
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, Switch
from tocsin.questions.minimal_edits.counterfactuals import AT_ONCE, Worlds
from tocsin.questions.minimal_edits.proof_supports import Footing

CHOICES = 100_000
EFFORT = 4_000_000
"""A search stops after so many choices of edits, or when it has gone through so many firings."""

Progress = Callable[[int, int], None]
"""Told now and then: choices tried so far, and how many edits each now has."""


class Search:
    """One search; ``stopped_at`` is the number of edits at which it stopped early, None if it did not."""

    def __init__(self, worlds: Worlds, space: tuple[Edit, ...], at_most: int, progress: Progress | None) -> None:
        self._worlds = worlds
        self._space = space
        self._every = (1 << len(space)) - 1
        self._same_fact = _same_fact(space)
        self._at_most = at_most
        self._progress = progress
        self._size = 0
        self._found: list[int] = []
        self._footings: list[tuple[int, int]] = []
        self.tried = 0
        self.stopped_at: int | None = None

    def removals(self) -> list[frozenset[Edit]]:
        """The choices after which nothing sought holds, none of them part of another."""
        level = [0]
        for size in range(self._at_most + 1):
            self._size = size
            if not self._worlds.is_exact and (size == self._at_most or self._worlds.upstream.aggregates):
                standing = self._standing(level, size)
            else:
                standing = self._standing_one_by_one(level, size)
            if self.stopped_at is not None or size == self._at_most:
                break
            following = {choice | bit for choice, breaking in standing for bit in self._bits(breaking, choice)}
            level = [choice for choice in sorted(following) if not self._is_larger(choice)]
        return [self._edits(choice) for choice in self._found]

    def arrivals(self) -> list[frozenset[Edit]]:
        """The choices after which something sought holds, none of them part of another."""
        positive, negative = self._helping()
        viable: list[list[int]] = []
        for size in range(self._at_most + 1):
            self._size = size
            viable.append(list(self._viable(positive, size)))
            choices = [choice for choice in self._combined(viable, negative, size) if not self._is_larger(choice)]
            if self._worlds.is_exact:
                self._found += choices
            else:
                self._note([not held for held in self._held(choices, size)], choices)
            if self.stopped_at is not None:
                break
        return [self._edits(choice) for choice in self._found]

    def stopped(self) -> list[frozenset[Edit]]:
        """The choices found by the time the search was interrupted; it counts as stopped there."""
        self.stopped_at = self._size
        return [self._edits(choice) for choice in self._found]

    # -- removing -------------------------------------------------------------------------

    def _standing(self, level: list[int], size: int) -> list[tuple[int, int]]:
        """The choices after which something sought still holds, all derived at once; any edit may break that."""
        level = [choice for choice in level if self._known_to_stand(choice) is None]
        held = self._held(level, size)
        self._note(held, level)
        return [(choice, self._every) for choice, holds in zip(level, held, strict=False) if holds]

    def _standing_one_by_one(self, level: list[int], size: int) -> list[tuple[int, int]]:
        """The choices after which something sought still holds, each with the edits one of which must break that."""
        standing = []
        for choice in level:
            if not self._may_go_on(size):
                break
            breaking = self._known_to_stand(choice)
            if breaking is None:
                self.tried += 1
                footing = self._worlds.footing(self._edits(choice))
                if footing is None:
                    self._found.append(choice)
                    continue
                breaking = self._that_break(footing)
                self._footings.append((choice, breaking))
            standing.append((choice, breaking))
        return standing

    def _known_to_stand(self, choice: int) -> int | None:
        """The edits that break a footing found before, if it is one after this choice too."""
        return next((breaking for made, breaking in self._footings if not (made ^ choice) & breaking), None)

    def _that_break(self, footing: Footing) -> int:
        """The edits that can break a footing: made besides, or left out where one of them brought a fact of it."""
        upstream = self._worlds.upstream
        rules = upstream.plan.rules
        assumed = {name for number in footing.rules for name in rules[number].rule.assumes}
        found = _mask(
            number
            for number, edit in enumerate(self._space)
            if (isinstance(edit, Retract | Alter | Assert) and (edit.type, edit.row) in footing.leaves)
            or (isinstance(edit, Alter) and (edit.type, edit.altered) in footing.leaves)
            or (isinstance(edit, Switch) and edit.assumption in assumed)
        )
        for number in footing.rules & upstream.closed.keys():
            found |= self._bearing_on(*upstream.closed[number])
        return found

    def _bearing_on(self, rules: frozenset[int], types: frozenset[str]) -> int:
        """The edits that touch facts of some types, or switch some rules."""
        plan_rules = self._worlds.upstream.plan.rules
        assumed = {name for number in rules for name in plan_rules[number].rule.assumes}
        return _mask(
            number
            for number, edit in enumerate(self._space)
            if (isinstance(edit, Switch) and edit.assumption in assumed)
            or (isinstance(edit, Retract | Alter | Assert) and edit.type in types)
        )

    # -- bringing about -------------------------------------------------------------------

    def _helping(self) -> tuple[list[int], list[int]]:
        """The edits that can bring facts or rules, and those that can only take away what stands in the way."""
        numbers = range(len(self._space))
        if self._worlds.upstream.aggregates:
            return list(numbers), []
        negative = 0
        for rules, types in self._worlds.upstream.closed.values():
            negative |= self._bearing_on(rules, types)
        positive = [number for number in numbers if not isinstance(self._space[number], Retract)]
        return positive, [n for n in numbers if negative >> n & 1 and isinstance(self._space[n], Retract)]

    def _viable(self, positive: list[int], size: int) -> Iterator[int]:
        """The choices of so many edits that the universe lets pass."""
        for numbers in combinations(positive, size):
            choice = _mask(numbers)
            if self._fits(choice):
                if not self._may_go_on(size):
                    return
                if self._worlds.is_exact:
                    self.tried += 1
                if self._worlds.may_hold(self._edits(choice)) is not None:
                    yield choice

    def _combined(self, viable: list[list[int]], negative: list[int], size: int) -> Iterator[int]:
        for more in range(size + 1):
            for numbers in combinations(negative, more):
                rest = _mask(numbers)
                yield from (choice | rest for choice in viable[size - more] if self._fits(choice | rest))

    # -- choices --------------------------------------------------------------------------

    def _held(self, choices: list[int], size: int) -> list[bool]:
        """Whether something sought holds after each choice, as far as the search goes."""
        held: list[bool] = []
        for start in range(0, len(choices), AT_ONCE):
            if not self._may_go_on(size):
                break
            chunk = choices[start : start + AT_ONCE]
            self.tried += len(chunk)
            held += self._worlds.holding([self._edits(choice) for choice in chunk])
        return held

    def _note(self, held: list[bool], choices: list[int]) -> None:
        self._found += [choice for choice, holds in zip(choices, held, strict=False) if not holds]

    def _may_go_on(self, size: int) -> bool:
        if self._progress is not None:
            self._progress(self.tried, size)
        if self.tried < CHOICES and self._worlds.effort < EFFORT:
            return True
        self.stopped_at = size
        return False

    def _is_larger(self, choice: int) -> bool:
        return any(not found & ~choice for found in self._found)

    def _bits(self, edits: int, choice: int) -> Iterator[int]:
        """The bit of each of the edits that may join the choice."""
        left = edits & ~choice
        while left:
            bit = left & -left
            left ^= bit
            if not self._same_fact[bit.bit_length() - 1] & choice:
                yield bit

    def _fits(self, choice: int) -> bool:
        """True unless two edits of the choice touch the same fact."""
        return not any(self._same_fact[number] & choice for number in set_bits(choice))

    def _edits(self, choice: int) -> frozenset[Edit]:
        return frozenset(self._space[number] for number in set_bits(choice))


def _same_fact(space: tuple[Edit, ...]) -> list[int]:
    """For each edit, the others that touch the same given fact."""
    touching: dict[FactKey, int] = {}
    for number, edit in enumerate(space):
        if isinstance(edit, Retract | Alter):
            key = (edit.type, edit.row)
            touching[key] = touching.get(key, 0) | 1 << number
    return [
        touching[edit.type, edit.row] & ~(1 << number) if isinstance(edit, Retract | Alter) else 0
        for number, edit in enumerate(space)
    ]


def _mask(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)
