"""pytest collects the cases of packs that somebody names, and no others."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from tests.authoring.test_coverage import RULES

CASES = """
  - {name: wet, facts: ["gauge(at=a, level=11)"], expect: [flood]}
  - {name: loud, facts: ["gauge(at=a, level=11)"], expect: [alarm]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("packs")
    (found / "tiny").mkdir()
    (found / "tiny" / "pack.yaml").write_text(RULES.removesuffix("cases:\n"), encoding="utf-8")
    (found / "tiny" / "cases.yaml").write_text("cases:" + CASES, encoding="utf-8")
    (found / "conftest.py").write_text("", encoding="utf-8")
    return found


def collected(folder, *options):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *options]
    if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in environment:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command[3:3] = ["-p", "tocsin.authoring.pytest_plugin"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_cases_are_tests_and_a_failed_one_says_why_not(folder):
    ran = collected(folder, "--tocsin-pack", "tiny", "--junit-xml", "out.xml")

    assert ran.returncode == 1, ran.stdout + ran.stderr
    cases = {case.get("name"): case for case in ET.parse(folder / "out.xml").iter("testcase")}
    assert list(cases) == ["wet", "loud"]
    assert len(cases["wet"]) == 0
    told = cases["loud"][0].text or ""
    assert "expected alarm(); nothing of this type follows" in told
    assert "rule loud: 1 thing stands against it" in told


def test_nothing_is_collected_unless_a_pack_is_named(folder):
    ran = collected(folder)

    assert (ran.returncode, "no tests ran" in ran.stdout) == (5, True), ran.stdout + ran.stderr
