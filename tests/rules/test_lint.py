"""What a pack is warned of: each warning with its exact message."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tocsin.rules.codes import WARNINGS
from tocsin.rules.lint import decisions, meeting, subsumption, warnings_of
from tocsin.rules.lint.ranges import Range, RangeIndex
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack, shipped_names

ROOT = Path(__file__).parents[2]
WARNED = ROOT / "tests" / "bad" / "warned"
NAMES = sorted(path.name for path in WARNED.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_is_warned_of_with_exactly_this_message(name, monkeypatch):
    monkeypatch.chdir(WARNED)  # places name files as the user did
    found = warnings_of(load_pack(name))
    assert "\n".join(map(str, found)) + "\n" == Path(f"{name}.txt").read_text(encoding="utf-8")
    assert {problem.code for problem in found} == {name[:4]}


def test_every_warning_has_an_example_and_every_message_belongs_to_one():
    assert {name[:4] for name in NAMES} == set(WARNINGS)
    assert sorted(f"{name}.txt" for name in NAMES) == sorted(path.name for path in WARNED.glob("*.txt"))


@pytest.mark.parametrize("name", [*shipped_names(), "examples/own_pack/pack.yaml"])
def test_packs_that_are_shipped_are_warned_of_nothing(name):
    assert warnings_of(load_pack(ROOT / name if "/" in name else name)) == ()


ROWS = """pack: rows
types:
  claim: {{who: str, x: {kind}}}
  decision: {{who: str, outcome: [accept, refer]}}
rules:
  - id: a
    when: [{{claim: {{who: $w, x: {constant}}}}}]
    then: [{{decision: {{who: $w, outcome: accept}}}}]
  - id: b
    when: [{{claim: {{who: $w, x: $x}}}}, $x > {end}]
    then: [{{decision: {{who: $w, outcome: refer}}}}]
"""


@pytest.mark.parametrize(
    "kind,constant,end", [("date_range", "2024-10", "2024-11-01"), ("quantity", "5..7", "3")], ids=["days", "numbers"]
)
def test_a_range_that_a_row_names_is_no_matter_of_bounds(kind, constant, end, tmp_path):
    (tmp_path / "pack.yaml").write_text(ROWS.format(kind=kind, constant=constant, end=end), encoding="utf-8")

    assert "W310" not in {problem.code for problem in warnings_of(load_pack(tmp_path / "pack.yaml"))}


WORDS = """pack: p
types:
  seen: {{ship: str, tons: quantity, kind: {kind}}}
  known: {{ship: str, kind: str}}
  fine: {{ship: str}}
names: {names}
rules:
  - id: a
    when: [seen: {{ship: $ship, tons: $tanker}}, seen: {{ship: $ship, kind: $cargo}}, $tanker > 1]
    unless: [known: {{ship: $ship, kind: cargo}}]
    then: [fine: {{ship: $ship}}]
cases: [{{name: c, facts: [{fact}]}}]
"""
ANY = {"kind": "str", "names": "{}", "fact": "'seen(ship=A, tons=1, kind=cargo)'"}


@pytest.mark.parametrize(
    "change,sensible",
    [
        ({}, False),
        ({"names": "{cargo: cargo ships}"}, True),
        ({"fact": "'known(ship=A, kind=cargo)'"}, True),
        ({"fact": "'known(ship=A, kind=ferry)'"}, False),
    ],
    ids=["nothing says so", "a name", "a case", "another word in a case"],
)
def test_a_text_called_as_a_variable_is_sensible_where_something_says_so(change, sensible):
    found = [problem.code for problem in warnings_of(pack_from_text(WORDS.format(**{**ANY, **change})))]

    assert ("W314" in found) != sensible


def test_a_text_is_not_taken_for_a_variable_that_could_not_stand_there():
    text = WORDS.replace("kind: cargo}}", "kind: tanker}}").format(**ANY)

    assert "W314" not in {problem.code for problem in warnings_of(pack_from_text(text))}


EXCEPTIONS = """pack: p
types: {seen: {who: str, by: str}, barred: {by: str}, let_in: {who: str}}
rules:
  - {id: general, when: [seen: {who: $w}], unless: [barred: {by: $b}], then: [let_in: {who: $w}]}
  - {id: special, when: [seen: {who: $w, by: $OTHER}], unless: [barred: {by: $b}], then: [let_in: {who: $w}]}
"""


@pytest.mark.parametrize("name,covered", [("o", True), ("b", False)], ids=["its own", "bound elsewhere"])
def test_an_exception_of_a_more_general_rule_blocks_no_more_only_by_variables_of_its_own(name, covered):
    found = {problem.code for problem in warnings_of(pack_from_text(EXCEPTIONS.replace("OTHER", name)))}

    assert ("W303" in found) == covered


def test_what_users_may_give_to_a_pack_without_cases_is_named_once(tmp_path):
    text = (
        "pack: p\ntypes: {thin: {pond: str}, unsafe: {pond: str}}\n"
        "rules: [{id: r, when: [thin: {pond: $p}], then: [unsafe: {pond: $p}]}]\n"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    [problem] = warnings_of(load_pack(tmp_path / "p.yaml"))
    assert (problem.code, problem.message.partition(": ")[2]) == ("W302", "thin")
    (tmp_path / "p.yaml").write_text(text + "cases: [{name: none, never: [unsafe]}]\n", encoding="utf-8")
    assert [problem.code for problem in warnings_of(load_pack(tmp_path / "p.yaml"))] == ["W302"]


def every_pair_tried(pack, monkeypatch):
    """The warnings where each two rules are compared, and where only those are that may have to do with each other."""
    told = []
    for few in (10**9, 0):
        monkeypatch.setattr(meeting, "_FEW", few)
        told.append(list(map(str, warnings_of(pack))))
    return told


@given(program=programs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_pack_can_be_looked_through_whichever_pairs_are_tried(program, monkeypatch):
    pack = program.pack()
    tried, sought = every_pair_tried(pack, monkeypatch)
    assert tried == sought
    assert {problem.code for problem in warnings_of(pack)} <= set(WARNINGS)


WINDOWS = ["$m > {0}", "$m >= {0} and $m < {1}", "$m <= {1}", "$m in [{0}, {1}]", "$m == {0}", "$m != {0}", "$k == $k"]


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_a_table_are_warned_of_alike_however_their_pairs_are_sought(seed, monkeypatch):
    random = Random(seed)
    rules = []
    for number in range(30):
        low = random.randrange(20)
        asked = random.choice(WINDOWS).format(low, low + random.randrange(1, 5))
        kind, word = random.choice(["a", "b", "[a, c]", "$k"]), random.choice(["x", "y", "$k" if seed % 2 else "z"])
        word = "x" if word == "$k" and kind != "$k" else word
        bound = "" if "$k" in kind or "$k" not in asked else ", of: $k"
        rules.append(
            f"{{id: rule-{number}, when: [{{seen: {{kind: {kind}, much: $m{bound}}}}}, '{asked}'],"
            f" then: [{{out: {{word: {word}}}}}]}}"
        )
    text = "types: {seen: {kind: str, much: int, of: str}, out: {word: str}}\nrules: [" + ",\n".join(rules) + "]\n"
    tried, sought = every_pair_tried(pack_from_text("pack: table\n" + text), monkeypatch)
    assert tried == sought
    assert any("fires only where a more general one does" in each or "decide" in each for each in tried)


@pytest.mark.parametrize(
    "kind,left_out,witness",
    [
        ("int", "3 4", "m=2"),
        ("int", "-1 -2", "m=-3"),
        ("str", "'a' 'b'", "m=other"),
        ("date", "2024-02-28 2024-02-29", "m=2024-02-27"),
        ("bool", "true true", "m=false"),
        ("bool", "true false", None),
    ],
)
def test_rows_that_only_leave_values_out_decide_at_once_by_what_is_left(kind, left_out, witness):
    rules = ", ".join(
        f'{{id: {word}, when: [{{seen: {{m: $m}}}}, "$m != {value}"], then: [{{out: {{word: {word}}}}}]}}'
        for word, value in zip("xy", left_out.split(), strict=True)
    )
    pack = pack_from_text(f"pack: p\ntypes: {{seen: {{m: {kind}}}, out: {{word: str}}}}\nrules: [{rules}]\n")
    told = [problem.message for problem in warnings_of(pack) if problem.code == "W310"]
    expected = [] if witness is None else [f"the rules x and y decide out.word of one fact: x and y of seen({witness})"]
    assert told == expected


@given(
    ranges=st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9), st.sampled_from("xy"))),
    asked=st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
)
def test_ranges_are_found_in_order_by_what_they_hold_and_meet(ranges, asked):
    known, sought = [Range(low, high) for low, high, _ in ranges], Range(*asked)
    index = RangeIndex(known, [group for *_, group in ranges])

    def begins_by(one, other):
        return one.low is None or other.high is None or one.low <= other.high

    holding = [at for at, each in enumerate(known) if each.holds(sought)]
    met = [at for at, each in enumerate(known) if begins_by(each, sought) and begins_by(sought, each)]
    assert holding == list(index.holding(sought))
    pairs = [(one, other) for one in range(len(known)) for other in range(len(known)) if one != other]
    assert sum(known[one].holds(known[other]) for one, other in pairs) == index.nested()
    assert [at for at in met if ranges[at][2] != "x"] == list(index.meeting(sought, "x"))


@pytest.mark.parametrize("word,told", [("high", 399), ("w{0}", 1001)], ids=["of one word", "each of its own"])
@pytest.mark.parametrize("falling", [False, True])
def test_rules_with_one_threshold_each_are_not_compared_pair_by_pair(word, told, falling, monkeypatch):
    rules = ", ".join(
        f'{{id: r{at}, when: [{{seen: {{much: $m}}}}, "$m >= {400 - at if falling else at}"], '
        f"then: [{{out: {{word: {word.format(at)}}}}}]}}"
        for at in range(400)
    )
    pack = pack_from_text(f"pack: p\ntypes: {{seen: {{much: int}}, out: {{word: str}}}}\nrules: [{rules}]\n")
    compared = []

    def counted(plain):
        def called(*args):
            compared.append(args)
            return plain(*args)

        return called

    monkeypatch.setattr(subsumption, "covers", counted(subsumption.covers))
    monkeypatch.setattr(decisions, "_witness", counted(decisions._witness))
    found = [problem for problem in warnings_of(pack) if problem.code in ("W303", "W310")]
    assert told == len(found)
    assert len(compared) < 3 * 1001
