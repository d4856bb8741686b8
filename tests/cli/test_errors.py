"""Whatever goes wrong: one clear message on standard error, the right exit code, never a traceback."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tocsin.cli.errors import exit_code_of
from tocsin.engine import EngineDisagreement

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
    ran = run("assess", "--fact", "troop_deployment(sendr=PRK)", "--fact", "verification(", "--json")

    assert (ran.code, ran.out) == (2, "")
    assert "--fact 1:1:18: T202" in ran.err
    assert "--fact 2:1:" in ran.err


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
        (("assess", "examples/kursk.yaml", "--engine", "drools"), "drools"),
        (("assess", "examples/kursk.yaml", "--assume", "kursk-counts"), "kursk-counts-as-theatre"),
        (("assess", "examples/kursk.yaml", "--pack", "russia-dpkr"), "russia-dprk"),
        (("why", "examples/kursk.yaml"), "say which fact to explain"),
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
    # A test run in the background of a shell ignores SIGINT, and what it starts would inherit that.
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  (no threads here)
    )
    try:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, told) == (130, "tocsin: interrupted; nothing was changed\n")
