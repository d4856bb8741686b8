"""The one tiny vocabulary that all tests speak: a type for each thing a fact type can be."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import BOOL, DATE, STR
from tocsin.facts.model import Fact
from tocsin.facts.quantity import Quantity
from tocsin.facts.restrictions import DiffersFrom, Limits, NotBefore, OpenList
from tocsin.facts.vocabulary import Vocabulary


class Edge(Fact, frozen=True):
    """A road from one place to another."""

    example = "edge(source=1, target=2)"
    source: int
    target: int


class Shipment(Fact, frozen=True):
    """Oil that was shipped. Only the kinds that are taxed."""

    supplier: str = Field(description="who shipped it")
    volume: Quantity = Field(description="how much", json_schema_extra={"unit": "barrels"})
    kind: Literal["crude", "refined"]
    shipped: dt.date
    note: str | None = None


class Gauge(Fact, frozen=True):
    """What an instrument shows."""

    name: str
    reading: float
    working: bool
    limit: Quantity | None = None


class Span(Fact, frozen=True):
    """A stretch of numbers, which must not run backwards."""

    first: int
    last: int

    @model_validator(mode="after")
    def _runs_forwards(self) -> "Span":
        if self.first > self.last:
            raise ValueError("the span runs backwards")
        return self


class Crossing(Fact, frozen=True):
    """A ferry crossed over."""

    harbour: str
    landing: Annotated[str, DiffersFrom("harbour")]
    passengers: Annotated[Quantity, Limits(whole=True, at_least=0)] | None = None
    load: Annotated[float, Limits(at_least=0, at_most=1)] | None = None
    left: dt.date | None = None
    landed: Annotated[dt.date, NotBefore("left")] | None = None
    sea: Annotated[str, OpenList(("Channel", "North Sea"))] | None = None


class Sighting(Fact, frozen=True):
    """A ship was seen, and perhaps lost sight of, on days that are not known for certain."""

    ship: str
    seen: DateRange
    lost: DateRange | None = None


class Alarm(Fact, frozen=True):
    """Somebody rang the bell."""


MODELS = (Edge, Shipment, Gauge, Span, Alarm, Crossing, Sighting)
# Declared without Python, as a pack's `types:` would, with names that Python and pydantic have taken.
HOP = FactType(
    "hop",
    (
        FieldType("from", STR),
        FieldType("id", STR, optional=True),
        FieldType("copy", BOOL, optional=True),
        FieldType("type", STR, optional=True),
        FieldType("date", DATE, optional=True),
    ),
)
VOCABULARY = Vocabulary.from_models("tiny", MODELS).extended([HOP])
