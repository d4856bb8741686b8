"""The gate: nothing is published that an engine does not find, or finds otherwise.

The engine that disagrees is a real one whose findings are altered in one point, and it comes in as any engine of
somebody else's does. So the tests hold on every Python, whether or not durable-rules runs there.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import programs, to_yaml
from tocsin.engine import Case, EngineDisagreement, load_pack, rete, seminaive
from tocsin.engine.assess import RETE_FACTS
from tocsin.engine.engines import Checker, checkers
from tocsin.engine.evaluation import Block, Evaluation, Failure, Group
from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity

relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)

HEAVY = {"heavy": {"place": "$p"}}
PORT = {
    "pack": "port",
    "types": {
        "load": {"place": "str", "amount": "quantity"},
        "meter": {"place": "str", "shown": "int", "scale": "int"},
        "heavy": {"place": "str"},
        "alarm": {"place": "str"},
        "total": {"place": "str", "amount": "quantity", "double": "quantity"},
        "above": {"place": "str", "share": "float"},
    },
    "rules": [
        {"id": "heavy-load", "when": [{"load": {"place": "$p", "amount": "$n"}}, "$n > 10"], "then": [HEAVY]},
        {"id": "heavy-meter", "when": [{"meter": {"place": "$p", "shown": "$n"}}, "$n > 10"], "then": [HEAVY]},
        {
            "id": "alarm-of-heavy",
            "when": [{"heavy": {"place": "$p"}}],
            "then": [{"alarm": {"place": "$p"}}],
            "qualifier": "possible",
            "stronger_if": [{"meter": {"place": "$p", "shown": "$s"}}],
        },
        {
            "id": "sum-of-loads",
            "when": [
                {"sum": "$n", "over": [{"load": {"place": "$p", "amount": "$n"}}], "by": ["$p"], "as": "$t"},
                {"let": {"$d": "2 * $t"}},
            ],
            "then": [{"total": {"place": "$p", "amount": "$t", "double": "$d"}}],
        },
        {
            "id": "share-of-scale",
            "when": [{"meter": {"place": "$p", "shown": "$a", "scale": "$b"}}, {"let": {"$share": "$a / $b"}}],
            "then": [{"above": {"place": "$p", "share": "$share"}}],
        },
    ],
}  # fmt: skip
FACTS = (
    "load(place=kiel, amount=20)",
    "load(place=kiel, amount=15)",
    "load(place=riga, amount=5..12)",
    "meter(place=kiel, shown=12, scale=6)",
    "meter(place=riga, shown=1, scale=0)",
)
Alter = Callable[[Evaluation], None]
ALTERATIONS: dict[str, Alter] = {}


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Case:
    path = tmp_path_factory.mktemp("port") / "port.yaml"
    path.write_text(to_yaml(PORT), encoding="utf-8")
    return Case(load_pack(path), FACTS)


def altered(alter: Alter) -> Checker:
    """A real engine that errs in one point."""

    def evaluate(plan, facts, active, progress=None):
        found = seminaive.evaluate(plan, facts, active, progress)
        alter(found)
        return found

    return Checker("altered", evaluate)


def alteration(alter: Alter) -> Alter:
    """The alteration, entered among those whose differences are pinned."""
    ALTERATIONS[alter.__name__.replace("_", " ")] = alter
    return alter


def fact(found: Evaluation, name: str, *start) -> int:
    """The number of the one fact of that type whose row begins so."""
    [number] = [
        number
        for number, (type_, row) in enumerate(zip(found.types, found.rows, strict=True))
        if type_ == name and row[: len(start)] == start
    ]
    return number


def block(found: Evaluation, rule: str) -> tuple[int, Block]:
    [at] = [at for at, each in enumerate(found.blocks) if each.plan.rule.id == rule]
    return at, found.blocks[at]


def with_records(found: Evaluation, rule: str, change: Callable[[list], list]) -> None:
    at, old = block(found, rule)
    found.blocks[at] = old._replace(records=change(list(old.records)))


# -- one alteration for each thing that a result shows ----------------------------------------------------------------


@alteration
def lose_a_fact(found):
    """A conclusion, the only derivation of it, and nothing that rests on it: as if the rule had not fired."""
    last = len(found.rows) - 1
    assert (found.types.pop(), found.rows.pop()[0]) == ("total", "riga")
    with_records(found, "sum-of-loads", lambda records: [r for r in records if r[0] != last])


@alteration
def lose_a_derivation(found):
    """One of two derivations of a fact: the conclusions stay the same."""
    del found.blocks[block(found, "heavy-meter")[0]]


@alteration
def invent_a_fact(found):
    found.types.append("heavy")
    found.rows.append(("oslo",))


@alteration
def invent_a_derivation(found):
    riga, load = fact(found, "heavy", "riga"), fact(found, "load", "kiel", Quantity.exactly(20))
    with_records(found, "heavy-load", lambda records: [*records, (riga, load, 0)])


@alteration
def record_a_derivation_twice(found):
    with_records(found, "heavy-meter", lambda records: records * 2)


@alteration
def take_another_premise(found):
    old, new = (fact(found, "load", "kiel", Quantity.exactly(n)) for n in (15, 20))
    riga = fact(found, "load", "riga")
    swapped = {old: riga, riga: old, new: new}
    with_records(found, "heavy-load", lambda records: [(r[0], swapped[r[1]], r[2]) for r in records])


@alteration
def conclude_another_fact(found):
    kiel, riga = fact(found, "heavy", "kiel"), fact(found, "heavy", "riga")
    with_records(found, "heavy-meter", lambda records: [(riga, *r[1:]) for r in records if r[0] == kiel])


@alteration
def take_a_whole_number_for_a_decimal(found):
    number = fact(found, "above")
    assert found.rows[number] == ("kiel", 2.0)
    found.rows[number] = ("kiel", 2)


@alteration
def compute_another_value(found):
    with_records(found, "sum-of-loads", lambda records: [(*r[:-2], Quantity(70, 71), r[-1]) for r in records])


@alteration
def bind_a_whole_number_for_a_decimal(found):
    with_records(found, "share-of-scale", lambda records: [(*r[:-2], int(r[-2]), r[-1]) for r in records])


@alteration
def lose_a_contribution(found):
    _groups(found, lambda group: replace(group, facts=group.facts[:1]))


@alteration
def group_under_another_value(found):
    _groups(found, lambda group: replace(group, values=(group.values[0], Quantity.exactly(1))))


def _groups(found: Evaluation, change: Callable[[Group], Group]) -> None:
    at, old = block(found, "sum-of-loads")
    found.blocks[at] = old._replace(groups=tuple([change(group) for group in groups] for groups in old.groups))


@alteration
def see_no_boundary(found):
    with_records(found, "heavy-load", lambda records: [(*r[:-1], 0) for r in records])


@alteration
def see_boundaries_everywhere(found):
    with_records(found, "heavy-load", lambda records: [(*r[:-1], 1) for r in records])


@alteration
def strengthen_nothing(found):
    found.strengthened.clear()


@alteration
def strengthen_by_another_fact(found):
    [(place, _)] = [item for item in found.strengthened.items() if item[1] == (fact(found, "meter", "kiel"),)]
    found.strengthened[place] = (fact(found, "load", "riga"),)


@alteration
def strengthen_what_cannot_be(found):
    """A rule that is certain by itself: nobody would see it in the qualifiers."""
    found.strengthened[block(found, "heavy-meter")[0], 0] = (0,)


@alteration
def qualify_a_rule_otherwise(found):
    at, old = block(found, "heavy-meter")
    rule = replace(old.plan.rule, qualifier="likely")
    found.blocks[at] = old._replace(plan=replace(old.plan, rule=rule))


@alteration
def take_a_conclusion_for_given(found):
    found.given += 1


@alteration
def take_a_given_fact_for_none(found):
    found.given -= 1


@alteration
def lose_a_failure(found):
    found.failures.clear()


@alteration
def invent_a_failure(found):
    found.failures = {*found.failures, Failure("heavy-load", "$n > 10", "no finite value")}


@alteration
def fail_in_another_rule(found):
    [failure] = found.failures
    found.failures = {replace(failure, rule="heavy-load")}


@alteration
def fail_in_another_condition(found):
    [failure] = found.failures
    found.failures = {replace(failure, text="$a > 1")}


# -- what the gate says of each ----------------------------------------------------------------------------------------


def differences(case: Case, alter: Alter) -> tuple[str, ...]:
    with pytest.raises(EngineDisagreement) as caught:
        case.assess(engine="seminaive", checked_by=[altered(alter)])
    return caught.value.differences


def pinned() -> dict[str, tuple[str, ...]]:
    """By alteration, the differences that the gate is to name."""
    paragraphs = (Path(__file__).parent / "disagreements.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return {name: tuple(line.strip() for line in lines) for name, *lines in (each.split("\n") for each in paragraphs)}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_engine_that_errs_in_one_point_is_found_out_and_what_differs_is_named(port, name):
    assert pinned()[name] == differences(port, ALTERATIONS[name])


def test_every_alteration_is_pinned():
    assert list(pinned()) == list(ALTERATIONS)


def test_the_error_names_every_difference_and_that_nothing_is_published(port):
    with pytest.raises(EngineDisagreement) as caught:
        port.assess(engine="seminaive", checked_by=[altered(take_another_premise)])
    assert "\n".join(["the engines disagree; nothing is published", *caught.value.differences]) == str(caught.value)


def test_of_many_differences_five_of_a_kind_are_named_and_the_rest_counted(port):
    def invent(found):
        found.types.extend(["heavy"] * 1_007)
        found.rows.extend((f"pier {number:04}",) for number in range(1_007))

    assert (
        *(f'only altered has the fact heavy(place="pier {number:04}")' for number in range(5)),
        "only altered has 1,002 more of this kind",
    ) == differences(port, invent)


def test_of_many_that_count_otherwise_five_are_named_and_the_rest_counted(port):
    many = Case(port.pack, [f"load(place=p{number}, amount=20)" for number in range(7)])
    told = [line.partition(": ")[2] or line for line in differences(many, see_boundaries_everywhere)]
    assert told[:6] == [*["a boundary only for altered"] * 5, "the engines differ in 2 more of this kind"]
    assert len([line for line in told if line.startswith("the engines differ in ")]) == 2


def test_a_fact_that_the_pack_does_not_know_is_a_difference_like_any_other(port):
    def invent(found):
        found.types += ["heavy", "lighter"]
        found.rows += [("kiel", "very"), (1, None)]

    assert differences(port, invent) == (
        "only altered has the fact heavy(0=kiel, 1=very)",
        "only altered has the fact lighter(0=1)",
    )


@pytest.mark.parametrize("wrong", ["first", "second", "third"])
def test_every_engine_that_checks_is_heard(port, wrong):
    def lie(name):
        alter = lose_a_derivation if name == wrong else lambda found: None
        return Checker(name, altered(alter).evaluate)

    with pytest.raises(EngineDisagreement, match="only seminaive has the derivation of heavy") as caught:
        port.assess(checked_by=[lie(name) for name in ("third", "first", "second")])
    assert len(caught.value.differences) == 1


def test_the_choice_of_rete_or_of_both_is_checked_as_well(port):
    if not rete.available():
        pytest.skip("durable-rules cannot be imported here")
    for engine, first in (("rete", "rete"), ("both", "seminaive"), ("auto", "seminaive")):
        with pytest.raises(EngineDisagreement, match=f"only {first} has the derivation"):
            port.assess(engine=engine, checked_by=[altered(lose_a_derivation)])


@pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be imported here")
def test_both_engines_run_unless_one_is_chosen_or_there_is_too_much_for_rete(tmp_path):
    path = tmp_path / "many.yaml"
    rule = {"id": "r", "when": [{"a": {"n": "$n"}}, "$n == 0"], "then": [{"b": {}}]}
    path.write_text(to_yaml({"pack": "many", "types": {"a": {"n": "int"}, "b": {}}, "rules": [rule]}))
    pack = load_pack(path)
    most = Case(pack, [f"a(n={number})" for number in range(RETE_FACTS - 1)])
    more = most.with_facts(["a(n=-1)"])

    both = ("rete", "seminaive")
    assert both == most.assess().engines
    assert both == most.assess(engine="both").engines
    assert most.assess(engine="rete").engines == ("rete",)
    assert most.assess(engine="seminaive").engines == ("seminaive",)
    assert both == more.assess(engine="both").engines
    alone = more.assess()
    assert alone.engines == ("seminaive",)
    [warned] = alone.engine_warnings
    assert (warned.code, "seminaive ran alone" in warned.message) == ("W402", True)
    checked = more.assess(checked_by=[Checker("honest", seminaive.evaluate)])
    assert checked.engines == ("honest", "seminaive")
    assert [warning.message.split(":")[0] for warning in checked.engine_warnings] == ["rete did not run"]


def test_a_mistyped_choice_of_engine_is_not_taken_for_one_engine_alone(port):
    with pytest.raises(
        ValueError, match='engine: T223: expected one of auto, both, rete, seminaive, found the string "boht"'
    ):
        port.assess(engine="boht")


@pytest.mark.parametrize("engine", ["auto", "both", "rete", "seminaive"])
def test_who_the_environment_names_is_asked_unless_one_engine_alone_is_chosen(port, engine, monkeypatch):
    if engine == "rete" and not rete.available():
        pytest.skip("durable-rules cannot be imported here")
    monkeypatch.setenv("TOCSIN_CHECKED_BY", " ,nobody, ")
    if engine in ("rete", "seminaive"):
        assert (engine,) == port.assess(engine=engine).engines
    else:
        with pytest.raises(ProblemError, match="T407: no installed package brings an engine nobody"):
            port.assess(engine=engine)


# -- what is no disagreement -------------------------------------------------------------------------------------------


def reword_a_reason(found):
    [failure] = found.failures
    found.failures = {replace(failure, reason="it was Tuesday")}


def find_all_in_another_order(found):
    """Facts under other numbers, rules and firings the other way round, contributions too."""
    new = [*reversed(range(found.given)), *reversed(range(found.given, len(found.rows)))]
    number = {old: at for at, old in enumerate(new)}
    strengthened: dict[tuple[int, int], tuple[int, ...]] = {}
    blocks: list[Block] = []
    for at, old in reversed(list(enumerate(found.blocks))):
        width = len(old.plan.patterns) + 1
        records = [(*(number[each] for each in r[:width]), *r[width:]) for r in old.records]
        for record in range(len(records)):
            if (at, record) in found.strengthened:
                facts = tuple(number[each] for each in found.strengthened[at, record])
                strengthened[len(blocks), len(records) - 1 - record] = facts

        def renumbered(each):
            told = [c._replace(facts=tuple(number[n] for n in c.facts)) for c in reversed(each.contributions)]
            facts = tuple(number[fact] for fact in reversed(each.facts))
            return replace(each, facts=facts, contributions=tuple(told))

        groups = tuple([renumbered(each) for each in of] for of in old.groups)
        blocks.append(old._replace(records=records[::-1], groups=groups))
    found.types, found.rows = [found.types[old] for old in new], [found.rows[old] for old in new]
    found.blocks, found.strengthened = blocks, strengthened


@pytest.mark.parametrize("alter", [reword_a_reason, find_all_in_another_order])
def test_what_is_no_difference_withholds_nothing(port, alter):
    alone = port.assess(engine="seminaive")
    checked = port.assess(engine="seminaive", checked_by=[altered(alter)])
    assert checked.engines == ("altered", "seminaive")
    assert alone.warnings == checked.warnings
    assert alone.digest == checked.digest
    assert alone.to_data()["conclusions"] == checked.to_data()["conclusions"]


@relaxed
@given(programs())
def test_an_order_of_its_own_is_no_difference_whatever_the_program(program):
    program.case().assess(engine="seminaive", checked_by=[altered(find_all_in_another_order)])


@relaxed
@given(programs(), st.randoms(use_true_random=False))
def test_one_firing_more_or_less_or_otherwise_is_found_out_whatever_the_program(program, dice):
    case = program.case()
    told: list[str] = []

    def alter(found):
        # What two conclusions of one firing have in common counts once, however often it is recorded.
        blocks = [at for at, each in enumerate(found.blocks) if each.head not in each.plan.alike]
        places = [(at, number) for at in blocks for number in range(len(found.blocks[at].records))]
        if not places:
            return
        at, number = dice.choice(places)
        block = found.blocks[at]
        records = list(block.records)
        record = records[number]
        how = dice.choice(("lost", "doubled", "boundary"))
        told.append(how)
        records[number : number + 1] = {
            "lost": [],
            "doubled": [record, record],
            "boundary": [(*record[:-1], 1 - record[-1])],
        }[how]
        found.blocks[at] = block._replace(records=records)
        # What is strengthened is named by position: it goes along.
        move = {"lost": -1, "doubled": 1, "boundary": 0}[how]
        moved = {
            (b, n + move if b == at and n > number else n): facts
            for (b, n), facts in found.strengthened.items()
            if (b, n) != (at, number) or how != "lost"
        }
        if how == "doubled" and (at, number) in moved:
            moved[at, number + 1] = moved[at, number]
        found.strengthened = moved

    try:
        case.assess(engine="seminaive", checked_by=[altered(alter)])
    except EngineDisagreement:
        assert told
    else:
        assert not told


def test_two_operands_without_a_value_have_one_reason_whoever_evaluates(tmp_path):
    path = tmp_path / "ends.yaml"
    rule = {"id": "r", "when": [{"a": {"q": "$q"}}, "high($q) <= $q / 0"], "then": [{"b": {}}]}
    path.write_text(to_yaml({"pack": "ends", "types": {"a": {"q": "quantity"}, "b": {}}, "rules": [rule]}))
    case = Case(load_pack(path), ["a(q=7..)"])
    for engine in ("seminaive", "rete", "both") if rete.available() else ("seminaive",):
        said = "rule r: high($q) <= $q / 0 had no value for some match (an open end) and counted as false"
        assert [said] == [warning.message for warning in case.assess(engine=engine).warnings]


# -- engines of others -------------------------------------------------------------------------------------------------


def test_engines_of_others_are_listed_among_those_that_ran_each_once(port):
    named = [Checker(name, seminaive.evaluate) for name in ("zeno", "anna", "zeno")]
    assert port.assess(engine="seminaive", checked_by=named).engines == ("anna", "seminaive", "zeno")


def test_an_engine_of_others_cannot_change_what_the_next_is_given(port):
    def evaluate(plan, facts, active, progress=None):
        found = seminaive.evaluate(plan, facts, active, progress)
        for rows in facts.values():
            rows.clear()
        return found

    greedy = Checker("a greedy one", evaluate)
    port.assess(checked_by=[greedy, Checker("the next", seminaive.evaluate)])


@pytest.mark.parametrize("name", ["rete", "seminaive"])
def test_no_engine_of_others_takes_the_name_of_one_of_ours(name):
    with pytest.raises(ValueError, match=f"{name} is an engine of Tocsin's own"):
        Checker(name, seminaive.evaluate)


def test_what_an_engine_of_others_raises_is_a_problem_that_names_it(port):
    def evaluate(plan, facts, active, progress=None):
        raise KeyError("place")

    with pytest.raises(ProblemError) as caught:
        port.assess(checked_by=[Checker("broken", evaluate)])
    assert str(caught.value) == (
        "T408: the engine broken raised KeyError: 'place'\n"
        "  repair or remove the package that brings it, or leave it out of TOCSIN_CHECKED_BY"
    )


def test_an_engine_that_is_not_installed_is_a_problem():
    with pytest.raises(ProblemError) as caught:
        checkers(["third"])
    assert str(caught.value) == (
        "T407: no installed package brings an engine third\n  leave it out of TOCSIN_CHECKED_BY"
    )
