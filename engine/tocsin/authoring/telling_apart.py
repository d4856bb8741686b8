"""What would tell a rule from a mutant of it: the smallest change of an existing case under which they part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, TypeAlias

from tocsin.authoring import words
from tocsin.engine.assessment import Assessment
from tocsin.engine.matching import Members
from tocsin.engine.plan import Plan, RulePlan
from tocsin.facts.building import FactError
from tocsin.facts.converting import KindError, convert
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_row
from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import Qualifier
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.questions.differences.edits import Alter, Edit, Retract, edit_text, edited
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.rules.expression.tree import Literal, walk
from tocsin.rules.rule import ABSENT, Constant, Pattern, Rule

Strength: TypeAlias = "tuple[Qualifier, bool]"
MATCHES: Final = 2_000
_KEPT: Final = 2_000
TRIED: Final = 60
"""So many changes of one case are tried for one mutant."""
_CASES: Final = 6


@dataclass(frozen=True)
class Difference:
    """A conclusion that follows otherwise with a mutant: with which strength it follows by the pack, and by the mutant.

    A strength comes with whether the conclusion is on the boundary; None where it does not follow.
    """

    type: str
    row: Row
    pack: Strength | None
    mutant: Strength | None

    def text(self, types: Mapping[str, FactType]) -> str:
        """In words, as seen from the pack."""
        fact = format_row(types[self.type], self.row)
        if self.mutant is None:
            return words.LOST.format(fact=fact)
        if self.pack is None:
            strength = _strength(self.mutant)
            form = words.FOLLOWS if strength == QUALIFIER_WORDS["certain"] else words.GAINED
            return form.format(fact=fact, strength=strength)
        return words.OTHERWISE.format(fact=fact, now=_strength(self.mutant), was=_strength(self.pack))


@dataclass(frozen=True)
class Witness:
    """A case, the one change to its facts (none, if it tells as it is), and what then follows otherwise by a mutant."""

    case: str
    edit: Edit | None
    differences: tuple[Difference, ...]

    def to_json(self, types: Mapping[str, FactType]) -> dict[str, object]:
        """As JSON-ready data."""
        edits = [] if self.edit is None else [edit_text(self.edit, types)]
        return {"case": self.case, "edits": edits, "differences": [each.text(types) for each in self.differences]}


def differences(base: Assessment, mutated: Assessment) -> tuple[Difference, ...]:
    """Each conclusion gained, lost, or of another strength."""
    one, other = _conclusions(base), _conclusions(mutated)
    found = [
        Difference(*key, one.get(key), other.get(key))
        for key in one.keys() | other.keys()
        if one.get(key) != other.get(key)
    ]
    return tuple(sorted(found, key=lambda each: (each.type, repr(each.row))))


def _conclusions(assessment: Assessment) -> dict[tuple[str, Row], Strength]:
    """Each conclusion with its strength, and whether it is on the boundary."""
    return {
        (conclusion.facts.graph.types[conclusion.number], conclusion.facts.graph.rows[conclusion.number]): (
            conclusion.qualifier,
            conclusion.boundary,
        )
        for conclusion in assessment.conclusions
    }


def _strength(found: Strength) -> str:
    qualifier, boundary = found
    return QUALIFIER_WORDS[qualifier] + (words.ON_THE_BOUNDARY if boundary else "")


class Changed:
    """Cases of a pack with one change each, assessed by the pack; kept, because many mutants are tried on the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Edit], tuple[Assessment, Members] | None] = {}

    def assessed(self, name: str, base: Assessment, edit: Edit) -> tuple[Assessment, Members] | None:
        """A case after the change, with its facts; None where a field does not admit the value."""
        key = name, edit
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            try:
                found = edited(base, [edit])
            except (ProblemError, FactError, KindError):
                self._kept[key] = None
            else:
                self._kept[key] = found, Members(found.graph.types, found.graph.rows)
        return self._kept[key]


def witness(
    cases: Sequence[tuple[str, Assessment]], plan: Plan, index: int, changed: Changed, retract: bool
) -> Witness | None:
    """A case with one change under which the rule and its mutant part; None if none is found among those tried.

    ``plan`` has the mutant at ``index``; ``cases`` are those to change, the nearest first. With ``retract``, facts are
    left out before any is altered.
    """
    if not cases:
        return None
    rule, mutant = cases[0][1].plan.rules[index], plan.rules[index]
    for name, base in cases[:_CASES]:
        for edit in islice(_edits(base, rule, mutant, retract), TRIED):
            found = changed.assessed(name, base, edit)
            if found is None:
                continue
            assessment, members = found
            strength = assessment.graph.strength
            near = [NearSearch(members, assessment.assumptions) for _ in range(2)]
            if firings(rule, near[0], strength) == firings(mutant, near[1], strength):
                continue
            told = differences(assessment, edited(assessment, (), plan=plan))
            if told:
                return Witness(name, edit, told)
    return None


def firings(rule: RulePlan, near: NearSearch, strength: Sequence[int]) -> set[tuple[object, ...]]:
    """What the firings of a rule come to in a finished model, as far as that can differ between a rule and a mutant."""
    present = near.members.by_type
    if any(pattern.type not in present for pattern in rule.patterns):
        return set()
    found: set[tuple[object, ...]] = set()
    for instance in islice(near.instances(rule, frozenset()), MATCHES):
        if not instance.gaps:
            premises = [strength[number] for number in instance.premises if number is not None]
            heads = tuple(
                tuple(constant if name is None else instance.bindings[name] for constant, name in head.terms)
                for head in rule.heads
            )
            found.add((heads, rule.strength, min(premises, default=3), bool(instance.possible)))
    return found


def _edits(base: Assessment, rule: RulePlan, mutant: RulePlan, retract: bool) -> Iterator[Edit]:
    """Single changes of a case: of what the rule reads first; figures to thresholds, other words, facts that go."""
    reads = {pattern.type for _, items in rule.rule.conjunctions for pattern in items if isinstance(pattern, Pattern)}
    facts = sorted((fact.fact.key for fact in base.facts), key=lambda key: key[0] not in reads)
    leaving = [Retract(*key) for key in facts]
    altering = (edit for key in facts for edit in _alterations(base, key, rule, mutant))
    yield from chain(leaving, altering) if retract else chain(altering, leaving)


def _alterations(base: Assessment, key: FactKey, rule: RulePlan, mutant: RulePlan) -> Iterator[Edit]:
    figures = _figures(rule.rule) | _figures(mutant.rule)
    said, named = _words(base), _constants(rule.rule)
    name, row = key
    for position, field in enumerate(base.plan.types[name].fields):
        values = chain(
            named.get((name, field.name), ()),
            _values(field, row[position], figures),
            said.get((name, position), ()),
        )
        for value in dict.fromkeys(values):
            if value != row[position]:
                yield Alter(name, row, position, value)


def _values(field: FieldType, value: Value | None, figures: frozenset[object]) -> Iterator[Value]:
    """Values that a field may have instead: about the thresholds, or another member of its enumeration."""
    if field.kind.name == "bool" and value is not None:
        yield not value
    if field.kind.name == "enum":
        yield from field.kind.values
    for figure in figures:
        if isinstance(figure, dt.date) and field.kind.name in ("date", "date_range"):
            for days in (-1, 0, 1):
                try:
                    day = figure + dt.timedelta(days=days)
                except OverflowError:
                    continue
                yield day if field.kind.name == "date" else DateRange(day, day)
        elif isinstance(figure, int | float) and not isinstance(figure, bool) and field.kind.is_numeric:
            for step in (0, 1, -1, 0.5, -0.5):
                try:
                    yield convert(Quantity.exactly(figure + step) if field.kind.name == "quantity" else figure + step,
                                  field.kind)  # fmt: skip
                except (KindError, ValueError, ArithmeticError):
                    continue


def _figures(rule: Rule) -> frozenset[object]:
    """The figures that the rule compares with."""
    nodes = (part for node in rule.nodes for part in walk(node))
    return frozenset(part.value for part in nodes if isinstance(part, Literal) and not isinstance(part.value, str))


def _constants(rule: Rule) -> dict[tuple[str, str], list[Value]]:
    """The values that the rule's patterns name, by type and field."""
    found: dict[tuple[str, str], list[Value]] = {}
    for _, items in rule.conjunctions:
        for item in items:
            if not isinstance(item, Pattern):
                continue
            for name, term in item.terms.items():
                if isinstance(term, Constant) and term != ABSENT:
                    found.setdefault((item.type, name), []).extend(term.values)
    return found


def _words(base: Assessment) -> Mapping[tuple[str, int], list[Value]]:
    """The words that facts of the case have, by type and field, and one that none has."""
    found: dict[tuple[str, int], list[Value]] = {}
    every = dict.fromkeys(v for fact in base.facts for v in fact.fact.row if isinstance(v, str))
    for fact in base.facts:
        name = fact.fact.key[0]
        for position, field in enumerate(base.plan.types[name].fields):
            if field.kind.name == "str" and (name, position) not in found:
                found[name, position] = [*islice(every, 8), "another"]
    return found
