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
