"""Mutants that mean what their rules mean are not counted, and no facts tell them from their rules."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programs import programs
from tocsin.authoring import mutate
from tocsin.authoring.equivalence import why_equivalent
from tocsin.authoring.mutants import mutants_of
from tocsin.authoring.telling_apart import differences
from tocsin.engine.case import plan_of
from tocsin.engine.planning import with_rule
from tocsin.facts.problems import ProblemError
from tocsin.questions.differences.edits import edited
from tocsin.rules.read import pack_from_text

RULES = """
pack: tiny
types: {{gauge: {{at: str, near: str, level: {kind}}}, pump: {{at: str, by: str}}, flood: {{at: str}}}}
rules:
  - {{id: wet, when: [gauge: {{at: $place, level: $n}}, $n > 10], then: [flood: {{at: $place}}], qualifier: {general}}}
  - {{id: pumped, when: [gauge: {{at: $place, level: $n}}, $n > 10, pump: {{at: $place, by: $who}}],
      then: [flood: {{at: $place}}], qualifier: possible}}
  - {{id: unpumped, when: [pump: {{at: $place, by: $who}}],
      unless: [[gauge: {{at: $place, level: $n}}, $n > 10]], then: [flood: {{at: $place}}], qualifier: {special}}}
  - {{id: seen, when: [gauge: {{at: $place, near: $town, level: $n}}], then: [flood: {{at: there}}]}}
"""


def found(kind="int", general="certain", special="possible"):
    pack = pack_from_text(RULES.format(kind=kind, general=general, special=special))
    told = {(each.rule.id, each.change): why_equivalent(pack, pack.rule_by_id[each.rule.id], each.rule)
            for each in mutants_of(pack)}  # fmt: skip
    return {key: why for key, why in told.items() if why is not None}


NAMES = "it is the same rule by other names of variables"
ANYWAY = "whatever it concludes, wet concludes as firmly"
KEPT_AWAY = "what the exception keeps away, wet concludes as firmly"
SEEN = {
    ("seen", "$place and $town swapped in gauge"): NAMES,
    ("seen", "$place and $n swapped in gauge"): NAMES,
    ("seen", "$town and $n swapped in gauge"): NAMES,
}
PUMPED = {
    ("pumped", "$n > 11 instead of $n > 10"): ANYWAY,
    ("pumped", "without pump(at=$place, by=$who)"): ANYWAY,
    ("pumped", "$place and $who swapped in pump"): ANYWAY,
}
FIRMER = {("pumped", "concluding likely instead of possible"): ANYWAY}
UNPUMPED = {
    ("unpumped", "$n > 11 instead of $n > 10"): KEPT_AWAY,
    ("unpumped", "without the exception gauge(at=$place, level=$n) and $n > 10"): KEPT_AWAY,
}


@pytest.mark.parametrize(
    "pack,expected",
    [
        ({}, SEEN | PUMPED | FIRMER | UNPUMPED),
        # A possible fact would keep away what is certain, and the other rule would conclude as possible.
        ({"special": "likely"}, SEEN | PUMPED | FIRMER),
        ({"general": "possible"}, SEEN | PUMPED | UNPUMPED),
        # On a range the comparison may be only possible, and then a conclusion lies on the boundary or does not.
        ({"kind": "quantity"}, SEEN),
    ],
    ids=["all", "an exception of a firm rule", "a weaker rule", "ranges"],
)
def test_what_means_the_same_is_known_by_its_names_or_by_another_rule(pack, expected):
    assert found(**pack) == expected


def test_what_means_the_same_is_not_counted():
    facts = '["gauge(at=a, near=b, level=20)", "pump(at=c, by=d)"]'
    case = (
        f"cases: [{{name: some, facts: {facts}, expect: [flood: {{at: a}}, flood: {{at: c}}, flood: {{at: there}}]}}]\n"
    )
    pack = pack_from_text(RULES.format(kind="int", general="certain", special="possible") + case)
    mutation = mutate(pack, search=False)
    told = json.loads(json.dumps(mutation.to_json()))

    assert [(each.mutant.rule.id, each.mutant.change, each.equivalent) for each in mutation.equivalents] == [
        (*key, why) for key, why in found().items()
    ]
    assert len(mutation.tested) == len(mutation.counted) + len(mutation.equivalents)
    assert told["mutants"] == len(mutation.counted) == mutation.killed + len(mutation.survivors)
    assert [each["equivalent"] for each in told["equivalent"]] == list(found().values())
    of_one = mutate(pack, rules=["seen"], search=False)
    assert of_one.tested == tuple(each for each in mutation.tested if each.mutant.rule.id == "seen")


def with_general_and_exceptions(program):
    """The program's pack, in which rules of several patterns have one beside them that asks for less."""
    rules = program.data["rules"]
    for number, rule in enumerate(list(rules)):
        patterns = [item for item in rule["when"] if isinstance(item, dict)]
        if len(patterns) < 2 or any({"let", "as"} & item.keys() for item in patterns):
            continue
        rest = [item for item in rule["when"] if item is not patterns[-1]]
        plain = {key: value for key, value in rule.items() if key not in ("unless", "stronger_if")}
        rules[number] = plain
        more = {"when": rest} if number % 2 else {"when": rest, "unless": [[patterns[-1]]], "qualifier": "possible"}
        rules.append({**plain, "id": f"beside-{number}", **more})
        try:
            program.pack()
        except ProblemError:  # a conclusion has a variable of the last pattern, or the exception is recursive
            rules.pop()
    return program.pack()


@given(program=programs())
@settings(suppress_health_check=list(HealthCheck), max_examples=12)
def test_no_facts_tell_what_is_said_to_mean_the_same(program):
    pack = with_general_and_exceptions(program)
    base = program.case(pack).assess(engine="seminaive")

    for each in mutants_of(pack):
        if why_equivalent(pack, pack.rule_by_id[each.rule.id], each.rule) is not None:
            mutated = edited(base, (), plan=with_rule(plan_of(pack), each.rule))
            assert differences(base, mutated) == (), each.change
