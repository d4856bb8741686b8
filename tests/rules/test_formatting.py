"""Files are put in one form: nothing is read otherwise after it, no comment is lost, what is in form stays as it is."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.programs import programs
from tocsin.facts.problems import ProblemError
from tocsin.facts.tree import parse_yaml, plain
from tocsin.rules.editing.comments import Margin, scalar_spans
from tocsin.rules.editing.formatting import formatted, require_same_pack
from tocsin.rules.read import read_pack_texts

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "rules" / "tocsin" / "rules" / "packs"
BAD = ROOT / "tests" / "bad" / "rules"
MESSY = """\
# of the file

rules:
# about the first
- when:   # conditions
    - 'a': {n: $n, # within brackets
            m: 3}
    -   $n>1_000 and not($n==3)     # behind
    - let: {$k: '$n*2'}
    # the last condition
  unless:
    - - b: {n: $x}
      - $x<$n
  id: 'it''s'   # an id
  reads: 'say "x" \\ y'
  note: |
      text here
        more

      end
  then: [ d: {n: $n} ]
  # the end of the rule


- {id: y, then: [d: {n: 1}], when: [{sum: $p, by: [$a], over: [b: {n: $p, m: $a}, '$p>1'], as: $s}]}
pack: m   # a name
version: '1.0'
types:
  # the type
  a:
    fields: {n: int, m: int?}
    # its key
    key: [n]
  b: {n: int}
# the end
"""
IN_FORM = """\
# of the file

pack: m  # a name
version: "1.0"
types:
  # the type
  a:
    # its key
    key: [n]
    fields: {n: int, m: int?}
  b: {n: int}
rules:
  # about the first
  - id: "it's"  # an id
    note: |
      text here
        more

      end
    when:  # conditions
      - "a": {n: $n, # within brackets
              m: 3}
      - $n > 1_000 and not $n == 3  # behind
      - let: {$k: "$n * 2"}
      # the last condition
    unless:
      - - b: {n: $x}
        - $x < $n
    then: [d: {n: $n}]
    reads: 'say "x" \\ y'
    # the end of the rule

  - {id: y, when: [{sum: $p, over: [b: {n: $p, m: $a}, "$p > 1"], by: [$a], as: $s}], then: [d: {n: 1}]}
# the end
"""


def put_in_form(text):
    """The text in form; None for what is refused: never written otherwise than it was read."""
    try:
        return formatted(text)
    except ProblemError as error:
        if {problem.code for problem in error.problems} == {"T345"}:
            return None
        raise


def is_yaml(text):
    try:
        parse_yaml(text, "text")
    except ProblemError:
        return False
    return True


def comments(text):
    tokens = list(yaml.scan(text, Loader=yaml.SafeLoader))
    return Counter(each.text for each in Margin(text, scalar_spans(tokens)).comments)


def test_a_messy_file_comes_out_in_form():
    assert formatted(MESSY) == IN_FORM
    assert formatted(IN_FORM) == IN_FORM


FILES = [
    *sorted((*PACKS.rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml"))),
    *(path for path in sorted(BAD.glob("*.yaml")) if is_yaml(path.read_text(encoding="utf-8"))),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whatever_is_shipped_is_read_alike_after_it_and_stays_as_it_is_from_then_on(path):
    text = path.read_text(encoding="utf-8")
    found = put_in_form(text)

    assert found is not None or path.parent.name == "rules"
    if found is None:
        return
    assert formatted(found) == found
    assert comments(found) == comments(text)
    assert found == text or path.parent == BAD  # `tocsin rules fmt` with its path puts right what is shipped
    assert max(map(len, found.splitlines()), default=0) <= max(120, *map(len, text.splitlines()))


@pytest.mark.parametrize("name", ["russia_dprk", "eu_cash_controls", "ownership_and_control"])
def test_a_pack_is_equal_after_it(name):
    shipped = read_pack_texts(PACKS / name)
    before = {file: text.replace(": [", ":   [ ") if file.endswith(".yaml") else text for file, text in shipped.items()}
    after = {file: formatted(text) if file.endswith(".yaml") else text for file, text in before.items()}

    assert after != before
    require_same_pack(before, after, name)
    [changed] = [file for file in before if file == "pack.yaml"]
    with pytest.raises(ProblemError, match="T345"):
        require_same_pack(before, {**after, changed: after[changed].replace("version: 1.0.0", "version: 1.0.1")}, name)


@given(program=programs(reported=True), flow=st.sampled_from([None, False, True]), indent=st.sampled_from([2, 5]))
def test_a_random_pack_is_equal_after_it(program, flow, indent):
    before = yaml.safe_dump(program.data, default_flow_style=flow, indent=indent, sort_keys=False, allow_unicode=True)

    require_same_pack({"pack.yaml": before}, {"pack.yaml": formatted(before)}, "random")


WORDS = st.text(st.sampled_from("ab c#:'\"\\-\n{é"), max_size=8)
VALUES = st.recursive(
    st.one_of(
        WORDS, st.integers(-99, 9999), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    data=st.dictionaries(st.sampled_from(["rules", "pack", "types", "cases", "x", "y"]), VALUES, min_size=1),
    flow=st.sampled_from([None, False, True]),
    indent=st.sampled_from([2, 4, 7]),
    width=st.sampled_from([20, 200]),
    style=st.sampled_from([None, None, '"']),
    remarks=st.lists(st.integers(0, 40), max_size=3),
)
def test_any_data_is_read_alike_after_it_with_its_comments(data, flow, indent, width, style, remarks):
    dumped = yaml.safe_dump(
        data,
        default_flow_style=flow,
        indent=indent,
        width=width,
        default_style=style,
        allow_unicode=True,
        sort_keys=False,
    )
    lines = dumped.splitlines()
    for number, at in enumerate(sorted(remarks, reverse=True)):
        if at <= len(lines):
            lines.insert(at, f"# remark {number}")
    text = "\n".join(lines) + "\n"
    found = put_in_form(text) if is_yaml(text) else None  # a remark may have fallen into a text
    if found is None:
        return

    assert plain(parse_yaml(found, "text")) == plain(parse_yaml(text, "text"))
    assert comments(found) == comments(text)
    assert formatted(found) == found


@pytest.mark.parametrize(
    "text,place",
    [
        ("- # note\n  a: 1\n- b: 2  # note\n", "text:1:3"),
        ("a: 1  # note\nb:\n  # note\n  [1, 2]\n", "text:3:3"),
        ("a: 1\nb: |+\n  c\n\n\nd: 2\n", "text:2:4"),
    ],
    ids=["of two comments alike the first", "of two comments alike the last", "a text whose end has a meaning"],
)
def test_what_keeps_a_file_from_its_form_is_told_with_its_place(text, place):
    with pytest.raises(ProblemError) as caught:
        formatted(text)

    assert [str(problem.place) for problem in caught.value.problems] == [place]


@pytest.mark.parametrize(
    "text,why",
    [
        ("a: &b {c: 1}\nd: *b\n", "an anchor"),
        ("a: !!str 1\n", "a tag"),
        ("- # of the item\n  a: 1\n", "a comment would be lost"),
        ("a: 1\rb: 2\n", "a carriage return"),
    ],
)
def test_what_cannot_be_put_in_form_is_refused_with_its_reason(text, why):
    with pytest.raises(ProblemError) as caught:
        formatted(text)

    [problem] = caught.value.problems
    assert (problem.code, why in problem.message) == ("T345", True)


@pytest.mark.parametrize(
    "written,printed",
    [
        ("$n>10_000 and  not($n==3)", "$n > 10_000 and not $n == 3"),
        ("param(cap,$day)>=3", "param(cap, $day) >= 3"),
        ("$a in ['x','y']", '$a in ["x", "y"]'),
        ("unknown($n)>3", "unknown($n)>3"),
        ("$n >", "$n >"),
    ],
)
def test_an_expression_is_printed_as_the_language_prints_it_with_its_numbers(written, printed):
    quoted = written.replace("'", "''")
    found = formatted(f"rules:\n  - when:\n      - '{quoted}'\n")

    assert plain(parse_yaml(found, "text")) == {"rules": [{"when": [printed]}]}


def test_what_stands_in_brackets_is_filled_if_it_goes_over_lines_and_else_left_on_its_own():
    fact = f"{{x: {{n: {'1' * 70}, m: {'2' * 60}, k: {'3' * 20}}}}}"
    assert formatted(f"facts:\n  - {fact}\n") == f"facts:\n  - {fact}\n"

    broken = fact.replace(", ", ",\n ")
    start = f"  - {{x: {{n: {'1' * 70},"
    assert formatted(f"facts:\n  - {broken}\n") == (f"facts:\n{start}\n{' ' * 9}m: {'2' * 60}, k: {'3' * 20}}}}}\n")
    assert formatted("facts:\n  - {x: {n: 1,\n m: 2}}\n") == "facts:\n  - {x: {n: 1, m: 2}}\n"


def test_a_case_keeps_the_order_of_its_facts_and_what_reads_like_an_expression():
    text = "facts:\n  - {b: {y: 1, x: '2>1'}, a: 3}\ncase: c\n"

    assert formatted(text) == 'case: c\nfacts:\n  - {b: {y: 1, x: "2>1"}, a: 3}\n'


def test_line_ends_of_windows_become_line_feeds():
    assert formatted("pack: a\r\ntypes:\r\n    b: {c: str}\r\n") == "pack: a\ntypes:\n  b: {c: str}\n"


@pytest.mark.parametrize(
    "text,hint,instead",
    [
        ("a: |+\n  c\n\n\nd: 2\n", r'write "c\n\n\n" in its place, on one line', 'a: "c\\n\\n\\n"\nd: 2\n'),
        ("a: |2\n    c\n   d\n", r'write "  c\n d\n" in its place, on one line', 'a: "  c\\n d\\n"\n'),
        ("a: >2+\n    c\n\n", r'write "  c\n\n" in its place, on one line', 'a: "  c\\n\\n"\n'),
        ("a: &b {c: 1}\n", "remove it: no *b repeats what it names", "a: {c: 1}\n"),
        (
            "a: &b {c: 1}\nd: *b\n",
            "write what it names once more in place of *b, and remove &b",
            "a: {c: 1}\nd: {c: 1}\n",
        ),
        ("a: !!str 1\n", 'write "1" in its place, on one line', 'a: "1"\n'),
        ('a: !!int "1"\n', "write 1 in its place", "a: 1\n"),
        ("a: !!float 1\n", "write 1.0 in its place", "a: 1.0\n"),
        ('a: [!!null ""]\n', "write null in its place", "a: [null]\n"),
        ("a: !!map {b: 1}\n", "remove the tag", "a: {b: 1}\n"),
        ("%YAML 1.2\n---\na: 1\n", "remove the line", "---\na: 1\n"),
        (
            f"a: |+\n  {'c ' * 200}d\n\n",
            r"write the text in double quotes on one line, with \n for each end of a line",
            f'a: "{"c " * 200}d\\n\\n"\n',
        ),
    ],
)
def test_what_a_refusal_says_to_write_instead_is_read_alike_and_is_put_in_form(text, hint, instead):
    with pytest.raises(ProblemError) as caught:
        formatted(text)

    assert [hint] == [problem.hint for problem in caught.value.problems]
    found = formatted(instead)
    assert plain(parse_yaml(text, "text")) == plain(parse_yaml(found, "text"))
    assert found == formatted(found)
