"""An assessment grounded over many worlds: its facts in force, each given in the worlds that are named for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, Protocol

from tocsin.engine import codes
from tocsin.engine.backing import Backed, with_backed
from tocsin.engine.plan import STRENGTH
from tocsin.engine.sentences import sentence
from tocsin.facts.key import FactKey
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_row
from tocsin.facts.problems import Problem, ProblemError
from tocsin.questions.worlds.ground import GroundProgram, TooManyValues, firmly, ground
from tocsin.questions.worlds.ground.algebra import Algebra, W
from tocsin.questions.worlds.ground.program import Firing

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.facts.reports import Qualifier

_MOST_READ = 100


def grounded(
    assessment: Assessment,
    algebra: Algebra[W],
    worlds: Mapping[str, W],
    firmness: Mapping[str, tuple[W, ...]] | None = None,
    backed: Mapping[FactKey, W] | None = None,
) -> GroundProgram[W]:
    """The assessment's facts and rules over many worlds.

    ``worlds`` says for facts in force, by id, in which worlds they are given; the others are given in all. ``firmness``
    says for facts, by id, in which worlds they are given at least so firmly, by ordinal; the others are as firm
    everywhere as in the assessment. ``backed`` says in which worlds facts meet demands on reports (``engine.backing``);
    others do wherever they are given. Raises ProblemError if an aggregate takes too many values.
    """
    facts = {fact.fact.key: fact for fact in assessment.facts}
    given = {key: worlds.get(fact.id, algebra.all) for key, fact in facts.items()}
    given = {key: where for key, where in given.items() if where is not algebra.none}
    members = Backed.of(assessment.plan, assessment.facts)
    varying = firmness or {}
    firm = {
        key: varying.get(facts[key].id) or firmly(STRENGTH[facts[key].qualifier], where, algebra.none)
        for key, where in given.items()
        if facts[key].id in varying or facts[key].qualifier != "certain"
    }
    rules = assessment.plan.active(assessment.assumptions)
    try:
        whole = {**with_backed(given, members), **(backed or {})}
        whole = {key: where for key, where in whole.items() if where is not algebra.none}
        return ground(assessment.plan, whole, rules, algebra, firm)
    except TooManyValues as error:
        message = f"over these worlds the aggregate {error} takes too many values to follow each"
        hint = "leave fewer of the facts that contribute to it uncertain"
        raise ProblemError([Problem(codes.TOO_MANY_VALUES, message, None, hint)]) from None


def _tells_a_total(firing: Firing[W]) -> bool:
    """True if its sentence has a total that runs through recursion, which comes to something else in each world."""
    reads = firing.rule.rule.reads or ""
    results = (total.rule.aggregates[total.at].result for total in firing.totals)
    return any(f"{{{dollar}{result}}}" in reads for result in results for dollar in ("", "$"))


class World(Protocol[W]):
    """One world of a program, in which conclusions come about in ways of its own."""

    def firmness(self, firing: Firing[W]) -> int | None:
        """How firmly the firing concludes there, by ordinal of ``plan.STRENGTH``; None if it does not."""

    def bindings(self, firing: Firing[W]) -> dict[str, Value]:
        """The value of every variable of the rule there."""


class Telling(Generic[W]):
    """Names the facts of a ground program, and reads conclusions out, whether or not they are derived now."""

    def __init__(self, assessment: Assessment, program: GroundProgram[W]) -> None:
        self._assessment = assessment
        self._program: GroundProgram[W] = program
        self.ids = [assessment.numbered.id_of(key) for key in zip(program.types, program.rows, strict=True)]

    def text(self, fact: int) -> str:
        """The fact in the notation for facts."""
        name = self._program.types[fact]
        return format_row(self._assessment.plan.types[name], self._program.rows[fact])

    def reads(self, fact: int, qualifier: Qualifier, world: World[W] | None = None) -> str:
        """The conclusion as a sentence, worded no more strongly than the qualifier.

        It is told as it comes about in the ``world``, by the firmest firing there; without one as in the case as it
        stands, else by the strongest rule anywhere.
        """
        plan = self._assessment.plan
        now = self._assessment.conclusion(self.ids[fact])
        if world is None and now is not None:
            return sentence(plan, now.best.rule, now.best.bindings, qualifier, self.text(fact))
        found = self._program.concluding[fact]
        if world is not None:
            told = {id(firing): firm for firing in found if (firm := world.firmness(firing)) is not None}
            firmest = max(told.values())
            found = [firing for firing in found if told.get(id(firing)) == firmest]
            # What is told now goes on being told, where nothing is firmer.
            best = None if now is None else (now.best.rule.id, now.best.premises)
            found = [firing for firing in found if best == self._way(firing)] or found
        firing = min(found, key=self._order)
        bindings = self._program.bindings(firing) if world is None else world.bindings(firing)
        return sentence(plan, firing.rule.rule, bindings, qualifier, self.text(fact))

    def one_wording(self, fact: int) -> bool:
        """True if every way in which the conclusion may follow tells it by the same sentence."""
        plan, program = self._assessment.plan, self._program
        firings = program.concluding[fact]
        if len(firings) > _MOST_READ or any(map(_tells_a_total, firings)):
            return False
        told = {
            sentence(plan, firing.rule.rule, program.bindings(firing), firing.rule.rule.qualifier, "")
            for firing in firings
        }
        return len(told) == 1

    def _way(self, firing: Firing[W]) -> tuple[str, tuple[str, ...]]:
        return firing.rule.rule.id, tuple(self.ids[premise] for premise in firing.premises)

    def _order(self, firing: Firing[W]) -> tuple[int, int, list[str]]:
        """The strongest rule first; nothing depends on the order in which facts were given."""
        facts = sorted(self.ids[premise] for premise in firing.premises)
        return -firing.rule.strength, firing.rule.index, facts
