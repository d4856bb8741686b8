"""Load-bearing sources: what falls if everything that rests only on one source is discarded, and each one's share.

To discard a source is to leave out all that it reported: facts that no other source supports are then no longer
given, and one that others support too is as firm as those say. Facts for which no source is named stand whatever is
discarded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tocsin.engine.backing import demands
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.plan import CERTAIN, STRENGTH
from tocsin.facts.accounts import words_on_firmness
from tocsin.facts.arguments import checked
from tocsin.facts.reports import QUALIFIERS
from tocsin.questions.goal import assessed
from tocsin.questions.source_bearing.result import SourceBearing, Sources, Weakening
from tocsin.questions.source_bearing.shapley import Coalitions, Orders, Share
from tocsin.questions.worlds.ground import Bits, Cube, GroundProgram, Listed, at_least
from tocsin.questions.worlds.ground.bits import WorldSet
from tocsin.questions.worlds.grounded_case import Telling, grounded

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment, FactInForce
    from tocsin.facts.backing import Backing
    from tocsin.facts.key import FactKey
    from tocsin.facts.reports import Report
from tocsin.engine.case import Case

EXACT_SOURCES = 12
"""Up to so many sources Shapley values are exact; beyond, they are estimated."""
USUAL_ORDERS = 2_000
_MOST_WORLDS = 1 << 20
Strengths: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]


@checked()
def sources(subject: Assessment | Case, *, seed: int = 0, orders: int = USUAL_ORDERS) -> Sources:
    """What each source of the assessment bears.

    Shapley values are exact up to EXACT_SOURCES sources; beyond, they are estimated from so many random ``orders``,
    drawn with ``seed``, with standard errors. What falls is exact for any number of sources.
    """
    assessment = assessed(subject)
    named = {fact.id: _supporters(fact) for fact in assessment.facts}
    names = sorted({name for found in named.values() if found is not None for name in found})
    return _Discarding(assessment, named, names, seed, orders).run()


def _supporters(fact: FactInForce) -> frozenset[str] | None:
    """The sources that keep the fact in force; None if it would be so without any of them."""
    found = [report.source.name for report in fact.supporting]
    return None if not found or None in found else frozenset(name for name in found if name)


class _Discarding:
    """Grounds a case over worlds in which some of its sources are believed and the others discarded."""

    def __init__(
        self,
        assessment: Assessment,
        named: Mapping[str, frozenset[str] | None],
        names: list[str],
        seed: int,
        orders: int,
    ) -> None:
        self._assessment = assessment
        self._named = named
        self._names = names
        self._seed = seed
        self._exact = len(names) <= EXACT_SOURCES
        self._orders = Orders(len(names), 0 if self._exact else _affordable(orders, len(names)), seed)
        self._algebra: Bits
        if self._exact:
            cube = Cube(len(names))
            self._algebra, variables = cube, [cube.variable(at) for at in range(len(names))]
            self._whole = cube.size - 1
            self._left_out = [self._whole & ~(1 << at) for at in range(len(names))]
        else:
            all_but_one = ~np.eye(len(names), dtype=np.bool_)
            everyone = np.ones((1, len(names)), dtype=np.bool_)
            listed = Listed(np.vstack([everyone, all_but_one, self._orders.coalitions()]))
            self._algebra, variables = listed, [listed.variable(at) for at in range(len(names))]
            self._whole, self._left_out = 0, list(range(1, len(names) + 1))
        self._variables = dict(zip(names, variables, strict=True))

    def run(self) -> Sources:
        """Ground once, and read off what falls with each source and what each adds."""
        assessment, algebra = self._assessment, self._algebra
        worlds = {
            identity: reduce(algebra.join, (self._variables[name] for name in sorted(found)), algebra.none)
            for identity, found in self._named.items()
            if found is not None
        }
        program = grounded(assessment, algebra, worlds, firmness=self._firmness(worlds), backed=self._backed())
        telling = Telling(assessment, program)
        strengths = self._strengths(program)
        shares = self._shares(program, telling)
        found = [self._bearing(at, name, strengths, telling, shares[at]) for at, name in enumerate(self._names)]
        told = {number for source in found for number in _spoken(source, telling)}
        return Sources(
            case=assessment.name,
            conclusions=len(assessment.conclusions),
            sources=tuple(sorted(found, key=lambda s: (-len(s.falls), -s.share.value, s.name))),
            unnamed=tuple(identity for identity, names in self._named.items() if names is None),
            orders=self._orders.count,
            seed=self._seed,
            texts={telling.ids[n]: telling.reads(n, qualifier_of(_weakest(strengths[n]))) for n in sorted(told)},
        )

    def _backed(self) -> dict[FactKey, WorldSet]:
        """Where the sources that are believed back a fact as some rule demands: whatever number of them that takes."""
        asked = demands(self._assessment.plan)
        return {
            (relation, fact.fact.row): self._meeting(backing, fact.supporting)
            for fact in self._assessment.facts
            for relation, backing in asked.get(fact.type, ())
        }

    def _meeting(self, asked: Backing, reports: Sequence[Report]) -> WorldSet:
        """The worlds in which the reports of the sources that are believed meet a demand."""
        algebra, found = self._algebra, self._algebra.none
        # Who is left out nowhere, as whoever reports only what stands without a source, is heard in every world.
        names = sorted({report.source.name or "" for report in reports} & self._variables.keys())
        variables = {name: self._variables[name] for name in names}
        flags = [algebra.flat(each) for each in variables.values()]
        for pattern in np.unique(np.array(flags), axis=1).T.tolist() if flags else [[]]:
            heard = dict(zip(variables, pattern, strict=True))
            if asked.is_met_by(report for report in reports if heard.get(report.source.name or "", True)):
                worlds = algebra.all
                for name, variable in variables.items():
                    worlds = algebra.meet(worlds, variable) if heard[name] else algebra.minus(worlds, variable)
                found = algebra.join(found, worlds)
        return found

    def _firmness(self, worlds: Mapping[str, WorldSet]) -> dict[str, tuple[WorldSet, ...]]:
        """For each fact of which a report says how firm it is, where it is given at least so firmly, by ordinal."""
        every = self._algebra.all
        given_as = {given.fact.key: STRENGTH[given.qualifier] for given in self._assessment.given}
        found = {}
        for fact in self._assessment.facts:
            words = words_on_firmness(fact.account.testimonies)
            if any(words):
                believed = worlds.get(fact.id, every)
                unsaid = given_as.get(fact.fact.key, CERTAIN)
                levels = (self._firm(*words, unsaid, level) for level in range(1, CERTAIN + 1))
                found[fact.id] = (believed, *(self._algebra.meet(believed, level) for level in levels))
        return found

    def _firm(self, counting: list[Report], beside: list[Report], unsaid: int, level: int) -> WorldSet:
        """Where the reports that are left make a fact at least so firm, by what ``facts.accounts`` says.

        The firmest word of those that count; without any the weakest of those beside; without these what is ``unsaid``.
        """
        algebra = self._algebra
        firm = self._heard(report for report in counting if _says(report, level))
        otherwise = algebra.all if unsaid >= level else self._heard(beside)
        otherwise = algebra.minus(otherwise, self._heard(report for report in beside if not _says(report, level)))
        return algebra.join(firm, algebra.minus(otherwise, self._heard(counting)))

    def _heard(self, reports: Iterable[Report]) -> WorldSet:
        """The worlds in which the source of any of these reports is believed."""
        algebra = self._algebra
        heard = (self._variables.get(report.source.name or "", algebra.all) for report in reports)
        return reduce(algebra.join, heard, algebra.none)

    def _strengths(self, program: GroundProgram[WorldSet]) -> dict[int, Strengths]:
        """For each conclusion, its strength with all sources and then without each of them; -1 where it falls."""
        watched = [self._whole, *self._left_out]
        levels = [program.derived, *(at_least(program, level) for level in range(1, len(QUALIFIERS)))]
        found = {}
        for conclusion in program.derived:
            strength: Strengths = np.full(len(watched), -1, dtype=np.int64)
            for level in levels:
                if conclusion in level:
                    strength += self._algebra.flat(level[conclusion])[watched]
            found[conclusion] = strength
        return found

    def _shares(self, program: GroundProgram[WorldSet], telling: Telling[WorldSet]) -> list[dict[str, Share]]:
        """For each source, its share in each conclusion of the case; "" stands for all of them together."""
        now = [n for n in program.derived if self._assessment.conclusion(telling.ids[n]) is not None]
        wins = {telling.ids[number]: self._algebra.flat(program.derived[number]) for number in now}
        if self._exact:
            return self._exact_shares(wins)
        rest = len(self._names) + 1
        found: list[dict[str, Share]] = [{} for _ in self._names]
        total = np.zeros((self._orders.count, len(self._names)))
        for identity, marks in wins.items():
            added = self._orders.added(marks[rest:])
            total += added
            for at in map(int, np.flatnonzero(added.any(axis=0))):
                found[at][identity] = self._orders.share(added[:, at])
        for at, shares in enumerate(found):
            shares[""] = self._orders.share(total[:, at])
        return found

    def _exact_shares(self, wins: Mapping[str, np.ndarray[Any, np.dtype[np.bool_]]]) -> list[dict[str, Share]]:
        coalitions = Coalitions(len(self._names))
        values = {identity: coalitions.values(marks) for identity, marks in wins.items()}
        found = []
        for at in range(len(self._names)):
            shares = {identity: Share(float(value[at])) for identity, value in values.items() if value[at]}
            found.append({**shares, "": Share(float(sum(value[at] for value in values.values())))})
        return found

    def _bearing(
        self,
        at: int,
        name: str,
        strengths: Mapping[int, Strengths],
        telling: Telling[WorldSet],
        shares: Mapping[str, Share],
    ) -> SourceBearing:
        falls, weakens, appears = [], [], []
        for number in sorted(strengths, key=telling.ids.__getitem__):
            before, after = int(strengths[number][0]), int(strengths[number][at + 1])
            identity = telling.ids[number]
            if before < 0 <= after:
                appears.append(identity)
            elif after < 0 <= before:
                falls.append(identity)
            elif 0 <= after < before:
                weakens.append(Weakening(identity, qualifier_of(before), qualifier_of(after)))
        facts = [(fact, found) for fact, found in self._named.items() if found is not None and name in found]
        return SourceBearing(
            name=name,
            supports=tuple(fact for fact, _ in facts),
            alone=tuple(fact for fact, found in facts if len(found) == 1),
            falls=tuple(falls),
            weakens=tuple(weakens),
            appears=tuple(appears),
            share=shares[""],
            shares={identity: share for identity, share in shares.items() if identity},
        )


def _says(report: Report, level: int) -> bool:
    return report.qualifier is not None and STRENGTH[report.qualifier] >= level


def _affordable(orders: int, sources: int) -> int:
    return max(2, min(orders, _MOST_WORLDS // (sources + 1)))


def _weakest(strengths: Strengths) -> int:
    return int(strengths[strengths >= 0].min(initial=3))


def _spoken(source: SourceBearing, telling: Telling[WorldSet]) -> Iterable[int]:
    """The conclusions that must be told as sentences, by number."""
    named = {*source.falls, *source.appears, *(each.conclusion for each in source.weakens)}
    return [number for number, identity in enumerate(telling.ids) if identity in named]
