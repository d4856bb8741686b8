"""A wrong use of the command line is told in our own words, for every option and argument that there is."""

import json
import re

import pytest
from tests.cli.test_help import commands

KURSK = "examples/kursk.yaml"
OWN = "examples/own_pack/pack.yaml"
AS_OPTION = f"a pack is named by an option: --pack {OWN}"
FOREIGN = re.compile(
    r"Input should|Value error|Invalid value|No such|Got unexpected|unable to parse|is not a valid"
    r"|Missing (arg|opt|param)|is not one of|not in the range|Usage:|Error:|Try 'tocsin"
)
"""What the libraries say that parse command lines, in one release or another."""
OPTIONS = [
    (path, max(param.opts, key=len))
    for path, command in commands()
    for param in command.params
    if param.param_type_name == "option" and "help" not in param.name
]
ARGUMENTS = {
    path: [param for param in command.params if param.param_type_name == "argument"] for path, command in commands()
}


@pytest.mark.parametrize("path,option", OPTIONS, ids=[" ".join((*path, option)) for path, option in OPTIONS])
def test_a_value_that_an_option_does_not_take_is_told_in_our_words(run, path, option, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for wrong in ((option,), (option, "§"), (f"{option}=§",), (option, "-7")):
        ran = run(*path, *("§" for _ in ARGUMENTS[path]), *wrong)
        assert FOREIGN.search(ran.err + ran.out) is None, ran.err
        assert ran.code != 70
        if "  see tocsin" in ran.err:
            assert f"  see tocsin {' '.join(path)} --help" in ran.err


@pytest.mark.parametrize("path", ARGUMENTS, ids=" ".join)
def test_too_few_and_too_many_arguments_are_told_in_our_words(run, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ["§"] * len(ARGUMENTS[path])
    too_few = [()] if any(param.required for param in ARGUMENTS[path]) else []
    for arguments in (*too_few, (*given, "§", "§"), (*given, "--nonsense")):
        ran = run(*path, *arguments)
        assert FOREIGN.search(ran.err) is None, ran.err
        assert ran.code != 70


@pytest.mark.parametrize(
    "arguments,told",
    [
        (("assess", KURSK, "--limit", "0"), "tocsin assess: --limit: give a number from 1 on"),
        (("assess", KURSK, "--limit", "x"), "tocsin assess: --limit: give a whole number"),
        (("flip", KURSK, "x", "--at-most", "99"), "tocsin flip: --at-most: give a number up to 6"),
        (
            ("assess", KURSK, "--min-qualifier", "lkely"),
            "tocsin assess: --min-qualifier: lkely is none of certain, follows, likely, possible_strengthened, "
            "possible; did you mean likely?",
        ),
        (("asess",), "tocsin: there is no command asess; did you mean assess?"),
        (("facts", "typse"), "tocsin facts: there is no command typse; did you mean types?"),
        (("facts", "list"), "tocsin facts: there is no command list; did you mean types?"),
        (("facts", "zzz"), "tocsin facts: there is no command zzz; there are check, types, schema"),
        (("report", KURSK), "tocsin: there is no command report; did you mean brief?"),
        (("support", KURSK, "--facts", "x"), "tocsin support: there is no option --facts; did you mean --fact?"),
        (("assess", "--fct", "x"), "tocsin assess: there is no option --fct; did you mean --fact?"),
        (("why",), "tocsin why: CASE is missing"),
        (("bulk", "run", "examples/bulk"), "tocsin bulk run: --out is missing"),
        (("assess", "a", "b", "c"), "tocsin assess: nothing is expected after what was given before: b c"),
        (("audit", "show", "kursk", "x"), "tocsin audit show: N: give a whole number"),
        (("bulk", "run", "examples/bulk", "--reject"), "tocsin bulk run: --reject needs a value"),
        (
            ("bulk", "run", "examples/bulk", "--out", "x", "--conclusion", "y"),
            "tocsin bulk run: --conclusion: it needs --explain CASE_ID",
        ),
        (("token", "new", "ana", "--role"), "tocsin token new: --role needs a value"),
        (
            ("rules", "show", OWN, "recall"),
            f"tocsin rules show: nothing is expected after what was given before: recall; {AS_OPTION}",
        ),
        (("rules", "show", OWN), f"tocsin rules show: RULE: '{OWN}' is no rule; {AS_OPTION}"),
        (("rules", "table", OWN), f"tocsin rules table: TABLE: '{OWN}' is no table; {AS_OPTION}"),
        (("facts", "types", OWN), f"tocsin facts types: TYPE: '{OWN}' is no fact type; {AS_OPTION}"),
        (
            ("facts", "schema", OWN),
            f"tocsin facts schema: nothing is expected after what was given before: {OWN}; {AS_OPTION}",
        ),
        (
            ("rules", "table", "tariff"),
            "tocsin rules table: TABLE: the pack russia-dprk has no table 'tariff' (--pack names another pack); there "
            "are no tables",
        ),
        (
            ("rules", "check", "--pack", OWN),
            "tocsin rules check: there is no option --pack; PACK is given without it: tocsin rules check PACK",
        ),
        (
            ("rules", "diff", "--old", OWN, "x"),
            "tocsin rules diff: there is no option --old; OLD is given without it: tocsin rules diff OLD NEW",
        ),
    ],
)
def test_the_words(run, arguments, told):
    ran = run(*arguments)
    command = told.split(":")[0]
    assert (ran.code, ran.out, ran.err) == (2, "", f"{told}\n  see {command} --help\n")


def test_programs_get_the_same_words(run):
    [problem] = json.loads(run("assess", KURSK, "--json", "--limit", "x").err)["problems"]
    assert problem == {
        "code": None,
        "hint": "see tocsin assess --help",
        "message": "tocsin assess: --limit: give a whole number",
        "place": None,
    }


def test_a_message_is_broken_to_fit_a_terminal_and_left_whole_in_a_pipe(monkeypatch, capsys):
    import sys

    from tocsin.cli.output import complain

    text = f"{'a word ' * 20}/a/path/that/{'is/' * 30}long\n  a hint {'of words ' * 20}".rstrip()
    monkeypatch.setenv("COLUMNS", "60")
    complain(text)
    assert capsys.readouterr().err == f"{text}\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    complain(text)

    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if len(line) > 60 and "/a/path" not in line] == []
    assert [line.strip() for line in lines if "/a/path" in line] == [f"/a/path/that/{'is/' * 30}long"]
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


FACT = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"


@pytest.mark.parametrize(
    "words",
    [
        ("watch",),
        ("what-if", "--retract", "troop_deployment"),
        ("explain-check", "significant_impact", "--limit", "2"),
        ("certify", "significant_impact"),
        ("certify",),
        ("support", "significant_impact"),
        ("readings",),
        ("hypotheses",),
        ("brief",),
    ],
    ids=" ".join,
)
def test_a_case_may_be_left_out_wherever_one_is_read_and_a_fact_is_given(run, words):
    told = run(*words, "--fact", FACT)
    assert (told.err, told.code in (0, 1)) == ("", True)
    assert told.out
    lacking = run(words[0])
    assert lacking.code == 2
    assert re.search("--fact|--sources|--retract", lacking.err)


def test_a_fact_given_beside_a_case_counts_in_every_question(run):
    given = "un_authorisation(state=PRK)"
    assert run("what-if", KURSK, "--fact", given, "--retract", given).code == 0
    assert run("what-if", KURSK, "--retract", given).err.startswith("T432: there is nothing to retract")


@pytest.mark.parametrize(
    "words", [("readings", KURSK), ("assumptions", KURSK), ("what-if", KURSK, "--without", "kursk-counts-as-theatre")]
)
def test_weaker_conclusions_can_be_left_out_of_every_list_and_how_many_is_told(run, words):
    every, firm = run(*words, "--all").out, run(*words, "--all", "--min-qualifier", "likely").out
    [left_out] = re.findall(r"(\d+) entries left out by --min-qualifier likely", firm)
    assert int(left_out) > 10
    assert len(firm.splitlines()) < len(every.splitlines())
    assert "left out by" not in every
    told = [len(run(*words, "--json", *option).out) for option in ((), ("--min-qualifier", "follows"))]
    assert told[1] < told[0]


@pytest.mark.parametrize("pack", [(), ("--pack", "russia-dprk")], ids=["none", "named"])
def test_a_type_that_a_pack_taken_by_default_lacks_is_told_with_that_pack(run, pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crack.csv").write_text("dam,width\nA,5\n", encoding="utf-8")
    for asked in (
        ("assess", "--fact", "crack(dam=A)"),
        ("facts", "types", "crack"),
        ("bulk", "check", "crack.csv"),
        ("bulk", "check", "crack=crack.csv"),
        ("bulk", "run", "crack.csv", "--out", "screened"),
    ):
        ran = run(*asked, *pack)
        assert ran.code == 2
        assert "no fact type" in ran.err
        assert ("the pack is russia-dprk, as no --pack names another; " in ran.err) is not bool(pack)


@pytest.mark.parametrize("each", [(), ("--each",)], ids=["at-once", "each"])
def test_a_type_that_the_pack_of_a_case_lacks_is_told_with_that_pack(run, each):
    assert run("case", "new", "dam").code == 0
    ran = run("assert", "dam", "crack(dam=A)", *each)
    assert ran.code == 2
    assert "\n  the pack of the case dam is russia-dprk; fact types: " in ran.err
