"""Spelling that makes no difference makes none, and a word that no rule knows is said."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack
from tocsin.facts import parse_fact
from tocsin.facts.model import Given
from tocsin.facts.reports import Report, Source

PACK = load_pack("russia-dprk")
FACT = (
    "troop_deployment(sender=PRK, beneficiary=RUS, location_country=RUS, location_region={}, headcount=11000,"
    " role=combat)"
)
HEADER = "sender,beneficiary,theatre,location_country,location_region,headcount,role,source,source.date"


def followed(facts):
    assessment = Case(PACK, facts).assess(engine="seminaive")
    return {c.id: c.qualifier for c in assessment.conclusions}, [w.message for w in assessment.warnings]


KURSK = followed([FACT.format("Kursk")])


@pytest.mark.parametrize("region", ["kursk", "Kursk ", " KURSK", "Kursk\u00a0", "kUrSk"])
def test_a_listed_word_is_understood_whatever_its_case_and_the_blanks_around_it(region, tmp_path):
    file = tmp_path / "troop_deployment.csv"
    file.write_text(f"{HEADER}\nPRK,RUS,,RUS,{region},11000,combat,NIS,2024-11-20\n", encoding="utf-8")
    assessment = Case.load(file, PACK).assess(engine="seminaive")
    assert len(assessment.conclusions) == 71
    assert assessment.warnings == ()
    assert KURSK[0] == {c.id: c.qualifier for c in assessment.conclusions}


@pytest.mark.parametrize(
    "fact,message",
    [
        (
            FACT.format("Kurks"),
            'no rule knows troop_deployment.location_region=Kurks; known: Kursk, "Kursk Oblast", "Kursk region"',
        ),
        (
            "troop_deployment(sender=PRK, beneficiary=RUS, theatre=Ukraine)",
            "no rule knows troop_deployment.theatre=Ukraine; known: ukraine_war",
        ),
        (
            "deployment_posture(force=PRK, posture=strategic, sector=Donetsk)",
            "deployment_posture.sector=Donetsk is taken as it is written; "
            'listed: Kursk, "Kursk Oblast", "Kursk region", Siberia',
        ),
    ],
)
def test_a_word_that_no_rule_knows_is_said_with_the_nearest_first(fact, message):
    assert message in followed([fact])[1]


def test_each_warning_has_its_code():
    facts = [FACT.format("Kurks"), "deployment_posture(force=PRK, posture=strategic, sector=Donetsk)"]
    assessment = Case(PACK, facts).assess(engine="seminaive")
    assert {warning.code for warning in assessment.warnings} == {"W406", "W407"}


def test_following_the_warning_is_understood():
    words = followed([FACT.format("Kurks")])[1][0].split("known: ")[1].split(", ")
    assert followed([FACT.format(words[0])]) == KURSK


def test_a_word_that_a_variable_matches_is_not_said_to_be_unknown():
    assert followed(["treaty_status(party=PRK, counterparty=RUS, name=anything, stage=signed)"])[1] == []


def test_facts_check_says_it_too(tmp_path):
    file = tmp_path / "troop_deployment.csv"
    file.write_text(f"{HEADER}\nPRK,RUS,Ukraine,RUS,Kursk,11000,combat,NIS,2024-11-20\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "tocsin"), "facts", "check", str(file), "--pack", "russia-dprk"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    data = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    expected = "no rule knows troop_deployment.theatre=Ukraine; known: ukraine_war"
    assert f"W406: {expected}" in text
    assert data["warnings"] == [{"code": "W406", "message": expected}]


BLANKS = st.text(" \t\n\u00a0\u2009", max_size=3)


def scrambled(draw, text):
    """The text with other blanks around and within it, in another case and another form of its characters."""
    cased = "".join(draw(st.sampled_from((letter.lower(), letter.upper()))) for letter in text)
    inner = draw(BLANKS) + " "
    decomposed = unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), cased)
    return draw(BLANKS) + inner.join(decomposed.split(" ")) + draw(BLANKS)


@settings(max_examples=25)
@given(st.data())
def test_blanks_and_the_case_of_listed_words_change_nothing(data):
    region = data.draw(st.sampled_from(("Kursk", "Kursk Oblast", "Kursk region")))
    theatre = scrambled(data.draw, "ukraine_war")
    quoted = json.dumps(scrambled(data.draw, region))
    plain = FACT.format(json.dumps(region))[:-1] + ", theatre=ukraine_war)"
    assert followed([plain]) == followed([FACT.format(quoted)[:-1] + f", theatre={json.dumps(theatre)})"])


SPELT = """
pack: spelt
types:
  seen: {place: str, by: str}
  held: {town: str}
  note: {text: str}
  lost: {place: str}
rules:
  - id: lost
    when: [{seen: {place: $p}}, {held: {town: $p}}]
    then: [{lost: {place: $p}}]
  - {id: known, when: [{seen: {place: Basra, by: $b}}], then: [{lost: {place: $b}}]}
"""


@pytest.mark.parametrize(
    "facts,told",
    [
        (("seen(place=Mosul, by=A)", "held(town=mosul)"), "held.town=mosul are two words, alike but for capitals"),
        (("seen(place=basra, by=A)",), "a rule's Basra and seen.place=basra are two words"),
        (("seen(place='“Mosul”', by=A)", "held(town=Mosul)"), "alike but for capitals, accents, quotes and dashes"),
        (("seen(place='Mósul', by=A)", "held(town=Mosul)"), "alike but for capitals, accents, quotes and dashes"),
        (("seen(place='A+', by=B)", "held(town='A-')"), ""),
        (("seen(place=Mosul, by=A)", "held(town=Mosul)"), ""),
        (("seen(place=Mosul, by=mosul)",), "seen.by=mosul"),
        (("seen(place=Mosul, by=A)", 'note(text="mosul")'), ""),
    ],
)
def test_one_word_in_two_spellings_is_said_where_rules_compare_them(tmp_path, facts, told):
    (tmp_path / "pack.yaml").write_text(SPELT, encoding="utf-8")
    warnings = Case(load_pack(tmp_path / "pack.yaml"), facts).assess(engine="seminaive").warnings
    assert [told in w.message for w in warnings if w.code == "W410"] == ([True] if told else [])


TWICE = """pack: twice
types: {seen: {n: int}, sure: {n: int}}
rules: [{id: r, when: [{seen: {n: $n, backed_by: {sources: 2..}}}], then: [{sure: {n: $n}}]}]
"""


@pytest.mark.parametrize(
    "sources,told",
    [
        (
            (Source(publisher="Reuters"), Source(publisher="Retuers")),
            "the sources 'Retuers' and 'Reuters' of seen(n=1) may be one, misspelt",
        ),
        (
            (Source(publisher="TASS"), Source(publisher="Wire", origin="TASSS")),
            "the sources 'TASS' and 'TASSS' of seen(n=1) may be one, misspelt",
        ),
        ((Source(publisher="Reuters"), Source(publisher="reuters")), ""),
        ((Source(publisher="Reuters"), Source(publisher="Reutersx", origin="Reuters")), ""),
        ((Source(publisher="Lab A"), Source(publisher="Lab B")), ""),
    ],
)
def test_two_sources_that_may_be_one_are_told_where_a_rule_counts_them(tmp_path, sources, told):
    (tmp_path / "pack.yaml").write_text(TWICE, encoding="utf-8")
    pack = load_pack(tmp_path / "pack.yaml")
    given = Given(parse_fact("seen(n=1)", pack.vocabulary), tuple(map(Report, sources)))
    warnings = Case(pack, [given]).assess(engine="seminaive").warnings
    assert [told in w.message for w in warnings if w.code == "W410"] == ([True] if told else [])


def test_the_subject_of_a_statement_is_known_from_all_of_a_pack_and_a_fact_type_is_no_misspelling():
    told = followed(["official_statement(actor=PRK, stance=deny, subject=troop_deploymnt)"])[1]
    assert (
        "no rule knows official_statement.subject=troop_deploymnt; known: troop_deployment, sanctions_violation" in told
    )
    assert followed(["official_statement(actor=PRK, stance=deny, subject=casualty_report)"])[1] == []
