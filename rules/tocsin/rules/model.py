"""Rule packs as values: frozen, placed, and free of any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from tocsin.facts.kinds import Kind, Value, canonical_json
from tocsin.facts.model import Given, Qualifier
from tocsin.facts.problems import Place
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.expression import Node
from tocsin.rules.for_judgement import HypothesisSet, Outcome, Reading

Warrant = Literal["document", "law", "bridge", "product"]
WARRANTS: tuple[Warrant, ...] = ("document", "law", "bridge", "product")
AssumptionClass = Literal["solid", "caveated", "unsupported"]
ASSUMPTION_CLASSES: tuple[AssumptionClass, ...] = ("solid", "caveated", "unsupported")
Operation = Literal["sum", "count", "min", "max"]
OPERATIONS: tuple[Operation, ...] = ("sum", "count", "min", "max")


@dataclass(frozen=True, slots=True)
class Constant:
    """A term that matches any of the values (one, for a plain constant)."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A term that binds, or must equal what is bound."""

    name: str


Term: TypeAlias = Constant | Variable


@dataclass(frozen=True)
class Pattern:
    """Matches the facts of a type whose fields agree with the terms; a field without a term matches anything."""

    type: str
    terms: Mapping[str, Term]
    place: Place

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, each once, in the order written."""
        return tuple(dict.fromkeys(term.name for term in self.terms.values() if isinstance(term, Variable)))


@dataclass(frozen=True)
class Comparison:
    """A condition on bound variables. ``text`` is what the author wrote."""

    text: str
    node: Node
    place: Place


@dataclass(frozen=True)
class Let:
    """Binds a variable to a computed value."""

    variable: str
    text: str
    node: Node
    place: Place


@dataclass(frozen=True)
class Aggregate:
    """Binds ``result`` to the sum, count, least or greatest over the matches of ``over``, per group."""

    operation: Operation
    variable: str | None
    over: tuple[Pattern | Comparison, ...]
    by: tuple[str, ...]
    result: str
    place: Place

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns aggregated over, in the order written."""
        return tuple(item for item in self.over if isinstance(item, Pattern))


Condition: TypeAlias = Pattern | Comparison | Let | Aggregate
Conjunction: TypeAlias = tuple[Pattern | Comparison, ...]


@dataclass(frozen=True)
class Rule:
    """One conditional: when its conditions hold and no exception does, its conclusions follow."""

    id: str
    when: tuple[Condition, ...]
    then: tuple[Pattern, ...]
    place: Place
    unless: tuple[Conjunction, ...] = ()
    stronger_if: Conjunction = ()
    qualifier: Qualifier = "certain"
    cites: tuple[str, ...] = ()
    warrant: Warrant = "document"
    assumes: tuple[str, ...] = ()
    reads: str | None = None
    section: str | None = None
    note: str | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The positive patterns, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Pattern))

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Aggregate))

    @property
    def lets(self) -> tuple[Let, ...]:
        """The computed values, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Let))

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons, in the order written."""
        return tuple(item for item in self.when if isinstance(item, Comparison))

    def positive_types(self) -> Iterator[str]:
        """The types that must have facts for the rule to fire, aggregates left out."""
        return (pattern.type for pattern in self.patterns)

    def closed_types(self) -> Iterator[str]:
        """The types that must be complete before the rule may fire: under ``unless`` and in aggregates."""
        for entry in self.unless:
            yield from (item.type for item in entry if isinstance(item, Pattern))
        for aggregate in self.aggregates:
            yield from (pattern.type for pattern in aggregate.patterns)


@dataclass(frozen=True)
class Assumption:
    """A choice the encoder had to make; rules that need it fire only while it is on."""

    id: str
    text: str
    classification: AssumptionClass
    default: bool
    place: Place


@dataclass(frozen=True)
class Tension:
    """Facts that, holding together, pull against each other; reported, never resolved."""

    id: str
    text: str
    between: tuple[Pattern, ...]
    place: Place


@dataclass(frozen=True)
class Expectation:
    """A partial fact that a pack's case expects, or never expects, with how it should hold if that matters."""

    pattern: Pattern
    qualifier: Qualifier | None = None
    boundary: bool | None = None


@dataclass(frozen=True)
class PackCase:
    """An example a pack carries with itself, and what must and must not follow."""

    name: str
    facts: tuple[Given, ...]
    place: Place
    as_of: str | None = None
    known_by: str | None = None
    assumptions: Mapping[str, bool] = field(default_factory=dict)
    expect: tuple[Expectation, ...] = ()
    never: tuple[Expectation, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One sentence of the document: where it stands and what it says in our own words, never its text."""

    id: str
    line: int
    start: int
    end: int
    sha256: str
    paraphrase: str
    place: Place
    modality: str = "none"
    framing: bool = False
    section: str | None = None
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """The text a pack encodes, known by its digest; ``statements`` are in the order of the text."""

    title: str
    sha256: str
    characters: int
    place: Place


@dataclass(frozen=True, eq=False)
class Pack:
    """A rule base: fact types, assumptions, rules, tensions, and the statements they rest on.

    Readings, hypotheses and outcomes serve judgement: they draw on what the rules conclude and add nothing to it.
    """

    name: str
    version: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    place: Place
    title: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    tensions: tuple[Tension, ...] = ()
    cases: tuple[PackCase, ...] = ()
    document: Document | None = None
    statements: tuple[Statement, ...] = ()
    readings: tuple[Reading, ...] = ()
    hypotheses: tuple[HypothesisSet, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def statement_by_id(self) -> dict[str, Statement]:
        """The statements by id."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` over everything that bears on meaning, whatever the order and layout of the files."""
        from tocsin.rules.content import content_of

        return "sha256:" + hashlib.sha256(canonical_json(content_of(self)).encode("utf-8")).hexdigest()
