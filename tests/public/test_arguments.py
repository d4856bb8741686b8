"""Whatever a program gives to a public function, it gets a result or an error of ours, and nothing is half done."""

import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import settings
from pydantic import ValidationError

from tests.public.world import World
from tocsin.facts import ArgumentError, Place, Quantity, TocsinError

ROUNDS, IN_LEDGER = (1_000, 1_000) if settings().max_examples >= 1_000 else (150, 15)
"""Of each function, more in the soak; those of a ledger look at the disk after each call."""
BIG = 10**30


class Odd:
    """A value of no kind that anything takes."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.ledger.close()


def wrong(world):
    """Values that are right in few places, if in any."""
    return [
        None, True, False, 0, -1, 3, 2.5, float("nan"), float("inf"), "", "path", "edge(", "no such thing", "\ud800",
        "2024-01-02", "2024-13-45", b"bytes", [], [1], ["x"], [None], {}, {"x": 1}, {1: 2}, (), ("a", 1), {"a"}, Odd(),
        Odd, lambda *told: None, dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 5), dt.datetime.now(dt.UTC),
        BIG, np.int64(4), np.float64(0.5), np.bool_(True), np.array([1, 2]), Quantity(1, 2), Place("x"), iter([1, 2]),
        world.case, world.pack, world.plan, world.assessment, world.conclusion, world.fact, world.given, world.report,
        world.explanation, world.held, world.text, [world.report], [[world.fact]], {"source": "x"}, 1j, ...,
    ]  # fmt: skip


def told(error):
    """True if each problem says what is wrong, and a wrong argument where it is."""
    placed = not isinstance(error, ArgumentError) or all(problem.place for problem in error.problems)
    return bool(error.problems) and all(problem.message for problem in error.problems) and placed


def tried(world, called, dice, unbounded=("orders", "depth", "keep", "at_most", "limit", "digits")):
    """The call with one to three arguments that may be wrong: None, or what is wrong with how it ended."""
    given = {parameter.name: world.argument(called, parameter) for parameter in called.parameters}
    for parameter in dice.sample(called.parameters, min(len(called.parameters), dice.choice((1, 1, 1, 2, 3)))):
        value = dice.choice(wrong(world))
        # How long a question may take is not what this is about.
        given[parameter.name] = 5 if parameter.name in unbounded and value is BIG else value
    before = world.written(called)
    positional = [given.pop(p.name) for p in called.parameters if p.kind is p.POSITIONAL_ONLY]
    try:
        called.function(*positional, **given)
    except (TocsinError, ValidationError) as error:
        if isinstance(error, TocsinError) and not told(error):
            return f"{given}: it says nothing: {error!r}"
        if before != world.written(called):
            return f"{given}: refused, and something is written"
    except Exception as error:
        return f"{ {name: repr(value)[:60] for name, value in given.items()} }: {type(error).__name__}: {error}"
    return None


def faults_of(world, rounds, in_ledger):
    """What is wrong with how calls ended, by function."""
    faults: dict[str, str] = {}
    for called in world.calls():
        for seed in range(rounds if not called.name.startswith("ledger") else in_ledger):
            fault = tried(world, called, random.Random(f"{called.name} {seed}"))
            if fault is not None:
                faults.setdefault(called.name, f"seed {seed}: {fault}")
    return faults


@pytest.mark.soak
def test_every_public_function_gives_a_result_or_an_error_of_ours(world):
    assert faults_of(world, ROUNDS, IN_LEDGER) == {}


def test_what_is_right_is_taken(world):
    wrong = {}
    for called in world.calls():
        try:
            called.function(**{each.name: world.argument(called, each) for each in called.parameters})
        except Exception as error:
            wrong[called.name] = repr(error)
    assert set(wrong) == NEED_MORE, wrong


NEED_MORE = {
    "facts.read_entries",
    "judgement.backtest",
    "ledger.Ledger.new_case",
    "ledger.Pin.from_json",
    "ledger.Record.from_json",
    "ledger.head_of",
    "ledger.proof_of",
}
"""What reads data that this world does not have, or makes what is there already."""
