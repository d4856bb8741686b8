"""The checker: small, alone, and not to be fooled."""

import ast
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.proof.mutation import mutant, restated
from tocsin.engine import Case, load_pack
from tocsin.facts.json_values import canonical_json
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.problems import Place
from tocsin.facts.reports import Report, Source
from tocsin.ledger.recorded import given_of
from tocsin.proof import Refused, Unreadable, certify, checker, read_certificate, reports, sums, verify
from tocsin.proof.certify import digest_of
from tocsin.proof.codes import CODES

SOURCE, SUMS, REPORTS = (Path(module.__file__ or "").read_text(encoding="utf-8") for module in (checker, sums, reports))
LOOP = """
pack: loop
version: 1.0.0
types: {seed: {n: int}, egg: {n: int}, hen: {n: int}, none: {n: int}}
rules:
  - {id: hatch, when: [{egg: {n: $n}}], then: [{hen: {n: $n}}]}
  - {id: lay, when: [{hen: {n: $n}}], then: [{egg: {n: $n}}]}
  - {id: find, when: [{seed: {n: $n}}], then: [{egg: {n: $n}}], qualifier: possible}
  - {id: lack, when: [{seed: {n: $n}}], unless: [{hen: {n: $n}}], then: [{none: {n: $n}}]}
"""


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "loop.yaml"
    path.write_text(LOOP, encoding="utf-8")
    return Case(load_pack(path), ["seed(n=1)"]).assess(engine="seminaive")


@pytest.fixture(scope="module")
def certificate(loop):
    return read_certificate(certify(loop))


def changed(certificate, **parts):
    """The certificate with other parts, and digests that fit."""
    return mutant({**certificate, **parts}, ("format",), certificate["format"])


def test_the_checker_has_at_most_three_hundred_lines():
    assert len(SOURCE.splitlines()) <= 300


def test_what_sums_come_to_is_worked_out_in_at_most_a_hundred_lines():
    assert len(SUMS.splitlines()) <= 100


def test_who_backs_a_fact_is_counted_in_at_most_fifty_lines():
    assert len(REPORTS.splitlines()) <= 50


def test_the_checker_imports_its_sums_its_reports_the_expression_reader_and_the_standard_library_only():
    import sys

    nodes = [node for each in (SOURCE, SUMS, REPORTS) for node in ast.walk(ast.parse(each))]
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports}

    ours = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert ours == {"tocsin.proof", "tocsin.rules", "tocsin.rules.expression"}
    assert "from tocsin.proof import reports, sums\n" in SOURCE
    assert all("from tocsin.rules import expression\n" in each for each in (SOURCE, SUMS))


def test_conclusions_that_rest_on_one_another_are_not_thereby_proven(certificate):
    """Without the seed, egg and hen would still follow from each other."""
    conclusions = {i: c for i, c in certificate["conclusions"].items() if c["type"] in ("egg", "hen")}
    steps = [step for step in certificate["steps"] if step["rule"] in ("hatch", "lay")]
    closed = {name: sorted(i for i, c in conclusions.items() if c["type"] == name) for name in certificate["closed"]}

    for depth in (1, 2, 3, 1e300):
        forged = {i: {**c, "depth": depth} for i, c in conclusions.items()}
        with pytest.raises(Refused):
            verify(changed(certificate, facts={}, conclusions=forged, steps=steps, closed=closed))


def test_a_loop_gives_its_conclusions_no_strength(certificate):
    hens = {i: {**c, "qualifier": "certain"} for i, c in certificate["conclusions"].items()}
    steps = [{**step, "qualifier": "certain"} for step in certificate["steps"] if step["rule"] != "find"]
    steps += [step for step in certificate["steps"] if step["rule"] == "find"]

    with pytest.raises(Refused, match=r"does not follow"):
        verify(changed(certificate, conclusions=hens, steps=sorted(steps, key=lambda s: (s["depth"], str(s)))))


def test_a_rule_that_negates_what_rests_on_it_is_refused(certificate):
    rule = {**certificate["rules"]["find"]["rule"], "unless": [[{"egg": {"n": "$n"}}]]}
    rules = {**certificate["rules"], "find": {"rule": rule, "digest": ""}}

    with pytest.raises(Refused, match="find is not stratified"):
        verify(changed(certificate, rules=rules))


@pytest.mark.parametrize("asked", ["$c < 9", "$c <= 9", "9 > $c", "9 >= $c", "$c == 9", "$c >= $c", "$c + 1 >= 9"])
def test_a_rule_that_asks_more_of_its_own_total_than_to_reach_something_is_refused(certificate, asked):
    counted = {"count": True, "over": [{"egg": {"n": "$n"}}], "by": [], "as": "$c"}
    rule = {**certificate["rules"]["find"]["rule"], "when": [counted, asked], "then": [{"egg": {"n": 7}}]}
    rules = {**certificate["rules"], "find": {"rule": rule, "digest": ""}}

    with pytest.raises(Refused, match=r"\$c may fall, or what rests on it, as more is concluded"):
        verify(changed(certificate, rules=rules))


def test_what_is_malformed_is_refused_with_what_was_met(certificate):
    for part, told in (("conclusions", "TypeError: 'list' object"), ("strata", "AttributeError: 'list' object")):
        with pytest.raises(Refused, match=rf"^it is malformed \({told}"):
            verify(changed(certificate, **{part: []}))


def test_what_was_looked_for_in_vain_stands_in_the_step_and_its_closed_set_beside_it(tmp_path):
    rules = LOOP.split("rules:\n", maxsplit=1)[0] + "rules:\n" + LOOP.strip().rsplit("\n", 1)[-1] + "\n"
    (tmp_path / "p.yaml").write_text(rules, encoding="utf-8")
    certificate = read_certificate(certify(Case(load_pack(tmp_path / "p.yaml"), ["seed(n=7)", "hen(n=8)"]).assess()))

    [step] = certificate["steps"]
    [hen] = [identity for identity, fact in certificate["facts"].items() if fact["type"] == "hen"]
    assert step["unless"] == [[{"hen": {"n": 7}}]]
    assert certificate["closed"] == {"hen": [hen]}


def test_a_closed_set_cannot_hide_a_fact(certificate):
    with pytest.raises(Refused, match="hen is not closed"):
        verify(changed(certificate, closed={**certificate["closed"], "hen": []}))


HOSTILE = {
    "deep": "[" * 200_000,
    "number": '{"format":NaN}',
    "digits": '{"format":' + "9" * 5_000 + "}",
    "surrogate": '{"format":"\\ud800"}',
    "list": "[]",
    "empty": "",
    "text": "proof",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_unreadable_and_nothing_worse(name):
    with pytest.raises(Unreadable):
        read_certificate(HOSTILE[name])


def test_there_is_one_way_to_write_a_certificate(certificate):
    text = canonical_json(certificate)
    twice = text.replace('{"as_of"', '{"as_of":null,"as_of"', 1)
    for other in (twice, " " + text, json.dumps(certificate), text.replace('"depth":1', '"depth":1.0', 1) + "\n\n"):
        with pytest.raises(Unreadable):
            read_certificate(other)
    assert read_certificate(text + "\n") == certificate


def test_a_certificate_of_another_pack_is_refused(certificate):
    with pytest.raises(Refused, match="another pack"):
        verify(certificate, load_pack("russia-dprk"))


def test_a_rule_left_out_with_all_it_concludes_is_missed_by_the_pack_alone(loop, certificate):
    rules = {name: item for name, item in certificate["rules"].items() if name != "lack"}
    less = changed(certificate, rules=rules, closed={})

    verify(less)
    with pytest.raises(Refused, match="rule lack is not as the pack has it"):
        verify(less, loop.pack)


def test_a_fact_whose_only_report_was_taken_back_is_refused(certificate):
    [(identity, fact)] = certificate["facts"].items()
    forged = {identity: {**fact, "reports": [{"status": "denied"}]}}

    with pytest.raises(Refused, match="is not in force"):
        verify(changed(certificate, facts=forged))


def reported(name, date, **more):
    return {"source": {"publisher": name, "date": date}, "status": "reported", **more}


FIRST, SECOND = reported("NIS", "2024-11-01"), reported("HUR", "2024-11-02")
LIES: dict[str, Any] = {
    "a report is malformed": {"reports": [{**FIRST, "seen": True}]},
    "reports in disorder": {"reports": [SECOND, FIRST]},
    "a report came later": {"reports": [FIRST, SECOND, reported("NIS", "2024-11-09")]},
    "is not in force": {"reports": [reported("NIS", "2024-11-01", valid_to="2024-11-03")]},
    "has other keys": {"seen": True},
    "other reports count": {"counting": [0]},
    "it is not said which reports count": {"counting": [0, 1]},
    "reports are dated, and as_of is not": ("as_of", None),
    "it says as of when, and not as known by when": ("known_by", None),
    "what is asked does not stand in the certificate": ("asked", ["0123456789ab"]),
    "not every type has a stratum": ("strata", {"seed": 0, "egg": 0, "hen": 0, "none": 1, "else": 0}),
    "the assumptions are not the pack's": ("assumptions", {"open": True}),
    "the type shell is not as the pack has it": ("types", {"shell": {}}),
    "what tells things apart is not as the pack has it": (
        "things",
        {"seed": {"key": ["n"], "period": [], "cumulative": False}},
    ),
}


@pytest.mark.parametrize("told", LIES)
def test_a_lie_about_what_stands_around_the_steps_is_refused_and_named(tmp_path, told):
    (tmp_path / "loop.yaml").write_text(LOOP, encoding="utf-8")
    told_of = {"as_of": "2024-11-05", "facts": [{"seed": {"n": 1}, "reports": [FIRST, SECOND]}]}
    case = Case.from_data(told_of, load_pack(tmp_path / "loop.yaml"))
    certificate = read_certificate(certify(case.assess(engine="seminaive")))
    verify(certificate, case.pack)
    lie = LIES[told]
    if isinstance(lie, dict):
        lie = "facts", {identity: {**fact, **lie} for identity, fact in certificate["facts"].items()}
    part, value = lie
    if part == "types":
        value = {**certificate["types"], **value}
        certificate = {**certificate, "strata": {**certificate["strata"], "shell": 0}}
    with pytest.raises(Refused, match=told):
        verify(changed(certificate, **{part: value}), case.pack)


def test_every_code_is_a_code_of_certificates():
    assert all(code.startswith("T45") for code in CODES)


def certified(tmp_path, pack: str, *facts: str):
    """The certificate of all that follows, and that it is accepted."""
    path = tmp_path / "pack.yaml"
    path.write_text(pack, encoding="utf-8")
    found = read_certificate(certify(Case(load_pack(path), facts).assess(engine="seminaive")))
    verify(found)
    return found


def test_a_text_that_begins_as_a_variable_does_is_told_from_one(tmp_path):
    pack = """
pack: texts
types: {a: {t: str}, b: {t: str}, c: {t: str}}
rules: [{id: r, when: [{a: {t: $t}}], unless: [{b: {t: $t}}], then: [{c: {t: $t}}]}]
"""
    plain, odd = certified(tmp_path, pack, "a(t=x)"), certified(tmp_path, pack, 'a(t="$t")')

    assert [step["unless"] for step in plain["steps"]] == [[[{"b": {"t": "x"}}]]]
    assert [step["unless"] for step in odd["steps"]] == [[[{"b": {"t": "$$t"}}]]]


@pytest.mark.parametrize("level,boundary", [("1..9", True), ("7", False)])
def test_a_conclusion_is_at_the_boundary_only_if_each_of_its_strongest_ways_is(tmp_path, level, boundary):
    pack = """
pack: levels
types: {level: {of: str, amount: quantity}, high: {of: str}}
rules: [{id: r, when: [{level: {of: $o, amount: $q}}, $q > 5], then: [{high: {of: $o}}], qualifier: possible}]
"""
    found = certified(tmp_path, pack, "level(of=lake, amount=4..6)", f"level(of=lake, amount={level})")

    assert [boundary] == [item["boundary"] for item in found["conclusions"].values()]
    assert sorted((True, boundary)) == sorted(step["boundary"] for step in found["steps"])


def test_a_sum_over_things_with_an_open_end_is_proven(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(
        "pack: s\n"
        "types:\n"
        "  t: {fields: {a: str, n: quantity, first: date, last: date}, key: [a], period: [first, last]}\n"
        "  big: {a: str}\n"
        "rules:\n"
        "  - id: r\n"
        "    when: [{sum: $n, over: [{t: {a: $a, n: $n}}], by: [$a], as: $x}, $x > 500]\n"
        "    then: [{big: {a: $a}}]\n"
    )
    pack = load_pack(path)
    assessment = Case(pack, ["t(a=x, n=1000.., first=2024-01-01, last=2024-02-01)"]).assess()
    verify(read_certificate(certify(assessment)), pack)


@pytest.mark.parametrize("case", ["kursk", "chronology"])
def test_every_conclusion_of_a_shipped_case_is_proven(case):
    assessment = Case.load(f"examples/{case}.yaml").assess(engine="seminaive")
    verify(read_certificate(certify(assessment)), assessment.pack)


# -- forged with digests that fit, and checked without the pack -------------------------------------------------------

SHIPS = """
pack: ships
types: {ship: {name: str, hull: int}, crew: {name: str, size: float}, fleet: {hulls: int}, free: {name: str}}
rules:
  - {id: fleet, when: [{sum: $h, over: [{ship: {hull: $h}}], as: $t}, $t > 100], then: [{fleet: {hulls: $t}}]}
  - {id: free, when: [{ship: {name: $n}}], unless: [{fleet: {hulls: 3}}], then: [{free: {name: $n}}]}
"""


def test_a_type_named_as_an_aggregate_is_written_lends_it_no_result(tmp_path):
    ships = certified(tmp_path, SHIPS, "ship(name=a, hull=40)", "ship(name=b, hull=90)")
    [aggregate] = [each for each in ships["rules"]["fleet"]["rule"]["when"] if isinstance(each, dict)]
    name = canonical_json(aggregate)
    lent = {"type": name, "fields": {"t": 900}}
    identity = digest_of(lent)[7:19]
    fields = {"t": {"kind": "int", "optional": False}}
    forged = {
        "types": {**ships["types"], name: fields},
        "strata": {**ships["strata"], name: 0},
        "facts": {**ships["facts"], identity: {**lent, "qualifier": "certain", "reports": []}},
    }
    with pytest.raises(Refused, match="a type has another sort of name"):
        verify(changed(ships, **forged))


@pytest.mark.parametrize("stratum", [1e16, 1e300, 10**30, True, -1])
def test_a_stratum_is_a_whole_number_below_the_number_of_types(certificate, stratum):
    with pytest.raises(Refused, match="a stratum is none"):
        verify(changed(certificate, strata=dict.fromkeys(certificate["strata"], stratum)))


def test_values_meet_only_values_of_their_own_kind(tmp_path):
    """To Python 1 and 1.0 are equal; a rule that joins a whole number to a float concludes nothing by that."""
    ships = certified(tmp_path, SHIPS, "ship(name=a, hull=1)", "crew(name=a, size=1.0)")
    rule = {**ships["rules"]["free"]["rule"], "unless": [], "then": [{"free": {"name": "x"}}]}
    rule["when"] = [{"ship": {"hull": "$n"}}, {"crew": {"size": "$n"}}]
    rules = {**ships["rules"], "free": {"rule": rule, "digest": ""}}
    forged = changed(ships, rules=rules, steps=[], conclusions={}, closed={"ship": ships["closed"]["ship"]})

    verify(forged)  # nothing follows from it, and nothing is said to


def test_an_exception_hides_no_aggregate_from_the_strata(certificate):
    counted = {"count": True, "over": [{"egg": {"n": "$m"}}], "by": [], "as": "$c"}
    rule = {**certificate["rules"]["find"]["rule"], "unless": [[counted, "$c > 9"]]}
    rules = {**certificate["rules"], "find": {"rule": rule, "digest": ""}}

    with pytest.raises(Refused, match="rule find is none of the language"):
        verify(changed(certificate, rules=rules))


def test_a_fact_does_not_stand_twice_under_a_short_and_a_longer_id(certificate):
    [(identity, fact)] = certificate["facts"].items()
    longer = digest_of({"fields": fact["fields"], "type": fact["type"]})[7:31]
    with pytest.raises(Refused, match=r"is [0-9a-f]+ again"):
        verify(changed(certificate, facts={identity: fact, longer: fact}))


def test_a_time_that_ends_before_it_begins_is_proven_as_it_was_recorded(tmp_path):
    text = """pack: stays
types: {stay: {FIELDS}, here: {name: str}}
rules: [{id: here, when: [{stay: {name: $n}}], then: [{here: {name: $n}}]}]
"""
    fields = "{name: str, since: date, until: date}"
    for name, declared in (
        ("then", f"fields: {fields}"),
        ("now", f"period: [since, until], key: [name], fields: {fields}"),
    ):
        (tmp_path / f"{name}.yaml").write_text(text.replace("FIELDS", declared), encoding="utf-8")
    [recorded] = Case(load_pack(tmp_path / "then.yaml"), ["stay(name=x, since=2024-02-01, until=2024-01-01)"]).facts
    pack = load_pack(tmp_path / "now.yaml")
    given = given_of(recorded.to_json(), pack.vocabulary, Place("entry"))
    text = certify(Case(pack, [given]).assess())

    assert "2024-01-01" in text
    verify(read_certificate(text), pack)


def test_a_fact_that_its_source_has_corrected_by_another_of_the_certificate_is_not_in_force(tmp_path):
    file = tmp_path / "lamps.yaml"
    file.write_text(
        """pack: lamps
types: {lamp: {fields: {name: str, up: bool}, key: [name]}, lit: {name: str}}
rules: [{id: lit, when: [{lamp: {name: $n, up: true}}], then: [{lit: {name: $n}}]}]
""",
        encoding="utf-8",
    )
    pack = load_pack(file)
    facts = [
        Given(
            parse_fact(text, pack.vocabulary), (Report(source=Source(publisher="Rein", date=dt.date(2024, month, 1))),)
        )
        for month, text in enumerate(("lamp(name=hall, up=true)", "lamp(name=shed, up=false)"), 1)
    ]
    told = read_certificate(certify(Case(pack, facts, as_of=dt.date(2024, 3, 1)).assess()))
    [shed] = [each for each, fact in told["facts"].items() if fact["fields"]["name"] == "shed"]

    verify(told, pack)
    verify(restated(told, shed, {"name": "attic", "up": False}), pack)
    with pytest.raises(Refused, match="is not in force"):
        verify(restated(told, shed, {"name": "hall", "up": False}))


def test_a_fact_is_no_less_and_no_more_firm_than_the_reports_that_count(tmp_path):
    file = tmp_path / "lamps.yaml"
    file.write_text(
        """pack: lamps
types: {lamp: {fields: {name: str, up: bool}, key: [name]}, lit: {name: str}}
rules: [{id: lit, when: [{lamp: {name: $n, up: true, backed_by: {sources: 3..}}}], then: [{lit: {name: $n}}]}]
""",
        encoding="utf-8",
    )
    reports = (
        Report(source=Source(publisher="Rein"), qualifier="likely"),
        Report(source=Source(publisher="Sund"), qualifier="possible"),
    )
    pack = load_pack(file)
    told = read_certificate(
        certify(Case(pack, [Given(parse_fact("lamp(name=hall, up=true)", pack.vocabulary), reports)]).assess())
    )
    [(identity, fact)] = told["facts"].items()

    assert (fact["counting"], fact["qualifier"]) == ([0, 1], "likely")
    verify(told, pack)
    for word in ("certain", "possible"):
        with pytest.raises(Refused, match=f"otherwise than as {word}"):
            verify(changed(told, facts={identity: {**fact, "qualifier": word}}))
