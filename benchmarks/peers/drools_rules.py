"""Rules and facts as drools_jpy takes them: JSON that says what the conditions of Ansible's rulebooks can say.

Those are patterns with constants, joins on earlier patterns, comparisons of a field with a constant or with an earlier
field, and whether a field is there. Exceptions, aggregates and computed values have no counterpart. A quantity becomes
two fields and a mark that it is there; a condition on one is met where it is at least possible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.peers import Untranslatable
from tocsin.engine.plan import Condition, HeadPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.tree import Comparison, Literal, Logical, Membership, Node, Not, Variable

Term = dict[str, Any]
Fields = Mapping[str, Any]
Conclude = Callable[[Mapping[str, Fields]], Iterator[dict[str, Any]]]
"""From the matched facts, by pattern, to those that follow."""

TYPE, CASE = "_type", "_case"
"""The fields that say what type a fact is of, and what case it belongs to."""

_EXPRESSIONS = {
    "==": "EqualsExpression",
    "!=": "NotEqualsExpression",
    "<": "LessThanExpression",
    "<=": "LessThanOrEqualToExpression",
    ">": "GreaterThanExpression",
    ">=": "GreaterThanOrEqualToExpression",
}
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
# Which end of an interval can meet a comparison.
_ENDS = {">": "high", ">=": "high", "<": "low", "<=": "low"}


def fields_of(fact_type: FactType, row: Sequence[Any]) -> dict[str, Any]:
    """A row as a fact of Drools: what is absent is left out, a date is its ordinal."""
    made: dict[str, Any] = {}
    for field, value in zip(fact_type.fields, row, strict=True):
        match value:
            case None:
                continue
            case Quantity():
                made[f"{field.name}_given"] = True
                ends = (("low", value.low), ("high", value.high))
                made |= {f"{field.name}_{end}": bound for end, bound in ends if bound is not None}
            case dt.date():
                made[field.name] = value.toordinal()
            case _:
                made[field.name] = value
    return made


def row_of(fact_type: FactType, fields: Fields) -> tuple[Any, ...]:
    """A fact of Drools as a row."""
    return tuple(_value(field.name, field.kind, fields) for field in fact_type.fields)


def _value(name: str, kind: Kind, fields: Fields) -> Any:
    if kind.name == "quantity":
        return Quantity(fields.get(f"{name}_low"), fields.get(f"{name}_high")) if f"{name}_given" in fields else None
    value = fields.get(name)
    return dt.date.fromordinal(value) if kind.name == "date" and value is not None else value


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def expressible(plan: Plan, active: frozenset[int]) -> frozenset[int]:
    """The rules that Drools can be given."""
    kept = set()
    for index in active:
        try:
            rule_of(plan, plan.rules[index], False)
            concluding(plan, plan.rules[index], False)
        except Untranslatable:
            continue
        kept.add(index)
    return frozenset(kept)


def rule_of(plan: Plan, rule: RulePlan, many: bool) -> Term:
    """A rule; of many cases, one that matches within a case. Raises Untranslatable."""
    if rule.aggregates or rule.unless:
        raise Untranslatable("an aggregate or an exception")
    conditions = []
    for step in (*rule.early, *rule.late):
        if not isinstance(step, Condition):
            raise Untranslatable("a computed value")
        conditions.append(step)
    where = _Where(plan, rule)
    parts = []
    for part, pattern in enumerate(rule.patterns):
        tests = [_compared("==", {"Fact": TYPE}, {"String": pattern.type})]
        if many and part:
            tests.append(_compared("==", {"Fact": CASE}, {"Events": f"p0.{CASE}"}))
        tests += where.joins(part, pattern)
        tests += [where.condition(each.node, part, True) for each in conditions if where.last(each) == part]
        parts.append({"AssignmentExpression": {"lhs": {"Events": f"p{part}"}, "rhs": _joined("And", tests)}})
    action = {"Action": {"action": "conclude", "action_args": {}}}
    return {"Rule": {"name": f"r{rule.index}", "condition": {"AllCondition": parts}, "action": action}}


class _Where:
    """Where the variables of a rule are bound: the first pattern that has each, and the field."""

    def __init__(self, plan: Plan, rule: RulePlan) -> None:
        self._plan, self._kinds = plan, rule.kinds
        self.first: dict[str, tuple[int, str]] = {}
        for part, pattern in enumerate(rule.patterns):
            for position, name in pattern.variables:
                self.first.setdefault(name, (part, plan.types[pattern.type].fields[position].name))

    def last(self, condition: Condition) -> int:
        """The pattern from which on a condition can be tested."""
        return max((self.first[name][0] for name in condition.reads), default=0)

    def joins(self, part: int, pattern: PatternPlan) -> Iterator[Term]:
        """What the pattern itself asks of its fact: joins first, because the first is what Drools indexes."""
        fields = self._plan.types[pattern.type].fields
        for position, name in pattern.variables:
            if self.first[name] != (part, fields[position].name):
                yield _compared("==", {"Fact": fields[position].name}, self._term(name, part))
        for position, values in pattern.constants:
            field = {"Fact": fields[position].name}
            yield _joined("Or", [_compared("==", field, _constant(value)) for value in values])
        for position, _ in pattern.variables:
            if fields[position].optional:
                suffix = "_given" if fields[position].kind.name == "quantity" else ""
                yield {"IsDefinedExpression": {"Fact": fields[position].name + suffix}}

    def _term(self, name: str, part: int, suffix: str = "") -> Term:
        at, field = self.first[name]
        return {"Fact": field + suffix} if at == part else {"Events": f"p{at}.{field}{suffix}"}

    def condition(self, node: Node, part: int, holds: bool) -> Term:
        """A condition, or its contrary."""
        match node:
            case Not(operand):
                return self.condition(operand, part, not holds)
            case Logical(operator, operands):
                conjunction = (operator == "and") == holds
                return _joined("And" if conjunction else "Or", [self.condition(each, part, holds) for each in operands])
            case Membership(operand, items, negated):
                sign, word = ("==", "Or") if negated != holds else ("!=", "And")
                return _joined(word, [self._comparison(sign, operand, item, part) for item in items])
            case Comparison(sign, left, right):
                return self._comparison(sign if holds else _CONTRARY[sign], left, right, part)
            case Variable():
                return self._comparison("==", node, Literal(holds), part)
        raise Untranslatable(f"the condition {node}")

    def _comparison(self, sign: str, left: Node, right: Node, part: int) -> Term:
        if not isinstance(left, Variable) or self.first[left.name][0] != part:
            left, right, sign = right, left, _MIRRORED[sign]
        # On the left of a comparison Drools wants a field of the fact at hand.
        if not isinstance(left, Variable) or self.first[left.name][0] != part:
            raise Untranslatable(f"the comparison {left} {sign} {right} after other patterns")
        if self._kinds[left.name].name == "quantity":
            return self._possible(sign, left, right, part)
        if isinstance(right, Variable) and self._kinds[right.name].name != "quantity":
            return _compared(sign, self._term(left.name, part), self._term(right.name, part))
        if isinstance(right, Literal):
            return _compared(sign, self._term(left.name, part), _constant(right.value))
        raise Untranslatable(f"the expression {right}")

    def _possible(self, sign: str, left: Variable, right: Node, part: int) -> Term:
        if sign not in _ENDS or not isinstance(right, Literal):
            raise Untranslatable("a comparison of quantities other than with a number")
        end = self._term(left.name, part, f"_{_ENDS[sign]}")
        return _joined("Or", [{"IsNotDefinedExpression": end}, _compared(sign, end, _constant(right.value))])


def _compared(sign: str, left: Term, right: Term) -> Term:
    return {_EXPRESSIONS[sign]: {"lhs": left, "rhs": right}}


def _joined(word: str, terms: Sequence[Term]) -> Term:
    """All of the terms with "And", one of them with "Or"."""
    joined = terms[0]
    for term in terms[1:]:
        joined = {f"{word}Expression": {"lhs": joined, "rhs": term}}
    return joined


def _constant(value: object) -> Term:
    match value:
        case bool():
            return {"Boolean": value}
        case int():
            return {"Integer": value}
        case float():
            return {"Float": value}
        case dt.date():
            return {"Integer": value.toordinal()}
        case str():
            return {"String": value}
    raise Untranslatable(f"a constant {value!r}")


def concluding(plan: Plan, rule: RulePlan, many: bool) -> Conclude:
    """What the rule concludes from a match. Raises Untranslatable."""
    where = _Where(plan, rule).first
    heads = [_maker(plan, head, where) for head in rule.heads]

    def conclude(matched: Mapping[str, Fields]) -> Iterator[dict[str, Any]]:
        case = {CASE: matched["p0"][CASE]} if many else {}
        for head in heads:
            yield head(matched) | case

    return conclude


def _maker(
    plan: Plan, head: HeadPlan, where: Mapping[str, tuple[int, str]]
) -> Callable[[Mapping[str, Fields]], dict[str, Any]]:
    """What makes a conclusion of a match: the constants of its head, and fields to be copied."""
    fact_type = plan.types[head.type]
    constant = fields_of(fact_type, [value if name is None else None for value, name in head.terms])
    copied: list[tuple[str, str, str, bool]] = []
    for field, (_, name), converts in zip(fact_type.fields, head.terms, head.converts, strict=True):
        if name is None:
            continue
        quantity = field.kind.name == "quantity"
        if quantity and converts:
            raise Untranslatable("a number made a quantity")
        part, source = where[name]
        suffixes = ("_given", "_low", "_high") if quantity else ("",)
        copied += [(field.name + suffix, f"p{part}", source + suffix, converts) for suffix in suffixes]

    def make(matched: Mapping[str, Fields]) -> dict[str, Any]:
        made = {TYPE: head.type, **constant}
        for field, part, source, converts in copied:
            if source in matched[part]:
                value = matched[part][source]
                made[field] = float(value) if converts else value
        return made

    return make
