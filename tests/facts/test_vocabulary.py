"""Vocabularies and where they come from."""

import datetime as dt
from importlib import metadata
from typing import Any

import pytest
from tests.vocabulary import HOP, MODELS, VOCABULARY, Alarm, Edge

from tocsin.facts import (
    Fact,
    FactType,
    FieldType,
    Place,
    ProblemError,
    Vocabulary,
    register,
    registered,
    registered_names,
)
from tocsin.facts import vocabulary as module
from tocsin.facts.kinds import INT, STR
from tocsin.facts.problems import suggestion
from tocsin.facts.quantity import Quantity


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(module, "_REGISTERED", {})


@pytest.fixture
def entry_point(monkeypatch):
    """Makes ``value`` what an installed package brings under the name ``brought``."""

    def bring(value):
        class EntryPoint:
            name = "brought"
            value = "package:TYPES"

            def load(self) -> Any:
                if isinstance(value, Exception):
                    raise value
                return value

        monkeypatch.setattr(
            metadata, "entry_points", lambda group: [EntryPoint()] if group == "tocsin.vocabularies" else []
        )

    return bring


def only_problem(call):
    with pytest.raises(ProblemError) as caught:
        call()
    [problem] = caught.value.problems
    return problem


def test_a_vocabulary_keeps_the_order_in_which_its_types_are_declared():
    assert list(VOCABULARY.types) == ["edge", "shipment", "gauge", "span", "alarm", "crossing", "sighting", "hop"]
    assert VOCABULARY.get("edge") is Edge.fact_type()
    assert VOCABULARY.get("egde") is None
    assert VOCABULARY.type("hop") is HOP


def test_a_vocabulary_cannot_be_changed():
    with pytest.raises(TypeError):
        VOCABULARY.types["x"] = HOP  # type: ignore[index]


def test_extending_leaves_the_vocabulary_as_it_was():
    own = Vocabulary.from_models("own", [Edge])
    assert list(own.extended({"hop": HOP}).types) == ["edge", "hop"]
    assert list(own.types) == ["edge"]


def test_an_unknown_type_comes_with_the_nearest_and_its_place():
    problem = only_problem(lambda: VOCABULARY.type("shipmnt", Place("f", 2, 3)))
    assert str(problem) == "f:2:3: T201: there is no fact type shipmnt\n  did you mean shipment?"


def test_a_type_declared_twice_is_refused_unless_it_is_the_same():
    assert VOCABULARY.extended([HOP, Edge.fact_type()]).types == VOCABULARY.types
    other = FactType("edge", (FieldType("a", STR), FieldType("b", INT, optional=True)))
    problem = only_problem(lambda: VOCABULARY.extended([other], place=Place("pack.yaml", 4, 3)))
    assert str(problem) == (
        "pack.yaml:4:3: T220: the fact type edge is declared twice\n  it is already edge(source: int, target: int)"
    )


def test_a_class_that_is_no_fact_type_is_refused():
    class Odd(Fact, frozen=True):
        """Odd."""

        members: list[int]

    with pytest.raises(ProblemError) as caught:
        Vocabulary.from_models("own", [Edge, Odd, int])  # type: ignore[list-item]
    assert [(found.code, found.hint) for found in caught.value.problems] == [
        ("T219", "change the declaration of Odd"),
        ("T219", "subclass Fact, with frozen=True"),
    ]


def test_a_class_says_which_fields_tell_its_things_apart():
    class Delivery(Fact, frozen=True, key=("donor",), period=("first", "last"), cumulative=True):
        """A delivery."""

        donor: str
        barrels: int
        first: dt.date
        last: dt.date

    class Late(Delivery, frozen=True, cumulative=False):
        """A late one."""

    declared = Delivery.fact_type()
    assert (declared.key, declared.period) == (("donor", "first", "last"), ("first", "last"))
    assert declared.cumulative
    assert Late.fact_type().key == declared.key
    assert not Late.fact_type().cumulative


@pytest.mark.parametrize(
    "arguments,found",
    [
        ({"key": ("doner",)}, "wrong has no field doner, which its key names; did you mean donor?"),
        ({"key": ("amount",)}, "the key of wrong names amount, a quantity"),
        ({"key": ("donor",), "period": ("first", "donor")}, "the period of wrong names donor, which is of kind str"),
        ({"key": ("donor",), "period": ("first",)}, "the period of wrong names the field of its first and of its"),
        ({"period": ("first", "last")}, "wrong has a period and no key"),
        ({"key": ("donor",), "cumulative": True}, "wrong is cumulative and has no period"),
    ],
)
def test_a_class_whose_things_cannot_be_told_apart_is_refused(arguments, found):
    class Wrong(Fact, frozen=True, **arguments):
        """Wrong."""

        donor: str
        amount: Quantity
        first: dt.date
        last: dt.date

    problem = only_problem(lambda: Vocabulary.from_models("own", [Wrong]))
    assert problem.code == "T219"
    assert found in problem.message


def test_the_built_in_vocabulary_is_registered():
    geopolitics = registered("geopolitics")
    assert geopolitics.name == "geopolitics"
    assert "troop_deployment" in geopolitics.types
    assert registered("geopolitics") is geopolitics


def test_a_registered_vocabulary_is_found_again():
    vocabulary = register("tiny", MODELS)
    assert registered("tiny") is vocabulary
    assert register("tiny", list(MODELS)) is vocabulary
    assert registered_names() == ("geopolitics", "tiny")


def test_a_name_is_given_once():
    register("tiny", MODELS)
    assert only_problem(lambda: register("tiny", [Alarm])).code == "T219"
    assert only_problem(lambda: register("geopolitics", [Alarm])).code == "T219"


def test_an_unknown_vocabulary_comes_with_the_nearest():
    problem = only_problem(lambda: registered("geopolitcs", Place("pack.yaml", 3, 13)))
    assert str(problem) == "pack.yaml:3:13: T218: there is no vocabulary geopolitcs\n  did you mean geopolitics?"


@pytest.mark.parametrize("value", [MODELS, VOCABULARY, {"edge": Edge.fact_type()}, [Edge, HOP]])
def test_an_installed_package_may_bring_a_vocabulary(entry_point, value):
    entry_point(value)
    assert registered_names() == ("brought", "geopolitics")
    assert registered("brought").get("edge") == Edge.fact_type()


@pytest.mark.parametrize("value", [RuntimeError("no database"), 7, [int], ["edge"]])
def test_a_package_that_brings_something_else_is_a_clear_problem(entry_point, value):
    entry_point(value)
    problem = only_problem(lambda: registered("brought"))
    assert problem.code == "T219"
    assert "brought" in problem.message


TYPES_LISTED = "fact types: pump_run, gauge, paper_ship, rowing_ship, t0, t1, t10, t2, t3, t4, t5, t6 and 4 more"


@pytest.mark.parametrize(
    "name, hint",
    [
        ("ship", "did you mean paper_ship or rowing_ship?"),
        ("gauging", "did you mean gauge?"),
        ("ships", "did you mean paper_ship or rowing_ship?"),
        ("pumps_station", TYPES_LISTED),
    ],
)
def test_what_is_near_no_name_comes_with_those_that_have_the_word_or_the_likest_first(name, hint):
    known = ["gauge", "paper_ship", "rowing_ship", "pump_run", *(f"t{n}" for n in range(11)), "zebra"]
    assert suggestion(name, sorted(known), "fact types") == hint


def test_a_word_of_known_names_goes_before_a_name_that_only_looks_like_it():
    known = ["isolation", "sanctions_action", "sanctions_regime"]
    assert suggestion("sanction", known) == "did you mean sanctions_action or sanctions_regime?"


@pytest.mark.parametrize("written, known, meant", [
    ("probable", ["certain", "likely", "possible"], "likely"),
    ("if", ["id", "stronger_if", "when"], "when"),
    ("text", ["date", "int", "str"], "str"),
    ("text", ["text_of", "note"], "text_of"),
])  # fmt: skip
def test_what_people_write_for_a_known_word_is_answered_by_its_sense(written, known, meant):
    assert suggestion(written, known) == f"did you mean {meant}?"


def test_the_same_classes_are_registered_again_and_others_only_if_they_are_said_to_replace():
    def cell(kind):
        class Shipment(Fact, frozen=True):
            """A shipment."""

            __annotations__ = {"supplier": kind}

        return Shipment

    def other():
        class Delivery(Fact, frozen=True):
            """Another."""

            supplier: str

        return Delivery

    register("cells", [cell(str)])
    again = register("cells", [cell(int), other()])

    assert registered("cells") is again
    assert again.type("shipment").fields[0].kind == INT
    problem = only_problem(lambda: register("cells", [other()]))
    assert "say replace=True" in problem.hint
    assert list(register("cells", [other()], replace=True).types) == ["delivery"]
    assert "geopolitics" in only_problem(lambda: register("geopolitics", [other()], replace=True)).message
