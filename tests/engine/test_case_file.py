"""A case written as a file reads back as the same case, whoever writes it: the page, ``rules witness``, a program."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import facts, reports
from tests.vocabulary import VOCABULARY
from tocsin.engine import Case, load_pack
from tocsin.engine.case_file import case_data, to_yaml
from tocsin.facts import Given
from tocsin.facts.problems import Place
from tocsin.rules.model import Pack
from tocsin.rules.read.pack import pack_from_text

KURSK = load_pack("russia-dprk")
TINY = Pack("tiny", "1.0.0", VOCABULARY, (), Place("tiny.yaml"))


@pytest.mark.parametrize("word", ["on", "No", "1e3", "0o7", "~", "a: b", "# x", "é\n", "2024-01-01", "null", "'"])
def test_every_text_is_read_back_as_it_was(word):
    case = Case(KURSK, [f"diplomatic_visit(visitor=RUS, host=PRK, place={json.dumps(word)})"])

    assert case.facts == Case.from_text(to_yaml(case)).facts


entries = st.builds(Given, facts(), st.lists(reports(), max_size=1).map(tuple)) | st.builds(
    Given, facts(), qualifier=st.sampled_from(["likely", "possible"])
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entries, max_size=3))
def test_every_case_is_read_back_as_it_was(givens):
    case = Case(TINY, givens, name="on")
    again = Case.from_text(to_yaml(case), packs=[TINY])

    assert (case.name, case.facts) == (again.name, again.facts)
    assert case.facts == Case.from_data(case_data(case), TINY).facts


def test_a_case_is_written_as_people_write_one():
    case = Case(
        KURSK,
        ["troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, role=combat)"],
        assumptions={"kursk-counts-as-theatre": False},
    )
    lines = to_yaml(case, "../rules.yaml").splitlines()

    assert lines[1:4] == ['pack: "../rules.yaml"', "assumptions:", '  kursk-counts-as-theatre: "off"']
    assert {"  - troop_deployment:", "      headcount: 10900..11000"} < set(lines)


def test_a_type_that_is_named_as_a_key_of_entries_is_written_with_its_fields_apart():
    pack = pack_from_text("{pack: p, types: {note: {text: str}, fields: {n: int}}, rules: []}")
    case = Case(pack, ["note(text=x)", "fields(n=1)"])

    assert case.facts == Case.from_text(to_yaml(case), packs=[pack]).facts
