"""Public names of a package that are imported on first use (PEP 562), so that nobody pays for what they do not use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def on_first_use(
    package: str, modules: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` for a package; ``modules`` has the names that each of its modules offers."""
    module_of = {name: module for module, names in modules.items() for name in names}
    known = vars(sys.modules[package])

    def load(name: str) -> object:
        """The public name, imported from its module on first use."""
        module = module_of.get(name)
        if module is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{module}"), name)
        known[name] = value
        return value

    def names() -> list[str]:
        """The public names, imported or not."""
        return sorted({*known, *module_of})

    return load, names
