"""What changed between two versions of a pack: what was added, removed and changed, line by line, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from tocsin.authoring.case_differences import CaseDifference, case_differences
from tocsin.authoring.pack_parts import PLACE, THING_KINDS, Thing, ThingKind, things_of
from tocsin.authoring.written_lines import Line
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.questions.differences.explanations import ThingChangeKind, renamed_rules, renamings, things_apart
from tocsin.rules.model import Pack


@dataclass(frozen=True)
class PartChange:
    """A part of a thing before and after; ``old`` is None for what was added, ``new`` for what is gone.

    ``fields`` are the fields of a pattern that are asked, or concluded, otherwise.
    """

    part: str
    old: str | None
    new: str | None
    fields: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"part": self.part, "fields": list(self.fields), "old": self.old, "new": self.new}


@dataclass(frozen=True)
class ThingChange:
    """A rule, a type, … that only one of two packs has, or that says something else in the other; with its parts.

    ``was`` is the name before of what was renamed.
    """

    kind: ThingKind
    change: ThingChangeKind
    name: str
    place: Place | None
    parts: tuple[PartChange, ...]
    was: str | None = None

    @property
    def only_moved(self) -> bool:
        """True of a statement that says the same at another place of the text."""
        return self.change == "changed" and all(part.part == PLACE for part in self.parts)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, without where it stands."""
        was = {} if self.was is None else {"was": self.was}
        parts = [part.to_json() for part in self.parts]
        return {"kind": self.kind, "change": self.change, "name": self.name, **was, "parts": parts}


@dataclass(frozen=True)
class PackDifference:
    """Two versions of a pack: what they do not share, and every case with what comes of it otherwise.

    Of two that mean the same, ``things`` are what stands beside the meaning: cases, notes, types that no rule uses.
    """

    old: Pack
    new: Pack
    things: tuple[ThingChange, ...]
    cases: tuple[CaseDifference, ...]

    @property
    def is_same(self) -> bool:
        """True if the two have one digest, and so mean the same."""
        return self.old.digest == self.new.digest

    @property
    def differing(self) -> tuple[CaseDifference, ...]:
        """The cases of which something comes otherwise."""
        return tuple(case for case in self.cases if case.differs)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/commands.md`` describes it."""
        return {
            "packs": [{"name": p.name, "version": p.version, "digest": p.digest} for p in (self.old, self.new)],
            "same": self.is_same,
            "changes": [thing.to_json() for thing in self.things],
            "cases": {
                "compared": len(self.cases),
                "differing": [case.to_json() for case in self.differing],
            },
        }


@checked(but=("progress",))
def diff(
    old: Pack,
    new: Pack,
    cases: Iterable[str | Path] | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> PackDifference:
    """What changed from one version of a pack to another, and what comes of cases otherwise.

    ``cases`` are files; without them the cases are those that the packs carry, of two of one name the new. Packs of one
    digest mean the same, so that their cases are not run. ``progress`` is told (cases done, cases in all). Raises
    ProblemError for a case that neither pack can assess.

    >>> from tocsin.rules.shipped import load_pack
    >>> pack = load_pack("eu-cash-controls")
    >>> diff(pack, pack).is_same
    True
    """
    things = tuple(thing_changes(old, new))
    if old.digest == new.digest:
        return PackDifference(old, new, things, ())
    return PackDifference(old, new, things, case_differences(old, new, cases, progress))


def thing_changes(old: Pack, new: Pack) -> Iterator[ThingChange]:
    """Everything that two packs do not share, in the order of kinds and by name."""
    before, after = things_of(old), things_of(new)
    for kind in THING_KINDS:
        renamed = renamed_rules(old, new) if kind == "rule" else _renamed(kind, before[kind], after[kind])
        yield from _changes(kind, before[kind], after[kind], renamed)


_SAID_IN_FULL: Final[tuple[ThingKind, ...]] = (
    "assumption", "statement", "table", "tension", "reading", "hypotheses", "outcome", "case",
)  # fmt: skip
"""What, beside rules, is known again under another name: two types of the same fields may well be two things."""


def _renamed(kind: ThingKind, before: dict[str, Thing], after: dict[str, Thing]) -> dict[str, str]:
    return renamings(_keys(before), _keys(after)) if kind in _SAID_IN_FULL else {}


def _keys(things: dict[str, Thing]) -> dict[str, list[str]]:
    return {name: [line.key for line in thing.lines] for name, thing in things.items()}


def _changes(
    kind: ThingKind, before: dict[str, Thing], after: dict[str, Thing], renamed: dict[str, str]
) -> Iterator[ThingChange]:
    was = {name: known for known, name in renamed.items()}
    nothing = Thing(None, ())
    for change, name in things_apart(_keys(before), _keys(after), renamed):
        one, other = before.get(was.get(name, name), nothing), after.get(name, nothing)
        parts = tuple(_apart(one.lines, other.lines))
        yield ThingChange(kind, change, name, other.place or one.place, parts, was.get(name))


def _apart(before: tuple[Line, ...], after: tuple[Line, ...]) -> Iterator[PartChange]:
    """The lines that are not in both, each beside that which took its place; then those in both in another order."""
    for part in dict.fromkeys(line.part for line in (*before, *after)):
        old, new = ([line for line in lines if line.part == part] for lines in (before, after))
        yield from (_change(part, one, other) for one, other in _paired(_without(old, new), _without(new, old)))
    kept = [_without(before, _without(before, after)), _without(after, _without(after, before))]
    if [line.key for line in kept[0]] != [line.key for line in kept[1]]:
        one, other = ("; then ".join(line.text for line in each) for each in _moved(*kept))
        yield PartChange(ORDER, one, other)


def _without(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """The lines that are not among the others; of one that stands several times, as many as it stands more often."""
    left = Counter((line.part, line.key) for line in others)
    found = []
    for line in lines:
        told = line.part, line.key
        if left[told]:
            left[told] -= 1
        else:
            found.append(line)
    return found


def _moved(before: Sequence[Line], after: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """What stands between the lines that both begin with and those that both end with."""
    stay = [one.key == other.key for one, other in zip(before, after, strict=True)]
    first, last = stay.index(False), len(stay) - stay[::-1].index(False)
    return before[first:last], after[first:last]


ORDER: Final = "order"
"""The part of a thing that is told where it says the same in another order."""


def _paired(gone: list[Line], come: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """What is about the same first, then the others in their order; what is left over stands alone."""
    rest = list(come)
    alone = []
    for one in gone:
        same = next((other for other in rest if one.about and other.about == one.about), None)
        if same is None:
            alone.append(one)
        else:
            rest.remove(same)
            yield one, same
    # What names its subject and has no partner is another thing; only lines without a subject follow each other.
    yield from ((one, None) for one in alone if one.about)
    yield from ((None, other) for other in rest if other.about)
    yield from zip_longest([one for one in alone if not one.about], [other for other in rest if not other.about])


def _change(part: str, one: Line | None, other: Line | None) -> PartChange:
    found = PartChange(part, None if one is None else one.text, None if other is None else other.text)
    if one is None or other is None or one.fields is None or other.fields is None:
        return found
    return replace(found, fields=tuple(name for _, name in things_apart(one.fields, other.fields)))
