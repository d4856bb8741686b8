"""Identity is content, and its definition is public."""

import datetime as dt
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import facts
from tests.vocabulary import HOP, VOCABULARY, Edge, Gauge, Shipment

from tocsin.facts import FactError, FactType, FieldType, Quantity, build, parse_fact
from tocsin.facts.kinds import BOOL, FLOAT, INT, STR


def identity_by_the_book(fact):
    """The contract's definition, written out again."""
    fields = fact.fact_type().canonical_fields(fact.row)
    content = json.dumps(
        {"type": fact.fact_type().name, "fields": fields}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(content.encode()).hexdigest()[:12]


@given(facts())
def test_an_id_is_the_first_twelve_digits_of_the_sha_256_of_the_canonical_json(fact):
    assert fact.id == identity_by_the_book(fact)


def test_the_canonical_json_to_the_letter():
    content = (
        '{"fields":{"kind":"crude","shipped":"2024-11-20","supplier":"Łódź","volume":[10900,null]},"type":"shipment"}'
    )
    fact = parse_fact('shipment(supplier="Łódź", volume=10900.., kind=crude, shipped=2024-11-20)', VOCABULARY)
    assert fact.id == hashlib.sha256(content.encode()).hexdigest()[:12]


@given(facts(), facts())
def test_facts_are_equal_exactly_if_their_ids_are(one, other):
    assert (one == other) == (one.id == other.id)


def test_one_and_one_point_nought_and_the_text_one_and_true_are_four_values():
    ids = {
        FactType("same", (FieldType("v", kind),)).identity((value,))
        for kind, value in ((INT, 1), (FLOAT, 1.0), (STR, "1"), (BOOL, True))
    }
    assert len(ids) == 4


def test_an_id_does_not_depend_on_how_a_value_was_written():
    written = ["10900..11000", "10_900..11_000", "10900.0..1.1e4"]
    ids = {parse_fact(f"gauge(name=a, reading=1, working=true, limit={text})", VOCABULARY).id for text in written}
    assert len(ids) == 1
    assert Gauge(name="a", reading=0.0, working=True).id == Gauge(name="a", reading=-0.0, working=True).id


def test_an_absent_optional_is_no_part_of_the_identity():
    assert build(HOP, {"from": "a"}).id == build(HOP, {"from": "a", "id": None}).id
    assert build(HOP, {"from": "a"}).id != build(HOP, {"from": "a", "id": ""}).id


def test_a_type_declared_as_a_model_and_one_declared_as_data_give_the_same_ids():
    declared = FactType("edge", (FieldType("source", INT), FieldType("target", INT)))
    assert build(declared, {"source": 1, "target": 2}).id == Edge(source=1, target=2).id


def test_ids_are_the_same_in_another_process_with_another_hash_seed():
    program = "from tests.vocabulary import Edge; print(Edge(source=1, target=2).id)"
    paths = [path for path in sys.path if path] + [str(Path(__file__).parents[2])]
    for seed in ("0", "1"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(paths)}
        printed = subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        )
        assert printed.stdout.strip() == Edge(source=1, target=2).id == "898af0a210ef"


@given(st.integers(min_value=400, max_value=6000))
def test_an_int_that_python_would_not_print_is_refused(digits):
    with pytest.raises(FactError):
        build(VOCABULARY.types["edge"], {"source": 10**digits, "target": 1})


def test_a_fact_that_is_wrong_says_so_for_every_field():
    with pytest.raises(FactError) as caught:
        build(VOCABULARY.types["shipment"], {"supplier": 1, "volume": "x", "kind": "crud", "shiped": "2024-11-20"})
    assert set(caught.value.errors) == {"supplier", "volume", "kind", "shiped", "shipped"}


def test_a_fact_cannot_be_changed():
    fact = Shipment(supplier="a", volume=Quantity(1, 2), kind="crude", shipped=dt.date(2024, 1, 1))
    with pytest.raises(ValueError, match="frozen"):
        fact.supplier = "b"  # type: ignore[misc]
