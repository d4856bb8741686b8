"""Rule packs as values: frozen, placed, and free of any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from tocsin.facts.kinds import Kind, Value, canonical_json, to_json
from tocsin.facts.model import FactType, Given, Qualifier
from tocsin.facts.problems import Place
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.expression import Node

Warrant = Literal["document", "law", "bridge", "product"]
WARRANTS: tuple[Warrant, ...] = ("document", "law", "bridge", "product")
AssumptionClass = Literal["solid", "caveated", "unsupported"]
ASSUMPTION_CLASSES: tuple[AssumptionClass, ...] = ("solid", "caveated", "unsupported")
Operation = Literal["sum", "count", "min", "max"]
OPERATIONS: tuple[Operation, ...] = ("sum", "count", "min", "max")
Rating = Literal["CC", "C", "N", "I", "II", "NA"]
RATINGS: tuple[Rating, ...] = ("CC", "C", "N", "I", "II", "NA")
"""From very consistent to very inconsistent; NA: not applicable."""
OutcomeResult = Literal["met", "partly", "reversed"]
OUTCOME_RESULTS: tuple[OutcomeResult, ...] = ("met", "partly", "reversed")


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
class Reading:
    """A named way to read the document: assumptions switched on and off together, all others as they are by default."""

    id: str
    text: str
    assume: tuple[str, ...]
    without: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Hypothesis:
    """One of several answers to a question."""

    id: str
    text: str
    place: Place


@dataclass(frozen=True)
class Evidence:
    """What bears on competing hypotheses: it is at hand when all its patterns match, and is rated for each of them."""

    id: str
    text: str
    patterns: tuple[Pattern, ...]
    ratings: Mapping[str, Rating]
    place: Place
    weight: int = 1


@dataclass(frozen=True)
class HypothesisSet:
    """A question, the hypotheses that compete to answer it, and the evidence to weigh them by."""

    id: str
    question: str
    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]
    place: Place


@dataclass(frozen=True)
class Outcome:
    """What counts as seeing a conclusion come true.

    Each alternative of ``observed`` is a conjunction of patterns, which shares its variables with ``of``. ``result``
    says what the observation is worth: ``met``; ``partly``; or ``reversed``, where the document has it the other way
    round and what was to follow came first.
    """

    id: str
    text: str
    of: Pattern
    observed: tuple[tuple[Pattern, ...], ...]
    place: Place
    result: OutcomeResult = "met"


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
        return "sha256:" + hashlib.sha256(canonical_json(_content(self)).encode("utf-8")).hexdigest()


def _content(pack: Pack) -> dict[str, object]:
    used = {name for rule in pack.rules for name in _types_of(rule)}
    used |= {pattern.type for tension in pack.tensions for pattern in tension.between}
    used |= {pattern.type for question in pack.hypotheses for row in question.evidence for pattern in row.patterns}
    used |= {pattern.type for outcome in pack.outcomes for pattern in _patterns_of_outcome(outcome)}
    return {
        "pack": pack.name,
        "version": pack.version,
        "types": {name: _type_json(pack.vocabulary.type(name)) for name in used},
        "names": dict(pack.names),
        "assumptions": {a.id: [a.text, a.classification, a.default] for a in pack.assumptions},
        "rules": {rule.id: rule_json(rule) for rule in pack.rules},
        "tensions": {t.id: [t.text, [_pattern_json(p) for p in t.between]] for t in pack.tensions},
        "document": None if pack.document is None else pack.document.sha256,
        "statements": {s.id: [s.start, s.end, s.sha256, s.paraphrase, s.modality, s.framing] for s in pack.statements},
        **_judgement_content(pack),
    }


def _judgement_content(pack: Pack) -> dict[str, object]:
    """Readings, hypotheses and outcomes; a key only where there are some, so that other packs keep their digests."""
    parts: dict[str, dict[str, object]] = {
        "readings": {r.id: [r.text, sorted(r.assume), sorted(r.without)] for r in pack.readings},
        "hypotheses": {question.id: _question_json(question) for question in pack.hypotheses},
        "outcomes": {outcome.id: _outcome_json(outcome) for outcome in pack.outcomes},
    }
    return {key: part for key, part in parts.items() if part}


def _question_json(question: HypothesisSet) -> dict[str, object]:
    return {
        "question": question.question,
        "hypotheses": [[hypothesis.id, hypothesis.text] for hypothesis in question.hypotheses],
        "evidence": {
            row.id: [row.text, [_pattern_json(p) for p in row.patterns], dict(row.ratings), row.weight]
            for row in question.evidence
        },
    }


def _outcome_json(outcome: Outcome) -> list[object]:
    observed = [[_pattern_json(pattern) for pattern in alternative] for alternative in outcome.observed]
    return [outcome.text, _pattern_json(outcome.of), observed, outcome.result]


def _patterns_of_outcome(outcome: Outcome) -> Iterator[Pattern]:
    yield outcome.of
    for alternative in outcome.observed:
        yield from alternative


def _types_of(rule: Rule) -> Iterator[str]:
    yield from rule.positive_types()
    yield from rule.closed_types()
    yield from (item.type for item in (*rule.stronger_if, *rule.then) if isinstance(item, Pattern))


def _type_json(fact_type: FactType) -> list[list[str]]:
    return [[field.name, str(field)] for field in fact_type.fields]


def rule_json(rule: Rule) -> dict[str, object]:
    """A rule as JSON-ready data: what it means, without where it stands."""
    return {
        "when": [_condition_json(item) for item in rule.when],
        "unless": [[_condition_json(item) for item in entry] for entry in rule.unless],
        "then": [_pattern_json(head) for head in rule.then],
        "stronger_if": [_condition_json(item) for item in rule.stronger_if],
        "qualifier": rule.qualifier,
        "cites": list(rule.cites),
        "warrant": rule.warrant,
        "assumes": list(rule.assumes),
        "reads": rule.reads,
        "section": rule.section,
    }


def _condition_json(item: Condition) -> object:
    match item:
        case Pattern():
            return _pattern_json(item)
        case Comparison():
            return str(item.node)
        case Let():
            return {"let": {f"${item.variable}": str(item.node)}}
        case Aggregate():
            return {
                item.operation: True if item.variable is None else f"${item.variable}",
                "over": [_condition_json(part) for part in item.over],
                "by": [f"${name}" for name in item.by],
                "as": f"${item.result}",
            }


def _pattern_json(pattern: Pattern) -> dict[str, object]:
    return {pattern.type: {name: _term_json(term) for name, term in pattern.terms.items()}}


def _term_json(term: Term) -> object:
    if isinstance(term, Variable):
        return f"${term.name}"
    # As in a pack, the dollar sign that begins a constant is doubled, or it would be taken for a variable.
    values = [f"${value}" if isinstance(value, str) and value[:1] == "$" else to_json(value) for value in term.values]
    return values[0] if len(values) == 1 else {"any": values}
