"""A pack that is kept is the pack that its text says, whatever happens to the folder."""

import os
import shutil
from dataclasses import fields

import pytest

from tocsin.engine import Case, plan_of
from tocsin.facts.cache_folder import kept_files
from tocsin.facts.problems import ProblemError
from tocsin.facts.tree import parse_yaml
from tocsin.rules import kept_packs
from tocsin.rules.lint import warnings_of
from tocsin.rules.read import pack as reading
from tocsin.rules.read import read_pack
from tocsin.rules.shipped import load_pack

PACK = """
pack: roads
version: 1.0.0
types:
  road: {from: str, to: str, metres: quantity?, opened: date?}
  reach: {from: str, to: str}
rules:
  - id: one
    when: [{road: {from: $a, to: $b, metres: $m}}, "$m < 10_000"]
    then: [{reach: {from: $a, to: $b}}]
  - id: two
    when: [{reach: {from: $a, to: $b}}, {road: {from: $b, to: $c}}]
    unless: [{road: {from: $a, to: $c, opened: $x}}]
    then: [{reach: {from: $a, to: $c}}]
cases:
  - name: a road
    facts: [{road: {from: x, to: y, metres: 5000, opened: 2020-02-02}}]
    expect: [{reach: {from: x, to: y}}]
"""
FACTS = ["road(from=a, to=b, metres=1..9)", "road(from=b, to=c)"]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("TOCSIN_CACHE", str(folder))
    return folder


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "roads.yaml"
    file.write_text(PACK, encoding="utf-8")
    return file


@pytest.fixture
def read_from_text(monkeypatch):
    """The names of the files that were read from their text, in order."""
    names = []

    def parse(text, name):
        names.append(name)
        return parse_yaml(text, name)

    monkeypatch.setattr(reading, "parse_yaml", parse)
    return names


def everything(pack):
    """Every field of a pack and of its plan, and what follows under it."""
    plan = plan_of(pack)
    told = [getattr(plan, each.name) for each in fields(plan) if each.name not in ("pack", "types")]
    return [getattr(pack, each.name) for each in fields(pack)], told, Case(pack, FACTS).assess().to_json()


def test_a_kept_pack_and_its_plan_are_those_of_the_text(cache, text, read_from_text):
    first = read_pack(text)
    expected = everything(first)
    second = read_pack(text)

    assert [str(text)] == read_from_text
    assert expected == everything(second)
    assert {".pack", ".plan"} == {file.suffix for file in kept_files(cache)}
    assert (first.digest, first.known_words, first.rules[0].place) == (
        second.digest,
        second.known_words,
        second.rules[0].place,
    )
    assert [str(each) for each in warnings_of(first)] == [str(each) for each in warnings_of(second)]


def test_the_shipped_pack_is_kept_in_full(cache):
    expected = everything_shipped(load_pack("russia-dprk"))
    kept = load_pack("russia-dprk")

    assert vars(kept)["kept"].table is not None
    assert expected == everything_shipped(kept)
    assert all(each.declared_model is not None for each in kept.vocabulary.types.values())


def everything_shipped(pack):
    plan = plan_of(pack)
    return [getattr(pack, each.name) for each in fields(pack)], plan.rules, plan.components, plan.strata, plan.tensions


@pytest.mark.parametrize("spoil", ["cut", "turned", "empty", "nonsense"])
def test_what_is_damaged_is_made_again_in_silence(cache, text, read_from_text, capfd, spoil):
    expected = everything(read_pack(text))
    for file in kept_files(cache):
        data = file.read_bytes()
        half = len(data) // 2
        turned = data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]
        file.write_bytes({"cut": data[:half], "turned": turned, "empty": b"", "nonsense": b"x" * 99}[spoil])

    assert expected == everything(read_pack(text))
    assert len(read_from_text) == 2
    assert expected == everything(read_pack(text))
    assert len(read_from_text) == 2
    assert tuple(capfd.readouterr()) == ("", "")


def test_another_text_another_name_and_other_code_are_other_packs(cache, text, read_from_text, monkeypatch):
    read_pack(text)
    text.write_text(PACK.replace("10_000", "10_001"), encoding="utf-8")
    changed = read_pack(text)
    other = read_pack(text, "named otherwise")
    monkeypatch.setattr(kept_packs, "code_stamp", lambda *_, **__: "another state of the code")
    read_pack(text)

    assert str(changed.rules[0].comparisons[0].node) == "$m < 10001"
    assert other.rules[0].place.file == "named otherwise"
    assert [str(text), str(text), "named otherwise", str(text)] == read_from_text


def test_a_pack_with_a_problem_is_not_kept_and_tells_it_each_time(cache, text):
    text.write_text(PACK.replace("reach: {from: $a, to: $c}", "reach: {from: $a, to: $d}"), encoding="utf-8")
    told = []
    for _ in range(2):
        with pytest.raises(ProblemError) as refused:
            read_pack(text)
        told.append([str(problem) for problem in refused.value.problems])

    assert told[0] == told[1] != []
    assert kept_files(cache) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files carry no marks of who can write them")
@pytest.mark.parametrize("open_to_others", ["folder", "files"])
def test_what_others_can_write_is_not_read(cache, text, read_from_text, open_to_others):
    read_pack(text)
    for place in [cache] if open_to_others == "folder" else kept_files(cache):
        place.chmod(0o777)
    read_pack(text)

    assert len(read_from_text) == 2


def test_a_folder_that_cannot_be_made_and_a_cache_that_is_off_are_no_errors(
    tmp_path, text, read_from_text, monkeypatch
):
    (tmp_path / "file").write_text("no folder")
    for named in (str(tmp_path / "file" / "cache"), str(tmp_path / "file"), "off"):
        monkeypatch.setenv("TOCSIN_CACHE", named)
        plan_of(read_pack(text))

    assert len(read_from_text) == 3
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_plan_without_its_pack_is_of_no_use(cache, text, read_from_text):
    expected = everything(read_pack(text))
    [pack] = [file for file in kept_files(cache) if file.suffix == ".pack"]
    pack.unlink()

    assert expected == everything(read_pack(text))


def test_what_ships_is_read_before_the_cache(tmp_path, text, read_from_text, monkeypatch, cache):
    pack = read_pack(text)
    shipped = tmp_path / "shipped"
    texts = {str(text): PACK}
    kept_packs.keep_pack(pack, texts, pack.place, shipped)
    shutil.rmtree(cache)
    monkeypatch.setattr(kept_packs, "SHIPPED", shipped)

    assert pack == read_pack(text)
    assert [str(text)] == read_from_text
    assert kept_files(cache) == []


def test_cases_are_read_when_they_are_asked_for(cache, text):
    expected = read_pack(text).cases
    kept = read_pack(text)

    assert "cases" not in vars(kept)
    assert expected == kept.cases
    assert "cases" in vars(kept)
