"""Packs as they are read: every refusal with its exact message, and what is legal accepted."""

import re
import time
from pathlib import Path

import pytest
from pydantic import create_model

from tocsin.facts import Fact, ProblemError, register
from tocsin.rules import codes
from tocsin.rules.codes import CODES
from tocsin.rules.documents import link_document
from tocsin.rules.model import Pack
from tocsin.rules.shipped import DEFAULT, load_pack

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "bad" / "rules"
REFUSED = sorted(path.name for path in BAD.glob("*.yaml"))
# What no pack alone can be: the tests are below, in test_own_functions and in test_formatting.
IN_CODE = (
    codes.UNKNOWN_PACK,
    codes.DOCUMENT_DIFFERS,
    codes.BROKEN_FUNCTION,
    codes.FUNCTION_FAILED,
    codes.NO_WORKBOOKS,
    codes.NOT_IN_FORM,
)

TYPES = """pack: tiny
types:
  edge: {source: int, target: int}
  path: {source: int, target: int}
  shipment: {supplier: str, volume: quantity, shipped: date, note: str?}
  many: {supplier: str?, volume: quantity}
  alarm: {}
"""


def loaded(folder: Path, text: str) -> Pack:
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return load_pack(folder)


def problems_of(folder: Path, text: str) -> list:
    with pytest.raises(ProblemError) as caught:
        loaded(folder, text)
    return list(caught.value.problems)


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_pack_is_refused_with_exactly_this_message(name, monkeypatch):
    monkeypatch.chdir(BAD)  # places name files as the user did
    with pytest.raises(ProblemError) as caught:
        load_pack(name)
    assert str(caught.value) + "\n" == Path(f"{name}.txt").read_text(encoding="utf-8")
    if name.startswith("T"):
        assert {problem.code for problem in caught.value.problems} == {name[:4]}


def test_every_problem_code_has_a_bad_pack():
    assert {name[:4] for name in REFUSED if name.startswith("T")} | set(IN_CODE) == set(CODES)


def test_every_message_belongs_to_a_bad_pack():
    assert sorted(f"{name}.txt" for name in REFUSED) == sorted(path.name for path in BAD.glob("*.txt"))


def test_every_problem_code_is_documented_under_its_title():
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    documented = re.findall(r"^### (T3\d\d) · (.+)$", text, re.MULTILINE)
    assert dict(documented) == CODES
    assert [code for code, _ in documented] == sorted(CODES)


def test_a_field_may_be_called_kind_where_the_type_tells_its_things_apart(tmp_path):
    text = """pack: p
types:
  shipment: {fields: {supplier: str, kind: [crude, refined]}, key: [supplier, kind]}
  label: {fields: {kind: [red, green]}}
"""
    types = loaded(tmp_path, text).vocabulary.types
    assert [field.name for field in types["shipment"].fields] == ["supplier", "kind"]
    assert [field.name for field in types["label"].fields] == ["fields"]


def test_a_type_in_yaml_says_which_fields_tell_its_things_apart(tmp_path):
    path = tmp_path / "pack.yaml"
    text = "{fields: {supplier: str, volume: quantity, first: date, last: date?}, key: [supplier]%s}"
    rules = "rules: [{id: r, when: [shipment: {supplier: $s}], then: [note: {supplier: $s}]}]\n"

    def pack_of(things):
        types = f"types:\n  shipment: {things}\n  note: {{supplier: str, fields: str?}}\n"
        path.write_text("pack: p\n" + types + rules, encoding="utf-8")
        return load_pack(path)

    keyed = pack_of(text % ", period: [first, last], cumulative: true")
    shipment = keyed.vocabulary.type("shipment")
    assert (shipment.key, shipment.period) == (("supplier", "first", "last"), ("first", "last"))
    assert shipment.cumulative
    assert keyed.vocabulary.type("note").describe() == {"supplier": "str", "fields": "str?"}
    others = [
        text % "",
        text % ", period: [first, last]",
        "{supplier: str, volume: quantity, first: date, last: date?}",
    ]
    assert len({keyed.digest, *(pack_of(other).digest for other in others)}) == 4


def test_all_problems_of_a_pack_are_shown_at_once_in_the_order_of_the_file():
    with pytest.raises(ProblemError) as caught:
        load_pack(BAD / "all-at-once.yaml")
    found = [(problem.place.line, problem.code) for problem in caught.value.problems if problem.place]
    assert sorted(found) == found
    assert len({code for _, code in found}) >= 8


def test_problems_of_all_files_of_a_folder_are_shown_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("pack: two\nruels: []\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- no mapping\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("rules: [\n", encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load_pack(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["T302", "T318", "T105"]


def test_a_variable_in_a_condition_that_cannot_be_read_is_not_called_unbound_too(tmp_path):
    rule = "rules: [{id: r, when: [egde: {source: $a, target: $b}], then: [path: {source: $a, target: $b}]}]\n"
    assert [problem.code for problem in problems_of(tmp_path, TYPES + rule)] == [codes.UNKNOWN_TYPE]


def test_what_is_written_instead_of_notation_in_a_rule_is_the_same_pattern(tmp_path):
    rule = "rules:\n  - {{id: reach, when: [{}, {}], then: [{}]}}\n"
    parts = ("edge(source=$a, target = 2)", 'shipment(supplier="North", note=$n)', "path(source=$a, target=2)")
    hints = [p.hint for p in problems_of(tmp_path, TYPES + rule.format(*(f"'{part}'" for part in parts)))]
    assert [hint.partition(" ")[0] for hint in hints] == ["write"] * 3
    mended = loaded(tmp_path, TYPES + rule.format(*(f"{{{hint.partition(' ')[2]}}}" for hint in hints)))
    by_hand = (
        "{edge: {source: $a, target: 2}}",
        "{shipment: {supplier: North, note: $n}}",
        "{path: {source: $a, target: 2}}",
    )
    assert mended.digest == loaded(tmp_path, TYPES + rule.format(*by_hand)).digest


def test_a_faulty_value_in_a_conclusion_is_not_called_missing_too(tmp_path):
    rule = "rules: [{id: r, when: [alarm: {}], then: [path: {source: one, target: 2}]}]\n"
    assert [problem.code for problem in problems_of(tmp_path, TYPES + rule)] == [codes.WRONG_CONSTANT]


def test_a_pack_that_is_not_there_is_refused_with_the_nearest_shipped_name():
    with pytest.raises(ProblemError) as caught:
        load_pack("rusia-dprk")
    assert str(caught.value) == (
        "rusia-dprk: T323: there is no pack 'rusia-dprk', neither shipped nor as a file or folder\n"
        "  did you mean russia-dprk?"
    )


def test_a_folder_without_yaml_is_no_pack(tmp_path):
    with pytest.raises(ProblemError, match="T301: the folder holds no YAML file"):
        load_pack(tmp_path)


def test_a_copy_of_the_document_that_differs_is_refused_with_the_first_statement_that_does(tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text("Not the article.\n", encoding="utf-8")
    with pytest.raises(ProblemError, match=r"copy\.txt:1: T326: .*the statement S01 "):
        link_document(load_pack(DEFAULT), copy)


# -- what is legal ----------------------------------------------------------------------------------------------------

LEGAL = {
    "a pack with nothing but a name": "pack: bare\n",
    "types without rules, fields or meaning": TYPES,
    "empty sections": TYPES + "rules: []\ncases: []\ntensions:\nassumptions: []\nnames: {}\n",
    "a case without facts": TYPES + "cases: [{name: nothing, facts: [], expect: [], never: []}]\n",
    "a case without the key facts": TYPES + "cases: [{name: nothing}]\n",
    "citations without statements": TYPES
    + "rules: [{id: r, cites: [S1], when: [alarm: {}], then: [path: {source: 1, target: 2}]}]\n",
    "an aggregate without a pattern, and without by": TYPES
    + "rules: [{id: r, when: [{count: true, over: [alarm: {}], as: $n}], then: [many: {volume: $n}]}]\n",
    "an aggregate with an empty by": TYPES
    + "rules: [{id: r, when: [{sum: $v, over: [shipment: {volume: $v}], by: [], as: $n}],"
    " then: [many: {volume: $n}]}]\n",
    "two aggregates over the same groups": TYPES
    + """rules:
  - id: r
    when:
      - {min: $v, over: [shipment: {supplier: $s, volume: $v}], by: [$s], as: $least}
      - {max: $v, over: [shipment: {supplier: $s, volume: $v}], by: [$s], as: $most}
      - $least < $most
    then: [many: {supplier: $s, volume: $most}]
""",
    "an exception of comparisons only": TYPES
    + "rules: [{id: r, when: [edge: {source: $a}], unless: [$a > 1], then: [path: {source: $a, target: 2}]}]\n",
    "a let that binds text, a date, a truth value": TYPES
    + "rules: [{id: r, when: [alarm: {}, let: {$a: '\"x\"'}, let: {$b: 2024-11-20}, let: {$c: true}],"
    " then: [many: {supplier: $a, volume: 1}]}]\n",
    "a let that checks what a pattern binds, in a recursive rule": TYPES
    + "rules: [{id: r, when: [path: {source: $a, target: $b}, let: {$b: $a + 1}],"
    " then: [path: {source: $b, target: $a}]}]\n",
    "a dollar sign in text": TYPES
    + "rules: [{id: r, when: [shipment: {supplier: $$5, note: [$$x, y]}], then: [path: {source: 1, target: 2}]}]\n",
    "one alias used twice": TYPES
    + "rules: [{id: r, when: &w [alarm: {}], then: &t [path: {source: 1, target: 2}]}, {id: s, when: *w, then: *t}]\n",
    "forty-one dates in one list": TYPES
    + "rules: [{id: r, when: [shipment: {shipped: $d}, '$d in ["
    + ", ".join(["2024-11-20"] * 41)
    + "]'], then: [path: {source: 1, target: 2}]}]\n",
}


@pytest.mark.parametrize("text", LEGAL.values(), ids=LEGAL.keys())
def test_a_legal_pack_is_accepted(text, tmp_path):
    assert loaded(tmp_path, text).name in ("tiny", "bare")


def test_a_pack_in_one_file_and_in_a_folder_of_several_is_the_same_pack(tmp_path):
    rules = "rules: [{id: r, when: [alarm: {}], then: [path: {source: 1, target: 2}]}]\n"
    one = tmp_path / "one.yaml"
    one.write_text(TYPES + rules, encoding="utf-8")
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "z.yaml").write_text(TYPES, encoding="utf-8")
    (folder / "deeper" / "a.yml").write_text(rules, encoding="utf-8")
    assert load_pack(one).digest == load_pack(folder).digest


# -- hostile packs ----------------------------------------------------------------------------------------------------

_RULE = "rules: [{{id: r, when: [edge: {{source: $a}}, {}], then: [path: {{source: $a, target: 2}}]}}]\n"
_LEVELS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
HOSTILE = {
    "an alias bomb": ("T109", "pack: bomb\na0: &a0 [x]\n" + _LEVELS),
    "an alias within itself": ("T108", "pack: bomb\nrules: &a [*a]\n"),
    "nesting 10,000 deep": ("T107", "pack: deep\nrules: " + "[" * 10_000 + "]" * 10_000 + "\n"),
    "10,000 parentheses": ("T309", TYPES + _RULE.format("'" + "(" * 10_000 + "$a" + ")" * 10_000 + " > 1'")),
    "10,000 nots": ("T309", TYPES + _RULE.format("'" + "not " * 10_000 + "$a > 1'")),
    "1,000 parentheses": ("T309", TYPES + _RULE.format("'" + "(" * 1_000 + "$a" + ")" * 1_000 + " > 1'")),
    "990 nots": ("T309", TYPES + _RULE.format("'" + "not " * 990 + "$a > 1'")),
    "1,900 additions": ("T309", TYPES + _RULE.format("'$a" + "+1" * 1_900 + " > 1'")),
    "1,900 signs": ("T309", TYPES + _RULE.format("'" + "-" * 1_900 + "$a > 1'")),
    "a number of 10,000 digits": ("T309", TYPES + _RULE.format("'$a > " + "9" * 3_000 + "'")),
    "100,000 rules of no shape": ("T199", "pack: long\nrules: [" + "x, " * 100_000 + "x]\n"),
    "100,000 unknown keys": ("T199", "pack: wide\n" + "".join(f"key{n}: 1\n" for n in range(100_000))),
    "100,000 unknown types": ("T199", TYPES + "rules: [{id: r, when: [" + "egde: {}, " * 100_000 + "], then: []}]\n"),
    "a name of 1,000 letters": ("T303", TYPES + "rules: [{id: r, when: [" + "e" * 1_000 + ": {}], then: []}]\n"),
}


@pytest.mark.parametrize("code,text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_pack_is_refused_quickly_with_few_words(code, text, tmp_path):
    start = time.process_time()
    problems = problems_of(tmp_path, text)
    assert time.process_time() - start < 60
    assert code in {problem.code for problem in problems}
    assert len(problems) <= 101
    assert max(len(str(problem)) for problem in problems) < 1_500


def _liar(number: int, length: int) -> str:
    """A rule of a circle: each type needs the one before it, and the absence of the one after."""
    before, after = f"t{number}: {{n: $n}}", f"t{(number + 1) % length}: {{n: $n}}"
    return f"  - {{id: r{number}, when: [{before}], unless: [{after}], then: [t{(number + 2) % length}: {{n: $n}}]}}\n"


def test_a_cycle_through_unless_is_refused_and_named_whatever_its_length(tmp_path):
    length = 500
    types = "".join(f"  t{n}: {{n: int}}\n" for n in range(length))
    rules = "".join(_liar(n, length) for n in range(length))
    problems = problems_of(tmp_path, f"pack: cycle\ntypes:\n{types}rules:\n{rules}")
    assert {problem.code for problem in problems} == {codes.NOT_STRATIFIED, "T199"}


@pytest.mark.parametrize("operator", ["and", "or"])
def test_an_expression_as_long_and_deep_as_is_allowed_is_compiled_and_evaluated(operator, tmp_path):
    from tocsin.engine.planning import compile_plan
    from tocsin.engine.seminaive import evaluate
    from tocsin.facts import Quantity

    deep = "not ($v < 1 and " * 20 + "($v > 2 or " * 35 + "$v > 1" + ")" * 55
    long = f" {operator} ".join(["$v > 1"] * 300)
    when = f"[shipment: {{volume: $v}}, '{deep}', '{long}']"
    rule = f"rules: [{{id: r, when: {when}, then: [path: {{source: 1, target: 2}}]}}]\n"
    plan = compile_plan(loaded(tmp_path, TYPES + rule))
    day = plan.types["shipment"].fields[2].convert("2024-11-20")
    evaluation = evaluate(plan, {"shipment": [("a", Quantity(2, 5), day, None)]}, frozenset([0]))
    assert len(evaluation.rows) == 2


CASCADE = """pack: cascade
types:
  seen: {place: str, n: quantity}
  held: {place: str}
rules:
  - id: a
    when: [{seen: {place: $p, n: $n}}, "$n > 3"]
    then: [{held: {place: $p}}]
    reads: "{p} is held with {n}."
cases:
  - {name: x, facts: [{seen: {place: A, n: 5}}], expect: [{held: {place: A}}]}
"""


@pytest.mark.parametrize(
    "right,wrong,told",
    [
        ("when: [", "if: [", "T302: the rule a has no key 'if'\n  did you mean when?"),
        ("rules:", "ruels:", "T302: a pack has no key 'ruels'\n  did you mean rules?"),
        ("n: quantity}", "n: number}", "T322: seen.n: 'number' is no kind\n  did you mean float, int or quantity?"),
        ("{place: str, n: quantity}", "[place, n]", "T318: the type seen must be a mapping, found a list"),
    ],
)
def test_of_one_mistake_only_the_cause_is_told(tmp_path, right, wrong, told):
    assert loaded(tmp_path, CASCADE).rules
    [problem] = problems_of(tmp_path, CASCADE.replace(right, wrong, 1))
    assert told in str(problem)


WHATEVER_ASKS = """pack: whatever
types:
  seen: {place: str, n: quantity, day: date, note: str?}
  held: {place: str, n: quantity}
  calm: {place: str}
parameters: {cap: {values: [{from: 2020-01-01, value: 5}]}}
rules:
  - id: held
    when:
      - seen: {place: $p, day: $day, backed_by: {sources: 2..}}
      - sum: $n
        over: [seen: {place: $p, n: $n, absent: [note]}]
        by: [$p]
        as: $sum
      - count: {distinct: [$q]}
        over: [seen: {place: $q}]
        as: $places
      - let: {$twice: $sum * 2}
      - $twice > param(cap, $day) and $places > 0
    unless: [seen: {place: $p, note: void}, [seen: {place: $p, n: $m}, $m < 1]]
    stronger_if: [seen: {place: $p, note: twice}]
    qualifier: possible
    then: [held: {place: $p, n: $sum}]
    reads: "{p} holds {sum}."
  - id: calm
    from_absence: true
    qualifier: possible
    when: [held: {place: $p}]
    unless: [seen: {place: $p}]
    then: [calm: {place: $p}]
    reads: "Nothing was reported of {p}."
tables:
  - id: graded
    when: [seen: {place: $p, n: $n}]
    file: graded.csv
    inputs: {N: $n}
    outputs: {Place: $place}
    then: [calm: {place: $place}]
    reads: "{place} is calm."
tensions: [{id: t, text: both, between: [seen: {place: $p}, held: {place: $p}]}]
hypotheses:
  - id: h
    question: Which?
    hypotheses: [{id: A, text: one}, {id: B, text: the other}]
    evidence: [{id: e, text: it was seen, pattern: {seen: {place: A}}, ratings: {A: C, B: I}}]
outcomes: [{id: o, text: it was seen, of: {held: {place: $p}}, observed: [seen: {place: $p}]}]
cases:
  - {name: x, facts: [seen: {place: A, n: 5, day: 2024-01-01}], expect: ["held(place=A)"], never: [seen: {place: B}]}
"""


@pytest.mark.parametrize(
    "right,wrong",
    [
        (
            "seen: {place: str, n: quantity, day: date, note: str?}",
            "seen: {key: [where], fields: {place: str, n: quantity}}",
        ),
        ("seen: {place: str", "seen: {place: text"),
        ("quantity, day: date", "quantity, day: moment"),
        ("note: str?", "note: text?"),
        ("seen: {place: str, n: quantity", "seen: {place: str, n: number"),
        ("held: {place: str, n: quantity}", "held: {place: str, n: number}"),
        ("held: {place: str, n: quantity}", "held: [place, n]"),
        ("calm: {place: str}", "calm: {place: text}"),
        ("calm: {place: str}", "calm: {key: [where], fields: {place: str}}"),
    ],
)
def test_what_is_wrong_with_a_type_is_told_once_whatever_asks_for_it(tmp_path, right, wrong):
    (tmp_path / "graded.csv").write_text("N,Place\n> 5,A\n", encoding="utf-8")
    assert loaded(tmp_path, WHATEVER_ASKS).tables
    found = problems_of(tmp_path, WHATEVER_ASKS.replace(right, wrong, 1))
    assert len(found) == 1, "\n".join(map(str, found))
    [problem] = found
    assert problem.code in ("T318", "T322")
    assert problem.place is not None
    assert problem.place.line in (3, 4, 5)


@pytest.mark.parametrize(
    "broken,old,new",
    [
        ("seen", "unless: [seen: {place: $p, note: void}, ", "unless: [[seen: {n: $m}, $no < 1], "),
        ("seen", "stronger_if: [seen: {place: $p, note: twice}]", "stronger_if: [seen: {n: $m}, $no < 1]"),
        ("calm", "then: [held: {place: $p, n: $sum}]", "then: [calm: {place: A}, held: {place: $no, n: $sum}]"),
    ],
)
def test_a_variable_that_nothing_unread_binds_is_told_beside_what_is_wrong_with_a_type(tmp_path, broken, old, new):
    (tmp_path / "graded.csv").write_text("N,Place\n> 5,A\n", encoding="utf-8")
    assert old in WHATEVER_ASKS
    faulty = WHATEVER_ASKS.replace(f"{broken}: {{place: str", f"{broken}: {{place: text")
    found = problems_of(tmp_path, faulty.replace(old, new, 1))
    assert sorted(problem.code for problem in found) == ["T306", "T322"], "\n".join(map(str, found))
    assert any("$no" in problem.message for problem in found)


def test_words_that_are_to_be_a_list_are_looked_at_once(tmp_path):
    """However many words join others: looking for a list in them takes no time that anybody would notice."""
    text = "$x " + "and " * 400 + "!"
    rule = f'{{id: r, when: [{{count: true, over: [edge: {{source: $x}}], by: "{text}", as: $n}}], then: [path: {{}}]}}'
    assert {"T318"} <= {problem.code for problem in problems_of(tmp_path, TYPES + f"rules: [{rule}]\n")}


def test_a_type_says_what_it_and_its_fields_mean(tmp_path):
    text = """pack: tiny
types:
  shipment:
    meaning: One shipment, as a port records it.
    fields:
      supplier: {kind: str, meaning: who ships}
      tons: {kind: quantity, unit: t, at_least: 0}
"""
    shipment = loaded(tmp_path, text).vocabulary.type("shipment")
    plain = loaded(tmp_path, TYPES.replace("edge", "other")).vocabulary.type("shipment")

    assert shipment.meaning == "One shipment, as a port records it."
    assert [(field.meaning, field.unit) for field in shipment.fields] == [("who ships", ""), ("", "t")]
    assert plain.meaning == ""
    [problem] = problems_of(tmp_path, text.replace("kind: str,", "kind: str, unit: t,"))
    assert (problem.code, str(problem.place)[-4:]) == ("T322", "6:29")
    assert problem.message == "shipment.supplier is of kind str, which has no unit"


RULE = "rules:\n  - {id: r, when: [seen: {n: $n}], then: [told: {n: $n}]}\n"


def test_of_types_written_as_a_list_only_the_list_is_told(tmp_path):
    types = "types:\n  - seen: {n: int}\n  - told: {n: int}\n"
    with pytest.raises(ProblemError) as caught:
        loaded(tmp_path, f"pack: p\n{types}{RULE}")
    assert [(p.code, p.hint) for p in caught.value.problems] == [
        ("T318", "give each its key, without dashes and brackets")
    ]


def test_of_a_name_in_capitals_only_the_name_is_told(tmp_path):
    types = "types: {Seen: {n: int}, told: {N: int}}\n"
    with pytest.raises(ProblemError) as caught:
        loaded(tmp_path, f"pack: p\n{types}{RULE}")
    assert [(p.code, p.hint) for p in caught.value.problems] == [("T322", "write seen"), ("T322", "write n")]


def test_a_type_of_a_vocabulary_that_no_rule_could_name_is_refused_where_the_vocabulary_is_named(tmp_path):
    register("words", [create_model(name, __base__=Fact, n=(int, ...)) for name in ("Sum", "Over", "Sighting")])
    with pytest.raises(ProblemError) as caught:
        loaded(tmp_path, "pack: p\nvocabulary: words\n")
    assert [(problem.code, str(problem.place)[-4:]) for problem in caught.value.problems] == [("T322", "2:13")] * 2
    assert [problem.hint for problem in caught.value.problems] == [
        "give its class another name, such as OverReport",
        "give its class another name, such as SumReport",
    ]


@pytest.mark.parametrize("name", ["UNSanctions", "TroopDeployment", "A1Report", "HTTPRequest"])
def test_a_name_in_capitals_is_written_as_that_of_a_class_is(tmp_path, name):
    told = create_model(name, __base__=Fact, n=(int, ...)).fact_type().name
    with pytest.raises(ProblemError) as caught:
        loaded(tmp_path, f"pack: p\ntypes: {{{name}: {{n: int}}}}\n{RULE}")
    assert caught.value.problems[0].hint == f"write {told}"


def test_a_statement_by_hand_is_told_what_writes_it(tmp_path):
    with pytest.raises(ProblemError) as caught:
        loaded(tmp_path, "pack: p\nstatements: [{id: S1, paraphrase: It rains.}]\n")
    assert [p.message for p in caught.value.problems] == ["the statement S1 lacks line, start, end, sha256"]
