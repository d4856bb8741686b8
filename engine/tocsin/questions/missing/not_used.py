"""What of a case fed nothing: facts in force that no rule reads, and facts that came into no derivation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
    fields. ``lacks``: patterns match, ``read`` is the one that came nearest to effect, and ``instance`` how near that
    was; None if only tensions and what strengthens read such facts.
    """

    facts: tuple[int, ...]
    why: Why
    differs: tuple[Differs, ...] = ()
    read: Read | None = None
    instance: Instance | None = None


@dataclass(frozen=True)
class NotUsed:
    """The facts in force that fed nothing, by number: what to look through for slips of the pen.

    A fact fed something if it is a premise of a derivation, strengthens one, is a side of a tension, or blocks what a
    rule would conclude.
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
                yield Unused((number,), "lacks", (), *self._nearest(number))
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
        return _search(self.assessment)

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

    def _nearest(self, number: int) -> tuple[Read | None, Instance | None]:
        """How near the rules come that have a pattern which matches the fact: the instance with the fewest gaps.

        What a rule would conclude by the fact goes before what it would block by it. An instance in which the fact
        stands beside other facts is told rather than one in which it stands beside itself.
        """
        found = [(read, each) for read in self._patterns[self.assessment.graph.types[number]]
                 for each in self._instances(read, number) if each.gaps]  # fmt: skip
        return min(
            found,
            key=lambda told: (
                told[0].role == "exception",
                len(told[1].gaps),
                told[1].premises.count(number) > 1,
                told[1].key,
            ),
            default=(None, None),
        )

    def _instances(self, read: Read, number: int) -> Sequence[Instance]:
        """The nearest instance of what must hold for the fact to be of effect; none if nothing is to be told of it."""
        bindings = match_row(read.pattern, self.assessment.graph.rows[number], {})
        if bindings is None or read.rule is None or read.whole is None:
            return ()
        sought = PartialFact(read.rule.heads[0].type)
        if read.role == "counted":
            inside = self._near.nearest(read.whole, 0, sought, bindings, 1).instances
            if any(instance.gaps for instance in inside):
                return inside
        # What an aggregate takes already may lack the rest of its rule.
        whole = read.whole if read.role == "exception" else read.rule
        bound: Bindings = {name: value for name, value in bindings.items() if name in read.shared}
        return self._near.nearest(whole, 0, sought, bound, 1).instances

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
        if unused.read is not None and unused.instance is not None:
            written = AnswerWriter(self.assessment).instance(unused.instance)
            data["nearest"] = {"rule": unused.instance.plan.rule.id, "role": unused.read.role, **written}
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
    idle = [number for number in range(graph.given) if number not in used]
    blocking = _blocking(assessment, idle, read)
    idle = [number for number in idle if number not in blocking]
    idle.sort(key=lambda number: (graph.types[number], repr(graph.rows[number])))
    return NotUsed(
        assessment,
        unread=tuple(number for number in idle if graph.types[number] not in read),
        unmatched=tuple(number for number in idle if graph.types[number] in read),
    )


def _search(assessment: Assessment) -> NearSearch:
    return NearSearch(Members.of(assessment.graph), assessment.assumptions, _MATCHES)


def _blocking(assessment: Assessment, numbers: Sequence[int], read: Mapping[str, Sequence[Read]]) -> set[int]:
    """Those of the facts by which an exception blocks a rule that would conclude something, if only possibly."""
    types, rows = assessment.graph.types, assessment.graph.rows
    exceptions = {name: [each for each in reads if each.role == "exception"] for name, reads in read.items()}
    near = _search(assessment)
    met: dict[tuple[int, tuple[Value, ...]], bool] = {}
    found = set()
    for number in numbers:
        for each in exceptions.get(types[number], ()):
            bindings = match_row(each.pattern, rows[number], {})
            if bindings is None or each.whole is None:
                continue
            bound = {name: bindings[name] for name in sorted(each.shared)}
            key = (id(each), tuple(bound.values()))
            if key not in met:
                met[key] = near.is_met(each.whole, bound)
            if met[key]:
                found.add(number)
                break
    return found


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
