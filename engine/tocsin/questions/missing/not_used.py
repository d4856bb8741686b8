"""What of a case fed nothing: facts in force that no rule reads, and facts that came into no derivation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, TypeAlias

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.matching import Bindings, Members, match_row
from tocsin.engine.plan import PatternPlan
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.values import short_repr
from tocsin.questions.goal import assessed
from tocsin.questions.missing.missing_conditions import Instance
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.questions.missing.read_by import Read, patterns_that_read
from tocsin.questions.missing.result import AnswerWriter

_MATCHES = 500
"""So many partial matches of one rule are looked at, for one fact."""

Why: TypeAlias = Literal["unread", "differs", "lacks"]


@dataclass(frozen=True)
class Differs:
    """A field, by position, whose value no near pattern takes; ``sought`` empty: any value, and none is given.

    None among them: a pattern asks that the field is absent.
    """

    position: int
    value: Value | None
    sought: tuple[Value | None, ...]


@dataclass(frozen=True)
class Unused:
    """Facts of one type, by number, that fed nothing, and why.

    ``unread``: no rule reads the type. ``differs``: no pattern matches them; the nearest ones would, but for these
    fields. ``lacks``: patterns match, and ``instance`` is the nearest that a rule with such a pattern came; None if
    only exceptions, tensions and what strengthens read such facts.
    """

    facts: tuple[int, ...]
    why: Why
    differs: tuple[Differs, ...] = ()
    instance: Instance | None = None


@dataclass(frozen=True)
class NotUsed:
    """The facts in force that fed nothing, by number: what to look through for slips of the pen.

    A fact fed something if it is a premise of a derivation, strengthens one, is a side of a tension, or matches what a
    rule makes an exception for.
    """

    __repr__ = short_repr

    assessment: Assessment
    unread: tuple[int, ...]
    unmatched: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.unread) + len(self.unmatched)

    def groups(self) -> Iterator[Unused]:
        """Facts that fed nothing for the same reason, together: first those that differ from what rules look for.

        Of these the fewest fields come first, and free text, which may be misspelt, before words of a closed list.

        The nearest instance of a rule is looked for fact by fact, as each is asked for.
        """
        differing: dict[tuple[str, tuple[Differs, ...]], list[int]] = {}
        types = self.assessment.graph.types
        for number in self.unmatched:
            differing.setdefault((types[number], self._differing(number)), []).append(number)
        for (_, differs), numbers in sorted(differing.items(), key=lambda item: self._likeliest(*item[0])):
            if differs:
                yield Unused(tuple(numbers), "differs", differs)
        for (_, differs), numbers in differing.items():
            for number in () if differs else numbers:
                yield Unused((number,), "lacks", (), self._nearest(number))
        unread: dict[str, list[int]] = {}
        for number in self.unread:
            unread.setdefault(types[number], []).append(number)
        for numbers in unread.values():
            yield Unused(tuple(numbers), "unread")

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        return {**self.assessment.heading_json(), "not_used": [self._data(unused) for unused in self.groups()]}

    def _likeliest(self, name: str, differs: tuple[Differs, ...]) -> tuple[int, int]:
        """The likelier slips come first."""
        fields = self.assessment.plan.types[name].fields
        text = any(d.value is not None and fields[d.position].kind.name == "str" for d in differs)
        return len(differs), 0 if text else 1

    @cached_property
    def _patterns(self) -> dict[str, list[Read]]:
        return patterns_that_read(self.assessment.plan)

    @cached_property
    def _near(self) -> NearSearch:
        graph = self.assessment.graph
        return NearSearch(Members.of(graph), self.assessment.assumptions, _MATCHES)

    @cached_property
    def _told(self) -> dict[tuple[object, ...], tuple[Differs, ...]]:
        return {}

    def _differing(self, number: int) -> tuple[Differs, ...]:
        """The fields in which a fact differs from the nearest patterns; none if one matches it."""
        name, row = self.assessment.graph.types[number], self.assessment.graph.rows[number]
        compared = self._compared[name]
        key = (name, *(row[at] if compared[at] else row[at] is None for at in compared))
        if key not in self._told:
            self._told[key] = _nearest_patterns([read.pattern for read in self._patterns[name]], row)
        return self._told[key]

    @cached_property
    def _compared(self) -> dict[str, dict[int, bool]]:
        """For each type the positions that patterns look at: True where the value decides whether one matches."""
        found: dict[str, dict[int, bool]] = {}
        for name, reads in self._patterns.items():
            found[name] = {at: False for read in reads for at, _ in read.pattern.variables}
            found[name].update((at, True) for read in reads for at in _decisive(read.pattern))
        return found

    def _nearest(self, number: int) -> Instance | None:
        """The instance with the fewest gaps among the rules that have a pattern which matches the fact.

        One in which the fact stands beside other facts is told rather than one in which it stands beside itself.
        """
        graph = self.assessment.graph
        found: list[Instance] = []
        for read in self._patterns[graph.types[number]]:
            bindings = match_row(read.pattern, graph.rows[number], {})
            if bindings is not None and read.rule is not None:
                bound: Bindings = {name: value for name, value in bindings.items() if name in read.shared}
                sought = PartialFact(read.rule.heads[0].type)
                found += self._near.nearest(read.rule, 0, sought, bound, 1).instances
        return min(
            (instance for instance in found if instance.gaps),
            key=lambda instance: (len(instance.gaps), instance.premises.count(number) > 1, instance.key),
            default=None,
        )

    def _data(self, unused: Unused) -> dict[str, object]:
        graph, ids = self.assessment.graph, self.assessment.numbered.ids
        fact_type = self.assessment.plan.types[graph.types[unused.facts[0]]]
        data: dict[str, object] = {
            "type": fact_type.name,
            "facts": [{"id": ids[n], "fields": fact_type.canonical_fields(graph.rows[n])} for n in unused.facts],
            "why": unused.why,
        }
        if unused.differs:
            data["differs"] = {
                fact_type.fields[d.position].name: {
                    "value": to_json(d.value),
                    "sought": [to_json(value) for value in d.sought],
                }
                for d in unused.differs
            }
        if unused.instance is not None:
            written = AnswerWriter(self.assessment).instance(unused.instance)
            data["nearest"] = {"rule": unused.instance.plan.rule.id, **written}
        return data


@checked()
def not_used(subject: Assessment | Case) -> NotUsed:
    """The facts in force that fed nothing, read out of the derivations."""
    assessment = assessed(subject)
    graph, plan = assessment.graph, assessment.plan
    used = {premise for premises in graph.premises for premise in premises}
    used.update(fact for facts in graph.evaluation.strengthened.values() for fact in facts)
    numbers = assessment.numbered.numbers if assessment.tensions else {}
    used.update(numbers[identity] for tension in assessment.tensions for identity in tension.between)
    read = patterns_that_read(plan)
    exceptions: dict[str, list[PatternPlan]] = {}
    for rule in plan.rules:
        for entry in rule.unless:
            for pattern in entry.patterns:
                exceptions.setdefault(pattern.type, []).append(pattern)
    idle = [
        number
        for number in range(graph.given)
        if number not in used
        and not any(match_row(p, graph.rows[number], {}) is not None for p in exceptions.get(graph.types[number], ()))
    ]
    idle.sort(key=lambda number: (graph.types[number], repr(graph.rows[number])))
    return NotUsed(
        assessment,
        unread=tuple(number for number in idle if graph.types[number] not in read),
        unmatched=tuple(number for number in idle if graph.types[number] in read),
    )


def _decisive(pattern: PatternPlan) -> Iterator[int]:
    """The positions whose values decide whether a pattern matches: constants, and variables that stand twice."""
    names = Counter(name for _, name in pattern.variables)
    yield from (at for at, _ in pattern.constants)
    yield from (at for at, name in pattern.variables if names[name] > 1)


def _mismatches(pattern: PatternPlan, row: Row) -> list[tuple[int, tuple[Value, ...]]]:
    """The positions at which a row is not what a pattern looks for, with the values that would be."""
    found = {at: values for at, values in pattern.constants if row[at] not in values}
    said: dict[str, Value] = {}
    for at, name in pattern.variables:
        value = row[at]
        if value is None:
            found[at] = ()
        elif said.setdefault(name, value) != value:
            found[at] = (said[name],)
    return sorted(found.items(), key=lambda item: item[0])


def _nearest_patterns(patterns: Sequence[PatternPlan], row: Row) -> tuple[Differs, ...]:
    """In which fields a row differs from the patterns that want the fewest otherwise; of these, what most want."""
    told = [_mismatches(pattern, row) for pattern in patterns]
    fewest = min(map(len, told))
    near = Counter(tuple(at for at, _ in differs) for differs in told if len(differs) == fewest)
    positions = min(near, key=lambda found: (-near[found], found))
    sought: dict[int, dict[Value, None]] = {at: {} for at in positions}
    for differs in told:
        if tuple(at for at, _ in differs) == positions:
            for at, values in differs:
                sought[at].update(dict.fromkeys(values))
    return tuple(Differs(at, row[at], tuple(values)) for at, values in sought.items())
