"""What reports come to, seen from outside: assessments, reasons, briefs and back-tests of small cases."""

import datetime as dt
import json
import pickle
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack
from tocsin.engine.incremental import LiveCase
from tocsin.explain import resolve, to_text, why
from tocsin.facts import ArgumentError, Given, ProblemError, Report, Source, parse_fact
from tocsin.judgement import backtest, brief
from tocsin.ledger.recorded import assertion
from tocsin.ledger.state import CaseState
from tocsin.proof import certify, verify
from tocsin.proof.certify import digest_of
from tocsin.proof.checker import Refused
from tocsin.questions import why_not

PACK = """
pack: lamp
types:
  a: {n: int}
  r: {n: int}
  seen: {n: int}
  m: {n: int}
  d: {n: int}
  troops: {fields: {place: str, number: quantity}, key: [place]}
  embargo: {fields: {target: str, since: date?, until: date?}, validity: [since, until]}
  banned: {target: str}
  many: {place: str}
rules:
  - {id: a-is-r, when: [{a: {n: $n}}], then: [{r: {n: $n}}], qualifier: likely, reads: "R {n}."}
  - {id: a-is-m, when: [{a: {n: $n}}], then: [{m: {n: $n}}], reads: "M {n}."}
  - {id: m-is-d, when: [{m: {n: $n}}], then: [{d: {n: $n}}], reads: "D {n}."}
  - {id: banned, when: [{embargo: {target: $t}}], then: [{banned: {target: $t}}], reads: "{t} is banned."}
  - {id: many, when: [{troops: {place: $p, number: $n}}, $n > 10], then: [{many: {place: $p}}], reads: "Many in {p}."}
outcomes:
  - {id: o, text: Seen, of: {r: {n: $n}}, observed: [{seen: {n: $n}}]}
"""


@pytest.fixture
def case(tmp_path):
    """A case under the pack from the text of its facts."""
    (tmp_path / "lamp.yaml").write_text(PACK, encoding="utf-8")

    def made(facts: str, head: str = "") -> Case:
        path = tmp_path / "case.yaml"
        path.write_text(f"case: c\npack: lamp.yaml\n{head}\nfacts:\n{facts}", encoding="utf-8")
        return Case.load(path)

    return made


def in_force(assessment):
    return [str(fact.fact) for fact in assessment.facts]


def test_a_denial_stands_beside_a_fact_that_nobody_reported(case):
    assessment = case("  - a: {n: 1}\n  - {a: {n: 1}, source: {publisher: P}, status: denied}\n").assess()
    assert in_force(assessment) == ["a(n=1)"]
    [fact] = assessment.facts
    assert [denial.source.name for denial in fact.denials] == ["P"]


def test_a_retraction_that_takes_nothing_back_takes_nothing(case):
    text = "  - a: {n: 1}\n  - {a: {n: 1}, source: {publisher: P, date: 2024-01-01}, status: retracted}\n"
    assessment = case(text).assess()
    assert in_force(assessment) == ["a(n=1)"]
    assert [warning.code for warning in assessment.warnings] == ["W404"]


def test_a_bare_fact_stays_when_a_report_comes_later(case):
    stated = case("  - a: {n: 1}\n  - {a: {n: 1}, source: {publisher: P, date: 2024-05-01}}\n")
    assert in_force(stated.assess(known_by=dt.date(2024, 4, 1))) == ["a(n=1)"]


def test_a_qualifier_is_known_when_its_report_is(case):
    stated = case(
        "  - {a: {n: 1}, qualifier: possible, source: {publisher: P, date: 2024-01-01}}\n"
        "  - {a: {n: 1}, qualifier: likely, source: {publisher: Q, date: 2024-06-01}}\n"
    )
    assert [fact.qualifier for fact in stated.assess(known_by=dt.date(2024, 2, 1)).facts] == ["possible"]
    assert [fact.qualifier for fact in stated.assess().facts] == ["likely"]


def test_a_denial_that_comes_in_makes_no_conclusion_firmer(case):
    fact = parse_fact("a(n=1)", case("  []").pack.vocabulary)
    reported = Report(Source(publisher="P", date=dt.date(2024, 1, 1)))
    live = LiveCase(Case(case("  []").pack, [Given(fact, (reported,), "possible")]))
    denied = live.assert_given(
        [Given(fact, (Report(Source(publisher="Q", date=dt.date(2024, 6, 1)), None, "denied"),))]
    )
    assert denied.strengthened == ()
    assert [fact.qualifier for fact in live.case.assess().facts] == ["possible"]


def test_a_retraction_without_a_date_is_refused_and_following_the_hint_is_accepted(case):
    text = "  - a: {n: 1}\n    reports:\n      - {source: {publisher: P, date: 2024-01-01}}\n"
    with pytest.raises(ProblemError) as caught:
        case(text + "      - {source: {publisher: P}, status: retracted}\n")
    assert [problem.code for problem in caught.value.problems] == ["T221"]
    assert (
        in_force(case(text + "      - {source: {publisher: P, date: 2024-01-02}, status: retracted}\n").assess()) == []
    )


def test_a_retraction_without_a_date_is_refused_wherever_a_program_gives_it(case):
    pack = case("  []").pack
    fact = parse_fact("a(n=1)", pack.vocabulary)
    dated = Report(Source(publisher="P", date=dt.date(2024, 1, 1)))
    told = Given(fact, (dated, Report(Source(publisher="P"), None, "retracted")))
    doors = {
        "facts": lambda: Case(pack, [told]),
        "assert_given": lambda: LiveCase(Case(pack, [])).assert_given([told]),
        "with_facts": lambda: Case(pack, []).with_facts([told]),
    }
    for door in doors.values():
        with pytest.raises(ArgumentError) as caught:
            door()
        [problem] = caught.value.problems
        assert (problem.code, str(problem.place)) == ("T221", "facts[0].reports[1]")
        assert "Source(…, date=date(YYYY, M, D))" in problem.hint
    day = replace(told.reports[1], source=Source(publisher="P", date=dt.date(2024, 1, 2)))
    assert in_force(Case(pack, [replace(told, reports=(dated, day))]).assess()) == []


def test_a_retraction_that_a_ledger_holds_is_placed_by_its_entry(case):
    pack = case("  []").pack
    fact = parse_fact("a(n=1)", pack.vocabulary)
    alone = assertion(Given(fact, (Report(Source(publisher="P"), None, "retracted"),)))
    held = CaseState("held").with_drafts([alone]).case(pack)

    assert in_force(held.assess()) == []
    assert "entry" not in held.facts[0].reports[0].to_json()
    assert pickle.loads(pickle.dumps(held)) == held
    assert LiveCase(held).case.facts == held.facts


def test_what_is_reported_after_a_retraction_stands(case):
    text = """
  - a: {n: 1}
    reports:
      - {source: {publisher: Wire A, date: 2024-11-20}}
      - {source: {date: 2024-12-01}, status: retracted}
      - {source: {publisher: Wire D, date: 2025-02-01}, grade: A1, status: confirmed}
"""
    stated = case(text)
    assert in_force(stated.assess(as_of=dt.date(2024, 12, 31))) == []
    assert in_force(stated.assess()) == ["a(n=1)"]


def test_of_one_day_a_report_stands_with_a_warning_unless_time_stamps_tell(case):
    text = """
  - a: {{n: 1}}
    reports:
      - {{source: {{publisher: P, date: {}}}}}
      - {{source: {{publisher: P, date: {}}}, status: retracted}}
"""
    unclear = case(text.format("2024-11-20", "2024-11-20")).assess()
    assert (in_force(unclear), [warning.code for warning in unclear.warnings]) == (["a(n=1)"], ["W405"])
    clear = case(text.format("2024-11-20T09:30+09:00", "2024-11-20T12:00+09:00")).assess()
    assert (in_force(clear), clear.warnings) == ([], ())


def test_the_day_of_a_report_may_be_uncertain(case):
    text = "  - a: {{n: 1}}\n    source: {{publisher: P, date: {}}}\n"
    stated = case(text.format("2024-10"))
    assert in_force(stated.assess(known_by=dt.date(2024, 10, 30))) == []
    assert in_force(stated.assess(known_by=dt.date(2024, 10, 31))) == ["a(n=1)"]
    assert dt.date(2024, 10, 31) == stated.assess().as_of
    [report] = stated.assess().to_data()["facts"][0]["reports"]
    assert report["source"]["date"] == "2024-10"
    assert "by P, 2024-10\n" in to_text(why(stated.assess(), stated.assess().facts[0].id), width=80, colour=False)
    with pytest.raises(ProblemError) as caught:
        case(text.format("2024-10-03.."))
    assert [(problem.code, problem.hint) for problem in caught.value.problems] == [
        ("T210", "write the last day too, such as 2024-10-03..2024-10-03")
    ]
    for written, meant in (("October 2024", "write 2024-10"), ("by 9 October 2024", "write ..2024-10-09")):
        with pytest.raises(ProblemError) as caught:
            case(text.format(written))
        assert [meant] == [problem.hint for problem in caught.value.problems]
        assert case(text.format(meant.removeprefix("write "))).assess().facts


def test_a_retraction_that_may_have_come_before_is_warned_of(case):
    text = """
  - a: {n: 1}
    reports:
      - {source: {publisher: P, date: 2024-10}}
      - {source: {publisher: P, date: 2024-10-20}, status: retracted}
"""
    unclear = case(text).assess()
    assert in_force(unclear) == ["a(n=1)"]
    told = "a(n=1) was reported by P in October 2024 and retracted on 2024-10-20: the report stands"
    assert [(warning.code, told in warning.message) for warning in unclear.warnings] == [("W405", True)]


def test_nothing_of_what_is_known_later_is_in_a_result(case):
    known = "  - a: {n: 1}\n    reports:\n      - {source: {publisher: Solid News, date: 2024-10-20}, grade: B2}\n"
    later = "      - {source: {publisher: Nobody, date: 2024-12-24}, status: retracted}\n"
    head = "as_of: 2024-11-01"
    assert case(known, head).assess().to_json() == case(known + later, head).assess().to_json()


def test_a_correction_replaces_its_source_s_figure_from_its_day_on_and_is_told(case):
    stated = case(
        "  - {troops: {place: Kursk, number: 10900..11000}, source: {publisher: NIS, date: 2024-11-01}}\n"
        "  - {troops: {place: Kursk, number: 5}, source: {publisher: NIS, date: 2024-11-10}}\n",
        "as_of: 2024-11-30",
    )
    before, after = stated.assess(known_by=dt.date(2024, 11, 5)), stated.assess()
    assert in_force(before) == ["troops(place=Kursk, number=10900..11000)"]
    assert in_force(after) == ["troops(place=Kursk, number=5)"]
    assert ([c.type for c in before.conclusions], [c.type for c in after.conclusions]) == (["many"], [])
    told = " ".join(to_text(why(after, resolve(after, "troops")[0]), width=400, colour=False).split())
    assert "number=10900..11000 (later corrected to number=5, on 2024-11-10; it does not count)" in told
    [idle] = why_not(after, "troops(number=10900..11000)").root.idle
    assert [(each.kind, each.now) for each in idle.reasons] == [("corrected", "troops(place=Kursk, number=5)")]


def test_figures_of_two_sources_both_stand(case):
    stated = case(
        "  - {troops: {place: Kursk, number: 11}, source: {publisher: NIS, date: 2024-11-01}}\n"
        "  - {troops: {place: Kursk, number: 5}, source: {publisher: GUR, date: 2024-11-10}}\n"
    )
    assert len(stated.assess().facts) == 2


def test_a_verifier_s_later_word_replaces_its_earlier_one_and_two_verifiers_are_at_odds():
    def verdict(status, verifier, date):
        fact = parse_fact(
            f"verification(subject=troop_deployment, actor=PRK, status={status}, verifier={verifier})", pack.vocabulary
        )
        return Given(fact, (Report(Source(publisher=verifier, date=date), "A2"),))

    pack = load_pack("russia-dprk")
    october, november = dt.date(2024, 10, 28), dt.date(2024, 11, 5)
    one = Case(pack, [verdict("confirmed", "NATO", october), verdict("refuted", "NATO", november)]).assess()
    assert ([str(dict(fact.fact)["status"]) for fact in one.facts], one.tensions) == (["refuted"], ())
    two = Case(pack, [verdict("confirmed", "NATO", october), verdict("refuted", "UN", november)]).assess()
    assert (len(two.facts), len(two.tensions)) == (2, 1)


def test_what_ended_by_its_own_word_is_not_in_force_and_why_not_says_since_when(case):
    stated = case("  - embargo: {target: PRK, since: 2006-10-14, until: 2010-01-01}\n", "as_of: 2024-11-30")
    assessment = stated.assess()
    assert (in_force(assessment), assessment.conclusions) == ([], ())
    [idle] = why_not(assessment, "embargo").root.idle
    assert [("ended", dt.date(2010, 1, 1))] == [(each.kind, each.date) for each in idle.reasons]
    assert [c.type for c in stated.assess(as_of=dt.date(2008, 1, 1)).conclusions] == ["banned"]


def test_a_certificate_of_a_fact_that_has_ended_is_refused(case):
    stated = case("  - embargo: {target: PRK, since: 2006-10-14, until: 2010-01-01}\n")
    told = json.loads(certify(stated.assess(as_of=dt.date(2008, 1, 1))))
    verify(told, stated.pack)
    ended = _forged(told, as_of="2024-11-30", known_by="2024-11-30")
    with pytest.raises(Refused, match="is not in force"):
        verify(ended)
    with pytest.raises(Refused, match="from when to when facts hold is not as the pack has it"):
        verify(_forged(ended, validity={}), stated.pack)


def _forged(certificate, **parts):
    changed = {**certificate, **parts, "digest": None}
    return {**changed, "digest": digest_of(changed)}


def test_a_correction_for_a_time_when_the_fact_had_ended_takes_nothing_from_its_certificate(case):
    stated = case(
        "  - embargo: {target: PRK, since: 2006-10-14, until: 2010-01-01}\n"
        "    reports:\n"
        "      - {source: {publisher: UN, date: 2006-10-14}, valid_to: 2012-01-01}\n"
        "      - {source: {publisher: UN, date: 2006-10-15}, valid_from: 2011-01-01}\n"
    )
    assessment = stated.assess(as_of=dt.date(2008, 1, 1))
    assert [c.type for c in assessment.conclusions] == ["banned"]
    verify(json.loads(certify(assessment)), stated.pack)


def test_a_certificate_gives_a_fact_as_firmly_as_its_reports_do(case):
    """Whatever else says so: of an account that another replaced in part, the reports that are left."""
    stated = case(
        "  - embargo: {target: PRK, since: 2006-10-14}\n"
        "    reports: [{source: UN, qualifier: possible}, {source: NIS, qualifier: likely}]\n"
        "  - {troops: {place: Kursk, number: 11}, source: {publisher: NIS, date: 2024-11-01}, qualifier: likely}\n"
        "  - {troops: {place: Kursk, number: 11}, source: {publisher: HUR, date: 2024-11-01}, qualifier: possible}\n"
        "  - {troops: {place: Kursk, number: 11}, source: {publisher: AFP, date: 2024-11-01}, qualifier: certain}\n"
        "  - {troops: {place: Kursk, number: 11}, source: {publisher: AFP, date: 2024-11-02}, status: retracted}\n"
        "  - troops: {place: Kursk, number: 12}\n"
        "    reports: [{source: {publisher: NIS, date: 2024-11-03}, valid_to: 2024-11-03, qualifier: certain}]\n"
    )
    told = json.loads(certify(stated.assess(as_of=dt.date(2024, 11, 2), known_by=dt.date(2024, 11, 30))))
    verify(told, stated.pack)
    firm = {item["type"]: item["qualifier"] for item in told["facts"].values()}
    assert firm == {"embargo": "likely", "troops": "possible"}
    for name, rule in (("embargo", "banned"), ("troops", "many")):
        forged = json.loads(json.dumps(told))
        for item in (*forged["facts"].values(), *forged["conclusions"].values(), *forged["steps"]):
            if {item.get("type"), item.get("rule")} & {name, rule}:
                item["qualifier"] = "certain"
        with pytest.raises(Refused, match="its reports give it otherwise than as certain"):
            verify(_forged(told, **{part: forged[part] for part in ("facts", "conclusions", "steps")}))


def test_a_live_case_follows_corrections_and_ends(case):
    live = LiveCase(
        case(
            "  - {troops: {place: Kursk, number: 11}, source: {publisher: NIS, date: 2024-11-01}}\n"
            "  - embargo: {target: PRK, since: 2006-10-14, until: 2024-11-05}\n"
        )
    )
    correction = Given(
        parse_fact("troops(place=Kursk, number=5)", live.case.pack.vocabulary),
        (Report(Source(publisher="NIS", date=dt.date(2024, 11, 10))),),
    )
    assert {"many", "banned"} == {moved.type for moved in live.assert_given([correction]).lost}
    assert [moved.type for moved in live.withdraw([correction.fact]).gained if moved.type == "many"] == ["many"]


def test_a_brief_names_only_sources_that_count_and_those_that_make_it_as_strong_as_it_is(case):
    sources = """
  - a: {n: 1}
    reports:
      - {source: {publisher: Liar Weekly, date: 2024-11-01}, grade: F5}
      - {source: {publisher: Liar Weekly, date: 2024-11-10}, status: retracted}
      - {source: {publisher: Solid News, date: 2024-11-20}, grade: B2}
      - {source: {publisher: Expired Post, date: 2024-11-02}, grade: B2, valid_to: 2024-11-05}
  - {m: {n: 1}, qualifier: possible, source: {publisher: Weak Rumour, date: 2024-11-01}, grade: E5}
"""
    told = json.dumps(brief(case(sources, "as_of: 2024-12-31")).to_json())
    named = [name for name in ("Liar Weekly", "Solid News", "Expired Post", "Weak Rumour") if name in told]
    assert named == ["Solid News"]


def test_a_backtest_sees_an_outcome_when_a_report_that_counts_says_so(case):
    text = """
  - {a: {n: 1}, source: {publisher: X, date: 2024-11-10}}
  - seen: {n: 1}
    reports:
      - {source: {publisher: Hoax, date: 2024-11-01}}
      - {source: {publisher: Hoax, date: 2024-11-05}, status: retracted}
      - {source: {publisher: Solid, date: 2024-12-01}}
"""
    [result] = backtest(case(text, "as_of: 2024-12-31")).results
    assert ("met", dt.date(2024, 12, 1)) == (result.result, result.observed)


SPOKEN = st.sampled_from(
    (
        "a(n=1)",
        "troops(place=Kursk, number=11)",
        "troops(place=Kursk, number=5)",
        "embargo(target=PRK, until=2024-01-03)",
    )
)
DAYS = st.sampled_from([dt.date(2024, 1, day) for day in range(1, 6)])
SAID = st.builds(
    lambda publisher, date, status, until: Report(Source(publisher=publisher, date=date), None, status, valid_to=until),
    st.sampled_from(["NIS", "GUR", None]),
    DAYS,
    st.sampled_from(["reported", "reported", "confirmed", "denied", "retracted"]),
    st.none() | DAYS,
)
STEPS = st.lists(
    st.tuples(st.just("assert"), SPOKEN, SAID | st.none())
    | st.tuples(st.just("withdraw"), SPOKEN, st.none())
    | st.tuples(st.just("move"), DAYS, DAYS),
    max_size=8,
)


@pytest.mark.soak
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_live_case_stands_as_assessed_after_any_reports_and_days(case, steps):
    pack = case("  []").pack
    live = LiveCase(Case(pack))
    for kind, first, second in steps:
        if kind == "assert":
            live.assert_given([Given(parse_fact(first, pack.vocabulary), () if second is None else (second,))])
        elif kind == "withdraw":
            live.withdraw([first])
        else:
            live.move(as_of=first, known_by=second)
        fresh = live.case.assess(engine="seminaive")
        concluded = {(c.type, c.fact.row) for c in fresh.conclusions}
        assert {(f.type, f.fact.row) for f in fresh.facts} | concluded == set(live.memory.facts)
        assert concluded == {key for key, _ in live.memory.conclusions()}
