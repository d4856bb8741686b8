"""Names of a pack in its texts: where they stand, and what renaming them leaves as it was."""

from pathlib import Path

import pytest

from tocsin.facts import ProblemError
from tocsin.rules.editing.names import names_in
from tocsin.rules.editing.renaming import CannotRename, occurrences, renamed
from tocsin.rules.read import parse_pack
from tocsin.rules.shipped import load_pack, load_pack_texts, shipped_names

ROOT = Path(__file__).parents[2]
OWN = ROOT / "examples" / "own_pack" / "pack.yaml"
PACK = """pack: tiny
types: {ship: {name: str, tons: int}, slow: {name: str, tons: int}}
assumptions: [{id: ok, text: it is}]
parameters: {cap: {values: [{from: 2020-01-01, value: 5}]}}
rules:
  - id: heavy
    assumes: ["ok"]
    when:
      - ship: {name: $n, tons: $t}
      - $t > param(cap, 2020-02-02) and
        $t < 100 # not $n
      - let: {$twice: $t * 2}
    then: [slow: {name: $n, tons: 1}]
    reads: >
      {n} is
      slow at {t:ton|tons}, twice {twice}
  - {id: other, when: [{slow: {name: $n}}], then: [ship: {name: $$n, tons: 1}]}
cases:
  - name: one
    without: [ok]
    facts: ["ship(name=a, tons=9)", {ship: {name: b, tons: 1}}]
    never: [slow]
"""


def named_in(texts):
    return {file: names_in(text, file) for file, text in texts.items() if file.endswith(".yaml")}


def declared(text, name):
    return next(each for each in names_in(text, "pack.yaml") if each.name == name)


@pytest.mark.parametrize(
    "name,lines",
    [
        ("n", [9, 13, 15]),
        ("t", [9, 10, 11, 12, 16]),
        ("twice", [12, 16]),
        ("ok", [3, 7, 20]),
        ("cap", [4, 10]),
        ("ship", [2, 9, 17, 21, 21]),
        ("slow", [2, 13, 17, 22]),
        ("heavy", [6]),
    ],
)
def test_a_name_is_found_wherever_it_stands(name, lines):
    names = named_in({"pack.yaml": PACK})
    found = occurrences(names, declared(PACK, name))
    assert lines == [each.place.line for each in found]
    rows = PACK.splitlines()
    assert all(rows[each.place.line - 1][each.place.column - 1 :].startswith(name) for each in found)


@pytest.mark.parametrize("name", [*shipped_names(), str(OWN)])
def test_every_rule_and_each_that_it_refers_to_is_found(name):
    pack = load_pack(name)
    found = {each.key[:2] for names in named_in(load_pack_texts(name)).values() for each in names if each.declares}
    for kind, items in (("statement", pack.statements), ("assumption", pack.assumptions)):
        assert {item.id for item in items} == {name for each, name in found if each == kind}
    assert {rule.id for rule in pack.rules if rule.row is None} | {table.id for table in pack.tables} == {
        name for kind, name in found if kind == "rule"
    }


def test_what_is_renamed_and_renamed_back_is_as_it_was():
    for texts in ({"pack.yaml": PACK}, load_pack_texts(OWN)):
        names = named_in(texts)
        every = {each.key: each for found in names.values() for each in found if each.kind != "field"}
        assert len(every) >= 10
        for each in every.values():
            changed = {**texts, **renamed(texts, names, each, "another_name")}
            there = named_in(changed)
            [again] = {e.key: e for found in there.values() for e in found if e.name == "another_name"}.values()
            assert changed != texts == {**changed, **renamed(changed, there, again, each.name)}
            assert parse_pack(changed, "pack").rules


@pytest.mark.parametrize(
    "name,new,why",
    [
        ("n", "t", "there is a variable t already"),
        ("heavy", "other", "there is a rule other already"),
        ("ship", "Ship", "'Ship' is no name for a type"),
        ("ship", "count", "would not be sound"),
        ("tons", "weight", "the field tons is not declared"),
    ],
)
def test_a_name_is_not_changed_where_the_pack_would_say_something_else(name, new, why):
    with pytest.raises(CannotRename, match=why):
        renamed({"pack.yaml": PACK}, named_in({"pack.yaml": PACK}), declared(PACK, name), new)


def test_nothing_is_renamed_in_a_pack_that_is_not_sound():
    broken = PACK.replace("[slow]", "[slaw]")
    with pytest.raises(CannotRename, match="mend the pack first"):
        renamed({"pack.yaml": broken}, named_in({"pack.yaml": broken}), declared(broken, "heavy"), "other_name")


def test_a_text_that_is_no_yaml_has_no_names():
    with pytest.raises(ProblemError):
        names_in("rules: [", "pack.yaml")
