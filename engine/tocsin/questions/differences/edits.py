"""Changes to what a case states or assumes, one at a time, and the case with some of them made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tocsin.engine import codes
from tocsin.engine.backing import Backed
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.engine.planning import compile_plan
from tocsin.facts.accounts import Testimony, holds_on
from tocsin.facts.backing import Backing, further_reports
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import Value
from tocsin.facts.model import fact_of
from tocsin.facts.naming import identified
from tocsin.facts.printing import format_fields, format_row, format_value
from tocsin.facts.quantity import Quantity, ends
from tocsin.facts.reports import in_order
from tocsin.rules.parameter import with_values

if TYPE_CHECKING:
    from tocsin.engine.assess import EngineChoice
    from tocsin.engine.assessment import Assessment, FactInForce


@dataclass(frozen=True)
class Retract:
    """A given fact is no longer in force."""

    type: str
    row: Row


@dataclass(frozen=True)
class Assert:
    """A fact is given. The values at the positions ``free`` are examples only: any would do as well.

    ``backed_by`` says how well reports are to back it, as a rule asks; what reports there are count.
    """

    type: str
    row: Row
    free: frozenset[int] = frozenset()
    backed_by: Backing | None = None


@dataclass(frozen=True)
class Alter:
    """A given fact has another value in one field: its number ``falls`` or ``rises`` to it, or ``becomes`` just it.

    The value lies ``beyond`` a threshold by so much, or on it: two ways to the same value are the same change.
    """

    type: str
    row: Row
    position: int
    value: Value
    way: Literal["falls", "rises", "becomes"] = "becomes"
    beyond: int | float = field(default=0, compare=False)

    @property
    def altered(self) -> Row:
        """The row with the new value."""
        return (*self.row[: self.position], self.value, *self.row[self.position + 1 :])

    @property
    def narrows(self) -> bool:
        """True if the value lies in the range of figures that is stated, so that it only says which of them it is."""
        stated = self.row[self.position]
        if not isinstance(stated, Quantity) or not isinstance(self.value, Quantity):
            return False
        (low, high), (least, most) = ends(self.value), ends(stated)
        return least < most and least <= low and high <= most


@dataclass(frozen=True)
class Switch:
    """An assumption is on, or off, other than it was."""

    assumption: str
    on: bool


@dataclass(frozen=True)
class Tune:
    """A parameter has another value from a day on: its number ``falls`` or ``rises`` to it, or ``becomes`` just it."""

    parameter: str
    day: dt.date
    value: int | float
    way: Literal["falls", "rises", "becomes"] = "becomes"
    beyond: int | float = field(default=0, compare=False)


Edit: TypeAlias = Retract | Assert | Alter | Switch | Tune


def edit_text(edit: Edit, types: Mapping[str, FactType]) -> str:
    """The edit in a few words, with facts in their notation; what is free is left out."""
    match edit:
        case Retract(name, row):
            return f"retract {format_row(types[name], row)}"
        case Assert(name, row, free, asked):
            fields = {f.name: row[at] for at, f in enumerate(types[name].fields) if at not in free}
            return f"assert {format_fields(name, fields)}{'' if asked is None else f', {asked}'}"
        case Alter(name, row, position, value):
            named = types[name].fields[position].name
            return f"alter {format_row(types[name], row)}: {named}={format_value(value)}"
        case Switch(assumption, on):
            return f"{'assume' if on else 'without'} {assumption}"
        case Tune(name, day, value):
            return f"parameter {name} from {day}: {format_value(value)}"


def linked(choice: Sequence[Edit]) -> tuple[Edit, ...]:
    """The choice with those examples no longer free that several of its facts share: there they have to be the same."""
    return tuple(_linked(edit, choice) if isinstance(edit, Assert) else edit for edit in choice)


def _linked(edit: Assert, choice: Sequence[Edit]) -> Assert:
    others = {
        value
        for other in choice
        if isinstance(other, Assert) and other is not edit
        for value in other.row
        if isinstance(value, str)
    }
    return replace(edit, free=frozenset(at for at in edit.free if edit.row[at] not in others))


_UNBACKED: Final = Backed({}, {})


def going(edit: Edit, backed: Backed) -> tuple[FactKey, ...]:
    """What an edit takes out of the given facts: a fact, and what it is backed by."""
    if not isinstance(edit, Retract | Alter):
        return ()
    key = edit.type, edit.row
    return key, *backed.get(key, ())


def coming(edit: Edit, backed: Backed) -> tuple[FactKey, ...]:
    """What an edit brings, but for further reports: a fact; where it has another figure it is backed as it was."""
    if isinstance(edit, Alter):
        members = backed.get((edit.type, edit.row), ())
        return (edit.type, edit.altered), *((relation, edit.altered) for relation, _ in members)
    return ((edit.type, edit.row),) if isinstance(edit, Assert) else ()


def further(edits: Iterable[Edit], backed: Backed) -> Iterator[FactKey]:
    """What facts are members of by the further reports that edits bring together."""
    for key, asked in _asked(edits).items():
        yield from backed.with_further(key, asked)


def _asked(edits: Iterable[Edit]) -> dict[FactKey, list[Backing]]:
    """Of facts that edits assert, all that their further reports are asked to be."""
    found: dict[FactKey, list[Backing]] = {}
    for edit in edits:
        if isinstance(edit, Assert) and edit.backed_by is not None:
            found.setdefault((edit.type, edit.row), []).append(edit.backed_by)
    return found


def applied(edits: Iterable[Edit], given: Mapping[FactKey, int], backed: Backed = _UNBACKED) -> dict[FactKey, int]:
    """The given facts, each with its strength, after some edits: first what goes, then what comes.

    ``given`` has with each fact what it is backed by (``engine.backing``), which ``backed`` names.
    """
    made = tuple(edits)
    result = dict(given)
    come: dict[FactKey, int] = {}
    for edit in made:
        gone = [result.pop(key, None) for key in going(edit, backed)]
        strength = gone[0] if gone else STRENGTH["certain"]
        if strength is not None:
            come.update(dict.fromkeys(coming(edit, backed), strength))
    come.update(dict.fromkeys(further(made, backed), STRENGTH["certain"]))
    for key, strength in come.items():
        result[key] = max(strength, result.get(key, strength))
    return result


def switched(edits: Iterable[Edit], assumptions: Mapping[str, bool]) -> dict[str, bool]:
    """The assumptions after some edits."""
    return {**assumptions, **{edit.assumption: edit.on for edit in edits if isinstance(edit, Switch)}}


def tuned(plan: Plan, edits: Iterable[Edit]) -> Plan:
    """The plan of the pack after some edits: with other values of its parameters."""
    parameters = dict(plan.pack.parameters)
    for edit in edits:
        if isinstance(edit, Tune):
            parameters[edit.parameter] = parameters[edit.parameter].with_value(edit.day, edit.value)
    if parameters == plan.pack.parameters:
        return plan
    rules = tuple(rule.with_nodes(lambda node: with_values(node, parameters)) for rule in plan.pack.rules)
    return compile_plan(replace(plan.pack, parameters=parameters, rules=rules))


def edited(
    assessment: Assessment, edits: Iterable[Edit], engine: EngineChoice = "seminaive", plan: Plan | None = None
) -> Assessment:
    """The assessment that would be made if the edits were; what is asserted counts as assumed by the analyst.

    Who asserts a fact that says itself that it does not hold at that time brings nothing into force.
    A fact that the case states, though not in force, keeps the reports it has. ``plan`` has other rules over the same
    types, by which it would be made.
    """
    from tocsin.engine.assess import Request, assess

    made = list(edits)
    request = Request(
        assessment.name,
        assessment.as_of,
        assessment.known_by,
        dict(sorted(switched(made, assessment.assumptions).items())),
        engine,
        _in_force(assessment, made),
        tuple(warning for warning in assessment.warnings if warning.code in codes.OF_REPORTS),
        assessment.given,
    )
    return assess(tuned(assessment.plan if plan is None else plan, made), request)


def _backed(fact: FactInForce, asked: Iterable[Backing]) -> FactInForce:
    """The fact with as many further reports as it takes, all of which count."""
    found = {each.report: each for each in fact.account.testimonies}
    found.update((report, Testimony(report, "supports")) for report in further_reports(fact.supporting, asked))
    account = replace(
        fact.account, qualifier=fact.qualifier, testimonies=tuple(found[report] for report in in_order(found))
    )
    return replace(fact, reports=account.known, account=account)


def _in_force(assessment: Assessment, edits: list[Edit]) -> tuple[FactInForce, ...]:
    from tocsin.engine.assessment import FactInForce

    types = assessment.plan.types
    kept = {fact.fact.key: fact for fact in assessment.facts}
    coming: dict[FactKey, FactInForce] = {}
    asked = _asked(edits)
    for edit in edits:
        if isinstance(edit, Retract):
            kept.pop((edit.type, edit.row), None)
        elif isinstance(edit, Alter):
            found = kept.pop((edit.type, edit.row), None)
            if found is not None:
                fact = fact_of(types[edit.type], edit.altered)
                coming[edit.type, edit.altered] = replace(found, id=fact.id, fact=fact)
        elif isinstance(edit, Assert):
            fact = fact_of(types[edit.type], edit.row)
            if not holds_on(fact, assessment.as_of):
                continue
            known = kept.get((edit.type, edit.row), FactInForce(fact.id, fact, (), "certain"))
            coming[edit.type, edit.row] = _backed(
                replace(known, qualifier="certain"), asked.get((edit.type, edit.row), ())
            )
    facts = list({**kept, **coming}.values())
    named = zip(facts, identified(fact.fact for fact in facts), strict=True)
    return tuple(sorted((replace(fact, id=each.id) for fact, each in named), key=lambda fact: (fact.type, fact.id)))
