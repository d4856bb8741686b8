"""What stands in the lines of a table of conclusions, for very many of them: each word is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tocsin.cli.output import printable
from tocsin.cli.words import BOUNDARY, TWO_WARRANTS, WARRANTS
from tocsin.engine.conclusions import qualifier_of
from tocsin.facts.strength_words import on_grades, strength

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.engine.conclusion_columns import Signature
    from tocsin.engine.grades import Grades
    from tocsin.facts.reports import Qualifier
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule

ELSEWHERE = "Conclusions"
GLUE = "\0"
"""A space at which a line is not broken."""


Row: TypeAlias = "tuple[Sequence[int], Stands, str]"
"""Conclusions that read the same, by number, what stands beside them, and what they say."""
_Item: TypeAlias = "tuple[str, str, int, Stands]"
"""The sentence of a conclusion, the same as it is shown, its number, and what stands beside it."""


def section_of(assessment: Assessment, number: int) -> str:
    """The section under which a conclusion is shown: that of its best derivation."""
    return assessment.columns.best_rule(number).section or ELSEWHERE


class Stands(NamedTuple):
    """What stands beside sentences: strength, statements, and after them what a reader must know besides."""

    strength: str
    cited: str
    remark: str
    place: int


class Rows:
    """The rows of a table of conclusions, which are given by number; what many have in common is worked out once."""

    def __init__(self, assessment: Assessment, numbers: Iterable[int]) -> None:
        self._assessment = assessment
        self._statements = _Statements(assessment.pack)
        self._sections: dict[str, list[tuple[Stands, list[int]]]] = {
            section: [] for section in assessment.pack.sections
        }
        # By number, as all about them lies in memory: by id, which is a hash, each would be looked for elsewhere.
        found, needed = sorted(numbers), assessment.needed_grades
        grades = map(needed.of_conclusion, found) if needed else repeat(())
        alike: dict[tuple[Signature, Grades], list[int]] = {}
        for number, key in zip(found, zip(assessment.columns.signatures(found), grades, strict=False), strict=True):
            alike.setdefault(key, []).append(number)
        for ((_, _, _, boundary, given), on), members in alike.items():
            stands = self._stands(members[0], on, boundary, given)
            self._sections.setdefault(section_of(assessment, members[0]), []).append((stands, members))

    @property
    def beside(self) -> set[Stands]:
        """All that stands beside sentences."""
        return {stands for section in self._sections.values() for stands, _ in section}

    def _stands(self, number: int, grades: Grades, boundary: bool, given: bool) -> Stands:
        assessment = self._assessment
        rules, rule = assessment.columns.rules(number), assessment.columns.best_rule(number)
        strength = _strength(qualifier_of(assessment.graph.conclusion_strength(number)), grades)
        cited, place = self._statements.of(rules)
        return Stands(strength, cited, _remarks(rules, rule, boundary, given), place)

    def in_order(self) -> Iterator[int]:
        """The conclusions in the order in which they are shown."""
        return (number for found in self._sections.values() for _, _, number, _ in self._items(found)[1])

    def by_section(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """The rows under the section of their best derivation, in the order of the text within it; no two alike.

        The rows of a section are worked out as they are asked for, and sorted no further than they are.
        """
        return ((section, self._rows(found)) for section, found in self._sections.items() if found)

    def _rows(self, found: Iterable[tuple[Stands, list[int]]]) -> Iterator[Row]:
        all_differ, items = self._items(found)
        if all_differ:
            yield from (((number,), stands, told) for _, told, number, stands in items)
            return
        alike: dict[tuple[str, str, str], tuple[Stands, list[int]]] = {}
        for _, told, number, stands in items:
            alike.setdefault((stands.strength, told, stands.cited), (stands, []))[1].append(number)
        yield from ((numbers, stands, told) for (_, told, _), (stands, numbers) in alike.items())

    def _items(self, found: Iterable[tuple[Stands, list[int]]]) -> tuple[bool, Iterator[_Item]]:
        """The conclusions of a section by place, depth, sentence and id; and whether no two are shown alike."""
        columns, depth = self._assessment.columns, self._assessment.graph.conclusion_depth
        levels: dict[tuple[int, int], list[tuple[int, list[int]]]] = {}
        groups: list[tuple[Stands, list[int], list[str], list[str]]] = []
        said: set[str] = set()
        for stands, numbers in found:
            texts = columns.reads(numbers)
            told = texts if are_plain(texts) and not stands.remark else [printable(t) + stands.remark for t in texts]
            said.update(texts)
            deep: dict[int, list[int]] = {}
            for at, level in enumerate(map(depth, numbers)):
                deep.setdefault(level, []).append(at)
            for level, places in deep.items():
                levels.setdefault((stands.place, level), []).append((len(groups), places))
            groups.append((stands, numbers, texts, told))
        count = sum(len(numbers) for _, numbers, _, _ in groups)
        as_said = all(told is texts for _, _, texts, told in groups)
        shown = said if as_said else {each for _, _, _, told in groups for each in told}
        types, ids = self._assessment.graph.types, self._assessment.numbered.ids

        def with_ties(item: _Item) -> tuple[str, str, str]:
            return item[0], types[item[2]], ids[item[2]]

        order: Callable[[_Item], Any] = itemgetter(0) if len(said) == count else with_ties

        def in_order() -> Iterator[_Item]:
            for level in sorted(levels):
                items = []
                for group, places in levels.pop(level):
                    stands, numbers, texts, told = groups[group]
                    items += [(texts[at], told[at], numbers[at], stands) for at in places]
                yield from sorted(items, key=order)

        return len(shown) == count, in_order()


def are_plain(texts: Sequence[str]) -> bool:
    """True only if each text stands in one line as it is, each character in one column."""
    joined = "|".join(texts)
    if not joined.isascii() or not joined.isprintable() or "  " in joined:
        return False
    return " |" not in joined and "| " not in joined and joined[:1] != " " != joined[-1:]


class _Statements:
    """The statements of a pack, in the order of its text."""

    def __init__(self, pack: Pack) -> None:
        self._known = pack.statement_by_id
        self._places = {statement.id: number for number, statement in enumerate(pack.statements)}

    def of(self, rules: Iterable[Rule]) -> tuple[str, int]:
        """The statements that rules cite, in order, and the place of the first; one past the last if there is none."""
        cited = {name for rule in rules for name in rule.cites}
        ordered = sorted(cited, key=lambda name: (self._known[name].start if name in self._known else -1, name))
        after = len(self._places)
        return " ".join(ordered), min((self._places.get(name, after) for name in cited), default=after)


def _strength(qualifier: Qualifier, grades: tuple[str, ...]) -> str:
    """How strongly a conclusion stands and on which grades; these stand together."""
    return strength(qualifier) + (f" {on_grades(grades).strip().replace(' ', GLUE)}" if grades else "")


def _remarks(rules: Iterable[Rule], rule: Rule, boundary: bool, given: bool) -> str:
    """What a reader must know beside a conclusion's qualifier, in brackets; nothing where there is nothing."""
    remarks = [BOUNDARY] if boundary else []
    # A pack that encodes no text has no scale but its own: there it goes without saying.
    if {"document", "law"} <= {each.warrant for each in rules}:
        remarks.append(TWO_WARRANTS)
    elif WARRANTS[rule.warrant] and (rule.warrant != "product" or rule.cites):
        remarks.append(WARRANTS[rule.warrant])
    if given:
        remarks.append("also given as a fact")
    return f" ({'; '.join(remarks)})" if remarks else ""
