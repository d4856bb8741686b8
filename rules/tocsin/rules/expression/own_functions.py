"""Functions of one's own in comparisons: declared in Python with their kinds, known to every engine by name.

A function knows exact values only, unless its author says more. Where it meets a range it never makes a conclusion
firmer than that range allows: of what is declared rising or falling the ends are worked out, a declared version for
intervals is asked, and otherwise the result is any number, of which every comparison is *possible*.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from tocsin.facts.converting import KindError, convert
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import ANY_DAY, DateRange, date_range
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import DATE, DATE_RANGE, FLOAT, INT, QUANTITY, Kind
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.quantity import ANYTHING, Quantity, interval
from tocsin.rules import codes
from tocsin.rules.expression.functions import Function, as_interval
from tocsin.rules.expression.values import NoValueError

RANGES: Final = {FLOAT: QUANTITY, DATE: DATE_RANGE}
"""The kinds of exact values that a range may be given for, each with the kind of that range."""
RANGES_OF: Final = {INT: QUANTITY, FLOAT: QUANTITY, QUANTITY: QUANTITY, DATE: DATE_RANGE, DATE_RANGE: DATE_RANGE}
"""The kinds of results of which there are ranges, each with the kind of that range."""


class FunctionFailed(ProblemError):
    """A function of one's own raised something, or gave what it did not declare; the place is that of the rule."""


@dataclass(frozen=True, slots=True)
class OwnFunction(Function):
    """A function of one's own, as its author declared it.

    It takes ``kinds``, by the ``names`` of its parameters. ``rising`` and ``falling`` name parameters:
    with the argument the value rises (falls), or stays.
    ``rule`` and ``place`` say which rule calls it, for errors.
    """

    names: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    rising: frozenset[str] = frozenset()
    falling: frozenset[str] = frozenset()
    version: str = "1"
    rule: str = ""
    place: Place | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    def __call__(self, *values: Any) -> Any:
        """The value for these arguments, whichever are intervals. Raises NoValueError, and FunctionFailed."""
        ranged = [isinstance(each, Interval) and kind in RANGES for each, kind in zip(values, self.kinds, strict=True)]
        if any(ranged):
            return self._of_ranges(values, ranged)
        return self._exact(values)

    def _exact(self, values: Sequence[Any]) -> Any:
        given = [as_interval(each) if kind in RANGES.values() else each
                 for each, kind in zip(values, self.kinds, strict=True)]  # fmt: skip
        return self._asked(self.value, given, self.gives or FLOAT)

    def _of_ranges(self, values: Sequence[Any], ranged: Sequence[bool]) -> Any:
        if all(each.is_exact for each, is_range in zip(values, ranged, strict=True) if is_range):
            return as_interval(self._exact([_end(each, True) for each in values]))
        if self.interval is not None:
            given = [as_interval(each) if kind in RANGES or kind in RANGES.values() else each
                     for each, kind in zip(values, self.kinds, strict=True)]  # fmt: skip
            try:
                return self._asked(self.interval, given, RANGES_OF[self.gives or FLOAT])
            except NoValueError:  # an exception must not vanish because less is known
                return self._anything
        names = [name for name, each in zip(self.names, values, strict=True) if _is_range(each)]
        if not set(names) <= self.rising | self.falling:
            return ANYTHING
        try:
            low, high = (self._at_the(end, values) for end in ("low", "high"))
        except NoValueError:  # there may be none
            return self._anything
        if low is not None and high is not None and low > high:
            shown = f"{low} at one end and {high} at the other"
            raise self._failed(values, f"is not {self._monotone(names)} as it is declared: it is {shown}")
        if self.gives in (DATE, DATE_RANGE):
            return date_range(low, high)
        return interval(low, high)

    @property
    def _anything(self) -> Quantity | DateRange:
        return ANY_DAY if self.gives in (DATE, DATE_RANGE) else ANYTHING

    def _monotone(self, names: Sequence[str]) -> str:
        return ", ".join(f"{'rising' if name in self.rising else 'falling'} in {name}" for name in names)

    def _at_the(self, end: str, values: Sequence[Any]) -> Any:
        """The value at the arguments' ends that make it least (greatest); None where one is open."""
        ends = [
            _end(each, (end == "low") == (name not in self.falling))
            for name, each in zip(self.names, values, strict=True)
        ]
        if any(each is None for each in ends):
            return None
        return getattr(as_interval(self._exact(ends)), end)

    def _asked(self, function: Callable[..., Any], given: Sequence[Any], kind: Kind) -> Any:
        try:
            found = function(*given)
        except Exception as error:  # whatever another's function raises must become a clear problem
            raise self._failed(given, f"raised {type(error).__name__}: {error}") from error
        if found is None:
            raise NoValueError(f"{self.name} has no value")
        if isinstance(found, Quantity) and found.is_anything and kind == QUANTITY:
            return found
        try:
            return convert(found, kind)
        except (KindError, ValueError) as error:
            raise self._failed(given, f"is declared to give {self.gives}, and: {error}") from error

    def _failed(self, given: Sequence[Any], what: str) -> FunctionFailed:
        shown = ", ".join(str(each) if isinstance(each, Interval) else reprlib.repr(each) for each in given)
        where = f"in the rule {self.rule} the function" if self.rule else "the function"
        hint = "mend the function; to say that it has no value there, let it give None"
        message = f"{where} {self.name}({shown}) {what}"
        return FunctionFailed([Problem(codes.FUNCTION_FAILED, message, self.place, hint)])

    def at(self, rule: str, place: Place) -> OwnFunction:
        """The function as the rule there calls it."""
        return replace(self, rule=rule, place=place)

    def kind_for(self, kinds: Sequence[Kind]) -> Kind | str:
        """The kind of a call with arguments of these kinds, or why there is none."""
        if len(kinds) != len(self.kinds):
            return f"{self.name} takes {len(self.kinds)} arguments, found {len(kinds)}"
        gives = self.gives or FLOAT
        ranged = False
        for name, taken, kind in zip(self.names, self.kinds, kinds, strict=True):
            if RANGES.get(taken) == kind:
                ranged = True
                if gives not in RANGES_OF:
                    return f"{self.name} gives {gives}, so its {name} must be exact, and is of kind {kind}"
                if gives.is_calendar and self.interval is None and name not in self.rising | self.falling:
                    return f"{self.name} takes an exact {name}, which is of kind {kind}"
            elif not taken.accepts(kind):
                return f"{self.name} takes a {taken} as {name}, which is of kind {kind}"
        return RANGES_OF[gives] if ranged else gives

    def to_json(self) -> dict[str, object]:
        """What is declared of the function, as JSON-ready data: all that can be told of it without its code."""
        data: dict[str, object] = {
            "takes": [[name, str(kind)] for name, kind in zip(self.names, self.kinds, strict=True)],
            "gives": str(self.gives),
            "version": self.version,
        }
        for key in ("rising", "falling"):
            if getattr(self, key):
                data[key] = sorted(getattr(self, key))
        return {**data, "intervals": True} if self.interval is not None else data

    def __str__(self) -> str:
        inside = ", ".join(f"{name}: {kind}" for name, kind in zip(self.names, self.kinds, strict=True))
        return f"{self.name}({inside}) -> {self.gives}, version {self.version}"


def _is_range(value: Any) -> bool:
    return isinstance(value, Interval) and not value.is_exact


def _end(value: Any, low: bool) -> Any:
    return (value.low if low else value.high) if isinstance(value, Interval) else value
