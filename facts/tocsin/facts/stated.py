"""A fact's fields as some text states them: checked against the fact type, every problem at its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from tocsin.facts import codes
from tocsin.facts.building import FactError, build_converted
from tocsin.facts.converting import KindError
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact
from tocsin.facts.printing import quote
from tocsin.facts.problems import Place, Problem, suggestion
from tocsin.facts.restrictions import ImpossibleValue

_SHOWN: Final = 200
"""A longer text is not repeated to say what to write."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for a value that could not be read: its text, and what is wrong with it, whatever its field is.

    ``is_whole`` if the text is all of the value, so that a field says of it what it says of such a text in quotes.
    """

    text: str
    problem: Problem
    is_whole: bool

    def of(self, field: FieldType, type_name: str) -> Problem:
        """What is wrong with it in this field: text may lack its quotes alone, anything else is none of the kind."""
        if len(self.text) > _SHOWN:
            return self.problem
        if field.kind.name == "str" or self.text in field.kind.values:
            return replace(self.problem, hint=f"write {quote(self.text)}")
        try:
            field.convert(self.text)
        except KindError as error:
            message = f"{type_name}.{field.name}: {error}" if self.is_whole else self.problem.message
            return replace(self.problem, message=message, hint=error.hint or self.problem.hint)
        return self.problem


_OF_REPORTS: Final = frozenset(("source", "grade", "status", "note", "reports", "qualifier", "valid_from", "valid_to"))


@dataclass(frozen=True, slots=True)
class Stated:
    """One field's value (or an Unread one), where it stands and where the field's name stands.

    ``written`` keeps the digits of a number with a point.
    """

    value: object
    place: Place
    name_place: Place
    written: str = ""


def convert_fields(
    fact_type: FactType, stated: Mapping[str, Stated], problems: list[Problem], *, sought: bool = False
) -> dict[str, Value]:
    """The canonical values of the fields that are right; a problem for each that is not.

    What is ``sought`` may be any number, which nobody can report. An optional field stated as nothing (null) is absent.
    """
    values: dict[str, Value] = {}
    for name, item in stated.items():
        field = fact_type.by_name.get(name)
        if field is None:
            problems.append(unknown_field(fact_type, name, item.name_place, stated))
            if isinstance(item.value, Unread):
                problems.append(item.value.problem)
        elif isinstance(item.value, Unread):
            problems.append(item.value.of(field, fact_type.name))
        elif not (item.value is None and field.optional):
            try:
                values[name] = field.convert(item.value, item.written, sought=sought)
            except KindError as error:
                message = f"{fact_type.name}.{name}: {error}"
                code = codes.IMPOSSIBLE if isinstance(error, ImpossibleValue) else codes.WRONG_KIND
                problems.append(Problem(code, message, item.place, error.hint))
    return values


def make_fact(fact_type: FactType, stated: Mapping[str, Stated], place: Place, problems: list[Problem]) -> Fact | None:
    """The fact that is stated, or None and at least one more problem."""
    values = convert_fields(fact_type, stated, problems)
    complete = all(_is_converted(fact_type, name, item, values) for name, item in stated.items())
    for field in fact_type.fields:
        if not field.optional and field.name not in stated:
            complete = False
            meaning = f": {field.meaning}" if field.meaning else ""
            message = f"{fact_type.name}: the required field {field.name} is missing"
            problems.append(Problem(codes.MISSING_FIELD, message, place, f"give {field.name} ({field}){meaning}"))
    for name, fault, hint in fact_type.impossible(values):
        complete = False
        problems.append(Problem(codes.IMPOSSIBLE, f"{fact_type.name}.{name}: {fault}", stated[name].place, hint))
    return _build(fact_type, values, stated, place, problems) if complete else None


def _is_converted(fact_type: FactType, name: str, item: Stated, values: Mapping[str, Value]) -> bool:
    """True if the field is known, and converted or rightly absent."""
    field = fact_type.by_name.get(name)
    return field is not None and (name in values or (item.value is None and field.optional))


def _build(
    fact_type: FactType,
    values: Mapping[str, Value],
    stated: Mapping[str, Stated],
    place: Place,
    problems: list[Problem],
) -> Fact | None:
    try:
        return build_converted(fact_type, values)
    except FactError as error:
        for name, (message, hint) in error.errors.items():
            where = stated[name].place if name in stated else place
            subject = f"{fact_type.name}.{name}" if name else fact_type.name
            problems.append(Problem(codes.REFUSED_BY_MODEL, f"{subject}: {message}", where, hint))
        return None


def unknown_field(fact_type: FactType, name: str, place: Place, given: Collection[str] = ()) -> Problem:
    """The problem of a field that the type does not have; ``given`` are the fields beside it."""
    hint = suggestion(name, fact_type.by_name, f"fields of {fact_type.name}", given)
    if name in _OF_REPORTS:
        hint = f"{name} is said of a report: write it beside {fact_type.name}, not among its fields"
    return Problem(codes.UNKNOWN_FIELD, f"{fact_type.name} has no field {name}", place, hint)
