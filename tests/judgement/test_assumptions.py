from pathlib import Path

from tests.judgement.world import YEAR, case, day
from tocsin.engine import Case
from tocsin.judgement import View, check_assumptions

KURSK = Path(__file__).parents[2] / "examples" / "kursk.yaml"


def test_each_assumption_names_exactly_what_changes_if_it_is_switched(tmp_path):
    found = check_assumptions(case(tmp_path, YEAR), View(as_of=day("2024-01-12")))
    told = {check.id: (check.on, [(c.kind, c.standing.text) for c in check.changes]) for check in found.checks}

    assert told == {
        "sightings-count": (True, []),
        "calm-excuses": (True, [("weakened", "alarm(place=Skagen)")]),
        "repairs-follow": (False, [("appeared", "repair(place=Skagen)")]),
    }
    assert [check.classification for check in found.checks] == ["caveated", "solid", "unsupported"]


def test_what_an_assumption_carries_is_what_is_missing_without_it():
    kursk = Case.load(KURSK)
    before = {conclusion.id for conclusion in kursk.assess(engine="seminaive").conclusions}
    for check in check_assumptions(kursk).checks:
        if check.on:
            after = {c.id for c in kursk.assess(engine="seminaive", without=[check.id]).conclusions}
            assert {change.standing.id for change in check.of_kind("fell")} == before - after
            assert all(check.id in {cause.id for cause in change.causes} for change in check.changes)
