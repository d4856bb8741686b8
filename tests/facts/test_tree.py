"""Documents as trees: YAML 1.2 and JSON, with places."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.problems import Place, ProblemError
from tocsin.facts.tree import Mapping, Scalar, Sequence, load, parse_json, parse_yaml, plain, read_text

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def problems_of(parse, text):
    with pytest.raises(ProblemError) as caught:
        parse(text, "f")
    return [(str(problem.place), problem.code) for problem in caught.value.problems]


@pytest.mark.soak
@given(json_values)
def test_json_is_read_as_the_standard_library_reads_it(value):
    for text in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False)):
        assert repr(plain(parse_json(text, "f"))) == repr(value)


@pytest.mark.soak
@given(json_values)
def test_json_is_yaml(value):
    text = re.sub("[\x7f-\x9f\u2028\u2029\ufffe\uffff]", _escaped, json.dumps(value, ensure_ascii=False))
    assert plain(parse_yaml(text, "f")) == value


def _escaped(found):
    return f"\\u{ord(found[0]):04x}"


@pytest.mark.soak
@given(st.text(max_size=40))
def test_any_text_is_a_tree_or_problems(text):
    for parse in (parse_yaml, parse_json):
        with suppress(ProblemError):
            plain(parse(text, "f"))


@pytest.mark.parametrize(
    "written,value",
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("Null", None),
        ("12", 12),
        ("+12", 12),
        ("-0", 0),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("10_000", "10_000"),
        ("0b11", "0b11"),
        ("12:30", "12:30"),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2024-11-20", "2024-11-20"),
        ("10900..11000", "10900..11000"),
        ("..500000", "..500000"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!float 12", 12.0),
        ("! 12", "12"),
        ("=", "="),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written, value):
    node = parse_yaml(f"a: {written}\n", "f")
    assert isinstance(node, Mapping)
    found = plain(node.entries["a"])
    assert (type(found), found) == (type(value), value)


def test_every_node_and_key_knows_its_place():
    for parse, text in ((parse_yaml, "a:\n  - 'x'\n  - {b: é}\n"), (parse_json, '{\n"a": ["x",\n  {"b": "é"}]}')):
        root = parse(text, "f")
        assert isinstance(root, Mapping)
        items = root.entries["a"]
        assert isinstance(items, Sequence)
        first, inner = items.items
        assert isinstance(first, Scalar)
        assert first.quoted
        assert isinstance(inner, Mapping)
        places = (root.key_places["a"], first.place, inner.place, inner.key_places["b"])
        expected = {
            parse_yaml: ((1, 1), (2, 5), (3, 5), (3, 6)),
            parse_json: ((2, 1), (2, 7), (3, 3), (3, 4)),
        }[parse]
        assert places == tuple(Place("f", line, column) for line, column in expected)


def test_an_empty_document_is_nothing():
    assert parse_yaml("", "f") == parse_yaml("# note\n", "f") == Scalar(None, Place("f", 1, 1))


def test_an_alias_stands_for_its_value():
    assert plain(parse_yaml("a: &x [1, 2]\nb: *x\n*y : 1\n".replace("*y ", "c"), "f")) == {
        "a": [1, 2],
        "b": [1, 2],
        "c": 1,
    }


@pytest.mark.parametrize(
    "text,problems",
    [
        ("a: 1\nb: 2\na: 3\nb: 4", [("f:3:1", "T106"), ("f:4:1", "T106")]),
        ("1: a", [("f:1:1", "T110")]),
        ("true: a", [("f:1:1", "T110")]),
        ("~: a", [("f:1:1", "T110")]),
        ("[a]: b", [("f:1:1", "T110")]),
        ("a: &x {b: 1}\nc: {<<: *x}", [("f:2:5", "T111")]),
        ("a: !!python/object/apply:os.system [ls]", [("f:1:4", "T112")]),
        ("a: !!timestamp 2024-11-20", [("f:1:4", "T112")]),
        ("a: !!int x", [("f:1:4", "T112")]),
        ("a: 1\n---\nb: 2", [("f:2:1", "T113")]),
        ("a: .inf", [("f:1:4", "T114")]),
        ("a: 1e999", [("f:1:4", "T114")]),
        ("a: &x [*x]", [("f:1:8", "T108")]),
        ("a: *x", [("f:1:4", "T108")]),
        ("a: \x01", [("f:1:4", "T115")]),
        ("a: \ud800", [("f:1:4", "T115")]),
        ("a: 'x\u2028y'", [("f:1:6", "T115")]),
        ("a:\n\t- b", [("f:2:1", "T105")]),
        ("a: b: c", [("f:1:5", "T105")]),
        ("a: 1\na: 2\n- x", [("f:2:1", "T106"), ("f:3:1", "T105")]),
    ],
)
def test_yaml_that_is_refused(text, problems):
    assert problems_of(parse_yaml, text) == problems


@pytest.mark.parametrize(
    "text,problems",
    [
        ("", [("f:1:1", "T105")]),
        ('{"a": 1,\n "a": 2, "b": NaN}', [("f:2:2", "T106"), ("f:2:15", "T114")]),
        ('{"a": 1, "a": 1e999}', [("f:1:10", "T106"), ("f:1:15", "T114")]),
        ("[1,]", [("f:1:4", "T105")]),
        ('{"a": 1,}', [("f:1:9", "T105")]),
        ("{'a': 1}", [("f:1:2", "T105")]),
        ("[1 2]", [("f:1:4", "T105")]),
        ("[01]", [("f:1:3", "T105")]),
        ("[-Infinity]", [("f:1:2", "T114")]),
        ('"\\ud800"', [("f:1:1", "T115")]),
        ('"a\tb"', [("f:1:3", "T105")]),
        ("[1] [2]", [("f:1:5", "T105")]),
        ("// note\n1", [("f:1:1", "T105")]),
    ],
)
def test_json_that_is_refused(text, problems):
    assert problems_of(parse_json, text) == problems


def test_the_second_of_two_equal_keys_does_not_replace_the_first_place():
    with pytest.raises(ProblemError) as caught:
        parse_yaml("a: 1\na: 2\n", "f")
    assert caught.value.problems[0].hint == "it was first given at f:1:1; keep one of the two"


def test_a_file_is_read_by_its_suffix_and_without_its_byte_order_mark(tmp_path):
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert plain(load(tmp_path / "a.json")) == plain(load(str(tmp_path / "a.yaml"))) == {"a": 1}


def test_the_pure_python_parser_refuses_the_same_things(monkeypatch):
    monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    assert plain(parse_yaml("a: &x [no, 0x10]\nb: *x", "f")) == {"a": ["no", 16], "b": ["no", 16]}
    assert problems_of(parse_yaml, 'a: "\\ud800"') == [("f:1:4", "T115")]
    assert problems_of(parse_yaml, "a: @x\n") == [("f:1:4", "T105")]
    assert problems_of(parse_yaml, "a:\n\t- b") == [("f:2:1", "T105")]
    assert problems_of(parse_yaml, "[" * 10_000) == [("f:1:65", "T107")]


def test_a_limit_is_a_limit(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("abcd")
    assert read_text(path, limit=4) == "abcd"
    with pytest.raises(ProblemError, match="T103"):
        read_text(path, limit=3)
