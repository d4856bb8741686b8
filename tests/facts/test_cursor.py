"""Which keys lead to a position in a text of YAML that is still being written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.tree.cursor import Cursor, cursor_at


@pytest.mark.parametrize(
    "text,path,word,stands",
    [
        ("|", (), "", "key"),
        ("ru|", (), "ru", "key"),
        ("rules:\n  - |", ("rules", 0), "", "either"),
        ("rules:\n- id: a\n- id: b\n  qual|", ("rules", 1), "qual", "key"),
        ("rules:\n- id: a\n  |\n  then: []", ("rules", 0), "", "key"),
        ("rules:\n- qualifier: |\nx: 1", ("rules", 0, "qualifier"), "", "either"),
        ("rules:\n- when:\n  - troop: {sender: $s, be|", ("rules", 0, "when", 0, "troop"), "be", "key"),
        ("rules:\n- when:\n  - troop: {be: $s|}\n  - x", ("rules", 0, "when", 0, "troop", "be"), "$s", "either"),
        ("rules:\n- when:\n    - a: {}\n    - $x > |", ("rules", 0, "when", 1), "", "value"),
        ("rules:\n- cites: [S1, S|]", ("rules", 0, "cites", 1), "S", "either"),
        ("rules:\n- then: [edge: {s|", ("rules", 0, "then", 0, "edge"), "s", "key"),
        ("rules:\n- then: [edge: {}, p|", ("rules", 0, "then", 1), "p", "either"),
        ("rules:\n- when:\n  - a\n  unless:\n  - b|", ("rules", 0, "unless", 0), "b", "either"),
        ("rules:\n- {id: a, when: [], qu|", ("rules", 0), "qu", "key"),
        ("facts:\n- troop:\n    |", ("facts", 0, "troop"), "", "either"),
        ("facts:\n- troop:\n    sender: x\n  gr|", ("facts", 0), "gr", "key"),
        ("facts:\n  - troop(|", ("facts", 0), "", "value"),
        ("a: &x {b: 1}\nc: *x\nd|", (), "d", "key"),
    ],
)
def test_a_position_is_told_by_the_keys_that_lead_there(text, path, word, stands):
    assert Cursor(path, word, stands) == cursor_at(text.replace("|", ""), text.index("|"))


@pytest.mark.parametrize("text", ['a: "x\nb: |', "# |"])
def test_nothing_is_told_of_what_cannot_be_made_out(text):
    assert cursor_at(text.replace("|", ""), text.index("|")) is None


@given(st.text("ab{}[],:-?&*|>'\"#!\n ", max_size=40), st.integers(0, 40))
def test_whatever_stands_there_is_borne(text, offset):
    found = cursor_at(text, min(offset, len(text)))
    assert found is None or text[: min(offset, len(text))].endswith(found.word)
