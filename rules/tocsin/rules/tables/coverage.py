"""What the rows of a table decide twice, and what none of them decides; each with an example of the inputs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from tocsin.facts.printing import plain
from tocsin.facts.problems import TocsinError
from tocsin.rules.tables.regions import HIGHEST, LOWEST, Box, Cut, Numbers, Region, Word, Words, meet, numbers, words
from tocsin.rules.tables.table import Table, TableRow

MOST_WORK: Final = 3_000_000
"""Parts of cells that are looked at where rows are compared: some seconds."""
MOST_STEPS: Final = 300_000
"""Rows that are looked at in the search for a gap; a table of many inputs may take more than anybody waits for."""
FURTHER_STEPS: Final = 3_000
"""Rows that are looked at in the search for more gaps once there is one."""


class TooMuchWork(TocsinError):
    """Rows that ask so much at once that comparing them would take longer than anybody waits."""


def overlaps(table: Table) -> Iterator[tuple[TableRow, TableRow, str]]:
    """Each two rows that decide at once against what the table says of its rows, with inputs that satisfy both."""
    if table.hit not in ("unique", "any", "priority"):
        return
    domain = tuple(each.domain for each in table.inputs)
    for first, second in near_pairs(table.rows):
        differ = first.given != second.given and first.rank == second.rank
        both = meet(first.box, second.box) if table.hit == "unique" or differ else None
        both = None if both is None else meet(both, domain)
        if both is not None:
            yield first, second, example(table, both)


def example(table: Table, box: Box) -> str:
    """Inputs that lie in the box, by the headings of their columns."""
    told = [
        f"{each.columns[0]} {plain(region.example())}"
        for each, region in zip(table.inputs, box, strict=True)
        if not region.is_full and region != each.domain
    ]
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:]))) or "any inputs"


def near_pairs(rows: Sequence[TableRow]) -> Iterator[tuple[TableRow, TableRow]]:
    """The pairs of rows that may meet, the earlier row first: all but those that the most telling input tells apart.

    Raises TooMuchWork where looking at them all would take too long.
    """
    regions = [[row.box[at] for row in rows] for at in range(len(rows[0].box) if rows else 0)]
    best = min(regions, key=_count, default=None)
    pairs = combinations(range(len(rows)), 2) if best is None else _pairs(best)
    weights = [sum(map(_weight, row.box)) for row in rows]
    work = 0
    for one, other in pairs:
        work += weights[one] + weights[other]
        if work > MOST_WORK:
            raise TooMuchWork(f"{len(rows):,} rows")
        yield rows[min(one, other)], rows[max(one, other)]


def _weight(region: Region) -> int:
    return 1 + len(region.words if isinstance(region, Words) else region.stretches)


def _hull(region: Region) -> tuple[Cut, Cut]:
    assert isinstance(region, Numbers)
    return region.stretches[0][0], region.stretches[-1][1]


def _count(regions: Sequence[Region]) -> int:
    """How many pairs of rows one input leaves together, as they are counted soonest: at least so many, seldom fewer."""
    if isinstance(regions[0], Words):
        wild, by_word = _by_word(regions)
        return len(wild) * len(regions) + sum(len(each) ** 2 // 2 for each in by_word.values())
    hulls = [_hull(region) for region in regions]
    ends = sorted(high for _, high in hulls)
    # Each row that began before another ended, but for those that had ended before it began.
    return sum(number - bisect_right(ends, low) for number, (low, _) in enumerate(sorted(hulls)))


def _by_word(regions: Sequence[Region]) -> tuple[list[int], dict[Word, list[int]]]:
    """The rows that take all but some words, and by each word those that name it."""
    wild: list[int] = []
    by_word: dict[Word, list[int]] = {}
    for number, region in enumerate(regions):
        assert isinstance(region, Words)
        if region.without:
            wild.append(number)
        for word in () if region.without else region.words:
            by_word.setdefault(word, []).append(number)
    return wild, by_word


def _pairs(regions: Sequence[Region]) -> Iterator[tuple[int, int]]:
    """The pairs of rows that one input leaves together, each once."""
    if isinstance(regions[0], Words):
        wild, by_word = _by_word(regions)
        taken = frozenset(wild)
        yield from combinations(wild, 2)
        yield from ((one, other) for one in wild for other in range(len(regions)) if other not in taken)
        for word, numbers_of_word in by_word.items():
            for one, other in combinations(numbers_of_word, 2):
                if next(each for each in regions[one].words if each in regions[other].words) == word:  # type: ignore[union-attr]
                    yield one, other
        return
    hulls = [_hull(region) for region in regions]
    active: list[int] = []
    for number in sorted(range(len(regions)), key=lambda number: hulls[number]):
        active = [other for other in active if hulls[other][1] > hulls[number][0]]
        yield from ((other, number) for other in active)
        active.append(number)


def gaps(table: Table) -> tuple[list[Box], bool]:
    """The inputs of which no row decides anything, in boxes of which none meets another; and whether these are all.

    Looking for them stops where it would take too long.
    """
    found: list[Box] = []
    work, limit = 0, MOST_STEPS

    def look(active: list[TableRow], at: int, before: Box) -> None:
        """Note what of the inputs from ``at`` on none of the active rows takes."""
        nonlocal work, limit
        work += 1 + len(active)
        if work > limit:
            raise TooMuchWork(table.id)
        rest = table.inputs[at:]
        if not active:
            limit = limit if found else min(limit, work + FURTHER_STEPS)
            found.append((*before, *(each.domain for each in rest)))
            return
        if any(all(region.met(each.domain) == each.domain for region, each in zip(row.box[at:], rest, strict=True))
               for row in active):  # fmt: skip
            return
        # What the same rows take is one thing, however it is cut.
        parts: dict[tuple[int, ...], tuple[list[TableRow], Region]] = {}
        for atom in _atoms(rest[0].domain, [row.box[at] for row in active]):
            taking = [row for row in active if not row.box[at].met(atom).is_empty]
            key = tuple(map(id, taking))
            parts[key] = (taking, _joined(parts[key][1], atom) if key in parts else atom)
        for taking, part in parts.values():
            look(taking, at + 1, (*before, part))

    try:
        look(list(table.rows), 0, ())
    except TooMuchWork:
        return _merged(found), False
    return _merged(found), True


def _joined(one: Region, other: Region) -> Region:
    return one.joined(other)  # type: ignore[arg-type]


def _merged(boxes: list[Box]) -> list[Box]:
    """The same inputs in fewer boxes: those that differ in one input alone are one."""
    count = len(boxes) + 1
    while len(boxes) < count:
        count = len(boxes)
        for at in range(len(boxes[0]) if boxes else 0):
            groups: dict[Box, Region] = {}
            for box in boxes:
                others = (*box[:at], *box[at + 1 :])
                groups[others] = _joined(groups[others], box[at]) if others in groups else box[at]
            boxes = [(*others[:at], region, *others[at:]) for others, region in groups.items()]
    return boxes


def _atoms(domain: Region, regions: Sequence[Region]) -> Iterator[Region]:
    """The parts of the domain that each region takes whole or not at all."""
    if isinstance(domain, Words):
        named = sorted({word for region in regions if isinstance(region, Words) for word in region.words}, key=str)
        parts: list[Region] = [words([word], known=domain.known) for word in named]
        parts.append(words(named, without=True, known=domain.known))
    else:
        cuts = {cut for region in regions if isinstance(region, Numbers) for s in region.stretches for cut in s}
        ends = sorted({LOWEST, HIGHEST, *cuts})
        pairs = pairwise(ends)
        parts = [numbers([pair], whole=domain.whole, days=domain.days) for pair in pairs]
    met = (domain.met(part) for part in parts)
    return (part for part in met if not part.is_empty)
