"""What a reader of the page has changed, and from when he looks: taken from JSON, applied to a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from tocsin.engine.case import Case, switches
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import parse_date
from tocsin.facts.model import Fact, Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.printing import format_value, quote
from tocsin.facts.problems import Place, Problem, ProblemError, raise_if_any
from tocsin.facts.vocabulary import Vocabulary
from tocsin.page import codes


@dataclass(frozen=True)
class PageView:
    """Facts switched ``off`` by id, ``added`` in the notation, ``altered`` by id and field; assumptions, and the date.

    A fact that is altered is what the reader supposes: no source is said to have reported it.
    """

    off: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    altered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    switched: Mapping[str, bool] = field(default_factory=dict)
    reading: str | None = None
    as_of: dt.date | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> PageView:
        """The view that JSON says, of which any part may be left out. Raises ProblemError for what is no view."""
        try:
            view = cls(
                tuple(_texts(data.get("off", []))),
                tuple(_texts(data.get("added", []))),
                {str(key): _fields(fields) for key, fields in dict(data.get("altered", {})).items()},
                {str(key): _flag(on) for key, on in dict(data.get("switched", {})).items()},
                None if data.get("reading") is None else str(data["reading"]),
                None if data.get("as_of") is None else parse_date(data["as_of"]),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise _no_view(str(error)) from None
        unknown = sorted(set(data) - {"off", "added", "altered", "switched", "reading", "as_of"})
        if unknown:
            raise _no_view(f"it has no part {unknown[0]!r}")
        return view

    def on(self, case: Case, as_of: dt.date | None, known_by: dt.date | None) -> Case:
        """The case as the reader has it, at his date or else at these. Raises ProblemError for what cannot be read."""
        if self == PageView():
            return case
        moment, known = (self.as_of, self.as_of) if self.as_of else (as_of, known_by)
        return Case(
            case.pack,
            self._facts([*case.facts, *map(Given, self.supposed(case))], case.pack.vocabulary),
            name=case.name,
            as_of=moment,
            known_by=known,
            assumptions={**case.assumptions, **self._assumptions(case)},
        )

    def supposed(self, case: Case) -> list[Fact]:
        """The facts added, as they were typed. Raises ProblemError for what cannot be read."""
        problems: list[Problem] = []
        found: list[Fact] = []
        for number, text in enumerate(self.added, 1):
            try:
                found.append(parse_fact(text, case.pack.vocabulary, Place(f"added fact {number}", 1, 1)))
            except ProblemError as error:
                problems.extend(error.problems)
        raise_if_any(problems)
        return found

    def said(self, case: Case) -> list[Fact]:
        """The facts that only the reader says, as he has them. Raises ProblemError for what cannot be read."""
        altered = (given for given in case.facts if given.fact.id in self.altered)
        found = self._facts([*altered, *map(Given, self.supposed(case))], case.pack.vocabulary)
        return [each.fact if isinstance(each, Given) else each for each in found]

    def _facts(self, givens: Iterable[Given], vocabulary: Vocabulary) -> list[Given | Fact]:
        """Of these facts those that are not off, as the reader has them."""
        problems: list[Problem] = []
        found: list[Given | Fact] = []
        for given in givens:
            identity = given.fact.id
            if identity in self.off:
                continue
            changed = self.altered.get(identity)
            found.append((changed and _altered(given.fact, changed, vocabulary, problems)) or given)
        raise_if_any(problems)
        return found

    def _assumptions(self, case: Case) -> dict[str, bool]:
        from tocsin.judgement.readings import reading_of

        if self.reading is None:
            return dict(self.switched)
        reading = reading_of(case.pack, self.reading)
        return {**switches(reading.assume, reading.without), **self.switched}


def _altered(fact: Fact, changed: Mapping[str, str], vocabulary: Vocabulary, problems: list[Problem]) -> Fact | None:
    """The fact with other values in some fields, as they were typed; None, and problems, if it cannot be so."""
    fact_type = fact.fact_type()
    fields = {
        name: "" if value is None else format_value(value)
        for name, value in zip(fact_type.by_name, fact.row, strict=True)
    }
    for name, text in changed.items():
        known = fact_type.by_name.get(name)
        fields[name] = quote(text) if text and known is not None and known.kind.name == "str" else text
    said = ", ".join(f"{name}={text}" for name, text in fields.items() if text)
    try:
        return parse_fact(f"{fact_type.name}({said})", vocabulary, Place(f"fact {fact.id}", 1, 1))
    except ProblemError as error:
        problems.extend(error.problems)
        return None


def _texts(data: Any) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        raise TypeError("facts are named by texts in a list")
    return data


def _fields(data: Any) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(each, str) for pair in data.items() for each in pair):
        raise TypeError("the fields of a fact are altered by texts")
    return data


def _flag(data: Any) -> bool:
    if not isinstance(data, bool):
        raise TypeError("an assumption is switched by true or false")
    return data


def _no_view(why: str) -> ProblemError:
    hint = "open the page without what follows # in its address"
    return ProblemError([Problem(codes.BAD_VIEW, f"this is no view of the page: {why}", Place("view"), hint)])
