"""``tocsin facts …`` and ``tocsin rules …``."""

import json

import pytest

OWN = "examples/own_pack/pack.yaml"


def test_a_file_in_order_is_counted_by_type(run):
    ran = run("facts", "check", "examples/own_pack/case.yaml")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "examples/own_pack/case.yaml: no problems; 9 facts of 4 types, 10 reports"
    data = json.loads(run("facts", "check", "examples/own_pack/case.yaml", "--json").out)
    assert data["types"] == {"delivery": 2, "illness": 3, "ingredient": 1, "lab_result": 3}


def test_every_problem_of_a_file_is_listed(run, tmp_path):
    table = tmp_path / "lab_result.csv"
    table.write_text("batch,pathogen,per_gram,taken\nA,listeria,many,2025-01-01\nB,lysteria,1,2025-01-01\n")

    ran = run("facts", "check", str(table), "--pack", OWN)

    assert (ran.code, ran.out) == (2, "")
    assert f"{table}:2:12: T203" in ran.err
    assert "did you mean listeria?" in ran.err


def test_facts_are_checked_against_a_vocabulary_alone(run, tmp_path):
    lines = tmp_path / "facts.jsonl"
    lines.write_text('{"sanctions_regime": {"imposed_by": "UN", "target": "PRK"}}\n')

    assert run("facts", "check", str(lines), "--vocabulary", "geopolitics").code == 0
    assert run("facts", "check", str(lines)).code == 2


def test_what_looks_like_one_thing_reported_twice_is_remarked_on(run, tmp_path):
    table = tmp_path / "troop_deployment.csv"
    rows = "PRK,RUS,Kursk,10_900..11_000,NIS,2024-11-01\nPRK,RUS,Kursk Oblast,1_500,NIS,2024-11-10\n"
    table.write_text(f"sender,beneficiary,location_region,headcount,source,source.date\n{rows}")
    told = " ".join(run("facts", "check", str(table), "--vocabulary", "geopolitics").out.split())

    assert "W408: looks like one thing reported twice by NIS: troop_deployment(sender=PRK" in told
    assert 'if it is, write the same location_region in both: "Kursk Oblast" or Kursk' in told
    [warning] = json.loads(run("facts", "check", str(table), "--vocabulary", "geopolitics", "--json").out)["warnings"]
    assert warning["code"] == "W408"


def test_a_pack_is_said_to_be_one_and_what_is_said_to_do_works(run):
    told = run("facts", "check", OWN)

    assert (told.code, told.out) == (2, "")
    assert "T217: this is a rule pack, and no case: it has rules or types, and no facts\n" in told.err
    assert f"  check it with: tocsin rules check {OWN};" in told.err
    assert run("rules", "check", OWN).code == 0


TIMES = """pack: times
types:
  licence: {fields: {ship: str, since: date, until: date?}, validity: [since, until]}
  moved: {fields: {ship: str, first: date, last: date, tons: int}, key: [ship], period: [first, last]}
  fine: {ship: str}
rules:
  - {id: fine, when: [licence: {ship: $s}, moved: {ship: $s}], then: [fine: {ship: $s}]}
cases:
  - name: both
    facts: ["licence(ship=A, since=2024-01-01, until=LICENCE)", "moved(ship=A, first=2024-01-01, last=MOVED, tons=1)"]
"""
BACKWARDS = ("licence.until: it cannot be 2023-01-01, before", "moved.last: it cannot be 2023-01-01, before")


def test_a_time_that_ends_before_it_begins_is_refused_wherever_it_is_stated(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pack, case, licence, moved = (tmp_path / n for n in ("pack.yaml", "case.yaml", "licence.csv", "moved.csv"))
    pack.write_text(TIMES.replace("LICENCE", "2023-01-01").replace("MOVED", "2023-01-01"))
    assert [told in run("rules", "check", "pack.yaml").err.replace("\n  ", " ") for told in BACKWARDS] == [True, True]

    pack.write_text(TIMES.replace("LICENCE", "2024-01-01").replace("MOVED", "2024-01-01"))
    assert run("rules", "check", "pack.yaml").code == 0
    facts = "pack: pack.yaml\nfacts: [licence: {ship: A, since: 2024-01-01, until: UNTIL}]\n"
    case.write_text(facts.replace("UNTIL", "2024-01-01"))
    assert run("facts", "check", "case.yaml").code == 0
    case.write_text(facts.replace("UNTIL", "2023-01-01"))
    licence.write_text(
        "case_id,ship,since,until\na,A,2024-01-01,2023-01-01\nb,A,2024-01-01,2024-01-01\nc,A,2024-01-01,\n"
    )
    moved.write_text("case_id,ship,first,last,tons\na,A,2024-01-01,2023-01-01,4\n")
    for arguments, refused in (
        (("facts", "check", "case.yaml"), 1),
        (("assess", "--pack", "pack.yaml", "--fact", "licence(ship=A, since=2024-01-01, until=2023-01-01)"), 1),
        (("bulk", "check", "licence.csv", "moved.csv", "--pack", "pack.yaml"), 2),
    ):
        ran = run(*arguments)
        assert (ran.code, ran.err.count(": T222: ")) == (2, refused), ran.err


@pytest.mark.parametrize(
    "declared,told",
    [
        (
            "validity: [until, since]",
            "exchange the two names in that declaration, [since, until], or else the two dates",
        ),
        ("key: [ship], period: [until, since]", "exchange the two names in that declaration, [since, until]"),
        ("validity: [granted, since]", "exchange the two, or mend the one that is wrong"),
    ],
)
def test_a_declaration_the_wrong_way_round_is_not_blamed_on_the_facts(declared, told, run, tmp_path):
    path, ends = tmp_path / "pack.yaml", "granted" if "granted" in declared else "until"
    path.write_text(
        f"pack: p\ntypes:\n  licence: {{fields: {{ship: str, {ends}: date, since: date}}, {declared}}}\n"
        "  fine: {ship: str}\n"
        "rules: [{id: fine, when: [licence: {ship: $s}], then: [fine: {ship: $s}]}]\n"
    )
    given = f"licence(ship=A, {ends}=2025-12-31, since=2025-01-01)"
    ran = run("assess", "--pack", str(path), "--fact", given)
    assert ran.code == 2
    assert f"; licence declares {declared.removeprefix('key: [ship], ')}" in " ".join(ran.err.split())
    assert told in " ".join(ran.err.split())


def test_a_stretch_of_time_that_is_asked_for_backwards_is_refused(run, kursk):
    for arguments, told in (
        (("timeline", "kursk", "--from", "2024-12-01", "--to", "2024-11-01"), "--to: 2024-11-01 comes before --from"),
        (
            ("audit", "log", "kursk", "--since", "2024-12-01", "--until", "2024-11-01"),
            "--until: 2024-11-01 comes before",
        ),
    ):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err


CAPPED = """pack: capped
types:
  load: {truck: str, tons: quantity, left: date}
  heavy: {truck: str}
parameters: {cap: {unit: t, values: [{from: 2013-01-01, value: 10}, {from: 2020-01-01, value: 5}]}}
rules:
  - id: heavy
    when: [{load: {truck: $t, tons: $tons, left: $day}}, '$tons > param(cap, $day)']
    then: [{heavy: {truck: $t}}]
    reads: "{t} is heavy."
cases:
  - {name: light, facts: ["load(truck=A, tons=7, left=2015-02-01)"], never: [heavy: {}]}
  - {name: full, facts: ["load(truck=A, tons=7, left=2021-02-01)"], expect: [heavy: {}]}
"""


def test_a_parameter_is_told_as_its_pack_writes_it(run, tmp_path):
    pack, other = tmp_path / "pack.yaml", tmp_path / "other.yaml"
    pack.write_text(CAPPED)
    other.write_text(CAPPED.replace("$tons > param(cap, $day)", "param(cap, $day) and $tons > 1"))
    light = ("--pack", str(pack), "--fact", "load(truck=A, tons=7, left=2015-02-01)")

    told = [
        run("rules", "docs", str(pack)),
        run("rules", "show", "heavy", "--pack", str(pack)),
        run("rules", "show", "heavy", "--pack", str(pack), "--json"),
        run("rules", "mutate", str(pack), "--no-search", "--jobs", "1"),
        run("rules", "test", str(pack), "--json"),
        run("why-not", "heavy", *light, "--json"),
        run("rules", "check", str(other)),
    ]
    for ran in told:
        text = " ".join((ran.out + ran.err).split())
        assert "param(cap, $day)" in text.replace('\\"', "").replace('"', ""), text
        assert "2013-01-01, 10" not in text
    shown = json.loads(told[2].out)
    assert [each["from"] for each in shown["parameters"]["cap"]["values"]] == ["2013-01-01", "2020-01-01"]


def test_types_are_listed_and_described(run):
    assert "troop_deployment" in run("facts", "types").out
    described = run("facts", "types", "troop_deployment").out
    for part in (
        "headcount · quantity, whole numbers from 0, optional",
        "in persons",
        "Example:",
        "headcount=10900..11000",
    ):
        assert part in described
    data = json.loads(run("facts", "types", "troop_deployment", "--json").out)["types"]["troop_deployment"]
    assert {"name", "kind", "values", "codes", "restrictions", "optional", "unit", "meaning"} == set(data["fields"][0])


@pytest.mark.parametrize("pack", ["russia-dprk", OWN])
def test_every_type_has_an_example_that_can_be_typed(run, pack):
    from tocsin.facts import parse_fact
    from tocsin.rules.shipped import load_pack

    vocabulary = load_pack(pack).vocabulary
    types = json.loads(run("facts", "types", "--pack", pack, "--json").out)["types"]

    assert [name for name, data in types.items() if parse_fact(data["example"], vocabulary) is None] == []


def test_the_schema_is_json_schema(run):
    pretty = json.loads(run("facts", "schema", "--pack", OWN).out)

    assert pretty == json.loads(run("facts", "schema", "--pack", OWN, "--json").out)
    assert pretty["$schema"].endswith("2020-12/schema")
    assert "type:lab_result" in pretty["$defs"]


def test_rules_are_listed_by_section(run):
    lines = run("rules", "list").out.splitlines()

    assert lines.index("The visit") < lines.index("Overall impact") < lines.index("Beyond the article")
    data = json.loads(run("rules", "list", OWN, "--json").out)
    assert data["pack"]["name"] == "food-recall"
    assert data["rules"][0]["id"] == "more-listeria-than-the-limit"


def test_a_rule_is_shown_with_its_grounds(run):
    shown = " ".join(run("rules", "show", "deployment-breaches-un-sanctions").out.split())

    assert "unless un_authorisation(state=$sender" in shown
    assert "then sanctions_violation(violator=$" in shown
    assert "S25, line" in shown
    assert "russia_dprk/norms.yaml:" in shown
    data = json.loads(run("rules", "show", "several-patients-ate-it", "--pack", OWN, "--json").out)
    assert data["then"] == [{"suspect": {"batch": "$batch"}}]
    assert (
        "$patients = the number of matches over" in run("rules", "show", "several-patients-ate-it", "--pack", OWN).out
    )


@pytest.mark.parametrize("pack", ["russia-dprk", OWN])
def test_the_packs_we_ship_pass_their_own_cases_strictly(run, pack):
    ran = run("rules", "check", pack, "--strict", "--engine", "seminaive")

    assert (ran.code, ran.err) == (0, "")
    assert "all as expected" in ran.out


def test_a_case_that_fails_is_exit_1_and_says_what_follows_instead(execute, tmp_path):
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        "pack: tiny\ntypes: {a: {n: int}, b: {n: int}}\nrules:\n"
        "  - {id: r, when: [a: {n: $n}], then: [b: {n: $n}]}\n"
        "cases:\n"
        "  - {name: wrong, facts: [a(n=1)], expect: [b(n=2)], never: [b]}\n"
    )

    ran = execute("rules", "check", str(pack))

    assert (ran.code, ran.err) == (1, "")
    told = " ".join(ran.out.split())
    assert "failed: wrong" in told
    assert f"{pack}:6:45: expected b(n=2); there follows b(n=1) (follows, not on the boundary)" in told
    assert "never expected b()" in told
    assert json.loads(execute("rules", "check", str(pack), "--json").out)["passed"] is False


def test_a_rule_without_both_kinds_of_case_fails_only_strictly(run, tmp_path):
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        "pack: tiny\ntypes: {a: {}, b: {}}\nrules:\n  - {id: r, when: [a: {}], then: [b: {}]}\n"
        "cases:\n  - {name: fires, facts: [a()], expect: [b]}\n"
    )

    ran = run("rules", "check", str(pack))

    assert ran.code == 0
    assert "1 rule without a case in which it does not fire: r" in ran.out
    assert run("rules", "check", str(pack), "--strict").code == 1

    second = "  - {id: q, when: [a: {}], then: [b: {}]}\ncases:"
    pack.write_text(pack.read_text().replace("cases:", second))
    assert "2 rules without a case in which they do not fire: q, r" in run("rules", "check", str(pack)).out


def test_coverage_tells_of_every_statement(run):
    data = json.loads(run("rules", "coverage", "--json").out)

    assert sorted(data) == ["covered", "statements", "total"]
    assert (data["covered"], data["total"]) == (39, 39)
    assert list(data["statements"]) == [f"S{number:02}" for number in range(1, 40)]
    assert data["statements"]["S03"] == {"rules": [], "framing": True}
    assert "deployment-breaches-un-sanctions" in data["statements"]["S25"]["rules"]
    shown = run("rules", "coverage").out
    assert "by no rule: it asserts nothing itself" in shown
    assert shown.endswith("39 of 39 statements covered\n")


def test_rows_on_one_fact_are_counted_apart_from_facts(run, tmp_path):
    table = tmp_path / "sanctions_regime.csv"
    table.write_text(
        "imposed_by,target,source,source.date\nUN,PRK,A,2024-01-01\nUN,PRK,B,2024-02-01\nEU,PRK,A,2024-01-01\n",
        encoding="utf-8",
    )
    ran = run("facts", "check", str(table), "--vocabulary", "geopolitics")

    assert ran.err == ""
    told = " ".join(ran.out.split())
    assert "no problems; 2 facts of 1 type, 3 reports (3 rows: 1 of them on a fact stated before)" in told
    data = json.loads(run("facts", "check", str(table), "--vocabulary", "geopolitics", "--json").out)
    assert (data["entries"], data["facts"]) == (3, 2)


def test_types_to_report_stand_apart_from_conclusions(run):
    shown = run("facts", "types").out
    report, conclusions = shown.index("To report"), shown.index("Conclusions (rules make these")

    assert report < shown.index("  troop_deployment ") < conclusions < shown.index("  sanctions_violation ")
    data = json.loads(run("facts", "types", "--json").out)["types"]
    assert (data["troop_deployment"]["concluded"], data["sanctions_violation"]["concluded"]) == (False, True)
    assert "Rules of the pack conclude it" in run("facts", "types", "sanctions_violation").out
    assert "To report" not in run("facts", "types", "--vocabulary", "geopolitics").out


def test_checking_a_file_remarks_conclusions_given_as_facts(run, tmp_path):
    (tmp_path / "facts.jsonl").write_text('{"sanctions_violation": {"violator": "PRK", "regime": "UN"}}\n')
    ran = run("facts", "check", str(tmp_path / "facts.jsonl"), "--pack", "russia-dprk")

    assert ran.code == 0
    assert "rules of russia-dprk conclude them: sanctions_violation (1 fact)" in " ".join(ran.out.split())


def test_checking_facts_tells_of_a_source_that_may_be_misspelt_and_what_checks_a_folder(run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(
        "pack: russia-dprk\nfacts:\n"
        "  - alliance_membership: {member: KOR, bloc: US_ROK}\n    source: {publisher: ROK NIS, date: 2024-11-01}\n"
        "  - alliance_membership: {member: JPN, bloc: US_JPN}\n    source: {publisher: ROK NSI, date: 2024-11-02}\n",
        encoding="utf-8",
    )
    told = " ".join(run("facts", "check", str(case)).out.split())
    assert "the source 'ROK NSI' may be 'ROK NIS' misspelt" in told
    assert len(json.loads(run("facts", "check", str(case), "--json").out)["remarks"]) == 1
    refused = run("facts", "check", "examples/own_pack")
    assert (refused.code, "tocsin rules check examples/own_pack" in refused.err) == (2, True)
