"""The decorator ``dataclass`` of the standard library, whose methods are written when they are first called for.

The standard one writes and compiles six methods for a class when its module is imported, which takes longer than
everything else about most modules; of a class that a run imports, it calls one or two. Here the standard decorator
collects the fields and makes the slots, so that ``fields``, ``replace``, ``is_dataclass`` and type checkers see a
dataclass like any other, and each method stands on the class as something that writes it (decision 50).
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

__all__ = ["dataclass"]


class _Factory:
    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()


class _ToWrite:
    """Stands for a method until somebody looks at it. Two threads may both write it: they write the same."""

    __slots__ = ("_kind", "_name")

    def __init__(self, kind: type, name: str) -> None:
        self._kind = kind
        self._name = name

    def __get__(self, instance: object | None, owner: type | None = None) -> object:
        method = _written(self._kind, self._name)
        setattr(self._kind, self._name, method)
        return method.__get__(instance, owner)


def _with_methods_to_write(kind: Any, *, frozen: bool = False, eq: bool = True, slots: bool = False, **how: Any) -> Any:
    if how or kind.__doc__ is None or any(map(dataclasses.is_dataclass, kind.__bases__)) or _is_unusual(kind):
        return dataclasses.dataclass(frozen=frozen, eq=eq, slots=slots, **how)(kind)
    kind = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(kind)
    own = vars(kind)
    names = ["__init__", "__repr__"]
    if eq:
        names.append("__eq__")
        if own.get("__hash__") is None:
            if frozen:
                names.append("__hash__")
            elif "__hash__" not in own:
                kind.__hash__ = None
    if frozen:
        names += ["__setattr__", "__delattr__"]
        if slots:  # without these, unpickling would assign to fields
            for name, method in ("__getstate__", _getstate), ("__setstate__", _setstate):
                if name not in own:
                    setattr(kind, name, method)
    for name in names:
        if own.get(name) is None:
            setattr(kind, name, _ToWrite(kind, name))
    told = kind.__dataclass_params__
    told.init = told.repr = True
    told.eq, told.frozen = eq, frozen
    return kind


def _is_unusual(kind: Any) -> bool:
    """Whether some field is given by name alone, or given and not kept."""
    told = getattr(kind, "__annotations__", {}).values()
    return any("KW_ONLY" in str(each) or "InitVar" in str(each) for each in told) or any(
        isinstance(value, dataclasses.Field) and value.kw_only is True for value in vars(kind).values()
    )


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(kind=None, /, **how):
        """As ``dataclasses.dataclass``, with ``frozen``, ``eq`` and ``slots``."""
        return _with_methods_to_write(kind) if kind else lambda kind: _with_methods_to_write(kind, **how)


def _written(kind: type, name: str) -> Any:
    """The method of that name, as the standard library would have written it."""
    method = _METHODS[name](kind)
    method.__name__ = name
    method.__qualname__ = f"{kind.__qualname__}.{name}"
    return method


def _compiled(kind: type, parameters: str, body: list[str], **known: object) -> Any:
    """A function among the globals of the module of the class, which knows some values by name besides."""
    lines = [f"def __make__({', '.join(known)}):", f" def made({parameters}):"]
    lines += [f"  {line}" for line in body or ["pass"]] + [" return made"]
    found: dict[str, Any] = {}
    exec("\n".join(lines), vars(sys.modules[kind.__module__]), found)
    return found["__make__"](**known)


def _init(kind: Any) -> Any:
    known: dict[str, object] = {"__set": object.__setattr__, "__factory": _FACTORY}
    parameters, body = ["self"], []
    for each in fields(kind):
        value, default = each.name, f"__default_{each.name}"
        if each.default_factory is not MISSING:
            known[default] = each.default_factory
            value = f"{default}() if {each.name} is __factory else {each.name}" if each.init else f"{default}()"
        elif each.default is not MISSING:
            known[default] = each.default
        if each.init:
            given = "" if default not in known else f"={default}" if each.default is not MISSING else "=__factory"
            parameters.append(each.name + given)
        elif each.default_factory is MISSING:
            continue
        frozen = kind.__dataclass_params__.frozen
        body.append(f"__set(self, {each.name!r}, {value})" if frozen else f"self.{each.name} = {value}")
    if hasattr(kind, "__post_init__"):
        body.append("self.__post_init__()")
    made = _compiled(kind, ", ".join(parameters), body, **known)
    made.__annotations__ = {each.name: each.type for each in fields(kind) if each.init} | {"return": None}
    return made


def _repr(kind: Any) -> Any:
    told = ", ".join(f"{each.name}={{self.{each.name}!r}}" for each in fields(kind) if each.repr)
    return recursive_repr()(_compiled(kind, "self", [f'return self.__class__.__qualname__ + f"({told})"']))


def _eq(kind: Any) -> Any:
    compared = [each.name for each in fields(kind) if each.compare]
    same = f"{_values('self', compared)} == {_values('other', compared)}"
    return _compiled(kind, "self, other", [f"return {same} if other.__class__ is self.__class__ else NotImplemented"])


def _hash(kind: Any) -> Any:
    hashed = [each.name for each in fields(kind) if (each.compare if each.hash is None else each.hash)]
    return _compiled(kind, "self", [f"return hash({_values('self', hashed)})"])


def _values(whose: str, names: list[str]) -> str:
    return f"({''.join(f'{whose}.{name},' for name in names)})"


def _setattr(kind: Any) -> Any:
    names = {each.name for each in fields(kind)}

    def refuse(self: object, name: str, value: object) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(kind, self).__setattr__(name, value)

    return refuse


def _delattr(kind: Any) -> Any:
    names = {each.name for each in fields(kind)}

    def refuse(self: object, name: str) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(kind, self).__delattr__(name)

    return refuse


_METHODS: Final[dict[str, Callable[[Any], Any]]] = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
}


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
