"""A fact of values that were converted is the one that its model makes of them, and no schema is built for it."""

import datetime as dt
import subprocess
import sys
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, PrivateAttr, field_validator, model_validator
from pydantic_core import core_schema

from tocsin.facts import DateRange, Fact, FactError, Limits, Quantity, build
from tocsin.facts.building import has_own_checks
from tocsin.facts.fact_type import FactType
from tocsin.facts.model import fact_of, model_of
from tocsin.facts.vocabulary import registered


class Landing(Fact, frozen=True, key=("ship", "day")):
    """A ship lands."""

    example: ClassVar[str] = "landing(ship=a, day=2024-11-29)"
    ship: str
    day: dt.date
    kind: Literal["cargo", "ferry"] | None = None
    tons: Annotated[Quantity, Limits(whole=True, at_least=0)] | None = None
    from_: Annotated[str | None, Field(alias="from")] = None
    share: float | None = None
    sunk: bool | None = None
    span: DateRange | None = None


GIVEN = [
    {"ship": "a", "day": dt.date(2024, 11, 29)},
    {"ship": "Å", "day": dt.date(2024, 11, 29), "kind": "cargo", "tons": Quantity(1, None), "from": "b"},
    {"ship": "", "day": dt.date(1, 1, 1), "share": 0.5, "sunk": False, "span": DateRange(dt.date(2024, 1, 1), None)},
]


@pytest.mark.parametrize("values", GIVEN)
@pytest.mark.parametrize("declared", [True, False], ids=["by a class", "by a pack"])
def test_a_fact_of_converted_values_is_what_its_model_makes_of_them(values, declared):
    fact_type = Landing.fact_type()
    if not declared:
        fact_type = FactType("landing", fact_type.fields, key=fact_type.key)
    made, built = model_of(fact_type)(**values), build(fact_type, values)

    assert (made, hash(made), made.id, made.key) == (built, hash(built), built.id, built.key)
    assert (repr(made), str(made)) == (repr(built), str(built))
    assert (made.model_fields_set, made.model_dump()) == (built.model_fields_set, built.model_dump())
    assert made.model_dump_json() == built.model_dump_json()
    assert built == built.model_copy() == fact_of(fact_type, built.row)
    assert type(made) is type(built)


def _even(value: int) -> int:
    if value % 2:
        raise ValueError("it is odd")
    return value


class WithValidator(Fact, frozen=True):
    """One of an even number."""

    n: int

    _even = field_validator("n")(_even)


class WithModelValidator(Fact, frozen=True):
    """One of an even number."""

    n: int

    @model_validator(mode="after")
    def _is_even(self) -> Any:
        _even(self.n)
        return self


class WithBound(Fact, frozen=True):
    """One of a small number."""

    n: Annotated[int, Field(lt=1)]


class WithBoundWithin(Fact, frozen=True):
    """One of a small number that may be absent."""

    n: Annotated[int, Field(lt=1)] | None = None


class WithPost(Fact, frozen=True):
    """One of an even number."""

    n: int

    def model_post_init(self, context: Any, /) -> None:
        _even(self.n)


class WithConfig(Fact, frozen=True, str_max_length=1):
    """One of a short text."""

    n: str


class WithSchema(Fact, frozen=True):
    """One of an even number."""

    n: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        def check(made: Any) -> Any:
            _even(made.n)
            return made

        return core_schema.no_info_after_validator_function(check, handler(source))


class BelowOneWithSchema(WithSchema, frozen=True):
    """One of an even number, as what it extends."""


class InTheNameOfFact(Fact, frozen=True):
    """One whose validator has the name of one that every fact has."""

    n: int

    @model_validator(mode="after")
    def _can_be(self) -> Any:
        _even(self.n)
        return self


CHECKED = [
    (WithSchema, "it is odd", 1),
    (BelowOneWithSchema, "it is odd", 1),
    (InTheNameOfFact, "it is odd", 1),
    (WithValidator, "it is odd", 1),
    (WithModelValidator, "it is odd", 1),
    (WithBound, "Input should be less than 1", 1),
    (WithBoundWithin, "Input should be less than 1", 1),
    (WithPost, "it is odd", 1),
    (WithConfig, "String should have at most 1 character", "ab"),
]


@pytest.mark.parametrize("model, message, value", CHECKED, ids=[model.__name__ for model, _, _ in CHECKED])
def test_what_a_model_checks_itself_is_checked_of_converted_values_too(model, message, value):
    with pytest.raises((FactError, ValueError), match=message):
        build(model.fact_type(), {"n": value})


class WithDefault(Fact, frozen=True):
    """One that says where it is from, if nobody does."""

    n: int | None = 7
    tags: str | None = Field(default_factory=lambda: "none")


def test_what_a_model_fills_in_is_filled_in():
    built = build(WithDefault.fact_type(), {})

    assert (7, "none") == (built.n, built.tags) == built.row  # type: ignore[attr-defined]
    assert WithDefault() == built


class WithPrivate(Fact, frozen=True):
    """One that keeps something of its own."""

    n: int
    _seen: list[int] = PrivateAttr(default_factory=list)


def test_what_a_model_keeps_of_its_own_is_there():
    built: Any = build(WithPrivate.fact_type(), {"n": 1})

    assert built._seen == []


def test_of_the_shipped_vocabulary_no_model_checks_more_than_its_type_says():
    types = registered("geopolitics").types.values()
    assert [each.name for each in types if has_own_checks(each)] == []


def test_reading_a_case_builds_no_schema():
    code = """
from tocsin.facts.read.case import read_case
from tocsin.facts.vocabulary import registered
models = {type(given.fact) for given in read_case("examples/kursk.yaml", lambda _: registered("geopolitics")).facts}
print(len(models) > 20, [model for model in models if model.__pydantic_complete__])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "True []\n"
