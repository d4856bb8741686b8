"""A short run of ``make fuzz``, and each kind of input at which one ended in an error of our own."""

import json

import pytest

from tests.fuzz.__main__ import faults
from tests.fuzz.targets import TARGETS
from tocsin.facts import ProblemError
from tocsin.rules.read import parse_pack

SIZES = {"packs": 250, "cases": 150, "notation": 400, "ledgers": 20}


@pytest.mark.parametrize("name", TARGETS)
def test_a_changed_input_ends_in_a_result_or_in_problems(name):
    assert list(faults(name, 20, SIZES[name])) == []


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_seed_gives_the_same_inputs(name):
    from random import Random

    assert TARGETS[name].drawn(Random("1")) == TARGETS[name].drawn(Random("1"))


def test_what_is_at_fault_is_told(monkeypatch):
    def fed(text):
        raise KeyError(text[:0])

    monkeypatch.setitem(TARGETS, "notation", type(TARGETS["notation"])(TARGETS["notation"].drawn, fed))

    assert [number for number, _, _ in faults("notation", 20, 2)] == [0, 1]


@pytest.mark.parametrize(
    "rule",
    [
        # a constant of a kind that the field does not have, in a field held to another of the same fact
        {"when": [{"sale": {"seller": "$s"}}], "then": [{"sale": {"seller": [], "buyer": "b"}}]},
        {"when": [{"sale": {"seller": "$s"}}], "then": [{"sale": {"seller": 1, "buyer": "b"}}]},
    ],
)
def test_a_pack_at_which_reading_once_failed_is_refused(rule):
    types = {"sale": {"seller": "str", "buyer": {"kind": "str", "differs_from": "seller"}}}
    pack = {"pack": "p", "version": "1.0.0", "types": types, "rules": [{"id": "r", **rule}]}

    with pytest.raises(ProblemError):
        parse_pack({"pack.yaml": json.dumps(pack)}, "p")
