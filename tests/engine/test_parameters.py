"""Parameters of a pack: read by date, named by what rests on them, warned of where nobody has looked them up."""

import datetime as dt
import json

import pytest

from tests.bulk.tables import derived, rows_of
from tocsin.cli.output import Terminal
from tocsin.cli.rule_text import rule_lines
from tocsin.engine.case import Case
from tocsin.engine.incremental import LiveCase
from tocsin.engine.planning import compile_plan
from tocsin.explain import to_text, why
from tocsin.explain.answers.edits import edit_words
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions import flip, why_not
from tocsin.questions.differences.edits import Tune, edited
from tocsin.rules.read import pack_from_text

PACK = """
pack: caps
types:
  shipment: {to: str, volume: int, day: date}
  rumour: {to: str, volume: int, day: date_range}
  breach: {to: str}
  capped: {to: str, cap: quantity}
parameters:
  refined_cap:
    unit: bbl
    reviewed: 2024-06-30
    values:
      - {from: 2018-01-01, value: 500_000, reference: "UNSCR 2397, paragraph 5"}
      - {from: 2017-10-01, value: 2_000_000, reference: "UNSCR 2375, paragraph 14"}
rules:
  - id: by-shipment
    when:
      - shipment: {to: $to, volume: $v, day: $day}
      - $v > param(refined_cap, $day)
    then:
      - breach: {to: $to}
  - id: by-rumour
    when:
      - rumour: {to: $to, volume: $v, day: $day}
      - let: {$cap: "param(refined_cap, $day)"}
      - $v > $cap
    then:
      - capped: {to: $to, cap: $cap}
"""

IN_COLUMNS = PACK.replace("day: date_range", "day: date")
"""The same, of kinds that tables of many cases hold."""


@pytest.fixture(scope="module")
def pack():
    return pack_from_text(PACK)


def concluded(case, **options):
    return {str(each.fact_text): each.qualifier for each in case.assess(**options).conclusions}


def shipment(volume, day):
    return f"shipment(to=PRK, volume={volume}, day={day})"


def rumour(volume, day):
    return f"rumour(to=PRK, volume={volume}, day={day})"


@pytest.mark.parametrize(
    "given,found",
    [
        (shipment(600_000, "2018-01-01"), {"breach(to=PRK)": "certain"}),
        (shipment(600_000, "2017-12-31"), {}),
        (shipment(3_000_000, "2017-12-31"), {"breach(to=PRK)": "certain"}),
        (shipment(3_000_000, "2017-09-30"), {}),
        (rumour(600_000, "2018-03"), {"capped(to=PRK, cap=500000)": "certain"}),
        (rumour(600_000, "2017-12..2018-01"), {"capped(to=PRK, cap=500000..2000000)": "possible"}),
        (rumour(3_000_000, "2017-12..2018-01"), {"capped(to=PRK, cap=500000..2000000)": "certain"}),
        (rumour(400_000, "2017-12.."), {}),
    ],
)
def test_the_value_in_force_on_the_day_decides(pack, given, found):
    case = Case(pack, [given])

    assert found == concluded(case, engine="both")
    assert sorted(found) == sorted(each.fact_text for each in case.assess(engine="seminaive").conclusions)
    live = LiveCase(case).memory.conclusions()
    assert len(found) == len(list(live))


def test_a_day_without_a_value_is_warned_of(pack):
    assessment = Case(pack, [shipment(600_000, "2017-09-30")], as_of=dt.date(2024, 1, 1)).assess()
    [warning] = assessment.warnings

    assert warning.code == "W403"
    assert "refined_cap has none on 2017-09-30" in warning.message
    assert 'param("refined_cap", $day)' in warning.message  # as a pack asks for it, without all that it may give


def test_a_range_that_begins_before_the_first_value_makes_a_computed_value_of_any_number_or_none(pack):
    assessment = Case(pack, [rumour(600_000, "..2018-03-01")], as_of=dt.date(2024, 1, 1)).assess()

    found = {each.fact_text: each.qualifier for each in assessment.conclusions}
    assert (found, assessment.warnings) == ({"capped(to=PRK, cap=..)": "possible"}, ())


def test_a_derivation_names_the_value_its_day_and_its_reference(pack):
    assessment = Case(pack, [shipment(600_000, "2018-05-01")], as_of=dt.date(2024, 1, 1)).assess()
    [conclusion] = assessment.conclusions
    [used] = conclusion.best.parameters
    [derivation] = json.loads(assessment.to_json())["conclusions"][0]["derivations"]

    assert (500_000, dt.date(2018, 1, 1)) == (used.value.value, used.value.day)
    assert derivation["parameters"] == [
        {
            "name": "refined_cap", "unit": "bbl", "from": "2018-01-01", "value": 500_000, "cites": [],
            "reference": "UNSCR 2397, paragraph 5",
        }
    ]  # fmt: skip
    told = " ".join(to_text(why(assessment, conclusion.id), width=100, colour=False).replace("│", " ").split())
    assert "the refined cap on day 2018-05-01 (500,000 bbl from 2018-01-01 on: UNSCR 2397, paragraph 5)" in told


def test_an_uncertain_day_names_each_value_that_may_be_in_force(pack):
    [conclusion] = Case(pack, [rumour(600_000, "2017-12..2018-01")]).assess().conclusions

    assert [used.value.value for used in conclusion.best.parameters] == [2_000_000, 500_000]


def test_a_case_later_than_the_review_is_warned(pack):
    def codes(as_of, *given):
        return [each.code for each in Case(pack, given, as_of=dt.date.fromisoformat(as_of)).assess().warnings]

    assert codes("2024-06-30", shipment(1, "2018-05-01")) == []
    assert codes("2024-07-01", shipment(1, "2018-05-01")) == ["W409"]
    assert codes("2024-07-01") == []
    [warned] = Case(pack, [shipment(1, "2018-05-01")], as_of=dt.date(2024, 7, 1)).assess().warnings
    expected = "the parameter refined_cap was last reviewed on 2024-06-30, and this is as of 2024-07-01"
    assert expected == warned.message


def test_certificates_and_why_not_read_parameters(pack):
    case = Case(pack, [shipment(600_000, "2018-05-01"), shipment(400_000, "2019-05-01")])
    assessment = case.assess(engine="seminaive")

    verify(read_certificate(certify(assessment, [])), pack)
    assert why_not(case, "breach(to=RUS)").to_json()["asked"]


def test_bulk_finds_what_one_case_finds(pack, tmp_path):
    text = PACK.replace("  rumour: {to: str, volume: int, day: date_range}\n", "")
    plan = compile_plan(pack_from_text(text[: text.index("  - id: by-rumour")]))
    rows = [("PRK", 600_000, dt.date(2018, 1, 1)), ("X", 600_000, dt.date(2017, 12, 31)), ("Y", 9, dt.date(2017, 1, 1))]
    relations = derived(plan, plan.active({}), [{("shipment", row): "certain" for row in rows}])
    found = rows_of(relations, relations.conclusions)
    relations.close()

    assert [json.loads(row[3]) for row in found] == [{"to": "PRK"}]


def test_the_digest_covers_what_is_in_force(pack):
    other = pack_from_text(PACK.replace("500_000", "500_001"))

    assert pack.digest != other.digest
    assert pack.digest == pack_from_text(PACK).digest


def test_flip_moves_the_value_in_force_and_no_other(pack):
    found = flip(Case(pack, [shipment(600_000, "2018-05-01")]), "breach(to=PRK)")
    [edit] = [edit for choice in found.choices for edit in choice if isinstance(edit, Tune)]

    assert ("refined_cap", dt.date(2018, 1, 1), 600_000, "rises") == (edit.parameter, edit.day, edit.value, edit.way)
    assert edited(found.assessment, [edit]).conclusions == ()
    assert edit_words(edit, found.assessment) == "the refined cap from 2018-01-01 on reaches 600,000 (it is 500,000)"


def test_flip_lowers_a_parameter_for_a_conclusion_to_follow(pack):
    found = flip(Case(pack, [shipment(400_000, "2018-05-01")]), "breach(to=PRK)")
    [edit] = [edit for choice in found.choices for edit in choice if isinstance(edit, Tune)]

    assert (edit.value, edit.way) == (399_999, "falls")
    assert "breach(to=PRK)" in [each.fact_text for each in edited(found.assessment, [edit]).conclusions]


def test_flip_moves_a_parameter_that_a_conclusion_below_has_as_its_figure():
    text = (
        PACK
        + """
  - id: from-cap
    when:
      - shipment: {to: $to, day: $day}
      - let: {$cap: "param(refined_cap, $day)"}
    then:
      - capped: {to: $to, cap: $cap}
  - id: above
    when:
      - capped: {to: $to, cap: $cap}
      - $cap < 600_000
    then:
      - breach: {to: $to}
"""
    )
    found = flip(Case(pack_from_text(text), [shipment(1, "2018-05-01")]), "breach(to=PRK)")
    [edit] = [edit for choice in found.choices for edit in choice if isinstance(edit, Tune)]

    assert (edit.value, edit.way) == (600_000, "rises")
    assert edited(found.assessment, [edit]).conclusions[0].type == "capped"


def test_a_rule_is_shown_with_the_values_it_reads(pack):
    told = "\n".join(rule_lines(pack, pack.rule_by_id["by-shipment"], Terminal(width=100, colour=False)))

    assert "refined_cap from 2018-01-01: 500,000 bbl (UNSCR 2397, paragraph 5)" in told
