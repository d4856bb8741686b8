"""What a question is about: a fact type with the values that some of its fields must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from tocsin.engine import codes
from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.plan import HeadPlan, PatternPlan, RulePlan
from tocsin.facts.fact_type import FactType
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact
from tocsin.facts.naming import Identified, named
from tocsin.facts.partial import PartialFact
from tocsin.facts.problems import Problem, ProblemError

Asked: TypeAlias = "str | Fact | PartialFact"
Never: TypeAlias = Literal["given_only", "other_values"]


def assessed(subject: Assessment | Case) -> Assessment:
    """What a question is asked of: an assessment as it is, a case as ``seminaive`` alone assesses it."""
    return subject.assess(engine="seminaive") if isinstance(subject, Case) else subject


def sought_in(assessment: Assessment, asked: Asked) -> PartialFact:
    """What is asked about: an id, a type, the notation for facts with any fields left out, or a fact.

    An id, or its beginning of six digits or more, must be that of a fact that is derived or given, in force or not.
    Raises ProblemError for an id that no fact has, and for types, fields and values that the pack does not know.
    """
    if isinstance(asked, PartialFact):
        return asked
    if not isinstance(asked, str):
        return PartialFact.of_row(*asked.key)
    found = named(asked, assessment.pack.vocabulary, _known(assessment))
    if found.partial is not None:
        return found.partial
    if found.one is not None:
        return PartialFact.of_row(found.one.type, found.one.row)
    count = len(found.ids)
    message = f"{count or 'no'} {'facts have' if count else 'fact has'} an id that begins with {found.name}"
    hint = "give more digits" if count else "name the fact instead, as type(field=value), with any fields left out"
    raise ProblemError([Problem(codes.UNKNOWN_ID, message, None, hint)])


def _known(assessment: Assessment) -> Iterator[Identified]:
    """Every fact derived or given, in force or not."""
    graph, ids = assessment.graph, assessment.numbered
    yield from map(Identified, ids.ids, graph.types, graph.rows)
    yield from (Identified(ids.id_of(given.fact.key), *given.fact.key) for given in assessment.given)


def of_pattern(pattern: PatternPlan, bindings: Mapping[str, Value], types: Mapping[str, FactType]) -> PartialFact:
    """Just the facts that a pattern can still match under bindings of some of its variables."""
    values = dict(pattern.constants)
    open_at: dict[str, list[int]] = {}
    for position, name in pattern.variables:
        if name in bindings:
            values[position] = (bindings[name],)
        else:
            open_at.setdefault(name, []).append(position)
    fields = types[pattern.type].fields
    return PartialFact(
        pattern.type,
        tuple(sorted(values.items(), key=lambda item: item[0])),
        needed=tuple(sorted(at for places in open_at.values() for at in places if fields[at].optional)),
        alike=tuple(sorted(tuple(sorted(places)) for places in open_at.values() if len(places) > 1)),
    )


def unify(plan: RulePlan, head: HeadPlan, sought: PartialFact) -> dict[str, Value] | None:
    """The bindings with which a rule's conclusion can be one of the facts sought; None if it never can.

    Only variables that patterns or aggregates bind, to values that join, are bound here; what is computed, or is an
    interval, shows when the rule is matched.
    """
    bindings: dict[str, Value] = {}
    said = {position for position, _ in sought.values}
    if sought.whole and any(term != (None, None) for at, term in enumerate(head.terms) if at not in said):
        return None
    if any(head.terms[at] == (None, None) for at in sought.needed):
        return None
    for position, allowed in sought.values:
        constant, name = head.terms[position]
        if name is None:
            if constant is None or constant not in allowed:
                return None
            continue
        kind = plan.kinds[name].name
        if name in plan.computed or plan.kinds[name].is_interval or len(allowed) > 1:
            continue
        value = _unconverted(allowed[0], kind)
        if value is None or bindings.setdefault(name, value) != value:
            return None
    return bindings


def _unconverted(value: Value, kind: str) -> Value | None:
    """The value of the rule's kind that becomes ``value`` in the conclusion; None if there is none."""
    if isinstance(value, Interval):
        if value.low is None or not value.is_exact:
            return None
        value = value.low
    if kind == "int" and isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value


def concluding(plan_rules: Iterable[RulePlan], sought: PartialFact) -> list[tuple[RulePlan, int, dict[str, Value]]]:
    """The rules that can conclude what is sought: the rule, which of its conclusions, and the bindings it takes."""
    found = []
    for rule in plan_rules:
        for number, head in enumerate(rule.heads):
            if head.type == sought.type:
                bindings = unify(rule, head, sought)
                if bindings is not None:
                    found.append((rule, number, bindings))
    return found


def never_concluded(plan_rules: Sequence[RulePlan], sought: PartialFact) -> Never | None:
    """Why no rule can ever conclude what is sought; None if one can."""
    if concluding(plan_rules, sought):
        return None
    derived = any(head.type == sought.type for rule in plan_rules for head in rule.heads)
    return "other_values" if derived else "given_only"
