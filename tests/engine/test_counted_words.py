"""A number in a sentence, with its word for one and for many."""

import pytest

from tocsin.engine import Case
from tocsin.rules.lint import warnings_of
from tocsin.rules.read import pack_from_text

PACK = """
pack: troops
types: {sent: {by: str, n: quantity}, fights: {by: str, n: quantity}, left: {by: str, tons: int}, leaves: {by: str}}
rules:
  - id: fights
    when: [{sent: {by: $s, n: $n}}]
    then: [{fights: {by: $s, n: $n}}]
    reads: "{n:troop is|troops are} fighting for {s}."
  - {id: leaves, when: [{left: {by: $s, tons: $t}}], then: [{leaves: {by: $s}}], reads: "{s} left {t:ton|tons}."}
"""


def read(fact):
    return [found.reads for found in Case(pack_from_text(PACK), [fact]).assess().conclusions]


@pytest.mark.parametrize(
    "figure, told",
    [
        ("1", "1 troop is"),
        ("1..", "At least 1 troop is"),
        ("..1", "At most 1 troop is"),
        ("0..1", "0..1 troops are"),
        ("0", "0 troops are"),
        ("10900", "10,900 troops are"),
    ],
)
def test_one_is_told_as_one(figure, told):
    assert [f"{told} fighting for PRK."] == read(f"sent(by=PRK, n={figure})")


def test_a_whole_number_has_its_word_too():
    assert (read("left(by=a, tons=1)"), read("left(by=a, tons=2)")) == (["A left 1 ton."], ["A left 2 tons."])


def test_a_variable_with_a_word_is_used():
    said = [problem.code for problem in warnings_of(pack_from_text(PACK))]
    assert said == ["W302"]  # it has no cases
