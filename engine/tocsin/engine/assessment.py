"""What an assessment is: facts in force, conclusions with every derivation, and what to know about them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.engine.conclusions import Conclusion, Facts, qualifier_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.plan import Plan
from tocsin.engine.result_json import render
from tocsin.engine.tensions import match_tensions
from tocsin.facts.model import Fact, Given, Qualifier
from tocsin.facts.reports import Report
from tocsin.rules.model import Pack

if TYPE_CHECKING:
    from tocsin.engine.questions.flip import Flip
    from tocsin.engine.questions.indicators import Watch
    from tocsin.engine.questions.sought import Asked
    from tocsin.engine.questions.source_bearing import Sources
    from tocsin.engine.questions.support import Supports
    from tocsin.engine.questions.swept import Sweep
    from tocsin.engine.questions.what_if import Difference
    from tocsin.engine.questions.why_not import WhyNot


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
    """A given fact that holds at the time assessed, with the reports known by then."""

    id: str
    fact: Fact
    reports: tuple[Report, ...]
    qualifier: Qualifier

    @property
    def type(self) -> str:
        """The name of its fact type."""
        return self.fact.fact_type().name

    @property
    def denials(self) -> tuple[Report, ...]:
        """Reports that deny the fact; they stand beside it and change nothing."""
        return tuple(report for report in self.reports if report.status == "denied")

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``qualifier`` only where the fact is given as less than certain."""
        fact_type = self.fact.fact_type()
        data: dict[str, object] = {
            "id": self.id,
            "type": fact_type.name,
            "fields": fact_type.canonical_fields(self.fact.row),
            "reports": [report.to_json() for report in self.reports],
        }
        if self.qualifier != "certain":
            data["qualifier"] = self.qualifier
        return data


@dataclass(frozen=True)
class TensionFound:
    """A tension of the pack whose sides all hold, with the facts that hold them."""

    id: str
    text: str
    between: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"id": self.id, "text": self.text, "between": list(self.between)}


@dataclass(frozen=True)
class Assessment:
    """What follows from the facts in force: conclusions, each with every derivation, and what to know about them."""

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

    @property
    def pack(self) -> Pack:
        """The rule pack applied."""
        return self.plan.pack

    @cached_property
    def numbered(self) -> Facts:
        """All facts of the graph, given and derived, by id."""
        return Facts(self.graph)

    @cached_property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """Every derived fact, by type and then by id."""
        return tuple([Conclusion(self.numbered, number) for number in self._order])

    @cached_property
    def _order(self) -> list[int]:
        """The conclusions by fact number, in the order in which they are shown."""
        by_type: dict[str, list[int]] = {}
        for number in self.graph.by_conclusion:
            by_type.setdefault(self.graph.types[number], []).append(number)
        key = self.numbered.ids.__getitem__
        return [number for name in sorted(by_type) for number in sorted(by_type[name], key=key)]

    @cached_property
    def _conclusion_by_id(self) -> dict[str, Conclusion]:
        return {conclusion.id: conclusion for conclusion in self.conclusions}

    @cached_property
    def _fact_by_id(self) -> dict[str, FactInForce]:
        return {fact.id: fact for fact in self.facts}

    def conclusion(self, identity: str) -> Conclusion | None:
        """The conclusion of that id, if it was derived."""
        return self._conclusion_by_id.get(identity)

    def fact(self, identity: str) -> FactInForce | None:
        """The given fact of that id, if it is in force."""
        return self._fact_by_id.get(identity)

    def fact_text(self, identity: str) -> str:
        """Any fact of the assessment, given or derived, in the notation for facts."""
        return Conclusion(self.numbered, self.numbered.numbers[identity]).fact_text

    def qualifier_of(self, identity: str) -> Qualifier:
        """How strongly a fact, given or derived, counts as a premise."""
        return qualifier_of(self.graph.strength[self.numbered.numbers[identity]])

    def why_not(self, fact: Asked) -> WhyNot:
        """Why no such fact holds: for each rule, how near it comes (``questions.why_not``)."""
        from tocsin.engine.questions.why_not import why_not

        return why_not(self, fact)

    def what_if(
        self,
        *,
        assert_: Iterable[Fact | str] = (),
        retract: Iterable[Asked] = (),
        assume: Iterable[str] = (),
        without: Iterable[str] = (),
    ) -> Difference:
        """What would follow otherwise (``questions.what_if``); nothing is changed."""
        from tocsin.engine.questions.what_if import what_if

        return what_if(self, assert_=assert_, retract=retract, assume=assume, without=without)

    def flip(self, fact: Asked, *, at_most: int = 2, progress: Callable[[int, int], None] | None = None) -> Flip:
        """The smallest changes that remove a conclusion, or bring it about (``questions.flip``)."""
        from tocsin.engine.questions.flip import flip

        return flip(self, fact, at_most=at_most, progress=progress)

    def watch(self) -> Watch:
        """Facts not now known, by what their arrival would change (``questions.watch``)."""
        from tocsin.engine.questions.watch import watch

        return watch(self)

    def support(self, fact: str, *, limit: int = 100, progress: Callable[[int, int], None] | None = None) -> Supports:
        """All minimal sets of given facts from which a fact, by its id, follows (``questions.support``)."""
        from tocsin.engine.questions.support import support

        return support(self, fact, limit=limit, progress=progress)

    def sources(self, *, seed: int = 0, orders: int = 2_000) -> Sources:
        """What falls with each source, and its Shapley value over the conclusions (``questions.sources``)."""
        from tocsin.engine.questions.sources import sources

        return sources(self, seed=seed, orders=orders)

    def sweep(
        self,
        uncertain: Iterable[str] = (),
        *,
        grades: Iterable[str] = (),
        statuses: Iterable[str] = (),
        priors: Mapping[str, float] | None = None,
        limit: int = 20,
    ) -> Sweep:
        """In how many worlds each conclusion holds, if these facts may hold or not (``questions.sweep``)."""
        from tocsin.engine.questions.doubt import Doubt
        from tocsin.engine.questions.sweep import sweep

        return sweep(self, Doubt(tuple(uncertain), tuple(grades), tuple(statuses), priors or {}), limit=limit)

    @cached_property
    def tensions(self) -> tuple[TensionFound, ...]:
        """Every tension that holds, once for each set of facts it holds between."""
        ids = self.numbered.ids
        found = {
            TensionFound(plan.tension.id, plan.tension.text, tuple(ids[number] for number in numbers))
            for plan, numbers in match_tensions(self.graph)
        }
        return tuple(sorted(found, key=lambda tension: (tension.id, tension.between)))

    @cached_property
    def loops(self) -> tuple[tuple[str, ...], ...]:
        """Each set of conclusions that rest on one another in a circle, by ids."""
        ids = self.numbered.ids
        return tuple(sorted(tuple(sorted(ids[number] for number in loop)) for loop in self.graph.loops))

    @cached_property
    def _rendered(self) -> tuple[tuple[str, ...], str]:
        return render(self, self._order)

    def to_json(self) -> str:
        """Canonical JSON, without a line end."""
        return "".join(self._rendered[0])

    def json_pieces(self) -> tuple[str, ...]:
        """The pieces of the canonical JSON, for writing a large one without joining it."""
        return self._rendered[0]

    @property
    def digest(self) -> str:
        """``sha256:…`` over the canonical JSON of everything else."""
        return self._rendered[1]

    def to_data(self) -> dict[str, Any]:
        """The JSON as Python data."""
        data: dict[str, Any] = json.loads(self.to_json())
        return data
