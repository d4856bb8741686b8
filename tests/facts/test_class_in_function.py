"""A fact type may be declared within a function, with names that are known only there."""

from __future__ import annotations

from typing import Annotated

from tocsin.facts import Fact, Limits


def test_the_annotations_of_a_class_in_a_function_may_name_what_the_function_imports():
    import datetime as dt

    from tocsin.facts import Quantity

    class Delivery(Fact, frozen=True):
        barrels: Annotated[Quantity, Limits(whole=True, at_least=0)]
        day: dt.date | None = None

    barrels, day = Delivery.fact_type().fields
    assert (str(barrels.kind), barrels.limits) == ("quantity", Limits(whole=True, at_least=0))
    assert (str(day.kind), day.optional) == ("date", True)
    assert str(Delivery(barrels=Quantity(1, 2), day=dt.date(2024, 11, 29))) == "delivery(barrels=1..2, day=2024-11-29)"
