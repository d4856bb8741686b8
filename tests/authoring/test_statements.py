"""A document becomes a skeleton, and the statements are kept in step with it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.authoring import in_step, skeleton
from tocsin.authoring.renewing import renewed
from tocsin.authoring.sentences import cut
from tocsin.rules.documents import link_document
from tocsin.rules.shipped import load_pack

TEXT = """On rain

Heavy rain, e.g. over 50 mm. as
Dr. B. Smith says, could flood Delft. It will rain.
- Pumps may fail: "Perhaps at once." 2. They are likely old.
"""


def test_sentences_end_at_their_marks_and_not_at_abbreviations():
    assert [(each.line, each.modality, each.text) for each in cut(TEXT)] == [
        (1, "none", "On rain"),
        (3, "could", "Heavy rain, e.g. over 50 mm. as\nDr. B. Smith says, could flood Delft."),
        (4, "will", "It will rain."),
        (5, "might", '- Pumps may fail: "Perhaps at once."'[2:]),
        (5, "would_likely", "2. They are likely old."),
    ]


@settings(max_examples=30)
@given(st.text(alphabet="aB .!?\n-1\u2019\u201d(", max_size=80))
def test_cut_sentences_are_parts_of_the_text_in_order_and_leave_out_no_word(text):
    found = cut(text)

    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
    kept = "".join(each.text for each in found)
    assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]


@pytest.fixture
def folder(tmp_path):
    for name, content in skeleton("rain", TEXT, "On rain").items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    rules = """
types: {rain: {depth: int}, flood: {depth: int}}
rules:
  # What the document says of floods.
  - id: floods
    cites: [S02]
    when: [rain: {depth: $n}, $n > 50]
    then: [flood: {depth: $n}]
    qualifier: possible
"""
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    text = (tmp_path / "pack.yaml").read_text(encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(text.replace("types: {}\n", ""), encoding="utf-8")
    return tmp_path


def test_the_skeleton_loads_and_its_statements_are_the_sentences(tmp_path):
    for name, content in skeleton("rain", TEXT, "On rain").items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    document = tmp_path / "rain.txt"
    document.write_text(TEXT, encoding="utf-8")

    pack = load_pack(tmp_path)
    assert [each.text for each in cut(TEXT)] == list(link_document(pack, document).sentences.values())


def test_statements_follow_a_text_that_changes_and_rules_of_changed_ones_are_marked(folder):
    changed = "A new heading\n\n" + TEXT.replace("50 mm", "60 mm")
    found = in_step(load_pack(folder), changed)
    assert [each.statement.id for each in found.kept if not each.says] == ["S02"]
    assert [each.text for each in found.new] == ["A new heading"]
    assert found.stale == {"floods": ("S02",)}

    for path, text in renewed(found, add=True).items():
        path.write_text(text, encoding="utf-8")
    document = folder / "rain.txt"
    document.write_text(changed, encoding="utf-8")
    pack = load_pack(folder)
    assert "60 mm" in link_document(pack, document).sentences["S02"]
    assert link_document(pack, document).sentences["S06"] == "A new heading"
    rules = (folder / "rules.yaml").read_text(encoding="utf-8")
    said = (folder / "statements.yaml").read_text(encoding="utf-8")
    assert ("50 mm" in said, said.count("60 mm")) == (False, 1)
    assert "  # What the document says of floods.\n  # stale: S02 changed\n  - id: floods\n" in rules
    assert in_step(pack, changed).is_same


def test_a_sentence_that_is_gone_makes_its_rules_stale(folder):
    found = in_step(load_pack(folder), TEXT[: TEXT.index("Heavy")] + TEXT[TEXT.index("It will") :])

    assert [each.statement.id for each in found.kept if each.sentence is None] == ["S02"]
    assert found.stale == {"floods": ("S02",)}
