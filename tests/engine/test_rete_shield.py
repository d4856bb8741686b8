"""Each fault of durable-rules that can reach us: what it does alone, and that the shield holds.

What may crash or hang runs in a process of its own. ``40189`` and ``797186`` have one 32-bit FNV-1a hash.
"""

import json
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tocsin.engine import codes, rete, seminaive
from tocsin.engine.evaluation import Givens
from tocsin.engine.planning import compile_plan
from tocsin.engine.rete import limits
from tocsin.engine.rete.identity import DistinctNames, Interned, fnv1a
from tocsin.engine.rete.matcher import Ruleset
from tocsin.engine.rete.run import network_of
from tocsin.facts.kinds import BOOL, FLOAT, INT, STR, KindError, convert
from tocsin.facts.model import FactError, build
from tocsin.facts.problems import ProblemError
from tocsin.rules.shipped import load_pack

pytestmark = pytest.mark.skipif(not rete.available(), reason=rete.why_unavailable())
glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the crash is certain with glibc's malloc only")

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


def run_alone(script, fill="0"):
    """The finished process of a script that has ``d``, durable-rules' C module; ``fill`` is what unset memory holds."""
    start = "import json\nfrom durable.engine import durable_rules_engine as d\n"
    paths = [str(ROOT / name) for name in ("facts", "rules", "engine", ".")]
    environment = {**os.environ, "MALLOC_PERTURB_": fill, "PYTHONPATH": os.pathsep.join([*paths, *sys.path])}
    command = [sys.executable, "-c", start + script]
    return subprocess.run(command, env=environment, timeout=120, capture_output=True, text=True, check=False)


def printed(script, fill="0"):
    """What a script prints; it must end well."""
    done = run_alone(script, fill)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


PAIR = {"left": {"x": "int"}, "right": {"x": "int"}, "both": {"x": "int"}}
JOIN = ([{"left": {"x": "$x"}}, {"right": {"x": "$x"}}], {"both": {"x": "$x"}})
COPY = ([{"left": {"x": "$x"}}], {"both": {"x": "$x"}})


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
    monkeypatch.setattr("tocsin.engine.rete.matcher.count", lambda start: iter((*CLASH, 5)))
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


# ── memory safety ────────────────────────────────────────────────────────────────────────────────────────────────────

RAW_JOINS = """
both = [{"m0": {"k": 1}}, {"m1": {"$and": [{"k": 2}, {"x": {"m0": "x"}}]}}]
rules = json.dumps({f"r{number}": {"all": both} for number in range(40)})
for run in range(100):
    h = d.create_ruleset("r", rules)
    for number in range(5):
        d.assert_fact(h, json.dumps({"id": f"a{number}", "k": 1, "x": 40189}))
        d.assert_fact(h, json.dumps({"id": f"b{number}", "k": 2, "x": 797186}))
"""
OUR_JOINS = """
import pathlib, tempfile
from tests.engine import test_rete_shield as shield
from tocsin.engine import rete
from tocsin.engine.rete.identity import Interned
Interned.number = lambda self, kind, value: value
types = {"left": {"x": "int", "n": "int"}, "right": {"x": "int", "n": "int"}, "both": {"x": "int"}}
plan = shield.plan_of(pathlib.Path(tempfile.mkdtemp()), types, [shield.JOIN] * 40)
left, right = [(40189, n) for n in range(5)], [(797186, n) for n in range(5)]
for run in range(100):
    found = rete.evaluate(plan, {"left": left, "right": right}, frozenset(range(40)))
    assert not found.blocks
print("held")
"""


@glibc
def test_durable_crashes_on_a_false_last_conjunct():
    assert run_alone(RAW_JOINS).returncode < 0


def test_a_false_last_conjunct_does_not_crash_over_40_rules_and_100_runs():
    assert printed(OUR_JOINS) == ["held"]


def test_every_join_ends_with_an_equality_that_is_always_true(tmp_path):
    network = network_of(plan_of(tmp_path, PAIR, [JOIN, COPY]), frozenset([0, 1]))
    rules = [rule["all"] for text in network.definitions for rule in json.loads(text).values()]
    joins = [test["$and"] for rule in rules for pattern in rule[1:] for test in pattern.values()]
    assert [tests[-1] for tests in joins] == [{"one": {"m0": "one"}}]


@glibc
def test_durable_frees_what_it_never_set_if_nothing_matched():
    script = """
for run in range(50):
    h = d.create_ruleset("r", json.dumps({"r": {"all": [{"m": {"k": 1}}]}}))
    d.assert_fact(h, '{"id": "1", "k": 2}')
    d.delete_state(h, "0")
    d.delete_ruleset(h)
"""
    assert run_alone(script, fill="165").returncode < 0


def test_an_evaluation_without_a_match_frees_what_it_should():
    assert printed(OUR_JOINS.replace('"right": right', '"right": []'), fill="165") == ["held"]


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
        rete.evaluate(plan_of(tmp_path, PAIR, [JOIN]), {}, frozenset([0]))
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
    false = [{"m0": {"id": "1"}, "m1": {"id": "2"}}]
    monkeypatch.setattr("tocsin.engine.rete.matcher.Ruleset.fetch", lambda self: [("c0", false)])
    assert rete.evaluate(plan, facts, frozenset([0])).blocks == []


def test_a_match_told_twice_counts_once(tmp_path, monkeypatch):
    plan = plan_of(tmp_path, PAIR, [COPY])
    monkeypatch.setattr("tocsin.engine.rete.matcher.Ruleset.fetch", lambda self: [("c0", [{"m0": {"id": "1"}}] * 2)])
    assert len(rete.evaluate(plan, {"left": [(1,)]}, frozenset([0])).blocks[0].records) == 1


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_an_exception_while_matches_are_recorded_is_raised_and_all_is_freed(tmp_path, monkeypatch, error):
    def fail(self, name, found):
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


def test_the_package_can_be_imported_and_says_so_where_durable_cannot():
    script = """
import sys
sys.modules["durable"] = None
from tocsin.engine import rete
print(rete.available(), rete.why_unavailable().replace(" ", "_"))
"""
    assert printed(script) == ["False", "durable-rules_is_not_installed"]
