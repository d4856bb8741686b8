"""The commands of the ledger, as users type them."""

import json
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import DEPLOYMENT

from tocsin.ledger import codes
from tocsin.rules.shipped import _PACKS

LOWER = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=8000, role=combat)"


def data(ran):
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_a_case_grows_and_each_change_tells_what_it_did(run):
    assert run("case", "list").out == "The ledger holds no case; make one with: tocsin case new NAME\n"
    assert data(run("case", "new", "kursk", "--as-of", "2024-11-30", "--json"))["entries"] == [1, 2]
    tried = data(run("assert", "kursk", DEPLOYMENT, "--source", "ROK NIS", "--dry-run", "--json"))
    assert (tried["entries"], tried["dry_run"]) == ([], True)
    done = data(run("assert", "kursk", DEPLOYMENT, "--source", "ROK NIS", "--by", "ana", "--json"))
    assert done["entries"] == [3, 4]
    assert done["changes"] == tried["changes"]
    assert {change["kind"] for change in done["changes"]} == {"appeared"}
    assert data(run("deny", "kursk", "troop_deployment", "--source", "TASS", "--json"))["changes"] == []
    gone = data(run("retract", "kursk", "troop_deployment", "--source", "ROK NIS", "--date", "2024-11-20", "--json"))
    assert {change["kind"] for change in gone["changes"]} == {"fell"}
    log = data(run("audit", "log", "kursk", "--json"))
    assert [entry["entry"]["number"] for entry in log["entries"]] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert log["entries"][5]["entry"]["by"] == "ana"
    assert data(run("audit", "verify", "--json"))["whole"]
    assert data(run("audit", "replay", "kursk", "--json"))["differ"] == []


def test_facts_are_asserted_all_or_none(run, kursk, tmp_path, monkeypatch):
    (tmp_path / "facts.txt").write_text(f"{LOWER}\n\ntroop_deploymnet(sender=PRK)\nverification(x=1)\n")
    with (tmp_path / "facts.txt").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        ran = run("assert", "kursk", "--from", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "standard input:3:1: T201" in ran.err
    assert "standard input:4:" in ran.err
    assert data(run("audit", "log", "kursk", "--json"))["size"] == 4

    (tmp_path / "facts.txt").write_text(f'{LOWER}\n{{"verification": {{"subject": "troop_deployment"}}}}\n')
    (tmp_path / "empty.jsonl").write_text("")
    ran = run("assert", "kursk", "--from", str(tmp_path / "empty.jsonl"))
    assert (ran.code, ran.err[:5]) == (2, "T622:")


def test_a_case_of_the_ledger_works_in_every_command(run, kursk):
    assert "71 conclusions" in run("assess", "kursk").out
    assert "ROK NIS" in run("why", "kursk", "highly_significant_development").out
    assert run("timeline", "kursk").code == 0
    assert data(run("assess", "kursk", "--known-by", "2024-11-30", "--json"))["facts"] == []
    assert data(run("assess", "kursk", "--as-of", "2024-11-25", "--json"))["facts"] != []
    ran = run("assess", "kurks")
    assert (ran.code, "did you mean kursk" in ran.err) == (2, True)


def test_the_same_case_in_a_file_and_in_the_ledger_give_the_same_bytes(run, tmp_path):
    assert run("case", "import", "examples/kursk.yaml").code == 0
    expected = run("assess", "examples/kursk.yaml", "--json").out
    assert expected == run("assess", "kursk", "--json").out
    assert run("case", "export", "kursk", "--out", str(tmp_path / "kursk.json")).code == 0
    assert expected == run("assess", str(tmp_path / "kursk.json"), "--json").out


def test_a_history_is_exported_verified_and_brought_back(run, kursk, tmp_path, monkeypatch):
    file = str(tmp_path / "out.jsonl")
    assert run("audit", "export", "kursk", "--out", file).code == 0
    monkeypatch.setenv("COLUMNS", "80")
    verified = run("audit", "verify", file).out
    assert verified.startswith("whole  kursk: 4 entries, root\n       ")
    assert max(map(len, verified.splitlines())) <= 80
    log = run("audit", "log", "kursk", "--json").out
    monkeypatch.setenv("TOCSIN_LEDGER", f"sqlite:///{tmp_path / 'second.sqlite'}")
    assert run("case", "import", file).out == "kursk · 4 entries\n"
    assert log == run("audit", "log", "kursk", "--json").out


def test_prov_is_valid_and_names_who_said_and_concluded_what(run, kursk):
    from prov.model import ProvAgent, ProvDocument, ProvGeneration

    told = run("audit", "export", "kursk", "--format", "prov").out
    document = ProvDocument.deserialize(content=told, format="json")

    labels = {label for agent in document.get_records(ProvAgent) for label in agent.get_attribute("prov:label")}
    assert labels == {"ana", "ROK NIS"}
    derivations = sum(
        len(conclusion["derivations"]) for conclusion in data(run("assess", "kursk", "--json"))["conclusions"]
    )
    assert len(list(document.get_records(ProvGeneration))) == derivations + 2  # the fact, and the pack
    assert told == run("audit", "export", "kursk", "--format", "prov").out


def test_csv_defuses_formulas(run, kursk):
    run("confirm", "kursk", "troop_deployment", "--source", "=HYPERLINK(1)", "--note", "a,b")
    lines = run("audit", "export", "kursk", "--format", "csv").out.splitlines()

    assert len(lines) == 7
    assert "'=HYPERLINK(1)" in lines[5]
    assert '"a,b"' in lines[5]


def test_what_was_tampered_with_is_exit_4_and_named(run, kursk):
    with sqlite3.connect(kursk) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute("UPDATE entries SET payload = replace(payload, 'ana', 'eve') WHERE number = 3")
    connection.close()
    ran = run("audit", "verify", "kursk")

    assert ran.code == 4
    assert "kursk, entry 3: the payload does not have the hash it is stored with" in ran.out


def test_a_case_of_one_entry_has_one_entry(run, kursk):
    assert "kursk · 1 entry, the last of " in run("audit", "head", "kursk", "--size", "1").out
    assert "entry 1 stands under the head after 1 entry\n" in run("audit", "prove", "kursk", "1", "--size", "1").out


def test_a_head_kept_elsewhere_and_proofs_are_checked(run, kursk, tmp_path):
    head, proof = tmp_path / "head.json", tmp_path / "proof.json"
    head.write_text(run("audit", "head", "kursk", "--json").out)
    proof.write_text(run("audit", "prove", "kursk", "3", "--json").out)
    assert run("audit", "verify", "kursk", "--head", str(head)).code == 0
    assert run("audit", "verify", str(proof)).code == 0
    proof.write_text(proof.read_text().replace('"number":3', '"number":2'))
    assert run("audit", "verify", str(proof)).code == 4
    head.write_text(head.read_text().replace('"size":4', '"size":9'))
    ran = run("audit", "verify", "kursk", "--head", str(head))
    assert (ran.code, "there are only 4" in ran.out) == (4, True)
    head.write_text("{}")
    ran = run("audit", "verify", "kursk", "--head", str(head))
    assert (ran.code, "T617" in ran.err) == (2, True)


def test_replay_under_another_pack_shows_what_would_be_otherwise(run, kursk, tmp_path):
    draft = tmp_path / "draft"
    shutil.copytree(_PACKS / "russia_dprk", draft)
    text = (draft / "pack.yaml").read_text(encoding="utf-8")
    (draft / "pack.yaml").write_text(text.replace("version: 1.0.0", "version: 2.0.0"), encoding="utf-8")
    (draft / "threat.yaml").unlink()
    for case in (draft / "cases").glob("*threat*"):
        case.unlink()
    ran = run("audit", "replay", "kursk", "--pack", str(draft))

    assert "1 the same, 0 not" in ran.out
    assert "gone" in ran.out


@pytest.mark.parametrize(
    "arguments", [("audit", "log", "kursk"), ("case", "show", "kursk"), ("audit", "diff", "kursk", "2", "3")]
)
@pytest.mark.parametrize("width", ["60", "100"])
def test_text_fits_the_terminal(run, kursk, monkeypatch, arguments, width):
    monkeypatch.setenv("COLUMNS", width)

    assert max(len(line) for line in run(*arguments).out.splitlines()) <= int(width)


def test_a_file_in_place_of_a_case_is_told_what_to_do(run, kursk):
    ran = run("assert", "examples/kursk.yaml", LOWER)

    assert (ran.code, ran.out) == (2, "")
    assert "bring it in with: tocsin case import examples/kursk.yaml" in ran.err


@pytest.mark.parametrize(
    "package,arguments",
    [("prov", ("audit", "export", "kursk", "--format", "prov")),
     ("cryptography", ("audit", "head", "kursk", "--sign", "README.md")),
     ("psycopg", ("case", "list"))],
)  # fmt: skip
def test_a_package_that_is_missing_is_named(run, kursk, monkeypatch, package, arguments):
    if package == "psycopg":
        monkeypatch.setenv("TOCSIN_LEDGER", "postgresql://ana@localhost/x")
    monkeypatch.setitem(sys.modules, package, None)
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("T619: ")
    assert 'pip install "tocsin[' in ran.err


def test_every_code_of_the_ledger_is_provoked_by_some_test():
    here = Path(__file__)
    tests = (here, here.with_name("test_further_reports.py"), *here.parents[1].glob("ledger/test_*.py"))
    texts = "".join(path.read_text(encoding="utf-8") for path in tests)
    names = {code: name for name, code in vars(codes).items() if isinstance(code, str)}

    assert [code for code in codes.CODES if code not in texts and f"codes.{names[code]}" not in texts] == []


def test_the_commands_of_the_documentation_work_in_their_order(run, tmp_path, monkeypatch):
    import re
    import shlex

    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ tocsin (.*)$", page, re.MULTILINE)
    assert len(commands) >= 7
    monkeypatch.chdir(tmp_path)
    _make_keys(tmp_path / "analyst.pem", tmp_path / "analyst.pub.pem")
    for command in commands:
        line, _, file = command.partition(" > ")
        ran = run(*shlex.split(line))
        assert (ran.code, ran.err) == (0, ""), command
        if file:
            (tmp_path / file).write_text(ran.out, encoding="utf-8")


def _make_keys(private, public):
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    plain = form.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(key.public_key().public_bytes(form.Encoding.PEM, plain))


def test_facts_written_one_by_one_are_there_before_the_next_is_read(run, kursk, tmp_path):
    (tmp_path / "facts.txt").write_text(f"{LOWER}\n")
    lines = run("assert", "kursk", DEPLOYMENT, LOWER, "--each", "--source", "Wire", "--by", "feed", "--json").out
    first, second, last = (json.loads(line) for line in lines.splitlines())

    assert [first["entries"], second["entries"], last["assessment"]["entry"]] == [[5], [6], 7]
    assert (first["gained"], last["written"]) == ([], 2)
    assert [fact["fact"] for fact in second["in_force"]] == [LOWER]
    assert last["assessment"]["at"] == 6
    assert data(run("audit", "replay", "kursk", "--json"))["differ"] == []


def test_the_first_fact_that_cannot_be_read_ends_a_feed_and_what_came_before_stays(run, kursk, tmp_path, monkeypatch):
    (tmp_path / "feed").write_text(f"{LOWER}\nnonsense(\n{DEPLOYMENT}\n")
    with (tmp_path / "feed").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        ran = run("assert", "kursk", "--from", "-", "--each")

    assert (ran.code, "standard input:2:" in ran.err) == (2, True)
    log = data(run("audit", "log", "kursk", "--json"))
    assert (log["size"], log["entries"][0]["entry"]["kind"]) == (6, "assessment")
    assert run("assert", "kursk", LOWER, "--each", "--dry-run").code == 2


def test_an_assessment_is_recorded_with_who_and_why_and_replayed(run, kursk):
    asked = ("assess", "kursk", "--as-of", "2024-11-25", "--without", "threat-scale", "--json")
    recorded = run(*asked, "--record", "--by", "ben", "--reason", "weekly")
    assert (recorded.code, recorded.err) == (0, "recorded as entry 5 of kursk\n")
    assert recorded.out == run(*asked).out
    entry = data(run("audit", "show", "kursk", "5", "--json"))["entry"]
    assert (entry["by"], entry["reason"], entry["content"]["as_of"]) == ("ben", "weekly", "2024-11-25")
    assert data(run("audit", "replay", "kursk", "--json"))["differ"] == []
    for refused in (("examples/kursk.yaml",), ("kursk", "--fact", LOWER), ("kursk", "--pack", "russia-dprk")):
        assert run("assess", *refused, "--record").code == 2
    assert run("assess", "kursk", "--reason", "lost otherwise").code == 2


def test_a_review_of_changed_rules_names_rules_conclusions_and_derivations(run, kursk, tmp_path):
    draft = tmp_path / "draft"
    shutil.copytree(_PACKS / "russia_dprk", draft)
    file = draft / "deployment.yaml"
    text = file.read_text(encoding="utf-8")
    rule = "troops-in-combat-are-highly-significant"
    start = text.index(f"id: {rule}")
    file.write_text(text[:start] + text[start:].replace("[S17]", "[S18]", 1), encoding="utf-8")
    run("assess", "kursk", "--record")
    told = data(run("audit", "replay", "kursk", "--pack", str(draft), "--json"))
    review = told["assessments"][0]["against"]

    assert review["rules"] == [{"kind": "changed", "rule": rule}]
    assert review["changes"] == []
    assert [(each["kind"], each["rule"]) for each in review["explanations"]] == [("otherwise", rule)]
    text = run("audit", "replay", "kursk", "--pack", str(draft)).out
    assert "the assessments of entries 4, 5, under" in text, "what is true of both is told once"
    run("pack", "pin", "kursk", "--pack", str(draft))
    diff = data(run("audit", "diff", "kursk", "5", "6", "--json"))
    assert (diff["rules"], diff["explanations"]) == (review["rules"], review["explanations"])


def test_a_diff_tells_facts_conclusions_and_derivations(run, kursk):
    run("retract", "kursk", "troop_deployment", "--source", "ROK NIS", "--date", "2024-11-20")
    told = data(run("audit", "diff", "kursk", "3", "5", "--json"))

    assert [fact["type"] for fact in told["out_of_force"]] == ["troop_deployment"]
    assert {change["kind"] for change in told["changes"]} == {"fell"}
    assert {each["kind"] for each in told["explanations"]} == {"lost"}
    assert "facts in force" in run("audit", "diff", "kursk", "3", "5").out


def test_facts_are_not_written_in_other_words_than_those_pinned(run, kursk):
    from tocsin.ledger import Draft, Ledger

    with Ledger(f"sqlite:///{kursk}") as ledger:
        held = ledger.case("kursk")
        pinned = held.pin().to_json() | {"vocabulary": {"name": "geopolitics", "digest": f"sha256:{0:064}"}}
        held.append([Draft("pack_pinned", pinned)])
    for arguments in (("assert", "kursk", LOWER), ("assert", "kursk", LOWER, "--each"), ("deny", "kursk", DEPLOYMENT)):
        ran = run(*arguments)
        assert (ran.code, ran.out, ran.err[:5]) == (2, "", "T615:")
        assert "tocsin pack upgrade kursk" in ran.err
    ran = run("assess", "kursk")
    assert (ran.code, "is not the one of that time" in ran.err) == (0, True)
    assert run("pack", "upgrade", "kursk").code == 0
    assert run("assert", "kursk", LOWER).code == 0


def test_the_shell_offers_cases_of_the_ledger_and_the_words_of_their_pack(run, kursk, tmp_path, monkeypatch):
    roads = tmp_path / "roads.yaml"
    roads.write_text("pack: roads\ntypes: {edge: {source: int, kind: [paved, gravel]}}\nrules: []\n", encoding="utf-8")
    assert run("case", "new", "roads", "--pack", str(roads)).code == 0
    monkeypatch.setenv("_TOCSIN_COMPLETE", "complete_bash")

    def offered(*words):
        monkeypatch.setenv("COMP_WORDS", " ".join(("tocsin", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        return run().out.split()

    assert offered("assert", "ro") == ["roads"]
    assert offered("assert", "roads", "'edge(kind=") == ["edge(kind=paved", "edge(kind=gravel"]
    assert offered("confirm", "roads", "ed") == ["edge"]
    assert "edge(" not in "".join(offered("assert", "kursk", "'ed"))


def test_verifying_a_file_leaves_nothing_behind(run, kursk):
    before = sorted(each.name for each in kursk.parent.iterdir())
    content = kursk.read_bytes()

    assert run("audit", "verify", str(kursk)).code == 0
    assert before == sorted(each.name for each in kursk.parent.iterdir())
    assert content == kursk.read_bytes()
    ran = run("audit", "verify", "nowhere.sqlite")
    assert (ran.code, "T101" in ran.err) == (2, True)


def test_several_cases_are_listed_and_verified_together(run, kursk):
    run("case", "new", "平壤", "--by", "ana")
    run("case", "close", "kursk")
    lines = run("case", "list").out.splitlines()

    assert lines[0].split() == ["case", "entries", "last", "change", "(UTC)", "pack"]
    assert ["closed" in line for line in lines[1:]] == [True, False]
    assert len(data(run("audit", "verify", "--json"))["heads"]) == 2


def test_asserting_what_rules_conclude_is_remarked_and_done(run, kursk):
    ran = run("assert", "kursk", "sanctions_violation(violator=PRK, regime=UN)", "--source", "Wire", "--dry-run")

    assert ran.code == 0
    assert "warning: given as facts, though rules of russia-dprk conclude them" in " ".join(ran.err.split())


UNCERTAIN = """pack: shipments
version: 1.0.0
types:
  shipment: {supplier: str, shipped: date_range}
  ban: {since: date}
  late: {supplier: str, when: date_range}
rules:
  - id: shipped-late
    when:
      - shipment: {supplier: $who, shipped: $when}
      - ban: {since: $day}
      - $when >= $day
    then:
      - late: {supplier: $who, when: $when}
    reads: "{who} shipped {when}, under the ban of {day}"
"""


def test_uncertain_days_are_kept_explained_proven_and_replayed(run, tmp_path):
    (tmp_path / "pack.yaml").write_text(UNCERTAIN, encoding="utf-8")
    run("case", "new", "ships", "--pack", str(tmp_path / "pack.yaml"))
    run("assert", "ships", "ban(since=2024-10-05)")
    done = data(
        run("assert", "ships", "shipment(supplier=A, shipped=2024-10)", "--source", "P", "--date", "2024-11", "--json")
    )
    assert [change["kind"] for change in done["changes"]] == ["appeared"]

    log = run("audit", "log", "ships").out
    assert "asserted: shipment(supplier=A, shipped=2024-10) (P, 2024-11)" in " ".join(log.split())
    assert run("assess", "ships", "--known-by", "2024-11-29").out.count("late") == 0
    told = " ".join(run("why", "ships", "late(supplier=A)").out.replace("│", " ").split())
    assert "possible, at the boundary · Possibly: A shipped in October 2024, under the ban of 2024-10-05" in told
    assert "shipped in October 2024 ≥ since 2024-10-05: possible" in told
    assert "No more than possible, as it is open whether shipped in October 2024 ≥ since 2024-10-05." in told
    assert "reported by P, 2024-11" in told

    proof = tmp_path / "proof.json"
    assert run("certify", "ships", "late(supplier=A)", "-o", str(proof)).code == 0
    verified = run("verify", str(proof), "--pack", str(tmp_path / "pack.yaml"))
    assert (verified.code, verified.out.count("late(supplier=A, when=2024-10)")) == (0, 1)
    assert data(run("audit", "replay", "ships", "--json"))["differ"] == []
    exported = data(run("case", "export", "ships", "--json"))
    assert ["2024-10-01", "2024-10-31"] in [fact["fields"].get("shipped") for fact in exported["facts"]]


def test_the_date_of_a_report_is_a_day_or_as_much_as_is_known_of_it(run, kursk):
    for written, kept in (("2024-Q4", "2024-Q4"), ("2024-11-20T09:30+09:00", "2024-11-20T09:30:00+09:00")):
        assert run("assert", "kursk", LOWER, "--source", "NIS", "--date", written, "--new-source").code == 0
        assert kept in run("audit", "log", "kursk", "--json").out
    for written, told in (("October 2024", "write 2024-10"), ("2024-10-03..", "has no last day")):
        ran = run("assert", "kursk", LOWER, "--source", "NIS", "--date", written)
        assert (ran.code, told in ran.err) == (2, True)
