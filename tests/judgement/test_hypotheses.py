from tests.judgement.world import YEAR, case, day
from tocsin.cli.hypotheses_text import lines_of
from tocsin.cli.output import Terminal
from tocsin.engine import Case, load_pack
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


LIGHT = """
pack: light
types: {lit: {where: str}, heard: {where: str}, open: {where: str}, home: {where: str}}
rules:
  - {id: heard-is-home, when: [{heard: {where: $w}}], then: [{home: {where: $w}}], qualifier: possible}
  - {id: open-is-home, when: [{open: {where: $w}}], then: [{home: {where: $w}}]}
hypotheses:
  - id: who
    question: Is anybody in?
    hypotheses: [{id: in, text: Somebody is in}, {id: out, text: Nobody is in}, {id: moved, text: Nobody lives there}]
    evidence:
      - {id: dark, text: It is dark, pattern: {lit: {}}, ratings: {in: I, out: C, moved: C}}
      - {id: at-home, text: They are at home, pattern: {home: {}}, ratings: {in: C, out: II, moved: II}, weight: 9}
      - {id: quiet, text: It is quiet, pattern: {heard: {}}, ratings: {in: C, out: N, moved: CC}}
"""


def light(tmp_path, *facts):
    (tmp_path / "pack.yaml").write_text(LIGHT, encoding="utf-8")
    [found] = weigh(Case(load_pack(tmp_path / "pack.yaml"), facts))
    return found


def told(found):
    return " ".join(" ".join(lines_of(found, Terminal(width=160, colour=False))).split())


def test_what_is_possible_never_outweighs_what_is_certain(tmp_path):
    found = light(tmp_path, "lit(where=hall)", "heard(where=hall)")

    assert [(column.id, column.inconsistency, column.rank) for column in found.columns] == [
        ("in", 1, 3), ("out", 18, 1), ("moved", 18, 1),
    ]  # fmt: skip
    assert {row.id: row.qualifier for row in found.rows} == {
        "dark": "certain", "at-home": "possible", "quiet": "certain",
    }  # fmt: skip
    assert "(inconsistency 18, of it 18 possible)" in told(found)


def test_what_is_possible_decides_where_the_firmer_leaves_hypotheses_equal(tmp_path):
    found = light(tmp_path, "heard(where=hall)")

    assert (found.ranks, found.firm) == ((1, 2, 2), (1, 1, 1))
    assert "By what is not hedged alone, the order would be: H1, H2 and H3." in told(found)


def test_evidence_is_read_off_the_firmest_facts_that_match(tmp_path):
    found = light(tmp_path, "heard(where=hall)", "open(where=porch)")

    assert {row.id: row.qualifier for row in found.rows}["at-home"] == "certain"
    assert found.firm == found.ranks == (1, 2, 2)


def test_evidence_that_counts_alike_against_all_tells_nothing_between_them(tmp_path):
    found = light(tmp_path, "heard(where=hall)")

    assert {row.id: row.discriminates for row in found.rows} == {"at-home": True, "quiet": False}
    assert "quiet: It is quiet (tells nothing between them)" in told(found)
    assert "What is at hand tells nothing between H2" not in told(found)


def test_a_question_on_which_nothing_discriminates_says_so(tmp_path):
    [found] = weigh(case(tmp_path, "- calm: {place: Ribe}\n- sighting: {place: Ribe, force: 2}\n"))
    assert found.discriminates

    (tmp_path / "light").mkdir()
    pack = LIGHT.replace("heard-is-home", "never").replace("[{heard: {where: $w}}], then", "[{lit: {where: $w}}], then")
    (tmp_path / "light" / "pack.yaml").write_text(pack, encoding="utf-8")
    [found] = weigh(Case(load_pack(tmp_path / "light" / "pack.yaml"), ["heard(where=hall)"]))
    assert (found.ranks, found.to_json()["discriminates"]) == ((1, 1, 1), False)
    assert "What is at hand tells nothing between the hypotheses" in told(found)


def test_hypotheses_that_share_the_first_rank_are_named(tmp_path):
    found = light(tmp_path, "lit(where=hall)")

    assert "What is at hand tells nothing between H2 and H3." in told(found)
