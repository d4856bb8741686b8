"""The wheel installs and runs on each supported Python, away from the checkout and beside folders named like ours."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest

from tests import pythons
from tests.pythons import CURRENT, PYTHONS, interpreter

ROOT = Path(__file__).parents[1]
VERSIONS = sorted({*PYTHONS, CURRENT}, key=lambda version: int(version.split(".")[1]))
LAST_WITH_RETE = 12
JUNK = ("rules", "facts", "engine", "cli")
WITH_THE_WHEEL = (
    "tests/facts/test_identity.py",
    "tests/facts/test_notation.py",
    "tests/facts/test_quantity.py",
    "tests/facts/test_read.py",
    "tests/rules/test_expression.py",
    "tests/engine/test_pack_cases.py",
)
"""Tests that need nothing but the wheel, pytest with its timeout, and Hypothesis, and take seconds."""

pytestmark = pytest.mark.packaging


def run(*command, cwd, check=True):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TOCSIN"))}
    environment = {**inherited, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if check and done.returncode != 0:
        pytest.fail(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    # By way of the sdist, so that this says something about both.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    [built] = out.glob("tocsin-*.whl")
    return built


@pytest.fixture(scope="module")
def scripts_of(wheel, tmp_path_factory):
    """Gives the scripts of a fresh environment of one Python, made once.

    On this Python nothing but the wheel and its needs is installed; on the others also what runs tests.
    """

    @cache
    def scripts_of(version):
        home = tmp_path_factory.mktemp(f"python{version}")
        run(interpreter(version), "-m", "venv", "--without-pip", home / "venv", cwd=home)
        scripts = home / "venv" / "bin"
        pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check"]
        testing = () if version == CURRENT else ("pytest", "pytest-timeout", "hypothesis")
        run(*pip, "install", "-qq", "--no-compile", "-c", ROOT / "constraints.txt", wheel, *testing, cwd=home)
        return scripts

    return scripts_of


@pytest.fixture(params=VERSIONS)
def installed(request, scripts_of):
    if interpreter(request.param) is None:
        pytest.skip(f"no Python {request.param} on this machine")
    return request.param, scripts_of(request.param)


@pytest.fixture
def junk(tmp_path):
    """An empty folder but for packages which have the names of our folders and cannot be imported."""
    for name in JUNK:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            f"raise RuntimeError('{name}/ of the working folder was imported')\n"
        )
    return tmp_path


def engines_of(version):
    return ["rete", "seminaive"] if int(version.split(".")[1]) <= LAST_WITH_RETE else ["seminaive"]


def test_the_wheel_carries_every_source_and_pack_and_no_owner_of_the_namespace(wheel):
    roots = [ROOT / root for root in ("facts", "rules", "engine", "cli")]
    sources = {
        path.relative_to(root).as_posix()
        for root in roots
        for path in (root / "tocsin").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    # What `tocsin explain` shows comes from outside the packages.
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    for given, inside in build["targets"]["wheel"]["force-include"].items():
        files = [path for path in (ROOT / given, *(ROOT / given).rglob("*")) if path.is_file()]
        sources |= {f"{inside}{path.as_posix().removeprefix((ROOT / given).as_posix())}" for path in files}
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    kept = {name for name in carried if name.startswith("tocsin/rules/packs/kept/")}
    shipped = sum(name.endswith("/pack.yaml") for name in carried)
    assert sorted(Path(name).suffix for name in kept) == [*[".pack"] * shipped, *[".plan"] * shipped]
    schemas = {f"tocsin/rules/schemas/{name}.schema.json" for name in ("case", "pack")}
    assert sources == carried - kept - schemas
    assert schemas < carried
    assert "tocsin/__init__.py" not in carried
    assert [name for name in carried if name.startswith("tocsin/rules/packs/") and name.endswith(".yaml")] != []


def test_it_says_its_version(installed, junk):
    _, scripts = installed
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert declared in run(scripts / "tocsin", "--version", cwd=junk).stdout


def test_it_finds_the_packs_it_brings(installed, junk):
    _, scripts = installed
    assert "russia-dprk" in run(scripts / "tocsin", "rules", "list", cwd=junk).stdout
    # On every Python it has them as they were kept when it was built, with their plans.
    asked = (
        "from tocsin.engine import kept_plan, load_pack; from tocsin.rules.kept_packs import kept_beside; "
        "pack = load_pack('russia-dprk'); "
        "print(vars(pack)['kept'].shipped, kept_beside(pack, 'plan', kept_plan.MADE_BY) is not None)"
    )
    assert run(scripts / "python", "-c", asked, cwd=junk).stdout == "True True\n"


def test_it_explains_its_codes(installed, junk):
    _, scripts = installed
    told = run(scripts / "tocsin", "explain", "W301", cwd=junk).stdout
    assert "W301 · comparisons that nothing satisfies" in told
    assert "which provokes it:" in told


def test_it_is_imported_beside_folders_of_the_same_names(installed, junk):
    _, scripts = installed
    # Unlike the script, `-c` puts the working folder first on the path.
    run(scripts / "python", "-c", "from tocsin.engine import Case, load_pack; load_pack('russia-dprk')", cwd=junk)


def test_it_assesses_with_each_engine_this_python_can_run_and_says_which(installed, junk):
    version, scripts = installed
    shutil.copy(ROOT / "examples" / "kursk.yaml", junk)
    told = run(scripts / "tocsin", "assess", "kursk.yaml", "--json", cwd=junk)
    assessment = json.loads(told.stdout)
    assert engines_of(version) == assessment["engines"]
    assert assessment["conclusions"] != []
    alone = [str(warning) for warning in assessment["engine_warnings"] if "rete" in str(warning)]
    assert (engines_of(version) == ["seminaive"]) == bool(alone), alone


def test_it_concludes_the_same_as_the_checkout_does(installed, junk):
    _, scripts = installed
    shutil.copy(ROOT / "examples" / "kursk.yaml", junk)
    here = run(Path(sys.executable).parent / "tocsin", "assess", "kursk.yaml", "--json", cwd=junk)
    there = run(scripts / "tocsin", "assess", "kursk.yaml", "--json", cwd=junk)
    assert json.loads(here.stdout)["conclusions"] == json.loads(there.stdout)["conclusions"]
    assert json.loads(here.stdout)["digest"] == json.loads(there.stdout)["digest"]


def test_it_runs_the_examples_of_the_library(installed, junk):
    _, scripts = installed
    shutil.copytree(ROOT / "examples", junk / "examples")
    told = run(scripts / "python", "-I", "examples/embed.py", cwd=junk).stdout
    here = run(sys.executable, ROOT / "examples" / "embed.py", cwd=junk).stdout
    assert told.splitlines()[1:] == here.splitlines()[1:] != []


def test_the_tests_of_facts_and_rules_and_the_pack_pass_with_it(installed, tmp_path):
    version, scripts = installed
    if version == CURRENT:
        pytest.skip("this Python runs every test anyway")
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    ran = run(scripts / "python", "-m", "pytest", "-q", *WITH_THE_WHEEL, cwd=tmp_path)
    assert re.search(r"^\d{3,} passed", ran.stdout, re.MULTILINE), ran.stdout


def test_a_ledger_made_on_one_python_concludes_the_same_on_each_other(scripts_of, tmp_path):
    here = {version: scripts_of(version) / "tocsin" for version in PYTHONS if interpreter(version) is not None}
    assert pythons.across(here, tmp_path, {"kursk": pythons.CASES["kursk"]}) == len(here) ** 2 > 0
