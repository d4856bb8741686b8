"""Variables and kinds: every variable is bound, has one kind, and fits where it goes."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tocsin.facts.kinds import BOOL, INT, QUANTITY, Kind
from tocsin.facts.problems import Place, suggestion
from tocsin.rules import codes, expression
from tocsin.rules.rule import (
    ABSENT,
    VARIABLE,
    Aggregate,
    Comparison,
    Conjunction,
    Constant,
    Let,
    Pattern,
    Rule,
    Variable,
)
from tocsin.rules.sentence_words import is_pair
from tocsin.rules.shape import Reading

_NOWHERE = "bound by no positive pattern, let or aggregate"


class Scope:
    """The variables of a rule, or of one of its parts, with their kinds."""

    def __init__(
        self, reading: Reading, kinds: Mapping[str, Kind] | None = None, unread: frozenset[str] = frozenset()
    ) -> None:
        self.reading = reading
        self.kinds: dict[str, Kind] = dict(kinds or {})
        self.unread = unread
        self.outside: dict[str, str] = {}
        """What to write in this scope in the place of a variable that only the rule around it binds."""
        self.beside: frozenset[str] = frozenset()
        """What only other exceptions of the rule bind: each has variables of its own."""

    def bind(self, name: str, kind: Kind, place: Place) -> None:
        """Bind a variable; for one already bound, check that the two may be equal."""
        known = self.kinds.get(name)
        if known is None:
            self.kinds[name] = kind
        elif known.is_interval and known.name == kind.name:
            message = f"${name} is a {known} and cannot join two patterns"
            self.reading.report(codes.QUANTITY_JOIN, message, place, "use two variables and compare them")
        elif not known.joins(kind):
            message = f"${name} is of kind {known} elsewhere and of kind {kind} here"
            self.reading.report(codes.KINDS_DIFFER, message, place, "use two variables, or fields of one kind")

    def bind_pattern(self, pattern: Pattern) -> None:
        """Bind the variables of a pattern."""
        fact_type = self.reading.vocabulary.type(pattern.type)
        for field_name, term in pattern.terms.items():
            if isinstance(term, Variable):
                self.bind(term.name, fact_type.by_name[field_name].kind, pattern.place)

    def bind_patterns(self, items: Iterable[object]) -> None:
        """Bind the variables of the patterns among the items."""
        for item in items:
            if isinstance(item, Pattern):
                self.bind_pattern(item)

    def unbound(self, names: Iterable[str], what: str, place: Place) -> bool:
        """Note each name that nothing binds, and nothing unread might; True if there is one."""
        missing = [name for name in names if name not in self.kinds]
        for name in missing:
            if name in self.unread:
                continue
            hint = self.outside.get(name) or suggestion(name, self.kinds, "bound variables")
            if name in self.beside:
                hint = "put it into one entry with the pattern that binds it: - [pattern, comparison]"
            lacks = "bound outside, and not by a pattern" if name in self.outside else _NOWHERE
            self.reading.report(codes.UNBOUND_VARIABLE, f"${name} in {what} is {lacks}", place, hint)
        return bool(missing)

    def kind_of(self, node: expression.Node, what: str, place: Place) -> Kind | None:
        """The kind of an expression; None, and a problem, if it has none."""
        if self.unbound(expression.variables(node), what, place):
            return None
        try:
            return expression.kind_of(node, self.kinds)
        except expression.KindMismatch as error:
            self.reading.report(codes.COMPARISON_KINDS, str(error), place, error.hint)
            return None

    def check_comparison(self, comparison: Comparison) -> None:
        """Check that a comparison compares things that compare."""
        kind = self.kind_of(comparison.node, f"the comparison {comparison.text!r}", comparison.place)
        if kind is not None and kind != BOOL:
            message = f"{comparison.text!r} is of kind {kind}; a condition must be true or false"
            self.reading.report(codes.COMPARISON_KINDS, message, comparison.place, "compare it with something")

    def check_conjunction(self, items: Conjunction, beside: frozenset[str] = frozenset()) -> None:
        """Check patterns and comparisons in a scope of their own, inside this one; others bind what is ``beside``."""
        inner = Scope(self.reading, self.kinds, self.unread)
        inner.beside = beside
        inner.bind_patterns(items)
        for item in items:
            if isinstance(item, Comparison):
                inner.check_comparison(item)


MOST_PATTERNS = 80
"""In one conjunction: each is a loop within a loop, and Python indents no further than 100."""


def _check_size(rule: Rule, reading: Reading) -> None:
    for what, items in rule.conjunctions:
        count = sum(isinstance(item, Pattern | Aggregate) for item in items)
        if count > MOST_PATTERNS:
            message = f"{what} of the rule {rule.id} has {count:,} patterns and aggregates, more than {MOST_PATTERNS}"
            reading.report(codes.WRONG_SHAPE, message, rule.place, "conclude part of it in a rule of its own")


def check_scopes(rule: Rule, reading: Reading) -> dict[str, Kind]:
    """The kinds of a rule's variables, with every problem of scope or kind noted."""
    scope = Scope(reading, unread=reading.unread.get(rule.place, frozenset()))
    scope.bind_patterns(rule.when)
    for aggregate in rule.aggregates:
        _bind_aggregate(scope, aggregate, _outside(rule, aggregate), _bound_outside(rule, aggregate))
    _bind_lets(scope, rule)
    for comparison in rule.comparisons:
        scope.check_comparison(comparison)
    for entry in rule.unless:
        scope.check_conjunction(entry, frozenset(_bound_by(other for other in rule.unless if other is not entry)))
    scope.check_conjunction(rule.stronger_if)
    for head in rule.then:
        _check_head(scope, head)
    _check_size(rule, reading)
    if rule.reads is not None:
        _check_reads(scope, rule, rule.reads)
    if not rule.patterns and not rule.aggregates and rule.place not in reading.unread:
        message = f"the rule {rule.id} has no pattern and no aggregate, so nothing could make it fire"
        reading.report(codes.NO_PREMISE, message, rule.place, "add a pattern to when")
    return scope.kinds


def _bound_by(conjunctions: Iterable[Conjunction]) -> Iterator[str]:
    """The variables that patterns of these bind."""
    terms = (
        term for items in conjunctions for item in items if isinstance(item, Pattern) for term in item.terms.values()
    )
    return (term.name for term in terms if isinstance(term, Variable))


def _bound_outside(rule: Rule, aggregate: Aggregate) -> dict[str, str]:
    """What to write inside an aggregate in the place of a variable that a let or another aggregate binds."""
    results = {each.result for each in rule.aggregates if each is not aggregate}
    lets = {let.variable: f"write what it is in its place: {let.text}" for let in rule.lets}
    return {**dict.fromkeys(results, "compare it outside over, with the result of this aggregate"), **lets}


def grouped(rule: Rule) -> Rule:
    """The rule whose aggregates are grouped by what they have from the rest of the rule.

    A variable that is bound outside an aggregate and stands in one of its patterns is the same inside: so there is a
    group for each value of it. One that only a comparison has is bound by a pattern beside the aggregate.
    """
    if not rule.aggregates:
        return rule
    when = []
    for item in rule.when:
        if isinstance(item, Aggregate):
            inside = {name for pattern in item.patterns for name in pattern.variables}
            shared = sorted(inside & _outside(rule, item) - {*item.by, *item.operands})
            outer = _outer_patterns(rule, item, inside)
            names = sorted({name for pattern in outer for name in pattern.variables} - {*item.by})
            if shared or outer:
                item = replace(item, by=(*item.by, *shared, *names), outer=outer)  # noqa: PLW2901
        when.append(item)
    return replace(rule, when=tuple(when))


def _outer_patterns(rule: Rule, aggregate: Aggregate, inside: set[str]) -> tuple[Pattern, ...]:
    """The patterns that bind what the comparisons of an aggregate have from outside, with just that."""
    read = {n for item in aggregate.over if isinstance(item, Comparison) for n in expression.variables(item.node)}
    wanted = (read | {*aggregate.by}) - inside
    found = []
    for pattern in rule.patterns:
        terms = {
            field: term for field, term in pattern.terms.items() if isinstance(term, Constant) or term.name in wanted
        }
        names = {term.name for term in terms.values() if isinstance(term, Variable)}
        if names:
            found.append(replace(pattern, terms=terms))
            wanted -= names
    return tuple(found)


def _outside(rule: Rule, aggregate: Aggregate) -> set[str]:
    """The variables that the rest of the rule binds."""
    others = {n for each in rule.aggregates if each is not aggregate for n in (*each.by, each.result)}
    patterns = {name for pattern in rule.patterns for name in pattern.variables}
    return others | patterns | {let.variable for let in rule.lets}


def _bind_aggregate(scope: Scope, aggregate: Aggregate, outside: set[str], how: dict[str, str]) -> None:
    """Bind what an aggregate binds; ``outside`` are the variables that the rest of the rule binds.

    ``how`` says what to write in the place of those that no pattern binds. What is aggregated is the aggregate's own.
    """
    reading, place = scope.reading, aggregate.place
    inner = Scope(reading, unread=scope.unread)
    inner.outside = how
    inner.bind_patterns(aggregate.over)
    inner.bind_patterns(aggregate.outer)
    for item in aggregate.over:
        if isinstance(item, Comparison):
            inner.check_comparison(item)
    for name in sorted({*aggregate.operands} & outside - {*aggregate.by}):
        message = f"${name} inside the aggregate is not the ${name} outside it"
        reading.report(codes.AGGREGATE, message, place, f"add ${name} to by:, or rename it inside over:")
    if not inner.unbound(aggregate.by, "by", place):
        for name in aggregate.by:
            if inner.kinds[name].is_interval:
                message = f"${name} is a {inner.kinds[name]} and cannot form groups"
                reading.report(codes.QUANTITY_JOIN, message, place, "group by a field of another kind")
            else:
                scope.bind(name, inner.kinds[name], place)
    if aggregate.result in aggregate.by:
        message = f"${aggregate.result} is both what the groups are formed by and the result"
        reading.report(codes.AGGREGATE, message, place, "give the result a name of its own in as:")
        return
    kind = _aggregate_kind(inner, aggregate)
    if kind is not None:
        scope.bind(aggregate.result, kind, place)


def _aggregate_kind(inner: Scope, aggregate: Aggregate) -> Kind | None:
    if aggregate.distinct:
        _check_distinct(inner, aggregate)
    if aggregate.operation == "count" or aggregate.variable is None:
        return INT
    if inner.unbound([aggregate.variable], aggregate.operation, aggregate.place):
        return None
    kind = inner.kinds[aggregate.variable]
    if kind.name in ("int", "float") and _is_interval(inner, aggregate):
        return QUANTITY
    if kind.is_numeric or (kind.name == "date" and aggregate.operation != "sum"):
        return kind
    needs = "numbers" if aggregate.operation == "sum" else "numbers or dates"
    message = f"{aggregate.operation} needs {needs}; ${aggregate.variable} is of kind {kind}"
    hint = "to count matches, write count: true"
    if kind.name == "date_range":
        hint = f"{hint}; to take the {aggregate.operation} of days, declare the field as a date"
    inner.reading.report(codes.AGGREGATE, message, aggregate.place, hint)
    return None


def _check_distinct(inner: Scope, aggregate: Aggregate) -> None:
    """What is counted once each has one value: no range, and nothing in which accounts of a thing may differ."""
    inner.unbound(aggregate.distinct, "distinct", aggregate.place)
    for name in aggregate.distinct:
        kind = inner.kinds.get(name)
        if kind is not None and kind.is_interval:
            message = f"${name} is a {kind}, and whether two ranges are one value is not known"
            inner.reading.report(codes.AGGREGATE, message, aggregate.place, "count another field, or low($q) of it")
        elif kind is not None and _accounts_differ(inner, aggregate, name):
            message = f"accounts of one thing may differ in ${name}, so that its values cannot be counted"
            hint = "count fields of the type's key, or things with count: true"
            inner.reading.report(codes.AGGREGATE, message, aggregate.place, hint)


def _is_interval(inner: Scope, aggregate: Aggregate) -> bool:
    """Whether plain numbers come to an interval: accounts of one thing may differ in them, or their periods overlap."""
    patterns = [item for item in aggregate.over if isinstance(item, Pattern)]
    types = {pattern.type: inner.reading.vocabulary.type(pattern.type) for pattern in patterns}
    if aggregate.operation == "sum" and any(fact_type.period for fact_type in types.values()):
        return True
    return _accounts_differ(inner, aggregate, aggregate.variable or "")


def _accounts_differ(inner: Scope, aggregate: Aggregate, variable: str) -> bool:
    """Whether a variable stands only for fields that are no part of a key, so that accounts may differ in it."""
    fields = [
        (inner.reading.vocabulary.type(pattern.type).key, name)
        for pattern in aggregate.patterns
        for name, term in pattern.terms.items()
        if isinstance(term, Variable) and term.name == variable
    ]
    return all(key and name not in key for key, name in fields)


def _bind_lets(scope: Scope, rule: Rule) -> None:
    """Bind computed values in an order in which each needs only what is bound before it."""
    waiting = list(rule.lets)
    while waiting:
        names = {let.variable for let in waiting}
        ready = [let for let in waiting if not set(expression.variables(let.node)) & names - set(scope.kinds)]
        if not ready:
            for let in waiting:
                cycle = f"${let.variable} is computed from itself"
                scope.reading.report(codes.UNBOUND_VARIABLE, cycle, let.place, "compute it from bound variables")
            return
        for let in ready:
            _bind_let(scope, let)
            waiting.remove(let)


def _bind_let(scope: Scope, let: Let) -> None:
    kind = scope.kind_of(let.node, f"the let of ${let.variable}", let.place)
    if expression.is_condition(let.node):
        message = f"let binds values, and {let.text!r} is a comparison"
        scope.reading.report(
            codes.COMPARISON_KINDS, message, let.place, "write the comparison as a condition of its own"
        )
    elif kind is not None:
        scope.bind(let.variable, kind, let.place)


def _check_head(scope: Scope, head: Pattern) -> None:
    fact_type = scope.reading.vocabulary.type(head.type)
    for field in fact_type.fields:
        term = head.terms.get(field.name)
        what = f"{head.type}.{field.name}"
        if term is None:
            if not field.optional:
                hint = f"give {field.name} ({field}) a constant or a bound variable"
                scope.reading.report(
                    codes.MISSING_FIELD,
                    f"the conclusion {head.type} lacks its required field {field.name}",
                    head.place,
                    hint,
                )
        elif term == ABSENT:
            hint = f"leave {field.name} out"
            scope.reading.report(codes.WRONG_CONSTANT, f"{what}: a conclusion has values only", head.place, hint)
        elif isinstance(term, Constant):
            if len(term.values) > 1:
                scope.reading.report(
                    codes.WRONG_CONSTANT, f"{what}: a conclusion needs one value, not a list", head.place
                )
        elif not scope.unbound([term.name], f"the conclusion {head.type}", head.place):
            kind = scope.kinds[term.name]
            if not field.kind.accepts(kind):
                message = f"{what} is of kind {field.kind} and ${term.name} of kind {kind}"
                scope.reading.report(codes.HEAD_KIND, message, head.place, _head_hint(field.kind, kind))


def _head_hint(field: Kind, given: Kind) -> str:
    if given.name == "quantity" and field.is_numeric:
        return "declare the field as a quantity, or compute low(q) or high(q)"
    return "use a variable of that kind"


def _check_reads(scope: Scope, rule: Rule, template: str) -> None:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        fault = "a } closes nothing" if "'}' enc" in str(error) else "a { is not closed around one name"
        message = f"reads of {rule.id}: {fault}"
        scope.reading.report(codes.READS_TEMPLATE, message, rule.place, "write {{ and }} for braces")
        return
    known = {*scope.kinds, *scope.unread}
    for told, name, spec, conversion in parts:
        for plain in sorted(known.intersection(VARIABLE.findall(told))):
            message = f"reads of {rule.id} has ${plain} as a word, not what it stands for"
            scope.reading.report(codes.READS_TEMPLATE, message, rule.place, f"write {{{plain}}}")
        if name is None:
            continue
        numeric = name.lstrip("$") in scope.kinds and scope.kinds[name.lstrip("$")].is_numeric
        if is_pair(spec or "") and not conversion and numeric:
            continue
        if is_pair(spec or "") and not conversion and name.lstrip("$") in scope.kinds:
            message = f"reads of {rule.id} gives {{{name}}} words for one and for many, as only numbers have"
            scope.reading.report(codes.READS_TEMPLATE, message, rule.place, f"write {{{name}}}")
        elif spec or conversion:
            message = f"reads of {rule.id} gives {{{name}}} a format, which sentences do not have"
            scope.reading.report(codes.READS_TEMPLATE, message, rule.place, f"write {{{name}}}")
        elif name.lstrip("$") not in known:
            message = f"reads of {rule.id} names {{{name}}}, which is no variable of the rule"
            scope.reading.report(codes.READS_TEMPLATE, message, rule.place, suggestion(name, scope.kinds, "variables"))
