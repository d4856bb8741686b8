"""What an assessment is: facts in force, conclusions with every derivation, and what to know about them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any

from tocsin.engine.assessment_header import Heading, HeadingFields
from tocsin.engine.conclusion_columns import ConclusionColumns
from tocsin.engine.conclusion_json import ConclusionWriter
from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.disagreements import AccountOf, Disagreement, disagreements
from tocsin.engine.facts_by_id import Facts, UnknownFact
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.grades import Grades, NeededGrades, grade_needed
from tocsin.engine.matching import match_tensions
from tocsin.engine.plan import Plan
from tocsin.engine.result_json import array, pieces, streamed, with_digest
from tocsin.facts.accounts import ASSUMED, Account
from tocsin.facts.arguments import checked
from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.dataclass import dataclass
from tocsin.facts.displayed import Displayed
from tocsin.facts.json_values import canonical_json, to_json
from tocsin.facts.model import Fact, Given
from tocsin.facts.problems import ArgumentError, Place, Problem
from tocsin.facts.reports import UNNAMED, Qualifier, Report
from tocsin.facts.values import FrozenValue, short_repr
from tocsin.rules.canonical_form import functions_json
from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Warned:
    """Something a reader of the result must know."""

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """As JSON-ready data."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True)
class FactInForce:
    """A given fact that holds at the time assessed, with the reports known by then; ``account`` says what each does."""

    __repr__ = short_repr

    id: str
    fact: Fact
    reports: tuple[Report, ...]
    qualifier: Qualifier
    account: Account = ASSUMED

    @property
    def type(self) -> str:
        """The name of its fact type."""
        return self.fact.fact_type().name

    @property
    def denials(self) -> tuple[Report, ...]:
        """Reports that deny the fact; they stand beside it and change nothing."""
        return self.account.of("denies")

    @property
    def supporting(self) -> tuple[Report, ...]:
        """The reports that keep the fact in force."""
        return self.account.supporting

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``qualifier`` only where the fact is given as less than certain."""
        return {**Given(self.fact, self.reports, self.qualifier).to_json(), "id": self.id}


@dataclass(frozen=True)
class TensionFound:
    """A tension of the pack whose sides all hold, or what accounts of one thing contradict each other in."""

    id: str
    text: str
    between: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"id": self.id, "text": self.text, "between": list(self.between)}


@dataclass(frozen=True)
class OtherAccount:
    """A given fact of other sources that contradicts one about the same thing; ``says`` names what it has otherwise."""

    fact: FactInForce
    says: str


@dataclass(frozen=True, eq=False)
class Assessment(Displayed, FrozenValue):
    """What follows from the facts in force: conclusions, each with every derivation, and what to know about them.

    Which ``engines`` ran, and ``engine_warnings`` about those that did not, stand beside what was concluded: the digest
    does not cover them.
    """

    _page_by = "tocsin.explain.voices.overview:assessment_page"

    name: str
    plan: Plan
    as_of: dt.date | None
    known_by: dt.date | None
    assumptions: Mapping[str, bool]
    engines: tuple[str, ...]
    facts: tuple[FactInForce, ...]
    graph: DerivationGraph
    warnings: tuple[Warned, ...]
    given: tuple[Given, ...] = ()
    """Everything the case states, in force or not."""
    engine_warnings: tuple[Warned, ...] = ()

    def __post_init__(self) -> None:
        """The graph keeps what it was derived from, so that it is told of nothing else (as by ``dataclasses.replace``).

        Only the name, which is what the case is called, may be another. Raises ArgumentError.
        """
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("name", "graph")}
        told["assumptions"] = dict(self.assumptions)
        derived_from = self.graph.derived_from
        if derived_from is None:
            self.graph.derived_from = told
            return
        message = "an assessment says what followed from what it was made of; with this changed, nobody derived it"
        hint = "assess the case again: case.assess(as_of=…), or another Case"
        changed = [Place(name) for name, value in told.items() if value != derived_from[name]]
        if changed:
            raise ArgumentError(Problem(WRONG_ARGUMENT, message, place, hint) for place in changed)

    def __eq__(self, other: object) -> bool:
        """Two assessments are equal if they concluded the same from the same, by the same engines."""
        if not isinstance(other, Assessment):
            return NotImplemented
        return self is other or (self._heading == other._heading and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash((self.name, self.as_of, self.known_by, self.engines, self.pack.digest, len(self.graph.rows)))

    def __repr__(self) -> str:
        counts = f"{len(self.facts)} facts in force, {len(self.graph.concluded)} conclusions"
        return f"<Assessment of {self.name[:100]!r} under {self.pack.name}, as of {self.as_of}: {counts}>"

    @property
    def _heading(self) -> tuple[object, ...]:
        said = (self.name, self.as_of, self.known_by, self.engines, dict(self.assumptions), self.warnings)
        return said, self.pack, self.facts, frozenset(self.given)

    @property
    def pack(self) -> Pack:
        """The rule pack applied."""
        return self.plan.pack

    @property
    def heading_fields(self) -> HeadingFields:
        """The heading of what is told from the assessment, by field."""
        return {
            "case": self.name,
            "pack": self.pack.name,
            "version": self.pack.version,
            "as_of": self.as_of,
            "known_by": self.known_by,
        }

    def heading_json(self) -> dict[str, object]:
        """The heading of what is told from the assessment, as JSON-ready data."""
        return Heading(**self.heading_fields).heading_json()

    @cached_property
    def numbered(self) -> Facts:
        """All facts of the graph, given and derived, by id."""
        return Facts(self.graph)

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """Every derived fact, by type and then by id."""
        return tuple([Conclusion(self.numbered, number) for number in self._order])

    @cached_property
    def columns(self) -> ConclusionColumns:
        """What conclusions say, by fact number: for whoever asks about very many."""
        return ConclusionColumns(self.numbered)

    @cached_property
    def _order(self) -> list[int]:
        """The conclusions by fact number, in the order in which they are shown."""
        by_type: dict[str, list[int]] = {}
        for number in self.graph.concluded:
            by_type.setdefault(self.graph.types[number], []).append(number)
        key = (self.numbered.ids if self.graph.arrays is None else self.numbered.ranks.tolist()).__getitem__
        return [number for name in sorted(by_type) for number in sorted(by_type[name], key=key)]

    @cached_property
    def _fact_by_id(self) -> dict[str, FactInForce]:
        return {fact.id: fact for fact in self.facts}

    @checked()
    def conclusion(self, identity: str) -> Conclusion | None:
        """The conclusion of that id, if it was derived."""
        number = self.numbered.numbers.get(identity)
        return Conclusion(self.numbered, number) if number is not None and number in self.graph.by_conclusion else None

    @checked()
    def fact(self, identity: str) -> FactInForce | None:
        """The given fact of that id, if it is in force."""
        return self._fact_by_id.get(identity)

    @checked()
    def fact_text(self, identity: str) -> str:
        """Any fact of the assessment, given or derived, in the notation for facts."""
        return Conclusion(self.numbered, self.numbered.number_of(identity)).fact_text

    @checked()
    def qualifier_of(self, identity: str) -> Qualifier:
        """How strongly a fact, given or derived, counts as a premise."""
        return qualifier_of(self.graph.strength[self.numbered.number_of(identity)])

    @checked()
    def grades_of(self, identity: str) -> Grades:
        """The weakest grades that a conclusion needs to be as strong as it is; none where no source has one.

        Raises UnknownFact for an id that no conclusion has.
        """
        number = self.numbered.number_of(identity)
        if number not in self.graph.by_conclusion:
            raise UnknownFact(identity)
        return self.needed_grades.of_conclusion(number)

    @cached_property
    def needed_grades(self) -> NeededGrades:
        """The weakest grades that conclusions need, by fact number: for whoever asks about very many."""
        graded = {fact.id: found for fact in self.facts if (found := grade_needed(fact.supporting, fact.qualifier))}
        known = {self.numbered.number_of(identity): grades for identity, grades in graded.items()}
        return NeededGrades(self.numbered, known, self._supporting)

    def _supporting(self, number: int) -> tuple[Report, ...]:
        """The reports that count for a given fact."""
        fact = self.fact(self.numbered.ids[number])
        return () if fact is None else fact.supporting

    @cached_property
    def tensions(self) -> tuple[TensionFound, ...]:
        """Every tension that holds, once for each set of facts it holds between."""
        ids = self.numbered.ids
        found = {
            TensionFound(plan.tension.id, plan.tension.text, tuple(ids[number] for number in numbers))
            for plan, numbers in match_tensions(self.graph)
        }
        found.update(TensionFound(f"accounts-{each.facts[0]}", each.text, each.facts) for each in self._disagreements)
        return tuple(sorted(found, key=lambda tension: (tension.id, tension.between)))

    @checked()
    def other_accounts(self, identity: str) -> tuple[OtherAccount, ...]:
        """The given facts that contradict the given fact of that id about the same thing; none stands above another."""
        found = self._disagreement_by_fact.get(identity)
        against = () if found is None else found.against(identity)
        return tuple(OtherAccount(self._fact_by_id[other], says) for other, says in against)

    @cached_property
    def _disagreement_by_fact(self) -> dict[str, Disagreement]:
        return {identity: each for each in self._disagreements for identity in each.facts}

    @cached_property
    def _disagreements(self) -> tuple[Disagreement, ...]:
        """What sources contradict each other about, among the facts given."""
        by_type: dict[str, list[AccountOf]] = {}
        for fact in self.facts:
            by_type.setdefault(fact.type, []).append(AccountOf(fact.id, fact.fact.row, self._sources(fact)))
        types = self.plan.types
        return tuple(each for name, told in by_type.items() for each in disagreements(types[name], told))

    def _sources(self, fact: FactInForce) -> tuple[str, ...]:
        """Who stands for a fact, in order."""
        return tuple(sorted({report.source.name or UNNAMED for report in fact.supporting}))

    @cached_property
    def loops(self) -> tuple[tuple[str, ...], ...]:
        """Each set of conclusions that rest on one another in a circle, by ids."""
        ids = self.numbered.ids
        return tuple(sorted(tuple(sorted(ids[number] for number in loop)) for loop in self.graph.loops))

    @cached_property
    def _content(self) -> tuple[dict[str, str], str]:
        with paused_collection():
            parts = self._parts()
            return with_digest({key: part if isinstance(part, str) else "".join(part) for key, part in parts.items()})

    @cached_property
    def _beside(self) -> dict[str, str]:
        """The canonical JSON of what is told beside the content, by key; the digest leaves it out.

        ``engines``: which ran, and in ``engine_warnings`` why one did not. What follows from the content: ``grades``,
        the weakest that each conclusion needs, and ``names``, what the codes in facts are called.
        """
        ids, needed = self.numbered.ids, self.needed_grades
        grades = {ids[number]: list(found) for number in self._order if (found := needed.of_conclusion(number))}
        names = self.pack.spoken.labels(value for row in self.graph.rows for value in row if isinstance(value, str))
        told = {
            "engines": list(self.engines),
            "engine_warnings": [warning.to_json() for warning in self.engine_warnings],
            **{key: value for key, value in (("grades", grades), ("names", names)) if value},
        }
        return {key: canonical_json(value) for key, value in told.items()}

    def _parts(self) -> dict[str, str | Iterator[str]]:
        """The canonical JSON of everything the digest covers, by key; that of the conclusions in pieces."""
        pack = {"name": self.pack.name, "version": self.pack.version, "digest": self.pack.digest}
        own = functions_json(self.pack.own_functions)
        return {
            **({"functions": canonical_json(own)} if own else {}),
            "as_of": canonical_json(to_json(self.as_of)),
            "assumptions": canonical_json(dict(self.assumptions)),
            "case": canonical_json(self.name),
            "conclusions": self._written_conclusions(),
            "facts": array(canonical_json(fact.to_json()) for fact in self.facts),
            "known_by": canonical_json(to_json(self.known_by)),
            "loops": canonical_json([list(loop) for loop in self.loops]),
            "pack": canonical_json(pack),
            "tensions": array(canonical_json(tension.to_json()) for tension in self.tensions),
            "warnings": array(canonical_json(warning.to_json()) for warning in self.warnings),
        }

    def _written_conclusions(self) -> Iterator[str]:
        if self.graph.arrays is None:
            return ConclusionWriter(self.numbered).write(self._order)
        from tocsin.engine.conclusion_array_json import ConclusionArrayWriter

        return ConclusionArrayWriter(self.numbered, self.graph.arrays).write(self._order)

    def to_json(self) -> str:
        """Canonical JSON, without a line end."""
        return "".join(pieces({**self._content[0], **self._beside}))

    def json_pieces(self) -> Iterator[str]:
        """The pieces of the canonical JSON as they are asked for, none of them kept: for writing a large one."""
        return streamed(self._parts(), self._beside)

    @property
    def digest(self) -> str:
        """``sha256:…`` over the canonical JSON of the content: of all but itself, and what is told beside it.

        The same on every Python, and whether one engine ran or two.
        """
        return self._content[1]

    def to_data(self) -> dict[str, Any]:
        """The JSON as Python data."""
        data: dict[str, Any] = json.loads(self.to_json())
        return data
