"""Packs of installed packages, found without running their code; packs that are pinned by their digests."""

import json
import sys

import pytest

from tocsin.engine import Case
from tocsin.facts import ProblemError
from tocsin.ledger import PackText
from tocsin.rules import codes
from tocsin.rules.packages import LEADS_OUT, NOT_USABLE, OTHER_DIGEST, installed_packs
from tocsin.rules.shipped import load_pack

TEXT = """pack: oil
types: {sale: {price: quantity}, dear: {}}
rules: [{id: dear, when: [{sale: {price: $p}}, $p > 60], then: [dear: {}]}]
"""


def install(site, name, entry_points, folder="packs/oil_cap"):
    """A package as installers leave it, whose code must not run."""
    package = site / name
    (package / folder).mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('the package was imported')", encoding="utf-8")
    (package / folder / "pack.yaml").write_text(TEXT, encoding="utf-8")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[tocsin.packs]\n{entry_points}\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.chdir(tmp_path)
    return folder


def refused(name, code, **options):
    with pytest.raises(ProblemError) as caught:
        load_pack(name, **options)
    assert [code] == [problem.code for problem in caught.value.problems]
    return str(caught.value)


def test_a_pack_of_a_package_is_named_and_no_code_of_it_runs(site):
    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap")

    pack = load_pack("oil-cap")

    assert (pack.name, pack.rules[0].place.file) == ("oil", "oil-cap/pack.yaml")
    assert [each.package for each in installed_packs() if each.name == "oil-cap"] == ["my_cap 1.0"]
    assert "my_cap" not in sys.modules
    case = Case.load(_case(site.parent, "oil-cap"))
    assert [each.fact.fact_type().name for each in case.assess(engine="seminaive").conclusions] == ["dear"]


def _case(folder, pack):
    path = folder / "case.yaml"
    path.write_text(f"pack: {pack}\nfacts: ['sale(price=70)']\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "entry_point,name,said",
    [
        ("russia-dprk = my_cap.packs.oil_cap", "russia-dprk", "is a shipped one; that of my_cap 1.0 is never used"),
        ("oil-cap = my_cap.packs.none", "oil-cap", "which has no such folder"),
        ("oil-cap = no_such_package.packs", "oil-cap", "which has no such folder"),
        ("oil cap = my_cap.packs.oil_cap", "oil cap", "is no name for a pack"),
    ],
)
def test_what_cannot_be_used_says_why(site, entry_point, name, said):
    install(site, "my_cap", entry_point)
    [found] = [each for each in installed_packs() if each.name == name]

    fault = found.fault(("russia-dprk",))

    assert fault is not None
    assert (fault.code, said in fault.message) == (NOT_USABLE, True)
    if name == "russia-dprk":
        assert load_pack(name).name == "russia-dprk"
    else:
        assert said in refused(name, NOT_USABLE)


def test_two_packages_that_bring_one_name_are_told_both(site):
    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap")
    install(site, "your_cap", "oil-cap = your_cap.packs.oil_cap")
    assert "is brought by my_cap 1.0 and by your_cap 1.0" in refused("oil-cap", NOT_USABLE)


def test_a_file_stays_what_its_name_means(site):
    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap")
    (site.parent / "oil-cap").write_text(TEXT.replace("pack: oil", "pack: own"), encoding="utf-8")
    assert load_pack("oil-cap").name == "own"


def test_no_installed_pack_is_named_by_a_text_unless_it_may(site):
    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap")
    text = "{pack: oil-cap, facts: []}"
    with pytest.raises(ProblemError, match=codes.UNKNOWN_PACK):
        Case.from_text(text)
    assert Case.from_text(text, packs=["oil-cap"]).pack.name == "oil"


def test_a_pack_is_pinned_by_its_digest(site):
    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap")
    pinned = f"oil-cap@{load_pack('oil-cap').digest}"
    assert load_pack("oil-cap") == load_pack(pinned) == PackText.read(pinned).parse()
    path = _case(site.parent, f"'{pinned}'")
    assert Case.load(path).pack.name == "oil"

    changed = site / "my_cap/packs/oil_cap/pack.yaml"
    changed.write_text(TEXT.replace("60", "61"), encoding="utf-8")

    assert f"oil-cap@{load_pack('oil-cap').digest}" in refused(pinned, OTHER_DIGEST)
    for read in (lambda: Case.load(path), lambda: PackText.read(pinned)):
        with pytest.raises(ProblemError, match=OTHER_DIGEST):
            read()
    assert "is not whole" in refused(pinned[:-1], OTHER_DIGEST)


def test_a_file_of_a_pack_that_is_a_link_to_elsewhere_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("password: hunter2\n", encoding="utf-8")
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "names.txt").write_text("names: {a: b}\n", encoding="utf-8")
    (folder / "names.yaml").symlink_to(folder / "names.txt")
    assert load_pack(folder).names == {"a": "b"}  # within the folder a link is a file
    (folder / "more.yaml").symlink_to(tmp_path / "secret")
    assert "hunter2" not in refused(folder, LEADS_OUT)


def test_the_packs_are_listed_with_what_cannot_be_used(site, monkeypatch, capsys):
    from tocsin.cli.packs_list import list_packs

    install(site, "my_cap", "oil-cap = my_cap.packs.oil_cap\nno-cap = my_cap.packs.none")

    list_packs(as_json=True)

    told = {each["name"]: each for each in json.loads(capsys.readouterr().out)["packs"]}
    assert ("my_cap 1.0", load_pack("oil-cap").digest) == (told["oil-cap"]["from"], told["oil-cap"]["digest"])
    assert told["no-cap"]["problem"].startswith(NOT_USABLE)
    assert told["russia-dprk"]["from"] == "shipped"
