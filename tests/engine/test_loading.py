"""Cases and packs from files, text and data: the same values and problems, and nothing read that was not named."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tocsin.engine import Case, load_pack, pack_from_data, pack_from_text
from tocsin.facts import ProblemError
from tocsin.facts.days import DateRange
from tocsin.facts.quantity import Quantity
from tocsin.facts.tree import parse_yaml, plain
from tocsin.ledger import PackText

PACK = (
    "pack: roads\nversion: 1.0.0\ntypes:\n  edge: {source: int, target: int, seen: date?, wide: quantity?}\nrules: []\n"
)
CASE = "case: c\npack: roads\nas_of: 2024-11-20\nfacts:\n  - edge: {source: 1, target: 2, wide: 3..4}\n"
SECRET = "root:x:0:0\npassword: hunter2\n- [\n"


def problems(read):
    with pytest.raises(ProblemError) as refused:
        read()
    return refused.value.problems


@pytest.fixture
def pack():
    return pack_from_text(PACK, "roads.yaml")


def test_a_case_is_the_same_from_a_file_from_text_and_from_data(tmp_path, pack):
    (tmp_path / "c.yaml").write_text(CASE)
    from_file = Case.load(tmp_path / "c.yaml", pack)
    data = {
        "case": "c",
        "pack": "roads",
        "as_of": dt.date(2024, 11, 20),
        "facts": [{"edge": {"source": 1, "target": 2, "wide": Quantity(3, 4)}}],
    }

    for other in (Case.from_text(CASE, pack), Case.from_text(json.dumps(plain(parse_yaml(CASE, ""))), pack)):
        assert from_file.assess().to_json() == other.assess().to_json()
    for given in (data, plain(parse_yaml(CASE, ""))):
        assert from_file.assess().to_json() == Case.from_data(given, pack).assess().to_json()


def test_days_and_ranges_of_days_in_data_are_read_as_they_are_written():
    pack = pack_from_data({"pack": "p", "version": "1.0.0", "types": {"seen": {"on": "date_range", "at": "date"}}})
    given = {"on": DateRange.parse("2024-10-03..2024-10-09"), "at": dt.date(2024, 11, 20)}

    [fact] = Case.from_data({"facts": [{"seen": given}]}, pack).facts

    assert str(fact.fact) == "seen(on=2024-10-03..2024-10-09, at=2024-11-20)"


def test_a_pack_is_the_same_from_text_and_from_data(pack):
    assert pack.digest == pack_from_data(plain(parse_yaml(PACK, ""))).digest


def test_problems_name_the_line_of_a_text_and_the_steps_into_data(pack):
    wrong = CASE.replace("source: 1", "source: a").replace("as_of", "asof")
    told = problems(lambda: Case.from_text(wrong, pack, name="posted"))
    steps = problems(lambda: Case.from_data(plain(parse_yaml(wrong, "")), pack, name="posted"))

    assert [str(problem.place) for problem in told] == ["posted:3:1", "posted:5:20"]
    assert [str(problem.place) for problem in steps] == ["posted: asof", "posted: facts[0].edge.source"]
    assert [(each.code, each.message) for each in told] == [(each.code, each.message) for each in steps]
    [problem] = problems(lambda: pack_from_data(plain(parse_yaml(PACK.replace("date?", "dat?"), ""))))
    assert str(problem.place) == "pack: types.edge.seen"


@pytest.mark.parametrize(
    "data,code",
    [
        ({"facts": [{"edge": {"source": object(), "target": 2}}]}, "T105"),
        ({1: 2}, "T110"),
        ({"case": float("nan")}, "T114"),
        ({"case": "\ud800"}, "T115"),
        (None, "T217"),
        ("x", "T217"),
    ],
)
def test_data_that_no_document_could_hold_is_refused(pack, data, code):
    assert [code] == [problem.code for problem in problems(lambda: Case.from_data(data, pack))]


def test_data_without_end_is_refused(pack):
    endless: list[object] = []
    endless.append(endless)

    assert [problem.code for problem in problems(lambda: Case.from_data(endless, pack))] == ["T107"]


@pytest.mark.parametrize("content", [SECRET, "password: hunter2\n", "[hunter2", "hunter2", "\x00hunter2"])
@pytest.mark.parametrize("named", ["secret.yaml", "folder", "../case/secret.yaml"])
def test_a_case_does_not_tell_what_stands_in_a_file_that_is_no_pack(tmp_path, content, named):
    folder = tmp_path / "case"
    (folder / "folder").mkdir(parents=True)
    for secret in (folder / "secret.yaml", folder / "folder" / "secret.yaml"):
        secret.write_text(content)
    (folder / "c.yaml").write_text(CASE.replace("pack: roads", f"pack: {named}"))

    for read in (
        lambda: Case.load(folder / "c.yaml"),
        lambda: PackText.read(named, beside=folder),
    ):
        [problem] = problems(read)
        assert problem.code == "T301"
        assert f"the pack {named!r} that is named is none, or cannot be read" == problem.message
        assert "hunter2" not in str(problem)


def test_what_is_wrong_with_a_pack_that_a_case_names_is_told(tmp_path):
    (tmp_path / "p.yaml").write_text(PACK.replace("int", "itn"))
    (tmp_path / "c.yaml").write_text(CASE.replace("pack: roads", "pack: p.yaml"))

    assert "T322" in {problem.code for problem in problems(lambda: Case.load(tmp_path / "c.yaml"))}


def test_only_packs_that_are_listed_can_be_named(tmp_path, pack, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(PACK)
    case = tmp_path / "c.yaml"
    case.write_text(CASE.replace("pack: roads", "pack: p.yaml"))
    (tmp_path / "roads.yaml").write_text(CASE)
    (tmp_path / "russia-dprk").write_text(PACK)

    assert Case.load(case, packs=[tmp_path / "p.yaml"]).pack.name == "roads"
    assert pack is Case.load(tmp_path / "roads.yaml", packs=[pack]).pack
    assert pack is Case.from_text(CASE, packs=[pack]).pack
    assert (
        Case.from_text(
            CASE.replace("pack: roads", f"pack: {tmp_path / 'p.yaml'}"), packs=[tmp_path / "p.yaml"]
        ).pack.name
        == "roads"
    )
    for read in (
        lambda: Case.load(case, packs=["russia-dprk"]),
        lambda: Case.load(case, packs=()),
        lambda: PackText.read("p.yaml", beside=tmp_path, packs=["russia-dprk"]),
        lambda: load_pack(tmp_path / "p.yaml", packs=[pack]),
        lambda: Case.from_text("{pack: /etc/passwd, facts: []}"),
        lambda: Case.from_text("{pack: ./russia-dprk, facts: []}"),
        lambda: Case.from_data({"pack": str(tmp_path / "p.yaml"), "facts": []}),
    ):
        assert [problem.code for problem in problems(read)] == ["T323"]


def test_what_is_not_listed_is_not_looked_at(tmp_path, monkeypatch):
    looked: list[Path] = []

    def look(path, **_):
        looked.append(path)
        return True

    monkeypatch.setattr(Path, "exists", look)
    monkeypatch.setattr(Path, "is_dir", look)

    refused = [
        problems(lambda name=name: Case.from_data({"pack": str(tmp_path / name), "facts": []}, packs=["russia-dprk"]))
        for name in ("there", "not-there")
    ]

    assert [str(each).replace("not-there", "there") for [each] in refused] == [str(refused[0][0])] * 2
    assert [each for each in looked if each.is_relative_to(tmp_path)] == []
