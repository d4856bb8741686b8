"""certify, verify and explain-check, as users run them."""

import json

FACT = "sanctions_violation(violator=PRK)"


def test_a_certificate_is_written_and_verified(run, tmp_path):
    path = str(tmp_path / "proof.json")

    assert run("certify", "examples/kursk.yaml", FACT, "-o", path).code == 0
    accepted = run("verify", path, "--pack", "russia-dprk")

    assert (accepted.code, accepted.err) == (0, "")
    assert accepted.out.startswith("Accepted: every step follows (21 steps by 61 rules from 12 given facts")
    assert "sanctions_violation(regime=UN, violator=PRK): follows" in accepted.out


def test_the_same_bytes_are_printed_and_written(run, tmp_path):
    path = tmp_path / "proof.json"
    printed = run("certify", "examples/own_pack/case.yaml", "recall_due").out
    run("certify", "examples/own_pack/case.yaml", "recall_due", "-o", str(path))

    assert path.read_text(encoding="utf-8") == printed


def test_a_certificate_that_was_changed_is_refused_with_the_first_reason(run, tmp_path):
    path = tmp_path / "proof.json"
    text = run("certify", "examples/own_pack/case.yaml").out
    path.write_text(text.replace('"qualifier":"possible"', '"qualifier":"certain"'), encoding="utf-8")

    refused = run("verify", str(path))
    told = json.loads(run("verify", str(path), "--json").out)

    assert refused.code == 4
    assert refused.err == f"{path}: T452: the certificate is refused: the digest is not that of the content\n"
    assert told["accepted"] is False
    assert told["reason"] == "the digest is not that of the content"


def test_what_is_no_certificate_is_bad_input(run):
    ran = run("verify", "examples/kursk.yaml")

    assert ran.code == 2
    assert ran.err.startswith("examples/kursk.yaml: T451: this is no certificate: it is not JSON")


def test_json_says_what_was_verified(run, tmp_path):
    path = str(tmp_path / "proof.json")
    run("certify", "examples/own_pack/case.yaml", "-o", path)

    told = json.loads(run("verify", path, "--pack", "examples/own_pack/pack.yaml", "--json").out)

    assert (told["accepted"], told["against_pack"], told["reason"]) == (True, True, None)
    assert told["steps"] > 0


def test_what_does_not_follow_is_not_certified(run, tmp_path):
    path = tmp_path / "proof.json"

    ran = run("certify", "examples/kursk.yaml", "sanctions_violation(violator=USA)", "-o", str(path))

    assert ran.code == 1
    assert not path.exists()


def test_explanations_stand_for_what_they_claim(run):
    ran = run("explain-check", "examples/own_pack/case.yaml")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("Every explanation stands for what it claims.\n")


def test_the_trial_of_one_fact_as_json(run):
    told = json.loads(run("explain-check", "examples/own_pack/case.yaml", "recall_due", "--json").out)

    assert [trial["text"].split("(")[0] for trial in told["trials"]] == ["recall_due"] * len(told["trials"])
    assert all(trial["failed"] == [] for trial in told["trials"])


def test_why_is_told_as_a_page_and_as_prose(run):
    page = run("why", "examples/own_pack/case.yaml", "recall_due", "--format", "html").out
    prose = run("why", "examples/own_pack/case.yaml", "recall_due", "--format", "english").out

    assert page.startswith("<!DOCTYPE html>")
    assert prose.startswith("Case ")
    assert "[1] " in prose
