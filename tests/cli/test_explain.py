"""``tocsin explain CODE``, the line that a problem of a pack is about, and problems as SARIF."""

import json
import re

import pytest

from tocsin.cli.excerpt import told
from tocsin.cli.problem_pages import examples_of, pages
from tocsin.facts.problems import Place, Problem
from tocsin.rules import codes

PACK = """\
pack: p
version: 1.0.0
types:
  reading: {truck: str, celsius: int}
  spoiled: {truck: str}
rules:
  - id: loaded
    when: [{reading: {truck: $t, celsius: $c}}, "$c > 8"]
    then: [{spoiled: {TRUCK: $t}}]
cases:
  - {name: warm, facts: [{reading: {truck: A, celsius: 9}}], expect: [{spoiled: {truck: B}}]}
"""


@pytest.fixture
def pack(tmp_path):
    """Writes the pack with the conclusion's field as given, and gives its path."""

    def pack(field):
        path = tmp_path / "pack.yaml"
        path.write_text(PACK.replace("TRUCK", field), encoding="utf-8")
        return path

    return pack


def test_every_code_is_explained_as_the_documentation_has_it(run):
    assert codes.CODES.items() <= {code: page.title for code, page in pages().items()}.items()
    for code, page in pages().items():
        told = json.loads(run("explain", code.lower(), "--json").out)
        assert (told["code"], told["title"], told["text"]) == (code, page.title, page.text)
        assert [each["message"] for each in told["examples"]] == [each.message for each in examples_of(code)]


def test_every_explanation_fits_80_columns(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for code in pages():
        assert [line for line in run("explain", code).out.split("\n") if len(line) > 80] == [], code


def test_an_explanation_shows_what_to_do_and_an_input_that_provokes_the_code(run):
    told = run("explain", "W304")

    assert told.code == 0
    assert told.out.startswith("W304 · a variable named once\n\nA variable that is named once")
    assert "W304-named-once.yaml, which provokes it:\n    pack: warned\n" in told.out
    assert re.search(
        r"What is said of it:\n    W304-named-once\.yaml:8:13: W304: .*\n(.*\n)*      leave load", told.out
    )


def test_a_code_that_does_not_exist_is_answered_with_those_that_do(run):
    told = run("explain", "T20")
    assert told.code == 2
    assert "there is no code T20; did you mean T201 or T202 or T203?" in told.err


def test_a_problem_of_a_pack_is_shown_with_its_line(run, pack):
    path = pack("truk")
    told = run("rules", "check", str(path))

    assert (told.code, told.out) == (2, "")
    assert (
        "\n  9 |     then: [{spoiled: {truk: $t}}]\n    |                       ^^^^\n  did you mean truck?" in told.err
    )


def test_a_mark_under_an_expression_stands_where_it_cannot_be_read_on(run, tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "pack: p\ntypes: {load: {kg: int}, heavy: {kg: int}}\nrules:\n  - id: r\n    when:\n      - load: {kg: $kg}\n"
        "      - $kg > 10,000\n    then: [{heavy: {kg: $kg}}]\n",
        encoding="utf-8",
    )
    assert "\n  $kg > 10,000\n          ^ write 10_000" in run("rules", "check", str(tmp_path)).err


def test_sarif_has_every_problem_where_it_is(run, pack):
    path = pack("truk")
    told = run("rules", "check", str(path), "--sarif")
    log = json.loads(told.out)

    assert (told.code, told.err, log["version"]) == (2, "", "2.1.0")
    [ran] = log["runs"]
    found = [
        (each["ruleId"], each["level"], each["locations"][0]["physicalLocation"]["region"]) for each in ran["results"]
    ]
    assert found == [
        ("T311", "error", {"startLine": 9, "startColumn": 13}),
        ("T304", "error", {"startLine": 9, "startColumn": 23}),
    ]
    assert [rule["id"] for rule in ran["tool"]["driver"]["rules"]] == ["T304", "T311"]


def test_sarif_has_warnings_and_failed_cases(run, pack):
    told = run("rules", "check", str(pack("truck")), "--sarif")
    results = json.loads(told.out)["runs"][0]["results"]

    assert told.code == 1
    assert [(each["ruleId"], each["level"]) for each in results if each["ruleId"] == "case"] == [("case", "error")]
    [failed] = [each for each in results if each["ruleId"] == "case"]
    assert failed["message"]["text"].startswith("warm: ")
    assert failed["locations"][0]["physicalLocation"]["region"]["startLine"] == 11


def test_json_and_sarif_are_not_asked_for_together(run, pack):
    assert "give --json or --sarif, not both" in run("rules", "check", str(pack("truck")), "--json", "--sarif").err


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("line", ["\tkey: 漢字 $name", "x" * 300 + " $name", "$name" + " y" * 200, "{'\u202e$name'}"])
def test_the_mark_stands_under_what_is_meant_and_nothing_is_wider_than_asked(tmp_path, width, line):
    from tocsin.cli.layout import display_width

    path = tmp_path / "a"
    path.write_text(f"first\n{line}\n", encoding="utf-8")
    shown = list(told(Problem("T306", "m", Place(str(path), 2, line.index("$") + 1)), width))[-2:]

    assert all(display_width(each) <= width for each in shown)
    before = shown[0][: shown[0].index("$name")]
    assert shown[1].index("^") == display_width(before)
    assert shown[1].count("^") == len("$name")


@pytest.mark.parametrize("place", [Place("no such file", 1, 1), Place(__file__, 0, 0), Place(__file__, 10_000, 1)])
def test_a_problem_whose_line_cannot_be_read_is_told_without_it(place):
    assert list(told(Problem("T101", "m", place, "h"), 80)) == [f"{place}: T101: m", "  h"]
