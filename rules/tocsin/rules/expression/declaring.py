"""Declaring functions of one's own, and the registry in which the reader of comparisons finds them."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import string
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from tocsin.facts.arguments import checked
from tocsin.facts.days import DateRange
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.facts.vocabulary import entry_points_of
from tocsin.rules import codes
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.expression.own_functions import RANGES, RANGES_OF, OwnFunction

F = TypeVar("F", bound=Callable[..., Any])

ENTRY_POINTS: Final = "tocsin.functions"
"""The entry points under which an installed package names its functions."""
KINDS: Final[dict[Any, Kind]] = {
    str: STR, int: INT, float: FLOAT, bool: BOOL, dt.date: DATE, Quantity: QUANTITY, DateRange: DATE_RANGE
}  # fmt: skip
"""What an annotation means."""
_WORDS: Final = frozenset(["and", "or", "not", "in", "true", "false"])
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REGISTERED: dict[str, OwnFunction] = {}


@checked(but=("interval",))
def comparison_function(
    *,
    name: str | None = None,
    version: str = "1",
    rising: Sequence[str] = (),
    falling: Sequence[str] = (),
    interval: Callable[..., Any] | None = None,
    says: str | None = None,
) -> Callable[[F], F]:
    """A decorator after which comparisons of packs may call the function, by its own name or ``name``.

    Kinds are read from the annotations (str, int, float, bool, date, Quantity, DateRange). The function must be pure:
    the same value for the same arguments, and nothing else done. None says that it has no value for them. ``version``
    stands in every result that rests on the function: raise it when the function is changed. ``rising`` and
    ``falling`` name parameters with which the value never falls (never rises), so that ranges can be given for them;
    ``interval`` is a version of the function for ranges. ``says`` is the call in words, with its parameters in braces.
    Raises ProblemError for what cannot be such a function, and for a name that another function has.
    """

    def around(function: F) -> F:
        declared = _declared(function, name, version, (frozenset(rising), frozenset(falling)), interval, says)
        known = _REGISTERED.get(declared.name)
        if known is not None and _origin(known.value) != _origin(function):
            raise _broken(declared.name, f"{_origin(known.value)} has that name", "choose another name: name='…'")
        _REGISTERED[declared.name] = declared
        return function

    return around


def registered_function(name: str) -> OwnFunction | None:
    """The function of that name: declared in this process, or brought by an installed package; None if there is none.

    Raises ProblemError for a package that cannot be used.
    """
    if name not in _REGISTERED:
        _load(name)
    return _REGISTERED.get(name)


def registered_functions() -> tuple[str, ...]:
    """The names that ``registered_function`` knows, in order."""
    return tuple(sorted({*_REGISTERED, *entry_points_of(ENTRY_POINTS)}))


def definition_of(function: Callable[..., Any] | str) -> OwnFunction:
    """What was declared of a function, or of the one of that name. Raises ProblemError if nothing was."""
    found = registered_function(function) if isinstance(function, str) else None
    found = found or next((each for each in _REGISTERED.values() if each.value is function), None)
    if found is None:
        title = function if isinstance(function, str) else getattr(function, "__name__", repr(function))
        raise _broken(title, "it is not declared here", "declare it with @comparison_function()")
    return found


def _load(name: str) -> None:
    entry_point = entry_points_of(ENTRY_POINTS).get(name)
    if entry_point is None:
        return
    try:
        entry_point.load()
    except ProblemError:
        raise
    except Exception as error:  # whatever an installed package raises on import must become a clear problem
        reason = f"{entry_point.value} raises {type(error).__name__}: {error}"
        raise _broken(name, reason, "repair or remove the package that brings it") from error
    if name not in _REGISTERED:
        reason = f"{entry_point.value} declares no function of that name"
        raise _broken(name, reason, "declare it with @comparison_function()")


def _declared(
    function: Callable[..., Any],
    name: str | None,
    version: str,
    monotone: tuple[frozenset[str], frozenset[str]],
    over_intervals: Callable[..., Any] | None,
    says: str | None,
) -> OwnFunction:
    title = name or str(getattr(function, "__name__", ""))
    if _NAME.fullmatch(title) is None or title in _WORDS or title in FUNCTIONS:
        raise _broken(title, "comparisons use that name otherwise", "choose another name: name='…'")
    takes, gives = _kinds(title, function)
    rising, falling = monotone
    for parameter in sorted(rising | falling):
        if takes.get(parameter) not in RANGES:
            reason = f"{parameter} is declared rising or falling, and is no parameter of kind float or date"
            raise _broken(title, reason, "name parameters that a range can be given for")
    if rising & falling:
        raise _broken(title, f"{min(rising & falling)} is declared rising and falling", "name it in one of the two")
    if gives not in RANGES_OF and (rising or falling or over_intervals or _ranges_in(takes)):
        reason = f"it gives {gives}, which no range can be of"
        raise _broken(title, reason, "let it give a number, and compare that")
    return OwnFunction(
        name=title,
        takes=(),
        gives=gives,
        value=function,
        says=_said(title, tuple(takes), says),
        total=False,
        interval=over_intervals,
        names=tuple(takes),
        kinds=tuple(takes.values()),
        rising=rising,
        falling=falling,
        version=version,
    )


def _ranges_in(takes: Mapping[str, Kind]) -> bool:
    return any(kind.is_interval for kind in takes.values())


def _kinds(title: str, function: Callable[..., Any]) -> tuple[dict[str, Kind], Kind]:
    """The kinds of the parameters, and of the result, as annotated. Raises ProblemError."""
    known = "annotate with " + ", ".join(each.__name__ for each in KINDS)
    try:
        parameters = inspect.signature(function).parameters
        hints = typing.get_type_hints(function)
    except (TypeError, ValueError, NameError, AttributeError) as error:
        raise _broken(title, f"its annotations cannot be read ({error})", known) from None
    for name, parameter in parameters.items():
        if parameter.kind not in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            raise _broken(title, f"its parameter {name} is not given by position", "give each parameter a place")
    if not parameters:
        raise _broken(title, "it takes nothing, and so has one value", "write that value in the pack")
    found: dict[str, Kind] = {}
    for name in (*parameters, "return"):
        kind = KINDS.get(_without_none(hints.get(name)) if name == "return" else hints.get(name))
        if kind is None:
            what = "its result" if name == "return" else f"its parameter {name}"
            raise _broken(title, f"{what} has no annotation that is a kind", known)
        found[name] = kind
    gives = found.pop("return")
    return found, gives


def _without_none(hint: Any) -> Any:
    """The annotation of a result that may be None, without that."""
    members = [each for each in typing.get_args(hint) if each is not type(None)]
    return members[0] if len(members) == 1 else hint


def _said(title: str, names: Sequence[str], says: str | None) -> str:
    """The words of a call, with the numbers of its parameters in the place of their names. Raises ProblemError."""
    if says is None:
        return f"{title}({', '.join(f'{{{number}}}' for number in range(len(names)))})"
    form, used = "", set[str]()
    numbers = {name: number for number, name in enumerate(names)}
    try:
        for text, name, spec, conversion in string.Formatter().parse(says):
            form += text.replace("{", "{{").replace("}", "}}")
            if name is not None:
                if name not in numbers or spec or conversion:
                    raise ValueError(f"{{{name}}} is no parameter")
                used.add(name)
                form += f"{{{numbers[name]}}}"
    except ValueError as error:
        raise _broken(title, f"its words cannot be read: {error}", "name its parameters in braces") from None
    if used != set(names):
        missing = min(set(names) - used)
        raise _broken(title, f"its words do not tell {missing}", f"name it in braces: {{{missing}}}")
    return form


def _origin(function: Any) -> str:
    """Where a function is from: the same for a cell that is run again."""
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', repr(function))}"


def _broken(name: str, reason: str, hint: str) -> ProblemError:
    message = f"the function {name or '(without a name)'} cannot be used: {reason}"
    return ProblemError([Problem(codes.BROKEN_FUNCTION, message, None, hint)])
