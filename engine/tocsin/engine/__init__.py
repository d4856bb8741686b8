"""Compile, match, record: facts and a pack in, derivations out.

>>> from tocsin.engine import Case, load_pack
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10000, role=combat)"
>>> case = Case(load_pack("russia-dprk"), [fact])
>>> {conclusion.type for conclusion in case.assess().conclusions} >= {"significant_impact"}
True
"""

from typing import TYPE_CHECKING

from tocsin.engine.assess import EngineDisagreement
from tocsin.engine.assessment import Assessment, FactInForce, TensionFound, Warned
from tocsin.engine.case import Case, plan_of
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.facts.first_use import on_first_use
from tocsin.rules.expression.declaring import comparison_function
from tocsin.rules.expression.own_functions import FunctionFailed
from tocsin.rules.read import pack_from_data, pack_from_text
from tocsin.rules.shipped import load_pack, shipped_names

if TYPE_CHECKING:
    from tocsin.engine.arrow_tables import tables_of
    from tocsin.engine.incremental import LiveCase, WorkingMemory
    from tocsin.engine.phases import listening
    from tocsin.engine.stopping import Cancel, Cancelled, LimitReached, limits

# Most uses need none of these.
__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "arrow_tables": ("tables_of",),
        "incremental": ("LiveCase", "WorkingMemory"),
        "phases": ("listening",),
        "stopping": ("Cancel", "Cancelled", "LimitReached", "limits"),
    },
)

__all__ = [
    "Assessment",
    "Cancel",
    "Cancelled",
    "Case",
    "Conclusion",
    "Derivation",
    "EngineDisagreement",
    "FactInForce",
    "FunctionFailed",
    "LimitReached",
    "LiveCase",
    "TensionFound",
    "Warned",
    "WorkingMemory",
    "comparison_function",
    "limits",
    "listening",
    "load_pack",
    "pack_from_data",
    "pack_from_text",
    "plan_of",
    "shipped_names",
    "tables_of",
]
