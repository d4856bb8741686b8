import datetime as dt
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.judgement.world import YEAR, case, day
from tests.programs import programs
from tocsin.engine import Case
from tocsin.facts import ArgumentError
from tocsin.judgement import View, timeline
from tocsin.judgement.timeline_page import to_html

KURSK = Path(__file__).parents[2] / "examples" / "kursk.yaml"
CHRONOLOGY = KURSK.with_name("chronology.yaml")


def told(moment):
    return [(change.kind, change.standing.text, [cause.text for cause in change.causes]) for change in moment.changes]


def test_each_date_tells_what_changed_and_which_fact_brought_it(tmp_path):
    found = timeline(case(tmp_path, YEAR))
    sighting, radar, calm = "sighting(place=Skagen, force=8..10)", "radar(place=Skagen)", "calm(place=Skagen)"
    storm, damage, alarm = "storm(place=Skagen)", "damage(place=Skagen)", "alarm(place=Skagen)"

    assert [str(moment.date) for moment in found.moments] == [
        "2024-01-10",
        "2024-01-12",
        "2024-01-13",
        "2024-01-15",
        "2024-01-21",
        "2024-02-01",
    ]
    assert told(found.moments[0]) == [
        ("appeared", damage, [sighting]),
        ("appeared", storm, [sighting]),
        ("appeared", alarm, [sighting]),
    ]
    assert told(found.moments[1]) == []
    assert [(s.gained, s.standing.text) for s in found.moments[1].supports] == [(True, storm), (True, alarm)]
    assert told(found.moments[3]) == [("weakened", alarm, [calm])]
    assert found.moments[3].changes[0].causes[0].kind == "exception"
    assert told(found.moments[4]) == [("fell", alarm, [radar])]
    assert told(found.moments[5]) == [("fell", damage, [sighting]), ("fell", storm, [sighting])]
    assert found.end == ()


def test_a_span_lasts_as_long_as_the_conclusion_stands_unchanged(tmp_path):
    found = timeline(case(tmp_path, YEAR))
    [alarm] = {s.conclusion for s in found.spans if found.conclusions[s.conclusion].type == "alarm"}

    assert [(str(s.begin), str(s.end), s.qualifier) for s in found.spans if s.conclusion == alarm] == [
        ("2024-01-10", "2024-01-15", "certain"),
        ("2024-01-15", "2024-01-21", "possible"),
    ]


def test_a_bar_of_what_no_longer_holds_is_grey_and_the_legend_says_so(tmp_path):
    found = case(tmp_path, YEAR)
    whole, first = timeline(found), timeline(found, end=day("2024-01-12"))

    assert {span.end is None for span in whole.spans} == {False}
    assert any(span.end is None for span in first.spans)
    for told, gone in ((whole, {True}), (first, {False})):
        page = to_html(told, found.pack)
        bars = re.findall(r'<rect class="bar ([a-z ]+)"', page.split('<div class="chart">')[1])
        assert gone == {"gone" in bar for bar in bars}
        assert "no longer so" in page


def test_known_by_leaves_later_reports_out(tmp_path):
    found = timeline(case(tmp_path, YEAR), view=View(known_by=day("2024-01-12")))

    assert [str(moment.date) for moment in found.moments] == ["2024-01-10", "2024-01-12", "2024-01-21"]
    assert [standing.text for standing in found.end] == [
        "damage(place=Skagen)",
        "storm(place=Skagen)",
        "alarm(place=Skagen)",
    ]


def test_a_part_of_the_time_begins_with_what_stood_before_it(tmp_path):
    found = timeline(case(tmp_path, YEAR), begin=day("2024-01-14"), end=day("2024-01-31"))

    assert len(found.outset) == 3
    assert [str(moment.date) for moment in found.moments] == ["2024-01-15", "2024-01-21"]


def test_a_time_that_ends_before_it_begins_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="end: T223: 2024-01-01 comes before begin, 2024-02-01"):
        timeline(case(tmp_path, YEAR), begin=day("2024-02-01"), end=day("2024-01-01"))


def test_a_case_without_dates_has_no_moments(tmp_path):
    found = timeline(case(tmp_path, "- radar: {place: Skagen}\n"))

    assert found.moments == ()
    assert len(found.end) == 3


def test_a_reading_may_bring_a_conclusion_later(tmp_path):
    found = timeline(case(tmp_path, YEAR), view=View(without=("sightings-count",)))

    assert told(found.moments[0]) == []
    assert [kind for kind, _, _ in told(found.moments[1])] == ["appeared"] * 3


def test_adding_a_denial_changes_no_conclusion(tmp_path):
    source = "{publisher: Mayor, date: 2024-01-11}"
    denied = f"{YEAR}- sighting: {{place: Skagen, force: 8..10}}\n  source: {source}\n  status: denied\n"
    found = timeline(case(tmp_path, denied))

    [moment] = [moment for moment in found.moments if moment.date == day("2024-01-11")]
    assert [event.kind for event in moment.events] == ["denied"]
    assert (moment.changes, moment.supports) == ((), ())


def test_every_change_of_the_kursk_case_has_a_cause_with_a_report_of_that_day():
    found = timeline(Case.load(KURSK))

    for moment in found.moments:
        facts = {event.fact for event in moment.events}
        for change in moment.changes:
            assert change.causes, change
            assert {cause.id for cause in change.causes} <= facts


def test_what_stands_at_the_end_is_what_an_assessment_finds():
    loaded = Case.load(KURSK)
    found = timeline(loaded)
    assessed = loaded.assess(as_of=found.moments[-1].date)

    assert {s.id: (s.qualifier, s.boundary) for s in found.end} == {
        c.id: (c.qualifier, c.boundary) for c in assessed.conclusions
    }


@pytest.mark.skipif(not CHRONOLOGY.exists(), reason="the year of events is not here yet")
def test_a_year_is_walked_in_seconds():
    loaded = Case.load(CHRONOLOGY)
    begin = time.process_time()
    timeline(loaded)

    assert time.process_time() - begin < 60


SAILING = """pack: sailing
types:
  ferry: {ship: str}
  licence: {fields: {ship: str, since: date, until: date}, validity: [since, until]}
  may_sail: {ship: str}
rules: [{id: r, when: [{ferry: {ship: $s}}, {licence: {ship: $s}}], then: [{may_sail: {ship: $s}}]}]
"""


@pytest.mark.parametrize("source", [", source: {publisher: Port, date: 2025-01-02}", ""], ids=["reported", "assumed"])
def test_what_says_itself_from_when_to_when_it_holds_comes_and_goes_on_these_days(tmp_path, source):
    (tmp_path / "sailing.yaml").write_text(SAILING, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "pack: sailing.yaml\nas_of: 2026-02-01\nfacts:\n  - {ferry: {ship: Ebba}}\n"
        f"  - {{licence: {{ship: Ebba, since: 2025-03-01, until: 2025-12-31}}{source}}}\n",
        encoding="utf-8",
    )
    found = timeline(Case.load(tmp_path / "case.yaml"))
    changed = [(str(moment.date), change.kind) for moment in found.moments for change in moment.changes]

    assert changed == [("2025-03-01", "appeared"), ("2026-01-01", "fell")]
    assert [event.kind for moment in found.moments[-2:] for event in moment.events] == ["begins", "ends"]


@given(programs(reported=True))
@settings(suppress_health_check=list(HealthCheck))
def test_between_its_dates_nothing_changes(program):
    """On each day that a fact names, and on those beside it, stands what stood on the last date until then."""
    case = program.case()
    found = timeline(case)
    stands, until = (
        {standing.id for standing in found.outset},
        {dt.date.min: {standing.id for standing in found.outset}},
    )
    for moment in found.moments:
        stands = stands - {c.standing.id for c in moment.changes} | {c.after.id for c in moment.changes if c.after}
        until[moment.date] = stands
    named = {value for fact in case.facts for value in fact.fact.row if isinstance(value, dt.date)}
    for date in sorted(each + dt.timedelta(days=by) for each in named for by in (-1, 0, 1)):
        concluded = View(as_of=date, known_by=date).assess(case, "seminaive").conclusions
        assert {conclusion.id for conclusion in concluded} == until[max(each for each in until if each <= date)], date
