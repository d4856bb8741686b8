"""A sentence that says that no report says something is not concluded where a report says it."""

import pytest

from tocsin.engine import Case, load_pack

PLACES = {
    "theatre": ("ukraine_war", "syria"),
    "location_country": ("RUS", "UKR", "BLR"),
    "location_region": ("Kursk", "Primorsky", "Donetsk"),
}


@pytest.fixture(scope="module")
def pack():
    return load_pack("russia-dprk")


def unstated(pack, *facts):
    """The sentences that speak of what no report says."""
    return [c.reads for c in Case(pack, facts).assess(engine="seminaive").conclusions if "no report says" in c.reads]


def troops(**said):
    fields = {"sender": "PRK", "beneficiary": "RUS", "headcount": "12000", **said}
    return f"troop_deployment({', '.join(f'{name}={value}' for name, value in fields.items())})"


def test_every_field_that_says_where_troops_are_is_tried(pack):
    fields = {field.name for field in pack.vocabulary.types["troop_deployment"].fields}
    assert PLACES.keys() == {name for name in fields if name == "theatre" or name.startswith("location")}


@pytest.mark.parametrize("field, value", [(field, value) for field, values in PLACES.items() for value in values])
def test_where_one_field_says_where_no_sentence_says_that_none_does(pack, field, value):
    place = {field: value}
    fighting = troops(role="combat", active_combat="true", **place)

    assert unstated(pack, fighting) == []
    assert unstated(pack, troops(role="combat", active_combat="true"), fighting) == []


def test_where_no_field_says_where_it_is_said_so(pack):
    assert len(unstated(pack, troops(role="combat"))) == 2
