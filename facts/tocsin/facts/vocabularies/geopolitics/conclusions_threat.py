"""How grave a situation is for a region, on a scale of Tocsin's own."""

from typing import ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import Region


class SituationOnRecord(Fact, frozen=True):
    """Something is reported of two states, so that the scale of threat has something to measure."""

    example: ClassVar[str] = "situation_on_record(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one of the two states")
    partner: Actor = Field(description="the other")


class ThreatIndicator(Fact, frozen=True):
    """One conclusion counts towards the threat in a region."""

    example: ClassVar[str] = "threat_indicator(region=Korean_Peninsula, indicator=tension)"
    region: Region = Field(description="where")
    indicator: Literal[
        "tension", "felt_threat", "leverage", "hostile_front", "alarm", "wider_war", "spread", "instability"
    ] = Field(description="what counts; each counts once, on whatever and however many grounds it rests")


class RegionalThreatLevel(Fact, frozen=True):
    """The threat in a region stands at a level."""

    example: ClassVar[str] = "regional_threat_level(region=Korean_Peninsula, level=high)"
    region: Region = Field(description="where")
    level: Literal["none", "elevated", "high", "severe"] = Field(
        description="the level; the scale is Tocsin's own and no document's"
    )
