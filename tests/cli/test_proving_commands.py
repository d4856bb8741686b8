"""``rules witness`` and ``rules verify``: what they print is a case that shows it, or a proof with its bound."""

import json
import sys
from pathlib import Path

OWN = "examples/own_pack/pack.yaml"


def test_a_witness_is_a_case_that_can_be_assessed_as_it_stands(run, tmp_path, monkeypatch):
    (tmp_path / "pack.yaml").write_bytes(Path(OWN).read_bytes())
    monkeypatch.chdir(tmp_path)

    ran = run("rules", "witness", "pack.yaml", "recall_due")

    Path("case.yaml").write_text(ran.out, encoding="utf-8")
    assessed = json.loads(run("assess", "case.yaml", "--json").out)
    assert (ran.code, ran.err) == (0, "")
    assert "recall_due" in {conclusion["type"] for conclusion in assessed["conclusions"]}


def test_a_witness_comes_with_a_certificate_that_checks(run, tmp_path):
    proof = tmp_path / "proof.json"

    ran = run("rules", "witness", OWN, "recall_due", "--certificate", str(proof), "--json")

    data = json.loads(ran.out)
    assert (data["outcome"], data["engines"]) == ("witness", [["rete", "seminaive"]]) or sys.version_info >= (3, 13)
    assert data["certificates"] == [json.loads(proof.read_text(encoding="utf-8"))]
    assert run("verify", str(proof)).code == 0


def test_what_is_never_so_is_proved_with_its_bound_and_what_is_so_refuted_by_a_case(run):
    asked = "must_declare(crossing=$where, euros=$sum)"

    proved = run("rules", "verify", "eu-cash-controls", "--never", f"{asked} and high($sum) < 10_000", "--facts", "1")
    refuted = run("rules", "verify", "eu-cash-controls", "--never", asked)

    assert (proved.code, "up to 1 fact: never must" in proved.out and "any number of rounds" in proved.out) == (0, True)
    assert (refuted.code, "carried:" in refuted.out) == (1, True)


def test_packs_are_the_same_or_part_at_a_case(run, tmp_path):
    text = "pack: {}\ntypes:\n  road: {{a: int}}\n  way: {{a: int}}\nrules:\n  - id: r\n    when:\n"
    text += "      - road: {{a: $a}}\n      - $a > {}\n    then:\n      - way: {{a: $a}}\n"
    paths = [tmp_path / f"{name}.yaml" for name in ("one", "other")]
    for path, least in zip(paths, (3, 4), strict=True):
        path.write_text(text.format(path.stem, least), encoding="utf-8")

    differ = run("rules", "verify", str(paths[0]), "--same", str(paths[1]))
    same = run("rules", "verify", str(paths[0]), "--same", str(paths[0]))

    assert (differ.code, differ.out.endswith("  - road:\n      a: 4\n")) == (1, True)
    assert same.code == 0


def test_one_question_at_a_time(run):
    for options in ((), ("--never", "recall_due", "--same", OWN), ("--same", OWN, "--assume", "x")):
        assert run("rules", "verify", OWN, *options).code == 2


def test_without_clingo_the_extra_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "clingo", None)

    ran = run("rules", "witness", OWN, "recall_due")

    assert ran.code == 2
    assert ran.err.startswith('T730: witnesses and proofs need clingo, which cannot be imported\n  pip install "')
