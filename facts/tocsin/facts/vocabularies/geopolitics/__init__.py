"""The vocabulary ``geopolitics``: states, forces, sanctions and reactions.

The first modules hold what is reported (input types), the ``conclusions_`` modules what rules derive from it. They are
imported when all types are asked for, or one by one as facts of their types are made: a class costs start-up time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tocsin.facts.model import Fact

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


def __getattr__(name: str) -> tuple[type[Fact], ...]:
    modules = _MODULES.get(name)
    if modules is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    types = tuple(model for module in modules for model in import_module(f"{__name__}.{module}").TYPES)
    globals()[name] = types
    return types


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
