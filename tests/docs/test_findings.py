"""Each find says what was seen, of which versions, and pins them. That it is still so is for who runs it."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FINDS = sorted((ROOT / "findings").glob("*.sh"))
SOURCED = '. "$(dirname "$0")/fresh.bash" '


@pytest.fixture(params=FINDS, ids=lambda path: path.stem)
def find(request):
    return request.param


def header(path):
    """What its header says, by word: the comment lines right below the first line, those indented joined on."""
    said, word = {}, ""
    for line in path.read_text().splitlines()[1:]:
        if not line.startswith("#"):
            break
        if begins := re.fullmatch(r"# (\w+): (.+)", line):
            word, said[begins[1]] = begins[1], begins[2]
        else:
            assert line.startswith("#   "), line
            said[word] += " " + line[1:].strip()
    return said


def test_there_are_finds():
    assert FINDS


def test_a_find_says_its_versions_the_guess_and_what_was_seen(find):
    said = header(find)
    assert list(said) == ["Version", "Guess", "Seen"]
    assert all(said.values())
    assert said["Guess"] != said["Seen"]


def test_a_find_pins_the_packages_and_versions_that_it_names(find):
    (installed,) = [line.removeprefix(SOURCED) for line in find.read_text().splitlines() if line.startswith(SOURCED)]
    packages = installed.split()
    assert packages
    for package in packages:
        assert re.fullmatch(r"(@[a-z-]+/)?[a-z][a-z0-9.-]*(==|@)\d+(\.\d+)*", package), package
    assert header(find)["Version"] == re.sub(r"==|\b@", " ", installed)


def test_a_find_can_be_run_stops_at_the_first_failure_and_leaves_the_product_out(find):
    text = find.read_text()
    assert os.access(find, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert "\nassert " in text
    assert "tocsin" not in text.lower()


def test_the_page_lists_every_find():
    page = (ROOT / "findings" / "README.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == [path.stem for path in FINDS]
