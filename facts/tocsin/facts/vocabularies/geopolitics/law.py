"""Provisions, authorisations and legal positions: what the law is said to allow."""

import datetime
from typing import ClassVar

from pydantic import Field

from tocsin.facts.model import Fact

from .actors import Actor
from .terms import Amount


class LegalProvision(Fact, frozen=True):
    """A paragraph of a legal instrument prohibits or limits an act."""

    example: ClassVar[str] = (
        'legal_provision(instrument="UNSCR 2397", paragraph="5", act_prohibited=refined_petroleum_supply, cap=500000,'
        " cap_unit=bbl, cap_period=calendar_year, in_force_from=2018-01-01)"
    )
    instrument: str = Field(description="the resolution, treaty or act")
    paragraph: str | None = Field(default=None, description="the operative paragraph")
    act_prohibited: str = Field(description="what it prohibits or limits")
    addressee: str | None = Field(default=None, description="whom it binds")
    cap: Amount | None = Field(
        default=None, description="what remains allowed in each period", json_schema_extra={"unit": "as cap_unit says"}
    )
    cap_unit: str | None = Field(default=None, description="what the cap counts, such as bbl or t")
    cap_period: str | None = Field(default=None, description="the period of the cap, such as calendar_year")
    in_force_from: datetime.date | None = Field(default=None, description="the first day in force")
    in_force_to: datetime.date | None = Field(default=None, description="the last day in force")


class LegalPosition(Fact, frozen=True):
    """An actor holds a view of what the law says."""

    example: ClassVar[str] = (
        'legal_position(actor=PRK, claim="the deployment is lawful", basis="UN Charter Art. 51; treaty Art. 4")'
    )
    actor: Actor = Field(description="whose view it is")
    claim: str = Field(description="what is claimed")
    basis: str | None = Field(default=None, description="on what it is founded")


class UnAuthorisation(Fact, frozen=True):
    """The United Nations allow a state what its sanctions otherwise forbid."""

    example: ClassVar[str] = "un_authorisation(state=PRK, act=troop_deployment)"
    state: Actor = Field(description="the state that is allowed it")
    act: str | None = Field(default=None, description="what is allowed")
    resolution: str | None = Field(default=None, description="by which decision")
    since: datetime.date | None = Field(default=None, description="the first day")
