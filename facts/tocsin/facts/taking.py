"""Annotations -> what is taken for them: the value itself, another form of it, or a problem at its place."""

from __future__ import annotations

import builtins
import datetime as dt
import inspect
import os
import pathlib
import types
import typing
from collections import abc
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from tocsin.facts import codes
from tocsin.facts.converting import KindError, convert, describe, shape_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, Kind
from tocsin.facts.problems import Place, Problem, suggestion
from tocsin.facts.restrictions import Limits

Scope: TypeAlias = Mapping[str, Any]
Take: TypeAlias = Callable[[Any, str, list[Problem]], Any]


@dataclass(frozen=True, slots=True)
class Taker:
    """What is taken for an annotation, in words, and the taking: it gives the value, or adds to the problems."""

    said: str
    take: Take


def taker_of(annotation: Any, scope: Scope) -> Taker:  # noqa: PLR0911  (one for each form)
    """What is taken for an annotation, whose names mean what they mean in the module with this ``scope``."""
    if isinstance(annotation, str):
        return taker_of(eval(annotation, dict(scope), _Names(scope)), scope)
    if isinstance(annotation, typing.ForwardRef):
        return taker_of(annotation.__forward_arg__, scope)
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _one_of([taker_of(part, scope) for part in parts])
    if origin is typing.Annotated:
        return _limited(taker_of(parts[0], scope), parts[1:])
    if origin is typing.Literal:
        return _word(parts)
    if origin in (abc.Callable, Callable):
        return _function(parts)
    if origin is type:
        return _subclass(parts[0])
    if origin in _COLLECTIONS:
        return _collection(origin, [part for part in parts if part is not Ellipsis], scope)
    if annotation in (None, type(None)):
        return _instance("nothing", lambda value: value is None)
    if annotation in _CONVERTED:
        return _converted(_CONVERTED[annotation])
    if annotation is str:
        return Taker("a string", _string)
    if isinstance(origin or annotation, type) and annotation not in (object, Any):
        return _of_class(origin or annotation)
    return _ANYTHING


_ANYTHING: Final = Taker("anything", lambda value, place, problems: value)
_CONVERTED: Final[dict[Any, Kind]] = {dt.date: DATE, int: INT, float: FLOAT, bool: BOOL}
_COLLECTIONS: Final[dict[Any, Any]] = {
    abc.Iterable: tuple,
    abc.Sequence: tuple,
    abc.Collection: tuple,
    tuple: tuple,
    list: list,
    frozenset: frozenset,
    set: set,
    abc.Mapping: dict,
    dict: dict,
}


class _Names(dict[str, Any]):
    """The names of a module, and for those that it imports only for type checkers, a class of that name."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def __missing__(self, name: str) -> Any:
        if name in self._scope:
            return self._scope[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return type(name, (_Unloaded,), {})


class _Unloaded:
    """Stands for a class that is not imported: whatever is an instance of it has imported it."""

    def __class_getitem__(cls, parts: object) -> type:
        return cls


def refused(place: str, message: str, hint: str = "", code: str = codes.WRONG_ARGUMENT) -> Problem:
    """The problem of an argument, placed by its name."""
    return Problem(code, message, Place(place), hint)


def misfit(value: object, said: str, place: str, hint: str = "") -> Problem:
    """The problem of an argument that is something else."""
    return refused(place, f"expected {said}, found {describe(value)}", hint or f"give {said}")


def _instance(said: str, fits: Callable[[Any], bool]) -> Taker:
    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        if not fits(value):
            problems.append(misfit(value, said, place))
        return value

    return Taker(said, take)


def _string(value: Any, place: str, problems: list[Problem]) -> Any:
    """A string; of what has an id, such as a conclusion, the id may be meant."""
    if not isinstance(value, str):
        has_id = isinstance(getattr(value, "id", None), str)
        problems.append(misfit(value, "a string", place, "give a string, such as its .id" if has_id else ""))
    return value


def _function(parts: tuple[Any, ...]) -> Taker:
    """A function that can be called with as many arguments as the annotation lists."""
    count = len(parts[0]) if parts and isinstance(parts[0], list) else None

    def fits(value: Any) -> bool:
        if not callable(value):
            return False
        try:
            signature = inspect.signature(value)
        except ValueError:  # some functions of C do not say what they take
            return True
        try:
            signature.bind(*[None] * (count or 0))
        except TypeError:
            return count is None
        return True

    many = "" if count is None else f" of {count} argument{'' if count == 1 else 's'}"
    return _instance(f"a function{many}", fits)


def _of_class(kind: type) -> Taker:
    if issubclass(kind, _Unloaded):
        named = kind.__name__
        return _instance(_a(named), lambda value: named in {each.__name__ for each in type(value).__mro__})
    if kind in (pathlib.Path, os.PathLike):
        return _instance("a path", lambda value: isinstance(value, os.PathLike))
    return _instance(_a(kind.__name__), lambda value: isinstance(value, kind))


def _subclass(kind: Any) -> Taker:
    if not isinstance(kind, type):
        return _instance("a class", lambda value: isinstance(value, type))
    said = f"a subclass of {kind.__name__}"
    return _instance(said, lambda value: isinstance(value, type) and issubclass(value, kind))


def _word(words: tuple[Any, ...]) -> Taker:
    said = f"one of {', '.join(map(str, words))}"

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        if not (isinstance(value, str) and value in words):
            near = suggestion(value, words) if isinstance(value, str) else ""
            problems.append(misfit(value, said, place, near if near.startswith("did you") else ""))
        return value

    return Taker(said, take)


_SAID: Final = {"date": "a date", "int": "a whole number", "float": "a number", "bool": "true or false"}


def _converted(kind: Kind) -> Taker:
    """A value of a kind that facts have too, taken as they take it."""

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        try:
            return convert(value, kind)
        except KindError as error:
            code = codes.BAD_DATE if kind is DATE else codes.WRONG_ARGUMENT
            problems.append(refused(place, str(error), error.hint or f"give {_SAID[kind.name]}", code))
            return value

    return Taker(_SAID[kind.name], take)


def _limited(taker: Taker, marks: tuple[Any, ...]) -> Taker:
    limits = [mark for mark in marks if isinstance(mark, Limits)]

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        before = len(problems)
        taken = taker.take(value, place, problems)
        if len(problems) == before and shape_of(taken) is not None:
            for limit in limits:
                try:
                    limit.checked(taken)
                except KindError as error:
                    problems.append(refused(place, str(error), error.hint))
        return taken

    return Taker(taker.said, take) if limits else taker


def _one_of(takers: list[Taker]) -> Taker:
    said = " or ".join(taker.said for taker in takers if taker.said != "nothing")

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        closest: list[Problem] = []
        for taker in takers:
            found: list[Problem] = []
            taken = taker.take(value, place, found)
            if not found:
                return taken
            # What is wrong within a list, or with a date, tells more than that it is none of the others.
            if any(str(each.place) != place or each.code != codes.WRONG_ARGUMENT for each in found):
                closest = found
        one = len([taker for taker in takers if taker.said != "nothing"]) == 1
        fitting = closest if closest and (one or str(closest[0].place) != place) else []
        problems += fitting or [misfit(value, said, place)]
        return value

    return Taker(said, take)


def _collection(origin: Any, parts: list[Any], scope: Scope) -> Taker:
    members = [taker_of(part, scope) for part in parts] or [_ANYTHING]
    if _COLLECTIONS[origin] is dict:
        return _mapping(members)
    fixed = origin is tuple and len(members) > 1
    made = _COLLECTIONS[origin]
    said = f"a list (of which each is {members[0].said})" if members[0].said != "anything" else "a list"

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        listed = isinstance(value, abc.Iterable if origin is abc.Iterable else abc.Collection)
        if not listed or isinstance(value, str | bytes | abc.Mapping):
            problems.append(misfit(value, said, place))
            return value
        given = tuple(value)
        if fixed and len(given) != len(members):
            problems.append(refused(place, f"expected {len(members)} values, found {len(given)}", f"give {said}"))
            return value
        each = members if fixed else members * len(given)
        pairs = enumerate(zip(each, given, strict=True))
        taken = [taker.take(item, f"{place}[{at}]", problems) for at, (taker, item) in pairs]
        if problems:
            return value
        if isinstance(value, made) and all(one is other for one, other in zip(taken, given, strict=True)):
            return value
        return made(taken)

    return Taker(said, take)


def _mapping(members: list[Taker]) -> Taker:
    keys, values = members if len(members) == 2 else (_ANYTHING, _ANYTHING)

    def take(value: Any, place: str, problems: list[Problem]) -> Any:
        if not isinstance(value, abc.Mapping):
            problems.append(misfit(value, "a mapping", place))
            return value
        before = len(problems)
        taken = {}
        for key, item in value.items():
            within = f"{place}[{key if isinstance(key, str) else '?'}]"
            name = keys.take(key, within, problems)
            taken[name] = values.take(item, within, problems)
        same = all(value[key] is item for key, item in taken.items()) if len(problems) == before else True
        return value if same else taken

    return Taker("a mapping", take)


def _a(name: str) -> str:
    return f"an {name}" if name[:1] in "AEIOU" else f"a {name}"
