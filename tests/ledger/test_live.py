"""A live session always stands where a fresh assessment of the ledger does, whoever else writes."""

import json
import tempfile
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.test_incremental_case import check, stands_as_assessed
from tests.ledger.worlds import edge, pack_text, small_case
from tests.programs import programs, to_yaml
from tocsin.engine import EngineDisagreement
from tocsin.facts import ProblemError
from tocsin.facts.model import Given, fact_of
from tocsin.facts.reports import Report, Source
from tocsin.ledger import Draft, Ledger, PackText, Pin, change
from tocsin.ledger.replaying import replay

SOURCES = (None, Source(publisher="NIS"), Source(publisher="Kyiv"))


def random_write(dice, session, facts, known):
    """One random assert, confirmation, denial or retraction, through a session of either sort."""
    if not known or dice.random() < 0.5:
        fact = dice.choice(facts)
        source = dice.choice(SOURCES)
        report = None if source is None else Report(source, None, dice.choice(("reported", "assumed", "denied")))
        known.add(fact.fact.id)
        return session.assert_fact(fact, report)
    verb = dice.choice((session.confirm, session.deny, session.retract, session.retract))
    return verb(dice.choice(sorted(known)), dice.choice(SOURCES))


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=12
)  # each example is a ledger on the disk
@given(programs().filter(lambda program: program.facts), st.integers(0, 2**32))
def test_after_any_sequence_of_writes_by_several_the_live_state_is_that_of_a_fresh_assessment(program, seed):
    dice = Random(seed)
    text = PackText(json.dumps({"random.yaml": to_yaml(program.data)}))
    facts = program.case(text.parse()).facts
    known: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, Ledger(f"sqlite:///{folder}/l.sqlite") as ledger:
        held = ledger.new_case("random", text, assumptions=program.assumptions)
        with held.live(by="ana") as ours, held.live(by="ben") as theirs:
            for _ in range(6):
                if dice.random() < 0.2:
                    with held.session(by="cy") as session:
                        random_write(dice, session, facts, known)
                    continue
                writer = dice.choice((ours, theirs))
                writer.catch_up()
                before = held.load().assess(engine="seminaive")
                step = random_write(dice, writer, facts, known)
                after = held.load().assess(engine="seminaive")
                check(step.difference, before, after)
                assert after.to_json() == writer.live.case.assess(engine="seminaive").to_json()
                assert stands_as_assessed(writer.live)
        assert all(found.same for found in replay(held))


def test_each_write_is_on_disk_at_once_and_one_assessment_at_the_end(ledger):
    held = small_case(ledger)
    with held.live(by="ana", reason="a new road") as live:
        step = live.assert_fact(edge(3, 4), Report(Source(publisher="Map")))
        assert [entry.number for entry in step.written] == [6]
        assert held.entry(6).by == "ana"
        assert [moved.text for moved in step.difference.gained if "source=0" in moved.text] == [
            "reach(source=0, target=4)"
        ]
        assert len(live.retract("edge(source=3)", Source(publisher="Map")).difference.lost) == 4
        assert held.size() == 7
    last = held.entry(8)

    assert (last.kind, last.content["at"], last.reason, held.size()) == ("assessment", 7, "a new road", 8)
    assert [found.same for found in replay(held)] == [True]


def test_a_session_that_writes_nothing_records_nothing(ledger):
    held = small_case(ledger)
    with held.live() as live:
        assert live.record() is None
    assert held.size() == 5


def test_an_error_ends_a_session_and_what_was_written_stays_and_is_assessed(ledger):
    held = small_case(ledger)

    def write():
        with held.live() as live:
            live.assert_fact(edge(3, 4))
            live.assert_fact("edge(source=3)")

    with pytest.raises(ProblemError):
        write()
    assert [entry.kind for entry in held.entries(after=5)] == ["fact_asserted", "assessment"]


def test_another_pack_is_taken_up_before_the_next_write(ledger):
    held = small_case(ledger)
    with held.live() as live:
        live.assert_fact(edge(3, 4))
        other = pack_text("possible")
        change(held, [Draft("pack_pinned", Pin.of(other).to_json())], pack=other)
        step = live.assert_fact(edge(4, 5))
    found = {moved.text: moved.qualifier for moved in step.difference.gained}

    assert (found["reach(source=4, target=5)"], found["reach(source=3, target=5)"]) == ("certain", "possible")
    assert held.entry(held.size()).content["pack"] == other.digest
    assert all(item.same for item in replay(held))


def test_a_closed_case_refuses_the_next_write(ledger):
    held = small_case(ledger)
    with held.live() as live:
        held.append([Draft("case_closed", {})])
        with pytest.raises(ProblemError) as caught:
            live.assert_fact(edge(3, 4))
    assert [problem.code for problem in caught.value.problems] == ["T611"]


def test_a_session_that_went_astray_is_found_and_not_recorded(ledger):
    held = small_case(ledger)

    def stray():
        with held.live() as live:
            live.assert_fact(edge(3, 4))
            live.live.withdraw([edge(0, 1)])

    with pytest.raises(EngineDisagreement):
        stray()
    assert held.entry(held.size()).kind == "fact_asserted"


def test_a_further_report_does_not_say_how_firmly_a_fact_is_given(ledger):
    held = small_case(ledger, count=0)
    fact = Given(fact_of(held.pack(held.state()).vocabulary.types["edge"], (1, 2)), (), "likely")
    with held.live() as live:
        live.assert_fact(fact)
        live.deny(fact.fact.id, Source(publisher="Ministry"))
        live.confirm(fact.fact.id, Source(publisher="Map"))

    assert [conclusion.qualifier for conclusion in held.load().assess().conclusions] == ["likely"]
