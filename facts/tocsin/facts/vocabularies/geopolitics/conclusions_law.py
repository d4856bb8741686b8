"""What law makes of acts: provisions breached, what counts towards a cap, and a council that cannot act."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import AidKind, AidUnit, Amount, Share

CapPeriod = Literal["calendar_year", "last_quarter", "year_from_22_december"]
_VOLUME: JsonDict = {"unit": "what the field unit says"}


class BreachOfProvision(Fact, frozen=True):
    """A state does what a paragraph of a resolution forbids."""

    example: ClassVar[str] = (
        'breach_of_provision(violator=PRK, instrument="UNSCR 1874", paragraph="9", paragraph_confirmed=false,'
        " act=arms_transfer)"
    )
    violator: Actor = Field(description="the state in breach")
    instrument: str = Field(description="the resolution")
    paragraph: str = Field(description="its operative paragraph")
    paragraph_confirmed: bool = Field(
        description="whether the paragraph was read in a public source; false: its number is to be confirmed"
    )
    act: str = Field(description="what breaches it, as a fact type such as arms_transfer")


class CountedSupply(Fact, frozen=True, key=("donor", "recipient", "kind", "unit"), period=("first", "last")):
    """A figure of fuel supplied counts: it is part of no other figure on record.

    A series of figures is told as in aid_flow.
    """

    example: ClassVar[str] = (
        "counted_supply(donor=RUS, recipient=PRK, kind=refined_petroleum, unit=bbl, first=2024-03-07, last=2024-11-05,"
        " volume=1000000..)"
    )
    donor: Actor = Field(description="the state that supplies")
    recipient: Actor = Field(description="the state that is supplied")
    kind: AidKind = Field(description="which fuel")
    unit: AidUnit = Field(description="what the volume counts")
    first: datetime.date = Field(description="the first day the figure covers")
    last: datetime.date = Field(description="the last day the figure covers")
    volume: Amount = Field(description="how much", json_schema_extra=_VOLUME)


class SupplyShare(Fact, frozen=True):
    """A figure reaches beyond the period of a cap, so that an unknown share of it falls into the period."""

    example: ClassVar[str] = (
        "supply_share(donor=RUS, recipient=PRK, kind=refined_petroleum, unit=bbl, first=2018-12-01, last=2019-01-31,"
        " volume=300000, period=calendar_year, year=2018, share=0..1)"
    )
    donor: Actor = Field(description="the state that supplies")
    recipient: Actor = Field(description="the state that is supplied")
    kind: AidKind = Field(description="which fuel")
    unit: AidUnit = Field(description="what the volume counts")
    first: datetime.date = Field(description="the first day the figure covers")
    last: datetime.date = Field(description="the last day the figure covers")
    volume: Amount = Field(description="the whole figure", json_schema_extra=_VOLUME)
    period: CapPeriod = Field(description="what kind of period the cap is for")
    year: int = Field(description="the year in which the period begins")
    share: Share = Field(
        description="what share falls into the period", json_schema_extra={"unit": "as a fraction of one"}
    )


class SupplyInPeriod(
    Fact, frozen=True, key=("donor", "recipient", "kind", "unit", "period", "year"), period=("first", "last")
):
    """A figure of fuel supplied counts towards the cap of a period.

    Figures of a supplier for days that overlap are not added, and several accounts of the same days are one supply.
    """

    example: ClassVar[str] = (
        "supply_in_period(donor=RUS, recipient=PRK, kind=refined_petroleum, unit=bbl, first=2024-03-07,"
        " last=2024-11-05, volume=1000000.., period=calendar_year, year=2024)"
    )
    donor: Actor = Field(description="the state that supplies")
    recipient: Actor = Field(description="the state that is supplied")
    kind: AidKind = Field(description="which fuel")
    unit: AidUnit = Field(description="what the volume counts")
    first: datetime.date = Field(description="the first day the figure covers")
    last: datetime.date = Field(description="the last day the figure covers")
    volume: Amount = Field(description="how much of it falls into the period", json_schema_extra=_VOLUME)
    period: CapPeriod = Field(description="what kind of period the cap is for")
    year: int = Field(description="the year in which the period begins")


class SupplyCap(Fact, frozen=True):
    """A resolution allows a state only so much fuel in a period."""

    example: ClassVar[str] = (
        "supply_cap(recipient=PRK, kind=refined_petroleum, unit=bbl, period=calendar_year, year=2024, cap=500000,"
        ' instrument="UNSCR 2397", paragraph="5", paragraph_confirmed=true)'
    )
    recipient: Actor = Field(description="the state that is supplied")
    kind: AidKind = Field(description="which fuel")
    unit: AidUnit = Field(description="what the cap counts")
    period: CapPeriod = Field(description="what kind of period the cap is for")
    year: int = Field(description="the year in which the period begins")
    cap: Amount = Field(description="what is allowed in all, by whomever it is supplied", json_schema_extra=_VOLUME)
    instrument: str = Field(description="the resolution")
    paragraph: str = Field(description="its operative paragraph")
    paragraph_confirmed: bool = Field(
        description="whether the paragraph was read in a public source; false: its number is to be confirmed"
    )


class CouncilDeadlock(Fact, frozen=True):
    """A permanent member of the Security Council is concerned itself, and can veto whatever the Council would do."""

    example: ClassVar[str] = "council_deadlock(member=RUS)"
    member: Actor = Field(description="the member with a veto")
