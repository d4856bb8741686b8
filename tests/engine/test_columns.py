"""Rounds worked out column by column find what those worked out row by row find."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import TYPES, Program, programs
from tocsin.engine import seminaive
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Evaluation
from tocsin.engine.plan import CERTAIN, STRENGTH
from tocsin.engine.planning import compile_plan
from tocsin.engine.record_columns import RecordColumns
from tocsin.engine.seminaive import frames, relations
from tocsin.engine.seminaive.relations import Known, Relation

relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


def evaluated(program: Program, columns_from: int | None) -> Evaluation:
    plan = compile_plan(program.pack())
    return seminaive.evaluate(plan, program.rows(plan), plan.active(program.assumptions), columns_from=columns_from)


def content(evaluation: Evaluation) -> tuple:
    """Everything found, with the kind of every value: to Python ``1``, ``1.0`` and ``True`` would be one."""
    derivations = Counter(
        (d, _kinds(d.conclusion[1]), _kinds(v for _, v in d.bindings)) for d in evaluation.derivations()
    )
    facts = Counter((name, row, _kinds(row)) for name, row in zip(evaluation.types, evaluation.rows, strict=True))
    return derivations, facts, evaluation.failures, evaluation.given


def _kinds(values) -> tuple:
    return tuple(type(value).__name__ for value in values)


def in_columns(evaluation: Evaluation) -> bool:
    return any(isinstance(block.records, RecordColumns) for block in evaluation.blocks)


@pytest.mark.soak
@relaxed
@given(programs(reported=True), st.sampled_from([0, 1, 2, 3]))
def test_columns_find_what_rows_find(program, columns_from):
    assert content(evaluated(program, None)) == content(evaluated(program, columns_from))


# What columns have to get right, a rule for each: constants (one, several, none of which occur), a variable twice in
# a pattern, absent optionals, comparisons made over whole columns and one by one, intervals, exceptions that block or
# may, a product without a common variable, several conclusions, recursion through two patterns and through two types.
RULES = [
    {"id": "a-same", "when": [{"point": {"n": "$i", "m": "$i"}}], "then": [{"pair": {"a": "$i", "b": 7}}]},
    {"id": "b-some", "when": [{"point": {"n": [0, 2, 99], "m": "$i"}}], "then": [{"pair": {"a": "$i", "b": "$i"}}]},
    {"id": "c-one", "when": [{"point": {"n": 1, "m": "$i", "name": "$s"}}], "then": [{"mark": {"name": "$s"}}]},
    {
        "id": "d-step",
        "when": [{"point": {"n": "$i", "m": "$j"}}, "$i < $j", "$i != 3"],
        "then": [{"pair": {"a": "$i", "b": "$j"}}, {"pair": {"a": "$j", "b": "$i"}}],
    },
    {
        "id": "e-double",
        "when": [{"pair": {"a": "$i", "b": "$j"}}, {"pair": {"a": "$j", "b": "$k"}}],
        "then": [{"pair": {"a": "$i", "b": "$k"}}],
    },
    {
        "id": "f-colour",
        "when": [{"tag": {"name": "$s", "colour": "$c", "note": "$t"}}, '$c in ["red", "1"]', "$s != $t"],
        "then": [{"mark": {"name": "$c", "note": "$t"}}],
    },
    {
        "id": "g-amount",
        "when": [{"gauge": {"n": "$i", "amount": "$q"}}, {"point": {"n": "$j", "m": "$i"}}, "$q > 1", "$i + $j < 3"],
        "unless": [[{"gauge": {"n": "$j", "limit": "$l"}}, "$l > $q"]],
        "then": [{"heat": {"n": "$i", "amount": "$q"}}],
    },
    {
        "id": "h-product",
        "when": [{"lamp": {"name": "$s", "day": "$d", "up": "$b"}}, {"lamp": {"until": "$f"}}, "$d <= $f"],
        "then": [{"blend": {"colour": "no", "up": "$b", "day": "$f"}}],
    },
    {"id": "i-early", "when": [{"lamp": {"day": "$d"}}, "$d < 2024-06-01"], "then": [{"bell": {}}]},
    {"id": "j-level", "when": [{"gauge": {"n": "$i", "level": "$x"}}, "$x >= 0.5"], "then": [{"score": {"n": "$i"}}]},
    {"id": "k-mark", "when": [{"mark": {"name": "$s"}}, {"mark": {"note": "$s"}}], "then": [{"mark": {"name": "$s"}}]},
]


def spread(seed: int, size: int) -> list:
    """So many facts of each type, over few values."""
    dice = Random(seed)
    texts, days = ("a", "b", "red", ""), ("2024-02-29", "2024-11-20")
    facts: list = []
    for _ in range(size):
        facts += [
            ("point", {"n": dice.randrange(6), "m": dice.randrange(6), "name": dice.choice(texts)}),
            (
                "tag",
                {"name": dice.choice(texts), "colour": dice.choice(["red", "on", "1"]), "note": dice.choice(texts)},
            ),
            ("tag", {"name": dice.choice(texts), "colour": "red"}),
            ("gauge", {"n": dice.randrange(4), "level": 0.5, "amount": dice.choice(["0", "1..3", "2"])}),
            ("gauge", {"n": 1, "level": 0.25, "amount": "5", "limit": dice.choice(["2..9", "3", "99"])}),
            ("lamp", {"name": "a", "up": dice.random() < 0.5, "day": dice.choice(days)}),
            ("lamp", {"name": "b", "up": True, "until": dice.choice(days)}),
            ("mark", {"name": "red", "note": dice.choice(texts)}),
        ]
    return [(name, fields, "certain") for name, fields in facts]


@pytest.mark.parametrize("columns_from", [0, 8])
@pytest.mark.parametrize("seed", range(6))
def test_every_construct_gives_the_same_by_columns(seed, columns_from):
    program = Program({"pack": "all", "types": TYPES, "rules": RULES}, spread(seed, 8 + 2 * seed), {})
    found = evaluated(program, columns_from)
    assert in_columns(found)
    assert content(evaluated(program, None)) == content(found)


def strengths(program: Program, columns_from: int | None) -> Counter:
    """How strong each fact is, and each derivation by itself."""
    evaluation = evaluated(program, columns_from)
    graph = DerivationGraph(compile_plan(program.pack()), evaluation, [CERTAIN] * evaluation.given)
    facts = zip(evaluation.types, evaluation.rows, graph.strength, strict=True)
    firings = ((graph.block(at).plan.rule.id, graph.premises[at], own) for at, own in enumerate(graph.own))
    return Counter([*facts, *((rule, *(evaluation.rows[fact] for fact in rests), own) for rule, rests, own in firings)])


@pytest.mark.parametrize("columns_from", [0, 8])
def test_what_is_found_by_columns_is_as_strong_as_by_rows(columns_from):
    heard = {"when": [{"point": {"n": "$i", "m": "$j"}}], "then": [{"pair": {"a": "$i", "b": "$j"}}]}
    rules = [
        {"id": "heard", **heard, "qualifier": "possible"},
        {"id": "seen", **heard, "qualifier": "possible", "stronger_if": [{"gauge": {"n": "$i"}}]},
        {
            "id": "hot",
            "when": [{"gauge": {"n": "$i", "amount": "$q"}}, "$q > 2"],
            "then": [{"score": {"n": "$i"}}],
            "qualifier": "likely",
        },
    ]
    facts = [("point", {"n": number, "m": number % 3, "name": ""}, "certain") for number in range(20)]
    facts += [("gauge", {"n": number, "amount": ("1..3", "5")[number % 2]}, "certain") for number in range(10)]
    program = Program({"pack": "p", "types": TYPES, "rules": rules}, facts, {})
    by_rows = strengths(program, None)
    assert in_columns(evaluated(program, columns_from))
    assert by_rows == strengths(program, columns_from)
    names = {ordinal: name for name, ordinal in STRENGTH.items()}
    told = {(each[0], *each[1]): names[each[-1]] for each in by_rows if each[0] in ("pair", "score")}
    assert {"possible", "possible_strengthened", "likely"} == set(told.values())
    assert (told["pair", 9, 0], told["pair", 10, 1]) == ("possible_strengthened", "possible")
    assert (told["score", 4, None], told["score", 5, None]) == ("possible", "likely")


def closure(edges: list[tuple[int, int]], doubly: bool) -> Program:
    first = "pair" if doubly else "point"
    fields = {"pair": {"a": "$i", "b": "$j"}, "point": {"n": "$i", "m": "$j"}}[first]
    rules = [
        {"id": "base", "when": [{"point": {"n": "$i", "m": "$j"}}], "then": [{"pair": {"a": "$i", "b": "$j"}}]},
        {
            "id": "step",
            "when": [{first: fields}, {"pair": {"a": "$j", "b": "$k"}}],
            "then": [{"pair": {"a": "$i", "b": "$k"}}],
        },
    ]
    facts = [("point", {"n": a, "m": b, "name": ""}, "certain") for a, b in edges]
    return Program({"pack": "closure", "types": TYPES, "rules": rules}, facts, {})


@settings(relaxed, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30, unique=True),
    st.booleans(),
    st.integers(0, 12),
)
def test_columns_may_take_over_in_any_round_of_a_recursion(edges, doubly, columns_from):
    program = closure(edges, doubly)
    assert content(evaluated(program, None)) == content(evaluated(program, columns_from))


def test_a_join_done_in_parts_finds_the_same(monkeypatch):
    program = closure([(a, b) for a in range(6) for b in range(6)], True)
    whole = content(evaluated(program, 0))
    monkeypatch.setattr(frames, "_AT_ONCE", 7)
    assert whole == content(evaluated(program, 0))


def test_integers_beyond_64_bits_are_compared_exactly_by_columns():
    rule = {
        "id": "r",
        "when": [{"point": {"n": "$i", "m": "$j"}}, "$i < $j"],
        "then": [{"pair": {"a": "$i", "b": "$j"}}],
    }
    facts = [("point", {"n": a, "m": b, "name": ""}, "certain") for a, b in ((10**30, 10**30 + 1), (10**30, 10**30))]
    found = evaluated(Program({"pack": "p", "types": TYPES, "rules": [rule]}, facts, {}), 0)
    assert in_columns(found)
    assert list(zip(found.types, found.rows, strict=True))[2:] == [("pair", (10**30, 10**30 + 1))]


@pytest.mark.parametrize("space", [50, 1_000, 2**40], ids=["table", "table once there are enough", "dictionary"])
def test_rows_are_known_from_the_first_time_they_are_entered(space, monkeypatch):
    monkeypatch.setattr(relations, "_DENSE", 50)  # 1,000 is more, so that a dictionary comes before the table
    dice, known, places = Random(1), Known(space), dict[int, int]()
    for _ in range(30):
        keys = [dice.randrange(50) for _ in range(dice.randrange(12))]
        before = dict(places)
        found, fresh = known.enter(np.array(keys, np.int64))
        for at in fresh.tolist():
            places[keys[at]] = len(places)
        assert [places[key] for key in keys] == found.tolist()
        assert {key for key in keys if key not in before} == places.keys() - before.keys()


def test_the_stretches_of_an_index_cover_what_is_visible_and_old_ones_what_was():
    dice, relation, keys = Random(2), Relation(["int"], [10]), []
    for _ in range(60):
        batch = [dice.randrange(10) for _ in range(dice.choice([0, 1, 1, 5, 40]))]
        keys += batch
        numbers = np.arange(relation.numbers.length, relation.numbers.length + len(batch), dtype=np.int32)
        relation.extend([np.array(batch, np.int64)], numbers)
        relation.reveal()
        if dice.random() < 0.7:
            for old, upto in ((False, len(keys)), (True, len(keys) - len(batch))):
                found: dict[int, list[int]] = {key: [] for key in range(10)}
                for run in relation.runs((0,), old):
                    begin, counts = run.find(np.arange(10))
                    for key in range(10):
                        found[key] += run.places[begin[key] : begin[key] + counts[key]].tolist()
                assert {key: [at for at in range(upto) if keys[at] == key] for key in range(10)} == found
            assert len(relation.runs((0,), False)) <= 12


def test_records_in_columns_read_like_a_list_of_records():
    columns = [np.array(values, np.int32) for values in ([5, 6, 7], [1, 2, 3])]
    plain = RecordColumns(columns, None)
    marked = RecordColumns(columns, np.array([0, 1, 0], np.int8))
    assert list(plain) == [(5, 1, 0), (6, 2, 0), (7, 3, 0)]
    assert [marked[at] for at in range(len(marked))] == [(5, 1, 0), (6, 2, 1), (7, 3, 0)]
    assert marked[1:] == [(6, 2, 1), (7, 3, 0)]
    assert plain[-1] == (7, 3, 0)
    assert (6, 2, 1) in marked
