"""What a field holds besides its kind binds a fact however it is made, and types declared in Python and YAML alike."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    computed_field,
    create_model,
    field_validator,
    model_validator,
)
from tests.vocabulary import VOCABULARY, Crossing

from tocsin.facts import (
    ArgumentError,
    Codes,
    DiffersFrom,
    Fact,
    FactError,
    Limits,
    NotBefore,
    OpenList,
    ProblemError,
    Quantity,
    Vocabulary,
    build,
    parse_fact,
    registered,
)
from tocsin.facts.schema import schema

WORLD = registered("geopolitics")
SHORE = "harbour=Dover, landing=Calais"


def problem_of(text, vocabulary=VOCABULARY):
    with pytest.raises(ProblemError) as caught:
        parse_fact(text, vocabulary)
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(
    "fields,message,hint",
    [
        ("passengers=-439", "whole numbers from 0 are meant here, found -439", "write 439 if the sign was only a dash"),
        ("passengers=-5..20", "whole numbers from 0 are meant here, found -5..20", "write 0..20"),
        ("passengers=10.9", "whole numbers from 0 are counted here, found 10.9", "the field takes whole numbers"),
        ("passengers=11.000", "whole numbers from 0 are counted here, found 11.000", "write 11_000 or 11"),
        ("load=1.5", "numbers from 0 up to 1 are meant here, found 1.5", "1 is the most that can be"),
        ("left=2024-11-20, landed=2024-11-02", "it cannot be 2024-11-02, before left 2024-11-20", "exchange the two"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_what_to_write(fields, message, hint):
    problem = problem_of(f"crossing({SHORE}, {fields})")
    assert (problem.code, problem.message.split(": ", 1)[1]) == ("T222", message)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize("fields", ["passengers=..5", "passengers=0..", "load=1", "left=2024-11-20, landed=2024-11-20"])
def test_an_open_end_and_the_limit_itself_can_be(fields):
    assert str(parse_fact(f"crossing({SHORE}, {fields})", VOCABULARY)).startswith("crossing(")


@pytest.mark.parametrize(
    "text",
    [
        "troop_deployment(sender=PRK, beneficiary=PRK)",
        "sanctions_regime(imposed_by=UN, target=UN)",
        "aid_flow(donor=RUS, recipient=PRK, kind=crude, period_from=2024-03-01, period_to=2024-02-01)",
        "sanctions_regime(imposed_by=UN, target=PRK, since=2010-01-01, until=2006-10-14)",
        "casualty_report(force=PRK, killed=-439)",
        "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10.9)",
        "aid_flow(donor=RUS, recipient=PRK, kind=crude, quantity=-1)",
        "council_vote(body=UN, topic=x, outcome=adopted, in_favour=-1)",
        "trilateral_event(first=USA, second=JPN, third=JPN, kind=exercise)",
    ],
)
def test_the_worlds_impossible_facts_are_refused(text):
    with pytest.raises(ProblemError) as caught:
        parse_fact(text, WORLD)
    assert "T222" in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("name", WORLD.types)
def test_nothing_in_the_world_counts_fewer_than_none(name):
    for field in WORLD.types[name].fields:
        if field.kind.is_numeric and field.name != "year":
            assert field.limits is not None, field.name
            assert not field.limits.admits(-1)


def test_a_fact_made_in_python_is_held_to_its_limits():
    with pytest.raises(ValidationError, match="whole numbers from 0 are counted here"):
        Crossing(harbour="Dover", landing="Calais", passengers=Quantity.exactly(10.9))
    with pytest.raises(ValidationError, match="landing: it cannot be the same as harbour"):
        Crossing(harbour="Dover", landing="Dover")
    with pytest.raises(FactError) as caught:
        build(Crossing.fact_type(), {"harbour": "Dover", "landing": "Dover"})
    assert list(caught.value.errors) == ["landing"]


CROSSED = Crossing(harbour="Dover", landing="Calais", passengers=Quantity(1, 2))
OTHERWISE: dict[str, Callable[[dict[str, Any]], Fact]] = {
    "model_copy": lambda values: CROSSED.model_copy(update=values),
    "copy": lambda values: CROSSED.copy(update=values),
    "model_construct": lambda values: Crossing.model_construct(**{**dict(CROSSED), **values}),
    "construct": lambda values: Crossing.construct(**{**dict(CROSSED), **values}),
}


@pytest.mark.parametrize("way", OTHERWISE)
@pytest.mark.parametrize(
    "values,message",
    [
        ({"passengers": Quantity.exactly(10.9)}, "whole numbers from 0 are counted here"),
        ({"landing": "Dover"}, "landing: it cannot be the same as harbour"),
        ({"harbour": None}, "harbour\n.*valid string"),
        ({"load": "much"}, "load\n.*valid number"),
        ({"passenger": Quantity(1, 2)}, "passenger\n.*not permitted"),
    ],
)
@pytest.mark.filterwarnings("ignore:The `(copy|construct)` method is deprecated")
def test_no_way_of_pydantics_to_make_a_model_leads_around_what_a_fact_is_held_to(way, values, message):
    with pytest.raises(ValidationError, match=message):
        OTHERWISE[way](values)


@pytest.mark.parametrize("way", OTHERWISE)
@pytest.mark.filterwarnings("ignore:The `(copy|construct)` method is deprecated")
def test_a_fact_made_otherwise_is_the_fact_of_its_values(way):
    made = OTHERWISE[way]({"sea": "north sea", "passengers": None})
    plain = Crossing(harbour="Dover", landing="Calais", sea="North Sea")

    assert (made, made.id, str(made), dict(made)) == (plain, plain.id, str(plain), dict(plain))


def test_a_copy_keeps_what_is_stated_and_takes_names_as_in_python_and_as_in_the_type():
    hop = parse_fact("hop(from=a, id=b)", VOCABULARY)

    assert (
        str(hop.model_copy(update={"from_": "c"})) == "hop(from=c, id=b)" == str(hop.model_copy(update={"from": "c"}))
    )
    assert hop.model_copy(update={"copy_": True}).model_fields_set == {"from_", "id_", "copy_"}
    assert type(hop).model_construct({"from_"}, **{"from": "a"}).model_fields_set == {"from_"}
    assert hop.model_copy() == hop == hop.model_copy(update={})


class Prepared(Fact, frozen=True):
    """What is made of a value would be made of it again if it were validated twice."""

    name: str = Field(validation_alias="called")
    tens: Annotated[int, BeforeValidator(lambda tens: tens * 10)] = 0
    begin: dt.date | None = None
    end: Annotated[dt.date, NotBefore("begin")] | None = None
    heard_from: str = Field(default="nobody", alias="from", frozen=True)
    share: float | None = None

    @field_validator("name")
    @classmethod
    def _louder(cls, name: str) -> str:
        return f"{name}!"

    @field_validator("heard_from")
    @classmethod
    def _of_another(cls, heard_from: str, info: ValidationInfo) -> str:
        if f"{heard_from}!" == info.data["name"]:
            raise ValueError("nobody is heard of himself")
        return heard_from

    @model_validator(mode="before")
    @classmethod
    def _further(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "tens": data["tens"] + 1}

    @model_validator(mode="after")
    def _few(self) -> Self:
        if self.tens > 900:
            raise ValueError("too many tens")
        return self

    @computed_field
    def itself(self) -> "Prepared":
        return self

    @cached_property
    def half(self) -> int:
        return self.tens // 2


PREPARED = Prepared(called="A", tens=1, begin="2024-01-01")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "update,changed",
    [
        ({"share": 1}, {"share": 1.0}),
        ({"tens": 4}, {"tens": 40}),
        ({"name": "B", "heard_from": "A"}, {"name": "B!", "heard_from": "A"}),
        ({"called": "B", "from": "C"}, {"name": "B!", "heard_from": "C"}),
        ({"begin": "2025-01-01", "end": "2025-01-02"}, {"begin": dt.date(2025, 1, 1), "end": dt.date(2025, 1, 2)}),
    ],
)
def test_a_copy_validates_the_fields_that_it_changes_and_leaves_the_others(update, changed):
    assert (PREPARED.name, PREPARED.tens, PREPARED.half) == ("A!", 20, 10)
    before = {name: getattr(PREPARED, name) for name in Prepared.model_fields}
    copied = PREPARED.model_copy(update=update)

    assert {name: getattr(copied, name) for name in before} == {**before, **changed}
    assert copied.half == copied.tens // 2
    assert copied.row == tuple({**before, **changed}.values())
    assert copied.id != PREPARED.id


@pytest.mark.parametrize(
    "update,message",
    [
        ({"end": "2023-12-31"}, "end: it cannot be 2023-12-31, before begin 2024-01-01"),
        ({"begin": "soon"}, "begin\n.*expected a date"),
        ({"share": 2**53 + 1}, "share\n.*no float is exactly"),
        ({"heard_from": "A"}, "nobody is heard of himself"),
        ({"heard_from": "B", "from": "C"}, "from\n.*not permitted"),
        ({"tens": 91}, "too many tens"),
        ({"name": 1, "heard_from": 2}, "(?s)2 validation errors.*name\n.*heard_from\n"),
    ],
)
def test_a_copy_is_refused_for_what_its_new_values_and_the_whole_cannot_be(update, message):
    with pytest.raises(ValidationError, match=message):
        PREPARED.model_copy(update=update)


def test_a_copy_may_say_more_where_its_class_allows_that():
    class Open(Fact, frozen=True, extra="allow"):
        """What may say more."""

        n: int

    assert Open(n=1, p=2).model_copy(update={"n": 3, "q": 4}).model_extra == {"p": 2, "q": 4}  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "values", [{"name": "A", "heard_from": "B"}, {"called": "A", "from": "B"}, {"name": "A", "from": "B"}]
)
def test_a_fact_is_constructed_by_the_names_of_fields_and_by_their_aliases(values):
    made = Prepared.model_construct(tens=1, **values)
    assert (made.name, made.tens, made.heard_from) == ("A!", 20, "B")


def test_a_class_whose_facts_could_change_is_no_fact_type():
    class Changing(Fact, frozen=False):
        """What could be another fact tomorrow."""

        n: int

    with pytest.raises(TypeError, match="Changing: a fact does not change: declare the class with frozen=True"):
        Changing(n=1)


@given(st.integers(-5, 5) | st.floats(-5, 5), st.integers(-3, 3), st.integers(0, 3), st.booleans())
def test_limits_admit_what_lies_within_them(number, least, width, whole):
    limits = Limits(whole, least, least + width)
    fits = least <= number <= least + width and (not whole or number == int(number))
    assert fits == limits.admits(number) == limits.admits(Quantity.exactly(number))


def test_an_editor_is_told_of_limits():
    told = str(schema(VOCABULARY))
    assert "whole numbers from 0" in told
    assert "not before left" in told
    assert Crossing(harbour="a", landing="b", left=dt.date(2024, 1, 1)).left == dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    "written,stored",
    [
        ("  Dover\t", "Dover"),
        ("Dover \u00a0\n Castle", "Dover Castle"),
        ("e\u0301", "\u00e9"),
        (" ", ""),
        ("a  b", "a b"),
    ],
)
def test_text_is_stored_without_what_cannot_be_seen(written, stored):
    fact = build(Crossing.fact_type(), {"harbour": written, "landing": "Calais"})
    assert fact.row[0] == stored
    assert fact.id == build(Crossing.fact_type(), {"harbour": stored, "landing": "Calais"}).id


@pytest.mark.parametrize("written,stored", [("channel", "Channel"), ("NORTH  sea", "North Sea"), ("baltic", "baltic")])
def test_a_listed_word_is_stored_as_it_is_listed_and_any_other_as_it_is_written(written, stored):
    assert Crossing(harbour="a", landing="b", sea=written).row[-1] == stored


@pytest.mark.parametrize(
    "bound,told",
    [
        (NotBefore("since"), "stay.until is of kind date and since of kind str"),
        (DiffersFrom("begin"), "stay.until: there is no other field begin"),
    ],
)
def test_a_class_whose_fields_are_bound_to_none_that_they_could_be_is_refused(bound, told):
    stay = create_model(
        "Stay", __base__=Fact, __cls_kwargs__={"frozen": True}, since=(str, ...), until=(Annotated[dt.date, bound], ...)
    )
    with pytest.raises(TypeError, match=told):
        stay.fact_type()


@pytest.mark.parametrize(
    "limit,given,told",
    [
        (Limits, {"at_least": "0"}, r"field n: Limits: at_least: expected a whole number or a number"),
        (OpenList, {"words": "abc"}, r"field n: OpenList: words: expected a list"),
        (NotBefore, {"field": 3}, r"field n: NotBefore: field: expected a string, found the int 3"),
        (Codes, {"name": "port", "members": {"Dover": "a"}}, r"field n: Codes: members: expected a list"),
    ],
)
def test_a_limit_of_something_else_is_refused_where_the_class_is_told_of(limit, given, told):
    figure = create_model(
        "Figure", __base__=Fact, __cls_kwargs__={"frozen": True}, n=(Annotated[int, limit(**given)], ...)
    )
    with pytest.raises(TypeError, match=told):
        figure.fact_type()


def test_a_vocabulary_of_something_else_is_refused():
    vocabulary: Any = Vocabulary
    with pytest.raises(ArgumentError, match="types: T223: expected a mapping"):
        vocabulary("own", [Crossing.fact_type()])
    with pytest.raises(ArgumentError, match="expected a FactType"):
        vocabulary("own", {"crossing": Crossing})
