"""The same rules over two parties' facts: who concludes what, and where their derivations first part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from tocsin.engine import codes
from tocsin.engine.assessment_header import moment_json
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Given
from tocsin.facts.partial import PartialFact
from tocsin.facts.problems import Problem, ProblemError, raise_if_any, suggestion
from tocsin.facts.reports import source_names
from tocsin.facts.values import short_repr
from tocsin.questions.differences.causes import Cause, Side, causes
from tocsin.questions.differences.summary import Standing, in_order, standing_of
from tocsin.questions.goal import assessed
from tocsin.questions.missing.not_in_force import Idle, idle_facts

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case

Party = Literal["a", "b"]


@dataclass(frozen=True)
class Parting:
    """Where the derivations of a conclusion first part, going down from it on the side where it is the firmer.

    ``fact`` is the last fact on the way that holds there (so firmly) and not on the other side, and ``given`` whether
    it is given there; ``rule`` draws it, or, if it is given, the first conclusion from it. ``causes`` is everything
    that differs below, the nearest first; ``idle`` is the fact as the other side states it without its being in force.
    """

    firmer: Party
    fact: str
    text: str
    given: bool
    rule: str
    path: tuple[str, ...]
    causes: tuple[Cause, ...]
    idle: tuple[Idle, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "firmer": self.firmer,
            "fact": {"id": self.fact, "fact": self.text, "given": self.given},
            "rule": self.rule,
            "path": list(self.path),
            "causes": [cause.to_json() for cause in self.causes],
            "not_in_force_there": [idle.to_json() for idle in self.idle],
        }


@dataclass(frozen=True)
class Row:
    """A conclusion that a party draws, as it stands with each; the parting where they differ."""

    a: Standing | None
    b: Standing | None
    parting: Parting | None

    @property
    def standing(self) -> Standing:
        """The conclusion as one of them draws it."""
        standing = self.a or self.b
        assert standing is not None
        return standing

    @property
    def agreed(self) -> bool:
        """True if it stands alike with both."""
        return self.a is not None and self.b is not None and self.a.rank == self.b.rank

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "conclusion": self.standing.to_json(),
            "a": None if self.a is None else self.a.strength_json(),
            "b": None if self.b is None else self.b.strength_json(),
            "parting": None if self.parting is None else self.parting.to_json(),
        }


@dataclass(frozen=True)
class Comparison:
    """Two assessments under one pack, conclusion by conclusion."""

    __repr__ = short_repr

    a: Assessment
    b: Assessment
    names: tuple[str, str]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The conclusions that do not stand alike with both."""
        return tuple(row for row in self.rows if not row.agreed)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        pack = self.a.pack
        return {
            "pack": {"name": pack.name, "version": pack.version},
            "parties": [_party(name, side) for name, side in zip(self.names, (self.a, self.b), strict=True)],
            "agreed": sum(row.agreed for row in self.rows),
            "rows": [row.to_json() for row in self.rows],
        }


def _party(name: str, side: Assessment) -> dict[str, object]:
    return {
        "name": name,
        "case": side.name,
        **moment_json(side.as_of, side.known_by),
        "assumptions": dict(side.assumptions),
        "facts": len(side.facts),
        "conclusions": len(side.conclusions),
    }


@checked()
def compare(a: Assessment | Case, b: Assessment | Case, names: tuple[str, str] | None = None) -> Comparison:
    """The two assessments, conclusion by conclusion; a case is assessed first, by ``seminaive``.

    Raises ProblemError if they are made under different packs.
    """
    a, b = assessed(a), assessed(b)
    if a.pack.digest != b.pack.digest:
        one, other = (f"{side.pack.name} {side.pack.version}" for side in (a, b))
        message = f"the cases are under different rules: {one} and {other}"
        hint = "give --pack to judge both by one pack, or pin one to both (tocsin pack pin)"
        raise ProblemError([Problem(codes.TWO_PACKS, message, None, hint)])
    left, right = Side(a), Side(b)
    first = {conclusion.id: standing_of(conclusion) for conclusion in a.conclusions}
    second = {conclusion.id: standing_of(conclusion) for conclusion in b.conclusions}
    every = in_order(a.pack, {**second, **first}.values())
    rows = []
    for standing in every:
        one_sees, other_sees = first.get(standing.id), second.get(standing.id)
        rows.append(Row(one_sees, other_sees, _parting(left, right, one_sees, other_sees)))
    return Comparison(a, b, names or (a.name, b.name), tuple(rows))


def _parting(a: Side, b: Side, one: Standing | None, other: Standing | None) -> Parting | None:
    if one is not None and (other is None or one.rank > other.rank):
        return _descend(a, b, one.id, "a")
    if other is not None and (one is None or other.rank > one.rank):
        return _descend(b, a, other.id, "b")
    return None


def _descend(here: Side, there: Side, identity: str, firmer: Party) -> Parting:
    """Go down from a conclusion by its best derivation, to the shallowest premise that differs, as long as one does."""
    path = [identity]
    derivation = Conclusion(here.facts, here.facts.numbers[identity]).best
    while True:
        lacking = [p for p in derivation.premises if here.strength(p) > there.strength(p) and p not in path]
        if not lacking:
            break
        current = min(lacking, key=lambda premise: (here.graph.depth[here.facts.numbers[premise]], premise))
        path.append(current)
        following = _drawn(here, current)
        if following is None:
            break
        derivation = following
    last = path[-1]
    assessment = there.assessment
    number = here.facts.numbers[last]
    sought = PartialFact.of_row(here.graph.types[number], here.graph.rows[number])
    return Parting(
        firmer=firmer,
        fact=last,
        text=here.assessment.fact_text(last),
        given=here.assessment.fact(last) is not None,
        rule=derivation.rule.id,
        path=tuple(path),
        causes=causes(here, there, identity),
        idle=idle_facts(assessment.given, assessment.as_of, assessment.known_by, sought),
    )


def _drawn(here: Side, identity: str) -> Derivation | None:
    """The best derivation of a fact; None if it is given as firmly as it holds."""
    number = here.facts.numbers[identity]
    graph = here.graph
    if graph.is_leaf(number):
        return None
    return Conclusion(here.facts, number).best


def of_sources(case: Case, names: Iterable[str]) -> Case:
    """The case with the reports of some sources only, by publisher (or title, or address), as of the same day.

    What no source is named for stays: it is nobody's claim. Raises ProblemError for a
    source that reports nothing in the case.
    """
    from tocsin.engine.case import Case as NewCase

    wanted = list(names)
    known = source_names(report for given in case.facts for report in given.reports)
    raise_if_any(
        Problem(codes.UNKNOWN_SOURCE, f"no report in the case is by {name!r}", None, suggestion(name, known, "sources"))
        for name in wanted
        if name not in known
    )
    facts = []
    for given in case.facts:
        reports = tuple(report for report in given.reports if report.source.name in (None, *wanted))
        if reports or not given.reports:
            facts.append(Given(given.fact, reports, given.qualifier))
    moment = case.as_of or case.latest_report
    return NewCase(
        case.pack, facts, name=case.name, as_of=moment, known_by=case.known_by or moment, assumptions=case.assumptions
    )
