"""What one input of a table can be: sets of numbers, of days or of words, and boxes of such sets.

A set of numbers is a row of stretches between *cuts*. A cut lies just below or just above a value, so that
open and closed ends are one thing, and two stretches that meet become one. Whole numbers and days have no cut within.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.rules.expression.tree import Comparison, Literal, Logical, Membership, Negative, Node

Cut: TypeAlias = tuple[int | float, int]
"""A value, and 0 for the place just below it or 1 for the place just above."""
Word: TypeAlias = str | bool
LOWEST: Cut = (-math.inf, 0)
HIGHEST: Cut = (math.inf, 0)


@dataclass(frozen=True)
class Numbers:
    """Numbers, or days by their ordinals, in stretches that are apart and in order."""

    stretches: tuple[tuple[Cut, Cut], ...]
    whole: bool = False
    days: bool = False

    @property
    def is_empty(self) -> bool:
        """True if nothing is in the set."""
        return not self.stretches

    @property
    def is_full(self) -> bool:
        """True if everything is in the set."""
        return self.stretches == ((LOWEST, HIGHEST),)

    def met(self, other: Region) -> Numbers:
        """What is in both."""
        assert isinstance(other, Numbers)
        if other.is_full or self == other:
            return self
        found, mine, theirs = [], 0, 0
        while mine < len(self.stretches) and theirs < len(other.stretches):
            (low, high), (start, end) = self.stretches[mine], other.stretches[theirs]
            found.append((max(low, start), min(high, end)))
            if high <= end:
                mine += 1
            else:
                theirs += 1
        return self._of(found)

    def joined(self, other: Numbers) -> Numbers:
        """What is in either."""
        return self._of((*self.stretches, *other.stretches))

    def parts(self) -> Iterator[Numbers]:
        """The stretches, each as a set of its own."""
        return (self._of([stretch]) for stretch in self.stretches)

    def complement(self) -> Numbers:
        """What is not in the set."""
        ends = [LOWEST, *(cut for stretch in self.stretches for cut in stretch), HIGHEST]
        return self._of(zip(ends[::2], ends[1::2], strict=True))

    def _of(self, stretches: Iterable[tuple[Cut, Cut]]) -> Numbers:
        return numbers(stretches, whole=self.whole, days=self.days)

    def example(self) -> Word | int | float | dt.date:
        """A value of the set, of those the plainest."""
        low, high = self.stretches[0]
        if low == LOWEST and high == HIGHEST:
            return self._told(dt.date(2000, 1, 1).toordinal() if self.days else 0)
        if low != LOWEST and low[1] == 0:
            return self._told(low[0])
        if high != HIGHEST and high[1] == 1:
            return self._told(high[0])
        if low == LOWEST:
            return self._told(high[0] - 1)
        return self._told(low[0] + 1 if high == HIGHEST or low[0] + 1 < high[0] else (low[0] + high[0]) / 2)

    def node(self, subject: Node) -> Node:
        """The comparison of ``subject`` that is certain, possible or false as it lies in the set."""
        found = [self._within(subject, low, high) for low, high in self.stretches]
        return found[0] if len(found) == 1 else Logical("or", tuple(found))

    def _within(self, subject: Node, low: Cut, high: Cut) -> Node:
        # A whole number below 5 is one up to 4: both ends are told as they are reached.
        last = (high[0] - 1, 1) if self.whole and high != HIGHEST else high
        if low[1] == 0 and last == (low[0], 1):
            return Comparison("==", subject, self._literal(low[0]))
        found: list[Node] = []
        if low != LOWEST:
            found.append(Comparison(">" if low[1] else ">=", subject, self._literal(low[0])))
        if high != HIGHEST:
            found.append(Comparison("<=" if last[1] else "<", subject, self._literal(last[0])))
        return found[0] if len(found) == 1 else Logical("and", tuple(found))

    def _literal(self, value: int | float) -> Node:
        # As the parser reads it: a minus is no part of a number.
        return Literal(self._told(value)) if self.days or value >= 0 else Negative(Literal(-value))

    def _told(self, value: int | float) -> int | float | dt.date:
        return dt.date.fromordinal(int(value)) if self.days else value


def numbers(stretches: Iterable[tuple[Cut, Cut]], *, whole: bool = False, days: bool = False) -> Numbers:
    """The set of the numbers in any of the stretches, which may be empty, meet and overlap."""
    found: list[tuple[Cut, Cut]] = []
    given = ((_whole(low), _whole(high)) for low, high in stretches) if whole else stretches
    given = (_of_the_calendar(low, high) for low, high in given) if days else given
    for low, high in sorted(stretch for stretch in given if stretch[0] < stretch[1]):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return Numbers(tuple(found), whole, days)


def _whole(cut: Cut) -> Cut:
    """The cut between the same two whole numbers, just below the greater one."""
    value, side = cut
    return cut if math.isinf(value) else (math.ceil(value) if side == 0 else math.floor(value) + 1, 0)


_LAST_DAY = dt.date.max.toordinal()


def _of_the_calendar(low: Cut, high: Cut) -> tuple[Cut, Cut]:
    """The stretch without what no day is: before the first or after the last that can be written."""
    if low[0] > _LAST_DAY or high[0] <= 1:
        return HIGHEST, LOWEST
    return LOWEST if low[0] <= 1 else low, HIGHEST if high[0] > _LAST_DAY else high


@dataclass(frozen=True)
class Words:
    """Some words, or (``without``) all but some; of a closed list, always the words themselves."""

    words: tuple[Word, ...]
    without: bool = False
    known: tuple[Word, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing is in the set."""
        return not self.words and not self.without

    @property
    def is_full(self) -> bool:
        """True if everything is in the set."""
        return (self.without and not self.words) or (bool(self.known) and len(self.words) == len(self.known))

    def met(self, other: Region) -> Words:
        """What is in both."""
        assert isinstance(other, Words)
        if not self.without:
            kept = [word for word in self.words if (word in other.words) != other.without]
            return words(kept, known=self.known)
        if not other.without:
            return other.met(self)
        return words((*self.words, *other.words), without=True, known=self.known)

    def joined(self, other: Words) -> Words:
        """What is in either."""
        return self.complement().met(other.complement()).complement()

    def parts(self) -> Iterator[Words]:
        """The words, each as a set of its own; all but some words are one part."""
        return iter([self]) if self.without else (words([word], known=self.known) for word in self.words)

    def complement(self) -> Words:
        """What is not in the set."""
        return words(self.words, without=not self.without, known=self.known)

    def example(self) -> Word | int | float | dt.date:
        """A word of the set, of those the first."""
        if not self.without:
            return self.words[0]
        return next(
            word for word in ("other", *(f"other {n}" for n in range(len(self.words)))) if word not in self.words
        )

    def node(self, subject: Node) -> Node:
        """The comparison of ``subject`` that holds as it is one of the words."""
        items = tuple(Literal(word) for word in self.words)
        if len(items) == 1:
            return Comparison("!=" if self.without else "==", subject, items[0])
        return Membership(subject, items, self.without)


def words(found: Iterable[Word], *, without: bool = False, known: Sequence[Word] = ()) -> Words:
    """The set of these words, or of all others."""
    listed = tuple(sorted(set(found), key=lambda word: (known.index(word) if word in known else 0, str(word))))
    if known and without:
        return Words(tuple(word for word in known if word not in listed), False, tuple(known))
    return Words(listed, without, tuple(known))


Region: TypeAlias = Numbers | Words
Box: TypeAlias = tuple[Region, ...]
"""A region for each input of a table, in order: what a row asks of all of them together."""


def meet(first: Box, second: Box) -> Box | None:
    """What lies in both boxes; None if nothing does."""
    found = []
    for one, other in zip(first, second, strict=True):
        both = one.met(other)
        if both.is_empty:
            return None
        found.append(both)
    return tuple(found)


def is_within(inner: Box, outer: Box) -> bool:
    """True if whatever lies in the one box lies in the other."""
    return all(one.met(other) == one for one, other in zip(inner, outer, strict=True))


def without(boxes: Sequence[Box], taken: Box) -> list[Box]:
    """The greatest boxes in what is left of some boxes where another is taken away.

    Every box that lies in what is left lies in one of these, if that is so of ``boxes``. So a range of facts is
    certainly in what is left if it is certainly in one of them, and possibly if it is possibly in one.
    """
    pieces = []
    for box in boxes:
        if meet(box, taken) is None:
            pieces.append(box)
            continue
        for at, (own, other) in enumerate(zip(box, taken, strict=True)):
            left = own.met(other.complement())
            if not left.is_empty:
                pieces.append((*box[:at], left, *box[at + 1 :]))
    return _greatest(pieces)


def _greatest(boxes: Sequence[Box]) -> list[Box]:
    """The boxes that lie in no other, each once, in the order given."""
    distinct = list(dict.fromkeys(boxes))
    return [box for box in distinct if not any(is_within(box, other) for other in distinct if other is not box)]
