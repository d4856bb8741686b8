import json
import re

import pytest
from tests.cli.conftest import ROOT

KURSK = "examples/kursk.yaml"
SHIPPED = [name for name in ("kursk", "chronology") if (ROOT / "examples" / f"{name}.yaml").exists()]
COMMANDS = ("timeline", "readings", "assumptions", "hypotheses", "backtest", "brief")
PERCENT = re.compile(r".{0,40}(?:%|\bper ?cent\b).{0,10}", re.IGNORECASE)
LICENSED = re.compile(r"(?:likely:?|chance of|[Ll]ikely means) \(?55(?:\u2013|\\u2013)80(?: |&nbsp;| )%")


def percentages(text):
    """Every place where a number of percent is told that is not the band of *likely*."""
    bare = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    bare = re.sub(r'(?:x|x1|x2|y2|width)="[\d.]+%"', "", bare)
    return [found for found in PERCENT.findall(bare) if not LICENSED.search(found)]


@pytest.mark.parametrize("case", SHIPPED)
@pytest.mark.parametrize("command", ["assess", *COMMANDS])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_output_has_a_percentage_but_that_of_likely(run, case, command, form):
    ran = run(command, f"examples/{case}.yaml", *(["--json"] if form == "json" else []))

    assert (ran.code, ran.err) == (0, "")
    assert percentages(ran.out) == []


@pytest.mark.parametrize("case", SHIPPED)
@pytest.mark.parametrize(
    "arguments", [["timeline", "--html", "out.html"], ["brief", "-o", "out.html", "--trace"], ["brief", "-o", "out.md"]]
)
def test_no_file_written_has_a_percentage_but_that_of_likely(run, tmp_path, case, arguments):
    command, option, name, *rest = arguments
    path = tmp_path / name
    ran = run(command, f"examples/{case}.yaml", option, str(path), *rest)

    assert (ran.code, ran.out) == (0, "")
    assert percentages(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_canonical_and_the_same_each_time(run, command):
    first, second = (run(command, KURSK, "--json").out for _ in range(2))

    assert first == second
    assert json.dumps(json.loads(first), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == first.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_case_is_refused(run, command):
    ran = run(command, "examples/kursc.yaml")

    assert (ran.code, ran.out) == (2, "")
    assert "did you mean examples/kursk.yaml?" in ran.err


def test_without_confirmation_the_breach_and_its_consequences_are_absent_and_natos_brings_them(run):
    moments = json.loads(run("timeline", KURSK, "--json").out)["moments"]
    seen = {
        change["conclusion"]["type"]: moment["date"]
        for moment in moments
        for change in moment["changes"]
        if change["kind"] == "appeared"
    }

    assert seen["confirmed_deployment"] == "2024-10-28"
    for consequence in ("un_condemnation", "coordinated_response"):
        assert seen[consequence] > "2024-10-28"


def test_the_page_of_a_timeline_needs_no_network(run, tmp_path):
    run("timeline", KURSK, "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")

    assert re.findall(r"<(?:script|link|img|iframe)\b|@import|url\(", page) == []
    assert "<svg" in page
    assert 'id="d2024-10-28"' in page
    assert "prefers-color-scheme: dark" in page


def test_a_timeline_shows_denials_beside_what_they_change(run):
    told = run("timeline", KURSK, "--from", "2024-11-01", "--to", "2024-11-01").out

    assert "denied: North Korean mission to the UN (D5)" in told
    assert " gone" not in told


def test_a_brief_is_written_as_its_name_says(run, tmp_path):
    for name, beginning in (("a.md", "# "), ("a.html", "<!DOCTYPE html>")):
        ran = run("brief", KURSK, "-o", str(tmp_path / name))
        assert (ran.code, ran.err) == (0, f"written: {tmp_path / name}\n")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)

    refused = run("brief", KURSK, "-o", str(tmp_path / "a.pdf"))
    assert refused.code == 2
    assert "must end in .md or .html" in refused.err


def test_a_brief_is_not_written_where_no_folder_is(run, tmp_path):
    ran = run("brief", KURSK, "-o", str(tmp_path / "none" / "a.md"))

    assert ran.code == 2
    assert "no such file or directory" in ran.err.lower()


def test_an_assessment_takes_a_reading(run):
    pack = json.loads(run("readings", KURSK, "--json").out)
    for column in pack["readings"]:
        if column["id"] != "case":
            assessed = json.loads(run("assess", KURSK, "--reading", column["id"], "--json").out)
            assert assessed["assumptions"] == column["assumptions"]


def test_an_unknown_reading_is_refused(run):
    ran = run("timeline", KURSK, "--reading", "no-such-reading")

    assert ran.code == 2
    assert "T421: unknown reading 'no-such-reading'" in ran.err


def test_a_brief_that_cannot_be_written_names_the_folder_and_leaves_nothing(execute, tmp_path):
    ran = execute("brief", "examples/own_pack/case.yaml", "-o", str(tmp_path / "absent" / "brief.md"))

    assert (ran.code, ran.out) == (2, "")
    assert f"{tmp_path / 'absent'}: no such file or directory" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_what_one_conclusion_does_is_told_of_one(run):
    assert "switched off: 1 falls\n" in run("assumptions", "examples/own_pack/case.yaml").out
