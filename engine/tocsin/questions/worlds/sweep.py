"""Every combination of uncertain facts at once: in how many worlds each conclusion holds, and what decides it.

A world is one of the 2ⁿ ways in which ``n`` uncertain facts hold or do not, all else being as it is. A count of
worlds is no probability: nothing says that one world is as likely as another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine import codes
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.plan import STRENGTH
from tocsin.engine.sentences import hedged_at_least
from tocsin.facts.arguments import checked
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.reports import QUALIFIERS
from tocsin.questions.goal import assessed
from tocsin.questions.worlds.ground import Cube, GroundProgram, at_least
from tocsin.questions.worlds.ground.bits import WorldSet
from tocsin.questions.worlds.grounded_case import Telling, grounded
from tocsin.questions.worlds.priors import Probability, Weighing, certain
from tocsin.questions.worlds.result import Influence, Sweep, SweptConclusion, UncertainFact
from tocsin.questions.worlds.uncertain import Doubt

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case

USUAL_LIMIT = 20
"""So many uncertain facts are swept unless more are allowed: 1,048,576 worlds."""
HIGHEST_LIMIT = 24
"""More than so many cannot be allowed: 16,777,216 worlds."""


@checked()
def sweep(
    subject: Assessment | Case,
    uncertain: Iterable[str] = (),
    *,
    grades: Iterable[str] = (),
    statuses: Iterable[str] = (),
    priors: Mapping[str, float] | None = None,
    limit: int = USUAL_LIMIT,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """The assessment in every combination of its uncertain facts.

    Uncertain are facts named by id or notation, graded so, reported with such a status, or given a prior: how likely
    each fact that matches is to hold, from 0 to 1. ``limit`` is how many may be uncertain, at most HIGHEST_LIMIT.
    ``progress`` is told how many conclusions of how many are weighed. Raises ProblemError for facts that do not match,
    for too many, and for priors that are wrong or missing. Time and memory grow with 2ⁿ only for what depends on all
    ``n`` facts.
    """
    assessment = assessed(subject)
    doubt = Doubt(tuple(uncertain), tuple(grades), tuple(statuses), priors or {})
    facts = doubt.settle(assessment)
    _check_limit(len(facts), min(limit, HIGHEST_LIMIT))
    cube = Cube(len(facts))
    worlds = {fact.id: cube.variable(number) for number, fact in enumerate(facts)}
    program = grounded(assessment, cube, worlds)
    weighing = Weighing(cube, [fact.prior or 0.0 for fact in facts]) if doubt.priors else None
    sweeper = _Sweeper(assessment, cube, program, facts, weighing)
    found = []
    for done, number in enumerate(program.derived):
        found.append(sweeper.conclusion(number))
        if progress is not None:
            progress(done + 1, len(program.derived))
    return Sweep(
        **assessment.heading_fields,
        assumptions=assessment.assumptions,
        uncertain=facts,
        worlds=cube.size,
        conclusions=tuple(sorted(found, key=lambda conclusion: (conclusion.type, conclusion.id))),
    )


def _check_limit(count: int, limit: int) -> None:
    if count <= limit:
        return
    message = f"{count} facts are uncertain, which makes {2.0**count:.3g} worlds; at most {limit} may be"
    hint = f"choose fewer, or allow up to {HIGHEST_LIMIT} with --limit" if limit < HIGHEST_LIMIT else "choose fewer"
    raise ProblemError([Problem(codes.TOO_MANY_UNCERTAIN, message, None, hint)])


class _Sweeper:
    """Reads conclusions out of a program that has been grounded over all worlds."""

    def __init__(
        self,
        assessment: Assessment,
        cube: Cube,
        program: GroundProgram[WorldSet],
        uncertain: tuple[UncertainFact, ...],
        weighing: Weighing | None,
    ) -> None:
        self._assessment = assessment
        self._cube = cube
        self._program = program
        self._uncertain = uncertain
        self._weighing = weighing
        self._telling = Telling(assessment, program)
        self._levels = [program.derived, *(at_least(program, level) for level in range(1, len(QUALIFIERS)))]
        self._known: dict[bytes, tuple[tuple[Influence, ...], Probability | None]] = {}

    def conclusion(self, number: int) -> SweptConclusion:
        """What became of one conclusion."""
        worlds = self._program.derived[number]
        counts = [self._cube.count(level[number]) if number in level else 0 for level in self._levels] + [0]
        qualifiers = {qualifier_of(strength): counts[strength] - counts[strength + 1] for strength in range(4)}
        found = {qualifier: qualifiers[qualifier] for qualifier in QUALIFIERS if qualifiers[qualifier]}
        identity = self._telling.ids[number]
        weakest = min(found, key=STRENGTH.__getitem__)
        reads = self._telling.reads(number, weakest)
        influences, probability = self._decided(worlds)
        return SweptConclusion(
            id=identity,
            type=self._program.types[number],
            text=self._telling.text(number),
            reads=reads if len(found) == 1 else hedged_at_least(reads, weakest),
            one_wording=self._telling.one_wording(number),
            derived=self._assessment.conclusion(identity) is not None,
            worlds=counts[0],
            qualifiers=found,
            influences=influences,
            firmness=self._firmness(number) if len(found) > 1 else (),
            probability=probability,
        )

    def _firmness(self, number: int) -> tuple[str, ...]:
        """The facts whose presence changes, in some world where the conclusion holds anyway, how firmly it does."""
        cube, worlds = self._cube, self._program.derived[number]
        firmer = [level[number] for level in self._levels[1:] if number in level]
        found = []
        for position, fact in enumerate(self._uncertain):
            anyway = np.bitwise_and(*cube.sides(worlds, position))
            changed = (np.bitwise_xor(*cube.sides(level, position)) & anyway for level in firmer)
            if any(change.any() for change in changed):
                found.append(fact.id)
        return tuple(found)

    def _decided(self, worlds: WorldSet) -> tuple[tuple[Influence, ...], Probability | None]:
        """What decides a set of worlds, and how likely it is; worked out once for conclusions with the same worlds."""
        key = repr(worlds.shape).encode() + worlds.tobytes()
        if key not in self._known:
            influences = [self._influence(number, worlds) for number in range(len(self._uncertain))]
            bearing = [number for number, influence in enumerate(influences) if influence.pivotal]
            ordered = sorted((influences[number] for number in bearing), key=lambda i: (-i.pivotal, i.fact))
            self._known[key] = tuple(ordered), self._probability(worlds, bearing)
        return self._known[key]

    def _probability(self, worlds: WorldSet, bearing: list[int]) -> Probability | None:
        if self._weighing is None:
            return None
        return self._weighing.weigh(worlds, bearing) if bearing else certain(worlds is not self._cube.none)

    def _influence(self, number: int, worlds: WorldSet) -> Influence:
        """Borrowed from voting: a fact is pivotal where it swings the outcome (Banzhaf 1965)."""
        cube = self._cube
        without, held = cube.sides(worlds, number)
        half = cube.size // 2
        least, most = cube.count_sides(without, number), cube.count_sides(held, number)
        return Influence(
            fact=self._uncertain[number].id,
            raises=cube.count_sides(held & ~without, number),
            lowers=cube.count_sides(without & ~held, number),
            needed=not least,
            enough=most == half,
            barred=not most,
            enough_absent=least == half,
        )
