"""What makes a value of a frozen dataclass: it is pickled by its fields, copied as itself, and shown on one screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from functools import wraps
from typing import Any, Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_LONGEST: Final = 60
_IN_ALL: Final = 600


class FrozenValue:
    """A frozen dataclass that may keep what it has worked out beside its fields, which nobody else needs to get."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))  # type: ignore[arg-type]

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self


def kept_with(function: Callable[[T], R]) -> Callable[[T], R]:
    """The function, which works out its value once for each argument, and keeps it with that as a cached property is.

    What is kept may know the argument: they are forgotten together, which a table of arguments would never do.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(value: T) -> R:
        beside: dict[str, R] = value.__dict__
        try:
            return beside[name]
        except KeyError:
            return beside.setdefault(name, function(value))

    return kept


def short_repr(value: Any) -> str:
    """The class and the fields of a dataclass, each cut where it is long: what a debugger or a log can show."""
    told = ", ".join(f"{each.name}={_short(getattr(value, each.name))}" for each in fields(value))
    return f"{type(value).__name__}({told if len(told) <= _IN_ALL else told[:_IN_ALL] + ' …'})"


def _short(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[:_LONGEST] + "…")
    if isinstance(value, Collection) and not isinstance(value, bytes):
        if not value:
            return repr(value)
        shown = ", ".join(map(_short, value)) if len(value) <= 3 and not isinstance(value, Mapping) else ""
        return f"({shown})" if shown and len(shown) <= _LONGEST else f"<{len(value)} in a {type(value).__name__}>"
    if hasattr(value, "__dataclass_fields__") and getattr(type(value), "__repr__", None) is short_repr:
        return f"<{type(value).__name__}>"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"<{type(value).__name__}>"


def hash_of_fields(value: Any) -> int:
    """The hash of a frozen dataclass some of whose fields are mappings, which Python itself does not hash."""
    return hash(tuple(_hashed(getattr(value, each.name)) for each in fields(value) if each.compare))


def _hashed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return frozenset((key, _hashed(item)) for key, item in value.items())
    return tuple(map(_hashed, value)) if isinstance(value, list | tuple) else value
