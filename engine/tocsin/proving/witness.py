"""The smallest facts that make a rule fire or a fact follow, or the proof that within a bound there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.engine.backing import patterns_of
from tocsin.engine.case import Case
from tocsin.engine.plan import MatchPlan, PatternPlan, Plan
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.notation import parse_partial
from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.proof import certify
from tocsin.proving import codes
from tocsin.proving.bound import EXAMPLES, MOST_FACTS, Bound
from tocsin.proving.constants import Constants
from tocsin.proving.goal import Fires, Goal, Holds
from tocsin.proving.search import Progress, Search, Side, upstream
from tocsin.proving.shapes import givable_types
from tocsin.proving.solver import require_solver
from tocsin.rules.model import Pack

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.facts.fact_type import FactType
    from tocsin.facts.model import Fact


@dataclass(frozen=True)
class Found:
    """What a search came to: a witness, a proof that within the bound there is none, or neither.

    ``facts`` are a smallest witness, None if none was found. ``undecided`` says what kept the search from settling it;
    empty if it is settled. ``assessments`` are what follows from the witness, by both engines, from each pack asked.
    """

    goal: str
    bound: Bound
    types: Mapping[str, FactType]
    tried: int
    facts: tuple[Fact, ...] | None
    undecided: str = ""
    assessments: tuple[Assessment, ...] = ()

    @property
    def is_none(self) -> bool:
        """True if it is proved that within the bound there is no witness."""
        return self.facts is None and not self.undecided

    @property
    def certificates(self) -> tuple[str, ...]:
        """A certificate of everything that follows from the witness, for each pack asked."""
        return tuple(certify(assessment) for assessment in self.assessments)

    @property
    def case(self) -> Case:
        """The witness as a case. Raises ValueError if there is none."""
        if self.facts is None:
            raise ValueError("there is no witness")
        first = self.assessments[0]
        return Case(first.pack, self.facts, name="witness", assumptions=first.assumptions)


@checked()
def witness(
    pack: Pack,
    asked: str,
    *,
    facts: int = MOST_FACTS,
    assumptions: Mapping[str, bool] | None = None,
    given: Iterable[str] = (),
    progress: Progress | None = None,
) -> Found:
    """The least facts that make a rule fire, named by its id, or a fact follow, in the notation with fields left out.

    The id of a tension asks for facts with which it is there.

    At most ``facts`` facts are tried, of the types that no rule concludes and those ``given`` besides. ``assumptions``
    switches assumptions of the pack. Raises ProblemError if clingo is not installed, for what is neither a rule nor a
    fact, and for a rule that an assumption switches off.
    """
    side = side_of(pack, assumptions or {})
    return search((side,), _goal_of(side, asked), asked, facts=facts, given=given, progress=progress)


def search(
    sides: Sequence[Side],
    goal: Goal,
    asked: str,
    *,
    facts: int = MOST_FACTS,
    given: Iterable[str] = (),
    progress: Progress | None = None,
    bound: Bound | None = None,
) -> Found:
    """What a search for a goal comes to, within ``bound`` or, without one, the bound that the rules suggest."""
    require_solver()
    within = bound or bound_of(sides, goal, facts, given)
    running = Search(sides, goal, within, progress)
    found = running.run()
    left = "" if found is not None else running.undecided or _asks_for_reports(sides, goal)
    result = Found(asked, within, sides[0].plan.types, running.tried, found, left)
    if found is None:
        return result
    cases = [Case(side.pack, found, name="witness", assumptions=side.assumptions) for side in sides]
    return replace(result, assessments=tuple(case.assess() for case in cases))


def _asks_for_reports(sides: Sequence[Side], goal: Goal) -> str:
    """Why nothing is proved where a rule that bears on the goal asks who reports something; else empty."""
    for side in sides:
        for number in sorted(upstream(side, goal).rules & side.active):
            rule = side.plan.rules[number]
            for pattern in patterns_of(rule):
                if pattern.backed_by is not None:
                    return (
                        f"the rule {rule.rule.id} asks who reports {pattern.type}, and the facts tried have no reports"
                    )
    return ""


def bound_of(sides: Sequence[Side], goal: Goal, facts: int, given: Iterable[str] = ()) -> Bound:
    """The bound that rules and goal suggest: the types that bear on it and may be given, with the constants read."""
    more = tuple(given)
    reaches = [(side, upstream(side, goal)) for side in sides]
    givable: set[str] = set()
    counted: set[str] = set()
    for side, reach in reaches:
        _check_types(side.plan, more)
        givable |= givable_types(side.plan, side.active, more) & reach.types
        aggregates = [each for number in reach.rules for each in side.plan.rules[number].aggregates]
        counted |= {pattern.type for each in aggregates for pattern in each.match.patterns}
    if len(sides) > 1:  # what either concludes is not given
        givable -= {name for side in sides for name in side.pack.concluded_types} - set(more)
    types = sides[0].plan.types
    found = Constants(types, frozenset(counted), max(EXAMPLES, facts) if counted else EXAMPLES)
    offset = 0
    for side, reach in reaches:
        for number in sorted(reach.rules):
            found.note_rule(side.plan.rules[number], offset)
        offset += len(side.plan.rules)
    for match in goal.matches:
        found.note_match(match, -1)
    return Bound(facts, {name: found.columns(name) for name in sorted(givable)})


def side_of(pack: Pack, switches: Mapping[str, bool]) -> Side:
    """A pack with its assumptions switched. Raises ProblemError for one that it does not have."""
    return Side(pack, Case(pack, assumptions=switches).assumptions)


def fires_of(side: Side, name: str) -> Fires:
    """The goal that a rule fires. Raises ProblemError where an assumption switches it off."""
    plan = next(each for each in side.plan.rules if each.rule.id == name)
    off = [each for each in plan.rule.assumes if not side.assumptions[each]]
    if off:
        message = f"the rule {name} never fires while {' and '.join(off)} {'are' if len(off) > 1 else 'is'} off"
        hint = " ".join(f"--assume {each}" for each in off)
        raise ProblemError([Problem(codes.OFF, message, None, f"give {hint}")])
    return Fires(plan.index, frozenset())


def _goal_of(side: Side, asked: str) -> Goal:
    """That a rule of this id fires, a tension of this id is there, or a fact of this notation follows."""
    pack = side.pack
    tensions = {each.tension.id: each.match for each in side.plan.tensions}
    if asked in tensions:
        return Holds(tensions[asked])
    if asked in pack.rule_by_id:
        return fires_of(side, asked)
    if "(" not in asked and pack.vocabulary.get(asked.strip()) is None:
        names = [*pack.rule_by_id, *tensions, *pack.vocabulary.types]
        message = f"{pack.name} has no rule, no tension and no fact type {asked.strip()!r}"
        hint = suggestion(asked.strip(), names, "rules, tensions and types")
        raise ProblemError([Problem(codes.UNKNOWN_GOAL, message, None, hint)])
    partial = parse_partial(asked, pack.vocabulary)
    return Holds(MatchPlan((PatternPlan(partial.type, partial.values, ()),), (), (), (0,), ()))


def _check_types(plan: Plan, names: Iterable[str]) -> None:
    unknown = [name for name in names if name not in plan.types]
    if unknown:
        raise ProblemError([plan.pack.vocabulary.unknown_type(unknown[0])])
