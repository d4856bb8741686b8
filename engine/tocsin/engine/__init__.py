"""Compile, match, record: facts and a pack in, derivations out.

>>> from tocsin.engine import Case, load_pack
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10000, role=combat)"
>>> case = Case(load_pack("russia-dprk"), [fact])
>>> {conclusion.type for conclusion in case.assess().conclusions} >= {"significant_impact"}
True
"""

from tocsin.engine.assess import Assessment, EngineDisagreement, FactInForce, TensionFound, Warned
from tocsin.engine.case import Case, plan_of
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.rules.shipped import load_pack, shipped_names

__all__ = [
    "Assessment",
    "Case",
    "Conclusion",
    "Derivation",
    "EngineDisagreement",
    "FactInForce",
    "TensionFound",
    "Warned",
    "load_pack",
    "plan_of",
    "shipped_names",
]
