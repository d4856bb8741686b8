import pytest

from tests.judgement.world import YEAR, case, day
from tocsin.facts.problems import ProblemError
from tocsin.judgement import View, on_reading, read_all, reading_of

VIEW = View(as_of=day("2024-01-10"))


def test_each_reading_is_a_column_and_each_conclusion_a_row(tmp_path):
    table = read_all(case(tmp_path, YEAR), VIEW)

    assert [column.id for column in table.columns] == ["case", "instruments-only", "hopeful"]
    assert {row.standing.text: [cell and cell.qualifier for cell in row.cells] for row in table.rows} == {
        "alarm(place=Skagen)": ["certain", None, "certain"],
        "storm(place=Skagen)": ["certain", None, "certain"],
        "damage(place=Skagen)": ["likely", None, "likely"],
        "repair(place=Skagen)": [None, None, "possible"],
    }


def test_two_readings_part_at_the_first_premise_that_differs(tmp_path):
    table = read_all(case(tmp_path, YEAR), VIEW)
    names = {row.id: row.standing.type for row in table.rows}
    parted = {(names[p.conclusion], p.on, p.off): (p.premise_text, [c.id for c in p.causes]) for p in table.partings}

    assert parted["storm", "case", "instruments-only"] == (None, ["sightings-count"])
    assert parted["damage", "case", "instruments-only"] == ("storm(place=Skagen)", ["sightings-count"])
    assert parted["repair", "hopeful", "case"] == (None, ["repairs-follow"])


def test_a_reading_that_is_the_case_as_it_stands_takes_its_place(tmp_path):
    found = case(tmp_path, YEAR)
    view = on_reading(VIEW, reading_of(found.pack, "hopeful"))
    table = read_all(found, view)

    assert table.base == "hopeful"
    assert [column.id for column in table.columns] == ["instruments-only", "hopeful"]


def test_what_is_switched_by_hand_wins_over_a_reading(tmp_path):
    found = case(tmp_path, YEAR)
    view = on_reading(View(assume=("sightings-count",)), reading_of(found.pack, "instruments-only"))

    assert (view.assume, view.without) == (("sightings-count",), ())


def test_an_unknown_reading_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(ProblemError) as refused:
        reading_of(case(tmp_path, YEAR).pack, "hopefull")

    assert str(refused.value) == "T421: unknown reading 'hopefull'\n  did you mean hopeful?"
