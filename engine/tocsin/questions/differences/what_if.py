"""What would follow if: the difference that some changes to a case would make, each part with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.engine import codes
from tocsin.engine.engines import EngineChoice
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.given_facts import givens_under
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import FactKey
from tocsin.facts.model import Fact, Given, fact_of
from tocsin.facts.partial import PartialFact
from tocsin.facts.problems import Problem, ProblemError, raise_if_any, suggestion
from tocsin.facts.values import short_repr
from tocsin.questions.differences.causes import Cause, Side, as_of_after, causes_of_ways
from tocsin.questions.differences.changes import Change, State, changes
from tocsin.questions.differences.edits import Assert, Edit, Retract, Switch, edit_text, edited
from tocsin.questions.differences.summary import Rank, Standing, in_order, standing_of
from tocsin.questions.goal import Asked, assessed, sought_in
from tocsin.questions.missing.not_in_force import Idle, idle_among

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case


@dataclass(frozen=True)
class SupportChange:
    """A conclusion that stands as firmly as before, on other derivations: so many gained, so many lost, and why."""

    standing: Standing
    gained: int
    lost: int
    causes: tuple[Cause, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "conclusion": self.standing.to_json(),
            "derivations_gained": self.gained,
            "derivations_lost": self.lost,
            "causes": [cause.to_json() for cause in self.causes],
        }


@dataclass(frozen=True)
class Difference:
    """Two assessments of one case, as it stands and as it would: what differs, and why.

    ``idle`` are edits that change nothing that the case states: a fact that is in force already, an assumption that
    is as it should be. ``not_in_force`` are facts asserted that say themselves that they do not hold at that time.
    """

    __repr__ = short_repr

    before: Assessment
    after: Assessment
    edits: tuple[Edit, ...]
    idle: tuple[Edit, ...]
    changes: tuple[Change, ...]
    support: tuple[SupportChange, ...]
    not_in_force: tuple[Idle, ...] = ()

    @property
    def gained(self) -> tuple[Change, ...]:
        """Conclusions that would be drawn and are not."""
        return tuple(change for change in self.changes if change.kind == "appeared")

    @property
    def lost(self) -> tuple[Change, ...]:
        """Conclusions that are drawn and would not be."""
        return tuple(change for change in self.changes if change.kind == "fell")

    @property
    def changed(self) -> tuple[Change, ...]:
        """Conclusions that would stand more firmly, or less."""
        return tuple(change for change in self.changes if change.kind in ("strengthened", "weakened"))

    @property
    def is_empty(self) -> bool:
        """True if nothing that follows would be otherwise."""
        return not self.changes and not self.support

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        types = self.before.plan.types
        return {
            **self.before.heading_json(),
            "edits": [edit_text(edit, types) for edit in self.edits],
            "idle": [edit_text(edit, types) for edit in self.idle],
            "not_in_force": [idle.to_json() for idle in self.not_in_force],
            "gained": [change.to_json() for change in self.gained],
            "lost": [change.to_json() for change in self.lost],
            "changed": [change.to_json() for change in self.changed],
            "support": [item.to_json() for item in self.support],
        }


@checked(but=("assert_",))
def what_if(
    subject: Assessment | Case,
    *,
    assert_: Iterable[Fact | str] = (),
    retract: Iterable[Asked] = (),
    assume: Iterable[str] = (),
    without: Iterable[str] = (),
    engine: EngineChoice = "seminaive",
) -> Difference:
    """What would follow otherwise if some facts were given and some not, and assumptions switched.

    ``retract`` may name facts in part: every given fact in force that matches goes. Raises ProblemError with every
    problem: facts that cannot be read, nothing to retract, unknown assumptions.
    """
    assessment = assessed(subject)
    edits = edits_of(assessment, assert_=assert_, retract=retract, assume=assume, without=without)
    return difference(assessment, edits, engine)


def difference(assessment: Assessment, edits: Iterable[Edit], engine: EngineChoice = "seminaive") -> Difference:
    """The difference that edits would make."""
    with paused_collection():
        return _difference(assessment, tuple(dict.fromkeys(edits)), engine)


def _difference(assessment: Assessment, made: tuple[Edit, ...], engine: EngineChoice) -> Difference:
    after = edited(assessment, made, engine)
    in_force = {fact.fact.key for fact in assessment.facts}
    idle = tuple(edit for edit in made if _is_idle(edit, assessment, in_force))
    one, other = _states(assessment, after)
    types = assessment.plan.types
    asserted = [Given(fact_of(types[edit.type], edit.row)) for edit in made if isinstance(edit, Assert)]
    outside = tuple(idle_among(asserted, assessment.as_of, assessment.known_by))
    return Difference(assessment, after, made, idle, changes(one, other), _support(one.side, other.side), outside)


def _states(before: Assessment, after: Assessment) -> tuple[State, State]:
    """Both assessments with those conclusions, in order, that do not stand alike: very many may."""
    one, other = Side(before), Side(after)
    ranks = {conclusion.id: one.concluded(conclusion.id) for conclusion in before.conclusions}
    others = {conclusion.id: other.concluded(conclusion.id) for conclusion in after.conclusions}

    def state(side: Side, own: dict[str, Rank], opposite: dict[str, Rank]) -> State:
        conclusions = side.assessment.conclusions
        differing = [standing_of(each) for each in conclusions if own[each.id] != opposite.get(each.id)]
        return State(side, {standing.id: standing for standing in in_order(before.pack, differing)})

    return state(one, ranks, others), state(other, others, ranks)


def _is_idle(edit: Edit, assessment: Assessment, in_force: set[FactKey]) -> bool:
    if isinstance(edit, Switch):
        return assessment.assumptions[edit.assumption] == edit.on
    return isinstance(edit, Assert) and (edit.type, edit.row) in in_force


def _support(before: Side, after: Side) -> tuple[SupportChange, ...]:
    """The conclusions that stand as firmly as before, on other derivations."""
    found = []
    for conclusion in after.assessment.conclusions:
        identity = conclusion.id
        old, new = before.ways.get(identity), after.ways[identity]
        if old is not None and old != new and before.concluded(identity) == after.concluded(identity):
            why = (*causes_of_ways(after, before, identity), *causes_of_ways(before, after, identity))
            why = as_of_after(why, after)
            standing = standing_of(conclusion)
            found.append(SupportChange(standing, len(new - old), len(old - new), tuple(dict.fromkeys(why))))
    order = {s.id: at for at, s in enumerate(in_order(after.assessment.pack, [item.standing for item in found]))}
    return tuple(sorted(found, key=lambda item: order[item.standing.id]))


def edits_of(
    assessment: Assessment,
    *,
    assert_: Iterable[Fact | str] = (),
    retract: Iterable[Asked] = (),
    assume: Iterable[str] = (),
    without: Iterable[str] = (),
) -> tuple[Edit, ...]:
    """The edits that are meant. Raises ProblemError with every problem."""
    problems: list[Problem] = []
    edits: list[Edit] = []
    for asked in retract:
        try:
            edits += _retractions(assessment, asked)
        except ProblemError as error:
            problems.extend(error.problems)
    try:
        edits += [Assert(*given.fact.key) for given in givens_under(assert_, assessment.pack.vocabulary, "assert")]
    except ProblemError as error:
        problems.extend(error.problems)
    on, off = list(assume), list(without)
    known = assessment.assumptions
    for name in (*on, *off):
        if name not in known:
            hint = suggestion(name, known, "assumptions")
            problems.append(Problem(codes.UNKNOWN_SWITCH, f"unknown assumption {name!r}", None, hint))
    problems += [
        Problem(codes.CONTRADICTION, f"the assumption {name} is to be both on and off", None, "name it once")
        for name in on
        if name in off
    ]
    raise_if_any(problems)
    return (*edits, *(Switch(name, True) for name in on), *(Switch(name, False) for name in off))


def _retractions(assessment: Assessment, asked: Asked) -> list[Edit]:
    sought = sought_in(assessment, asked)
    found: list[Edit] = [Retract(*fact.fact.key) for fact in assessment.facts if sought.matches(*fact.fact.key)]
    if not found:
        text = sought.text(assessment.plan.types)
        message = f"there is nothing to retract: no given fact in force matches {text}"
        raise ProblemError([Problem(codes.NOTHING_TO_RETRACT, message, None, _instead(assessment, sought))])
    return found


def _instead(assessment: Assessment, sought: PartialFact) -> str:
    graph = assessment.graph
    follows = any(sought.matches(graph.types[n], graph.rows[n]) for n in graph.by_conclusion)
    if follows:
        return "it follows from other facts; retract those that it rests on (tocsin flip finds them)"
    given = sorted({fact.type for fact in assessment.facts})
    return "" if sought.type in given else suggestion(sought.type, given, "types of given facts")
