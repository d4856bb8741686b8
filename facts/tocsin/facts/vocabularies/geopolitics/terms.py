"""Words that several fact types share. Two fields join only where they draw on one of these lists."""

from typing import Annotated, Literal

from tocsin.facts.quantity import Quantity
from tocsin.facts.restrictions import Limits, OpenList

Count = Annotated[Quantity, Limits(whole=True, at_least=0)]
Amount = Annotated[Quantity, Limits(at_least=0)]
Share = Annotated[Quantity, Limits(at_least=0, at_most=1)]
Number = Annotated[int, Limits(at_least=0)]
Theatre = Annotated[str, OpenList(("ukraine_war",))]
Place = Annotated[str, OpenList(("Kursk", "Kursk Oblast", "Kursk region", "Siberia"))]

Level = Literal["low", "medium", "high"]
Severity = Literal["low", "moderate", "high", "severe"]
Stage = Literal["sought", "agreed", "delivered"]
AidKind = Literal["financial", "energy", "refined_petroleum", "crude", "food", "economic"]
AidUnit = Literal["USD", "bbl", "t"]
Region = Literal["East_Asia", "Europe", "Korean_Peninsula"]
AllianceBloc = Literal["NATO", "US_ROK", "US_JPN", "AUKUS", "other"]
Materiel = Literal[
    "artillery",
    "ammunition",
    "rocket",
    "ballistic_missile",
    "vehicle",
    "small_arms",
    "air_defence",
    "electronic_warfare",
    "other",
]
TechnologyDomain = Literal[
    "missile", "drone", "air_defence", "satellite", "electronic_warfare", "naval", "nuclear", "other"
]
TroopAttribute = Literal["discipline", "endurance", "training", "equipment", "modern_warfare"]
TreatmentIssue = Literal["poor_treatment", "logistics", "family_reprisal", "expendable_use"]
WeaponTier = Literal["basic", "advanced", "long_range"]
