"""What a field holds besides its kind: annotations of a fact type's fields, each with its own check.

Each checks and converts a value of the field's kind, raises KindError with what to write instead, and is understood by
pydantic, so that a fact made in Python is held to it as one that was read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from tocsin.facts.converting import KindError, describe
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.problems import refused_by_model, suggestion
from tocsin.facts.quantity import Quantity, format_number

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from tocsin.facts.names import Names

# "11.000" is eleven to some and eleven thousand to others.
_EITHER: Final = r"(?<![\d.])([1-9]\d{0,2})\.(\d{3})(?![\d])"


class _Checked:
    """An annotation that pydantic applies as the readers do."""

    __slots__ = ()

    def checked(self, value: Value) -> Value:
        """The value as it is stored. Raises KindError."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(for_pydantic(self.checked), handler(source))


def for_pydantic(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The check as a validator of pydantic, which raises what a KindError says."""

    def checked(value: Any) -> Any:
        try:
            return check(value)
        except KindError as error:
            raise refused_by_model(f"{error}; {error.hint}" if error.hint else str(error)) from None

    return checked


class ImpossibleValue(KindError):
    """A value of the right kind that the field cannot hold."""

    code = "T222"


@dataclass(frozen=True, slots=True)
class DiffersFrom:
    """Annotation of a field that never has the value of another field of the fact: nobody helps himself."""

    field: str

    def fault(self, value: Value, other: Value) -> str:
        """What is wrong with the two values; empty if nothing is."""
        same = type(value) is type(other) and value == other
        return f"it cannot be the same as {self.field}" if same else ""

    hint: ClassVar[str] = "name another; what concerns one alone is no fact of this type"

    def __str__(self) -> str:
        return f"never the same as {self.field}"


@dataclass(frozen=True, slots=True)
class NotBefore:
    """Annotation of a field that does not come before another field of the fact: an end, and its beginning."""

    field: str

    def fault(self, value: Any, other: Any) -> str:
        """What is wrong with the two values; empty if nothing is."""
        try:
            before = bool(value < other)
        except (TypeError, AttributeError, ValueError):
            raise KindError(f"{describe(value)} and {describe(other)} have no order") from None
        return f"it cannot be {value}, before {self.field} {other}" if before else ""

    hint: ClassVar[str] = "exchange the two, or mend the one that is wrong"

    def __str__(self) -> str:
        return f"not before {self.field}"


Relation: TypeAlias = DiffersFrom | NotBefore
"""What binds a field to another field of the same fact. Where either is absent, nothing is asked."""


def can_bind(relation: Relation, kind: Kind, other: Kind) -> bool:
    """Whether fields of these kinds can be bound so: those of one kind, and for one after the other of an order."""
    return kind.joins(other) and (isinstance(relation, DiffersFrom) or kind.name in ("date", "int", "float"))


@dataclass(frozen=True, slots=True)
class Codes(_Checked):
    """Annotation that limits a ``str`` field to an open-ended list of codes (states, blocs, currencies).

    Unlike an enumeration such a field stays a ``str``: it joins with every other ``str``. A name of ``names`` is taken
    and stored as its code. Codes that are ``private`` are taken as they stand, and never proposed.
    """

    name: str
    members: frozenset[str]
    names: Names | None = None
    private: frozenset[str] = frozenset()

    @property
    def proposed(self) -> list[str]:
        """The codes to choose from, in order."""
        return sorted(self.members - self.private)

    def checked(self, value: Value) -> Value:
        """The code itself."""
        text = str(value)
        if text in self.members:
            return text
        if (upper := text.upper()) in self.members and upper not in self.private:
            return upper
        found = self.names.codes_of(text) if self.names is not None else ()
        if len(found) == 1 and found[0] in self.members:
            return found[0]
        if found:
            raise KindError(f"{text!r} is the name of several", self._hint(text))
        raise KindError(f"{text!r} is not a known {self.name} code", self._hint(text))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler(schema)
        # Names are taken too; a schema names what to send, and that is the code.
        handler.resolve_ref_schema(described)["enum"] = self.proposed
        return described

    def _hint(self, text: str) -> str:
        if self.names is None:
            return suggestion(text, self.proposed, "codes")
        known = f"write the name or the code of one: tocsin facts types TYPE --json lists every {self.name}"
        return self.names.hint(text) or known


@dataclass(frozen=True, slots=True)
class OpenList(_Checked):
    """Annotation of a ``str`` field with words that are known; others are taken as well, and warned of.

    A known word is understood whatever its case, and stored as it is listed.
    """

    words: tuple[str, ...]

    def checked(self, value: Value) -> Value:
        """The word as it is listed, or the value itself."""
        folded = str(value).casefold()
        return next((word for word in self.words if word.casefold() == folded), value)

    def __str__(self) -> str:
        return f"known words: {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Limits(_Checked):
    """Annotation of a numeric field: which numbers it can hold at all.

    A quantity lies within them with both its ends; an open end stays open.
    """

    whole: bool = False
    at_least: int | float | None = None
    at_most: int | float | None = None

    def checked(self, value: Value, written: str = "") -> Value:
        """The value itself; ``written`` is a number as it stood in a text."""
        ends = (value.low, value.high) if isinstance(value, Quantity) else (value,)
        for end in ends:
            if isinstance(end, int | float):
                if not math.isfinite(end):
                    raise ImpossibleValue(f"{self} are meant here, found {end}")
                self._check(end, value, written)
        return value

    def admits(self, value: Value) -> bool:
        """True if the field can hold the value."""
        try:
            self.checked(value)
        except KindError:
            return False
        return True

    def _check(self, end: int | float, value: Value, written: str) -> None:
        if self.whole and end != int(end):
            from tocsin.facts.written.hints import fraction_hint

            hint = fraction_hint(float(end), ranged=isinstance(value, Quantity), written=str(written))
            raise ImpossibleValue(f"{self} are counted here, found {_shown(value)}", hint)
        if self.at_least is not None and end < self.at_least:
            raise ImpossibleValue(f"{self} are meant here, found {_shown(value)}", self._raised(value))
        if self.at_most is not None and end > self.at_most:
            raise ImpossibleValue(
                f"{self} are meant here, found {_shown(value)}", f"{self.at_most} is the most that can be"
            )

    def _raised(self, value: Value) -> str:
        least = format_number(self.at_least or 0)
        if (
            isinstance(value, Quantity)
            and not value.is_exact
            and (value.high is None or value.high >= (self.at_least or 0))
        ):
            return f"write {least}..{'' if value.high is None else format_number(value.high)}"
        exact = value.low if isinstance(value, Quantity) and value.is_exact else value
        if self.at_least == 0 and isinstance(exact, int | float):
            return f"write {format_number(-exact)} if the sign was only a dash"
        return f"{least} is the least that can be"

    def refuse_either(self, written: str) -> None:
        """Raise KindError for digits that are one number to some readers and a thousand times it to others."""
        found = re.search(_EITHER, str(written)) if self.whole else None
        if found:
            whole = f"{found[1]}_{found[2]}"
            other = f" or {found[1]}" if set(found[2]) == {"0"} else ""
            also = "" if other else "; a fraction cannot be meant"
            raise ImpossibleValue(f"{self} are counted here, found {found[0]}", f"write {whole}{other}{also}")

    def __str__(self) -> str:
        """The limits as words.

        >>> str(Limits(whole=True, at_least=0))
        'whole numbers from 0'
        """
        words = ["whole numbers" if self.whole else "numbers"]
        words += [] if self.at_least is None else [f"from {format_number(self.at_least)}"]
        words += [] if self.at_most is None else [f"up to {format_number(self.at_most)}"]
        return " ".join(words)


def _shown(value: Value) -> str:
    return format_number(value) if isinstance(value, int | float) else str(value)


RESTRICTIONS: Final = (Codes, Limits, OpenList, DiffersFrom, NotBefore)
"""Every annotation of ours."""
