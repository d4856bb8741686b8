"""A live case answers each report with what it changed, and always stands where a fresh assessment does."""

import datetime as dt
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import DAYS, programs
from tocsin.engine import Assessment, Case, Conclusion, load_pack
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.incremental import Difference, LiveCase, Moved, Standing
from tocsin.engine.plan import STRENGTH
from tocsin.facts.model import Given
from tocsin.facts.problems import ProblemError
from tocsin.facts.reports import Report, Source

relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
CHRONOLOGY = Path(__file__).parents[2] / "examples" / "chronology.yaml"
TROOPS = "troop_deployment(sender=PRK, beneficiary=RUS, headcount={}, role=combat)"


def rank(conclusion: Conclusion) -> tuple[int, bool]:
    return STRENGTH[conclusion.qualifier], not conclusion.boundary


def line(shown: Conclusion) -> tuple:
    return shown.type, shown.id, shown.reads, shown.qualifier


def lines(moved: tuple[Moved, ...]) -> list[tuple]:
    return [(each.type, each.id, each.reads, each.qualifier) for each in moved]


def check(difference: Difference, before: Assessment, after: Assessment) -> None:
    """The difference is the one between two fresh assessments, lists in order and sentences word for word."""
    old, new = {c.id: c for c in before.conclusions}, {c.id: c for c in after.conclusions}
    both = [(old[c.id], c) for c in after.conclusions if c.id in old]
    assert [line(c) for c in after.conclusions if c.id not in old] == lines(difference.gained)
    assert [line(c) for c in before.conclusions if c.id not in new] == lines(difference.lost)
    assert [line(c) for b, c in both if rank(c) > rank(b)] == lines(difference.strengthened)
    assert [line(c) for b, c in both if rank(c) < rank(b)] == lines(difference.weakened)
    assert [f.id for f in after.facts if before.fact(f.id) is None] == [f.id for f in difference.in_force]
    assert [f.id for f in before.facts if after.fact(f.id) is None] == [f.id for f in difference.out_of_force]
    assert (after.as_of, after.known_by) == (difference.as_of, difference.known_by)


def assessed(live: LiveCase) -> Assessment:
    return live.case.assess(engine="seminaive")


def stands_as_assessed(live: LiveCase) -> bool:
    expected = {(c.type, c.fact.row): (c.qualifier, c.boundary, c.depth) for c in assessed(live).conclusions}
    return expected == {k: (qualifier_of(s.strength), s.boundary, s.depth) for k, s in live.memory.conclusions()}


def test_the_chronology_replayed_report_by_report_stands_each_day_as_assessed_and_unwinds_to_nothing():
    whole = Case.load(CHRONOLOGY)
    told = [(report, g) for g in whole.facts for report in g.reports or (Report(),)]
    told.sort(key=lambda pair: pair[0].date or dt.date.min)
    live = LiveCase(Case(whole.pack))
    before = assessed(live)
    steps: dict[dt.date | None, list[Given]] = {}
    for report, given_ in told:
        steps.setdefault(report.date, []).append(Given(given_.fact, (report,), given_.qualifier))
    days = list(steps)
    for number, day in enumerate(days):
        difference = live.assert_given(steps[day])
        if number % 4 == 0 or number == len(days) - 1:
            assert stands_as_assessed(live)
        if number % 4 in (0, 3):
            after = assessed(live)
            if number % 4 == 0 and number:
                check(difference, before, after)
            before = after
    for given_ in live.case.facts:
        live.withdraw([given_.fact])
    assert list(live.memory.facts) == []


def test_moving_through_the_dates_and_back_gives_the_difference_between_two_assessments():
    live = LiveCase(Case.load(CHRONOLOGY))
    before = assessed(live)
    for date in ("2024-03-01", "2024-11-20", "2025-04-28", "2024-11-19", "2025-10-31", "2024-02-01"):
        difference = live.move(as_of=dt.date.fromisoformat(date))
        after = assessed(live)
        check(difference, before, after)
        before = after
    check(live.move(), before, assessed(live))


@relaxed
@given(programs(reported=True), st.integers(0, 2**32))
def test_the_difference_of_any_step_is_the_one_between_two_assessments(program, seed):
    dice = Random(seed)
    whole = program.case()
    live = LiveCase(Case(whole.pack, assumptions=program.assumptions))
    before = assessed(live)
    for _ in range(4):
        some = dice.sample(whole.facts, dice.randint(0, min(len(whole.facts), 12)))
        step = dice.random()
        if step < 0.2:
            difference = live.move(as_of=dice.choice(DAYS))
        else:
            difference = live.assert_given(some) if step < 0.7 else live.withdraw([each.fact for each in some])
        after = assessed(live)
        check(difference, before, after)
        before = after


def reported(headcount: str, publisher: str, day: str, status="reported") -> Given:
    source = Source(publisher=publisher, date=dt.date.fromisoformat(day))
    return Given(
        Case(load_pack("russia-dprk"), [TROOPS.format(headcount)]).facts[0].fact, (Report(source, None, status),)
    )


def test_a_wide_range_is_only_possible_until_a_firm_figure_strengthens_it_and_its_retraction_weakens_it_again():
    live = LiveCase(Case(load_pack("russia-dprk")))
    name = "highly_significant_development"
    gained = {each.type: each for each in live.assert_given([reported("8000..12000", "NIS", "2024-11-01")]).gained}
    assert (gained[name].to_json()["qualifier"], gained[name].to_json()["boundary"]) == ("possible", True)
    stronger = {each.type: each for each in live.assert_given([reported("12000", "Kyiv", "2024-11-02")]).strengthened}
    assert stronger[name].qualifier == "certain"
    assert stronger[name].before == Standing(STRENGTH["possible"], True, 2)
    back = live.assert_given([reported("12000", "Kyiv", "2024-11-03", "retracted")])
    assert name in {each.type for each in back.weakened}
    assert [TROOPS.format("12000")] == [each.text for each in back.out_of_force]


def test_a_denial_changes_no_conclusion():
    live = LiveCase(Case(load_pack("russia-dprk"), [reported("12000", "NIS", "2024-11-01")]))
    assert not live.assert_given([reported("12000", "Kremlin", "2024-11-02", "denied")])


def test_facts_that_the_pack_does_not_know_are_refused_together_and_nothing_has_changed():
    live = LiveCase(Case(load_pack("russia-dprk")))
    with pytest.raises(ProblemError):
        live.assert_given([TROOPS.format(12000), "no_such_type(a=1)"])
    assert list(live.memory.facts) == []
    with pytest.raises(ProblemError) as refused:
        live.memory.assert_([("nothing", ()), ("nobody", ())])
    assert len(refused.value.problems) == 2
