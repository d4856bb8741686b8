"""The door for facts that a program gives: each held to the vocabulary of the pack, every problem with its index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tocsin.engine import codes
from tocsin.facts.building import FactError, build
from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.converting import KindError, describe
from tocsin.facts.fact_type import FactType
from tocsin.facts.interval import Interval
from tocsin.facts.model import Fact, Given
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import ArgumentError, Place, Problem, ProblemError, raise_if_any, suggestion
from tocsin.facts.report_faults import retraction_fault
from tocsin.facts.vocabulary import Vocabulary

_FORM = "give a Fact, a Given, or text such as edge(source=1, target=2)"


def givens_under(facts: Iterable[Fact | Given | str], vocabulary: Vocabulary, name: str = "facts") -> list[Given]:
    """The facts as the vocabulary knows them. Raises ArgumentError with what is wrong in any of them.

    A retraction without a date is refused as it is in files, unless a ledger recorded it.
    ``name`` is what the argument is called; a problem of the third fact stands at ``facts[2]``, and in its text at
    ``facts[2]:1:column``.
    """
    listed: Any = facts
    if isinstance(listed, str | bytes | Fact | Given | Mapping) or not isinstance(listed, Iterable):
        hint = "put it into a list" if isinstance(facts, str | Fact | Given) else _FORM
        if isinstance(facts, Mapping):
            hint = f"{_FORM}, each in a list; Case.from_data takes facts as the mappings of a case file"
        message = f"expected a list of facts, found {_described(facts)}"
        raise ArgumentError([Problem(WRONG_ARGUMENT, message, Place(name), hint)])
    problems = ProblemList(name)
    found: list[Given] = []
    for index, fact in enumerate(facts):
        try:
            given = given_under(fact, vocabulary, Place(f"{name}[{index}]"))
            raise_if_any(_undated(given, f"{name}[{index}]"))
            found.append(given)
        except ProblemError as error:
            problems.absorb(error)
    problems.raise_if_any(ArgumentError)
    return found


def given_under(
    fact: Fact | Given | str, vocabulary: Vocabulary, place: Place | None = None, *, sought: bool = False
) -> Given:
    """The fact as the vocabulary knows it. Raises ProblemError, at ``place``, if it knows none such.

    One that is only ``sought`` may have any number as a value, as conclusions may, and what is given may not.
    """
    if isinstance(fact, str):
        from tocsin.facts.notation import FACT_PLACE, parse_fact

        return Given(parse_fact(fact, vocabulary, FACT_PLACE if place is None else Place(place.file, 1, 1)))
    if not isinstance(fact, Fact | Given):
        raise ArgumentError([Problem(WRONG_ARGUMENT, f"expected a fact, found {_described(fact)}", place, _FORM)])
    given = fact if isinstance(fact, Given) else Given(fact)
    declared = given.fact.fact_type()
    known = vocabulary.get(declared.name)
    if known is None:
        hint = suggestion(declared.name, vocabulary.types, "fact types")
        raise ProblemError([Problem(codes.FOREIGN_FACT, f"the pack knows no fact type {declared.name}", place, hint)])
    if known is not declared and _declaration(known) != _declaration(declared):
        try:
            fields = zip(declared.fields, given.fact.row, strict=True)
            return Given(build(known, {f.name: v for f, v in fields if v is not None}), given.reports, given.qualifier)
        except FactError as error:
            message = f"{declared.name} is declared otherwise in the pack: {error}"
            raise ProblemError(
                [Problem(codes.FOREIGN_FACT, message, place, f"see: tocsin facts types {declared.name}")]
            ) from None
    if not sought and any(isinstance(value, Interval) and value.is_anything for value in given.fact.row):
        for field, value in zip(declared.fields, given.fact.row, strict=True):
            try:
                field.convert(value)
            except KindError as error:
                message = f"{declared.name}.{field.name}: {error}"
                raise ProblemError([Problem(error.code, message, place, error.hint)]) from None
    return given


def _undated(given: Given, place: str) -> Iterator[Problem]:
    """The problem of each retraction that nothing places among other reports."""
    for number, report in enumerate(given.reports):
        dated = report.date is not None or report.recorded or report.entry is not None
        if fault := retraction_fault(report.status, dated, "Source(…, date=date(YYYY, M, D))"):
            code, message, hint = fault
            yield Problem(code, message, Place(f"{place}.reports[{number}]"), hint)


def _declaration(fact_type: FactType) -> tuple[dict[str, str], dict[str, object]]:
    """What two declarations of a type must agree in for a fact of one to be a fact of the other."""
    return fact_type.describe(), fact_type.identifying()


def _described(value: Any) -> str:
    if isinstance(value, Fact):
        return f"the fact {value}"
    counted = isinstance(value, Collection) and not isinstance(value, str | bytes)
    return f"{describe(value)} of {len(value)}" if counted else describe(value)
