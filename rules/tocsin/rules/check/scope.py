"""Variables and kinds: every variable is bound, has one kind, and fits where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.facts.kinds import BOOL, Kind
from tocsin.facts.problems import Place, suggestion
from tocsin.rules import codes, expression
from tocsin.rules.parameter import asked_for
from tocsin.rules.rule import (
    Comparison,
    Conjunction,
    Constant,
    Pattern,
    Variable,
)
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
        self.noted: set[str] = set()
        """The variables that nothing binds, of which that has been said."""
        self.patterns: list[Pattern] = []
        """Those whose variables are bound."""

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
        self.patterns.append(pattern)
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
            hint = self.outside.get(name) or self._meant(name) or suggestion(name, self.kinds, "bound variables")
            if name in self.beside:
                hint = "put it into one entry with the pattern that binds it: - [pattern, comparison]"
            lacks = "bound outside, and not by a pattern" if name in self.outside else _NOWHERE
            self.reading.report(codes.UNBOUND_VARIABLE, f"${name} in {what} is {lacks}", place, hint)
            self.noted.add(name)
        return bool(missing)

    def _meant(self, name: str) -> str:
        """What to write for a variable that has the name of a parameter, a field, or a constant; empty for another."""
        if name in self.reading.parameters:
            return self.asked_for_here(name)
        terms = [(each.type, field, term) for each in self.patterns for field, term in each.terms.items()]
        for type_name, field, term in terms:
            if term == Constant((name,)):
                return f"{field} of {type_name} is the text {name}: write {field}: ${name} to bind it"
        if found := self.bound_to(name):
            return f"write {' or '.join(f'${each}' for each in found)}"
        types = {each.type for each in self.patterns if name in self.reading.vocabulary.type(each.type).by_name}
        return f"bind it, {types.pop()}: {{{name}: ${name}}}" if len(types) == 1 else ""

    def bound_to(self, field: str) -> list[str]:
        """The variables that patterns bind to a field of this name."""
        terms = (each.terms.get(field) for each in self.patterns)
        return sorted({term.name for term in terms if isinstance(term, Variable)})

    def asked_for_here(self, parameter: str) -> str:
        """How the value of a parameter is asked for with the days that are bound here."""
        return asked_for(parameter, [name for name, kind in self.kinds.items() if kind.is_calendar])

    def kind_of(self, node: expression.Node, what: str, place: Place) -> Kind | None:
        """The kind of an expression; None, and a problem, if it has none."""
        if self.unbound(expression.variables(node), what, place):
            return None
        try:
            return expression.kind_of(node, self.kinds)
        except expression.KindMismatch as error:
            hint = self.asked_for_here(error.text) if error.text in self.reading.parameters else error.hint
            self.reading.report(codes.COMPARISON_KINDS, str(error), place, hint)
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
        inner.patterns.extend(self.patterns)
        inner.bind_patterns(items)
        for item in items:
            if isinstance(item, Comparison):
                inner.check_comparison(item)
