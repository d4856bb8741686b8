"""What a pack leaves unsaid is not announced, and nothing is said twice."""

import pytest

PACK = """pack: dues
types:
  moored: {ship: str, year: int, days: int}
  due: {ship: str}
parameters:
  free_days:
    unit: days
    values:
      - {from: 2020-01-01, value: 10, reference: tariff of 2020}
      - {from: 2025-01-01, value: 5, reference: tariff of 2025}
readings: [{id: none, text: As it is, assume: []}, {id: other, text: Without, without: [berth]}]
assumptions: [{id: berth, text: a berth counts as a mooring}]
tensions: [{id: both, text: a ship pays twice, between: [{due: {ship: $s}}]}]
outcomes: [{id: paid, text: She pays, of: {due: {ship: $s}}, observed: [{moored: {ship: $s, days: 99}}]}]
rules:
  - id: dues
    cites: [S1]
    assumes: [berth]
    when:
      - moored: {ship: $ship, year: $year, days: $days}
      - $days > param(free_days, date($year, 12, 31))
    then: [{due: {ship: $ship}}]
    reads: "{ship} owes dues."
statements:
  - {id: S1, line: 1, start: 0, end: 9, sha256: "DIGEST", modality: indicative}
cases:
  - name: too long
    facts: ["moored(ship=Alba, year=2025, days=6)"]
    expect: [{due: {ship: Alba}}]
  - name: within
    facts: ["moored(ship=Alba, year=2025, days=5)"]
    never: [due]
""".replace("DIGEST", "0" * 64)
CASE = "pack: dues.yaml\nas_of: 2025-12-31\nfacts:\n  - moored(ship=Alba, year=2025, days=6)\n"
REPORTED = "  - {moored: {ship: Brig, year: 2025, days: 7}, source: The log}\n"


@pytest.fixture
def case(tmp_path):
    (tmp_path / "dues.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE + REPORTED, encoding="utf-8")
    return str(tmp_path / "case.yaml")


def test_a_statement_without_a_paraphrase_is_named_alone(run, case):
    assert "statement  S1\n" in run("why", case, "due(ship=Alba)").out
    assert "\n  by S1\n" in run("check-claim", case, "due").out


def test_the_value_of_a_parameter_is_said_once_and_for_the_day_that_was_worked_out(run, case):
    said = " ".join(run("why", case, "due(ship=Alba)").out.replace("│", " ").split())
    assert "days 6 > the free days on 2025-12-31 (5 days from 2025-01-01 on: tariff of 2025): holds" in said


def test_a_value_that_is_that_of_a_parameter_is_said_once(run, case, tmp_path):
    asked = "param(free_days, date($year, 12, 31))"
    changed = PACK.replace(f"- $days > {asked}", f'- let: {{$free: "{asked}"}}\n      - $days > $free')
    (tmp_path / "dues.yaml").write_text(changed, encoding="utf-8")
    said = " ".join(run("why", case, "due(ship=Alba)").out.replace("│", " ").split())
    assert "free = the free days on 2025-12-31 (5 days from 2025-01-01 on: tariff of 2025) check" in said


def test_a_text_that_has_its_unit_has_it_once(run, case, tmp_path):
    changed = PACK.replace("value: 10,", "value: ten days,").replace("value: 5,", "value: five days,")
    changed = changed.replace("- $days > param(", "- $ship != param(")
    (tmp_path / "dues.yaml").write_text(changed, encoding="utf-8")
    said = " ".join(run("why", case, "due(ship=Alba)").out.replace("│", " ").split())
    assert "(five days from 2025-01-01 on: tariff of 2025)" in said
    shown = run("rules", "show", "dues", "--pack", str(tmp_path / "dues.yaml")).out
    assert "free_days from 2025-01-01: five days (tariff of 2025)" in shown


def test_one_fact_without_a_source_is_one(run, case):
    assert "1 fact stands whatever is discarded: no source is named for it.\n" in run("support", case, "--sources").out


def test_where_nothing_was_scored_no_sample_is_too_small(run, case):
    told = run("backtest", case).out
    assert "No likely conclusion could be scored." in told
    assert "sample" not in told


def test_what_a_mutant_concludes_for_certain_follows(run, case):
    told = run("rules", "mutate", case.replace("case.yaml", "dues.yaml"), "--all").out
    assert "follows (follows)" not in told


def test_a_brief_begins_what_the_pack_says_in_upper_case(run, case):
    told = run("brief", case).out
    assert "- A ship pays twice." in told
    assert "- A berth counts as a mooring (correct with caveats)" in told


def test_a_file_where_a_fact_is_meant_is_told_its_option(run, case):
    run("case", "import", case, "--name", "dues")
    told = run("assert", "dues", case)
    assert told.code == 2
    assert f"facts in a file are given with --from {case}" in told.err


def test_a_day_as_people_write_it_is_told_as_it_is_written_here(run, case):
    assert "--as-of: '31.12.2025' is not a date; write 2025-12-31" in run("assess", case, "--as-of", "31.12.2025").err


OWNED = """case: lines
pack: ownership-and-control
facts:
  - {designated: {person: Orlov, by: eu}, source: {publisher: Journal, date: 2024-01-10}, grade: A1}
  - {designated: {person: Orlov, by: us}, source: {publisher: OFAC, date: 2024-02-01}, grade: A1}
  - {holds: {owner: Orlov, firm: Lines, percent: 20}, source: {publisher: Register, date: 2024-05-01}, grade: B2}
"""


@pytest.fixture
def owned(tmp_path):
    (tmp_path / "lines.yaml").write_text(OWNED, encoding="utf-8")
    return str(tmp_path / "lines.yaml")


@pytest.mark.parametrize(
    "command", [("timeline",), ("brief", "--since", "2024-01-01"), ("what-if", "--retract", "designated(by=eu)")]
)
def test_conclusions_of_which_the_same_changed_alike_are_told_once(run, owned, command):
    told = " ".join(run(command[0], owned, *command[1:]).out.split())

    changed = told.partition("What changed")[2] or told
    assert changed.count("Orlov is listed by") == 1


def test_what_to_find_out_tells_each_effect_once(run, owned):
    told = run("watch", owned).out.partition("holds(owner=Orlov, firm=Lines, percent=51)")[2]

    first = " ".join(told.split()).partition(" controls(")[0]
    assert first.count("Half of Lines or more is owned") == first.count("(2 conclusions)") == 1


def test_what_nobody_graded_is_told_beside_the_grades(run, owned):
    def told(command):
        return " ".join(run(command, owned).out.split())

    assert "nobody graded" not in told("assess") + told("brief")
    with open(owned, "a", encoding="utf-8") as file:
        file.write("  - holds(owner=Orlov, firm=Quay, percent=60)\n")
    assert "a fact that nobody graded lowers none (1 of 4 here)" in told("assess")
    assert "A fact that nobody graded lowers none (1 of 4 here)." in told("brief")


def test_the_grades_are_told_by_one_that_is_shown(run, owned):
    with open(owned, "a", encoding="utf-8") as file:
        file.write("  - {holds: {owner: Orlov, firm: Quay, percent: 40..60}, source: {publisher: Press}, grade: D3}\n")
    for options in ((), ("--min-qualifier", "certain"), ("--type", "blocked_us"), ("--type", "ground_eu")):
        legend, _, rows = run("assess", owned, *options).out.partition(": the weakest grade")

        assert f"· on {legend[-2:]} " in rows


def test_an_option_is_found_by_its_last_word(run, owned):
    assert "there is no option --grade; did you mean --uncertain-grade?" in run("sweep", owned, "--grade", "B2").err


def test_the_id_of_a_statement_is_not_broken_where_there_is_room(run, owned, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    told = run("timeline", owned).out

    assert ("eu-best-practices" in told, " ofac-2014 " in told) == (True, True)
    assert max(map(len, told.splitlines())) <= 80


def test_the_way_to_one_type_leads_to_the_same_pack(run):
    told = run("facts", "types", "--pack", "ownership-and-control").out
    command = told.splitlines()[-1].partition("tocsin ")[2].replace("TYPE", "holds")

    assert "percent" in run(*command.split()).out


@pytest.mark.parametrize("named", [(), ("--pack", "ownership-and-control"), ("--pack", "dues.yaml")])
def test_the_way_to_a_rule_leads_to_a_rule_of_the_same_pack(run, tmp_path, case, monkeypatch, named):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    fact = {"--pack dues.yaml": ("moored(ship=A, year=2025, days=1)", "due")}.get(
        " ".join(named), ("designated(person=A, by=eu)", "blocked_us")
    )
    given = ("sanctions_regime(imposed_by=UN, target=PRK)", "sanctions_violation") if not named else fact
    told = run("why", *named, "--fact", *given).err
    command = next(line for line in told.splitlines() if "To read one: " in line).partition("tocsin ")[2]

    assert run(*command.split()).code == 0


def test_the_log_tells_a_fact_as_it_was_typed(run, owned):
    run("case", "import", owned, "--name", "lines")

    assert "asserted: holds(owner=Orlov, firm=Lines, percent=20)" in run("audit", "log", "lines").out


def test_a_case_of_which_nothing_was_recorded_yet_says_so(run, owned):
    run("case", "import", owned, "--name", "lines")

    assert "No fact of the case was recorded by 2024-06-01." in run("assess", "lines", "--known-by", "2024-06-01").out


def test_a_source_that_a_claim_names_otherwise_is_told_as_it_is_named(run, owned):
    told = run("check-claim", owned, "frozen_eu", "--source", "journal")

    assert (told.code, "the case has no report by journal; did you mean Journal?" in told.out) == (1, True)


def test_the_ways_to_say_what_is_uncertain_are_options(run, owned):
    told = run("sweep", owned).err

    options = [word.strip(",") for word in told.split() if word.startswith("--") and word != "--help"]
    assert [option in run("sweep", "--help").out for option in options] == [True] * 4
