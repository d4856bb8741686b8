"""The shield before durable-rules: what we hand to it, and that what it does wrongly does not reach us.

Where it would end the process or corrupt its memory, what is tested is the form of the rules, the facts and the calls
that it gets from us, never the fault itself. ``40189`` and ``797186`` have one 32-bit FNV-1a hash.
"""

import gc
import json
import os
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from tocsin.engine import codes, rete, seminaive
from tocsin.engine.evaluation import Givens
from tocsin.engine.planning import compile_plan
from tocsin.engine.rete import limits
from tocsin.engine.rete.identity import RESERVED, DistinctNames, Identities, Interned, fnv1a
from tocsin.engine.rete.library import engine
from tocsin.engine.rete.matcher import Ruleset
from tocsin.engine.rete.run import network_of
from tocsin.engine.rete.shard import FIRST_ID
from tocsin.facts.building import FactError, build
from tocsin.facts.converting import KindError, convert
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, STR
from tocsin.facts.problems import ProblemError
from tocsin.rules.shipped import load_pack

pytestmark = pytest.mark.skipif(not rete.available(), reason=rete.why_unavailable())

CLASH = (40189, 797186)
ROOT = Path(__file__).parents[2]


def plan_of(tmp_path, types, rules):
    """The plan of a pack of these types and rules, each rule (when, then)."""
    made = [
        {"id": f"r{number}", "warrant": "product", "when": when, "then": [then]}
        for number, (when, then) in enumerate(rules)
    ]
    path = tmp_path / "pack.yaml"
    path.write_text(json.dumps({"pack": "shield", "version": "1.0.0", "types": types, "rules": made}))
    return compile_plan(load_pack(path))


def conclude(plan, facts):
    """What rete concludes, which seminaive must conclude too."""
    active = frozenset(range(len(plan.rules)))
    found = rete.evaluate(plan, facts, active)
    other = seminaive.evaluate(plan, facts, active)
    assert frozenset(other.derivations()) == frozenset(found.derivations())
    return {(found.types[record[0]], found.rows[record[0]]) for block in found.blocks for record in block.records}


def printed(script):
    """What a script prints that has ``d``, durable-rules' C module, in a process of its own; it must end well."""
    start = "import json\nfrom durable.engine import durable_rules_engine as d\n"
    paths = [str(ROOT / name) for name in ("facts", "rules", "engine", ".")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, *sys.path])}
    command = [sys.executable, "-c", start + script]
    done = subprocess.run(command, env=environment, timeout=120, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


PAIR = {"left": {"x": "int"}, "right": {"x": "int"}, "both": {"x": "int"}}
JOIN = ([{"left": {"x": "$x"}}, {"right": {"x": "$x"}}], {"both": {"x": "$x"}})
COPY = ([{"left": {"x": "$x"}}], {"both": {"x": "$x"}})


@pytest.fixture(autouse=True)
def nothing_left_to_free(tmp_path_factory):
    """What went with the packs of other tests is freed before this one: an evaluation begins with that."""
    gc.collect()
    rete.evaluate(plan_of(tmp_path_factory.mktemp("before"), PAIR, []), {}, frozenset())


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_durable_drops_a_fact_whose_id_clashes():
    script = """
h = d.create_ruleset("r", json.dumps({"r": {"all": [{"m": {"k": 1}}]}}))
print(d.assert_fact(h, '{"id": "40189", "k": 1}')[0], d.assert_fact(h, '{"id": "797186", "k": 1}')[0])
"""
    assert printed(script) == ["0", "2"]


def test_ids_that_clash_are_not_given_out(tmp_path, monkeypatch):
    assert fnv1a("40189") == fnv1a("797186")
    assert DistinctNames(["40189"]).first_free(["797186", "797187"]) == "797187"
    identities = Identities((*RESERVED, FIRST_ID), map(str, (*CLASH, *range(5, 9))))
    monkeypatch.setattr("tocsin.engine.rete.matcher.IDENTITIES", identities)
    assert len(conclude(plan_of(tmp_path, PAIR, [COPY]), {"left": [(1,), (2,)]})) == 2


def test_100_000_integers_lose_none(tmp_path):
    plan = plan_of(tmp_path, PAIR, [COPY])
    found = rete.evaluate(plan, {"left": [(number,) for number in range(100_000)]}, frozenset([0]))
    assert len(found.blocks[0].records) == 100_000


def test_1_and_text_1_and_1_0_and_true_are_four_values():
    interned = Interned()
    numbers = [interned.number(kind, value) for kind, value in ((INT, 1), (STR, "1"), (FLOAT, 1.0), (BOOL, True))]
    assert len(set(numbers)) == 4
    assert interned.number(STR, "1") == numbers[1]


def test_durable_takes_1_for_text_1():
    script = """
h = d.create_ruleset("r", json.dumps({"r": {"all": [{"m": {"$ex": {"a": 1}}}]}}))
print(d.assert_fact(h, '{"a": 1}')[0], d.assert_fact(h, '{"a": "1"}')[0])
"""
    assert printed(script) == ["0", "2"]


def test_values_of_different_kinds_do_not_join(tmp_path):
    types = {"left": {"x": "str", "i": "int", "b": "bool"}, "right": {"x": "str", "f": "float"}, "both": {"x": "str"}}
    plan = plan_of(tmp_path, types, [JOIN])
    facts = {"left": [("1", 1, True), ("true", 1, False)], "right": [("1.0", 1.0), ("True", 1.0), ("1", 0.0)]}
    assert conclude(plan, facts) == {("both", ("1",))}


# ── the form of what durable-rules gets ──────────────────────────────────────────────────────────────────────────────

WIDE = {f"f{number}": "int" for number in range(40)}
FORMS = {
    "types": {
        "left": {"x": "int", "y": "float?", "t": "str"},
        "right": {"x": "int", "y": "float?", "t": "str"},
        "edge": {"a": "int", "b": "int"},
        "wide": WIDE,
        "both": {"x": "int"},
        "told": {"y": "float"},
    },
    "rules": [
        JOIN,
        ([{"left": {"x": "$x", "t": ["a", "b"]}}, {"right": {"x": "$x", "t": "a"}}], {"both": {"x": "$x"}}),
        ([{"left": {"x": "$x"}}, {"edge": {"a": "$x", "b": "$b"}}, {"right": {"x": "$b"}}], {"both": {"x": "$b"}}),
        ([{"left": {"x": "$x"}}, {"right": {"x": "$z"}}, "$x < $z", "$x + 1 != $z * 2"], {"both": {"x": "$x"}}),
        (
            [{"left": {"y": "$y"}}, {"right": {"y": "$y"}}, "$y / 2 > 1.5", {"let": {"$h": "$y - 1"}}],
            {"told": {"y": "$h"}},
        ),
        (
            [{"edge": {"a": f"$v{number}", "b": f"$v{number + 1}"}} for number in range(30)],
            {"both": {"x": "$v30"}},
        ),
        ([{"wide": {name: f"${name}" for name in WIDE}}] * 2, {"both": {"x": "$f39"}}),
    ],
}


@pytest.fixture(params=["forms", "russia-dprk"])
def network(request, tmp_path):
    """What is compiled of a pack that has every form of a pattern and a condition, and of the shipped pack."""
    plan = plan_of(tmp_path, **FORMS) if request.param == "forms" else compile_plan(load_pack("russia-dprk"))
    return network_of(plan, frozenset(range(len(plan.rules))))


def compiled(network):
    """The compiled rules as durable-rules reads them, by ruleset: the sentinel's, and ours."""
    for told in network.shards:
        rules = json.loads(told.definition)
        yield rules.pop("start"), rules


def asked_by(rules):
    """The tests of every pattern of rules."""
    return [at[next(iter(at))]["$and"] for rule in rules.values() for at in rule["all"]]


def compiled_tests(network):
    """The tests of every pattern, with its place in its rule."""
    for _, rules in compiled(network):
        for rule in rules.values():
            for place, pattern in enumerate(rule["all"]):
                assert list(pattern) == [f"m{place}"]
                (form, tests), *more = pattern[f"m{place}"].items()
                assert (form, more) == ("$and", [])
                yield place, tests


def test_every_join_ends_with_an_equality_that_is_always_true(network):
    joins = [tests for place, tests in compiled_tests(network) if place]
    assert joins
    for tests in joins:
        assert tests[-1] == {"one": {"m0": "one"}}


def test_only_presence_and_equality_are_compiled(network):
    """No arithmetic, no order, no negation, no array; and no value that is not a small int of ours."""
    for _, rules in compiled(network):
        for rule in rules.values():
            assert rule.keys() <= {"all", "dist", "cap"}
    for place, tests in compiled_tests(network):
        for test in tests:
            ((field, against),) = test.items()
            if field == "$ex":
                ((field, against),) = against.items()
            assert not field.startswith("$")
            if isinstance(against, dict):
                ((alias, other),) = against.items()
                assert alias in {f"m{earlier}" for earlier in range(place)}
                assert not other.startswith("$")
            else:
                assert type(against) is int
                assert 0 <= against < 2**31


def test_every_ruleset_waits_for_the_sentinel(network):
    assert network.shards
    for start, rules in compiled(network):
        assert start == {"all": [{"m0": {"k": 0}}], "count": 1}
        asked = {field for tests in asked_by(rules) for test in tests for field in test.get("$ex", test)}
        assert asked
        assert "k" not in asked


def test_a_pattern_asks_first_for_the_field_that_its_type_alone_has(network):
    for shard, (_, rules) in zip(network.shards, compiled(network), strict=True):
        said = {name: encoding.type for name, encoding in shard.encodings.items()}
        others = {
            field for each in shard.encodings.values() for field in (*each.fields.values(), *each.markers.values())
        }
        assert len(set(said.values())) == len(said)
        assert others.isdisjoint(said.values())
        assert {json.dumps(tests[0]) for tests in asked_by(rules)} == {
            json.dumps({"$ex": {name: 1}}) for name in said.values()
        }


def test_what_is_compiled_stays_below_the_limits_of_durable_rules(network):
    for shard, (_, rules) in zip(network.shards, compiled(network), strict=True):
        assert len(rules) < 4_096
        assert len(shard.encodings) < 511
        for encoding in shard.encodings.values():
            assert encoding.size + len(("id", "sid", "k", "one")) < 255
        patterns = [next(iter(tests[0]["$ex"])) for tests in asked_by(rules)]
        assert max(map(patterns.count, patterns)) < 64
        assert max(len(rule["all"]) for rule in rules.values()) < 16


class Told:
    """durable-rules' C module, and every call that it got; it is interrupted as one such call returns."""

    def __init__(self, library):
        self._library = library
        self.calls = []
        self.raises_after = ""

    def __getattr__(self, name):
        def call(*arguments):
            self.calls.append((name, arguments))
            found = getattr(self._library, name)(*arguments)
            if name == self.raises_after:
                self.raises_after = ""
                raise KeyboardInterrupt
            return found

        return call

    def of(self, name):
        return [arguments for called, arguments in self.calls if called == name]


@pytest.fixture
def told(monkeypatch):
    library = Told(engine())
    monkeypatch.setattr("tocsin.engine.rete.matcher.engine", lambda: library)
    return library


SENTINEL = {"id": "0", "one": 1, "k": 0}


@pytest.mark.parametrize("right", [1, 2])
def test_the_sentinel_matches_before_any_fact_and_the_state_goes_before_its_ruleset(tmp_path, told, right):
    plan = plan_of(tmp_path, PAIR, [JOIN])
    facts: Givens = {"left": [(1,)], "right": [(right,)]}
    start = ["assert_fact", "start_action_for_state", "complete_and_start_action"]
    for first in (["create_ruleset"], []):
        told.calls.clear()
        rete.evaluate(plan, facts, frozenset([0]))
        names = [name for name, _ in told.calls]
        assert names[: len(first) + 3] == first + start
        assert json.loads(told.of("assert_fact")[0][1]) == SENTINEL
        assert names.count("delete_state") == 1
        assert names[-1] == "delete_state"
    told.calls.clear()
    del plan
    gc.collect()
    assert told.calls == []  # it may go while durable-rules is at work elsewhere
    rete.evaluate(plan_of(tmp_path, PAIR, [COPY]), {}, frozenset([0]))
    assert [name for name, _ in told.calls] == ["delete_ruleset"]


@pytest.mark.parametrize("facts", [{}, {"left": [(1,)]}, {"right": [(1,)]}])
def test_a_rule_that_cannot_fire_is_not_told(tmp_path, told, facts):
    evaluation = rete.evaluate(plan_of(tmp_path, PAIR, [JOIN]), facts, frozenset([0]))
    assert evaluation.firings == 0
    assert told.calls == []


def made_and_freed(told):
    return [name for name, _ in told.calls if name in {"create_ruleset", "delete_ruleset"}]


@pytest.mark.parametrize("forms", [False, True])
def test_a_ruleset_serves_again_and_holds_no_fact_of_before(tmp_path, told, forms):
    plan = plan_of(tmp_path, **FORMS) if forms else plan_of(tmp_path, PAIR, [JOIN])
    found = []
    for values in ((1, 2, 3), (3,), (), (4, 1), (1, 2, 3)):
        rows = [(value, float(value), "ab"[value % 2]) if forms else (value,) for value in values]
        found.append(conclude(plan, {"left": rows, "right": rows}))
    assert found[0] == found[-1]
    assert len({*map(frozenset, found)}) == 4
    # The first time only what could fire is told, and then all.
    assert made_and_freed(told) == ["create_ruleset"] * (2 if forms else 1)


def three_forms(tmp_path):
    named = [([{"left": {"x": f"${name}"}}], {"both": {"x": f"${name}"}}) for name in "abc"]
    return plan_of(tmp_path, PAIR, [*named, ([{"right": {"x": "$x"}}], {"both": {"x": 9}})])


def rules_told(plan, told):
    """Of each ruleset that is made how many rules it is told, while the plan is tried on three cases."""
    assert conclude(plan, {"left": [(1,), (2,)]}) == {("both", (1,)), ("both", (2,))}
    assert conclude(plan, {"right": [(1,)]}) == {("both", (9,))}
    assert conclude(plan, {"left": [(3,)], "right": [(1,)]}) == {("both", (3,)), ("both", (9,))}
    return [len(json.loads(text)) for _, text in told.of("create_ruleset")]


def test_rules_that_match_the_same_are_told_once_and_first_only_those_that_could_fire(tmp_path, told):
    assert rules_told(three_forms(tmp_path), told) == [1 + 1, 1 + 2]


def test_of_very_many_rules_only_those_that_could_fire_are_told_each_time(tmp_path, told, monkeypatch):
    monkeypatch.setattr("tocsin.engine.rete.run._ALL_RULES", 3)
    assert rules_told(three_forms(tmp_path), told) == [1 + 1, 1 + 1, 1 + 2]


def test_where_few_rules_could_fire_only_those_are_told_until_many_could(tmp_path, told):
    plan = plan_of(tmp_path, PAIR, [([{"left": {"x": x}}], {"both": {"x": x}}) for x in range(12)])
    for given in ([0], [7], range(12), [3]):
        assert conclude(plan, {"left": [(x,) for x in given]}) == {("both", (x,)) for x in given}
    assert [len(json.loads(text)) for _, text in told.of("create_ruleset")] == [1 + 1, 1 + 1, 1 + 12]


def test_a_ruleset_of_very_many_patterns_is_freed_at_once(tmp_path, told, monkeypatch):
    monkeypatch.setattr("tocsin.engine.rete.matcher._KEPT_PIECES", 0)
    plan = plan_of(tmp_path, PAIR, [JOIN])
    for _ in range(3):
        assert conclude(plan, {"left": [(1,)], "right": [(1,)]}) == {("both", (1,))}
    assert made_and_freed(told) == ["create_ruleset", "delete_ruleset"] * 3


def test_rulesets_of_a_few_networks_are_kept_those_used_last(tmp_path, told):
    plan = plan_of(tmp_path, PAIR, [([{"left": {"x": x}}], {"both": {"x": x}}) for x in range(6)])
    for rule in (0, 1, 2, 3, 0, 4, 0, 5, 1):
        found = rete.evaluate(plan, {"left": [(x,) for x in range(6)]}, frozenset([rule]))
        assert found.rows[found.given :] == [(rule,)]
    assert made_and_freed(told).count("delete_ruleset") == 3
    assert made_and_freed(told).count("create_ruleset") == 7


def test_what_is_evaluated_in_the_midst_of_an_evaluation_has_rulesets_of_its_own(tmp_path, told):
    plan = plan_of(tmp_path, PAIR, [JOIN])
    rete.evaluate(plan, {"left": [(1,)], "right": [(1,)]}, frozenset([0]))
    within: list[object] = []

    def evaluate_another(facts, firings):
        if not within:
            within.append(None)
            within.append(conclude(plan, {"left": [(2,)], "right": [(2,)]}))

    found = rete.evaluate(plan, {"left": [(1,)], "right": [(1,), (2,)]}, frozenset([0]), evaluate_another)
    assert found.rows[found.given :] == [(1,)]
    assert within[1] == {("both", (2,))}
    assert made_and_freed(told).count("create_ruleset") == 2


def test_facts_are_told_in_small_ints_and_ascii_whatever_their_values(tmp_path, told):
    values = {"s": "str", "f": "float", "i": "int", "b": "bool", "d": "date?"}
    rows = [
        ("é", 0.5, 2**70, True, None),
        ("a" * 300, 1e20, -1, False, convert("2024-08-06", DATE)),
        ("", 2.0, 0, True, None),
    ]
    when = [{"left": {name: f"${name}" for name in "sfib"}}]
    plan = plan_of(tmp_path, {"left": values, "both": {"x": "str"}}, [(when, {"both": {"x": "$s"}})])
    assert conclude(plan, {"left": rows}) == {("both", (row[0],)) for row in rows}
    facts = [text for _, text in told.of("assert_fact")]
    assert len(facts) == 1 + len(rows)
    for text in facts:
        assert text.isascii()
        for name, value in json.loads(text).items():
            assert value.isdecimal() if name == "id" else type(value) is int and 0 <= value < 2**31


def test_ids_and_fields_told_to_durable_have_one_hash_each(tmp_path, told):
    plan = plan_of(tmp_path, **FORMS)
    facts: Givens = {"left": [(x, None, "a") for x in range(500)], "wide": [tuple(range(40))]}
    rete.evaluate(plan, facts, frozenset(range(len(plan.rules))))
    for names in (
        {json.loads(text)["id"] for _, text in told.of("assert_fact")},
        {name for _, text in told.of("assert_fact") for name in json.loads(text)},
    ):
        hashes = sorted(map(fnv1a, names))
        assert all(one < other for one, other in pairwise(hashes))


def test_memory_returns_after_1_000_assessments():
    script = """
import pathlib, resource, sys, tempfile
from tests.engine import test_rete_shield as shield
from tocsin.engine import rete
plan = shield.plan_of(pathlib.Path(tempfile.mkdtemp()), shield.PAIR, [shield.JOIN, shield.COPY])
facts = {"left": [(number,) for number in range(20)], "right": [(number,) for number in range(20)]}
def peak(runs):
    for run in range(runs):
        rete.evaluate(plan, facts, frozenset([0, 1]))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)
print(-peak(50) + peak(1_000))
"""
    assert int(printed(script)[0]) < 20


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_durable_fails_on_17_patterns_and_on_65_rules_for_one_fact():
    script = """
chain = {"r": {"dist": 0, "all": [{f"m{number}": {"k": 1}} for number in range(17)]}}
both = [{"m0": {"k": 1}}, {"m1": {"$and": [{"k": 1}, {"x": {"m0": "x"}}]}}]
for rules in (chain, {f"r{number}": {"all": both} for number in range(65)}):
    h = d.create_ruleset("r", json.dumps(rules))
    try:
        d.assert_fact(h, '{"id": "1", "k": 1, "x": 1}')
    except Exception as error:
        print(str(error).split()[-1])
"""
    assert printed(script) == ["304", "303"]


def test_17_premises_match(tmp_path):
    when = [{"edge": {"a": f"$v{number}", "b": f"$v{number + 1}"}} for number in range(17)]
    plan = plan_of(tmp_path, {"edge": {"a": "int", "b": "int"}}, [(when, {"edge": {"a": "$v0", "b": "$v17"}})])
    facts = {"edge": [(number, number + 1) for number in range(17)]}
    assert conclude(plan, facts) == {("edge", (0, 17))}


def test_65_rules_match_one_fact(tmp_path):
    types = {"left": {"x": "int"}, "both": {"x": "int", "y": "int"}}
    rules = [([{"left": {"x": "$x"}}, {"left": {"x": "$x"}}], {"both": {"x": "$x", "y": y}}) for y in range(65)]
    assert len(conclude(plan_of(tmp_path, types, rules), {"left": [(1,)]})) == 65


def test_600_rules_on_distinct_constants_match(tmp_path):
    rules = [([{"left": {"x": x}}], {"both": {"x": x}}) for x in range(600)]
    found = conclude(plan_of(tmp_path, PAIR, rules), {"left": [(x,) for x in range(600)]})
    assert found == {("both", (x,)) for x in range(600)}


def test_patterns_that_share_40_variables_match(tmp_path):
    wide = {f"f{number}": "int" for number in range(40)}
    pattern = {name: f"${name}" for name in wide}
    types = {"wide": wide, "other": wide, "both": {"x": "int"}}
    plan = plan_of(tmp_path, types, [([{"wide": pattern}, {"other": pattern}], {"both": {"x": "$f39"}})])
    near, same = (*range(39), 0), tuple(range(40))
    assert conclude(plan, {"wide": [near, same], "other": [same]}) == {("both", (39,))}


def test_a_fact_of_300_fields_matches(tmp_path):
    wide = {f"f{number}": "int" for number in range(300)}
    slices = [list(wide)[start : start + 20] for start in range(0, 300, 20)]
    rules = [([{"wide": {name: f"${name}" for name in names}}], {"both": {"x": f"${names[-1]}"}}) for names in slices]
    plan = plan_of(tmp_path, {"wide": wide, "both": {"x": "int"}}, rules)
    assert conclude(plan, {"wide": [tuple(range(300))]}) == {("both", (x,)) for x in range(19, 300, 20)}


def test_constants_beyond_what_is_tested_are_still_checked(tmp_path):
    wide = {f"f{number}": "int" for number in range(40)}
    when = [{"wide": {name: [1, 2] if number % 2 else 1 for number, name in enumerate(wide)}}]
    plan = plan_of(tmp_path, {"wide": wide, "both": {"x": "int"}}, [(when, {"both": {"x": 1}})])
    assert conclude(plan, {"wide": [(1,) * 39 + (3,)]}) == set()
    assert conclude(plan, {"wide": [(1,) * 40]}) == {("both", (1,))}


def test_a_rule_base_beyond_all_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "PATTERNS", 1)
    with pytest.raises(ProblemError) as refused:
        rete.evaluate(plan_of(tmp_path, PAIR, [JOIN]), {"left": [(1,)], "right": [(1,)]}, frozenset([0]))
    assert refused.value.problems[0].code == codes.RETE_LIMIT


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "kind, values",
    [
        ("float", [1e16, 1e-05, 1e22, 5.0, 0.1]),
        ("int", [2**63, 2**63 - 1, -(2**63) - 1, 10**30]),
        (
            "str",
            ["", "\0", "a\0b", '"', "\\", "\\u0041", "é", "e\u0301", "🛢", "null", "x" * 70_000 + "y", "x" * 70_001],
        ),
    ],
)
def test_values_join_exactly_with_themselves(tmp_path, kind, values):
    types = {"left": {"x": kind}, "right": {"x": kind}, "both": {"x": kind}}
    rows = [(value,) for value in values]
    assert conclude(plan_of(tmp_path, types, [JOIN]), {"left": rows, "right": rows}) == {("both", row) for row in rows}


def test_a_lone_surrogate_is_refused_at_the_border(tmp_path):
    with pytest.raises(KindError, match="lone surrogate"):
        convert("a\udcff", STR)
    plan = plan_of(tmp_path, {"left": {"x": "str"}}, [([{"left": {"x": "$x"}}], {"left": {"x": "$x"}})])
    with pytest.raises(FactError, match="lone surrogate"):
        build(plan.types["left"], {"x": "\udcff"})


def test_an_absent_field_joins_with_nothing(tmp_path):
    types = {"left": {"x": "int?"}, "right": {"x": "int?"}, "both": {"x": "int"}}
    assert conclude(plan_of(tmp_path, types, [JOIN]), {"left": [(None,), (1,)], "right": [(None,), (1,)]}) == {
        ("both", (1,))
    }


def test_one_fact_may_match_two_patterns(tmp_path):
    plan = plan_of(tmp_path, PAIR, [([{"left": {"x": "$x"}}, {"left": {"x": "$x"}}], {"both": {"x": "$x"}})])
    assert conclude(plan, {"left": [(1,)]}) == {("both", (1,))}


def test_facts_that_no_rule_wants_are_kept_all_the_same(tmp_path):
    found = rete.evaluate(plan_of(tmp_path, PAIR, [COPY]), {"right": [(1,)]}, frozenset([0]))
    assert found.rows == [(1,)]


# ── control ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_durable_says_is_checked_again(tmp_path, monkeypatch):
    plan = plan_of(tmp_path, PAIR, [JOIN])
    facts: Givens = {"left": [(1,)], "right": [(2,)]}
    false = '{"c0":[{"m0":{"id":"1"},"m1":{"id":"2"}}]}'
    monkeypatch.setattr("tocsin.engine.rete.matcher.Ruleset.fetch", lambda self: [false])
    assert rete.evaluate(plan, facts, frozenset([0])).blocks == []


def test_a_match_told_twice_counts_once(tmp_path, monkeypatch):
    plan = plan_of(tmp_path, PAIR, [COPY])
    twice = '{"c0":[{"m0":{"id":"1"}},{"m0":{"id":"1"}}]}'
    monkeypatch.setattr("tocsin.engine.rete.matcher.Ruleset.fetch", lambda self: [twice])
    assert len(rete.evaluate(plan, {"left": [(1,)]}, frozenset([0])).blocks[0].records) == 1


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_an_exception_while_matches_are_recorded_is_raised_and_all_is_freed(tmp_path, monkeypatch, error):
    def fail(self, batch):
        raise error

    freed = []
    free = Ruleset.free

    def count_free(self):
        freed.append(self)
        free(self)

    monkeypatch.setattr("tocsin.engine.rete.matcher.Ruleset.free", count_free)
    plan = plan_of(tmp_path, PAIR, [COPY])
    with monkeypatch.context() as patch:
        patch.setattr("tocsin.engine.rete.matcher.Matcher.record", fail)
        with pytest.raises(error):
            rete.evaluate(plan, {"left": [(1,)]}, frozenset([0]))
    assert len(freed) == 1
    assert conclude(plan, {"left": [(1,)]}) == {("both", (1,))}


@pytest.mark.parametrize("after", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_a_start_that_is_interrupted_leaves_no_state_behind(tmp_path, told, after):
    """Ctrl-C is raised as a call returns, before what it returned is kept; a state that nobody deletes holds 97 KB."""
    plan = plan_of(tmp_path, PAIR, [COPY])
    told.raises_after = after
    with pytest.raises(KeyboardInterrupt):
        rete.evaluate(plan, {"left": [(1,)]}, frozenset([0]))
    names = [name for name, _ in told.calls]

    assert names[-2:] == ["delete_state", "delete_ruleset"]
    assert "start_action_for_state" in names
    assert conclude(plan, {"left": [(1,)]}) == {("both", (1,))}


def test_an_interrupt_between_rounds_is_raised(tmp_path):
    def interrupt(facts, firings):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rete.evaluate(plan_of(tmp_path, PAIR, [COPY]), {"left": [(1,)]}, frozenset([0]), interrupt)


def test_threads_evaluate_one_after_the_other_and_none_are_left_behind(tmp_path):
    plan = plan_of(tmp_path, PAIR, [JOIN])
    facts: Givens = {"left": [(number,) for number in range(200)], "right": [(number,) for number in range(100, 300)]}
    before = threading.active_count()
    found: list[int] = []

    def work():
        found.extend(len(rete.evaluate(plan, facts, frozenset([0])).blocks[0].records) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(8)]

    def begin_the_others(facts, firings):
        for thread in threads:
            if thread.ident is None:
                thread.start()
        threads[0].join(0.2)
        assert found == []

    rete.evaluate(plan, facts, frozenset([0]), begin_the_others)
    for thread in threads:
        thread.join()
    assert found == [100] * 40
    assert threading.active_count() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_child_forked_while_another_thread_evaluates_can_evaluate():
    script = """
import os, signal, threading
from tocsin.engine import Case, load_pack
from tocsin.engine.rete.library import LOCK
case = Case(load_pack("eu-cash-controls"), [])
held, done = threading.Event(), threading.Event()
def hold():
    with LOCK:
        held.set()
        done.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if not child:
    signal.alarm(60)
    print(case.assess(engine="rete").engines, flush=True)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
done.set()
"""
    assert printed(script) == ["('rete',)", "0"]


def test_the_package_can_be_imported_and_says_so_where_durable_cannot():
    script = """
import sys
sys.modules["durable_rules_engine"] = None
from tocsin.engine import rete
print(rete.available(), rete.why_unavailable().replace(" ", "_"))
"""
    assert printed(script) == ["False", "durable-rules_is_not_installed"]
