from tests.judgement.world import YEAR, case, day
from tocsin.judgement import View, weigh


def matrix(tmp_path, date):
    [found] = weigh(case(tmp_path, YEAR), view=View(as_of=day(date)))
    return found


def test_hypotheses_rank_by_least_inconsistency_times_weight(tmp_path):
    found = matrix(tmp_path, "2024-01-15")

    assert {column.id: (column.inconsistency, column.rank) for column in found.columns} == {
        "stormy": (3, 1),
        "still": (4, 2),
    }


def test_evidence_that_rates_all_alike_does_not_discriminate(tmp_path):
    found = matrix(tmp_path, "2024-01-15")

    assert {row.id: row.discriminates for row in found.rows} == {
        "seen": True,
        "quiet": True,
        "any-sky": False,
        "shown": True,
    }


def test_critical_evidence_is_what_the_ranking_hangs_on(tmp_path):
    found = matrix(tmp_path, "2024-01-15")

    assert {row.id: row.without for row in found.rows if row.critical} == {"seen": (2, 1), "shown": (2, 1)}


def test_evidence_that_is_not_at_hand_does_not_count(tmp_path):
    found = matrix(tmp_path, "2024-01-10")

    assert [row.id for row in found.rows] == ["seen"]
    assert found.missing == ("quiet", "any-sky", "shown")
