"""Error text is public API: every problem code has a refused input whose message is pinned, and is documented."""

import re
from pathlib import Path

import pytest
from tests.vocabulary import VOCABULARY

from tocsin.facts import CODES, ProblemError, read_case

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "bad" / "facts"
INPUTS = sorted(path.name for path in BAD.iterdir() if path.suffix != ".txt")
# What no committed file can be: its test is in the module named.
IN_CODE = {
    "T101": "test_hostile",
    "T102": "test_hostile",
    "T103": "test_hostile",
    "T116": "test_hostile",
    "T199": "test_hostile",
    "T218": "test_vocabulary",
    "T219": "test_vocabulary",
    "T220": "test_vocabulary",
    "T223": "test_arguments",
}


@pytest.mark.parametrize("name", INPUTS)
def test_a_bad_input_is_refused_with_exactly_this_message(name, monkeypatch):
    monkeypatch.chdir(BAD)  # places name files as the user did
    with pytest.raises(ProblemError) as caught:
        read_case(name, lambda pack: VOCABULARY)
    assert str(caught.value) + "\n" == Path(f"{name}.txt").read_text(encoding="utf-8")
    assert {problem.code for problem in caught.value.problems} == {name[:4]}


def test_every_problem_code_has_a_bad_input():
    assert {name[:4] for name in INPUTS} | set(IN_CODE) == set(CODES)


@pytest.mark.parametrize("code,module", IN_CODE.items())
def test_a_code_without_a_bad_input_is_tested_in_code(code, module):
    assert code in (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")


def test_every_message_belongs_to_an_input():
    assert sorted(f"{name}.txt" for name in INPUTS) == sorted(path.name for path in BAD.glob("*.txt"))


def test_every_problem_code_is_documented_under_its_title():
    documented = re.findall(
        r"^### (T[12]\d\d) · (.+)$", (ROOT / "docs" / "problems.md").read_text(encoding="utf-8"), re.M
    )
    assert dict(documented) == CODES
    assert [code for code, _ in documented] == sorted(CODES)


def test_every_code_used_is_registered():
    source = (ROOT / "facts" / "tocsin" / "facts").rglob("*.py")
    used = {code for path in source for code in re.findall(r'"(T\d{3})"', path.read_text(encoding="utf-8"))}
    assert used == set(CODES)
