"""Visits, talks, treaties and positions: what states say and sign."""

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact
from tocsin.facts.restrictions import DiffersFrom

from .actors import Actor
from .terms import AllianceBloc, Region


class DiplomaticVisit(Fact, frozen=True, key=("visitor", "host", "level", "kind", "date")):
    """A delegation of one state visits another.

    A visit is told by who goes where, at which level, for what and when; accounts may differ in the place.
    """

    example: ClassVar[str] = (
        "diplomatic_visit(visitor=RUS, host=PRK, level=minister, kind=military, place=Pyongyang, date=2024-11-29)"
    )
    visitor: Actor = Field(description="the state whose delegation travels")
    host: Annotated[Actor, DiffersFrom("visitor")] = Field(description="the state that receives it")
    level: Literal["head_of_state", "minister", "official"] | None = Field(
        default=None, description="the rank of the delegation's head"
    )
    kind: Literal["military", "political", "economic", "mixed"] | None = Field(
        default=None, description="what the delegation is there for"
    )
    place: str | None = Field(default=None, description="where it is received")
    date: datetime.date | None = Field(default=None, description="the day it arrives")


class TalksReported(Fact, frozen=True):
    """Two parties are reported to negotiate."""

    example: ClassVar[str] = "talks_reported(party=RUS, counterparty=PRK, subject=arms)"
    party: Actor = Field(description="one party to the talks")
    counterparty: Annotated[Actor, DiffersFrom("party")] = Field(description="the other party; the order says nothing")
    subject: Literal["arms", "military_cooperation", "technology", "energy", "food", "labour", "economy"] = Field(
        description="what the talks are about"
    )


class TreatyStatus(Fact, frozen=True, key=("name", "party", "counterparty", "stage")):
    """A treaty between two parties has reached a stage.

    Each stage of a treaty is a thing of its own, for signing it does not undo its negotiation; accounts may differ
    in its day and in whether it promises defence.
    """

    example: ClassVar[str] = (
        'treaty_status(name="Comprehensive Strategic Partnership", party=RUS, counterparty=PRK, stage=signed,'
        " mutual_defence=true, date=2024-06-19)"
    )
    name: str = Field(description="what the treaty is called")
    party: Actor = Field(description="one party")
    counterparty: Annotated[Actor, DiffersFrom("party")] = Field(description="the other party; the order says nothing")
    stage: Literal["signed", "ratified", "in_force", "terminated"] = Field(description="how far the treaty has come")
    mutual_defence: bool | None = Field(default=None, description="whether it obliges the parties to military help")
    date: datetime.date | None = Field(default=None, description="the day the stage was reached")


class AlignmentStatement(Fact, frozen=True):
    """A state declares that it sides with another."""

    example: ClassVar[str] = "alignment_statement(actor=PRK, partner=RUS, kind=military)"
    actor: Actor = Field(description="the state that declares itself")
    partner: Annotated[Actor, DiffersFrom("actor")] = Field(description="the state it sides with")
    kind: Literal["political", "military", "economic"] | None = Field(
        default=None, description="in what the two stand together"
    )


class AllianceMembership(Fact, frozen=True):
    """A state belongs to an alliance."""

    example: ClassVar[str] = "alliance_membership(bloc=US_ROK, member=KOR, region=East_Asia)"
    bloc: AllianceBloc = Field(description="the alliance")
    member: Actor = Field(description="the state that belongs to it")
    region: Region | None = Field(default=None, description="where the alliance is at work")


class PatronRelation(Fact, frozen=True, key=("patron", "client")):
    """One state backs another and is relied upon by it.

    One relation has one rank.
    """

    example: ClassVar[str] = "patron_relation(patron=CHN, client=PRK, rank=primary)"
    patron: Actor = Field(description="the state that gives support")
    client: Annotated[Actor, DiffersFrom("patron")] = Field(description="the state that relies on it")
    rank: Literal["primary", "secondary"] | None = Field(
        default=None, description="whether it is the client's main backer"
    )


class InfluenceTrend(Fact, frozen=True, key=("actor", "region")):
    """A state's influence in a region grows, holds or declines.

    Influence in a region grows or wanes, not both.
    """

    example: ClassVar[str] = "influence_trend(actor=RUS, region=East_Asia, direction=growing)"
    actor: Actor = Field(description="the state whose influence it is")
    region: Region = Field(description="where")
    direction: Literal["growing", "stable", "declining"] = Field(description="which way it moves")


class StrategicInterest(Fact, frozen=True, key=("actor", "interest")):
    """A state pursues a strategic interest.

    An interest is affected or it is not.
    """

    example: ClassVar[str] = "strategic_interest(actor=CHN, interest=strategic_balance, affected=true)"
    actor: Actor = Field(description="the state that pursues it")
    interest: Literal["strategic_balance", "counterbalance_US", "counterbalance_West", "stability"] = Field(
        description="what it pursues"
    )
    affected: bool | None = Field(default=None, description="whether the events at hand touch this interest")


class OfficialStatement(Fact, frozen=True):
    """A government or organisation takes a stance in public."""

    example: ClassVar[str] = (
        "official_statement(actor=PRK, stance=deny, target=RUS, subject=troop_deployment, forum=UNSC)"
    )
    actor: Actor = Field(description="who speaks")
    stance: Literal["condemn", "support", "deny", "confirm", "neutral", "concern", "call_for_action"] = Field(
        description="the stance taken"
    )
    target: Actor | None = Field(default=None, description="whom the stance is about")
    subject: str | None = Field(default=None, description="the fact type it speaks of, such as troop_deployment")
    forum: Literal["UNSC", "UNGA", "NATO", "bilateral", "press"] | None = Field(
        default=None, description="where it was said"
    )
    date: datetime.date | None = Field(default=None, description="the day it was said")


class TrilateralEvent(Fact, frozen=True):
    """Three states act together at one event."""

    example: ClassVar[str] = (
        "trilateral_event(first=CHN, second=RUS, third=PRK, kind=parade, level=head_of_state, date=2025-09-03)"
    )
    first: Actor = Field(description="one participant; the order says nothing")
    second: Annotated[Actor, DiffersFrom("first")] = Field(description="another participant")
    third: Annotated[Actor, DiffersFrom("first"), DiffersFrom("second")] = Field(description="the third participant")
    kind: Literal["summit", "exercise", "agreement", "parade"] = Field(description="what kind of event")
    level: Literal["head_of_state", "minister", "official"] | None = Field(
        default=None, description="the rank of those who took part"
    )
    date: datetime.date | None = Field(default=None, description="the day it took place")
