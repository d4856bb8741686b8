"""The bulk commands as users meet them: what they print, what they refuse, what they leave behind."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engine.test_parameters import IN_COLUMNS as CAPS

EXAMPLE = "examples/bulk"


def test_a_run_is_summed_up_and_then_explained_by_the_other_engines(run, tmp_path):
    out = str(tmp_path / "out")

    ran = run("bulk", "run", EXAMPLE, "--pack", "russia-dprk", "--out", out, "--json")
    assert (ran.code, ran.err) == (0, "")
    summary = json.loads(ran.out)["summary"]
    assert (summary["cases"], summary["rows"]) == (4, 6)

    again = run(
        "bulk", "run", EXAMPLE, "--out", out, "--explain", "nis-2024-11-20", "--conclusion", "combat_deployment"
    )
    assert (again.code, again.err) == (0, "")
    assert "already done" in again.out
    assert "B2: source usually reliable" in again.out
    assert max(map(len, again.out.splitlines())) <= 100

    none = run("bulk", "run", EXAMPLE, "--out", out, "--explain", "nis-2024-10-23", "--conclusion", "combat_deployment")
    assert none.code == 1
    assert "does not follow" in none.err
    assert run("bulk", "run", EXAMPLE, "--out", out, "--explain", "nobody").err.startswith("T517: ")


def test_the_explanation_without_a_conclusion_is_of_those_on_which_none_rests(run, tmp_path):
    ran = run("bulk", "run", EXAMPLE, "--out", str(tmp_path / "out"), "--explain", "kyiv-2024-10-30", "--json")

    data = json.loads(ran.out)
    assert sorted(data) == ["explanations", "names", "summary"]
    assert len(data["explanations"]) > 0


def test_the_results_are_the_same_through_a_pipe_and_hold_every_derivation(execute, tmp_path):
    ran = execute("bulk", "run", EXAMPLE, "--out", str(tmp_path / "out"))

    assert (ran.code, ran.err) == (0, "")
    assert "\x1b" not in ran.out
    derivations = pq.read_table(tmp_path / "out" / "derivations.parquet")
    facts = set(pq.read_table(tmp_path / "out" / "facts.parquet")["id"].to_pylist())
    conclusions = set(pq.read_table(tmp_path / "out" / "conclusions.parquet")["id"].to_pylist())
    assert {premise for row in derivations["premises"].to_pylist() for premise in row} <= facts | conclusions
    assert set(derivations["conclusion"].to_pylist()) == conclusions


def test_a_run_does_not_import_pandas(tmp_path):
    pytest.importorskip("pandas")
    run = f"exit_code(['bulk', 'run', {EXAMPLE!r}, '--pack', 'russia-dprk', '--out', {str(tmp_path / 'out')!r}])"
    code = f"import sys; from tocsin.cli.main import exit_code; print({run}, 'pandas' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told.splitlines()[-1] == "0 False"


def test_bad_rows_are_listed_or_written_to_a_file(run, tmp_path):
    table = tmp_path / "sanctions_regime.csv"
    table.write_text("case_id,imposed_by,target\na,UN,PRK\nb,UX,PRK\n", encoding="utf-8")
    reject = tmp_path / "bad.csv"

    listed = run("bulk", "check", str(table))
    assert (listed.code, listed.out) == (2, "")
    assert f"{table}:3:3: T203: sanctions_regime.imposed_by: 'UX' is not a known actor code" in listed.err

    kept = run("bulk", "check", str(table), "--reject", str(reject))
    assert kept.code == 2
    assert kept.out.startswith("1 row states no fact")
    assert reject.read_text(encoding="utf-8").splitlines()[1].startswith(f"{table},3,imposed_by,UX,T203,")

    ran = run("bulk", "run", str(table), "--out", str(tmp_path / "out"), "--reject", str(reject))
    assert ran.code == 0
    assert "1 row of 1 case" in ran.out
    assert "rests on fewer facts" in " ".join(ran.out.split())


def test_rows_that_were_refused_are_told_where_their_case_is_explained(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = Path("troop_deployment.csv")
    rows = ("a,PRK,RUS,12000,combat", "a,PRK,RUS,many,combat", "b,PRK,RUS,few,combat", "b,PRK,RUS,1,fighting")
    table.write_text("case_id,sender,beneficiary,headcount,role\n" + "\n".join(rows) + "\n")
    command = ("bulk", "run", str(table), "--out", "out", "--reject", "bad.csv")

    some = run(*command, "--explain", "a", "--conclusion", "significant_impact")
    assert some.code == 0
    told = " ".join(some.out.split())
    assert f"1 row of this case was rejected ({table}:3:11): its explanation rests on fewer facts" in told
    assert "fewer facts than were given; a case with no other rows is left out" in told
    [problem] = json.loads(run(*command, "--explain", "a", "--json").out)["refused"]
    assert (problem["code"], problem["place"]) == ("T203", f"{table}:3:11")

    none = run(*command, "--explain", "b")
    assert (none.code, none.out) == (2, "")
    assert none.err.startswith("T517: of the case 'b' no row states a fact: 2 rows refused\n")
    assert [line.split(": ")[0] for line in none.err.splitlines() if ": T203: " in line] == [
        f"{table}:4:11",
        f"{table}:5:13",
    ]


def test_templates_are_tables_that_can_be_read(run, tmp_path):
    for form in ("csv", "parquet", "jsonl"):
        out = tmp_path / form
        ran = run("bulk", "template", "troop_deployment", "sanctions_regime", "--out", str(out), "--format", form)
        assert (ran.code, len(ran.out.splitlines())) == (0, 2)
        checked = run("bulk", "check", str(out), "--json")
        assert (checked.code, checked.err) == (0, "")
        assert json.loads(checked.out)["rows"] == (2 if form == "jsonl" else 0)
        assert run("bulk", "template", "troop_deployment", "--out", str(out), "--format", form).err.count("T518") == 1


def test_the_template_of_a_pack_has_what_its_rules_look_for(run, tmp_path):
    run("bulk", "template", "--out", str(tmp_path / "all"))
    names = {path.stem for path in (tmp_path / "all").iterdir()}

    assert {"troop_deployment", "sanctions_regime"} <= names
    assert "sanctions_violation" not in names


def test_what_is_named_must_be_tables(run, tmp_path):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / "sanction_regime.csv").write_text("case_id\n", encoding="utf-8")

    ran = run(
        "bulk", "check", str(tmp_path / "notes.txt"), str(tmp_path / "sanction_regime.csv"), "no/*.csv", "x=y.csv"
    )

    assert ran.code == 2
    told = sorted(line.split(": ")[1] for line in ran.err.splitlines() if ": T" in line)
    assert told == ["T101", "T201", "T510", "T510"]


def test_a_table_that_is_named_wrongly_is_told_with_the_rows_of_the_others(run, tmp_path):
    (tmp_path / "sanction_regime.csv").write_text("case_id,imposed_by,target\na,UN,PRK\n", encoding="utf-8")
    (tmp_path / "sanctions_regime.csv").write_text("case_id,imposed_by,target\na,UX,PRK\n", encoding="utf-8")

    ran = run("bulk", "check", str(tmp_path))

    assert (ran.code, ran.out) == (2, "")
    assert sorted(line.split(": ")[1] for line in ran.err.splitlines() if ": T" in line) == ["T203", "T510"]


@pytest.mark.parametrize("mark", [";", "|"])
def test_a_table_whose_columns_are_not_parted_is_told_that_alone(run, tmp_path, mark):
    table = tmp_path / "sanctions_regime.csv"
    table.write_text("case_id;imposed_by;target\na;UN;PRK\n".replace(";", mark), encoding="utf-8")

    ran = run("bulk", "check", str(table))

    assert (ran.code, ran.err.count(": T")) == (2, 1)
    assert "separate columns by commas" in ran.err


def test_a_memory_size_must_be_one(run, tmp_path):
    for text in ("much", "1MB"):
        assert run("bulk", "check", EXAMPLE, "--memory", text).code == 2
    assert run("bulk", "check", EXAMPLE, "--memory", "512MiB").code == 0


def test_an_interrupted_run_says_what_is_kept(tmp_path):
    table = tmp_path / "sanctions_regime.csv"
    rows = "".join(f"c{number},UN,PRK\n" for number in range(200))
    table.write_text("case_id,imposed_by,target\n" + rows, encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tocsin.cli", "bulk", "run", str(table), "--out", str(out), "--chunk", "1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    while running.poll() is None and not (out / ".tocsin" / "parts" / "000001.json").exists():
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    told, errors = running.communicate(timeout=60)

    assert (running.returncode, told) == (130, "")
    assert errors.strip().endswith(f"{out} keeps what is done: the same command goes on from there")


def test_a_missing_extra_is_named(execute, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'duckdb' else found(name, *rest)\n",
        encoding="utf-8",
    )
    ran = execute("bulk", "check", EXAMPLE, PYTHONPATH=str(tmp_path))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == 'T516: bulk runs need duckdb, which cannot be imported\n  pip install "tocsin[bulk]"\n'


def test_a_parameter_not_reviewed_since_is_told_with_the_cases_later_than_that(run, tmp_path):
    (tmp_path / "pack.yaml").write_text(CAPS, encoding="utf-8")
    (tmp_path / "shipment.csv").write_text(
        "case_id,to,volume,day,source,source.date\n"
        "early,A,600000,2018-05-01,Port,2024-06-30\nlate,A,1,2018-05-01,Port,2024-07-01\n",
        encoding="utf-8",
    )
    options = ("--pack", str(tmp_path / "pack.yaml"), "--out", str(tmp_path / "out"), "--chunk", "1")
    told = run("bulk", "run", str(tmp_path / "shipment.csv"), *options).out

    assert "the parameter refined_cap was last reviewed on 2024-06-30, before the day of 1 case" in " ".join(
        told.split()
    )
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["not_reviewed"] == [{"parameter": "refined_cap", "reviewed": "2024-06-30", "cases": 1}]
