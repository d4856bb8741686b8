import pytest

from tests.judgement.world import YEAR, case
from tocsin.engine import Case, load_pack
from tocsin.facts.problems import ProblemError
from tocsin.judgement import backtest
from tocsin.judgement.scoring import score


def told(found):
    return {r.outcome: (str(r.derived), str(r.observed), r.lead, r.result, str(r.earlier)) for r in found.results}


def test_an_outcome_tells_when_it_followed_when_it_was_seen_and_the_days_between(tmp_path):
    assert told(backtest(case(tmp_path, YEAR))) == {
        "damaged": ("2024-01-10", "2024-01-13", 3, "met", "None"),
        "alarmed": ("2024-01-10", "2024-01-15", 5, "partly", "None"),
    }


def test_what_was_only_seen_before_is_in_reversed_order(tmp_path):
    early = YEAR.replace("2024-01-13", "2024-01-02")

    assert told(backtest(case(tmp_path, early)))["damaged"] == (
        "2024-01-10",
        "2024-01-02",
        -8,
        "reversed",
        "2024-01-02",
    )


def test_a_later_observation_counts_and_the_earlier_is_named(tmp_path):
    both = YEAR + "- wreck: {place: Skagen}\n  source: {publisher: Coast, date: 2024-01-02}\n"
    found = backtest(case(tmp_path, both))

    assert told(found)["damaged"] == ("2024-01-10", "2024-01-13", 3, "met", "2024-01-02")
    assert found.score.left_out == 1


def test_what_nobody_reported_is_not_met(tmp_path):
    unseen = YEAR[: YEAR.index("- landfall")]

    assert told(backtest(case(tmp_path, unseen)))["damaged"] == ("2024-01-10", "None", None, "not_met", "None")


def test_tallies_count_what_was_derived_and_what_was_tested(tmp_path):
    rules = {tally.name: tally.to_json() for tally in backtest(case(tmp_path, YEAR)).rules}

    assert rules["storm-brings-damage"] == {
        "name": "storm-brings-damage",
        "conclusions": 1,
        "tested": 1,
        "results": {"met": 1, "partly": 0, "not_met": 0, "reversed": 0, "undated": 0},
    }


def test_only_what_was_called_likely_is_scored_and_a_small_sample_is_warned_of(tmp_path):
    found = backtest(case(tmp_path, YEAR)).score

    assert (found.brier, found.sample, found.happened) == (round((0.675 - 1) ** 2, 6), 1, 1)
    assert found.warning == "1 is too small a sample to mean anything: below 30, the score is mostly chance"


def test_what_was_seen_before_it_was_called_likely_is_left_out_of_the_score(tmp_path):
    early = YEAR.replace("2024-01-13", "2024-01-02")
    found = backtest(case(tmp_path, early)).score

    assert (found.brier, found.sample, found.left_out) == (None, 0, 1)


def test_what_is_only_possible_never_has_a_score():
    assert score([("a", False, "met"), ("b", False, "not_met")]).brier is None


def test_a_large_sample_has_no_warning():
    assert score([(str(n), True, "met") for n in range(30)]).warning is None


def test_a_pack_without_outcomes_is_refused(tmp_path):
    (tmp_path / "own.yaml").write_text(
        "pack: own\nversion: 1.0.0\ntypes: {a: {x: int}, b: {x: int}}\nrules:\n"
        "  - {id: r, when: [a: {x: $x}], then: [b: {x: $x}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProblemError, match="T422: the pack own declares no outcomes"):
        backtest(Case(load_pack(tmp_path / "own.yaml")))


def test_what_was_seen_at_no_particular_date_has_no_date_and_no_lead(tmp_path):
    dated = "- landfall: {place: Skagen}\n  source: {publisher: Town, date: 2024-01-13}\n"
    assert dated in YEAR
    [damaged] = [
        result
        for result in backtest(case(tmp_path, YEAR.replace(dated, "- landfall: {place: Skagen}\n"))).results
        if result.outcome == "damaged"
    ]

    assert (damaged.observed, damaged.earlier, damaged.lead) == (None, None, None)
    assert len(damaged.facts) == 1


UNDATED = YEAR[: YEAR.index("- landfall")] + "- wreck: {place: Skagen}\n"


def test_what_was_seen_at_no_date_is_neither_met_nor_scored(tmp_path):
    found = backtest(case(tmp_path, UNDATED))

    assert told(found)["damaged"] == ("2024-01-10", "None", None, "undated", "None")
    assert (found.score.sample, found.score.left_out) == (0, 1)


@pytest.mark.parametrize(
    "when, expected",
    [
        ("2024-01-13", ("2024-01-10", "2024-01-13", 3, "met", "None")),
        ("2024-01-02", ("2024-01-10", "None", None, "undated", "2024-01-02")),
    ],
)
def test_a_date_in_time_counts_beside_what_has_none_and_one_too_early_does_not(tmp_path, when, expected):
    both = UNDATED + f"- landfall: {{place: Skagen}}\n  source: {{publisher: Coast, date: {when}}}\n"

    assert told(backtest(case(tmp_path, both)))["damaged"] == expected


def test_what_followed_before_the_first_report_is_met_by_what_has_a_date_alone(tmp_path):
    always = "- radar: {place: Skagen}\n- wreck: {place: Skagen}\n"
    assert told(backtest(case(tmp_path, always)))["damaged"] == ("None", "None", None, "undated", "None")

    seen = always + "- landfall: {place: Skagen}\n  source: {publisher: Coast, date: 2024-01-02}\n"
    assert told(backtest(case(tmp_path, seen)))["damaged"] == ("None", "2024-01-02", None, "met", "None")


ICE = """
pack: ice
types: {thin: {pond: str}, cracked: {pond: str}, unsafe: {pond: str}}
rules:
  - {id: thin-is-unsafe, when: [{thin: {pond: $p}}], then: [{unsafe: {pond: $p}}], reads: "{p} is unsafe."}
outcomes:
  - {id: shown, of: {unsafe: {pond: $p}}, observed: [{thin: {pond: $p}}, {cracked: {pond: $p}}]}
"""
THIN = "pack: ice.yaml\nfacts:\n- {thin: {pond: East}, source: {publisher: Warden, date: 2024-01-02}}\n"


def test_a_conclusion_is_not_seen_come_true_by_what_it_was_drawn_from(tmp_path):
    (tmp_path / "ice.yaml").write_text(ICE, encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(THIN, encoding="utf-8")

    assert told(backtest(Case.load(path)))["shown"] == ("2024-01-02", "None", None, "not_met", "None")

    path.write_text(THIN + "- {cracked: {pond: East}, source: {publisher: Warden, date: 2024-01-05}}\n")
    assert told(backtest(Case.load(path)))["shown"] == ("2024-01-02", "2024-01-05", 3, "met", "None")


def test_a_report_that_would_show_an_outcome_if_it_said_more_is_named_with_what_it_leaves_out():
    facts = [
        "troop_deployment(sender=PRK, beneficiary=RUS, headcount=11000, role=combat, theatre=ukraine_war)",
        "casualty_report(force=PRK, killed=1000)",
    ]
    results = {result.outcome: result for result in backtest(Case(load_pack("russia-dprk"), facts)).results}
    assert results["casualties-reported"].result == "not_met"
    assert results["casualties-reported"].near == (("casualty_report(force=PRK, killed=1000)", ("counting",)),)
    assert results["poor-treatment-reported"].near == ()


QUARREL = """pack: quarrel
types:
  quarrel: {zone: str}
  war: {fields: {zone: str, since: date, until: date}, validity: [since, until]}
  tense: {zone: str}
rules: [{id: r, when: [{quarrel: {zone: $z}}], then: [{tense: {zone: $z}}], qualifier: likely}]
outcomes: [{id: war, of: {tense: {zone: $z}}, observed: [{war: {zone: $z}}]}]
"""


@pytest.mark.parametrize(
    "since, until, told_of_it",
    [
        ("2026-01-01", "2026-12-31", ("2025-03-01", "None", None, "not_met", "None")),
        ("2020-01-01", "2020-12-31", ("2025-03-01", "2020-12-31", -1521, "reversed", "2020-12-31")),
        ("2025-03-05", "2025-03-09", ("2025-03-01", "2025-04-01", 31, "met", "None")),
        ("2025-04-20", "2025-04-30", ("2025-03-01", "2025-04-20", 50, "met", "None")),
    ],
    ids=["to come", "over before", "over since", "begun since"],
)
def test_what_holds_for_a_time_is_seen_when_it_holds(tmp_path, since, until, told_of_it):
    (tmp_path / "quarrel.yaml").write_text(QUARREL, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "pack: quarrel.yaml\nas_of: 2025-05-01\nfacts:\n"
        "  - {quarrel: {zone: A}, source: {publisher: P, date: 2025-03-01}}\n"
        f"  - {{war: {{zone: A, since: {since}, until: {until}}}, source: {{publisher: P, date: 2025-04-01}}}}\n",
        encoding="utf-8",
    )
    assert told(backtest(Case.load(tmp_path / "case.yaml"))) == {"war": told_of_it}
