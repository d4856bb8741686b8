"""What type checkers make of fact types and functions of one's own; `make check` reads this file with mypy, strictly.

Each `type: ignore` here must be needed, so that what should be an error is one.
"""

import datetime as dt
from typing import Literal, assert_type

import pytest
from pydantic import ValidationError

from tocsin.engine import comparison_function
from tocsin.facts import DateRange, Fact, Quantity
from tocsin.rules.expression import declaring


class OilSale(Fact, frozen=True, key=("seller",)):
    """Crude sold by one party."""

    seller: str
    price: Quantity
    sold: dt.date
    paid: DateRange | None = None
    grade: Literal["light", "heavy"] = "light"


def test_a_fact_type_is_typed_as_it_is_written():
    sale = OilSale(seller="Acme", price=Quantity(62, 70), sold=dt.date(2024, 1, 1))

    assert_type(sale.price, Quantity)
    assert_type(sale.paid, DateRange | None)
    assert_type(sale.grade, Literal["light", "heavy"])
    with pytest.raises(ValidationError):
        sale.seller = "Bolt"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        OilSale(seller=3, price=Quantity(1, 2), sold=dt.date(2024, 1, 1))  # type: ignore[arg-type]


def test_a_function_of_ones_own_keeps_its_type(monkeypatch):
    monkeypatch.setattr(declaring, "_REGISTERED", {})

    @comparison_function(rising=["price"])
    def margin(price: float, cap: float) -> float:
        return price - cap

    assert_type(margin(62.0, 60.0), float)
    assert margin(62.0, 60.0) == 2.0
    with pytest.raises(TypeError):
        margin("62", 60.0)  # type: ignore[arg-type]
