"""The door for what programs give: the arguments of a public function, held to what its signature says.

One reading of annotations serves every function, so that what is refused, and how, is the same everywhere. Whatever a
value must be besides, such as an id that the case knows, is checked where files are held to it too.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, TypeVar

from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.problems import ArgumentError, Place, Problem, TocsinError
from tocsin.facts.taking import Taker, taker_of

F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V")

_WRONG_VALUES: Final = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, RecursionError)
"""What Python raises on the way if a value is not what the code takes it for."""


class _Signature:
    """What a function takes, read from its annotations when first needed."""

    def __init__(self, function: Callable[..., Any], but: tuple[str, ...]) -> None:
        self._function = function
        self._but = (*but, "self", "cls")

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        return inspect.signature(self._function)

    @functools.cached_property
    def takers(self) -> dict[str, Taker]:
        scope = self._function.__globals__
        return {
            name: taker_of(parameter.annotation, scope)
            for name, parameter in self.signature.parameters.items()
            if name not in self._but and parameter.annotation is not parameter.empty
        }

    @functools.cached_property
    def _by_place(self) -> tuple[tuple[str, Taker | None], ...]:
        return tuple((name, self.takers.get(name)) for name in self.signature.parameters)

    def taken(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments as they are taken. Raises ArgumentError with all that is wrong in any of them."""
        problems: list[Problem] = []
        taken = [
            value if taker is None else taker.take(value, name, problems)
            for (name, taker), value in zip(self._by_place, args, strict=False)
        ]
        named = {
            name: value if (taker := self.takers.get(name)) is None else taker.take(value, name, problems)
            for name, value in kwargs.items()
        }
        if problems:
            raise ArgumentError(problems)
        # Arguments too many, too few or of no such name are for the function itself to refuse.
        return [*taken, *args[len(taken) :]], named

    def names(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """What the arguments are called."""
        return ", ".join(name for name in self.signature.bind(*args, **kwargs).arguments if name not in self._but)


def checked(*, but: tuple[str, ...] = ()) -> Callable[[F], F]:
    """The function, called only with what its annotations say; ``but`` are parameters that it checks itself.

    It raises ArgumentError with every wrong argument, before anything is done. An iterable is given as a tuple, a date
    as a day, a whole number of another library as an int.
    """

    def around(function: F) -> F:
        taking = _Signature(function, but)

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            taken, named = taking.taken(args, kwargs)
            return function(*taken, **named)

        return called  # type: ignore[return-value]

    return around


def accounted(function: F) -> F:
    """The function, which says what was wrong with its arguments if it fails.

    For what is called too often to be asked first, and changes nothing, so that failing late is as good.
    """
    taking = _Signature(function, ())

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TocsinError:
            raise
        except _WRONG_VALUES as error:
            taking.taken(args, kwargs)
            message = f"the values do not go together ({type(error).__name__}: {error})"
            place = Place(taking.names(args, kwargs))
            hint = "give values of the kinds declared"
            raise ArgumentError([Problem(WRONG_ARGUMENT, message, place, hint)]) from error

    return called  # type: ignore[return-value]


def check_fields(value: Any) -> None:
    """The fields of a frozen dataclass are as they are taken. Raises ArgumentError with all that is wrong in them."""
    problems: list[Problem] = []
    kind: Any = type(value)
    for name, taker in _takers_of(kind).items():
        given = getattr(value, name)
        taken = taker.take(given, name, problems)
        if taken is not given:
            object.__setattr__(value, name, taken)
    if problems:
        raise ArgumentError(problems)


@functools.cache
def _takers_of(kind: Any) -> dict[str, Taker]:
    scope = vars(sys.modules[kind.__module__])
    return {each.name: taker_of(each.type, scope) for each in fields(kind)}
