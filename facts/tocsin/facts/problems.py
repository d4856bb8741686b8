"""Problems: what is wrong with an input, where, and what to do about it.

Every layer collects ``Problem`` values and raises them together at its border as one
``ProblemError``, so that a reader sees all that is wrong at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple

from tocsin.facts.dataclass import dataclass

_NUMBERED = re.compile(r"\[(\d+)\]")


class Place(NamedTuple):
    """A position in an input: file as the user named it, line and column counted from 1 (0: not known)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``code`` is stable and documented in ``docs/problems.md``; ``message`` says what is wrong and
    ``hint`` what to do.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{where}{self.code}: {self.message}{hint}"

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; what is not known or not there is None."""
        place = None if self.place is None else str(self.place)
        return {"code": self.code or None, "message": self.message, "place": place, "hint": self.hint or None}

    def sort_key(self) -> tuple[tuple[str | int, ...], int, int, str, str]:
        """Order by place, then code and message, so that reports do not depend on discovery order."""
        place = self.place or Place("")
        # Of an argument's members the tenth comes after the second; every other part is a number.
        parts: list[str | int] = list(_NUMBERED.split(place.file))
        parts[1::2] = map(int, parts[1::2])
        return (tuple(parts), place.line, place.column, self.code, self.message)


def _restored(kind: type[BaseException], arguments: tuple[Any, ...], state: dict[str, Any]) -> BaseException:
    """The exception again, whatever its class asks for when it is made."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


class Travelling(BaseException):
    """An exception that can be pickled and copied, and so be raised in another process, as it was."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


class TocsinError(Travelling, Exception):
    """The base of every error of Tocsin; ``problems`` says what is wrong, where, and what to do."""

    code: ClassVar[str] = ""
    """The code of the one problem that the error stands for, where it is not made of problems."""
    hint: str = ""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong; never empty."""
        return (Problem(self.code, str(self), None, self.hint),)


class ProblemError(TocsinError):
    """Raised at a layer's border with every problem found there; ``problems`` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(sorted(problems, key=Problem.sort_key)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ArgumentError(ProblemError, ValueError):
    """What a program gave is not what is taken; the place of each problem names the argument, and the member of it.

    It is a ValueError, so that pydantic makes a validation error of it where it is raised inside a model.
    """


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise ``ProblemError`` if there is at least one problem."""
    found = tuple(problems)
    if found:
        raise ProblemError(found)


def refused_by_model(fault: str) -> ValueError:
    """What a validator of pydantic raises: an error whose details are plain data, so that a service can send them."""
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("fact", "{fault}", {"fault": fault})


class Untaken(str):
    """A text that a field of a model is to refuse, and why: so the error names the field, and shows the text."""

    fault = ""

    @classmethod
    def because(cls, text: str, fault: str) -> Untaken:
        """The text, to be refused with this fault."""
        made = cls(text)
        made.fault = fault
        return made


def unless_untaken(value: object) -> object:
    """The value. Raises, as a validator of pydantic does, for a text that its field is to refuse."""
    if isinstance(value, Untaken):
        raise refused_by_model(value.fault)
    return value


_LISTED = 12


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one known name that ``name`` may have been meant for, or None if there is none or more than one.

    >>> nearest("troop_deploymnet", ["troop_deployment", "treaty"])
    'troop_deployment'
    """
    from tocsin.facts.meant import likeliest

    found = likeliest(name, known)
    return found[0] if len(found) == 1 else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that asks for the known names that may have been meant; empty if there are none."""
    from tocsin.facts.meant import likeliest

    return asked(likeliest(name, known))


def asked(names: Sequence[str]) -> str:
    """The question whether one of these is meant; empty if there are none."""
    *others, last = names or [""]
    return "" if not last else f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    """The words of a name."""
    return frozenset(name.lower().split("_"))


@lru_cache(maxsize=4096)
def _pieces(name: str) -> frozenset[str]:
    """The runs of three letters in a name: names that share many look alike, and that is soon counted."""
    lowered = name.lower()
    return frozenset(lowered[at : at + 3] for at in range(len(lowered) - 2))


def suggestion(name: str, known: Iterable[str], plural: str = "known names", given: Collection[str] = ()) -> str:
    """A hint that names the nearest known name, or those with this word in them, or lists some, the likest first.

    Names ``given`` beside it are not proposed: what would stand there twice is refused again.
    """
    from tocsin.facts.meant import is_another_name, likeliest

    every = sorted(known)
    beside = {each for each in every if each in given}  # looked up, not copied: thousands of names may be given
    likely = likeliest(name, every)
    if len(likely) == 1 and likely[0] in beside:
        return f"{likely[0]} is given already: keep one of the two"
    likely = [each for each in likely if each not in beside]
    names = [each for each in every if each not in beside] or every
    word = name.lower()
    holding = [each for each in names if _parts(each) & {word, f"{word}s", word.removesuffix("s")}]
    if likely and (set(likely) & set(holding) or not holding or is_another_name(name, likely)):
        return asked(likely)
    if 0 < len(holding) <= _LISTED:
        return asked(holding)
    if not names:
        return f"there are no {plural}"
    if len(names) <= _LISTED:
        return f"{'other ' if len(names) < len(every) else ''}{plural}: {', '.join(names)}"
    pieces = _pieces(name)
    likest = sorted(names, key=lambda each: -len(pieces & _pieces(each)))[:_LISTED]
    return f"{plural}: {', '.join(likest)} and {len(names) - _LISTED} more"
