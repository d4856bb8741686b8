"""Which given facts count: whatever was reported, by whom, when and for how long."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs import to_yaml
from tocsin.engine import Case, load_pack
from tocsin.explain import why
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.reports import Report, Source, Status

PACK = {
    "pack": "light",
    "types": {"lamp": {"n": "int"}, "light": {"n": "int"}},
    "rules": [{"id": "lit", "when": [{"lamp": {"n": "$n"}}], "then": [{"light": {"n": "$n"}}]}],
}
FIRST = dt.date(2024, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(6)]
NAMES = ("Ana", "Bo", "Cy")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("light") / "light.yaml"
    path.write_text(to_yaml(PACK))
    return load_pack(path)


def lamp(pack, number: int, *reports: Report) -> Given:
    return Given(parse_fact(f"lamp(n={number})", pack.vocabulary), reports)


@st.composite
def reports(draw) -> tuple[Report, ...]:
    """Reports of one fact by several sources; no source says and takes back on one and the same day."""
    found: list[Report] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
        days = draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=1, max_size=4))
        for position, day in enumerate(days):
            status: Status = (
                "reported"
                if not position and len(found) == 0
                else draw(st.sampled_from(("reported", "confirmed", "assumed", "denied", "retracted")))
            )
            ends = draw(st.lists(st.sampled_from([None, *DAYS]), min_size=2, max_size=2))
            low, high = (None, None) if status == "retracted" else ends
            if low is not None and high is not None and low > high:
                low, high = high, low
            undated = status not in ("retracted", "denied") and draw(st.integers(0, 5)) == 0
            source = Source(publisher=name, date=None if undated else day)
            found.append(Report(source, None, status, low, high))
    return tuple(found)


def supports(report: Report, every: tuple[Report, ...], as_of: dt.date, known_by: dt.date) -> bool:
    """Whether this report lets its fact count, as the contract has it."""
    if report.status in ("denied", "retracted") or not known(report, known_by):
        return False
    if report.valid_from is not None and as_of < report.valid_from:
        return False
    if report.valid_to is not None and as_of > report.valid_to:
        return False
    told = [other for other in every if known(other, known_by)]
    return not any(taken_back(report, other) or corrected(report, other, told) for other in told)


def corrected(report: Report, other: Report, told: list[Report]) -> bool:
    """Whether another report of the same source, of a later day and not taken back, replaces it for its time."""
    if other.source.publisher != report.source.publisher or other.status in ("denied", "retracted"):
        return False
    earlier, later = report.source.date, other.source.date
    if earlier is None or later is None or later <= earlier:
        return False
    if any(taken_back(other, third) for third in told):
        return False
    starts = [day for day in (report.valid_from, other.valid_from) if day is not None]
    ends = [day for day in (report.valid_to, other.valid_to) if day is not None]
    return not starts or not ends or max(starts) <= min(ends)


def known(report: Report, known_by: dt.date) -> bool:
    return report.source.date is None or report.source.date <= known_by


def taken_back(report: Report, other: Report) -> bool:
    if other.status != "retracted" or other.source.publisher != report.source.publisher:
        return False
    assert other.source.date is not None
    return report.source.date is None or report.source.date < other.source.date


@given(reports(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_fact_is_in_force_if_a_report_known_by_then_supports_it_at_the_date(pack, said, as_of, known_by):
    assessment = Case(pack, [lamp(pack, 1, *said)]).assess(engine="seminaive", as_of=as_of, known_by=known_by)
    counts = any(supports(report, said, as_of, known_by) for report in said)
    assert counts == (len(assessment.facts) == 1)
    assert counts == (len(assessment.conclusions) == 1)


@given(reports(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_an_explanation_shows_what_each_report_known_by_then_does_and_no_later_one(pack, said, as_of, known_by):
    assessment = Case(pack, [lamp(pack, 1, *said)]).assess(engine="seminaive", as_of=as_of, known_by=known_by)
    if not assessment.facts:
        return
    part = why(assessment, assessment.facts[0].id).nodes[0].given
    assert part is not None
    told = [report for report in said if known(report, known_by)]
    expected = {
        report: "retracts" if report.status == "retracted"
        else "withdrawn" if any(taken_back(report, other) for other in told)
        else "denies" if report.status == "denied"
        else "supports" if supports(report, said, as_of, known_by)
        else "corrected" if any(corrected(report, other, told) for other in told)
        else "not_valid"
        for report in said
        if known(report, known_by)
    }  # fmt: skip
    assert expected == {testimony.report: testimony.standing for testimony in part.reports}
    shown = [report.source.date or dt.date.min for report in assessment.facts[0].reports]
    assert sorted(shown) == shown
    # A denial that its own source has taken back is none any more.
    assert {report for report, standing in expected.items() if standing == "denies"} == set(assessment.facts[0].denials)


@given(reports(), st.sampled_from(DAYS), st.sampled_from(DAYS), st.randoms())
def test_the_order_of_reports_and_their_number_change_nothing(pack, said, as_of, known_by, dice):
    shuffled = [*said, *said]
    dice.shuffle(shuffled)
    one, other = (
        Case(pack, [lamp(pack, 1, *each)]).assess(engine="seminaive", as_of=as_of, known_by=known_by).to_json()
        for each in (said, shuffled)
    )
    assert one == other


@pytest.mark.parametrize("ends", list(product((None, 1, 2, 3), (None, 2, 3, 4))))
def test_a_validity_holds_on_both_of_its_days(pack, ends):
    low, high = (None if end is None else DAYS[end] for end in ends)
    if low is not None and high is not None and low > high:
        return
    case = Case(pack, [lamp(pack, 1, Report(valid_from=low, valid_to=high))])
    held = [day for day in DAYS if case.assess(engine="seminaive", as_of=day).conclusions]
    assert [day for day in DAYS if (low or day) <= day <= (high or day)] == held


def test_a_report_counts_from_its_own_day_on_unless_less_is_known(pack):
    case = Case(pack, [lamp(pack, 1, Report(Source(publisher="Ana", date=DAYS[2])))])
    assert [bool(case.assess(engine="seminaive", as_of=day).conclusions) for day in DAYS] == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert not case.assess(engine="seminaive", as_of=DAYS[3], known_by=DAYS[1]).conclusions
    assert case.assess(engine="seminaive", as_of=DAYS[1], known_by=DAYS[2]).conclusions


def test_dates_that_are_not_given_are_the_cases_then_those_of_the_latest_report(pack):
    facts = [lamp(pack, n, Report(Source(publisher="Ana", date=DAYS[n]))) for n in (1, 3)]
    plain = Case(pack, facts).assess(engine="seminaive")
    assert (DAYS[3], DAYS[3]) == (plain.as_of, plain.known_by)
    dated = Case(pack, facts, as_of=DAYS[4], known_by=DAYS[2])
    of_case = dated.assess(engine="seminaive")
    assert (DAYS[4], DAYS[2], 1) == (of_case.as_of, of_case.known_by, len(of_case.facts))
    asked = dated.assess(engine="seminaive", as_of=DAYS[5])
    assert (DAYS[5], DAYS[5], 2) == (asked.as_of, asked.known_by, len(asked.facts))
    both = dated.assess(engine="seminaive", as_of=DAYS[5], known_by=DAYS[1])
    assert (DAYS[5], DAYS[1], 1) == (both.as_of, both.known_by, len(both.facts))
    nowhen = Case(pack, ["lamp(n=1)"]).assess(engine="seminaive")
    assert (nowhen.as_of, nowhen.known_by, len(nowhen.facts)) == (None, None, 1)


def test_without_any_date_every_report_counts_whatever_its_validity(pack):
    said = Report(Source(publisher="Ana"), valid_from=DAYS[1], valid_to=DAYS[2])
    assert Case(pack, [lamp(pack, 1, said)]).assess(engine="seminaive").conclusions


@pytest.mark.parametrize(
    "source,name",
    [
        (Source("A paper", "Ana", "https://example.org"), "Ana"),
        (Source("A paper", None, "https://example.org"), "A paper"),
        (Source(None, None, "https://example.org"), "https://example.org"),
        (Source(date=FIRST), None),
    ],
)
def test_a_source_is_called_by_its_publisher_else_its_title_else_its_address(source, name):
    assert name == source.name


def test_a_report_is_json_ready_with_what_is_absent_left_out(pack):
    full = Report(Source("A paper", "Ana", "https://a.example", DAYS[1]), "B2", "confirmed", DAYS[0], DAYS[2], "seen")
    bare = Report()
    [fact] = Case(pack, [lamp(pack, 1, full, bare)]).assess(engine="seminaive").facts
    assert fact.to_json()["reports"] == [
        {"status": "reported"},
        {
            "source": {"title": "A paper", "publisher": "Ana", "url": "https://a.example", "date": "2024-01-02"},
            "grade": "B2",
            "status": "confirmed",
            "valid_from": "2024-01-01",
            "valid_to": "2024-01-03",
            "note": "seen",
        },
    ]


def test_a_retraction_that_takes_nothing_back_is_warned_of_with_its_source(pack):
    reported = Report(Source(publisher="Ana", date=DAYS[1]))
    for retraction, expected in (
        (Report(Source(publisher="Bo", date=DAYS[2]), status="retracted"), ["Bo"]),
        (Report(Source(publisher="Ana", date=DAYS[0]), status="retracted"), ["Ana"]),
        (Report(Source(publisher="Ana", date=DAYS[2]), status="retracted"), []),
    ):
        warnings = Case(pack, [lamp(pack, 1, reported, retraction)]).assess(engine="seminaive", as_of=DAYS[3]).warnings
        assert len(expected) == len(warnings)
        assert all(
            warning.message.startswith(f"the retraction by {name} takes nothing back: it had not reported lamp(n=1)")
            for name, warning in zip(expected, warnings, strict=True)
        )
        assert {"W404"} >= {warning.code for warning in warnings}


def test_a_source_takes_back_what_it_said_before_and_nobody_elses_word(pack):
    def said(name, day, status="reported"):
        return Report(Source(publisher=name, date=DAYS[day]), status=status)

    def held(*reports):
        case = Case(pack, [lamp(pack, 1, *reports)])
        return [bool(case.assess(engine="seminaive", as_of=day).facts) for day in DAYS]

    assert held(said("Ana", 1)) == [False, True, True, True, True, True]
    assert held(said("Ana", 1), said("Ana", 3, "retracted")) == [False, True, True, False, False, False]
    assert held(said("Ana", 1), said("Ana", 3, "retracted"), said("Ana", 4)) == [False, True, True, False, True, True]
    assert held(said("Ana", 1), said("Bo", 2), said("Ana", 3, "retracted")) == [False, True, True, True, True, True]
    assert held(said("Ana", 1), said("Bo", 3, "denied")) == [False, True, True, True, True, True]
    assert held(said("Ana", 1, "assumed"), said("Bo", 2, "confirmed")) == [False, True, True, True, True, True]
