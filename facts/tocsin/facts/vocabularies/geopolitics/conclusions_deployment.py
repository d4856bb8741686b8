"""What may follow on the battlefield from troops sent to fight for another state, and for the troops themselves."""

from typing import ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import Count, Level, Theatre, TroopAttribute


class CombatDeployment(Fact, frozen=True):
    """Troops of one state are actively fighting for another in a war."""

    example: ClassVar[str] = (
        "combat_deployment(sender=PRK, beneficiary=RUS, theatre=ukraine_war, headcount=10900..11000)"
    )
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Actor = Field(description="the state they fight for")
    theatre: Theatre = Field(description="the war, such as ukraine_war")
    headcount: Count = Field(description="how many soldiers", json_schema_extra={"unit": "persons"})


class TroopInvolvement(Fact, frozen=True):
    """Troops of one state are involved on another's side in a war, in whatever role."""

    example: ClassVar[str] = (
        "troop_involvement(sender=PRK, beneficiary=RUS, theatre=ukraine_war, headcount=8000..10000)"
    )
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Actor = Field(description="the state they serve")
    theatre: Theatre = Field(description="the war, such as ukraine_war")
    headcount: Count = Field(description="how many soldiers", json_schema_extra={"unit": "persons"})


class BetweenThresholds(Fact, frozen=True):
    """A headcount reaches one threshold of the document and does not pass the other."""

    example: ClassVar[str] = "between_thresholds(sender=PRK, headcount=10000)"
    sender: Actor = Field(description="the state whose troops they are")
    headcount: Count = Field(description="how many soldiers", json_schema_extra={"unit": "persons"})


class ConfirmedDeployment(Fact, frozen=True):
    """The deployment of a state's troops counts as confirmed."""

    example: ClassVar[str] = "confirmed_deployment(sender=PRK)"
    sender: Actor = Field(description="the state whose troops they are")


class HighlySignificantDevelopment(Fact, frozen=True):
    """Troops fighting for another state are a development of high significance."""

    example: ClassVar[str] = "highly_significant_development(sender=PRK, beneficiary=RUS)"
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Actor = Field(description="the state they fight for")


class WideRangingImplications(Fact, frozen=True):
    """A deployment has far-reaching consequences, military, geopolitical and strategic."""

    example: ClassVar[str] = "wide_ranging_implications(sender=PRK, beneficiary=RUS)"
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Actor = Field(description="the state they fight for")


class ManpowerBoost(Fact, frozen=True):
    """A state's forces gain critical manpower."""

    example: ClassVar[str] = "manpower_boost(actor=RUS, sender=PRK)"
    actor: Actor = Field(description="the state that gains")
    sender: Actor = Field(description="the state whose troops they are")


class FrontAdvantage(Fact, frozen=True):
    """The nature of a state's troops is an advantage at a front."""

    example: ClassVar[str] = "front_advantage(force=PRK, theatre=ukraine_war)"
    force: Actor = Field(description="the state whose troops they are")
    theatre: Theatre = Field(description="the war, such as ukraine_war")


class BattlefieldPressure(Fact, frozen=True):
    """A state comes under greater pressure on the battlefield."""

    example: ClassVar[str] = "battlefield_pressure(actor=UKR)"
    actor: Actor = Field(description="the state under pressure")


class ResourceDiversion(Fact, frozen=True):
    """A state has to divert resources to meet a threat."""

    example: ClassVar[str] = "resource_diversion(actor=UKR)"
    actor: Actor = Field(description="the state that diverts them")


class DefenceStretched(Fact, frozen=True):
    """A state's lines of defence are stretched."""

    example: ClassVar[str] = "defence_stretched(actor=UKR)"
    actor: Actor = Field(description="the state whose lines they are")


class CounteroffensiveComplicated(Fact, frozen=True):
    """A state's counteroffensive is made harder."""

    example: ClassVar[str] = "counteroffensive_complicated(actor=UKR)"
    actor: Actor = Field(description="the state whose counteroffensive it is")


class ExpandedThreat(Fact, frozen=True):
    """The threat to a state widens."""

    example: ClassVar[str] = "expanded_threat(actor=UKR)"
    actor: Actor = Field(description="the state under threat")


class CapabilityLag(Fact, frozen=True):
    """A state's troops lag behind a standard."""

    example: ClassVar[str] = "capability_lag(force=PRK, attribute=training, benchmark=NATO_standard)"
    force: Actor = Field(description="the state whose troops they are")
    attribute: TroopAttribute = Field(description="in what they lag")
    benchmark: Literal["NATO_standard"] = Field(description="behind whom")


class ForceEffectiveness(Fact, frozen=True):
    """A state's troops are effective to a degree that depends on how their host integrates and equips them."""

    example: ClassVar[str] = "force_effectiveness(force=PRK, host=RUS, level=medium)"
    force: Actor = Field(description="the state whose troops they are")
    host: Actor = Field(description="the state that integrates and equips them")
    level: Level = Field(description="how effective; the scale is Tocsin's own")


class HumanitarianConcern(Fact, frozen=True):
    """A state's soldiers face hardship that raises concern."""

    example: ClassVar[str] = "humanitarian_concern(force=PRK, kind=high_casualties)"
    force: Actor = Field(description="the state whose soldiers they are")
    kind: Literal["poor_treatment", "logistics", "high_casualties", "expendable_use"] = Field(
        description="what they face"
    )
