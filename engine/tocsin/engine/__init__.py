"""Compile, match, record: facts and a pack in, derivations out.

>>> from tocsin.engine import Case, load_pack
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10000, role=combat)"
>>> case = Case(load_pack("russia-dprk"), [fact])
>>> {conclusion.type for conclusion in case.assess().conclusions} >= {"significant_impact"}
True
"""

from typing import TYPE_CHECKING

from tocsin.engine.assess import Assessment, EngineDisagreement, FactInForce, TensionFound, Warned
from tocsin.engine.case import Case, plan_of
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.rules.shipped import load_pack, shipped_names

if TYPE_CHECKING:
    from tocsin.engine.incremental import LiveCase, WorkingMemory

__all__ = [
    "Assessment",
    "Case",
    "Conclusion",
    "Derivation",
    "EngineDisagreement",
    "FactInForce",
    "LiveCase",
    "TensionFound",
    "Warned",
    "WorkingMemory",
    "load_pack",
    "plan_of",
    "shipped_names",
]


def __getattr__(name: str) -> object:
    """``LiveCase`` and ``WorkingMemory`` are imported when asked for: most uses need neither."""
    if name in ("LiveCase", "WorkingMemory"):
        from tocsin.engine import incremental

        return getattr(incremental, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
