"""What a program is given is a value: equal when equal, hashable, copied, pickled to another process, short to show."""

import copy
import dataclasses
import datetime as dt
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context

import pytest

from tests.public.world import PACK, World
from tocsin.engine import Case, LiveCase, Warned, WorkingMemory, load_pack, plan_of
from tocsin.explain import resolve, why
from tocsin.facts import ArgumentError, ProblemError, parse_fact
from tocsin.judgement import View, brief, check_assumptions, read_all, timeline, weigh
from tocsin.questions import compare, flip, not_used, sources, support, sweep, watch, what_if, why_not

A_SCREEN = 80 * 24
FACTS = ["edge(source=1, target=2)", "edge(source=2, target=3)"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("values")


def made(folder, name):
    """The values of one case, its facts in one order or the other, under a pack that is read anew."""
    path = folder / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    pack = load_pack(path)
    case = Case(pack, FACTS if name == "one" else FACTS[::-1], name="c")
    assessment = case.assess(engine="seminaive")
    conclusion = assessment.conclusions[0]
    return {
        "pack": pack,
        "vocabulary": pack.vocabulary,
        "fact type": pack.vocabulary.type("edge"),
        "fact": parse_fact(FACTS[0], pack.vocabulary),
        "case": case,
        "assessment": assessment,
        "conclusion": conclusion,
        "derivation": conclusion.derivations[0],
        "conclusions": assessment.conclusions,
        "facts in force": assessment.facts,
        "why": why(assessment, conclusion.id),
        "why not": why_not(assessment, "path(source=7)"),
        "what if": what_if(assessment, assume=["both-ways"], retract=["edge(source=1)"]),
        "flip": flip(assessment, "path(source=1)", at_most=1),
        "compare": compare(assessment, case.with_facts(["edge(source=5, target=6)"])),
        "not used": not_used(assessment),
        "sources": sources(assessment, orders=5),
        "support": support(assessment, conclusion.id),
        "sweep": sweep(assessment, ["edge(source=1)"]),
        "watch": watch(assessment),
        "assumptions": check_assumptions(case),
        "brief": brief(case),
        "timeline": timeline(case),
        "readings": read_all(case),
        "hypotheses": weigh(case),
    }


@pytest.fixture(scope="module")
def values(folder):
    return made(folder, "one"), made(folder, "other")


def each(values):
    one, other = values
    return [(name, one[name], other[name]) for name in one]


def test_values_made_twice_are_equal_and_have_one_hash(values):
    for name, one, other in each(values):
        assert one == other, name
        assert hash(one) == hash(other), name


def test_it_does_not_matter_where_a_pack_lies(values, folder):
    (folder / "elsewhere.yaml").write_text(PACK, encoding="utf-8")
    one, elsewhere = values[0], load_pack(folder / "elsewhere.yaml")
    assert one["pack"] == elsewhere
    assert one["case"] == Case(elsewhere, FACTS, name="c")
    assert one["assessment"] == Case(elsewhere, FACTS, name="c").assess(engine="seminaive")
    assert one["conclusions"] == Case(elsewhere, FACTS, name="c").assess(engine="seminaive").conclusions


def test_values_that_differ_are_not_equal(values, folder):
    one, _ = values
    case = one["case"]
    more = case.with_facts(["edge(source=8, target=9)"])
    assert case != more
    assert case.assess(engine="seminaive") != more.assess(engine="seminaive")
    assert len({*case.assess(engine="seminaive").conclusions, *more.assess(engine="seminaive").conclusions}) == 3
    changed = folder / "changed.yaml"
    changed.write_text(PACK.replace("qualifier: possible", "qualifier: likely"), encoding="utf-8")
    assert one["pack"] != load_pack(changed)
    wider = folder / "wider.yaml"
    wider.write_text(PACK.replace("types:", "types:\n  bridge: {over: str}"), encoding="utf-8")
    assert one["pack"].digest == load_pack(wider).digest
    assert one["pack"] != load_pack(wider), "it takes other facts"


def test_values_come_back_from_a_pickle_and_a_copy_as_they_were(values):
    for name, one, _ in each(values):
        for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            assert one == again, name
            assert hash(one) == hash(again), name


def test_what_has_come_back_answers_as_before(values):
    one, _ = values
    again = pickle.loads(pickle.dumps(one["assessment"]))
    assert one["assessment"].to_json() == again.to_json()
    (identity,) = resolve(again, "path(source=1)")
    assert why(one["assessment"], identity) == why(again, identity)
    assert one["case"].assess(engine="seminaive") == pickle.loads(pickle.dumps(one["case"])).assess(engine="seminaive")


def test_a_value_is_shown_on_one_screen(values):
    pack = load_pack("russia-dprk")
    text = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    assessment = Case(pack, [text], name="long" * 5_000).assess(engine="seminaive")
    shown = [
        *(one for _, one, _ in each(values) if not isinstance(one, tuple)),
        *(pack, assessment, *assessment.conclusions, plan_of(pack), pack.vocabulary.type("troop_deployment")),
        *(brief(Case(pack, [text])), read_all(Case(pack, [text])), check_assumptions(Case(pack, [text]))),
    ]
    assert [repr(value)[:200] for value in shown if len(repr(value)) > A_SCREEN] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"as_of": dt.date(2024, 1, 1)},
        {"known_by": dt.date(2024, 1, 1)},
        {"assumptions": {"both-ways": True}},
        {"engines": ("rete", "seminaive")},
        {"facts": ()},
        {"given": ()},
        {"plan": plan_of(load_pack("russia-dprk"))},
        {"warnings": (Warned("W301", "Beware."),)},
    ],
    ids="".join,
)
def test_nothing_that_an_assessment_was_derived_from_is_replaced(values, changed):
    for one in (values[0]["assessment"], pickle.loads(pickle.dumps(values[0]["assessment"]))):
        with pytest.raises(ArgumentError, match="assess the case again") as caught:
            dataclasses.replace(one, **changed)
        assert [str(problem.place) for problem in caught.value.problems] == list(changed)
        assert dataclasses.replace(one, name="other").conclusions == one.conclusions


def test_a_view_and_the_state_of_a_case_in_the_ledger_are_values(tmp_path):
    assert {View(assume=["both-ways"])} == {View(assume=("both-ways",))}  # type: ignore[arg-type]
    assert len({World(tmp_path).held.state()}) == 1


@pytest.mark.parametrize("copied", [pickle.dumps, copy.deepcopy])
def test_what_a_ledger_is_open_in_is_not_copied_and_says_what_to_do(tmp_path, copied):
    world = World(tmp_path)
    for held in (world.ledger, world.held, world.instances["Session"], world.instances["LiveSession"]):
        with pytest.raises(ProblemError, match=r"is open in this process.*\n  open it again where it is wanted"):
            copied(held)
    assert pickle.loads(pickle.dumps(world.held.state())) == world.held.state()


def test_a_case_is_not_changed(values):
    with pytest.raises(AttributeError, match="a case is a value"):
        values[0]["case"].name = "other"


def test_what_follows_a_case_goes_to_another_process_as_it_stands(values):
    live = LiveCase(values[0]["case"])
    live.assert_given(["edge(source=3, target=4)"])
    again = pickle.loads(pickle.dumps(live))
    assert live.case == again.case
    assert dict(live.memory.conclusions()) == dict(again.memory.conclusions())
    memory = WorkingMemory(live.plan)
    change = memory.assert_([parse_fact(FACTS[0], live.plan.pack.vocabulary)])
    for copied in (pickle.loads(pickle.dumps(change)), copy.copy(change), copy.deepcopy(change)):
        assert (copied, hash(copied), repr(copied), bool(copied)) == (change, hash(change), repr(change), True)
        assert copied.facts_gained == change.facts_gained
    assert change != memory.retract([parse_fact(FACTS[0], live.plan.pack.vocabulary)])
    memory.assert_([parse_fact(FACTS[0], live.plan.pack.vocabulary)])
    assert dict(memory.conclusions()) == dict(pickle.loads(pickle.dumps(memory)).conclusions())


# ── other processes ──────────────────────────────────────────────────────────────────────────────────────────────────


def assessed(pack, fact):
    """What a worker does: it hands back an assessment, or raises."""
    return Case(pack, [fact], name="c").assess(engine="seminaive")


@pytest.mark.parametrize("method", get_all_start_methods())
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_pool_of_processes_keeps_the_results_beside_a_bad_input(values, method):
    pack = values[0]["pack"]
    with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
        wanted = [pool.submit(assessed, pack, fact) for fact in (FACTS[0], "edge(source=x)", FACTS[1], "no such")]
        assert [assessed(pack, FACTS[0]), assessed(pack, FACTS[1])] == [wanted[0].result(120), wanted[2].result(120)]
        for at in (1, 3):
            with pytest.raises(ProblemError) as caught:
                wanted[at].result(120)
            assert isinstance(caught.value, ArgumentError)
            assert all(str(problem.place).startswith("facts[0]") for problem in caught.value.problems)


def test_a_pickle_needs_nothing_but_the_library(values, tmp_path):
    kept = tmp_path / "assessment.pickle"
    kept.write_bytes(pickle.dumps(values[0]["assessment"]))
    code = f"import pickle; print(pickle.load(open({str(kept)!r}, 'rb')).digest)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert values[0]["assessment"].digest == done.stdout.strip()


def test_the_world_of_these_tests_is_a_case(tmp_path):
    world = World(tmp_path)
    assert world.case == pickle.loads(pickle.dumps(world.case))
    world.ledger.close()
