"""The vocabulary ``geopolitics``: states, forces, sanctions and reactions.

The first modules hold what is reported (input types), the ``conclusions_`` modules what rules derive from it. They are
imported when all types are asked for, or one by one as facts of their types are made: a class costs start-up time.

>>> from tocsin.facts.vocabularies.geopolitics import SanctionsRegime
>>> str(SanctionsRegime(imposed_by="UN", target="PRK"))
'sanctions_regime(imposed_by=UN, target=PRK)'
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tocsin.facts.model import Fact

    from .conclusions_cooperation import *
    from .conclusions_deployment import *
    from .conclusions_law import *
    from .conclusions_reactions import *
    from .conclusions_threat import *
    from .diplomacy import *
    from .economy import *
    from .institutions import *
    from .law import *
    from .materiel import *
    from .military import *

    INPUT_TYPES: tuple[type[Fact], ...]
    CONCLUSION_TYPES: tuple[type[Fact], ...]
    TYPES: tuple[type[Fact], ...]

_INPUT: Final = ("diplomacy", "materiel", "economy", "military", "law", "institutions")
_CONCLUSIONS: Final = (
    "conclusions_cooperation",
    "conclusions_deployment",
    "conclusions_reactions",
    "conclusions_law",
    "conclusions_threat",
)
_MODULES: Final = {"INPUT_TYPES": _INPUT, "CONCLUSION_TYPES": _CONCLUSIONS, "TYPES": (*_INPUT, *_CONCLUSIONS)}


def __getattr__(name: str) -> tuple[type[Fact], ...] | type[Fact]:
    modules = _MODULES.get(name)
    if modules is None and name[:1].isupper() and (model := _classes().get(name)):
        globals()[name] = model
        return model
    if modules is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    types = tuple(model for module in modules for model in _told_in(import_module(f"{__name__}.{module}")))
    globals()[name] = types
    return types


def _told_in(module: ModuleType) -> list[type[Fact]]:
    """The types that a module declares, in its order."""
    return [thing for thing in vars(module).values() if getattr(thing, "__module__", "") == module.__name__]


def _classes() -> dict[str, type[Fact]]:
    return {model.__name__: model for model in import_module(__name__).TYPES}


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES, *_classes()})
