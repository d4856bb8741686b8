"""What may follow from two states moving closer: cooperation, its motives, and how the region takes it."""

from typing import ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import AllianceBloc, Region, TechnologyDomain


class SignificantEvent(Fact, frozen=True):
    """A visit is an event of significance."""

    example: ClassVar[str] = "significant_event(visitor=RUS, host=PRK)"
    visitor: Actor = Field(description="the state whose delegation travels")
    host: Actor = Field(description="the state that receives it")


class PossibleArmsDeal(Fact, frozen=True):
    """Two states negotiate arms deals."""

    example: ClassVar[str] = "possible_arms_deal(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")


class MilitaryCooperation(Fact, frozen=True):
    """Two states negotiate military cooperation."""

    example: ClassVar[str] = "military_cooperation(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")


class SupplySeeking(Fact, frozen=True):
    """A state at war looks to another for supplies."""

    example: ClassVar[str] = "supply_seeking(seeker=RUS, supplier=PRK)"
    seeker: Actor = Field(description="the state that looks for supplies")
    supplier: Actor = Field(description="the state it looks to")


class CapabilityGain(Fact, frozen=True):
    """A state's defence capabilities are enhanced by another's technology."""

    example: ClassVar[str] = "capability_gain(actor=PRK, supplier=RUS, domain=missile)"
    actor: Actor = Field(description="the state that gains")
    supplier: Actor = Field(description="the state whose technology it is")
    domain: TechnologyDomain | None = Field(default=None, description="in what; absent: defence at large")


class UnderPressure(Fact, frozen=True):
    """A state is under pressure from the West."""

    example: ClassVar[str] = "under_pressure(actor=RUS, pressure=sanctions)"
    actor: Actor = Field(description="the state under pressure")
    pressure: Literal["sanctions", "isolation"] = Field(description="what weighs on it")


class Cooperation(Fact, frozen=True):
    """Two states cooperate, or may come to, in one of the ways a document names."""

    example: ClassVar[str] = "cooperation(actor=RUS, partner=PRK, kind=arms)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")
    kind: Literal["arms", "military", "technology", "axis", "economic", "labour", "diplomatic", "troops"] = Field(
        description="in what"
    )


class ResistanceSignal(Fact, frozen=True):
    """Two states signal that both want to resist the pressure on them."""

    example: ClassVar[str] = "resistance_signal(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")


class AxisSignal(Fact, frozen=True):
    """Two states form an axis of support."""

    example: ClassVar[str] = "axis_signal(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")


class SolidarityMessage(Fact, frozen=True):
    """Two states show solidarity against an alliance."""

    example: ClassVar[str] = "solidarity_message(actor=RUS, partner=PRK, alliance=US_ROK)"
    actor: Actor = Field(description="one side")
    partner: Actor = Field(description="the other side")
    alliance: AllianceBloc = Field(description="the alliance it is directed against")


class LeverageUse(Fact, frozen=True):
    """A state trades on its military resources for aid."""

    example: ClassVar[str] = "leverage_use(actor=PRK, towards=RUS, aim=energy)"
    actor: Actor = Field(description="the state that uses them")
    towards: Actor = Field(description="the state it wants aid from")
    aim: Literal["economic", "energy"] = Field(description="the aid it wants")


class LabourUse(Fact, frozen=True):
    """A state uses another's labour."""

    example: ClassVar[str] = "labour_use(host=RUS, sender=PRK, sector=construction)"
    host: Actor = Field(description="the state that uses it")
    sender: Actor = Field(description="the state whose workers they are")
    sector: Literal["construction", "manufacturing"] = Field(description="what they work in")


class TensionIncrease(Fact, frozen=True):
    """Tensions rise in an arena."""

    example: ClassVar[str] = "tension_increase(arena=Korean_Peninsula)"
    arena: Literal["Korean_Peninsula", "NATO"] = Field(description="where, or with whom")


class ThreatPerception(Fact, frozen=True):
    """A state feels directly threatened by another."""

    example: ClassVar[str] = "threat_perception(actor=KOR, source=PRK)"
    actor: Actor = Field(description="the state that feels threatened")
    source: Actor = Field(description="the state it feels threatened by")


class ChinaStance(Fact, frozen=True):
    """China takes one of several stances that exclude or strain one another."""

    example: ClassVar[str] = "china_stance(hypothesis=tacitly_tolerates)"
    hypothesis: Literal["cautious", "sees_destabilisation", "tacitly_tolerates", "joins_trilateral_front"] = Field(
        description="the stance"
    )


class StrategyFit(Fact, frozen=True):
    """An approach to one state fits another's strategy of gathering allies against Western dominance."""

    example: ClassVar[str] = "strategy_fit(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="the state whose strategy it is")
    partner: Actor = Field(description="the state it approaches")


class TrilateralPrelude(Fact, frozen=True):
    """Three states prepare deeper cooperation."""

    example: ClassVar[str] = "trilateral_prelude(first=RUS, second=CHN, third=PRK)"
    first: Actor = Field(description="one of them; the order says nothing")
    second: Actor = Field(description="another of them")
    third: Actor = Field(description="the third of them")


class UnifiedFront(Fact, frozen=True):
    """States close ranks in a region against another's policies."""

    example: ClassVar[str] = "unified_front(region=East_Asia, against=USA)"
    region: Region = Field(description="where")
    against: Actor = Field(description="the state whose policies, and those aligned with it, they oppose")
