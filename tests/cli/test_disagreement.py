"""Where engines disagree the command ends with 3, says how, and publishes nothing: not a line, not an entry.

The engine that disagrees is installed as a package's would be, with its entry point, and named in the environment.
"""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import DEPLOYMENT

CASE = "examples/kursk.yaml"
SOURCE = """
from dataclasses import replace
from tocsin.engine import seminaive
from tocsin.engine.evaluation import Failure


def honest(plan, facts, active, progress=None):
    return seminaive.evaluate(plan, facts, active, progress)


def loses(plan, facts, active, progress=None):
    found = honest(plan, facts, active)
    del found.blocks[-1]
    return found


def sees_no_boundary(plan, facts, active, progress=None):
    found = honest(plan, facts, active)
    found.blocks[:] = [each._replace(records=[(*r[:-1], 0) for r in each.records]) for each in found.blocks]
    return found


def strengthens_nothing(plan, facts, active, progress=None):
    return replace(honest(plan, facts, active), strengthened={})


def fails(plan, facts, active, progress=None):
    return replace(honest(plan, facts, active), failures={Failure("any", "1 / 0", "division by zero")})


def raises(plan, facts, active, progress=None):
    raise LookupError("no such place")


number = 7
"""
ENGINES = ("honest", "loses", "sees_no_boundary", "strengthens_nothing", "fails", "raises", "number")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder of installed packages, in which one brings engines."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "second_opinion.py").write_text(SOURCE)
    about = folder / "second_opinion-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: second-opinion\nVersion: 1.0\n")
    lines = [f"{name} = second_opinion:{name}" for name in ENGINES]
    lines += ["absent = second_opinion:absent", "seminaive = second_opinion:loses"]
    (about / "entry_points.txt").write_text("\n".join(["[tocsin.engines]", *lines, ""]))
    return folder


@pytest.fixture
def checked(execute, installed):
    """Runs the command as users do, its engines checked by those named."""

    def checked(engines: str, *arguments: str):
        return execute(*arguments, PYTHONPATH=str(installed), TOCSIN_CHECKED_BY=engines)

    return checked


def test_an_engine_that_agrees_is_named_beside_ours(checked):
    ran = checked("honest", "assess", CASE)

    assert (ran.code, ran.err) == (0, "")
    assert "honest" in ran.out.split("\n")[1]
    assert "in agreement" in ran.out.split("\n")[1]


@pytest.mark.parametrize(
    "engine,said",
    [
        ("loses", "only seminaive has the derivation of "),
        ("sees_no_boundary", ": a boundary only for seminaive"),
        ("strengthens_nothing", ": possible_strengthened for seminaive, possible for strengthens_nothing"),
        ("fails", "only fails has the failed condition 1 / 0 of any"),
    ],
)
def test_a_disagreement_is_exit_3_and_no_output(checked, engine, said, tmp_path):
    case = tmp_path / "straddling.yaml"
    case.write_text(Path(CASE).read_text().replace("10900..11000", "9000..11000"))

    for output in ((), ("--json",)):
        ran = checked(engine, "assess", str(case), *output)

        assert (ran.code, ran.out) == (3, "")
        told = ran.err
        if output:
            (problem,) = json.loads(ran.err)["problems"]
            told = f"{problem['code']}: {problem['message']}\n"
        assert told.startswith("T405: the engines disagree; nothing is published\n")
        assert said in told
        assert "Traceback" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("why", CASE, "sanctions_violation(violator=PRK)"),
        ("brief", CASE),
        ("timeline", CASE),
        ("readings", CASE),
        ("assumptions", CASE),
        ("hypotheses", CASE),
        ("certify", CASE, "sanctions_violation(violator=PRK)"),
        ("rules", "check"),
    ],
    ids=lambda arguments: " ".join(arguments[:1]),
)
def test_no_command_publishes_what_the_engines_disagree_about(checked, arguments):
    ran = checked("loses", *arguments)

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("T405: the engines disagree; nothing is published\nonly seminaive has the derivation of ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("assert", "kursk", DEPLOYMENT.replace("PRK", "MLI"), "--source", "Kyodo"),
        ("deny", "kursk", DEPLOYMENT, "--source", "Kyodo"),
        ("confirm", "kursk", DEPLOYMENT, "--source", "Kyodo"),
        ("assess", "kursk", "--record"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_nothing_is_recorded_that_the_engines_disagree_about(checked, kursk, run, arguments):
    before = run("audit", "log", "kursk", "--json").out

    ran = checked("loses", *arguments, "--by", "ana")

    assert (ran.code, ran.out) == (3, "")
    assert before == run("audit", "log", "kursk", "--json").out
    assert checked("honest", *arguments, "--by", "ana").code == 0
    assert before != run("audit", "log", "kursk", "--json").out


def test_one_engine_chosen_alone_is_not_checked(checked):
    ran = checked("loses", "assess", CASE, "--engine", "seminaive", "--json")

    assert (ran.code, ran.err) == (0, "")
    assert '"engines":["seminaive"]' in ran.out


def test_nobody_is_asked_unless_named(checked):
    assert checked("", "assess", CASE).code == 0
    assert checked(" , ", "assess", CASE).code == 0


@pytest.mark.parametrize(
    "engines,message",
    [
        ("hones", "T407: no installed package brings an engine hones\n  did you mean honest?\n"),
        (
            "second_opinion:loses",
            "T407: no installed package brings an engine second_opinion:loses\n"
            "  engines: absent, fails, honest, loses, number, raises, sees_no_boundary, strengthens_nothing\n",
        ),
        (
            "raises",
            "T408: the engine raises raised LookupError: no such place\n"
            "  repair or remove the package that brings it, or leave it out of TOCSIN_CHECKED_BY\n",
        ),
        (
            "honest,number",
            "T408: the engine number is no function: second_opinion:number\n"
            "  repair or remove the package that brings it, or leave it out of TOCSIN_CHECKED_BY\n",
        ),
    ],
)
def test_an_engine_that_cannot_be_asked_is_a_problem(checked, engines, message):
    ran = checked(engines, "assess", CASE)

    assert (ran.code, ran.out) == (2, "")
    assert message == ran.err


def test_an_engine_that_does_not_load_is_a_problem(checked):
    ran = checked("absent", "assess", CASE)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("T408: the engine absent does not load: AttributeError: ")


def test_a_package_cannot_take_the_place_of_an_engine_of_ours(checked):
    ran = checked("seminaive", "assess", CASE)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("T407: no installed package brings an engine seminaive\n")


@pytest.mark.parametrize("key", ["engine", "engines", "checked_by"])
def test_neither_a_case_nor_a_pack_can_name_an_engine(checked, tmp_path, key):
    case = tmp_path / "case.yaml"
    case.write_text(f"pack: russia-dprk\n{key}: raises\nfacts: []\n")
    pack = tmp_path / "pack.yaml"
    pack.write_text(f"pack: own\n{key}: raises\n")

    for arguments in (("assess", str(case)), ("rules", "check", str(pack))):
        ran = checked("", *arguments)

        assert (ran.code, ran.out) == (2, "")
        assert key in ran.err
