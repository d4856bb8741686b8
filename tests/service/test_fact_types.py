"""What is told of fact types."""

import pytest

from tocsin.facts.notation import parse_fact
from tocsin.rules.shipped import load_pack, shipped_names
from tocsin.service.fact_types import example_of


@pytest.mark.parametrize("name", shipped_names())
def test_every_example_is_a_fact(name):
    vocabulary = load_pack(name).vocabulary
    told = [parse_fact(example_of(each), vocabulary) for each in vocabulary.types.values()]

    assert [fact.fact_type() for fact in told] == list(vocabulary.types.values())
