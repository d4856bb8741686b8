"""Whole trees, word for word: of the demo case, and of a harbour that has everything to say that a tree may say.

``UPDATE_GOLDEN=1 pytest tests/explain`` renews them.
"""

import json
import os
from pathlib import Path

import pytest

from tocsin.engine import Case
from tocsin.explain import resolve, to_dot, to_english, to_html, to_json, to_mermaid, to_text, why, words

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
HARBOUR = {
    "aground": ("aground(name=Anna)", True),
    "closed": ("closed", False),
    "reached": ("reached(place=ventspils)", True),
    "talk": ("talk(name=Bertha)", False),
    "tonnage": ("tonnage", False),
    "overdue": ("overdue(name=Bertha)", False),
    "dear": ("dear", False),
    "landed": ("landed(name=Anna)", False),
    "landed_alone": ("landed(name=Bertha)", False),
    "due": ("due(name=Anna)", False),
    "due_alone": ("due(name=Carla)", False),
    "due_unnamed": ("due(name=Dora)", False),
}
ALL_VOICES = {
    **VOICES,
    ".json": lambda told: json.dumps(json.loads(to_json(told)), indent=1, ensure_ascii=False) + "\n",
    ".mermaid": lambda told: to_mermaid(told) + "\n",
    ".dot": lambda told: to_dot(told) + "\n",
    ".ascii": lambda told: to_text(told, width=60, colour=False, ascii_only=True) + "\n",
    ".colour": lambda told: to_text(told, width=80, colour=True) + "\n",
}


HARBOUR_TOLD = [
    (name, voice) for name in HARBOUR for voice in ALL_VOICES if name == "aground" or voice in (".txt", ".json")
]


@pytest.fixture(scope="module")
def kursk():
    return Case.load("examples/kursk.yaml").assess(engine="seminaive")


@pytest.fixture(scope="module")
def harbour():
    return Case.load(Path(__file__).parent / "harbour" / "case.yaml").assess(engine="seminaive")


def approved(path: Path, actual: str) -> str:
    """What the file holds, after it was renewed if that is asked for."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name,voice", HARBOUR_TOLD)
def test_the_harbour_is_told_as_it_was_read_and_approved(harbour, monkeypatch, name, voice):
    monkeypatch.chdir(Path(__file__).parent)
    fact, every = HARBOUR[name]
    [identity] = resolve(harbour, fact)
    told = ALL_VOICES[voice](why(harbour, identity, every=every)).replace(str(Path(__file__).parent) + "/", "")
    assert approved(Path("harbour", f"{name}{voice}"), told) == told


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("name", TREES)
def test_the_tree_is_as_it_was_read_and_approved(kursk, name, voice):
    fact, every = TREES[name]
    (identity,) = resolve(kursk, fact)
    actual = VOICES[voice](why(kursk, identity, every=every))
    assert approved(GOLDEN / f"{name}{voice}", actual) == actual


def test_every_golden_tree_is_asked_for():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}{voice}" for name in TREES for voice in VOICES}
    told = {path.name for path in (GOLDEN.parent / "harbour").iterdir() if path.suffix != ".yaml"}
    assert told == {f"{name}{voice}" for name, voice in HARBOUR_TOLD}


def test_the_excerpt_in_the_documentation_is_real():
    page = Path("docs/explanations.md").read_text(encoding="utf-8")
    excerpt = page.split("```text\n")[1].split("```")[0]
    assert (GOLDEN / "sanctions_violation.txt").read_text(encoding="utf-8").startswith(excerpt)


def test_every_label_is_documented():
    page = Path("docs/explanations.md").read_text(encoding="utf-8")
    assert [label for label in {*words.LABELS.values(), *words.STATUSES.values()} if f"`{label}`" not in page] == []
