"""The plan of a pack, kept beside the pack from one process to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tocsin.engine.plan import Plan
from tocsin.rules.kept_packs import keep_beside, kept_beside
from tocsin.rules.model import Pack

_WHAT: Final = "plan"
_HERE: Final = Path(__file__).parent
_MADE_BY: Final = tuple(_HERE / name for name in ("plan.py", "planning.py", "things.py", "kept_plan.py"))


def kept_plan(pack: Pack, folder: Path | None = None) -> Plan:
    """The plan of a pack: as it was kept, else compiled, and kept where the pack is (``folder``, as one that ships)."""
    types = pack.vocabulary.types
    found = kept_beside(pack, _WHAT, _MADE_BY)
    if found is not None:
        rules, components, strata, tensions = found
        return Plan(pack, types, rules, components, strata, tensions)
    from tocsin.engine.planning import compile_plan

    plan = compile_plan(pack)
    keep_beside(pack, _WHAT, _MADE_BY, (plan.rules, plan.components, plan.strata, plan.tensions), folder)
    return plan
