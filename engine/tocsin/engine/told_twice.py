"""What looks like one thing that a source reported twice: said, because a correction that goes by does harm in silence.

A later report of a source replaces its earlier one only where both are on one thing, to the letter of the type's key.
Where two of its facts differ in one field of the key by a spelling, or one of them leaves the field out, or nothing
tells which of two accounts is later, both count, and likely only one is meant to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Final

from tocsin.engine import codes
from tocsin.engine.assessment import FactInForce, Warned
from tocsin.facts.accounts import hold_together
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.names import key_of
from tocsin.facts.printing import format_value
from tocsin.facts.reports import Report

_MOST: Final = 50
"""So many facts that agree in all fields of the key but one are compared with each other; of more, none is."""
_SHORTEST: Final = 5
"""Letters of a word in which one may be mistyped."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A source's report that counts, on a fact of a type with a key."""

    fact: FactInForce
    report: Report
    row: Row

    @property
    def source(self) -> str:
        return self.report.source.name or ""


def warnings_of_twins(facts: Iterable[FactInForce]) -> list[Warned]:
    """A warning for each two facts in force that look like one thing, reported twice by one source."""
    told: dict[tuple[str, str], list[_Word]] = defaultdict(list)
    simple = cache(key_of)
    types: dict[str, FactType] = {}
    for fact in facts:
        fact_type = fact.fact.fact_type()
        if fact_type.key:
            types[fact_type.name] = fact_type
            for report in fact.supporting:
                if report.source.name:
                    word = _Word(fact, report, fact.fact.row)
                    told[fact_type.name, simple(report.source.name)].append(word)
    found: dict[tuple[str, str], Warned] = {}
    for (name, _), words in told.items():
        if len({word.fact.id for word in words}) > 1:
            for one, other, remark in _twins(types[name], words):
                pair = sorted((one, other), key=lambda word: word.fact.id)
                message = f"{remark[0]}: {pair[0].fact.fact} and {pair[1].fact.fact}; {remark[1]}"
                found.setdefault((pair[0].fact.id, pair[1].fact.id), Warned(codes.TOLD_TWICE, message))
    return [found[pair] for pair in sorted(found)]


def _twins(fact_type: FactType, words: Sequence[_Word]) -> Iterator[tuple[_Word, _Word, tuple[str, str]]]:
    """Two words that may be on one thing, with what makes it look so and what to write."""
    for one, other in _pairs(words, fact_type.thing_positions):
        remark = _of_one_thing(one, other)
        if remark:
            yield one, other, remark
    for at in fact_type.thing_positions:
        field = fact_type.fields[at]
        name, is_text = field.name, field.kind.name == "str" and field.codes is None
        if not (field.optional or is_text):
            continue
        rest = tuple(each for each in fact_type.thing_positions if each != at)
        for one, other in _pairs(words, rest):
            mine, theirs = one.row[at], other.row[at]
            if mine == theirs:
                continue
            looks = f"looks like one thing reported twice by {one.source}"
            if mine is None or theirs is None:
                yield one, other, (looks, f"if it is, give {name} in both, or in neither")
            elif is_text and _alike(mine, theirs):
                written = " or ".join(sorted(map(format_value, (mine, theirs))))
                yield one, other, (looks, f"if it is, write the same {name} in both: {written}")


def _pairs(words: Sequence[_Word], positions: Sequence[int]) -> Iterator[tuple[_Word, _Word]]:
    """Every two words on different facts that agree in these fields and hold on one day."""
    groups: dict[Row, list[_Word]] = defaultdict(list)
    for word in words:
        groups[tuple([word.row[at] for at in positions])].append(word)
    for members in groups.values():
        if len(members) <= _MOST:
            yield from (pair for pair in combinations(members, 2) if _compete(*pair))


def _compete(one: _Word, other: _Word) -> bool:
    facts = one.fact, other.fact
    return facts[0].id != facts[1].id and hold_together(facts[0].fact, one.report, facts[1].fact, other.report)


def _of_one_thing(one: _Word, other: _Word) -> tuple[str, str] | None:
    """What keeps two accounts of one thing from being a report and its correction."""
    if one.source != other.source:
        names = " or ".join(sorted((one.source, other.source)))
        return "looks like one source under two names", f"if it is, write the same source in both: {names}"
    days = one.report.source.day, other.report.source.day
    if None in days:
        give = "give both a date"
    else:
        give = "give both a time stamp" if days[0] == days[1] else "give each its day"
    return (
        f"nothing tells which is the later of two accounts of one thing by {one.source}, and both count",
        f"if one corrects the other, {give}",
    )


def _alike(one: Value, other: Value) -> bool:
    """True if two texts are likely two spellings of one name, or one is the other with more words."""
    first, second = key_of(str(one)), key_of(str(other))
    words = set(first.split()), set(second.split())
    if first == second or (all(words) and (words[0] <= words[1] or words[1] <= words[0])):
        return True
    if min(len(first), len(second)) < _SHORTEST or any(map(str.isdigit, first + second)):
        return False
    return _is_one_letter_off(*sorted((first, second), key=len))


def _is_one_letter_off(short: str, long: str) -> bool:
    """True if one letter is another, is one too many, or has changed places with the next."""
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) == len(short):
        swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
        return swapped or short[at + 1 :] == long[at + 1 :]
    return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]
