"""Councils and monitors: what international bodies meet about, vote on and set up."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import Number


class CouncilMeeting(Fact, frozen=True):
    """A council meets on a matter, which says nothing of what it decides."""

    example: ClassVar[str] = (
        "council_meeting(body=UN, subject=troop_deployment, requested_by=UKR, target=PRK, date=2024-10-30)"
    )
    body: Actor = Field(description="whose council it is; UN: the Security Council")
    subject: str = Field(description="what it meets about, as a fact type where there is one, such as troop_deployment")
    requested_by: Actor | None = Field(default=None, description="who asked for the meeting")
    target: Actor | None = Field(default=None, description="the state whose conduct it is about")
    date: datetime.date | None = Field(default=None, description="the day it met")


class CouncilVote(Fact, frozen=True, key=("body", "subject", "date")):
    """A council has voted on a draft; how single members voted is `vote_cast`.

    A vote is told by the body, the matter and the day; it has one result.
    """

    example: ClassVar[str] = (
        'council_vote(body=UN, subject="panel of experts on North Korea", result=vetoed, in_favour=13, date=2024-03-28)'
    )
    body: Actor = Field(description="whose council it is; UN: the Security Council")
    subject: str = Field(description="what the draft is about")
    result: Literal["adopted", "vetoed", "not_adopted"] = Field(
        description="what became of it; not_adopted: it fell short without a veto"
    )
    in_favour: Number | None = Field(default=None, description="how many members voted for it")
    date: datetime.date | None = Field(default=None, description="the day of the vote")


class VoteCast(Fact, frozen=True, key=("state", "body", "subject", "date")):
    """A state has voted in a council in a certain way.

    A state casts one vote on a matter on a day.
    """

    example: ClassVar[str] = (
        'vote_cast(state=RUS, body=UN, subject="panel of experts on North Korea", vote=veto, date=2024-03-28)'
    )
    state: Actor = Field(description="whose vote it is")
    body: Actor = Field(description="whose council it is; UN: the Security Council")
    subject: str = Field(description="what the draft is about, in the words of its `council_vote`")
    vote: Literal["for", "against", "veto", "abstain"] = Field(
        description="the vote; veto: one against that stops the draft"
    )
    date: datetime.date | None = Field(default=None, description="the day of the vote")


class MonitoringBody(Fact, frozen=True, key=("name", "target", "stage", "date")):
    """A body that watches over sanctions is set up, reports, or ends.

    Each stage that a body comes to is a thing of its own; accounts may differ in who set it up and who belongs to
    it.
    """

    example: ClassVar[str] = "monitoring_body(name=MSMT, target=PRK, stage=established, members=11, date=2024-10-16)"
    name: str = Field(description="what it is called")
    target: Actor = Field(description="the state whose sanctions it watches over")
    established_by: Actor | None = Field(default=None, description="who set it up")
    stage: Literal["established", "reported", "ended"] = Field(description="what it has come to")
    members: Number | None = Field(default=None, description="how many states take part")
    date: datetime.date | None = Field(default=None, description="the day the stage was reached")
