"""CLIPS through clipspy: a template for each type, a rule for each rule, strata as salience. It keeps no derivations.

A quantity becomes two slots; a condition on one is met where it is at least possible, within an exception where it is
certain. Aggregates, and values computed from quantities, have no counterpart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.packs import Work, made_by
from benchmarks.peers import Untranslatable
from benchmarks.suite import Trial
from tocsin.engine.plan import Condition, HeadPlan, MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.kinds import involves_interval
from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
)

_ABSENT = "nil"
# CLIPS wants numbers where a slot is compared with numbers, so an absent number is one that no fact has.
_ABSENT_NUMBER = -(2**62)
_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
# Which end of an interval can meet a comparison, and with which sign; for "certainly" it is the other end.
_ENDS = {">": "high", ">=": "high", "<": "low", "<=": "low"}


def constant(value: Any) -> str:
    """A value as CLIPS writes it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return repr(value)
        case dt.date():
            return str(value.toordinal())
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            raise Untranslatable(f"a constant {type(value).__name__}")


class Translator:
    """The rules of a plan in the language of CLIPS."""

    def __init__(self, plan: Plan) -> None:
        self._types = plan.types
        self._level = {rule: at for at, component in enumerate(plan.components) for rule in component.rules}

    def templates(self) -> Iterator[str]:
        """The templates of every type."""
        for name, fact_type in self._types.items():
            slots = [
                f"(slot {slot} (default {absent(fact_type.fields[at].kind)}))" for slot, at, _ in slots_of(fact_type)
            ]
            yield f"(deftemplate {name} {' '.join(slots)})"

    def rule(self, plan: RulePlan) -> str:
        """One rule. Raises Untranslatable."""
        if plan.aggregates:
            raise Untranslatable("an aggregate")
        parts = [self._pattern(pattern, plan.kinds) for pattern in plan.patterns]
        computed: dict[str, str] = {}
        for step in (*plan.early, *plan.late):
            if isinstance(step, Condition):
                parts.append(f"(test {self._condition(step.node, plan.kinds, False, computed)})")
            elif step.checks or step.kind.name == "quantity":
                raise Untranslatable("a computed quantity")
            else:
                computed[step.variable] = self._number(step.node, plan.kinds, computed)
        parts += [self._exception(match, plan, computed) for match in plan.unless]
        actions = [f"(assert {self._head(head, computed)})" for head in plan.heads]
        salience = 9_000 - self._level[plan.index]
        return f"(defrule r{plan.index} (declare (salience {salience})) {' '.join(parts)} => {' '.join(actions)})"

    def _pattern(self, pattern: PatternPlan, kinds: Mapping[str, Kind]) -> str:
        slots = []
        fields = self._types[pattern.type].fields
        for position, values in pattern.constants:
            if fields[position].kind.name == "quantity":
                raise Untranslatable("a constant quantity")
            slots.append(f"({fields[position].name} {'|'.join(map(constant, values))})")
        for position, name in pattern.variables:
            field = fields[position]
            if field.kind.name == "quantity":
                slots.append(f"({field.name}_low ?{name}_low)")
                slots.append(f"({field.name}_high ?{name}_high)")
                if field.optional:
                    slots.append(f"({field.name}_given TRUE)")
            else:
                slots.append(f"({field.name} ?{name}{'&~' + absent(field.kind) if field.optional else ''})")
        return f"({pattern.type} {' '.join(slots)})"

    def _exception(self, match: MatchPlan, plan: RulePlan, computed: Mapping[str, str]) -> str:
        kinds = dict(plan.kinds)
        for pattern in match.patterns:
            for position, name in pattern.variables:
                kinds.setdefault(name, self._types[pattern.type].fields[position].kind)
        parts = [self._pattern(pattern, kinds) for pattern in match.patterns]
        parts += [f"(test {self._condition(c.node, kinds, True, computed)})" for c in (*match.early, *match.late)]
        if not match.patterns:
            raise Untranslatable("an exception without a pattern")
        return f"(not {parts[0]})" if len(parts) == 1 else f"(not (and {' '.join(parts)}))"

    def _head(self, head: HeadPlan, computed: Mapping[str, str]) -> str:
        slots = []
        names = [field.name for field in self._types[head.type].fields]
        for name, (value, variable), kind, converts in zip(names, head.terms, head.kinds, head.converts, strict=True):
            if kind.name == "quantity":
                slots += self._interval_head(name, value, variable, converts)
            elif variable is not None:
                text = computed.get(variable, f"?{variable}")
                slots.append(f"({name} {f'(float {text})' if converts else text})")
            elif value is not None:
                slots.append(f"({name} {constant(value)})")
        return f"({head.type} {' '.join(slots)})"

    @staticmethod
    def _interval_head(name: str, value: Any, variable: str | None, converts: bool) -> list[str]:
        if converts:
            raise Untranslatable("a number made a quantity")
        if variable is not None:
            return [f"({name}_low ?{variable}_low)", f"({name}_high ?{variable}_high)", f"({name}_given TRUE)"]
        if value is None:
            return []
        ends = (_ABSENT if end is None else constant(end) for end in (value.low, value.high))
        return [f"({name}_low {next(ends)})", f"({name}_high {next(ends)})", f"({name}_given TRUE)"]

    def _condition(self, node: Node, kinds: Mapping[str, Kind], certain: bool, computed: Mapping[str, str]) -> str:
        match node:
            case Comparison(sign, left, right) if involves_interval(node, kinds):
                return self._interval(sign, left, right, certain)
            case Comparison(sign, left, right):
                return self._plain(sign, left, right, kinds, computed)
            case Membership(operand, items, negated):
                tests = [self._plain("==", operand, item, kinds, computed) for item in items]
                found = f"(or {' '.join(tests)} FALSE)"
                return f"(not {found})" if negated else found
            case Not(operand):
                return f"(not {self._condition(operand, kinds, not certain, computed)})"
            case Logical(operator, operands):
                parts = " ".join(self._condition(each, kinds, certain, computed) for each in operands)
                return f"({operator} {parts})"
            case Variable(name):
                return f"(eq ?{name} TRUE)"
        raise Untranslatable(f"the condition {node}")

    def _plain(self, sign: str, left: Node, right: Node, kinds: Mapping[str, Kind], computed: Mapping[str, str]) -> str:
        sides = f"{self._number(left, kinds, computed)} {self._number(right, kinds, computed)}"
        texts = [s for s in (left, right) if isinstance(s, Variable) and kinds[s.name].name in ("str", "enum", "bool")]
        texts += [s for s in (left, right) if isinstance(s, Literal) and isinstance(s.value, str | bool)]  # type: ignore[misc]
        if not texts:
            return f"({_SIGNS[sign]} {sides})"
        if sign not in ("==", "!="):
            raise Untranslatable("texts in order")
        return f"({'eq' if sign == '==' else 'neq'} {sides})"

    @staticmethod
    def _interval(sign: str, left: Node, right: Node, certain: bool) -> str:
        if not (isinstance(left, Variable) and isinstance(right, Literal) and sign in _ENDS):
            raise Untranslatable("a comparison of quantities other than with a number")
        end, bound = _ENDS[sign], constant(right.value)
        if certain:
            end = "low" if end == "high" else "high"
            return f"(and (neq ?{left.name}_{end} {_ABSENT}) ({sign} ?{left.name}_{end} {bound}))"
        return f"(or (eq ?{left.name}_{end} {_ABSENT}) ({sign} ?{left.name}_{end} {bound}))"

    def _number(self, node: Node, kinds: Mapping[str, Kind], computed: Mapping[str, str]) -> str:
        if involves_interval(node, kinds):
            raise Untranslatable("arithmetic with quantities")
        match node:
            case Literal(value):
                return constant(value)
            case Variable(name):
                return computed.get(name, f"?{name}")
            case Negative(operand):
                return f"(- 0 {self._number(operand, kinds, computed)})"
            case Call("days", (first, last)):
                return f"(- {self._number(last, kinds, computed)} {self._number(first, kinds, computed)})"
            case Arithmetic(sign, left, right) if sign != "/":
                return f"({sign} {self._number(left, kinds, computed)} {self._number(right, kinds, computed)})"
        raise Untranslatable(f"the expression {node}")


def absent(kind: Kind) -> str:
    """What a slot of the kind holds where there is no value."""
    return str(_ABSENT_NUMBER) if kind.name in ("int", "float", "date") else _ABSENT


def slots_of(fact_type: FactType) -> Iterator[tuple[str, int, str]]:
    """The slots of a type: name, position in a row, and which part of the value."""
    for position, field in enumerate(fact_type.fields):
        if field.kind.name == "quantity":
            for part in ("low", "high", "given"):
                yield f"{field.name}_{part}", position, part
        else:
            yield field.name, position, "value"


def translated(plan: Plan, active: frozenset[int]) -> tuple[frozenset[int], dict[str, list[str]]]:
    """The rules that can be translated, and the ids of those that cannot by reason."""
    translator = Translator(plan)
    kept: set[int] = set()
    refused: dict[str, list[str]] = {}
    for index in sorted(active):
        try:
            translator.rule(plan.rules[index])
            kept.add(index)
        except Untranslatable as error:
            refused.setdefault(str(error), []).append(plan.rules[index].rule.id)
    return frozenset(kept), refused


def environment(work: Work) -> Any:
    """A CLIPS environment with the work's templates and rules, and no facts."""
    import clips

    environment = clips.Environment()
    translator = Translator(work.plan)
    for template in translator.templates():
        environment.build(template)
    for index in sorted(work.active):
        environment.build(translator.rule(work.plan.rules[index]))
    return environment


def slots(fact_type: FactType, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row as clipspy asserts it; what is absent is left to its default."""
    import clips

    made: dict[str, Any] = {}
    for name, position, part in slots_of(fact_type):
        value = row[position]
        if value is None:
            continue
        if isinstance(value, Quantity):
            value = True if part == "given" else value.low if part == "low" else value.high
            if value is None:
                continue
        if isinstance(value, bool):
            value = clips.Symbol("TRUE" if value else "FALSE")
        made[name] = value.toordinal() if isinstance(value, dt.date) else value
    return made


def by_clips(work: Work, times: int = 1) -> Trial:
    """Reset, assert every fact, run. An environment with its rules is made before each round, outside its time."""
    facts = [(name, slots(work.plan.types[name], row)) for name, rows in work.rows.items() for row in rows]
    given: list[tuple[Any, dict[str, Any]]] = []
    held: list[Any] = []

    def prepare() -> None:
        held[:] = [environment(work)]
        templates = {name: held[0].find_template(name) for name in work.plan.types}
        given[:] = [(templates[name], values) for name, values in facts]

    def run() -> Any:
        for _ in range(times):
            held[0].reset()
            for template, values in given:
                template.assert_fact(**values)
            held[0].run()
        return held[0]

    return Trial(run, lambda done: list(read(work, done)), times, prepare=prepare)


def read(work: Work, done: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The facts of the types that some rule concludes, as rows."""
    made = made_by(work)
    for fact in done.facts():
        if fact.template.name in made:
            fact_type = work.plan.types[fact.template.name]
            values = dict(fact)
            yield fact_type.name, tuple(_value(values, field.name, field.kind) for field in fact_type.fields)


def _value(values: Mapping[str, Any], name: str, kind: Kind) -> Any:
    if kind.name == "quantity":
        if values[f"{name}_given"] != "TRUE" and values[f"{name}_low"] == values[f"{name}_high"] == _ABSENT:
            return None
        low, high = (None if values[f"{name}_{end}"] == _ABSENT else values[f"{name}_{end}"] for end in ("low", "high"))
        return Quantity(low, high)
    value = values[name]
    if type(value).__name__ == "Symbol":
        return {"TRUE": True, "FALSE": False}.get(str(value)) if value != _ABSENT else None
    if value == _ABSENT_NUMBER:
        return None
    return dt.date.fromordinal(value) if kind.name == "date" else value
