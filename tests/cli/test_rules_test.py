"""``tocsin rules test`` on the command line."""

import json
import xml.etree.ElementTree as ET

import pytest
from tests.authoring.test_coverage import RULES

CASES = '  - {name: wet, facts: ["gauge(at=a, level=11)"], expect: [flood], never: [alarm]}\n'


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(RULES + CASES, encoding="utf-8")
    return path


def test_it_passes_unless_a_case_fails_or_too_little_is_tried(run, pack):
    assert (run("rules", "test", str(pack)).code, run("rules", "test", str(pack), "--fail-under", "90").code) == (0, 1)
    data = json.loads(run("rules", "test", str(pack), "--json").out)
    [found] = data["packs"]
    assert (found["passed"], found["coverage"]["covered"], found["coverage"]["total"]) == (True, 5, 14)

    pack.write_text(pack.read_text().replace("never: [alarm]", "never: [flood]"))
    ran = run("rules", "test", str(pack), "eu-cash-controls", "--junit", str(pack.parent / "out.xml"))
    assert (ran.code, "failed: wet" in ran.out, "by high" in ran.out) == (1, True, True)
    root = ET.parse(pack.parent / "out.xml").getroot()
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [("tiny", "1"), ("eu-cash-controls", "0")]


def test_watching_runs_the_cases_again_when_a_file_changes(run, pack, monkeypatch):
    texts = iter([None, "rules: [", RULES + CASES + CASES.replace("wet", "wet again")])

    def wait(seconds):
        """What somebody does in the meantime: nothing, a mistake, a mended file, and Ctrl-C."""
        try:
            text = next(texts)
        except StopIteration:
            raise KeyboardInterrupt from None
        if text is not None:
            pack.write_text(text, encoding="utf-8")

    monkeypatch.setattr("time.sleep", wait)
    ran = run("rules", "test", str(pack), "--watch")

    assert [line for line in ran.out.splitlines() if line.startswith("tiny")] == [
        "tiny 0: 1 case: all as expected",
        "tiny 0: 2 cases: all as expected",
    ]
    assert (ran.code, ran.err.count("T105"), ran.err.count("waiting for a change")) == (130, 1, 3)


def test_a_rule_is_counted_once_and_only_if_it_both_fires_and_does_not(run, pack):
    """Two rules and four parts of the kind: one fires in the only case, and the other does not."""
    told = run("rules", "test", str(pack)).out
    assert "  0 of 2 rules (each fires once, and once does not)" in told.splitlines()

    dry = '  - {name: dry, facts: ["gauge(at=a, level=10)"], never: [flood]}\n'
    pack.write_text(RULES + CASES + dry, encoding="utf-8")
    assert "  1 of 2 rules (each fires once, and once does not)" in run("rules", "test", str(pack)).out.splitlines()


@pytest.mark.parametrize("command", [("test", "--junit"), ("mutate", "--write")], ids=" ".join)
def test_no_file_of_the_pack_is_written_over(run, pack, command):
    link = pack.parent / "link.xml"
    link.symlink_to(pack)
    before = pack.read_bytes()
    for target in (pack, link):
        ran = run("rules", command[0], str(pack), command[1], str(target))
        assert (ran.code, "is a file of the pack" in ran.err, pack.read_bytes()) == (2, True, before)


def test_a_pack_without_cases_is_told_so_once(run, pack):
    pack.write_text(RULES.replace("cases:\n", ""), encoding="utf-8")
    told = " ".join(run("rules", "mutate", str(pack), "--all").out.split())

    assert (told.count("the pack has no case"), told.count("no case was found")) == (1, 0)
    assert told.count("high (") > 2
