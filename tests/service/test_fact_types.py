"""Fact types as they are told: each with an example that is a fact."""

import pytest

from tocsin.facts.notation import parse_fact
from tocsin.rules.shipped import load_pack, shipped_names
from tocsin.service.fact_types import example_of


@pytest.mark.parametrize("name", sorted(shipped_names()))
def test_the_example_of_every_type_is_a_fact_of_it(name):
    vocabulary = load_pack(name).vocabulary

    for fact_type in vocabulary.types.values():
        assert parse_fact(example_of(fact_type), vocabulary).key[0] == fact_type.name
