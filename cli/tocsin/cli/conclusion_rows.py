"""What stands in the lines of a table of conclusions, for very many of them: each word is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tocsin.cli.output import printable
from tocsin.cli.words import BOUNDARY, TWO_WARRANTS, WARRANTS
from tocsin.engine.conclusions import qualifier_of
from tocsin.facts.strength_words import on_grades, strength

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Conclusion
    from tocsin.facts.reports import Qualifier
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule

ELSEWHERE = "Conclusions"
GLUE = "\0"
"""A space at which a line is not broken."""


Row: TypeAlias = "tuple[Conclusion, str, str, str]"
"""What stands beside one another: a conclusion, how strongly it stands, what it says, the statements it rests on."""


def section_order(pack: Pack) -> list[str]:
    """The sections in the order of the text; after them those that only rules name, in the order of the pack."""
    sections = [*(statement.section for statement in pack.statements), *(rule.section for rule in pack.rules)]
    return list(dict.fromkeys(section for section in sections if section is not None))


def by_section(
    assessment: Assessment, conclusions: Iterable[Conclusion], rows: Rows | None = None
) -> dict[str, Iterator[Row]]:
    """The conclusions under the section of their best derivation, in the order of the text within it.

    The rows of a section are worked out as they are asked for.
    """
    found: dict[str, list[Conclusion]] = {section: [] for section in section_order(assessment.pack)}
    rule_of = assessment.columns.best_rule
    for conclusion in conclusions:
        found.setdefault(rule_of(conclusion.number).section or ELSEWHERE, []).append(conclusion)
    rows = rows or Rows(assessment)
    return {section: rows.of(members) for section, members in found.items() if members}


class Stands(NamedTuple):
    """What stands beside sentences: strength, statements, and after them what a reader must know besides."""

    strength: str
    cited: str
    remark: str
    place: int


class Rows:
    """Makes the rows of a table of conclusions; what many have in common is worked out once."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._statements = _Statements(assessment.pack)
        self._known: dict[tuple[object, ...], Stands] = {}
        self._of: dict[int, Stands] = {}

    def stands(self, numbers: Sequence[int]) -> list[Stands]:
        """What stands beside the sentences of these conclusions."""
        unknown = [number for number in numbers if number not in self._of]
        if unknown:
            needed = self._assessment.needed_grades
            signatures = self._assessment.columns.signatures(unknown)
            grades = [needed.of_conclusion(number) for number in unknown] if needed else [()] * len(unknown)
            keys = list(zip(signatures, grades, strict=True))
            for key, number in dict(zip(keys, unknown, strict=True)).items():
                if key not in self._known:
                    (_, _, _, boundary, given), on = key
                    self._known[key] = self._stands(number, on, boundary, given)
            self._of.update(zip(unknown, map(self._known.__getitem__, keys), strict=True))
        return [self._of[number] for number in numbers]

    def _stands(self, number: int, grades: tuple[str, ...], boundary: bool, given: bool) -> Stands:
        assessment = self._assessment
        rules, rule = assessment.columns.rules(number), assessment.columns.best_rule(number)
        strength = _strength(qualifier_of(assessment.graph.conclusion_strength(number)), grades)
        cited, place = self._statements.of(rules)
        return Stands(strength, cited, _remarks(rules, rule, boundary, given), place)

    def of(self, conclusions: Sequence[Conclusion]) -> Iterator[Row]:
        """The rows of these conclusions, in the order in which they are shown: of those that read the same, by id."""
        columns, depth = self._assessment.columns, self._assessment.graph.conclusion_depth
        # By number, as all about them lies in memory: by id, which is a hash, each would be looked for elsewhere.
        found = sorted(conclusions, key=lambda conclusion: conclusion.number)
        numbers = [conclusion.number for conclusion in found]
        stands = self.stands(numbers)
        places = [each.place for each in stands]
        names = [(conclusion.type, conclusion.id) for conclusion in found]
        texts = columns.reads(numbers)
        order = sorted(zip(places, map(depth, numbers), texts, names, range(len(numbers)), strict=True))
        for _, _, text, _, at in order:
            strength, cited, remark, _ = stands[at]
            shown = text if text.isascii() and text.isprintable() else printable(text)
            yield found[at], strength, shown + remark, cited


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
