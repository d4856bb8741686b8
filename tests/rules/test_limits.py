"""A rule concludes only what its fields can hold, and questions propose nothing else."""

import re

import pytest

from tocsin.engine import Case
from tocsin.facts import ProblemError
from tocsin.questions import flip, watch
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack

TYPES = """
pack: stocks
types:
  stock: {owner: str, tons: {kind: quantity, at_least: 0}, crates: {kind: int, at_least: 0}, weight: float}
  rest: {owner: str, tons: {kind: quantity, at_least: 0}, crates: "int?"}
  lorry: {owner: str, loads: {kind: quantity, whole: true, at_least: 0}}
  sale: {owner: str, buyer: {kind: str, differs_from: owner}}
  gift: {giver: str, taker: {kind: str, differs_from: giver}}
  score: {owner: str, part: {kind: float, at_least: 0, at_most: 1}}
rules:
  - id: r
    when:
      - stock: {owner: $o, tons: $t, crates: $c, weight: $w}
      - stock: {owner: $p}
"""


def problems_of(folder, *lines):
    path = folder / "pack.yaml"
    path.write_text(TYPES + "\n".join(f"    {line}" for line in lines), encoding="utf-8")
    try:
        load_pack(path)
    except ProblemError as error:
        return error.problems
    return ()


FOLLOWS = [
    "- rest: {owner: $o, tons: $t}",
    "- lorry: {owner: $o, loads: $c}",
    "- lorry: {owner: $o, loads: 7}",
]
COMPUTED = [
    ("$t + 5", "rest", "tons"),
    ("$t * $t", "rest", "tons"),
    ("$t / 7", "rest", "tons"),
    ("max($t - 100, 0)", "rest", "tons"),
    ("abs($w)", "rest", "tons"),
    ("$c * 3 + 1", "lorry", "loads"),
    ("min($c / 1000, 1)", "score", "part"),
]
BEYOND = [
    ("$t - 5", "rest", "tons", "below 0"),
    ("-$t", "rest", "tons", "below 0"),
    ("$t * $w", "rest", "tons", "below 0"),
    ("$c / 3", "lorry", "loads", "a fraction"),
    ("$c - 1", "lorry", "loads", "below 0"),
    ("$c / 1000", "score", "part", "above 1"),
]


@pytest.mark.parametrize("conclusion", FOLLOWS)
def test_what_is_bound_from_a_field_within_the_limits_may_be_concluded(conclusion, tmp_path):
    assert problems_of(tmp_path, "then:", f"  {conclusion}") == ()


@pytest.mark.parametrize("computed,name,field", COMPUTED)
def test_what_is_computed_within_the_limits_may_be_concluded(computed, name, field, tmp_path):
    lines = (f"  - let: {{$x: '{computed}'}}", "then:", f"  - {name}: {{owner: $o, {field}: $x}}")
    assert problems_of(tmp_path, *lines) == ()


@pytest.mark.parametrize("computed,name,field,lacking", BEYOND)
def test_what_might_lie_beyond_is_refused_and_following_the_hint_is_accepted(computed, name, field, lacking, tmp_path):
    let, then = f"  - let: {{$x: '{computed}'}}", f"  - {name}: {{owner: $o, {field}: $x}}"
    [problem] = problems_of(tmp_path, let, "then:", then)
    assert (problem.code, problem.message.endswith(f"$x may be {lacking}")) == ("T332", True)
    hinted = re.search(r"- let: \{\$within: \"(.*)\"\}$", problem.hint)
    if hinted:
        after = (let, f"  - let: {{$within: '{hinted[1]}'}}", "then:", then.replace("$x", "$within"))
        assert problems_of(tmp_path, *after) == ()


def test_a_comparison_narrows_a_number(tmp_path):
    lines = ("  - $w >= 0 and $w <= 1", "then:", "  - score: {owner: $o, part: $w}")
    assert problems_of(tmp_path, *lines) == ()
    assert problems_of(tmp_path, *lines[1:]) != ()


@pytest.mark.parametrize(
    "kind,comparison,accepted",
    [
        ("int", "$n > 0 and $n < 10", True),
        ("int", "0 < $n and 9.5 > $n", True),
        ("int", "$n > 0.5 and $n < 10", True),
        ("int", "$n > -0.5 and $n < 10", False),
        ("int", "$n > 0 and $n <= 10", False),
        ("float", "$n > 0 and $n < 10", False),
    ],
)
def test_a_whole_number_above_another_is_at_least_the_next(kind, comparison, accepted):
    declared = f"{{n: {{kind: {kind}, at_least: 1, at_most: 9}}}}"
    rule = f'{{id: r, when: [z: {{n: $n}}, "{comparison}"], then: [x: {{n: $n}}]}}'
    text = f"pack: p\ntypes: {{z: {{n: {kind}}}, x: {declared}}}\nrules: [{rule}]\n"
    if accepted:
        assert pack_from_text(text).rules
    else:
        with pytest.raises(ProblemError, match="T332"):
            pack_from_text(text)


def test_a_time_that_rules_conclude_keeps_no_order_for_others():
    """A conclusion is not held to its validity: what takes its days on must see to their order itself."""
    text = """pack: p
types:
  a: {start: date, stop: date}
  stay: {validity: [since, until], fields: {since: date, until: date}}
  ban: {first: date, last: {kind: date, not_before: first}}
rules:
  - {id: one, when: [a: {start: $s, stop: $t}], then: [stay: {since: $s, until: $t}]}
  - {id: two, when: [stay: {since: $s, until: $t}], then: [ban: {first: $s, last: $t}]}
"""
    with pytest.raises(ProblemError, match="T332"):
        pack_from_text(text)
    assert pack_from_text(text.replace("$t}], then: [ban", "$t}, $t >= $s], then: [ban")).rules


def test_nobody_sells_to_himself_by_a_rule(tmp_path):
    sale = ("then:", "  - sale: {owner: $o, buyer: $p}")
    [problem] = problems_of(tmp_path, *sale)
    assert (problem.code, problem.hint) == ("T332", "add the condition: - $p != $o")
    assert problems_of(tmp_path, "  - $p != $o", *sale) == ()
    assert problems_of(tmp_path, "  - gift: {giver: $p, taker: $o}", *sale) == ()
    assert len(problems_of(tmp_path, "then:", "  - sale: {owner: $o, buyer: $o}")) == 1


@pytest.mark.parametrize(
    "declared,message",
    [
        ("{whole: true}", "x.y needs a kind"),
        ("{kind: str, whole: true}", "x.y is of kind str, which has no whole"),
        ("{kind: int, at_least: 5, at_most: 3}", "x.y is at least 5 and at most 3, which no number is"),
        ("{kind: int, at_least: many}", "at_least of x.y needs a number"),
        ("{kind: int, atleast: 0}", "x.y has no key 'atleast'"),
        ("{kind: int, differs_from: z}", "x.y: there is no other field z"),
        ("{kind: int, not_before: w}", "x.y is of kind int and w of kind str"),
    ],
)
def test_a_faulty_declaration_is_refused(declared, message, tmp_path):
    path = tmp_path / "pack.yaml"
    # A rule that concludes the type is looked at as well.
    rule = "rules: [{id: r, when: [{z: {v: $v}}], then: [{x: {w: a, y: 1}}]}]"
    path.write_text(f"pack: p\ntypes:\n  x: {{w: str, y: {declared}}}\n  z: {{v: int}}\n{rule}\n", encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load_pack(path)
    assert message in [problem.message for problem in caught.value.problems]


QUESTIONS = """
pack: losses
types:
  loss: {force: str, killed: {kind: quantity, whole: true, at_least: 0}}
  bad: {force: str}
  any: {force: str}
  deal: {seller: str, buyer: {kind: str, differs_from: seller}, tons: {kind: quantity, at_least: 50}}
  dealt: {seller: str}
rules:
  - {id: bad, when: [{loss: {force: $f, killed: $n}}, "$n > 439.5"], then: [{bad: {force: $f}}]}
  - {id: any, when: [{loss: {force: $f, killed: $n}}, "$n >= 0"], then: [{any: {force: $f}}]}
  - {id: dealt, when: [{bad: {force: $f}}, {deal: {seller: $f}}], then: [{dealt: {seller: $f}}]}
"""


def test_questions_propose_only_what_can_be(tmp_path):
    (tmp_path / "pack.yaml").write_text(QUESTIONS, encoding="utf-8")
    case = Case(load_pack(tmp_path / "pack.yaml"), ["loss(force=A, killed=600)"])
    assessment = case.assess(engine="seminaive")

    moved = {str(edit.value) for choice in flip(assessment, "bad").choices for edit in choice if hasattr(edit, "value")}
    assert moved == {"439"}
    assert not any(hasattr(edit, "value") for choice in flip(assessment, "any").choices for edit in choice)
    [indicator] = [i for i in watch(assessment).indicators if i.example.type == "deal"]
    seller, buyer, tons = indicator.example.row
    assert (seller, buyer != "A", str(tons)) == ("A", True, "50")


def test_a_pack_declares_open_lists(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text("pack: p\ntypes:\n  x: {sea: {open: [Channel, North Sea]}, y: {kind: str?, open: [a]}}\n", "utf-8")
    [declared] = [load_pack(path).vocabulary.type("x")]
    assert [(str(field), field.restrictions) for field in declared.fields] == [
        ("str", ["known words: Channel, North Sea"]),
        ("str?", ["known words: a"]),
    ]
    assert declared.by_name["sea"].convert(" north sea ") == "North Sea"


@pytest.mark.parametrize(
    "declared", ["{open: []}", "{open: [a, A]}", "{open: [1]}", "{kind: int, open: [a]}", "{open: a}"]
)
def test_a_faulty_open_list_is_refused(declared, tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(f"pack: p\ntypes:\n  x: {{y: {declared}}}\n", encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load_pack(path)
    assert {problem.code for problem in caught.value.problems} == {"T322"}
