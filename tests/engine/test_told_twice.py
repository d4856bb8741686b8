"""A source's two words on what looks like one thing are remarked on, and following the remark makes them one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack
from tocsin.engine.assess import in_force
from tocsin.engine.codes import TOLD_TWICE
from tocsin.engine.told_twice import warnings_of_twins
from tocsin.facts import FactType, FieldType, Given, Report, Source, build
from tocsin.facts.kinds import INT, STR
from tocsin.facts.names import key_of

EXAMPLES = Path(__file__).parents[2] / "examples"
PACK = """
pack: camps
types:
  force:
    fields: {place: str, role: str?, number: quantity}
    key: [place, role]
  rumour: {place: str, number: quantity}
  total: {number: quantity}
rules:
  - id: total
    when: [{sum: $n, over: [{force: {place: $p, number: $n}}], as: $t}]
    then: [{total: {number: $t}}]
"""
EARLY = "place: Kursk, role: combat, number: 10_900..11_000", "publisher: NIS, date: 2024-11-01"
LATE = "place: Kursk, role: combat, number: 1_500", "publisher: NIS, date: 2024-11-10"


@pytest.fixture
def case(tmp_path):
    (tmp_path / "camps.yaml").write_text(PACK, encoding="utf-8")

    def made(*words, kind="force"):
        lines = [f"  - {kind}: {{{fields}}}\n    source: {{{source}}}\n" for fields, source in words]
        path = tmp_path / "case.yaml"
        path.write_text(f"case: c\npack: camps.yaml\nfacts:\n{''.join(lines)}", encoding="utf-8")
        return Case.load(path).assess()

    return made


def told(assessment):
    return [warning.message for warning in assessment.warnings if warning.code == TOLD_TWICE]


def total(assessment):
    return str(next(each.fact for each in assessment.conclusions).row[0])


NEARLY = {
    "a longer name": (
        ("place: Kursk Oblast, role: combat, number: 1_500", LATE[1]),
        'if it is, write the same place in both: "Kursk Oblast" or Kursk',
    ),
    "a letter": (
        ("place: Krusk, role: combat, number: 1_500", LATE[1]),
        "if it is, write the same place in both: Krusk or Kursk",
    ),
    "capitals": (
        ("place: KURSK, role: combat, number: 1_500", LATE[1]),
        "if it is, write the same place in both: KURSK or Kursk",
    ),
    "a field left out": (
        ("place: Kursk, number: 1_500", LATE[1]),
        "if it is, give role in both, or in neither",
    ),
    "the source's capitals": (
        (LATE[0], "publisher: Nis, date: 2024-11-10"),
        "if it is, write the same source in both: NIS or Nis",
    ),
    "one day": ((LATE[0], EARLY[1]), "if one corrects the other, give both a time stamp"),
    "no date": ((LATE[0], "publisher: NIS"), "if one corrects the other, give both a date"),
    "days that meet": ((LATE[0], "publisher: NIS, date: 2024-11"), "if one corrects the other, give each its day"),
}


@pytest.mark.parametrize("difference", NEARLY)
def test_what_is_nearly_a_correction_is_remarked_on(case, difference):
    word, advice = NEARLY[difference]
    assessment = case(EARLY, word)

    assert len(assessment.facts) == 2
    [message] = told(assessment)
    assert advice == message.rpartition("; ")[2]
    for fact in assessment.facts:
        assert str(fact.fact) in message


FOLLOWED = [
    (EARLY, LATE),
    (("place: Kursk Oblast, role: combat, number: 10_900..11_000", EARLY[1]),
     ("place: Kursk Oblast, role: combat, number: 1_500", LATE[1])),
    (("place: Kursk, number: 10_900..11_000", EARLY[1]), ("place: Kursk, number: 1_500", LATE[1])),
    ((EARLY[0], "publisher: NIS, date: 2024-11-01T09:00Z"), (LATE[0], "publisher: NIS, date: 2024-11-01T17:00Z")),
]  # fmt: skip


@pytest.mark.parametrize("words", FOLLOWED)
def test_what_the_remark_says_to_write_makes_the_later_word_a_correction(case, words):
    assessment = case(*words)

    assert (told(assessment), total(assessment)) == ([], "1500")


APART = {
    "another place": (EARLY, ("place: Belgorod, role: combat, number: 1_500", LATE[1])),
    "numbered places": (("place: Unit 93, number: 10", EARLY[1]), ("place: Unit 94, number: 12", LATE[1])),
    "another source": (EARLY, ("place: Kursk Oblast, role: combat, number: 1_500", "publisher: ISW, date: 2024-11-10")),
    "two fields": (EARLY, ("place: Kursk Oblast, number: 1_500", LATE[1])),
    "no source named": ((EARLY[0], "date: 2024-11-01"), ("place: Kursk Oblast, number: 1_500", "date: 2024-11-10")),
    "an accepted correction": (EARLY, LATE),
}


@pytest.mark.parametrize("words", APART.values(), ids=APART)
def test_what_tells_two_things_apart_is_let_be(case, words):
    assert told(case(*words)) == []


def test_what_holds_at_other_times_is_let_be(case, tmp_path):
    case()
    path = tmp_path / "times.yaml"
    text = (
        "case: c\npack: camps.yaml\nfacts:\n"
        "  - {force: {place: Kursk, number: 10}, source: {publisher: NIS, date: 2024-11-01}, valid_to: 2024-11-09}\n"
        "  - {force: {place: Kursk, role: combat, number: 1}, source: {publisher: NIS, date: 2024-11-10},\n"
        "     valid_from: 2024-11-10}\n"
    )
    path.write_text(text, encoding="utf-8")
    assert warnings_of_twins(in_force(Case.load(path).facts, None, None)) == []
    path.write_text(text.replace(", valid_to: 2024-11-09", ""), encoding="utf-8")
    assert len(warnings_of_twins(in_force(Case.load(path).facts, None, None))) == 1


def test_a_type_without_a_key_has_no_accounts_to_confuse(case):
    words = [("place: Kursk, number: 10", EARLY[1]), ("place: Kursk Oblast, number: 12", LATE[1])]

    assert told(case(*words, kind="rumour")) == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_no_shipped_example_is_remarked_on(path):
    assert warnings_of_twins(in_force(Case.load(path).facts, None, None)) == []


def test_no_case_of_the_shipped_pack_is_remarked_on():
    pack = load_pack("russia-dprk")

    assert [warned for case in pack.cases for warned in warnings_of_twins(in_force(case.facts, None, None))] == []


WORDS = st.text("abcKU -ö", min_size=1, max_size=9).map(lambda text: " ".join(text.split())).filter(key_of)
FORCE = FactType("force", (FieldType("place", STR), FieldType("number", INT)), key=("place",))


@given(WORDS, WORDS)
def test_a_spelling_of_the_same_name_is_always_remarked_on(place, more):
    for other in {place.upper(), place.replace("-", " "), f"{place} {more}"} - {place}:
        reports = (Report(Source(publisher="NIS")),)
        facts = [Given(build(FORCE, {"place": name, "number": 1}), reports) for name in (place, other)]
        assert len(warnings_of_twins(in_force(facts, None, None))) == 1, other
