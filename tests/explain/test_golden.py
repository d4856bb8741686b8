"""Whole trees of the demo case, word for word. ``UPDATE_GOLDEN=1 pytest tests/explain`` renews them."""

import os
from pathlib import Path

import pytest

from tocsin.engine import Case
from tocsin.explain import resolve, to_english, to_html, to_text, why, words

GOLDEN = Path(__file__).parent / "golden"
TREES = {
    "sanctions_violation": ("sanctions_violation(violator=PRK)", False),
    "coordinated_response": ("coordinated_response", False),
    "aid_escalation_advanced": ("aid_escalation(tier=advanced)", False),
    "tension_increase_korea_every": ("tension_increase(arena=Korean_Peninsula)", True),
    "significant_impact_every": ("significant_impact(scope=conflict)", True),
}
VOICES = {
    ".txt": lambda told: to_text(told, width=100, colour=False) + "\n",
    ".english": lambda told: to_english(told, width=100) + "\n",
    ".html": lambda told: to_html([told]),
}


@pytest.fixture(scope="module")
def kursk():
    return Case.load("examples/kursk.yaml").assess(engine="seminaive")


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("name", TREES)
def test_the_tree_is_as_it_was_read_and_approved(kursk, name, voice):
    fact, every = TREES[name]
    (identity,) = resolve(kursk, fact)
    actual = VOICES[voice](why(kursk, identity, every=every))
    path = GOLDEN / f"{name}{voice}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == actual


def test_every_golden_tree_is_asked_for():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}{voice}" for name in TREES for voice in VOICES}


def test_the_excerpt_in_the_documentation_is_real():
    page = Path("docs/explanations.md").read_text(encoding="utf-8")
    excerpt = page.split("```text\n")[1].split("```")[0]
    assert (GOLDEN / "sanctions_violation.txt").read_text(encoding="utf-8").startswith(excerpt)


def test_every_label_is_documented():
    page = Path("docs/explanations.md").read_text(encoding="utf-8")
    assert [label for label in {*words.LABELS.values(), *words.STATUSES.values()} if f"`{label}`" not in page] == []
