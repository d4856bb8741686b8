"""What changed between two versions of a pack, line by line, and what follows otherwise."""

import copy
from dataclasses import replace
from functools import reduce
from operator import getitem

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.test_coverage import RULES
from tests.programs import programs
from tocsin.authoring import diff
from tocsin.authoring.mutants import mutants_of
from tocsin.authoring.pack_differences import thing_changes
from tocsin.authoring.skeleton import skeleton
from tocsin.facts.problems import ProblemError
from tocsin.rules.read import pack_from_text, parse_pack
from tocsin.rules.shipped import load_pack

CASES = """
  - {name: wet, facts: ["gauge(at=a, level=11)", "fire(at=a)"], expect: [flood]}
  - {name: dry, facts: ["gauge(at=a, level=10)"], never: [flood]}
"""
BEFORE = RULES + CASES


def changed(*replacements, before=BEFORE):
    """The pack before, and after some of its text was replaced."""
    after = before
    for old, new in replacements:
        assert old in after
        after = after.replace(old, new)
    return pack_from_text(before), pack_from_text(after)


def told(found):
    return [
        (thing.kind, thing.change, thing.name, part.part, part.fields, part.old, part.new)
        for thing in found.things
        for part in thing.parts
    ]


@pytest.mark.parametrize(
    "replacement,expected",
    [
        (("$n > 10 and", "$n > 11 and"), ("comparison", (), "$n > 10 and $n < 99", "$n > 11 and $n < 99")),
        (("{at: $place}, fire", "{at: $where}, fire"), ("premise", ("at",), "flood(at=$place)", "flood(at=$where)")),
        (("unless: [pump: {at: $place}]", "unless: [fire: {at: $place}]"), None),
        (("qualifier: likely", "qualifier: possible"), ("qualifier", (), "likely", "possible")),
        (("stronger_if: [pump: {at: $other}]", "reads: There."), None),
    ],
)
def test_a_changed_rule_says_which_part_as_the_old_line_and_the_new(replacement, expected):
    found = diff(*changed(replacement))

    lines = [line[3:] for line in told(found)]
    if expected is not None:
        assert lines == [expected]
    elif "unless" in replacement[0]:
        assert lines == [("exception", (), "pump(at=$place)", None), ("exception", (), None, "fire(at=$place)")]
    else:
        assert lines == [("stronger if", (), "pump(at=$other)", None), ("wording", (), None, "There.")]


CONDITIONS = """
  - id: new
    when:
      - pump: {at: [a, b c], backed_by: {sources: 2.., grade: ..B3}}
      - {sum: $n, over: [{gauge: {at: $i, level: $n}}, $n > 1], by: [$i], as: $sum}
      - {count: {distinct: [$j, $k]}, over: [{pump: {at: $j}}, {fire: {at: $k}}], as: $pairs}
      - {min: $l, over: [{gauge: {level: $l}}], as: $least}
      - {max: $m, over: [{gauge: {level: $m}}], as: $most}
      - {count: true, over: [{fire: {}}], as: $fires}
      - {let: {$twice: $sum * 2}}
      - $twice > 4
    then: [alarm: {at: $i}]"""


def test_each_kind_of_condition_is_told_in_the_notation_for_facts():
    before, after = changed(("rules:", "rules:" + CONDITIONS))

    assert [line[-1] for line in told(diff(before, after, []))] == [
        'pump(at=a|"b c"), backed by 2 or more independent sources, each graded B3 or better',
        "$sum = the sum of $n over gauge(at=$i, level=$n) and $n > 1, for each $i",
        "$pairs = the number of distinct $j and $k over pump(at=$j) and fire(at=$k)",
        "$least = the least $l over gauge(level=$l)",
        "$most = the greatest $m over gauge(level=$m)",
        "$fires = the number of matches over fire()",
        "let $twice = $sum * 2",
        "$twice > 4",
        "alarm(at=$i)",
        "follows",
        "product",
    ]


def test_what_stands_in_another_order_is_told_as_that_and_not_as_a_line_that_became_itself():
    rule = "{id: a, when: [flood: {at: $x}, fire: {at: $x}, $x != 'i'], then: [alarm: {at: $x}], cites: [%s]}"
    before = "pack: p\ntypes: {flood: {at: str}, fire: {at: str}, alarm: {at: str}}\nrules:\n  - " + rule % "i, ii"
    swapped = before.replace("flood: {at: $x}, fire: {at: $x}", "fire: {at: $x}, flood: {at: $x}").replace(
        "i, ii", "i, iii"
    )
    one, other = pack_from_text(before), pack_from_text(swapped)

    assert [line[3:] for line in told(diff(one, other, []))] == [
        ("citation", (), "ii", "iii"),
        ("order", (), "flood(at=$x); then fire(at=$x)", "fire(at=$x); then flood(at=$x)"),
    ]
    apart = pack_from_text(before.replace("fire: {at: $x}, $x != 'i'", "$x != 'i', fire: {at: $x}"))
    assert [line[3] for line in told(diff(one, apart, []))] == ["order"]


def test_layout_comments_and_the_order_of_rules_are_no_change():
    before = pack_from_text(BEFORE)
    rules = BEFORE.split("rules:")[1].split("cases:")[0]
    first, second = rules.split("  - {id: loud")
    after = pack_from_text(BEFORE.replace(rules, f"\n  # a remark\n  - {{id: loud{second}{first.lstrip(chr(10))}"))

    found = diff(before, after)
    assert (found.is_same, found.things, found.cases) == (True, (), ())


def test_what_differs_beside_the_meaning_is_listed_and_no_case_is_run():
    found = diff(*changed(("types: {", "types: {rain: {at: str}, "), ("level=10)", "level=9)")))

    assert (found.is_same, found.cases) == (True, ())
    assert [(thing.kind, thing.change, thing.name) for thing in found.things] == [
        ("type", "added", "rain"),
        ("case", "changed", "dry"),
    ]


def test_conclusions_gained_lost_firmer_weaker_and_derived_otherwise_are_told_by_case():
    old, new = changed(("$n > 10 and", "$n > 9 and"), ("qualifier: likely", "qualifier: certain"))
    wet, dry = diff(old, new).cases
    assert [(c.kind, c.standing.type) for c in wet.changes] == [("strengthened", "alarm")]
    assert [(c.kind, c.standing.type) for c in dry.changes] == [("appeared", "flood")]
    back = diff(new, old).cases
    assert [(c.kind, c.standing.type) for case in back for c in case.changes] == [
        ("weakened", "alarm"),
        ("fell", "flood"),
    ]

    other = diff(*changed(("id: high, when: [", 'id: tall, when: ["1 < 2", ')))
    [change] = [case for case in other.cases if case.differs]
    assert (change.name, change.changes) == ("wet", ())
    assert [(e.kind, e.rule, len(e.firings)) for e in change.explanations] == [
        ("gained", "tall", 1),
        ("lost", "high", 1),
    ]


def test_a_rule_of_another_name_that_concludes_the_same_from_the_same_was_renamed():
    found = diff(*changed(("id: high", "id: tall"), ("qualifier: likely,", "qualifier: likely, note: More,")))

    assert [(t.kind, t.change, t.name, t.was, len(t.parts)) for t in found.things if t.change == "renamed"] == [
        ("rule", "renamed", "tall", "high", 0)
    ]
    assert (found.is_same, found.differing) == (False, ())


def test_what_else_a_renamed_rule_says_is_told_and_its_derivations_say_something_else():
    found = diff(*changed(("id: loud", "id: noisy"), ("qualifier: likely", "qualifier: possible")))

    assert told(found) == [("rule", "renamed", "noisy", "qualifier", (), "likely", "possible")]
    assert [[change.kind for change in case.changes] for case in found.differing] == [["weakened"]]


def test_of_several_rules_that_conclude_the_same_those_alike_in_all_are_one():
    rule = "{id: %s, when: [gauge: {at: $x}], then: [alarm: {at: $x}], reads: %s}"
    head = "pack: p\ntypes: {gauge: {at: str}, alarm: {at: str}}\nrules:\n  - "
    old, new = (
        pack_from_text(head + "\n  - ".join(rule % pair for pair in pairs))
        for pairs in ([("a", "One."), ("b", "Two.")], [("c", "Two."), ("d", "Three.")])
    )

    assert [(t.was, t.name, len(t.parts)) for t in diff(old, new, []).things] == [("b", "c", 0), ("a", "d", 1)]


def test_what_is_said_in_full_is_known_under_another_name_and_a_type_is_not():
    before = BEFORE.replace("types: {", "types: {rain: {}, ")
    found = diff(*changed(("name: wet", "name: soaked"), ("types: {", "types: {rain: {at: str}, ")))
    again = diff(*changed(("types: {rain: ", "types: {snow: "), before=before))

    assert [(t.kind, t.change, t.was) for t in found.things] == [("type", "added", None), ("case", "renamed", "wet")]
    assert [t.change for t in again.things] == ["removed", "added"]


def test_a_case_that_only_one_version_can_assess_says_why():
    """The new version has a type that the old does not know, in a case of its own."""
    old, new = changed(
        ("types: {", "types: {rain: {at: str}, "),
        ("qualifier: likely", "qualifier: possible"),
        ('facts: ["gauge(at=a, level=10)"]', 'facts: ["rain(at=a)"]'),
    )
    found = diff(old, new)
    dry = found.cases[1]
    assert (dry.refused_by, "knows no fact type rain" in str(dry.refused[0])) == (old, True)
    assert [case.name for case in found.differing] == ["wet", "dry"]
    assert ("type", "added", "rain", "field", (), None, "at: str") in told(found)


def test_cases_of_files_are_assessed_under_both(tmp_path):
    old, new = changed(("$n > 10 and", "$n > 20 and"))
    path = tmp_path / "case.yaml"
    path.write_text('{case: given, facts: ["gauge(at=a, level=15)"]}', encoding="utf-8")
    [case] = diff(old, new, [path]).cases
    assert (case.name, [(c.kind, c.standing.type) for c in case.changes]) == (str(path), [("fell", "flood")])

    path.write_text('{case: given, facts: ["storm(at=a)"]}', encoding="utf-8")
    with pytest.raises(ProblemError, match="storm"):
        diff(old, new, [path])


def test_statements_that_only_stand_elsewhere_are_told_apart_from_those_that_say_something_else():
    text = "It may rain. A wet street is slippery."
    old, new = (
        parse_pack(skeleton("rain", said, "On rain"), "rain") for said in (text, text.replace("may rain", "might rain"))
    )
    first, second = [thing for thing in diff(old, new).things if thing.kind == "statement"]

    assert (first.name, first.only_moved, [part.part for part in first.parts]) == (
        "S01",
        False,
        ["place in the text", "sentence", "modality"],
    )
    assert (second.name, second.only_moved) == ("S02", True)


def test_every_mutant_of_a_rule_is_told_by_what_was_changed_in_it():
    pack = load_pack("examples/own_pack/pack.yaml")

    found = [
        list(thing_changes(pack, replace(pack, rules=tuple(m.rule if r.id == m.rule.id else r for r in pack.rules))))
        for m in mutants_of(pack)
    ]
    assert len(found) > 40
    assert [(len(things), things[0].kind, len(things[0].parts) > 0) for things in found if len(things) != 1] == []
    assert {(things[0].kind, len(things[0].parts) in (1, 2)) for things in found} == {("rule", True)}


def places(part, path=()):
    """Every value and every list of several items in plain data, by the steps to it."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, inner in items:
        yield from places(inner, (*path, step))
    if not isinstance(part, dict) and (not items or (isinstance(part, list) and len(part) > 1)):
        yield path, part


OTHERS = {"certain": "likely", "likely": "possible", "possible": "likely", "on": "off", "off": "on", "red": "green"}


def otherwise(part):
    """The value or the list changed in one thing."""
    if isinstance(part, list):
        return part[::-1]
    if isinstance(part, bool):
        return not part
    return OTHERS.get(part, part.replace("1", "2")) if isinstance(part, str) else part + 1


@given(program=programs(), chosen=st.integers(0, 10_000))
@settings(suppress_health_check=list(HealthCheck))
def test_whatever_is_changed_in_a_pack_is_told_and_no_line_becomes_itself(program, chosen):
    found = [each for key in ("rules", "assumptions") for each in places(program.data[key], (key,))]
    (*steps, last), part = found[chosen % len(found)]
    data = copy.deepcopy(program.data)
    reduce(getitem, steps, data)[last] = otherwise(part)
    try:
        one, other = program.pack(), replace(program, data=data).pack()
    except ProblemError:  # the change makes no pack
        return

    things = list(thing_changes(one, other))
    assert (one == other) == (not things)
    assert all(thing.parts or thing.was is not None for thing in things)
    assert all(part.old != part.new for thing in things for part in thing.parts)
