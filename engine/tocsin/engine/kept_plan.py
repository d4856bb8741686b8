"""The plan of a pack, kept beside the pack from one process to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tocsin.engine.plan import Plan
from tocsin.rules.kept_packs import keep_beside, kept_beside
from tocsin.rules.model import Pack

_WHAT: Final = "plan"
_HERE: Final = Path(__file__).parent
MADE_BY: Final = tuple(_HERE / name for name in ("plan.py", "planning.py", "things.py", "kept_plan.py"))
"""The modules that make plans: what is kept by others than these is made again."""


def kept_plan(pack: Pack, folder: Path | None = None) -> Plan:
    """The plan of a pack: as it was kept, else compiled, and kept where the pack is (``folder``, as one that ships)."""
    types = pack.vocabulary.types
    found = kept_beside(pack, _WHAT, MADE_BY)
    if found is not None:
        rules, components, strata, tensions = found
        return Plan(pack, types, rules, components, strata, tensions)
    from tocsin.engine.planning import compile_plan

    plan = compile_plan(pack)
    keep_beside(pack, _WHAT, MADE_BY, (plan.rules, plan.components, plan.strata, plan.tensions), folder)
    return plan


def keep_shipped(folder: Path) -> None:
    """The packs that ship, and their plans, are kept in the folder, as the wheel has them."""
    from tocsin.rules.kept_packs import keep_pack
    from tocsin.rules.shipped import load_pack, shipped_texts

    for name, texts in shipped_texts().items():
        pack = load_pack(name)
        keep_pack(pack, texts, pack.place, folder)
        kept_plan(pack, folder)
