"""The third evaluator: naive, written from the contract alone, over the Pack and not over any plan.

It tries every combination of facts in every rule until nothing is new, stratum by stratum. It shares with
the engines only the meaning of one comparison or computed value (``holds``, ``value_of``, ``has_value``) and of one
value (``worked_out``).
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from math import inf
from typing import Any

from tocsin.facts.backing import Backing
from tocsin.facts.converting import worked_out
from tocsin.facts.fact_type import FactType
from tocsin.facts.quantity import ANYTHING, Quantity, Truth
from tocsin.facts.reports import QUALIFIERS, Report
from tocsin.rules.expression import FAILURES, has_value, holds, value_of, variables
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Comparison, Constant, Pattern, Rule

Fact = tuple[str, tuple[Any, ...]]
Stated = Mapping[Fact, Sequence[tuple[Report | None, str]]]
"""Each fact with the reports of it, and how firmly each gives it; None for what nobody reports."""
Bindings = dict[str, Any]
WEAKEST_FIRST = QUALIFIERS[::-1]


@dataclass(frozen=True)
class Derivation:
    """One firing for one conclusion; ``strengtheners`` is None if no ``stronger_if`` matched certainly."""

    rule: str
    premises: tuple[Fact, ...]
    bindings: frozenset[tuple[str, Any]]
    conclusion: Fact
    boundary: bool
    strengtheners: frozenset[Fact] | None = None
    totals: tuple["Total", ...] = dataclasses.field(default=(), compare=False)
    fixed: tuple[Fact, ...] = dataclasses.field(default=(), compare=False)
    """The premises that it needs all of; of those of its totals it needs enough."""


@dataclass(frozen=True)
class Total:
    """An aggregate that runs through recursion, in one firing: its matches, and what asks for enough of it."""

    aggregate: Aggregate
    types: tuple[FactType, ...]
    kind: str
    matches: tuple[tuple[Bindings, tuple[Fact, ...], Truth], ...]
    comparisons: tuple[Comparison, ...]
    bindings: Bindings

    def value(self, holding: Callable[[tuple[Fact, ...]], bool] = lambda _: True, surely: bool = False) -> Any:
        """What the matches among facts that hold come to, or what they surely do; None if there are none."""
        counted = [each for each in self.matches if holding(each[1]) and not (surely and each[2] != Truth.CERTAIN)]
        if surely:  # every account of a thing bears on the least that it comes to
            things = {self._thing(facts) for _, facts, _ in counted}
            counted = [each for each in self.matches if self._thing(each[1]) in things]
        accounts = [(facts, _at_least_zero(bound.get(self.aggregate.variable or ""))) for bound, facts, _ in counted]
        return of_things(self.aggregate.operation, self.types, accounts, self.kind) if counted else None

    def _thing(self, facts: tuple[Fact, ...]) -> Any:
        pairs = zip(self.types, facts, strict=True)
        return tuple(tuple(fact[1][t.positions[n]] for n in t.key or t.by_name) for t, fact in pairs)

    def holds(self, value: Any) -> Truth:
        """How far a total is enough."""
        if value is None:
            return Truth.FALSE
        bindings = {**self.bindings, self.aggregate.result: value}
        return min([_truth(each, bindings) for each in self.comparisons], default=Truth.CERTAIN)


def _is_backed(asked: Backing, reports: list[Report]) -> bool:
    """By the documentation: who shares an origin, however far off, is one; who has no name adds nothing."""
    names = {name for r in reports for name in (r.source.name, r.source.origin) if name}
    linked = {(n, n) for n in names} | {
        pair for r in reports if r.source.name and r.source.origin
        for pair in ((r.source.name, r.source.origin), (r.source.origin, r.source.name))
    }  # fmt: skip
    while more := {(a, d) for a, b in linked for c, d in linked if b == c} - linked:
        linked |= more
    fitting = [r for r in reports if r.status in asked.status and _is_graded(r.grade, asked.grade)]
    heard = {min(b for a, b in linked if a == name) for r in fitting if (name := r.source.name or r.source.origin)}
    return (len(heard) or bool(fitting)) >= asked.sources


def _is_graded(grade: str | None, least: str | None) -> bool:
    if least is None:
        return True
    return grade is not None and grade[0] in "ABCDE"[: "ABCDE".index(least[0]) + 1] and (
        grade[1] in "12345"[: "12345".index(least[1]) + 1]
    )  # fmt: skip


def _at_least_zero(value: Any) -> Any:
    return Quantity(0, value.high) if isinstance(value, Quantity) and value.low is None else value


def in_force(
    types: Mapping[str, FactType], stated: Stated, as_of: date | None
) -> dict[Fact, tuple[str, tuple[Report, ...]]]:
    """By the documentation: the facts in force on a day, as known by it, how firmly, and the reports that count."""
    every = [(fact, report, firm) for fact, told in stated.items() for report, firm in told]
    entries = [each for each in every if as_of is None or _day(each[1]) <= as_of]
    standing = [
        (fact, report, firm)
        for fact, report, firm in entries
        if (report is None or report.status in ("reported", "confirmed", "assumed"))
        and not any(_takes_back(other, report) for about, other, _ in entries if about == fact)
    ]
    found: dict[Fact, tuple[str, tuple[Report, ...]]] = {}
    for fact, report, firm in standing:
        spell = _spell(types, fact, report)
        replaced = any(
            _is_later_word(other, report)
            and _thing(types, about) == _thing(types, fact)
            and _meets(spell, _spell(types, about, other))
            for about, other, _ in standing
        )
        if not replaced and (as_of is None or _meets(spell, (as_of, as_of))):
            firmest, reports = found.get(fact, (firm, ()))
            firmest = max(firm, firmest, key=WEAKEST_FIRST.index)
            found[fact] = firmest, reports if report is None else (*reports, report)
    return found


def _day(report: Report | None) -> date:
    """The day of a report; of one without, a day before all others."""
    return (None if report is None else report.source.date) or date.min


def _takes_back(retraction: Report | None, report: Report | None) -> bool:
    """A source takes back what it said before, and one without a name what anybody did."""
    if retraction is None or report is None or retraction.status != "retracted":
        return False
    return _day(report) < _day(retraction) and retraction.source.name in (None, report.source.name)


def _is_later_word(report: Report | None, earlier: Report | None) -> bool:
    """Whether a source says a thing again; who has no name says nothing again."""
    if report is None or earlier is None or earlier.source.date is None:
        return False
    return _day(report) > _day(earlier) and report.source.name == earlier.source.name is not None


def _thing(types: Mapping[str, FactType], fact: Fact) -> Any:
    name, row = fact
    return name, tuple(row[types[name].positions[field]] for field in types[name].key or types[name].by_name)


def _spell(types: Mapping[str, FactType], fact: Fact, report: Report | None) -> tuple[date, date]:
    """The days for which a report holds, of those between which its fact holds by its own word."""
    name, row = fact
    since, until = [row[types[name].positions[field]] for field in types[name].validity] or (None, None)
    begins, ends = (None, None) if report is None else (report.valid_from, report.valid_to)
    return max(since or date.min, begins or date.min), min(until or date.max, ends or date.max)


def _meets(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


class Oracle:
    """The model of a pack's active rules over given facts (each with its qualifier)."""

    def __init__(
        self,
        pack: Pack,
        given: Mapping[Fact, str],
        active: Iterable[str],
        reports: Mapping[Fact, Iterable[Report]] | None = None,
    ) -> None:
        self.reports = reports or {}
        self.types = pack.vocabulary.types
        self.rules = [pack.rule_by_id[name] for name in active]
        self.given = given
        self.facts: dict[str, set[Fact]] = defaultdict(set)
        for fact in given:
            self.facts[fact[0]].add(fact)
        found: set[Derivation] = set()
        self.recursive = {rule.id: _recursive(rule, self.rules) for rule in self.rules}
        levels = _levels(self.rules, self.recursive)
        for level in sorted(set(levels.values())):
            found |= self._fixpoint([rule for rule in self.rules if levels[rule.id] == level])
        self.derivations = {self._strengthened(pack.rule_by_id[d.rule], d) for d in found}
        self.conclusions = {derivation.conclusion for derivation in self.derivations}

    def _fixpoint(self, rules: list[Rule]) -> set[Derivation]:
        while True:
            found = {derivation for rule in rules for derivation in self._firings(rule)}
            new = {derivation.conclusion for derivation in found} - set().union(*self.facts.values())
            if not new:
                return found
            for conclusion in new:
                self.facts[conclusion[0]].add(conclusion)

    # -- one rule -------------------------------------------------------------------------

    def _firings(self, rule: Rule) -> Iterator[Derivation]:
        alone = [None if a.outer else list(self._groups(a, rule, {})) for a in rule.aggregates]
        for first, *parts in (
            (first, *chosen)
            for first in self._matches(rule.patterns, {})
            for chosen in product(
                *(
                    self._groups(a, rule, first[0]) if found is None else found
                    for a, found in zip(rule.aggregates, alone, strict=True)
                )
            )
        ):
            chosen = [part[:3] for part in parts]
            bindings, premises, truth = _merged([first, *chosen])
            computed = None if bindings is None else _computed(rule, bindings)
            if computed is None:
                continue
            bindings, surely = computed
            truth = min([truth, surely, *(_truth(comparison, bindings) for comparison in rule.comparisons)])
            totals: list[Total] = [replace(total, bindings=bindings) for *_, total in parts if total is not None]
            sure = all(total.holds(total.value(surely=True)) == Truth.CERTAIN for total in totals)
            truth = truth if sure else min(truth, Truth.POSSIBLE)
            truth = min([truth, *(self._best(entry, bindings).negate() for entry in rule.unless)])
            conclusions = [self._conclusion(head, bindings) for head in rule.then]
            if truth == Truth.FALSE or None in conclusions:
                continue
            fixed = (*first[1], *(fact for _, facts, _, total in parts if total is None for fact in facts))
            names, boundary = frozenset(bindings.items()), truth == Truth.POSSIBLE
            for conclusion in conclusions:
                yield Derivation(rule.id, premises, names, conclusion, boundary, None, tuple(totals), fixed)

    def _matches(self, items: Iterable[Any], outer: Bindings) -> Iterator[tuple[Bindings, tuple[Fact, ...], Truth]]:
        """Every way to match patterns and comparisons: the bindings, the facts, and how surely."""
        patterns = [item for item in items if isinstance(item, Pattern)]
        for facts in product(*(self.facts[pattern.type] for pattern in patterns)):
            bindings = dict(outer)
            if all(self._unify(pattern, fact, bindings) for pattern, fact in zip(patterns, facts, strict=True)):
                truths = [_truth(item, bindings) for item in items if isinstance(item, Comparison)]
                if (truth := min(truths, default=Truth.CERTAIN)) != Truth.FALSE:
                    yield bindings, facts, truth

    def _unify(self, pattern: Pattern, fact: Fact, bindings: Bindings) -> bool:
        for name, term in pattern.terms.items():
            value = fact[1][self.types[pattern.type].positions[name]]
            expected = term.values if isinstance(term, Constant) else (bindings.setdefault(term.name, value),)
            if value not in expected or (value is None and not isinstance(term, Constant)):
                return False
        return pattern.backed_by is None or _is_backed(pattern.backed_by, list(self.reports.get(fact, ())))

    def _best(self, entry: tuple[Any, ...], bindings: Bindings) -> Truth:
        return max((truth for _, _, truth in self._matches(entry, bindings)), default=Truth.FALSE)

    def _groups(self, aggregate: Aggregate, rule: Rule, bound: Bindings) -> Iterator[Any]:
        outer = {name: bound[name] for pattern in aggregate.outer for name in pattern.variables}
        members = defaultdict(list)
        for match in self._matches(aggregate.over, outer):
            members[tuple(match[0][name] for name in aggregate.by)].append(match)
        for key, matches in members.items():
            accounts = [(premises, bindings.get(aggregate.variable or "")) for bindings, premises, _ in matches]
            if aggregate.distinct:
                told_once = {tuple(bindings[name] for name in aggregate.distinct) for bindings, _, _ in matches}
                accounts = accounts[: len(told_once)]
            types = [self.types[item.type] for item in aggregate.over if isinstance(item, Pattern)]
            types = [] if aggregate.distinct else types
            if aggregate in self.recursive[rule.id]:
                yield self._total(aggregate, rule, types, key, matches)
                continue
            try:
                found = of_things(aggregate.operation, types, accounts, rule.kinds[aggregate.result].name)
                result = worked_out(found, rule.kinds[aggregate.result])
            except FAILURES:
                continue
            facts = {fact for _, premises, _ in matches for fact in premises}
            bindings = {**dict(zip(aggregate.by, key, strict=True)), aggregate.result: result}
            yield bindings, tuple(sorted(facts, key=self._id)), min(truth for _, _, truth in matches), None

    def _total(
        self, aggregate: Aggregate, rule: Rule, types: list[FactType], key: tuple[Any, ...], matches: list[Any]
    ) -> tuple[Bindings, tuple[Fact, ...], Truth, Total]:
        """A group of an aggregate that runs through recursion: from what is sure to what is possible."""
        asked = tuple(each for each in rule.comparisons if aggregate.result in variables(each.node))
        total = Total(aggregate, tuple(types), rule.kinds[aggregate.result].name, tuple(matches), asked, {})
        value = total.value()
        if isinstance(value, Quantity):
            surely = total.value(surely=True)
            value = Quantity(0 if surely is None else surely.low, value.high)
        facts = {fact for _, premises, _ in matches for fact in premises}
        bindings = {**dict(zip(aggregate.by, key, strict=True)), aggregate.result: value}
        return bindings, tuple(sorted(facts, key=self._id)), Truth.CERTAIN, total

    def _id(self, fact: Fact) -> str:
        return self.types[fact[0]].identity(fact[1])

    def _conclusion(self, head: Pattern, bindings: Bindings) -> Any:
        row: list[Any] = []
        for field in self.types[head.type].fields:
            term = head.terms.get(field.name)
            if term is None:
                row.append(None)
                continue
            value = term.values[0] if isinstance(term, Constant) else bindings[term.name]
            try:
                row.append(worked_out(value, field.kind))
            except FAILURES:
                return None
        return head.type, tuple(row)

    def _strengthened(self, rule: Rule, derivation: Derivation) -> Derivation:
        if not rule.stronger_if:
            return derivation
        matches = self._matches(rule.stronger_if, dict(derivation.bindings))
        certain = [facts for _, facts, truth in matches if truth == Truth.CERTAIN]
        return replace(derivation, strengtheners=frozenset().union(*certain) if certain else None)

    # -- the whole model ------------------------------------------------------------------

    def qualifiers(self) -> dict[Derivation, str]:
        """Each derivation's qualifier: the strongest for which it is among what follows from all that is so strong."""
        found: dict[Derivation, str] = {}
        for level, qualifier in enumerate(WEAKEST_FIRST):
            so_strong = {fact for fact, given in self.given.items() if WEAKEST_FIRST.index(given) >= level}
            able = [each for each in self.derivations if self._own(each) >= level]
            while True:
                firing = [each for each in able if self._follows(each, so_strong.__contains__, surely=level > 0)]
                if so_strong.issuperset(each.conclusion for each in firing):
                    break
                so_strong.update(each.conclusion for each in firing)
            found.update(dict.fromkeys(firing, qualifier))
        return found

    def _follows(self, derivation: Derivation, holds: Callable[[Fact], bool], surely: bool) -> bool:
        """Whether a derivation stands on the facts that hold; of its totals it needs enough."""

        def together(facts: tuple[Fact, ...]) -> bool:
            return all(map(holds, facts))

        enough = Truth.CERTAIN if surely else Truth.POSSIBLE
        totals = (total.holds(total.value(together, surely)) >= enough for total in derivation.totals)
        return together(derivation.fixed) and all(totals)

    def _own(self, derivation: Derivation) -> int:
        qualifier = next(rule.qualifier for rule in self.rules if rule.id == derivation.rule)
        if qualifier == "possible" and derivation.strengtheners is not None:
            qualifier = "possible_strengthened"
        return WEAKEST_FIRST.index("possible" if derivation.boundary else qualifier)

    def best(self) -> dict[Fact, str]:
        """Each conclusion's qualifier: the greatest over its derivations."""
        found: dict[Fact, str] = {}
        for derivation, qualifier in self.qualifiers().items():
            other = found.get(derivation.conclusion, qualifier)
            found[derivation.conclusion] = max(qualifier, other, key=WEAKEST_FIRST.index)
        return found

    def depths(self) -> dict[Fact, int]:
        """Each conclusion's least height over its derivations, given facts having height 0."""
        heights: dict[Fact, int] = {}
        while True:
            before = dict(heights)
            for derivation in self.derivations:
                below = {p: 0 if p in self.given else before.get(p) for p in derivation.premises}
                for height in sorted({0, *(height for height in below.values() if height is not None)}):
                    reached = {p for p, own in below.items() if own is not None and own <= height}
                    if self._follows(derivation, reached.__contains__, surely=False):
                        least = heights.get(derivation.conclusion, height + 1)
                        heights[derivation.conclusion] = min(height + 1, least)
                        break
            if heights == before:
                return heights


def _recursive(rule: Rule, rules: list[Rule]) -> list[Aggregate]:
    """The aggregates over types that rest on what the rule concludes."""
    above = {head.type for head in rule.then}
    while True:
        before = set(above)
        for other in rules:
            if not above.isdisjoint([*other.positive_types(), *other.closed_types()]):
                above.update(head.type for head in other.then)
        if above == before:
            return [each for each in rule.aggregates if not above.isdisjoint(p.type for p in each.patterns)]


def _levels(rules: list[Rule], recursive: Mapping[str, list[Aggregate]]) -> dict[str, int]:
    """The stratum of each rule: no lower than its patterns' types, above those it needs complete."""
    of_type: dict[str, int] = defaultdict(int)
    while True:
        before = dict(of_type)
        levels = {}
        for rule in rules:
            positive = list(rule.positive_types())
            negated = [item.type for entry in rule.unless for item in entry if isinstance(item, Pattern)]
            for each in rule.aggregates:
                (positive if each in recursive[rule.id] else negated).extend(p.type for p in each.patterns)
            levels[rule.id] = max([of_type[n] for n in positive] + [of_type[n] + 1 for n in negated])
            for head in rule.then:
                of_type[head.type] = max(of_type[head.type], levels[rule.id])
        if of_type == before:
            return levels


def _merged(parts: list[Any]) -> tuple[Bindings | None, tuple[Fact, ...], Truth]:
    """Parts joined: their bindings (None if they disagree), premises one after the other, the weakest truth."""
    bindings: Bindings | None = {}
    for found, _, _ in parts:
        if bindings is not None and any(bindings.get(name, value) != value for name, value in found.items()):
            bindings = None
        if bindings is not None:
            bindings.update(found)
    return bindings, tuple(fact for _, facts, _ in parts for fact in facts), min(truth for _, _, truth in parts)


def _computed(rule: Rule, bindings: Bindings) -> tuple[Bindings, Truth] | None:
    """The bindings with every ``let``, and how sure it is that each has a value.

    None if one has no value, or another than the one bound.
    """
    truth = Truth.CERTAIN
    waiting = list(rule.lets)
    while waiting:
        let = next(let for let in waiting if set(variables(let.node)) <= bindings.keys())
        waiting.remove(let)
        try:
            value = worked_out(value_of(let.node, bindings), rule.kinds[let.variable])
        except FAILURES:
            return None
        if bindings.setdefault(let.variable, value) != value:
            return None
        truth = min(truth, has_value(let.node, value))
    return bindings, truth


def _truth(comparison: Comparison, bindings: Bindings) -> Truth:
    try:
        return holds(comparison.node, bindings)
    except FAILURES:
        return Truth.FALSE


def of_things(
    operation: str, types: Sequence[FactType], accounts: Sequence[tuple[tuple[Fact, ...], Any]], kind: str = "quantity"
) -> Any:
    """An aggregate over matches of which several may be accounts of one thing, by trying every choice of figures."""
    if not any(fact_type.key for fact_type in types):
        return _aggregated(operation, [value for _, value in accounts])

    def taken(match: tuple[Fact, ...], names: Callable[[FactType], Sequence[str]]) -> tuple[Any, ...]:
        pairs = zip(types, match, strict=True)
        return tuple(tuple(fact[1][t.positions[name]] for name in names(t)) for t, fact in pairs)

    def key(fact_type: FactType) -> Sequence[str]:
        return fact_type.key or list(fact_type.by_name)

    things: dict[Any, list[Any]] = defaultdict(list)
    for match, value in accounts:
        series = taken(match, lambda t: [name for name in key(t) if name not in t.period])
        things[series, taken(match, lambda t: t.period)].append(value)
    if operation == "count":
        return len(things)
    if kind != "quantity":  # dates; and numbers that the key has, in which accounts of a thing agree
        return _aggregated(operation, [values[0] for values in things.values()] if operation == "sum" else
                           [value for _, value in accounts])  # fmt: skip
    hulls = {thing: _hull(values) for thing, values in things.items()}
    if operation != "sum":
        return _from_ends(
            _PLAIN[operation](low for low, _ in hulls.values()), _PLAIN[operation](high for _, high in hulls.values())
        )
    totals = [_series_total(types, {p: e for (s, p), e in hulls.items() if s == series}) for series, _ in hulls]
    alone = dict(zip((series for series, _ in hulls), totals, strict=True))
    return _from_ends(_extended_sum([low for low, _ in alone.values()]), _extended_sum([h for _, h in alone.values()]))


def _series_total(types: Sequence[FactType], figures: Mapping[Any, tuple[Any, Any]]) -> tuple[Any, Any]:
    """The least and greatest total of a series: what surely adds up, and everything, after what a longer one covers."""
    for shorter in list(figures):
        if any(_takes_in(types, longer, shorter) for longer in figures if longer != shorter):
            figures = {period: ends for period, ends in figures.items() if period != shorter}

    def surely(ends: Mapping[Any, Any]) -> Any:
        below = _extended_sum([end for end in ends.values() if end < 0])
        best = []
        for at, fact_type in enumerate(types):
            if not fact_type.period:
                continue
            above = [period for period, end in ends.items() if end > 0]
            choices = (c for size in range(len(above) + 1) for c in combinations(above, size))
            apart = (c for c in choices if not any(_overlap(a[at], b[at]) for a, b in combinations(c, 2)))
            best.append(max(_extended_sum([ends[period] for period in c]) for c in apart))
        return below + (max(best) if best else _extended_sum([end for end in ends.values() if end > 0]))

    lows = {period: low for period, (low, _) in figures.items()}
    return surely(lows), -surely({period: -high for period, (_, high) in figures.items()})


def _takes_in(types: Sequence[FactType], longer: Any, shorter: Any) -> bool:
    strictly = False
    for fact_type, one, other in zip(types, longer, shorter, strict=True):
        if one == other:
            continue
        if not fact_type.cumulative or None in (*one, *other):
            return False
        if min(one) > min(other) or max(other) > max(one):
            return False
        strictly = strictly or {*one} != {*other}
    return strictly


def _overlap(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    (a, b), (c, d) = (sorted((first or date.min, last or date.max)) for first, last in (one, other))
    return a <= d and c <= b


def _hull(values: list[Any]) -> tuple[Any, Any]:
    pairs = [(v.low, v.high) if isinstance(v, Quantity) else (v, v) for v in values]
    return min(-inf if low is None else low for low, _ in pairs), max(
        inf if high is None else high for _, high in pairs
    )


def _extended_sum(ends: list[Any]) -> Any:
    """An exact sum in which an open end is infinite."""
    infinite = [end for end in ends if end in (inf, -inf)]
    return infinite[0] if infinite else sum(map(Fraction, ends), Fraction(0))


def _from_ends(low: Any, high: Any) -> Quantity:
    if low == -inf and high == inf:
        return ANYTHING
    return Quantity(*(None if end in (inf, -inf) else _rounded(end) for end in (low, high)))


def _rounded(end: Any) -> Any:
    return end if isinstance(end, int | float) else int(end) if end.denominator == 1 else float(end)


def _aggregated(operation: str, values: list[Any]) -> Any:
    if operation == "count":
        return len(values)
    if not isinstance(values[0], Quantity):
        return _PLAIN[operation](values)
    lows, highs = [value.low for value in values], [value.high for value in values]
    ends = _end(operation, lows, opens_at="min"), _end(operation, highs, opens_at="max")
    return ANYTHING if ends == (None, None) else Quantity(*ends)


def _end(operation: str, ends: list[Any], opens_at: str) -> Any:
    """One end of an aggregated interval: a sum is open if a part is; of the least, the low end, and so on."""
    closed = [end for end in ends if end is not None]
    if not closed or (len(closed) < len(ends) and operation in ("sum", opens_at)):
        return None
    return _PLAIN[operation](closed)


def _exact_sum(values: list[Any]) -> Any:
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return _fraction_sum(values)


def _fraction_sum(values: list[Any]) -> float:
    return float(sum(map(Fraction, values), Fraction(0)))


_PLAIN: dict[str, Any] = {"sum": _exact_sum, "min": min, "max": max}
