"""A field of a frozen dataclass that is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar, cast

T = TypeVar("T")
_LATER: Final = "_later"


class _Later:
    """What stands on the class in the field's place; a value on the instance goes before it."""

    def __init__(self, default: object) -> None:
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object | None, owner: type | None = None) -> object:
        if instance is None:
            return self._default
        kept = vars(instance)
        work_out: Mapping[str, Callable[[], object]] = kept.get(_LATER, {})
        if self._name not in work_out:
            return self._default
        kept[self._name] = work_out[self._name]()
        return kept[self._name]


def may_come_later(default: T) -> T:
    """The default of a dataclass field whose value may be left to be worked out on first use."""
    return cast("T", _Later(default))


def made_of(kind: type[T], fields: Mapping[str, object], later: Mapping[str, Callable[[], object]]) -> T:
    """A value of a dataclass with these fields, of which some come ``later``; its ``__init__`` does not run.

    What the fields hold was checked when such a value was made for the first time.
    """
    made = object.__new__(kind)
    vars(made).update(fields)
    if later:
        vars(made)[_LATER] = later
    return made
