"""``tocsin assess``: what is shown, to whom, and what is left out."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tocsin.cli.layout import display_width
from tocsin.facts.json_values import canonical_json

KURSK = "examples/kursk.yaml"
OWN = "examples/own_pack/case.yaml"
TROOPS = "troop_deployment(sender=PRK, beneficiary=RUS, headcount={}, role=combat)"
ORDER = ("certain", "likely", "possible_strengthened", "possible")


def by_type(ran):
    return {conclusion["type"]: conclusion for conclusion in json.loads(ran.out)["conclusions"]}


def test_the_table_shows_case_time_engines_sections_and_conclusions(execute):
    ran = execute("assess", OWN)

    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "cheese-spread-2025 · food-recall 1.0.0"
    assert lines[1].startswith("as of 2025-03-10, known by 2025-03-10 · engine")
    assert lines[2] == "9 facts in force · 6 conclusions: 2 follow; 1 likely; 3 possible"
    sections = ("Contamination", "Suspicion", "Reach", "Recall")
    assert [line for line in lines if line in sections] == list(sections)
    likely = "  likely · on B3    3 patients ate from batch spread-12, which likely made them ill."
    assert any(line.startswith(likely) for line in lines)


NOT_NEEDED = {
    ("assess", OWN): (
        "numpy",
        "csv",
        "html",
        "logging",
        "typer._adapters",
        "tocsin.explain.tree",
        "tocsin.facts.notation",
        "tocsin.facts.read.table",
        "tocsin.rules.check",
        "tocsin.service",
    ),
    ("facts", "check", OWN): (
        "durable_rules_engine",
        "tocsin.engine.rete.run",
        "tocsin.engine.seminaive.run",
        "tocsin.explain",
    ),
}


@pytest.mark.parametrize("arguments", NOT_NEEDED, ids=" ".join)
def test_nothing_is_imported_that_no_part_of_the_answer_needs(run, arguments):
    run(*arguments)  # what is kept of a pack is kept
    told = (
        f"import sys; from tocsin.cli.main import exit_code; exit_code({list(arguments)!r}); "
        f"print(*[name for name in {NOT_NEEDED[arguments]} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert "cheese-spread-2025" in ran.stdout or "no problems" in ran.stdout
    assert ran.stderr.split() == []


def test_what_to_bear_in_mind_stands_below_the_table(run):
    shown = run("assess", OWN).out

    tensions = shown.index("Tensions (reported, not resolved)")
    denied = shown.index("Denied (shown beside the facts, which stand)")
    assumptions = shown.index("Assumptions that matter")
    assert shown.index("Recall") < tensions < denied < assumptions
    legend = "follows: wherever the facts hold · likely: 55\u201380 % · possible: no number"
    assert shown.splitlines()[3] == legend
    assert "- denied by Dairy, 2025-03-09, grade D4" in shown
    assert "reheating-kills" in shown


def test_sections_follow_the_text_from_the_visit_to_the_conclusion(run):
    lines = run("assess", KURSK, "--assume", "bridge-links").out.splitlines()

    shown = [
        line for line in lines if line in ("The visit", "Troops in the war", "Overall impact", "Beyond the article")
    ]
    assert shown == ["The visit", "Troops in the war", "Overall impact", "Beyond the article"]
    assert any("our own link, not in the text" in line for line in lines)


def test_statements_and_ids_stand_beside_the_sentence(run):
    [line] = [line for line in run("assess", KURSK).out.splitlines() if "of gathering isolated" in line]

    assert re.search(r"S01 S15  [0-9a-f]{12}$", line)


@pytest.mark.parametrize("width", [40, 80, 120, 160, 200])
@pytest.mark.parametrize("case", [KURSK, OWN])
def test_no_line_is_wider_than_the_terminal(run, monkeypatch, case, width):
    monkeypatch.setenv("COLUMNS", str(width))

    ran = run("assess", case)

    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= min(width, 160)


def test_json_is_canonical_and_complete(execute):
    ran = execute("assess", KURSK, "--json")

    assert (ran.code, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert ran.out == canonical_json(data) + "\n"
    assert sorted(data) == [
        "as_of", "assumptions", "case", "conclusions", "digest", "engine_warnings", "engines", "facts", "grades",
        "known_by", "loops", "names", "pack", "tensions", "warnings",
    ]  # fmt: skip
    assert data["case"] == "kursk"
    assert "sanctions_violation" in {conclusion["type"] for conclusion in data["conclusions"]}


@pytest.mark.parametrize("least", ORDER)
def test_min_qualifier_leaves_weaker_conclusions_out(run, least):
    every = json.loads(run("assess", KURSK, "--json").out)["conclusions"]
    data = json.loads(run("assess", KURSK, "--json", "--min-qualifier", least).out)

    kept = ORDER[: ORDER.index(least) + 1]
    assert data["conclusions"] == [conclusion for conclusion in every if conclusion["qualifier"] in kept]
    digest, grades, names = (data.pop(key) for key in ("digest", "grades", "names"))
    assert {"engines", "engine_warnings"} <= data.keys()
    data = {key: value for key, value in data.items() if key not in ("engines", "engine_warnings")}
    assert grades.keys() <= {conclusion["id"] for conclusion in data["conclusions"]}
    assert names["PRK"] == "North Korea"
    assert digest == "sha256:" + hashlib.sha256(canonical_json(data).encode()).hexdigest()


def test_min_qualifier_says_how_much_it_hides(run):
    shown = run("assess", OWN, "--min-qualifier", "likely").out

    assert "3 weaker conclusions not shown (--min-qualifier likely)" in shown
    assert "a boundary case" not in shown


def test_as_of_and_known_by_choose_the_reports(run):
    early = run("assess", OWN, "--as-of", "2025-03-05", "--json")
    later = run("assess", OWN, "--known-by", "2025-03-07", "--json")

    assert {fact["type"] for fact in json.loads(early.out)["facts"]} == {"lab_result", "ingredient"}
    assert set(by_type(early)) == {"contaminated", "suspect"}
    assert (json.loads(later.out)["as_of"], json.loads(later.out)["known_by"]) == ("2025-03-10", "2025-03-07")
    assert "recall_due" not in by_type(later)
    shown = " ".join(run("assess", OWN, "--as-of", "2025-03-05").out.split())
    assert "(7 more not, at this time: --not-used says why)" in shown
    assert "7 facts known later only" in run("assess", OWN, "--as-of", "2025-03-05", "--not-used").out


def test_assumptions_are_switched(run):
    facts = ("--fact", "lab_result(batch=A, pathogen=listeria, per_gram=500, taken=2025-01-01)")
    pack = ("--pack", "examples/own_pack/pack.yaml")

    assert set(by_type(run("assess", *pack, *facts, "--json"))) == {"contaminated"}
    without = run("assess", *pack, *facts, "--without", "reheating-kills")
    assert "Nothing follows from these facts." in without.out
    assert "off  reheating-kills" in without.out
    bridged = run("assess", KURSK, "--assume", "bridge-links", "--json")
    assert json.loads(bridged.out)["assumptions"]["bridge-links"] is True


def test_facts_are_added_to_a_case(run):
    added = (
        "--fact",
        "reheated(batch=herbs-3, celsius=80.0)",
        "--fact",
        "illness(patient=p9, batch=x, onset=2025-03-01)",
    )

    assert len(json.loads(run("assess", OWN, *added, "--json").out)["facts"]) == 11


@pytest.mark.parametrize("engine", ["rete", "seminaive", "both"])
def test_the_engine_is_chosen(run, engine):
    from tocsin.engine.rete import available

    if not available() and engine != "seminaive":
        pytest.skip("durable-rules cannot be loaded here")
    ran = run("assess", OWN, "--engine", engine, "--json")

    assert json.loads(ran.out)["engines"] == (["rete", "seminaive"] if engine == "both" else [engine])


@pytest.mark.parametrize(
    "headcount,significant,impact",
    [
        ("9999", None, None),
        ("10000", None, ("certain", False)),
        ("10001", ("certain", False), ("certain", False)),
        ("10900..11000", ("certain", False), ("certain", False)),
        ("8000..10000", None, ("possible", True)),
        ("9000..12000", ("possible", True), ("possible", True)),
    ],
)
def test_a_headcount_meets_each_threshold_surely_possibly_or_not(run, headcount, significant, impact):
    ran = run("assess", "--pack", "russia-dprk", "--fact", TROOPS.format(headcount), "--json")

    found = by_type(ran)
    strengths = [
        (found[name]["qualifier"], found[name]["boundary"]) if name in found else None
        for name in ("highly_significant_development", "significant_impact")
    ]
    assert strengths == [significant, impact]


def test_a_boundary_case_is_named_in_words(run):
    shown = run("assess", "--fact", TROOPS.format("9000..12000")).out

    assert "a boundary case: what is reported leaves a comparison open" in " ".join(shown.split())


def test_only_likely_has_a_percentage(run):
    for command in (("assess", KURSK), ("assess", OWN), ("why", KURSK, "sanctions_violation"), ("rules", "list")):
        shown = " ".join(run(*command).out.split())
        assert re.sub("55\u201380 %", "", shown).count("%") == 0


def test_output_is_plain_in_a_pipe_and_coloured_where_that_is_forced(run, monkeypatch):
    assert "\x1b" not in run("assess", OWN).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("assess", OWN).out
    assert "\x1b[32mfollows\x1b[0m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run("assess", OWN).out
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_what_facts_say_cannot_steer_the_terminal(run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(
        'case: "\\e[31mred"\npack: pack.yaml\nfacts:\n'
        '  - lab_result: {batch: "\\e[2J\\u202Ex", pathogen: salmonella, per_gram: 5, taken: 2025-01-01}\n'
    )
    shutil.copy("examples/own_pack/pack.yaml", tmp_path)

    ran = run("assess", str(case))

    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "Batch \\u001b[2J\\u202ex holds Salmonella" in ran.out


def test_what_fed_nothing_is_said_last_with_the_nearest_pattern(run, tmp_path):
    text = Path(KURSK).read_text(encoding="utf-8").replace("theatre: ukraine_war", "theatre: Ukraine")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")

    shown = run("assess", str(tmp_path / "case.yaml")).out
    last = shown[shown.index("Not used (no conclusion rests on these facts)") :].splitlines()
    assert "    theatre is Ukraine; rules read ukraine_war there" in last
    assert re.fullmatch(r"  and \d+ more facts: --not-used lists them all", last[-1])
    assert len(last) <= 9
    everything = run("assess", str(tmp_path / "case.yaml"), "--not-used").out
    assert "no rule of russia-dprk reads sanctions_action" in everything
    data = json.loads(run("assess", str(tmp_path / "case.yaml"), "--not-used", "--json").out)
    assert {group["why"] for group in data["not_used"]} >= {"differs", "unread"}


def test_the_json_of_an_assessment_has_no_more_for_it(run):
    assert "not_used" not in json.loads(run("assess", KURSK, "--json").out)


def test_a_conclusion_given_as_a_fact_is_remarked(run):
    given = "sanctions_violation(violator=PRK, regime=UN)"
    ran = run("assess", "--pack", "russia-dprk", "--fact", given)

    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "warning: given as facts, though rules of russia-dprk conclude them: sanctions_violation (1 fact)" in told
    assert "warning: given" not in run("assess", KURSK).out


def test_no_line_of_the_table_stands_twice(run):
    shown = run("assess", KURSK).out
    table = shown[shown.index("The visit") : shown.index("Tensions (")]

    assert "(2 conclusions, which differ in violator)" in " ".join(table.split())
    assert "af6515e1cfe6" in table
    assert "d270b62b55b3" in table
    entries = re.findall(r"^  (?:follows|likely|possible).*(?:\n   .*)*", table, re.MULTILINE)
    told = [" ".join(re.sub(r"\b[0-9a-f]{12}\b", "", entry).split()) for entry in entries]
    assert len(told) > 100
    assert len(told) == len(set(told))


def test_sentences_stand_as_they_are_whether_or_not_a_line_holds_them(run, tmp_path):
    sentences = ("{who} has 100 % of it.", "{who}  and  more.", "{who} and " + "so on and " * 9 + "on.", "Told of it.")
    rules = "".join(
        f"  - {{id: r{n}, when: [{{seen: {{who: $who, n: {n}}}}}], then: [{{found: {{who: $who, n: {n}}}}}], "
        f"reads: '{sentence}'}}\n"
        for n, sentence in enumerate(sentences)
    )
    types = "types: {seen: {who: str, n: int}, found: {who: str, n: int}}\n"
    (tmp_path / "pack.yaml").write_text(f"pack: told\n{types}rules:\n{rules}")
    people = ("%s", "Zoë", "Ann", "Bo\u202e", "李")
    facts = [f"  - seen: {{who: {json.dumps(who)}, n: {n}}}\n" for who in people for n in range(len(sentences))]
    (tmp_path / "case.yaml").write_text(f"pack: pack.yaml\nfacts:\n{''.join(facts)}", encoding="utf-8")

    lines = run("assess", str(tmp_path / "case.yaml")).out.splitlines()

    table = [re.sub(r" +[0-9a-f]{12}$", "", line) for line in lines[lines.index("Conclusions") + 1 :]]
    names = ("%s", "Ann", "Bo\\u202e", "Zoë", "李")
    ends = {display_width(line) for line in lines if re.search(r" [0-9a-f]{12}$", line)}
    assert len(ends) == 1
    assert [line for line in table if line.endswith("it.")] == [f"  follows  {name} has 100 % of it." for name in names]
    assert [line for line in table if line.endswith("more.")] == [f"  follows  {name} and more." for name in names]
    broken = [" ".join((line.strip(), below.strip())) for line, below in pairwise(table) if " so on" in line]
    assert [line for line in broken if line.startswith("follows")] == [
        f"follows  {name} and {'so on and ' * 9}on." for name in names
    ]
    assert "  follows  Told of it. (5 conclusions, which differ in who)" in table


def test_types_sections_and_a_limit_leave_conclusions_out(run):
    some = json.loads(run("assess", KURSK, "--type", "backlash", "--type", "leverage_use", "--json").out)["conclusions"]
    assert {conclusion["type"] for conclusion in some} == {"backlash", "leverage_use"}
    law = run("assess", KURSK, "--section", "law", "--limit", "3").out
    assert "\nLaw\n" in law
    assert "\nThe visit\n" not in law
    assert re.search(r"\d+ conclusions not shown \(--section law --limit 3\)", law)
    assert len(json.loads(run("assess", KURSK, "--limit", "3", "--json").out)["conclusions"]) == 3


def test_an_unknown_type_or_section_is_refused_with_those_there_are(run):
    assert "did you mean backlash?" in run("assess", KURSK, "--type", "backlsh").err
    refused = run("assess", KURSK, "--section", "Weather")
    assert refused.code == 2
    assert "no section has Weather; there are: The visit" in " ".join(refused.err.split())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("arguments,paged", [((KURSK,), True), ((KURSK, "--json"), False)])
def test_a_long_result_is_paged_on_a_terminal_only(arguments, paged):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PAGER": "sed 's/^/paged: /'", "TERM": "xterm", "LINES": "20", "COLUMNS": "80"}
    environment.pop("MANPAGER", None)
    command = [sys.executable, "-m", "tocsin.cli", "assess", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:  # what a closed terminal answers on Linux
            pass
    os.close(ours)
    assert running.returncode == 0
    assert (b"paged: " in seen) == paged


def test_facts_that_are_not_in_force_can_be_asked_for_with_why(run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(
        "pack: russia-dprk\nas_of: 2024-11-20\nfacts:\n"
        "  - troop_deployment: {sender: PRK, beneficiary: RUS, headcount: 9000}\n    reports:\n"
        "      - {source: {publisher: Wire, date: 2024-11-01}}\n"
        "      - {source: {publisher: Wire, date: 2024-11-02}, status: retracted}\n"
        "  - alliance_membership: {member: KOR, bloc: US_ROK}\n    source: {publisher: Later, date: 2024-12-01}\n",
        encoding="utf-8",
    )
    told = " ".join(run("assess", str(case), "--not-used").out.split())
    assert "Not in force (stated, and not so at this time) troop_deployment(sender=PRK" in told
    assert told.endswith("1 fact known later only: alliance_membership(bloc=US_ROK, member=KOR)")
    assert "Later" not in told
    data = json.loads(run("assess", str(case), "--not-used", "--json").out)
    assert [reason["kind"] for reason in data["not_in_force"][0]["reasons"]] == ["withdrawn"]
    brief = run("brief", str(case)).out
    assert "## Taken back or corrected" in brief


def test_what_only_an_exception_looks_for_is_named_unless_it_blocks_a_rule(run, tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "pack: roads\ntypes: {road: {to: str}, closed: {to: str}, way: {to: str}, seen: {to: str}}\nrules:\n"
        "  - {id: seen, when: [{road: {to: $a}}], then: [{seen: {to: $a}}]}\n"
        "  - {id: by, when: [{road: {to: $a}}], unless: [{closed: {to: $a}}], then: [{way: {to: $a}}]}\n"
    )
    (tmp_path / "case.yaml").write_text("pack: pack.yaml\nfacts: ['road(to=Bern)', 'closed(to=Brn)']\n")
    told = run("assess", str(tmp_path / "case.yaml"), "--not-used").out
    assert "closed(to=Brn)\n    it fits an exception of rule by, and blocks nothing: there is no road(to=Brn)\n" in told

    (tmp_path / "case.yaml").write_text("pack: pack.yaml\nfacts: ['road(to=Bern)', 'closed(to=Bern)']\n")
    ran = run("assess", str(tmp_path / "case.yaml"), "--not-used")
    assert ran.out == "Every fact in force fed something, or blocks a rule.\n"
