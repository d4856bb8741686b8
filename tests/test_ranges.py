"""What pyproject.toml takes, what constraints.txt pins, and what ``tests/ranges.py`` tries, told against each other."""

import re

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tests.pythons import PYTHONS
from tests.ranges import ROOT, lower_bound, lowest, requirements


def pinned(python):
    """The releases that constraints.txt pins on a Python, by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    environment = {**default_environment(), "python_version": python}
    found = [Requirement(line) for line in lines if not line.startswith("#")]
    return {each.name: lower_bound(each) for each in found if not each.marker or each.marker.evaluate(environment)}


@pytest.mark.parametrize("python", PYTHONS)
def test_the_tested_release_of_each_requirement_is_within_its_range(python):
    releases = pinned(python)
    environment = {**default_environment(), "python_version": python}
    wanted = [each for each in requirements() if not each.marker or each.marker.evaluate(environment)]

    outside = {
        str(each)
        for each in wanted
        if each.name.lower() not in releases or not each.specifier.contains(releases[each.name.lower()])
    }
    assert set() == outside


def test_constraints_are_names_and_versions_alone():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    form = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.]*(; python_version (<|>=) "3\.\d+")?')
    assert [line for line in lines if not line.startswith("#") and not form.fullmatch(line)] == []


def test_the_lowest_end_is_one_release_of_each_requirement():
    ends = [Requirement(line) for line in lowest()]
    assert {each.name for each in requirements()} == {each.name for each in ends}
    assert len(ends) == len({each.name for each in ends})
    for each in requirements():
        [end] = [end for end in ends if end.name == each.name]
        assert each.specifier.contains(lower_bound(end)), each
