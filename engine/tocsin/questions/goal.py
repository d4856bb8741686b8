"""What a question is about: a fact type with the values that some of its fields must have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tocsin.engine import codes
from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.evaluation import Row
from tocsin.engine.plan import HeadPlan, PatternPlan, RulePlan
from tocsin.facts.kinds import Value, to_json
from tocsin.facts.model import Fact, FactType
from tocsin.facts.notation import parse_partial
from tocsin.facts.printing import format_value
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.facts.stated import PartialFact

Asked: TypeAlias = "str | Fact | PartialFact | Sought"
Never: TypeAlias = Literal["given_only", "other_values"]
_ID = re.compile(r"[0-9a-f]{6,12}")


def assessed(subject: Assessment | Case) -> Assessment:
    """What a question is asked of: an assessment as it is, a case as ``seminaive`` alone assesses it."""
    return subject.assess(engine="seminaive") if isinstance(subject, Case) else subject


@dataclass(frozen=True)
class Sought:
    """Facts of a type whose fields, by position, have one of some values; fields not named are free."""

    type: str
    values: tuple[tuple[int, tuple[Value, ...]], ...] = ()

    def matches(self, row: Row) -> bool:
        """True if a row of this type is one of those sought."""
        return all(row[position] in allowed for position, allowed in self.values)

    def text(self, types: Mapping[str, FactType]) -> str:
        """In the notation for facts, with the fields that are free left out."""
        fields = types[self.type].fields
        said = (f"{fields[at].name}={'|'.join(map(format_value, allowed))}" for at, allowed in self.values)
        return f"{self.type}({', '.join(said)})" if self.values else self.type

    def to_json(self, types: Mapping[str, FactType]) -> dict[str, object]:
        """As JSON-ready data: the type, and the fields, each with its value or its alternatives."""
        fields = types[self.type].fields
        said = {
            fields[at].name: to_json(allowed[0]) if len(allowed) == 1 else {"any": [to_json(v) for v in allowed]}
            for at, allowed in self.values
        }
        return {"type": self.type, "fields": said}


def sought_in(assessment: Assessment, asked: Asked) -> Sought:
    """What is asked about: an id, a type, the notation for facts with any fields left out, or a fact.

    An id, or its beginning of six digits or more, must be that of a fact that is derived or given, in force or not.
    Raises ProblemError for an id that no fact has, and for types, fields and values that the pack does not know.
    """
    if isinstance(asked, Sought):
        return asked
    if isinstance(asked, str):
        wanted = asked.strip()
        if assessment.pack.vocabulary.get(wanted) is None and _ID.fullmatch(wanted.lower()):
            return _by_id(assessment, wanted.lower())
        asked = parse_partial(wanted, assessment.pack.vocabulary)
    if isinstance(asked, PartialFact):
        positions = asked.fact_type.positions
        return Sought(asked.fact_type.name, tuple(sorted((positions[n], (v,)) for n, v in asked.values.items())))
    return of_row(asked.fact_type().name, asked.row)


def of_row(type_name: str, row: Row) -> Sought:
    """The fact with exactly these values, as far as they are there."""
    return Sought(type_name, tuple((at, (value,)) for at, value in enumerate(row) if value is not None))


def of_pattern(pattern: PatternPlan, bindings: Mapping[str, Value]) -> Sought:
    """The facts that a pattern can still match under bindings of some of its variables."""
    values = dict(pattern.constants)
    for position, name in pattern.variables:
        if name in bindings:
            values[position] = (bindings[name],)
    return Sought(pattern.type, tuple(sorted(values.items(), key=lambda item: item[0])))


def _by_id(assessment: Assessment, beginning: str) -> Sought:
    graph = assessment.graph
    found = {
        identity: of_row(graph.types[number], graph.rows[number])
        for number, identity in enumerate(assessment.numbered.ids)
        if identity.startswith(beginning)
    }
    for given in assessment.given:
        if given.fact.id.startswith(beginning):
            found[given.fact.id] = of_row(given.fact.fact_type().name, given.fact.row)
    if len(found) == 1:
        return next(iter(found.values()))
    message = f"{len(found) or 'no'} {'facts have' if found else 'fact has'} an id that begins with {beginning}"
    hint = "give more digits" if found else "name the fact instead, as type(field=value), with any fields left out"
    raise ProblemError([Problem(codes.UNKNOWN_ID, message, None, hint)])


def unify(plan: RulePlan, head: HeadPlan, sought: Sought) -> dict[str, Value] | None:
    """The bindings with which a rule's conclusion can be one of the facts sought; None if it never can.

    Only variables that patterns or aggregates bind, to values that join, are bound here; what is computed, or is a
    quantity, shows when the rule is matched.
    """
    bindings: dict[str, Value] = {}
    for position, allowed in sought.values:
        constant, name = head.terms[position]
        if name is None:
            if constant is None or constant not in allowed:
                return None
            continue
        kind = plan.kinds[name].name
        if name in plan.computed or kind == "quantity" or len(allowed) > 1:
            continue
        value = _unconverted(allowed[0], kind)
        if value is None or bindings.setdefault(name, value) != value:
            return None
    return bindings


def _unconverted(value: Value, kind: str) -> Value | None:
    """The value of the rule's kind that becomes ``value`` in the conclusion; None if there is none."""
    if isinstance(value, Quantity):
        if value.low is None or not value.is_exact:
            return None
        value = value.low
    if kind == "int" and isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value


def concluding(plan_rules: Iterable[RulePlan], sought: Sought) -> list[tuple[RulePlan, int, dict[str, Value]]]:
    """The rules that can conclude what is sought: the rule, which of its conclusions, and the bindings it takes."""
    found = []
    for rule in plan_rules:
        for number, head in enumerate(rule.heads):
            if head.type == sought.type:
                bindings = unify(rule, head, sought)
                if bindings is not None:
                    found.append((rule, number, bindings))
    return found


def never_concluded(plan_rules: Sequence[RulePlan], sought: Sought) -> Never | None:
    """Why no rule can ever conclude what is sought; None if one can."""
    if concluding(plan_rules, sought):
        return None
    derived = any(head.type == sought.type for rule in plan_rules for head in rule.heads)
    return "other_values" if derived else "given_only"
