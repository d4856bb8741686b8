"""A live case and a working memory that threads share: each step as a whole, and a step that fails leaves no trace."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.public.world import PACK
from tocsin.engine import Case, LiveCase, WorkingMemory, load_pack, plan_of
from tocsin.engine.incremental import network
from tocsin.facts import ArgumentError, Fact, Given, Report, Source, parse_fact

THREADS = 8


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("threads") / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


def standing(live):
    return dict(live.memory.conclusions())


def fresh(live):
    """What an assessment of the case as it stands concludes."""
    case = live.case.assess(engine="seminaive")
    return {(found.type, found.fact.row) for found in case.conclusions}


def steps_of(thread, dice):
    """What one thread does: asserting, and withdrawing some of what it asserted itself."""
    steps = []
    for number in range(3):
        text = f"edge(source={thread}, target={dice.randrange(4)})"
        steps.append(("assert_given", [text]))
        if dice.random() < 0.4:
            steps.append(("withdraw", [text]))
        if number == 1:
            steps.append(("assert_given", ["edge(source=99, target=99)"]))
    return steps


@pytest.mark.parametrize("rounds", [pytest.param(100, id="a hundred rounds")])
def test_threads_on_one_live_case_do_what_one_after_the_other_would(pack, rounds):
    with ThreadPoolExecutor(THREADS) as pool:
        for seed in range(rounds):
            plans = [steps_of(thread, random.Random(f"{seed} {thread}")) for thread in range(THREADS)]
            live, together = LiveCase(Case(pack)), Barrier(THREADS)

            def work(plan, live=live, together=together):
                together.wait(60)
                return [getattr(live, name)(facts) for name, facts in plan]

            differences = [each for found in pool.map(work, plans) for each in found]
            serial = LiveCase(Case(pack))
            for plan in plans:
                for name, facts in plan:
                    getattr(serial, name)(facts)
            assert standing(serial) == standing(live)
            assert set(standing(live)) == fresh(live)
            assert serial.case == live.case
            # Each difference is what one step changed: together they lead from nothing to what there is.
            moved = sum(len(each.gained) - len(each.lost) for each in differences)
            assert len(standing(live)) == moved


def test_threads_on_one_memory_do_what_one_after_the_other_would(pack):
    plan = plan_of(pack)
    facts = [parse_fact(f"edge(source={n}, target={n + 1})", pack.vocabulary) for n in range(40)]
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(20):
            memory = WorkingMemory(plan)
            list(pool.map(lambda fact, memory=memory: memory.assert_([fact]), facts))
            read = pool.map(lambda fact, memory=memory: (memory.retract([fact]), len(list(memory.facts))), facts[:20])
            assert all(count >= 40 for _, count in read)
            serial = WorkingMemory(plan)
            serial.assert_(facts[20:])
            assert dict(serial.conclusions()) == dict(memory.conclusions())
            assert serial.given == memory.given


class Failing(Exception):
    """What ends an update half-way."""


def interrupted(monkeypatch, after, error, do):
    """Do it, with an error in the middle of the network's work."""
    own, left = network.Network._match, [after]

    def match(self, *args):
        left[0] -= 1
        if left[0] < 0:
            raise error
        return own(self, *args)

    with monkeypatch.context() as patched:
        patched.setattr(network.Network, "_match", match)
        with pytest.raises(type(error)):
            do()


@pytest.mark.parametrize(
    "error", [Failing(), KeyboardInterrupt(), MemoryError()], ids=lambda error: type(error).__name__
)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_step_that_fails_leaves_the_case_as_it_was(pack, monkeypatch, error, after):
    begun = Given(
        parse_fact("edge(source=1, target=2)", pack.vocabulary), (Report(Source("a", date=dt.date(2024, 1, 1))),)
    )
    live = LiveCase(Case(pack, [begun]))
    before = standing(live), live.case, live.as_of, live.known_by
    later = Given(
        parse_fact("edge(source=5, target=6)", pack.vocabulary), (Report(Source("b", date=dt.date(2024, 2, 1))),)
    )
    more: list[Fact | Given | str] = [later, "edge(source=2, target=3)", "edge(source=3, target=4)"]
    interrupted(monkeypatch, after, error, lambda: live.assert_given(more))
    assert before == (standing(live), live.case, live.as_of, live.known_by)
    gained = live.assert_given(more).gained
    assert {moved.text for moved in gained} == {f"path(source={n}, target={n + 1})" for n in (2, 3, 5)}
    assert set(standing(live)) == fresh(live)


def test_an_update_that_fails_leaves_the_memory_as_it_was(pack, monkeypatch):
    memory = WorkingMemory(plan_of(pack))
    edges = [parse_fact(f"edge(source={n}, target={n + 1})", pack.vocabulary) for n in range(4)]
    memory.assert_(edges[:2])
    before = dict(memory.conclusions()), memory.given, len(memory)
    interrupted(monkeypatch, 1, Failing(), lambda: memory.update(dict.fromkeys([e.key for e in edges], "possible")))
    assert before == (dict(memory.conclusions()), memory.given, len(memory))
    memory.retract(edges)
    assert len(memory) == 0


def test_what_is_no_fact_of_the_pack_changes_nothing(pack):
    memory = WorkingMemory(plan_of(pack))
    edge = parse_fact("edge(source=1, target=2)", pack.vocabulary)
    wrong: list[Any] = [("edge", (1,)), ("edge", ("1", 2)), ("bridge", (1,)), "edge(source=1, target=2)", 5]
    with pytest.raises(ArgumentError) as caught:
        memory.assert_([edge, *wrong])
    assert [f"facts[{index}]" for index in range(1, 6)] == [str(each.place) for each in caught.value.problems]
    assert len(memory) == 0
