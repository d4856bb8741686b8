"""Stocks, transfers of arms and technology, and military aid: what the forces are supplied with."""

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact
from tocsin.facts.restrictions import DiffersFrom, NotBefore

from .actors import Actor
from .terms import Amount, Count, Materiel, TechnologyDomain, WeaponTier


class Stockpile(Fact, frozen=True, key=("holder", "materiel")):
    """A state holds stocks of military materiel.

    One holder has one stock of each materiel; how large it is, accounts differ in.
    """

    example: ClassVar[str] = "stockpile(holder=PRK, materiel=artillery, adequacy=large)"
    holder: Actor = Field(description="the state that holds them")
    materiel: Materiel = Field(description="what is in stock")
    adequacy: Literal["scarce", "adequate", "large"] | None = Field(
        default=None, description="how the stock compares with the holder's own need"
    )
    quantity: Count | None = Field(
        default=None,
        description="how much is in stock",
        json_schema_extra={"unit": "rounds for ammunition, else pieces"},
    )


class ArmsTransfer(
    Fact,
    frozen=True,
    key=("supplier", "recipient", "materiel", "unit", "mode", "stage"),
    period=("period_from", "period_to"),
    account=("figure", "part_of"),
):
    """Arms or related materiel go from one state to another.

    A series of figures is told by who supplies whom with what, counted in what, by which road and how far: what is
    alleged and what was delivered are not one thing. Figures for days that overlap are not added, so none has to be
    said to be part of another where its days are known.
    """

    example: ClassVar[str] = (
        "arms_transfer(supplier=PRK, recipient=RUS, materiel=ammunition, quantity=13000.., unit=containers,"
        " stage=delivered)"
    )
    supplier: Actor = Field(description="the state that gives the arms")
    recipient: Annotated[Actor, DiffersFrom("supplier")] = Field(description="the state that receives them")
    materiel: Materiel | None = Field(default=None, description="what is transferred")
    quantity: Count | None = Field(
        default=None, description="how much", json_schema_extra={"unit": "what the field unit says"}
    )
    unit: Literal["rounds", "containers", "missiles", "pieces", "vehicles", "brigade_sets"] | None = Field(
        default=None, description="what the quantity counts"
    )
    mode: Literal["sea", "rail", "air", "unknown"] | None = Field(default=None, description="how they travel")
    stage: Literal["alleged", "agreed", "delivered", "used"] | None = Field(
        default=None, description="how far the matter has come"
    )
    period_from: datetime.date | None = Field(default=None, description="the first day the quantity covers")
    period_to: Annotated[datetime.date, NotBefore("period_from")] | None = Field(
        default=None, description="the last day the quantity covers"
    )
    figure: str | None = Field(default=None, description="what this figure is called, so that others can be part of it")
    part_of: str | None = Field(
        default=None, description="the `figure` of another report that takes this one in: the two are never added"
    )


class TechnologyTransfer(Fact, frozen=True):
    """Military technology goes from one state to another."""

    example: ClassVar[str] = "technology_transfer(supplier=RUS, recipient=PRK, domain=missile, stage=transferred)"
    supplier: Actor = Field(description="the state that gives the technology")
    recipient: Annotated[Actor, DiffersFrom("supplier")] = Field(description="the state that receives it")
    domain: TechnologyDomain | None = Field(default=None, description="what the technology is for")
    stage: Literal["sought", "agreed", "transferred"] | None = Field(
        default=None, description="how far the matter has come"
    )


class MilitaryAssistance(Fact, frozen=True, key=("provider", "recipient", "kind")):
    """One state trains or advises another's forces in the use of arms, or keeps their arms in order.

    One state assists another in a way; when it began and ended, accounts differ in.
    """

    example: ClassVar[str] = "military_assistance(provider=RUS, recipient=PRK, kind=training, since=2024-10-08)"
    provider: Actor = Field(description="the state that gives the assistance")
    recipient: Annotated[Actor, DiffersFrom("provider")] = Field(description="the state that receives it")
    kind: Literal["training", "advice", "services", "other"] = Field(
        description="what it consists of; services: repair and upkeep among others"
    )
    since: datetime.date | None = Field(default=None, description="the first day")
    until: Annotated[datetime.date, NotBefore("since")] | None = Field(
        default=None, description="the last day, or the last on which it was seen"
    )


class MilitaryAidPackage(Fact, frozen=True, key=("donor", "recipient", "date")):
    """One state grants another weapons, or lifts limits on their use.

    A package is told by its day; accounts may differ in what it holds and is worth.
    """

    example: ClassVar[str] = (
        "military_aid_package(donor=USA, recipient=UKR, value=425000000, weapon_tier=advanced, date=2024-11-01)"
    )
    donor: Actor = Field(description="the state that gives")
    recipient: Annotated[Actor, DiffersFrom("donor")] = Field(description="the state that receives")
    value: Amount | None = Field(
        default=None, description="what the package is worth", json_schema_extra={"unit": "USD"}
    )
    weapon_tier: WeaponTier | None = Field(default=None, description="the most capable weapons in it")
    restriction_lifted: bool | None = Field(
        default=None, description="whether a limit on the use of weapons given earlier is lifted"
    )
    date: datetime.date | None = Field(default=None, description="the day it was announced")
