"""A refused word of a list -> the listed one that stands for the same unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.facts.written.plain_text import simplified

_UNITS: Final = {
    "bbl": "barrel barrels bbls brl",
    "t": "tonne tonnes mt metric_ton metric_tons ton tons",
    "kg": "kilogram kilograms kilo kilos",
    "km": "kilometre kilometres kilometer kilometers",
    "m": "metre metres meter meters",
    "l": "litre litres liter liters",
    "USD": "dollar dollars us_dollar us_dollars us$ $",
    "EUR": "euro euros €",
    "GBP": "pound_sterling pounds_sterling £",
    "JPY": "yen ¥",
    "KRW": "won ₩",
    "RUB": "rouble roubles ruble rubles ₽",
}
"""What units are called in words, by the abbreviation that a list may hold."""


def unit_meant(word: str, listed: Sequence[str]) -> str | None:
    """The listed unit that a word names; None if none does.

    >>> unit_meant("Barrels", ["USD", "bbl", "t"])
    'bbl'
    """
    plain = simplified(word).replace(" ", "_").removesuffix(".")
    return next((unit for unit in listed if plain in _UNITS.get(unit, "").split()), None)
