"""What an explanation says, and that it says it of any derivation graph."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.questions.cases import SHARES
from tocsin.engine import Assessment, Case, load_pack
from tocsin.explain import Explanation, resolve, to_json, to_text, why, words
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.problems import ProblemError
from tocsin.facts.reports import Report, Source
from tocsin.rules.documents import link_document
from tocsin.rules.read import pack_from_text

TINY = """
pack: tiny
version: 1.0.0
names: {UN: the UN}
types:
  edge: {source: int, target: int}
  path: {source: int, target: int}
  at: {place: int}
  next: {here: int, there: int}
  shipment: {supplier: str, volume: quantity}
  volume_total: {supplier: str, total: quantity}
  large: {supplier: str}
  un_exemption: {supplier: str, volume: quantity}
  depleted: {supplier: str}
  shortage: {supplier: str}
  way_in: {}
  one: {}
  two: {}
  first: {}
  second: {}
rules:
  - {id: direct, when: [{edge: {source: $a, target: $b}}], then: [{path: {source: $a, target: $b}}]}
  - {id: onward, when: [{path: {source: $a, target: $b}}, {edge: {source: $b, target: $c}}],
     then: [{path: {source: $a, target: $c}}]}
  - {id: move, when: [{at: {place: $n}}, {next: {here: $n, there: $m}}], then: [{at: {place: $m}}]}
  - id: total
    when: [{sum: $v, over: [{shipment: {supplier: $s, volume: $v}}], by: [$s], as: $total}]
    then: [{volume_total: {supplier: $s, total: $total}}]
  - id: large
    when: [{volume_total: {supplier: $s, total: $t}}, $t >= 1_000]
    unless: [[{un_exemption: {supplier: $s, volume: $e}}, $e > 500]]
    then: [{large: {supplier: $s}}]
    reads: "{s} supplies {t} barrels."
  - id: shortage
    when: [{large: {supplier: $s}}]
    stronger_if: [{depleted: {supplier: $s}}]
    then: [{shortage: {supplier: $s}}]
    qualifier: possible
    reads: "{s} may run short."
  - {id: in-certain, when: [{second: {}}], then: [{first: {}}]}
  - {id: back, when: [{first: {}}], then: [{second: {}}]}
  - {id: short-way-in, when: [{way_in: {}}], then: [{second: {}}], qualifier: possible}
  - {id: step-one, when: [{way_in: {}}], then: [{one: {}}]}
  - {id: step-two, when: [{one: {}}], then: [{two: {}}]}
  - {id: long-way-in, when: [{two: {}}], then: [{first: {}}]}
"""
TROOPS = "troop_deployment(sender=PRK, beneficiary=RUS, headcount={}, role=combat)"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return load_pack(path)


@pytest.fixture(scope="module")
def article():
    return load_pack("russia-dprk")


@pytest.fixture(scope="module")
def kursk():
    return Case.load("examples/kursk.yaml").assess(engine="seminaive")


def assess(pack, *facts) -> Assessment:
    return Case(pack, facts).assess(engine="seminaive")


def explain(assessment: Assessment, fact: str, **options) -> Explanation:
    (identity,) = dict.fromkeys(resolve(assessment, fact))
    return why(assessment, identity, **options)


def text_of(explanation: Explanation) -> str:
    """The tree on lines so wide that nothing is broken."""
    return to_text(explanation, width=2_000, colour=False)


def reported(pack, fact: str, publisher: str, **report) -> Given:
    return Given(parse_fact(fact, pack.vocabulary), (Report(Source(publisher=publisher), **report),))


# ── resolve ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_type_means_its_conclusions_and_then_its_given_facts(tiny):
    assessment = assess(tiny, "edge(source=1, target=2)", "path(source=7, target=8)")
    derived, given = resolve(assessment, "path")
    assert assessment.conclusion(derived) is not None
    assert assessment.fact(given) is not None


def test_fields_may_be_left_out(kursk):
    (identity,) = resolve(kursk, "aid_escalation(tier=advanced)")
    assert kursk.fact_text(identity) == "aid_escalation(recipient=UKR, tier=advanced)"


def test_an_id_may_be_cut_to_six_digits(kursk):
    (identity,) = resolve(kursk, "sanctions_violation(violator=PRK)")
    assert resolve(kursk, identity[:6]) == resolve(kursk, identity.upper()) == (identity,)


def test_a_beginning_that_fits_several_facts_is_refused(tiny):
    assessment = assess(tiny, "edge(source=10, target=189)", "edge(source=16, target=176)")
    with pytest.raises(ProblemError, match=r"T411: 2 facts have an id that begins with ff67a1\n.*edge\(source=1"):
        resolve(assessment, "ff67a1")


def test_nothing_is_found_where_nothing_holds(kursk):
    assert resolve(kursk, "un_authorisation") == resolve(kursk, "000000000000") == ()


@pytest.mark.parametrize(
    "text, hint", [("sanction_violation", "sanctions_violation"), ("aid_flow(doner=RUS)", "donor")]
)
def test_an_unknown_name_comes_with_the_nearest(kursk, text, hint):
    with pytest.raises(ProblemError, match=f"did you mean {hint}"):
        resolve(kursk, text)


# ── what a tree says ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_tree_begins_with_the_sentence_and_its_qualifier(kursk):
    first = text_of(explain(kursk, "sanctions_violation(violator=PRK)")).splitlines()[2]
    law = "By law North Korea violates UN sanctions: UNSCR 1874, paragraph 9 (paragraph unconfirmed)."
    assert first == f"follows · on B2 · {law}"


def test_an_exception_that_was_looked_for_is_said_in_words(kursk):
    text = text_of(explain(kursk, "sanctions_violation(violator=PRK)"))
    assert "no UN authorisation was found: un_authorisation(state=PRK) is neither given nor derived" in text


def test_a_comparison_says_its_values_its_margin_and_its_source(kursk):
    text = text_of(explain(kursk, "highly_significant_development"))
    assert "headcount 10,900..11,000 > 10,000: holds; at least 900 above the threshold" in text
    assert "the figure comes from ROK NIS, 2024-11-20" in text


@pytest.mark.parametrize(
    "headcount, high, impact",
    [
        ("9999", None, None),
        ("10000", None, "holds; exactly on the threshold"),
        ("10001", "holds; 1 above the threshold", "holds; 1 above the threshold"),
        ("8000..10000", None, "8,000..10,000 straddles 10,000 (from 2,000 below to the threshold itself)"),
        ("9000..12000", "9,000..12,000 straddles 10,000", "9,000..12,000 straddles 10,000 (from 1,000 below to 2,000"),
    ],
)
def test_headcounts_against_both_thresholds(article, headcount, high, impact):
    source = reported(article, TROOPS.format(headcount), "KCNA")
    assessment = assess(article, source)
    for fact, said in (("highly_significant_development", high), ("significant_impact(scope=conflict)", impact)):
        if said is None:
            assert resolve(assessment, fact) == ()
        else:
            text = text_of(explain(assessment, fact))
            assert said in text
            assert "the figure comes from KCNA" in text


def test_a_boundary_is_possible_and_says_which_figure_straddles(article):
    text = text_of(explain(assess(article, TROOPS.format("9000..12000")), "highly_significant_development"))
    assert "possible, at the boundary · Possibly: More than 10,000" in text
    assert "No more than possible, as 9,000..12,000 straddles 10,000." in text


def test_only_likely_has_a_percentage(kursk):
    for fact in ("coordinated_response", "aid_escalation(tier=advanced)", "sanctions_violation(violator=PRK)"):
        lines = text_of(explain(kursk, fact)).splitlines()
        assert all("likely" in line.lower() for line in lines if "%" in line)
    assert words.LIKELY_MEANS in text_of(explain(kursk, "coordinated_response"))
    assert "%" not in text_of(explain(kursk, "aid_escalation(tier=advanced)"))


def test_no_phrase_joins_a_grade_with_a_qualifier(kursk):
    for line in text_of(explain(kursk, "coordinated_response")).splitlines():
        assert not ("information" in line and "likely" in line)


def test_the_weakest_premise_is_named(kursk):
    text = text_of(explain(kursk, "cooperation(kind=arms)"))
    assert "no stronger than the weakest of what it rests on: possible_arms_deal(actor=RUS, partner=PRK)" in text


def test_what_strengthens_is_named_and_explained(tiny):
    shipped = "shipment(supplier=acme, volume=2000)"
    text = text_of(explain(assess(tiny, shipped, "depleted(supplier=acme)"), "shortage"))
    assert "possible, strengthened · Acme may run short." in text
    assert "strengthened, because this holds: depleted(supplier=acme)" in text
    assert "strengthens · assumed · depleted(supplier=acme)" in text
    assert "it would be stronger if this held: depleted(supplier=acme)" in text_of(
        explain(assess(tiny, shipped), "shortage")
    )


def test_a_sum_says_what_was_summed_and_by_whom(tiny):
    north = reported(tiny, "shipment(supplier=acme, volume=400..500)", "North", grade="F6")
    south = reported(tiny, "shipment(supplier=acme, volume=900)", "South")
    text = text_of(explain(assess(tiny, north, south), "large"))
    assert "total = 1,300..1,400: the sum of volume over shipment(supplier=acme), from 2 facts" in text
    assert text.count("counted in · given · shipment") == 2
    assert "total 1,300..1,400 ≥ 1,000: holds; at least 300 above the threshold" in text
    assert "the figure comes from North and South" in text or "the figure comes from South and North" in text
    assert "F6: source reliability unknown, information credibility unknown" in text


def test_an_exception_that_may_hold_makes_a_boundary_and_is_named(tiny):
    facts = ("shipment(supplier=acme, volume=2000)", "un_exemption(supplier=acme, volume=400..600)")
    text = text_of(explain(assess(tiny, *facts), "large"))
    assert "no UN exemption was found for certain" in text
    assert "an exception may hold: un_exemption(supplier=acme, volume=400..600), where 400..600 straddles 500" in text


def test_an_exception_with_a_condition_says_the_condition(tiny):
    text = text_of(explain(assess(tiny, "shipment(supplier=acme, volume=2000)"), "large"))
    assert "no UN exemption was found such that its volume > 500: nothing given or derived matches" in text


# ── given facts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reports_stand_with_grade_in_words_and_denials_beside(kursk):
    text = text_of(explain(kursk, "troop_deployment(headcount=8000..10000)"))
    assert "reported   by US Secretary of State, 2024-10-31: Statement by Blinken (via CNA)" in text
    assert "B2: source usually reliable, information probably true" in text
    assert "denied     by North Korean mission to the UN, 2024-11-01" in text


def test_what_no_report_states_is_said_to_be_assumed(tiny, kursk):
    assert "by the analyst; no report says so" in text_of(explain(kursk, "theatre_condition"))
    bare = text_of(explain(assess(tiny, "way_in()"), "way_in"))
    assert "assumed · way_in()" in bare
    assert "no report was given for it" in bare


def test_a_fact_both_given_and_derived_shows_both(tiny):
    given = reported(tiny, "path(source=1, target=2)", "Atlas")
    assessment = assess(tiny, given, "edge(source=1, target=2)")
    text = text_of(explain(assessment, "path"))
    assert "given · path(source=1, target=2)" in text
    assert "by Atlas" in text
    assert "besides being given, it follows: " in text
    assert "edge(source=1, target=2)" in text


def test_below_another_fact_a_given_one_is_not_derived_again(tiny):
    given = reported(tiny, "path(source=1, target=2)", "Atlas")
    explanation = explain(
        assess(tiny, given, "edge(source=1, target=2)", "edge(source=2, target=3)"), "path(source=1, target=3)"
    )
    assert "given, and it also follows from other facts (1 derivation, not needed here)" in text_of(explanation)
    assert len(explanation.nodes) == 3


# ── shape ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_derivation_is_shown_and_the_others_are_counted(kursk):
    explanation = explain(kursk, "tension_increase(arena=Korean_Peninsula)")
    assert len(explanation.nodes[0].steps) == 1
    assert "8 other derivations lead here and are not shown" in text_of(explanation)
    assert len(explain(kursk, "tension_increase(arena=Korean_Peninsula)", every=True).nodes[0].steps) == 9


def test_each_fact_is_explained_once(kursk):
    explanation = explain(kursk, "tension_increase(arena=Korean_Peninsula)", every=True)
    identities = [node.id for node in explanation.nodes]
    assert len(identities) == len(set(identities))
    here = [p.fact for node in explanation.nodes for step in node.steps for p in step.premises if p.shown == "here"]
    assert sorted(here) == sorted(identities[1:])


def test_a_loop_is_shown_once(tiny):
    assessment = assess(tiny, "edge(source=1, target=2)", "edge(source=2, target=1)")
    text = text_of(explain(assessment, "path(source=1, target=1)", every=True))
    assert "path(source=1, target=1) (see [1] above: circular)" in text
    assert "one of 2 conclusions that rest on one another in a circle" in text


def test_the_derivations_shown_never_go_in_a_circle(tiny):
    assessment = assess(tiny, "way_in()")
    conclusion = assessment.conclusion(resolve(assessment, "first")[0])
    assert conclusion is not None
    assert conclusion.best.rule.id == "long-way-in"  # and not in-certain, though second() has a shallower way in
    for fact in ("first", "second"):
        explanation = explain(assessment, fact)
        assert all(p.shown != "circular" for node in explanation.nodes for step in node.steps for p in step.premises)
        assert explanation.nodes[-1].text == "way_in()"


def test_a_chain_of_ten_thousand_steps_is_explained(tiny):
    length = 10_000
    facts = ["at(place=0)", *(f"next(here={n}, there={n + 1})" for n in range(length))]
    assessment = assess(tiny, *facts)
    explanation = explain(assessment, f"at(place={length})")
    assert len(explanation.nodes) == 2 * length + 1
    assert len(json.loads(to_json(explanation))["nodes"]) == 2 * length + 1
    lines = to_text(explanation, width=80, colour=False).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert sum(" · at(place=0)" in line for line in lines) == 1


def test_ten_thousand_ways_do_not_multiply(tiny):
    edges = [f"edge(source={a}, target={b})" for a in range(12) for b in range(12) if a != b]
    explanation = explain(assess(tiny, *edges), "path(source=0, target=1)", every=True)
    assert len(explanation.nodes) <= 12 * 12 + len(edges)


def test_what_an_explanation_does_not_tell_of_is_none_of_its_nodes(tiny):
    told = explain(assess(tiny, "way_in()"), "second")
    assert [told.node(node.id) for node in told.nodes] == list(told.nodes)
    with pytest.raises(ProblemError, match="T431: no fact"):
        told.node("0" * 12)


def test_nothing_is_explained_that_does_not_hold(tiny):
    with pytest.raises(LookupError, match="no fact of the assessment has the id 000000000000"):
        why(assess(tiny, "way_in()"), "000000000000")


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────────────

SENTENCES = ("If it rains, the road is wet.", "If the road is wet, drive slowly.")
DOCUMENT = "\n".join(SENTENCES) + "\n"


@pytest.fixture
def wet(tmp_path):
    statements, start = [], 0
    for number, sentence in enumerate(SENTENCES, 1):
        digest = hashlib.sha256(sentence.encode()).hexdigest()
        statements.append(
            {"id": f"S{number}", "line": number, "start": start, "end": start + len(sentence), "sha256": digest,
             "paraphrase": f"our words for {number}"}
        )  # fmt: skip
        start += len(sentence) + 1
    document = {
        "title": "Roads", "sha256": hashlib.sha256(DOCUMENT.encode()).hexdigest(), "characters": len(DOCUMENT)
    }  # fmt: skip
    rules = [
        {"id": "wet", "when": [{"rain": {}}], "then": [{"wet": {}}], "cites": ["S1"], "reads": "The road is wet."},
        {"id": "slow", "when": [{"wet": {}}], "then": [{"slow": {}}], "cites": ["S1", "S2"], "reads": "Slow down."},
    ]
    pack = {"pack": "wet", "version": "1", "types": {"rain": {}, "wet": {}, "slow": {}}, "document": document,
            "statements": statements, "rules": rules}  # fmt: skip
    path = tmp_path / "wet.yaml"
    path.write_text(json.dumps(pack), encoding="utf-8")
    return load_pack(path)


def test_a_linked_document_shows_the_exact_sentences(wet, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(DOCUMENT, encoding="utf-8")
    assessment = assess(wet, "rain()")
    explanation = explain(assessment, "slow", document=link_document(wet, copy))
    text = text_of(explanation)
    cited = [
        each for node in json.loads(to_json(explanation))["nodes"] for step in node["steps"] for each in step["cites"]
    ]
    assert {"id": "S2", "paraphrase": "our words for 2", "sentence": "If the road is wet, drive slowly."} in cited
    assert "S2: our words for 2" in text
    assert text.count("“If it rains, the road is wet.”") == 1
    assert "“If the road is wet, drive slowly.”" in text
    assert "If it rains" not in text_of(explain(assessment, "slow"))


def test_a_wrong_copy_is_refused_with_the_first_statement_that_differs(wet, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(DOCUMENT.replace("slowly", "gently"), encoding="utf-8")
    with pytest.raises(ProblemError, match=r"T326: .*the statement S2 .* differs"):
        link_document(wet, copy)


def test_a_negative_figure_within_a_sum_stands_in_brackets(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "pack: p\ntypes: {t: {a: int, b: int}, w: {a: int}}\n"
        'rules: [{id: r, when: [{t: {a: $a, b: $b}}, "$a - $b > 2"], then: [{w: {a: $a}}]}]\n',
        encoding="utf-8",
    )
    pack = load_pack(tmp_path / "p.yaml")
    for b, told in (
        (-3, "a 5 - b (-3) (that is 8) > 2: holds; 6 above"),
        (1, "a 5 - b 1 (that is 4) > 2: holds; 2 above"),
    ):
        assessment = Case(pack, [f"t(a=5, b={b})"]).assess(engine="seminaive")
        assert told in to_text(why(assessment, assessment.conclusions[0].id), width=100, colour=False)


def test_a_figure_is_theirs_whose_figures_it_was_worked_out_from_and_nobody_elses():
    pack = pack_from_text("""
pack: p
types: {a: {n: int}, b: {n: int}, c: {n: int}, w: {}}
rules:
  - {id: ours, when: [a: {}], then: [c: {n: 9}]}
  - id: r
    when:
      - a: {n: $i}
      - {sum: $n, over: [b: {n: $n}], as: $x}
      - {sum: $m, over: [c: {n: $m}], as: $y}
      - {let: {$z: $y + 1}}
      - $z > 3 and $x > 3
    then: [w: {}]
""")
    facts = [
        Given(parse_fact(text, pack.vocabulary), (Report(Source(publisher=who)),))
        for text, who in (("a(n=9)", "Ana"), ("b(n=4)", "Bo"), ("c(n=2)", "Cy"), ("c(n=3)", "Dee"))
    ]
    [step] = explain(assess(pack, *facts), "w").nodes[0].steps
    assert [sorted(source for each in check.carriers for source in each.sources) for check in step.checks] == [
        ["Cy", "Dee"],
        ["Bo"],
    ]
    unnamed = Given(parse_fact("c(n=7)", pack.vocabulary), (Report(grade="B2"),))
    for more, told in (
        ((), ""),
        (("c(n=7)",), ", and in part from an assumption"),
        ((unnamed,), ", and in part from a source that is not named"),
    ):
        assert f"; the figure comes from Dee and Cy{told}\n" in text_of(explain(assess(pack, *facts, *more), "w"))


@pytest.mark.parametrize(
    "condition,fact,least,over",
    [
        ("6 / $x < 4", "n=0, x=2.0, q=0", 1, None),
        ("$n > $x", f"n=1{'0' * 380}, x=0.5, q=0", 10**380 - 1, None),
        ("$q > $x", "n=0, x=-1.5e308, q=-1.6e308..1.7e308", 0, int(1.7e308) + int(1.5e308)),
        ("$q > $x", "n=0, x=0.0, q=-1.0..", 0, None),
    ],
)
def test_a_margin_is_as_wide_as_it_is_and_none_where_an_end_is_open(tmp_path, condition, fact, least, over):
    [check] = checks(tmp_path, condition, fact)
    assert (least, over) == (check.margin.least, check.margin.over)


def test_what_did_not_have_to_have_a_value_has_no_margin(tmp_path):
    [check] = checks(tmp_path, "$n < 3 or 6 / $n < 1", "n=0, x=0, q=0")
    assert [part.margin and part.margin.side for part in check.parts] == ["below", None]


def checks(folder, condition, fact):
    """What is said of the condition of a rule that fires."""
    (folder / "p.yaml").write_text(
        "pack: p\ntypes: {t: {n: int, x: float, q: quantity}, w: {}}\n"
        f"rules: [{{id: r, when: [{{t: {{n: $n, x: $x, q: $q}}}}, '{condition}'], then: [{{w: {{}}}}]}}]\n",
        encoding="utf-8",
    )
    assessment = Case(load_pack(folder / "p.yaml"), [f"t({fact})"]).assess(engine="seminaive")
    [step] = why(assessment, assessment.conclusions[0].id).nodes[0].steps
    return step.checks


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_percentage_stands_in_the_catalogue_and_nowhere_else():
    rooms = [Path(__file__).parents[2] / room for room in ("facts", "rules", "engine", "cli")]
    holders = [path.name for room in rooms for path in room.rglob("*.py") if "80 %" in path.read_text(encoding="utf-8")]
    assert holders == ["strength_words.py"]


def test_an_assumption_that_somebody_denies_is_still_one_and_one_that_somebody_reports_is_none(tiny):
    supposed = Report(Source(publisher="Ana"), status="assumed")
    denied = Report(Source(publisher="Bo"), status="denied")
    seen = Report(Source(publisher="Cy"))
    for reports, assumed in (((supposed, denied), True), ((supposed, seen), False), ((seen, denied), False)):
        fact = Given(parse_fact("way_in()", tiny.vocabulary), reports)
        assessment = assess(tiny, fact)
        node = why(assessment, assessment.facts[0].id).nodes[0]
        assert node.given is not None
        assert assumed == node.given.assumed


def test_a_conclusion_counted_into_its_own_total_is_not_what_it_rests_on(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(
        "pack: alarm\n"
        "types: {ringing: {bell: str}, wired: {bell: str}}\n"
        "rules:\n"
        "  - {id: one-is-enough, qualifier: possible, then: [{ringing: {bell: $bell}}],\n"
        "     when: [{wired: {bell: $bell}}, {count: true, over: [{ringing: {}}], as: $many}, $many >= 1]}\n"
    )
    pack = load_pack(path)
    given = [Given(parse_fact(text, pack.vocabulary)) for text in ("ringing(bell=north)", "wired(bell=south)")]
    told = explain(assess(pack, *given), "ringing(bell=south)")
    (step,) = told.nodes[0].steps
    assert told.nodes[0].id in {premise.fact for premise in step.premises}
    assert step.reason.premises == ()
    assert "of these are enough by themselves: ringing(bell=north)" in text_of(told)


def test_a_figure_that_counts_beside_several_facts_is_told_with_them():
    pack = pack_from_text("""
pack: watch
types: {post: {name: str}, dose: {amount: {kind: int, at_least: 0}}}
rules:
  - id: enough
    when: [{sum: $n, over: [post: {name: $p}, dose: {amount: $n}], as: $all}, $all > 5]
    then: [post: {name: depot}]
    qualifier: possible
""")
    given = [Given(parse_fact(text, pack.vocabulary)) for text in ("post(name=a)", "post(name=b)", "dose(amount=3)")]
    told = text_of(explain(assess(pack, *given), "post(name=depot)"))
    assert "by themselves: post(name=a) beside dose(amount=3) and post(name=b) beside dose(amount=3)" in told


def test_of_a_total_to_which_all_is_counted_at_once_nothing_is_said_to_be_enough():
    facts = ["bad(who=A)", "bad(who=B)", "holds(who=A, firm=F, percent=60)", "holds(who=B, firm=F, percent=10)"]
    [step] = explain(assess(pack_from_text(SHARES), *facts), "treated(who=F)").nodes[0].steps
    assert [item.standing for item in step.aggregates] == [()]


def test_a_conclusion_given_for_its_id_is_told_so():
    assessment = assess(pack_from_text(TINY, "tiny.yaml"), "edge(source=1, target=2)")
    [conclusion] = assessment.conclusions
    with pytest.raises(ProblemError) as caught:
        why(assessment, conclusion)  # type: ignore[arg-type]
    [problem] = caught.value.problems
    assert (problem.message, problem.hint) == (
        "expected a string, found a Conclusion",
        "give a string, such as its .id",
    )
    assert why(assessment, conclusion.id).root == conclusion.id
