"""Rule packs as values: frozen, placed, and free of any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.later import may_come_later
from tocsin.facts.model import Given
from tocsin.facts.problems import Place
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import FrozenValue
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.analysis_model import HypothesisSet, Outcome, Reading
from tocsin.rules.canonical_form import (
    functions_json,
    outcome_json,
    pattern_json,
    patterns_of_outcome,
    question_json,
    rule_json,
    type_json,
    types_of,
)
from tocsin.rules.expression import OwnFunction
from tocsin.rules.parameter import Parameter
from tocsin.rules.rule import ABSENT, Constant, Pattern, Rule
from tocsin.rules.spoken_names import SpokenNames

if TYPE_CHECKING:
    from tocsin.rules.tables.table import Table

AssumptionClass = Literal["solid", "caveated", "unsupported"]
ASSUMPTION_CLASSES: tuple[AssumptionClass, ...] = ("solid", "caveated", "unsupported")


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

    def content(self) -> tuple[object, ...]:
        """The case without its place."""
        told = [
            [(pattern_json(e.pattern), e.qualifier, e.boundary) for e in each] for each in (self.expect, self.never)
        ]
        return self.name, self.facts, self.as_of, self.known_by, dict(self.assumptions), told


STRONGEST: dict[str, Qualifier] = {
    "indicative": "certain",
    "would": "certain",
    "will": "certain",
    "would_likely": "likely",
    "may": "possible",
    "might": "possible",
    "could": "possible",
    "none": "certain",
}
"""The modalities of a sentence, each with the strongest qualifier of a rule that encodes it."""


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

    @property
    def strongest(self) -> Qualifier:
        """How strongly a rule that cites the statement may conclude, at most."""
        return STRONGEST[self.modality]


@dataclass(frozen=True)
class Document:
    """The text a pack encodes, known by its digest; ``statements`` are in the order of the text."""

    title: str
    sha256: str
    characters: int
    place: Place


def _note_words(
    patterns: Iterable[Pattern], named: dict[tuple[str, str], set[str]], free: set[tuple[str, str]]
) -> None:
    """Add the words that patterns name, and the fields that they let say anything, each by type and field."""
    for pattern in patterns:
        for name, term in pattern.terms.items():
            if term == ABSENT:
                continue
            if isinstance(term, Constant):
                words = (value for value in term.values if isinstance(value, str))
                named.setdefault((pattern.type, name), set()).update(words)
            else:
                free.add((pattern.type, name))


@dataclass(frozen=True, eq=False)
class Pack(FrozenValue):
    """A rule base: fact types, assumptions, rules, tensions, and the statements they rest on.

    Readings, hypotheses and outcomes serve judgement: they draw on what the rules conclude and add nothing to it.
    The rows of ``tables`` are among the rules.
    """

    name: str
    version: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    place: Place
    title: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    tensions: tuple[Tension, ...] = ()
    cases: tuple[PackCase, ...] = may_come_later(())
    document: Document | None = None
    statements: tuple[Statement, ...] = ()
    readings: tuple[Reading, ...] = ()
    hypotheses: tuple[HypothesisSet, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    declared_at: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    """Where each type and each name (``("types", "edge")``) stands, if the pack was read."""
    tables: tuple[Table, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Two packs are equal if they mean the same, take the same facts and carry the same cases."""
        if not isinstance(other, Pack):
            return NotImplemented
        return self is other or (self.digest == other.digest and self._beside == other._beside)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in the order of the text; after them those that only rules name, in the order of the pack."""
        named = [*(statement.section for statement in self.statements), *(rule.section for rule in self.rules)]
        return tuple(dict.fromkeys(section for section in named if section is not None))

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Pack {self.name} {self.version} of {len(self.rules)} rules, {self.digest}>"

    @cached_property
    def _beside(self) -> tuple[object, ...]:
        """What a pack holds besides that which its digest covers."""
        return self.title, self.vocabulary, [case.content() for case in self.cases]

    @cached_property
    def known_words(self) -> dict[tuple[str, str], frozenset[str]]:
        """The words that patterns name, by type and field, where no pattern that must match takes any other.

        A variable in an exception only asks whether the field is there. Tensions, outcomes and evidence ask as well.
        """
        named: dict[tuple[str, str], set[str]] = {}
        free: set[tuple[str, str]] = set()
        beside = [pattern for tension in self.tensions for pattern in tension.between]
        beside += (pattern for asked in self.hypotheses for row in asked.evidence for pattern in row.patterns)
        beside += (pattern for outcome in self.outcomes for pattern in patterns_of_outcome(outcome))
        _note_words(beside, named, free)
        for rule in self.rules:
            counted = (pattern for aggregate in rule.aggregates for pattern in aggregate.patterns)
            stronger = (item for item in rule.stronger_if if isinstance(item, Pattern))
            excepted = (item for entry in rule.unless for item in entry if isinstance(item, Pattern))
            _note_words((*rule.patterns, *stronger, *counted), named, free)
            _note_words(excepted, named, set())
        return {key: frozenset(words) for key, words in named.items() if key not in free}

    @cached_property
    def own_functions(self) -> Mapping[str, OwnFunction]:
        """The functions that comparisons call and that are none of the language's, by name in order."""
        return {each.name: each for rule in self.rules for each in rule.own_functions}

    @cached_property
    def spoken(self) -> SpokenNames:
        """What values are called in sentences: as ``names`` says, else as codes of the vocabulary are called."""
        return SpokenNames(self.names, self.vocabulary)

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def written(self) -> tuple[Rule, ...]:
        """The rules as they are written: of each table one row, for all that its rows share."""
        return tuple(
            {rule.id if rule.row is None else (rule.row.table,): rule for rule in reversed(self.rules)}.values()
        )[::-1]

    @cached_property
    def statement_by_id(self) -> dict[str, Statement]:
        """The statements by id."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def concluded_types(self) -> frozenset[str]:
        """The fact types that some rule concludes."""
        return frozenset(head.type for rule in self.rules for head in rule.then)

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` over everything that bears on meaning, whatever the order and layout of the files."""
        return "sha256:" + hashlib.sha256(canonical_json(self._content()).encode("utf-8")).hexdigest()

    def _content(self) -> dict[str, object]:
        """Everything that bears on meaning, as JSON-ready data, wherever it stands."""
        used = {name for rule in self.rules for name in types_of(rule)}
        used |= {pattern.type for tension in self.tensions for pattern in tension.between}
        used |= {pattern.type for question in self.hypotheses for row in question.evidence for pattern in row.patterns}
        used |= {pattern.type for outcome in self.outcomes for pattern in patterns_of_outcome(outcome)}
        return {
            "pack": self.name,
            "version": self.version,
            "types": {name: type_json(self.vocabulary.type(name)) for name in used},
            "names": dict(self.names),
            "assumptions": {a.id: [a.text, a.classification, a.default] for a in self.assumptions},
            "rules": {rule.id: rule_json(rule) for rule in self.rules},
            "tensions": {t.id: [t.text, [pattern_json(p) for p in t.between]] for t in self.tensions},
            "document": None if self.document is None else self.document.sha256,
            "statements": {
                s.id: [s.start, s.end, s.sha256, s.paraphrase, s.modality, s.framing] for s in self.statements
            },
            **self._further_content(),
        }

    def _further_content(self) -> dict[str, object]:
        """What few packs have; a key only where there is some, so that others keep their digests."""
        parts: dict[str, dict[str, object]] = {
            "functions": functions_json(self.own_functions),
            "parameters": {name: each.to_json() for name, each in self.parameters.items()},
            "readings": {r.id: [r.text, sorted(r.assume), sorted(r.without)] for r in self.readings},
            "hypotheses": {question.id: question_json(question) for question in self.hypotheses},
            "outcomes": {outcome.id: outcome_json(outcome) for outcome in self.outcomes},
        }
        return {key: part for key, part in parts.items() if part}
