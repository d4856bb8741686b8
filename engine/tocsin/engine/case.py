"""A case: a pack, the facts asserted, and what to assume; assessing it changes nothing."""

from __future__ import annotations

import copyreg
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import FrozenInstanceError
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from tocsin.engine import codes
from tocsin.engine.assess import EngineChoice, Request, assess, in_force
from tocsin.engine.assessment import Assessment, FactInForce, Warned
from tocsin.engine.engines import Checker, checkers
from tocsin.engine.given_facts import givens_under
from tocsin.engine.kept_plan import kept_plan
from tocsin.engine.phases import phase
from tocsin.engine.plan import Plan
from tocsin.engine.told_twice import warnings_of_twins
from tocsin.engine.two_spellings import warnings_of_sources
from tocsin.engine.unknown_words import warnings_of_words
from tocsin.facts.arguments import checked
from tocsin.facts.converting import day_of
from tocsin.facts.counting import counted
from tocsin.facts.days import DateRange
from tocsin.facts.displayed import Displayed
from tocsin.facts.model import Fact, Given
from tocsin.facts.problems import Place, Problem, ProblemError, raise_if_any, suggestion
from tocsin.facts.read import CaseFile, VocabularyOf, case_from_data, case_from_text, merge_given, read_case
from tocsin.facts.reports import UNNAMED
from tocsin.facts.retractions import idle_retractions
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.model import Pack
from tocsin.rules.shipped import Packs, load_pack, shipped_names


@checked()
def plan_of(pack: Pack) -> Plan:
    """The plan of a pack, compiled once."""
    # Kept with the pack itself: a table of plans, each of which knows its pack, would never let one go.
    kept = vars(pack)
    if "plan" not in kept:
        with phase("plan", pack=pack.name, rules=len(pack.rules)):
            kept["plan"] = kept_plan(pack)
    plan: Plan = kept["plan"]
    return plan


class Case(Displayed):
    """Facts under a rule pack. A case is a value: its methods return new ones.

    ``facts`` are pydantic facts, ``Given`` (a fact with its reports), or text in the notation for facts.
    ``assumptions`` switches assumptions of the pack on or off. Raises ProblemError for facts the pack's
    vocabulary does not know, and for unknown assumptions.

    >>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    >>> case = Case(load_pack("russia-dprk"), [fact])
    >>> [c.qualifier for c in case.assess().conclusions if c.type == "highly_significant_development"]
    ['certain']
    """

    _page_by = "tocsin.explain.voices.overview:case_page"

    @checked(but=("facts",))
    def __init__(
        self,
        pack: Pack,
        facts: Iterable[Fact | Given | str] = (),
        *,
        name: str = "case",
        as_of: dt.date | None = None,
        known_by: dt.date | None = None,
        assumptions: Mapping[str, bool] | None = None,
    ) -> None:
        self.pack = pack
        self.name = name
        self.as_of = day_of(as_of, "as_of")
        self.known_by = day_of(known_by, "known_by")
        self.facts: tuple[Given, ...] = merge_given(givens_under(facts, pack.vocabulary))
        self.assumptions: dict[str, bool] = _switched(pack, assumptions or {})

    def __setattr__(self, name: str, value: object) -> None:
        if "assumptions" in self.__dict__:  # what is set last, when a case is made
            raise FrozenInstanceError(f"cannot assign to field {name!r}: a case is a value; make another one")
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        """Two cases are equal if they state the same, in whichever order."""
        if not isinstance(other, Case):
            return NotImplemented
        return self is other or self._stated == other._stated

    def __hash__(self) -> int:
        return hash((self.name, self.as_of, self.known_by, len(self.facts)))

    def __repr__(self) -> str:
        return f"<Case {self.name[:100]!r} under {self.pack.name} of {counted(len(self.facts), 'fact')}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.pack, self.facts, self.name, self.as_of, self.known_by, self.assumptions)

    def __copy__(self) -> Case:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Case:
        return self

    @property
    def switched(self) -> dict[str, bool]:
        """The assumptions that are on or off other than the pack has them by itself."""
        defaults = {each.id: each.default for each in self.pack.assumptions}
        return {name: on for name, on in self.assumptions.items() if on != defaults[name]}

    @property
    def _stated(self) -> tuple[object, ...]:
        return self.name, self.as_of, self.known_by, self.assumptions, frozenset(self.facts), self.pack

    @classmethod
    @checked()
    def load(cls, path: str | Path, pack: Pack | None = None, *, packs: Packs | None = None) -> Case:
        """The case in a file. ``pack`` takes the place of the pack the file names; with ``packs`` it can name no other.

        Raises ProblemError with everything that is wrong in the file or its pack.
        """
        file = Path(path)
        return cls._read(partial(read_case, file), str(path), pack, packs, file.parent)

    @classmethod
    @checked()
    def from_text(cls, text: str, pack: Pack | None = None, *, packs: Packs | None = None, name: str = "case") -> Case:
        """The case in a text, YAML or JSON; no file is opened but one that ``packs`` lists.

        The text may name a shipped pack; with ``packs``, one of these and no other. ``name`` stands in places, and is
        the case's where it has none. Raises ProblemError with everything that is wrong.

        >>> Case.from_text("{pack: russia-dprk, facts: []}").pack.name
        'russia-dprk'
        """
        return cls._read(partial(case_from_text, text, name=name), name, pack, packs)

    @classmethod
    @checked(but=("data",))
    def from_data(
        cls, data: object, pack: Pack | None = None, *, packs: Packs | None = None, name: str = "case"
    ) -> Case:
        """The case in data such as JSON gives: what ``from_text`` reads, read already.

        Raises ProblemError with everything that is wrong; places name the steps: ``case: facts[2].edge.source``.
        """
        return cls._read(partial(case_from_data, data, name=name), name, pack, packs)

    @classmethod
    def _read(
        cls,
        read_by: Callable[[VocabularyOf], CaseFile],
        shown: str,
        pack: Pack | None,
        packs: Packs | None,
        beside: Path | None = None,
    ) -> Case:
        """The case that ``read_by`` reads; the pack it names is sought ``beside``, or among shipped ones alone."""
        chosen = [] if pack is None else [pack]
        allowed = shipped_names() if packs is None and beside is None else packs

        def vocabulary_of(named: str | None) -> Vocabulary:
            if not chosen:
                if named is None:
                    hint = "add pack: NAME to the case, or give --pack"
                    raise ProblemError([Problem(codes.NO_PACK, "the case names no rule pack", Place(shown), hint)])
                chosen.append(load_pack(named, beside=beside, packs=allowed))
            return chosen[0].vocabulary

        read = read_by(vocabulary_of)
        if not chosen:
            vocabulary_of(read.pack)
        _check_assumptions(chosen[0], read.assumptions, read.assumption_places)
        dates = {"as_of": read.as_of, "known_by": read.known_by}
        return cls(chosen[0], read.facts, name=read.name, **dates, assumptions=read.assumptions)

    @checked(but=("facts",))
    def with_facts(self, facts: Iterable[Fact | Given | str]) -> Case:
        """This case with more facts."""
        return Case(
            self.pack,
            (*self.facts, *givens_under(facts, self.pack.vocabulary)),
            name=self.name,
            as_of=self.as_of,
            known_by=self.known_by,
            assumptions=self.assumptions,
        )

    @cached_property
    def latest_report(self) -> dt.date | None:
        """The date of the latest report; None if no report is dated."""
        dates = [report.date for given in self.facts for report in given.reports if report.date is not None]
        return max(dates, default=None)

    @checked()
    def assess(
        self,
        *,
        as_of: dt.date | None = None,
        known_by: dt.date | None = None,
        assume: Iterable[str] = (),
        without: Iterable[str] = (),
        engine: EngineChoice = "auto",
        checked_by: Iterable[Checker | str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Assessment:
        """What follows from the facts in force at ``as_of``, as known by ``known_by``.

        ``as_of`` defaults to the case's date, else to its latest report; ``known_by`` to the case's, else to
        ``as_of``. ``assume`` and ``without`` switch assumptions by id. ``engine`` is ``auto`` (both engines
        within the documented size), ``both``, ``rete`` or ``seminaive``. ``checked_by`` are engines of others, or their
        names, that must find the same; where engines are compared anyway it defaults to those that
        ``TOCSIN_CHECKED_BY`` names. Raises EngineDisagreement if two engines differ, and ProblemError for an unknown
        assumption or engine.
        """
        if checked_by is None and engine in ("rete", "seminaive"):
            checked_by = ()
        as_of, known_by = day_of(as_of, "as_of"), day_of(known_by, "known_by")
        moment = as_of or self.as_of or self.latest_report
        known = known_by or (as_of or self.known_by or moment)
        assumptions = _switched(self.pack, {**self.assumptions, **switches(assume, without)})
        standing, warnings = self._stood(moment, known)
        request = Request(
            self.name,
            moment,
            known,
            dict(sorted(assumptions.items())),
            engine,
            standing,
            warnings,
            self.facts,
            checkers(checked_by),
        )
        cached = "plan" in vars(self.pack)
        with phase("assess", pack=self.pack.name, engine=engine, plan_cached=cached, facts=len(standing)) as told:
            assessment = assess(plan_of(self.pack), request, progress)
            told.tell(engines=" ".join(assessment.engines))
        return assessment

    def _stood(
        self, moment: dt.date | None, known_by: dt.date | None
    ) -> tuple[tuple[FactInForce, ...], tuple[Warned, ...]]:
        """The facts in force, and what is to be said of what is given; kept for the dates asked about last."""
        # A case is a value, so that other assumptions or another engine find the same.
        kept = vars(self).get("_kept")
        if kept is None or kept[0] != (moment, known_by):
            standing = in_force(self.facts, moment, known_by)
            warnings = (
                *self._idle_retractions(known_by),
                *warnings_of_words(self.pack, standing),
                *warnings_of_sources(self.pack, standing),
                *warnings_of_twins(standing),
            )
            kept = vars(self)["_kept"] = ((moment, known_by), (standing, warnings))
        found: tuple[tuple[FactInForce, ...], tuple[Warned, ...]] = kept[1]
        return found

    def _idle_retractions(self, known_by: dt.date | None) -> Iterable[Warned]:
        """Warnings for known retractions that take nothing back, or not what the same day brought."""
        for given in self.facts:
            for idle in idle_retractions(given.reports, known_by):
                who = idle.retraction.source.name or UNNAMED
                if idle.undecided is None:
                    nearest = idle.nearest
                    hint = "" if nearest is None else f"; {nearest} had"
                    message = f"the retraction by {who} takes nothing back: it had not reported {given.fact}{hint}"
                    yield Warned(codes.IDLE_RETRACTION, message)
                elif idle.retraction.date is None:
                    message = f"the retraction by {who} of {given.fact} has no date, and takes nothing back"
                    yield Warned(codes.IDLE_RETRACTION, message)
                else:
                    report, retraction = idle.undecided.source.day, idle.retraction.source.day
                    when, give = f"reported and retracted by {who} on {retraction}", "both a time stamp"
                    if report != retraction:
                        told = [
                            day.in_words() if isinstance(day, DateRange) else f"on {day}"
                            for day in (report, retraction)
                        ]
                        when, give = f"reported by {who} {told[0]} and retracted {told[1]}", "each its day"
                    message = (
                        f"{given.fact} was {when}: the report "
                        f"stands, because nothing tells which came first; give {give}"
                    )
                    yield Warned(codes.SAME_DAY, message)


def _plan_again(plan: Plan) -> tuple[Any, ...]:
    return plan_of, (plan.pack,)


# A plan is made of its pack alone, and holds far more.
copyreg.pickle(Plan, _plan_again)


def _again(
    pack: Pack,
    facts: tuple[Given, ...],
    name: str,
    as_of: dt.date | None,
    known_by: dt.date | None,
    assumptions: Mapping[str, bool],
) -> Case:
    """The case as it was, in another process."""
    return Case(pack, facts, name=name, as_of=as_of, known_by=known_by, assumptions=assumptions)


def switches(assume: Iterable[str], without: Iterable[str]) -> dict[str, bool]:
    """What is switched by naming assumptions that are to be on, and such as are to be off, which decide."""
    return {**dict.fromkeys(assume, True), **dict.fromkeys(without, False)}


def _switched(pack: Pack, switches: Mapping[str, bool]) -> dict[str, bool]:
    _check_assumptions(pack, switches, {})
    return {assumption.id: switches.get(assumption.id, assumption.default) for assumption in pack.assumptions}


def _check_assumptions(pack: Pack, names: Iterable[str], places: Mapping[str, Place]) -> None:
    known = {assumption.id for assumption in pack.assumptions}
    raise_if_any(
        Problem(
            codes.UNKNOWN_SWITCH,
            f"unknown assumption {name!r}",
            places.get(name),
            suggestion(name, known, "assumptions"),
        )
        for name in names
        if name not in known
    )
