"""No wording of a library's own leaks into a message, whatever door a bad input comes to."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.facts import ProblemError, read_case
from tocsin.facts.vocabulary import registered

FOREIGN = re.compile(
    r"while (scanning|parsing)|did not find|found (unexpected|undefined|unknown|invalid|an? |character)|could not find"
    r"|not allowed in this context|Expecting|Extra data|Unterminated|Invalid|Malformed|Errno|Error:|duckdb|sqlalchemy"
    r"|psycopg|pydantic|Input should|Traceback|magic bytes|\(char \d+\)|connection to server"
)
CASE = """\
pack: russia-dprk
as_of: 2024-11-20
facts:
  - troop_deployment: {sender: PRK, beneficiary: RUS, headcount: "10900..11000"}
    source: {publisher: 'ROK NIS', date: 2024-11-20}
    grade: B2
  - verification:
      subject: troop_deployment
      actor: PRK
"""
ODD = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    ":",
    "-",
    "#",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "\\",
    "\t",
    "\n",
    ",",
    "?",
    " ",
    "%YAML 9\n",
]
JSON = [
    "{",
    "[",
    '{"a":}',
    '{"a" 1}',
    "nul",
    "'a'",
    '{"a":1,}',
    '{"a":1}x',
    '"\\x"',
    '"a',
    '{"a":"\n"}',
    "[1,,2]",
    "{1:2}",
    "3",
]


@pytest.mark.soak
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(CASE)), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_whatever_is_wrong_with_yaml_is_told_in_our_words(tmp_path_factory, slips):
    text = CASE
    for at, sign in slips:
        text = text[:at] + sign + text[at:]
    path = tmp_path_factory.getbasetemp() / "slip.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_case(path, lambda pack: registered("geopolitics"))
    except ProblemError as error:
        problems = error.problems
    else:
        problems = ()
    assert [str(problem) for problem in problems if FOREIGN.search(problem.message)] == []


@pytest.mark.parametrize(
    "text,message,hint",
    [
        ("a: [1", "a list in brackets does not end, or lacks a comma", "close it with ], and put commas between items"),
        ("a: {b", "a mapping in braces does not end, or lacks a comma", "close it with }, and put commas between keys"),
        ("a: 'x", "a quoted text does not end", "close its quotes"),
        ('a: "\\q"', "an escape is not one of YAML's", "write \\\\ for a backslash, or use single quotes"),
        ("a: |x\n y", "something follows the sign of a text in lines (| or >)", "begin it on the next line, indented"),
        (
            "a: 1\n b: 2",
            "a second key on this line, or wrong indentation",
            'quote text that holds ": ", and align keys',
        ),
        ("%YAML x\n---\na: 1", "a line that begins with % is meant for YAML", "remove it, or quote the text"),
        ("a: &", "no name follows & or *", "put text in quotes that begins with & or *"),
    ],
)
def test_the_words_for_yaml(tmp_path, text, message, hint):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_case(tmp_path / "a.yaml", lambda pack: registered("geopolitics"))
    [problem] = caught.value.problems
    assert (problem.message, problem.hint) == (f"this is not valid YAML: {message}", hint)


@pytest.mark.parametrize("text", JSON)
def test_what_is_no_json_is_told_in_our_words_at_every_door(run, tmp_path, text):
    for name in ("case.json", "troop_deployment.jsonl"):
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    case, lines = str(tmp_path / "case.json"), str(tmp_path / "troop_deployment.jsonl")
    for arguments in (
        ("assess", case),
        ("facts", "check", lines, "--vocabulary", "geopolitics"),
        ("verify", case),
        ("audit", "verify", case),
        ("audit", "verify", "--head", case),
        ("case", "import", lines),
        ("bulk", "check", lines, "--pack", "russia-dprk"),
    ):
        ran = run(*arguments)
        assert ran.code in (2, 4), arguments
        assert FOREIGN.search(ran.err) is None, ran.err


@pytest.mark.parametrize(
    "content", [b"\x00", b"PAR1xxxx", b"\x1f\x8b\x00", b"", b'a,b\n"x', b"\xe9,x\n", b"a;b\n1;2\n"]
)
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "csv.gz"])
def test_a_table_that_is_none_is_told_in_our_words(run, tmp_path, content, ending):
    path = tmp_path / f"troop_deployment.{ending}"
    path.write_bytes(content)

    ran = run("bulk", "check", str(path), "--pack", "russia-dprk")

    assert FOREIGN.search(ran.err) is None, ran.err
    assert ran.code in (0, 2)


@pytest.mark.parametrize(
    "address,told",
    [
        ("postgresql://u:p@localhost:1/x", "cannot be reached: no server answers there"),
        ("sqlite:///{tmp}/text", "is not a database"),
        ("sqlite:///{tmp}/text/ledger.sqlite", None),
        ("mysql://x", None),
        ("nonsense", None),
    ],
)
def test_an_address_of_a_ledger_that_does_not_work_is_told_in_our_words(run, tmp_path, monkeypatch, address, told):
    (tmp_path / "text").write_text("no database, whatever its name says" * 50, encoding="utf-8")
    monkeypatch.setenv("TOCSIN_LEDGER", address.format(tmp=tmp_path))

    ran = run("case", "new", "kursk")

    assert ran.code == 2
    assert FOREIGN.search(ran.err) is None, ran.err
    assert told is None or told in ran.err
