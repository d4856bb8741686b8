"""The smallest changes of facts, figures and assumptions that remove a conclusion, or bring it about.

Every choice of edits that is minimal is found, up to the number of edits asked for, unless the search stops, which is
then said. The value of a parameter is moved alone, beside no other edit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.engine.gc_pause import paused_collection
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row
from tocsin.facts.problems import Travelling
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import short_repr
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, Switch, Tune, edit_text, edited, linked
from tocsin.questions.goal import Asked, Never, assessed, never_concluded, sought_in
from tocsin.questions.minimal_edits.candidate_edits import edit_space
from tocsin.questions.minimal_edits.counterfactuals import Worlds
from tocsin.questions.minimal_edits.search import Progress, Search
from tocsin.questions.minimal_edits.thresholds import ends

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case

AT_MOST = 2
Choice = frozenset[Edit]


@dataclass(frozen=True)
class Held:
    """How firmly the firmest of some facts holds, and whether that rests on a comparison that is only possible."""

    qualifier: Qualifier
    boundary: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"qualifier": self.qualifier, "boundary": self.boundary}


def _held(assessment: Assessment, sought: PartialFact) -> Held | None:
    """How firmly the facts sought hold; None if none does."""
    graph = assessment.graph
    numbers = [n for n, name in enumerate(graph.types) if name == sought.type and sought.matches_row(graph.rows[n])]
    ranks = [(graph.strength[n], n < graph.given or not Conclusion(assessment.numbered, n).boundary) for n in numbers]
    if not ranks:
        return None
    strength, plain = max(ranks)
    return Held(qualifier_of(strength), not plain)


@dataclass(frozen=True)
class Flip:
    """What would change whether a fact holds: choices of edits, each minimal, the smallest first.

    ``stopped_at`` is None if every minimal choice of up to ``at_most`` edits of the space was found; else the number of
    edits at which the search stopped, after ``tried`` choices, all those smaller having been tried.
    """

    __repr__ = short_repr

    assessment: Assessment
    sought: PartialFact
    removes: bool
    choices: tuple[tuple[Edit, ...], ...]
    at_most: int
    stopped_at: int | None
    tried: int
    space: int

    @property
    def never(self) -> Never | None:
        """Why no rule could ever bring it about; None if one could, or if it holds."""
        return None if self.removes else never_concluded(self.assessment.plan.rules, self.sought)

    @property
    def held(self) -> Held | None:
        """How firmly it holds now; None if it does not."""
        return _held(self.assessment, self.sought)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        assessment = self.assessment
        return {
            **assessment.heading_json(),
            "asked": self.sought.text(assessment.plan.types),
            "holds": self.removes,
            "strength": None if self.held is None else self.held.to_json(),
            "never": self.never,
            "choices": [[edit_json(self, edit) for edit in choice] for choice in self.choices],
            "after": [None if held is None else held.to_json() for held in held_after(self, self.choices)],
            "at_most": self.at_most,
            "stopped_at": self.stopped_at,
            "tried": self.tried,
            "space": self.space,
        }


class FlipInterrupted(Travelling, KeyboardInterrupt):
    """A search was interrupted; ``partial`` is what it had found by then, and says where it stopped."""

    def __init__(self, partial: Flip) -> None:
        super().__init__()
        self.partial = partial


@checked()
def flip(
    subject: Assessment | Case,
    asked: Asked,
    *,
    at_most: int = AT_MOST,
    space: Sequence[Edit] | None = None,
    progress: Progress | None = None,
) -> Flip:
    """The minimal choices of up to ``at_most`` edits after which what holds does not, or what does not holds.

    If several facts match what is asked, none of them is to hold. ``space`` are the edits to choose from (default:
    ``edit_space``). Raises ProblemError as ``sought_in`` does, and FlipInterrupted in the place of KeyboardInterrupt.
    """
    assessment = assessed(subject)
    with paused_collection():
        return _flip(assessment, sought_in(assessment, asked), at_most, space, progress)


def _flip(
    assessment: Assessment, sought: PartialFact, at_most: int, space: Sequence[Edit] | None, progress: Progress | None
) -> Flip:
    chosen_from = edit_space(assessment, sought) if space is None else tuple(dict.fromkeys(space))
    among = tuple(edit for edit in chosen_from if not isinstance(edit, Tune))
    worlds = Worlds(assessment, sought, among)
    search = Search(worlds, among, at_most, progress)
    removes = worlds.footing(()) is not None
    interrupted = False
    try:
        found = search.removals() if removes else search.arrivals()
    except KeyboardInterrupt:
        found, interrupted = search.stopped(), True
    tunes = [edit for edit in chosen_from if isinstance(edit, Tune)] if at_most else []
    turning = [frozenset((edit,)) for edit in tunes if worlds.holds_tuned(edit) != removes]
    types = assessment.plan.types
    chosen = sorted(
        (tuple(sorted(choice, key=lambda edit: edit_text(edit, types))) for choice in _nearest([*found, *turning])),
        key=lambda choice: (len(choice), [_rank(edit) for edit in choice], [edit_text(e, types) for e in choice]),
    )
    if space is None:
        chosen = _told_apart(chosen, assessment)
    tried = search.tried + len(tunes)
    answer = Flip(assessment, sought, removes, tuple(chosen), at_most, search.stopped_at, tried, len(chosen_from))
    if interrupted:
        raise FlipInterrupted(answer)
    return answer


def _told_apart(chosen: Iterable[tuple[Edit, ...]], assessment: Assessment) -> list[tuple[Edit, ...]]:
    """The choices, without those that differ from an earlier one in the examples for what may be anything alone."""
    first: dict[tuple[str, ...], tuple[Edit, ...]] = {}
    for choice in chosen:
        first.setdefault(tuple(edit_text(edit, assessment.plan.types) for edit in linked(choice)), choice)
    return [linked(choice) for choice in first.values()]


def _rank(edit: Edit) -> int:
    return (Alter, Tune, Retract, Switch, Assert).index(type(edit))


def _nearest(found: Iterable[Choice]) -> list[Choice]:
    """The choices without those that only move a figure further than another does, and those that hold another."""
    every = list(found)
    minimal = [choice for choice in every if not any(other < choice for other in every)]
    return [
        choice for choice in minimal if not any(other != choice and _moves_less(other, choice) for other in minimal)
    ]


def _moves_less(one: Choice, other: Choice) -> bool:
    """True if the choices differ only in figures that the first moves less far the same way."""
    if len(one) != len(other):
        return False
    rest = list(other - one)
    return all(any(is_nearer(edit, further) for further in rest) for edit in one - other)


def is_nearer(edit: Edit, other: Edit) -> bool:
    """True if both move one figure the same way, the first less far."""
    if isinstance(edit, Tune) and isinstance(other, Tune):
        same = (edit.parameter, edit.day, edit.way) == (other.parameter, other.day, other.way)
        return same and (edit.value > other.value if edit.way == "falls" else edit.value < other.value)
    if not (isinstance(edit, Alter) and isinstance(other, Alter)):
        return False
    if (edit.type, edit.row, edit.position) != (other.type, other.row, other.position):
        return False
    now = edit.row[edit.position]
    assert now is not None
    least, most = ends(now)
    near, far = ends(edit.value)[0], ends(other.value)[0]
    return far < near < least or most < near < far


def held_after(found: Flip, choices: Iterable[Sequence[Edit]]) -> list[Held | None]:
    """How firmly what was asked about would hold after each of some choices; None where it would not."""
    return [None if found.removes else _held(edited(found.assessment, choice), found.sought) for choice in choices]


def edit_json(found: Flip, edit: Edit) -> dict[str, object]:
    """One edit: its kind, in the notation, and what it changes."""
    types = found.assessment.plan.types
    id_of = found.assessment.numbered.id_of
    data: dict[str, object] = {"edit": edit_text(edit, types)}
    match edit:
        case Retract(name, row):
            data.update(kind="retract", fact=format_row(types[name], row), id=id_of((name, row)))
        case Assert(name, row, free, asked):
            names = [types[name].fields[at].name for at in sorted(free)]
            data.update(kind="assert", fact=format_row(types[name], row), examples=names)
            data.update({} if asked is None else {"backed_by": asked.to_json()})
        case Alter(name, row, position, value, way):
            now = row[position]
            data.update(
                kind="alter", fact=format_row(types[name], row), id=id_of((name, row)),
                field=types[name].fields[position].name, now=to_json(now),
                value=to_json(value), way=way, margin=margin(edit),
            )  # fmt: skip
        case Tune(name, day, value, way):
            now = present(found.assessment, edit)
            data.update(
                kind="parameter", parameter=name, now=now, value=value, way=way, margin=abs(value - now),
                **{"from": day.isoformat()},
            )  # fmt: skip
        case _:
            data.update(kind="assume" if edit.on else "without", assumption=edit.assumption)
    return data


def present(assessment: Assessment, edit: Tune) -> int | float:
    """The value that the parameter has from that day on."""
    values = assessment.pack.parameters[edit.parameter].values
    found = next(each.value for each in values if each.day == edit.day)
    assert isinstance(found, int | float)
    return found


def margin(edit: Alter) -> int | float | None:
    """How far the figure moves from the nearer end of what is reported; None if that end is open."""
    now = edit.row[edit.position]
    assert now is not None
    (least, most), value = ends(now), ends(edit.value)[0]
    distance = least - value if value < least else value - most if value > most else 0
    return None if math.isinf(distance) else distance


__all__ = ["AT_MOST", "Choice", "Flip", "FlipInterrupted", "flip"]
