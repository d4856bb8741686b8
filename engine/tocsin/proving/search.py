"""The search for a witness: shape by shape from the smallest, each as a circuit, each answer derived by an engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product
from typing import TYPE_CHECKING, Final

from tocsin.engine.case import Case, plan_of
from tocsin.engine.plan import Plan
from tocsin.facts.building import FactError, build
from tocsin.facts.dataclass import dataclass
from tocsin.facts.interval import Interval
from tocsin.facts.model import Fact
from tocsin.proving.bound import Bound
from tocsin.proving.circuit import FALSE, Circuit, Literal, TooLarge
from tocsin.proving.goal import Fires, Goal
from tocsin.proving.rows import Model
from tocsin.proving.shapes import Shape, Shapes
from tocsin.proving.solver import Solver
from tocsin.proving.term_row import TermRow
from tocsin.proving.terms import ALWAYS, Term, Terms
from tocsin.questions.relevance import Upstream

if TYPE_CHECKING:
    from tocsin.facts.fact_type import FactType
    from tocsin.rules.model import Pack

MOST_TRIED: Final = 300
"""So many answers of one shape are derived; if none will do, the shape is left undecided."""
Progress = Callable[[int, int], None]
"""Told now and then: shapes tried so far, and of how many facts they now are."""


@dataclass(frozen=True)
class Side:
    """A pack with its plan, the assumptions that are on, and the rules that then run."""

    pack: Pack
    assumptions: Mapping[str, bool]

    @property
    def plan(self) -> Plan:
        """The pack's plan."""
        return plan_of(self.pack)

    @property
    def active(self) -> frozenset[int]:
        """The rules that run, by number."""
        return self.plan.active(self.assumptions)


@dataclass
class Search:
    """One search; afterwards ``tried`` shapes were tried, and ``undecided`` says what stopped it short, if anything."""

    sides: Sequence[Side]
    goal: Goal
    bound: Bound
    progress: Progress | None = None
    tried: int = 0
    undecided: str = ""
    _upstream: list[frozenset[int]] = field(default_factory=list)

    def run(self) -> tuple[Fact, ...] | None:
        """A smallest set of facts within the bound that shows the goal; None if none was found."""
        for side in self.sides:
            self._upstream.append(upstream(side, self.goal).rules & side.active)
        for count in range(1, self.bound.facts + 1):
            for shape in self._of_size(count):
                self.tried += 1
                if self.progress is not None:
                    self.progress(self.tried, count)
                try:
                    found = self._of_shape(shape)
                except TooLarge as error:
                    self._leave(f"there are too many {error} with {_told(shape)}")
                    continue
                if found is not None:
                    return found
        return None

    def _of_size(self, count: int) -> list[Shape]:
        """The shapes of so many facts."""
        try:
            return sorted(shape for shape in self.goal.shapes(self._shapes(count)) if len(shape) == count)
        except TooLarge as error:
            self._leave(f"there are too many {error} from {count} facts")
            return []

    def _leave(self, why: str) -> None:
        """Note what is left undecided, if it is the first."""
        self.undecided = self.undecided or why

    def _shapes(self, count: int) -> list[Shapes]:
        givable = frozenset(self.bound.constants)
        return [
            Shapes(side.plan, rules, givable, count) for side, rules in zip(self.sides, self._upstream, strict=True)
        ]

    def _of_shape(self, shape: Shape) -> tuple[Fact, ...] | None:
        terms = Terms(Circuit())
        slots = [Slot.of(name, self.bound, terms) for name in shape]
        types = self.sides[0].plan.types
        for slot in slots:
            slot.relate(types[slot.type], terms)
        _tell_apart(slots, terms)
        given: dict[str, list[TermRow]] = {}
        for slot in slots:
            given.setdefault(slot.type, []).append(TermRow(slot.terms, ALWAYS))
        models = [Model(side.plan, terms, given, rules) for side, rules in zip(self.sides, self._upstream, strict=True)]
        wanted = self.goal.where(models)
        if wanted == FALSE:
            return None
        solver = Solver(terms.circuit, [literal for slot in slots for literal in slot.ranges()])
        solver.require(wanted)
        return self._shown(shape, slots, solver)

    def _shown(self, shape: Shape, slots: Sequence[Slot], solver: Solver) -> tuple[Fact, ...] | None:
        """The first answer of the solver that the engine shows to be one."""
        types = self.sides[0].plan.types
        for _ in range(MOST_TRIED):
            chosen = solver.choice()
            if chosen is None:
                return None
            facts = _facts_of(slots, chosen, types)
            if facts is not None and self._is_shown(facts):
                return self._without_needless(facts)
            solver.exclude(sorted(chosen))
        self._leave(f"{MOST_TRIED} sets of {_told(shape)} were tried, and more were left")
        return None

    def _without_needless(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """The facts without what their optional fields say, as far as the goal is shown without."""
        for at, fact in enumerate(facts):
            fact_type = fact.fact_type()
            for field_type in fact_type.fields:
                told = dict(zip((f.name for f in fact_type.fields), facts[at].row, strict=True))
                if field_type.optional and told[field_type.name] is not None:
                    kept = {name: v for name, v in told.items() if v is not None and name != field_type.name}
                    plainer = (*facts[:at], build(fact_type, kept), *facts[at + 1 :])
                    if len({each.key for each in plainer}) == len(facts) and self._is_shown(plainer):
                        facts = plainer
        return facts

    def _is_shown(self, facts: Sequence[Fact]) -> bool:
        return self.goal.is_shown([
            Case(side.pack, facts, assumptions=side.assumptions).assess(engine="seminaive") for side in self.sides
        ])  # fmt: skip


def upstream(side: Side, goal: Goal) -> Upstream:
    """The rules and types that bear on a goal."""
    types = set(goal.types)
    if not isinstance(goal, Fires):
        return Upstream.of(side.plan, types, side.active)
    rule = side.plan.rules[goal.rule].rule
    reach = Upstream.of(side.plan, types | {*rule.positive_types(), *rule.closed_types()}, side.active)
    return Upstream(side.plan, reach.rules | {goal.rule}, reach.types)


@dataclass(frozen=True)
class Slot:
    """One fact whose fields are to be chosen."""

    type: str
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, name: str, bound: Bound, terms: Terms) -> Slot:
        """A fact of a type within a bound."""
        return cls(name, tuple(terms.chosen(values) for values in bound.constants[name]))

    def relate(self, fact_type: FactType, terms: Terms) -> None:
        """Let the fields be such as can stand beside each other in a fact."""
        for bound, relation in fact_type.relations:
            own, other = (self.terms[fact_type.positions[name]] for name in (bound.name, relation.field))
            for (value, literal), (beside, there) in product(own.values.items(), other.values.items()):
                if value is not None and beside is not None and relation.fault(value, beside):
                    terms.circuit.forbid(literal, there)

    def ranges(self) -> Iterator[Literal]:
        """The choices of a range where a figure would do."""
        for term in self.terms:
            if len(term.values) > 1:
                ranges = {v: c for v, c in term.values.items() if isinstance(v, Interval) and not v.is_exact}
                if len(ranges) < len(term.values):
                    yield from ranges.values()


def _tell_apart(slots: Sequence[Slot], terms: Terms) -> None:
    """Let no two facts be the same."""
    for at, one in enumerate(slots):
        for other in slots[:at]:
            if one.type == other.type:
                terms.circuit.forbid(terms.alike(one.terms, other.terms).most)


def _facts_of(
    slots: Sequence[Slot], chosen: frozenset[Literal], types: Mapping[str, FactType]
) -> tuple[Fact, ...] | None:
    """The facts chosen; None if one of them cannot be."""
    facts = []
    for slot in slots:
        told = {}
        for field_type, term in zip(types[slot.type].fields, slot.terms, strict=True):
            value = next(v for v, literal in term.values.items() if len(term.values) == 1 or literal in chosen)
            if value is not None:
                told[field_type.name] = value
        try:
            facts.append(build(types[slot.type], told))
        except FactError:
            return None
    return tuple(facts)


def _told(shape: Shape) -> str:
    """A shape in words: how many facts of which types."""
    counts = Counter(shape)
    return ", ".join(f"{count} {name}" if count > 1 else name for name, count in sorted(counts.items()))
