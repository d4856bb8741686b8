"""Whatever goes wrong: one clear message on standard error, the right exit code, never a traceback."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tocsin.cli.errors import exit_code_of
from tocsin.cli.main import COMMANDS
from tocsin.cli.written import write_text
from tocsin.engine import EngineDisagreement
from tocsin.engine.codes import DISAGREEMENT

TOCSIN = [sys.executable, "-m", "tocsin.cli"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "binary.yaml").write_bytes(bytes(range(256)) * 64)
    (folder / "deep.json").write_text("[" * 10_000)
    (folder / "deep.yaml").write_text("{a: " * 10_000)
    (folder / "empty.csv").write_text("")
    (folder / "bomb.yaml").write_text(
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(f"{n}: &{n} [{f'*{p},' * 9}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True))
    )
    (folder / "no_pack.jsonl").write_text("")
    with open(folder / "large.yaml", "wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    return folder


@pytest.mark.parametrize(
    "name", ["", "binary.yaml", "deep.json", "deep.yaml", "empty.csv", "bomb.yaml", "no_pack.jsonl", "large.yaml"]
)
@pytest.mark.parametrize("command", [("assess",), ("facts", "check"), ("rules", "check")])
def test_a_hostile_file_is_one_clear_error(run, hostile, command, name):
    ran = run(*command, str(hostile / name))

    assert (ran.code, ran.out) == (2, "")
    assert str(hostile) in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err) < 2_000


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs the device")
def test_a_device_is_refused_at_once(execute):
    ran = execute("assess", "/dev/zero")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "/dev/zero: T102: this is a device, not a file\n  name a file\n"


def test_a_problem_has_place_code_and_hint(run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("pack: russia-dprk\nfacts:\n  - troop_deploymnet: {sender: PRK}\n")

    ran = run("assess", str(case))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{case}:3:5: T201: there is no fact type troop_deploymnet\n  did you mean troop_deployment?\n"


def test_every_faulty_fact_option_is_named(run):
    arguments = ("assess", "--fact", "troop_deployment(sendr=PRK)", "--fact", "verification(")
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert "--fact 1:1:18: T202" in ran.err
    assert "--fact 2:1:" in ran.err
    problems = problems_of(run(*arguments, "--json"))
    assert ("T202", "--fact 1:1:18") in [(problem["code"], problem["place"]) for problem in problems]
    assert any(problem["place"].startswith("--fact 2:1:") for problem in problems)


def problems_of(ran):
    """The problems that a run with --json told, which are all that stands on standard error."""
    told = json.loads(ran.err)
    assert list(told) == ["problems"]
    assert all(set(problem) == {"code", "message", "place", "hint"} for problem in told["problems"])
    return told["problems"]


def leaves(offers, before=()):
    """Every command, by the words that call it."""
    for name, offer in offers.items():
        yield from leaves(offer.offers, (*before, name)) if offer.offers else [(*before, name)]


@pytest.mark.parametrize("command", list(leaves(COMMANDS)), ids=" ".join)
def test_a_wrong_use_is_json_for_every_command_with_json(run, command):
    if "--json" not in run(*command, "--help").out:
        return
    ran = run(*command, "--json", "--no-such-option")

    assert (ran.code, ran.out) == (2, "")
    [problem] = problems_of(ran)
    assert (problem["code"], problem["place"]) == (None, None)
    assert "--no-such-option" in problem["message"]
    assert problem["hint"] == f"see tocsin {' '.join(command)} --help"


def test_problems_of_a_file_are_json_with_code_place_and_hint(run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("pack: russia-dprk\nfacts:\n  - troop_deploymnet: {sender: PRK}\n")

    ran = run("assess", str(case), "--json")

    assert (ran.code, ran.out) == (2, "")
    assert problems_of(ran) == [
        {
            "code": "T201",
            "message": "there is no fact type troop_deploymnet",
            "place": f"{case}:3:5",
            "hint": "did you mean troop_deployment?",
        }
    ]


def test_the_answer_no_is_json_too(run):
    ran = run("why", "examples/kursk.yaml", "position_eroded", "--json")

    assert (ran.code, ran.out) == (1, "")
    [problem] = problems_of(ran)
    assert problem["code"] is None
    assert "position_eroded does not follow from kursk" in problem["message"]


def test_a_disagreement_is_json_too(capsys):
    def disagree():
        raise EngineDisagreement(("rete has one more",))

    assert exit_code_of(disagree, as_json=True) == 3
    [problem] = json.loads(capsys.readouterr().err)["problems"]
    assert problem["code"] == DISAGREEMENT
    assert "rete has one more" in problem["message"]


def test_a_remark_on_what_was_done_is_no_problem(run, tmp_path):
    ran = run("brief", "examples/kursk.yaml", "-o", str(tmp_path / "brief.md"), "--json")

    assert ran.code == 0
    assert ran.err.startswith("written: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to_and_of_a_link_what_it_leads_to(tmp_path):
    pipe, file, link = tmp_path / "pipe", tmp_path / "file", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(file)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text(str(pipe), "told\n")
    write_text(str(link), "told\n")

    assert os.read(reader, 100) == b"told\n"
    os.close(reader)
    assert (pipe.is_fifo(), link.is_symlink(), file.read_text()) == (True, True, "told\n")


def test_an_unknown_path_suggests_files_named_nearly_so(run):
    ran = run("assess", "kurks.yaml")

    assert ran.code == 2
    assert "did you mean examples/kursk.yaml?" in ran.err


@pytest.mark.parametrize(
    "arguments,told",
    [
        (("asess", "x"), "assess"),
        (("assess",), "give a CASE, or facts with --fact"),
        (("assess", "examples/kursk.yaml", "--as-of", "2024-13-01"), "--as-of"),
        (("assess", "examples/kursk.yaml", "--as-of", "30.02.2025"), "the calendar has no 2025-02-30: that month ends"),
        (("assess", "examples/kursk.yaml", "--engine", "drools"), "drools"),
        (("assess", "examples/kursk.yaml", "--assume", "kursk-counts"), "kursk-counts-as-theatre"),
        (("assess", "examples/kursk.yaml", "--pack", "russia-dpkr"), "russia-dprk"),
        (("why", "examples/kursk.yaml"), "say which fact is meant"),
        (("why", "examples/kursk.yaml", "sanctions_violaton"), "sanctions_violation"),
        (("rules", "show", "fights-in-kursk-by-rol"), "fights-in-kursk-by-role"),
        (("facts", "types", "troops"), "T201"),
        (("facts", "types", "--pack", "russia-dprk", "--vocabulary", "geopolitics"), "not both"),
        (("facts", "check", "--vocabulary", "geopolitcs", "examples/kursk.yaml"), "geopolitics"),
        ((), "Usage"),
    ],
)
def test_bad_usage_is_exit_2_and_says_what_is_known(run, arguments, told):
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_engines_that_disagree_are_exit_3(capsys):
    def disagree():
        raise EngineDisagreement(("only rete has the fact a()",))

    assert exit_code_of(disagree) == 3
    assert "only rete has the fact a()" in capsys.readouterr().err


def test_an_error_of_ours_is_never_a_no(capsys):
    assert exit_code_of(lambda: 1 // 0) == 70
    assert "not in your input" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error():
    with subprocess.Popen([*TOCSIN, "facts", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs the device")
@pytest.mark.parametrize("arguments", [("facts", "types"), ("--help",)])
def test_a_full_disk_is_a_clear_error(arguments):
    with open("/dev/full", "w") as full:
        ran = subprocess.run([*TOCSIN, *arguments], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)

    assert ran.returncode == 2
    assert "no space left on device" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_an_interruption_leaves_a_message(tmp_path):
    # A join of hundreds of millions of candidates and no match: long work on any machine, in little memory.
    (tmp_path / "pack.yaml").write_text(
        "pack: sums\ntypes: {item: {n: int}, found: {n: int}}\nrules:\n"
        "  - {id: a, when: [item: {n: $a}, item: {n: $b}, item: {n: $c}, $a + $b + $c < 0], then: [found: {n: $a}]}\n"
    )
    items = "\n".join(f"  - item: {{n: {n}}}" for n in range(1_000))
    (tmp_path / "case.yaml").write_text(f"pack: pack.yaml\nfacts:\n{items}\n")
    command = [*TOCSIN, "assess", str(tmp_path / "case.yaml")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, told) == (130, "tocsin: interrupted; nothing was changed\n")
