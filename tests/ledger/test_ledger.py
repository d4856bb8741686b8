"""What a ledger keeps: the same on SQLite and PostgreSQL."""

import datetime as dt
import hashlib
import json
import platform
import threading
from itertools import product

import pytest
import sqlalchemy

from tests.ledger.worlds import edge, pack_text, small_case
from tocsin.engine import Case
from tocsin.facts import ProblemError
from tocsin.facts.json_values import canonical_json
from tocsin.facts.reports import Report, Source
from tocsin.ledger import Draft, Ledger, Overtaken, PackText, Pin, change, codes
from tocsin.ledger.facts import find_fact
from tocsin.ledger.recorded import assertion
from tocsin.ledger.replaying import replay
from tocsin.ledger.verifying import verify


def codes_of(caught):
    return [problem.code for problem in caught.value.problems]


def reached(held, at=None):
    return sorted(str(conclusion) for conclusion in held.load(at).assess().conclusions)


def test_a_case_is_as_it_was_asserted(ledger):
    held = small_case(ledger)

    assert ["case_created", "pack_pinned", *["fact_asserted"] * 3] == [entry.kind for entry in held.entries()]
    assert [entry.number for entry in held.entries()] == [1, 2, 3, 4, 5]
    assert {"ana"} == {entry.by for entry in held.entries()}
    assert len(held.load().assess().conclusions) == 6
    assert verify(ledger.database).is_whole


def test_entries_are_read_by_number_and_kind_from_either_end(ledger):
    held = small_case(ledger)
    every = [(entry.number, entry.kind) for entry in held.entries()]
    for after, until, kinds in product((0, 2), (None, 4), ((), ("pack_pinned", "fact_asserted"))):
        expected = [number for number, kind in every
                    if after < number <= (until or 5) and (not kinds or kind in kinds)]  # fmt: skip
        assert expected == [entry.number for entry in held.entries(after, until, kinds)]
        assert expected[::-1] == [entry.number for entry in held.entries(after, until, kinds, newest_first=True)]


def test_a_case_gives_the_bytes_that_its_facts_give(ledger):
    held = small_case(ledger)
    case = Case(pack_text().parse(), [edge(0, 1), edge(1, 2), edge(2, 3)], name="roads")

    assert case.assess().to_json() == held.load().assess().to_json()


def test_a_case_keeps_its_day_and_its_assumptions_that_the_pack_knows(ledger):
    pack = (
        "pack: p\ntypes: {a: {n: int}, b: {n: int}}\nassumptions: [{id: open, text: Open, class: caveated}]\n"
        "rules: [{id: r, when: [a: {n: $n}], then: [b: {n: $n}], assumes: [open]}]\n"
    )
    text = PackText(json.dumps({"p.yaml": pack}))
    for name, switches in (("on", {"open": True}), ("off", {"open": False})):
        held = ledger.new_case(name, text, as_of=dt.date(2024, 11, 30), assumptions=switches)
        with held.session() as session:
            session.assert_fact("a(n=1)")
        found = held.load().assess()
        assert (found.as_of, found.assumptions) == (dt.date(2024, 11, 30), switches)
        assert len(found.conclusions) == switches["open"]
    plain = PackText(json.dumps({"p.yaml": pack.replace("open", "other")}))
    change(held, [Draft("pack_pinned", Pin.of(plain).to_json())], pack=plain)
    assert held.load().assess().assumptions == {"other": True}


def test_a_session_writes_all_or_nothing(ledger):
    held = small_case(ledger)

    def both():
        with held.session() as session:
            session.assert_fact(edge(7, 8))
            session.assert_fact("edge(source=7)")

    with pytest.raises(ProblemError):
        both()

    assert held.size() == 5


def test_reports_come_and_go_and_denials_delete_nothing(ledger):
    held = ledger.new_case("roads", pack_text())
    with held.session() as session:
        session.assert_fact(edge(1, 2), Report(Source(publisher="Map"), "B2"))
        session.assert_fact(edge(2, 3))
    with held.session() as session:
        session.deny("edge(source=1)", Source(publisher="Ministry"))
        session.deny(edge(2, 3), Source(publisher="Ministry"))
        session.retract("edge(source=1)", Source(publisher="Somebody else"))
    assert len(reached(held)) == 3
    with held.session() as session:
        session.retract("edge(source=1)", Source(publisher="Map"))

    assert reached(held) == ["reach(source=2, target=3)"]
    assert len(reached(held, 7)) == 3, "what was concluded before stays so"


@pytest.mark.parametrize("text,code", [("edge(source=9)", "T613"), ("edge", "T614"), ("ffffff", "T613")])
def test_a_report_needs_one_fact_that_is_there(ledger, text, code):
    held = small_case(ledger)
    with pytest.raises(ProblemError) as caught, held.session() as session:
        session.confirm(text)

    assert [code] == codes_of(caught)


def test_what_was_known_and_the_rules_of_then_can_be_asked_for(url):
    days = iter(range(1, 30))
    with Ledger(url, clock=lambda: dt.datetime(2024, 11, next(days), 12, tzinfo=dt.UTC)) as ledger:
        held = small_case(ledger, count=2)  # recorded on the 1st, 2nd and 3rd
        change(held, [Draft("pack_pinned", _pin("possible"))], pack=pack_text("possible"))
        with held.session() as session:
            session.assert_fact(edge(2, 3))

        then = held.state(recorded_by=dt.date(2024, 11, 3))
        before = held.state(recorded_by=dt.date(2024, 11, 2))
        qualifiers = {str(c): c.qualifier for c in then.case(held.pack(then)).assess().conclusions}
        by_rules_of_now = {str(c): c.qualifier for c in then.case(held.pack(held.state())).assess().conclusions}

    assert before.fact_count == 1
    assert list(qualifiers.values()) == ["certain"] * 3
    assert by_rules_of_now["reach(source=0, target=2)"] == "possible"


def _pin(qualifier):
    return Pin.of(pack_text(qualifier)).to_json()


def test_moments_are_written_at_one_length_so_that_they_are_in_order_as_text(sqlite_url):
    moments = iter([dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (999, 2024)])
    with Ledger(sqlite_url, clock=lambda: next(moments)) as ledger:
        held = small_case(ledger, count=0)
        with held.session() as session:
            session.assert_fact(edge(0, 1))

        years = ["0999", "0999", "2024"]
        assert [f"{year}-01-01T00:00:00.000000Z" for year in years] == [entry.recorded for entry in held.entries()]
        assert verify(ledger.database).is_whole


def test_a_clock_set_back_is_noted_and_breaks_no_order(url):
    moments = iter([dt.datetime(2024, 11, day, tzinfo=dt.UTC) for day in (20, 21, 5, 22)])
    with Ledger(url, clock=lambda: next(moments)) as ledger:
        held = small_case(ledger)
        entries = list(held.entries())

        assert [entry.recorded[8:10] for entry in entries] == ["20", "20", "21", "21", "22"]
        assert [entry.clock for entry in entries] == [None, None, None, "2024-11-05T00:00:00.000000Z", None]
        assert verify(ledger.database).is_whole


def test_a_closed_case_takes_nothing_more(ledger):
    held = small_case(ledger)
    held.append([Draft("case_closed", {})])

    with pytest.raises(ProblemError) as caught, held.session() as session:
        session.assert_fact(edge(7, 8))

    assert codes_of(caught) == ["T611"]
    assert ledger.cases()[0].closed


def test_names_are_unique_known_and_no_files(ledger):
    small_case(ledger)
    plain = "write letters, digits, dots, hyphens and underscores, up to 100"
    for name, told in (
        ("roads", "T609: the ledger has a case roads already\n  choose another name"),
        ("roads.yaml", "T610: roads.yaml would be taken for a file\n  leave out .yaml"),
        ("Roads.v2.CSV", "T610: Roads.v2.CSV would be taken for a file\n  leave out .CSV"),
        ("a/b", f"T610: 'a/b' cannot name a case\n  {plain}"),
        ("", f"T610: '' cannot name a case\n  {plain}"),
        ("x" * 101, f"T610: '{'x' * 101}' cannot name a case\n  {plain}"),
    ):
        with pytest.raises(ProblemError) as caught:
            ledger.new_case(name, pack_text())
        assert told == str(caught.value)
    with pytest.raises(ProblemError, match="did you mean roads") as caught:
        ledger.case("raods")
    assert codes_of(caught) == ["T608"]
    assert [ledger.has_case(name) for name in ("roads", "raods")] == [True, False]
    ledger.new_case("x" * 100, pack_text())
    assert ledger.names() == ("roads", "x" * 100)


def test_what_a_case_has_not_is_told_with_what_it_has(ledger):
    held = small_case(ledger)
    for ask, told in (
        (lambda: held.entry(17), "has no entry 17; it has 5"),
        (lambda: held.entry(0), "has no entry 0"),
        (lambda: held.state(6), "has no entry 6; it has 5"),
        (lambda: held.head(6), "has no entry 6; it has 5"),
        (lambda: held.prove(4, 3), "has no entry 4; it has 3"),
        (lambda: held.prove_consistency(4, 3), "has no entry 4; it has 3"),
    ):
        with pytest.raises(ProblemError) as caught:
            ask()
        assert f"T612: the case roads {told}\n  see them with: tocsin audit log roads" == str(caught.value)
    with pytest.raises(ProblemError) as caught:
        held.load(1)
    assert str(caught.value) == "T621: the case roads had no pack then\n  choose a later time"


def test_a_list_says_of_each_case_what_it_is(url):
    days = iter(range(1, 30))
    with Ledger(url, clock=lambda: dt.datetime(2024, 11, next(days), tzinfo=dt.UTC)) as ledger:
        held = small_case(ledger, "roads", count=2)
        small_case(ledger, "rails", count=0)
        held.append([Draft("case_closed", {})])
        rails, roads = [listed.to_json() for listed in ledger.cases()]
    midnight = "T00:00:00.000000Z"
    assert roads == {
        "name": "roads",
        "entries": 5,
        "created": f"2024-11-01{midnight}",
        "changed": f"2024-11-05{midnight}",
        "pack": "roads 1.0.0",
        "closed": True,
    }
    assert (rails["name"], rails["entries"], rails["changed"], rails["closed"]) == (
        "rails",
        2,
        f"2024-11-04{midnight}",
        False,
    )


@pytest.mark.parametrize("reason,code", [("\udc80", "T623"), ("x" * (16 * 1024 * 1024), "T620")])
def test_what_cannot_be_recorded_is_refused_whole(ledger, reason, code):
    held = small_case(ledger)
    with pytest.raises(ProblemError) as caught, held.session(reason=reason) as session:
        session.assert_fact(edge(7, 8))

    assert [code] == codes_of(caught)
    assert held.size() == 5


@pytest.mark.parametrize("table", ["cases", "entries", "packs"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_written(ledger, table, verb):
    small_case(ledger)
    if verb.startswith("TRUNCATE") and ledger.database.is_sqlite:
        verb = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    column = {"cases": "first_hash", "entries": "payload", "packs": "files"}[table]
    told = ""
    try:
        with ledger.database.writing() as connection:
            connection.exec_driver_sql(verb.format(table, column))
    except ProblemError as error:
        told = str(error)

    ignored = ledger.database.is_sqlite and table == "packs" and "REPLACE" in verb  # it has the row already
    assert ignored or "append-only" in told
    assert verify(ledger.database).is_whole


def test_the_database_refuses_an_entry_that_is_not_the_next(ledger):
    small_case(ledger)
    columns = "kind, recorded, payload, entry_hash, nodes"
    for number in (7, 0, -1):
        with pytest.raises(ProblemError, match="append-only"), ledger.database.writing() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO entries SELECT case_name, {number}, {columns} FROM entries WHERE number = 5"
            )
    assert verify(ledger.database).is_whole


def test_threads_write_one_after_the_other(ledger):
    held = small_case(ledger, count=0)

    def work(number):
        for step in range(10):
            with held.session(by=f"thread {number}") as session:
                session.assert_fact(edge(number, step))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(1, 43)) == [entry.number for entry in held.entries()]
    assert held.state().fact_count == 40
    assert verify(ledger.database).is_whole


def test_a_change_tells_what_it_did_and_records_the_assessment(ledger):
    held = small_case(ledger)
    with held.session() as session:
        session.assert_fact(edge(3, 4))
        drafts, session.drafts = session.drafts, []
    tried = change(held, drafts, dry_run=True)
    assert (held.size(), tried.written) == (5, ())
    done = change(held, drafts)

    assert [entry.kind for entry in done.written] == ["fact_asserted", "assessment"]
    assert (len(done.before.conclusions), len(done.after.conclusions)) == (6, 10)
    assert tried.after.to_json() == done.after.to_json()


def test_a_change_of_a_case_that_others_wrote_to_is_refused_if_it_is_to_be_the_next(ledger, monkeypatch):
    held = small_case(ledger)
    with pytest.raises(Overtaken, match=r"^roads has 5 entries, not 4$"):
        change(held, [], if_size=4)
    append = held.append

    def overtaken(drafts, **asked):
        append([assertion(held.load().facts[0])])
        return append(drafts, **asked)

    monkeypatch.setattr(held, "append", overtaken)
    with pytest.raises(Overtaken, match=r"^roads was written to meanwhile$"):
        change(held, [], if_size=5)
    assert [entry.kind for entry in held.entries(5)] == ["fact_asserted"]


def test_the_record_of_an_assessment_says_what_was_asked_and_has_the_digest_of_what_came_of_it(ledger):
    held = small_case(ledger)
    with held.session() as session:
        session.assert_fact(edge(3, 4))
        drafts, session.drafts = session.drafts, []
    done = change(held, drafts, engine="seminaive")
    content = done.written[-1].content

    beside = ("digest", "engines", "engine_warnings", "grades", "names")
    concluded = {key: value for key, value in done.after.to_data().items() if key not in beside}
    digest = hashlib.sha256(canonical_json(concluded).encode()).hexdigest()
    assert content["digest"] == f"sha256:{digest}" == done.after.digest
    assert content["python"] == platform.python_version()
    assert content["conclusions"] == {"certain": 10}
    assert (content["at"], content["engine"], content["engines"]) == (6, "seminaive", ["seminaive"])
    assert content["pack_digest"] == done.after.pack.digest
    assert content["assumptions"] == dict(done.after.assumptions)


def test_a_change_in_between_is_assessed_with_what_came_before_it(ledger, monkeypatch):
    held = small_case(ledger)
    with held.session() as session:
        session.assert_fact(edge(3, 4))
        drafts, session.drafts = session.drafts, []
    meanwhile = ledger.case("roads")
    state = held.state

    def overtaken(*arguments, **options):
        monkeypatch.undo()
        found = state(*arguments, **options)
        with meanwhile.session(by="ben") as session:
            session.assert_fact(edge(4, 5))
        return found

    monkeypatch.setattr(held, "state", overtaken)
    done = change(held, drafts, by="ana")

    assert [entry.number for entry in done.written] == [7, 8]
    assert done.written[-1].content["at"] == 7
    assert (len(done.before.conclusions), len(done.after.conclusions)) == (7, 15)
    assert all(found.same for found in replay(held))


def test_every_assessment_is_made_again_to_the_byte(ledger):
    held = small_case(ledger, count=1)
    for number in range(1, 5):
        with held.session() as session:
            session.assert_fact(edge(number, number + 1))
            drafts, session.drafts = session.drafts, []
        change(held, drafts)
    change(held, [Draft("pack_pinned", _pin("likely"))], pack=pack_text("likely"))
    found = list(replay(held))

    assert [item.same for item in found] == [True] * 5
    other = list(replay(held, pack_text("possible"), only=found[0].entry.number))
    assert {"certain", "possible"} == {c.qualifier for c in getattr(other[0].against, "conclusions", ())}


def test_why_an_assessment_may_come_out_otherwise_is_told(ledger):
    held = small_case(ledger, count=1)
    [*_, record] = change(held, []).written
    other = {**record.content, "engines": ["clips", "rete"], "tocsin": "0.0.9"}
    gone = {**record.content, "pack": "sha256:" + "0" * 64}
    held.append([Draft("assessment", other), Draft("assessment", gone)])

    same, differs, lost = replay(held)
    ran = ", ".join(same.record.engines)
    assert (same.why, same.same) == ((), True)
    assert differs.why == (
        f"engines {ran} ran now, clips, rete then",
        f"this is Tocsin {record.content['tocsin']}, that was 0.0.9",
    )
    assert lost.again is None
    assert lost.why == (f"the ledger has no text of a pack with the digest {gone['pack']}",)
    [only] = replay(held, only=differs.entry.number)
    assert (only.entry, only.why) == (differs.entry, differs.why)


def test_a_pack_that_changes_alters_nothing_that_was_recorded(ledger, tmp_path):
    file = tmp_path / "roads.yaml"
    file.write_text(_text_of(pack_text()), encoding="utf-8")
    held = ledger.new_case("roads", PackText.read(file))
    with held.session() as session:
        session.assert_fact(edge(1, 2))
        session.assert_fact(edge(2, 3))
        drafts, session.drafts = session.drafts, []
    done = change(held, drafts)
    file.write_text(_text_of(pack_text("possible")), encoding="utf-8")

    assert done.after.to_json() == held.load(4).assess().to_json()
    file.unlink()
    assert [found.same for found in replay(held)] == [True]


def test_a_fact_that_a_pack_declares_otherwise_is_told_with_its_entry(ledger):
    held = small_case(ledger, count=1)
    other = PackText(pack_text().files.replace("source: int, target: int", "source: str, target: str"))
    with pytest.raises(ProblemError, match="roads, entry 3") as caught:
        held.state().case(other.parse())

    assert codes_of(caught) == ["T615"]


def test_a_time_that_ends_before_it_begins_is_read_as_it_was_recorded(ledger):
    text = """pack: stays
types: {stay: {fields: {name: str, since: date, until: date}}, here: {name: str}}
rules: [{id: here, when: [{stay: {name: $n}}], then: [{here: {name: $n}}]}]
"""
    held = ledger.new_case("stays", PackText(json.dumps({"stays.yaml": text})))
    with held.session() as session:
        session.assert_fact("stay(name=x, since=2024-02-01, until=2024-01-01)")
    stricter = text.replace("stay: {fields", "stay: {validity: [since, until], fields")
    case = held.state().case(PackText(json.dumps({"stays.yaml": stricter})).parse())

    assert [str(given.fact) for given in case.facts] == ["stay(name=x, since=2024-02-01, until=2024-01-01)"]
    assert not case.assess(as_of=dt.date(2024, 1, 15)).conclusions


def _text_of(pack):
    return json.loads(pack.files)["roads.yaml"]


def test_proofs_hold_for_every_entry_and_every_earlier_head(ledger):
    held = small_case(ledger, count=7)
    for number in range(1, held.size() + 1):
        assert held.prove(number).check()
        assert held.prove_consistency(number).check()
        assert held.head(number).root == held.prove_consistency(number).subject
        assert held.prove(number, number).root == held.head(number).root


def test_a_newer_or_foreign_database_is_refused(sqlite_url):
    with Ledger(sqlite_url):
        pass
    engine = sqlalchemy.create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO schema_steps VALUES (3, 'of the future')")
    with pytest.raises(ProblemError) as caught:
        Ledger(sqlite_url)
    assert codes_of(caught) == ["T606"]
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE schema_steps")
    engine.dispose()
    with pytest.raises(ProblemError) as caught:
        Ledger(sqlite_url)
    assert codes_of(caught) == ["T605"]


@pytest.mark.parametrize(
    "named", ["", "nonsense", "mysql://x/y", "sqlite://", "postgresql://nobody:secret@/x?host=/nowhere"]
)
def test_an_address_that_leads_nowhere_is_a_clear_problem(named):
    with pytest.raises(ProblemError) as caught:
        Ledger(named)
    assert codes_of(caught) == ["T601"]
    assert "secret" not in str(caught.value)


def test_a_fact_that_is_not_told_apart_is_refused_with_the_first_of_those_it_may_be():
    pack = pack_text().parse()
    facts = Case(pack, [edge(0, number) for number in range(7)]).facts
    ids = {str(given.fact): given.fact.id for given in facts}

    def refused(text, among=facts):
        with pytest.raises(ProblemError) as caught:
            find_fact(among, text, pack.vocabulary)
        [problem] = caught.value.problems
        return problem.code, problem.message, problem.hint

    listed = "; ".join(f"{ids[edge(0, number)]} is {edge(0, number)}" for number in range(5))
    assert refused("edge(source=0)") == (
        codes.AMBIGUOUS_FACT,
        "edge(source=0) may be any of 7 facts",
        f"give an id: {listed}; and 2 more",
    )
    assert refused("edge", facts[:5])[2] == f"give an id: {listed}"
    assert refused(edge(9, 9)) == (codes.NO_SUCH_FACT, f"the case has no fact {edge(9, 9)}", f"there is: {listed}")
    assert refused(edge(9, 9), ())[2].startswith("assert it first")
    assert find_fact(facts, f" {ids[edge(0, 6)]} ", pack.vocabulary) == facts[6].fact
    assert find_fact(facts, "edge(target=6)", pack.vocabulary) == facts[6].fact
