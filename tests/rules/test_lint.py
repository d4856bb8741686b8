"""What a pack is warned of: each warning with its exact message, and faults planted in the shipped pack found."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programs import programs
from tocsin.facts.problems import Place
from tocsin.rules import codes, expression
from tocsin.rules.codes import WARNINGS
from tocsin.rules.lint import warnings_of
from tocsin.rules.rule import Comparison, Pattern, Variable
from tocsin.rules.shipped import load_pack, shipped_names

ROOT = Path(__file__).parents[2]
WARNED = ROOT / "tests" / "bad" / "warned"
NAMES = sorted(path.name for path in WARNED.glob("*.yaml"))
PACK = load_pack("russia-dprk")
HERE = Place("planted", 1, 1)


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


def planted(rule):
    """The rule with one fault of each kind that it can have, by the code that finds it."""
    numbers = [name for name, kind in rule.kinds.items() if kind.is_numeric]
    for name in numbers[:1]:
        text = f"${name} > 7 and ${name} < 3"
        yield codes.CONTRADICTION, replace(rule, when=(*rule.when, Comparison(text, expression.parse(text), HERE)))
    renamed = replace(rule, id=f"{rule.id}-again", section=None, note=None)
    yield codes.SUBSUMED, renamed
    for pattern in rule.patterns[:1]:
        free = [f for f in PACK.vocabulary.types[pattern.type].fields if f.name not in pattern.terms and not f.optional]
        for field in free[:1]:
            other = Pattern(pattern.type, {**pattern.terms, field.name: Variable("planted")}, pattern.place)
            when = tuple(other if item is pattern else item for item in rule.when)
            yield codes.NAMED_ONCE, replace(rule, when=when)
        yield codes.NEVER_FIRES, replace(rule, unless=(*rule.unless, (pattern,)))
    if rule.warrant == "document":
        yield codes.WITHOUT_WORDS, replace(rule, cites=())
    if rule.section is not None:
        yield codes.NEAR_SECTION, replace(rule, section=f"{rule.section}s")


def test_faults_planted_in_the_rules_of_the_shipped_pack_are_found():
    tried = dict.fromkeys(WARNINGS, 0)
    for rule in PACK.rules[::9]:
        for code, faulty in planted(rule):
            tried[code] += 1
            others = tuple(faulty if each is rule else each for each in PACK.rules)
            rules = (*PACK.rules, faulty) if faulty.id != rule.id else others
            assert code in {problem.code for problem in warnings_of(replace(PACK, rules=rules))}, (code, rule.id)
    kinds = (codes.CONTRADICTION, codes.SUBSUMED, codes.NAMED_ONCE, codes.NEVER_FIRES, codes.NEAR_SECTION)
    assert all(tried[code] for code in kinds)


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


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_any_pack_can_be_looked_through(program):
    assert {problem.code for problem in warnings_of(program.pack())} <= set(WARNINGS)


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
