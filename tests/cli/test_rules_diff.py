"""``tocsin rules diff`` on the command line."""

import json

import pytest
from tests.authoring.test_pack_differences import BEFORE


@pytest.fixture
def packs(tmp_path):
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(BEFORE, encoding="utf-8")
    new.write_text(BEFORE.replace("$n > 10 and", "$n > 9 and"), encoding="utf-8")
    return str(old), str(new)


def test_packs_that_mean_the_same_are_told_so_in_one_line_and_end_with_0(run, monkeypatch, packs):
    monkeypatch.setenv("COLUMNS", "160")
    ran = run("rules", "diff", packs[0], packs[0])

    assert (ran.code, ran.out.count("\n"), "mean the same: both are sha256:" in ran.out) == (0, 1, True)


def test_a_changed_comparison_is_shown_as_two_lines_with_what_follows_and_ends_with_1(run, packs):
    ran = run("rules", "diff", *packs)

    lines = [line.strip() for line in ran.out.splitlines()]
    assert ran.code == 1
    assert lines[lines.index("comparison") :][:3] == ["comparison", "- $n > 10 and $n < 99", "+ $n > 9 and $n < 99"]
    assert "what follows: otherwise in 1 of 2 cases" in lines
    assert "dry: 1 new" in lines


def test_data_has_every_line_of_what_is_new(run, packs):
    old, new = packs
    with open(new, "a", encoding="utf-8") as file:
        file.write("assumptions: [{id: calm, text: No wind, class: solid, default: on}]\n")
    data = json.loads(run("rules", "diff", old, new, "--json").out)

    assert [(each["kind"], each["change"], each["name"]) for each in data["changes"]] == [
        ("assumption", "added", "calm"),
        ("rule", "changed", "high"),
    ]
    assert [part["new"] for part in data["changes"][0]["parts"]] == ["No wind", "solid", "on"]
    assert (data["same"], data["cases"]["compared"], [c["case"] for c in data["cases"]["differing"]]) == (
        False,
        2,
        ["dry"],
    )


def test_a_case_file_that_is_not_there_is_bad_input(run, packs):
    ran = run("rules", "diff", *packs, "--cases", "nowhere.yaml")

    assert (ran.code, "there is no such file" in ran.err) == (2, True)


def test_a_renamed_rule_is_told_by_both_names(run, packs):
    old, new = packs
    with open(new, "w", encoding="utf-8") as file:
        file.write(BEFORE.replace("id: high", "id: tall"))
    ran = run("rules", "diff", old, new)
    [change] = json.loads(run("rules", "diff", old, new, "--json").out)["changes"]

    lines = [line.strip() for line in ran.out.splitlines()]
    assert ("rules: 1 renamed" in lines, "renamed high to tall" in ran.out) == (True, True)
    assert "what follows: the same in 2 cases, by the same derivations" in lines
    assert change == {"kind": "rule", "change": "renamed", "name": "tall", "was": "high", "parts": []}
