"""The namespace has no owner, every room is typed and listed, and nothing committed depends on somebody's machine."""

import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from docs.rooms import PICTURE, circles, draw, imports

ROOT = Path(__file__).parents[1]
SOURCE_ROOTS = ("facts", "rules", "engine", "cli")
GENERATED = {
    ".git",
    ".venv",
    "dist",
    "build",
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = sorted(
    room
    for root in SOURCE_ROOTS
    for room in (ROOT / root).glob("tocsin/*/")
    if room.is_dir() and room.name != "__pycache__"
)

# Spelt in pieces, so that this file does not find itself.
SOMEBODYS_MACHINE = re.compile("file:" + r"///|(?<![\w.-])/(ho" + r"me/\w|ro" + r"ot\b|Us" + r"ers/\w|wo" + "rk/)")
PINNED = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.]*(; python_version (<|>=|==) "3\.\d+")?')
FETCHES = re.compile(r"://|\bgit\+|--(extra-)?index-url|--find-links|--trusted-host")


def committed_files():
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked sdist has no history to ask
        paths = [path for path in ROOT.rglob("*") if not GENERATED & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


def lines_matching(pattern, paths):
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("root", SOURCE_ROOTS)
def test_a_source_root_holds_the_namespace_and_nothing_else(root):
    beside = [path.name for path in (ROOT / root).iterdir() if path.name not in {"tocsin", "__pycache__"}]
    assert beside == [], f"{root}/ is a source root; move these into {root}/tocsin/: {beside}"


@pytest.mark.parametrize("root", SOURCE_ROOTS)
def test_no_file_claims_the_namespace(root):
    claims = [path.relative_to(ROOT).as_posix() for path in (ROOT / root).glob("**/tocsin/__init__.py")]
    claims += [f"{root}/__init__.py"] if (ROOT / root / "__init__.py").exists() else []
    assert claims == [], f"delete {claims}: it would hide the other source roots (docs/decisions/0001)"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_is_a_typed_package(room):
    missing = [name for name in ("__init__.py", "py.typed") if not (room / name).is_file()]
    assert missing == [], f"{room.relative_to(ROOT)} lacks {missing}"


def test_a_room_stands_in_one_source_root_only():
    names = [room.name for room in ROOMS]
    assert sorted(set(names)) == sorted(names)


def test_each_tool_is_told_of_each_source_root():
    tools, build = PYPROJECT["tool"], PYPROJECT["tool"]["hatch"]["build"]
    told = {
        "hatch, editable": build["dev-mode-dirs"],
        "hatch, wheel": [package.removesuffix("/tocsin") for package in build["targets"]["wheel"]["packages"]],
        "mypy": tools["mypy"]["mypy_path"].split(":"),
        "pyright": tools["pyright"]["extraPaths"],
        "ruff": tools["ruff"]["src"],
    }
    assert dict.fromkeys(told, sorted(SOURCE_ROOTS)) == {tool: sorted(roots) for tool, roots in told.items()}


def test_nothing_committed_names_somebodys_machine():
    assert lines_matching(SOMEBODYS_MACHINE, committed_files()) == []


def test_constraints_are_exact_versions_from_any_index():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("name", ["constraints.txt", "Makefile", ".ci/run"])
def test_setting_up_names_no_download_address(name):
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"{name} is not part of the sdist")
    assert lines_matching(FETCHES, [path]) == []


def test_every_direct_dependency_is_constrained():
    project = PYPROJECT["project"]
    direct = project["dependencies"] + [need for extra in project["optional-dependencies"].values() for need in extra]
    names = {name.lower() for need in direct for name in re.findall(r"^[\w.-]+", need)}
    constrained = set(re.findall(r"^([\w-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE))
    assert names - constrained == set()


@pytest.mark.parametrize("room", [room.name for room in ROOMS])
def test_every_public_name_of_a_room_can_be_imported(room):
    module = import_module(f"tocsin.{room}")

    assert [name for name in getattr(module, "__all__", ()) if not hasattr(module, name)] == []


def test_classes_of_values_are_decorated_by_what_writes_methods_on_first_use():
    elsewhere = re.compile(r"^\s*from dataclasses import .*\bdataclass\b(?!es)")
    modules = [path for root in SOURCE_ROOTS for path in sorted((ROOT / root).rglob("*.py"))]
    modules.remove(ROOT / "facts/tocsin/facts/dataclass.py")

    assert lines_matching(elsewhere, modules) == []


def test_no_module_imports_in_a_circle_wherever_the_import_stands():
    assert circles(imports()) == []


def test_a_circle_is_found_inside_functions_and_under_type_checking_too():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_the_picture_of_the_rooms_is_drawn_from_the_code_as_it_is():
    assert PICTURE.read_text(encoding="utf-8") == draw(), "python -m docs.rooms draws it anew"
