"""What may follow in the world from such a deployment: breaches, reactions, motives, alliances, impact."""

from typing import ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import Theatre, WeaponTier


class SanctionsViolation(Fact, frozen=True):
    """A state breaches sanctions."""

    example: ClassVar[str] = "sanctions_violation(violator=PRK, regime=UN)"
    violator: Actor = Field(description="the state in breach")
    regime: Actor = Field(description="who imposed the sanctions")
    instrument: str | None = Field(
        default=None, description="the resolution or act breached; absent: sanctions at large"
    )
    paragraph: str | None = Field(default=None, description="its operative paragraph")
    act: str | None = Field(default=None, description="what breaches it, as a fact type such as arms_transfer")


class UnCondemnation(Fact, frozen=True):
    """Condemnation at the United Nations grows."""

    example: ClassVar[str] = "un_condemnation(target=PRK)"
    target: Actor = Field(description="the state that is condemned")


class UnCallForAction(Fact, frozen=True):
    """Action is called for at the United Nations."""

    example: ClassVar[str] = "un_call_for_action(target=PRK)"
    target: Actor = Field(description="the state against which action is called for")


class SanctionsIncrease(Fact, frozen=True):
    """Sanctions against a state are increased."""

    example: ClassVar[str] = "sanctions_increase(imposed_by=NATO, target=RUS)"
    imposed_by: Actor = Field(description="who increases them; NATO stands for its members and their allies")
    target: Actor = Field(description="the state they are aimed at")


class AidEscalation(Fact, frozen=True):
    """Military aid to a state intensifies."""

    example: ClassVar[str] = "aid_escalation(recipient=UKR, tier=advanced)"
    recipient: Actor = Field(description="the state that receives it")
    tier: WeaponTier | None = Field(default=None, description="the weapons it comes to include; absent: more of it")


class EconomicMotive(Fact, frozen=True):
    """A state acts in the hope of economic gain."""

    example: ClassVar[str] = "economic_motive(actor=PRK, donor=RUS, kind=energy)"
    actor: Actor = Field(description="the state that hopes to gain")
    donor: Actor = Field(description="the state it hopes to gain from")
    kind: Literal["financial", "energy", "food"] = Field(description="what it hopes for")


class ReciprocalSupportSought(Fact, frozen=True):
    """A state seeks support in return for its own."""

    example: ClassVar[str] = "reciprocal_support_sought(actor=PRK, supplier=RUS, kind=technological)"
    actor: Actor = Field(description="the state that seeks support")
    supplier: Actor = Field(description="the state it is to come from")
    kind: Literal["technological", "military"] = Field(description="the support sought")


class Alignment(Fact, frozen=True):
    """A state sides with another."""

    example: ClassVar[str] = "alignment(actor=PRK, partner=RUS)"
    actor: Actor = Field(description="the state that takes sides")
    partner: Actor = Field(description="the state it sides with")


class PoliticalLeverage(Fact, frozen=True):
    """A state strengthens its position against another."""

    example: ClassVar[str] = "political_leverage(actor=PRK, against=USA)"
    actor: Actor = Field(description="the state that gains")
    against: Actor = Field(description="the state it gains against")


class SupportWillingness(Fact, frozen=True):
    """A state shows itself willing to support its allies by arms."""

    example: ClassVar[str] = "support_willingness(actor=PRK, ally=RUS)"
    actor: Actor = Field(description="the state that is willing")
    ally: Actor = Field(description="the ally it supports")


class FormalAlliance(Fact, frozen=True):
    """A more formal military alliance between two states begins."""

    example: ClassVar[str] = "formal_alliance(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one ally")
    partner: Actor = Field(description="the other ally")


class GlobalPolarisation(Fact, frozen=True):
    """Global politics are polarised further by two states."""

    example: ClassVar[str] = "global_polarisation(actor=RUS, partner=PRK)"
    actor: Actor = Field(description="one of the two states")
    partner: Actor = Field(description="the other")


class ConflictInternationalised(Fact, frozen=True):
    """A conflict becomes more international."""

    example: ClassVar[str] = "conflict_internationalised(conflict=ukraine_war)"
    conflict: Theatre = Field(description="the war, such as ukraine_war")


class SpilloverRisk(Fact, frozen=True):
    """The risk grows that a conflict spreads beyond its borders."""

    example: ClassVar[str] = "spillover_risk(conflict=ukraine_war)"
    conflict: Theatre = Field(description="the war, such as ukraine_war")


class SignificantImpact(Fact, frozen=True):
    """The involvement of troops has a significant impact."""

    example: ClassVar[str] = "significant_impact(sender=PRK, beneficiary=RUS, scope=conflict)"
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Actor = Field(description="the state they serve")
    scope: Literal["conflict", "global_geopolitics"] = Field(description="on what")


class PositionStrengthened(Fact, frozen=True):
    """A state's position is strengthened."""

    example: ClassVar[str] = "position_strengthened(actor=RUS, temporary=true)"
    actor: Actor = Field(description="the state that gains")
    temporary: bool = Field(description="whether the gain lasts for a time only")


class PositionEroded(Fact, frozen=True):
    """A state's temporary gain comes to its end."""

    example: ClassVar[str] = "position_eroded(actor=RUS)"
    actor: Actor = Field(description="the state whose gain ends")


class Backlash(Fact, frozen=True):
    """Severe international backlash threatens a state."""

    example: ClassVar[str] = "backlash(target=RUS)"
    target: Actor = Field(description="the state that risks it")


class Destabilisation(Fact, frozen=True):
    """Security is destabilised further."""

    example: ClassVar[str] = "destabilisation(scope=regional)"
    scope: Literal["regional", "global"] = Field(description="how far the effect reaches")


class CoordinatedResponse(Fact, frozen=True):
    """A bloc and its allies respond swiftly and together."""

    example: ClassVar[str] = "coordinated_response(actor=WEST, sender=PRK, beneficiary=RUS)"
    actor: Actor = Field(description="who responds")
    sender: Actor = Field(description="the state whose troops are answered")
    beneficiary: Actor = Field(description="the state they serve")
