"""Operations, deployments and the troops themselves: who fights where, how many, in what state."""

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tocsin.facts.model import Fact
from tocsin.facts.restrictions import DiffersFrom, NotBefore

from .actors import Actor
from .terms import Count, Level, Place, Region, Severity, Theatre, TreatmentIssue, TroopAttribute


class MilitaryOperation(Fact, frozen=True, key=("actor", "theatre")):
    """A state conducts military operations in a theatre of war.

    A state conducts one operation in a theatre; how far it has come and when it began, accounts differ in.
    """

    example: ClassVar[str] = "military_operation(actor=RUS, theatre=ukraine_war, status=ongoing, start=2022-02-24)"
    actor: Actor = Field(description="the state whose operation it is")
    theatre: Theatre = Field(description="the war or theatre, such as ukraine_war")
    status: Literal["planned", "ongoing", "paused", "ended"] | None = Field(
        default=None, description="how far the operation has come"
    )
    start: datetime.date | None = Field(default=None, description="its first day")


class TroopDeployment(
    Fact,
    frozen=True,
    key=("sender", "beneficiary", "theatre", "location_country", "location_region", "role", "figure"),
    account=("part_of",),
):
    """Troops of one state are sent to serve another.

    Troops are told by whose they are, whom they serve, where and as what; a figure with a name of its own (a wave,
    a total) is another thing. How many they are, whether they fight and since when, accounts differ in.
    """

    example: ClassVar[str] = (
        "troop_deployment(sender=PRK, beneficiary=RUS, theatre=ukraine_war, headcount=10900..11000, role=combat)"
    )
    sender: Actor = Field(description="the state whose troops they are")
    beneficiary: Annotated[Actor, DiffersFrom("sender")] = Field(description="the state they serve")
    theatre: Theatre | None = Field(
        default=None, description="the war or theatre they serve in, such as ukraine_war; says nothing of whose soil"
    )
    location_country: Actor | None = Field(default=None, description="the state on whose soil they are")
    location_region: Place | None = Field(default=None, description="the part of that state, such as Kursk")
    headcount: Count | None = Field(
        default=None, description="how many soldiers", json_schema_extra={"unit": "persons"}
    )
    role: Literal["combat", "training", "engineering", "support"] | None = Field(
        default=None, description="what they are there for"
    )
    active_combat: bool | None = Field(default=None, description="whether they are fighting, as distinct from ready to")
    uniform: Literal["own", "host"] | None = Field(default=None, description="whose uniform they wear")
    since: datetime.date | None = Field(default=None, description="the first day")
    until: Annotated[datetime.date, NotBefore("since")] | None = Field(default=None, description="the last day")
    figure: str | None = Field(default=None, description="what this figure is called, so that others can be part of it")
    part_of: str | None = Field(
        default=None, description="the `figure` of another report that takes this one in: the two are never added"
    )


class Verification(Fact, frozen=True, key=("subject", "actor", "verifier"), account=("verifier", "method")):
    """Somebody confirms or refutes what is reported of a state.

    Each verifier has one finding at a time on what a state did, so its later word replaces its earlier one. Who
    verifies, and how, tells of the account: confirmed by one and refuted by another contradict each other.
    """

    example: ClassVar[str] = (
        "verification(subject=troop_deployment, actor=PRK, status=confirmed, verifier=NATO, method=official_assessment)"
    )
    subject: str = Field(description="the fact type that is checked, such as troop_deployment")
    actor: Actor = Field(description="the state whose act is checked: for a deployment the sender")
    status: Literal["confirmed", "refuted"] = Field(description="what the check found")
    verifier: Actor | None = Field(default=None, description="who checked")
    method: Literal["party_admission", "official_assessment", "imagery", "captured_personnel", "media"] | None = Field(
        default=None, description="how; party_admission: an acting party says so itself"
    )


class ForceCondition(Fact, frozen=True, key=("force", "attribute", "theatre")):
    """A state's forces are worn down.

    Forces in a theatre are worn down in one way to one degree.
    """

    example: ClassVar[str] = "force_condition(force=RUS, attribute=losses, theatre=ukraine_war, quantity=41980)"
    force: Actor = Field(description="the state whose forces they are")
    attribute: Literal["depletion", "fatigue", "losses"] = Field(description="in what way")
    theatre: Theatre | None = Field(default=None, description="the war or theatre, such as ukraine_war")
    level: Literal["low", "moderate", "high"] | None = Field(default=None, description="how far")
    quantity: Count | None = Field(
        default=None, description="the losses in a month", json_schema_extra={"unit": "persons per month"}
    )


class TheatreCondition(Fact, frozen=True, key=("theatre",)):
    """Conditions at the front are of a certain hardness.

    Conditions at a front have one hardness.
    """

    example: ClassVar[str] = "theatre_condition(theatre=ukraine_war, harshness=gruelling)"
    theatre: Theatre = Field(description="the war or theatre, such as ukraine_war")
    harshness: Literal["normal", "harsh", "gruelling"] = Field(description="how hard they are on the troops")


class TroopQuality(Fact, frozen=True, key=("force", "attribute", "benchmark")):
    """A state's troops are of a certain quality.

    A quality held against one benchmark has one level.
    """

    example: ClassVar[str] = "troop_quality(force=PRK, attribute=modern_warfare, level=low, benchmark=NATO_standard)"
    force: Actor = Field(description="the state whose troops they are")
    attribute: TroopAttribute = Field(description="the quality judged")
    level: Level = Field(description="how good they are in it")
    benchmark: Literal["NATO_standard", "none"] | None = Field(default=None, description="compared with what")


class IntegrationStatus(Fact, frozen=True, key=("host", "guest")):
    """A state has taken another's troops into its own forces to some degree.

    Troops are taken in to one degree, and equipped in one way.
    """

    example: ClassVar[str] = "integration_status(host=RUS, guest=PRK, integration=partial, equipment=adequate)"
    host: Actor = Field(description="the state whose forces take them in")
    guest: Annotated[Actor, DiffersFrom("host")] = Field(description="the state whose troops they are")
    integration: Literal["none", "partial", "full"] | None = Field(
        default=None, description="how far they fight as part of the host's forces"
    )
    equipment: Literal["poor", "adequate", "good"] | None = Field(
        default=None, description="how well the host equips them"
    )


class DeploymentPosture(Fact, frozen=True, key=("force", "sector")):
    """A state's troops are placed in a certain way.

    Troops in one sector are placed in one way.
    """

    example: ClassVar[str] = "deployment_posture(force=PRK, posture=strategic, sector=Kursk)"
    force: Actor = Field(description="the state whose troops they are")
    posture: Literal["strategic", "dispersed", "rear"] = Field(
        description="strategic: massed where it matters; dispersed; or behind the front"
    )
    sector: Place | None = Field(default=None, description="the part of the front")


class CasualtyReport(Fact, frozen=True):
    """A state's troops have suffered losses.

    It has no key: each report counts to its own day, which no field has, so two counts are not accounts of one thing.
    """

    example: ClassVar[str] = (
        "casualty_report(force=PRK, theatre=ukraine_war, casualties=4700, killed=600, counting=cumulative)"
    )
    force: Actor = Field(description="the state whose troops they are")
    theatre: Theatre | None = Field(default=None, description="the war or theatre, such as ukraine_war")
    casualties: Count | None = Field(
        default=None, description="killed and wounded together", json_schema_extra={"unit": "persons"}
    )
    killed: Count | None = Field(default=None, description="the killed", json_schema_extra={"unit": "persons"})
    wounded: Count | None = Field(default=None, description="the wounded", json_schema_extra={"unit": "persons"})
    captured: Count | None = Field(default=None, description="the captured", json_schema_extra={"unit": "persons"})
    counting: Literal["killed_only", "killed_and_wounded", "cumulative", "weekly"] | None = Field(
        default=None, description="what the figures count"
    )


class TreatmentReport(Fact, frozen=True, key=("force", "issue")):
    """A state's soldiers are treated in a way that raises concern.

    One ill of treatment has one severity.
    """

    example: ClassVar[str] = "treatment_report(force=PRK, issue=family_reprisal, severity=high)"
    force: Actor = Field(description="the state whose soldiers they are")
    issue: TreatmentIssue = Field(description="what is done to them or theirs")
    severity: Severity | None = Field(default=None, description="how bad it is")


class RegionalPosture(Fact, frozen=True):
    """An actor strengthens or reduces its military presence in a region."""

    example: ClassVar[str] = "regional_posture(actor=USA, region=East_Asia, change=increase, kind=exercise)"
    actor: Actor = Field(description="the state or bloc whose presence it is")
    region: Region = Field(description="where")
    change: Literal["increase", "none", "decrease"] = Field(description="which way it changes")
    kind: Literal["exercise", "basing", "deployment"] | None = Field(default=None, description="by what")


class SpilloverIncident(Fact, frozen=True):
    """A conflict reaches beyond its borders in one incident."""

    example: ClassVar[str] = "spillover_incident(conflict=ukraine_war, place=Kursk, kind=foreign_force_entry)"
    conflict: Theatre = Field(description="the war or theatre, such as ukraine_war")
    place: Place | None = Field(default=None, description="where it happened")
    kind: Literal["attack", "incursion", "foreign_force_entry"] = Field(description="what happened")
