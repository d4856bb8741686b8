"""A page as a folder: whole, the same for the same case, naming no other host, never in the place of something else."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tocsin.engine import Case
from tocsin.facts.problems import ProblemError
from tocsin.page import runtime as runtimes
from tocsin.page.archive import archive
from tocsin.page.folder import page_files, write_page
from tocsin.rules.expression.declaring import comparison_function
from tocsin.rules.read.pack import pack_from_text

KURSK = Case.load(Path(__file__).parents[2] / "examples" / "kursk.yaml")
SCRIPT = "<script>document.title='seen'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def files():
    return page_files(KURSK)


def codes(excinfo):
    return [problem.code for problem in excinfo.value.problems]


def test_what_is_rendered_beforehand_holds_every_statement_and_fact(files):
    shown = files["index.html"].decode()

    assert [each.id for each in KURSK.pack.statements if f"{each.id} " not in shown] == []
    assert shown.count("headcount=") >= sum("headcount=" in str(given.fact) for given in KURSK.facts)


def test_no_file_of_ours_names_another_host_or_runs_text(files):
    ours = {name: data.decode() for name, data in files.items() if name.endswith((".js", ".css", ".html"))}
    address = re.compile(r"https?://(?!www\.w3\.org/)|\beval\(|innerHTML|insertAdjacentHTML|document\.write|\son\w+=\"")
    reports = re.compile(r"<ul>.*</ul>", re.DOTALL)

    assert {name: address.findall(reports.sub("", text)) for name, text in ours.items()} == {name: [] for name in ours}


def test_markup_in_a_fact_is_text_in_what_is_rendered():
    case = Case(KURSK.pack, [f"diplomatic_visit(visitor=RUS, host=PRK, place={json.dumps(SCRIPT)})"], name=SCRIPT)
    shown = page_files(case)["index.html"].decode()

    assert ("<script>d" in shown, "<img" in shown, "&lt;script&gt;d" in shown) == (False, False, True)


def test_a_copy_is_asked_for_only_where_a_text_is_encoded(files):
    text = "pack: p\ntypes: {a: {n: int}, b: {n: int}}\nrules: [{id: r, when: [a: {n: $n}], then: [b: {n: $n}]}]\n"
    without = page_files(Case(pack_from_text(text), ["a(n=1)"]))["index.html"].decode()
    assert '<label class="file" hidden>Open my copy' in without
    assert '<label class="file">Open my copy' in files["index.html"].decode()


def test_the_archive_holds_our_code_and_is_the_same_whenever_it_is_made():
    names = zipfile.ZipFile(io.BytesIO(archive())).namelist()

    assert archive() == archive()
    assert {"tocsin/page/session.py", "tocsin/engine/assess.py", "yaml/__init__.py"} <= set(names)
    assert [name for name in names if name.startswith(("tocsin/cli", "tocsin/ledger", "tocsin/bulk"))] == []


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ProblemError) as refused:
        write_page(KURSK, tmp_path)

    assert (codes(refused), [each.name for each in tmp_path.iterdir()]) == (["T723"], ["letter.txt"])


def test_a_pack_with_functions_of_python_goes_into_no_page():
    @comparison_function(name="doubled_for_page")
    def doubled(value: int) -> int:
        return 2 * value

    pack = pack_from_text(
        "{pack: p, types: {a: {n: int}, b: {n: int}}, rules: [{id: r, when: [{a: {n: $n}}, 'doubled_for_page($n) > 2'],"
        " then: [{b: {n: $n}}]}]}"
    )
    with pytest.raises(ProblemError) as refused:
        page_files(Case(pack, []))

    assert codes(refused) == ["T722"]


def test_files_that_are_not_those_tested_are_refused(tmp_path):
    for name in runtimes.DIGESTS:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(ProblemError) as refused:
        runtimes.runtime(tmp_path)

    assert ["T721"] * len(runtimes.DIGESTS) == codes(refused)


@pytest.mark.parametrize("cache", ["off", ""])
def test_where_no_tool_brings_the_files_the_hint_says_how_to_bring_them_by_hand(tmp_path, monkeypatch, cache):
    monkeypatch.setenv("TOCSIN_CACHE", cache or str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProblemError) as refused:
        runtimes.runtime()

    assert codes(refused) == ["T720"]
    assert "npm pack pyodide@" in str(refused.value)


def test_a_page_that_is_written_again_has_the_new_case_and_no_file_of_the_old(tmp_path, runtime_folder):
    first = write_page(KURSK, tmp_path, runtime_folder)
    listed = json.loads((tmp_path / "files.json").read_text(encoding="utf-8"))
    (tmp_path / "gone.js").write_text("", encoding="utf-8")
    listed["files"]["gone.js"] = listed["files"]["../outside"] = 0
    (tmp_path / "files.json").write_text(json.dumps(listed), encoding="utf-8")
    (tmp_path.parent / "outside").write_text("kept", encoding="utf-8")
    second = write_page(Case(KURSK.pack, ["un_authorisation(state=PRK)"]), tmp_path, runtime_folder)

    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {*second, "files.json"} == there
    assert (first.keys(), True) == (second.keys(), (tmp_path.parent / "outside").exists())
    assert listed["version"] != json.loads((tmp_path / "files.json").read_text(encoding="utf-8"))["version"]
