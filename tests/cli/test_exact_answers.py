"""Small questions whose right answer can be worked out by hand, asked as an analyst asks them."""

import json

import pytest

RIVER = """
pack: river
types:
  gauge: {place: str, metres: quantity}
  dam: {place: str, metres: quantity}
  low: {place: str}
  high: {place: str}
  calm: {place: str}
  above: {place: str}
  held: {place: str}
  warned: {place: str}
rules:
  - {id: low, when: [{gauge: {place: $p, metres: $m}}, "low($m) < 2"], then: [{low: {place: $p}}]}
  - {id: high, when: [{gauge: {place: $p, metres: $m}}, "high($m) > 2"], then: [{high: {place: $p}}]}
  - {id: calm, when: [{gauge: {place: $p, metres: $m}}, "not (low($m) > 2)"], then: [{calm: {place: $p}}]}
  - {id: above, when: [{gauge: {place: $p, metres: $m}}, {dam: {place: $p, metres: $d}}, "$m - $d > 0"],
     then: [{above: {place: $p}}]}
  - {id: held, when: [{gauge: {place: $p, metres: $m}}], unless: [[{dam: {place: $p, metres: $d}}, "$m - $d > 0"]],
     then: [{held: {place: $p}}]}
  - {id: warned, when: [{above: {place: $p}}], then: [{warned: {place: $p}}]}
"""


@pytest.fixture
def case(tmp_path):
    """A case file of these facts under a pack, by their paths."""

    def case(pack, facts, name="case.yaml"):
        (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
        path = tmp_path / name
        path.write_text(json.dumps({"case": "small", "pack": "pack.yaml", "facts": facts}), encoding="utf-8")
        return str(path)

    return case


def concluded(ran):
    return {
        f"{each['type']}({', '.join(map(str, each['fields'].values()))})": (each["qualifier"], each["boundary"])
        for each in json.loads(ran.out)["conclusions"]
    }


def test_the_end_of_a_range_that_is_open_has_no_value_and_the_result_says_so(run, case):
    ran = run("assess", case(RIVER, ["gauge(place=up, metres=3..)", "gauge(place=down, metres=..3)"]), "--json")

    certain = ("certain", False)
    expected = {"high(down)": certain, "held(up)": certain, "held(down)": certain}
    assert expected == concluded(ran)
    said = [warning["message"] for warning in json.loads(ran.out)["warnings"]]
    assert len(said) == 3
    assert all("had no value for some match (an open end) and counted as false" in each for each in said)


def test_what_open_ends_leave_open_is_possible_as_a_condition_and_as_an_exception(run, case):
    path = case(RIVER, ["gauge(place=up, metres=3..)", "dam(place=up, metres=2..)"])
    found = concluded(run("assess", path, "--json"))

    assert (found["above(up)"], found["held(up)"]) == (("possible", True), ("possible", True))
    assert "(that is any number) > 0: only possible" in " ".join(run("why", path, "above").out.split())
    narrower = case(RIVER, ["gauge(place=up, metres=3..9)", "dam(place=up, metres=2..8)"])
    assert concluded(run("assess", narrower, "--json"))["held(up)"] == ("possible", True)


def test_a_divisor_that_may_be_zero_leaves_it_open(run, case):
    pack = RIVER.replace("$m - $d > 0", "$m / $d > 100")
    zero = concluded(run("assess", case(pack, ["gauge(place=up, metres=3)", "dam(place=up, metres=0)"]), "--json"))
    near = concluded(run("assess", case(pack, ["gauge(place=up, metres=3)", "dam(place=up, metres=0..1)"]), "--json"))

    assert (zero.get("above(up)"), zero["held(up)"]) == (None, ("certain", False))
    assert (near["above(up)"], near["held(up)"]) == (("possible", True), ("possible", True))


def test_a_boundary_is_marked_where_the_comparison_is_and_not_on_what_rests_on_it(run, case):
    path = case(RIVER, ["gauge(place=up, metres=1..5)", "dam(place=up, metres=2)"])
    found = concluded(run("assess", path, "--json"))

    assert (found["above(up)"], found["warned(up)"]) == (("possible", True), ("possible", False))
    assert "possible, at the boundary · above(place=up)" in run("why", path, "warned").out


LOADS = """
pack: loads
types:
  load: {truck: str, tons: quantity}
  gate: {level: float}
  passed: {by: str}
  twice: {ok: bool}
rules:
  - {id: gate, when: [{gate: {level: $l}}, "$l >= 0.5"], then: [{passed: {by: gate}}]}
  - {id: load, when: [{load: {truck: C, tons: $t}}, "$t > 8"], then: [{passed: {by: load}}]}
  - {id: twice, when: [{load: {tons: $a}}, {load: {truck: A, tons: $b}}, "$b == $a + $a"], then: [{twice: {ok: true}}]}
"""


def test_a_threshold_that_must_be_passed_is_not_said_to_be_enough(run, case):
    path = case(LOADS, ["gate(level=0.9)", "load(truck=C, tons=12)"])
    by_gate = run("flip", path, "passed(by=gate)").out
    by_load = run("flip", path, "passed(by=load)").out

    assert "level of gate(level=0.9) falls below 0.5 (reported 0.9; margin 0.4)" in by_gate
    assert "tons of load(truck=C, tons=12) falls to 8 or less (reported 12; margin 4)" in by_load
    rising = run("flip", case(LOADS, ["load(truck=C, tons=3)"]), "passed(by=load)").out
    assert "tons of load(truck=C, tons=3) rises above 8 (reported 3; margin 5)" in rising


def test_each_choice_that_does_by_itself_is_listed_and_none_that_holds_one(run, case):
    path = case(LOADS, ["load(truck=A, tons=3..10)", "load(truck=B, tons=1..3)"])
    choices = json.loads(run("flip", path, "twice", "--json").out)["choices"]
    lines = run("flip", path, "twice").out

    assert [len(choice) for choice in choices] == [1, 1, 1]
    assert "load(truck=A, tons=3..10) is not so" in lines


COLD = """
pack: cold
types:
  reading: {truck: str, celsius: quantity}
  delivery: {truck: str, shop: str}
  warm: {truck: str}
  spoiled: {shop: str}
rules:
  - {id: warm, when: [{reading: {truck: $t, celsius: $c}}, "$c >= 9"], then: [{warm: {truck: $t}}]}
  - {id: spoiled, when: [{warm: {truck: $t}}, {delivery: {truck: $t, shop: $s}}], then: [{spoiled: {shop: $s}}]}
"""


def test_nothing_that_is_given_is_to_be_found_out_and_a_second_figure_hides_nothing(run, case):
    def indicators(facts):
        told = json.loads(run("watch", case(COLD, facts), "--json").out)["indicators"]
        return [(each["fact"], each["example"]) for each in told]

    alone = indicators(["reading(truck=T1, celsius=9)"])
    both = indicators(["reading(truck=T1, celsius=9)", "reading(truck=T1, celsius=5)"])
    assert alone == both
    assert [fact for fact, _ in both] == ["delivery(truck=T1)", "reading"]


SHADE = """
pack: shade
types:
  reading: {at: str, level: float}
  cap: {at: str, level: float}
  above: {at: str}
rules:
  - id: above
    when: [{reading: {at: $a, level: $r}}, "max($r, 1.5) * 2 > 4", "not ($r > 30 and $r < 40)"]
    unless: [[{cap: {at: $a, level: $q}}, "$q > 50 or $r > 60"]]
    then: [{above: {at: $a}}]
"""


def test_brackets_are_kept_where_a_rule_is_told(run, case):
    path = case(SHADE, ["reading(at=A, level=3.0)"])
    told = " ".join(run("why", path, "above").out.replace("│", " ").split())

    assert "(the greatest of level 3 and 1.5) * 2 (that is 6) > 4" in told
    assert "it is not so that (level 3 > 30 and level 3 < 40)" in told
    support = " ".join(run("support", path, "above").out.split())
    assert (
        "no cap was found such that its level > 50 or r 3 > 60: nothing given or derived matches cap(at=A)" in support
    )
