"""``tocsin rules fmt`` on the command line."""

import json

import pytest
from tests.cli.conftest import ROOT

LOOSE = "types:\n    road: {start: str, end: str}\npack: 'roads'   # a name\n"
IN_FORM = 'pack: "roads"  # a name\ntypes:\n  road: {start: str, end: str}\n'


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "pack" / "pack.yaml"
    path.parent.mkdir()
    path.write_text(LOOSE, encoding="utf-8")
    return path


def test_check_names_what_is_not_in_form_and_writes_nothing(run, pack):
    ran = run("rules", "fmt", str(pack), "--check")

    assert (ran.code, "not in form" in ran.out, pack.read_text(encoding="utf-8")) == (1, True, LOOSE)


def test_a_file_or_a_folder_is_put_in_form_once(run, pack):
    (pack.parent / "more.yaml").write_text("names: {A: 'B'}\n", encoding="utf-8")
    ran = run("rules", "fmt", str(pack.parent))
    assert (ran.code, ran.out, ran.err.count("written: ")) == (0, "2 of 2 files put in form\n", 2)
    assert pack.read_text(encoding="utf-8") == IN_FORM

    again = run("rules", "fmt", str(pack.parent), "--json")
    assert (again.code, again.err, json.loads(again.out)["changed"]) == (0, "", [])
    assert run("rules", "fmt", str(pack.parent), "--check").code == 0


def test_whoever_might_not_read_a_file_may_not_read_it_in_form(run, pack):
    pack.chmod(0o600)

    assert (run("rules", "fmt", str(pack)).code, pack.stat().st_mode & 0o777) == (0, 0o600)


def test_every_problem_is_told_and_no_file_is_written(run, pack):
    for name, text in (("anchored.yaml", "names: &a {A: B}\n"), ("broken.yaml", "names: [\n")):
        (pack.parent / name).write_text(text, encoding="utf-8")
    ran = run("rules", "fmt", str(pack.parent))

    assert (ran.code, "T345" in ran.err, "T105" in ran.err, pack.read_text(encoding="utf-8")) == (2, True, True, LOOSE)


def test_a_pack_that_is_wrong_is_told_so_and_left_as_it_is(run, pack):
    pack.write_text(LOOSE + "rules: [{id: x, when: [], then: []}]\n", encoding="utf-8")
    before = pack.read_bytes()

    assert (run("rules", "fmt", str(pack)).code, pack.read_bytes()) == (2, before)


def test_what_is_no_yaml_is_refused(run, tmp_path):
    (tmp_path / "table.csv").write_text("a,b\n", encoding="utf-8")

    assert run("rules", "fmt", str(tmp_path / "table.csv")).code == 2
    assert run("rules", "fmt", str(tmp_path)).code == 2
    assert run("rules", "fmt", str(tmp_path / "none.yaml")).code == 2


def test_statements_stand_where_the_document_has_them_after_it(run, tmp_path):
    """A skeleton, put in form, is still in step with its text, and can be renewed when the text changes."""
    text = tmp_path / "rain.txt"
    text.write_text("When it rains, the street may be wet. A wet street is slippery.\n", encoding="utf-8")
    assert run("rules", "new", str(tmp_path / "rain"), "--document", str(text)).code == 0
    assert run("rules", "fmt", str(tmp_path / "rain")).code == 0
    assert run("rules", "statements", str(tmp_path / "rain"), "--document", str(text)).code == 0

    text.write_text("It is autumn. When it rains, the street may be wet. A wet street is slippery.\n", encoding="utf-8")
    arguments = (str(tmp_path / "rain"), "--document", str(text), "--write", "--add")
    assert run("rules", "statements", *arguments).code == 0
    assert run("rules", "fmt", str(tmp_path / "rain"), "--check").code == 0


def test_the_example_keeps_what_it_means(run, tmp_path):
    source = ROOT / "examples" / "own_pack" / "pack.yaml"
    copy = tmp_path / "pack.yaml"
    copy.write_bytes(source.read_bytes())
    assert run("rules", "fmt", str(copy)).code == 0

    assert run("rules", "diff", str(source), str(copy)).code == 0


def test_a_pack_of_one_file_is_not_mixed_with_the_packs_in_folders_beside_it(run, tmp_path):
    alone = tmp_path / "cold_chain.yaml"
    alone.write_text(LOOSE, encoding="utf-8")
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "pack.yaml").write_text(LOOSE.replace("roads", "harbour"), encoding="utf-8")
    (tmp_path / "harbour" / "rules.yaml").write_text("names: {A: 'B'}\n", encoding="utf-8")

    assert [run("rules", "fmt", str(path)).code for path in (alone, tmp_path / "harbour" / "rules.yaml")] == [0, 0]
    assert alone.read_text(encoding="utf-8") == IN_FORM
    assert run("rules", "fmt", str(tmp_path)).out == "1 of 3 files put in form\n"
