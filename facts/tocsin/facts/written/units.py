"""What units are called, by their abbreviations."""

from __future__ import annotations

from typing import Final

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


def called(unit: str) -> tuple[str, ...]:
    """What a unit is called in words, several joined by an underscore; nothing where it is no unit.

    >>> called("bbl")
    ('barrel', 'barrels', 'bbls', 'brl')
    """
    return tuple(_UNITS.get(unit, "").split())
