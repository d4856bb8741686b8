"""Case files: entries, reports and everything around them, in YAML, JSON and JSON Lines."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.problems import where
from tests.strategies import facts, reports
from tests.vocabulary import VOCABULARY, Edge, Shipment

from tocsin.facts import (
    FactType,
    FieldType,
    Given,
    Place,
    Problem,
    ProblemError,
    Quantity,
    Report,
    Source,
    Vocabulary,
    merge,
    parse_fact,
    read_case,
    read_entries,
)
from tocsin.facts.kinds import STR
from tocsin.facts.read import Entry
from tocsin.facts.reports import QUALIFIERS
from tocsin.facts.tree import parse_json, parse_yaml

ONE_TWO = Edge(source=1, target=2)
NIS = Source(publisher="ROK NIS", date=dt.date(2024, 11, 20))


def entries_of(text, parse=parse_yaml):
    problems: list[Problem] = []
    found = read_entries(parse(text, "f"), VOCABULARY, problems)
    assert problems == []
    return found


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path):
    return read_case(path, lambda pack: VOCABULARY)


@given(st.lists(st.tuples(facts(), st.lists(reports(), max_size=2), st.sampled_from(QUALIFIERS)), max_size=4))
def test_results_read_back_as_the_facts_they_print(rows):
    printed = [
        {
            "id": fact.id,
            "type": fact.fact_type().name,
            "fields": fact.fact_type().canonical_fields(fact.row),
            "reports": [report.to_json() for report in found],
            "qualifier": qualifier,
        }
        for fact, found, qualifier in rows
    ]
    entries = entries_of(json.dumps(printed), parse_json)
    assert [(entry.fact, list(entry.reports), entry.qualifier) for entry in entries] == rows


@given(facts())
def test_a_fact_means_the_same_in_all_three_forms(fact):
    name, fields = fact.fact_type().name, fact.fact_type().canonical_fields(fact.row)
    forms = [{name: fields}, {"type": name, "fields": fields}, str(fact)]
    assert [entry.fact for entry in entries_of(json.dumps(forms), parse_json)] == [fact] * 3


def test_the_case_of_the_contract(tmp_path):
    path = write(
        tmp_path,
        "kursk.yaml",
        """
        case: kursk-2024-11-20
        pack: russia-dprk            # a shipped pack's name, or a path
        as_of: 2024-11-20
        assumptions: {kursk-counts: on, other: off, third: true}
        facts:
          - shipment: {supplier: no, volume: 10900..11000, kind: crude, shipped: 2024-11-01}
            source: {publisher: ROK NIS, date: 2024-11-20}
            grade: B2
            status: reported
        """,
    )
    case = read(path)
    fact = Shipment(supplier="no", volume=Quantity(10900, 11000), kind="crude", shipped=dt.date(2024, 11, 1))
    assert case.name == "kursk-2024-11-20"
    assert (case.pack, case.pack_place) == ("russia-dprk", Place(str(path), 3, 15))
    assert (case.as_of, case.known_by) == (dt.date(2024, 11, 20), None)
    assert case.assumptions == {"kursk-counts": True, "other": False, "third": True}
    assert case.assumption_places["other"] == Place(str(path), 5, 41)
    assert case.facts == (Given(fact, (Report(NIS, "B2"),)),)


def test_a_case_without_a_name_has_the_name_of_its_file(tmp_path):
    case = read(write(tmp_path, "kursk.yaml", "facts: []"))
    assert (case.name, case.pack, case.facts) == ("kursk", None, ())
    assert read(write(tmp_path, "list.json", '["edge(source=1, target=2)"]')).facts == (Given(ONE_TWO),)
    assert read(write(tmp_path, "none.yaml", "facts:")).facts == ()


def test_the_vocabulary_is_that_of_the_pack_the_file_names(tmp_path):
    asked: list[str | None] = []

    def vocabulary_of(pack):
        asked.append(pack)
        return VOCABULARY

    read_case(write(tmp_path, "a.yaml", "pack: p\nfacts: []"), vocabulary_of)
    read_case(write(tmp_path, "b.jsonl", ""), vocabulary_of)
    assert asked == ["p", None]


def test_an_unknown_pack_is_reported_where_it_is_named_beside_the_other_problems(tmp_path):
    def refuse(pack):
        raise ProblemError([Problem("T323", f"there is no pack {pack}", Place(pack))])

    path = write(tmp_path, "a.yaml", "pack: p\nas_of: x\nfacts: []")
    with pytest.raises(ProblemError) as caught:
        read_case(path, refuse)
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [
        ("T323", Place(str(path), 1, 7)),
        ("T210", Place(str(path), 2, 8)),
    ]


def test_the_end_of_a_day_is_no_moment_of_it_whatever_python_reads_it(tmp_path):
    text = 'facts:\n  - edge: {source: 1, target: 2}\n    source: {publisher: NIS, date: "2024-11-20T24:00Z"}'
    with pytest.raises(ProblemError) as caught:
        read(write(tmp_path, "a.yaml", text))
    [problem] = caught.value.problems
    assert (problem.code, problem.hint) == (
        "T210",
        "there is no moment 2024-11-20T24:00Z; write 00:00 of the day after",
    )


def test_several_reports_and_a_source_that_is_only_a_name():
    [entry] = entries_of("- edge: {source: 1, target: 2}\n  reports: [{source: NIS}, {grade: A1, status: denied}]")
    assert entry.reports == (Report(Source(publisher="NIS")), Report(grade="A1", status="denied"))


def test_an_entry_without_report_keys_has_no_report():
    texts = (
        "- edge: {source: 1, target: 2}",
        "- edge(source=1, target=2)",
        "- edge: {source: 1, target: 2}\n  source:",
    )
    for text in texts:
        [entry] = entries_of(text)
        assert (entry.reports, entry.qualifier) == ((), None)


def test_a_field_stated_as_nothing_is_absent_and_a_type_without_fields_needs_none():
    assert [entry.fact for entry in entries_of("- hop: {from: a, id: ~}\n- alarm:\n- alarm: {}\n- alarm")] == [
        parse_fact(text, VOCABULARY) for text in ("hop(from=a)", "alarm", "alarm", "alarm")
    ]


def test_the_same_fact_given_twice_is_one_with_all_its_reports():
    given_facts = merge(
        entries_of(
            """
            - {edge: {source: 1, target: 2}, source: {publisher: ROK NIS, date: 2024-11-20}, qualifier: possible}
            - edge(source=3, target=4)
            - {edge: {target: 2, source: 1}, grade: B2, qualifier: likely}
            - {edge: {target: 2, source: 1}, source: {publisher: ROK NIS, date: 2024-11-20}}
            """
        )
    )
    expected = Given(ONE_TWO, (Report(grade="B2", qualifier="likely"), Report(NIS, qualifier="possible")))
    assert given_facts == (expected, Given(Edge(source=3, target=4)))


@given(
    st.lists(st.tuples(st.sampled_from((ONE_TWO, Edge(source=2, target=3))), st.lists(reports(), max_size=2))),
    st.randoms(),
)
def test_what_is_merged_does_not_depend_on_the_order_of_entries(rows, random):
    entries = [Entry(fact, tuple(found), None, Place("f")) for fact, found in rows]
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert {given.fact.id: given for given in merge(entries)} == {given.fact.id: given for given in merge(shuffled)}


def test_json_lines_are_entries(tmp_path):
    text = '{"edge": {"source": 1, "target": 2}, "grade": "B2"}\n\n  "edge(source=3, target=4)"\r\n{"type": "alarm"}'
    for suffix in ("jsonl", "ndjson"):
        case = read(write(tmp_path, f"kursk.{suffix}", text))
        assert case.name == "kursk"
        assert [str(given.fact) for given in case.facts] == [
            "edge(source=1, target=2)",
            "edge(source=3, target=4)",
            "alarm()",
        ]
        assert case.facts[0].reports == (Report(grade="B2"),)


def test_every_faulty_line_is_reported(tmp_path):
    path = write(tmp_path, "a.jsonl", '{"edge": {"source": 1}}\n{"edge"}\n7\n"edge(source=x, target=2)"\n')
    with pytest.raises(ProblemError) as caught:
        read(path)
    found = [(*where(problem), problem.code) for problem in caught.value.problems]
    assert found == [(1, 2, "T204"), (2, 8, "T105"), (3, 1, "T209"), (4, 14, "T203")]


def test_a_hundred_problems_are_shown_and_the_rest_counted(tmp_path):
    path = write(tmp_path, "a.jsonl", "7\n" * 1_000)
    with pytest.raises(ProblemError) as caught:
        read(path)
    assert len(caught.value.problems) == 101
    assert caught.value.problems[0].message == "1000 problems were found; the first 100 are shown"


def test_problems_come_in_the_order_of_the_file(tmp_path):
    path = write(tmp_path, "a.yaml", "facts:\n- edge: {sauce: 1, source: x}\n  grade: b\n- egde: {}\n")
    with pytest.raises(ProblemError) as caught:
        read(path)
    places = [where(problem) for problem in caught.value.problems]
    assert places == sorted(places)
    assert [problem.code for problem in caught.value.problems] == ["T204", "T202", "T203", "T211", "T201"]


def test_a_type_may_be_named_as_a_key_of_entries_is(tmp_path):
    types = (
        FactType("note", (FieldType("text", STR),)),
        FactType("source", (FieldType("name", STR),)),
        Edge.fact_type(),
    )
    path = tmp_path / "case.yaml"
    path.write_text(
        "facts:\n"
        "- {note: {text: x}, grade: B2, source: {publisher: A}}\n"
        "- {source: {name: y}, note: a remark}\n"
        "- {type: source, fields: {name: z}}\n"
        "- {edge: {source: 1, target: 2}, source: {publisher: B}, note: another}\n",
        encoding="utf-8",
    )
    read = [
        (given.fact.fact_type().name, [report.source.name for report in given.reports])
        for given in read_case(path, lambda pack: Vocabulary.of("named", types)).facts
    ]
    assert read == [("note", ["A"]), ("source", [None]), ("source", []), ("edge", ["B"])]
