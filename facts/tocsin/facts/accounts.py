"""Which reports of a fact count at a moment, and as what: the one place where that is decided.

A report counts if it supports its fact (``reported``, ``confirmed``, ``assumed``), is known, is valid, was not taken
back, and was not replaced by a later one of its source on the same thing. Everything else stands beside the fact with
the reason why it does not count; denials are always beside, and never delete.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import is_backwards
from tocsin.facts.model import Fact, Given
from tocsin.facts.reports import QUALIFIERS, SUPPORTING, Qualifier, Report, in_order
from tocsin.facts.retractions import came_after, retractions_of, taken_back

Standing = Literal["supports", "denies", "retracts", "withdrawn", "corrected", "not_valid"]
Thing: TypeAlias = tuple[str, tuple[object, ...]]
Spell: TypeAlias = tuple[dt.date | None, dt.date | None]
"""The first and the last day of something; None where it is open."""
Rival: TypeAlias = tuple[Iterable[Report], Spell, "Fact | None"]
"""Another account of the same thing: its reports, the time for which it says itself that it holds, and what it says."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """A known report, and what it does for its fact now.

    It ``supports`` or ``denies`` it, or ``retracts`` what was said; or it does not count: it was ``withdrawn`` or
    ``corrected`` ``by`` a later report, or is ``not_valid`` at the moment. ``account`` is the other account of the same
    thing, where there is one: of a correction what it says now, and of a replaced report beside it what it said then.
    """

    report: Report
    standing: Standing
    by: Report | None = None
    account: Fact | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What all reports of a fact come to at a moment: whether it is in force, how firmly, and what each does.

    ``replaced`` are reports of other accounts of the same thing that a report which counts here has replaced;
    ``later`` those not known yet, which nothing told of the moment may speak of.
    """

    in_force: bool
    qualifier: Qualifier
    testimonies: tuple[Testimony, ...] = ()
    replaced: tuple[Testimony, ...] = ()
    later: tuple[Report, ...] = ()

    @property
    def known(self) -> tuple[Report, ...]:
        """The reports known by then, in order."""
        return tuple(testimony.report for testimony in self.testimonies)

    @property
    def supporting(self) -> tuple[Report, ...]:
        """The reports that count."""
        return self.of("supports")

    def of(self, standing: Standing) -> tuple[Report, ...]:
        """The known reports of a standing."""
        return tuple(testimony.report for testimony in self.testimonies if testimony.standing == standing)

    @property
    def since(self) -> dt.date | None:
        """The day since which sources have stood behind the fact; None if one has always, or none does.

        What a source said before and only said again counts from the first time.
        """
        counting = set(self.supporting)
        dates = [
            testimony.report.date or dt.date.min
            for testimony in self.testimonies
            if testimony.report in counting or (testimony.standing == "corrected" and testimony.account is None)
        ]
        first = min(dates, default=dt.date.min)
        return None if first == dt.date.min else first


ASSUMED = Account(in_force=True, qualifier="certain")
"""A fact that nobody reported, given without reserve."""


def account(given: Given, *, as_of: dt.date | None, known_by: dt.date | None, rivals: Iterable[Given] = ()) -> Account:
    """What the reports of a fact come to at ``as_of``, as known by ``known_by`` (None: no limit).

    ``rivals`` are the other accounts of the same thing (``rivals_of``). A fact without any report counts as assumed.
    """
    spell, others = spell_of(given.fact), [(each.reports, spell_of(each.fact), each.fact) for each in rivals]
    return weigh(given.reports, as_of=as_of, known_by=known_by, given_as=given.qualifier, spell=spell, rivals=others)


def accounts(
    givens: Iterable[Given], *, as_of: dt.date | None, known_by: dt.date | None
) -> Iterator[tuple[Given, Account]]:
    """Every fact given, in the order given, with what its reports come to among those of its rivals."""
    every = tuple(givens)
    things: dict[Thing, list[Given]] = {}
    for given in every:
        thing = thing_of(given.fact)
        if thing is not None and given.reports:
            things.setdefault(thing, []).append(given)
    for given in every:
        thing = thing_of(given.fact)
        rivals = () if thing is None else rivals_of(given, things.get(thing, ()))
        yield given, account(given, as_of=as_of, known_by=known_by, rivals=rivals)


def rivals_of(given: Given, thing: Iterable[Given]) -> tuple[Given, ...]:
    """The accounts of a thing but for this one."""
    return tuple(other for other in thing if other is not given)


def thing_of(fact: Fact) -> Thing | None:
    """Which thing in the world a fact is about; None if its type declares no key, and each content is a thing."""
    fact_type = fact.fact_type()
    if not fact_type.key:
        return None
    row = fact.row
    return fact_type.name, tuple([row[at] for at in fact_type.thing_positions])


def spell_of(fact: Fact) -> Spell:
    """The time for which a fact says itself that it holds; open at both ends if its type declares no validity."""
    fact_type = fact.fact_type()
    if not fact_type.validity:
        return None, None
    row = fact.row
    since, until = (row[fact_type.positions[name]] for name in fact_type.validity)
    return since if isinstance(since, dt.date) else None, until if isinstance(until, dt.date) else None


def holds_on(fact: Fact, day: dt.date | None) -> bool:
    """True if the day lies in the time for which the fact says itself that it holds (None: no day to test)."""
    return _within(spell_of(fact), day)


def hold_together(one: Fact, report: Report, other: Fact, further: Report) -> bool:
    """True if there is a day on which both reports hold, each of its fact."""
    return not is_backwards(*_meet(lasting(report, spell_of(one)), lasting(further, spell_of(other))))


def lasting(report: Report, spell: Spell) -> Spell:
    """The time for which a report gives a fact that says itself that it holds for the spell."""
    return _meet((report.valid_from, report.valid_to), spell)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A known report of support that nobody took back, with the time it holds for, and the rival it is of (or None)."""

    report: Report
    spell: Spell
    account: Fact | None = None


_BySource: TypeAlias = Mapping[str | None, list[_Standing]]
"""What stands, by the name of its source."""


def weigh(
    reports: Iterable[Report],
    *,
    as_of: dt.date | None,
    known_by: dt.date | None,
    given_as: Qualifier = "certain",
    spell: Spell = (None, None),
    rivals: Iterable[Rival] = (),
) -> Account:
    """What these reports of a fact come to; ``spell`` is the time for which the fact says itself that it holds."""
    every = in_order(reports)
    if not every:
        return Account(_within(spell, as_of), given_as)
    rivals = tuple(rivals)
    if len(every) == 1 and not rivals and every[0].status in SUPPORTING and every[0].is_known(known_by):
        alone = _within(lasting(every[0], spell), as_of)  # nothing bears on it
        said = every[0].qualifier or given_as
        return Account(alone, said, (Testimony(every[0], "supports" if alone else "not_valid"),))
    known = [report for report in every if report.is_known(known_by)]
    later = tuple(report for report in every if not report.is_known(known_by))
    own = list(_unretracted(known, spell))
    others = [
        found
        for said, lasting, fact in rivals
        for found in _unretracted([each for each in in_order(said) if each.is_known(known_by)], lasting, fact)
    ]
    standing = {found.report: found for found in own}
    by_source: dict[str | None, list[_Standing]] = {}
    for each in (*own, *others):
        by_source.setdefault(each.report.source.name, []).append(each)
    retractions = retractions_of(known)
    testimonies = tuple(_testimony(report, retractions, standing.get(report), by_source, as_of) for report in known)
    counting = [standing[each.report] for each in testimonies if each.standing == "supports"]
    replaced = tuple(
        Testimony(old.report, "corrected", by.report, old.account)
        for old in others
        if (by := _replacement(old, by_source)) is not None and by in counting
    )
    return Account(bool(counting), _qualifier(testimonies, given_as), testimonies, replaced, later)


def _unretracted(known: Sequence[Report], spell: Spell, account: Fact | None = None) -> Iterator[_Standing]:
    retractions = retractions_of(known)
    for report in known:
        if report.status in SUPPORTING and taken_back(report, retractions) is None:
            yield _Standing(report, lasting(report, spell), account)


def _testimony(
    report: Report,
    retractions: Sequence[Report],
    standing: _Standing | None,
    by_source: _BySource,
    as_of: dt.date | None,
) -> Testimony:
    if report.status == "retracted":
        return Testimony(report, "retracts")
    retraction = taken_back(report, retractions)
    if retraction is not None:
        return Testimony(report, "withdrawn", retraction)
    if standing is None:
        return Testimony(report, "denies")
    by = _replacement(standing, by_source)
    if by is not None:
        return Testimony(report, "corrected", by.report, by.account)
    return Testimony(report, "supports" if _within(standing.spell, as_of) else "not_valid")


def _replacement(old: _Standing, by_source: _BySource) -> _Standing | None:
    """The last of the later reports by the same source on the same thing, for a time that the old one holds for too.

    ∃ new: source(new) = source(old) ∧ after(new, old) ∧ spells overlap
    """
    name = old.report.source.name
    if name is None:
        return None
    last: _Standing | None = None
    for new in by_source.get(name, ()):
        if not came_after(new.report, old.report):
            continue
        if not is_backwards(*_meet(new.spell, old.spell)) and (last is None or came_after(new.report, last.report)):
            last = new
    return last


def _qualifier(testimonies: Iterable[Testimony], given_as: Qualifier) -> Qualifier:
    """How firmly the fact is given: the strongest that a report which counts says.

    Where none of those says, the weakest said by one that did not come to count, so that to take a report back never
    makes the fact firmer; else ``given_as``.
    """
    counting, beside = words_on_firmness(testimonies)
    said = [report.qualifier for report in counting or beside if report.qualifier is not None]
    firmest_first = sorted(said, key=QUALIFIERS.index)
    if not firmest_first:
        return given_as
    return firmest_first[0] if counting else firmest_first[-1]


def words_on_firmness(testimonies: Iterable[Testimony]) -> tuple[list[Report], list[Report]]:
    """The reports that say how firmly they give the fact: those that count, and those that did not come to."""
    counting: list[Report] = []
    beside: list[Report] = []
    for testimony in testimonies:
        report = testimony.report
        if report.qualifier is not None and report.status in SUPPORTING and testimony.standing != "corrected":
            (counting if testimony.standing == "supports" else beside).append(report)
    return counting, beside


def _within(spell: Spell, day: dt.date | None) -> bool:
    """True if the day lies in the spell, both ends included (None: no day to test)."""
    since, until = spell
    return day is None or ((since is None or since <= day) and (until is None or day <= until))


def _meet(one: Spell, other: Spell) -> Spell:
    """The time that both last."""
    sinces = [day for day in (one[0], other[0]) if day is not None]
    untils = [day for day in (one[1], other[1]) if day is not None]
    return max(sinces, default=None), min(untils, default=None)
