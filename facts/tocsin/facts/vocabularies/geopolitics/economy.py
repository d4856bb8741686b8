"""Sanctions, strain, aid and labour: what states owe, lack and send."""

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact
from tocsin.facts.restrictions import DiffersFrom, NotBefore

from .actors import Actor
from .terms import AidKind, AidUnit, Amount, Count, Place, Severity, Stage


class SanctionsRegime(Fact, frozen=True, key=("imposed_by", "target", "since"), validity=("since", "until")):
    """One actor has sanctions in force against another.

    A regime that ended and one that began later are two; accounts of one may differ in how far it reaches. It speaks of
    what is in force, so it holds from ``since`` to ``until`` and no longer. Acts and visits are facts for good, and a
    legal provision counts for the acts of its days after it has lapsed: their dates are data.
    """

    example: ClassVar[str] = "sanctions_regime(imposed_by=UN, target=PRK, severity=significant, since=2006-10-14)"
    imposed_by: Actor = Field(description="the state, bloc or organisation that imposes them")
    target: Annotated[Actor, DiffersFrom("imposed_by")] = Field(description="the state they are aimed at")
    severity: Literal["limited", "significant", "comprehensive"] | None = Field(
        default=None, description="how far they reach"
    )
    since: datetime.date | None = Field(default=None, description="the first day in force")
    until: Annotated[datetime.date, NotBefore("since")] | None = Field(
        default=None, description="the last day in force"
    )


class SanctionsAction(Fact, frozen=True, key=("imposed_by", "target", "instrument", "date")):
    """One actor announces new sanctions against another.

    An act is told by its instrument and its day; accounts may differ in how many it lists.
    """

    example: ClassVar[str] = (
        'sanctions_action(imposed_by=EU, target=PRK, designations=84, instrument="15th package", date=2024-12-16)'
    )
    imposed_by: Actor = Field(description="the state, bloc or organisation that announces them")
    target: Annotated[Actor, DiffersFrom("imposed_by")] = Field(
        description="the state whose persons, entities or vessels are listed"
    )
    designations: Count | None = Field(
        default=None, description="how many are newly listed", json_schema_extra={"unit": "designations"}
    )
    instrument: str | None = Field(default=None, description="the legal act or package")
    date: datetime.date | None = Field(default=None, description="the day of the announcement")


class Isolation(Fact, frozen=True, key=("actor", "from_bloc")):
    """A state is cut off from a group of states.

    A state is cut off from a group to one degree.
    """

    example: ClassVar[str] = "isolation(actor=PRK, from_bloc=WEST, degree=significant)"
    actor: Actor = Field(description="the state that is cut off")
    from_bloc: Literal["WEST", "UN", "regional"] = Field(description="from whom: isolation is always from somebody")
    degree: Literal["partial", "significant", "full"] | None = Field(default=None, description="how far")


class ResourceStrain(Fact, frozen=True, key=("actor", "cause", "domain")):
    """A state runs short of what it needs.

    A shortage of one thing from one cause has one severity.
    """

    example: ClassVar[str] = "resource_strain(actor=RUS, cause=western_sanctions, domain=munitions, severity=moderate)"
    actor: Actor = Field(description="the state that runs short")
    cause: Literal["western_sanctions", "combat_attrition", "other"] | None = Field(
        default=None, description="what brought the shortage about"
    )
    domain: Literal["munitions", "manpower", "finance", "industry"] | None = Field(
        default=None, description="what is short"
    )
    severity: Severity | None = Field(default=None, description="how badly")


class EconomicCondition(Fact, frozen=True, key=("actor", "kind")):
    """A state's economy is in difficulty.

    A condition of an economy has one severity.
    """

    example: ClassVar[str] = "economic_condition(actor=PRK, kind=hardship, severity=high)"
    actor: Actor = Field(description="the state whose economy it is")
    kind: Literal["hardship", "food_shortage", "energy_shortage", "recession"] = Field(
        description="what the difficulty is"
    )
    severity: Severity | None = Field(default=None, description="how bad it is")


class AidFlow(
    Fact,
    frozen=True,
    key=("donor", "recipient", "kind", "unit", "stage"),
    period=("period_from", "period_to"),
    account=("figure", "part_of"),
):
    """One state gives another money, energy, food or goods.

    A series of figures is told by who gives whom what, counted in what and how far: what is sought and what was
    delivered are not one thing. Figures for days that overlap are not added, so none has to be said to be part of
    another where its days are known.
    """

    example: ClassVar[str] = (
        "aid_flow(donor=RUS, recipient=PRK, kind=refined_petroleum, quantity=1000000.., unit=bbl, stage=delivered)"
    )
    donor: Actor = Field(description="the state that gives")
    recipient: Annotated[Actor, DiffersFrom("donor")] = Field(description="the state that receives")
    kind: AidKind = Field(description="what is given")
    quantity: Amount | None = Field(
        default=None, description="how much", json_schema_extra={"unit": "what the field unit says"}
    )
    unit: AidUnit | None = Field(default=None, description="what the quantity counts: US dollars, barrels, tonnes")
    stage: Stage | None = Field(default=None, description="how far the matter has come")
    period_from: datetime.date | None = Field(default=None, description="the first day the quantity covers")
    period_to: Annotated[datetime.date, NotBefore("period_from")] | None = Field(
        default=None, description="the last day the quantity covers"
    )
    figure: str | None = Field(default=None, description="what this figure is called, so that others can be part of it")
    part_of: str | None = Field(
        default=None, description="the `figure` of another report that takes this one in: the two are never added"
    )


class LabourDeployment(Fact, frozen=True, key=("sender", "host", "sector", "region", "figure"), account=("part_of",)):
    """Workers of one state work in another.

    Workers are told by who sends them where for what; a figure with a name of its own (those sent in a year, those
    there in all) is another thing.
    """

    example: ClassVar[str] = (
        "labour_deployment(sender=PRK, host=RUS, sector=construction, region=Siberia, headcount=8000,"
        " earning_income=true)"
    )
    sender: Actor = Field(description="the state whose workers they are")
    host: Annotated[Actor, DiffersFrom("sender")] = Field(description="the state they work in")
    sector: Literal["construction", "manufacturing", "demining", "IT", "other"] | None = Field(
        default=None, description="what they work in"
    )
    region: Place | None = Field(default=None, description="the part of the host state, such as Siberia")
    headcount: Count | None = Field(default=None, description="how many workers", json_schema_extra={"unit": "persons"})
    earning_income: bool | None = Field(default=None, description="whether they earn income there")
    since: datetime.date | None = Field(default=None, description="the first day")
    until: Annotated[datetime.date, NotBefore("since")] | None = Field(
        default=None, description="the last day, or the last on which they were seen"
    )
    figure: str | None = Field(default=None, description="what this figure is called, so that others can be part of it")
    part_of: str | None = Field(
        default=None, description="the `figure` of another report that takes this one in: the two are never added"
    )
