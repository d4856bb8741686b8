"""Codes and warnings that neither a file nor a command alone brings about on every machine."""

import shutil
import subprocess
import sys

import pytest

from tocsin.engine import Case, codes, load_pack
from tocsin.facts.model import Fact
from tocsin.facts.problems import ProblemError

PACK = """
pack: shares
types:
  part: {whole: str, of: int, by: int}
  large: {whole: str}
rules:
  - id: a-large-part
    when:
      - part: {whole: $whole, of: $of, by: $by}
      - $of / $by > 2
    then:
      - large: {whole: $whole}
"""
WITHOUT_DURABLE = """
import sys
sys.modules["durable_rules_engine"] = None
from tocsin.cli.main import run
sys.argv[0] = "tocsin"
run()
"""


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(PACK)
    return load_pack(path)


def warned(assessment):
    return [(warning.code, warning.message) for warning in assessment.warnings]


def test_t403_a_fact_foreign_to_the_pack(pack):
    class Stone(Fact, frozen=True):
        weight: int

    with pytest.raises(ProblemError) as refused:
        Case(pack, [Stone(weight=1)])
    assert [problem.code for problem in refused.value.problems] == ["T403"]


def test_w403_a_condition_without_a_value_is_false_and_said(pack):
    assessment = Case(pack, ["part(whole=a, of=1, by=0)"]).assess()
    assert assessment.conclusions == ()
    assert warned(assessment) == [
        ("W403", "rule a-large-part: $of / $by > 2 had no value for some match (division by zero) and counted as false")
    ]


def test_w402_rete_is_left_out_of_a_large_case_and_that_is_said(pack):
    facts = [f"part(whole=a, of={number}, by=1)" for number in range(5_001)]
    assessment = Case(pack, facts).assess()
    assert assessment.engines == ("seminaive",)
    message = (
        "seminaive ran alone: rete runs by default up to 5,000 facts and 20,000 firings; "
        "ask for both engines to compare them all the same"
    )
    assert [(warning.code, warning.message) for warning in assessment.engine_warnings] == [("W402", message)]
    assert warned(assessment) == []


def test_w402_rete_is_left_out_where_few_facts_fire_often(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "pack: p\ntypes:\n  a: {n: int}\n  b: {n: int}\n  c: {}\n"
        "rules:\n  - {id: r, when: [{a: {n: $n}}, {b: {n: $m}}], then: [{c: {}}]}\n"
    )
    facts = [f"a(n={number})" for number in range(100)] + [f"b(n={number})" for number in range(201)]
    assessment = Case(load_pack(tmp_path / "p.yaml"), facts).assess()
    assert assessment.engines == ("seminaive",)
    assert [warning.code for warning in assessment.engine_warnings] == [codes.RETE_SKIPPED]


def without_durable(*arguments):
    command = [sys.executable, "-c", WITHOUT_DURABLE, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_w401_where_durable_rules_cannot_be_had_seminaive_runs_alone_and_says_so():
    ran = without_durable("assess", "examples/own_pack/case.yaml", "--json")
    assert ran.returncode == 0
    assert '"engines":["seminaive"]' in ran.stdout
    told = '"seminaive ran alone: rete is not available (durable-rules is not installed)"'
    assert f'"code":"{codes.RETE_UNAVAILABLE}","message":{told}' in ran.stdout


def test_t406_rete_asked_for_where_it_cannot_be_had():
    ran = without_durable("assess", "examples/own_pack/case.yaml", "--engine", "rete")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "T406" in ran.stderr


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")
def test_t521_a_master_that_spark_does_not_know(tmp_path):
    out = str(tmp_path / "out")
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "tocsin.cli",
            "bulk",
            "run",
            "examples/bulk",
            "--out",
            out,
            "--on",
            "spark",
            "--master",
            "nowhere",
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert ran.returncode == 2
    assert "T521" in ran.stderr
