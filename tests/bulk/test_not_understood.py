"""What nothing can come of is said of tables: counted by type, column and value, as single cases say it of facts."""

import csv
import json
from collections import Counter
from itertools import chain

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.bulk import run
from tocsin.bulk.checking import check
from tocsin.bulk.reading.inputs import find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.engine import Case, load_pack, plan_of
from tocsin.facts.near_names import one_slip_apart
from tocsin.questions import not_used

PACK = """\
pack: storms
types:
  radar: {place: str, seen: bool?}
  storm: {place: str, force: [low, high], area: str?}
  calm: {place: str, area: str?, hours: int?}
  alarm: {place: str}
rules:
  - {id: a-storm, when: [storm: {place: $p, force: high, area: [north, south]}], then: [alarm: {place: $p}]}
  - {id: a-low-one, when: [storm: {place: $p, force: high}, calm: {place: $p, absent: [area, hours]}],
     then: [alarm: {place: $p}]}
  - {id: a-calm, when: [calm: {place: $p, area: north, absent: [hours]}], then: [alarm: {place: $p}]}
"""
PLACES = st.sampled_from(["Ribe", "Oslo"])
STORMS = st.tuples(PLACES, st.sampled_from(["low", "high"]), st.sampled_from(["", "north", "nroth", "East"]))
CALMS = st.tuples(PLACES, st.sampled_from(["", "north", "south"]), st.sampled_from(["", "3"]))
CASES = st.sampled_from(["c1", "c2", ""])
HEADERS = {"storm": ("place", "force", "area"), "radar": ("place",), "calm": ("place", "area", "hours")}
ROWS = st.fixed_dictionaries(
    {
        "storm": st.lists(st.tuples(CASES, STORMS), max_size=6),
        "radar": st.lists(st.tuples(CASES, st.tuples(PLACES)), max_size=3),
        "calm": st.lists(st.tuples(st.just("c1"), CALMS), min_size=1, max_size=2),
    }
)


@pytest.fixture(scope="module")
def storms(tmp_path_factory):
    path = tmp_path_factory.mktemp("storms") / "storms.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


def checked(pack, folder, rows):
    """What is said of tables, those rows without a case in tables that hold for every case."""
    for name, found in rows.items():
        for common in (False, True):
            of_this = [row for row in found if (row[0] == "") == common]
            if of_this:
                path = folder / ("every" if common else "each") / f"{name}.csv"
                path.parent.mkdir(exist_ok=True)
                with path.open("w", encoding="utf-8", newline="") as file:
                    write = csv.writer(file)
                    write.writerow((*(() if common else ("case_id",)), *HEADERS[name]))
                    write.writerows([*(() if common else (case,)), *row] for case, row in of_this)
    inputs = find_inputs([str(path) for path in folder.iterdir()], pack.vocabulary, [])
    return check(plan_of(pack), inputs, Rejects(), tell=lambda file: None).not_understood


def counted(rows, keys_of):
    """By key the rows that have it and the cases they are of; a row of no case is of all."""
    named = {case for case, _ in chain(*rows.values()) if case}
    counts: dict[tuple, list] = {}
    for name, found in rows.items():
        for case, row in found:
            for key in keys_of(name, row):
                count = counts.setdefault(key, [0, set()])
                count[0] += 1
                count[1] |= {case} if case else named
    return {(*key, count, len(cases)) for key, (count, cases) in counts.items()}


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_types_and_values_are_counted_as_one_counts_them_by_hand(storms, tmp_path_factory, rows):
    found = checked(storms, tmp_path_factory.mktemp("rows"), rows)

    assert counted(rows, lambda name, row: [(name,)] if name == "radar" else []) == {
        (item["type"], item["rows"], item["cases"]) for item in found["types"]
    }

    def lost(name, row):
        if name == "storm" and row[1] != "high":
            yield name, "force", row[1]
        if name == "storm" and row[2] not in ("", "north", "south"):
            yield name, "area", row[2]
        if name == "calm" and row[1] == "south":
            yield name, "area", row[1]
        if name == "calm" and row[2]:
            yield name, "hours", int(row[2])

    assert counted(rows, lost) == {
        (item["type"], item["field"], item["value"], item["rows"], item["cases"]) for item in found["values"]
    }


def test_what_is_said_of_a_table_fed_nothing_in_the_single_case(storms, tmp_path):
    rows = {"storm": [("c1", ("Ribe", "low", "")), ("c1", ("Oslo", "high", "north"))], "radar": [("c1", ("Ribe",))]}

    found = checked(storms, tmp_path, rows)
    alone = not_used(Case(storms, ["storm(place=Ribe, force=low)", "radar(place=Ribe)"])).to_json()["not_used"]

    assert {(group["why"], group["type"]) for group in alone} == {("differs", "storm"), ("unread", "radar")}
    assert [item["type"] for item in found["types"]] == ["radar"]
    assert [(item["field"], item["value"], item["sought"]) for item in found["values"]] == [("force", "low", ["high"])]


def test_the_nearest_word_is_named_and_long_lists_are_cut(storms, tmp_path):
    areas = [f"somewhere {number}" for number in range(70)]
    rows = {"storm": [("c1", ("Ribe", "high", area)) for area in ["nroth", "nroth", *areas]]}

    found = checked(storms, tmp_path, rows)

    assert (found["values"][0]["value"], found["values"][0]["rows"], found["values"][0]["nearest"]) == (
        "nroth",
        2,
        "north",
    )
    assert (len(found["values"]), found["left_out"]["values"]) == (50, 21)


def test_a_source_a_slip_away_from_one_with_more_rows_is_named(storms):
    names = ["ROK NIS"] * 3 + ["ROK NISS", "Reuters"]
    table = pa.table({"case_id": ["c1"] * 5, "place": ["Ribe"] * 5, "source": names})
    from tocsin.bulk.reading.inputs import Input

    inputs = [Input(storms.vocabulary.types["calm"], "memory", "<calm>", table)]

    found = check(plan_of(storms), inputs, Rejects(), tell=lambda file: None).not_understood

    assert found["sources"] == [{"source": "ROK NISS", "rows": 1, "like": "ROK NIS"}]
    assert found == run(storms, {"calm": table}).not_understood


LETTERS = st.text("abcdefgh", min_size=4, max_size=9)


@given(LETTERS, st.data())
def test_one_slip_is_found_wherever_it_is(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghz"))
    slips = [name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:]]
    slips += [name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]] if at else []
    for slip in slips:
        if slip != name and len(slip) >= 4:
            assert dict(one_slip_apart({name: 2, slip: 1})) == {slip: name}
            assert dict(one_slip_apart({slip: 2}, known=[name])) == {slip: name}


@pytest.mark.parametrize(
    "names", [("Unit 21", "Unit 22"), ("Source A", "Source B"), ("NATO", "Reuters"), ("AFP", "AP"), ("BBC", "BBC")]
)
def test_names_that_are_two_are_left_alone(names):
    assert list(one_slip_apart(Counter(names))) == []


def test_the_command_tells_people_and_programs(tmp_path, monkeypatch, capsys):
    from tocsin.cli.main import exit_code

    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "storm.csv").write_text("case_id,place,force,area\nc1,Ribe,high,nroth\n", encoding="utf-8")
    (tmp_path / "t" / "radar.csv").write_text("case_id,place\nc1,Ribe\n", encoding="utf-8")
    (tmp_path / "storms.yaml").write_text(PACK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command in (["check", "t"], ["run", "t", "--out", "o"]):
        assert exit_code(["bulk", *command, "--pack", "storms.yaml"]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "no rule reads radar (1 row of 1 case)" in told
        assert "storm.area is nroth (1 row of 1 case), and rules look for north" in told
    assert exit_code(["bulk", "check", "t", "--pack", "storms.yaml", "--json"]) == 0
    as_data = json.loads(capsys.readouterr().out)["not_understood"]
    assert as_data == json.loads((tmp_path / "o" / "summary.json").read_text(encoding="utf-8"))["not_understood"]
