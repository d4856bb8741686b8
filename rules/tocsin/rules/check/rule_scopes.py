"""A rule within its scope: every variable is bound, and its conclusions and its sentence are made of what is."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

from tocsin.facts.kinds import Kind
from tocsin.facts.problems import suggestion
from tocsin.rules import codes, expression
from tocsin.rules.check.aggregates import bind_aggregate
from tocsin.rules.check.scope import Scope
from tocsin.rules.rule import (
    ABSENT,
    VARIABLE,
    Aggregate,
    Conjunction,
    Constant,
    Let,
    Pattern,
    Rule,
    Variable,
)
from tocsin.rules.sentence_words import is_pair
from tocsin.rules.shape import Reading

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
    scope = Scope(reading, unread=reading.unread_of(rule.place))
    scope.bind_patterns(rule.when)
    for aggregate in rule.aggregates:
        bind_aggregate(scope, rule, aggregate)
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
    place = scope.reading.sentences.get(rule.place, rule.place)
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        fault = "a } closes nothing" if "'}' enc" in str(error) else "a { is not closed around one name"
        message = f"reads of {rule.id}: {fault}"
        scope.reading.report(codes.READS_TEMPLATE, message, place, "write {{ and }} for braces")
        return
    known = {*scope.kinds, *scope.unread}
    for told, name, spec, conversion in parts:
        for plain in sorted(known.intersection(VARIABLE.findall(told))):
            message = f"reads of {rule.id} has ${plain} as a word, not what it stands for"
            scope.reading.report(codes.READS_TEMPLATE, message, place, f"write {{{plain}}}")
        if name is None:
            continue
        message, hint = _told_wrongly(scope, name, spec or "", conversion)
        if message:
            scope.reading.report(codes.READS_TEMPLATE, f"reads of {rule.id} {message}", place, hint)


def _told_wrongly(scope: Scope, name: str, spec: str, conversion: str | None) -> tuple[str, str]:
    """What is wrong with a name in a sentence and what stands behind it, and what to write; empty texts if nothing."""
    plain = name.lstrip("$")
    if plain in scope.unread or plain in scope.noted:
        return "", ""
    if plain not in scope.kinds:
        hint = " or ".join(f"{{{each}}}" for each in scope.bound_to(plain))
        hint = f"write {hint}" if hint else suggestion(name, scope.kinds, "variables")
        if plain in scope.reading.parameters:
            form = scope.asked_for_here(plain).removeprefix("write ")
            hint = f'bind it under when: - let: {{${plain}: "{form}"}}'
        return f"names {{{name}}}, which is no variable of the rule", hint
    if conversion or (spec and "|" not in spec):
        return f"gives {{{name}}} a format, which sentences do not have", f"write {{{name}}}"
    if spec and not scope.kinds[plain].is_numeric:
        return f"gives {{{name}}} words for one and for many, as only numbers have", f"write {{{name}}}"
    if spec and not is_pair(spec):
        hint = f"write {{{name}:troop|troops}}, with both words"
        return f"gives {{{name}}} not one word for one and one for many: {spec}", hint
    return "", ""
