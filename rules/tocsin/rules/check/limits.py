"""What a rule concludes lies within what its fields can hold: shown from the rule alone, before any fact.

Each variable has a span: what the fields it is bound from can hold, narrowed by the rule's comparisons and carried
through computed values and aggregates (abstract interpretation over intervals, after Cousot and Cousot, 1977). What
cannot be shown is refused with what to add.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FieldType
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import FLOAT, INT, QUANTITY
from tocsin.facts.quantity import ends, format_number, interval
from tocsin.facts.restrictions import Limits, NotBefore, Relation, can_bind
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes, expression
from tocsin.rules.expression.functions import FUNCTIONS, PARAMETER
from tocsin.rules.expression.tree import Arithmetic, Call, Literal, Logical, Negative, Variable
from tocsin.rules.expression.tree import Comparison as Compared
from tocsin.rules.rule import Constant, Pattern, Rule
from tocsin.rules.shape import Reading

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Span:
    """Between which ends a number lies, and whether it is a whole one."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False

    @property
    def is_anything(self) -> bool:
        """True if nothing is known of the number."""
        return math.isinf(self.low) and math.isinf(self.high)

    def within(self, limits: Limits) -> str:
        """What the span lacks to lie within the limits; empty if nothing."""
        if limits.at_least is not None and self.low < limits.at_least:
            return f"below {format_number(limits.at_least)}"
        if limits.at_most is not None and self.high > limits.at_most:
            return f"above {format_number(limits.at_most)}"
        return "a fraction" if limits.whole and not self.whole else ""

    def meet(self, other: Span) -> Span:
        """Where both spans hold."""
        return Span(max(self.low, other.low), min(self.high, other.high), self.whole or other.whole)


def check_limits(rule: Rule, reading: Reading) -> None:
    """Note a problem for each conclusion that its fields might not be able to hold."""
    spans = _Spans(rule, reading.vocabulary)
    for head in rule.then:
        fact_type = reading.vocabulary.type(head.type)
        for field in fact_type.fields:
            _check_field(spans, head, field, reading)
        for field, relation in fact_type.declared_relations:
            other = fact_type.by_name.get(relation.field)
            if other is not None and can_bind(relation, field.kind, other.kind):  # else its declaration was refused
                _check_relation(rule, head, field, relation, reading)


def _check_field(spans: _Spans, head: Pattern, field: FieldType, reading: Reading) -> None:
    term = head.terms.get(field.name)
    if field.limits is None or term is None or isinstance(term, Constant):
        return  # a constant has been held to the field where it was read
    lacking = spans.of(term.name).within(field.limits)
    if lacking:
        message = f"{head.type}.{field.name} holds {field.limits}, and ${term.name} may be {lacking}"
        reading.report(codes.BEYOND_LIMITS, message, head.place, _remedy(term.name, lacking))


def _remedy(name: str, lacking: str) -> str:
    side, _, end = lacking.partition(" ")
    if side == "a":
        return "take it from a field that holds whole numbers, or declare the conclusion's field without whole"
    function = "max" if side == "below" else "min"
    return f'conclude a computed value in its place: - let: {{$within: "{function}(${name}, {end})"}}'


def _check_relation(rule: Rule, head: Pattern, field: FieldType, relation: Relation, reading: Reading) -> None:
    first, second = head.terms.get(field.name), head.terms.get(relation.field)
    if first is None or second is None:
        return
    ordered = isinstance(relation, NotBefore)
    terms = [_text(term) for term in (first, second)]
    if terms[0] == terms[1]:
        if not ordered:
            message = f"{head.type}.{field.name}: {relation}, and here both are {terms[0]}"
            reading.report(codes.BEYOND_LIMITS, message, head.place, "name two that differ")
        return
    if isinstance(first, Constant) and isinstance(second, Constant):
        # A constant that was refused where it was read has no values left.
        if first.values and second.values and relation.fault(first.values[0], second.values[0]):
            message = f"{head.type}.{field.name}: {relation}, and {terms[0]} is against {terms[1]}"
            reading.report(codes.BEYOND_LIMITS, message, head.place, relation.hint)
        return
    if not _is_kept(rule, terms, field, relation, reading.vocabulary):
        message = f"{head.type}.{field.name}: {relation}, and nothing in the rule keeps {terms[0]} from it"
        sign = ">=" if ordered else "!="
        reading.report(codes.BEYOND_LIMITS, message, head.place, f"add the condition: - {terms[0]} {sign} {terms[1]}")


def _is_kept(rule: Rule, terms: list[str], field: FieldType, relation: Relation, vocabulary: Vocabulary) -> bool:
    """True if a comparison says it, or a pattern of a type that declares it binds both.

    A conclusion is held to what its type declares alone, so that a time in it may end before it begins.
    """
    signs = (">", ">=", "==") if isinstance(relation, NotBefore) else ("!=", "<", ">")
    for compared in _comparisons(rule):
        sides = [str(compared.left), str(compared.right)]
        if (sides == terms and compared.operator in signs) or (
            sides == terms[::-1] and _FLIPPED[compared.operator] in signs
        ):
            return True
    for pattern in rule.patterns:
        for bound, held in vocabulary.type(pattern.type).declared_relations:
            pair = [pattern.terms.get(bound.name), pattern.terms.get(held.field)]
            if type(held) is type(relation) and None not in pair:
                found = [_text(term) for term in pair if term is not None]
                if found == terms or (not isinstance(relation, NotBefore) and found == terms[::-1]):
                    return True
    return False


def _text(term: object) -> str:
    """A term as it would stand in a comparison."""
    if isinstance(term, Constant):
        value = term.values[0] if term.values else ""
        return str(value) if isinstance(value, Interval) else str(Literal(value))
    return f"${getattr(term, 'name', '')}"


def _comparisons(rule: Rule) -> Iterator[Compared]:
    """Every comparison that must hold for the rule to fire."""
    waiting = [comparison.node for comparison in rule.comparisons]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Logical) and node.operator == "and":
            waiting += node.operands
        elif isinstance(node, Compared):
            yield node


class _Spans:
    """The spans of a rule's variables."""

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        self._rule = rule
        self._found = _of_patterns(rule.patterns, vocabulary)
        for aggregate in rule.aggregates:
            inner = _of_patterns(aggregate.patterns, vocabulary)
            for name in aggregate.by:
                self._meet(name, inner.get(name, Span()))
            own = inner.get(aggregate.variable or "", Span())
            match aggregate.operation:
                case "count":
                    self._meet(aggregate.result, Span(1, whole=True))
                case "sum":
                    low, high = (0 if own.low >= 0 else -math.inf), (0 if own.high <= 0 else math.inf)
                    self._meet(aggregate.result, Span(low, high, own.whole))
                case _:
                    self._meet(aggregate.result, own)
        for _ in rule.lets:  # in whatever order they are written, each has then had what it needs
            for let in rule.lets:
                self._meet(let.variable, span_of(let.node, self._found))
        for compared in _comparisons(rule):
            self._narrow(compared)

    def of(self, name: str) -> Span:
        """The span of a variable."""
        whole = self._rule.kinds.get(name) == INT
        return self._found.get(name, Span()).meet(Span(whole=whole))

    def _meet(self, name: str, span: Span) -> None:
        self._found[name] = self._found.get(name, Span()).meet(span)

    def _narrow(self, compared: Compared) -> None:
        """Narrow a number by a comparison with another; a quantity only straddles, and stays as it is."""
        for side, other, sign in (
            (compared.left, compared.right, compared.operator),
            (compared.right, compared.left, _FLIPPED[compared.operator]),
        ):
            if isinstance(side, Variable) and _is_number(self._rule, side.name):
                bound = span_of(other, self._found)
                low = bound.low if sign in (">", ">=", "==") else -math.inf
                high = bound.high if sign in ("<", "<=", "==") else math.inf
                if self._rule.kinds.get(side.name) == INT:  # the next whole number is the first that there is
                    low = math.floor(low) + 1 if sign == ">" and math.isfinite(low) else low
                    high = math.ceil(high) - 1 if sign == "<" and math.isfinite(high) else high
                self._meet(side.name, Span(low, high))


def _is_number(rule: Rule, name: str) -> bool:
    kind = rule.kinds.get(name)
    return kind is not None and kind.name in ("int", "float")


def _of_patterns(patterns: tuple[Pattern, ...], vocabulary: Vocabulary) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for pattern in patterns:
        by_name = vocabulary.type(pattern.type).by_name
        for name, term in pattern.terms.items():
            if isinstance(term, Constant) or name not in by_name:
                continue
            span = _of_field(by_name[name])
            found[term.name] = found.get(term.name, Span()).meet(span)
    return found


def _of_field(field: FieldType) -> Span:
    limits, whole = field.limits or Limits(), field.kind == INT
    low = -math.inf if limits.at_least is None else limits.at_least
    high = math.inf if limits.at_most is None else limits.at_most
    return Span(low, high, limits.whole or whole)


def span_of(node: expression.Node, spans: Mapping[str, Span]) -> Span:
    """Where the value of an expression lies, if its variables lie in these spans."""
    match node:
        case Literal(bool()):
            return Span()
        case Literal(int() | float() as value):
            return Span(value, value, float(value).is_integer())
        case Variable(name):
            return spans.get(name, Span())
        case Negative(operand):
            own = span_of(operand, spans)
            return Span(-own.high, -own.low, own.whole)
        case Arithmetic(sign, left, right):
            return _arithmetic(sign, span_of(left, spans), span_of(right, spans))
        case Call(function, arguments, None):
            return _call(function, [span_of(argument, spans) for argument in arguments])
        case _:
            return Span()


def _arithmetic(sign: str, left: Span, right: Span) -> Span:
    whole = left.whole and right.whole
    if sign == "+":
        return Span(left.low + right.low, left.high + right.high, whole)
    if sign == "-":
        return Span(left.low - right.high, left.high - right.low, whole)
    if sign == "*":
        ends = [0 if 0 in (a, b) else a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        return Span(min(ends), max(ends), whole)
    # Only the sign of a quotient is followed: its size hangs on how near to nothing the divisor comes.
    if left.low >= 0 and right.low >= 0:
        return Span(0)
    return Span()


def _call(name: str, arguments: list[Span]) -> Span:
    function = FUNCTIONS[name]
    if {*function.takes} == {"quantity"}:
        return arguments[0] if function.gives == FLOAT else Span()  # low and high
    if name == PARAMETER:
        arguments = arguments[3::2]
    if not arguments or len(arguments) < len(function.takes) - 2 * (name == PARAMETER):
        return Span()  # which is a problem of its own
    whole = function.gives == INT or all(span.whole for span in arguments)
    if any(span.low > span.high for span in arguments):  # nothing fits, so nothing is concluded
        return Span(whole=whole)
    if name == PARAMETER or function.gives == QUANTITY:  # which reaches from one argument to another
        return Span(min(span.low for span in arguments), max(span.high for span in arguments), whole)
    if "ordered" in function.takes:  # min and max, of which an open end is an infinite one
        return Span(function.value(s.low for s in arguments), function.value(s.high for s in arguments), whole)
    within = Span(*function.within, whole)
    if "number" in function.takes and function.interval is not None and not arguments[0].is_anything:
        low, high = ends(function.interval(*(interval(_end(span.low), _end(span.high)) for span in arguments)))
        return within.meet(Span(low, high))
    return within


def _end(value: float) -> float | None:
    return None if math.isinf(value) else value
