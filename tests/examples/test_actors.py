"""The pack says only what its article says: it names whom and where its facts or the cited sentences name."""

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack
from tocsin.facts import Quantity
from tocsin.facts.building import FactError, build
from tocsin.rules.rule import Constant, Pattern

PACK = load_pack("russia-dprk")
THIRD = ("MLI", "IRN", "YEM", "BRA", "IND", "TUR")
PARTIES = ("RUS", "PRK", "UKR")
# Whom a sentence of the article names, read by hand; "the West" and "its allies" as the vocabulary has them.
NAMED = {
    "S09": {"RUS", "PRK", "USA", "KOR", "JPN"},
    "S10": {"PRK", "RUS"},
    "S11": {"RUS", "PRK"},
    "S12": {"RUS", "PRK", "NATO"},
    "S13": {"KOR", "JPN", "PRK"},
    "S14": {"CHN", "PRK", "RUS"},
    "S16": {"RUS", "CHN", "PRK", "USA"},
    "S17": {"PRK", "RUS", "UKR"},
    "S21": {"UKR"},
    "S22": {"UKR"},
    "S26": {"UN"},
    "S27": {"CHN", "WEST"},
    "S28": {"CHN", "USA"},
    "S29": {"NATO", "WEST", "RUS", "PRK"},
    "S30": {"UKR", "WEST"},
    "S33": {"PRK", "RUS", "USA", "KOR"},
    "S35": {"UKR"},
    "S37": {"PRK", "UKR"},
    "S38": {"RUS"},
    "S39": {"WEST"},
}
# Which regions a sentence speaks of, by their names or by the states in them; tension with NATO is told of Europe.
SPEAKS_OF = {
    "S09": {"East_Asia"},
    "S12": {"Korean_Peninsula", "NATO", "Europe"},
    "S13": {"Korean_Peninsula", "East_Asia"},
    "S14": {"East_Asia"},
    "S16": {"East_Asia"},
    "S21": {"Europe"},
    "S27": {"East_Asia"},
    "S33": {"Korean_Peninsula"},
    "S35": {"Europe"},
    "S37": {"Europe"},
}
DERIVED = {head.type for rule in PACK.rules for head in rule.then}
GIVEN = [fact_type for name, fact_type in sorted(PACK.vocabulary.types.items()) if name not in DERIVED]


def words_of_patterns():
    """The words that patterns of the pack ask for, by type and field."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rule in PACK.rules:
        items = [*rule.when, *rule.stronger_if, *(item for entry in rule.unless for item in entry)]
        for item in items:
            for pattern in [item] if isinstance(item, Pattern) else getattr(item, "over", ()):
                if isinstance(pattern, Pattern):
                    for name, term in pattern.terms.items():
                        if isinstance(term, Constant):
                            found[pattern.type, name].update(v for v in term.values if isinstance(v, str))
    return {key: sorted(words) for key, words in found.items()}


WORDS = words_of_patterns()
SCALARS = {
    "bool": st.booleans(),
    "date": st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    "int": st.sampled_from([5, 12, 2024]),
    "float": st.just(1.5),
    "quantity": st.sampled_from([Quantity(n, n) for n in (500, 11_000, 600_000)]),
}


def values_of(fact_type, field, actors):
    if field.codes is not None:
        return st.sampled_from(actors)
    if field.kind.name == "enum":
        return st.sampled_from(field.kind.values)
    if field.kind.name == "str":
        return st.sampled_from([*WORDS.get((fact_type.name, field.name), ()), "something"])
    return SCALARS[field.kind.name]


@st.composite
def facts(draw, actors):
    """A fact that somebody could report, of these actors; None where the vocabulary refuses it."""
    fact_type = draw(st.sampled_from(GIVEN))
    values = {
        field.name: draw(values_of(fact_type, field, actors))
        for field in fact_type.fields
        if not field.optional or draw(st.integers(0, 2))
    }
    named = [values[field.name] for field in fact_type.fields if field.codes is not None and field.name in values]
    if len(set(named)) < len(named):
        return None  # nobody acts upon himself
    try:
        return build(fact_type, values)
    except FactError:
        return None


def actors_of(fact):
    fields = zip(fact.fact_type().fields, fact.row, strict=True)
    return {value for field, value in fields if field.codes is not None and value is not None}


def regions_of(fact):
    fields = zip(fact.fact_type().fields, fact.row, strict=True)
    return {value for field, value in fields if field.name in ("region", "arena") and value is not None}


def grounds(assessment, identity, seen, named_in=actors_of):
    """The actors (or what else is ``named_in``) of the given facts below a conclusion, and what its rules cite."""
    actors: set[str] = set()
    cited: set[str] = set()
    if identity in seen:
        return actors, cited
    seen.add(identity)
    given_fact = assessment.fact(identity)
    if given_fact is not None:
        actors |= named_in(given_fact.fact)
    conclusion = assessment.conclusion(identity)
    for derivation in () if conclusion is None else conclusion.derivations:
        cited |= set(derivation.cites)
        for premise in derivation.premises:
            more, sentences = grounds(assessment, premise, seen, named_in)
            actors |= more
            cited |= sentences
    return actors, cited


def beyond(drawn):
    """What the pack concludes of actors whom neither its facts nor the sentences cited on the way name."""
    case = Case(PACK, [fact for fact in drawn if fact is not None], as_of=dt.date(2024, 12, 31))
    assessment = case.assess(engine="seminaive")
    found = []
    for conclusion in assessment.conclusions:
        actors, cited = grounds(assessment, conclusion.id, set())
        by_law = {"UN"} if conclusion.type in ("sanctions_violation", "breach_of_provision") else set()
        allowed = actors | by_law | {name for statement in cited for name in NAMED.get(statement, ())}
        if actors_of(conclusion.fact) - allowed:
            found.append((conclusion.fact_text, sorted(actors), sorted(cited)))
    return found


def regions_beyond(drawn):
    """What the pack concludes of regions that neither its facts nor the sentences cited on the way speak of.

    That nothing is reported of a region ("none", from absence) is said of every one.
    """
    case = Case(PACK, [fact for fact in drawn if fact is not None], as_of=dt.date(2024, 12, 31))
    assessment = case.assess(engine="seminaive")
    found = []
    for conclusion in assessment.conclusions:
        regions = regions_of(conclusion.fact)
        if not regions or "level=none" in conclusion.fact_text:
            continue
        given_regions, cited = grounds(assessment, conclusion.id, set(), regions_of)
        if regions - given_regions - {name for statement in cited for name in SPEAKS_OF.get(statement, ())}:
            found.append((conclusion.fact_text, sorted(given_regions), sorted(cited)))
    return found


relaxed = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


@pytest.mark.soak
@relaxed
@given(st.lists(facts((*THIRD, *PARTIES)), min_size=1, max_size=8))
def test_no_actor_is_named_whom_neither_facts_nor_sentences_name(drawn):
    assert beyond(drawn) == []


@pytest.mark.soak
@relaxed
@given(st.lists(facts((*THIRD, *PARTIES, "EU", "USA", "NATO")), min_size=1, max_size=8))
def test_no_region_is_named_that_neither_facts_nor_sentences_speak_of(drawn):
    assert regions_beyond(drawn) == []


@pytest.mark.soak
@relaxed
@given(st.lists(facts(THIRD), min_size=1, max_size=10))
def test_facts_about_others_say_nothing_of_the_parties(drawn):
    assessment = Case(PACK, [f for f in drawn if f is not None], as_of=dt.date(2024, 12, 31)).assess(engine="seminaive")
    named = {name for conclusion in assessment.conclusions for name in actors_of(conclusion.fact)}
    assert named <= {*THIRD, "UN", "WEST"}


@pytest.mark.parametrize(
    "fact",
    [
        "troop_deployment(sender=RUS, beneficiary=MLI, headcount=900..1200, role=combat)",
        "sanctions_regime(imposed_by=EU, target=RUS, severity=significant)",
        "troop_deployment(sender=BLR, beneficiary=RUS, theatre=ukraine_war, headcount=20000, role=combat)",
    ],
)
def test_what_the_article_does_not_speak_of_brings_no_fighting_and_no_level(fact):
    concluded = {c.type for c in Case(PACK, [fact]).assess(engine="seminaive").conclusions}
    assert (
        concluded & {"combat_deployment", "troop_involvement", "situation_on_record", "regional_threat_level"} == set()
    )


def test_sanctions_of_the_eu_on_russia_alone_shake_no_region():
    fact = "sanctions_regime(imposed_by=EU, target=RUS, severity=significant)"
    concluded = Case(PACK, [fact]).assess(engine="seminaive").conclusions
    assert [c.fact_text for c in concluded if c.type == "threat_indicator" and "instability" in c.fact_text] == []
    assert [c.fact_text for c in concluded if "East_Asia" in c.fact_text] == []
    assert regions_beyond([c.fact for c in Case(PACK, [fact]).assess(engine="seminaive").facts]) == []
